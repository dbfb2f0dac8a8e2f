"""OpenDocument spreadsheets, as LibreOffice writes them."""

import zipfile

import pytest

from cohortbook.intake.spreadsheets import read_grids, sheet_names
from cohortbook.study.problems import IntakeError

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("table", "office", "text", "style")
)


@pytest.fixture
def read(tmp_path):
    """Return how to read one sheet from the XML of its rows."""

    def read(rows, styles="", manifest=""):
        path = tmp_path / "a.ods"
        content = f"""<office:document-content {SPACES}>\
<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>
            <table:table table:name="people" table:style-name="ta1">{rows}</table:table>\
</office:spreadsheet></office:body></office:document-content>"""
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in (
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", content),
                ("META-INF/manifest.xml", manifest),
            ):
                archive.writestr(name, text)
        assert sheet_names(path) == ["people"]
        (grid,) = read_grids(path, lambda *_: True, 1000)
        return grid

    return read


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(text="", more=""):
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def test_rows_and_cells_that_are_written_once_for_several_keep_their_places(read):
    grid = read(
        row(
            cell("a"),
            cell(more='table:number-columns-repeated="2"'),
            cell("d", 'table:number-columns-repeated="2"'),
        )
        + row(cell(), more='table:number-rows-repeated="1048000"')
        + row(cell("z"), more='table:number-rows-repeated="2"')
    )
    assert grid.rows == {1: ["a", "", "", "d", "d"], 1_048_002: ["z"], 1_048_003: ["z"]}


def test_the_words_of_a_cell_are_read_without_its_note(read):
    grid = read(
        row(
            "<table:table-cell><office:annotation><text:p>a"
            " note</text:p></office:annotation><text:p>one<text:s"
            ' text:c="2"/>two<text:line-break/><text:span>three</text:span>'
            "</text:p><text:p>four</text:p></table:table-cell>"
        )
    )
    assert grid.rows == {1: ["one  two\nthree\nfour"]}


def test_values_are_read_by_their_kind(read):
    grid = read(
        row(
            cell("7,50", 'office:value-type="float" office:value="7.5"'),
            cell("12", 'office:value-type="float" office:value="12"'),
            cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"'),
            cell(
                "WAHR",
                'table:formula="of:=TRUE()" office:value-type="boolean"'
                ' office:boolean-value="true"',
            ),
        )
    )
    assert grid.rows == {1: ["7.5", "12", "true", "true"]} and not grid.odd


def test_what_is_no_plain_value_is_named_with_its_cell(read):
    grid = read(
        row(
            cell("2", 'table:formula="of:=1+1" office:value-type="float" office:value="2"'),
            cell("29%", 'office:value-type="percentage" office:value="0.29"'),
        )
        + row(cell("Sep 25", 'office:value-type="date" office:date-value="2025-09-01"'))
    )
    assert [(odd.kind, odd.cell, odd.text, odd.shown) for odd in grid.odd] == [
        ("formula", "A1", "", ""),
        ("percentage", "B1", "0.29", "29"),
        ("date", "A2", "2025-09-01", ""),
    ]


def test_merged_and_hidden_cells_are_named(read):
    grid = read(
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + row(cell("a", 'table:number-rows-spanned="2"'), cell("b"))
        + row("<table:covered-table-cell/>", cell("c"), more='table:visibility="filter"'),
        '<style:style style:name="ta1"><style:table-properties'
        ' table:display="false"/></style:style>',
    )
    assert (grid.merged, grid.hidden_rows, grid.hidden_columns, grid.is_hidden) == (
        ("A1:A2",),
        "2",
        "B",
        True,
    )


def test_a_few_letters_that_repeat_a_filled_row_without_end_are_refused(read):
    with pytest.raises(IntakeError, match=r"a\.ods, sheet people: holds more than 1,000 rows"):
        read(
            row(
                cell("x", 'table:number-columns-repeated="16384"'),
                more='table:number-rows-repeated="1048576"',
            )
        )


def test_a_password_is_named(read):
    with pytest.raises(
        IntakeError, match=r"a\.ods is protected by a password; save it without one"
    ):
        read(row(cell("x")), manifest="<encryption-data/>")


@pytest.mark.parametrize(
    "rows, problem",
    [
        (
            row(cell("x"), more='table:number-rows-repeated="2"')
            + row(cell(), more='table:number-rows-repeated="900000000"')
            + row(cell("z")),
            "holds more than",
        ),
        (
            row(
                "<table:table-cell><text:p>"
                + "<text:span>" * 5000
                + "x"
                + "</text:span>" * 5000
                + "</text:p></table:table-cell>"
            ),
            "is nested too deeply",
        ),
    ],
)
def test_a_sheet_without_end_is_refused_in_a_sentence(read, rows, problem):
    with pytest.raises(IntakeError, match=problem):
        read(rows)


def test_a_percentage_that_is_no_number_is_named_like_any_other(read):
    assert [
        odd.text
        for odd in read(row(cell("x", 'office:value-type="percentage" office:value="many"'))).odd
    ] == ["many"]
