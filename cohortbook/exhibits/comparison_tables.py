"""Tables and figures that compare a cohort with a published baseline."""

from __future__ import annotations

from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import (
    Cell,
    Shown,
    number_cell,
    shown_table,
)
from cohortbook.findings import baselines
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import (
    NOT_KNOWN,
    of_text,
    text_of,
)


def comparison_table(study: Study, findings: Findings, caption: str) -> Shown:
    """Show comparisons with published figures: a row a comparison and scope, from who was counted
    to what could be detected.
    """
    declared, is_of_one = baselines.comparisons(study), len(findings.scopes) == 1
    secondary = baselines.secondary_rows(study)
    rows = []
    for (scope, comparison_id), same in findings.by(lambda own: (own.scope, own.measure)).items():
        label = declared[comparison_id]["label"]
        rows.append(
            [
                Cell(label if is_of_one else f"{study.title(scope)}: {label}"),
                *_comparison_cells(same.by_statistic, secondary),
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
        "Exact p is two-sided: the probability of every count no likelier than the one seen, in a"
        " draw that no one made. The interval holds the shares that this test does not reject."
        " Adjusted: Holm, among all tests of its family and cohort. Published shares are those"
        " nearest in time to recruitment that we have seen, rounded as they are printed. Secondary:"
        " read in someone else’s account of the publication.",
        findings=findings,
    )


def _comparison_cells(found: dict[str, Finding], secondary: frozenset[str]) -> list[Cell]:
    count, baseline = found.get("count"), found["baseline"]
    published = NOT_KNOWN
    if baseline.value is not None:
        published = f"{baseline.text}, {found['baseline_date'].text}"
        published += ", secondary" if secondary.intersection(baseline.rows) else ""
    of_whom = [
        Cell(count_text(count), count.id) if count else Cell("context only"),
        Cell(published, baseline.id),
    ]
    if "p_value" not in found or found["p_value"].is_withheld:
        return [*of_whom, Cell("–"), Cell("–"), Cell("–"), Cell("not tested")]
    return [
        *of_whom,
        Cell(f"{found['ci_low'].text} to {found['ci_high'].text}", found["ci_low"].id),
        number_cell(found["p_value"]),
        adjusted_cell(found),
        Cell(detectable_text(found), found["reject_low"].id),
    ]


def adjusted_cell(found: dict[str, Finding]) -> Cell:
    """Return the p-value adjusted within its family, or a dash where there is none."""
    return number_cell(found["p_value_holm"]) if "p_value_holm" in found else Cell("–")


def detectable_text(found: dict[str, Finding]) -> str:
    """Return in words at which counts a 5% test rejects, and which shares it would
    detect with 80% power.
    """
    limits, shares = unusual_counts(found), detectable_shares(found)
    if not limits:
        return "no count would be significant"
    seen = (
        f"likely to detect only shares of {' or '.join(shares)}"
        if shares
        else "not likely to detect any share"
    )
    return f"significant only at {' or '.join(limits)}; {seen}"


def unusual_counts(found: dict[str, Finding]) -> list[str]:
    """Return in words which counts a 5% test rejects."""
    return [
        f"{limit.value} or {words}" if limit.value else "0"
        for limit, words in ((found["reject_low"], "fewer"), (found["reject_high"], "more"))
        if limit.value != baselines.NONE
    ]


def detectable_shares(found: dict[str, Finding]) -> list[str]:
    """Return in words which shares a 5% test would detect with 80% power."""
    return [
        f"{share.text} or {words}"
        for share, words in ((found["detectable_low"], "less"), (found["detectable_high"], "more"))
        if share.value != baselines.NONE
    ]


def strata_table(study: Study, findings: Findings, caption: str) -> Shown:
    """Show comparisons that hold each service against its own baseline: a row a comparison and
    scope; what has not been seen is said.
    """
    labels = dict(
        zip(study.tables["strata"]["strata_id"], study.tables["strata"]["label"], strict=True)
    )
    rows = []
    for (scope, measure), same in findings.by(lambda own: (own.scope, own.measure)).items():
        rows.append(
            [
                Cell(f"{study.title(scope)}: {labels[measure]}"),
                *_strata_cells(same.by_statistic, _parts_text(study, measure, scope)),
            ]
        )
    header = [
        "Comparison",
        "Award holders",
        "In neither",
        "Share expected from the mixture",
        "Exact p",
        "Adjusted",
        "What a 5% test could see",
    ]
    note = (
        "Each person is compared with their own service, so that a cohort’s mixture of services is"
        " not mistaken for a difference (Poisson-binomial)."
    )
    return shown_table(caption, header, rows, note if rows else "", findings=findings)


def _strata_cells(found: dict[str, Finding], parts: str) -> list[Cell]:
    baseline = found["baseline"]
    people = [
        Cell(of_text(count.value, count.n), count.id) for count in (found["count"], found["apart"])
    ]
    if "p_value" not in found:
        untested = "not tested until every figure has been seen"
        return [*people, Cell(parts, baseline.id), Cell("–"), Cell("–"), Cell(untested)]
    return [
        *people,
        Cell(f"{baseline.text}: {parts}", baseline.id),
        number_cell(found["p_value"]),
        adjusted_cell(found),
        Cell(detectable_text(found), found["reject_low"].id),
    ]


def _parts_text(study: Study, measure: str, scope: str) -> str:
    """Each part with its people and its baseline, or that the figure has not been seen."""
    return "; ".join(
        f"{row['label']}, {n}:"
        f" {'figure not seen' if share is None else text_of(100 * share, 'percent')}"
        for row, n, share in baselines.strata(study, measure, scope)
    )
