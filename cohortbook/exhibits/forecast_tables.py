"""Tables and figures of forecasts."""

from __future__ import annotations

from cohortbook.exact.prediction import PRIORS, central_counts, predicted
from cohortbook.exhibits import curves
from cohortbook.exhibits.curves import Prediction
from cohortbook.exhibits.present import Cell, Shown, figure, number_cell, sentence, shown_table
from cohortbook.findings import forecasts as fc
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of, sentence_list


def forecast_figure(study: Study, column: str, value: str, noun: str) -> Shown:
    """Show how likely each number of a next cohort is, for several sizes and under three priors."""
    held, known = fc.seen(study, column, value, list(study.cohorts))
    if known.empty:
        return sentence("No one is known, so nothing can be predicted.")
    groups: dict[str, list[Prediction]] = {}
    for ahead in fc.sizes_ahead(study):
        for prior in PRIORS:
            probabilities = predicted(len(held), len(known), ahead, PRIORS[prior])
            groups.setdefault(f"{noun.capitalize()} among the next {ahead}", []).append(
                Prediction(
                    label_of(prior),
                    [float(p) for p in probabilities],
                    *central_counts(probabilities, fc.LEVEL),
                )
            )
    last, *_ = groups.values()
    ranges = sentence_list([f"{row.low} to {row.high} ({row.label})" for row in last])
    caption = (
        f"If the next {fc.sizes_ahead(study)[0]} come as these {len(known)} came, most likely"
        f" {ranges} are {noun}."
    )
    description = (
        f"{caption} One row a prior; a circle for each number from none to all, as large as that"
        " number is likely, filled where the likely range is."
    )
    return figure(curves.forecast(groups, f"forecast-{column}-{value}"), caption, description)


def forecast_table(findings: Findings, caption: str, noun: str) -> Shown:
    """Show the likely range for each size and prior, how probable it is, and the chance
    that all are.
    """
    rows = []
    for category, same in findings.by(lambda own: own.category).items():
        (_, size, prior), found = category.split("."), same.by_statistic
        rows.append(
            [
                Cell(f"Of the next {size}: {label_of(prior)} prior"),
                _range_cell(found, noun),
                number_cell(found["within"]),
                number_cell(found["all_of_them"]),
            ]
        )
    return shown_table(
        caption,
        ["Next cohort", "Most likely", "Probability of that", f"Probability that all are {noun}"],
        rows,
        "The shortest run of numbers with a probability of at least four in five.",
        findings=findings,
    )


def backward_table(study: Study, findings: Findings, met: Findings, caption: str) -> Shown:
    """Show what the cohorts before each would have predicted for it, and what it was."""
    rows = []
    for scope, same in findings.by(lambda own: own.scope).items():
        (was,) = same.where(statistic="count")
        ranges = [
            _range_cell(same.where(category=f"{was.category}.{prior}").by_statistic)
            for prior in PRIORS
        ]
        rows.append([Cell(study.title(scope)), _share_cell(was), *ranges])
    if len(rows) > 1:
        rows.append([Cell("Predicted rightly"), Cell(""), *map(_share_cell, met)])
    return shown_table(
        caption,
        ["Cohort", "It was", *(label_of(prior) for prior in PRIORS)],
        rows,
        findings=findings + met,
    )


def _range_cell(found: dict[str, Finding], noun: str = "") -> Cell:
    """The likely run of counts, and of whom."""
    text = f"{found['low'].value} to {found['high'].value} {noun}".strip()
    return Cell(text, found["low"].id)


def _share_cell(count: Finding) -> Cell:
    return Cell(f"{count.value} of {count.n}", count.id)
