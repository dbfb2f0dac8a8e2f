"""The tables of a page, to take away."""

import csv
from io import StringIO

import openpyxl
import pytest

from cohortbook.book.sphinx.downloads import as_csv, line_of, tables_of
from cohortbook.book.spreadsheet import write_tables

BODY = """<p>Owls.</p><table><caption><a class="cb-label" href="#t">Table 1</a> Owls &amp; moss. \
Mostly owls<a class="headerlink" href="#x">#</a></caption>
<thead><tr><th scope="col">Who</th><th scope="col">Seen</th></tr></thead>
<tbody><tr><th scope="row">Owls,<br>awake</th>\
<td data-label="Seen"><a href="#r">5 of 7</a></td></tr><tr><th scope="row">=1+1</th>\
<td>12</td></tr></tbody></table>
<table class="docutils"><thead><tr><th></th><th>Moss</th><th>Moss</th></tr></thead>\
<tbody><tr><td>1.50</td><td></td><td>007</td></tr></tbody></table>
<table><tr><td>no headings</td></tr></table>"""


@pytest.fixture(scope="module")
def tables():
    return tables_of(BODY)


def test_tables_are_read_as_the_page_shows_them(tables):
    assert [(table.caption, table.header, table.rows) for table in tables] == [
        (
            "Table 1 Owls & moss. Mostly owls",
            ["Who", "Seen"],
            [["Owls, awake", "5 of 7"], ["=1+1", "12"]],
        ),
        ("Table 2", ["", "Moss", "Moss"], [["1.50", "", "007"]]),
    ]


@pytest.mark.parametrize(
    "body",
    ["<td>{}</td>", '<td><a href="data:text/csv,{}">{}</a></td>'],
    ids=["a text", "an address"],
)
def test_however_long_a_text_is_the_table_is_read_whole(body):
    long = "owl" * 5_000_000
    [table] = tables_of(
        f"<table><thead><tr><th>Who</th></tr></thead><tbody><tr>{body.format(long, long)}</tr>"
        "<tr><td>after it</td></tr></tbody></table>"
    )
    assert [len(cell) for [cell] in table.rows] == [15_000_000, 8]


def test_csv_has_a_line_a_cell(tables):
    lines = list(csv.reader(StringIO(as_csv(tables))))
    assert lines[0] == ["table", "line", "row", "column", "value"]
    assert lines[1:] == [
        ["Table 1 Owls & moss.", "1", "Owls, awake", "Seen", "5 of 7"],
        ["Table 1 Owls & moss.", "2", "=1+1", "Seen", "12"],
        ["Table 2", "1", "1.50", "Moss", ""],
        ["Table 2", "1", "1.50", "Moss", "007"],
    ]


def test_spreadsheet_has_a_sheet_a_table_with_numbers_as_numbers_and_text_as_text(tables, tmp_path):
    path = tmp_path / "owls.xlsx"
    write_tables("Owls", [(table.caption, table.header, table.rows) for table in tables], path)
    first, second = openpyxl.load_workbook(path).worksheets
    assert [cell.value for cell in first["A"]] == [
        "Owls",
        "Table 1 Owls & moss. Mostly owls",
        "Who",
        "Owls, awake",
        "=1+1",
    ] and first["A5"].data_type == "s"
    assert first["B5"].value == 12 and first.tables["table_1"].ref == "A3:B5"
    assert [cell.value for cell in second[3]] == ["row", "Moss", "Moss (3)"] and [
        cell.value for cell in second[4]
    ] == [1.5, None, "007"]


def test_the_same_tables_give_the_same_bytes(tables, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_tables(
            "Owls", [(table.caption, table.header, table.rows) for table in tables], tmp_path / name
        )
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_page_without_tables_has_nothing_to_take_away():
    assert line_of([]) == "" and tables_of("<p>Owls.</p>") == []
