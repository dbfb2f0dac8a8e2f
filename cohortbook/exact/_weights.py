"""Probabilities as whole numbers over a common total, so that fractions are reduced only when one
is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from numbers import Integral

from cohortbook.exact._possible import check_exact, plain


def binomial_weights(n: int, share: Fraction) -> tuple[list[int], int]:
    """Return the probabilities of 0, 1, ... n hits as whole numbers, and what they add up to, so
    that no fraction is reduced before it is asked for.

    Raises as `binomial_probabilities` does.
    """
    return list(each_binomial_weight(n, share)), plain(share).denominator ** plain(n)


def each_binomial_weight(n: int, share: Fraction) -> Iterator[int]:
    """Yield the probabilities of 0, 1, ... n hits times the share's denominator to the n, each from
    the one before: of thousands none has to be kept.

    Raises as `binomial_probabilities` does.
    """
    check_exact([share])
    if not isinstance(n, Integral) or n < 0 or not 0 <= share <= 1:
        raise ValueError(f"a count of {n} draws with a share of {share} is not possible")
    n, share = plain(n), plain(share)
    hit, miss = share.numerator, share.denominator - share.numerator
    if miss == 0:
        yield from (*[0] * n, hit**n)
        return
    weight = miss**n
    for count in range(n + 1):
        yield weight
        weight = weight * (n - count) * hit // ((count + 1) * miss)
