"""Unconditional tests of two counts: the largest probability of a set of tables, whatever the share
behind them, and the orders of tables that such tests go by.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

SHARES = 201  # of the second group, tried at first; around the worst of them it is looked closer
NEAR = 1e-3  # shares whose probability is so near to the largest are looked at closer, too
DOUBT = 1e-9  # scores of tables that are equal but for the rounding of floats


def worst_p_value(is_as_far: np.ndarray, difference: float = 0.0) -> float:
    """Return the largest probability of a set of tables over all shares of the second group, that
    of the first being `difference` higher (Suissa and Shuster 1985, JRSS A 148, 317-327).

    `is_as_far` says of each count of the first group (row) and of the second (column) whether the
    table belongs to the set. The shares tried are 201 over the whole range, then 41 around each
    that is nearly the worst, three times.
    """
    shares = _shares(difference)
    low, high, width = shares[0], shares[-1], shares[1] - shares[0]
    for _ in range(3):
        found = _probabilities(is_as_far, shares, difference)
        best = found.max()
        width /= 20
        near = _peaks(shares, found)[:, None] + width * np.arange(-20, 21)[None, :]
        shares = np.clip(np.unique(near), low, high)
    return float(min(1.0, max(best, _probabilities(is_as_far, shares, difference).max())))


def is_above(alpha: float, is_as_far: np.ndarray, difference: float) -> bool:
    """Return whether `worst_p_value` is above alpha: by the shares tried at first, where these leave
    no doubt.
    """
    worst = _probabilities(is_as_far, _shares(difference), difference).max()
    return bool(worst > alpha) or (
        worst > alpha - 10 * NEAR and worst_p_value(is_as_far, difference) > alpha
    )


def _shares(difference: float) -> np.ndarray:
    """The shares of the second group that are tried at first."""
    return np.linspace(max(0.0, -difference), min(1.0, 1.0 - difference), SHARES)


def _peaks(shares: np.ndarray, found: np.ndarray) -> np.ndarray:
    """The shares that are no lower than their neighbours and nearly as high as the highest."""
    beside = np.concatenate(([-1.0], found, [-1.0]))
    is_peak = (found >= beside[:-2]) & (found >= beside[2:]) & (found >= found.max() - NEAR)
    return shares[is_peak]


def _probabilities(is_as_far: np.ndarray, shares: np.ndarray, difference: float) -> np.ndarray:
    """The probability of the set at each share of the second group."""
    n, other_n = is_as_far.shape[0] - 1, is_as_far.shape[1] - 1
    ours = _binomial(n, np.clip(shares + difference, 0, 1))
    return ((ours @ is_as_far.astype(float)) * _binomial(other_n, shares)).sum(axis=1)


def _binomial(n: int, shares: np.ndarray) -> np.ndarray:
    """The probabilities of 0, 1, ... n (columns) at each share (rows)."""
    from scipy.special import gammaln, xlog1py, xlogy  # importing scipy.stats takes half a second

    hits, chance = np.arange(n + 1), shares[:, None]
    ways = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
    return np.exp(ways + xlogy(hits, chance) + xlog1py(n - hits, -chance))


def pooled_scores(n: int, other_n: int) -> list[list[Fraction]]:
    """Return the square of the pooled score of each table, but for a factor that is the same for
    all: how far the two shares are apart, over the variance of their difference.
    """
    both = n + other_n

    def score(first: int, second: int) -> Fraction:
        hits = first + second
        if hits in (0, both):
            return Fraction(0)
        return Fraction((first * other_n - second * n) ** 2, hits * (both - hits))

    return [[score(first, second) for second in range(other_n + 1)] for first in range(n + 1)]


def is_as_far_by_score(
    count: int, n: int, other: int, other_n: int, difference: float
) -> np.ndarray:
    """Return which tables have a score at least as far from a difference as the one seen (Farrington
    and Manning 1990, Statistics in Medicine 9, 1447-1454).
    """
    first, second = np.arange(n + 1)[:, None] / n, np.arange(other_n + 1)[None, :] / other_n
    scores = np.abs(_scores(first, n, second, other_n, difference))
    return scores >= scores[count, other] - DOUBT


def _scores(p: np.ndarray, n: int, q: np.ndarray, other_n: int, difference: float) -> np.ndarray:
    """The score of each table: how far its difference is from one, in standard errors of the shares
    that fit best if it were that.
    """
    ours = _best_fitting(p, q, other_n / n, difference)
    theirs = np.clip(ours - difference, 0, 1)
    error = np.sqrt(ours * (1 - ours) / n + theirs * (1 - theirs) / other_n)
    away = p - q - difference
    far = np.divide(away, error, out=np.full(away.shape, np.inf), where=error > 1e-12)
    return np.where(np.abs(away) < 1e-12, 0.0, far)


def _best_fitting(p: np.ndarray, q: np.ndarray, ratio: float, difference: float) -> np.ndarray:
    """The first share that fits best: the one root of a cubic that lies between 0 and 1 (Farrington
    and Manning, appendix).
    """
    a = 1 + ratio
    b = -(1 + ratio + p + ratio * q + difference * (ratio + 2))
    c = difference**2 + difference * (2 * p + ratio + 1) + p + ratio * q
    d = -p * difference * (1 + difference)
    v = b**3 / (27 * a**3) - b * c / (6 * a**2) + d / (2 * a)
    u = np.sign(v) * np.sqrt(np.maximum(b**2 / (9 * a**2) - c / (3 * a), 0))
    cosine = np.divide(v, u**3, out=np.zeros(np.broadcast_shapes(p.shape, q.shape)), where=u != 0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3
    root = 2 * u * np.cos(angle) - b / (3 * a)
    return np.clip(root, max(0.0, difference), min(1.0, 1.0 + difference))
