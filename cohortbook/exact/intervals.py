"""Confidence intervals of a share from one small count, and how often each covers it.

Never Wald's: at 7 of 7 it has no width.

All take the count, n and a level, and return the two ends. Clopper and Pearson's, Blaker's and
Sterne's cover the share at least as often as they say, whatever it is; the others do so on average.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache, wraps
from itertools import pairwise
from math import exp, lgamma, sqrt
from typing import Protocol

from cohortbook.exact._possible import check_count, exact_level, listed
from cohortbook.exact._weights import binomial_weights

ROUNDING = 1e-9  # ends are found to some decimals more


class Interval(Protocol):
    """A method: it takes the count, n and a level, and returns the two ends."""

    def __call__(self, count: int, n: int, level: float = 0.95) -> tuple[float, float]: ...


def _kept(interval: Interval) -> Interval:
    """Refuse what is not possible, and compute each interval once: curves and choices ask for the
    same ones again and again.
    """
    computed = cache(interval)

    @wraps(interval)
    def checked(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
        check_count(count, n, least=1)
        exact_level(level)
        return computed(count, n, level)

    return checked


@_kept
def clopper_pearson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the shares that neither one-sided exact test rejects (Clopper and Pearson 1934,
    Biometrika 26, 404-413), as quantiles of beta distributions.

    Raises ValueError if `count` is not between 0 and n, n is 0, or the level is not between 0 and
    1.
    """
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _beta_quantile(count, n - count + 1, tail)
    high = 1.0 if count == n else _beta_quantile(count + 1, n - count, 1 - tail)
    return low, high


@_kept
def mid_p(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of the mid-p test: the count seen weighs half in either tail (Lancaster
    1961; Berry and Armitage 1995, Statistician 44).

    Narrower than Clopper and Pearson's; covers as often as it says on average, not at every share.
    Raises as `clopper_pearson` does.
    """
    tail = (1 - level) / 2

    def upper(share: float) -> float:  # the count itself weighs half; rises with the share
        return (_from(count, n, share) + _from(count + 1, n, share)) / 2

    return (0.0 if count == 0 else _root(lambda share: upper(share) - tail, 0.0, count / n)), (
        1.0 if count == n else _root(lambda share: 1 - upper(share) - tail, count / n, 1.0)
    )


@_kept
def wilson(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of the score test (Wilson 1927, JASA 22, 209-212). Raises as
    `clopper_pearson` does.
    """
    from scipy.special import ndtri

    z, share = float(ndtri(0.5 + level / 2)), count / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + side * spread) / (1 + z * z / n) for side in (-1, 1))
    return (0.0 if count == 0 else low), (1.0 if count == n else high)


