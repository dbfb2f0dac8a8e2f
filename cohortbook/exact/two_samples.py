"""Compare two small groups of values: how far apart they are, and how often chance alone would put
them as far apart.

The distribution over all ways to split the people into groups of these sizes is counted, not
sampled, by adding one person after the other: 31,824 splits of 7 and 11 take as long as 7 times 18
steps. Of a hundred people and more it is taken from its Fourier transform, right to ten decimals.
Ties need no correction. Values are whole numbers or Fractions. Throughout, a split counts if its
means (or sums of ranks) differ in absolute value at least as much as those seen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise, product
from math import comb, exp, fsum, lcm, pi, sqrt
from typing import NamedTuple

from cohortbook.exact._detection import DOUBT, rounded
from cohortbook.exact._inversion import NOTHING, sums_given_hits
from cohortbook.exact._packed import place_for, unpacked
from cohortbook.exact._possible import exact_level, listed, plain

Number = int | Fraction
WIDEST = 10**7  # bytes of a number that holds the counts of all sums
COUNTED = (
    2 * 10**8
    # about as many bytes are moved in a fiftieth of a second; more are only counted where floats
    # leave a doubt
)

FEW = 36  # values whose halves have few enough subsets to be listed
LEFT_OUT = 33.0  # down to exp(-33) of a probability; all sums together are right to ten decimals
ONE_BY_ONE = 10**6  # splits whose sums may all be different and still fit into the memory


class Permutation(NamedTuple):
    """What all splits say of the one seen.

    `two_sided` is the share of splits that differ at least as far in absolute value, `doubled`
    twice the smaller one-sided share and at most 1 (SciPy's permutation_test gives this one),
    `mid_p` the first with splits exactly as far weighing half.
    """

    two_sided: Fraction
    doubled: Fraction
    mid_p: Fraction
    splits: int
    as_far: int  # splits that differ at least as far


def permutation_of_means(first: Sequence[Number], second: Sequence[Number]) -> Permutation:
    """Return how rare the difference of two means is among all splits of the values (Pitman
    1937, JRSS Supplement 4, 119-130).

    Raises ValueError if a group is empty or a value is not exact.
    """
    first, second = _checked(first, second)
    return _permutation(first, second)


def permutation_of_ranks(first: Sequence[Number], second: Sequence[Number]) -> Permutation:
    """Return the same for the sum of ranks, ties sharing theirs (Wilcoxon 1945, Biometrics Bulletin
    1, 80-83, exact with ties).

    Raises ValueError if a group is empty or a value is not exact.
    """
    first, second = _checked(first, second)
    ranks = _ranks([*first, *second])
    return _permutation(ranks[: len(first)], ranks[len(first) :])


def _ranks(values: Sequence[Number]) -> list[Fraction]:
    """The rank of each value from 1 upwards; equal values share the mean of theirs."""
    return [Fraction(doubled, 2) for doubled in _doubled_ranks(values)]


def _doubled_ranks(values: Sequence[Number]) -> list[int]:
    """Twice the rank of each value: whole numbers, ties or not."""
    ordered = sorted(values)
    doubled = {
        value: bisect_left(ordered, value) + bisect_right(ordered, value) + 1
        for value in set(values)
    }
    return [doubled[value] for value in values]


def unusual_difference(
    first: Sequence[Number], second: Sequence[Number], alpha: Fraction = Fraction(5, 100)
) -> Fraction | None:
    """Return the smallest difference of means, in absolute value, that at most `alpha` of all
    splits of these values reach; None if none does.

    It is where the test of `permutation_of_means` begins to call a split significant. Raises
    ValueError if a group is empty, a value is not exact or alpha is not between 0 and 1.
    """
    alpha = exact_level(alpha)
    differences, scale = _scaled_differences(first, second)
    splits, reached, limit = sum(differences.values()), 0, None
    for size in sorted({abs(difference) for difference in differences}, reverse=True):
        reached += sum(differences[end] for end in {size, -size})
        if reached > alpha * splits:
            break
        limit = Fraction(size, scale)
    return limit


def detectable_shift(
    first: Sequence[Number], second: Sequence[Number], power: Fraction = Fraction(80, 100)
) -> Fraction | None:
    """Return the smallest shift that the test would call significant in `power` of all splits; None
    if no difference would be.

    These values are split at random, everybody of one group is then given so much more, and the
    difference is compared with `unusual_difference` of the values as they are. Whichever group is
    given more: the larger of the two shifts is returned. Exact under these terms. Raises ValueError
    if a group is empty, a value is not exact or the power is not between 0 and 1.
    """
    first, second = _checked(first, second)
    power = exact_level(power, "power")
    limit = unusual_difference(first, second)
    if limit is None:
        return None
    differences, scale = _scaled_differences(first, second)
    enough, ordered, needed = power * sum(differences.values()), sorted(differences), []
    for way, outwards in ((1, ordered[::-1]), (-1, ordered)):
        within = accumulate(differences[difference] for difference in outwards)
        reached = next(
            difference for difference, ways in zip(outwards, within, strict=True) if ways >= enough
        )
        needed.append(limit - way * Fraction(reached, scale))
    return max(needed)


def differences_of_means(first: Sequence[Number], second: Sequence[Number]) -> Counter:
    """Return how many of all splits of the values have each difference of the two means, the first
    less the second.

    It is what `permutation_of_means` counts. Raises ValueError if a group is empty or a value is
    not exact.
    """
    differences, scale = _scaled_differences(first, second)
    return Counter({Fraction(difference, scale): ways for difference, ways in differences.items()})


def _scaled_differences(first: Sequence[Number], second: Sequence[Number]) -> tuple[Counter, int]:
    """The same in whole numbers, which are counted sooner than fractions, and what they
    are to be divided by.
    """
    first, second = _checked(first, second)
    if len(first) > len(second):
        differences, scale = _scaled_differences(second, first)
        return Counter({-difference: ways for difference, ways in differences.items()}), scale
    values, scale = _scaled([*first, *second])
    n, total = len(values), len(first) * sum(values)
    return Counter(
        {n * part - total: ways for part, ways in _sums_of_subsets(values, len(first)).items()}
    ), scale * len(first) * len(second)


def _scaled(values: Sequence[Number]) -> tuple[list[int], int]:
    """Values as whole numbers, and what they are to be divided by."""
    scale = lcm(*(Fraction(value).denominator for value in values))
    return [int(plain(value) * scale) for value in values], scale


def hodges_lehmann(first: Sequence[Number], second: Sequence[Number]) -> Fraction:
    """Return the median of all differences of one value of the first group and one of the second
    (Hodges and Lehmann 1963, AMS 34, 598-611).

    Raises ValueError if a group is empty or a value is not exact.
    """
    first, second = _checked(first, second)
    values, scale = _scaled([*first, *second])
    differences = sorted(x - y for x, y in product(values[: len(first)], values[len(first) :]))
    return Fraction(
        differences[(len(differences) - 1) // 2] + differences[len(differences) // 2], 2 * scale
    )


def shift_interval(
    first: Sequence[Number], second: Sequence[Number], level: Fraction = Fraction(95, 100)
) -> tuple[Fraction | None, Fraction | None]:
    """Return the shifts of the second group, from the lowest to the highest, that the exact rank
    test does not reject; None where there is no end.

    It says how far two groups of one shape may be apart (Bauer 1972, JASA 67, 687-690), with ties
    exact. Groups can be so small that no shift is ever rejected. Only at differences of two values
    does the test change, so that only they and the steps between them are tried, from outside
    inwards. Raises ValueError if a group is empty, a value is not exact or the level is not between
    0 and 1.
    """
    first, second = _checked(first, second)
    level = exact_level(level)
    values, scale = _scaled([*first, *second])
    values, scale = (
        [2 * value for value in values],
        2 * scale,
    )  # so that what lies between two differences is whole, too
    ours, theirs = values[: len(first)], values[len(first) :]
    differences = sorted({x - y for x, y in product(ours, theirs)})
    ends = [
        _first_kept(ours, theirs, [(outward[0] + beyond, None), *_steps(outward)], 1 - level)
        for outward, beyond in ((differences, -1), (differences[::-1], 1))
    ]
    low, high = (None if end is None else Fraction(end, scale) for end in ends)
    return low, high


def _steps(differences: list[int]) -> Iterator[tuple[int, int]]:
    """Each difference, and each middle between it and the next; with what the interval reaches to
    if that is the first not rejected.
    """
    for here, beyond in pairwise([*differences, differences[-1]]):
        yield from ((here, here), ((here + beyond) // 2, here))


def _first_kept(
    first: Sequence[int],
    second: Sequence[int],
    steps: list[tuple[int, int | None]],
    alpha: Fraction,
) -> int | None:
    return next(
        reached
        for shift, reached in steps
        if not _is_rejected(first, [y + shift for y in second], alpha)
    )


def _is_rejected(first: Sequence[int], second: Sequence[int], alpha: Fraction) -> bool:
    """Whether the rank test rejects; where a bound or floats show it beyond doubt,
    nothing is counted.
    """
    ranks = _doubled_ranks([*first, *second])
    if _highest_p(ranks, len(first)) <= 0.999 * float(alpha):
        return True
    found = _rejects_in_floats(ranks, len(first), alpha)
    return (
        _permutation(ranks[: len(first)], ranks[len(first) :]).two_sided <= alpha
        if found is None
        else found
    )


def _rejects_in_floats(ranks: Sequence[int], size: int, alpha: Fraction) -> bool | None:
    """Whether the rank test rejects, by the Fourier transform of what it counts; None where floats
    leave a doubt, or there is so little to count that it is sooner done.
    """
    n, held = len(ranks), Counter(ranks)
    if _bytes_moved(ranks, size) <= COUNTED:
        return None
    dealt, variance = min(size, n - size), _variance(ranks, size)
    nothing = min(NOTHING, 0.7 * variance)  # above the variance, every frequency would count
    doubt = max(
        DOUBT, 2 * exp(-nothing) * dealt * (max(held) - min(held)) * sqrt(2 * pi * variance)
    )  # all sums together, over how likely the size is
    sums = sums_given_hits(list(held.values()), list(held), [size / n] * len(held), size, nothing)
    expected, seen = size * sum(ranks), n * sum(ranks[:size])
    p = fsum(
        own for total, own in sums.items() if abs(n * total - expected) >= abs(seen - expected)
    ) / fsum(sums.values())
    return p < alpha if abs(p - alpha) > doubt else None


def _highest_p(ranks: Sequence[Number], size: int) -> float:
    """A bound of the two-sided p-value: Chernoff's, which holds for draws without replacement too
    (Hoeffding 1963, section 6).
    """
    mean = sum(ranks) / len(ranks)
    away, drawn = float(abs(sum(ranks[:size]) - size * mean)), min(size, len(ranks) - size)
    centred = [float(rank - mean) for rank in ranks]
    spread = fsum(own * own for own in centred)
    if spread == 0:
        return 1.0
    pull = (
        away * len(ranks) / (drawn * spread)
    )  # the best there is if sums are normal; any gives a bound
    return sum(
        exp(-pull * away) * (fsum(exp(way * pull * own) for own in centred) / len(ranks)) ** drawn
        for way in (1, -1)
    )


def cliffs_delta(first: Sequence[Number], second: Sequence[Number]) -> Fraction:
    """Return how much oftener a value of the first group is above one of the second than below it,
    from -1 to 1 (Cliff 1993, Psychological Bulletin 114, 494-509).

    Raises ValueError if a group is empty or a value is not exact.
    """
    first, second = _checked(first, second)
    return Fraction(
        sum(int(x > y) - int(x < y) for x, y in product(first, second)), len(first) * len(second)
    )


def cliffs_delta_interval(
    first: Sequence[Number], second: Sequence[Number], level: float = 0.95
) -> tuple[float, float]:
    """Return an interval of Cliff's delta that covers it at least as often as it says, whatever the
    two distributions are.

    No interval is exact without a model of the two. This one bounds the mean of all pairs as that
    of this many independent ones as the smaller group has people, by the Chernoff bound (Hoeffding
    1963, JASA 58, 13-30, section 5 with theorem 1). It is wide: that is what so few people allow.
    Raises ValueError if a group is empty, a value is not exact or the level is not between 0 and 1.
    """
    from math import log

    first, second = _checked(first, second)
    alpha = float(1 - exact_level(level))
    pairs = min(len(first), len(second))
    above = (float(cliffs_delta(first, second)) + 1) / 2
    limit = log(2 / alpha) / pairs
    return 2 * _furthest(above, 0.0, limit) - 1, 2 * _furthest(above, 1.0, limit) - 1


def _furthest(share: float, end: float, limit: float) -> float:
    """The share nearest to an end whose divergence from the one seen is within the limit."""
    from math import inf, log

    def divergence(other: float) -> float:
        parts = [(share, other), (1 - share, 1 - other)]
        return (
            inf
            if any(p > 0 and q <= 0 for p, q in parts)
            else sum(p * log(p / q) for p, q in parts if p > 0)
        )

    if divergence(end) <= limit:
        return end
    near, far = share, end
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (middle, far) if divergence(middle) <= limit else (near, middle)
    return near


def _permutation(first: Sequence[Number], second: Sequence[Number]) -> Permutation:
    if len(first) > len(
        second
    ):  # the two differ by as much whichever is named first, and the smaller is counted sooner
        return _permutation(second, first)
    values, _ = _scaled([*first, *second])
    n, splits = len(values), comb(len(values), len(first))
    up_to = _cumulated(values, len(first))
    whole = up_to(sum(map(abs, values)))

    def part(ways: float) -> Fraction:
        return Fraction(int(ways), whole) if isinstance(whole, int) else rounded(ways / whole)

    # A split's difference of means rises with n times its sum; about all sums it is centred at the
    # size times the sum of all.
    centre, seen = len(first) * sum(values), n * sum(values[: len(first)])
    away = abs(seen - centre)
    nearer = max(0, up_to((centre + away - 1) // n) - up_to((centre - away) // n))
    no_farther = up_to((centre + away) // n) - up_to((centre - away - 1) // n)
    one_sided = min(up_to(seen // n), whole - up_to(seen // n - 1))
    two_sided = part(whole - nearer)
    return Permutation(
        two_sided,
        min(Fraction(1), 2 * part(one_sided)),
        (two_sided + part(whole - no_farther)) / 2,
        splits,
        round(two_sided * splits),
    )


def _cumulated(values: list[int], size: int) -> Callable[[int], float]:
    """How many subsets of a size have at most a sum; or how likely that is where there are too many
    sums to be counted.
    """
    if _bytes_moved(values, size) > COUNTED and len(values) <= FEW:
        return _cumulated_by_halves(values, size)
    sums = _sums(values, size)
    totals = sorted(sums)
    ways = [0, *accumulate(sums[total] for total in totals)]
    return lambda limit: ways[bisect_right(totals, limit)]


def _sums(values: list[int], size: int) -> Mapping[int, float]:
    """How many subsets of a size have each sum, or how likely each is: by its Fourier transform
    where that is sooner done, which it is of groups that are not small.
    """
    is_sooner = _bytes_moved(values, size) > 10 * COUNTED and _variance(values, size) > LEFT_OUT
    if not is_sooner:
        return _sums_of_subsets(values, size)
    held = Counter(values)
    shares = [size / len(values)] * len(held)
    return sums_given_hits(list(held.values()), list(held), shares, size, LEFT_OUT)


def _bytes_moved(values: Sequence[int], size: int) -> int:
    """About how many bytes are moved to count the sums of all subsets of a size."""
    n, dealt = len(values), min(size, len(values) - size)
    return place_for(comb(n, dealt)) * dealt**2 * n * (max(values) - min(values))


def _variance(values: Sequence[int], size: int) -> float:
    """The variance of the size of a subset to which each value belongs or not."""
    return size * (len(values) - size) / len(values)


def _cumulated_by_halves(values: list[int], size: int) -> Callable[[int], int]:
    """The same of few values, however far apart: subsets of one half are joined with those of the
    other (Horowitz and Sahni 1974, Journal of the ACM 21, 277-292).
    """

    def by_size(half: list[int]) -> list[list[int]]:
        sums: list[list[int]] = [[0], *([] for _ in range(size))]
        for value in half:
            for taken in range(size, 0, -1):
                sums[taken] += [total + value for total in sums[taken - 1]]
        return [sorted(own) for own in sums]

    ours, theirs = by_size(values[::2]), by_size(values[1::2])
    return lambda limit: sum(
        bisect_right(others, limit - total)
        for own, others in zip(ours, theirs[::-1], strict=True)
        for total in own
    )


def _sums_of_subsets(values: list[int], size: int) -> Counter:
    """How many subsets of a size have each sum.

    The counts of all sums are side by side in one number, so that adding a value is one shift and
    one sum.
    """
    least, place = min(values), place_for(comb(len(values), size))
    if place * size * (max(values) - least) > WIDEST:
        return _sums_one_by_one(values, size)
    by_size = [1] + [0] * size
    for done, value in enumerate(
        sorted(values)
    ):  # the smallest first, so that the numbers grow late
        for taken in range(min(size, done + 1), 0, -1):
            by_size[taken] += by_size[taken - 1] << (8 * place * (value - least))
    return Counter(
        {
            total + size * least: count
            for total, count in enumerate(unpacked(by_size[size], place))
            if count
        }
    )


def _sums_one_by_one(values: list[int], size: int) -> Counter:
    """The same where the values lie so far apart that a number of all sums would fill
    the memory.
    """
    if comb(len(values), size) > ONE_BY_ONE:
        raise ValueError(
            f"the values lie up to {max(values) - min(values)} steps apart, so that not all splits"
            f" of {len(values)} people can be counted: it is possible with values in larger steps"
        )
    by_size = [Counter({0: 1}), *(Counter() for _ in range(size))]
    for value in values:
        for taken in range(size, 0, -1):
            by_size[taken].update(
                {total + value: ways for total, ways in by_size[taken - 1].items()}
            )
    return by_size[size]


def _checked(
    first: Iterable[Number], second: Iterable[Number]
) -> tuple[list[Number], list[Number]]:
    """Return the values of two groups as Python's own numbers; raises ValueError where nothing can
    be compared.
    """
    groups = listed(first), listed(second)
    if not all(groups):
        raise ValueError("a group has no one in it, so nothing can be compared")
    ours, theirs = ([plain(value) for value in group] for group in groups)
    return ours, theirs
