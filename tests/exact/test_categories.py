"""Counts in categories and tables of counts, against R and against brute force."""

import random
from fractions import Fraction
from itertools import product
from math import factorial, prod

import pytest

from cohortbook.exact import categories
from cohortbook.exact.categories import multinomial_p_value, table_p_value
from cohortbook.exact.one_share import binomial_p_value

SIXTHS = [Fraction(1, 6)] * 6
THIRDS = [Fraction(1, 3)] * 3
UNEVEN = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]


@pytest.mark.parametrize(
    "table, p",
    [
        ([[5, 2], [9, 2]], 1),
        ([[1, 6], [9, 2]], 0.0128205128205),
        ([[3, 2, 1, 1], [2, 4, 3, 2]], 0.839743589744),
        ([[3, 2, 4, 5, 1], [2, 4, 6, 2, 7], [1, 5, 3, 3, 3]], 0.428132463086),
        ([[6, 1, 0], [0, 5, 2], [1, 1, 4]], 0.00127672894701),
        ([[6, 3, 5, 11], [10, 8, 3, 5], [6, 8, 3, 2], [7, 6, 9, 8]], 0.153392538879),
        ([[30, 18, 20], [26, 21, 20], [15, 26, 24]], 0.123039354338),
        ([[20, 23, 13, 22, 18], [19, 14, 23, 25, 23]], 0.245816436384),
        ([[257, 223, 209, 280], [248, 256, 277, 250]], 0.00831798042249),
        ([[112, 89, 123], [121, 106, 114], [124, 105, 106]], 0.505334443719),
        (
            [
                [2, 1, 2, 2, 4, 3, 1, 0, 3, 3],
                [0, 2, 2, 3, 0, 2, 1, 3, 3, 5],
                [2, 2, 3, 3, 1, 1, 1, 3, 1, 1],
            ],
            0.604848482035,
        ),
    ],
)
def test_a_table_agrees_with_r(table, p):
    assert float(table_p_value(table)) == pytest.approx(p, abs=1e-9)
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


@pytest.mark.parametrize(
    "table", [[[5, 2], [9, 2]], [[3, 2, 1], [2, 4, 3], [1, 0, 6]], [[0, 4], [2, 0]]]
)
def test_the_network_gives_what_counting_gives(monkeypatch, table):
    counted = table_p_value(table)
    monkeypatch.setattr(categories, "COUNTED", 0)
    assert abs(table_p_value(table) - counted) < 1e-9


@pytest.mark.parametrize("seed", range(20))
def test_the_network_gives_what_counting_gives_for_any_table(monkeypatch, seed):
    """Empty rows and columns, equal ones and rare tables among them."""
    draw = random.Random(seed)
    most = draw.choice((1, 3, 6))
    table = [[draw.randrange(most + 1) for _ in range(4)] for _ in range(draw.choice((2, 3)))]
    table[0][0] += draw.choice((0, 6))
    monkeypatch.setattr(categories, "COUNTED", 10**12)
    counted = table_p_value(table)
    monkeypatch.setattr(categories, "COUNTED", 0)
    assert abs(table_p_value(table) - counted) < 1e-9


@pytest.mark.parametrize("counts", [(4, 2, 1), (0, 0, 7), (3, 3, 1), (0, 0, 0), (9, 1, 20)])
@pytest.mark.parametrize(
    "shares", [UNEVEN, [Fraction(1, 3)] * 3, [Fraction(1, 2), 0, Fraction(1, 2)]]
)
def test_the_network_gives_what_counting_gives_in_categories(monkeypatch, counts, shares):
    counted = multinomial_p_value(counts, shares)
    monkeypatch.setattr(categories, "COUNTED", 0)
    assert abs(multinomial_p_value(counts, shares) - counted) < 1e-9


def test_two_hundred_in_five_categories_are_what_all_seventy_million_outcomes_add_up_to():
    """Added up once, in floats, by NumPy."""
    counts = [40, 45, 38, 50, 27]
    exactly = multinomial_p_value(counts, [Fraction(1, 5)] * 5)
    assert float(exactly) == pytest.approx(0.100997361334, abs=1e-9)


def test_more_likelier_tables_than_can_be_added_up_are_refused_in_a_sentence():
    table = [[60 if row == column else 1 for column in range(6)] for row in range(6)]
    with pytest.raises(ValueError, match="an exact p-value is not possible: too many outcomes"):
        table_p_value(table)
