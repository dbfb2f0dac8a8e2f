"""Each check reaches each of its verdicts when cells of the made-up study change; the values are
worked out by hand.
"""

from datetime import date
from fractions import Fraction

import pytest

from cohortbook.audit.checks import (
    CHECKS,
    CLAIM,
    Report,
    amount,
    decimals_of,
    half,
    span,
    stated_text,
    sums_of,
)
from cohortbook.audit.claims import audited

CLAIMS, IMPACTS, ATTRIBUTIONS = (
    f"data/report/{name}.csv" for name in ("claims", "impacts", "attributions")
)
ONE, TWO, THREE = (f"data/cohorts/cohort_0{n}/participants.csv" for n in (1, 2, 3))
FACTS, ADVICE = "data/programme/facts.csv", "data/programme/recommendations.csv"
COMPUTED = ("c011", "c022", "c023", "c029")  # claims held against numbers of the study
NOBODY_S_YEARS = [
    (ONE, f"{level},{years},", f"{level},,")
    for level, years in (("bachelor", 2), ("master", 4), ("master", 6), ("bachelor", 12))
]


@pytest.fixture
def judged(rewrite, audit_now):
    """Change cells, or nothing, and return the verdict and the recomputed value of a claim."""

    def judged(claim_id, *changes):
        for path, old, new in changes:
            rewrite(path, old, new)
        claims, problems = audit_now(
            anew=claim_id in COMPUTED and any(path != CLAIMS for path, _, _ in changes)
        )
        assert problems == []
        return claims[claim_id]["verdict"], claims[claim_id]["recomputed_value"]

    return judged


@pytest.fixture(scope="module")
def told(badgers, found):
    """Audit one claim more of the made-up study, and those it is held against; return its row."""
    ledger = {row["claim_id"]: row for row in badgers.tables["claims"].to_dict("records")}

    def told(check, stated, against="", result_id="", unit="people"):
        stating = ledger["c031"] | {
            "claim_id": "c101",
            "check": check,
            "stated_value": stated,
            "against": against,
            "result_id": result_id,
            "unit": unit,
        }
        claims, problems = audited(
            Report(
                badgers,
                found,
                {name: ledger[name] for name in CLAIM.findall(against)} | {"c101": stating},
            )
        )
        assert problems == []
        return claims.to_dict("records")[-1]

    return told


def test_check_says_what_a_claim_is_that_does_not_hold():
    assert {name for name in CHECKS if CHECKS[name].otherwise == "inconsistent"} == {
        "counterpart",
        "same",
        "arithmetic",
        "order",
        "elapsed",
    }


@pytest.mark.parametrize(
    "claim_id, changes, verdict, recomputed",
    [
        ("c022", [], "reproduced", "4"),
        (
            "c022",
            [
                (
                    CLAIMS,
                    "4 badgers,Badgers of the first sett,4",
                    "4 badgers,Badgers of the first sett,5",
                )
            ],
            "differs",
            "4",
        ),
        (
            "c011",
            [(IMPACTS, "tunnels in the sett,4,9,", "tunnels in the sett,4,8,")],
            "differs",
            "8",
        ),
        ("c023", [], "differs", "6"),
        ("c023", [(CLAIMS, ",5.9,", ",6.0,")], "reproduced", "6"),
        ("c023", NOBODY_S_YEARS, "not_checkable", ""),
        ("c029", [], "reproduced", "February 2033"),
        ("c029", [(FACTS, "2033-02", "2033-03")], "differs", "March 2033"),
    ],
)
def test_finding_holds_a_stated_number_against_a_computed_one(
    judged, claim_id, changes, verdict, recomputed
):
    assert judged(claim_id, *changes) == (verdict, recomputed)


