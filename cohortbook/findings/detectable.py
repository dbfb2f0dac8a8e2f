"""Word the shares that a test would detect: in whole per cent, which is as fine as small groups
bear.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from cohortbook.study.wording import Value

NONE = "none"
Shares = tuple[Fraction | float | None, Fraction | float | None]


def detectable_statistics(shares: Shares, share: Fraction) -> Iterator[tuple[str, Value, str]]:
    """Yield statistic, value and unit of the shares detectable below and above `share`
    (`detectable_low`, `detectable_high`) and of the nearer of the two (`detectable_share`); "none"
    where there is none.

    Values are whole per cent, away from `share`, so that the test detects them, too.
    """
    low, high = outwards(shares)
    yield "detectable_low", low, "percent"
    yield "detectable_high", high, "percent"
    distances = [
        (abs(found - share), whole)
        for found, whole in zip(shares, (low, high), strict=True)
        if found is not None
    ]
    yield "detectable_share", min(distances, default=(0, NONE))[1], "percent"


def outwards(shares: Shares) -> tuple[int | str, int | str]:
    """Return a lower and a higher share in whole per cent, the lower one rounded down and the
    higher one up; "none" for None.
    """
    low, high = shares
    return (
        NONE if low is None else floor(100 * low),
        NONE if high is None else ceil(100 * high),
    )
