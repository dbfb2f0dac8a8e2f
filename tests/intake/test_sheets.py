"""Sheets of coded passages, synthetic, with the headings and habits of the tools that
export them.
"""

import re
import zipfile

import pytest
from openpyxl import Workbook

from cohortbook.intake import sheets
from cohortbook.study.problems import IntakeError

TIME, GUILT = "Time, protected and flexible", "Guilt"


@pytest.fixture
def read(tmp_path):
    """Write text or rows as a file and read it."""

    def read(content, name="coded.csv", encoding="utf-8"):
        path = tmp_path / name
        if isinstance(content, str):
            path.write_bytes(content.encode(encoding))
        else:
            book = Workbook()
            for row in content:
                book.active.append(row)
            book.save(path)
        return sheets.read(path)

    return read


def _found(project):
    return {
        (segment.source, segment.case, segment.code, segment.quote) for segment in project.segments
    }


def test_the_one_sheet_form(read):
    project = read(
        "source,case,group,cohort,code,quote\nTalk,Wren,practitioner,cohort_03,Guilt,I felt bad\n"
    )
    (segment,) = project.segments
    assert (
        segment.source,
        segment.case,
        segment.group,
        segment.cohort,
        segment.code,
        segment.quote,
    ) == ("Talk", "Wren", "practitioner", "cohort_03", ("Guilt",), "I felt bad")


def test_sheet_on_the_page_for_evaluators_is_read_as_the_page_says(read, project):
    page = (project / "book" / "add_a_cohort.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^\| source \|.*\n\|:.*\n(?:\|.*\n)+", page, flags=re.MULTILINE)
    header, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in example.splitlines()
    ]
    segments = read([header, *rows], "coded.xlsx").segments
    coaching, guilt = ("enablers.programme.coaching",), ("Guilt",)
    afraid, alone = "He asked what I was afraid of.", "I felt I was leaving the others alone."
    assert [
        (segment.case or segment.source, segment.code, segment.quote) for segment in segments
    ] == [
        ("J. Field", coaching, afraid),
        ("J. Field", guilt, afraid),
        ("S. Lane", coaching, alone),
        ("S. Lane", guilt, alone),
        ("Team interview", guilt, None),
    ]
    assert len({(segment.source, segment.key, segment.quote) for segment in segments}) == 3
    assert {segment.cohort for segment in segments} == {"cohort_03", ""}


# Headings as MAXQDA documents them: groups of documents, and codes as a path with backslashes.
def test_maxqda_s_coded_segments(read):
    project = read(
        [
            [
                "Color",
                "Document group",
                "Document name",
                "Code",
                "Beginning",
                "End",
                "Weight score",
                "Segment",
                "Modified by",
            ],
            [
                "●",
                "Practitioners",
                "Jay",
                "Barriers\\Personal\\Guilt",
                12,
                12,
                0,
                "I felt bad",
                "x",
            ],
            ["●", "Practitioners", "Jay", "Enablers\\Time", 14, 15, 0, "Wednesdays", "x"],
        ],
        "coded.xlsx",
    )
    assert _found(project) == {
        ("Jay", "", ("Barriers", "Personal", "Guilt"), "I felt bad"),
        ("Jay", "", ("Enablers", "Time"), "Wednesdays"),
    }
    assert project.segments[0].group == "Practitioners"
    assert "was read as the step from a code to one below it" in " ".join(project.log)


# A real ATLAS.ti export: 116 of 465 code names hold a comma; a title stands above the headings, and
# headings end in spaces.
def test_atlas_ti_s_quotations_with_commas_in_code_names_under_a_title(read):
    project = read(
        [
            ["Quotation Report, all quotations (3)"],
            [],
            [
                "ID",
                "Quotation Name",
                "Text Content ",
                "Document",
                "Number of Codes",
                "Codes",
                "Created by",
            ],
            ["1:1", "a", "I had Wednesdays", "Jay", 1, TIME, "x"],
            ["1:2", "b", "and felt bad", "Jay", 2, f"{TIME}, {GUILT}", "x"],
            ["1:3", "c", "truly", "Jay", 1, GUILT, "x"],
        ],
        "coded.xlsx",
    )
    assert _found(project) == {
        ("Jay", "", (TIME,), "I had Wednesdays"),
        ("Jay", "", (TIME,), "and felt bad"),
        ("Jay", "", (GUILT,), "and felt bad"),
        ("Jay", "", (GUILT,), "truly"),
    }


