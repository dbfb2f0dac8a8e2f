"""Read and write the keys of a cohort in `private/`: small tables in which the evaluator says what
a tool cannot know.

A key that is lacking or not complete is written with what is known; what is to be decided is
left empty; the evaluator fills it in a spreadsheet and takes the file in again.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Collection, Sized
from pathlib import Path

from cohortbook.study.csv_text import for_excel, rows_of
from cohortbook.study.layout import make_private
from cohortbook.study.problems import IntakeError
from cohortbook.study.tables import decode

PEOPLE, PEOPLE_HEADINGS = "people.csv", ["name", "case_id", "group", "tool_says"]
CODERS, CODER_HEADINGS = "coders.csv", ["coder", "coder_id", "given"]
NO_ONE = "-"  # in place of a case_id: a label of a transcript that is no one's name
IN_USE = "is it open in another program?"
NUMBER = re.compile(r"[+-]?(?=[\d.]*\d)[\d,]*\.?\d*(?:[eE][+-]?\d{1,3})?", re.ASCII)
# a day without a year, which spreadsheet programs show as 03-Apr
DAYS = ("%d/%m", "%d-%m", "%m/%d", "%m-%d", "%d %b", "%d %B")


def read_key(path: Path, headings: list[str]) -> dict[str, dict[str, str]]:
    """Return the rows of a key by their first cell, whatever a spreadsheet made of the file; no
    rows if there is no file.

    Raises IntakeError if it cannot be read, its first two headings are not there, or a first cell
    is on rows that differ.
    """
    if not path.exists():
        return {}
    try:
        text = decode(path.read_bytes())
        first = next(iter(text.strip().splitlines()), "")
        rows = rows_of(text, next((mark for mark in ",;\t" if mark in first), ","))
    except OSError as error:
        raise IntakeError(f"{shown(path)} cannot be read ({error.strerror}); {IN_USE}") from None
    except (ValueError, csv.Error) as error:
        raise IntakeError(f"{shown(path)}: {error}") from None
    header, *body = [[cell.strip() for cell in row] for row in rows if any(row)] or [[]]
    if not set(headings[:2]) <= set(header):
        raise IntakeError(f"{shown(path)}: its headings must be {', '.join(headings)}")
    held: dict[str, dict[str, str]] = {}
    for line, row in enumerate(body, start=2):
        cells = dict.fromkeys(headings, "") | dict(zip(header, row, strict=False))
        if held.setdefault(cells[headings[0]], cells) != cells:
            raise IntakeError(
                f"{shown(path)}, row {line}: its {headings[0]} is already in row"
                f" {list(held).index(cells[headings[0]]) + 2}, and says something else there; keep"
                " one of the rows"
            )
    return held


def refuse_changed(path: Path, key: Collection[str], names: Collection[str]) -> None:
    """Raise IntakeError if a row represents none of the names and is called what a spreadsheet
    program makes of one that the key lacks.
    """
    made = {changed: name for name in names if name not in key for changed in _changed(name)}
    for line, held in enumerate(key, start=2):
        if held in made and held not in names:
            raise IntakeError(
                f"{shown(path)}, row {line}: Excel made {held!r} of {made[held]!r}; format the"
                " column as Text (Format Cells > Text) and write it there as it was. To open the"
                " file again, choose Data > From Text/CSV and for that column the type Text"
            )


def _changed(name: str) -> set[str]:
    """What Excel, LibreOffice and Gnumeric write in place of a name that they take for a number or
    a date, in Britain and in America.
    """
    forms: set[str] = set()
    if NUMBER.fullmatch(name):
        number = float(name.replace(",", ""))
        exponents = f"{number:.5E}", f"{number:.14E}".replace("E+", "E+0")
        forms = {f"{number:.15g}", f"{number:.0f}", *exponents}
    for way in DAYS:
        try:
            forms.add(f"{datetime.datetime.strptime(f'2000 {name}', f'%Y {way}'):%d-%b}")
        except ValueError:
            continue
    return (forms | _in_full(name)) - {name}


def _in_full(name: str) -> set[str]:
    """How a date with its year is written by spreadsheet programs; nothing for another name."""
    try:
        day = datetime.date.fromisoformat(name)
    except ValueError:
        return set()
    return {f"{day:%d/%m/%Y}", f"{day:%Y/%m/%d}", f"{day.month}/{day.day}/{day.year}"}


def write_key(path: Path, headings: list[str], key: dict[str, dict[str, str]]) -> None:
    """Write a key, its rows in the order of their first cells. Raises IntakeError if it
    cannot be written.
    """
    rows = [[row[heading] for heading in headings] for _, row in sorted(key.items())]
    try:
        make_private(path.parents[2], path.parent.name)
        path.write_text(for_excel([headings, *rows]), encoding="utf-8", newline="\n")
    except OSError as error:
        raise IntakeError(f"{shown(path)} cannot be written ({error.strerror}); {IN_USE}") from None


def shown(path: Path) -> str:
    """Return the end of a key's path, as it is in the study."""
    return "/".join(path.parts[-3:])


def fits(rule: str, name: str) -> bool:
    """Return whether a row of people.csv such as `MGR*` is about a name: one that begins as it
    says.
    """
    return rule.endswith("*") and name != rule and name.startswith(rule.removesuffix("*"))


def count(names: Sized, what: str) -> str:
    """Return how many there are of something, with the verb: "1 code is", "2 codes are"."""
    return f"{len(names)} {what}{' is' if len(names) == 1 else 's are'}"


def known_names(folder: Path) -> dict[str, str]:
    """Return the names in a cohort's keys, of people and of coders, each with its file and row.

    An identifier in a name, as where a transcript is called by it, is no part of the name. A label
    that the key says is no one's is no name, nor is a rule that gives names a group.
    Raises IntakeError if a key cannot be read.
    """
    people = read_key(folder / PEOPLE, PEOPLE_HEADINGS)
    known = [re.escape(row["case_id"]) for row in people.values() if row["case_id"]]
    identifier = re.compile(rf"(?<![^\W_])(?:{'|'.join(known) or '(?!)'})(?![^\W_])")
    found: dict[str, str] = {}
    for file, key in ((PEOPLE, people), (CODERS, read_key(folder / CODERS, CODER_HEADINGS))):
        for line, (name, row) in enumerate(key.items(), start=2):
            is_rule = not row.get("case_id") and any(fits(name, other) for other in key)
            if row.get("case_id") != NO_ONE and not is_rule:
                own = identifier.sub(" ", name.removesuffix("*")).strip()
                found.setdefault(own, f"{shown(folder / file)}, row {line}")
    found.pop("", None)
    return found
