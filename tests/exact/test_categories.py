"""Counts in categories and tables of counts, against R and against brute force."""

from fractions import Fraction
from itertools import product
from math import factorial, prod

import pytest

from cohortbook.exact.categories import multinomial_p_value, table_p_value
from cohortbook.exact.one_share import binomial_p_value

SIXTHS = [Fraction(1, 6)] * 6
UNEVEN = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "table, p",
    [
        ([[5, 2], [9, 2]], 1),
        ([[1, 6], [9, 2]], 0.0128205128205),
        ([[3, 2, 1, 1], [2, 4, 3, 2]], 0.839743589744),
        ([[3, 2, 4, 5, 1], [2, 4, 6, 2, 7], [1, 5, 3, 3, 3]], 0.428132463086),
        ([[6, 1, 0], [0, 5, 2], [1, 1, 4]], 0.00127672894701),
    ],
)
def test_a_table_agrees_with_r(table, p):
    assert float(table_p_value(table)) == pytest.approx(p, abs=1e-11)
    assert table_p_value(table) == table_p_value(list(zip(*table, strict=True))), (
        "rows and columns may change places"
    )


def brute_force_table(table):
    rows, columns = (
        [sum(row) for row in table],
        [sum(column) for column in zip(*table, strict=True)],
    )

    def weight(cells):
        return Fraction(
            prod(map(factorial, rows)) * prod(map(factorial, columns)),
            factorial(sum(rows)) * prod(map(factorial, cells)),
        )

    seen, total = weight([cell for row in table for cell in row]), Fraction(0)
    for cells in product(*(range(min(row, column) + 1) for row in rows for column in columns)):
        filled = [
            cells[place : place + len(columns)] for place in range(0, len(cells), len(columns))
        ]
        if [sum(row) for row in filled] == rows and [
            sum(column) for column in zip(*filled, strict=True)
        ] == columns:
            own = weight(cells)
            total += own if own <= seen else 0
    return total


@pytest.mark.parametrize(
    "table",
    [
        [[2, 1], [0, 3]],
        [[1, 2, 0], [2, 0, 2]],
        [[1, 0], [1, 2], [0, 2]],
        [[0, 0], [1, 2]],
        [[3], [2]],
    ],
)
def test_a_table_agrees_with_every_table_of_its_margins(table):
    assert table_p_value(table) == brute_force_table(table)


def brute_force_multinomial(counts, shares):
    n = sum(counts)

    def weight(outcome):
        return Fraction(factorial(n), prod(map(factorial, outcome))) * prod(
            share**count for share, count in zip(shares, outcome, strict=True)
        )

    outcomes = [
        outcome for outcome in product(range(n + 1), repeat=len(shares)) if sum(outcome) == n
    ]
    return sum(weight(outcome) for outcome in outcomes if weight(outcome) <= weight(counts))


@pytest.mark.parametrize("counts", [(4, 2, 1), (0, 0, 7), (7, 0, 0), (3, 3, 1), (0, 0, 0)])
def test_counts_in_categories_agree_with_every_outcome(counts):
    assert multinomial_p_value(counts, UNEVEN) == brute_force_multinomial(counts, UNEVEN)


def test_equally_likely_outcomes_count_alike():
    assert (
        multinomial_p_value([2, 1, 0, 0, 0, 0], SIXTHS)
        == multinomial_p_value([0, 0, 0, 0, 1, 2], SIXTHS)
        == brute_force_multinomial((2, 1, 0, 0, 0, 0), SIXTHS)
    )


@pytest.mark.parametrize(
    "count, n, share",
    [(14, 18, Fraction(83, 100)), (5, 7, Fraction(1, 2)), (0, 11, Fraction(829, 1000))],
)
def test_two_categories_are_the_binomial_test(count, n, share):
    assert multinomial_p_value([count, n - count], [share, 1 - share]) == binomial_p_value(
        count, n, share
    )


def test_a_category_that_cannot_be_is_never_filled():
    assert multinomial_p_value([3, 0], [Fraction(1), Fraction(0)]) == 1
    assert multinomial_p_value([2, 1], [Fraction(1), Fraction(0)]) == 0


@pytest.mark.parametrize(
    "counts, shares",
    [
        ([1], UNEVEN),
        ([1, -1, 0], UNEVEN),
        ([1, 1], [Fraction(1, 2), Fraction(1, 3)]),
        ([1, 1], [Fraction(3, 2), Fraction(-1, 2)]),
    ],
)
def test_impossible_counts_are_refused_in_a_sentence(counts, shares):
    with pytest.raises(ValueError, match="is not possible"):
        multinomial_p_value(counts, shares)


@pytest.mark.parametrize("table", [[], [[1, 2], [3]], [[1, -1], [2, 3]]])
def test_an_impossible_table_is_refused_in_a_sentence(table):
    with pytest.raises(ValueError, match="the table is not possible"):
        table_p_value(table)
