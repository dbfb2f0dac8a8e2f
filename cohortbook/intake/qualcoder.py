"""Reads QualCoder projects: a folder whose name ends in .qda, with a SQLite database data.qda in it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path

from cohortbook.intake.model import Code, CodedProject, CodedSegment, IntakeError
from cohortbook.intake.safe import OR_NUMBER, OR_TEXT, open_database, typed_rows
from cohortbook.intake.speakers import CaseSpan, speakers

DATABASE = "data.qda"
# What is coded in texts, in pictures and in sound or film; only texts have words.
CODINGS = """SELECT cid, fid, pos0, pos1, owner, seltext FROM code_text
    UNION ALL SELECT cid, id, NULL, x1 || '-' || y1 || '-' || width || '-' || height, owner, NULL FROM code_image
    UNION ALL SELECT cid, id, NULL, pos0 || '-' || pos1, owner, NULL FROM code_av"""


def read(path: Path) -> CodedProject:
    """Return the coded segments of a project, given as its folder or as the database in it. Raises IntakeError if it is none.

    QualCoder keeps the words of each passage; its positions are used only where they lead to those words in the text it keeps.
    """
    database_path = path / DATABASE if path.is_dir() else path
    if not database_path.exists():
        raise IntakeError(f"{path.name} holds no {DATABASE}; a QualCoder project is a folder whose name ends in .qda with {DATABASE} in it")
    with open_database(database_path, path.name, "QualCoder") as database:
        codes = _codes(database)
        sources = {number: (name.strip(), (text or "").removeprefix("\ufeff")) for number, name, text in typed_rows(database, "SELECT id, name, fulltext FROM source ORDER BY id", int, str, OR_TEXT)}
        marked = _marked(database, sources)
        rows = sorted(typed_rows(database, CODINGS, OR_NUMBER, OR_NUMBER, object, object, OR_TEXT, OR_TEXT), key=lambda row: (row[1] or 0, row[2] is None, _number(row[2], path.name), str(row[3]), row[0] or 0))
    segments, misplaced, lost = [], 0, 0
    for code, source, start, end, owner, quote in rows:
        if code not in codes or source not in sources:
            lost += 1
            continue
        name, text = sources[source]
        if start is not None:
            _number(end, path.name)
        is_placed = start is not None and text[start:end] == quote
        misplaced += start is not None and not is_placed
        cases = speakers(start, end if start is not None else None, marked[source]) or [""]
        segments += [CodedSegment(name, f"{start}..{end}", codes[code].path, case, coder=owner or "", start=start if is_placed else None, quote=quote or None) for case in cases]
    if not segments:
        raise IntakeError(f"{path.name} holds no coded passage")
    log = [f"{misplaced} passages do not stand where the project says; the words kept with them were used."] * (misplaced > 0)
    losses = [f"{lost} codings name a code or a source that the project does not hold and were left out."] * (lost > 0)
    return CodedProject("QualCoder", tuple(segments), tuple(codes.values()), tuple(name for name, _ in sources.values()), tuple(log), tuple(losses))


def _number(position: object, name: str) -> int:
    """A position in a text; 0 for what has none."""
    if position is not None and not isinstance(position, int):
        raise IntakeError(f"{name} places a passage at {position!r}, which is no number; save a copy from QualCoder and take that in")
    return position or 0


def _codes(database: sqlite3.Connection) -> dict[int, Code]:
    """Codes by number, below their categories or, since QualCoder 4, below other codes."""
    categories = {number: (name, above) for number, name, above in typed_rows(database, "SELECT catid, name, supercatid FROM code_cat", int, str, OR_NUMBER)}
    has_parents = "supercid" in {column[1] for column in database.execute("PRAGMA table_info(code_name)")}
    query = f"SELECT cid, name, memo, catid, {'supercid' if has_parents else 'NULL'} FROM code_name ORDER BY cid"
    rows = typed_rows(database, query, int, str, OR_TEXT, OR_NUMBER, OR_NUMBER)
    held = {number: (name, category, above) for number, name, _, category, above in rows}

    def path(number: int, seen: frozenset = frozenset()) -> tuple[str, ...]:
        name, category, above = held[number]
        if above in held and above not in seen:
            return (*path(above, seen | {number}), name)
        return (*_categories(category, categories), name)

    return {number: Code(path(number), memo or "") for number, _, memo, _, _ in rows}


def _categories(number: int | None, categories: dict[int, tuple[str, int | None]]) -> tuple[str, ...]:
    names: list[str] = []
    while number in categories and len(names) < len(categories):
        name, number = categories[number]
        names.insert(0, name)
    return tuple(names)


def _marked(database: sqlite3.Connection, sources: dict[int, tuple[str, str]]) -> dict[int, list[CaseSpan]]:
    """What belongs to which case, by source; a case that runs over a whole text owns the source."""
    marked = defaultdict(list)
    query = "SELECT cases.name, fid, pos0, pos1 FROM case_text JOIN cases ON cases.caseid = case_text.caseid ORDER BY cases.name"
    for case, source, start, end in typed_rows(database, query, str, OR_NUMBER, OR_NUMBER, OR_NUMBER):
        is_whole = not end or (not start and source in sources and end >= len(sources[source][1].rstrip()) - 1)
        case = case.strip()
        marked[source].append(CaseSpan(case) if is_whole else CaseSpan(case, start or 0, end))
    return marked
