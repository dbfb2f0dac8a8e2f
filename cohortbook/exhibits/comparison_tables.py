"""Tables and figures that compare a cohort with a published baseline."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import (
    Cell,
    Shown,
    number_cell,
    shown_table,
)
from cohortbook.findings import baselines
from cohortbook.findings.finding import by_statistic
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
    count, baseline = found.get("count"), found["baseline"]
    published = NOT_KNOWN
    if baseline["value"] is not None:
        date = date_text(found["baseline_date"]["value"])
        published = f"{text_of(baseline['value'], 'percent')}, {date}"
    of_whom = [
        Cell(count_text(count), count["id"]) if count else Cell("context only"),
        Cell(published, baseline["id"]),
    ]
    if "p_value" not in found or is_withheld(found["p_value"]["value"]):
        return [*of_whom, Cell("–"), Cell("–"), Cell("–"), Cell("not tested")]
    low, high = (text_of(found[f"ci_{end}"]["value"], "percent") for end in ("low", "high"))
    return [
        *of_whom,
        Cell(f"{low} to {high}", found["ci_low"]["id"]),
        number_cell(found["p_value"]),
        adjusted_cell(found),
        Cell(detectable_text(found), found["reject_low"]["id"]),
    ]


def adjusted_cell(found: dict[str, dict]) -> Cell:
    """Return the p-value adjusted within its family, or a dash where there is none."""
    return number_cell(found["p_value_holm"]) if "p_value_holm" in found else Cell("–")


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


def strata_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show comparisons that hold each service against its own baseline: a row a comparison and
    scope; what has not been seen is said.
    """
    labels = dict(
        zip(study.tables["strata"]["strata_id"], study.tables["strata"]["label"], strict=True)
    )
    rows = []
    for (scope, measure), same in findings.groupby(["scope", "measure"], sort=False):
        found = by_statistic(same)
        rows.append(
            [
                Cell(f"{study.title(scope)}: {labels[measure]}"),
                *_strata_cells(found, _parts_text(study, measure, scope)),
            ]
        )
    header = [
        "Comparison",
        "Award holders",
        "In neither",
        "Share the mixture makes expect",
        "Exact p",
        "Adjusted",
        "What a 5% test could see",
    ]
    note = (
        "Each person is held against their own service, so that a cohort’s mixture of services is"
        " not mistaken for a difference (Poisson-binomial)."
    )
    return shown_table(caption, header, rows, note if rows else "", findings=findings)


def _strata_cells(found: dict[str, dict], parts: str) -> list[Cell]:
    baseline = found["baseline"]
    people = [
        Cell(of_text(found[name]["value"], found[name]["n"]), found[name]["id"])
        for name in ("count", "apart")
    ]
    if "p_value" not in found:
        untested = "not tested until every figure has been seen"
        return [*people, Cell(parts, baseline["id"]), Cell("–"), Cell("–"), Cell(untested)]
    return [
        *people,
        Cell(f"{text_of(baseline['value'], 'percent')}: {parts}", baseline["id"]),
        number_cell(found["p_value"]),
        adjusted_cell(found),
        Cell(detectable_text(found), found["reject_low"]["id"]),
    ]


def _parts_text(study: Study, measure: str, scope: str) -> str:
    """Each part with its people and its baseline, or that the figure has not been seen."""
    return "; ".join(
        f"{row['label']}, {n}:"
        f" {'figure not seen' if share is None else text_of(100 * share, 'percent')}"
        for row, n, share in baselines.strata(study, measure, scope)
    )
