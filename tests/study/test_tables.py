"""One bad table for each rule of the reader, and the very line a person must get; what is forgiven
is read right.

The table is made up: badgers of four columns and three more that are optional.
"""

import pandas as pd
import pytest

from cohortbook.study.dictionary import Column, Table
from cohortbook.study.tables import SAVE_AS, read_table

COLUMNS = (
    Column("badger_id", "string", "", "B1", required=True, pattern="[A-Za-z][A-Za-z0-9_-]*"),
    Column("coat", "string", "", "grey", enum=("grey", "brown", "prefer_not_to_say")),
    Column("years", "integer", "", "7", minimum=0, maximum=60),
    Column("is_shy", "boolean", "", "true", required=True),
    Column("weight", "number", "", "8.5", minimum=0),
    Column("seen_on", "date", "", "2030-07-01"),
    Column("words", "string", "", "Sniffed"),
)
NEWER = Column("heard_of", "string", "", "Owl", may_be_missing=True)
HEADER = "badger_id,coat,years,is_shy,weight,seen_on,words\n"
GOOD = "B1,grey,7,true,8.5,2030-07-01,Sniffed\n"
DAY = (
    "write year-month-day (Excel shows dates its own way: before you save as CSV, choose Format"
    " Cells > Custom, yyyy-mm-dd)"
)


@pytest.fixture
def read(tmp_path):
    """Write text or bytes as badgers.csv and read it: the frame and its problems, as lines."""

    def read(content, key=("badger_id",), minimum_rows=1, columns=COLUMNS):
        table = Table(
            "badgers",
            "Badgers seen",
            "",
            ("badgers.csv",),
            False,
            columns,
            key,
            (),
            minimum_rows,
            (),
            "",
        )
        path = tmp_path / "badgers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        frame, problems = read_table(table, {"data/badgers.csv": path})
        return frame, [str(problem) for problem in problems]

    return read


def test_a_column_that_may_be_missing_is_read_where_it_is(read):
    frame, problems = read(HEADER + GOOD, columns=(*COLUMNS, NEWER))
    assert problems == [] and frame["heard_of"].isna().all()
    header, row = HEADER.replace("words", "words,heard_of"), GOOD.replace("Sniffed", "Sniffed,Owl")
    frame, problems = read(header + row, columns=(*COLUMNS, NEWER))
    assert problems == [] and frame["heard_of"].tolist() == ["Owl"]


def test_a_column_that_may_be_missing_is_offered_for_a_heading_that_is_like_it(read):
    header, row = HEADER.replace("words", "words,heard_off"), GOOD.replace("Sniffed", "Sniffed,Owl")
    assert read(header + row, columns=(*COLUMNS, NEWER))[1] == [
        "data/badgers.csv:1: heard_off: is not a column of this table; did you mean 'heard_of'?"
    ]


def cell(column, text):
    """The good row with one cell changed."""
    cells = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    return HEADER + ",".join((cells | {column: text}).values()) + "\n"


def assert_is_the_good_row(frame):
    assert len(frame) == 1
    assert frame.iloc[0].to_dict() == {
        "badger_id": "B1",
        "coat": "grey",
        "years": 7,
        "is_shy": True,
        "weight": 8.5,
        "seen_on": "2030-07-01",
        "words": "Sniffed",
        "source_row": frame["source_row"].iloc[0],
    }


def test_a_good_table_is_typed_by_the_dictionary_and_its_rows_know_their_lines(read):
    frame, problems = read(HEADER + GOOD + "B2,,,false,,,\n")
    assert problems == []
    assert [str(dtype) for dtype in frame.dtypes] == [
        "string",
        "category",
        "Int64",
        "boolean",
        "Float64",
        "string",
        "string",
        "string",
    ]
    assert list(frame["coat"].cat.categories) == ["grey", "brown", "prefer_not_to_say"]
    assert list(frame["source_row"]) == ["data/badgers.csv:2", "data/badgers.csv:3"]
    assert frame.loc[1, ["coat", "years", "weight", "seen_on", "words"]].isna().all(), (
        "an empty cell means not known"
    )


