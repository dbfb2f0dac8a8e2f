"""Forest plots and tables of many cohorts, each with the published figure of its intake year."""

from __future__ import annotations

import pandas as pd

from cohortbook.exact import sterne
from cohortbook.exhibits import curves
from cohortbook.exhibits.comparison_tables import adjusted_cell, unusual_counts
from cohortbook.exhibits.curves import ForestRow
from cohortbook.exhibits.present import Cell, Shown, figure, joined, sentence, shown_table
from cohortbook.findings import baselines, multiple_tests
from cohortbook.findings import trends as tr
from cohortbook.findings.trends import Intake
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import NOT_KNOWN, of_text, text_of


def forest_figure(study: Study, comparison_id: str, total: Findings) -> Shown:
    """Show each cohort's share with its interval and the published share of its own intake year,
    and the total compared with what those make expect.
    """
    found = tr.intakes(study, comparison_id)
    if not found:
        return sentence("No one is in this comparison.")
    rows = [_forest_row(study, own) for own in found]
    label = baselines.comparisons(study)[comparison_id]["label"]
    caption = f"{label}: {_together_text(rows, total)}"
    described = "; ".join(
        f"{row.label}: {row.count}"
        + ("" if row.published is None else f", published {100 * row.published:.1f}%")
        for row in rows
    )
    return figure(
        curves.forest(rows, _total_row(total), f"forest-{comparison_id.replace('.', '-')}"),
        caption,
        f"{caption} One row a cohort. {described}.",
        pd.DataFrame([_as_shown(row) for row in rows]).set_index("cohort"),
    )


def _forest_row(study: Study, own: Intake) -> ForestRow:
    return ForestRow(
        f"{study.title(own.cohort)}, {own.year}",
        own.count / own.n,
        sterne(own.count, own.n),
        None if own.share is None else float(own.share),
        f"{own.count} of {own.n}",
    )


def _total_row(total: Findings) -> ForestRow | None:
    """All cohorts together, compared with what their years make expect; None if no figure has been
    seen.
    """
    if not total:
        return None
    found = total.by_statistic
    count, n = found["count"].value, found["count"].n
    expected = float(found["expected"].value)
    return ForestRow("Together", count / n, None, expected / n, f"{count} of {n}")


def _together_text(rows: list[ForestRow], total: Findings) -> str:
    """How many there are and how many the published shares make expect, and of how many cohorts no
    share has been seen.
    """
    unseen = sum(row.published is None for row in rows)
    if not total:
        return "no published share has been seen."
    found = total.by_statistic
    return (
        f"{found['count'].text} of {found['count'].n}, where the published shares nearest to the"
        f" years of their cohorts would give {found['expected'].text}."
    ) + (f" For {unseen} of {len(rows)} cohorts that share has not been seen." if unseen else "")


def _as_shown(row: ForestRow) -> dict[str, str]:
    """A row of the figure's table."""
    low, high = (text_of(100 * end, "percent") for end in row.ends or ())
    published = NOT_KNOWN if row.published is None else text_of(100 * row.published, "percent")
    return {
        "cohort": row.label,
        "seen": row.count,
        "interval": f"{low} to {high}",
        "published": published,
    }


def total_table(study: Study, total: Findings, trend: Findings, comparison_id: str) -> Shown:
    """Show the total compared with what each year's own baseline makes expect, and the trend, each
    with what would have been significant or seen.
    """
    rows = []
    if total:
        rows.append(_total_cells(total.by_statistic))
    rows.append([Cell("Trend along intake years"), *_trend_cells(trend.by_statistic)])
    return shown_table(
        baselines.comparisons(study)[comparison_id]["label"],
        ["Question", "Seen", "Adjusted p", "What could have been seen"],
        rows,
        kind="cb-cards",
        findings=total + trend,
    )


def _total_cells(found: dict[str, Finding]) -> list[Cell]:
    count, apart = found["count"], found["apart"].value
    seen = f"{of_text(count.value, count.n)}, expected {found['expected'].text}"
    if apart:
        seen += f"; {apart} more are in cohorts whose year’s figure no one has seen"
    limits = unusual_counts(found)
    unusual = (
        f"significant only at {' or '.join(limits)}" if limits else "no number would be significant"
    )
    return [
        Cell("All, compared with what the figures of their own years would give"),
        Cell(seen, count.id),
        adjusted_cell(found),
        Cell(unusual, found["reject_low"].id),
    ]


def _trend_cells(found: dict[str, Finding]) -> list[Cell]:
    if not found:
        needed = "not looked for: it takes three intake years, and some people but not all"
        return [Cell(needed), Cell("–"), Cell("–")]
    trends = [
        f"a {word} from {found[f'{way}_first'].text} in the first year to"
        f" {found[f'{way}_last'].text} in the last"
        for way, word in (("falling", "fall"), ("rising", "rise"))
        if found[f"{way}_first"].value != baselines.NONE
    ]
    return [
        Cell(f"exact p = {found['p_value'].text}", found["p_value"].id),
        adjusted_cell(found),
        Cell(
            f"likely to be seen: {' or '.join(trends) or 'no trend'}",
            found["detectable_share"].id,
        ),
    ]


def forests(study: Study) -> Shown:
    """Show every tested comparison cohort by cohort: its picture, and its total and trend below."""
    shown = []
    for comparison_id in tr.tested(study):
        if tr.intakes(study, comparison_id):
            total = tr.own_years(study, comparison_id)
            trend = multiple_tests.with_adjusted(study, tr.trend(study, comparison_id))
            shown += [
                forest_figure(study, comparison_id, total),
                total_table(study, total, trend, comparison_id),
            ]
    return joined(shown, "\n\n") if shown else sentence("Nothing is compared.")
