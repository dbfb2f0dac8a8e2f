"""Every table of the study in one spreadsheet that anybody can use.

It keeps to the Government Analysis Function's guidance on releasing statistics in spreadsheets: a cover sheet, a list of
contents, one table a sheet that begins in column A, marked as a table and named, no merged or hidden cells, no meaning in colour.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as Marked
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from cohortbook.dictionary import Table
from cohortbook.study import Study

MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a zip archive can hold: the same tables give the same bytes whenever they are written
TITLE, HEADING, TEXT = Font(name="Arial", size=16, bold=True), Font(name="Arial", size=12, bold=True), Font(name="Arial", size=12)
TOP = Alignment(wrap_text=True, vertical="top")
WIDEST, NARROWEST = 60, 12
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
EMPTY = "An empty cell means not known, or that the column does not apply to the row."


def write_spreadsheet(study: Study, path: Path) -> None:
    """Write all tables of a study to an .xlsx file; a table that each cohort has stands once, with a column for the cohort."""
    book = Workbook()
    tables = list(study.dictionary.tables.values())
    _cover(book.active, study)
    _contents(book.create_sheet("contents"), study, tables)
    for table in tables:
        _table(book.create_sheet(table.name), table, _rows(study, table))
    _save(book, "Every table of the study", path)


def write_tables(title: str, tables: list[tuple[str, list[str], list[list[str]]]], path: Path) -> None:
    """Write tables, each a caption, the headings of its columns and its rows, to an .xlsx file, a sheet a table; plain whole and decimal numbers become numbers."""
    book = Workbook()
    book.remove(book.active)
    for place, (caption, header, rows) in enumerate(tables, start=1):
        sheet = book.create_sheet(f"table {place}")
        _write(sheet, 1, 1, title, TITLE)
        _write(sheet, 2, 1, caption, TEXT)
        sheet.cell(2, 1).alignment = Alignment(wrap_text=False)
        _marked(sheet, 3, _told_apart(header), [[_number(text) for text in row] for row in rows], f"table_{place}")
    _save(book, title, path)


def _told_apart(header: list[str]) -> list[str]:
    """Headings of columns, none empty and none twice, which a marked table may not have."""
    named = [name or ("row" if place == 0 else f"column {place + 1}") for place, name in enumerate(header)]
    return [name if named.index(name) == place else f"{name} ({place + 1})" for place, name in enumerate(named)]


def _number(text: str):
    return (float(text) if "." in text else int(text)) if PLAIN_NUMBER.fullmatch(text) else text or None


def _save(book: Workbook, title: str, path: Path) -> None:
    for sheet in book.worksheets:
        sheet.sheet_view.showGridLines = False
    book.properties.title, book.properties.language = title, "en-GB"
    book.properties.creator = "cohortbook"
    book.properties.created = datetime.datetime(*MOMENT)
    path.write_bytes(_same_bytes(book))


def _cover(sheet: Worksheet, study: Study) -> None:
    sheet.title = "cover"
    made_up = [cohort["title"] for cohort in study.cohorts.values() if cohort["disclosure"] == "synthetic"]
    cohorts = [f"{cohort['title']} ({cohort['period']})" for cohort in study.cohorts.values()]
    lines = [study.dictionary.descriptor["title"], f"Cohorts: {', '.join(cohorts)}.",
             *([f"Made up, to try the book out: {', '.join(made_up)}."] if made_up else []),
             "The sheet called contents lists the tables. Each other sheet holds one, with its columns explained on the page Data and dictionary of the book.",
             EMPTY,
             "Summaries of what people said are in our own words. Who people are and what they said stand in different tables, under identifiers that are not names.",
             f"Licence: {', '.join(licence['title'] for licence in study.dictionary.descriptor['licenses'])}. Published figures of others keep their publishers' terms (sheet sources)."]
    for line, text in enumerate(lines, start=1):
        _write(sheet, line, 1, text, TITLE if line == 1 else TEXT)
    sheet.column_dimensions["A"].width = 100


def _contents(sheet: Worksheet, study: Study, tables: list[Table]) -> None:
    _write(sheet, 1, 1, "Contents", TITLE)
    _write(sheet, 2, 1, "One table a row; the name leads to its sheet.", TEXT)
    rows = [[table.name, table.title, len(study.tables[table.name]), table.description] for table in tables]
    _marked(sheet, 3, ["Sheet", "Table", "Rows", "What a row is"], rows, "contents_of_the_file")
    for line, table in enumerate(tables, start=4):
        sheet.cell(line, 1).hyperlink = f"#'{table.name}'!A1"


def _table(sheet: Worksheet, table: Table, rows: pd.DataFrame) -> None:
    _write(sheet, 1, 1, table.title, TITLE)
    _write(sheet, 2, 1, f"{table.description} {EMPTY}", TEXT)
    sheet.cell(2, 1).alignment = Alignment(wrap_text=False)
    _marked(sheet, 3, list(rows.columns), [[None if pd.isna(value) else value for value in row] for row in rows.astype(object).to_numpy().tolist()], f"table_{table.name}")


def _rows(study: Study, table: Table) -> pd.DataFrame:
    frame = study.tables[table.name]
    return frame[[*(["cohort"] if table.per_cohort else []), *table.column_names]]


def _marked(sheet: Worksheet, line: int, header: list[str], rows: list[list], name: str) -> None:
    """Put a table into a sheet below a line and mark it as one, so that a screen reader announces its headings."""
    for place, heading in enumerate(header, start=1):
        _write(sheet, line, place, heading, HEADING)
        longest = max((len(str(row[place - 1])) for row in rows if row[place - 1] is not None), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, len(heading), NARROWEST) + 2, WIDEST)
    for below, row in enumerate(rows, start=line + 1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                _write(sheet, below, place, value, TEXT)
    if rows:
        marked = Marked(displayName=name, ref=f"A{line}:{get_column_letter(len(header))}{line + len(rows)}")
        marked.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(marked)


def _write(sheet: Worksheet, line: int, place: int, value, font: Font) -> None:
    """Write a cell; text stays text, whatever it begins with."""
    cell = sheet.cell(line, place)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.alignment = font, TOP


def _same_bytes(book: Workbook) -> bytes:
    """The workbook with every date in it and around it taken out."""
    written, fixed = BytesIO(), BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                modified = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = content.replace(modified, datetime.datetime(*MOMENT).strftime("%Y-%m-%dT%H:%M:%SZ").encode())
            entry = zipfile.ZipInfo(member.filename, MOMENT)
            entry.create_system = 3  # otherwise Windows writes another byte here
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
