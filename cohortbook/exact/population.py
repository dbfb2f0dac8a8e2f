"""A finite population of which some were interviewed: what these say of all, with a model and
without one.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from math import comb
from numbers import Integral

from cohortbook.exact._possible import check_count, exact_level
from cohortbook.exact._weights import ways_of_draws


def non_response_bounds(count: int, heard: int, everybody: int) -> tuple[int, int]:
    """Return how many of everybody it could be at the least and at the most, whatever those who
    were not interviewed would have said.

    No chance is involved (Manski 1989, Journal of Human Resources 24, 343-360). Raises ValueError
    if the counts are not possible.
    """
    _check(count, heard, everybody)
    return count, count + everybody - heard


def hypergeometric_probabilities(hits: int, heard: int, everybody: int) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... `heard` hits among those interviewed, if they were
    drawn at random and `hits` of everybody are hits (the hypergeometric distribution; de Moivre
    1711, De Mensura Sortis). Raises ValueError if the counts are not possible.
    """
    _check(min(hits, heard), heard, everybody)
    check_count(hits, everybody)
    total = comb(everybody, heard)
    return [Fraction(draws, total) for draws in ways_of_draws(hits, heard, everybody)]


def finite_interval(
    count: int, heard: int, everybody: int, level: Fraction = Fraction(95, 100)
) -> tuple[int, int]:
    """Return the fewest and the most hits of everybody that neither one-sided exact test rejects,
    if those interviewed were drawn at random (Konijn 1973, Statistical Theory of Sample Survey
    Design; the finite form of Clopper and Pearson's). Those who come to an interview are no random
    draw, so it says what could be said if they were. Raises ValueError if the counts are not
    possible or the level is not between 0 and 1.
    """
    _check(count, heard, everybody)
    level = exact_level(level)
    tail = (1 - level) / 2 * comb(everybody, heard)
    possible = range(count, count + everybody - heard + 1)
    # The more hits there are, the likelier are many of them among those interviewed, and the less
    # likely few.
    low = bisect_left(
        possible, True, key=lambda hits: sum(ways_of_draws(hits, heard, everybody)[count:]) > tail
    )
    high = bisect_left(
        possible,
        True,
        key=lambda hits: sum(ways_of_draws(hits, heard, everybody)[: count + 1]) <= tail,
    )
    return possible[low], possible[high - 1]


def _check(count: int, heard: int, everybody: int) -> None:
    if (
        not all(isinstance(number, Integral) for number in (count, heard, everybody))
        or not 0 <= count <= heard <= everybody
        or everybody == 0
    ):
        raise ValueError(f"{count} of {heard} drawn of {everybody} is not possible")
