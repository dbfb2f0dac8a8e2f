"""Read OpenDocument spreadsheets (.ods), as LibreOffice saves them (OpenDocument 1.3, part 3).

The readers that there are give values alone: not that a cell was calculated, merged or hidden.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter

from cohortbook.intake.model import LAST_ROW, Grid, Odd, in_spans
from cohortbook.intake.safe import open_zip, parse_xml, read_member
from cohortbook.study.problems import IntakeError

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, STYLE = (SPACE % name for name in ("table", "office", "text", "style"))
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
WIDEST, MOST = (
    16_384,
    5_000_000,
)  # columns of a sheet; filled cells, which a few letters can repeat without end
CONTENT, STYLES = "content.xml", "styles.xml"
TYPED = ("of:=TRUE()", "of:=FALSE()")


def is_opendocument(path: Path) -> bool:
    """Whether a file is an OpenDocument spreadsheet, by what it says of itself in its
    first member.
    """
    if not zipfile.is_zipfile(path):
        return False
    with open_zip(path) as archive:
        return (
            "mimetype" in archive.namelist()
            and read_member(archive, archive.getinfo("mimetype")).strip() == KIND
        )


def sheet_names(path: Path) -> list[str]:
    """Return the names of a spreadsheet's sheets. Raises IntakeError if it cannot be read."""
    return [table.get(f"{TABLE}name", "") for table in _tables(read_content(path))]


def read_opendocument(path: Path, is_wanted: Callable[[str, bool], bool], most: int) -> list[Grid]:
    """Return the sheets of a spreadsheet; those that are not wanted, by name and whether hidden,
    without rows.

    Raises IntakeError if it cannot be read, or a sheet holds more than `most` filled rows.
    """
    content = read_content(path)
    unseen = {
        style.get(f"{STYLE}name")
        for style in content.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    grids = []
    for table in _tables(content):
        title, is_hidden = table.get(f"{TABLE}name", ""), table.get(f"{TABLE}style-name") in unseen
        is_read = is_wanted(title, is_hidden)
        grids.append(
            _grid(table, title, is_hidden, f"{path.name}, sheet {title}", most)
            if is_read
            else Grid(title, {}, is_hidden)
        )
    return grids


def read_content(path: Path) -> Element:
    """Return the content of a file. Raises IntakeError if it cannot be read."""
    with open_zip(path) as archive:
        manifest = [
            member for member in archive.infolist() if member.filename == "META-INF/manifest.xml"
        ]
        if manifest and b"encryption-data" in read_member(archive, manifest[0]):
            raise IntakeError(f"{path.name} is protected by a password; save it without one")
        if CONTENT not in archive.namelist():
            raise IntakeError(
                f"{path.name} holds no {CONTENT}, which every OpenDocument file has; save it again"
            )
        return _part(archive, path, CONTENT)


def read_styles(path: Path) -> Element | None:
    """Return the styles of a file that have names, None if it has no such part. Raises IntakeError
    if they cannot be read.
    """
    with open_zip(path) as archive:
        return _part(archive, path, STYLES) if STYLES in archive.namelist() else None


def _part(archive: zipfile.ZipFile, path: Path, name: str) -> Element:
    return parse_xml(read_member(archive, archive.getinfo(name)), f"{path.name}: {name}")


def _tables(content: Element) -> list[Element]:
    return content.findall(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table")


def _grid(table: Element, title: str, is_hidden: bool, place: str, most: int) -> Grid:
    rows: dict[int, list[str]] = {}
    merged: list[str] = []
    odd: list[Odd] = []
    hidden, line, held = set(), 0, 0
    for row in _below(table, f"{TABLE}table-row"):
        texts = _row(row, line + 1, odd, merged)
        for again in range(_number(row, "rows-repeated") if any(texts) else 0):
            rows[line + 1 + again] = texts
            held += len(texts)
            if len(rows) > most or held > MOST or line + again > LAST_ROW:
                raise IntakeError(f"{place}: holds more than {most:,} rows")
            if row.get(f"{TABLE}visibility", "visible") != "visible":
                hidden.add(line + 1 + again)
        line += _number(row, "rows-repeated")
    columns = {
        number
        for number in _hidden_columns(table)
        if any(number <= len(row) and row[number - 1] for row in rows.values())
    }
    return Grid(
        title,
        rows,
        is_hidden,
        in_spans(hidden),
        in_spans(columns, get_column_letter),
        tuple(merged),
        tuple(odd),
    )


def _below(element: Element, *tags: str) -> Iterator[Element]:
    """Rows or columns in order; groups and headings that they may be in are no matter, tables
    within cells are not looked into.
    """
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in CELLS and child.tag != f"{TABLE}table-row":
            yield from _below(child, *tags)


def _number(element: Element, name: str) -> int:
    text = element.get(f"{TABLE}number-{name}", "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1


def _hidden_columns(table: Element) -> Iterator[int]:
    place = 0
    for column in _below(table, f"{TABLE}table-column"):
        if column.get(f"{TABLE}visibility", "visible") != "visible":
            yield from range(
                place + 1, min(place + _number(column, "columns-repeated"), WIDEST) + 1
            )
        place += _number(column, "columns-repeated")


def _row(row: Element, line: int, odd: list[Odd], merged: list[str]) -> list[str]:
    texts: list[str] = []
    for cell in _below(row, *CELLS):
        name = f"{get_column_letter(min(len(texts) + 1, WIDEST))}{line}"
        wide, high = _number(cell, "columns-spanned"), _number(cell, "rows-spanned")
        if wide > 1 or high > 1:
            merged.append(
                f"{name}:{get_column_letter(min(len(texts) + wide, WIDEST))}{line + high - 1}"
            )
        text = "" if cell.tag == CELLS[1] else _text(cell, line, name, odd)
        texts += [text] * min(_number(cell, "columns-repeated"), WIDEST - len(texts))
        if len(texts) >= WIDEST:
            break
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Element, line: int, name: str, odd: list[Odd]) -> str:
    """The text of a cell as someone would type it, by its kind."""
    kind, value = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{OFFICE}value", "")
    formula = cell.get(f"{TABLE}formula", "")
    if formula and formula.upper() not in map(str.upper, TYPED):
        odd.append(Odd("formula", line, name))
        return ""
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value", "")
    if kind in ("float", "currency", "percentage"):
        text = _as_number(value)
        if kind == "percentage":
            odd.append(Odd("percentage", line, name, text, _as_number(value, 100)))
        return text
    if kind in ("date", "time"):
        text = cell.get(f"{OFFICE}{kind}-value", "").removesuffix("T00:00:00")
        odd.append(Odd("date", line, name, text))
        return text
    return "\n".join(_words(paragraph) for paragraph in cell.findall(f"{TEXT}p"))


def _as_number(value: str, times: int = 1) -> str:
    try:
        number = float(value) * times
        return str(int(number)) if number.is_integer() else f"{number:.15g}"
    except (ValueError, OverflowError):
        return value


def _words(element: Element) -> str:
    """The words of a paragraph: blanks, tabs and line ends are elements; notes that hang on a cell
    are not within.
    """
    inserted = {
        f"{TEXT}s": " " * _blanks(element),
        f"{TEXT}tab": "\t",
        f"{TEXT}line-break": "\n",
    }.get(element.tag, "")
    return (
        inserted
        + (element.text or "")
        + "".join(_words(child) + (child.tail or "") for child in element)
    )


def _blanks(element: Element) -> int:
    count = element.get(f"{TEXT}c", "1")
    return int(count) if count.isdecimal() and len(count) < 5 else 1
