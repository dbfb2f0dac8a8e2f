"""Show what those who were not interviewed leave open: bounds of each theme for all people."""

from __future__ import annotations

from cohortbook.exhibits.present import Cell, Shown, shown_table
from cohortbook.exhibits.theme_tables import heard_cell, listed_by_theme, with_note
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.findings.nonresponse import everybody_per_theme
from cohortbook.findings.themes import per_theme
from cohortbook.study.finding import Finding
from cohortbook.study.study import Study
from cohortbook.study.wording import of_text

UNHEARD = (
    "We do not know what those who were not interviewed would have said, and they were not left out"
    " at random. A theme that people speak of is not therefore true of them."
)


def bounds_table(study: Study, scope: str, caption: str) -> Shown:
    """Show how many spoke of each theme, and how many of everybody could have."""
    named, findings = per_theme(study, scope), everybody_per_theme(study, scope)
    said_of = {own.category: own for own in named.where(statistic="count")}
    listed = listed_by_theme(named)
    rows = []
    for category, same in findings.by(lambda own: own.category).items():
        if is_any_withheld(same):
            continue
        said, found = said_of[category], same.by_statistic
        rows.append(
            [
                Cell(said.label, depth=category.count(".") - 1),
                heard_cell(said, listed.get((scope, category), 0)),
                _between(found["at_least"], found["at_most"]),
                _between(found["if_random_low"], found["if_random_high"]),
            ]
        )
    return shown_table(
        caption,
        ["Theme", "Said by", "Whatever the others would say", "If drawn at random (95%)"],
        rows,
        with_note(UNHEARD, named),
        findings=findings,
    )


def _between(low: Finding, high: Finding) -> Cell:
    text = of_text(high.value, high.n)
    return Cell(text if low.value == high.value else f"{low.text} to {text}", low.id)
