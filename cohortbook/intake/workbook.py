"""The Excel workbook of a cohort: one sheet a table, made from the dictionary, and read back as the text of its cells."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cohortbook.dictionary import Column, Dictionary
from cohortbook.intake.consent import CONSENT, sheet_columns
from cohortbook.intake.model import IntakeError
from cohortbook.intake.safe import check_workbook, merged_cells
from cohortbook.tables import EXAMPLE

COHORT = "cohort"  # the sheet of cohort.yml: a row a field
README, LISTS = "read me", "lists"
ROWS = 20_000  # of a sheet; nobody fills more by hand
HEADING, TEXT = Font(name="Arial", size=11, bold=True), Font(name="Arial", size=11)
NOTE = Font(name="Arial", size=11, italic=True, color="595959")
NEEDED = PatternFill("solid", fgColor="FFF2CC")


class Filled(NamedTuple):
    """What a filled workbook holds: the cohort it was made for, the fields of cohort.yml, and each table's rows as text, the headings first."""

    cohort: str
    fields: dict[str, str]
    tables: dict[str, list[list[str]]]


def write_workbook(dictionary: Dictionary, path: Path, cohort: str, values: dict[str, str]) -> None:
    """Write an empty workbook: a sheet of instructions, one of the cohort with `values` filled in, one for each table of a cohort.

    Every heading carries the column's description as a note; cells that allow only certain values offer them as a list; each
    table begins with an example row, which is refused until it is deleted. The sheet of consent has a row for each person and
    no example.
    """
    book = Workbook()
    _instructions(book.active)
    lists = book.create_sheet(LISTS)
    _cohort_sheet(book.create_sheet(COHORT), cohort, dictionary.cohort_fields, values, lists)
    for table in dictionary.cohort_tables:
        columns = sheet_columns(dictionary) if table.name == CONSENT else table.columns
        _table_sheet(book.create_sheet(table.name), columns, lists, has_example=table.name != CONSENT)
    book.move_sheet(lists, offset=len(book.sheetnames))
    lists.sheet_state = "hidden"
    book.save(path)


def _instructions(sheet: Worksheet) -> None:
    sheet.title = README
    lines = ("Fill the sheets from left to right; leave empty what is not known.",
             "Each heading has a note: what the column holds, and an example. Yellow headings must be filled.",
             f"Row 2 of each table is an example, marked {EXAMPLE}. Delete it when you have seen how it is done.",
             "Identifiers are made by you, such as PR19: never a name, never initials.",
             "The sheet consent is for a cohort whose disclosure is agreed: who said yes or no to what on the signed form. Otherwise leave it empty.",
             "The sheets passages, attributions, codings and impacts may stay empty if you take in a coded project instead.",
             "Write values, not formulas. Do not rename sheets or headings.")
    for line, text in enumerate(lines, start=1):
        cell = sheet.cell(line, 1, text)
        cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), TEXT
    sheet.column_dimensions["A"].width = 90


def _cohort_sheet(sheet: Worksheet, cohort: str, fields: tuple[Column, ...], values: dict[str, str], lists: Worksheet) -> None:
    for place, heading in enumerate(("field", "value", "what it is"), start=1):
        sheet.cell(1, place, heading).font = HEADING
    for place, text in enumerate((COHORT, cohort, "The cohort this workbook is for. Do not change it."), start=1):
        sheet.cell(2, place, text).font = NOTE if place == 3 else HEADING
    for line, field in enumerate(fields, start=3):
        sheet.cell(line, 1, field.name).font = HEADING
        sheet.cell(line, 2, values.get(field.name)).font = TEXT
        sheet.cell(line, 3, f"{field.description} For example: {field.example.strip('[]')}").font = NOTE
        if field.type != "array":
            _offer(sheet, field, f"B{line}", lists)
    for letter, width in (("A", 18), ("B", 30), ("C", 90)):
        sheet.column_dimensions[letter].width = width


def _table_sheet(sheet: Worksheet, columns: tuple[Column, ...], lists: Worksheet, has_example: bool) -> None:
    for place, column in enumerate(columns, start=1):
        heading = sheet.cell(1, place, column.name)
        heading.font = HEADING
        heading.comment = Comment(f"{column.description}\nFor example: {column.example}", "cohortbook", width=320, height=160)
        if column.required:
            heading.fill = NEEDED
        if has_example:
            sheet.cell(2, place, EXAMPLE if place == 1 else column.example).font = NOTE
        letter = get_column_letter(place)
        longest = max(map(len, (column.name, column.example, *column.enum)))
        sheet.column_dimensions[letter].width = min(max(12, longest + 4), 40)
        sheet.column_dimensions[letter].font = TEXT
        if column.type == "string":
            sheet.column_dimensions[letter].number_format = "@"  # so that Excel makes no date of an identifier such as SEP2
        _offer(sheet, column, f"{letter}2:{letter}{ROWS}", lists)
    sheet.freeze_panes = "B2"


