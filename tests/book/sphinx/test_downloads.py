"""The tables of a page, to take away."""

from types import SimpleNamespace

import openpyxl
import pytest

from cohortbook.book.sphinx import downloads
from cohortbook.book.sphinx.downloads import all_as_csv, line_of, tables_of
from cohortbook.book.spreadsheet import write_tables

BODY = """<p>Owls.</p>
<table><caption><a class="cb-label" href="#t-owls-table">Table 1</a> Owls &amp; moss.
Mostly owls<a class="headerlink" href="#x">#</a></caption>
<thead><tr><th scope="col">Who</th><th scope="col">Seen</th></tr></thead>
<tbody><tr><th scope="row">Owls,<br>awake</th>\
<td data-label="Seen"><a href="#r">5 of 7</a></td></tr><tr><th scope="row">=1+1</th>\
<td>12</td></tr></tbody></table>
<figcaption><a class="cb-label" href="#f-moss">Figure 1</a></figcaption>
<table class="docutils"><thead><tr><th></th><th>Moss</th><th>Moss</th></tr></thead>\
<tbody><tr><td>1.50</td><td></td><td>007</td></tr></tbody></table>
<table><tr><td>no headings</td></tr></table>"""


@pytest.fixture(scope="module")
def tables():
    return [table for table in tables_of(BODY) if table.is_whole]


@pytest.fixture
def added(tmp_path):
    """Add links to a page whose body is given; return its body, and the CSV files by name."""

    def added(body: str, page: str = "executed/owls"):
        context = {"body": body, "title": "All <em>owls</em>"}
        downloads.add(SimpleNamespace(outdir=tmp_path), page, "page.html", context, object())
        files = sorted(tmp_path.rglob("*.csv"))
        return context["body"], {path.name: path.read_text(encoding="utf-8") for path in files}

    return added


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


def test_each_table_is_a_csv_file_with_a_line_a_row_that_excel_reads(added):
    _, files = added(BODY)
    assert files["owls-owls.csv"] == '\ufeffWho,Seen\n"Owls, awake",5 of 7\n\'=1+1,12\n'
    assert files["owls-2.csv"] == "\ufeff,Moss,Moss\n1.50,,007\n"


def test_file_of_all_tables_has_each_under_its_caption(tables):
    assert all_as_csv(tables) == (
        "\ufeffTable 1 Owls & moss. Mostly owls\nWho,Seen\n"
        '"Owls, awake",5 of 7\n\'=1+1,12\n\nTable 2\n,Moss,Moss\n1.50,,007\n'
    )


def test_heading_of_the_rows_below_it_is_a_row_as_long_as_the_others(added):
    group = '<tr><th scope="rowgroup" colspan="2">Night</th></tr></tbody>'
    assert "\nNight,\n" in added(BODY.replace("</tbody>", group, 1))[1]["owls-owls.csv"]


def test_each_table_with_headings_has_a_link_to_its_file_below_its_note(added):
    note = '</table></div><p class="cb-note">At night.</p>'
    body, files = added(f"<div>{BODY.replace('</table>', note, 1)}")
    link = '<p class="cb-save"><a href="../tables/owls-{}.csv" download aria-label="Save as CSV: {}'
    assert f'{note}{link.format("owls", "table 1")}"' in body
    assert link.format(2, "table 2") in body
    assert body.count("cb-save") == len(files) - 1 == 2, "one more holds all tables of the page"


def test_page_leads_to_all_its_tables_at_its_end(added):
    body, files = added(BODY, "index")
    assert 'href="tables/owls' not in body and "index.csv" in files
    assert body.endswith(
        '<p class="cb-take">Download: <a href="tables/index.xlsx" download>all 2 tables of this'
        ' page as a spreadsheet</a> · <a href="tables/index.csv" download>as CSV</a></p>'
    )


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
