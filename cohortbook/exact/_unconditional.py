"""Unconditional tests of two counts: the largest probability of a set of tables, whatever the share
behind them, and the orders of tables that such tests go by.

Sets of tables are arrays, a row a count of the first group and a column one of the second; where
several differences are tried at once, the first axis is theirs. Functions that need NumPy import
this module, so that the others start without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, sqrt

import numpy as np
from scipy.special import gammaln

DENSE = 6  # shares tried at first, over the root of all people: half a standard deviation apart
NEAR = 0.1  # shares are looked at closer whose probability is lower by no more than this part
CLOSER = 20  # how much, each time
AT_ONCE = 20  # steps that are tried at once
PARTS = 6  # ends of the parts of a step that is looked at closer
FINEST = 1e-6  # ends of an interval are found to it
TINY = 1e-300  # for a share of 0, which has no logarithm
NOTHING = -200.0  # logarithms of probabilities that slow processors down and add nothing
TIED = 1e-9  # scores no further apart are equal but for the rounding of floats


def worst_p_value(is_as_far: np.ndarray, difference: float = 0.0) -> float:
    """Return the largest probability of a set of tables over all shares of the second group, that
    of the first being `difference` higher (Suissa and Shuster 1985, JRSS A 148, 317-327).

    Shares are tried at equal angles of their arcsines, at which binomial probabilities change
    equally fast everywhere; then three times closer around all that are nearly the worst.
    """
    *_, (highest, _) = _closer(is_as_far, difference)
    return min(1.0, highest)


def is_above(alpha: float, is_as_far: np.ndarray, difference: float) -> bool:
    """Return whether `worst_p_value` is above alpha, as soon as that is certain."""
    for highest, missed in _closer(is_as_far, difference):
        if highest > alpha or highest < alpha * (1 - missed):
            return highest > alpha
    return False


def _closer(is_as_far: np.ndarray, difference: float) -> Iterator[tuple[float, float]]:
    """Yield the highest probability found, and what part of it may be missed at most, each time
    after looking twenty times closer: near its highest, a probability falls with the square.
    """
    if is_as_far.all():
        yield 1.0, 0.0
        return
    angles, missed = _angles(is_as_far), NEAR
    width = angles[1]
    found = _probabilities(is_as_far, angles, difference)
    for _ in range(3):
        width, missed = width / CLOSER, missed / CLOSER**2
        near = _peaks(angles, found)[:, None] + width * np.arange(-CLOSER, CLOSER + 1)
        angles = np.unique(np.clip(near, 0, np.pi / 2))
        found = _probabilities(is_as_far, angles, difference)
        yield float(found.max()), missed


def _angles(is_as_far: np.ndarray) -> np.ndarray:
    """The angles of the shares that are tried at first."""
    return np.linspace(0, np.pi / 2, 2 + ceil(DENSE * sqrt(sum(is_as_far.shape[-2:]))))


def _peaks(angles: np.ndarray, found: np.ndarray) -> np.ndarray:
    """The angles at which it is no lower than next to them, and nearly as high as anywhere."""
    around = np.concatenate(([-1.0], found, [-1.0]))
    is_peak = (found >= around[:-2]) & (found >= around[2:]) & (found >= found.max() * (1 - NEAR))
    return angles[is_peak]


def _probabilities(
    is_as_far: np.ndarray, angles: np.ndarray, difference: float | np.ndarray
) -> np.ndarray:
    """The probability of a set at each angle (the last axis), for each difference."""
    d = np.asarray(difference)[..., None]
    low, high = np.maximum(0.0, -d), np.minimum(1.0, 1.0 - d)
    shares = low + (high - low) * np.sin(angles) ** 2
    ours = _binomial(is_as_far.shape[-2] - 1, np.clip(shares + d, 0, 1))
    theirs = _binomial(is_as_far.shape[-1] - 1, shares)
    # einsum, since threads of a product of matrices this small wait longer than they work
    return (np.einsum("...sx,...xy->...sy", ours, is_as_far.astype(float)) * theirs).sum(-1)


def _binomial(n: int, shares: np.ndarray) -> np.ndarray:
    """The probabilities of 0, 1, ... n (the last axis) at each share."""
    hits = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
    hit, miss = (np.log(np.maximum(share, TINY))[..., None] for share in (shares, 1 - shares))
    logarithms = ways + hits * hit + (n - hits) * miss
    return np.where(logarithms > NOTHING, np.exp(logarithms), 0.0)


def pooled_scores(n: int, other_n: int) -> list[list[Fraction]]:
    """Return the square of the pooled score of each table, but for a factor that is the same for
    all: how far the two shares are apart, over the variance of their difference.
    """
    both = n + other_n

    def score(first: int, second: int) -> Fraction:
        hits = first + second
        return Fraction((first * other_n - second * n) ** 2, max(1, hits * (both - hits)))

    return [[score(first, second) for second in range(other_n + 1)] for first in range(n + 1)]


def lowest_difference(
    count: int, n: int, other: int, other_n: int, alpha: float, step: float
) -> float:
    """Return the lowest difference of two shares that the score test does not reject at `alpha`,
    or a millionth less.

    Steps are gone from -1 upwards, and one is passed over if all tables that are as far at either
    of its ends would be rejected at both: a difference between them that is kept, however alone,
    is not missed. Any other step is gone in smaller ones.
    """

    def first_kept(tries: np.ndarray) -> float | None:
        for start in range(0, len(tries) - 1, AT_ONCE):
            ends = tries[start : start + AT_ONCE + 1]
            for low, high in _not_rejected(ends, count, n, other, other_n, alpha):
                found = low if high - low <= FINEST else first_kept(np.linspace(low, high, PARTS))
                if found is not None:
                    return found
        return None

    seen = count / n - other / other_n
    found = first_kept(np.append(np.arange(-1.0, seen, step), seen))
    return -1.0 if found is None else found


def _not_rejected(
    ends: np.ndarray, count: int, n: int, other: int, other_n: int, alpha: float
) -> Iterator[tuple[float, float]]:
    """Yield the steps between these differences that cannot be passed over."""
    sets = _as_far_by_score(count, n, other, other_n, ends)
    either = np.concatenate((sets[:-1] | sets[1:],) * 2)
    differences = np.concatenate((ends[:-1], ends[1:]))
    worst = _probabilities(either, _angles(either), differences).max(-1)
    steps = len(ends) - 1
    for place in range(steps):
        if any(
            worst[own] > alpha
            or (worst[own] > alpha * (1 - NEAR) and is_above(alpha, either[own], differences[own]))
            for own in (place, place + steps)
        ):
            yield float(ends[place]), float(ends[place + 1])


def _as_far_by_score(
    count: int, n: int, other: int, other_n: int, differences: np.ndarray
) -> np.ndarray:
    """Which tables have a score at least as far from each difference as the one seen (Farrington
    and Manning 1990, Statistics in Medicine 9, 1447-1454).
    """
    first, second = np.arange(n + 1)[:, None] / n, np.arange(other_n + 1) / other_n
    scores = np.abs(_scores(first, n, second, other_n, differences[:, None, None]))
    return scores >= scores[:, count, other, None, None] - TIED


def _scores(p: np.ndarray, n: int, q: np.ndarray, other_n: int, d: np.ndarray) -> np.ndarray:
    """The score of each table: how far its difference is from d, in standard errors of the shares
    that fit best if it were d.
    """
    ours = _best_fitting(p, q, other_n / n, d)
    theirs = np.clip(ours - d, 0, 1)
    error = np.sqrt(ours * (1 - ours) / n + theirs * (1 - theirs) / other_n)
    away = p - q - d
    far = np.divide(away, error, out=np.full(away.shape, np.inf), where=error > 1e-12)
    return np.where(np.abs(away) < 1e-12, 0.0, far)


def _best_fitting(p: np.ndarray, q: np.ndarray, ratio: float, d: np.ndarray) -> np.ndarray:
    """The first share that fits best: the one root of a cubic that lies between 0 and 1 (Farrington
    and Manning, appendix). Its coefficients are divided by the first, 1 + ratio.
    """
    b = -(1 + ratio + p + ratio * q + d * (ratio + 2)) / (1 + ratio)
    c = (d * d + d * (2 * p + ratio + 1) + p + ratio * q) / (1 + ratio)
    constant = -p * d * (1 + d) / (1 + ratio)
    v = b * b * b / 27 - b * c / 6 + constant / 2
    u = np.copysign(np.sqrt(np.maximum(b * b / 9 - c / 3, 0)), v)
    cosine = np.divide(v, u * u * u, out=np.zeros_like(v), where=u != 0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3
    return np.clip(2 * u * np.cos(angle) - b / 3, np.maximum(0, d), np.minimum(1, 1 + d))
