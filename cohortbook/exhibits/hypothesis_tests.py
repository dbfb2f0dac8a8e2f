"""Tables of every test that is made, family by family."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from cohortbook.exhibits.present import Cell, Shown, number_cell, shown_table
from cohortbook.findings import baselines, multiple_tests
from cohortbook.findings.multiple_tests import Made
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import counted, label_of


def family_table(study: Study, scopes: Sequence[str], caption: str) -> Shown:
    """Show every test made of some scopes, family by family: the p-value, what it is worth in its
    family, and what it could have seen.
    """
    made = {scope: multiple_tests.tests_made(study, scope) for scope in scopes}
    adjusted = {scope: multiple_tests.adjusted(study, scope) for scope in scopes}
    repeats = multiple_tests.repeats(study)
    rows = [
        row
        for scope in scopes
        for row in _family_rows(study.title(scope), made[scope], adjusted[scope], repeats)
    ]
    shown = (
        finding
        for tests in made.values()
        for finding in (*(test.p for test in tests), *(test.detectable for test in tests))
    )
    return shown_table(
        caption,
        [
            "Whom, and the question",
            "People",
            "Family",
            "p",
            "Adjusted",
            "Nearest that could be seen (80% power)",
        ],
        rows,
        "A family is every test of one purpose about one cohort, or about all together. Adjusted:"
        " Holm. Other tests of the same attribute of the same people, under all and in a cohort or"
        " against two published figures, are no independent evidence.",
        findings=chain(shown, *adjusted.values()),
    )


def _family_rows(
    title: str, made: list[Made], adjusted: Findings, repeats: dict[str, int]
) -> list[list[Cell]]:
    """A row for each test made of a scope."""
    families = multiple_tests.by_family(made)
    values = {finding.measure: finding for finding in adjusted}
    return [
        [
            Cell(f"{title}: {test.declared['question']}"),
            Cell(_people(test.p, repeats)),
            Cell(
                f"{label_of(test.declared['family'])},"
                f" {len(families[test.declared['family']])} together"
            ),
            number_cell(test.p),
            number_cell(values[test.declared["test_id"]]),
            Cell(_detectable(test.detectable), test.detectable.id),
        ]
        for test in made
    ]


def _people(p_value: Finding, repeats: dict[str, int]) -> str:
    """How many people a test is of, and in how many other tests they are."""
    others = repeats.get(p_value.id, 0)
    return f"{p_value.n}" + (f", the same in {counted(str(others), 'other tests')}" * bool(others))


def _detectable(finding: Finding) -> str:
    if finding.value == baselines.NONE:
        return "nothing"
    return f"{finding.text} years" if finding.unit == "years" else finding.text
