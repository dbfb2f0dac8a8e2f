"""Compare two small counts: exact tests with and without fixed margins, and an interval of the
difference.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from cohortbook.exact._detection import nearest_shares
from cohortbook.exact._possible import check_count, check_level, plain
from cohortbook.exact._unconditional import (
    is_above,
    is_as_far_by_score,
    pooled_scores,
    worst_p_value,
)
from cohortbook.exact.categories import table_p_value

if TYPE_CHECKING:
    import numpy as np

FINEST = 1e-6  # ends of an interval are found to it


def fisher(count: int, n: int, other: int, other_n: int) -> Fraction:
    """Return Fisher's two-sided exact p-value of `count` of n against `other` of other_n, ordered
    by likelihood (1935, JRSS 98, 39-82).

    Raises ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    return table_p_value([[count, n - count], [other, other_n - other]])


def fisher_mid_p(count: int, n: int, other: int, other_n: int) -> Fraction:
    """Return the mid-p of Fisher's test: tables as likely as the one seen weigh half (Lydersen,
    Fagerland and Laake 2009, Statistics in Medicine 28, 1159-1175).

    Raises ValueError if a count is not possible.
    """
    from cohortbook.exact.population import hypergeometric_probabilities

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
    check_level(alpha)
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
    check_level(power, "power")
    return nearest_shares(
        plain(n), Fraction(plain(other), plain(other_n)), rejected_counts(n, other, other_n), power
    )


def boschloo(count: int, n: int, other: int, other_n: int) -> float:
    """Return the p-value of Boschloo's unconditional test (1970, Statistica Neerlandica 24, 1-9):
    the largest probability of all tables whose two-sided p-value of `fisher` is no higher.

    It is therefore never above Fisher's. Another two-sided test of this name, SciPy's, doubles the
    smaller one-sided p-value and can be above it. Raises ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    p_values = [
        [fisher(first, n, second, other_n) for second in range(other_n + 1)]
        for first in range(n + 1)
    ]
    return worst_p_value(_no_higher(p_values, p_values[count][other]))


def barnard(count: int, n: int, other: int, other_n: int) -> float:
    """Return the two-sided p-value of Barnard's unconditional test (1945, Nature 156, 177), tables
    ordered by the pooled score in absolute value (Suissa and Shuster 1985, JRSS A 148, 317-327).

    Scores are compared as fractions, so that tables with the same score count alike. Raises
    ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    nearness = [[-score for score in row] for row in pooled_scores(n, other_n)]
    return worst_p_value(_no_higher(nearness, nearness[count][other]))


def _no_higher(values: list[list[Fraction]], limit: Fraction) -> np.ndarray:
    import numpy as np

    return np.array([[value <= limit for value in row] for row in values])


def difference_interval(
    count: int, n: int, other: int, other_n: int, level: float = 0.95, step: float = 0.005
) -> tuple[float, float]:
    """Return the differences of two shares, from the lowest to the highest, that the exact
    unconditional score test does not reject.

    The score statistic orders the tables; the second share is the worst there could be (Agresti and
    Min 2001, Biometrics 57, 963-971). Differences are tried in steps from outside inwards; between
    the last rejected and the first that is not, the end is found by halving and rounded outwards
    to a millionth. Raises ValueError if a count is not possible, or the level or the step is not
    between 0 and 1.
    """
    _check(count, n, other, other_n)
    check_level(level)
    check_level(step, "step")
    low = _lowest_difference(count, n, other, other_n, 1 - level, step)
    high = -_lowest_difference(other, other_n, count, n, 1 - level, step)
    return low, high


def _lowest_difference(
    count: int, n: int, other: int, other_n: int, alpha: float, step: float
) -> float:
    """The lowest difference that is not rejected, or just below it."""

    def is_kept(difference: float) -> bool:
        is_as_far = is_as_far_by_score(count, n, other, other_n, difference)
        return is_above(alpha, is_as_far, difference)

    rejected, kept = -1.0, -1.0
    while not is_kept(kept):
        rejected, kept = kept, min(kept + step, count / n - other / other_n)
    while kept - rejected > FINEST:
        middle = (rejected + kept) / 2
        rejected, kept = (rejected, middle) if is_kept(middle) else (middle, kept)
    return max(-1.0, floor(rejected / FINEST) * FINEST)


def _check(count: int, n: int, other: int, other_n: int) -> None:
    check_count(count, n, least=1)
    check_count(other, other_n, least=1)