@pytest.mark.parametrize(
    "column, text, message",
    [
        ("years", "seven", "'seven' is not a whole number; write it in digits, for example 7"),
        ("years", "7.0", "'7.0' is not a whole number; write it in digits, for example 7"),
        ("years", "1e1", "'1e1' is not a whole number; write it in digits, for example 7"),
        (
            "years",
            "\N{ARABIC-INDIC DIGIT SEVEN}",
            "'\N{ARABIC-INDIC DIGIT SEVEN}' is not a whole number;"
            " write it in digits, for example 7",
        ),
        ("years", "-1", "-1 is below the smallest possible value, 0"),
        ("years", "61", "61 is above the largest possible value, 60"),
        (
            "weight",
            '"8,5"',
            "'8,5' is not a number; write it in digits with a full stop, for example 8.5",
        ),
        (
            "weight",
            "inf",
            "'inf' is not a number; write it in digits with a full stop, for example 8.5",
        ),
        ("weight", "-0.1", "-0.1 is below the smallest possible value, 0"),
        ("is_shy", "yes", "'yes' is neither true nor false; write one of them, for example true"),
        ("is_shy", "", "is empty; it must hold a value, for example true"),
        ("badger_id", "", "is empty; it must hold a value, for example B1"),
        ("badger_id", "  ", "is empty; it must hold a value, for example B1"),
        ("badger_id", "1B", "'1B' is not written as it must be; for example B1"),
        ("badger_id", "B 1", "'B 1' is not written as it must be; for example B1"),
        ("seen_on", "01/07/2030", f"'01/07/2030' is not a date; {DAY}, for example 2030-07-01"),
        ("seen_on", "2030-02-30", f"'2030-02-30' is not a date; {DAY}, for example 2030-07-01"),
        (
            "coat",
            "gray",
            "'gray' is not one of grey, brown, prefer_not_to_say; did you mean 'grey'?",
        ),
        (
            "coat",
            "Grey",
            "'Grey' is not one of grey, brown, prefer_not_to_say; did you mean 'grey'?",
        ),
        (
            "coat",
            "GREY",
            "'GREY' is not one of grey, brown, prefer_not_to_say; did you mean 'grey'?",
        ),
        ("coat", "ultramarine", "'ultramarine' is not one of grey, brown, prefer_not_to_say"),
        (
            "coat",
            "not stated",
            "'not stated' is written for a value that is not known; leave the cell empty instead",
        ),
        (
            "years",
            "N/A",
            "'N/A' is written for a value that is not known; leave the cell empty instead",
        ),
        (
            "years",
            "nan",
            "'nan' is written for a value that is not known; leave the cell empty instead",
        ),
        (
            "years",
            "unknown",
            "'unknown' is written for a value that is not known; leave the cell empty instead",
        ),
        (
            "words",
            "#N/A",
            "'#N/A' is written for a value that is not known; leave the cell empty instead",
        ),
        (
            "words",
            "-",
            "'-' is written for a value that is not known; leave the cell empty instead",
        ),
        (
            "years",
            "#REF!",
            "'#REF!' is an error of a spreadsheet formula; put the value itself here",
        ),
        (
            "words",
            "#NAME?",
            "'#NAME?' is an error of a spreadsheet formula; put the value itself here",
        ),
    ],
)
def test_a_bad_cell_is_named_with_what_would_be_right(read, column, text, message):
    frame, problems = read(cell(column, text))
    assert problems == [f"data/badgers.csv:2: {column}: {message}"]
    assert pd.isna(frame[column].iloc[0]), "what cannot be read is missing, never guessed"


@pytest.mark.parametrize(
    "column, text, value",
    [
        ("years", " 7 ", 7),
        ("years", "007", 7),
        ("years", "0", 0),
        ("years", "60", 60),
        ("weight", "8", 8.0),
        ("weight", "\t8.50", 8.5),
        ("is_shy", "TRUE", True),
        ("is_shy", "FALSE", False),
        ("is_shy", " True ", True),
        ("coat", " grey\u00a0", "grey"),
        ("words", "unknown", "unknown"),
        ("words", "Not known", "Not known"),
        ("words", '"Sniffed, then left"', "Sniffed, then left"),
        ("words", '"Said ""moss"""', 'Said "moss"'),
        ("words", "Müller – ‘moss’", "Müller – ‘moss’"),
        ("words", "NA badgers", "NA badgers"),
        ("badger_id", "NA-1", "NA-1"),
    ],
)
def test_a_cell_that_only_looks_odd_is_read_right(read, column, text, value):
    frame, problems = read(cell(column, text))
    assert (problems, frame[column].iloc[0]) == ([], value)


def test_every_bad_cell_is_reported_at_once(read):
    _, problems = read(
        HEADER + "B1,gray,seven,true,,,\n" + "B2,grey,7,maybe,,,\n" + ",grey,7,true,heavy,,\n"
    )
    assert [problem.removeprefix("data/badgers.csv:").split(": ")[:2] for problem in problems] == [
        ["2", "coat"],
        ["2", "years"],
        ["3", "is_shy"],
        ["4", "badger_id"],
        ["4", "weight"],
    ]


