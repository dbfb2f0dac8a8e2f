"""Tables of every test that is made, family by family."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cohortbook.exhibits.present import Cell, Shown, number_cell, shown_table
from cohortbook.findings import baselines, multiple_tests
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of, text_of


def family_table(study: Study, scopes: Sequence[str], caption: str) -> Shown:
    """Show every test made of some scopes, family by family: the p-value, what it is worth in its
    family, and what it could have seen.
    """
    made = {scope: multiple_tests.tests_made(study, scope) for scope in scopes}
    adjusted = {scope: multiple_tests.adjusted(study, scope) for scope in scopes}
    rows = [
        row
        for scope in scopes
        for row in _family_rows(study.title(scope), made[scope], adjusted[scope])
    ]
    shown = [row for tests in made.values() for row in [*tests["p"], *tests["detectable"]]]
    return shown_table(
        caption,
        [
            "Whom, and the question",
            "Family",
            "p",
            "Adjusted",
            "Nearest that could be seen (80% power)",
        ],
        rows,
        "A family is every test of one purpose about one cohort, or about all together. Adjusted:"
        " Holm.",
        findings=pd.concat([pd.DataFrame(shown), *adjusted.values()]) if shown else None,
    )


def _family_rows(title: str, made: pd.DataFrame, adjusted: pd.DataFrame) -> list[list[Cell]]:
    """A row for each test made of a scope."""
    sizes = made["family"].value_counts()
    values = {row["measure"]: row for row in adjusted.to_dict("records")}
    return [
        [
            Cell(f"{title}: {test['question']}"),
            Cell(f"{label_of(test['family'])}, {sizes[test['family']]} together"),
            number_cell(test["p"]),
            number_cell(values[test["test_id"]]),
            Cell(_detectable(test["detectable"]), test["detectable"]["id"]),
        ]
        for test in made.to_dict("records")
    ]


def _detectable(row: dict) -> str:
    text = text_of(row["value"], row["unit"])
    return (
        "nothing" if text == baselines.NONE else f"{text} years" if row["unit"] == "years" else text
    )
