"""Tables and figures of many cohorts, each beside the published figure of its own intake year, for
notebooks.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.exact import clopper_pearson
from cohortbook.exhibits import curves
from cohortbook.exhibits.curves import ForestRow
from cohortbook.exhibits.present import Cell, Shown, figure, sentence, shown_table
from cohortbook.findings import baselines, multiple_tests
from cohortbook.findings import trends as tr
from cohortbook.findings.finding import by_statistic
from cohortbook.study.study import Study
from cohortbook.study.wording import NOT_KNOWN, of_text, text_of


def forest_figure(study: Study, comparison_id: str, total: pd.DataFrame) -> Shown:
    """Show each cohort's share with its interval beside the published share of its own intake year,
    and the total beside what those make expect.
    """
    found = tr.intakes(study, comparison_id)
    if not found:
        return sentence("Nobody is in this comparison.")
    intervals = [clopper_pearson(own.count, own.n) for own in found]
    rows = [
        ForestRow(
            f"{study.title(own.cohort)}, {own.year}",
            own.count / own.n,
            ends,
            None if own.share is None else float(own.share),
            f"{own.count} of {own.n}",
        )
        for own, ends in zip(found, intervals, strict=True)
    ]
    value = dict(zip(total["statistic"], total["value"], strict=True))
    n = int(total["n"].iloc[0]) if len(total) else 0
    below = (
        ForestRow(
            "Together",
            value["count"] / n,
            None,
            float(value["expected"]) / n,
            f"{value['count']} of {n}",
        )
        if n
        else None
    )
    seen = [
        (row.published, ends)
        for row, ends in zip(rows, intervals, strict=True)
        if row.published is not None
    ]
    inside = sum(low <= share <= high for share, (low, high) in seen)
    label = baselines.comparisons(study)[comparison_id]["label"]
    sentences = (
        [
            f"The published share nearest to its year lies within the interval of {inside} of"
            f" {len(seen)} {'cohort' if len(seen) == 1 else 'cohorts'}."
        ]
        if seen
        else []
    )
    sentences += (
        [f"For {len(rows) - len(seen)} of {len(rows)} that share has not been seen."]
        if len(seen) < len(rows)
        else []
    )
    caption = f"{label}. {' '.join(sentences)}"
    described = "; ".join(
        f"{row.label}: {row.count}"
        + ("" if row.published is None else f", published {100 * row.published:.1f}%")
        for row in rows
    )
    frame = pd.DataFrame(
        [
            {
                "cohort": row.label,
                "seen": row.count,
                "interval": f"{text_of(100 * low, 'percent')} to {text_of(100 * high, 'percent')}",
                "published": (
                    NOT_KNOWN if row.published is None else text_of(100 * row.published, "percent")
                ),
            }
            for row, (low, high) in zip(rows, intervals, strict=True)
        ]
    ).set_index("cohort")
    return figure(
        curves.forest(rows, below, f"forest-{comparison_id.replace('.', '-')}"),
        caption,
        f"{caption} One row a cohort. {described}.",
        frame,
    )


def total_table(
    study: Study, total: pd.DataFrame, trend: pd.DataFrame, comparison_id: str
) -> Shown:
    """Show the total beside what each year's own baseline makes expect, and the trend, each with
    what would have been unusual or seen.
    """
    rows = []
    for name, findings, words in (
        ("All beside what their own years’ figures make expect", total, _total_text),
        ("Trend along intake years", trend, _trend_text),
    ):
        found = by_statistic(findings)
        if found:
            seen, could, first, second = words(found)
            adjusted = found.get("p_value_holm")
            rows.append(
                [
                    Cell(name),
                    Cell(seen, found[first]["id"]),
                    (
                        Cell("–")
                        if adjusted is None
                        else Cell(text_of(adjusted["value"], adjusted["unit"]), adjusted["id"])
                    ),
                    Cell(could, found[second]["id"]),
                ]
            )
    if trend.empty:
        rows.append(
            [
                Cell("Trend along intake years"),
                Cell("not looked for: it takes three intake years, and some people but not all"),
                Cell("–"),
                Cell("–"),
            ]
        )
    return shown_table(
        baselines.comparisons(study)[comparison_id]["label"],
        ["Question", "Seen", "Adjusted p", "What could have been seen"],
        rows,
        kind="cb-cards",
        findings=pd.concat([total, trend]),
    )


def _total_text(found: dict[str, dict]) -> tuple[str, str, str, str]:
    value = {statistic: row["value"] for statistic, row in found.items()}
    seen = (
        f"{of_text(value['count'], found['count']['n'])}, expected"
        f" {text_of(value['expected'], 'people')}"
    )
    seen += (
        f"; {value['apart']} more are in cohorts whose year’s figure nobody has seen"
        if value["apart"]
        else ""
    )
    limits = [
        f"{value[f'reject_{side}']} or {words}"
        for side, words in (("low", "fewer"), ("high", "more"))
        if value[f"reject_{side}"] != baselines.NONE
    ]
    return (
        seen,
        f"unusual only at {' or '.join(limits)}" if limits else "no number would be unusual",
        "count",
        "reject_low",
    )


def _trend_text(found: dict[str, dict]) -> tuple[str, str, str, str]:
    value = {statistic: row["value"] for statistic, row in found.items()}
    trends = [
        f"a {word} from {text_of(value[f'{way}_first'], 'percent')} in the first year to"
        f" {text_of(value[f'{way}_last'], 'percent')} in the last"
        for way, word in (("falling", "fall"), ("rising", "rise"))
        if value[f"{way}_first"] != baselines.NONE
    ]
    return (
        f"exact p = {text_of(value['p_value'], 'probability')}",
        f"likely to be seen: {' or '.join(trends) or 'no trend'}",
        "p_value",
        "detectable_share",
    )


def forests(study: Study) -> Shown:
    """Show every tested comparison cohort by cohort: its picture, and its total and trend below."""
    shown = []
    for comparison_id in tr.tested(study):
        total, trend = (
            tr.own_years(study, comparison_id),
            multiple_tests.with_adjusted(study, tr.trend(study, comparison_id)),
        )
        if tr.intakes(study, comparison_id):
            shown += [
                forest_figure(study, comparison_id, total),
                total_table(study, total, trend, comparison_id),
            ]
    html = "".join(part.html for part in shown) or "<p>Nothing is compared.</p>"
    return Shown(
        html,
        "\n\n".join(part.plain for part in shown) or "Nothing is compared.",
        [result for part in shown for result in part.results],
    )
