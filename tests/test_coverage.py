"""The ledger against the words of the made-up report: every claim where it says, no figure without a claim."""

import pytest

from cohortbook import load_study
from cohortbook.coverage import figures_of, occurs
from cohortbook.source_text import check_source

CLAIMS = "data/report/claims.csv"


@pytest.fixture
def proved(made_up):
    return lambda: [str(problem) for problem in check_source(load_study(made_up), made_up / "source.txt")]


def test_check_claims_of_the_made_up_report_finds_nothing_wrong(proved):
    assert proved() == []


@pytest.mark.parametrize("path, old, new, problem", [
    (CLAIMS, "10 in all,Badgers", "11 in all,Badgers", f"{CLAIMS}:21: as_printed: '11 in all' is not printed at S0.interlude.P02"),
    (CLAIMS, "S0.interlude.P02,10 in all", "S0.interlude.P09,10 in all", f"{CLAIMS}:21: locator: 'S0.interlude.P09' is not a place in the report"),
    (CLAIMS, "S0.interlude.P02,10 in all", "S0.nowhere.P01,10 in all", f"{CLAIMS}:21: locator: 'S0.nowhere.P01' is not a place in the report"),
    ("source.txt", "Nothing that is said of hedgehogs is a passage.", "Nothing that is said of 3 hedgehogs is a passage.",
     "source.txt: S0.interlude.P01: no claim of claims.csv covers '3'"),
    ("source.txt", "Nothing that is said of hedgehogs is a passage.", "A number of hedgehogs and seven more are no passage, cohort 2 apart.",
     "source.txt: S0.interlude.P01: no claim of claims.csv covers 'a number of', 'seven'"),
    (CLAIMS, "helped one,", "A coach,", "source.txt: S1.Q4.P01: no claim of claims.csv covers 'one'")])
def test_check_claims_names_what_is_not_there_and_what_is_not_covered(rewrite, proved, path, old, new, problem):
    rewrite(path, old, new)
    assert problem in proved()


def test_check_claims_asks_nothing_of_a_study_without_claims(made_up, proved):
    for name in ("claims", "replies", "key_claims"):
        path = made_up / f"data/report/{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert proved() == []


@pytest.mark.parametrize("line, figures", [
    ("1. In cohort 2 and Table 3 we met B7 and B 8", []), ("cohorts 1 and 2 had 9", ["9"]), ("3x2 days, 36 in all", ["3x2", "36", "all"]),
    ("2022-23", ["2022", "23"]), ("see <https://moss.example/20%20> on page 4", ["4"]), ("A number of owls, most of them", ["a number of", "most"]), ("Twelve; one", ["twelve", "one"])])
def test_figures_of_a_line_leave_out_what_only_names(line, figures):
    quantifiers = [["a", "number", "of"], ["most"], ["all"]]
    assert [" ".join(figure) for figure in figures_of(line, {"b"}, quantifiers, set())] == figures


def test_figures_of_a_quotation_are_its_digits_only():
    assert figures_of("most of the 20 years", set(), [["most"]], {0, 1, 2, 3, 4}) == [["20"]]


def test_occurs_asks_for_the_words_together_and_in_order():
    assert occurs(["b", "c"], ["a", "b", "c"]) and not occurs(["b", "c"], ["b", "a", "c"]) and not occurs([], ["a"])


def test_every_claim_of_the_real_ledger_is_short_and_names_nobody(real):
    claims = real.tables["claims"]
    people = {*real.tables["participants"]["participant_id"], *real.tables["managers"]["manager_id"]} - {"WFDM"}
    for row in claims.to_dict("records"):
        assert all(len(bit.split()) <= 10 for bit in row["as_printed"].split("…")), row["claim_id"]
        words = set(" ".join(str(row[c]) for c in ("claim", "note", "needs")).replace(",", " ").split())
        assert not words & people, row["claim_id"]
