"""Adjust the p-values of several tests that are read together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cohortbook.exact._possible import check_exact, listed


def holm(p_values: Sequence[Fraction]) -> list[Fraction]:
    """Return p-values adjusted so that all of a family together err at the level of one (Holm 1979,
    Scandinavian Journal of Statistics 6, 65-70).

    They keep their order; none is above 1. Raises ValueError if one is not exact or not between 0
    and 1.
    """
    p_values = listed(p_values)
    check_exact(p_values)
    if any(not 0 <= p <= 1 for p in p_values):
        raise ValueError("a p-value is not between 0 and 1")
    adjusted, highest = [Fraction(0)] * len(p_values), Fraction(0)
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        highest = max(highest, min(Fraction(1), p_values[place] * (len(p_values) - rank)))
        adjusted[place] = highest
    return adjusted
