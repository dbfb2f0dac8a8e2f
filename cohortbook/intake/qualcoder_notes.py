"""Read what a QualCoder project holds besides codings: its memos, and the attributes of its cases
and files.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import NamedTuple

from cohortbook.intake.headings import HEADINGS, plain
from cohortbook.intake.model import Memo
from cohortbook.intake.safe import OR_NUMBER, OR_TEXT, typed_rows

CODED = (
    "SELECT 'a passage of ' || source.name || ' coded ' || code_name.name, own.memo FROM {} AS own"
    " LEFT JOIN source ON source.id = own.{} LEFT JOIN code_name ON code_name.cid = own.cid"
)
# Queries for what memos are about, and their text, by the table and its column with the text.
MEMOS = {
    ("project", "memo"): "SELECT 'the project', memo FROM project",
    ("source", "memo"): "SELECT name, memo FROM source",
    ("cases", "memo"): "SELECT name, memo FROM cases",
    ("code_cat", "memo"): "SELECT name, memo FROM code_cat",
    ("code_text", "memo"): CODED.format("code_text", "fid"),
    ("code_image", "memo"): CODED.format("code_image", "id"),
    ("code_av", "memo"): CODED.format("code_av", "id"),
    ("case_text", "memo"): (
        "SELECT 'a passage of ' || cases.name, own.memo FROM case_text AS own LEFT JOIN cases ON"
        " cases.caseid = own.caseid"
    ),
    ("annotation", "memo"): (
        "SELECT 'a passage of ' || source.name, own.memo FROM annotation AS own LEFT JOIN source ON"
        " source.id = own.fid"
    ),
    ("journal", "jentry"): "SELECT 'journal: ' || name, jentry FROM journal",
}
ATTRIBUTES = "attribute"
TABLES = (*(table for table, _ in MEMOS), ATTRIBUTES)


class Attributes(NamedTuple):
    """What the attributes of cases and of sources say, by number, such as "Role: manager", and who
    speaks in a source by an attribute such as `participant`.
    """

    of_cases: dict[int, str]
    of_sources: dict[int, str]
    persons: dict[int, str]


def read_memos(database: sqlite3.Connection) -> tuple[Memo, ...]:
    """Return the memos of a project that have words; a table that an older project has not, or has
    without memos, has none.
    """
    return tuple(
        Memo(about or "", text.strip())
        for (table, column), query in MEMOS.items()
        if column in _columns(database, table)
        for about, text in typed_rows(database, query, OR_TEXT, OR_TEXT)
        if text and text.strip()
    )


def read_attributes(database: sqlite3.Connection) -> Attributes:
    """Return what is said of cases and sources by attributes that have a value."""
    said: dict[str, dict[int, list[str]]] = {"case": defaultdict(list), "file": defaultdict(list)}
    persons = {}
    for name, kind, value, number in _attribute_rows(database):
        value = (value or "").strip()
        if not (name and value and kind in said):
            continue
        said[kind][number].append(f"{name}: {value}")
        if kind == "file" and plain(name) in HEADINGS["case"]:
            persons[number] = value
    cases, sources = (
        {number: "; ".join(parts) for number, parts in held.items()} for held in said.values()
    )
    return Attributes(cases, sources, persons)


def _attribute_rows(database: sqlite3.Connection) -> list[tuple]:
    """Name, kind, value and case or source of each attribute."""
    if not _columns(database, ATTRIBUTES):
        return []
    query = "SELECT name, attr_type, value, id FROM attribute ORDER BY attrid"
    return typed_rows(database, query, OR_TEXT, OR_TEXT, OR_TEXT, OR_NUMBER)


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {column[1] for column in database.execute(f"PRAGMA table_info({table})")}
