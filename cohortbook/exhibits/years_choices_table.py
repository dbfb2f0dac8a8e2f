"""Table of years since qualification between cohorts under every choice of a test."""

from __future__ import annotations

from cohortbook.exhibits.present import Cell, Shown, number_cell, sentence, shown_table
from cohortbook.findings.years_choices import COMPARED, LARGEST, RULES
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.wording import of_text

TESTS = {"means": "Means (permutation)", "ranks": "Ranks (exact rank test)"}
RULE_LABELS = {
    "two_sided": "by absolute difference",
    "doubled": "twice the smaller side",
    "mid_p": "mid-p",
}
NOTE = (
    "Each person is left out once, and every split of the others is counted. The tests of this book"
    " are by absolute difference."
)


def years_choices_table(findings: Findings, caption: str) -> Shown:
    """Show the p-value by each test and two-sided rule, with everyone and with one person left out:
    a row a choice.
    """
    if not findings:
        return sentence("There is one cohort, so nothing is compared.")
    by_choice = findings.by(lambda own: own.category)
    rows = [
        [Cell(f"{TESTS[test]}, {RULE_LABELS[rule]}"), *_cells(by_choice[f"{test}_{rule}"])]
        for test in COMPARED
        for rule in RULES
    ]
    header = [
        "Test and two-sided rule",
        "p, everyone",
        "Lowest p without one person",
        "Highest p without one person",
        "Significant without one person",
    ]
    return shown_table(caption, header, rows, NOTE, findings=findings)


def _cells(same: Findings) -> list[Cell]:
    found = same.by_statistic
    if "lowest" not in found:
        return [number_cell(found["everyone"]), *[Cell(f"over {LARGEST} people")] * 2, Cell("–")]
    significant = found["significant"]
    return [
        number_cell(found["everyone"]),
        *(_end(found, statistic) for statistic in ("lowest", "highest")),
        Cell(of_text(significant.value, significant.n), significant.id),
    ]


def _end(found: dict[str, Finding], statistic: str) -> Cell:
    """A p-value, and the years of the person who is left out."""
    p, own = found[statistic], found[f"{statistic}_without"]
    return Cell(f"{p.text} (one with {own.text} years)", p.id)
