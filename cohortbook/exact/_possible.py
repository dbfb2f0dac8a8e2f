"""Refuse questions that have no answer, or no exact one, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import TypeVar, overload

T = TypeVar("T")


def check_count(count: int, n: int, least: int = 0) -> None:
    """Raise ValueError unless `count` of n is possible, both whole and n at least `least`."""
    if (
        not isinstance(count, Integral)
        or not isinstance(n, Integral)
        or not 0 <= count <= n
        or n < least
    ):
        raise ValueError(f"{count} of {n} is not possible")


def check_share(share: Fraction) -> None:
    """Raise ValueError unless a share is exact and between 0 and 1. A float is not: 0.829 is
    another number than 829 of 1000.
    """
    check_exact([share])
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} is not possible")


def listed(values: Iterable[T]) -> list[T]:
    """Return what a list, an array, a column of a table or an iterator holds, as a list. Raises
    ValueError for anything else.
    """
    try:
        return list(values)
    except TypeError:
        raise ValueError(f"{values!r} is not possible: give a list, such as [1, 2]") from None


def exact_level(level: float | Fraction, name: str = "level") -> Fraction:
    """Return a level, an alpha or a power as a Fraction: a float is read as the decimal that it
    prints, so that 0.8 is 8 of 10. Raises ValueError unless it lies between 0 and 1.
    """
    if not isinstance(level, Real) or not 0 < level < 1:
        raise ValueError(f"a {name} of {level} is not between 0 and 1")
    return Fraction(str(level))


def check_exact(values: Iterable) -> None:
    """Raise ValueError unless all values are whole numbers or Fractions."""
    for value in values:
        if not isinstance(value, Rational):
            raise ValueError(
                f"{value!r} is not exact: give a whole number or a Fraction, such as Fraction(829,"
                " 1000)"
            )


@overload
def plain(value: int) -> int: ...


@overload
def plain(value: Fraction) -> Fraction: ...


def plain(value: int | Fraction) -> int | Fraction:
    """Return a value as Python's own whole number or Fraction: NumPy's are as exact, but overflow
    without a word. Raises ValueError for a float.
    """
    check_exact([value])
    return (
        int(value)
        if isinstance(value, Integral)
        else Fraction(int(value.numerator), int(value.denominator))
    )


def check_whole(probabilities: Iterable[Fraction]) -> None:
    """Raise ValueError unless these are the probabilities of all that can happen."""
    held = list(probabilities)
    check_exact(held)
    if any(p < 0 for p in held):
        raise ValueError("a probability is below 0")
    if sum(held) != 1:
        raise ValueError(f"the probabilities add up to {sum(held)}, not to 1")
