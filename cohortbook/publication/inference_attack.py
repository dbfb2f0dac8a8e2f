"""Attack what is published of protected cohorts, as a reader would who has the book, every release
and this program.

The attacker has only what is published. For each count printed as a range or hidden, every table is
found that agrees with what is printed and that the program would have printed in the same way; what
the count is in these is all that can be known of it. A count left with fewer values than the policy
asks for makes the build fail, and is named. Tables too large to be tried one by one are attacked by
the sums alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import pandas as pd

from cohortbook.findings.hiding import how_many_printed, is_about_protected
from cohortbook.findings.register import declares
from cohortbook.publication.disclosure_control import divisions
from cohortbook.publication.statements_attack import LEAST, possible, protecting
from cohortbook.publication.suppression import HIDDEN as NOT_PRINTED
from cohortbook.publication.suppression import (
    Printed,
    Rule,
    parts,
    printed_as,
    range_of_part,
    rules_of,
)
from cohortbook.study.finding import Finding
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.published import Publication, editions
from cohortbook.study.releases import COUNT, RELEASES, read_releases, released_numbers
from cohortbook.study.study import Study, once_a_study

TRIED = 50_000  # tables tried one by one, at most
KNOWN = (("gender",), ("gender", "service"), ("gender", "service", "role_group"))


@dataclass(frozen=True)
class Attacked:
    """A count that is not printed, the values it can have, and how many it must keep."""

    id: str
    values: frozenset[int]
    wanted: int

    @property
    def is_safe(self) -> bool:
        return len(self.values) >= self.wanted


@once_a_study
def attacked(study: Study) -> list[Attacked]:
    """Return the outcome for each count of a protected cohort that is not printed; none if there is
    no such cohort.
    """
    return [
        outcome
        for held in study.published.values()
        for outcome in (*_divided(study, held), *_spoken(study, held))
    ]


def leaks(study: Study) -> list[Problem]:
    """Return a problem for each count of a strict cohort that can be worked out too closely, or
    that differs from a release.
    """
    problems = [
        Problem(
            "results.json",
            None,
            outcome.id,
            f"is not printed, but can only be {_listed(outcome.values)} given everything released; "
            f"the policy asks for {outcome.wanted} possible values",
        )
        for outcome in (*attacked(study), *_spoken_before(study))
        if not outcome.is_safe
    ]
    return [*problems, *_read_off(study), *_digests_kept(study)]


def refuse_leaks(study: Study) -> None:
    """Raise StudyError, naming each number and file, if the book would give away a
    person of a protected cohort.
    """
    if problems := leaks(study):
        raise StudyError(problems)


def _listed(values: frozenset[int]) -> str:
    if not values:
        return "no number that agrees with the others"
    return (
        " or ".join(map(str, sorted(values)))
        if len(values) < 4
        else f"{min(values)} to {max(values)}"
    )


def _divided(study: Study, held: Publication) -> Iterator[Attacked]:
    """Attack the counts that divide the same people: those that fit their total, and that `parts`
    would print as these are printed.
    """
    rules, by_id = rules_of(study.policy), held.results.by_id
    for names, which in divisions(held.results, study.policy):
        rule, counts = rules[which], [by_id[name] for name in names]
        printed = [printed_as(count.value, rule) for count in counts]
        total = max((count.n for count in counts if count.n is not None), default=None)
        if total is None or not any(isinstance(part, str) for part in printed):
            continue  # hidden whole: nothing but the number of people is known
        tables = _tables(printed, total, rule)
        found = (
            [table for table in tables if _as_printed(table, total, rule) == printed]
            if tables is not None
            else None
        )
        for place, (count, part) in enumerate(zip(counts, printed, strict=True)):
            if isinstance(part, str):
                values = (
                    {table[place] for table in found}
                    if found is not None
                    else set(range_of_part(part, total, rule))
                )
                yield Attacked(
                    count.id,
                    frozenset(value for value in values if value >= _fewest(study, held, count)),
                    rule.narrowest if part != NOT_PRINTED else LEAST,
                )


def _fewest(study: Study, held: Publication, count: Finding) -> int:
    """The fewest people that a count can be of, where a mean of them is printed."""
    means = [
        own
        for own in held.results.where(measure=count.measure, statistic="mean")
        if not own.is_withheld
    ]
    return study.policy.threshold("smallest_base_of_a_mean") if means else 0


def _as_printed(table: tuple[int, ...], total: int, rule: Rule) -> list[Printed]:
    rest = total - sum(table)
    return list(parts((*table, *([rest] if rest else [])), rule))[: len(table)]


def _tables(printed: list[Printed], total: int, rule: Rule) -> list[tuple[int, ...]] | None:
    """Return the tables that agree with what is printed; None if they are too many to be tried."""
    ranges = [
        [part] if isinstance(part, int) else list(range_of_part(part, total, rule))
        for part in printed
    ]
    if prod(map(len, ranges)) > TRIED:
        return None
    return [table for table in product(*ranges) if sum(table) == total or len(table) == 1]


def _spoken(study: Study, held: Publication) -> Iterator[Attacked]:
    """Attack how many spoke of each theme: by what would be printed so, by themes above and below
    each other, and by statements.
    """
    left = possible(study, held)
    small = protecting(study, held, left)
    for name, values in left.items():
        yield Attacked(name, frozenset(values), LEAST if name in small else 1)


def _spoken_before(study: Study) -> Iterator[Attacked]:
    """Attack the counts of themes of earlier editions by the statements of now: these may be hidden
    today, when they differ, and were not then.
    """
    for handle, held in study.published.items():
        for edition in editions(study.root, handle):
            yield from _spoken(study, replace(edition, statements=held.statements))


def _read_off(study: Study) -> Iterator[Problem]:
    """A number that differs from what an earlier release printed by a few people says
    who they are.
    """
    least = study.policy.threshold("smallest_count")
    for handle, held in study.published.items():
        for then in released_numbers(study, handle):
            for finding in held.results:
                before = COUNT.fullmatch(then.get(finding.id, ""))
                if before is None or not isinstance(finding.value, int):
                    continue
                apart = abs(finding.value - int(before[1]))
                if 0 < apart < least and finding.measure != "participants":
                    yield Problem(
                        "results.json",
                        None,
                        finding.id,
                        f"is {finding.value}, and was {before[1]} in an earlier release, so that a"
                        f" reader of both learns something about the {apart} between; it must not"
                        " be printed",
                    )


def _digests_kept(study: Study) -> Iterator[Problem]:
    """A release recorded before a cohort was protected holds digests of its files, from which what
    is in them can be guessed.
    """
    for release in read_releases(study.root):
        for name in sorted(release["files"]):
            if is_about_protected(study, name):
                yield Problem(
                    (RELEASES / f"{release['version']}.json").as_posix(),
                    None,
                    "files",
                    f"holds a digest of {name}, from which a file so short can be guessed; take the"
                    " line out",
                )


def anonymity(study: Study) -> pd.DataFrame:
    """Return how well the rows that are given out hide people; a row is one cohort and one set of
    columns that someone may know.

    Columns: file, cohort, known (the columns), rows, k (the fewest people who share what is known;
    k-anonymity, Sweeney 2002) and l (the fewest different values of the level of the highest award
    among them; l-diversity, Machanavajjhala and others 2007).
    """
    rows = []
    for handle in study.cohorts:
        people = study.rows("participants", handle)
        for known in KNOWN:
            classes = people.groupby(list(known), dropna=False, observed=True)["highest_level"]
            rows.append(
                (
                    "participants.csv",
                    handle,
                    ", ".join(known),
                    len(people),
                    int(classes.size().min()),
                    int(classes.nunique().min()),
                )
            )
    return pd.DataFrame(rows, columns=["file", "cohort", "known", "rows", "k", "l"])


@declares()
def attack(study: Study) -> Iterator[Finding]:
    """Return how many counts of protected cohorts are not printed, how many of these are attacked,
    and the fewest values that one of them can have.
    """
    counts = [
        own for held in study.published.values() for own in held.results.where(statistic="count")
    ]
    hidden, found = len(counts) - how_many_printed(counts)["printed"], attacked(study)
    fewest = min((len(outcome.values) for outcome in found if outcome.wanted > 1), default=None)
    tried = "Of these, tried; the others are in tables that are hidden whole"
    for measure, value, n, unit, label in (
        ("hidden", hidden, len(counts), "numbers", "Counts that are not printed"),
        ("attacked", len(found), hidden, "numbers", tried),
        ("fewest_values", fewest, len(found), "values", "Fewest values that one of those can have"),
    ):
        yield Finding("disclosure", measure, "", "count", value, n, unit, (), label)