def test_finding_of_a_mean_may_be_rounded_either_way_from_a_half(rewrite, claim, audit_now):
    rewrite(ONE, "bachelor,2,", "bachelor,3,")  # 25 years of 4 badgers
    cases = [
        ("6.2", "reproduced", "6.25"),
        ("6.3", "reproduced", "6.25"),
        ("6.4", "differs", "6.25"),
        ("6.1", "differs", "6.25"),
        ("6.25", "reproduced", "6.250"),
        ("6.26", "differs", "6.250"),
        ("6", "reproduced", "6.25"),
        ("7", "differs", "6.25"),
    ]
    for number, (stated, _, _) in enumerate(cases):
        claim(
            "finding", stated, result_id="cohort_01.years_qualified.mean", claim_id=f"c11{number}"
        )
    claims, _ = audit_now(anew=True)
    assert [
        (stated, claims[f"c11{number}"]["verdict"], claims[f"c11{number}"]["recomputed_value"])
        for number, (stated, _, _) in enumerate(cases)
    ] == cases


@pytest.mark.parametrize(
    "stated, verdict",
    [
        ("2,500", "reproduced"),
        ("2500", "reproduced"),
        ("2,000 + 500", "reproduced"),
        ("2,501", "differs"),
        ("2500.1", "differs"),
        ("5001/2", "differs"),
    ],
)
def test_finding_reads_thousands_and_compares_whole_numbers_exactly(told, stated, verdict):
    row = told("finding", stated, result_id="programme.moss_allowance.value", unit="pounds")
    assert (row["verdict"], row["recomputed_value"]) == (verdict, "2,500")


@pytest.mark.parametrize(
    "stated, result_id, turns",
    [
        ("5.9", "cohort_01.years_qualified.mean", "No 4 whole numbers have a mean of 5.9."),
        (
            "5.8",
            "cohort_01.years_qualified.mean",
            "A mean of 5.8 takes 4 whole numbers that sum to 23; these sum to 24.",
        ),
        (
            "6",
            "cohort_01.years_qualified.mean",
            "A mean of 6 takes 4 whole numbers that sum to between 22 and 26; these sum to 24.",
        ),
        (
            "25.5",
            "cohort_01.years_qualified.ten_years.baseline",
            "Rows that give less than 25.45 or more than 25.55.",
        ),
    ],
)
def test_finding_says_what_would_turn_it(told, stated, result_id, turns):
    assert told("finding", stated, result_id=result_id)["turns"] == turns


@pytest.mark.parametrize(
    "claim_id, changes, verdict, recomputed",
    [
        ("c007", [], "reproduced", "2"),
        ("c007", [(ATTRIBUTIONS, "p10,B6,B6 C2,\n", "")], "differs", "1"),
        ("c003", [], "reproduced", "2"),
        (
            "c003",
            [(CLAIMS, "cohorts interviews cohort=cohort_01|cohort_02", "cohorts interviews")],
            "differs",
            "3",
        ),
        (
            "c024",
            [
                (
                    CLAIMS,
                    "participants cohort=cohort_02,",
                    "participants cohort=cohort_03 gender=female,",
                ),
                (THREE, "B12,,", "B12,female,"),
            ],
            "differs",
            "2",
        ),
        (
            "c024",
            [
                (CLAIMS, "participants cohort=cohort_02,", "participants service=adult,"),
                (TWO, "B8,female,adult", "B8,female,"),
            ],
            "not_checkable",
            "",
        ),
        (
            "c024",
            [
                (
                    CLAIMS,
                    "participants cohort=cohort_02,",
                    "total:years_qualified participants cohort=cohort_03,",
                )
            ],
            "not_checkable",
            "",
        ),
        (
            "c024",
            [
                (
                    CLAIMS,
                    "participants cohort=cohort_02,",
                    "total:years_qualified participants cohort=cohort_01,",
                ),
                (ONE, "bachelor,12,", "bachelor,13,"),
            ],
            "differs",
            "25",
        ),
        (
            "c024",
            [
                (
                    CLAIMS,
                    "participants cohort=cohort_02,",
                    "participants cohort=cohort_01|cohort_02 role=badger?liaison*,",
                )
            ],
            "differs",
            "3",
        ),
        (
            "c024",
            [(CLAIMS, "participants cohort=cohort_02,", "cohort_02.participants.count,")],
            "reproduced",
            "5",
        ),
    ],
)
def test_count_holds_a_stated_number_against_rows(judged, claim_id, changes, verdict, recomputed):
    assert judged(claim_id, *changes) == (verdict, recomputed)


