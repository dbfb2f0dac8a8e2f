"""Figures of who took part: a dot a person."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import curves, figures
from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import Shown, figure, not_drawn
from cohortbook.findings.hiding import drawable
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import POOLED
from cohortbook.study.study import MANY, Study
from cohortbook.study.wording import (
    label_of,
    sentence_list,
)


def dots_figure(study: Study, findings: Findings, caption: str) -> Shown:
    """Show one dot a person, a row a scope; scopes of which something is hidden are not drawn."""
    findings = drawable(findings)
    if not findings:
        return not_drawn(caption)
    described = []
    for scope, counts in findings.by(lambda own: own.scope).items():
        parts = [f"{own.value} {label_of(own.category).lower()}" for own in counts if own.value]
        described.append(f"{study.title(scope)}: {sentence_list(parts)}")
    frame = pd.DataFrame(
        [
            {"group": study.title(own.scope), label_of(own.category): count_text(own)}
            for own in findings
        ]
    )
    return figure(
        figures.dots(study, findings) if len(described) <= MANY else _dot_rows(study, findings),
        caption,
        "One dot a person. " + ". ".join(described) + ".",
        frame.groupby("group", sort=False).first(),
    )


def _dot_rows(study: Study, findings: Findings) -> str:
    """A low row of dots for each of many cohorts; all together would be a row too long."""
    rows = []
    for scope, same in _single(findings).items():
        counts = [own.value for own in same]
        rows.append(
            curves.DotRow(
                study.title(scope), counts[0], sum(counts[1:]), f"{counts[0]} of {sum(counts)}"
            )
        )
    return curves.dot_rows(rows)


def years_figure(study: Study, findings: Findings) -> Shown:
    """Show everybody's years since qualification, with median and mean, a row a scope."""
    hidden, findings = findings, drawable(findings)
    if hidden and not findings:
        return not_drawn("Years since qualification")
    findings = Findings(own for own in findings if own.n)
    if not findings:
        return Shown("<p>No one’s years are known.</p>", "No one's years are known.")
    by_title = {
        study.title(scope): same.by_statistic
        for scope, same in findings.by(lambda own: own.scope).items()
    }
    described = [f"{title}: {_years_text(found)}" for title, found in by_title.items()]
    medians = [f"{found['median'].text} ({title})" for title, found in by_title.items()]
    frame = pd.DataFrame(
        [{"group": study.title(own.scope), own.statistic: own.text} for own in findings]
    )
    is_few = len(described) <= MANY
    return figure(
        figures.years(study, findings) if is_few else _year_rows(study, findings),
        f"Median years since qualification: {sentence_list(medians if is_few else medians[-1:])}."
        f" {'. '.join(described) if is_few else described[-1]}.",
        f"One dot a person on a scale of years. {'. '.join(described)}.",
        frame.groupby("group", sort=False).first(),
    )


def _single(findings: Findings) -> dict[str, Findings]:
    """The findings of each scope that is one cohort."""
    by_scope = findings.by(lambda own: own.scope)
    return {scope: same for scope, same in by_scope.items() if scope not in POOLED}


def _years_text(found: dict[str, Finding]) -> str:
    low, high, middle, mean = (
        found[statistic].text for statistic in ("min", "max", "median", "mean")
    )
    return f"from {low} to {high} years, the median {middle}, the mean {mean}"


def _year_rows(study: Study, findings: Findings) -> str:
    """A low row for each of many cohorts: everybody's years, and the middle of them."""
    rows = []
    for scope, same in _single(findings).items():
        years = [
            int(value) for value in study.rows("participants", scope)["years_qualified"].dropna()
        ]
        middle = float(same.where(statistic="median").value)
        rows.append(curves.YearRow(study.title(scope), years, middle))
    return curves.year_rows(rows)
