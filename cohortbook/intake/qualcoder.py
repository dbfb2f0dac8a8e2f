"""Read QualCoder projects: a folder whose name ends in .qda, with the SQLite database data.qda."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake import qualcoder_notes
from cohortbook.intake.case_spans import CaseSpan, owned_by, speakers
from cohortbook.intake.model import (
    Code,
    Codebook,
    CodedProject,
    CodedSegment,
    Memo,
    Transcript,
    without_words,
)
from cohortbook.intake.paths import SPEAKERS, speaker_of
from cohortbook.intake.safe import OR_NUMBER, OR_TEXT, open_database, typed_rows
from cohortbook.intake.speaker_labels import marked_turns
from cohortbook.intake.who_speaks import coded_or_codebook
from cohortbook.study.problems import IntakeError

DATABASE = "data.qda"
TABLES = (
    "source",
    "code_text",
    "code_image",
    "code_av",
    "code_cat",
    "code_name",
    "cases",
    "case_text",
    "coder_names",
    *qualcoder_notes.TABLES,
)
# with it begin the category of the codes that "Mark speakers" makes, and the name of the coder who
# owns them
MARKED = "\N{PUSHPIN}"
# What is coded in texts, in pictures and in sound or film; only texts have words.
CODINGS = """SELECT cid, fid, pos0, pos1, owner, seltext FROM code_text
    UNION ALL SELECT cid, id, NULL, x1 || '-' || y1 || '-' || width || '-' || height, owner, NULL
    FROM code_image
    UNION ALL SELECT cid, id, NULL, pos0 || '-' || pos1, owner, NULL FROM code_av"""


class _Held(NamedTuple):
    """What a project holds: codes, sources with their texts, the rows of codings, what belongs to
    which case, coders who are hidden, memos, and what attributes say of sources and cases.
    """

    codes: dict[int, Code]
    sources: dict[int, tuple[str, str]]
    rows: list[tuple]
    marked: dict[int, list[CaseSpan]]
    hidden: set[str]
    memos: tuple[Memo, ...]
    groups: dict[int, str]
    hints: dict[str, str]


def read(path: Path) -> CodedProject | Codebook:
    """Return the coded segments of a project, given as its folder or as the database in it, or its
    codes and memos, if nothing is coded. Raises IntakeError if it is none, or is empty.

    QualCoder keeps the words of each passage; its positions are used only where they lead to those
    words in the text it keeps. Who speaks is said by cases, by what "Mark speakers" has coded
    (QualCoder 3.8), whose codes are no themes, by labels in the text, or by an attribute of a
    source.
    """
    database_path = path / DATABASE if path.is_dir() else path
    if not database_path.exists():
        raise IntakeError(
            f"{path.name} holds no {DATABASE}; a QualCoder project is a folder whose name ends in"
            f" .qda with {DATABASE} in it"
        )
    with open_database(database_path, path.name, "QualCoder", TABLES) as database:
        held = _held(database, path.name)
    counts: Counter[str] = Counter()
    segments = tuple(_segments(held, counts))
    texts = {name: text.removeprefix("\ufeff") for name, text in held.sources.values()}
    project = CodedProject(
        "QualCoder",
        segments,
        tuple(held.codes.values()),
        tuple(texts),
        *_said(counts),
        {name: Transcript(text, marked_turns(text)) for name, text in texts.items()},
        memos=held.memos,
        hints=held.hints,
    )
    return coded_or_codebook(project, path.name)


def _held(database: sqlite3.Connection, name: str) -> _Held:
    query = "SELECT id, name, fulltext FROM source ORDER BY id"
    sources = {
        number: (source.strip(), text or "")
        for number, source, text in typed_rows(database, query, int, str, OR_TEXT)
    }
    attributes = qualcoder_notes.read_attributes(database)
    cases = typed_rows(database, "SELECT caseid, name FROM cases", int, str)
    return _Held(
        _codes(database),
        sources,
        _codings(database, name),
        _marked(database, sources, attributes.persons),
        _hidden_coders(database),
        qualcoder_notes.read_memos(database),
        attributes.of_sources,
        {case.strip(): attributes.of_cases.get(number, "") for number, case in cases},
    )


def _codings(database: sqlite3.Connection, name: str) -> list[tuple]:
    """Code, source, start, end, owner and words of each coding, in the order of sources and places.
    Raises IntakeError if a place is no number.
    """
    rows = typed_rows(database, CODINGS, OR_NUMBER, OR_NUMBER, object, object, OR_TEXT, OR_TEXT)
    for _, _, start, end, _, _ in rows:
        if start is not None:
            _number(end, name)

    def place(row: tuple) -> tuple:
        code, source, start, end, *_ = row
        return source or 0, start is None, _number(start, name), str(end), code or 0

    return sorted(rows, key=place)


def _segments(held: _Held, counts: Counter[str]) -> Iterator[CodedSegment]:
    """The codings of themes; what is left out or uncertain is counted."""
    for code, source, start, end, owner, quote in held.rows:
        if code not in held.codes or source not in held.sources:
            counts["lost"] += 1
            continue
        name, text = held.sources[source]
        quote = (quote or "").replace("\u2029", "\n")  # how Qt writes a line end
        if start is not None and (
            start >= (end or 0) or not (quote or text[start:end] or "?").strip()
        ):
            counts["empty"] += 1
            continue
        place = None if start is None else _place(text, start, end, quote)
        counts["misplaced"] += start is not None and place is None
        counts["hidden"] += owner in held.hidden and not speaker_of(held.codes[code].path)
        for case in speakers(start, end, held.marked[source]) or [""]:
            yield CodedSegment(
                name,
                f"{start}..{end}",
                held.codes[code].path,
                case,
                held.groups.get(source, ""),
                coder=owner or "",
                start=place,
                quote=quote or None,
                end=None if place is None else place + len(quote),
                text=name,
                owner=owned_by(held.marked[source]),
            )


def _said(counts: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The log, and what is said on the screen."""
    log = [
        f"{counts['misplaced']} passages are not where the project says; the words kept with"
        " them were used."
    ] * (counts["misplaced"] > 0)
    losses = [
        f"{counts['lost']} codings name a code or a source that the project does not hold and were"
        " left out."
    ] * (counts["lost"] > 0)
    losses += without_words(counts["empty"])
    losses += [
        f"{counts['hidden']} codings are of coders who are hidden in QualCoder; they were read."
        " Delete there what does not count."
    ] * (counts["hidden"] > 0)
    return tuple(log), tuple(losses)


