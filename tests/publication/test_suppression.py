"""The rule of small counts, run backwards over every table: what is printed leaves each small count
several values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest

from cohortbook.publication.suppression import (
    FEW,
    HIDDEN,
    MOST,
    Below,
    Rule,
    Said,
    is_covered_above,
    most_of,
    parts,
    statements,
)

PEOPLE, THEMES = Rule(smallest=5, narrowest=3, base=10), Rule(smallest=3, narrowest=2, base=5)


def tables(total: int, categories: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide so many people into so many categories."""
    if categories == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables(total - first, categories - 1))


def by_what_is_printed(every, printed) -> dict:
    """Every table by what is printed of it."""
    classes = defaultdict(list)
    for table in every:
        classes[printed(table)].append(table)
    return classes


@pytest.mark.parametrize("categories", [2, 3, 4])
@pytest.mark.parametrize("total", [10, 11, 13, 17, 20])
def test_each_small_count_keeps_three_values_in_the_tables_that_are_printed_alike(
    total: int, categories: int
) -> None:
    for printed, alike in by_what_is_printed(
        tables(total, categories), lambda table: parts(table, PEOPLE)
    ).items():
        for place, part in enumerate(printed):
            values = {table[place] for table in alike}
            assert len(values) >= (3 if part in (FEW, MOST) else 2 if part == HIDDEN else 1), (
                printed,
                alike,
            )
            assert not isinstance(part, int) or (values == {part} and not 0 < part < 5)


def test_a_pattern_that_gave_its_counts_away_is_widened() -> None:
    """Five, hidden, hidden of 13 were 5, 4 and 4, for whoever ran the former rule: now the 5 is
    covered with them.
    """
    assert parts((5, 4, 4), PEOPLE) == (HIDDEN, FEW, FEW)
    assert parts((7, 3, 3), PEOPLE) == (7, FEW, FEW)
    assert parts((9, 3), PEOPLE) == (MOST, FEW)


@pytest.mark.parametrize("categories", [2, 3, 4])
@pytest.mark.parametrize("total", [10, 13, 17])
def test_a_range_holds_the_count_it_is_printed_for(total: int, categories: int) -> None:
    for table in tables(total, categories):
        for count, printed in zip(table, parts(table, PEOPLE), strict=True):
            assert printed != FEW or 0 < count < 5, table
            assert printed != MOST or 0 < total - count < 5, table


def test_a_large_count_is_covered_only_where_a_small_one_keeps_three_values_by_it() -> None:
    assert parts((3, 5, 9), PEOPLE) == (FEW, HIDDEN, 9)
    assert parts((3, 5, 6), PEOPLE) == (HIDDEN, HIDDEN, HIDDEN)


@pytest.mark.parametrize("counts", [(0, 0), (13, 0), (7, 6), (8, 5, 0)])
def test_zeros_totals_and_large_counts_are_printed(counts: tuple[int, ...]) -> None:
    assert parts(counts, PEOPLE) == counts


@pytest.mark.parametrize(("total", "is_printed"), [(9, False), (10, True)])
def test_a_table_of_fewer_people_than_its_base_is_hidden_whole(
    total: int, is_printed: bool
) -> None:
    assert (parts((total - 5, 5), PEOPLE) != (HIDDEN, HIDDEN)) == is_printed


@pytest.mark.parametrize("asked", [(5, 5), (9, 6), (9, 2), (9, 1), (6, 0)])
def test_each_hidden_count_of_a_theme_keeps_two_values(asked: tuple[int, int]) -> None:
    every = [(one, other) for one in range(asked[0] + 1) for other in range(asked[1] + 1)]
    for printed, alike in by_what_is_printed(
        every, lambda pair: statements(Said(pair[0], asked[0]), Said(pair[1], asked[1]), THEMES)
    ).items():
        for place, part in enumerate(printed):
            values = {(*pair, sum(pair))[place] for pair in alike}
            if isinstance(part, str) and not (
                asked[1] == 1 and place == 1
            ):  # of a single manager something or nothing is all there is
                assert len(values) >= 2, (printed, alike)
            assert not isinstance(part, int) or values == {part}


def test_nothing_is_said_of_a_group_that_is_too_small_to_be_counted() -> None:
    assert statements(Said(4, 9), Said(2, 2), THEMES) == (4, HIDDEN, HIDDEN)
    assert statements(Said(0, 9), Said(1, 2), THEMES) == (FEW, HIDDEN, HIDDEN)
    assert statements(Said(0, 9), Said(0, 2), THEMES) == (0, 0, 0)
    assert statements(Said(3, 4), Said(0, 0), THEMES) == (HIDDEN, 0, HIDDEN)
    assert statements(Said(9, 9), Said(0, 0), THEMES) == (MOST, 0, MOST)


def _printed(count: int, below: list[Below], n: int) -> Below:
    """What is printed of a theme that only award holders were asked about, and the most that it can
    be.
    """
    own = statements(Said(count, n), Said(0, 0), THEMES)[0]
    printed = HIDDEN if is_covered_above(own, below, n, THEMES) else own
    return Below(printed, most_of(printed, below, n, THEMES))


def _family(people: tuple[int, ...], is_deep: bool) -> tuple:
    """What is printed of a theme, of two below it, and, if it is deep, of two below the first of
    these.

    Each of the people is a number whose bits say what they spoke of: 1 the lower, 2 the other, 4
    the one at the top directly, 8 the second lower.
    """
    n = len(people)
    lower = [
        _printed(sum(bool(person & bit) for person in people), [], n)
        for bit in ((1, 8) if is_deep else ())
    ]
    first = _printed(sum(bool(person & (9 if is_deep else 1)) for person in people), lower, n)
    second = _printed(sum(bool(person & 2) for person in people), [], n)
    top = _printed(sum(map(bool, people)), [first, second], n)
    return tuple(held.printed for held in (top, first, second, *lower))


@pytest.mark.parametrize(
    ("patterns", "is_deep"),
    [((0, 1, 2, 3), False), (range(8), False), ((0, 1, 2, 8, 9, 3, 10, 11), True)],
    ids=["coded below only", "coded above too", "three levels"],
)
@pytest.mark.parametrize("n", [7, 8, 9])
def test_a_theme_above_gives_no_count_below_it_away(n: int, patterns, is_deep: bool) -> None:
    """Everybody's statements are tried, not sums: the attacker knows what each person may have
    spoken of and what is printed.
    """
    bits = (15, 9 if is_deep else 1, 2, *((1, 8) if is_deep else ()))
    for printed, alike in by_what_is_printed(
        combinations_with_replacement(patterns, n), lambda people: _family(people, is_deep)
    ).items():
        for held in bits:
            values = {sum(bool(person & held) for person in people) for people in alike}
            is_small = bool(values & {1, 2, n - 2, n - 1, n})
            assert len(values) >= 2 or not is_small, (printed, alike)


@pytest.mark.parametrize("asked", [2, 5, 9])
def test_a_theme_without_themes_below_it_is_printed_for_itself(asked: int) -> None:
    assert not any(is_covered_above(printed, [], asked, THEMES) for printed in (0, 3, FEW, MOST))
