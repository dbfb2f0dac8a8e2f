"""Read sheets of coded passages: the project's own form, and exports of Taguette, MAXQDA, ATLAS.ti,
QualCoder and NVivo.

A row is one passage with one code, or with several in one cell or in columns of their own. Which
columns are which, how several codes of a cell are distinguished, and when two rows are one passage,
each have a module.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils.cell import column_index_from_string, range_boundaries

from cohortbook.intake.code_cells import codes_in, unsure
from cohortbook.intake.headings import (
    SEEN,
    STEP,
    Columns,
    Row,
    codebook_of,
    find_columns,
    guessed,
    number_known,
)
from cohortbook.intake.model import Code, Codebook, CodedProject, Grid, in_spans
from cohortbook.intake.passages import Passages
from cohortbook.intake.paths import marks_read, paths_of
from cohortbook.intake.spreadsheets import ENDINGS, read_grids
from cohortbook.intake.who_speaks import with_speakers, without_speakers
from cohortbook.study.problems import IntakeError

ROWS = 200_000
DELIMITERS = ",;\t|"
BYTES = 200_000_000


class Sheet(NamedTuple):
    """The rows of one sheet as text, its name for messages, what a spreadsheet holds besides, and
    what was not read before it came.
    """

    name: str
    rows: list[list[str]]
    grid: Grid | None = None
    losses: tuple[str, ...] = ()


class UnknownHeadings(IntakeError):
    """The headings of `sheet` are not known; `perhaps` says of each, as written, what it may
    mean. It is empty where they are no headings.
    """

    def __init__(self, sheet: str, perhaps: dict[str, str]):
        shown = ", ".join(map(repr, list(perhaps)[:20]))
        super().__init__(
            f"{sheet} has no heading for source and code"
            + (f"; its headings are {shown}" if shown else "")
            + "; the one-sheet form has the headings source (or case in its place), group, cohort,"
            " code, quote. (The workbook of a cohort is known by its sheet `cohort`, which must not"
            " be renamed.)"
        )
        self.sheet, self.perhaps = sheet, perhaps


def read(path: Path, means: Mapping[str, str] = {}) -> CodedProject | Codebook:
    """Return the coded passages of a file, or its codes, if it lists codes with what they mean and
    no passage. `means` says of headings what they are, as in `headings.find_columns`.

    Every visible sheet of a workbook that has the headings is read. Raises IntakeError if the file
    cannot be read, UnknownHeadings if its headings are not known; if none of several sheets has
    them, the first one is named.
    """
    sheets = _sheets(path)
    with_headings = [sheet for sheet in sheets if find_columns(sheet.rows, means)]
    headed = with_headings or sheets[:1]
    meanings = {} if with_headings else codebook_of(headed[0].rows)
    if meanings:
        return Codebook(
            "a sheet of codes",
            without_speakers(
                Code(path, meanings[name]) for name, path in paths_of(meanings)[0].items()
            ),
        )
    known = {
        name
        for sheet in (*sheets, *_beside(path))
        for code in codebook_of(sheet.rows)
        for name in (code, code.rpartition(STEP)[2])
    }
    parts = [
        _read_sheet(sheet, known, means, number) for number, sheet in enumerate(headed, start=1)
    ]
    segments = [segment for part in parts for segment in part.segments]
    codes = tuple(Code(code) for code in dict.fromkeys(segment.code for segment in segments))
    sources = tuple(dict.fromkeys(segment.source for segment in segments))
    project = CodedProject(
        "a sheet of coded passages",
        tuple(segments),
        codes,
        sources,
        tuple(line for part in parts for line in part.log),
        (*(line for part in parts for line in part.losses), *_joined(headed, parts)),
    )
    return with_speakers(project, f"{path.name} has headings and no row with a code below them")


def _joined(sheets: list[Sheet], parts: list[CodedProject]) -> Iterator[str]:
    """What to say of passages of a sheet that are in a sheet before it, too."""
    before: set[tuple] = set()
    for sheet, part in zip(sheets, parts, strict=True):
        own = {segment.span for segment in part.segments}
        number = len(own & before)
        if number:
            yield (
                f"{sheet.name}: {number} passage{'s have' if number > 1 else ' has'} the source,"
                " place and words of one in a sheet before and"
                f" {'were' if number > 1 else 'was'} read as the same."
            )
        before |= own


def _sheets(path: Path) -> list[Sheet]:
    return (
        _workbook_sheets(path)
        if path.suffix.lower() in ENDINGS
        else [Sheet(path.name, _csv_rows(path))]
    )


def _beside(path: Path) -> list[Sheet]:
    """The codebook that lies next to a sheet, as `sheet_codebook.csv` next to `sheet.csv`."""
    beside = [
        file
        for file in path.parent.glob("*")
        if file.stem.lower() == f"{path.stem.lower()}_codebook"
        and file.suffix.lower() in (".csv", ".tsv", *ENDINGS)
    ]
    return [sheet for file in sorted(beside) for sheet in _sheets(file)]


def _read_sheet(
    sheet: Sheet, known: set[str], means: Mapping[str, str], number: int
) -> CodedProject:
    """The passages of a sheet, the first, second and so on that is read of its file."""
    columns = _find_header(sheet, means)
    _refuse_odd(sheet, columns.line, columns.read())
    body = enumerate(sheet.rows[columns.line :], start=columns.line + 1)
    rows = [
        columns.values(row, number) for number, row in body if any(cell.strip() for cell in row)
    ]
    rows, filled = _filled(rows)
    _refuse_nameless(sheet, rows)
    codes = codes_in(rows, known, sheet.name)
    paths, marks = paths_of(code for held in codes for code in held)
    passages = Passages(rows, columns, number)
    segments = [
        passages.segment(row, paths[code])
        for row, held in zip(rows, codes, strict=True)
        for code in held
    ]
    heading = columns.header[columns.codes[0]] if columns.codes else ""
    unread = columns.unread(sheet.rows[columns.line :])
    doubtful = [heading for heading in unread if _may_matter(heading, columns)]
    log = [f"{sheet.name}: {columns.said()}", *marks_read(marks, "codes")]
    log += [f"{sheet.name}: not read: {', '.join(unread)}"] * bool(unread)
    losses = [
        *sheet.losses,
        *_hidden(sheet),
        *(f"{sheet.name}: {said}" for said in filled),
        *passages.losses(sheet.name),
        *(f"{sheet.name}: {said}" for said in unsure(rows, codes, known, heading)),
        *_unread(sheet, doubtful),
        *_codeless(sheet, [row for row, held in zip(rows, codes, strict=True) if not held]),
    ]
    return CodedProject("", tuple(filter(None, segments)), (), (), tuple(log), tuple(losses))


def _may_matter(heading: str, columns: Columns) -> bool:
    """Whether a column that is not read may hold words or codes, by its heading or because no other
    holds the words.
    """
    return "quote" not in columns.places or any(
        word in heading.casefold() for word in ("code", "theme", "tag")
    )


def _unread(sheet: Sheet, headings: list[str]) -> list[str]:
    """A sentence about columns that may matter and were not read; none if there are none."""
    if not headings:
        return []
    return [
        f"{sheet.name}: these columns were not read: {', '.join(map(repr, headings))}. If one holds"
        " words or codes, say what it is in columns.csv, in the cohort's folder in private/, a row"
        " with the columns heading and means."
    ]


def _codeless(sheet: Sheet, rows: list[Row]) -> list[str]:
    """A sentence about rows without a code; none if there are none."""
    if not rows:
        return []
    return [
        f"{sheet.name}: {len(rows)} rows have no code and were left out, the first in row"
        f" {rows[0].number}."
    ]


def _filled(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """The rows, those without a source with that of the row above, and what to say of them, if each
    source is written once, as people do where a block of rows is of one source.
    """
    sources = [row.cells["source"] for row in rows]
    written = [source for source in sources if source]
    empty = {row.number for row in rows if not row.source}
    if not (empty and sources[0]) or len(set(written)) < len(written):
        return rows, []
    above = accumulate(sources, _last_named)
    filled = [
        row._replace(cells=row.cells | {"source": source}) if row.number in empty else row
        for row, source in zip(rows, above, strict=True)
    ]
    return filled, [
        f"{len(empty)} rows name no source and were read as of the source above:"
        f" rows {in_spans(empty)}."
    ]


def _last_named(before: str, own: str) -> str:
    return own or before


def _refuse_nameless(sheet: Sheet, rows: list[Row]) -> None:
    for row in rows:
        if not row.source:
            raise IntakeError(
                f"{sheet.name}, row {row.number}: names no source; each row needs the document it"
                " comes from"
            )


def _hidden(sheet: Sheet) -> list[str]:
    named = sheet.grid and (
        ("rows", sheet.grid.hidden_rows),
        ("columns", sheet.grid.hidden_columns),
    )
    return [
        f"{sheet.name}: {kind} {numbers} are hidden; they were read."
        for kind, numbers in named or ()
        if numbers
    ]


def _find_header(sheet: Sheet, means: Mapping[str, str]) -> Columns:
    found = find_columns(sheet.rows, means)
    if found:
        return found
    several = (
        line for line, row in enumerate(sheet.rows) if sum(map(bool, map(str.strip, row))) > 1
    )
    line = next(several, 0)
    headings, below = next(iter(sheet.rows[line:]), []), sheet.rows[line + 1 :]
    are_headings = bool(below) and all(map(str.isprintable, headings))
    raise UnknownHeadings(sheet.name, guessed(headings, below) if are_headings else {})


def _csv_rows(path: Path) -> list[list[str]]:
    if path.stat().st_size > BYTES:
        raise IntakeError(
            f"{path.name} is larger than {BYTES:,} bytes, which no sheet of coded passages is"
        )
    text = _decode(path.read_bytes(), path.name)
    delimiter = _delimiter(text)
    try:
        rows = list(
            islice(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True),
                ROWS + 1,
            )
        )
    except csv.Error as error:
        raise IntakeError(
            f"{path.name} cannot be read as CSV ({error}); is a double quote left open?"
        ) from None
    return _within_rows(rows, path.name)


def _delimiter(text: str) -> str:
    """The mark between cells: the one by which one of the first lines has most headings that are
    known, or else the one that most of these lines have.
    """
    lines = text.lstrip().splitlines()[:SEEN]

    def fits(mark: str) -> tuple[int, int, int]:
        counts = [line.count(mark) for line in lines if mark in line]
        rows = (line.replace('"', "").split(mark) for line in lines)
        return max(map(number_known, rows), default=0), len(counts), sum(counts)

    return max(DELIMITERS, key=fits)


def _within_rows(rows: list[list[str]], name: str) -> list[list[str]]:
    if len(rows) > ROWS:
        raise IntakeError(f"{name} has more than {ROWS:,} rows")
    return rows


def _decode(raw: bytes, name: str) -> str:
    """Text as Excel and the tools save it: UTF-8, UTF-16 with its mark, or else Windows' western
    code page, in which any byte is a letter.
    """
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        if b"\x00" in raw:
            raise IntakeError(f"{name} is not text; save it from your tool as CSV or Excel")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise IntakeError(f"{name} is cut short; save it from your tool again") from None
        return raw.decode("cp1252", errors="replace")


def _workbook_sheets(path: Path) -> list[Sheet]:
    """The visible sheets of a workbook, and of each what it holds besides values."""
    grids = read_grids(path, lambda _, is_hidden: not is_hidden, ROWS)
    unread = sum(grid.is_hidden for grid in grids)
    losses = (
        [f"{path.name}: {unread} hidden sheet{'s were' if unread > 1 else ' was'} not read."]
        if unread
        else []
    )
    sheets = []
    for grid in grids:
        if not grid.is_hidden:
            rows = [grid.rows.get(line, []) for line in range(1, max(grid.rows, default=0) + 1)]
            sheets.append(
                Sheet(
                    f"{path.name}, sheet {grid.title}" if len(grids) > 1 else path.name,
                    rows,
                    grid,
                    tuple(losses),
                )
            )
            losses = []
    return sheets or [Sheet(path.name, [])]


def _refuse_odd(sheet: Sheet, line: int, places: Iterable[int]) -> None:
    """Raise IntakeError for a formula, or cells that are merged, below the headings in a column
    that is read.
    """
    if not sheet.grid:
        return
    for odd in sheet.grid.odd:
        if (
            odd.kind == "formula"
            and odd.line > line
            and column_index_from_string(odd.cell.rstrip("0123456789")) - 1 in places
        ):
            raise IntakeError(
                f"{sheet.name}, cell {odd.cell}: holds a formula; put the value itself there (copy,"
                " then paste values)"
            )
    for cells in sheet.grid.merged:
        left, _, right, bottom = range_boundaries(cells)
        if bottom > line and set(places) & set(range(left - 1, right)):
            raise IntakeError(
                f"{sheet.name}, cells {cells}: are merged, so that all but the first would count as"
                " empty; choose 'Unmerge cells' and fill each"
            )
