"""Write every table of the study into one spreadsheet.

It keeps to the Government Analysis Function's guidance on releasing statistics in spreadsheets: a
cover sheet, a list of contents, one table a sheet that begins in column A, marked as a table and
named, no merged or hidden cells, no meaning in colour.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    import pandas as pd

    from cohortbook.study.dictionary import Table
    from cohortbook.study.study import Study

MOMENT = datetime.datetime(
    1980,
    1,
    1,
    # the earliest a zip archive can hold: the same tables give the same bytes whenever they are
    # written
)
ARIAL, TOP = {"font_name": "Arial", "font_size": 12}, {"text_wrap": True, "valign": "top"}
WIDEST, NARROWEST = 60, 12
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
EMPTY = "An empty cell means not known, or that the column does not apply to the row."


class _Sheets:
    """A spreadsheet that is being written, with the formats of its cells."""

    def __init__(self, book: Workbook):
        self._book = book
        self.title = book.add_format({**ARIAL, **TOP, "font_size": 16, "bold": True})
        self.heading = book.add_format({**ARIAL, **TOP, "bold": True})
        self.text, self.one_line = book.add_format({**ARIAL, **TOP}), book.add_format(ARIAL)

    def add(self, name: str, *lines: str) -> Worksheet:
        """Return a new sheet that begins with some lines, the first of them its title."""
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        for line, text in enumerate(lines):
            sheet.write_string(line, 0, text, self.one_line if line else self.title)
        return sheet

    def put(self, sheet: Worksheet, header: list[str], rows: Sequence[Sequence], name: str) -> None:
        """Put a table below the title and the one line of a sheet and mark it as one, so that a
        screen reader announces its headings.
        """
        for place, heading in enumerate(header):
            longest = max(
                (len(str(row[place])) for row in rows if row[place] is not None), default=0
            )
            sheet.set_column(place, place, min(max(longest, len(heading), NARROWEST) + 2, WIDEST))
        if rows:
            columns = [{"header": heading, "header_format": self.heading} for heading in header]
            sheet.add_table(
                2,
                0,
                2 + len(rows),
                len(header) - 1,
                {
                    "name": name,
                    "columns": columns,
                    "style": "Table Style Light 1",
                    "banded_rows": False,
                    "autofilter": False,
                },
            )
        _write(sheet, 2, header, self.heading)
        for below, row in enumerate(rows, start=3):
            _write(sheet, below, row, self.text)


def _write(sheet: Worksheet, line: int, row: Sequence, form: Format) -> None:
    """Write a row of cells; text stays text, whatever it begins with."""
    for place, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(line, place, value, form)
        elif value is not None:
            sheet.write(line, place, value, form)


@contextmanager
def _saved(title: str, path: Path) -> Iterator[_Sheets]:
    with Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"title": title, "author": "cohortbook", "created": MOMENT})
        yield _Sheets(book)


def write_spreadsheet(study: Study, path: Path) -> None:
    """Write all tables of a study to an .xlsx file; a table that each cohort has appears once, with
    a column for the cohort.
    """
    tables = list(study.dictionary.tables.values())
    with _saved("Every table of the study", path) as sheets:
        _cover(sheets, study)
        _contents(sheets, study, tables)
        for table in tables:
            _table(sheets, table, _rows(study, table))


def write_tables(
    title: str, tables: list[tuple[str, list[str], list[list[str]]]], path: Path
) -> None:
    """Write tables, each a caption, the headings of its columns and its rows, to an .xlsx file, a
    sheet a table; plain whole and decimal numbers become numbers.
    """
    with _saved(title, path) as sheets:
        for place, (caption, header, rows) in enumerate(tables, start=1):
            sheets.put(
                sheets.add(f"table {place}", title, caption),
                _told_apart(header),
                [[_number(text) for text in row] for row in rows],
                f"table_{place}",
            )


def _told_apart(header: list[str]) -> list[str]:
    """Headings of columns, none empty and none twice, which a marked table may not have."""
    named = [
        name or ("row" if place == 0 else f"column {place + 1}")
        for place, name in enumerate(header)
    ]
    return [
        name if named.index(name) == place else f"{name} ({place + 1})"
        for place, name in enumerate(named)
    ]


def _number(text: str):
    return (
        (float(text) if "." in text else int(text))
        if PLAIN_NUMBER.fullmatch(text)
        else text or None
    )


def _cover(sheets: _Sheets, study: Study) -> None:
    made_up = [
        cohort["title"] for cohort in study.cohorts.values() if cohort["disclosure"] == "synthetic"
    ]
    cohorts = [f"{cohort['title']} ({cohort['period']})" for cohort in study.cohorts.values()]
    licences = study.dictionary.descriptor["licenses"]
    lines = [
        f"Cohorts: {', '.join(cohorts)}.",
        *([f"Made up, to try the book out: {', '.join(made_up)}."] if made_up else []),
        (
            "The sheet called contents lists the tables. Each other sheet holds one, with its"
            " columns explained on the page Data and dictionary of the book."
        ),
        EMPTY,
        (
            "Summaries of what people said are in our own words. Who people are and what they said"
            " are in different tables, under identifiers that are not names."
        ),
        (
            f"Licence: {', '.join(licence['title'] for licence in licences)}."
            " Published figures of others keep their publishers' terms (sheet sources)."
        ),
    ]
    sheet = sheets.add("cover", study.dictionary.descriptor["title"])
    for line, text in enumerate(lines, start=1):
        sheet.write_string(line, 0, text, sheets.text)
    sheet.set_column(0, 0, 100)


def _contents(sheets: _Sheets, study: Study, tables: list[Table]) -> None:
    sheet = sheets.add("contents", "Contents", "One table a row; the name leads to its sheet.")
    rows = [
        [table.name, table.title, len(study.tables[table.name]), table.description]
        for table in tables
    ]
    sheets.put(sheet, ["Sheet", "Table", "Rows", "What a row is"], rows, "contents_of_the_file")
    for line, table in enumerate(tables, start=3):
        sheet.write_url(line, 0, f"internal:'{table.name}'!A1", sheets.text, table.name)


def _table(sheets: _Sheets, table: Table, rows: pd.DataFrame) -> None:
    import pandas as pd

    cells = [
        [None if pd.isna(value) else value for value in row]
        for row in rows.astype(object).to_numpy().tolist()
    ]
    sheets.put(
        sheets.add(table.name, table.title, f"{table.description} {EMPTY}"),
        list(rows.columns),
        cells,
        f"table_{table.name}",
    )


def _rows(study: Study, table: Table) -> pd.DataFrame:
    frame = study.tables[table.name]
    return frame[[*(["cohort"] if table.per_cohort else []), *table.column_names]]
