"""Add up the probabilities of all tables, or of all counts in categories, that are likelier than
one, where there are too many to be counted one after the other.

It is the network algorithm (Mehta and Patel 1983, JASA 78, 427-434). Columns are filled one after
the other; what is left of the rows is a node. Ways to a node that are equally likely are one, and a
node is left as soon as no way on from it can be likely enough. Ways from the start meet those from
the end in the middle, at each node in the order of how likely they are. Logarithms of likelihoods
that differ by less than a milliardth are equal.

Functions that need NumPy import this module, so that the others start without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from math import log
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

TIED = 1e-9
MOST = 10**7  # ways that are held at once: about a gigabyte


class Column(NamedTuple):
    """A column that is filled: how, and what then is possible of what is left of each row.

    `fillings` gives, for nodes (a row each) and the least likelihood that counts from there on, the
    node that each filling comes from, what it leaves, and its logarithm. `total` is, by what is
    left of a row, its part of the logarithm of all that can be made of a node together.
    """

    fillings: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]
    total: np.ndarray


class Ways(NamedTuple):
    """Ways to or from nodes: which node, the logarithm of the likelihood, and how many."""

    node: np.ndarray
    value: np.ndarray
    number: np.ndarray


def likelier_of_table(rows: Sequence[int], columns: Sequence[int], cells: Sequence[int]) -> float:
    """Return the probability of all tables with these margins, none of them 0, that are likelier
    than that with these cells. Raises ValueError if there are too many.
    """
    left, most = [*accumulate(columns[::-1])][::-1], max(rows)
    chances = [column / left[0] for column in columns]
    highest = [_modes(chances[place:], most) for place in range(len(columns) + 1)]
    held = []
    for place, column in enumerate(columns):
        rest = -sum(
            c * log(q) for c, q in zip(columns[place + 1 :], chances[place + 1 :], strict=True)
        )
        fillings = partial(
            _fill_column, column, log(chances[place]), highest[place : place + 2], rest
        )
        constant = gammaln(left[place] + 1) - gammaln(np.array(columns[place:]) + 1).sum()
        held.append(Column(fillings, constant / len(rows) - gammaln(np.arange(most + 1) + 1)))
    return _likelier(rows, held, float(-gammaln(np.array(cells) + 1).sum()))


def likelier_of_counts(counts: Sequence[int], weights: Sequence[float]) -> float:
    """Return the probability of all counts in categories of these weights, none of them 0, that are
    likelier than those seen. Raises ValueError if there are too many.
    """
    n, held = sum(counts), []
    for place, weight in enumerate(weights):
        later = weights[place + 1 :]
        fillings = partial(_fill_category, log(weight), not later, _modes(later, n))
        total = np.arange(n + 1) * log(sum(weights[place:])) - gammaln(np.arange(n + 1) + 1)
        held.append(Column(fillings, total))
    seen = sum(k * log(w) for k, w in zip(counts, weights, strict=True))
    return _likelier([n], held, float(seen - gammaln(np.array(counts) + 1).sum()))


def _modes(weights: Sequence[float], most: int) -> np.ndarray:
    """The logarithm of the likeliest way to put 0, 1, ... into categories of these weights: one
    after the other, each where it adds most. No table's row can be likelier, whatever its columns.
    """
    counts, found = [0] * len(weights), [0.0]
    for _ in range(most if weights else 0):
        ratios = [weight / (count + 1) for weight, count in zip(weights, counts, strict=True)]
        best = max(range(len(weights)), key=ratios.__getitem__)
        counts[best] += 1
        found.append(found[-1] + log(ratios[best]))
    return np.array([*found, *[0.0] * (most + 1 - len(found))])


def _fill_column(
    column: int,
    chance: float,
    highest: Sequence[np.ndarray],
    after: float,
    nodes: np.ndarray,
    least: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every way to fill a column from what is left of the rows, cell by cell, while what is still
    to come can be likely enough: at best each row that has its cell, and each that has not, is the
    likeliest by itself.
    """
    parent, value = np.arange(len(nodes)), np.zeros(len(nodes))
    rest, (now, then) = np.full(len(nodes), column), highest
    for row in range(nodes.shape[1]):
        low = np.maximum(0, rest - nodes[:, row + 1 :].sum(1))
        way, taken = _each(low, np.minimum(nodes[:, row], rest))
        nodes, rest, parent = nodes[way], rest[way] - taken, parent[way]
        nodes[:, row] -= taken
        value = value[way] - gammaln(taken + 1)
        at_best = then[nodes[:, : row + 1]].sum(1) + now[nodes[:, row + 1 :]].sum(1)
        is_enough = value + at_best - rest * chance + after > least[parent]
        nodes, rest, parent, value = (own[is_enough] for own in (nodes, rest, parent, value))
    return parent, np.sort(nodes, 1), value


