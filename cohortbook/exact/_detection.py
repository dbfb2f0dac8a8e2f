"""Find the nearest share that a test could detect, by halving: in floats where these leave no
doubt, otherwise in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, comb, floor

MILLION = 10**6  # shares are solved to one part of it
DECIMALS = (
    10**10
)  # of a probability that is not counted in whole numbers; floats are right to some more
DOUBT = 1e-9  # floats of probabilities of 20,000 people are twenty times nearer to the truth


def nearest_shares(
    n: int, share: Fraction, rejected: list[int], power: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares nearest to `share`, below and above it, from which n draws give a rejected
    count with at least `power`, to a millionth.

    The counts that are not rejected follow on each other, so that power only rises on the way to 0
    and to 1. None where no share of that side is enough.
    """
    kept = sorted(set(range(n + 1)) - set(rejected))

    def is_detected(millionths: int) -> bool:
        def exactly() -> bool:
            missed = sum(
                comb(n, count) * millionths**count * (MILLION - millionths) ** (n - count)
                for count in kept
            )
            return missed <= (1 - power) * MILLION**n

        return is_at_most(1 - power, [(n, Fraction(millionths, MILLION))], kept, exactly)

    ends = (
        nearest_detected(is_detected, ceil(share * MILLION) - 1, -1),
        nearest_detected(is_detected, floor(share * MILLION) + 1, MILLION + 1),
    )
    below, above = (None if end is None else Fraction(end, MILLION) for end in ends)
    return below, above


def is_at_most(
    limit: Fraction,
    strata: Sequence[tuple[int, Fraction]],
    counts: Sequence[int],
    exactly: Callable[[], bool],
) -> bool:
    """Return whether the probabilities of some counts of hits come to at most `limit`: in floats
    where these leave no doubt, else as `exactly` says.

    The answer is that of exact fractions, which for hundreds of draws have hundreds of thousands of
    digits and take minutes.
    """
    sum_of_counts = float(_in_floats(strata)[list(counts)].sum())
    return sum_of_counts < limit if abs(sum_of_counts - limit) > DOUBT else exactly()


def rejected_in_floats(strata: Sequence[tuple[int, Fraction]], alpha: Fraction) -> list[int] | None:
    """Return the counts of hits that, with all that are no likelier, come to at most `alpha`; None
    where floats leave a doubt.

    Only the order of the least likely matters, and of these only whether those at the limit are as
    likely as each other.
    """
    import numpy as np

    probabilities = _in_floats(strata)
    order = np.argsort(probabilities, kind="stable")
    up_to = np.cumsum(probabilities[order])
    rejected = int(
        np.searchsorted(up_to, float(alpha))
    )  # how many, if the first that is not is as likely as none of them
    last, first = (
        probabilities[order[rejected - 1 : rejected + 1]]
        if 0 < rejected < len(order)
        else (0.0, 1.0)
    )
    is_clear = (
        abs(up_to[max(0, rejected - 1) : rejected + 1] - float(alpha)).min() > DOUBT
        and first - last > DOUBT * first
    )
    return sorted(order[:rejected].tolist()) if is_clear else None


def p_value_in_floats(count: int, strata: Sequence[tuple[int, Fraction]]) -> Fraction:
    """Return the probability of all counts of hits that are no likelier than one, to ten decimals;
    what is as likely but for the rounding of floats is no likelier.
    """
    probabilities = _in_floats(strata)
    return rounded(probabilities[probabilities <= probabilities[count] * (1 + DOUBT)].sum())


def rounded(probability: float) -> Fraction:
    """Return a probability that comes from floats, to ten decimals, so that it is the same on every
    machine.
    """
    return Fraction(round(float(probability) * DECIMALS), DECIMALS)


def _in_floats(strata: Sequence[tuple[int, Fraction]]):
    """The probabilities of 0, 1, ... hits over all strata."""
    import numpy as np
    from scipy.special import gammaln, xlog1py, xlogy  # importing scipy.stats takes half a second

    probabilities = np.ones(1)
    for n, share in strata:
        hits, chance = np.arange(n + 1), float(share)
        ways = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
        own = np.exp(ways + xlogy(hits, chance) + xlog1py(n - hits, -chance))
        probabilities = np.convolve(probabilities, own)
    return probabilities


def nearest_detected(is_detected: Callable[[int], bool], start: int, end: int) -> int | None:
    """Return the step nearest to `start` that is detected, of those before `end` (on either side of
    it); None if none is.

    What lies beyond a detected step is detected too.
    """
    way = 1 if end > start else -1
    near, far = (
        start - way,
        end - way,
    )  # neither the first nor anything before it; the last, or nothing
    if (far - near) * way <= 0 or not is_detected(far):
        return None
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if is_detected(middle) else (middle, far)
    return far
