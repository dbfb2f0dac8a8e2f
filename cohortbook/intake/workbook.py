"""Write the workbook of a cohort from the dictionary, one sheet a table, and read it back from
Excel or LibreOffice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cohortbook.intake.consent import CONSENT, sheet_columns
from cohortbook.intake.model import Grid, in_spans
from cohortbook.intake.spreadsheets import read_grids, sheet_names
from cohortbook.intake.values import meant, values_allowed
from cohortbook.study.dictionary import Column, Dictionary, Table
from cohortbook.study.problems import IntakeError
from cohortbook.study.tables import EXAMPLE

COHORT = "cohort"  # the sheet of cohort.yml: a row a field
README, LISTS = "read me", "lists"
WITHOUT_EXAMPLE = (CONSENT, "passages", "attributions", "codings")
NONE_TAKEN: Mapping[str, str] = MappingProxyType({})
NUMBERS = ("integer", "year", "number")
ROWS = 20_000  # of a sheet; no one fills more by hand
HEADING, TEXT = Font(name="Arial", size=11, bold=True), Font(name="Arial", size=11)
NOTE = Font(name="Arial", size=11, italic=True, color="595959")
NEEDED = PatternFill("solid", fgColor="FFF2CC")
INSTRUCTIONS = (
    "Fill the sheets from left to right; leave empty what is not known.",
    (
        "Each heading has a note: what the column holds, and an example. Yellow headings must"
        " be filled."
    ),
    (
        f"Row 2 of each table is an example, marked {EXAMPLE}. Delete it when you have seen how"
        " it is done."
    ),
    "Identifiers are made by you, such as PR19: never a name, never initials.",
    (
        "The sheet consent is for a cohort whose disclosure is agreed: who said yes or no to"
        " what on the signed form. Otherwise leave it empty."
    ),
    (
        "The sheets passages, attributions, codings and impacts may stay empty if you take in a"
        " coded project instead."
    ),
    "Write values, not formulas. Do not rename sheets or headings.",
)


class Filled(NamedTuple):
    """What a filled workbook holds: the cohort it was made for, the fields of cohort.yml, and each
    table's rows as text, the headings first.

    `notes` say, in sentences for the screen, what was typed otherwise than it was read, and what is
    hidden.
    """

    cohort: str
    fields: dict[str, str]
    tables: dict[str, list[list[str]]]
    notes: tuple[str, ...] = ()


def write_workbook(
    dictionary: Dictionary,
    path: Path,
    cohort: str,
    values: dict[str, str],
    free: Mapping[str, str] = NONE_TAKEN,
) -> None:
    """Write an empty workbook: a sheet of instructions, one of the cohort with `values` filled in,
    one for each table of a cohort.

    Every heading carries the column's description as a note, that of an identifier the first that
    is `free`, by table; cells that allow only certain values offer them as a list; each table
    begins with an example row, which is refused until it is deleted; but for the sheet of consent,
    with a row for each person, and those that a coded project fills.
    """
    book = Workbook()
    _instructions(book.active)
    lists = book.create_sheet(LISTS)
    _cohort_sheet(book.create_sheet(COHORT), cohort, dictionary.cohort_fields, values, lists)
    for table in dictionary.workbook_tables:
        columns = sheet_columns(dictionary) if table.name == CONSENT else table.columns
        _table_sheet(
            book.create_sheet(table.name),
            columns,
            lists,
            free.get(table.name, ""),
            has_example=table.name not in WITHOUT_EXAMPLE,
        )
    book.move_sheet(lists, offset=len(book.sheetnames))
    lists.sheet_state = "hidden"
    book.save(path)


def _instructions(sheet: Worksheet) -> None:
    sheet.title = README
    for line, text in enumerate(INSTRUCTIONS, start=1):
        cell = sheet.cell(line, 1, text)
        cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), TEXT
    sheet.column_dimensions["A"].width = 90


def _cohort_sheet(
    sheet: Worksheet,
    cohort: str,
    fields: tuple[Column, ...],
    values: dict[str, str],
    lists: Worksheet,
) -> None:
    for place, heading in enumerate(("field", "value", "what it is"), start=1):
        sheet.cell(1, place, heading).font = HEADING
    for place, text in enumerate(
        (COHORT, cohort, "The cohort this workbook is for. Do not change it."), start=1
    ):
        sheet.cell(2, place, text).font = NOTE if place == 3 else HEADING
    for line, field in enumerate(fields, start=3):
        sheet.cell(line, 1, field.name).font = HEADING
        sheet.cell(line, 2, values.get(field.name)).font = TEXT
        sheet.cell(line, 2).number_format = _format(field)
        sheet.cell(
            line, 3, f"{field.description} For example: {field.example.strip('[]')}"
        ).font = NOTE
        if field.type != "array":
            _offer(sheet, field, f"B{line}", lists)
    for letter, width in (("A", 18), ("B", 30), ("C", 90)):
        sheet.column_dimensions[letter].width = width


def _table_sheet(
    sheet: Worksheet, columns: tuple[Column, ...], lists: Worksheet, free: str, has_example: bool
) -> None:
    for place, column in enumerate(columns, start=1):
        heading = sheet.cell(1, place, column.name)
        heading.font = HEADING
        begin = f"\nThe first that is free: {free}" if free and place == 1 else ""
        heading.comment = Comment(
            f"{column.description}\nFor example: {column.example}{begin}",
            "cohortbook",
            width=320,
            height=160,
        )
        if column.required:
            heading.fill = NEEDED
        if has_example:
            example = sheet.cell(2, place, EXAMPLE if place == 1 else column.example)
            example.font, example.number_format = NOTE, _format(column)
        letter = get_column_letter(place)
        longest = max(map(len, (column.name, column.example, *column.enum)))
        sheet.column_dimensions[letter].width = min(max(12, longest + 4), 40)
        sheet.column_dimensions[letter].font = TEXT
        sheet.column_dimensions[letter].number_format = _format(column)
        _offer(sheet, column, f"{letter}2:{letter}{ROWS}", lists)
    sheet.freeze_panes = "B2"


def _format(column: Column) -> str:
    """The number format of a column: Text, so that no spreadsheet makes a date of an identifier
    such as SEP2, or a formula of true.
    """
    return "General" if column.type in NUMBERS else "@"


def _offer(sheet: Worksheet, column: Column, cells: str, lists: Worksheet) -> None:
    """Let the spreadsheet offer what a column allows, and say so when something else is typed."""
    allowed = values_allowed(column)
    if allowed:
        letter = get_column_letter(lists.max_column + (lists["A1"].value is not None))
        for line, value in enumerate(allowed, start=1):
            lists[f"{letter}{line}"] = value
        rule = DataValidation(
            "list", formula1=f"{LISTS}!${letter}$1:${letter}${len(allowed)}", allow_blank=True
        )
        rule.error = "Choose one from the list, or leave the cell empty."
    elif column.type in NUMBERS:
        least = column.minimum if column.minimum is not None else -(10**9)
        most = column.maximum if column.maximum is not None else 10**9
        rule = DataValidation(
            "decimal" if column.type == "number" else "whole",
            operator="between",
            formula1=str(least),
            formula2=str(most),
            allow_blank=True,
        )
        rule.error = f"A number, for example {column.example}."
    else:
        return
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(cells)


def read_workbook(path: Path, dictionary: Dictionary) -> Filled:
    """Return what a filled workbook holds. The rows of a table keep their places; empty ones are
    empty lists.

    Raises IntakeError if the file is no workbook, is not this one, or a cell is merged with others
    or holds no plain value.
    """
    tables = {table.name: table for table in dictionary.workbook_tables}
    wanted = {COHORT, *tables}
    grids = {
        grid.title: grid
        for grid in read_grids(path, lambda title, _: title in wanted, ROWS)
        if grid.title in wanted
    }
    missing = [name for name in (COHORT, *tables) if name not in grids and name != CONSENT]
    if missing:
        raise IntakeError(
            f"{path.name} has no sheet named {missing[0]}; fill the workbook that `cohortbook new`"
            " made, and leave its sheets their names"
        )
    for grid in grids.values():
        _refuse_odd(grid, path.name)
    notes = [note for grid in grids.values() for note in _hidden(grid)]
    fields = _fields(grids.pop(COHORT), dictionary.cohort_fields, path.name, notes)
    filled = {name: _table(grid, tables[name], path.name, notes) for name, grid in grids.items()}
    return Filled(fields.pop(COHORT, ""), fields, filled, tuple(notes))


def _refuse_odd(grid: Grid, name: str) -> None:
    """Raise IntakeError for the first cells of a sheet that are merged, or that hold no
    plain value.
    """
    for cells in grid.merged:
        raise IntakeError(
            f"{name}, sheet {grid.title}, cells {cells}: are merged, so that all but the first"
            " would count as empty; choose 'Unmerge cells' and fill each"
        )
    for odd in grid.odd:
        raise IntakeError(
            f"{name}, sheet {grid.title}, cell {odd.cell}: "
            + {
                "formula": "holds a formula; put the value itself there (copy, then paste values)",
                "percentage": (
                    f"is a percentage ({odd.shown}%), which Excel keeps as {odd.text}; choose the"
                    f" number format General, write {odd.shown}, and put percent into the unit"
                ),
                "date": (
                    f"was made a date ({odd.text}) of what was typed; choose the number format Text"
                    " and type it again"
                ),
            }[odd.kind]
        )


def _hidden(grid: Grid) -> list[str]:
    """What of a sheet someone may have forgotten, because it is not seen."""
    parts = [
        f"{kind} {numbers}"
        for kind, numbers in (("rows", grid.hidden_rows), ("columns", grid.hidden_columns))
        if numbers
    ]
    return [f"The sheet {grid.title} is hidden; it was read."] * grid.is_hidden + [
        f"Sheet {grid.title}: {' and '.join(parts)} are hidden; they were read."
    ] * bool(parts)


def _fields(grid: Grid, columns: tuple[Column, ...], name: str, notes: list[str]) -> dict[str, str]:
    """The fields of cohort.yml. Raises IntakeError for one that is given twice."""
    by_name = {column.name: column for column in columns}
    fields: dict[str, str] = {}
    for line, row in grid.rows.items():
        field, value = (_on_one_line(text) for text in (*row, "", "")[:2])
        if line == 1 or not field:
            continue
        read = meant(value, by_name[field]) if field in by_name else value
        if fields.setdefault(field, read) != read:
            raise IntakeError(
                f"{name}, sheet {COHORT}, row {line}: {field} is given twice; keep one of the rows"
            )
        if read != value:
            notes.append(f"{name}, sheet {COHORT}, row {line}: {field}: {_otherwise(value, read)}")
    return fields


def _table(grid: Grid, table: Table, name: str, notes: list[str]) -> list[list[str]]:
    """The rows of a table, the headings first, with what was typed read as what it can
    only mean.
    """
    rows = {line: [_on_one_line(text) for text in row] for line, row in grid.rows.items()}
    rows = {
        line: row for line, row in rows.items() if any(row) and (row[0] != EXAMPLE or any(row[1:]))
    }
    if not rows:
        return []
    first = min(rows)
    for place, heading in enumerate(rows[first]):
        if heading in table.column_names:
            below = {line: row for line, row in rows.items() if line > first and place < len(row)}
            where = f"{name}, sheet {table.name}: {with_letter(heading, place)}"
            notes += _read_column(below, place, table.column(heading), where)
    width = max(len(row) for row in rows.values())
    return [
        rows[line] + [""] * (width - len(rows[line])) if line in rows else []
        for line in range(1, max(rows) + 1)
    ]


def _read_column(
    rows: dict[int, list[str]], place: int, column: Column, where: str
) -> Iterator[str]:
    """Put into each row what its cell can only mean, and yield what was read otherwise than it was
    written, in which rows.
    """
    otherwise: dict[tuple[str, str], list[int]] = {}
    for line, row in rows.items():
        text, row[place] = row[place], meant(row[place], column)
        # spreadsheets themselves write TRUE and FALSE
        if row[place] != (text.lower() if column.type == "boolean" else text):
            otherwise.setdefault((text, row[place]), []).append(line)
    for (text, read), lines in otherwise.items():
        rows_said = f"row{'s' * (len(lines) > 1)} {in_spans(lines)}"
        yield f"{where}: {rows_said}: {_otherwise(text, read)}"


def _otherwise(text: str, read: str) -> str:
    return f"{text!r} was read as {read}"


def with_letter(heading: str, place: int) -> str:
    """Return a heading with the letter that a spreadsheet shows above its column, given its place
    in the row of headings.
    """
    return f"{heading} (column {get_column_letter(place + 1)})"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def is_workbook(path: Path, dictionary: Dictionary) -> bool:
    """Return whether a file is the workbook of a cohort, as `cohortbook new` makes it, and not some
    other spreadsheet: it has several of its sheets.

    Raises IntakeError if it is no spreadsheet.
    """
    return (
        len(
            {COHORT, *(table.name for table in dictionary.workbook_tables)} & set(sheet_names(path))
        )
        > 2
    )
