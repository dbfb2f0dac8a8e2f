"""Compare a cohort with those before it: how far apart they are, and every split of the same
people.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pandas as pd

from cohortbook.exact.two_samples import differences_of_means
from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    INK,
    SMALL,
    as_svg,
    drawing,
)
from cohortbook.exhibits.present import Cell, Shown, figure, joined, not_drawn, shown_table
from cohortbook.findings import baselines, multiple_tests
from cohortbook.findings.between_cohorts import BEFORE, sides
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL, Study
from cohortbook.study.wording import label_of, of_text, text_of

CONTRASTED = {
    "years_qualified.difference": "years since qualification, by their means",
    "years_qualified.ranks": "years since qualification, by their ranks",
    "gender.difference": "women",
}
CONTRAST_LABELS = {
    "mean": "Difference of means",
    "permutation_p": (
        "Share of splits at least as far apart (permutation p, two-sided by absolute difference)"
    ),
    "as_far": "Splits at least as far apart",
    "splits": "Splits counted",
    "p_value": "Share of splits at least as far apart (exact rank test, two-sided)",
    "reject_delta": "Smallest significant Cliff’s delta (5% test)",
    "detectable_delta": "Smallest Cliff’s delta noticed in four splits of five",
    "hodges_lehmann": "Median of all differences between two people (Hodges–Lehmann)",
    "hodges_lehmann_low": "What the rank test does not reject (95% interval), from",
    "hodges_lehmann_high": "What the rank test does not reject (95% interval), to",
    "cliffs_delta": "How much more often the later person has more (Cliff’s delta, −1 to 1)",
    "cliffs_delta_low": "Cautious 95% bounds of Cliff’s delta, whatever the groups, from",
    "cliffs_delta_high": "Cautious 95% bounds of Cliff’s delta, to",
    "reject_difference": "Smallest significant difference of means (5% test)",
    "detectable_difference": "Smallest difference noticed in four splits of five",
    "p_value_holm": "Adjusted within its family (Holm)",
    "later": "The later cohort",
    "earlier": "The cohorts before it",
    "fisher_p": "Share of labellings no likelier (Fisher’s exact p, two-sided)",
    "reject_low": "Significant from this number down in the later cohort",
    "reject_high": "Significant from this number up in the later cohort",
    "detectable_low": "Detectable share, below",
    "detectable_high": "Detectable share, above",
    "detectable_share": "Nearest detectable share",
}


RANK_TEST = "years_qualified.ranks"
OF_RANKS = ("hodges_lehmann", "cliffs_delta")  # statistics that belong to the rank test
NOTE = (
    "A difference is the later cohort less the earlier ones. The p-values say how rare this"
    " split is under random labelling of the same people; no one was drawn from anywhere, so they"
    " say nothing of other people."
)


def contrast_table(study: Study, findings: Findings, caption: str) -> Shown:
    """Compare a cohort with those before it, a table for each thing that is compared: a
    row a statistic, a column a scope.
    """
    if not findings:
        return Shown(
            "<p>No cohort came before this one, so there is nothing to compare it with.</p>",
            "No cohort came before this one.",
        )
    by_test = _by_test(findings)
    *_, last = by_test
    return joined(
        _contrast(
            study,
            same,
            f"{caption}: {CONTRASTED[test_id]}",
            _note(study, findings) if test_id == last else "",
        )
        for test_id, same in by_test.items()
    )


def _note(study: Study, findings: Findings) -> str:
    """How to read the tables, once, below the last of them."""
    is_any_left_out = any(len(study.before(scope)) > BEFORE for scope in findings.scopes)
    return NOTE + (f" Of the cohorts before it, the last {BEFORE} count." * is_any_left_out)


def _by_test(findings: Findings) -> dict[str, Findings]:
    """Findings by the test that they belong to: what ranks say is with the rank test."""
    return findings.by(lambda own: RANK_TEST if own.statistic.startswith(OF_RANKS) else own.subject)


def _contrast(study: Study, findings: Findings, caption: str, note: str) -> Shown:
    scopes, by_statistic = findings.scopes, findings.by(lambda own: own.statistic)
    rows = []
    for statistic in _adjusted_after_p(by_statistic):
        cells = {own.scope: Cell(_contrast_text(own), own.id) for own in by_statistic[statistic]}
        label = CONTRAST_LABELS.get(statistic, label_of(statistic))
        rows.append([Cell(label), *(cells.get(scope, Cell("–")) for scope in scopes)])
    return shown_table(
        caption,
        ["Measure", *(_later_title(study, scope) for scope in scopes)],
        rows,
        note,
        findings=findings,
    )


def _later_title(study: Study, scope: str) -> str:
    """The title of the cohort that is compared with those before it. Only for all is it the newest,
    so that the page of a cohort depends on no later one.
    """
    return study.title(list(study.cohorts)[-1] if scope == ALL else scope)


def _adjusted_after_p(statistics: Iterable[str]) -> list[str]:
    """The statistics in order, the adjusted value straight after the p-value it belongs to."""
    order = list(statistics)
    if multiple_tests.ADJUSTED in order:
        order.remove(multiple_tests.ADJUSTED)
        p_value = next(filter(multiple_tests.is_p_value, order))
        order.insert(order.index(p_value) + 1, multiple_tests.ADJUSTED)
    return order


def _contrast_text(finding: Finding) -> str:
    if finding.is_withheld or finding.value == baselines.NONE:
        return finding.text
    if finding.statistic in ("later", "earlier"):
        return of_text(finding.value, finding.n)
    return f"{finding.text} years" if finding.unit == "years" else finding.text


def splits_figure(study: Study, findings: Findings) -> Shown:
    """Show the differences of means of every split of the same people, the one seen marked, for the
    first scope of the findings.
    """
    found = findings.where(measure="years_qualified").by_statistic
    if is_any_withheld(findings):
        return not_drawn("Every split of the same people")
    if not found:
        return Shown(
            "<p>No cohort came before this one, so there are no splits to show.</p>",
            "No cohort came before this one.",
        )
    scope = findings.scopes[0]
    later, earlier = (
        [int(value) for value in people["years_qualified"]]
        for people in sides(study, scope, "years_qualified")
    )
    caption = _splits_text(found, len(later), len(earlier))
    bins = _bins(differences_of_means(later, earlier))
    frame = pd.DataFrame(bins, columns=["from_years", "splits"])
    limit, seen = found["reject_difference"].value, found["mean"].value
    description = (
        "A bar for each whole number of years that the means of two groups differ by, as high as"
        f" the number of splits with that difference. {caption}"
    )
    return figure(_splits_svg(frame, seen, limit, f"splits-{scope}"), caption, description, frame)


def _splits_text(found: dict[str, Finding], later: int, earlier: int) -> str:
    """How many splits part the same people as far, and from which difference on one would be
    significant.
    """
    limit = found["reject_difference"].value
    unusual = (
        "No difference would be significant."
        if limit == baselines.NONE
        else f"A difference would be significant from {text_of(limit, 'years')} years on."
    )
    return (
        f"{found['as_far'].value:,} of all {found['splits'].value:,} ways to split these"
        f" {later + earlier} people into groups of {earlier} and {later} differ in mean years at"
        f" least as much as these do (p = {found['permutation_p'].text})."
        f" {unusual}"
    )


def _bins(differences: dict[Fraction, int]) -> list[tuple[int, int]]:
    """How many splits differ by each number of years, rounded to the nearest; a half
    away from nothing.
    """
    held: dict[int, int] = {}
    for difference, ways in differences.items():
        nearest = int(abs(difference) + Fraction(1, 2)) * (1 if difference >= 0 else -1)
        held[nearest] = held.get(nearest, 0) + ways
    return sorted(held.items())


def _splits_svg(frame: pd.DataFrame, seen: Fraction, limit: Fraction | str, name: str) -> str:
    # of many people there are more splits than a plot can count
    heights = [ways / frame["splits"].max() for ways in frame["splits"]]
    with drawing(2.5) as (canvas, axes):
        axes.bar(frame["from_years"], heights, width=0.86, color=ALL_COLOUR)
        axes.axvline(float(seen), ymax=0.83, color=COHORT_COLOURS[0], linewidth=2.5)
        axes.annotate(
            "seen", (float(seen), 1.06), ha="center", color=COHORT_COLOURS[0], annotation_clip=False
        )
        if limit != baselines.NONE:
            _mark_significant(axes, -float(limit))
            _mark_significant(axes, float(limit))
        axes.set(
            ylim=(0, 1.22),
            yticks=[],
            xlabel="Difference of mean years,\nthe later cohort less the earlier",
        )
        return as_svg(canvas, name)


def _mark_significant(axes, limit: float) -> None:
    """Draw where differences begin to be significant, the word on the side where they are."""
    axes.axvline(limit, ymax=0.83, color=INK, linewidth=1, linestyle="--")
    axes.annotate(
        "significant",
        (limit, 0.8),
        xytext=(3 if limit > 0 else -3, 0),
        ha="left" if limit > 0 else "right",
        textcoords="offset points",
        fontsize=SMALL,
    )