def test_several_codes_on_lines_with_bullets_are_taken_apart(read):
    project = read(
        [["Document", "Codes", "Quotation Content"], ["Jay", f"● {TIME}\n● {GUILT}", "Wednesdays"]],
        "coded.xlsx",
    )
    assert {segment.code for segment in project.segments} == {(TIME,), (GUILT,)}


def test_several_codes_that_cannot_be_told_apart_are_refused(read):
    with pytest.raises(
        IntakeError,
        match=(
            r"row 3: the cell .* holds several codes that cannot be kept apart, because code names"
            " may hold commas; export one row for each passage and code"
        ),
    ):
        read(
            [
                ["Document", "Number of Codes", "Codes", "Text Content"],
                ["Jay", 1, GUILT, "x"],
                ["Jay", 2, f"{TIME}, {GUILT}", "y"],
            ],
            "coded.xlsx",
        )


def test_nvivo_s_coding_summary(read):
    project = read(
        [
            ["Name of file", "Node", "Coded text", "Created by"],
            ["Files\\Jay", "Guilt", "I felt bad", "LP"],
        ],
        "coded.xlsx",
    )
    assert (
        _found(project) == {("Files\\Jay", "", ("Guilt",), "I felt bad")}
        and project.segments[0].coder == "LP"
    )


def test_qualcoder_s_report(read):
    project = read(
        "File/Case,Coder,Coded,Id,Codename,Coded_Memo\nJay,default,I felt bad,1,Guilt,\n"
    )
    assert (
        _found(project) == {("Jay", "", ("Guilt",), "I felt bad")}
        and project.segments[0].coder == "default"
    )


HABITS = {
    "a mark before it": ("\ufeffsource,code,quote\r\nCafé,Guilt,I felt – bad\r\n", "utf-8"),
    "semicolons": ("source;code;quote\r\nCafé;Guilt;I felt – bad\r\n", "utf-8"),
    "tabs in UTF-16": ("source\tcode\tquote\r\nCafé\tGuilt\tI felt – bad\r\n", "utf-16"),
    "the old code page": ("source,code,quote\r\nCafé,Guilt,I felt – bad\r\n", "cp1252"),
    "capitals and spaces in headings": ("Source , CODE,Quote\nCafé,Guilt,I felt – bad\n", "utf-8"),
    "empty rows": ("source,code,quote\n,,\nCafé,Guilt,I felt – bad\n,,\n", "utf-8"),
}


@pytest.mark.parametrize("habit", HABITS)
def test_csv_in_each_of_excel_s_habits(read, habit):
    assert _found(read(HABITS[habit][0], encoding=HABITS[habit][1])) == {
        ("Café", "", ("Guilt",), "I felt – bad")
    }


def test_the_same_words_of_one_person_are_one_span_and_those_of_two_are_two(read):
    project = read(
        "source,case,code,quote\nTalk,Wren,Guilt,bad\nTalk,Wren,Time,bad\nTalk,Robin,Guilt,bad\n"
    )
    assert len({(segment.source, segment.key, segment.quote) for segment in project.segments}) == 2


def test_rows_without_words_are_known_by_who_and_what_and_not_by_their_place(read):
    rows = ["Talk,Wren,Guilt,", "Talk,Wren,Guilt,", "Talk,Robin,Guilt,"]
    keys = [
        {segment.key for segment in read("source,case,code,quote\n" + "\n".join(order)).segments}
        for order in (rows, rows[::-1])
    ]
    assert keys[0] == keys[1] and len(keys[0]) == 3


def test_every_visible_sheet_with_the_headings_is_read_and_a_hidden_one_is_not(tmp_path):
    book = Workbook()
    for title, state in (("Interview 1", "visible"), ("old", "hidden"), ("Interview 2", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["source", "code"])
        sheet.append([title, "Guilt"])
    book.save(tmp_path / "coded.xlsx")
    assert sheets.read(tmp_path / "coded.xlsx").sources == ("Interview 1", "Interview 2")


def test_a_formula_in_one_of_several_sheets_is_named_with_its_sheet(tmp_path):
    book = Workbook()
    for title, source in (("Interview 1", "Talk"), ("Interview 2", "=A1")):
        sheet = book.create_sheet(title)
        sheet.append(["source", "code"])
        sheet.append([source, "Guilt"])
    book.save(tmp_path / "coded.xlsx")
    with pytest.raises(
        IntakeError, match=r"^coded\.xlsx, sheet Interview 2, cell A2: holds a formula"
    ):
        sheets.read(tmp_path / "coded.xlsx")


def test_rows_outside_the_range_that_a_workbook_states_are_read(tmp_path):
    book = Workbook()
    for row in (["source", "code"], ["Talk", "Guilt"], ["Other", "Time"]):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "coded.xlsx", "w") as short,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            assert name != "xl/worksheets/sheet1.xml" or b'ref="A1:B3"' in content
            short.writestr(
                name, content.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:B2"')
            )
    assert sheets.read(tmp_path / "coded.xlsx").sources == ("Talk", "Other")


