"""Test counts in several categories against known shares, or several groups against each other.

Where there are few outcomes, probabilities are compared as whole numbers with one denominator, so
that equal ones are equal. A branch of the enumeration in which every outcome is likelier, or none
is, than the one seen is not walked through: its probability is known in one step. Of more outcomes
those that are likelier are added up by the network algorithm, right to ten decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import comb, factorial, lcm, prod
from numbers import Integral

from cohortbook.exact._detection import rounded
from cohortbook.exact._possible import check_exact, listed, plain

COUNTED = 10**4  # outcomes that are counted in whole numbers, in milliseconds


def multinomial_p_value(counts: Sequence[int], shares: Sequence[Fraction]) -> Fraction:
    """Return the exact p-value of counts in categories with known shares: the probability of every
    outcome no likelier than the one seen (Freeman and Halton 1951, Biometrika 38, 141-149;
    Radlow and Alf 1975, JASA 70, 811-813). Raises ValueError if a count is negative, the shares
    are not those of a whole, or there are not as many of one as of the other. Of many outcomes it
    is right to ten decimals.
    """
    counts, shares = listed(counts), listed(shares)
    _check_categories(counts, shares)
    counts, shares = [plain(count) for count in counts], [plain(share) for share in shares]
    n = sum(counts)
    if comb(n + len(counts) - 1, n) > COUNTED:
        return _by_network_of_counts(counts, shares)
    whole = lcm(*(share.denominator for share in shares))
    weights = [int(share * whole) for share in shares]
    seen = factorial(n) // prod(map(factorial, counts)) * prod(map(pow, weights, counts))
    return Fraction(_counts_no_likelier(weights, n, seen), whole**n)


def _by_network_of_counts(counts: Sequence[int], shares: Sequence[Fraction]) -> Fraction:
    from cohortbook.exact._network import likelier_of_counts

    if any(count and not share for count, share in zip(counts, shares, strict=True)):
        return Fraction(0)
    held = [(count, float(share)) for count, share in zip(counts, shares, strict=True) if share]
    likelier = likelier_of_counts([count for count, _ in held], [share for _, share in held])
    return rounded(max(0.0, 1 - likelier))


def _check_categories(counts: Sequence[int], shares: Sequence[Fraction]) -> None:
    """Raise ValueError unless the counts are possible in categories with these shares."""
    check_exact(shares)
    if (
        len(counts) != len(shares)
        or not all(isinstance(count, Integral) for count in counts)
        or any(count < 0 for count in counts)
        or any(share < 0 for share in shares)
        or sum(shares) != 1
    ):
        raise ValueError(
            f"{list(counts)} in categories with shares {[str(share) for share in shares]} is not"
            " possible"
        )


def _counts_no_likelier(weights: Sequence[int], n: int, seen: int) -> int:
    """The weight of all ways to put n into categories of these weights that are no heavier than the
    one seen.
    """
    tails = [sum(weights[place:]) for place in range(len(weights) + 1)]

    @cache
    def extremes(place: int, left: int) -> tuple[int, int]:
        """The smallest and the largest weight of any way to put those left into the categories from
        here on.
        """
        if place == len(weights) - 1:
            return weights[place] ** left, weights[place] ** left
        ways = [
            (comb(left, k) * weights[place] ** k, extremes(place + 1, left - k))
            for k in range(left + 1)
        ]
        return min(own * low for own, (low, _) in ways), max(own * high for own, (_, high) in ways)

    def no_likelier(place: int, left: int, so_far: int) -> int:
        low, high = extremes(place, left)
        if so_far * high <= seen:
            return so_far * tails[place] ** left
        if so_far * low > seen:
            return 0
        return sum(
            no_likelier(place + 1, left - k, so_far * comb(left, k) * weights[place] ** k)
            for k in range(left + 1)
        )

    return no_likelier(0, n, 1)


def table_p_value(table: Sequence[Sequence[int]]) -> Fraction:
    """Return the exact p-value of a table of counts, rows by columns, with its margins fixed: every
    table no likelier than the one seen (Freeman and Halton 1951; for two by two it is Fisher's
    exact test, ordered by likelihood). Columns are filled one after the other; what is left of
    the rows, in whatever order, is one state, as in the network algorithm (Mehta and Patel 1983,
    JASA 78, 427-434). Of many tables it is right to ten decimals. Raises ValueError if the rows are
    not of one length, a count is negative or there are too many tables.
    """
    table = [listed(row) for row in listed(table)]
    _check_table(table)
    cells = [plain(count) for row in table for count in row]
    margins = [[sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]]
    # the shorter margin as rows, so that it does not matter which are named first
    rows, columns = sorted(
        (sorted(int(total) for total in margin if total) for margin in margins),
        key=lambda margin: (len(margin), margin),
    )
    if prod(comb(column + len(rows) - 1, column) for column in columns[1:]) > COUNTED:
        from cohortbook.exact._network import likelier_of_table

        return rounded(max(0.0, 1 - likelier_of_table(rows, columns, cells)))
    seen = prod(map(factorial, columns)) // prod(map(factorial, cells))
    ways = _tables_no_likelier(columns, tuple(rows), seen)
    return Fraction(ways * prod(map(factorial, rows)), factorial(sum(rows)))


def _check_table(table: Sequence[Sequence[int]]) -> None:
    """Raise ValueError unless a table of counts is possible."""
    if (
        not table
        or not all(isinstance(count, Integral) for row in table for count in row)
        or len({len(row) for row in table}) != 1
        or any(count < 0 for row in table for count in row)
    ):
        raise ValueError(
            "the table is not possible: it needs rows of one length, whole numbers and no count"
            " below 0"
        )


def _tables_no_likelier(columns: Sequence[int], rows: tuple[int, ...], seen: int) -> int:
    """The weight of all tables with these margins that are no heavier than the one seen."""

    @cache
    def extremes(place: int, left: tuple[int, ...]) -> tuple[int, int]:
        if place == len(columns):
            return 1, 1
        ways = [(own, extremes(place + 1, after)) for own, after in _fillings(columns[place], left)]
        return min(own * low for own, (low, _) in ways), max(own * high for own, (_, high) in ways)

    @cache
    def no_likelier(place: int, left: tuple[int, ...], so_far: int) -> int:
        low, high = extremes(place, left)
        if so_far * high <= seen:
            return so_far * factorial(sum(left)) // prod(map(factorial, left))
        if so_far * low > seen:
            return 0
        return sum(
            no_likelier(place + 1, after, so_far * own)
            for own, after in _fillings(columns[place], left)
        )

    return no_likelier(0, rows, 1)


def _fillings(column: int, left: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """Every way to fill a column from what is left of the rows: its weight, and what is left then,
    in order.
    """

    def fill(place: int, rest: int) -> list[tuple[int, ...]]:
        if place == len(left) - 1:
            return [(rest,)] if rest <= left[place] else []
        return [
            (k, *others)
            for k in range(min(rest, left[place]) + 1)
            for others in fill(place + 1, rest - k)
        ]

    return [
        (
            factorial(column) // prod(map(factorial, filled)),
            tuple(sorted(have - taken for have, taken in zip(left, filled, strict=True))),
        )
        for filled in fill(0, column)
    ]
