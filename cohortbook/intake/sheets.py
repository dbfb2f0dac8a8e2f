"""Reads sheets of coded passages: the one-sheet form, and what Taguette, MAXQDA, ATLAS.ti, QualCoder and NVivo export as CSV or Excel.

A row is one passage with one code, or with several in one cell: on lines of their own or, where the tool says how many there are,
taken apart against codes that stand alone elsewhere, because code names hold commas themselves.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils.cell import column_index_from_string, range_boundaries

from cohortbook.intake.model import Code, CodedProject, CodedSegment, Grid, IntakeError, path_separator, split_path
from cohortbook.intake.spreadsheets import ENDINGS, read_grids

ROWS = 200_000
BYTES = 200_000_000
# What tools call the columns we need, lower case. Taguette and ATLAS.ti 22 to 26 as exported; MAXQDA, NVivo and QualCoder as documented.
HEADINGS = {
    "source": ("source", "document", "document name", "file", "file/case", "filename", "name of file", "dokumentname", "files\\name"),
    "case": ("case", "person", "participant", "speaker"),
    "group": ("group", "document group", "document groups", "stakeholder"),
    "cohort": ("cohort",),
    "code": ("code", "tag", "codes", "codename", "code name", "node", "tags"),
    "quote": ("quote", "content", "segment", "quotation content", "text content", "coded text", "text", "quotation", "coded", "text segment", "reference text"),
    "coder": ("coder", "created by", "author", "user", "coded by"),
    "start": ("start", "beginning position", "pos0"),
}
NEEDED = ("source", "code")


class Sheet(NamedTuple):
    """The rows of one sheet as text, its name for messages, what a spreadsheet holds besides, and what was not read before it came."""

    name: str
    rows: list[list[str]]
    grid: Grid | None = None
    losses: tuple[str, ...] = ()


def read(path: Path) -> CodedProject:
    """Return the coded passages of a file. Raises IntakeError if it cannot be read or its headings are not known.

    Every visible sheet of a workbook that has the headings is read; if none has, the first one is named.
    """
    sheets = _workbook_sheets(path) if path.suffix.lower() in ENDINGS else [Sheet(path.name, _csv_rows(path))]
    headed = [sheet for sheet in sheets if _header(sheet.rows)] or sheets[:1]
    parts = [_read_sheet(sheet) for sheet in headed]
    segments = [segment for part in parts for segment in part.segments]
    if not segments:
        raise IntakeError(f"{path.name} has headings and no row with a code below them")
    codes = tuple(Code(code) for code in dict.fromkeys(segment.code for segment in segments))
    sources = tuple(dict.fromkeys(segment.source for segment in segments))
    return CodedProject("a sheet of coded passages", tuple(segments), codes, sources, tuple(line for part in parts for line in part.log), tuple(line for part in parts for line in part.losses))


def _read_sheet(sheet: Sheet) -> CodedProject:
    line, columns = _find_header(sheet)
    header = sheet.rows[line]
    _refuse_odd(sheet, line + 1, columns.values())
    log = [f"{sheet.name}: the headings stand in row {line + 1}: " + ", ".join(f"{name} from {header[place]!r}" for name, place in columns.items())]
    body = [(number, row) for number, row in enumerate(sheet.rows[line + 1:], start=line + 2) if any(cell.strip() for cell in row)]
    cells = [_cell(row, columns, "code") for _, row in body]
    separator = path_separator(dict.fromkeys(cells))
    if separator:
        log.append(f"{separator!r} in the names of codes was read as the step from a code to one below it.")
    counts = _counts(header, body)
    single = _codes_alone(cells, counts)
    segments, without, seen = [], [], Counter()
    for (number, row), count in zip(body, counts, strict=True):
        found = {column: _cell(row, columns, column) for column in HEADINGS}
        if not found["source"]:
            raise IntakeError(f"{sheet.name}, row {number}: names no source; each row needs the document it comes from")
        if not found["code"]:
            without.append(number)
        for code in _codes_of(found["code"], single, count, f"{sheet.name}, row {number}"):
            segments.append(_segment(found, split_path(code, separator), seen))
    losses = [*sheet.losses, *_hidden(sheet)]
    losses += [f"{sheet.name}: {len(without)} rows have no code and were left out, the first in row {without[0]}."] if without else []
    return CodedProject("", tuple(segments), (), (), tuple(log), tuple(losses))


def _hidden(sheet: Sheet) -> list[str]:
    named = sheet.grid and (("rows", sheet.grid.hidden_rows), ("columns", sheet.grid.hidden_columns))
    return [f"{sheet.name}: {kind} {numbers} are hidden; they were read." for kind, numbers in named or () if numbers]


def _segment(found: dict[str, str], code: tuple[str, ...], seen: Counter) -> CodedSegment:
    """One code of one row. Without a place, the words of one person in one source are one span; without words, each row is its own."""
    start = int(found["start"]) if found["start"].isdecimal() else None
    key = found["case"] or "words"
    if not found["quote"] and start is None:
        mark = (found["source"], found["case"], code)
        seen[mark] += 1
        key = f"{found['case']}: {' > '.join(code)} ({seen[mark]})"
    return CodedSegment(found["source"], key, code, found["case"], found["group"], found["cohort"], found["coder"], start, found["quote"] or None)


def _cell(row: list[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def _header(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    """The first row, among the first ten, that holds the headings we need: some tools put a title line above them."""
    for line, row in enumerate(rows[:10]):
        cells = [cell.strip().strip("\ufeff").lower() for cell in row]
        columns = {column: cells.index(word) for column, words in HEADINGS.items() for word in words[::-1] if word in cells}
        if all(column in columns for column in NEEDED):
            return line, columns
    return None


def _find_header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    found = _header(sheet.rows)
    if not found:
        raise IntakeError(f"{sheet.name} has no heading for {' and '.join(NEEDED)}; the one-sheet form has the headings source, case, group, cohort, code, quote. "
                          "(The workbook of a cohort is known by its sheet `cohort`, which must not be renamed.)")
    return found


def _counts(header: list[str], body: list[tuple[int, list[str]]]) -> list[int | None]:
    """How many codes each row says it has, where a tool says so (ATLAS.ti: Number of Codes)."""
    cells = [cell.strip().lower() for cell in header]
    if "number of codes" not in cells:
        return [None] * len(body)
    place = cells.index("number of codes")
    return [int(row[place]) if place < len(row) and row[place].strip().isdecimal() else None for _, row in body]


def _codes_alone(cells: list[str], counts: list[int | None]) -> set[str]:
    """Codes that are certainly one: alone in their cell by the tool's own count, or on a line of their own."""
    alone = {line.strip() for cell in cells if "\n" in cell for line in cell.splitlines() if line.strip()}
    alone |= {cell for cell, count in zip(cells, counts, strict=True) if count == 1}
    if all(count is None for count in counts):
        alone |= {cell for cell in cells if "\n" not in cell}
    return alone