def test_as_many_codes_as_the_tool_says_are_found_or_the_cell_is_refused(read):
    rows = [
        ["Document", "Number of Codes", "Codes", "Text Content"],
        ["Jay", 1, "Time, Money", "x"],
        ["Jay", 1, "Time", "x"],
        ["Jay", 1, "Money", "x"],
        ["Jay", 2, "Time, Money", "y"],
    ]
    assert {
        segment.code for segment in read(rows, "coded.xlsx").segments if segment.quote == "y"
    } == {("Time",), ("Money",)}
    with pytest.raises(
        IntakeError,
        match="row 3: the cell 'Time, Money' holds several codes that cannot be kept apart",
    ):
        read([*rows[:2], rows[4]], "coded.xlsx")


def test_rows_without_a_code_are_left_out_and_logged(read):
    project = read("source,code,quote\nTalk,,said and not coded\nTalk,Guilt,bad\n")
    assert len(project.segments) == 1 and project.losses == (
        "coded.csv: 1 rows have no code and were left out, the first in row 2.",
    )


def test_the_sheet_that_has_the_headings_is_found_among_several(tmp_path):
    book = Workbook()
    book.active.append(["About this file"])
    book.create_sheet("segments").append(["source", "code"])
    book["segments"].append(["Talk", "Guilt"])
    book.save(tmp_path / "coded.xlsx")
    assert len(sheets.read(tmp_path / "coded.xlsx").segments) == 1


def test_rows_in_another_order_give_the_same_codings(read):
    rows = ["Talk,Guilt,bad", "Talk,Time,good", "Other,Guilt,worse"]
    assert _found(read("source,code,quote\n" + "\n".join(rows))) == _found(
        read("source,code,quote\n" + "\n".join(rows[::-1]))
    )


@pytest.mark.parametrize(
    "content, problem",
    [
        ([["source", "code"], ["=A1", "Guilt"]], "cell A2: holds a formula"),
        ([["source", "code"]], "has headings and no row with a code below them"),
    ],
)
def test_a_workbook_that_cannot_be_taken_in_is_refused(read, content, problem):
    with pytest.raises(IntakeError, match=problem):
        read(content, "coded.xlsx")


def test_a_formula_matters_only_in_a_column_that_is_read(tmp_path):
    book = Workbook()
    book.active.append(["Talks", '=UPPER("coded")'])
    book.active.append(["source", "code", "quote", "letters"])
    book.active.append(["Talk", "Water", "It leaks.", "=LEN(C2)"])
    book.create_sheet("Counts").append(["Water", '=COUNTIF(Sheet!B:B,"Water")'])
    book.save(tmp_path / "x.xlsx")
    assert [segment.quote for segment in sheets.read(tmp_path / "x.xlsx").segments] == ["It leaks."]


def test_merged_cells_are_refused_only_below_the_headings_of_columns_that_are_read(tmp_path):
    book = Workbook()
    book.active.append(["A title above"])
    book.active.append(["source", "code", "quote", "note"])
    book.active.append(["Talk", "Water", "It leaks.", "n"])
    book.active.append(["Talk", "Fruit", "It falls.", ""])
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("D3:D4")
    book.save(tmp_path / "x.xlsx")
    assert len(sheets.read(tmp_path / "x.xlsx").segments) == 2
    book.active.merge_cells("B3:B4")
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(IntakeError, match=r"x\.xlsx, cells B3:B4: are merged"):
        sheets.read(tmp_path / "x.xlsx")


def test_what_of_a_workbook_is_hidden_is_said(tmp_path):
    book = Workbook()
    for row in (
        ["source", "code", "quote"],
        ["Talk", "Water", "It leaks."],
        ["Talk", "Fruit", "It falls."],
    ):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("old").sheet_state = "hidden"
    book.save(tmp_path / "x.xlsx")
    project = sheets.read(tmp_path / "x.xlsx")
    assert len(project.segments) == 2
    assert project.losses == (
        "x.xlsx: 1 hidden sheet was not read.",
        "x.xlsx, sheet Sheet: rows 3 are hidden; they were read.",
    )


