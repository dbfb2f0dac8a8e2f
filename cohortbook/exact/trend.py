"""Test several counts in order, one a cohort, for a trend, and find the trends that could have been
detected.

The sum of scores over all hits is the statistic of Cochran (1954, Biometrics 10, 417-451) and
Armitage (1955, Biometrics 11, 375-386). Its distribution with all margins fixed is counted by
adding one cohort after the other. Where there are too many deals to be counted, of some hundreds of
people in dozens of years or of thousands in any, it is taken from its Fourier transform, right to
ten decimals. Scores are whole numbers, such as years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import comb, exp, fsum, log
from numbers import Integral
from typing import NamedTuple

from cohortbook.exact._detection import rounded
from cohortbook.exact._inversion import sums_given_hits
from cohortbook.exact._packed import place_for, unpacked
from cohortbook.exact._possible import exact_level, listed, plain

COUNTED = (
    2 * 10**9
)  # about as many bytes are moved in a quarter of a second; more are not counted but inverted


class Trend(NamedTuple):
    """What all ways to deal the hits out among the people say of the one seen.

    `two_sided` is the probability of a sum of scores at least as far from what is expected,
    `rising` of one at least as high and `falling` of one at least as low.
    """

    two_sided: Fraction
    rising: Fraction
    falling: Fraction


def trend_p_values(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int]) -> Trend:
    """Return the exact conditional p-values of the Cochran-Armitage test for `counts` of `sizes`
    people at `scores`.

    The same as a permutation test of the mean score of hits against that of the others (Agresti
    1992, Statistical Science 7, 131-153). Of more deals than can be counted they are right to ten
    decimals. Raises ValueError if a count is not possible, no one or everybody is a hit, or all
    scores are the same.
    """
    counts, sizes, scores = listed(counts), listed(sizes), listed(scores)
    margins = _margins(counts, sizes, scores)
    sums, far = _sums(margins), _distance(margins)
    seen = sum(int(count) * int(score) for count, score in zip(counts, scores, strict=True))
    return Trend(
        *(
            _probability([own for total, own in sums.items() if is_so(total)], sums)
            for is_so in (
                lambda total: far(total) >= far(seen),
                lambda total: total >= seen,
                lambda total: total <= seen,
            )
        )
    )


def detectable_trends(
    counts: Sequence[int],
    sizes: Sequence[int],
    scores: Sequence[int],
    power: Fraction = Fraction(80, 100),
    alpha: Fraction = Fraction(5, 100),
) -> tuple[float | None, float | None]:
    """Return the smallest falling and rising trend that the two-sided test at `alpha` would detect
    with at least `power`.

    A trend is the change of the log odds of a hit for each step of 1 in the score, found to a
    thousandth. Given as many hits in all as were seen, sums are then likelier by exp(trend times
    sum), so that the power is exact (Mehta, Patel and Senchaudhuri 1998, Biometrics 54, 1615-1621).
    None where no trend can be detected on that side. Raises as `trend_p_values` does, or ValueError
    if the power or alpha is not between 0 and 1.
    """
    counts, sizes, scores = listed(counts), listed(sizes), listed(scores)
    power = exact_level(power, "power")
    alpha = exact_level(alpha)
    margins = _margins(counts, sizes, scores)
    sums, far = _sums(margins), _distance(margins)
    rejected = _rejected(sums, far, alpha)
    kept = set(sums) - rejected

    def is_enough(trend: float) -> bool:
        likely = _under(trend, margins, sums)
        return fsum(own for total, own in likely.items() if total not in kept) >= float(
            power
        ) * fsum(likely.values())

    falling, rising = (
        _smallest_trend(is_enough, sign) if end in rejected else None
        for sign, end in ((-1, min(sums)), (1, max(sums)))
    )
    return falling, rising


def _rejected(sums: Mapping[int, float], far: Callable[[int], int], alpha: Fraction) -> set[int]:
    """The sums that, with all that are as far from the mean or farther, come to at most `alpha`."""
    rejected: set[int] = set()
    tail: float = 0
    for _, as_far in groupby(sorted(sums, key=far, reverse=True), key=far):
        same = set(as_far)
        tail += sum(sums[total] for total in same)
        if tail > alpha * sum(sums.values()):
            break
        rejected |= same
    return rejected


def shares_along(
    sizes: Sequence[int], scores: Sequence[int], hits: int, trend: float
) -> list[float]:
    """Return the shares of hits, cohort by cohort, if the log odds change by `trend` a step and
    `hits` are expected in all.

    It is the logistic model that `detectable_trends` moves along (Agresti 1992). Raises ValueError
    if no one or everybody is a hit, or there are not as many scores as sizes.
    """
    from scipy.optimize import brentq

    sizes, scores = listed(sizes), listed(scores)
    if len(sizes) != len(scores) or not 0 < hits < sum(sizes):
        raise ValueError(f"{hits} hits of {sum(sizes)} leave no trend to be seen")
    middle = sum(map(int, scores)) / len(scores)

    def shares(level: float) -> list[float]:
        return [1 / (1 + exp(min(700.0, -(level + trend * (score - middle))))) for score in scores]

    reach = 50 + abs(trend) * (max(scores) - min(scores))
    level = brentq(
        lambda level: sum(n * share for n, share in zip(sizes, shares(level), strict=True)) - hits,
        -reach,
        reach,
        xtol=1e-13,
    )
    return shares(level)


def _smallest_trend(is_enough: Callable[[float], bool], sign: int) -> float:
    """The smallest trend of a sign, in thousandths, whose power is enough; power rises with it to
    that of the last sum on its side.
    """
    low, high = 0, 1
    while not is_enough(sign * high / 1000):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(sign * middle / 1000) else (middle, high)
    return sign * high / 1000


class _Margins(NamedTuple):
    """What all deals have in common: how many hits there are, and how many people at each score, no
    score twice.
    """

    hits: int
    sizes: tuple[int, ...]
    scores: tuple[int, ...]


def _margins(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int]) -> _Margins:
    _check(counts, sizes, scores)
    people: Counter[int] = Counter()
    for size, score in zip(sizes, scores, strict=True):
        people[plain(score)] += plain(size)
    held = {score: size for score, size in sorted(people.items()) if size}
    return _Margins(plain(sum(counts)), tuple(held.values()), tuple(held))


def _distance(margins: _Margins) -> Callable[[int], int]:
    """How far a sum of scores is from its mean over all ways to deal the hits out, in whole
    numbers.
    """
    n, expected = (
        sum(margins.sizes),
        margins.hits
        * sum(size * score for size, score in zip(margins.sizes, margins.scores, strict=True)),
    )
    return lambda total: abs(n * total - expected)


def _probability(some: Sequence[float], sums: Mapping[int, float]) -> Fraction:
    """The part of all ways, or of all probabilities, that some of them are."""
    whole = sum(sums.values())
    return Fraction(sum(some)) / whole if isinstance(whole, int) else rounded(sum(some) / whole)


def _is_counted(margins: _Margins) -> bool:
    """Whether all deals can be counted one group after the other: how many bytes that moves."""
    dealt = min(margins.hits, sum(margins.sizes) - margins.hits)
    places = (
        dealt**2
        * (margins.scores[-1] - margins.scores[0])
        * sum(min(size, dealt) for size in margins.sizes)
    )
    # how wide a place is takes long to find for millions of people
    return places <= COUNTED and places * place_for(comb(sum(margins.sizes), dealt)) <= COUNTED


@cache
def _sums(margins: _Margins) -> Mapping[int, float]:
    """How many ways to deal the hits out have each sum of scores, or how likely each is; kept
    because p-value and detectable trends ask for it.
    """
    return _sums_of_deals(*margins) if _is_counted(margins) else _inverted(0.0, margins)


def _under(trend: float, margins: _Margins, sums: Mapping[int, float]) -> dict[int, float]:
    """How likely each sum is under a trend, to a factor; in logarithms, because the ways are too
    many for a float.
    """
    if not _is_counted(margins):
        return _inverted(trend, margins)
    weights = {total: log(ways) + trend * total for total, ways in sums.items()}
    highest = max(weights.values())
    return {total: exp(weight - highest) for total, weight in weights.items()}


def _inverted(trend: float, margins: _Margins) -> dict[int, float]:
    return sums_given_hits(
        margins.sizes,
        margins.scores,
        shares_along(margins.sizes, margins.scores, margins.hits, trend),
        margins.hits,
    )


def _sums_of_deals(hits: int, sizes: tuple[int, ...], scores: tuple[int, ...]) -> dict[int, int]:
    """How many ways there are to each sum of scores.

    The rarer of hits and others is dealt. A number holds the ways of all sums side by side, so that
    adding a cohort is a multiplication and a shift.
    """
    lowest, dealt = min(scores), min(hits, sum(sizes) - hits)
    place = place_for(comb(sum(sizes), dealt))
    by_dealt = [1] + [0] * dealt
    for size, score in zip(sizes, scores, strict=True):
        step, ways = (
            8 * place * (score - lowest),
            [comb(size, k) for k in range(min(size, dealt) + 1)],
        )
        by_dealt = [
            sum(by_dealt[so_far - k] * ways[k] << step * k for k in range(min(size, so_far) + 1))
            for so_far in range(dealt + 1)
        ]
    everything = sum(size * (score - lowest) for size, score in zip(sizes, scores, strict=True))
    return {
        (total if dealt == hits else everything - total) + hits * lowest: count
        for total, count in enumerate(unpacked(by_dealt[dealt], place))
        if count
    }


def _check(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int]) -> None:
    if (
        not all(isinstance(number, Integral) for number in (*counts, *sizes, *scores))
        or not len(counts) == len(sizes) == len(scores)
        or any(not 0 <= count <= size for count, size in zip(counts, sizes, strict=True))
    ):
        raise ValueError(f"{list(counts)} of {list(sizes)} at {list(scores)} is not possible")
    if (
        not 0 < sum(counts) < sum(sizes)
        or len({score for size, score in zip(sizes, scores, strict=True) if size}) < 2
    ):
        raise ValueError(
            f"{sum(counts)} of {sum(sizes)} at {len(set(scores))} different scores leave no trend"
            " to be seen"
        )
