"""The ledger against the words of the made-up report: every claim where it says, no figure without
a claim.
"""

import pytest

from cohortbook import load_study
from cohortbook.audit.report_coverage import check_claims, figures_of, occurs
from cohortbook.audit.report_text import blocks_of, check_source, read_source

LEDGER, SOURCE, HEADINGS = "data/report/claims.csv", "source.txt", "data/report/headings.csv"
PLAIN = "Nothing that is said of hedgehogs is a passage."
QUOTED = "“I always wondered what lay under the moss.” (B1 C1)"


@pytest.fixture
def proved(made_up):
    return lambda: [str(problem) for problem in check_source(load_study(made_up), made_up / SOURCE)]


@pytest.fixture
def uncovered(made_up, rewrite):
    """Change the made-up report, and return what is wrong with its claims alone."""

    def uncovered(*changes):
        for path, old, new in changes:
            rewrite(path, old, new)
        study = load_study(made_up)
        return [
            str(problem)
            for problem in check_claims(
                study, blocks_of(read_source(made_up / SOURCE), study.tables["headings"]), SOURCE
            )
        ]

    return uncovered


def at(place, *figures):
    return [f"{SOURCE}: {place}: no claim of claims.csv covers {', '.join(map(repr, figures))}"]


def test_check_claims_of_the_made_up_report_finds_nothing_wrong(proved, uncovered):
    assert proved() == uncovered() == []


@pytest.mark.parametrize(
    "path, old, new, problem",
    [
        (
            LEDGER,
            "10 in all,Badgers",
            "11 in all,Badgers",
            f"{LEDGER}:21: as_printed: '11 in all' is not printed at S0.interlude.P02",
        ),
        (
            LEDGER,
            "S0.interlude.P02,10 in all",
            "S0.interlude.P09,10 in all",
            f"{LEDGER}:21: locator: 'S0.interlude.P09' is not a place in the report",
        ),
        (
            LEDGER,
            "S0.interlude.P02,10 in all",
            "S0.nowhere.P01,10 in all",
            f"{LEDGER}:21: locator: 'S0.nowhere.P01' is not a place in the report",
        ),
        (
            LEDGER,
            "S0.interlude.P02,10 in all",
            "S0.interlude.P03,10 in all",
            f"{LEDGER}:21: locator: 'S0.interlude.P03' is not a place in the report",
        ),
        (
            LEDGER,
            "One hoped … every sett",
            "One hoped … any sett",
            f"{LEDGER}:5: as_printed: 'any sett' is not printed at S1.Q2.P01",
        ),
        (
            LEDGER,
            "One hoped … every sett",
            "One hoped … every … sett …",
            f"{LEDGER}:5: as_printed: '' is not printed at S1.Q2.P01",
        ),
        (
            LEDGER,
            "S1.Q2.P01,One hoped",
            "S1.Q2.P00,One hoped",
            f"{LEDGER}:5: as_printed: 'One hoped' is not printed at S1.Q2.P00",
        ),
        (LEDGER, "helped one,", "A coach,", at("S1.Q4.P01", "one")[0]),
        (
            LEDGER,
            "two setts,Setts met",
            "setts in the dark,Setts met",
            at("S1.intro.P01", "two")[0],
        ),
    ],
)
def test_check_claims_names_what_is_not_there_and_what_is_not_covered(
    rewrite, proved, path, old, new, problem
):
    rewrite(path, old, new)
    assert problem in proved()


@pytest.mark.parametrize(
    "line, figures",
    [
        ("Nothing that is said of 3 hedgehogs is a passage.", ["3"]),
        ("Seven hedgehogs, and 7 more.", ["seven", "7"]),
        ("Most hedgehogs, and most of them twice.", ["most"]),
        ("A number of hedgehogs and a range of moles.", ["a number of", "a range of"]),
        ("The number of hedgehogs, and many ranges of moles.", ["many"]),
        ("In 2030/31 it was 12.5 per cent.", ["2030", "31", "12", "5"]),
        ("It cost £1,234.", ["1", "234"]),
        ("Thirteen hedgehogs and twenty moles.", []),
    ],
)
def test_check_claims_asks_for_every_numeral_number_word_and_quantifier(uncovered, line, figures):
    assert uncovered((SOURCE, PLAIN, line)) == (at("S0.interlude.P01", *figures) if figures else [])


@pytest.mark.parametrize(
    "line",
    [
        "1. Hedgehogs are no badgers.",
        "  12. Hedgehogs are no badgers.",
        "Cohort 1 and cohorts 2 and 3, of Table 2 and Section 4.",
        "See Part 2, Q 4 and question 5 (B 1, Owl 2 C 1).",
        "See B1, C2 and Owl3.",
        "See https://example.org/2030/most and <http://example.org/7>.",
    ],
)
def test_check_claims_asks_nothing_of_what_only_names(uncovered, line):
    assert uncovered((SOURCE, PLAIN, line)) == []


def test_check_claims_asks_for_a_figure_beside_what_only_names(uncovered):
    assert uncovered(
        (SOURCE, PLAIN, "1. Of cohort 2 and 3 moles there were 4, see Table 5. 6 moles came.")
    ) == at("S0.interlude.P01", "4", "6")


