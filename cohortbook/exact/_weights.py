"""Probabilities as whole numbers over one whole, so that no fraction is reduced before it is asked for."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from numbers import Integral

from cohortbook.exact._possible import check_exact, plain


def binomial_weights(n: int, share: Fraction) -> tuple[list[int], int]:
    """Return the probabilities of 0, 1, ... n hits as whole numbers, and what they add up to, so that no fraction is reduced before it is asked for.

    Raises as `binomial_probabilities` does.
    """
    check_exact([share])
    if not isinstance(n, Integral) or n < 0 or not 0 <= share <= 1:
        raise ValueError(f"a count of {n} draws with a share of {share} is not possible")
    n, share = plain(n), plain(share)
    hit, miss = share.numerator, share.denominator - share.numerator
    return [comb(n, k) * hit**k * miss ** (n - k) for k in range(n + 1)], share.denominator**n
