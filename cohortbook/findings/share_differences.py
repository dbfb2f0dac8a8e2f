"""Give the difference of two shares, of the newest cohort and of those before it, with its interval
and the test that the interval inverts.

The cohorts are complete, so that the interval is that of two hypothetical random draws. The book's
test of two cohorts is Fisher's, of labellings of these people (`between_cohorts.share_between`); it
is another question and has no interval of a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from cohortbook.exact import two_shares
from cohortbook.findings.between_cohorts import sides
from cohortbook.findings.forecasts import PREDICTED
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, Findings, source_rows
from cohortbook.study.study import ALL, Study, once_a_study
from cohortbook.study.wording import Value

LARGEST = 2500  # people of one group times those of the other; more have no interval


@once_a_study
@declares(each=lambda study, scope: PREDICTED)
def share_difference(study: Study, column: str, value: str) -> Iterator[Finding]:
    """Return how the share of the newest cohort that holds a code differs from that of the cohorts
    before it, in points; nothing of one cohort, or of groups so large that tables are too many.

    Statistics: `points` with `points_low` and `points_high`, what the exact unconditional score
    test does not reject at 5 % (Agresti and Min 2001, Biometrics 57, 963-971), and `no_difference`,
    the probability that this test gives to tables at least as far from no difference.
    """
    later, earlier = sides(study, ALL, column)
    if later.empty or earlier.empty or len(later) * len(earlier) > LARGEST:
        return
    held = [int((people[column] == value).sum()) for people in (later, earlier)]
    rows, n = source_rows(later) + source_rows(earlier), len(later) + len(earlier)
    for statistic, found, unit in _statistics(held[0], len(later), held[1], len(earlier)):
        yield Finding(ALL, f"{column}.between", value, statistic, found, n, unit, rows)


@cache
def _statistics(count: int, n: int, other: int, other_n: int) -> tuple[tuple[str, Value, str], ...]:
    """Kept, because it is long in counting."""
    low, high = two_shares.difference_interval(count, n, other, other_n)
    return (
        ("points", 100 * (Fraction(count, n) - Fraction(other, other_n)), "points"),
        ("points_low", 100 * low, "points"),
        ("points_high", 100 * high, "points"),
        ("no_difference", two_shares.barnard(count, n, other, other_n), "probability"),
    )


def every_difference(study: Study) -> Findings:
    """Return the findings of every share that is compared."""
    return Findings(own for pair in PREDICTED for own in share_difference(study, **pair))
