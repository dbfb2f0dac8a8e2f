"""Match names to people by the key `people.csv`: it, and never the tool, says who a person is and
in which group.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.study.keys import (
    PEOPLE,
    PEOPLE_HEADINGS,
    count,
    read_key,
    refuse_changed,
    shown,
    write_key,
)
from cohortbook.study.people import everybody
from cohortbook.study.problems import IntakeError
from cohortbook.study.study import Study

GROUPS = ("practitioner", "manager", "evaluator")
TO_FILL = (
    "without a case_id; say there who each is (an identifier of participants.csv or managers.csv),"
    " or, where several speak at once, only the group (practitioner, manager or evaluator);"
    " then take the file in again"
)


class Person(NamedTuple):
    """Who speaks under a name: an identifier, or, where several speak and no one can tell
    who, only their group.
    """

    case_id: str
    group: str


def name_of(segment: CodedSegment) -> str:
    """Return the name that the key goes by: the case the tool gives, otherwise the source."""
    return segment.case or segment.source


def read_people(
    folder: Path, study: Study, cohort: str, project: CodedProject
) -> dict[str, Person]:
    """Return the people of a cohort by the names a tool has for them. Raises IntakeError if the key
    does not name all, or names someone else's.
    """
    known = everybody(study)
    groups = dict(zip(known["case_id"], known["group"], strict=True))
    own = set(known[known["cohort"] == cohort]["case_id"])
    named = {name_of(segment): segment.group for segment in project.segments}
    key = _key(folder, own, named)
    rows = {
        f"{shown(folder / PEOPLE)}, row {line}": row
        for line, (name, row) in enumerate(key.items(), start=2)
        if name in named
    }
    for place, row in rows.items():
        _check_group(place, row, groups)
    open_names = [row for row in rows.values() if not row["case_id"] and row["group"] not in GROUPS]
    if open_names:
        write_key(folder / PEOPLE, PEOPLE_HEADINGS, key)
        raise IntakeError(f"{shown(folder / PEOPLE)}: {count(open_names, 'name')} {TO_FILL}")
    for place, row in rows.items():
        if row["case_id"] and row["case_id"] not in own:
            raise IntakeError(
                f"{place}: {row['case_id']!r} is not in {cohort}; its identifiers are in"
                " participants.csv and managers.csv"
            )
    return {
        name: Person(key[name]["case_id"], groups.get(key[name]["case_id"], key[name]["group"]))
        for name in named
    }


def _key(folder: Path, own: set[str], named: dict[str, str]) -> dict[str, dict[str, str]]:
    """The rows of the key, and one for each name that it lacks, with the group that the tool has;
    a tool that already uses the study's identifiers, `own`, needs no key.
    """
    key = read_key(folder / PEOPLE, PEOPLE_HEADINGS)
    refuse_changed(folder / PEOPLE, key, named)
    for name, group in sorted(named.items()):
        key.setdefault(
            name,
            {"name": name, "case_id": name if name in own else "", "group": "", "tool_says": group},
        )
    return key


def _check_group(place: str, row: dict[str, str], groups: dict[str, str]) -> None:
    """Raise IntakeError if a row has a group that is none, or is not its person's."""
    case, group = row["case_id"], row["group"]
    if group and group not in GROUPS:
        raise IntakeError(f"{place}: group: {group!r} is not one of {', '.join(GROUPS)}")
    if group and groups.get(case, group) != group:
        raise IntakeError(
            f"{place}: {case!r} is a {groups[case]}, not a {group}; leave the group empty where"
            " there is a case_id"
        )


def names_known(folder: Path, study: Study, cohort: str) -> set[str]:
    """Return the names that people.csv has, and the identifiers of the cohort's people, which need
    no row there.
    """
    people = everybody(study)
    return {
        *read_key(folder / PEOPLE, PEOPLE_HEADINGS),
        *people[people["cohort"] == cohort]["case_id"],
    }