def test_check_claims_takes_a_claim_of_the_same_figure_elsewhere_for_none(uncovered):
    """Two is claimed in the next paragraph, and in the summary."""
    assert uncovered((SOURCE, PLAIN, "Two hedgehogs.")) == at("S0.interlude.P01", "two")


def test_check_claims_of_one_paragraph_cover_it_whatever_their_letter(uncovered):
    assert (
        uncovered(
            (LEDGER, "S1.Q2.P01,One hoped", "S1.Q2.P01a,One hoped"),
            (LEDGER, "S1.Q4.P01,helped", "S1.Q4.P1,helped"),
        )
        == []
    )


def test_check_claims_passes_over_words_that_are_quoted_and_not_over_their_digits(uncovered):
    said = "“I wondered what most of the three lay on.” (B1 C1)"
    assert uncovered((SOURCE, QUOTED, said)) == []
    assert uncovered((SOURCE, said, said.replace("three", "3"))) == at("S1.Q1.P01", "3")


def test_check_claims_asks_for_words_outside_a_quotation_and_of_what_is_no_quotation(uncovered):
    """The quotation is the first ten words."""
    assert uncovered((SOURCE, QUOTED, f"{QUOTED} Most did.")) == at("S1.Q1.P01", "most")
    assert uncovered(
        ("data/report/passages.csv", "b_q1,quotation", "b_q1,paraphrase"),
        (SOURCE, "I always wondered", "All three wondered"),
    ) == at("S1.Q1.P01", "all", "three", "most")


def test_check_claims_asks_nothing_of_the_cells_of_a_table_but_of_its_heading(uncovered):
    table = (
        HEADINGS,
        "2,S0.interlude,Interlude on hedgehogs$,text",
        "2,S0.interlude,Interlude on \\S+ ?hedgehogs$,table",
    )
    assert uncovered(
        table,
        (SOURCE, "Interlude on hedgehogs", "Interlude on 77 hedgehogs"),
        (SOURCE, PLAIN, "Hedgehogs 88 most"),
    ) == at("S0.interlude.P00", "77")
    assert uncovered((SOURCE, "10 in all", "ten in all")) == [
        f"{LEDGER}:21: as_printed: '10 in all' is not printed at S0.interlude.P02",
        *at("S0.interlude.P00", "77"),
    ]


def test_check_claims_asks_for_a_quantifier_only_as_long_as_it_has_a_rule(uncovered):
    assert uncovered(
        ("data/report/quantifiers.csv", "consensus,", "hedgehogs,"),
        (LEDGER, "S0.interlude.P02,most had", "S0.interlude.P02,had"),
    ) == [
        *at("S0.interlude.P00", "hedgehogs"),
        *at("S0.interlude.P01", "hedgehogs"),
        *at("S0.interlude.P02", "most"),
    ]


def test_check_claims_asks_nothing_of_a_study_without_claims(made_up, uncovered):
    for name in ("claims", "replies", "key_claims"):
        path = made_up / f"data/report/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert uncovered((SOURCE, PLAIN, "Most of 3 hedgehogs.")) == []


@pytest.mark.parametrize(
    "line, figures",
    [
        ("1. In cohort 2 and Table 3 we met B7 and B 8", []),
        ("cohorts 1 and 2 had 9", ["9"]),
        ("3x2 days, 36 in all", ["3x2", "36", "all"]),
        ("2022-23", ["2022", "23"]),
        ("see <https://moss.example/20%20> on page 4", ["4"]),
        ("A number of owls, most of them", ["a number of", "most"]),
        ("Twelve; one", ["twelve", "one"]),
        ("In 1. moss", ["1"]),
        ("1.5 owls", ["1", "5"]),
        (
            "one, Two, THREE four five six seven eight nine ten eleven twelve thirteen",
            [
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ],
        ),
        ("", []),
        ("a number", []),
        ("moss and 3", ["3"]),
    ],
)
def test_figures_of_a_line_leave_out_what_only_names(line, figures):
    quantifiers = [["a", "number", "of"], ["most"], ["all"]]
    assert [" ".join(figure) for figure in figures_of(line, {"b"}, quantifiers, set())] == figures


def test_figures_of_a_quotation_are_its_digits_only():
    assert figures_of("most of the 20 years", set(), [["most"]], {0, 1, 2, 3, 4}) == [["20"]]
    assert figures_of("most of most", set(), [["most"]], {0}) == [["most"]]


@pytest.mark.parametrize(
    "part, expected",
    [
        ("b c", True),
        ("a b c", True),
        ("c", True),
        ("a c", False),
        ("c b", False),
        ("", False),
        ("a b c d", False),
    ],
)
def test_occurs_asks_for_the_words_together_and_in_order(part, expected):
    assert occurs(part.split(), ["a", "b", "c"]) is expected


def test_every_claim_of_the_real_ledger_is_short_and_names_nobody(real):
    claims = real.tables["claims"]
    people = {
        *real.tables["participants"]["participant_id"],
        *real.tables["managers"]["manager_id"],
    } - {"WFDM"}
    for row in claims.to_dict("records"):
        assert all(len(bit.split()) <= 10 for bit in row["as_printed"].split("…")), row["claim_id"]
        words = set(
            " ".join(str(row[c]) for c in ("claim", "note", "needs")).replace(",", " ").split()
        )
        assert not words & people, row["claim_id"]
