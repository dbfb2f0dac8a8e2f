"""Compare two small counts: exact tests with and without fixed margins, and an interval of the
difference.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from cohortbook.exact._detection import nearest_shares
from cohortbook.exact._possible import check_count, exact_level, plain
from cohortbook.exact._weights import ways_of_draws
from cohortbook.exact.one_share import p_values_by_likelihood
from cohortbook.exact.population import hypergeometric_probabilities

if TYPE_CHECKING:
    import numpy as np


def fisher(count: int, n: int, other: int, other_n: int) -> Fraction:
    """Return Fisher's two-sided exact p-value of `count` of n against `other` of other_n, ordered
    by likelihood (1935, JRSS 98, 39-82).

    Raises ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    ways = ways_of_draws(count + other, n, n + other_n)
    return Fraction(sum(own for own in ways if own <= ways[count]), comb(n + other_n, n))


def fisher_mid_p(count: int, n: int, other: int, other_n: int) -> Fraction:
    """Return the mid-p of Fisher's test: tables as likely as the one seen weigh half (Lydersen,
    Fagerland and Laake 2009, Statistics in Medicine 28, 1159-1175).

    Raises ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    probabilities = hypergeometric_probabilities(count + other, n, n + other_n)
    own = probabilities[count]
    return (
        sum((p for p in probabilities if p < own), Fraction(0))
        + sum((p for p in probabilities if p == own), Fraction(0)) / 2
    )


def rejected_counts(
    n: int, other: int, other_n: int, alpha: Fraction = Fraction(5, 100)
) -> list[int]:
    """Return the counts of n that Fisher's test calls significant at level `alpha` next to `other`
    of other_n as they are.

    The test is that of `fisher`. Raises ValueError if a count is not possible or alpha is not
    between 0 and 1.
    """
    _check(0, n, other, other_n)
    alpha = exact_level(alpha)
    return [count for count in range(n + 1) if fisher(count, n, other, other_n) <= alpha]


def detectable_shares(
    n: int, other: int, other_n: int, power: Fraction = Fraction(80, 100)
) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares nearest to other / other_n, below and above it, at which n draws would be
    called significant next to it with at least `power`.

    The other group is complete and stays as it is; power is the exact probability of all counts
    that `rejected_counts` gives, solved to a millionth. None where no share of that side can be
    detected. Raises ValueError if a count is not possible or the power is not between 0 and 1.
    """
    _check(0, n, other, other_n)
    power = exact_level(power, "power")
    return nearest_shares(
        plain(n), Fraction(plain(other), plain(other_n)), rejected_counts(n, other, other_n), power
    )


def boschloo(count: int, n: int, other: int, other_n: int) -> float:
    """Return the two-sided p-value of Boschloo's unconditional test (1970, Statistica Neerlandica
    24, 1-9): the largest probability of all tables whose p-value of `fisher` is no higher, over all
    shares that the two groups could have in common.

    It is never above that of `fisher`, since each row of margins adds no more than this to it. So
    do R's Exact and, as "minlike", exact2x2; SciPy's boschloo_exact doubles the smaller one-sided
    p-value, which can be above. Raises ValueError if a count is not possible.
    """
    from cohortbook.exact._unconditional import worst_p_value

    _check(count, n, other, other_n)
    by_hits = [
        p_values_by_likelihood(hypergeometric_probabilities(hits, n, n + other_n))
        for hits in range(n + other_n + 1)
    ]
    p_values = [
        [by_hits[first + second][first] for second in range(other_n + 1)] for first in range(n + 1)
    ]
    return worst_p_value(_no_higher(p_values, p_values[count][other]))


def barnard(count: int, n: int, other: int, other_n: int) -> float:
    """Return the two-sided p-value of Barnard's unconditional test (1945, Nature 156, 177): the
    largest probability of all tables whose pooled score is at least as far from 0, over all shares
    that the two groups could have in common (Suissa and Shuster 1985, JRSS A 148, 317-327).

    So does SciPy's barnard_exact; scores are compared as fractions here, so that equal ones are
    equal. Raises ValueError if a count is not possible.
    """
    from cohortbook.exact._unconditional import pooled_scores, worst_p_value

    _check(count, n, other, other_n)
    nearness = [[-score for score in row] for row in pooled_scores(n, other_n)]
    return worst_p_value(_no_higher(nearness, nearness[count][other]))


def _no_higher(values: list[list[Fraction]], limit: Fraction) -> np.ndarray:
    import numpy as np

    return np.array([[value <= limit for value in row] for row in values])


def difference_interval(
    count: int, n: int, other: int, other_n: int, level: float = 0.95, step: float = 0.02
) -> tuple[float, float]:
    """Return the differences of two shares, from the lowest to the highest, that the exact
    unconditional score test does not reject.

    The score statistic orders the tables, in absolute value (Farrington and Manning 1990,
    Statistics in Medicine 9, 1447-1454); the second share is the worst there could be (Agresti and
    Min 2001, Biometrics 57, 963-971). Ends are found to a millionth and rounded outwards, whatever
    the steps in which differences are tried at first. Raises ValueError if a count is not possible,
    or the level or the step is not between 0 and 1.
    """
    from cohortbook.exact._unconditional import lowest_difference

    _check(count, n, other, other_n)
    alpha, step = float(1 - exact_level(level)), float(exact_level(step, "step"))
    low = lowest_difference(count, n, other, other_n, alpha, step)
    return low, -lowest_difference(other, other_n, count, n, alpha, step)


def _check(count: int, n: int, other: int, other_n: int) -> None:
    check_count(count, n, least=1)
    check_count(other, other_n, least=1)
