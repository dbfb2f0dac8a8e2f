"""Probabilities as whole numbers over a common total, so that fractions are reduced only when one
is asked for.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from numbers import Integral

from cohortbook.exact._possible import check_exact, plain


def binomial_weights(n: int, share: Fraction) -> tuple[list[int], int]:
    """Return the probabilities of 0, 1, ... n hits as whole numbers, and what they add up to, so
    that no fraction is reduced before it is asked for.

    Raises as `binomial_probabilities` does.
    """
    check_exact([share])
    if not isinstance(n, Integral) or n < 0 or not 0 <= share <= 1:
        raise ValueError(f"a count of {n} draws with a share of {share} is not possible")
    n, share = plain(n), plain(share)
    hit, miss = share.numerator, share.denominator - share.numerator
    if miss == 0:
        return [*[0] * n, 1], 1
    weights = [miss**n]
    for count in range(n):
        weights.append(weights[-1] * (n - count) * hit // ((count + 1) * miss))
    return weights, share.denominator**n


def ways_of_draws(hits: int, heard: int, everybody: int) -> list[int]:
    """Return how many of all draws of `heard` people have 0, 1, ... hits; each number comes from
    the one before it. What is not possible is not refused here.
    """
    hits, heard, everybody = plain(hits), plain(heard), plain(everybody)
    others = everybody - hits
    first = max(0, heard - others)
    draws = [0] * first + [comb(hits, first) * comb(others, heard - first)]
    for k in range(first, heard):
        draws.append(draws[k] * (hits - k) * (heard - k) // ((k + 1) * (others - heard + k + 1)))
    return draws
