"""Hiding numbers so that they cannot be worked out: which others must be hidden with them, and what an attacker is left with.

Numbers are whole, not negative, and tied by sums. An attacker knows the sums and every number that is shown. What is left for a
hidden number is an interval; it is found by solving for its smallest and its largest value. Which numbers to hide besides the
sensitive ones is the secondary cell suppression problem, solved exactly, as Fischetti and Salazar-González set it up (2001,
Management Science 47, 1008-1027): for each sensitive number there must be two whole tables, both agreeing with all that is shown,
in which it differs by as much as it must; of all choices that allow this, the one that hides least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf

INFINITE = inf


@dataclass(frozen=True)
class Sum:
    """The cells, each times its factor, add up to something from `low` to `high`."""

    factors: tuple[tuple[str, int], ...]
    low: float
    high: float

    @property
    def cells(self) -> list[str]:
        return [cell for cell, _ in self.factors]


def adds_up(parts: Iterable[str], total: int) -> Sum:
    """Return that the parts are together `total`."""
    return Sum(tuple((part, 1) for part in parts), total, total)


def parts_of(parts: Iterable[str], whole: str) -> Sum:
    """Return that the parts are together the whole, which is a cell too."""
    return Sum((*((part, 1) for part in parts), (whole, -1)), 0, 0)


def at_most(part: str, wholes: Iterable[str]) -> Sum:
    """Return that a part is no more than the wholes together."""
    return Sum(((part, 1), *((whole, -1) for whole in wholes)), -INFINITE, 0)


def interval(cell: str, shown: Mapping[str, int], sums: Iterable[Sum], most: Mapping[str, int]) -> tuple[int, int]:
    """Return the smallest and largest value that a hidden cell can have, given what is shown; no cell is above its `most`.

    Raises ValueError if no table agrees with what is shown.
    """
    near = _around([cell], [tie for tie in sums], shown)
    names = sorted({cell, *(name for tie in near for name in tie.cells if name not in shown)})
    place = {name: at for at, name in enumerate(names)}
    rows, low, high = [], [], []
    for tie in near:
        known = sum(factor * shown[name] for name, factor in tie.factors if name in shown)
        rows.append(tuple((place[name], factor) for name, factor in tie.factors if name not in shown))
        low.append(tie.low - known)
        high.append(tie.high - known)
    ends = []
    for sign in (1, -1):
        aim = [sign if name == cell else 0 for name in names]
        found = _cheapest(tuple(aim), (0,) * len(names), tuple(most[name] for name in names), tuple(rows), tuple(low), tuple(high))
        if found is None:
            raise ValueError(f"no numbers agree with everything that is shown around {cell}")
        ends.append(round(found[place[cell]]))
    return ends[0], ends[1]


def _around(cells: list[str], sums: list[Sum], shown: Mapping[str, int] = {}) -> list[Sum]:
    """The sums that have to do with some cells: directly, or through other cells that are not shown."""
    reached, chosen = set(cells), []
    left, found = list(sums), True
    while found:
        found = [tie for tie in left if not reached.isdisjoint(tie.cells)]
        left = [tie for tie in left if reached.isdisjoint(tie.cells)]
        reached |= {name for tie in found for name in tie.cells if name not in shown}
        chosen += found
    return chosen


@lru_cache(maxsize=4096)  # a build and its release ask the same of the same numbers
def _cheapest(cost: tuple[float, ...], lowest: tuple[int, ...], highest: tuple[int, ...], rows: tuple[tuple[tuple[int, int], ...], ...], low: tuple[float, ...],
              high: tuple[float, ...]) -> tuple[float, ...] | None:
    """The whole numbers of least cost, each within its ends, that keep every row's sum within its own; None if there are none.

    The solver is only loaded here: most studies hide nothing.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    entries = [(row, column, factor) for row, held in enumerate(rows) for column, factor in held]
    lines, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    sums = LinearConstraint(coo_array((factors, (lines, columns)), shape=(len(rows), len(cost))).tocsr(), low, high) if rows else ()
    found = milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(lowest, highest), constraints=sums).x
    return None if found is None else tuple(found)


def hidden_cells(values: Mapping[str, int], most: Mapping[str, int], sums: list[Sum], sensitive: Mapping[str, int], fixed: Iterable[str] = ()) -> set[str]:
    """Return the cells to hide: the sensitive ones and as few others as will do, none of them `fixed`.

    `sensitive` says of each sensitive cell how far apart its smallest and largest possible value must lie. Where that cannot be had,
    all cells tied to it are hidden that may be. Among choices that hide equally many cells, the one that hides smaller numbers.
    """
    hidden, done = set(sensitive), set()
    for cell in sensitive:
        if cell in done:
            continue
        block = _around([cell], sums)
        names = sorted({cell, *(name for tie in block for name in tie.cells)})
        done |= set(names)
        own = {name: width for name, width in sensitive.items() if name in names}
        if not _is_protected(own, hidden, values, most, block):
            hidden |= _smallest_choice(names, own, values, most, block, set(fixed))
    return hidden


def _is_protected(sensitive: Mapping[str, int], hidden: set[str], values: Mapping[str, int], most: Mapping[str, int], sums: list[Sum]) -> bool:
    shown = {name: value for name, value in values.items() if name not in hidden}
    for cell, width in sensitive.items():
        low, high = interval(cell, shown, sums, most)
        if high - low < width:
            return False
    return True


def _smallest_choice(names: list[str], sensitive: Mapping[str, int], values: Mapping[str, int], most: Mapping[str, int], sums: list[Sum], fixed: set[str]) -> set[str]:
    """Solve for the best choice: a yes or no for each cell, then two tables for each sensitive cell, one after the other."""
    size = len(names)
    place = {name: at for at, name in enumerate(names)}
    rows, low, high = [], [], []
    for number, (cell, width) in enumerate(sensitive.items()):
        starts = [size * (1 + 2 * number), size * (2 + 2 * number)]
        for start in starts:
            for tie in sums:
                rows.append(tuple((start + place[name], factor) for name, factor in tie.factors))
                low.append(tie.low)
                high.append(tie.high)
            for at, name in enumerate(names):  # a cell that is shown has its value in every table
                rows += [((start + at, 1), (at, -most[name])), ((start + at, 1), (at, most[name]))]
                low += [-INFINITE, values[name]]
                high += [values[name], INFINITE]
        rows.append(((starts[1] + place[cell], 1), (starts[0] + place[cell], -1)))
        low.append(width)
        high.append(INFINITE)
    tables = 2 * len(sensitive)
    cost = [1 + (values[name] * size + at + 1) / (2 * size * size * (1 + max(values.values()))) for at, name in enumerate(names)] + [0] * (size * tables)
    lowest = [1 if name in sensitive else 0 for name in names] + [0] * (size * tables)
    highest = [0 if name in fixed else 1 for name in names] + [most[name] for name in names] * tables
    found = _cheapest(tuple(cost), tuple(lowest), tuple(highest), tuple(rows), tuple(low), tuple(high))
    if found is None:
        return {name for name in names if name not in fixed}
    return {name for at, name in enumerate(names) if found[at] > 0.5}