def _codes_of(cell: str, single: set[str], count: int | None, place: str) -> list[str]:
    """The codes in a cell: lines, or the cell itself if it is a code, or, from the longest, codes known to stand alone; as many as the tool says."""
    if not cell:
        return []
    if "\n" in cell:
        return [line.strip().lstrip("•-○●◦ ").strip() for line in cell.splitlines() if line.strip()]
    if cell in single and count in (None, 1):
        return [cell]
    rest, found = cell, []
    for code in sorted(single, key=lambda code: (-len(code), code)):
        if code in rest and code != cell:
            found.append(code)
            rest = rest.replace(code, "", 1)
    if rest.strip(" ,;|") or (count is not None and len(found) != count):
        raise IntakeError(f"{place}: the cell {cell!r} holds several codes that cannot be told apart, because code names may hold commas; "
                          "export one row for each passage and code")
    return found


def _csv_rows(path: Path) -> list[list[str]]:
    if path.stat().st_size > BYTES:
        raise IntakeError(f"{path.name} is larger than {BYTES:,} bytes, which no sheet of coded passages is")
    text = _decode(path.read_bytes(), path.name)
    lines = text.lstrip().splitlines()
    first = next((line for line in lines[:10] if any(mark in line for mark in ",;\t")), "")
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), ROWS + 1))
    except csv.Error as error:
        raise IntakeError(f"{path.name} cannot be read as CSV ({error}); is a double quote left open?") from None
    return _within_rows(rows, path.name)


def _within_rows(rows: list[list[str]], name: str) -> list[list[str]]:
    if len(rows) > ROWS:
        raise IntakeError(f"{name} has more than {ROWS:,} rows")
    return rows


def _decode(raw: bytes, name: str) -> str:
    """Text as Excel and the tools save it: UTF-8, UTF-16 with its mark, or else Windows' western code page, in which any byte is a letter."""
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
    losses = [f"{path.name}: {unread} hidden sheet{'s were' if unread > 1 else ' was'} not read."] if unread else []
    sheets = []
    for grid in grids:
        if not grid.is_hidden:
            rows = [grid.rows.get(line, []) for line in range(1, max(grid.rows, default=0) + 1)]
            sheets.append(Sheet(f"{path.name}, sheet {grid.title}" if len(grids) > 1 else path.name, rows, grid, tuple(losses)))
            losses = []
    return sheets or [Sheet(path.name, [])]


def _refuse_odd(sheet: Sheet, line: int, places: Iterable[int]) -> None:
    """Raise IntakeError for a formula, or cells that are merged, below the headings in a column that is read."""
    if not sheet.grid:
        return
    for odd in sheet.grid.odd:
        if odd.kind == "formula" and odd.line > line and column_index_from_string(odd.cell.rstrip("0123456789")) - 1 in places:
            raise IntakeError(f"{sheet.name}, cell {odd.cell}: holds a formula; put the value itself there (copy, then paste values)")
    for cells in sheet.grid.merged:
        left, _, right, bottom = range_boundaries(cells)
        if bottom > line and set(places) & set(range(left - 1, right)):
            raise IntakeError(f"{sheet.name}, cells {cells}: are merged, so that all but the first would count as empty; choose 'Unmerge cells' and fill each")