def _offer(sheet: Worksheet, column: Column, cells: str, lists: Worksheet) -> None:
    """Let Excel offer what a column allows, and say so when something else is typed."""
    allowed = column.enum or (("true", "false") if column.type == "boolean" else ())
    if allowed:
        letter = get_column_letter(lists.max_column + (lists["A1"].value is not None))
        for line, value in enumerate(allowed, start=1):
            lists[f"{letter}{line}"] = value
        rule = DataValidation("list", formula1=f"={LISTS}!${letter}$1:${letter}${len(allowed)}", allow_blank=True)
        rule.error = "Choose one from the list, or leave the cell empty."
    elif column.type in ("integer", "year", "number"):
        kind = "decimal" if column.type == "number" else "whole"
        rule = DataValidation(kind, "between", str(column.minimum if column.minimum is not None else -10**9),
                              str(column.maximum if column.maximum is not None else 10**9), allow_blank=True)
        rule.error = f"A number, for example {column.example}."
    else:
        return
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(cells)


def read_workbook(path: Path, dictionary: Dictionary) -> Filled:
    """Return what a filled workbook holds; empty rows at the end of a sheet are left out.

    Raises IntakeError if the file is no workbook, is not this one, or a cell holds a formula or is merged with others.
    """
    check_workbook(path)
    known, merged = {table.name for table in dictionary.cohort_tables}, merged_cells(path)
    with _opened(path) as book:
        sheets = {sheet.title: _rows(sheet, path.name, merged) for sheet in book.worksheets if sheet.title in known | {COHORT}}
    missing = [name for name in (COHORT, *(table.name for table in dictionary.cohort_tables if table.name != CONSENT)) if name not in sheets]
    if missing:
        raise IntakeError(f"{path.name} has no sheet named {missing[0]}; fill the workbook that `cohortbook new` made, and leave its sheets their names")
    fields: dict[str, str] = {}
    for line, row in enumerate(sheets.pop(COHORT)[1:], start=2):
        if row and row[0] and fields.setdefault(row[0], row[1] if len(row) > 1 else "") != (row[1] if len(row) > 1 else ""):
            raise IntakeError(f"{path.name}, sheet {COHORT}, row {line}: {row[0]} is given twice; keep one of the rows")
    return Filled(fields.pop(COHORT, ""), fields, sheets)


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading, and close it. Raises IntakeError for whatever is wrong in it."""
    try:
        book = load_workbook(path, read_only=True)
        try:
            yield book
        finally:
            book.close()
    except IntakeError:
        raise
    except Exception:
        raise IntakeError(f"{path.name} is not an Excel workbook that can be read; open it in Excel and save it again") from None


def _rows(sheet: Worksheet, name: str, merged: dict[str, str]) -> list[list[str]]:
    rows, part = [], sheet._worksheet_path  # by which merged cells are known: openpyxl tells them only of a workbook that it reads whole
    if part in merged:
        raise IntakeError(f"{name}, sheet {sheet.title}, cells {merged[part]}: are merged, so that all but the first would count as empty; choose 'Unmerge cells' and fill each")
    sheet.reset_dimensions()  # some programs write a range that leaves rows out
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > ROWS:
            raise IntakeError(f"{name}, sheet {sheet.title}: holds more than {ROWS:,} rows; delete the empty rows below your data")
        rows.append([_text(cell, f"{name}, sheet {sheet.title}") for cell in cells])
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place for row in rows for place, text in enumerate(row, start=1) if text), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def _text(cell, place: str) -> str:
    """The text of a cell as somebody would type it: on one line, whole numbers without a point, true and false, dates as year-month-day."""
    value = cell.value
    if value is None:
        return ""
    if str(value).upper() in ("=TRUE()", "=FALSE()"):  # how LibreOffice saves what was typed as true or false
        return str(value)[1:-2].lower()
    if cell.data_type == "f":
        raise IntakeError(f"{place}, cell {cell.coordinate}: holds a formula; put the value itself there (copy, then paste values)")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)) and "%" in cell.number_format:
        percent = f"{value * 100:.10g}"
        raise IntakeError(f"{place}, cell {cell.coordinate}: is a percentage ({percent}%), which Excel keeps as {value}; choose the number format General, "
                          f"write {percent}, and put percent into the unit")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return " ".join(str(value).split())


def is_workbook(path: Path, dictionary: Dictionary) -> bool:
    """Whether a file is the workbook of a cohort, as `cohortbook new` makes it, and not some other Excel file: it has several of its sheets.

    Raises IntakeError if it is no Excel file.
    """
    check_workbook(path)
    with _opened(path) as book:
        return len({COHORT, *(table.name for table in dictionary.cohort_tables)} & set(book.sheetnames)) > 2
