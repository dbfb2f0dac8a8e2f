"""Show what those who were not interviewed leave open: bounds of each theme for all people."""

from __future__ import annotations

from cohortbook.exhibits.present import Cell, Shown, shown_table
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.findings.nonresponse import everybody_per_theme, heard
from cohortbook.study.study import Study
from cohortbook.study.wording import of_text, text_of


def bounds_table(study: Study, scope: str, caption: str) -> Shown:
    """Show what was heard of each theme, and between how many of everybody it could be true."""
    said_of, found = heard(study, scope), everybody_per_theme(study, scope)
    rows = []
    for category, same in found.groupby("category", sort=False):
        said = said_of[category]
        if is_any_withheld(same):
            continue
        ids, value = (
            dict(zip(same["statistic"], same["id"], strict=True)),
            dict(zip(same["statistic"], same["value"], strict=True)),
        )
        everybody = same["n"].iloc[0]
        rows.append(
            [
                Cell(said["label"], depth=category.count(".") - 1),
                Cell(of_text(said["value"], said["n"]), said["id"]),
                Cell(_between(value["at_least"], value["at_most"], everybody), ids["at_least"]),
                Cell(
                    _between(value["if_random_low"], value["if_random_high"], everybody),
                    ids["if_random_low"],
                ),
            ]
        )
    return shown_table(
        caption,
        [
            "Theme",
            "Heard from",
            "True of, whatever the others would say",
            "If those heard had been drawn at random (95%)",
        ],
        rows,
        "Nobody knows what those who were not heard would have said, and they were not left out at"
        " random.",
        findings=found,
    )


def _between(low: int, high: int, everybody: int) -> str:
    return (
        of_text(low, everybody)
        if low == high
        else f"{text_of(low, 'people')} to {of_text(high, everybody)}"
    )