def _place(text: str, start: int, end: int, quote: str) -> int | None:
    """Where words are in a text: its characters, or, as QualCoder's own window counts, UTF-16
    units of the text without the mark that it may begin with.
    """
    bare = text.removeprefix("\ufeff")
    mark = len(text) - len(bare)
    if bare[start:end] == quote:
        return start
    if text[start:end] == quote:
        return start - mark
    units = bare.encode("utf-16-le", "surrogatepass")
    before, words = (
        units[2 * left : 2 * right].decode("utf-16-le", "replace")
        for left, right in ((0, start), (start, end))
    )
    return len(before) if words == quote else None


def _hidden_coders(database: sqlite3.Connection) -> set[str]:
    """Coders whose codings QualCoder does not show, though it keeps them."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'coder_names'").fetchone():
        return set()
    return {
        name
        for (name,) in typed_rows(
            database, "SELECT name FROM coder_names WHERE visibility = 0", str
        )
    }


def _number(position: object, name: str) -> int:
    """A position in a text; 0 for what has none."""
    if position is not None and not isinstance(position, int):
        raise IntakeError(
            f"{name} places a passage at {position!r}, which is no number; save a copy from"
            " QualCoder and take that in"
        )
    return position or 0


def _codes(database: sqlite3.Connection) -> dict[int, Code]:
    """Codes by number, below their categories or, since QualCoder 4, below other codes; those of
    speakers are below that word, wherever "Mark speakers" has put them.
    """
    categories = {
        number: (name, above)
        for number, name, above in typed_rows(
            database, "SELECT catid, name, supercatid FROM code_cat", int, str, OR_NUMBER
        )
    }
    rows = _code_rows(database)
    held = {number: (name, category, above) for number, name, _, category, above, _ in rows}

    def path(number: int, seen: frozenset = frozenset()) -> tuple[str, ...]:
        name, category, above = held[number]
        if above in held and above not in seen:
            return (*path(above, seen | {number}), name)
        return (*_categories(category, categories), name)

    paths = {number: path(number) for number in held}
    return {
        number: Code(
            (SPEAKERS, name)
            if MARKED in (paths[number][0][:1], (owner or "")[:1])
            else paths[number],
            memo or "",
        )
        for number, name, memo, _, _, owner in rows
    }


def _code_rows(database: sqlite3.Connection) -> list[tuple]:
    """Number, name, memo, category, code above and owner of each code."""
    columns = {column[1] for column in database.execute("PRAGMA table_info(code_name)")}
    above = "supercid" if "supercid" in columns else "NULL"
    query = f"SELECT cid, name, memo, catid, {above}, owner FROM code_name ORDER BY cid"
    return typed_rows(database, query, int, str, OR_TEXT, OR_NUMBER, OR_NUMBER, OR_TEXT)


def _categories(
    number: int | None, categories: dict[int, tuple[str, int | None]]
) -> tuple[str, ...]:
    names: list[str] = []
    while number in categories and len(names) < len(categories):
        name, number = categories[number]
        names.insert(0, name)
    return tuple(names)


def _marked(
    database: sqlite3.Connection, sources: dict[int, tuple[str, str]], persons: dict[int, str]
) -> dict[int, list[CaseSpan]]:
    """What belongs to which case, by source; a case that runs over a whole text owns the source,
    and one of the persons does where no case is.
    """
    marked = defaultdict(list)
    query = (
        "SELECT cases.name, fid, pos0, pos1 FROM case_text JOIN cases ON cases.caseid ="
        " case_text.caseid ORDER BY cases.name"
    )
    for case, source, start, end in typed_rows(
        database, query, str, OR_NUMBER, OR_NUMBER, OR_NUMBER
    ):
        is_whole = not end or (
            not start
            and source in sources
            and end >= len(sources[source][1].removeprefix("\ufeff").rstrip()) - 1
        )
        case = case.strip()
        marked[source].append(CaseSpan(case) if is_whole else CaseSpan(case, start or 0, end))
    for source, person in persons.items():
        if not owned_by(marked[source]):
            marked[source].append(CaseSpan(person))
    return marked
