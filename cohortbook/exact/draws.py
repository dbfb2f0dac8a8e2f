"""A distribution in natural frequencies, of a thousand draws, computed and not sampled."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from numbers import Integral

from cohortbook.exact._possible import check_whole, listed


def apportioned(probabilities: Sequence[Fraction], whole: int = 1000) -> list[int]:
    """Return how many of `whole` draws each outcome gets: its exact share rounded down, and one
    more where the largest remainders are.

    The rule of largest remainders, Hamilton's (Balinski and Young 1982, Fair Representation); of
    equal remainders the earlier outcome goes first. The counts add up to `whole` and none is a draw
    or more away from its exact share. Raises ValueError if the probabilities are not Fractions from
    0 upwards that add up to 1, or there is nothing to share out.
    """
    probabilities = listed(probabilities)
    check_whole(probabilities)
    if not isinstance(whole, Integral) or whole < 1:
        raise ValueError(f"{whole} draws cannot be shared out")
    shares = [probability * whole for probability in probabilities]
    counts = [int(share) for share in shares]
    by_remainder = sorted(
        range(len(shares)), key=lambda place: (counts[place] - shares[place], place)
    )
    for place in by_remainder[: whole - sum(counts)]:
        counts[place] += 1
    return counts
