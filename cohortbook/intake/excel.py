"""Read Excel workbooks (.xlsx, .xlsm): the text of their cells, and what they hold besides values.

Office Open XML is ECMA-376. Excel also saves its Strict form, which has the same parts under other
namespaces.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from cohortbook.intake.model import LAST_ROW, Grid, Odd, in_spans
from cohortbook.intake.safe import check_workbook, open_zip, read_member
from cohortbook.study.problems import IntakeError

BOOK = "xl/workbook.xml"
STRICT = re.compile(rb"""((?:xmlns(?::\w+)?|Type)=["'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)""")
TYPED = {
    "=TRUE()": "true",
    "=FALSE()": "false",
}  # how LibreOffice saves what was typed as true or false


class Layout(NamedTuple):
    """What a sheet says of its rows and columns: which are hidden, and which cells are merged, such
    as C2:C3.
    """

    rows: set[int]
    columns: set[int]
    merged: list[str]


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets. Raises IntakeError if it cannot be read."""
    check_workbook(path)
    with _opened(path) as book:
        return book.sheetnames


def read_excel(path: Path, is_wanted: Callable[[str, bool], bool], most: int) -> list[Grid]:
    """Return the sheets of a workbook; those that are not wanted, by name and whether hidden,
    without rows.

    Raises IntakeError if it cannot be read, or a sheet holds more than `most` filled rows.
    """
    check_workbook(path)
    with open_zip(path) as archive, _opened(path) as book:
        grids = []
        for sheet in book.worksheets:
            is_hidden = sheet.sheet_state != "visible"
            grids.append(
                _grid(sheet, _layout(archive, sheet), f"{path.name}, sheet {sheet.title}", most)
                if is_wanted(sheet.title, is_hidden)
                else Grid(sheet.title, {}, is_hidden)
            )
    return grids


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading, and close it. Raises IntakeError for whatever is wrong in it."""
    try:
        book = load_workbook(_transitional(path), read_only=True)
        try:
            yield book
        finally:
            book.close()
    except IntakeError:
        raise
    except Exception:
        raise IntakeError(
            f"{path.name} is not an Excel workbook that can be read; open it in Excel and save it"
            " again"
        ) from None


def _transitional(path: Path) -> Path | io.BytesIO:
    """A workbook of the Strict form under the namespaces of the usual one, which is all that
    openpyxl reads; any other as it is.
    """
    with open_zip(path) as archive:
        if BOOK not in archive.namelist() or not STRICT.search(
            read_member(archive, archive.getinfo(BOOK))
        ):
            return path
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as copy:
            for member in archive.infolist():
                copy.writestr(
                    member.filename,
                    STRICT.sub(
                        rb"\1http://schemas.openxmlformats.org/\2/2006/\3",
                        read_member(archive, member),
                    ),
                )
    return content


def _layout(archive: zipfile.ZipFile, sheet: Worksheet) -> Layout:
    """openpyxl shows it only in a workbook that it reads whole, which takes ten times the
    memory.
    """
    layout = Layout(set(), set(), [])

    def see(tag: str, attributes: dict[str, str]) -> None:
        name, is_hidden = tag.rpartition(" ")[2], attributes.get("hidden") in ("1", "true")
        if name == "mergeCell":
            layout.merged.append(attributes.get("ref", ""))
        elif name == "row" and is_hidden:
            layout.rows.add(int(attributes.get("r", 0)))
        elif name == "col" and is_hidden:
            layout.columns.update(
                range(int(attributes["min"]), min(int(attributes["max"]), 16_384) + 1)
            )

    parser = expat.ParserCreate(
        namespace_separator=" "
    )  # some programs write every name with a prefix
    parser.StartElementHandler = see
    parser.Parse(read_member(archive, archive.getinfo(sheet._worksheet_path)), True)
    return layout


def _grid(sheet: Worksheet, layout: Layout, place: str, most: int) -> Grid:
    sheet.reset_dimensions()  # some programs write a range that leaves rows out
    rows: dict[int, list[str]] = {}
    odd: list[Odd] = []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell, odd) for cell in cells] if cells else []
        if any(texts) or (odd and odd[-1].line == line):
            rows[line] = texts
        if len(rows) > most or line > LAST_ROW:
            raise IntakeError(f"{place}: holds more than {most:,} rows")
    columns = {
        number
        for number in layout.columns
        if any(number <= len(row) and row[number - 1] for row in rows.values())
    }
    return Grid(
        sheet.title,
        rows,
        sheet.sheet_state != "visible",
        in_spans(layout.rows & set(rows)),
        in_spans(columns, get_column_letter),
        tuple(layout.merged),
        tuple(odd),
    )


def _text(cell, odd: list[Odd]) -> str:
    """The text of a cell as someone would type it: whole numbers without a point, true and false,
    dates as year-month-day.
    """
    value = cell.value
    if value is None:
        return ""
    if str(value).upper() in TYPED:
        return TYPED[str(value).upper()]
    if cell.data_type == "f":
        odd.append(Odd("formula", cell.row, cell.coordinate))
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        text = str(int(value)) if value == value // 1 else f"{value:.15g}"
        if "%" in cell.number_format:
            odd.append(Odd("percentage", cell.row, cell.coordinate, text, f"{value * 100:.10g}"))
        return text
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)):
        if isinstance(value, datetime.datetime) and value.time() == datetime.time():
            value = value.date()
        text = str(value)
        odd.append(Odd("date", cell.row, cell.coordinate, text))
        return text
    return _unescaped(str(value))


def _unescaped(text: str) -> str:
    """Text with its characters for what ECMA-376 (ST_Xstring) writes as _x000D_ and the like, and
    line ends as one character.
    """
    if "_x" in text:
        text = unescape(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
