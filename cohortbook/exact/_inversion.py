"""Invert the Fourier transform of a sum of scores, where the sum has too many values to be counted.

Every deal has its part in the transform, as it has in a count, so that nothing is left out but what
is smaller than the rounding of floats (Pagano and Tritchler 1983, JASA 78, 435-440, after whom the
transform is inverted at whole frequencies).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, gcd, sqrt

# what is less than exp(-50), a millionth of the rounding of floats, is left out unless more may be
NOTHING = 50.0
NOISE = 1e-14  # what is so much less likely than the likeliest cannot be told from 0
WIDEST = 2**24  # sums that are computed, in a second or two


def sums_given_hits(
    sizes: Sequence[int],
    scores: Sequence[int],
    shares: Sequence[float],
    hits: int,
    nothing: float = NOTHING,
) -> dict[int, float]:
    """Return the probabilities of the sums of scores over all hits of independent groups, given
    that there are `hits` in all.

    A group has this many people, all with its score, each of whom is a hit with its share; the
    shares are to make `hits` expected. They are right to about fifteen decimals; sums that are not
    as likely as that are left out. With a smaller `nothing`, down to exp(-nothing) of a probability
    is left out, over all sums together not more than that times their width and some. Raises
    ValueError if the scores lie so far apart that there are too many sums.
    """
    import numpy as np

    steps, step, lowest = _steps(scores)
    n, p = np.array(sizes), np.array(shares)
    spread = n * p * (1 - p)
    middle = round(float(spread @ steps / spread.sum()))
    steps = steps - middle
    reach = _reach(float(spread @ steps**2), int(abs(steps).max()), nothing)
    width, others = 2 * reach + 1, _reach(float(spread.sum()), 1, nothing)
    _refuse_too_many(width, sizes, scores)
    transform = np.zeros(width // 2 + 1, complex)
    for place in _that_count(spread, steps, width, nothing):
        transform[place] = _given(
            hits, n, p, spread, steps * (2 * np.pi * place / width), others, nothing
        )
    probabilities = np.fft.irfft(transform.conj(), width)
    first = round(float(n * p @ steps)) - reach
    likely = np.roll(probabilities, -first) / probabilities.sum()
    noise = NOISE * likely.max()
    return {
        step * (first + away + middle * hits) + lowest * hits: own
        for away, own in enumerate(likely.tolist())
        if own > noise
    }


def _refuse_too_many(width: int, sizes: Sequence[int], scores: Sequence[int]) -> None:
    if width > WIDEST:
        raise ValueError(
            f"scores of {sum(sizes)} people lie {max(scores) - min(scores)} apart, so that not all"
            " their sums can be computed: it is possible with scores in larger steps"
        )


def _steps(scores: Sequence[int]):
    """Scores counted from the lowest in steps of their greatest common one; the step;
    the lowest.
    """
    import numpy as np

    lowest = min(scores)
    step = gcd(*(score - lowest for score in scores))
    return np.array([(score - lowest) // step for score in scores]), step, lowest


def _reach(variance: float, widest: int, nothing: float) -> int:
    """How far from its mean a sum of independent parts can be found at all, none of which moves it
    by more than `widest` (Bernstein; Bennett 1962, JASA 57, 33-45).
    """
    part = nothing * widest / 3
    return ceil(part + sqrt(part**2 + 2 * nothing * variance))


def _that_count(spread, steps, width: int, nothing: float):
    """The frequencies at which the transform is not nothing: |q + p exp(ix)| is at most exp(-pq (1
    - cos x)), and so is the product over all people.
    """
    import numpy as np

    at = np.zeros(width)
    np.add.at(at, steps % width, spread)
    return np.flatnonzero(spread.sum() - abs(np.fft.rfft(at)) < nothing)


def _given(hits: int, n, p, spread, angles, width: int, nothing: float) -> complex:
    """The part of the transform at these angles that belongs to `hits` hits: inverted once more,
    over how many there are.
    """
    import numpy as np

    turns = 2 * np.pi * np.arange(width) / width
    round_angles, round_turns = np.exp(1j * angles), np.exp(1j * turns)
    counts = spread.sum() - (round_turns * (spread @ round_angles)).real < nothing
    turns = turns[counts]
    factors = 1 - p + p * (round_turns[counts, None] * round_angles)
    sizes = np.maximum(abs(factors), np.finfo(float).tiny)
    logarithm = np.log(sizes) @ n + 1j * (np.arctan2(factors.imag, factors.real) @ n)
    return complex(np.exp(logarithm - 1j * turns * hits).sum())