@_kept
def jeffreys(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the equal-tailed interval of the posterior under Jeffreys' prior, Beta(1/2, 1/2), with
    0 for none and 1 for all (Brown, Cai and DasGupta 2001, Statistical Science 16, 101-133).
    Raises as `clopper_pearson` does.
    """
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _beta_quantile(count + 0.5, n - count + 0.5, tail)
    high = 1.0 if count == n else _beta_quantile(count + 0.5, n - count + 0.5, 1 - tail)
    return low, high


@_kept
def blaker(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Blaker's interval (2000, Canadian Journal of Statistics 28, 783-798): within Clopper
    and Pearson's, and covers as surely.

    A share is in it if its acceptability is more than 1 - level: the smaller tail of the count, and
    of the other tail as much as is no likelier. Acceptability jumps, so its ends are looked for
    between the jumps. Raises as `clopper_pearson` does.
    """
    return _two_ends(_equally_rare, count, n, level)


@_kept
def sterne(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval that inverts Sterne's test (1954, Biometrika 41, 275-278), which is that
    of `one_share.binomial_p_value`: from the smallest to the largest share it does not reject.

    The test rejects every share outside. Between the ends it can reject a few, because its p-value
    jumps where one count more is as likely as the one seen; the interval spans them, as in Fay
    (2010, Biostatistics 11, 373-374). Covers as surely as Clopper and Pearson's. Raises as
    `clopper_pearson` does.
    """
    return _two_ends(_equally_likely, count, n, level)


def _two_ends(
    join: Callable[[int, int, int], float], count: int, n: int, level: float
) -> tuple[float, float]:
    return _low(join, count, n, 1 - level), 1 - _low(join, n - count, n, 1 - level)


def _low(join: Callable[[int, int, int], float], count: int, n: int, alpha: float) -> float:
    """The smallest share that is not rejected at alpha, below count / n.

    The p-value there is P(X >= count) + P(X <= k), k the largest that has joined. Each k joins at
    one share, and stays. Between two of these the p-value falls and then rises, so that it is
    highest at an end.
    """
    joins = [join(count, n, k) for k in range(count)]
    for k, (left, right) in enumerate(pairwise([0.0, *joins, 1.0]), start=-1):

        def spare(share: float, k: int = k) -> float:
            return _from(count, n, share) + 1 - _from(k + 1, n, share) - alpha

        if spare(left) >= 0:
            return left
        if spare(right) >= 0:
            return _root(spare, left, right)
    return 0.0  # no one was counted


def _equally_rare(count: int, n: int, k: int) -> float:
    """The share at which k or fewer are as likely as the count or more."""
    return _root(lambda share: _from(count, n, share) + _from(k + 1, n, share) - 1, 0.0, 1.0)


def _equally_likely(count: int, n: int, k: int) -> float:
    """The share at which k is as likely as the count."""
    ways = lgamma(count + 1) + lgamma(n - count + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return 1 / (1 + exp(-ways / (count - k)))


METHODS: dict[str, Interval] = {
    "clopper_pearson": clopper_pearson,
    "mid_p": mid_p,
    "blaker": blaker,
    "sterne": sterne,
    "wilson": wilson,
    "jeffreys": jeffreys,
}


def coverage(
    interval: Interval, n: int, shares: Iterable[Fraction], level: float = 0.95
) -> list[float]:
    """Return, for each share, the exact probability that the interval from n draws covers it
    (Brown, Cai and DasGupta 2001).

    Raises ValueError if n, a share or the level is not possible.
    """
    ends = [interval(count, n, level) for count in range(n + 1)]
    # comparing a fraction with floats is slow
    return [_covered(ends, n, share, float(share)) for share in listed(shares)]


def least_coverage(interval: Interval, n: int, level: float = 0.95) -> float:
    """Return the lowest probability that the interval from n draws covers a share, whatever the
    share (Brown, Cai and DasGupta 2001).

    Between two ends of intervals the counts that cover are the same, and follow on each other, so
    that it rises and then falls: its limit at one of the two ends is the lowest. Ends that are
    equal but for rounding are one. Raises ValueError if n or the level is not possible.
    """
    check_count(0, n, least=1)
    ends = [interval(count, n, level) for count in range(n + 1)]
    places = sorted({0.0, 1.0, *(end for own in ends for end in own)})
    return min(
        _covered(ends, n, Fraction(share), (left + right) / 2)
        for left, right in pairwise(places)
        if right - left > ROUNDING
        for share in (left, right)
    )


def _covered(ends: list[tuple[float, float]], n: int, share: Fraction, near: float) -> float:
    """The probability, at a share, of the counts whose intervals cover one near to it."""
    weights, whole = binomial_weights(n, share)
    return sum(
        weight / whole
        for weight, (low, high) in zip(weights, ends, strict=True)
        if low <= near <= high
    )


def _beta_quantile(first: float, second: float, probability: float) -> float:
    from scipy.special import betaincinv  # importing scipy.stats takes half a second more

    return float(betaincinv(first, second, probability))


def _from(count: int, n: int, share: float) -> float:
    """The probability of this count or more."""
    from scipy.special import bdtrc

    return 1.0 if count <= 0 else 0.0 if count > n else float(bdtrc(count - 1, n, share))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    if function(low) == 0:
        return low
    return float(brentq(function, low, high, xtol=1e-13, rtol=1e-13))