@pytest.mark.parametrize(
    "stated, verdict",
    [
        ("3.5", "reproduced"),
        ("3", "reproduced"),
        ("4", "reproduced"),
        ("7/2", "reproduced"),
        ("5", "differs"),
        ("3.4", "differs"),
    ],
)
def test_ratio_of_seven_to_two_may_be_rounded_either_way(judged, stated, verdict):
    assert (
        judged(
            "c026",
            (
                CLAIMS,
                "3 sows to a boar,Sows to boars,3,",
                f"3 sows to a boar,Sows to boars,{stated},",
            ),
        )[0]
        == verdict
    )


@pytest.mark.parametrize(
    "changes, verdict, recomputed",
    [
        ([(ONE, "B3,male", "B3,female")], "differs", "8"),
        ([(ONE, "B3,male", "B3,another")], "differs", "7"),
        ([(ONE, "B3,male", "B3,")], "not_checkable", ""),
        ([(ONE, "B3,male", "B3,female"), (ONE, "B4,male", "B4,female")], "not_checkable", ""),
    ],
)
def test_ratio_divides_two_counts_and_says_when_it_cannot(judged, changes, verdict, recomputed):
    assert judged("c026", *changes) == (verdict, recomputed)


def test_ratio_of_two_numbers_of_the_study_or_of_rows_of_which_some_are_not_known(told):
    assert (
        told(
            "ratio",
            "4",
            "participants cohort=cohort_01 : participants cohort=cohort_03 gender=female",
        )["verdict"]
        == "not_checkable"
    )
    assert (
        told("ratio", "1.7", "cohort_02.participants.count : cohort_03.participants.count")[
            "reason"
        ]
        == "Stated 1.7; 1.67 (exactly 5/3), 5 to 3."
    )


@pytest.mark.parametrize(
    "word, against, verdict, recomputed",
    [
        ("most", "participants cohort=cohort_01 where gender=female", "differs", "2 of 4"),
        (
            "majority",
            "participants cohort=cohort_01|cohort_02 where gender=female",
            "reproduced",
            "7 of 9",
        ),
        ("all", "participants cohort=cohort_02 where gender=female", "reproduced", "5 of 5"),
        ("all", "participants cohort=cohort_01|cohort_02 where gender=female", "differs", "7 of 9"),
        ("none", "participants cohort=cohort_02 where gender=male", "reproduced", "0 of 5"),
        ("none", "participants cohort=cohort_01 where gender=male", "differs", "2 of 4"),
        (
            "many",
            "participants cohort=cohort_01|cohort_02 where service=children",
            "reproduced",
            "3 of 9",
        ),
        ("many", "passages where group=manager", "differs", "3 of 17"),
        ("many", "participants cohort=cohort_01 where gender=female", "differs", "2 of 4"),
        ("several", "people attributions passage_id=p10", "differs", "2"),
        ("a number of", "people attributions passage_id=p10", "reproduced", "2"),
        ("several", "participants cohort=cohort_01 gender=female|male", "reproduced", "4"),
        ("(at least one)", "people attributions passage_id=p11", "differs", "0"),
        (
            "most",
            "people attributions passage_id=p10 of practitioners cohort_01",
            "reproduced",
            "2 of 3",
        ),
        ("most", "people attributions passage_id=p10 of award_holders", "differs", "2 of 12"),
        ("some", "all.theme.enablers.programme.coaching.practitioners.count", "differs", "1 of 7"),
        ("most", "participants cohort=cohort_03 where highest_level=master", "not_checkable", ""),
        ("many", "participants cohort=cohort_03 where service=children", "differs", "1 of 3"),
        (
            "(at least one)",
            "participants cohort=cohort_03 where gender=female",
            "reproduced",
            "1 of 3",
        ),
        ("some", "participants cohort=cohort_03 gender=female", "not_checkable", ""),
        ("none", "participants cohort=cohort_03 gender=male", "not_checkable", ""),
        ("several", "participants cohort=cohort_03 gender=female", "differs", "1"),
        ("all", "interviews mode=in_person where format=pair|group", "not_checkable", ""),
        (
            "all",
            "interviews mode=in_person format=pair|group where format=pair|group",
            "reproduced",
            "2 of 2",
        ),
        ("all", "people attributions passage_id=p13 of managers cohort_03", "not_checkable", ""),
    ],
)
def test_quantifier_goes_by_the_written_rule(told, word, against, verdict, recomputed):
    row = told(
        "quantifier", word, against
    )  # with cells that are empty, a verdict stands that is the same for the fewest and the most
    assert (row["verdict"], row["recomputed_value"]) == (verdict, recomputed)