def test_a_repeated_id_names_the_line_where_it_stands_first(read):
    _, problems = read(HEADER + GOOD + "B2,grey,1,true,,,\n" + " B1 ,brown,2,false,,,\n" + GOOD)
    assert problems == [
        "data/badgers.csv:4: badger_id: 'B1' is there twice; it is already on line 2",
        "data/badgers.csv:5: badger_id: 'B1' is there twice; it is already on line 2",
    ]


def test_a_key_of_two_columns_is_repeated_only_if_both_are(read):
    rows = "B1,grey,,true,,,\nB1,brown,,true,,,\nB1,grey,,true,,,\n"
    assert read(HEADER + rows, key=("badger_id", "coat"))[1] == [
        "data/badgers.csv:4: coat: 'B1, grey' is there twice; it is already on line 2"
    ]


@pytest.mark.parametrize(
    "header, row, problems",
    [
        (
            HEADER.replace("years,", ""),
            GOOD.replace("7,", ""),
            ["years: the column is missing from the header"],
        ),
        (
            HEADER.replace("years", "yaers"),
            GOOD,
            [
                "years: the column is missing from the header",
                "yaers: is not a column of this table; did you mean 'years'?",
            ],
        ),
        (
            HEADER.replace("words", "words,moss"),
            GOOD.replace("Sniffed", "Sniffed,green"),
            ["moss: is not a column of this table"],
        ),
        (
            HEADER.replace("words", "words,coat"),
            GOOD.replace("Sniffed", "Sniffed,grey"),
            ["coat: the heading is there twice"],
        ),
        (
            HEADER.replace("words", "words,"),
            GOOD.replace("Sniffed", "Sniffed,"),
            ["column 8 has no heading"],
        ),
        (
            HEADER.replace("badger_id", "Badger_ID"),
            GOOD,
            [
                "badger_id: the column is missing from the header",
                "Badger_ID: is not a column of this table; did you mean 'badger_id'?",
            ],
        ),
    ],
)
def test_a_bad_header_is_reported_once_on_line_one(read, header, row, problems):
    assert read(header + row + row.replace("B1", "B2"))[1] == [
        f"data/badgers.csv:1: {problem}" for problem in problems
    ]


@pytest.mark.parametrize(
    "header",
    [
        " badger_id , coat,years,is_shy,weight,seen_on,words\n",
        "words,seen_on,weight,is_shy,years,coat,badger_id\n",
    ],
    ids=["spaces", "another order"],
)
def test_headings_may_have_spaces_and_any_order(read, header):
    frame, problems = read(
        header + (GOOD if header.startswith(" ") else ",".join(reversed(GOOD.strip().split(","))))
    )
    assert problems == []
    assert_is_the_good_row(frame)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + HEADER + GOOD,
        (HEADER + GOOD).replace(",", ";"),
        "\ufeff" + (HEADER + GOOD).replace(",", ";").replace("\n", "\r\n"),
        (HEADER + GOOD).replace(",", "\t"),
        (HEADER + GOOD).replace("\n", "\r\n"),
        (HEADER + GOOD).replace("\n", "\r"),
        (HEADER + GOOD).rstrip("\n"),
        '"' + HEADER.strip().replace(",", '";"') + '"\n' + GOOD.replace(",", ";"),
        HEADER + ",,,,,,\n" + GOOD + " , ,,,,,\n,,\n\n",
        "\n\n" + HEADER + GOOD,
        ("\n\n" + HEADER + GOOD).replace(",", ";"),
    ],
    ids=[
        "byte order mark",
        "semicolons",
        "European Excel",
        "tabs",
        "Windows line ends",
        "old Mac line ends",
        "no last line end",
        "quoted semicolons",
        "blank rows",
        "blank first lines",
        "blank first lines and semicolons",
    ],
)
def test_other_programs_ways_of_saving_are_read_right(read, content):
    frame, problems = read(content)
    assert problems == []
    assert_is_the_good_row(frame)


def test_a_comma_inside_a_file_of_semicolons_is_text(read):
    frame, problems = read(
        HEADER.replace(",", ";") + "B1;grey;7;true;8.5;2030-07-01;Sniffed, then left\n"
    )
    assert (problems, frame["words"].iloc[0]) == ([], "Sniffed, then left")


