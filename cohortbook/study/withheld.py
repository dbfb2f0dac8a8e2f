"""Withheld numbers: the text printed in the place of a number that is hidden or given
as a range.
"""

from __future__ import annotations

import re
from typing import TypeGuard

RANGE = re.compile(r"(\d+) to (\d+)")


class Withheld(str):
    """Text printed in the place of a number: that it is hidden, or between which values it lies."""

    def of(self, n: int | None) -> Withheld:
        """Return the text with its base: "1 to 4 of 13"; a hidden number says nothing of its
        base.
        """
        return self if self == HIDDEN or n is None else Withheld(f"{self} of {n}")


HIDDEN = Withheld("[c]")  # the symbol of the Government Analysis Function for a confidential figure
NOTE = "[c]: hidden, so that no person can be identified from it."


def range_text(values: range) -> Withheld:
    """Return how a count is printed that is one of these values: "1 to 4"."""
    return Withheld(f"{values[0]} to {values[-1]}")


def range_of(text: Withheld) -> range:
    """Return the values that a range names, both ends included."""
    low, high = map(int, text.split(" to "))
    return range(low, high + 1)


def is_withheld(value: object) -> TypeGuard[Withheld]:
    """Return whether a value is the text printed in the place of a number."""
    return isinstance(value, Withheld)
