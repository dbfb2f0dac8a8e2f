"""The keys of a cohort, kept in `private/`: from a tool's names to people of the cohort, and from a tool's codes to themes.

A key that is lacking or not complete is written as far as it is known, with what is to be decided left empty; the evaluator
fills it in a spreadsheet and takes the file in again.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.model import CodedProject, CodedSegment, IntakeError
from cohortbook.intake.text import csv_text, rows_of
from cohortbook.study import Study
from cohortbook.tables import decode
from cohortbook.themes import everybody

PEOPLE, CODES = "people.csv", "codes.csv"
PEOPLE_HEADINGS = ["name", "case_id", "group"]
CODES_HEADINGS = ["code", "theme_id", "perhaps"]
LEAVE_OUT = "-"
GROUPS = ("practitioner", "manager", "evaluator")


class Person(NamedTuple):
    """Who is heard under a name: an identifier, or, where several are heard and nobody can tell who, only their group."""

    case_id: str
    group: str


def name_of(segment: CodedSegment) -> str:
    """Return the name that the key goes by: the case the tool gives, otherwise the source."""
    return segment.case or segment.source


def people(folder: Path, study: Study, cohort: str, project: CodedProject) -> dict[str, Person]:
    """Return the people of a cohort by the names a tool has for them. Raises IntakeError if the key does not name all."""
    known = everybody(study)
    groups = dict(zip(known["case_id"], known["group"], strict=True))
    own = set(known[known["cohort"] == cohort]["case_id"])
    names = sorted({name_of(segment) for segment in project.segments})
    key = {row["name"]: row for row in _read(folder / PEOPLE, PEOPLE_HEADINGS)}
    for name in names:
        # A tool that already uses the study's identifiers needs no key.
        key.setdefault(name, {"name": name, "case_id": name if name in own else "", "group": ""})
    open_names = [name for name in names if not key[name]["case_id"] and key[name]["group"] not in GROUPS]
    if open_names:
        _write(folder / PEOPLE, PEOPLE_HEADINGS, key)
        raise IntakeError(f"{_shown(folder / PEOPLE)}: {_count(open_names, 'name')} without a case_id; say there who each is (an identifier of participants.csv or "
                          "managers.csv), or, where several are heard at once, only the group; then take the file in again")
    for name in names:
        if key[name]["case_id"] and key[name]["case_id"] not in own:
            raise IntakeError(f"{_shown(folder / PEOPLE)}: {key[name]['case_id']!r} is nobody of {cohort}; its identifiers stand in participants.csv and managers.csv")
    return {name: Person(row["case_id"], groups.get(row["case_id"], row["group"])) for name, row in key.items()}


def known_names(folder: Path) -> list[str]:
    """Return the names in a cohort's key that are not identifiers themselves."""
    return [row["name"] for row in _read(folder / PEOPLE, PEOPLE_HEADINGS) if row["name"] != row["case_id"]]


def themes(folder: Path, study: Study, project: CodedProject) -> dict[tuple[str, ...], str]:
    """Return the theme of each code in use by its path; codes that are to be left out are not in it.

    A code is a theme if its path, or the path of its labels, is the theme's; otherwise the key says so. Raises IntakeError
    if the key does not decide all.
    """
    by_path = _theme_paths(study)
    ids = set(study.tables["themes"]["theme_id"])
    key = {row["code"]: row for row in _read(folder / CODES, CODES_HEADINGS)}
    found, undecided = {}, []
    for path in sorted({segment.code for segment in project.segments}):
        name = " > ".join(path)
        theme = key.get(name, {}).get("theme_id") or by_path.get(_slugs(path), "")
        if theme not in ids | {"", LEAVE_OUT}:
            raise IntakeError(f"{_shown(folder / CODES)}: {theme!r} is no theme of codebook/themes.csv")
        if not theme:
            undecided.append(name)
            near = get_close_matches(".".join(_slugs(path)), ids, n=1, cutoff=0.4)
            key.setdefault(name, {"code": name, "theme_id": "", "perhaps": near[0] if near else ""})
        elif theme != LEAVE_OUT:
            found[path] = theme
    if undecided:
        _write(folder / CODES, CODES_HEADINGS, key)
        raise IntakeError(f"{_shown(folder / CODES)}: {_count(undecided, 'code')} not in the codebook; say there which theme_id each is, or {LEAVE_OUT} to leave it out, "
                          "or add new themes to data/codebook/themes.csv; then take the file in again")
    return found


def _theme_paths(study: Study) -> dict[tuple[str, ...], str]:
    """Themes by the parts of their identifier and by the labels on the way to them, both as slugs."""
    table = study.tables["themes"]
    label = dict(zip(table["theme_id"], table["label"], strict=True))
    paths = {}
    for theme in table["theme_id"]:
        parts = theme.split(".")
        above = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        paths[_slugs(tuple(parts))] = theme
        paths[_slugs(tuple(label[part] for part in above))] = theme
    return paths


def _slugs(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(re.sub(r"[\W_]+", "_", part.casefold()).strip("_") for part in path)


def _read(path: Path, headings: list[str]) -> list[dict[str, str]]:
    if not path.exists():
        return []
    try:
        text = decode(path.read_bytes())
    except ValueError as error:
        raise IntakeError(f"{_shown(path)}: {error}") from None
    first = text.lstrip().splitlines()[0]
    rows = rows_of(text) if "," in first else [line.split(";" if ";" in first else "\t") for line in text.splitlines()]
    header, *body = [[cell.strip() for cell in row] for row in rows if any(row)]
    if not set(headings[:2]) <= set(header):
        raise IntakeError(f"{_shown(path)}: its headings must be {', '.join(headings)}")
    return [dict.fromkeys(headings, "") | dict(zip(header, row, strict=False)) for row in body]


def _write(path: Path, headings: list[str], key: dict[str, dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [[row[heading] for heading in headings] for _, row in sorted(key.items())]
    path.write_text(csv_text([headings, *rows]), encoding="utf-8", newline="\n")


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _count(names: list[str], what: str) -> str:
    return f"{len(names)} {what}{' is' if len(names) == 1 else 's are'}"
