"""Say from which Cliff's delta on the exact rank test finds two groups apart, and which it would
detect.

The sum of ranks and Cliff's delta are one statistic in two units: delta is the difference of the
mean ranks, divided by half of the number of people (Cliff 1993, Psychological Bulletin 114,
494-509). So the p-value of `two_samples.permutation_of_ranks` is that of delta, too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction

from cohortbook.exact._possible import check_exact
from cohortbook.exact.two_samples import Number, detectable_shift, unusual_difference


def unusual_delta(
    first: Sequence[Number], second: Sequence[Number], alpha: Fraction = Fraction(5, 100)
) -> Fraction | None:
    """Return the smallest difference of two groups, as Cliff's delta without its sign, that at most
    `alpha` of all splits of these values reach; None if none does.

    It is where the exact rank test (Wilcoxon 1945) begins to call a split significant. Raises
    ValueError if a group is empty, a value is not exact or alpha is not between 0 and 1.
    """
    limit = unusual_difference(*_ranks(first, second), alpha)
    return None if limit is None else 2 * limit / (len(first) + len(second))


def detectable_delta(
    first: Sequence[Number], second: Sequence[Number], power: Fraction = Fraction(80, 100)
) -> Fraction | None:
    """Return the smallest difference, as Cliff's delta, that is significant in `power` of all
    splits when it is added to what each has by chance (the rank test of Wilcoxon 1945); None if
    even 1 is not enough.

    The terms are those of `two_samples.detectable_shift`, of ranks. Raises ValueError if a group is
    empty, a value is not exact or the power is not between 0 and 1.
    """
    shift = detectable_shift(*_ranks(first, second), power)
    delta = None if shift is None else 2 * shift / (len(first) + len(second))
    return None if delta is None or delta > 1 else delta


def _ranks(
    first: Sequence[Number], second: Sequence[Number]
) -> tuple[list[Fraction], list[Fraction]]:
    """The ranks of each group among all; equal values share the mean of theirs."""
    check_exact((*first, *second))
    ordered = sorted([*first, *second])
    ranks = [
        Fraction(bisect_left(ordered, value) + bisect_right(ordered, value) + 1, 2)
        for value in (*first, *second)
    ]
    return ranks[: len(first)], ranks[len(first) :]
