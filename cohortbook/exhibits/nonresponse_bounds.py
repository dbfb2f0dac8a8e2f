"""Show what those who were not interviewed leave open: bounds of each theme for all people."""

from __future__ import annotations

from cohortbook.exhibits.present import Cell, Shown, shown_table
from cohortbook.findings.finding import by_statistic
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.findings.nonresponse import everybody_per_theme, heard
from cohortbook.study.study import Study
from cohortbook.study.wording import of_text, text_of


def bounds_table(study: Study, scope: str, caption: str) -> Shown:
    """Show what was heard of each theme, and between how many of everybody it could be true."""
    said_of, findings = heard(study, scope), everybody_per_theme(study, scope)
    rows = []
    for category, same in findings.groupby("category", sort=False):
        if is_any_withheld(same):
            continue
        said, found = said_of[category], by_statistic(same)
        rows.append(
            [
                Cell(said["label"], depth=category.count(".") - 1),
                Cell(of_text(said["value"], said["n"]), said["id"]),
                _between(found["at_least"], found["at_most"]),
                _between(found["if_random_low"], found["if_random_high"]),
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
        findings=findings,
    )


def _between(low: dict, high: dict) -> Cell:
    text = of_text(high["value"], high["n"])
    if low["value"] != high["value"]:
        text = f"{text_of(low['value'], 'people')} to {text}"
    return Cell(text, low["id"])
