"""Infer how many people spoke of each theme, from all that is published of a protected cohort.

The reader knows the program, every release, and that the statements under a theme were made by
those who spoke of it.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from cohortbook.publication.suppression import (
    FEW,
    Printed,
    Rule,
    Said,
    printed_as,
    rules_of,
    statements,
)
from cohortbook.publication.suppression import HIDDEN as NOT_PRINTED
from cohortbook.study.published import Publication, table_of
from cohortbook.study.releases import COUNT, released_numbers
from cohortbook.study.theme_tree import lineage
from cohortbook.study.withheld import HIDDEN, is_withheld

if TYPE_CHECKING:
    from cohortbook.study.finding import Finding
    from cohortbook.study.study import Study

HEARD = {"practitioners": "interviewed", "managers": "managers_interviewed"}
LEAST = 2  # values that each count keeps that is not printed


def possible(study: Study, held: Publication) -> dict[str, set[int]]:
    """Return the values that each count of people who spoke of a theme can have, by its id, of
    those that are not printed.

    A count of a group of whom no one was asked is not among them.
    """
    rule = rules_of(study.policy)["statements"]
    counted = held.results.where(measure="theme", statistic="count").by_id
    asked = _asked(study, held, counted)
    shown = {
        table_of(count) for count in counted.values() if count.value != HIDDEN
    }  # of the other trees nothing is known, nor of a theme that no one was asked about
    left = {
        name: (
            _one_theme(name, counted, asked, rule)
            if table_of(count) in shown and not _is_unasked(count)
            else set(range(asked[name] + 1))
        )
        for name, count in counted.items()
    }
    _read_statements(held, left)
    _narrow(left)
    return {
        name: left[name] for name, count in counted.items() if count.is_withheld and asked[name]
    }


def protecting(study: Study, held: Publication, left: dict[str, set[int]]) -> set[str]:
    """Return which counts of `possible` may be small, or nearly all; the others would be printed,
    and are hidden only for the sake of counts below them.
    """
    least = rules_of(study.policy)["statements"].smallest
    asked = _asked(study, held, held.results.where(measure="theme", statistic="count").by_id)
    small = {
        name
        for name, values in left.items()
        if not values or min(values) < least or max(values) > asked[name] - least
    }
    return small | {f"{name.rsplit('.', 2)[0]}.people.count" for name in small}


def statements_of(held: Publication, theme_id: str, whose: str) -> list[str]:
    """Return whose the statements under a theme and those below it are, of those that
    practitioners, managers or people can have made.

    What is said against a theme, and what evaluators say, does not count for it.
    """
    made = [
        row["group"]
        for row in held.statements
        if theme_id in lineage(row["theme_id"]) and row["stance"] != "contradicts"
    ]
    counted = (
        ("", *(group.removesuffix("s") for group in HEARD))
        if whose == "people"
        else ("", whose.removesuffix("s"))
    )
    return [group for group in made if group in counted]


def _asked(study: Study, held: Publication, counted: dict[str, Finding]) -> dict[str, int]:
    """How many of each group were asked, as the attacker knows it: from the bases printed, else
    from how many were interviewed.
    """
    sizes = {group: _interviewed(study, held, measure) for group, measure in HEARD.items()}
    for name, count in counted.items():
        group = name.split(".")[-2]
        if group in sizes and count.n is not None:
            sizes[group] = max(sizes[group], count.n)
    everybody = sum(sizes.values())
    return {
        name: (
            sizes.get(name.split(".")[-2], everybody)
            if count.n is None or _is_unasked(count)
            else count.n
        )
        for name, count in counted.items()
    }


def _is_unasked(count: Finding) -> bool:
    """Whether people spoke unasked of a theme that no one was asked about: how many is hidden."""
    return count.is_withheld and count.n == 0


def _interviewed(study: Study, held: Publication, measure: str) -> int:
    """How many of a group were interviewed; where that is hidden, the most that a
    release has said.
    """
    name = f"{held.handle}.{measure}.count"
    now = next((found.value for found in held.results if found.id == name), 0)
    if not is_withheld(now):
        return now
    then = (
        COUNT.fullmatch(numbers.get(name, "")) for numbers in released_numbers(study, held.handle)
    )
    return max((int(found[1]) for found in then if found), default=0)


def _read_statements(held: Publication, left: dict[str, set[int]]) -> None:
    """Take out values that the statements under a theme exclude: an attacker may suppose that each
    is one person's, and that each person who spoke of the theme made one.
    """
    for name, values in left.items():
        theme, whose = name.removeprefix(f"{held.handle}.theme.").rsplit(".", 2)[:2]
        theirs = statements_of(held, theme, whose)
        if theirs and min(values, default=0) <= len(theirs):
            least = 1 if whose == "people" or "" not in theirs else 0
            left[name] = {value for value in values if least <= value <= len(theirs)}


def _one_theme(
    name: str, counted: dict[str, Finding], asked: dict[str, int], rule: Rule
) -> set[int]:
    """The values of one count of a theme in every pair of counts that would be printed as this
    theme is, but for what hides a parent.
    """
    stem, whose = name.rsplit(".", 2)[:2]
    groups = [f"{stem}.{group}.count" for group in ("practitioners", "managers")]
    printed = [
        printed_as(counted[f"{stem}.{group}.count"].value, rule)
        for group in ("practitioners", "managers", "people")
    ]
    pairs = [
        pair
        for pair in product(*(range(asked[group] + 1) for group in groups))
        if _agrees(pair, [asked[group] for group in groups], printed, rule)
    ]
    return {
        {"practitioners": pair[0], "managers": pair[1], "people": sum(pair)}[whose]
        for pair in pairs
    }


def _agrees(pair: tuple[int, ...], asked: list[int], printed: list[Printed], rule: Rule) -> bool:
    would = statements(Said(pair[0], asked[0]), Said(pair[1], asked[1]), rule)
    return all(
        part == other or (part == NOT_PRINTED and other != FEW)
        for part, other in zip(printed, would, strict=True)
    )


def _narrow(left: dict[str, set[int]]) -> None:
    """Take out values that a theme above or below excludes: a theme is spoken of by no more than
    the one above it, and no theme by more than those below it together, if nothing was coded
    with it directly, which an attacker may suppose.
    """
    below: dict[str, list[str]] = {}
    for name in left:
        stem, whose, statistic = name.rsplit(".", 2)
        above = f"{stem.rpartition('.')[0]}.{whose}.{statistic}"
        if above in left:
            below.setdefault(above, []).append(name)
    changed = True
    while changed:
        before = {name: len(values) for name, values in left.items()}
        for above, names in below.items():
            together = _together(left, names)
            highest = max(left[above], default=0)
            for name in names:
                left[name] = {value for value in left[name] if value <= highest}
            least = min(left[above], default=0)
            if not _is_coded_directly(above, below, left):
                left[above] = {value for value in left[above] if value <= together}
                for name in names:
                    others = together - max(left[name], default=0)
                    left[name] = {value for value in left[name] if value + others >= least}
        changed = before != {name: len(values) for name, values in left.items()}


def _is_coded_directly(theme: str, below: dict[str, list[str]], left: dict[str, set[int]]) -> bool:
    """Return whether more people spoke of a theme than of those below it, so that something was
    coded with it directly.
    """
    stem, _, statistic = theme.rsplit(".", 2)
    counts = [f"{stem}.{whose}.{statistic}" for whose in (*HEARD, "people")]
    return any(min(left[name], default=0) > _together(left, below[name]) for name in counts)


def _together(left: dict[str, set[int]], names: list[str]) -> int:
    return sum(max(left[name], default=0) for name in names)
