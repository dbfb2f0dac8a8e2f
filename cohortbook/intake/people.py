"""Match names to people by the key `people.csv`: it, and never the tool, says who a person is and
in which group.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Set
from pathlib import Path
from typing import NamedTuple, NoReturn

from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.study.keys import (
    NO_ONE,
    PEOPLE,
    PEOPLE_HEADINGS,
    count,
    fits,
    read_key,
    refuse_changed,
    shown,
    write_key,
)
from cohortbook.study.people import everybody
from cohortbook.study.problems import IntakeError
from cohortbook.study.study import Study

GROUPS = ("practitioner", "manager", "evaluator")
# what a machine calls a voice that it does not know: several people's, or another's in each text
UNKNOWN = re.compile(
    r"(?:(?:unknown|unidentified) )?(?:speaker|voice)(?:[ _]?(?:\d+|[a-z]))?", re.IGNORECASE
)
TO_FILL = (
    "without a case_id; say there who each is (an identifier of participants.csv or managers.csv),"
    " or, where several speak at once, only the group (practitioner, manager or evaluator);"
    " then take the file in again"
)
LABELS = (
    ". A name with a number of turns is a label or a code of a speaker: an interviewer's has the"
    f" group evaluator; {NO_ONE} as case_id says that it is no one's name"
)
MANY = 5  # names that are more easily filled by a rule
RULE = (
    ". A row whose name is the beginning of several and an asterisk, such as MGR*, gives its"
    " case_id or group to every name that begins so and has neither"
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
) -> tuple[dict[str, Person], CodedProject]:
    """Return the people of a cohort by the names a tool has for them, and the project with the
    passages that each of them speaks in: an interviewer only in those of no one else. Raises
    IntakeError if the key does not name all, or names someone else's.
    """
    known = everybody(study)
    groups = dict(zip(known["case_id"], known["group"], strict=True))
    own = set(known[known["cohort"] == cohort]["case_id"])
    held = read_key(folder / PEOPLE, PEOPLE_HEADINGS)
    project = _as_the_key_says(
        _ruled(_key(held, own, _named(project)), _named(project)), project, groups
    )
    named = _named(project)
    refuse_changed(folder / PEOPLE, held, named)
    unruled = _key(held, own, named)
    key = _ruled(unruled, named)
    rows = {
        f"{shown(folder / PEOPLE)}, row {line}": row
        for line, (name, row) in enumerate(key.items(), start=2)
        if name in named or name.endswith("*")
    }
    for place, row in rows.items():
        _check_group(place, row, groups)
    open_names = {name for name in named if not (key[name]["case_id"] or key[name]["group"])}
    if open_names or named.keys() - held.keys() - own:
        write_key(folder / PEOPLE, PEOPLE_HEADINGS, unruled)
    if open_names:
        _ask(folder, open_names, project.turns.keys())
    for place, row in rows.items():
        _check_case(place, row, own, cohort, project.turns)
    return {
        name: Person(key[name]["case_id"], groups.get(key[name]["case_id"], key[name]["group"]))
        for name in named
    }, project


def _named(project: CodedProject) -> dict[str, str]:
    """The names that a project has, with what it says of them: a group, a number of turns."""
    said: dict[str, dict[str, None]] = defaultdict(dict)  # as a set that keeps its order
    for segment in project.segments:
        said[name_of(segment)][segment.group] = None
    for name, hint in project.hints.items():
        if name in said:
            said[name][hint] = None
    for name, number in project.turns.items():
        said[name][f"{number} turn{'s' * (number > 1)}"] = None
    return {name: "; ".join(filter(None, parts)) for name, parts in said.items()}


def _as_the_key_says(
    key: dict[str, dict[str, str]], project: CodedProject, groups: dict[str, str]
) -> CodedProject:
    """The project without interviewers where someone else speaks in a passage, and without labels
    that are no one's: what is said under one is said by others in the passage or, if there are
    none, by the one whose source it is.
    """
    interviewers = {
        name
        for name, row in key.items()
        if "evaluator" in (row["group"], groups.get(row["case_id"]))
    }
    no_one = {name for name in project.turns if name in key and key[name]["case_id"] == NO_ONE}
    segments = [
        segment._replace(case="" if segment.owner in no_one else segment.owner)
        if segment.case in no_one
        else segment
        for segment in _less(_less(project.segments, interviewers), no_one)
    ]
    return project._replace(segments=tuple(dict.fromkeys(segments)))


def _less(segments: Collection[CodedSegment], names: Collection[str]) -> tuple[CodedSegment, ...]:
    """Segments without those of some names where someone else speaks in the passage."""
    others = {segment.span for segment in segments if name_of(segment) not in names}
    return tuple(
        segment
        for segment in segments
        if name_of(segment) not in names or segment.span not in others
    )


def _key(
    held: dict[str, dict[str, str]], own: set[str], named: dict[str, str]
) -> dict[str, dict[str, str]]:
    """The rows of the key, and one for each name that it lacks, with the group that the tool has;
    a tool that already uses the study's identifiers, `own`, needs no key.
    """
    lacking = {
        name: {"name": name, "case_id": name if name in own else "", "group": "", "tool_says": said}
        for name, said in sorted(named.items())
        if name not in held
    }
    return held | lacking


def _ruled(key: dict[str, dict[str, str]], named: Collection[str]) -> dict[str, dict[str, str]]:
    """The key with the case_id and the group of a rule in each row that has neither; the longest of
    the rules that fit goes before. A name that the tool has is no rule, whatever it ends in.
    """
    rules = [name for name in key if name not in named]

    def ruled(name: str, row: dict[str, str]) -> dict[str, str]:
        fitting = [rule for rule in rules if _fits(rule, name, key)]
        if row["case_id"] or row["group"] or not fitting:
            return row
        given = key[max(fitting, key=len)]
        return row | {column: given[column] for column in ("case_id", "group")}

    return {name: ruled(name, row) for name, row in key.items()}


def _fits(rule: str, name: str, key: dict[str, dict[str, str]]) -> bool:
    """Whether a rule is about a name: PR1* is not about PR19, if it says who that is."""
    parts = rule[-2:-1], name[len(rule) - 1 :][:1]
    is_other = bool(key[rule]["case_id"]) and all(part.isdigit() for part in parts)
    return fits(rule, name) and not is_other


def _ask(folder: Path, names: set[str], labels: Set[str]) -> NoReturn:
    """Raise IntakeError about the names in the key that are open."""
    said = f"{count(names, 'name')} {TO_FILL}{LABELS * bool(labels & names)}"
    raise IntakeError(f"{shown(folder / PEOPLE)}: {said}{RULE * (len(names) > MANY)}")


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


def _check_case(
    place: str, row: dict[str, str], own: set[str], cohort: str, turns: Collection[str]
) -> None:
    """Raise IntakeError if a row names no person of the cohort, or one where no one is known."""
    name, case = row["name"], row["case_id"]
    if not case or (case == NO_ONE and (name in turns or any(fits(name, own) for own in turns))):
        return
    if case not in own:
        raise IntakeError(
            f"{place}: {case!r} is not in {cohort}; its identifiers are in participants.csv and"
            " managers.csv"
        )
    if name in turns and UNKNOWN.fullmatch(name):
        raise IntakeError(
            f"{place}: {name!r} is what a machine calls a voice that it does not know, and may be"
            f" several people; give it a group, or {NO_ONE} as case_id. To say who speaks, write"
            " names into the text, or put a code such as speaker.PR19 on what each says"
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