def _passages(project):
    return {
        (segment.source, segment.start, segment.key, segment.quote) for segment in project.segments
    }


@pytest.mark.parametrize(
    "headings, first, second",
    [
        ("Document name,Code,Beginning,End,Segment", "Talk,Fruit,3,3,Yes.", "Talk,Fruit,9,9,Yes."),
        ("Dokumentname,Code,Anfang,Ende,Segment", "Talk,Fruit,3,3,Yes.", "Talk,Fruit,9,9,Yes."),
        (
            "document,code,start_offset,end_offset,text,username",
            "Talk,Fruit,36,40,Yes.,a",
            "Talk,Fruit,90,94,Yes.,a",
        ),
        (
            "document,code,coder,start_pos,end_pos,text",
            "Talk,Fruit,a,36,40,Yes.",
            "Talk,Fruit,a,90,94,Yes.",
        ),
        ("id,document,tag,content", "1,Talk,Fruit,Yes.", "2,Talk,Fruit,Yes."),
        ("Document,Code,Beginning,Segment", "Talk,Fruit,0:01,Yes.", "Talk,Fruit,0:09,Yes."),
        ("Quotation ID,Document,Code,Quotation", "1:1,Talk,Fruit,Yes.", "1:2,Talk,Fruit,Yes."),
    ],
)
def test_the_same_words_at_two_places_are_two_passages(read, headings, first, second):
    project = read(f"{headings}\n{first}\n{second}\n")
    assert len(_passages(project)) == 2 and not project.losses


@pytest.mark.parametrize(
    "rows",
    [
        "id,document,tag,content\n7,Talk,Fruit,Yes.\n7,Talk,Water,Yes.\n",
        "id,source,code,start,end,quote\n1,Talk,Fruit,3,7,Yes.\n2,Talk,Water,3,7,Yes.\n",
        "Segment ID,source,code,start,end,quote\n1,Talk,Fruit,3,7,Yes.\n2,Talk,Water,3,7,Yes.\n",
        "document,code,start_offset,end_offset,text,username\nTalk,Fruit,3,7,Yes.,a\nTalk,Water,3,7,Yes.,b\n",
    ],
)
def test_two_codes_on_one_passage_are_one_passage_whatever_the_rows_are_numbered(read, rows):
    assert len(_passages(read(rows))) == 1


def test_how_many_rows_were_joined_by_their_words_alone_is_said(read):
    project = read(
        "source,code,quote\nTalk,Fruit,Yes.\nTalk,Fruit,Yes.\nTalk,Water,Yes.\nTalk,Water,No.\n"
    )
    assert len(_passages(project)) == 2
    assert project.losses == (
        (
            "coded.csv: 2 rows repeat the words of one before, with no place or number of the"
            " passage, and were read as the same passage: rows 3 to 4."
        ),
    )


def test_coders_are_known_by_the_heading_of_openansho(read):
    rows = (
        "document,code,start_offset,end_offset,text,memo,username\n"
        "Talk,Fruit,36,40,Yes.,,one\n"
        "Talk,Fruit,90,94,Yes.,,one\n"
        "Talk,Fruit,36,40,Yes.,,two\n"
    )
    assert {(segment.start, segment.coder) for segment in read(rows).segments} == {
        (36, "one"),
        (90, "one"),
        (36, "two"),
    }


def test_a_row_of_no_characters_counts_nobody_and_is_said(read):
    project = read(
        "document,code,start_offset,end_offset,text\nTalk,Fruit,8,8,\nTalk,Water,3,7,Yes.\n"
    )
    assert [segment.code for segment in project.segments] == [
        ("Water",)
    ] and "marks no words" in project.losses[0]
    assert (
        len(
            read(
                "document,code,beginning,end,segment\nTalk,Fruit,8,8,\nTalk,Water,3,7,Yes.\n"
            ).segments
        )
        == 2
    )  # paragraph 8, a picture perhaps


@pytest.mark.parametrize("cell", ["Water; Fruit", "Water;Fruit", "Water | Fruit", "Water, Fruit"])
def test_codes_of_one_cell_are_taken_apart_where_each_stands_alone_elsewhere(read, cell):
    project = read(
        f'source,code,quote\nTalk,"{cell}",It leaks.\nTalk,Water,It rains.\nTalk,Fruit,It falls.\n'
    )
    assert {(segment.code, segment.quote) for segment in project.segments} == {
        (("Water",), "It leaks."),
        (("Fruit",), "It leaks."),
        (("Water",), "It rains."),
        (("Fruit",), "It falls."),
    }


