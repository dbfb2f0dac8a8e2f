"""Suppression against brute force: every whole table that agrees with what is shown, and every choice of cells to hide."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from cohortbook.suppression import adds_up, at_most, hidden_cells, interval, parts_of


def tables(names, shown, sums, most):
    """Every table of whole numbers that agrees with what is shown."""
    for values in product(*([shown[name]] if name in shown else range(most[name] + 1) for name in names)):
        table = dict(zip(names, values, strict=True))
        if all(tie.low <= sum(factor * table[name] for name, factor in tie.factors) <= tie.high for tie in sums):
            yield table


def brute_interval(cell, names, shown, sums, most):
    values = [table[cell] for table in tables(names, shown, sums, most)]
    return min(values), max(values)


def two_by_two(rows):
    """A table of two rows and two or more columns with its margins, all of them cells, and the grand total known."""
    columns = len(rows[0])
    values = {f"r{r}c{c}": rows[r][c] for r in range(2) for c in range(columns)}
    values |= {f"r{r}": sum(rows[r]) for r in range(2)} | {f"c{c}": rows[0][c] + rows[1][c] for c in range(columns)}
    sums = [parts_of([f"r{r}c{c}" for c in range(columns)], f"r{r}") for r in range(2)] + [parts_of([f"r{r}c{c}" for r in range(2)], f"c{c}") for c in range(columns)]
    total = sum(map(sum, rows))
    sums += [adds_up([f"r{r}" for r in range(2)], total), adds_up([f"c{c}" for c in range(columns)], total)]
    return values, sums, {name: total for name in values}


@pytest.mark.parametrize("seed", range(12))
def test_interval_agrees_with_brute_force(seed):
    draw = Random(seed)
    values, sums, most = two_by_two([[draw.randint(0, 3) for _ in range(2)] for _ in range(2)])
    names = sorted(values)
    hidden = draw.sample(names, 5)
    shown = {name: value for name, value in values.items() if name not in hidden}
    for cell in hidden:
        assert interval(cell, shown, sums, most) == brute_interval(cell, names, shown, sums, most)


def test_interval_of_a_part_is_bounded_by_its_whole():
    assert interval("part", {"whole": 3}, [at_most("part", ["whole"])], {"part": 9, "whole": 9}) == (0, 3)
    assert interval("whole", {"part": 3}, [at_most("part", ["whole"])], {"part": 9, "whole": 9}) == (3, 9)


def test_interval_of_numbers_that_contradict_each_other_is_named():
    with pytest.raises(ValueError, match="no numbers agree with everything that is shown around a"):
        interval("a", {"b": 5}, [adds_up(["a", "b"], 3)], {"a": 9, "b": 9})


def test_raw_counts_with_margins_leak_whatever_is_hidden_in_the_body():
    """ACRO 0.4 hides the small cells of a table of 7 and 11 by gender and prints its margins: each is found by subtraction."""
    values, sums, most = two_by_two([[5, 2], [9, 2]])
    shown = {name: value for name, value in values.items() if name not in ("r0c1", "r1c1")}
    assert interval("r0c1", shown, sums, most) == (2, 2)
    assert interval("r1c1", shown, sums, most) == (2, 2)
    hidden = hidden_cells(values, most, sums, {"r0c1": 2, "r1c1": 2})
    shown = {name: value for name, value in values.items() if name not in hidden}
    for cell in ("r0c1", "r1c1"):
        low, high = interval(cell, shown, sums, most)
        assert high - low >= 2


@pytest.mark.parametrize("seed", range(10))
def test_hidden_cells_are_as_few_as_any_choice_that_protects(seed):
    draw = Random(100 + seed)
    values, sums, most = two_by_two([[draw.randint(0, 3) for _ in range(2)] for _ in range(2)])
    names = sorted(values)
    sensitive = {name: 1 + draw.randint(0, 1) for name in draw.sample([name for name in names if "c" in name and "r" in name], 1 + seed % 2)}

    def protects(hidden):
        shown = {name: value for name, value in values.items() if name not in hidden}
        return all(high - low >= width for cell, width in sensitive.items() for low, high in [brute_interval(cell, names, shown, sums, most)])

    others = [name for name in names if name not in sensitive]
    fewest = next((size for size in range(len(others) + 1) if any(protects({*sensitive, *more}) for more in combinations(others, size))), None)
    hidden = hidden_cells(values, most, sums, sensitive)
    assert set(sensitive) <= hidden
    if fewest is None:
        assert hidden == set(names)
    else:
        assert protects(hidden)
        assert len(hidden) == len(sensitive) + fewest


def test_hidden_cells_leave_what_is_fixed():
    values, most = {"a": 1, "b": 6, "c": 7}, {"a": 14, "b": 14, "c": 14}
    sums = [adds_up(["a", "b", "c"], 14)]
    assert hidden_cells(values, most, sums, {"a": 4}) == {"a", "b"}
    assert hidden_cells(values, most, sums, {"a": 4}, fixed=["b"]) == {"a", "c"}


def test_hidden_cells_that_nothing_ties_stand_alone():
    assert hidden_cells({"a": 1, "b": 6}, {"a": 9, "b": 9}, [], {"a": 4}) == {"a"}
