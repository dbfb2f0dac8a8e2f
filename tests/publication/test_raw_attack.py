"""An attacker who knows only what is printed: it tries every table of raw counts that would agree,
and shares no code with the rule of small counts nor with the attack that the library makes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import _strict
from protected import COACHING, LIBRARY, THREE, write_cohort

from cohortbook import Study, load_study
from cohortbook.findings.catalogue import every_finding
from cohortbook.publication import disclosure_control, suppression
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.withheld import is_withheld

WHOSE = ("practitioners", "managers", "people")
DIVIDED = (
    "gender",
    "service",
    "role_group",
    "highest_level",
    "research_level",
)
Pair = tuple[int, int]  # award holders and managers who spoke of a theme


def agrees(own: Finding, count: int) -> bool:
    """Whether a printed number, as a reader sees it, may be of this count."""
    if own.text == "[c]":
        return True
    ends = [int(end) for end in re.findall(r"\d+", own.text)]
    return ends[0] <= count <= ends[-1]


def compositions(total: int, places: list[Finding]) -> Iterator[tuple[int, ...]]:
    """Every way to divide the total that agrees with what is printed of each part."""
    first, *rest = places
    if not rest:
        yield from [(total,)] if agrees(first, total) else []
        return
    for count in range(total + 1):
        if agrees(first, count):
            yield from ((count, *more) for more in compositions(total - count, rest))


def single_in(total: int, parts: list[Finding]) -> list[str]:
    """The parts of a total that are not printed and can have one value only."""
    tables = list(compositions(total, parts))
    return [
        own.id
        for place, own in enumerate(parts)
        if is_withheld(own.value) and len({table[place] for table in tables}) < 2
    ]


def single_in_totals(study: Study) -> list[str]:
    """The counts that can have one value only because all cohorts together are printed."""
    found, handles = every_finding(study), [*study.cohorts, *study.published]
    return [
        name
        for total in found.values()
        if (total.scope, total.statistic) == ("together", "count") and not total.is_withheld
        for parts in [[found.get(f"{handle}.{total.name}") for handle in handles]]
        if all(parts)
        for name in single_in(total.value, parts)
    ]


def single_in_tables(held: Findings) -> list[str]:
    """The counts of who people are that are not printed and can have one value only."""
    total = {own.measure: own.value for own in held.where(statistic="count")}
    found = []
    for measure in DIVIDED:
        parts = list(held.where(measure=measure, statistic="count"))
        found += single_in(total["participants"], parts)
    return found


class Theme(NamedTuple):
    """A theme as a reader sees it: what is printed of it, and the themes directly below it."""

    printed: tuple[Finding, ...]
    below: tuple[Theme, ...]


def trees(held: Findings) -> list[Theme]:
    """The themes of a cohort, as trees."""
    printed = defaultdict(dict)
    for own in held.where(measure="theme", statistic="count"):
        stem, whose = own.category.rsplit(".", 1)
        printed[stem][whose] = own

    def tree(stem: str) -> Theme:
        deeper = [
            other
            for other in printed
            if other.startswith(f"{stem}.") and other.count(".") == stem.count(".") + 1
        ]
        return Theme(tuple(printed[stem][whose] for whose in WHOSE), tuple(map(tree, deeper)))

    return [tree(stem) for stem in printed if "." not in stem]


def possible(theme: Theme, asked: Pair, wanted: Callable[[str, int], bool]) -> set[Pair]:
    """The counts of a theme that some counts of those below it allow: of each group no fewer than
    the largest of them, and no more than all of them together.
    """
    reached = {((0, 0), (0, 0))}  # the largest below, and all together, of each group
    for child in theme.below:
        pairs = possible(child, asked, wanted)
        reached = {
            (
                tuple(map(max, most, pair)),
                tuple(map(min, asked, map(sum, zip(together, pair, strict=True)))),
            )
            for (most, together), pair in product(reached, pairs)
        }
    return {
        pair
        for pair in product(*(range(one + 1) for one in asked))
        if all(
            agrees(own, count) and wanted(own.id, count)
            for own, count in zip(theme.printed, (*pair, sum(pair)), strict=True)
        )
        and (
            not theme.below
            or any(
                all(low <= one <= high for low, one, high in zip(most, pair, together, strict=True))
                for most, together in reached
            )
        )
    }


def every(theme: Theme) -> Iterator[Theme]:
    yield theme
    for child in theme.below:
        yield from every(child)


def single_in_themes(held: Findings) -> list[str]:
    """The counts of themes that are not printed and can have one value only, of those of a group of
    more than one.
    """
    by_id = {own.measure: own.value for own in held.where(statistic="count")}
    asked = (by_id["interviewed"], by_id["managers_interviewed"])
    found = []
    for top in trees(held):
        for own in (own for theme in every(top) for own in theme.printed if own.is_withheld):
            values = [
                value
                for value in range(sum(asked) + 1)
                if agrees(own, value)
                and possible(
                    top, asked, lambda name, count, own=own, v=value: name != own.id or count == v
                )
            ]
            found += [own.id] if len(values) < 2 else []
    return found


def single(study: Study) -> list[str]:
    """The numbers of protected cohorts that are not printed and can have one value only."""
    return single_in_totals(study) + [
        name
        for held in study.published.values()
        for name in (*single_in_tables(held.results), *single_in_themes(held.results))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("strict", [1, 2, 3])
def test_no_hidden_count_of_strict_cohorts_has_one_value_only(strict: int, tmp_path: Path) -> None:
    study = load_study(_strict(tmp_path / "study", cohorts=2 + strict))
    assert len(study.published) == strict
    assert any(own.is_withheld for held in study.published.values() for own in held.results)
    assert single(study) == []


def test_attacker_finds_what_a_rule_that_hides_less_gives_away(
    strict_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of nine, two spoke of each of two themes, four of the one above: each can only be two."""
    write_cohort(
        strict_study, 9, managers=0, themes=[(COACHING, range(2), ()), (LIBRARY, range(2, 4), ())]
    )
    assert single(load_study(strict_study)) == []
    monkeypatch.setattr(disclosure_control, "is_covered_above", lambda *_: False)
    assert f"{THREE}.theme.{COACHING}.practitioners.count" in single(load_study(strict_study))
    monkeypatch.setattr(suppression, "is_wide", lambda *_: True)
    write_cohort(strict_study, 13, gender="female " * 12 + "male")
    assert f"{THREE}.gender.male.count" in single(load_study(strict_study))
