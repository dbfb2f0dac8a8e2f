"""Tables and figures that compare a cohort with a published baseline."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from cohortbook import exact
from cohortbook.exhibits import figures
from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import Cell, Shown, figure, not_drawn, sentence, shown_table
from cohortbook.findings import baselines
from cohortbook.findings.finding import by_statistic
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.study.study import Study
from cohortbook.study.withheld import is_withheld
from cohortbook.study.wording import (
    NOT_KNOWN,
    Value,
    date_text,
    of_text,
    text_of,
)


def comparison_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show comparisons with published figures: a row a comparison and scope, from who was counted
    to what could be detected.
    """
    declared = baselines.comparisons(study)
    rows = []
    for (scope, comparison_id), same in findings.groupby(["scope", "measure"], sort=False):
        found = by_statistic(same)
        label = declared[comparison_id]["label"]
        several = findings["scope"].nunique() > 1
        rows.append(
            [
                Cell(f"{study.title(scope)}: {label}" if several else label),
                *_comparison_cells(found),
            ]
        )
    header = [
        "Comparison",
        "Award holders",
        "Published share",
        "Interval (95%)",
        "Exact p",
        "Adjusted",
        "What a 5% test could see",
    ]
    return shown_table(
        caption,
        header,
        rows,
        "Interval: Clopper-Pearson, hypothetical. Adjusted: Holm, among all tests of its family and"
        " cohort. Published shares are nearest in time to recruitment.",
        findings=findings,
    )


def _comparison_cells(found: dict[str, dict]) -> list[Cell]:
    def cell(statistic: str, text: str) -> Cell:
        return Cell(text, found[statistic]["id"])

    count = found.get("count")
    people = cell("count", count_text(count)) if count else Cell("context only")
    baseline = found["baseline"]
    published = (
        NOT_KNOWN
        if baseline["value"] is None
        else (
            f"{text_of(baseline['value'], 'percent')}, {date_text(found['baseline_date']['value'])}"
        )
    )
    if "p_value" not in found or is_withheld(found["p_value"]["value"]):
        return [
            people,
            cell("baseline", published),
            Cell("–"),
            Cell("–"),
            Cell("–"),
            Cell("not tested"),
        ]
    low, high = (text_of(found[f"ci_{end}"]["value"], "percent") for end in ("low", "high"))
    return [
        people,
        cell("baseline", published),
        cell("ci_low", f"{low} to {high}"),
        cell("p_value", text_of(found["p_value"]["value"], "probability")),
        (
            cell("p_value_holm", text_of(found["p_value_holm"]["value"], "probability"))
            if "p_value_holm" in found
            else Cell("–")
        ),
        cell("reject_low", detectable_text(found)),
    ]


def detectable_text(found: dict[str, dict]) -> str:
    """Return in words at which counts a 5% test rejects, and which shares it would
    detect with 80% power.
    """
    value = {statistic: row["value"] for statistic, row in found.items()}
    limits, shares = unusual_counts(value), detectable_shares(value)
    if not limits:
        return "no count would be unusual"
    seen = (
        f"likely to detect only shares of {' or '.join(shares)}"
        if shares
        else "not likely to detect any share"
    )
    return f"unusual only at {' or '.join(limits)}; {seen}"


def unusual_counts(value: dict[str, Value]) -> list[str]:
    """Return in words which counts a 5% test rejects, from the values of its statistics."""
    return [
        f"{value[f'reject_{side}']} or {words}"
        for side, words in (("low", "fewer"), ("high", "more"))
        if value[f"reject_{side}"] != baselines.NONE
    ]


def detectable_shares(value: dict[str, Value]) -> list[str]:
    """Return in words which shares a 5% test would detect with 80% power, from the values of its
    statistics.
    """
    return [
        f"{text_of(value[f'detectable_{side}'], 'percent')} or {words}"
        for side, words in (("low", "less"), ("high", "more"))
        if value[f"detectable_{side}"] != baselines.NONE
    ]


def draws_figure(findings: pd.DataFrame, noun: str) -> Shown:
    """Show how likely each count would be in a random draw of this size from the baseline
    population, and the count seen.
    """
    found = by_statistic(findings)
    if "p_value" not in found:
        return sentence("There is nobody to compare, or no published figure.")
    if is_any_withheld(findings):
        return not_drawn(f"Random draws of {noun}")
    count, n, share = found["count"]["value"], found["count"]["n"], found["baseline"]["value"] / 100
    kind = "an unusual" if found["p_value"]["value"] <= Fraction(5, 100) else "an ordinary"
    caption = (
        f"{of_text(count, n)} {noun} would be {kind} random draw from people of whom"
        f" {text_of(100 * share, 'percent')} are {noun}. For a 5% test: {detectable_text(found)}."
    )
    description = (
        f"Bar chart of the probability of each number of {noun} in a random draw of {n}; the bar of"
        f" {count} is filled. {caption}"
    )
    chances = [text_of(chance, "probability") for chance in exact.binomial_probabilities(n, share)]
    frame = pd.DataFrame({"probability": chances}, index=pd.Index(range(n + 1), name=noun))
    return figure(figures.hypothetical_draws(n, count, share, noun), caption, description, frame)
