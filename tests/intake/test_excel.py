"""What Excel files hold besides values."""

import re
import zipfile

import pytest
from openpyxl import Workbook

from cohortbook.intake.spreadsheets import read_grids

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATED: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def save(path, cells, change=lambda sheet: None):
    book = Workbook()
    for cell, value in cells.items():
        book.active[cell] = value
    change(book.active)
    book.save(path)
    return path


def rewrite(path, change):
    """Write each XML part of a workbook as another program would."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, text in parts.items():
            new.writestr(name, change(name, text))


def only_sheet(path):
    (grid,) = read_grids(path, lambda *_: True, 1000)
    return grid


@pytest.mark.parametrize(
    "written, read",
    [
        ("one_x000D_\ntwo", "one\ntwo"),
        ("one_x000d_two", "one\ntwo"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_x00E9_t_x00e9_", "été"),
        ("a_x12_b", "a_x12_b"),
        ("_x000D", "_x000D"),
    ],
)
def test_characters_that_are_written_as_their_numbers_are_read_as_they_are(tmp_path, written, read):
    assert only_sheet(save(tmp_path / "a.xlsx", {"A1": written})).rows == {1: [read]}


def test_merged_cells_are_seen_whatever_prefix_the_names_have(tmp_path):
    path = save(tmp_path / "a.xlsx", {"B2": "x"}, lambda sheet: sheet.merge_cells("B2:B3"))
    rewrite(
        path,
        lambda name, text: (
            re.sub(
                r"<(/?)([A-Za-z]+)(?=[\s>/])",
                r"<\1x:\2",
                text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"'),
            )
            if "worksheets/" in name
            else text
        ),
    )
    assert only_sheet(path).merged == ("B2:B3",) and only_sheet(path).rows == {2: ["", "x"]}


def test_strict_open_xml_is_read_like_any_other(tmp_path):
    path = save(tmp_path / "a.xlsx", {"A1": "x", "B2": 7})
    before = only_sheet(path)

    def strict(_, text):
        for usual, of_strict in STRICT.items():
            text = text.replace(usual, of_strict)
        return text

    rewrite(path, strict)
    assert only_sheet(path) == before and before.rows == {1: ["x"], 2: ["", "7"]}


def test_hidden_rows_and_columns_are_named_where_they_hold_something(tmp_path):
    def hide(sheet):
        for row in (2, 3, 5, 9):
            sheet.row_dimensions[row].hidden = True
        for letter in "BD":
            sheet.column_dimensions[letter].hidden = True

    grid = only_sheet(
        save(tmp_path / "a.xlsx", {"A1": "a", "B1": "b", "A2": "c", "A3": "d", "A5": "e"}, hide)
    )
    assert (grid.hidden_rows, grid.hidden_columns) == ("2 to 3, 5", "B")


def test_numbers_are_read_as_excel_shows_them(tmp_path):
    path = save(
        tmp_path / "a.xlsx", {"A1": 0.3, "B1": 7.0, "C1": 12345678901, "D1": True, "E1": 2.5}
    )
    rewrite(
        path, lambda _, text: text.replace("<v>0.3</v>", "<v>0.30000000000000004</v>")
    )  # as Excel keeps 0.1 + 0.2
    assert only_sheet(path).rows == {1: ["0.3", "7", "12345678901", "true", "2.5"]}
