"""The spreadsheet of every table, held to the guidance on accessible spreadsheets."""

import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook

from cohortbook import load_study
from cohortbook.book.spreadsheet import MOMENT, write_spreadsheet


@pytest.fixture(scope="module")
def book(badgers, tmp_path_factory):
    path = tmp_path_factory.mktemp("spreadsheet") / "tables.xlsx"
    write_spreadsheet(badgers, path)
    return load_workbook(path)


def test_every_table_has_a_sheet_after_the_cover_and_the_contents(book, badgers):
    assert book.sheetnames == ["cover", "contents", *badgers.dictionary.tables]
    assert book.active.title == "cover" and book.properties.title == "Every table of the study"


def test_no_cell_is_merged_no_sheet_hidden_and_every_sheet_begins_with_its_title(book):
    for sheet in book.worksheets:
        assert (
            not sheet.merged_cells.ranges and sheet.sheet_state == "visible" and sheet["A1"].value
        ), sheet.title


def test_tables_are_marked_and_named_and_hold_what_the_study_holds(book, badgers):
    for name, table in badgers.dictionary.tables.items():
        frame, sheet = badgers.tables[name], book[name]
        if frame.empty:
            assert not sheet.tables
            continue
        (marked,) = sheet.tables.values()
        header, *rows = sheet[marked.ref]
        assert marked.displayName == f"table_{name}"
        columns = [cell.value for cell in header]
        assert columns == [*(["cohort"] if table.per_cohort else []), *table.column_names]
        wanted = (
            frame[columns].astype(object).where(frame[columns].notna(), None).to_numpy().tolist()
        )
        assert [[cell.value for cell in row] for row in rows] == wanted, name


def test_text_stays_text_whatever_it_begins_with(made_up, tmp_path, rewrite):
    study = load_study(made_up)
    study.tables["participants"].loc[0, "role"] = "=1+1"  # what check would refuse
    write_spreadsheet(study, tmp_path / "tables.xlsx")
    sheet = load_workbook(tmp_path / "tables.xlsx")["participants"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_the_same_tables_give_the_same_bytes_whenever_they_are_written(badgers, book, tmp_path):
    for name in ("one", "two"):
        write_spreadsheet(badgers, tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert book.properties.created == book.properties.modified == MOMENT
    assert {member.date_time for member in zipfile.ZipFile(tmp_path / "one.xlsx").infolist()} == {
        MOMENT.timetuple()[:6]
    }


def test_an_empty_cell_is_explained_on_every_sheet(book, badgers):
    for name in badgers.dictionary.tables:
        assert "An empty cell means not known" in book[name]["A2"].value
    assert pd.isna(badgers.tables["participants"]["gender"]).any(), (
        "the made-up study has an empty cell to show it"
    )