def _fill_category(
    weight: float, is_last: bool, then: np.ndarray, nodes: np.ndarray, least: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every way to put none, some or all that are left into a category."""
    left = nodes[:, 0]
    parent, taken = _each(left if is_last else np.zeros_like(left), left)
    after, value = left[parent] - taken, taken * weight - gammaln(taken + 1)
    is_enough = value + then[after] > least[parent]
    return parent[is_enough], after[is_enough, None], value[is_enough]


def _each(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each whole number from low to high, with the place of the two."""
    sizes = high - low + 1
    _check_number(sizes.sum())
    place = np.repeat(np.arange(len(low)), sizes)
    first = np.cumsum(sizes) - sizes
    return place, np.arange(len(place)) - first[place] + low[place]


def _check_number(ways: int) -> None:
    if ways > MOST:
        raise ValueError(
            "an exact p-value is not possible: too many outcomes are likelier than what was seen;"
            " it is possible with fewer categories"
        )


def _likelier(rows: Sequence[int], columns: Sequence[Column], seen: float) -> float:
    """The probability of all that is likelier than what is seen."""
    start, middle = np.sort(np.array([rows])), len(columns) // 2
    nodes, ways = start, Ways(np.zeros(1, int), np.zeros(1), np.ones(1))
    for place in range(middle):
        least = seen + TIED - ways.value
        parent, nodes, value = columns[place].fillings(nodes[ways.node], least)
        nodes, node = _distinct(nodes)
        ways = _merged(Ways(node, ways.value[parent] + value, ways.number[parent]))
    least = np.full(len(nodes), np.inf)
    np.minimum.at(least, ways.node, seen + TIED - ways.value)
    total = _of(columns[middle].total, nodes)
    whole = float(_of(columns[0].total, start)[0])
    inside = _share_above(_ways_on(nodes, columns[middle:], least), total, ways, seen + TIED)
    return float((ways.number * np.exp(ways.value + total[ways.node] - whole) * inside).sum())


def _of(by_left: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    return by_left[nodes].sum(1)


def _distinct(nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes that differ, and which of these each is."""
    if len(nodes) == 0:
        return nodes, np.zeros(0, int)
    order = np.lexsort(nodes.T)
    is_new = np.concatenate(([True], (np.diff(nodes[order], axis=0) != 0).any(1)))
    which = np.empty(len(nodes), int)
    which[order] = np.cumsum(is_new) - 1
    return nodes[order][is_new], which


def _merged(ways: Ways) -> Ways:
    """The same with equally likely ways of a node as one, in the order of nodes and likelihoods."""
    if len(ways.node) == 0:
        return ways
    order = np.lexsort((ways.value, ways.node))
    node, value = ways.node[order], ways.value[order]
    is_new = np.concatenate(([True], (np.diff(node) != 0) | (np.diff(value) > TIED)))
    first = np.flatnonzero(is_new)
    return Ways(node[first], value[first], np.add.reduceat(ways.number[order], first))


def _ways_on(nodes: np.ndarray, columns: Sequence[Column], least: np.ndarray) -> Ways:
    """The ways from each node through the columns that are left, those that are likelier than the
    least that counts.
    """
    if not columns:
        return Ways(np.arange(len(nodes)), np.zeros(len(nodes)), np.ones(len(nodes)))
    parent, after, value = columns[0].fillings(nodes, least)
    after, child = _distinct(after)
    needed = np.full(len(after), np.inf)
    np.minimum.at(needed, child, least[parent] - value)
    on = _ways_on(after, columns[1:], needed)
    first = np.searchsorted(on.node, np.arange(len(after) + 1))
    edge, way = _each(first[child], first[child + 1] - 1)
    found = Ways(parent[edge], value[edge] + on.value[way], on.number[way])
    is_enough = found.value > least[found.node]
    return _merged(Ways(*(own[is_enough] for own in found)))


def _share_above(on: Ways, total: np.ndarray, ways: Ways, seen: float) -> np.ndarray:
    """For each way to a node, the part of all ways on with which it is likelier than what is
    seen.
    """
    own = on.number * np.exp(on.value - total[on.node])
    node = np.concatenate((on.node, ways.node))
    value = np.concatenate((on.value, seen - ways.value))
    part = np.concatenate((own, np.zeros(len(ways.node))))
    order = np.lexsort((-value, node))
    so_far = np.cumsum(part[order])
    first = np.searchsorted(node[order], np.arange(len(total)))
    before = np.concatenate(([0.0], so_far))[first]
    above = np.empty(len(node))
    above[order] = so_far - before[node[order]]
    return above[len(own) :]
