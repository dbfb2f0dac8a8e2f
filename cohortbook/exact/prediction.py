"""Predict the count of the next group, if the same process produces it."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import comb
from numbers import Integral
from operator import mul

from cohortbook.exact._possible import (
    check_count,
    check_exact,
    check_whole,
    exact_level,
    listed,
    plain,
)

# Beta distributions by their two parameters: all shares alike; Jeffreys'; a share at 0 or 1 is as
# likely as any other (Haldane's is improper and left out).
PRIORS = {
    "uniform": (Fraction(1), Fraction(1)),
    "jeffreys": (Fraction(1, 2), Fraction(1, 2)),
    "sceptical": (Fraction(2), Fraction(2)),
}


def beta_binomial_probabilities(n: int, a: Fraction, b: Fraction) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... n hits among n when the share itself is drawn from
    Beta(a, b).

    Exact for any fractions a and b: comb(n, k) a(a+1)...(a+k-1) b(b+1)...(b+n-k-1) /
    (a+b)...(a+b+n-1) (Skellam 1948, JRSS B 10, 257-261). Raises ValueError if n is negative, or a
    or b is not positive.
    """
    check_exact((a, b))
    if not isinstance(n, Integral) or n < 0 or a <= 0 or b <= 0:
        raise ValueError(f"{n} draws with Beta({a}, {b}) are not possible")
    n, a, b = plain(n), plain(a), plain(b)
    hits, others, everything = _rising(a, n), _rising(b, n), _rising(a + b, n)[n]
    return [comb(n, k) * hits[k] * others[n - k] / everything for k in range(n + 1)]


def predicted(count: int, n: int, ahead: int, prior: tuple[Fraction, Fraction]) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... hits among the `ahead` next people, after `count` of n,
    with a Beta prior.

    It rests on exchangeability: that the next people come as these came (de Finetti 1937). Raises
    ValueError if the counts or the prior are not possible.
    """
    check_count(count, n)
    count, n = plain(count), plain(n)
    return beta_binomial_probabilities(ahead, prior[0] + count, prior[1] + n - count)


def probability_below(
    count: int, n: int, share: Fraction, prior: tuple[Fraction, Fraction]
) -> float:
    """Return the posterior probability that the share behind `count` of n is below `share`, with a
    Beta prior (Bayes 1763).

    Raises ValueError if the counts or the prior are not possible, or the share is not between 0 and
    1.
    """
    check_count(count, n)
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} is not possible")
    if min(prior) <= 0:
        raise ValueError(f"Beta({prior[0]}, {prior[1]}) is not possible")
    from scipy.special import betainc

    return float(betainc(float(prior[0] + count), float(prior[1] + n - count), float(share)))


def central_counts(
    probabilities: list[Fraction], level: Fraction = Fraction(80, 100)
) -> tuple[int, int]:
    """Return the lowest and the highest count of the shortest run of counts that holds at least
    `level` of the probability; of several, the likeliest.

    It is the interval of highest probability of counts (Box and Tiao 1973, Bayesian Inference in
    Statistical Analysis, 2.8). Raises ValueError if the probabilities are not those of a whole or
    the level is not between 0 and 1.
    """
    probabilities = listed(probabilities)
    check_whole(probabilities)
    level = exact_level(level)
    below = list(accumulate(probabilities, initial=Fraction(0)))
    for length in range(1, len(probabilities)):
        runs = [end - start for start, end in zip(below, below[length:], strict=False)]
        first = max(range(len(runs)), key=runs.__getitem__)
        if runs[first] >= level:
            return first, first + length - 1
    return 0, len(probabilities) - 1  # the longest run has all of the probability


def _rising(x: Fraction, n: int) -> list[Fraction]:
    """The products of none, one, ... n of x, x + 1, x + 2 and so on."""
    return list(accumulate((x + step for step in range(n)), mul, initial=Fraction(1)))