@pytest.mark.parametrize(
    "claim_id, path, old, new, verdict, recomputed",
    [
        ("c027", TWO, "MA Burrows,master,1,", "MA Burrows,bachelor,1,", "differs", "4 of 9"),
        (
            "c027",
            "data/report/quantifiers.csv",
            "most,,,,1/2,",
            "most,,,,5/9,",
            "differs",
            "5 of 9",
        ),
        ("c010", "data/report/quantifiers.csv", "both,,,1,", "both,2,,,", "reproduced", "2 of 3"),
        (
            "c010",
            ATTRIBUTIONS,
            "p13,Owl1,Owl1 C1,\n",
            "",
            "differs",
            "1 of 3",
        ),
    ],
)
def test_quantifier_follows_the_cells_and_a_reader_who_changes_the_rule(
    judged, claim_id, path, old, new, verdict, recomputed
):
    assert judged(claim_id, (path, old, new)) == (verdict, recomputed)


@pytest.mark.parametrize(
    "word, verdict",
    [("most", "not_checkable"), ("(at least one)", "reproduced"), ("none", "differs")],
)
def test_between_goes_by_the_fewest_and_the_most_who_may_be_meant(told, word, verdict):
    fewest, most = (
        f"people attributions passage_id={cited} of practitioners cohort_01"
        for cited in ("p07", "p07|p10")
    )
    row = told("between", word, f"{fewest} to {most}")
    assert (row["verdict"], row["recomputed_value"]) == (verdict, "1 to 3 of 3")


def test_a_number_without_a_value_cannot_be_counted_with(badgers, found):
    claim = {row["claim_id"]: row for row in badgers.tables["claims"].to_dict("records")}["c031"]
    known = found | {"all.otters.count": found["all.participants.count"]._replace(value=None)}
    claims, problems = audited(
        Report(
            badgers,
            known,
            {
                "c031": (
                    claim
                    | {
                        "check": "quantifier",
                        "stated_value": "most",
                        "against": "all.otters.count",
                    }
                )
            },
        )
    )
    assert [problem.message for problem in problems] == [
        "'all.otters.count' has no value that could be counted with"
    ] and claims.empty


def test_what_is_open_says_what_is_certain_and_where_the_empty_cells_are(told):
    row = told("quantifier", "some", "participants cohort=cohort_03 gender=female")
    assert (
        row["reason"]
        == "Stated some; 1 for certain; cells that would tell are empty or contested in 1 row of"
        " participants.csv."
    )


def test_counterpart_is_there_or_not(judged):
    assert judged("c030") == ("inconsistent", "not there")
    assert judged("c030", (ADVICE, "summary,2,More owls,", "summary,2,More owls,3")) == (
        "reproduced",
        "there",
    )


@pytest.mark.parametrize(
    "stated, verdict",
    [
        ("2", "reproduced"),
        ("3", "inconsistent"),
        ("1+1", "reproduced"),
        ("2.0", "reproduced"),
        ("a pair", "inconsistent"),
    ],
)
def test_same_holds_a_statement_against_another(judged, stated, verdict):
    assert judged("c031", (CLAIMS, "two setts,Setts,2,", f"two setts,Setts,{stated},")) == (
        verdict,
        "2",
    )


@pytest.mark.parametrize(
    "stated, against, verdict, recomputed",
    [
        ("SEVERAL", "c008", "reproduced", "several"),
        ("2", "c003 c001", "reproduced", "2"),
        ("2", "c003 c022", "inconsistent", "2 and 4"),
        ("2033-02", "c029", "reproduced", "February 2033"),
        ("2033-03", "c029", "inconsistent", "February 2033"),
        ("2030/2031", "c020", "reproduced", "2030 to 2031"),
    ],
)
def test_same_compares_words_dates_and_several_statements(
    told, stated, against, verdict, recomputed
):
    row = told("same", stated, against)
    assert (row["verdict"], row["recomputed_value"]) == (verdict, recomputed)


