"""Figures of who took part: a dot a person."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import curves, figures
from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import Shown, figure, not_drawn
from cohortbook.findings.finding import value_of
from cohortbook.findings.hiding import drawable
from cohortbook.study.layout import POOLED
from cohortbook.study.study import MANY, Study
from cohortbook.study.wording import (
    label_of,
    sentence_list,
    text_of,
)


def dots_figure(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show one dot a person, a row a scope; scopes of which something is hidden are not drawn."""
    findings = drawable(findings)
    if findings.empty:
        return not_drawn(caption)
    described = []
    for scope, held in findings.groupby("scope", sort=False):
        parts = [
            f"{row['value']} {label_of(row['category']).lower()}"
            for row in held.to_dict("records")
            if row["value"]
        ]
        described.append(f"{study.title(scope)}: {sentence_list(parts)}")
    frame = pd.DataFrame(
        [
            {"group": study.title(row["scope"]), label_of(row["category"]): count_text(row)}
            for row in findings.to_dict("records")
        ]
    )
    return figure(
        figures.dots(study, findings) if len(described) <= MANY else _dot_rows(study, findings),
        caption,
        "One dot a person. " + ". ".join(described) + ".",
        frame.groupby("group", sort=False).first(),
    )


def _dot_rows(study: Study, findings: pd.DataFrame) -> str:
    """A low row of dots for each of many cohorts; all together would be a row too long."""
    rows = []
    for scope, held in findings[~findings["scope"].isin(POOLED)].groupby("scope", sort=False):
        counts = [int(value) for value in held["value"]]
        rows.append(
            curves.DotRow(
                study.title(scope), counts[0], sum(counts[1:]), f"{counts[0]} of {sum(counts)}"
            )
        )
    return curves.dot_rows(rows)


def years_figure(study: Study, findings: pd.DataFrame) -> Shown:
    """Show everybody's years since qualification, with median and mean, a row a scope."""
    hidden, findings = findings, drawable(findings)
    if findings.empty and not hidden.empty:
        return not_drawn("Years since qualification")
    findings = findings[findings["n"] > 0]
    if findings.empty:
        return Shown("<p>Nobody’s years are known.</p>", "Nobody's years are known.")
    described = [
        f"{study.title(scope)}: {_years_text(held)}"
        for scope, held in findings.groupby("scope", sort=False)
    ]
    frame = pd.DataFrame(
        [
            {
                "group": study.title(row["scope"]),
                row["statistic"]: text_of(row["value"], row["unit"]),
            }
            for row in findings.to_dict("records")
        ]
    )
    is_few = len(described) <= MANY
    return figure(
        figures.years(study, findings) if is_few else _year_rows(study, findings),
        f"Years since qualification. {'. '.join(described) if is_few else described[-1]}.",
        f"One dot a person on a scale of years. {'. '.join(described)}.",
        frame.groupby("group", sort=False).first(),
    )


def _years_text(held: pd.DataFrame) -> str:
    low, high, middle, mean = (
        text_of(value_of(held, statistic=statistic), "years")
        for statistic in ("min", "max", "median", "mean")
    )
    return f"from {low} to {high} years, the middle person {middle}, the mean {mean}"


def _year_rows(study: Study, findings: pd.DataFrame) -> str:
    """A low row for each of many cohorts: everybody's years, and the middle of them."""
    rows = []
    for scope, held in findings[~findings["scope"].isin(POOLED)].groupby("scope", sort=False):
        years = [
            int(value) for value in study.rows("participants", scope)["years_qualified"].dropna()
        ]
        rows.append(
            curves.YearRow(study.title(scope), years, float(value_of(held, statistic="median")))
        )
    return curves.year_rows(rows)
