"""Test years since qualification by their ranks: the test that the shift between a cohort and those
before it, and Cliff's delta, belong to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cohortbook.exact import ranks, two_samples
from cohortbook.findings.between_cohorts import years
from cohortbook.findings.detectable import NONE
from cohortbook.findings.register import Protect, declares
from cohortbook.study.finding import Finding, source_rows
from cohortbook.study.study import Study, once_a_study
from cohortbook.study.wording import Value

RANKS = "ranks"


@once_a_study
@declares(Protect.NOT_PUBLISHED)
def years_by_rank(study: Study, scope: str) -> Iterator[Finding]:
    """Return the exact rank test of the years since qualification of a cohort and of those before
    it; nothing for the first cohort.

    Statistics: `p_value` (the share of all splits whose sums of ranks differ at least as far in
    absolute value; Wilcoxon 1945), which the interval of `between_cohorts.years_between` inverts;
    `reject_delta` (the smallest Cliff's delta that a 5 % test calls significant) and
    `detectable_delta` (the one it would see in four splits of five), "none" where there is none.
    """
    later, earlier, ours, theirs = years(study, scope)
    if not ours or not theirs:
        return
    rows = source_rows(later) + source_rows(earlier)
    for statistic, found, unit in _rank_statistics(ours, theirs):
        shown = NONE if found is None else found
        yield Finding(
            scope, "years_qualified", RANKS, statistic, shown, len(ours) + len(theirs), unit, rows
        )


@cache
def _rank_statistics(
    ours: tuple[int, ...], theirs: tuple[int, ...]
) -> tuple[tuple[str, Value, str], ...]:
    """Kept, because several pages and the families of tests ask for it."""
    return (
        ("p_value", two_samples.permutation_of_ranks(ours, theirs).two_sided, "probability"),
        ("reject_delta", ranks.unusual_delta(ours, theirs), "coefficient"),
        ("detectable_delta", ranks.detectable_delta(ours, theirs), "coefficient"),
    )