def test_same_never_shows_a_digest(told):
    row = told("same", "0123456789ab", "c003", unit="digest")
    assert row["recomputed_value"] == "other words" and "0123456789ab" not in row["reason"]


@pytest.mark.parametrize(
    "stated, against, verdict, recomputed",
    [
        ("10", "c022 + c024", "inconsistent", "9"),
        ("9", "c022 + c024", "reproduced", "9"),
        ("4", "(c022 + c024) / 2", "reproduced", "4.50"),
        ("5", "(c022 + c024) / 2", "reproduced", "4.50"),
        ("4.4", "(c022 + c024) / 2", "inconsistent", "4.50"),
        ("10", "c022 * c024 / 2", "reproduced", "10"),
        ("14", "c022 + c024 * 2", "reproduced", "14"),
        ("1", "c024 - c022", "reproduced", "1"),
        ("8", "c022 + c022", "reproduced", "8"),
        ("44.4", "100 * c022 / (c022 + c024)", "reproduced", "44.44 (exactly 400/9)"),
        ("44.5", "100 * c022 / (c022 + c024)", "inconsistent", "44.44 (exactly 400/9)"),
        ("4,000", "c022 * 1,000", "reproduced", "4,000"),
        ("23.6", "c022 * c023", "reproduced", "23.60"),
    ],
)  # 4 times the 5.9 that is stated
def test_arithmetic_works_a_sum_from_other_claims(told, stated, against, verdict, recomputed):
    row = told("arithmetic", stated, against)
    assert (row["verdict"], row["recomputed_value"]) == (verdict, recomputed)


def test_arithmetic_keeps_a_stated_sum_together(judged):
    assert judged(
        "c025",
        (CLAIMS, "sett,4,people", "sett,1+3,people"),
        (CLAIMS, "c022 + c024", "c022 * c024 / 2"),
    ) == ("reproduced", "10")


@pytest.mark.parametrize(
    "stated, against, verdict",
    [
        ("2030-06/2031-05", "within c020", "reproduced"),
        ("2030-06/2032-01", "within c020", "inconsistent"),
        ("2029-12/2031-05", "within c020", "inconsistent"),
        ("2029-12/2031-05", "<= c020", "reproduced"),
        ("2029-12/2031-05", ">= c020", "inconsistent"),
        ("2031-12", "within c020", "reproduced"),
        ("2031-12-31", "within c020", "reproduced"),
        ("2032-01-01", "<= c020", "inconsistent"),
        ("2029-12-31", ">= c020", "inconsistent"),
        ("2030", ">= c020", "reproduced"),
        ("2033-02-28", ">= c020;<= c029", "reproduced"),
        ("2033", ">= c020; <= c029", "inconsistent"),
        ("2029", ">= c020; <= c029", "inconsistent"),
    ],
)
def test_order_holds_dates_against_dates(judged, stated, against, verdict):
    assert (
        judged(
            "c021",
            (
                CLAIMS,
                "2030-06/2031-05,months,order,within c020",
                f"{stated},months,order,{against}",
            ),
        )[0]
        == verdict
    )


@pytest.mark.parametrize(
    "stated, against, said",
    [
        ("2030-06/2032-01", "within c020", "not within 2030 to 2031"),
        ("2032-01-01", "<= c020", "after 2030 to 2031"),
        ("2029-12-31", ">= c020", "before 2030 to 2031"),
        ("2030", ">= c020", "not before 2030 to 2031"),
    ],
)
def test_order_says_how_the_dates_lie_to_each_other(judged, stated, against, said):
    assert (
        judged(
            "c021",
            (
                CLAIMS,
                "2030-06/2031-05,months,order,within c020",
                f"{stated},months,order,{against}",
            ),
        )[1]
        == said
    )


