"""Several counts in order, one a cohort: does a share rise or fall along them, and what trend could ever have been seen.

The sum of scores over all hits is the statistic of Cochran (1954, Biometrics 10, 417-451) and Armitage (1955, Biometrics 11,
375-386). Its distribution with all margins fixed is counted by adding one cohort after the other, so that forty cohorts take less
than a second. Scores are whole numbers, such as years.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import comb
from numbers import Integral
from typing import NamedTuple

from cohortbook.exact._packed import place_for, unpacked
from cohortbook.exact._possible import check_level, plain


class Trend(NamedTuple):
    """What all ways to deal the hits out among the people say of the one seen.

    `two_sided` is the probability of a sum of scores at least as far from what is expected, `rising` of one at least as high and
    `falling` of one at least as low.
    """

    two_sided: Fraction
    rising: Fraction
    falling: Fraction


def trend_p_values(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int]) -> Trend:
    """Return the exact conditional p-values of the Cochran-Armitage test for `counts` of `sizes` people at `scores`.

    The same as a permutation test of the mean score of hits against that of the others (Agresti 1992, Statistical Science 7,
    131-153). Raises ValueError if a count is not possible, nobody or everybody is a hit, or all scores are the same.
    """
    sums = _sums_of_scores(counts, sizes, scores)
    ways, seen = sum(sums.values()), sum(int(count) * int(score) for count, score in zip(counts, scores))
    far = _distance(sizes, scores, sum(counts))
    return Trend(*(Fraction(sum(own for total, own in sums.items() if is_so(total)), ways)
                   for is_so in (lambda total: far(total) >= far(seen), lambda total: total >= seen, lambda total: total <= seen)))


def detectable_trends(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int], power: Fraction = Fraction(80, 100),
                      alpha: Fraction = Fraction(5, 100)) -> tuple[float | None, float | None]:
    """Return the smallest falling and rising trend that the two-sided test at `alpha` would detect with at least `power`.

    A trend is the change of the log odds of a hit for each step of 1 in the score, found to a thousandth. Given as many hits in all
    as were seen, sums are then likelier by exp(trend times sum), so that the power is exact (Mehta, Patel and Senchaudhuri 1998,
    Biometrics 54, 1615-1621). None where no trend can be detected on that side. Raises as `trend_p_values` does, or ValueError if
    the power or alpha is not between 0 and 1.
    """
    check_level(power, "power")
    check_level(alpha)
    sums = _sums_of_scores(counts, sizes, scores)
    far, ways = _distance(sizes, scores, sum(counts)), sum(sums.values())
    rejected, tail = set(), 0
    for _, as_far in groupby(sorted(sums, key=far, reverse=True), key=far):
        same = set(as_far)
        tail += sum(sums[total] for total in same)
        if tail > alpha * ways:
            break
        rejected |= same
    return tuple(_smallest_trend(sums, rejected, sign, float(power)) for sign in (-1, 1))


def shares_along(sizes: Sequence[int], scores: Sequence[int], hits: int, trend: float) -> list[float]:
    """Return the shares of hits, cohort by cohort, if the log odds change by `trend` a step and `hits` are expected in all.

    It is the logistic model that `detectable_trends` moves along (Agresti 1992). Raises ValueError if nobody or everybody is a hit, or
    there are not as many scores as sizes.
    """
    from math import exp

    from scipy.optimize import brentq

    if len(sizes) != len(scores) or not 0 < hits < sum(sizes):
        raise ValueError(f"{hits} hits of {sum(sizes)} leave no trend to be seen")
    middle = sum(map(int, scores)) / len(scores)

    def shares(level: float) -> list[float]:
        return [1 / (1 + exp(min(700.0, -(level + trend * (score - middle))))) for score in scores]

    reach = 50 + abs(trend) * (max(scores) - min(scores))
    level = brentq(lambda level: sum(n * share for n, share in zip(sizes, shares(level))) - hits, -reach, reach, xtol=1e-13)
    return shares(level)


def _smallest_trend(sums: dict[int, int], rejected: set[int], sign: int, power: float) -> float | None:
    """The smallest trend of a sign, in thousandths, whose power is enough; power rises with it to that of the last sum on its side."""
    end = max(sums, key=lambda total: sign * total)
    if end not in rejected:
        return None

    def is_enough(thousandths: int) -> bool:
        return _power(sums, rejected, sign * thousandths / 1000) >= power

    low, high = 0, 1
    while not is_enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return sign * high / 1000


def _power(sums: dict[int, int], rejected: set[int], trend: float) -> float:
    """The probability of the rejected sums under a trend; logarithms, because the ways are too many for a float."""
    from math import exp, fsum, log

    weights = {total: log(ways) + trend * total for total, ways in sums.items()}
    highest = max(weights.values())
    likely = {total: exp(weight - highest) for total, weight in weights.items()}
    return fsum(likely[total] for total in rejected) / fsum(likely.values())


def _distance(sizes: Sequence[int], scores: Sequence[int], hits: int):
    """How far a sum of scores is from its mean over all ways to deal the hits out, in whole numbers."""
    n, expected = int(sum(sizes)), int(hits) * sum(int(size) * int(score) for size, score in zip(sizes, scores))
    return lambda total: abs(n * total - expected)


def _sums_of_scores(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int]) -> dict[int, int]:
    """How many ways to deal the hits out have each sum of scores."""
    _check(counts, sizes, scores)
    return _sums_of_deals(plain(sum(counts)), *(tuple(plain(number) for number in numbers) for numbers in (sizes, scores)))


@cache
def _sums_of_deals(hits: int, sizes: tuple[int, ...], scores: tuple[int, ...]) -> dict[int, int]:
    """The same, kept because the p-value and what could be detected both ask for it.

    The rarer of hits and others is dealt. A number holds the ways of all sums side by side, so that adding a cohort is a
    multiplication and a shift.
    """
    lowest, dealt = min(scores), min(hits, sum(sizes) - hits)
    place = place_for(comb(sum(sizes), dealt))
    by_dealt = [1] + [0] * dealt
    for size, score in zip(sizes, scores):
        step, ways = 8 * place * (score - lowest), [comb(size, k) for k in range(min(size, dealt) + 1)]
        by_dealt = [sum(by_dealt[so_far - k] * ways[k] << step * k for k in range(min(size, so_far) + 1)) for so_far in range(dealt + 1)]
    everything = sum(size * (score - lowest) for size, score in zip(sizes, scores))
    return {(total if dealt == hits else everything - total) + hits * lowest: count for total, count in enumerate(unpacked(by_dealt[dealt], place)) if count}


def _check(counts: Sequence[int], sizes: Sequence[int], scores: Sequence[int]) -> None:
    if not all(isinstance(number, Integral) for number in (*counts, *sizes, *scores)) or not len(counts) == len(sizes) == len(scores) or any(not 0 <= count <= size for count, size in zip(counts, sizes)):
        raise ValueError(f"{list(counts)} of {list(sizes)} at {list(scores)} is not possible")
    if not 0 < sum(counts) < sum(sizes) or len({score for size, score in zip(sizes, scores) if size}) < 2:
        raise ValueError(f"{sum(counts)} of {sum(sizes)} at {len(set(scores))} different scores leave no trend to be seen")
