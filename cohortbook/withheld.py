"""Withheld numbers: the text printed in the place of a number that is hidden or given as a range."""

from __future__ import annotations


class Withheld(str):
    """Text printed in the place of a number: that it is hidden, or between which values it lies."""

    def of(self, n: int | None) -> Withheld:
        """Return the text with its base: "4 or fewer of 13"; a hidden number says nothing of its base."""
        return self if self == HIDDEN or n is None else Withheld(f"{self} of {n}")


HIDDEN = Withheld("[c]")  # the symbol of the Government Analysis Function for a confidential figure
NOTE = "[c]: hidden, so that no person can be identified from it."
RANGE_NOTE = "“{0}”: a small number, which is not none."


def few(smallest: int) -> Withheld:
    """Return how a count below the smallest one printed is printed."""
    return Withheld(f"{smallest - 1} or fewer")


def most(smallest: int) -> Withheld:
    """Return how a count is printed that is the whole but for fewer than the smallest count printed."""
    return Withheld(f"all but {smallest - 1} or fewer")


def is_withheld(value: object) -> bool:
    """Return whether a value is the text printed in the place of a number."""
    return isinstance(value, Withheld)