@pytest.mark.parametrize(
    "stated, verdict",
    [
        ("2", "reproduced"),
        ("1", "reproduced"),
        ("0", "inconsistent"),
        ("3", "inconsistent"),
        ("2.5", "inconsistent"),
        ("1.5", "reproduced"),
        ("2.2", "reproduced"),
        ("2.3", "inconsistent"),
        ("1.1", "reproduced"),
        ("1.0", "inconsistent"),
    ],
)
def test_elapsed_allows_whatever_the_printed_dates_allow(judged, stated, verdict):
    """From some day of 2031 (398 days before the month) to some day of February 2033 (789 days
    after the year began).
    """
    assert judged(
        "c028", (CLAIMS, "Time since the digging,2,", f"Time since the digging,{stated},")
    ) == (verdict, "1.1 to 2.2")


def test_elapsed_between_two_days_is_exact(claim, audit_now):
    for claim_id, day in (("c102", "2030-12-31"), ("c103", "2033-07-01")):
        claim("", day, claim_id=claim_id, kind="date", needs="a diary")
    claim("elapsed", "2.5", "c102 c103")
    row = audit_now()[0]["c101"]
    assert (row["verdict"], row["recomputed_value"], row["rows"]) == (
        "reproduced",
        "2.5 to 2.5",
        (f"{CLAIMS}:28", f"{CLAIMS}:29"),
    )


@pytest.mark.parametrize(
    "text, value",
    [
        ("11.7", Fraction(117, 10)),
        ("1+1+4+1+2+1", 10),
        ("(7*11.7 + 11*6.4) / 18", Fraction(1523, 180)),
        ("8 - 2", 6),
        (" 1,234,567.5 ", Fraction(2469135, 2)),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("0.1 + 0.2", Fraction(3, 10)),
    ],
)
def test_amount_is_exact(text, value):
    assert amount(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seven",
        "1+",
        "2**9",
        "__import__('os')",
        "1/0",
        "True",
        "a.b",
        "[1]",
        "-1",
        "c001",
        "2033-02",
        "'2'",
    ],
)
def test_amount_refuses_everything_else(text):
    with pytest.raises(ValueError, match="is no number or sum of numbers"):
        amount(text)


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("2022", (2022, 1, 1), (2022, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-02", (2023, 2, 1), (2023, 2, 28)),
        ("2024-12", (2024, 12, 1), (2024, 12, 31)),
        ("2025-05-20", (2025, 5, 20), (2025, 5, 20)),
        ("2022/2023", (2022, 1, 1), (2023, 12, 31)),
        ("2022-11-30/2022-12", (2022, 11, 30), (2022, 12, 31)),
    ],
)
def test_span_runs_from_the_first_to_the_last_day(text, first, last):
    assert span(text) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "text", ["May", "", "22", "2022-5", "2022-05-01-01", "2022/May", "May/2022"]
)
def test_span_refuses_what_is_no_date(text):
    with pytest.raises(ValueError, match="is no date, month or year"):
        span(text)


def test_decimals_of_and_half_give_what_a_printed_number_stands_for():
    assert [decimals_of(text) for text in ("8", "11.7", "1+2.25", "2,500.0", "1.5 + 2")] == [
        0,
        1,
        2,
        1,
        1,
    ]
    assert [half(0), half(1), half(2)] == [Fraction(1, 2), Fraction(1, 20), Fraction(1, 200)]


@pytest.mark.parametrize(
    "stated, n, sums",
    [
        ("11.7", 7, (82, 82)),
        ("6.4", 11, (70, 70)),
        ("8", 18, (135, 153)),
        ("5.9", 4, (24, 23)),
        ("2.5", 10, (25, 25)),
    ],
)
def test_sums_of_are_those_that_print_as_the_mean(stated, n, sums):
    assert sums_of(stated, n) == sums


def test_stated_text_puts_dates_in_words_and_quotes_what_has_no_value():
    claim = {"stated_value": "2024-11", "unit": "month", "kind": "date", "as_printed": "November"}
    assert (
        stated_text(claim) == "November 2024"
        and stated_text(claim | {"stated_value": "2024/2025"}) == "2024 to 2025"
    )
    assert stated_text(claim | {"kind": "count"}) == "2024-11"
    assert (
        stated_text(claim | {"unit": "digest"})
        == "“November”"
        == stated_text(claim | {"stated_value": None})
    )
