"""Compare two small counts: exact tests with and without fixed margins, and an interval of the
difference.
"""

from __future__ import annotations

from fractions import Fraction

from cohortbook.exact._detection import nearest_shares
from cohortbook.exact._possible import check_count, check_level, plain
from cohortbook.exact.categories import table_p_value


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
    """Return the two-sided p-value of Boschloo's unconditional test (1970, Statistica Neerlandica
    24, 1-9), as SciPy computes it.

    Never above Fisher's. Raises ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    from scipy.stats import boschloo_exact

    return float(boschloo_exact([[count, other], [n - count, other_n - other]], n=128).pvalue)


def barnard(count: int, n: int, other: int, other_n: int) -> float:
    """Return the two-sided p-value of Barnard's unconditional test (1945, Nature 156, 177), as
    SciPy computes it. Raises ValueError if a count is not possible.
    """
    _check(count, n, other, other_n)
    from scipy.stats import barnard_exact

    return float(barnard_exact([[count, other], [n - count, other_n - other]], n=128).pvalue)


def difference_interval(
    count: int, n: int, other: int, other_n: int, level: float = 0.95, step: float = 0.001
) -> tuple[float, float]:
    """Return the differences of two shares, from the lowest to the highest, that the exact
    unconditional score test does not reject.

    The score statistic orders the tables; the second share is the worst there could be (Agresti and
    Min 2001, Biometrics 57, 963-971; the statistic of Farrington and Manning 1990, Statistics in
    Medicine 9, 1447-1454). Differences are tried in steps, the worst share among 201, so that the
    ends are right to a step. Raises ValueError if a count is not possible, or the level or the step
    is not between 0 and 1.
    """
    _check(count, n, other, other_n)
    check_level(level)
    check_level(step, "step")
    import numpy as np

    tries = np.round(np.arange(-1 + step, 1, step), 9)
    kept = [
        difference
        for difference in tries
        if _worst_p_value(count, n, other, other_n, float(difference)) > 1 - level
    ]
    low, high = float(min(kept)), float(max(kept))
    # The ends of the scale are kept where the data themselves are there.
    return (-1.0 if low <= tries[0] else low), (1.0 if high >= tries[-1] else high)


def _worst_p_value(count: int, n: int, other: int, other_n: int, difference: float) -> float:
    """The largest probability, over the second share, of a table whose score is at least as far
    from a difference as that of the one seen.
    """
    import numpy as np
    from scipy.stats import binom

    first, second = np.arange(n + 1)[:, None], np.arange(other_n + 1)[None, :]
    scores = np.abs(_score(first, n, second, other_n, difference))
    is_as_far = scores >= scores[count, other] - 1e-9
    shares = np.linspace(max(0.0, -difference), min(1.0, 1.0 - difference), 201)
    ours = binom.pmf(np.arange(n + 1)[None, :], n, (shares + difference)[:, None])
    theirs = binom.pmf(np.arange(other_n + 1)[None, :], other_n, shares[:, None])
    return float(np.einsum("si,ij,sj->s", ours, is_as_far.astype(float), theirs).max())


def _score(first, n: int, second, other_n: int, difference: float):
    """The score of each table: how far its difference is from one, in standard errors of the shares
    that fit best if it were that.
    """
    import numpy as np

    p, q, ratio = first / n, second / other_n, other_n / n
    # The best-fitting first share is the one root of a cubic that lies between 0 and 1 (Farrington
    # and Manning, appendix).
    a = 1 + ratio
    b = -(1 + ratio + p + ratio * q + difference * (ratio + 2))
    c = difference**2 + difference * (2 * p + ratio + 1) + p + ratio * q
    d = -p * difference * (1 + difference)
    v = b**3 / (27 * a**3) - b * c / (6 * a**2) + d / (2 * a)
    u = np.sign(v) * np.sqrt(np.maximum(b**2 / (9 * a**2) - c / (3 * a), 0))
    angle = np.divide(v, u**3, out=np.zeros_like(v + 0 * u), where=u != 0)
    ours = np.clip(
        2 * u * np.cos((np.pi + np.arccos(np.clip(angle, -1, 1))) / 3) - b / (3 * a),
        max(0.0, difference),
        min(1.0, 1.0 + difference),
    )
    theirs = np.clip(ours - difference, 0, 1)
    error = np.sqrt(ours * (1 - ours) / n + theirs * (1 - theirs) / other_n)
    away = p - q - difference
    return np.where(
        np.abs(away) < 1e-12,
        0.0,
        np.divide(away, error, out=np.full(away.shape, np.inf), where=error > 1e-12),
    )


def _check(count: int, n: int, other: int, other_n: int) -> None:
    check_count(count, n, least=1)
    check_count(other, other_n, least=1)