def test_a_code_that_may_be_several_is_read_as_one_and_said(read):
    project = read("source,code,quote\nTalk,Water; Fruit,It leaks.\nTalk,Water,It rains.\n")
    assert ("Water; Fruit",) in {
        segment.code for segment in project.segments
    } and "'Water; Fruit': read as one code" in project.losses[0]


def test_codes_of_one_cell_are_taken_apart_by_the_codebook_beside_it(read, tmp_path):
    (tmp_path / "coded_codebook.csv").write_text(
        "Code;Code Comment\nWater;Wet.\nTime, protected;Free.\n", encoding="utf-8"
    )
    project = read(
        "ID;Document;Quotation Content;Codes;Number of Codes\n1:1;Talk;It leaks.;Water, Time,"
        " protected;2\n"
    )
    assert {segment.code for segment in project.segments} == {("Water",), ("Time, protected",)}


def test_each_numbered_column_holds_a_code(read):
    project = read(
        "source,quote,Code 1,Code 2\nTalk,It leaks.,Water,Fruit\nTalk,It rains.,Paths,\n"
    )
    assert {(segment.code, segment.quote) for segment in project.segments} == {
        (("Water",), "It leaks."),
        (("Fruit",), "It leaks."),
        (("Paths",), "It rains."),
    }


def test_a_person_stands_for_the_source_of_a_sheet_without_one(read):
    assert [
        (segment.source, segment.case)
        for segment in read("participant,code,quote\nPR19,Water,It leaks.\n").segments
    ] == [("PR19", "PR19")]


def test_the_headings_that_were_found_are_named(read):
    with pytest.raises(
        IntakeError, match="has no heading for source and code; its headings are 'Wer', 'Was'"
    ):
        read("Wer,Was\na,b\n")


def test_a_list_of_codes_with_what_they_mean_is_a_codebook(read):
    codes = read(
        "tag,description,number of highlights\nWater,Wet.,2\nWater/Rain,From above.,1\n"
    ).codes
    assert [(code.path, code.description) for code in codes] == [
        (("Water",), "Wet."),
        (("Water", "Rain"), "From above."),
    ]


def test_numbers_that_begin_anew_in_each_source_number_no_passages(read):
    project = read(
        "id,source,code,quote\n1,Talk,Fruit,Yes.\n2,Talk,Water,Yes.\n1,Other,Water,No.\n2,Other,Water,Well.\n"
    )
    assert len(
        {(segment.source, segment.key, segment.quote) for segment in project.segments}
    ) == 3 and project.losses[0].endswith("was read as the same passage: row 3.")


def test_a_code_of_a_speaker_says_who_speaks_on_its_passage_and_on_those_it_overlaps(read):
    project = read(
        "document,code,start_offset,end_offset,text\nGroup,speaker.PR19,0,40,All of it\n"
        "Group,Guilt,10,20,I said\nGroup,Guilt,40,50,Another\n"
    )
    assert _found(project) == {
        ("Group", "PR19", (GUILT,), "I said"),
        ("Group", "", (GUILT,), "Another"),
    }


def test_speakers_in_a_sheet_of_codes_are_left_out(read):
    codes = read("tag,description\nspeaker.PR19,\nGuilt,Felt\n", "codebook.csv").codes
    assert [code.path for code in codes] == [(GUILT,)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("title", ["", "Coded passages, spring, summer, autumn; exported\n\n"])
def test_the_mark_between_cells_is_that_of_the_headings(read, mark, title):
    lines = [["source", "code", "quote"], ["Talk", "Guilt", "So bad"]]
    (own,) = read(title + "\n".join(map(mark.join, lines)) + "\n").segments
    assert (own.source, own.code, own.quote) == ("Talk", ("Guilt",), "So bad")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_codes_and_their_meaning_is_found_under_a_title(read, mark):
    codebook = read(f"Codes, of spring\ncode{mark}definition\nGuilt{mark}Feeling bad\n")
    assert [own.path for own in codebook.codes] == [("Guilt",)]


@pytest.mark.parametrize(
    "heading", ["Line", "Paragraph", "Zeile", "Absatz", "Regel", "Ligne", "Línea", "Párrafo"]
)
def test_the_line_or_paragraph_of_a_passage_keeps_it_apart(read, heading):
    project = read(
        f"source,{heading},code,quote\nTalk,3,Fruit,Yes.\nTalk,9,Fruit,Yes.\nTalk,9,Water,Yes.\n"
    )
    assert len(_passages(project)) == 2 and not project.losses


def test_line_and_page_together_say_where_a_passage_is(read):
    project = read("source,page,line,code,quote\nTalk,1,3,Fruit,Yes.\nTalk,2,3,Fruit,Yes.\n")
    assert len(_passages(project)) == 2


def test_rows_that_are_only_numbered_are_not_passages_of_their_own(read):
    project = read("Nr,source,code,quote\n1,Talk,Fruit,Yes.\n2,Talk,Water,Yes.\n")
    assert len(_passages(project)) == 1


@pytest.fixture
def read_sheets(tmp_path):
    """Write each list of rows as a sheet of one workbook and read it."""

    def read_sheets(*tables):
        book = Workbook()
        book.remove(book.active)
        for number, rows in enumerate(tables, start=1):
            sheet = book.create_sheet(f"S{number}")
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "coded.xlsx")
        return sheets.read(tmp_path / "coded.xlsx")

    return read_sheets


