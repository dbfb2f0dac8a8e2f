"""Two small groups of values: how far they are apart, and how often chance alone would part them as far.

The distribution over all ways to split the people into groups of these sizes is counted, not sampled, by adding one person after
the other: 31,824 splits of 7 and 11 take as long as 7 times 18 steps. Ties need no correction. Values are whole numbers or
Fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import comb, lcm
from statistics import median
from typing import NamedTuple

Number = int | Fraction


class Permutation(NamedTuple):
    """What all splits say of the one seen.

    `two_sided` is the share of splits that differ at least as far in absolute value, `doubled` twice the smaller one-sided share and
    at most 1 (SciPy's permutation_test gives this one), `mid_p` the first with splits exactly as far weighing half.
    """

    two_sided: Fraction
    doubled: Fraction
    mid_p: Fraction
    splits: int


def permutation_of_means(first: Sequence[Number], second: Sequence[Number]) -> Permutation:
    """Return how unusual the difference of two means is among all splits of the values (Pitman 1937, JRSS Supplement 4, 119-130).

    Raises ValueError if a group is empty.
    """
    return _permutation(list(map(Fraction, first)), list(map(Fraction, second)))


def permutation_of_ranks(first: Sequence[Number], second: Sequence[Number]) -> Permutation:
    """Return the same for the sum of ranks, ties sharing theirs (Wilcoxon 1945, Biometrics Bulletin 1, 80-83, exact with ties).

    Raises ValueError if a group is empty.
    """
    values = [*first, *second]
    ranks = [Fraction(2 * sum(other < value for other in values) + sum(other == value for other in values) + 1, 2) for value in values]
    return _permutation(ranks[:len(first)], ranks[len(first):])


def hodges_lehmann(first: Sequence[Number], second: Sequence[Number]) -> Fraction:
    """Return the median of all differences of one value of the first group and one of the second (Hodges and Lehmann 1963, AMS 34, 598-611)."""
    _check(first, second)
    return Fraction(median(Fraction(x) - Fraction(y) for x, y in product(first, second)))


def shift_interval(first: Sequence[Number], second: Sequence[Number], level: Fraction = Fraction(95, 100)) -> tuple[Fraction, Fraction]:
    """Return the shifts of the second group, from the lowest to the highest, that the exact rank test does not reject.

    It says how far two groups of one shape may be apart (Bauer 1972, JASA 67, 687-690), with ties exact. Only at differences of two
    values does the test change, so that only they and the steps between them are tried. Raises ValueError if a group is empty.
    """
    _check(first, second)
    differences = sorted({Fraction(x) - Fraction(y) for x, y in product(first, second)})
    kept = []
    for place, difference in enumerate(differences):
        between = [(difference + differences[place + 1]) / 2] if place + 1 < len(differences) else []
        for shift in (difference, *between):
            if permutation_of_ranks(first, [Fraction(y) + shift for y in second]).two_sided > 1 - level:
                # A step that is kept reaches to both differences beside it.
                kept += [difference, differences[place + 1]] if shift != difference else [difference]
    return min(kept), max(kept)


def cliffs_delta(first: Sequence[Number], second: Sequence[Number]) -> Fraction:
    """Return how much oftener a value of the first group is above one of the second than below it, from -1 to 1 (Cliff 1993, Psychological Bulletin 114, 494-509)."""
    _check(first, second)
    return Fraction(sum((x > y) - (x < y) for x, y in product(first, second)), len(first) * len(second))


def cliffs_delta_interval(first: Sequence[Number], second: Sequence[Number], level: float = 0.95) -> tuple[float, float]:
    """Return an interval of Cliff's delta that covers it at least as often as it says, whatever the two distributions are.

    No interval is exact without a model of the two. This one bounds the mean of all pairs as that of so many independent ones as
    the smaller group has people, by the Chernoff bound (Hoeffding 1963, JASA 58, 13-30, section 5 with theorem 1). It is wide: that
    is what so few people allow. Raises ValueError if a group is empty.
    """
    from math import log

    pairs = min(len(first), len(second))
    above = (float(cliffs_delta(first, second)) + 1) / 2
    limit = log(2 / (1 - level)) / pairs
    return 2 * _furthest(above, 0.0, limit) - 1, 2 * _furthest(above, 1.0, limit) - 1


def _furthest(share: float, end: float, limit: float) -> float:
    """The share nearest to an end whose divergence from the one seen is within the limit."""
    from math import inf, log

    def divergence(other: float) -> float:
        parts = [(share, other), (1 - share, 1 - other)]
        return inf if any(p > 0 and q <= 0 for p, q in parts) else sum(p * log(p / q) for p, q in parts if p > 0)

    if divergence(end) <= limit:
        return end
    near, far = share, end
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (middle, far) if divergence(middle) <= limit else (near, middle)
    return near


def _permutation(first: list[Fraction], second: list[Fraction]) -> Permutation:
    _check(first, second)
    scale = lcm(*(value.denominator for value in (*first, *second)))
    values = [int(value * scale) for value in (*first, *second)]
    sums = _sums_of_subsets(values, len(first))
    n, splits = len(values), comb(len(values), len(first))
    # A split's difference of means rises with n times its sum; about all sums it is centred at the size times the sum of all.
    centre, seen = len(first) * sum(values), n * int(sum(first) * scale)
    as_far = sum(ways for total, ways in sums.items() if abs(n * total - centre) >= abs(seen - centre))
    just_as_far = sum(ways for total, ways in sums.items() if abs(n * total - centre) == abs(seen - centre))
    above, below = (sum(ways for total, ways in sums.items() if sign * (n * total - seen) >= 0) for sign in (1, -1))
    return Permutation(Fraction(as_far, splits), min(Fraction(1), Fraction(2 * min(above, below), splits)), Fraction(2 * as_far - just_as_far, 2 * splits), splits)


def _sums_of_subsets(values: list[int], size: int) -> Counter:
    """How many subsets of a size have each sum."""
    by_size: list[Counter] = [Counter({0: 1}), *(Counter() for _ in range(size))]
    for value in values:
        for taken in range(size, 0, -1):
            for total, ways in by_size[taken - 1].items():
                by_size[taken][total + value] += ways
    return by_size[size]


def _check(first: Sequence, second: Sequence) -> None:
    if not first or not second:
        raise ValueError("a group has nobody in it, so nothing can be compared")