@pytest.mark.parametrize(
    "content, message",
    [
        (
            (HEADER + GOOD).encode("utf-16"),
            f"is saved as UTF-16 ('Unicode text'), not as UTF-8; {SAVE_AS}",
        ),
        (
            (HEADER + GOOD).encode("utf-16-le"),
            f"is saved as UTF-16 ('Unicode text'), not as UTF-8; {SAVE_AS}",
        ),
        (
            "ⴼⴽⴾ".encode("utf-16"),
            f"is saved as UTF-16 ('Unicode text'), not as UTF-8; {SAVE_AS}",
        ),  # not a zero byte in it
        (
            (HEADER + GOOD + "B2,grey,1,true,,,Müller\n").encode("cp1252"),
            f"is not saved as UTF-8 (line 3, perhaps 'ü' in a Windows code page); {SAVE_AS}",
        ),
        (
            (HEADER + "B2,grey,1,true,,,moss – and more\n").encode("cp1252"),
            f"is not saved as UTF-8 (line 2, perhaps '–' in a Windows code page); {SAVE_AS}",
        ),
        (b"PK\x03\x04\x14", f"is an Excel workbook under another name, not a CSV file; {SAVE_AS}"),
        (b"", "the file is empty; its first line must hold the column names"),
        (b" \r\n\t\n", "the file is empty; its first line must hold the column names"),
        (HEADER.encode(), "has a header and no rows; at least one is needed"),
        (HEADER.encode() + b",,,,,,\n", "has a header and no rows; at least one is needed"),
    ],
    ids=[
        "UTF-16",
        "UTF-16 without a mark",
        "UTF-16 far from Latin",
        "code page letter",
        "code page dash",
        "workbook",
        "empty",
        "blank",
        "header only",
        "header and a row of commas",
    ],
)
def test_a_file_that_is_no_table_in_utf_8_gets_one_sentence(read, content, message):
    frame, problems = read(content)
    assert problems == [f"data/badgers.csv: {message}"]
    assert len(frame) == 0 and "badger_id" in frame


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b",,,\r\n,,,\r\n"],
    ids=["mark", "mark and line end", "commas"],
)
def test_a_file_that_only_looks_filled_is_empty(read, content):
    """Excel leaves these behind when a sheet is cleared and saved."""
    assert read(content, minimum_rows=0)[1] == [
        "data/badgers.csv: the file is empty; its first line must hold the column names"
    ]


def test_a_table_that_may_be_empty_needs_only_its_header(read):
    frame, problems = read(HEADER, minimum_rows=0)
    assert problems == [] and len(frame) == 0 and str(frame["years"].dtype) == "Int64"


def test_a_missing_file_is_said_to_be_missing_and_what_it_would_hold(read, tmp_path):
    table = Table(
        "badgers",
        "Badgers seen",
        "",
        ("badgers.csv",),
        False,
        COLUMNS,
        ("badger_id",),
        (),
        1,
        (),
        "",
    )
    frame, problems = read_table(table, {"data/badgers.csv": tmp_path / "badgers.csv"})
    assert [str(problem) for problem in problems] == [
        "data/badgers.csv: the file is missing; it holds: badgers seen"
    ]
    assert len(frame) == 0


@pytest.mark.parametrize(
    "row, cells",
    [("B2,grey,1,true,,,Sniffed, then left\n", 8), ("B2,grey,1,true\n", 4)],
    ids=["many", "few"],
)
def test_a_row_of_too_many_or_too_few_cells_is_left_out_and_named(read, row, cells):
    frame, problems = read(HEADER + row + GOOD)
    assert len(problems) == 1 and problems[0].startswith(
        f"data/badgers.csv:2: has {cells} cells where the header has 7"
    )
    assert list(frame["source_row"]) == ["data/badgers.csv:3"]


def test_a_cell_too_many_is_told_about_commas(read):
    assert read(HEADER + "B2,grey,1,true,,,Sniffed, then left\n")[1][0].endswith(
        "a cell that holds a comma must be in double quotes"
    )


def test_a_quote_left_open_is_looked_for_where_its_row_begins(read):
    frame, problems = read(HEADER + GOOD + 'B2,grey,1,true,,,"Sniffed\n' + "B3,grey,1,true,,,\n")
    assert problems == [
        "data/badgers.csv:3: cannot be read as CSV (unexpected end of data); is a double quote left"
        " open?"
    ]
    assert len(frame) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_lines_are_counted_right_after_a_cell_of_several_lines(read, end):
    rows = [
        'B1,grey,7,true,,,"Sniffed',
        "and",
        "",
        'left"',
        ",,,,,,",
        "B2,gray,1,true,,,",
        "B3,grey,1,true,,,",
        "",
    ]
    frame, problems = read(HEADER.strip() + end + end.join(rows))
    assert problems == [
        "data/badgers.csv:7: coat: 'gray' is not one of grey, brown, prefer_not_to_say; did you"
        " mean 'grey'?"
    ]
    assert list(frame["source_row"]) == [f"data/badgers.csv:{line}" for line in (2, 7, 8)]
    assert frame["words"].iloc[0] == f"Sniffed{end}and{end}{end}left"