def test_passages_that_two_sheets_of_a_workbook_have_are_counted(read_sheets):
    header = ["source", "code", "quote"]
    project = read_sheets(
        [header, ["Talk", "Fruit", "Yes."]],
        [header, ["Talk", "Water", "Yes."], ["Walk", "Water", "Yes."]],
    )
    assert len(_passages(project)) == 2
    assert project.losses == (
        "coded.xlsx, sheet S2: 1 passage has the source, place and words of one in a sheet before"
        " and was read as the same.",
    )


def test_rows_without_words_in_two_sheets_are_passages_of_their_own(read_sheets):
    rows = [["source", "code"], ["Talk", "Fruit"]]
    project = read_sheets(rows, rows)
    assert len(_passages(project)) == 2 and not project.losses


def test_a_source_that_is_written_once_is_that_of_the_rows_below_and_said(read):
    project = read(
        "source,code,quote\nTalk,Fruit,Yes.\n,Water,No.\nWalk,Fruit,So.\n,Fruit,Ah.\n,Water,Oh.\n"
    )
    assert [own.source for own in project.segments] == ["Talk", "Talk", "Walk", "Walk", "Walk"]
    assert project.losses == (
        "coded.csv: 3 rows name no source and were read as of the source above: rows 3, 5 to 6.",
    )


@pytest.mark.parametrize(
    "sources", [("Talk", "Talk", ""), ("", "Talk", "Walk"), ("Talk", "", "Talk")]
)
def test_a_source_that_may_have_been_forgotten_is_refused(read, sources):
    with pytest.raises(IntakeError, match="names no source"):
        read("source,code,quote\n" + "".join(f"{source},Fruit,Yes.\n" for source in sources))


@pytest.mark.parametrize(
    "headings",
    [
        "Code,Parent,Description",
        "Thema,Oberthema,Beschreibung",
        "Naam,Hoofdcode,Omschrijving",
        "Thème,Code parent,Définition",
        "Código,Código padre,Descripción",
    ],
)
def test_a_list_of_codes_is_read_in_other_languages_with_the_code_above_each(read, headings):
    codebook = read(f"{headings}\nHelp,,What helped\nCoach,Help,A coach\nCalls,Coach,By phone\n")
    assert [own.path for own in codebook.codes] == [
        ("Help",),
        ("Help", "Coach"),
        ("Help", "Coach", "Calls"),
    ]
    assert codebook.codes[2].description == "By phone"


def test_the_code_above_may_be_given_by_its_number(read):
    codebook = read("id,name,parent_id,definition\n1,Help,,What helped\n2,Coach,1,A coach\n")
    assert [own.path for own in codebook.codes] == [("Help",), ("Help", "Coach")]


def test_codes_that_are_above_each_other_end(read):
    codebook = read("code,parent,definition\nHelp,Coach,x\nCoach,Help,y\n")
    assert len(codebook.codes) == 2


def test_codes_of_one_cell_are_known_from_a_codebook_with_the_code_above_each(read, tmp_path):
    (tmp_path / "coded_codebook.csv").write_text(
        "Code,Parent,Description\nHelp,,x\nWater,Help,y\nFruit,Help,z\n", encoding="utf-8"
    )
    project = read('source,code,quote\nTalk,"Water, Fruit",It leaks.\n')
    assert [own.code for own in project.segments] == [("Water",), ("Fruit",)]
