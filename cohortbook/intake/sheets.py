"""Reads sheets of coded passages: the one-sheet form, and what Taguette, MAXQDA, ATLAS.ti, QualCoder and NVivo export as CSV or Excel.

A row is one passage with one code, or with several in one cell; a cell with several codes is taken apart only against codes
that stand alone elsewhere or by line breaks, because code names hold commas themselves.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from cohortbook.intake.model import Code, CodedProject, CodedSegment, IntakeError, path_separator, split_path
from cohortbook.intake.safe import check_workbook

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


def read(path: Path) -> CodedProject:
    """Return the coded passages of a sheet. Raises IntakeError if the file cannot be read or its headings are not known."""
    rows = _workbook_rows(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv_rows(path)
    line, columns = _find_header(rows, path.name)
    log = [f"{path.name}: the headings stand in row {line + 1}: " + ", ".join(f"{name} from {rows[line][place]!r}" for name, place in columns.items())]
    body = [(number, row) for number, row in enumerate(rows[line + 1:], start=line + 2) if any(cell.strip() for cell in row)]
    separator = path_separator([_cell(row, columns, "code") for _, row in body])
    if separator:
        log.append(f"{separator!r} in the names of codes was read as the step from a code to one below it.")
    single = _codes_alone([_cell(row, columns, "code") for _, row in body], _counts(rows[line], body))
    segments = []
    for number, row in body:
        segments += _segments(row, number, columns, single, separator, path.name, log)
    if not segments:
        raise IntakeError(f"{path.name} has headings and no row with a code below them")
    codes = tuple(Code(code) for code in dict.fromkeys(segment.code for segment in segments))
    return CodedProject("a sheet of coded passages", tuple(segments), codes, tuple(dict.fromkeys(segment.source for segment in segments)), tuple(log))


def _segments(row: list[str], number: int, columns: dict[str, int], single: set[str], separator: str, name: str, log: list[str]) -> Iterator[CodedSegment]:
    cells = {column: _cell(row, columns, column) for column in HEADINGS}
    if not cells["source"]:
        raise IntakeError(f"{name}, row {number}: names no source; each row needs the document it comes from")
    if not cells["code"]:
        log.append(f"{name}, row {number}: has no code and was left out")
        return
    quote = cells["quote"] or None
    start = int(cells["start"]) if cells["start"].isdigit() else None
    for code in _codes_of(cells["code"], single):
        yield CodedSegment(cells["source"], quote or f"row {number}", split_path(code, separator), cells["case"], cells["group"], cells["cohort"], cells["coder"], start, quote)


def _cell(row: list[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def _find_header(rows: list[list[str]], name: str) -> tuple[int, dict[str, int]]:
    """The first row, among the first ten, that holds the headings we need: some tools put a title line above them."""
    for line, row in enumerate(rows[:10]):
        cells = [cell.strip().strip("\ufeff").lower() for cell in row]
        columns = {column: cells.index(word) for column, words in HEADINGS.items() for word in words[::-1] if word in cells}
        if all(column in columns for column in NEEDED):
            return line, columns
    raise IntakeError(f"{name} has no heading for {' and '.join(NEEDED)}; the one-sheet form has the headings source, case, group, cohort, code, quote")


def _counts(header: list[str], body: list[tuple[int, list[str]]]) -> list[int | None]:
    """How many codes each row says it has, where a tool says so (ATLAS.ti: Number of Codes)."""
    cells = [cell.strip().lower() for cell in header]
    if "number of codes" not in cells:
        return [None] * len(body)
    place = cells.index("number of codes")
    return [int(row[place]) if place < len(row) and row[place].strip().isdigit() else None for _, row in body]


def _codes_alone(cells: list[str], counts: list[int | None]) -> set[str]:
    """Codes that are certainly one: alone in their cell by the tool's own count, or on a line of their own."""
    alone = {line.strip() for cell in cells if "\n" in cell for line in cell.splitlines() if line.strip()}
    alone |= {cell for cell, count in zip(cells, counts, strict=True) if count == 1}
    if all(count is None for count in counts):
        alone |= {cell for cell in cells if "\n" not in cell}
    return alone


def _codes_of(cell: str, single: set[str]) -> list[str]:
    """The codes in a cell: lines, or the cell itself if it is a code, or, from the longest, codes known to stand alone."""
    if "\n" in cell:
        return [line.strip().lstrip("•-○●◦ ").strip() for line in cell.splitlines() if line.strip()]
    if cell in single:
        return [cell]
    rest, found = cell, []
    for code in sorted(single, key=len, reverse=True):
        if code in rest:
            found.append(code)
            rest = rest.replace(code, "", 1)
    if rest.strip(" ,;|"):
        raise IntakeError(f"the cell {cell!r} holds several codes that cannot be told apart, because code names may hold commas; "
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
    if len(rows) > ROWS:
        raise IntakeError(f"{path.name} has more than {ROWS:,} rows")
    return rows


def _decode(raw: bytes, name: str) -> str:
    """Text as Excel and the tools save it: UTF-8, UTF-16 with its mark, or else Windows' western code page, in which any byte is a letter."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    if b"\x00" in raw:
        raise IntakeError(f"{name} is not text; save it from your tool as CSV or Excel")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _workbook_rows(path: Path) -> list[list[str]]:
    """The rows of the first sheet that has the headings we need, otherwise of the first."""
    check_workbook(path)
    try:
        book = load_workbook(path, read_only=True)
        sheets = [[[_shown(cell, path.name) for cell in cells] for cells in islice(sheet.iter_rows(), ROWS + 1)] for sheet in book.worksheets]
    except IntakeError:
        raise
    except Exception:
        raise IntakeError(f"{path.name} is not an Excel workbook that can be read; open it in Excel and save it again") from None
    for rows in sheets:
        if len(rows) > ROWS:
            raise IntakeError(f"{path.name} has more than {ROWS:,} rows")
        try:
            _find_header(rows, path.name)
            return rows
        except IntakeError:
            continue
    return sheets[0] if sheets else []


def _shown(cell, name: str) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        raise IntakeError(f"{name}, cell {cell.coordinate}: holds a formula; put the value itself there (copy, then paste values)")
    return str(int(cell.value)) if isinstance(cell.value, float) and cell.value.is_integer() else str(cell.value)
