"""An evaluator's first hour: begin a cohort, fill its workbook, take in a sheet of coded passages.
Everything in it is synthetic.
"""

import re
import sqlite3
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from coded_projects import (
    CODES,
    PEOPLE,
    TOOLS,
    write_focus_group,
    write_qdc,
    write_qdpx,
    write_qualcoder,
    write_taguette,
)
from conftest import new_sett
from docx import Document as new_document
from docx.enum.text import WD_COLOR_INDEX as COLOUR
from openpyxl import Workbook, load_workbook

from cohortbook import load_study
from cohortbook.cli import main
from cohortbook.findings.themes import people_per_theme
from cohortbook.intake import sheets
from cohortbook.intake.model import CodedProject, CodedSegment, Memo
from cohortbook.study.csv_text import for_excel, rows_of
from cohortbook.study.personal_data import private_in
from cohortbook.study.study import read_study
from cohortbook.study.tables import EXAMPLE

FIELDS = {
    "recruited_on": 2033,
    "services": "adult, children",
    "awards": 2,
    "approach": "codebook",
    "coded_by": "Badgers.",
    "disclosure": "synthetic",
}
ROWS = {
    "participants": [
        [
            "BA20",
            "female",
            "adult",
            True,
            "Digger",
            "practitioner",
            "MA Burrows",
            "MA Burrows",
            "master",
            5,
            "Module",
            "module",
        ],
        [
            "BA21",
            "male",
            "children",
            True,
            "Digger",
            "practitioner",
            "MA Burrows",
            "MA Burrows",
            "master",
            "7",
            "Module",
            "module",
        ],
    ],
    "managers": [["TM9", "team_manager"]],
    "interviews": [
        ["S4-1", "BA20", "individual", "online"],
        ["S4-2", "TM9", "individual", "online"],
    ],
    "passages": [],
    "attributions": [],
    "codings": [],
    "impacts": [],
}
IMPACT = [
    "c04_i1",
    "c04_606531",
    "BA20",
    "personal",
    "confidence",
    "happened",
    None,
    None,
    None,
    None,
    None,
    "practitioner",
    None,
    "More confident.",
]
CODED = """source,case,group,cohort,code,quote
Talk with Sarah,Sarah Brock,practitioner,cohort_04,enablers > programme > coaching,"The coach, \
he helped"
Talk with Sarah,Sarah Brock,practitioner,cohort_04,Digging,Too much digging
Talk with Owl,Owl Nine,manager,cohort_04,enablers > programme > coaching,They were coached
"""


@pytest.fixture
def cohort_04(made_up, capsys):
    """Begin cohort_04; return how to fill its workbook, how to take a file in, and its
    private folder.
    """
    assert new_sett(made_up) == 0
    private = made_up / "private" / "cohort_04"
    workbook = private / "cohort_04.xlsx"
    (private / "passage_ids.key").write_text(
        "moss\n", encoding="utf-8"
    )  # so that every run draws the same identifiers

    def fill(change=lambda book: None):
        book = load_workbook(workbook)
        for row in book["cohort"].iter_rows(min_row=2):
            if row[0].value in FIELDS:
                row[1].value = FIELDS[row[0].value]
        for name, rows in ROWS.items():
            book[name].delete_rows(2, book[name].max_row)
            for row in rows:
                book[name].append(row)
        change(book)
        book.save(workbook)

    def take(file=workbook, *more):
        capsys.readouterr()
        code = main(["intake", "cohort_04", str(file), *more, "--study", str(made_up)])
        printed = capsys.readouterr()
        return code, (printed.out if code == 0 else printed.err).splitlines()

    return fill, take, private


def test_new_makes_a_workbook_with_notes_lists_and_an_example_row(cohort_04):
    _, _, private = cohort_04
    book = load_workbook(private / "cohort_04.xlsx")
    assert {
        "read me",
        "cohort",
        "participants",
        "managers",
        "interviews",
        "passages",
        "attributions",
        "codings",
        "impacts",
    } <= set(book.sheetnames)
    sheet = book["participants"]
    assert sheet["A2"].value == EXAMPLE and "Gender as recorded" in sheet["B1"].comment.text
    assert len(sheet.data_validations.dataValidation) == 10
    assert (private / "NEXT_STEPS.md").exists()


def test_a_new_cohort_is_strict_without_anybody_s_doing(cohort_04):
    _, _, private = cohort_04
    assert {
        row[0].value: row[1].value
        for row in load_workbook(private / "cohort_04.xlsx")["cohort"].iter_rows()
    }["disclosure"] == "strict"


def _row(book, sheet, **cells):
    """Put a row with some cells at the end of a sheet."""
    columns = [cell.value for cell in book[sheet][1]]
    assert set(cells) <= set(columns)
    book[sheet].append([cells.get(column) for column in columns])


def test_a_word_of_a_name_in_any_column_of_text_is_refused(cohort_04, made_up):
    fill, take, private = cohort_04
    (private / "people.csv").write_text("name,case_id\nTufty Brock,BA20\n", encoding="utf-8")
    texts = {
        "participants": ("role", "qualifying_award", "highest_award", "research_knowledge"),
        "passages": ("summary", "locator", "quantifier"),
        "attributions": ("as_printed", "note"),
        "impacts": ("measure", "unit", "summary"),
    }

    def write(book):
        for sheet, columns in texts.items():
            _row(book, sheet, **dict.fromkeys(columns, "as Brock said"))

    fill(write)
    code, lines = take()
    for sheet, columns in texts.items():
        for column in columns:
            place = (
                f"cohort_04.xlsx, sheet {sheet}:{4 if sheet == 'participants' else 2}: {column} "
            )
            held = (
                ": holds what looks like a name in people.csv or coders.csv"
                " (private/cohort_04/people.csv, row 2)"
            )
            assert code == 1 and any(line.startswith(place) and held in line for line in lines)
    assert not (made_up / "data/cohorts/cohort_04").exists()


def test_a_decision_in_private_lets_a_word_of_a_name_be_taken_in(cohort_04, made_up):
    fill, take, private = cohort_04
    (private / "people.csv").write_text(
        "name,case_id\nGrace Digger,BA20\n", encoding="utf-8"
    )  # every badger of this cohort is a Digger by post
    fill()
    code, lines = take()
    assert code == 1 and lines[0].startswith(
        "cohort_04.xlsx, sheet participants: role (column E): rows 2 to 3: holds what looks like a"
        " name in people.csv or coders.csv"
    )
    (made_up / "private/reviewed.yml").write_text(
        "reviewed:\n- {looks_like: a name in people.csv or coders.csv, files:"
        " [data/cohorts/cohort_04/participants.csv], text: Digger, reason: A post., decided_by: A"
        " badger, decided_on: 2033-01-01}\n",
        encoding="utf-8",
    )
    assert take()[0] == 0


def test_an_identifier_that_names_somebody_is_refused(cohort_04):
    fill, take, private = cohort_04
    (private / "people.csv").write_text("name,case_id\nTufty Brock,BA20\n", encoding="utf-8")
    named = {
        "participants": "participant_id",
        "managers": "manager_id",
        "interviews": "interview_id",
        "passages": "passage_id",
        "codings": "coder_id",
    }
    wanted = "looks like a name; write letters that name no one and a number"
    for identifier in ("sarah_b", "b_rock1"):
        fill(
            lambda book, identifier=identifier: [
                _row(book, sheet, **{column: identifier}) for sheet, column in named.items()
            ]
        )
        lines = take()[1]
        for sheet, column in named.items():
            assert any(
                line.startswith(f"cohort_04.xlsx, sheet {sheet}:")
                and f": {column} (column {'C' if sheet == 'codings' else 'A'}): {wanted}, " in line
                for line in lines
            ), (sheet, lines)


def test_an_identifier_that_the_build_would_refuse_is_refused(cohort_04):
    fill, take, _ = cohort_04
    fill(
        lambda book: (
            _row(book, "participants", participant_id="P1"),
            book["cohort"].__setitem__("B11", "strict"),
        )
    )
    assert (
        "cohort_04.xlsx, sheet participants:4: participant_id (column A): 'P1' is the address of"
        " a cell in a spreadsheet, too; write two letters or more that name no one and a number,"
        " for example PR1" in take()[1]
    )


def test_a_word_of_a_name_is_refused_in_a_new_theme_and_nobody_s_in_one_that_was_there(
    keyed, made_up
):
    take, private = keyed
    (private / "people.csv").write_text(
        "name,case_id\nTufty Brock,BA20\nMoss Tunnels,BA21\n", encoding="utf-8"
    )  # the codebook speaks of moss and of tunnels
    codebook = write_qdc(
        private / "codes.qdc",
        TOOLS["maxqda"],
        {("enablers",): "", ("enablers", "Brock and tea"): "Tea at four helped"},
    )
    take(codebook)
    asked = (private / "codes.csv").read_text(encoding="utf-8").splitlines()
    (private / "codes.csv").write_text(
        "\n".join(
            line.replace(",,", ",-,", 1) if "tea" not in line else "enablers > Brock and tea,new,"
            for line in asked
        ),
        encoding="utf-8",
    )
    line, _ = take(codebook)[1]
    assert line.startswith("codes.qdc: label of enablers.")
    assert (
        ": holds what looks like a name in people.csv or coders.csv"
        " (private/cohort_04/people.csv, row 2)"
    ) in line


def test_new_never_writes_over_what_is_there(cohort_04, made_up, capsys):
    assert (
        main(["new", "cohort_04", "--title", "Other", "--period", "2033", "--study", str(made_up)])
        == 1
    )
    assert (
        main(["new", "cohort_01", "--title", "Other", "--period", "2033", "--study", str(made_up)])
        == 1
    )
    assert (
        main(["new", "sett4", "--title", "Other", "--period", "2033", "--study", str(made_up)]) == 1
    )
    assert [line.split(": ", 1)[1] for line in capsys.readouterr().err.splitlines()] == [
        "private/cohort_04/cohort_04.xlsx is there already; nothing was changed",
        "data/cohorts/cohort_01 is there already; nothing was changed",
        (
            "'sett4' is not the name of a cohort; it is cohort_ and two or three digits, for"
            " example cohort_03"
        ),
    ]


def test_a_filled_workbook_becomes_the_cohort_s_tables(cohort_04, made_up):
    fill, take, _ = cohort_04
    fill()
    assert take() == (
        0,
        [
            "data/cohorts/cohort_04/cohort.yml",
            "data/cohorts/cohort_04/participants.csv, 2 rows",
            "data/cohorts/cohort_04/managers.csv, 1 rows",
            "data/cohorts/cohort_04/interviews.csv, 2 rows",
        ],
    )
    study = load_study(made_up)
    assert study.cohorts["cohort_04"]["services"] == ["adult", "children"]
    assert study.rows("participants", "cohort_04")["years_qualified"].tolist() == [5, 7]


def test_impacts_wait_in_the_workbook_until_passages_are_in_and_the_rest_goes_in(
    cohort_04, made_up
):
    fill, take, private = cohort_04
    without_passage = [IMPACT[0], None, *IMPACT[2:]]
    fill(lambda book: book["impacts"].append(without_passage))
    code, said = take()
    assert (code, said[-1]) == (
        0,
        "1 impact waits in cohort_04.xlsx, sheet impacts: an impact names the passage that reports"
        " it, and no passage of cohort_04 is in. Take in the coded project, write the passage_id"
        " that quotes.csv shows next to each impact, and take in the workbook again with"
        " --replace.",
    )
    cohort = made_up / "data/cohorts/cohort_04"
    assert (cohort / "participants.csv").exists() and not (cohort / "impacts.csv").exists()
    _fill_keys(private)
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    assert take(private / "coded.csv")[0] == 0
    said = take(private / "cohort_04.xlsx", "--replace")[1]
    assert said[0].startswith(
        "cohort_04.xlsx, sheet impacts:2: passage_id (column B): is empty; it must hold a value"
    )
    fill(lambda book: book["impacts"].append(IMPACT))
    _retake(take, private / "cohort_04.xlsx")
    assert len(load_study(made_up).rows("impacts", "cohort_04")) == 1


def test_an_example_row_of_impacts_is_refused_and_does_not_wait(cohort_04):
    fill, take, _ = cohort_04
    fill(lambda book: book["impacts"].append([EXAMPLE, *IMPACT[1:]]))
    code, said = take()
    assert code == 1 and any("sheet impacts:2" in line for line in said)


def test_true_and_false_as_libreoffice_saves_them_are_no_formulas(cohort_04, made_up):
    fill, take, _ = cohort_04
    fill(
        lambda book: (
            book["participants"].__setitem__("D2", "=TRUE()"),
            book["participants"].__setitem__("D3", "=FALSE()"),
        )
    )
    assert take()[0] == 0
    assert load_study(made_up).rows("participants", "cohort_04")["is_social_worker"].tolist() == [
        True,
        False,
    ]


def test_a_percentage_typed_in_a_cell_is_refused_with_its_cell(cohort_04, made_up):
    fill, take, _ = cohort_04
    fill(
        lambda book: (
            book["impacts"].append([None] * 9 + [0.29]),
            setattr(book["impacts"]["J2"], "number_format", "0%"),
        )
    )
    assert take() == (
        1,
        [
            "cohortbook: cohort_04.xlsx, sheet impacts, cell J2: is a percentage (29%), which Excel"
            " keeps as 0.29; choose the number format General, write 29, and put percent into the"
            " unit"
        ],
    )


@pytest.mark.parametrize(
    "change, problem",
    [
        (
            lambda book: None,
            "cohort_04.xlsx, sheet participants:2: is the example row of the template; delete it",
        ),
        (
            lambda book: book["participants"].__setitem__("B2", "famale"),
            (
                "cohort_04.xlsx, sheet participants:2: gender (column B): 'famale' is not one of"
                " female, male, another, prefer_not_to_say; did you mean 'female'?"
            ),
        ),
        (
            lambda book: book["participants"].__setitem__("J3", "seven"),
            (
                "cohort_04.xlsx, sheet participants:3: years_qualified (column J): 'seven' is"
                " not a whole number; write it in digits, for example 7"
            ),
        ),
        (
            lambda book: book["interviews"].__setitem__("B2", "B99"),
            (
                "cohort_04.xlsx, sheet interviews:2: case_id (column B): 'B99' is not in"
                " participants.csv or managers.csv"
            ),
        ),
        (
            lambda book: book["cohort"].__setitem__("B7", 3),
            "cohort_04.xlsx, sheet cohort: awards: says 3 where participants.csv has 2 rows",
        ),
        (
            lambda book: book["participants"].__setitem__("E2", "Works with Sarah Brock"),
            (
                "cohort_04.xlsx, sheet participants:2: role (column E): holds what looks like a"
                " name; take it out or, if it is something else, say so in"
                " data/disclosure.yml, under reviewed"
            ),
        ),
        (
            lambda book: (
                _row(book, "passages", passage_id=IMPACT[1]),
                book["impacts"].append([*IMPACT[:-1], "Sarah Brock is bolder."]),
            ),
            "cohort_04.xlsx, sheet impacts:2: summary (column N): holds what looks like a name;",
        ),
        (
            lambda book: book["cohort"].__setitem__("B9", "Coded by Sarah Brock"),
            "cohort_04.xlsx, sheet cohort: coded_by: holds what looks like a name; take it out",
        ),
        (
            lambda book: book["participants"].__setitem__("J2", "=2+3"),
            (
                "cohortbook: cohort_04.xlsx, sheet participants, cell J2: holds a formula; put the"
                " value itself there (copy, then paste values)"
            ),
        ),
        (
            lambda book: book["cohort"].__setitem__("B2", "cohort_05"),
            "cohortbook: cohort_04.xlsx is the workbook of cohort_05, not of cohort_04",
        ),
        (
            lambda book: book["participants"].__setitem__("E2", "@digger"),
            (
                "cohort_04.xlsx, sheet participants:2: role (column E): '@digger' begins with @,"
                " so that a spreadsheet would run it as a formula"
            ),
        ),
        (
            lambda book: book["participants"].merge_cells("C2:C3"),
            (
                "cohortbook: cohort_04.xlsx, sheet participants, cells C2:C3: are merged, so that"
                " all but the first would count as empty"
            ),
        ),
        (
            lambda book: book["cohort"].append(["title", "Another"]),
            (
                "cohortbook: cohort_04.xlsx, sheet cohort, row 16: title is given twice; keep one"
                " of the rows"
            ),
        ),
        (
            lambda book: book["cohort"].__setitem__("B5", "²"),
            "cohort_04.xlsx, sheet cohort: recruited_on: '²' ",
        ),
        (
            lambda book: setattr(book["cohort"], "title", "Cohort"),
            (
                "cohortbook: cohort_04.xlsx has no sheet named cohort; fill the workbook that"
                " `cohortbook new` made"
            ),
        ),
        (
            lambda book: book.remove(book["managers"]),
            (
                "cohortbook: cohort_04.xlsx has no sheet named managers; fill the workbook that"
                " `cohortbook new` made"
            ),
        ),
    ],
)
def test_a_mistake_in_the_workbook_is_named_by_sheet_and_row_and_nothing_is_written(
    cohort_04, made_up, change, problem
):
    fill, take, _ = cohort_04
    if "example row" not in problem:
        fill(change)
    code, lines = take()
    assert code == 1 and any(line.startswith(problem) for line in lines), lines
    assert not (made_up / "data/cohorts/cohort_04").exists()


def test_coded_passages_are_taken_in_once_names_and_codes_are_known(cohort_04, made_up):
    fill, take, private = cohort_04
    fill()
    take()
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    assert take(private / "coded.csv")[1][0].startswith(
        "cohortbook: private/cohort_04/people.csv: 2 names are without a case_id"
    )
    (private / "people.csv").write_text(
        "name,case_id,group\nSarah Brock,BA20,\nOwl Nine,TM9,\n", encoding="utf-8"
    )
    assert take(private / "coded.csv")[1][0].startswith(
        "cohortbook: private/cohort_04/codes.csv: 1 code is not in the codebook"
    )
    assert (private / "codes.csv").read_text(
        encoding="utf-8-sig"
    ) == "code,theme_id,perhaps,above,label,meaning,kind,stance\nDigging,,,,,,,\n"
    (private / "codes.csv").write_text(
        "code,theme_id\nDigging,barriers.employer.digging\n", encoding="utf-8"
    )
    assert take(private / "coded.csv")[0] == 0
    found = people_per_theme(load_study(made_up), "cohort_04").by_id
    assert found["cohort_04.theme.enablers.programme.coaching.people.count"].value == 2
    assert found["cohort_04.theme.barriers.employer.digging.practitioners.count"].value == 1
    written = "".join(
        path.read_text(encoding="utf-8") for path in (made_up / "data/cohorts/cohort_04").iterdir()
    )
    assert "Sarah" not in written and "Too much" not in written
    assert "Too much digging" in (private / "quotes.csv").read_text(encoding="utf-8")


def _fill_keys(private):
    (private / "people.csv").write_text(
        "name,case_id,group\nSarah Brock,BA20,\nOwl Nine,TM9,\n", encoding="utf-8"
    )
    (private / "codes.csv").write_text(
        "code,theme_id\nDigging,barriers.employer.digging\n", encoding="utf-8"
    )


@pytest.fixture
def keyed(cohort_04):
    """cohort_04 with its workbook taken in and its keys filled."""
    fill, take, private = cohort_04
    fill()
    take()
    _fill_keys(private)
    return take, private


def test_the_key_asks_with_what_the_tool_says_and_a_group_is_enough_where_nobody_can_tell(
    keyed, made_up
):
    take, private = keyed
    (private / "coded.csv").write_text(
        "source,group,code,quote\nBoth,Owls,Digging,Too much\n", encoding="utf-8"
    )
    assert take(private / "coded.csv")[0] == 1
    assert "Both,,,Owls" in (private / "people.csv").read_text(encoding="utf-8")
    text = (
        (private / "people.csv")
        .read_text(encoding="utf-8")
        .replace("Both,,,Owls", "Both,,manager,Owls")
    )
    (private / "people.csv").write_text(text, encoding="utf-8")
    assert take(private / "coded.csv")[0] == 0
    assert load_study(made_up).rows("attributions", "cohort_04").empty
    assert load_study(made_up).rows("passages", "cohort_04")["group"].tolist() == ["manager"]


def test_the_key_may_not_name_somebody_of_another_cohort(keyed):
    take, private = keyed
    (private / "people.csv").write_text(
        "name,case_id\nSarah Brock,B1\nOwl Nine,TM9\n", encoding="utf-8"
    )
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    assert take(private / "coded.csv") == (
        1,
        [
            "cohortbook: private/cohort_04/people.csv, row 2: 'B1' is not in cohort_04; its"
            " identifiers are in participants.csv and managers.csv"
        ],
    )


def test_a_codebook_adds_what_the_key_calls_new_and_leaves_the_rest_as_it_is(keyed, made_up):
    take, private = keyed
    before = (made_up / "data/codebook/themes.csv").read_text(encoding="utf-8")
    extra = {("enablers",): "", ("enablers", "Tea"): "Tea at four helped"}
    codebook = write_qdc(private / "codes.qdc", TOOLS["maxqda"], extra)
    assert (
        " and 8 more; fill the column theme_id there: the theme_id that each is, - to leave it out,"
        " or new to add it" in take(codebook)[1][0]
    )
    asked = (private / "codes.csv").read_text(encoding="utf-8").splitlines()
    (private / "codes.csv").write_text(
        "\n".join(
            line.replace(",,", ",-,", 1) if "Tea" not in line else "enablers > Tea,new,"
            for line in asked
        ),
        encoding="utf-8",
    )
    assert take(codebook) == (0, [f"data/codebook/themes.csv, {before.count(chr(10))} rows"])
    after = (made_up / "data/codebook/themes.csv").read_text(encoding="utf-8")
    assert (
        after.startswith(before)
        and after.removeprefix(before)
        == "enablers.tea,enablers,enabler,Tea,Tea at four helped,,,ours,\n"
    )
    assert take(codebook) == (
        1,
        [
            "cohortbook: codes.qdc: nothing to take in; every code is a theme of the codebook"
            " already, or is left out by codes.csv"
        ],
    )


def test_taguette_and_qualcoder_projects_go_the_same_way_in(keyed):
    take, private = keyed
    for file in (write_taguette(private / "coded.sqlite3"), write_qualcoder(private / "coded.qda")):
        code, (line, *_) = take(file)
        assert code == 1 and line.startswith("cohortbook: private/cohort_04/people.csv: ")


def test_a_focus_group_counts_those_who_are_named_and_says_how_many_passages_count_for_no_one(
    keyed, made_up, capsys
):
    take, private = keyed
    highlights = [
        ("The wind – always.", "Digging"),
        ("I could", "Digging"),
        ("rain", "speaker.TM9"),
    ]
    file = write_focus_group(private / "coded.sqlite3", highlights)
    assert take(file)[1][0].startswith(
        "cohortbook: private/cohort_04/people.csv: 3 names are without a case_id"
    )
    (private / "people.csv").write_text(
        "name,case_id,group\nINT,,evaluator\nAsh,BA20,\nElm,,practitioner\n", encoding="utf-8"
    )
    said = take(file)[1]
    assert any(line.startswith("1 of 2 passages counts for no person") for line in said)
    assert load_study(made_up).rows("attributions", "cohort_04")["case_id"].tolist() == ["BA20"]
    assert "speaker" not in (private / "codes.csv").read_text(encoding="utf-8")
    main(["check", "cohort_04", "--study", str(made_up)])
    assert "1 of 2 passages of Sett 4 counts for no person" in capsys.readouterr().out


def _retake(take, file, code=0):
    found, lines = take(file, "--replace")
    assert found == code, lines
    return lines


@pytest.fixture
def summarised(keyed, made_up):
    """cohort_04 taken in from CODED, each quote with a summary; return how to take it in, the
    private folder, and the summaries by case.
    """
    take, private = keyed
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    _retake(take, private / "coded.csv")
    quotes = private / "quotes.csv"
    for passage, text in (
        ("c04_606531", "A coach helped."),
        ("c04_131951", "Digging took over."),
        ("c04_178188", "Others were coached."),
    ):
        quotes.write_text(
            quotes.read_text(encoding="utf-8").replace(f"{passage},,", f"{passage},{text},"),
            encoding="utf-8",
        )
    _retake(take, private / "coded.csv")
    return (
        take,
        private,
        lambda: (
            load_study(made_up)
            .rows("passages", "cohort_04")
            .set_index("passage_id")["summary"]
            .to_dict()
        ),
    )


def test_without_quotes_csv_no_summary_is_put_on_other_words(summarised):
    take, private, summaries = summarised
    before = summaries()
    quotes = (private / "quotes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    for kept in (
        [],
        quotes[:2],
    ):  # the file not there, as on another computer, or rows taken out of it
        (private / "quotes.csv").unlink(missing_ok=True)
        if kept:
            (private / "quotes.csv").write_text("".join(kept), encoding="utf-8")
        line, *_ = _retake(take, private / "coded.csv", code=1)
        assert (
            "private/cohort_04/quotes.csv does not hold c04_" in line
            and "put the file back" in line
            and summaries() == before
        )


@pytest.mark.parametrize(
    "old, new",
    [("Too much digging", "Too  much digging"), ("Talk with Sarah", "Talk, first")],
    ids=["another space", "a source renamed"],
)
def test_a_passage_whose_place_changed_keeps_its_summary_by_its_words(summarised, old, new):
    take, private, summaries = summarised
    before = summaries()
    text = CODED.replace(old, new) if "," not in new else CODED.replace(old, f'"{new}"')
    (private / "coded.csv").write_text(text, encoding="utf-8")
    _retake(take, private / "coded.csv")
    assert summaries() == before


CODED_NO_MORE = (
    "Passages that are no longer coded: 1, 1 of them with a summary. Their rows are at the end of"
    " quotes.csv, with the words; delete those of a person who withdrew."
)


def test_emptied_cell_of_quotes_csv_removes_its_summary_and_the_log_says_how_many(summarised):
    take, private, summaries = summarised
    quotes = private / "quotes.csv"
    quotes.write_text(
        quotes.read_text(encoding="utf-8")
        .replace("A coach helped.", "")
        .replace("Digging took over.", ""),
        encoding="utf-8",
    )
    said = "Summaries removed, because their cells in quotes.csv are empty: 2."
    assert said in _retake(take, private / "coded.csv") and said in (
        private / "intake_log.txt"
    ).read_text(encoding="utf-8")
    assert {passage: text for passage, text in summaries().items() if isinstance(text, str)} == {
        "c04_178188": "Others were coached."
    }
    assert "A coach helped." not in quotes.read_text(encoding="utf-8")
    assert not [
        line for line in _retake(take, private / "coded.csv") if line.startswith("Summaries")
    ]


def test_quotes_coded_no_more_go_with_their_person_s_row_in_people_csv(summarised):
    take, private, _ = summarised
    lines = CODED.splitlines(keepends=True)
    (private / "coded.csv").write_text("".join([lines[0], lines[3]]), encoding="utf-8")
    _retake(take, private / "coded.csv")
    assert "Too much digging" in (private / "quotes.csv").read_text(encoding="utf-8"), (
        "she is still in people.csv"
    )
    (private / "people.csv").write_text("name,case_id,group\nOwl Nine,TM9,\n", encoding="utf-8")
    assert (
        "Quotes deleted from quotes.csv, because their people are no longer in people.csv: 2."
        in _retake(take, private / "coded.csv")
    )
    assert [
        row[:2] for row in rows_of((private / "quotes.csv").read_text(encoding="utf-8-sig"))[1:]
    ] == [["c04_178188", "Others were coached."]]


def test_quotes_coded_no_more_stay_where_a_tool_uses_identifiers_and_no_key_is_needed(keyed):
    take, private = keyed
    (private / "people.csv").unlink()
    rows = "source,case,code,quote\nTalk,BA20,Digging,Too much\nTalk,TM9,Digging,Far too much\n"
    for text in (rows, rows.rpartition("Talk")[0]):
        (private / "coded.csv").write_text(text, encoding="utf-8")
        _retake(take, private / "coded.csv")
    assert "Far too much" in (private / "quotes.csv").read_text(encoding="utf-8")


def test_words_reworded_are_a_new_passage_and_the_lost_summary_is_told(summarised):
    take, private, summaries = summarised
    (private / "coded.csv").write_text(
        CODED.replace("Too much digging", "Much too much of it"), encoding="utf-8"
    )
    assert CODED_NO_MORE in _retake(take, private / "coded.csv")
    assert set(summaries()) == {"c04_606531", "c04_178188", "c04_970648"}


def _saved_by_excel(path):
    """Open a CSV file in Excel on Windows, which takes it for the old code page unless the mark of
    UTF-8 stands first, and save it as CSV UTF-8.
    """
    content = path.read_bytes()
    text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "cp1252")
    path.write_bytes(text.replace(",true\n", ",TRUE\n").replace("\n", "\r\n").encode("utf-8-sig"))


def test_words_that_went_through_excel_are_the_same_words(keyed, made_up):
    take, private = keyed
    (private / "people.csv").write_text("name,case_id\nZoë Brock,BA20\n", encoding="utf-8")
    coded = private / "coded.csv"
    coded.write_text(
        "source,case,code,quote\nTalk,Zoë Brock,Café,We’d £900\nTalk,Zoë Brock,Digging,It’s a"
        " café\n",
        encoding="utf-8",
    )
    assert take(coded)[1][0].startswith(
        "cohortbook: private/cohort_04/codes.csv: 1 code is not in the codebook"
    )
    _saved_by_excel(private / "codes.csv")
    codes = (private / "codes.csv").read_text(encoding="utf-8-sig")
    (private / "codes.csv").write_text(
        codes.replace("Café,,", "Café,barriers.employer.digging,"), encoding="utf-8"
    )
    _retake(take, coded)
    given = load_study(made_up).rows("passages", "cohort_04")["passage_id"].tolist()
    _saved_by_excel(private / "quotes.csv")
    _retake(take, coded)
    assert (
        load_study(made_up).rows("passages", "cohort_04")["passage_id"].tolist() == given
        and len(given) == 2
    )


def test_a_lost_summary_is_told_though_excel_wrote_what_is_coded_in_capitals(summarised):
    take, private, _ = summarised
    _saved_by_excel(private / "quotes.csv")
    (private / "coded.csv").write_text(
        CODED.replace("Too much digging", "Much too much of it"), encoding="utf-8"
    )
    assert CODED_NO_MORE in _retake(take, private / "coded.csv")


def test_stances_and_questions_set_by_hand_stay(summarised, made_up):
    take, private, _ = summarised
    for name, old, new in (
        (
            "codings",
            "c04_131951,barriers.employer.digging,coder_team,supports",
            "c04_131951,barriers.employer.digging,coder_team,contradicts",
        ),
        (
            "passages",
            "c04_606531,cohort_04,practitioner,,",
            "c04_606531,cohort_04,practitioner,b_q4,",
        ),
    ):
        path = made_up / f"data/cohorts/cohort_04/{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    _retake(take, private / "coded.csv")
    study = load_study(made_up)
    assert "contradicts" in set(study.rows("codings", "cohort_04")["stance"]) and "b_q4" in set(
        study.rows("passages", "cohort_04")["question_id"].dropna()
    )


def test_a_code_below_a_theme_gives_the_stance_of_its_passage(keyed, made_up):
    take, private = keyed
    (private / "coded.csv").write_text(
        CODED.replace(
            "enablers > programme > coaching", "enablers > programme > coaching > Contradicts"
        ),
        encoding="utf-8",
    )
    assert take(private / "coded.csv")[0] == 0
    codings = load_study(made_up).rows("codings", "cohort_04").set_index("theme_id")["stance"]
    assert set(codings["enablers.programme.coaching"]) == {"contradicts"}
    assert codings["barriers.employer.digging"] == "supports"


def test_a_stance_that_the_file_no_longer_gives_is_kept_and_said_to_be(keyed, made_up):
    take, private = keyed
    (private / "codes.csv").write_text(
        "code,theme_id,stance\nDigging,barriers.employer.digging,qualifies\n", encoding="utf-8"
    )
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    assert take(private / "coded.csv")[0] == 0
    codings = load_study(made_up).rows("codings", "cohort_04").set_index("theme_id")["stance"]
    assert codings["barriers.employer.digging"] == "qualifies"
    _fill_keys(private)
    code, said = take(private / "coded.csv", "--replace")
    assert code == 0
    assert said[-1] == ("Stances in codings.csv that the file does not give, kept as they were: 1.")


def test_somebody_s_identifier_can_be_changed_and_passages_and_impacts_keep_theirs(
    cohort_04, made_up
):
    fill, take, private = cohort_04
    fill()
    take()
    _fill_keys(private)
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    _retake(take, private / "coded.csv")
    quotes = private / "quotes.csv"
    quotes.write_text(
        quotes.read_text(encoding="utf-8").replace(
            "c04_131951,,", "c04_131951,Digging took over.,"
        ),
        encoding="utf-8",
    )
    fill(lambda book: book["impacts"].append(IMPACT))
    _retake(take, private / "cohort_04.xlsx")

    def renamed(book):
        book["participants"]["A2"] = book["interviews"]["B2"] = "BA90"
        book["impacts"].append([*IMPACT[:2], "BA90", *IMPACT[3:]])

    for name in ("passages", "attributions", "codings"):
        (made_up / f"data/cohorts/cohort_04/{name}.csv").unlink()
    fill(renamed)
    (private / "people.csv").write_text(
        "name,case_id,group\nSarah Brock,BA90,\nOwl Nine,TM9,\n", encoding="utf-8"
    )
    for file in ("cohort_04.xlsx", "coded.csv", "cohort_04.xlsx"):
        _retake(take, private / file)
    study = load_study(made_up)
    assert set(study.rows("attributions", "cohort_04")["case_id"]) == {
        "BA90",
        "TM9",
    } and study.rows("impacts", "cohort_04")["case_id"].tolist() == ["BA90"]
    assert (
        study.rows("passages", "cohort_04").set_index("passage_id")["summary"]["c04_131951"]
        == "Digging took over."
    )


@pytest.mark.parametrize("mode", ["strict", "agreed"])
def test_person_who_withdrew_is_taken_out_as_the_page_says_and_nothing_of_them_is_left(
    cohort_04, made_up, mode
):
    fill, take, private = cohort_04
    stated = {
        "disclosure": mode,
        "agreed_form": "1.0",
        "agreed_on": "2033-01-05",
        "agreed_confirmed_by": "The lead evaluator",
    }
    yes = ["yes"] * 5

    def with_all(book):
        for row in book["cohort"].iter_rows(min_row=2):
            row[1].value = stated.get(row[0].value, row[1].value)
        book["consent"].delete_rows(2, book["consent"].max_row)
        for person in ("BA20", "BA21", "TM9"):
            book["consent"].append([person, *yes])

    fill(lambda book: with_all(book))
    assert take()[0] == 0
    _fill_keys(private)
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    _retake(take, private / "coded.csv")
    quotes = private / "quotes.csv"
    quotes.write_text(
        quotes.read_text(encoding="utf-8").replace("c04_606531,,", "c04_606531,A coach helped.,"),
        encoding="utf-8",
    )
    _retake(take, private / "coded.csv")
    fill(lambda book: (with_all(book), book["impacts"].append(IMPACT)))
    _retake(take, private / "cohort_04.xlsx")

    fill(with_all)  # 1: the impacts of the person
    _retake(take, private / "cohort_04.xlsx")
    (private / "coded.csv").write_text(
        "".join(line for line in CODED.splitlines(keepends=True) if "Sarah" not in line),
        encoding="utf-8",
    )  # 2: their words
    (private / "people.csv").write_text("name,case_id,group\nOwl Nine,TM9,\n", encoding="utf-8")
    _retake(take, private / "coded.csv")

    def without(book):  # 3: the person
        with_all(book)
        book["cohort"]["B7"] = 1
        for sheet in ("participants", "interviews", "consent"):
            book[sheet].delete_rows(2)

    fill(without)
    _retake(take, private / "cohort_04.xlsx")
    files = [
        *(made_up / "private/cohorts/cohort_04").iterdir(),
        *private.glob("*.csv"),
        *private.glob("*.txt"),
        *(made_up / "data/cohorts/cohort_04").iterdir(),
    ]
    held = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert {
        "participants.csv",
        "consent.csv",
        "attributions.csv",
        "quotes.csv",
        "people.csv",
        "intake_log.txt",
    } <= set(held)
    for word in (
        "BA20",
        "Sarah",
        "c04_606531",
        "c04_131951",
        "he helped",
        "digging",
        "A coach helped",
        "More confident",
    ):
        assert [
            name for name, text in held.items() if word in text and name != "codes.csv"
        ] == [], word
    assert (
        load_study(made_up).named["cohort_04"]["awards"] == 1
        and main(["check", "--study", str(made_up)]) == 0
    )


def test_codes_that_differ_by_a_sign_are_two_codes(keyed):
    take, private = keyed
    rows = (
        "source,case,code,quote\nTalk,Sarah Brock,enablers > programme > coaching"
        " (+),good\nTalk,Sarah Brock,enablers > programme > coaching (-),bad\n"
    )
    (private / "coded.csv").write_text(rows, encoding="utf-8")
    assert _retake(take, private / "coded.csv", code=1)[0].startswith(
        "cohortbook: private/cohort_04/codes.csv: 2 codes are not in the codebook"
    )


def test_a_name_twice_in_a_key_is_refused(keyed):
    take, private = keyed
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    (private / "people.csv").write_text(
        "name,case_id\nSarah Brock,BA20\nOwl Nine,TM9\nSarah Brock,BA21\n", encoding="utf-8"
    )
    assert _retake(take, private / "coded.csv", code=1) == [
        "cohortbook: private/cohort_04/people.csv, row 4: its name is already in row 2, and"
        " says something else there; keep one of the rows"
    ]


@pytest.mark.parametrize(
    "name, changed", [("01", "1"), ("2024-03-05", "05/03/2024"), ("2024-03-05", "3/5/2024")]
)
def test_a_name_that_excel_changed_in_a_key_is_named_with_what_it_was(keyed, name, changed):
    take, private = keyed
    said = (
        f"Excel made {changed!r} of {name!r}; format the column as Text (Format Cells > Text) and"
        " write it there as it was."
    )
    (private / "coded.csv").write_text(
        f"source,case,code,quote\nTalk,{name},{name},Too much\n", encoding="utf-8"
    )
    (private / "people.csv").write_text(
        f"name,case_id\nOwl Nine,TM9\n{changed},BA20\n", encoding="utf-8"
    )
    assert _retake(take, private / "coded.csv", code=1)[0].startswith(
        f"cohortbook: private/cohort_04/people.csv, row 3: {said}"
    )
    (private / "people.csv").write_text(f"name,case_id\n{name},BA20\n", encoding="utf-8")
    (private / "codes.csv").write_text(
        f"code,theme_id\n{changed},barriers.employer.digging\n", encoding="utf-8"
    )
    assert _retake(take, private / "coded.csv", code=1)[0].startswith(
        f"cohortbook: private/cohort_04/codes.csv, row 2: {said}"
    )


def test_a_name_that_another_person_has_was_not_changed_by_excel(keyed):
    take, private = keyed
    (private / "coded.csv").write_text(
        "source,case,code,quote\nTalk,1,Digging,Too much\nTalk,01,Digging,Far too much\n",
        encoding="utf-8",
    )
    (private / "people.csv").write_text("name,case_id\n1,BA20\n", encoding="utf-8")
    assert _retake(take, private / "coded.csv", code=1)[0].startswith(
        "cohortbook: private/cohort_04/people.csv: 1 name is without a case_id"
    )


@pytest.mark.parametrize(
    "row, problem",
    [
        (
            "Sarah Brock,BA20,Practitioners",
            "row 2: group: 'Practitioners' is not one of practitioner, manager, evaluator",
        ),
        (
            "Sarah Brock,BA20,manager",
            "row 2: 'BA20' is a practitioner, not a manager; leave the group empty",
        ),
    ],
)
def test_a_group_that_cannot_be_is_refused(keyed, row, problem):
    take, private = keyed
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    (private / "people.csv").write_text(
        f"name,case_id,group\n{row}\nOwl Nine,TM9,\n", encoding="utf-8"
    )
    assert problem in _retake(take, private / "coded.csv", code=1)[0]


def test_a_whole_transcript_may_be_one_passage(keyed):
    take, private = keyed
    (private / "coded.csv").write_text(
        f"source,case,code,quote\nTalk,Sarah Brock,Digging,{'word ' * 40_000}\n", encoding="utf-8"
    )
    _retake(take, private / "coded.csv")
    assert _retake(take, private / "coded.csv")[0] == "data/cohorts/cohort_04/passages.csv, 1 rows"


def test_a_passage_longer_than_a_cell_of_excel_keeps_its_identifier_and_summary(keyed, made_up):
    take, private = keyed
    words = "word " * 9000
    (private / "coded.csv").write_text(
        f"source,case,code,quote\nTalk,Sarah Brock,Digging,{words}\nTalk,Sarah"
        f" Brock,Digging,{words[:-5]}end\n",
        encoding="utf-8",
    )
    _retake(take, private / "coded.csv")
    (private / "coded.csv").write_text(
        f"source,case,code,quote\nTalk,Sarah Brock,Digging,{words}\n", encoding="utf-8"
    )
    rows = [
        [cell[:32_767] for cell in row]
        for row in rows_of((private / "quotes.csv").read_text(encoding="utf-8-sig"))
    ]
    rows = [[*row[:1], row[1] or "Told at length.", *row[2:]] for row in rows[:2]]
    (private / "quotes.csv").write_text(for_excel(rows), encoding="utf-8")
    (made_up / "data/cohorts/cohort_04/passages.csv").unlink()
    (made_up / "data/cohorts/cohort_04/attributions.csv").unlink()
    (made_up / "data/cohorts/cohort_04/codings.csv").unlink()
    _retake(take, private / "coded.csv")
    passages = load_study(made_up).rows("passages", "cohort_04").set_index("passage_id")
    assert list(passages.index) == [rows[1][0]] and passages["summary"].iloc[0] == "Told at length."


def test_merged_cells_of_a_sheet_that_is_not_read_do_not_matter(cohort_04):
    fill, take, _ = cohort_04
    fill(
        lambda book: (
            book["read me"].merge_cells("A1:B1"),
            book.create_sheet("my notes").merge_cells("A1:C3"),
        )
    )
    assert take()[0] == 0


def test_an_emptied_sheet_empties_its_table(cohort_04, made_up):
    fill, take, private = cohort_04
    fill()
    take()
    _fill_keys(private)
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    _retake(take, private / "coded.csv")
    fill(lambda book: book["impacts"].append(IMPACT))
    _retake(take, private / "cohort_04.xlsx")
    assert len(load_study(made_up).rows("impacts", "cohort_04")) == 1
    fill()
    _retake(take, private / "cohort_04.xlsx")
    assert (
        load_study(made_up).rows("impacts", "cohort_04").empty
        and len(load_study(made_up).rows("passages", "cohort_04")) == 3
    )


def test_a_cohort_made_strict_by_hand_is_not_made_public_by_its_workbook(cohort_04, made_up):
    fill, take, private = cohort_04
    fill()
    take()
    settings = made_up / "data/cohorts/cohort_04/cohort.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("disclosure: synthetic", "disclosure: strict"),
        encoding="utf-8",
    )
    line, _ = _retake(take, private / "cohort_04.xlsx", code=1)
    assert line.startswith(
        "cohort_04.xlsx, sheet cohort: disclosure: says synthetic where"
        " data/cohorts/cohort_04/cohort.yml says strict, so that every row about its people would"
        " be public"
    )
    assert load_study(made_up).protected == ["cohort_04"]
    fill(lambda book: book["cohort"].__setitem__("B11", "strict"))
    _retake(take, private / "cohort_04.xlsx")
    assert load_study(made_up).protected == ["cohort_04"]


def test_a_problem_that_a_cohort_makes_elsewhere_is_refused(cohort_04, made_up):
    fill, take, _ = cohort_04
    (made_up / "data/cohorts/cohort_03").rename(made_up / "data/cohorts/cohort_09")
    fill(lambda book: book["participants"].__setitem__("A2", "B12"))
    code, lines = take()
    assert code == 1 and any(
        "data/cohorts/cohort_09/participants.csv" in line and "'B12' is already someone" in line
        for line in lines
    ), lines


@pytest.mark.parametrize("name", ["SARAH BROCK.docx", "sarah_brock.docx", "Bo Li"])
def test_names_of_the_key_are_found_however_they_are_written(name):
    said = "Brock said so" if "rock" in name.lower() else "as bo li said"
    assert [seen.looks_like for seen in private_in(said, [name])] == [
        "a name in people.csv or coders.csv"
    ]


def test_an_ordinary_word_of_a_document_s_name_is_no_name():
    assert (
        list(private_in("Social worker; coded passage", ["Coded interview 1", "Social Worker 3"]))
        == []
    )


def test_a_project_saved_anew_by_another_system_keeps_every_passage(keyed, made_up):
    take, private = keyed
    (private / "people.csv").write_text(
        "name,case_id\n" + "".join(f"{name},BA20\n" for name in PEOPLE), encoding="utf-8"
    )
    (private / "codes.csv").write_text(
        "code,theme_id\n"
        + "".join(f'"{" > ".join(code)}",barriers.employer.digging\n' for code in CODES),
        encoding="utf-8",
    )
    written = []
    for tool in ("nvivo_windows", "nvivo_mac", "atlas", "nvivo_windows"):
        assert take(write_qdpx(private / "coded.qdpx", TOOLS[tool]), "--replace")[0] == 0
        written.append(
            [
                (made_up / f"data/cohorts/cohort_04/{name}.csv").read_bytes()
                for name in ("passages", "attributions", "codings")
            ]
        )
    assert written[0] == written[1] == written[2] == written[3]


@pytest.mark.parametrize("fails", ["passages.csv", ".codings.csv.part"])
def test_a_file_that_cannot_be_written_leaves_everything_as_it_was(
    keyed, made_up, monkeypatch, fails
):
    take, private = keyed
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    assert take(private / "coded.csv")[0] == 0
    (private / "coded.csv").write_text(
        "".join(CODED.splitlines(keepends=True)[:2]), encoding="utf-8"
    )
    before = {path: path.read_bytes() for path in made_up.rglob("*") if path.is_file()}
    moved, written = Path.replace, Path.write_bytes

    def held(self, target):
        """As Windows does with a file that Excel has open."""
        if Path(target).name == fails and private.name in Path(target).parts:
            raise PermissionError(13, "Permission denied")
        return moved(self, target)

    def full(self, content):
        """As a full disk does."""
        if self.name == fails and private.name in self.parts:
            raise OSError(28, "No space left on device")
        return written(self, content)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(Path, "write_bytes", full)
    code, (line, *_) = take(private / "coded.csv", "--replace")
    monkeypatch.undo()
    name, said = (
        fails.removeprefix(".").removesuffix(".part"),
        ("No space left on device" if fails.endswith(".part") else "Permission denied"),
    )
    assert (code, line) == (
        1,
        (
            f"cohortbook: data/cohorts/cohort_04/{name} cannot be written ({said}); is it open in"
            " another program? Nothing was written"
        ),
    )
    assert {path: path.read_bytes() for path in made_up.rglob("*") if path.is_file()} == before


def test_a_file_of_data_that_cannot_be_read_is_named(cohort_04, made_up):
    fill, take, _ = cohort_04
    fill()
    (made_up / "data/report/scan.pdf").symlink_to("nowhere")
    assert take() == (
        1,
        [
            "cohortbook: data/report/scan.pdf cannot be read; if it is open in another program,"
            " close it there. Nothing was written"
        ],
    )


def test_a_workbook_that_is_open_in_excel_is_said_to_be(cohort_04):
    fill, take, private = cohort_04
    fill()
    (private / "~$cohort_04.xlsx").write_bytes(b"\x05moss")
    code, (line, *_) = take()
    assert (code, line) == (
        0,
        (
            "cohort_04.xlsx is open in Excel (~$cohort_04.xlsx lies next to it); what is not saved"
            " there yet was not read"
        ),
    )


def test_words_that_a_spreadsheet_would_run_are_kept_with_an_apostrophe_before_them(keyed):
    take, private = keyed
    (private / "coded.csv").write_text(
        "source,case,code,quote\nTalk,Sarah Brock,Digging,=2+3 is what he said\n", encoding="utf-8"
    )
    assert take(private / "coded.csv")[0] == 0
    quotes = (private / "quotes.csv").read_text(encoding="utf-8")
    assert "'=2+3 is what he said" in quotes and ",=2" not in quotes
    assert take(private / "coded.csv", "--replace")[0] == 0
    assert (private / "quotes.csv").read_text(encoding="utf-8") == quotes


def test_a_passage_coded_no_more_keeps_its_identifier_for_itself(keyed, made_up):
    take, private = keyed
    lines = CODED.splitlines(keepends=True)
    for rows, wanted in (
        (lines[:4], ["c04_131951", "c04_178188", "c04_606531"]),
        ([lines[0], lines[1]], ["c04_606531"]),
        (["source,case,code,quote\n", "New,Sarah Brock,Digging,More\n"], ["c04_518847"]),
        ([lines[0], lines[3]], ["c04_178188"]),
    ):
        (private / "coded.csv").write_text("".join(rows), encoding="utf-8")
        assert take(private / "coded.csv", "--replace")[0] == 0
        assert load_study(made_up).rows("passages", "cohort_04")["passage_id"].tolist() == wanted


def _talks(count, name="Talk", person="Sarah Brock"):
    """Rows of a coded sheet: `count` passages of one interview, one after the other."""
    return "".join(f"{name},{person},Digging,{name} {number}\n" for number in range(count))


def test_neither_identifiers_nor_rows_tell_which_passages_follow_each_other(keyed, made_up):
    take, private = keyed
    (private / "coded.csv").write_text(
        "source,case,code,quote\n" + _talks(8) + _talks(8, "Hoot", "Owl Nine"), encoding="utf-8"
    )
    assert take(private / "coded.csv")[0] == 0
    study = load_study(made_up)
    for table in ("passages", "attributions", "codings"):
        assert study.rows(table, "cohort_04")["passage_id"].is_monotonic_increasing, table
    said_by = study.rows("attributions", "cohort_04")["case_id"].tolist()
    assert sum(one != other for one, other in pairwise(said_by)) > 4, (
        "whoever reads the passages in order reads one interview after the other"
    )


def test_a_later_round_of_intake_shows_in_no_identifier_and_keeps_the_earlier_ones(keyed, made_up):
    take, private = keyed
    (private / "coded.csv").write_text("source,case,code,quote\n" + _talks(8), encoding="utf-8")
    assert take(private / "coded.csv")[0] == 0
    earlier = set(load_study(made_up).rows("passages", "cohort_04")["passage_id"])
    (private / "coded.csv").write_text(
        "source,case,code,quote\n" + _talks(8) + _talks(8, "Hoot", "Owl Nine"), encoding="utf-8"
    )
    assert take(private / "coded.csv", "--replace")[0] == 0
    everything = load_study(made_up).rows("passages", "cohort_04")["passage_id"].tolist()
    is_earlier = [passage in earlier for passage in everything]
    assert sum(is_earlier) == 8 == len(everything) - 8
    assert sum(one != other for one, other in pairwise(is_earlier)) > 4, (
        "the new interview can be told by its identifiers"
    )


def test_identifiers_rest_on_a_secret_that_intake_draws_and_keeps(keyed, made_up):
    take, private = keyed
    given = []
    for secret in ("moss", "fern", "", None, None):
        if secret is not None:
            (private / "passage_ids.key").write_text(secret, encoding="utf-8")
        for made in (
            *(
                f"data/cohorts/cohort_04/{name}.csv"
                for name in ("passages", "attributions", "codings")
            ),
            "private/cohort_04/quotes.csv",
        ):
            (made_up / made).unlink(missing_ok=True)
        (private / "coded.csv").write_text("source,case,code,quote\n" + _talks(3), encoding="utf-8")
        assert take(private / "coded.csv")[0] == 0
        given.append(load_study(made_up).rows("passages", "cohort_04")["passage_id"].tolist())
    moss, fern, drawn, *again = given
    assert len({*moss, *fern, *drawn}) == 9 and again == [drawn, drawn]


def test_a_summary_beside_the_quote_goes_into_the_study_and_one_that_names_somebody_does_not(
    keyed, made_up
):
    take, private = keyed
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    take(private / "coded.csv")
    quotes = private / "quotes.csv"
    quotes.write_text(
        quotes.read_text(encoding="utf-8").replace(
            "c04_131951,,", "c04_131951,Digging took over.,"
        ),
        encoding="utf-8",
    )
    assert take(private / "coded.csv", "--replace")[0] == 0
    assert (
        load_study(made_up)
        .rows("passages", "cohort_04")
        .set_index("passage_id")["summary"]["c04_131951"]
        == "Digging took over."
    )
    quotes.write_text(
        quotes.read_text(encoding="utf-8").replace("Digging took over.", "Brock dug a lot."),
        encoding="utf-8",
    )
    assert take(private / "coded.csv", "--replace") == (
        1,
        [
            (
                "private/cohort_04/quotes.csv:3: summary: holds what looks like a name in"
                " people.csv or coders.csv (private/cohort_04/people.csv, row 2); take it out or,"
                " if it is something else, say so in private/reviewed.yml, under reviewed"
            ),
            "1 thing to correct",
        ],
    )


def test_what_is_wrong_with_a_coded_file_is_said_of_that_file_once(keyed, made_up):
    take, private = keyed
    interviews = made_up / "data/cohorts/cohort_04/interviews.csv"
    text = interviews.read_text(encoding="utf-8").splitlines(keepends=True)
    interviews.write_text("".join(line for line in text if "BA20" not in line), encoding="utf-8")
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    code, lines = take(private / "coded.csv")
    assert code == 1 and lines == [
        "coded.csv: case_id: 'BA20' is in no interview; anyone who was interviewed needs a row in"
        " interviews.csv",
        "1 thing to correct",
    ]


def test_taking_in_again_keeps_identifiers_and_summaries(cohort_04, made_up):
    fill, take, private = cohort_04
    fill()
    take()
    (private / "people.csv").write_text(
        "name,case_id,group\nSarah Brock,BA20,\nOwl Nine,TM9,\n", encoding="utf-8"
    )
    (private / "codes.csv").write_text("code,theme_id\nDigging,-\n", encoding="utf-8")
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    take(private / "coded.csv")
    quotes = private / "quotes.csv"
    quotes.write_text(
        quotes.read_text(encoding="utf-8").replace("c04_178188,,", "c04_178188,They had a coach.,"),
        encoding="utf-8",
    )
    lines = CODED.splitlines(keepends=True)
    (private / "coded.csv").write_text("".join([lines[0], lines[3], lines[1]]), encoding="utf-8")
    assert take(private / "coded.csv")[1] == [
        "cohortbook: cohort_04 has attributions.csv, codings.csv, passages.csv already; to put this"
        " file in their place, add --replace; several files of one cohort go into one command, one"
        " after the other"
    ]
    assert take(private / "coded.csv", "--replace")[0] == 0
    own = load_study(made_up).rows("passages", "cohort_04").set_index("passage_id")["summary"]
    assert own["c04_178188"] == "They had a coach." and list(own.index) == [
        "c04_178188",
        "c04_606531",
    ]


@pytest.mark.parametrize(
    "name, content, problem",
    [
        (
            "x.pdf",
            b"PK",
            (
                "x.pdf is of a kind that cannot be taken in; what can: the cohort's workbook"
                " (.xlsx, .ods), a sheet"
            ),
        ),
        (
            "x.vtt",
            b"WEBVTT\n\n<v Ash>Wind.</v>\n\n<v Ash>Rain.</v>\n\n<v Elm>Snow.</v>\n",
            (
                "x.vtt is a transcript of 2 turns of 2 speakers, and a transcript holds no codes;"
                " code it in your tool first"
            ),
        ),
        ("x.srt", b"1\n", "x.srt is a transcript, and a transcript holds no codes"),
        ("x.csv", b"a,b\n1,2\n", "x.csv has no heading for source and code"),
        ("x.csv", b"source,code\n,coaching\n", "x.csv, row 2: names no source"),
        ("x.csv", b'source,code\n"a,b\n', "x.csv cannot be read as CSV"),
        ("x.xlsx", b"not a zip", "x.xlsx is not a zip archive that can be read"),
        (
            "x.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "x.xlsx is protected by a password or of the old kind .xls",
        ),
        (
            "x.csv",
            b"source,cohort,code\na,cohort_03,c\n",
            "the file holds rows of cohort_03, not only of cohort_04",
        ),
        ("x.qdpx", b"not a zip", "x.qdpx is not a zip archive that can be read"),
        ("x.qdc", b"<a/>", "x.qdc is not a REFI-QDA codebook"),
        ("x.sqlite3", b"text", "x.sqlite3 is not a project of Taguette that can be read"),
        ("x.qda", b"text", "x.qda is not a project of QualCoder that can be read"),
        ("x.csv", b"\x00\x01\x02", "x.csv is not text"),
        ("x.csv", b"", "x.csv has no heading for source and code"),
        ("x.csv", b"source,code\n" + b"a,b\n" * 200_001, "x.csv has more than 200,000 rows"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused_in_a_sentence(cohort_04, name, content, problem):
    fill, take, private = cohort_04
    fill()
    take()
    (private / name).write_bytes(content)
    code, (line, *_) = take(private / name)
    assert code == 1 and line.startswith(f"cohortbook: {problem}")


@pytest.mark.parametrize("kind", ["xlsx", "qdpx"])
@pytest.mark.parametrize(
    "member, content, problem",
    [
        ("/etc/evil.xml", "x", "points outside the archive"),
        ("C:\\evil.xml", "x", "points outside the archive"),
        ("..\\evil.xml", "x", "points outside the archive"),
        ("../evil.xml", "x", "points outside the archive"),
        ("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
        ("xl/a.xml", "0" * 30_000_000, "would unpack to"),
    ],
)
def test_a_hostile_archive_is_not_opened(cohort_04, made_up, kind, member, content, problem):
    _, take, private = cohort_04
    with zipfile.ZipFile(private / f"x.{kind}", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "project.qde" if kind == "qdpx" and member.startswith("xl/") else member, content
        )
    code, (line, *_) = take(private / f"x.{kind}")
    assert code == 1 and problem in line
    assert not (made_up / "data/cohorts/cohort_04").exists()


def test_an_archive_with_a_password_is_refused(cohort_04):
    _, take, private = cohort_04
    with zipfile.ZipFile(private / "x.qdpx", "w") as archive:
        archive.writestr("project.qde", "secret")
    raw = bytearray((private / "x.qdpx").read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the flag of an encrypted member
    (private / "x.qdpx").write_bytes(raw)
    assert take(private / "x.qdpx") == (
        1,
        ["cohortbook: x.qdpx is protected by a password; export it without one"],
    )


def test_a_sheet_with_more_rows_than_any_coding_has_is_refused(cohort_04, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 1000)  # 200,000 in truth
    _, take, private = cohort_04
    book = Workbook(write_only=True)
    sheet = book.create_sheet("coded")
    sheet.append(["source", "code"])
    for _ in range(1001):
        sheet.append(["a", "b"])
    book.save(private / "x.xlsx")
    assert take(private / "x.xlsx") == (
        1,
        ["cohortbook: x.xlsx, sheet coded: holds more than 1,000 rows"],
    )


def test_a_project_with_a_hostile_schema_is_read_without_running_it(cohort_04):
    """A view in the place of a table may call functions of the program that opens it; trust in
    schemas is off.
    """
    _, take, private = cohort_04
    with sqlite3.connect(private / "x.sqlite3") as database:
        database.execute("CREATE VIEW projects AS SELECT load_extension('evil') AS name, 1 AS id")
    code, (line, *_) = take(private / "x.sqlite3")
    assert code == 1
    assert (
        "x.sqlite3 holds a view in the place of the table projects,"
        " which no project of Taguette does"
    ) in line


@pytest.mark.parametrize(
    "text, looks",
    [
        ("write to moss@wood.example", ["an e-mail address"]),
        ("ring 01632 960 001 now", ["a phone number"]),
        ("lives at SW1A 1AA", ["a postcode"]),
        ("as Mrs Brock said", ["a name"]),
        ("with Sarah Brock", ["a name"]),
        ("Sett at night", ["a name in people.csv or coders.csv"]),
        ("A coach helped; the Care Act and 36 days mattered", []),
        ("Interview 3 of 2024", []),
    ],
)
def test_private_in_a_text_is_named_by_kind(text, looks):
    assert [seen.looks_like for seen in private_in(text, ["Jo Sett interview.docx"])] == looks


def test_coders_who_differ_are_taken_in_and_what_is_to_be_settled_is_listed_with_its_words(
    keyed, made_up, capsys
):
    take, private = keyed
    fields = made_up / "data/cohorts/cohort_04/cohort.yml"
    fields.write_text(
        fields.read_text(encoding="utf-8").replace(
            "approach: codebook", "approach: coding_reliability"
        ),
        encoding="utf-8",
    )
    (private / "coded.csv").write_text(
        "source,case,code,quote,coder\nTalk,Sarah Brock,enablers > programme > coaching,It"
        " helped,one\nTalk,Sarah Brock,enablers > programme > coaching,It helped,two\nTalk,Sarah"
        " Brock,Digging,It helped,two\n",
        encoding="utf-8",
    )
    assert (
        "1 disagreement is to be settled: disagreements.csv has each with its words; say in"
        " data/codebook/settlements.csv which are kept, and why."
        in _retake(take, private / "coded.csv")
    )
    passage, *rest = rows_of((private / "disagreements.csv").read_text(encoding="utf-8-sig"))[1]
    assert rest == ["barriers.employer.digging", "coder_2", "coder_1", "It helped"]
    assert (
        main(["check", "--study", str(made_up)]) == 1
        and f"only some coders put 'barriers.employer.digging' on '{passage}'"
        in capsys.readouterr().err
    )
    settlements = made_up / "data/codebook/settlements.csv"
    settlements.write_text(
        settlements.read_text(encoding="utf-8").rstrip("\n")
        + f"\n{passage},barriers.employer.digging,false,Nothing was dug.,arbiter\n",
        encoding="utf-8",
    )
    _retake(take, private / "coded.csv")
    assert (
        len(rows_of((private / "disagreements.csv").read_text(encoding="utf-8-sig"))) == 1
        and main(["check", "--study", str(made_up)]) == 0
    )


SETTLED = "passage_id,theme_id,is_kept,reason,settled_by"
DIFFER = (
    "source,case,code,quote,coder\nTalk,Sarah Brock,enablers > programme > coaching,It"
    " helped,one\nTalk,Sarah Brock,enablers > programme > coaching,It helped,two\nTalk,Sarah"
    " Brock,Digging,It helped,two\n"
)


@pytest.fixture
def strict_differ(cohort_04, made_up):
    """A strict cohort that two coders differ about, taken in; return how to take it in, its coded
    project, what intake said and the passage.
    """
    fill, take, private = cohort_04
    fill(
        lambda book: [
            row[1].__setattr__(
                "value", {"approach": "coding_reliability", "disclosure": "strict"}[row[0].value]
            )
            for row in book["cohort"].iter_rows(min_row=2)
            if row[0].value in ("approach", "disclosure")
        ]
    )
    assert take()[0] == 0
    _fill_keys(private)
    (private / "coded.csv").write_text(DIFFER, encoding="utf-8")
    said = _retake(take, private / "coded.csv")
    return (
        take,
        private / "coded.csv",
        said,
        rows_of((private / "disagreements.csv").read_text(encoding="utf-8-sig"))[1][0],
    )


def test_disagreements_about_a_strict_cohort_are_to_be_settled_in_its_private_file(
    strict_differ, made_up, capsys
):
    take, coded, said, passage = strict_differ
    own = made_up / "private/cohorts/cohort_04/settlements.csv"
    assert (
        "1 disagreement is to be settled: disagreements.csv has each with its words; say in"
        " private/cohorts/cohort_04/settlements.csv (a new file, with the columns passage_id,"
        " theme_id, is_kept, reason, settled_by) which are kept, and why." in said
    )
    text = f"{SETTLED}\n{passage},barriers.employer.digging,false,Nothing was dug.,arbiter\n"
    own.write_text(text, encoding="utf-8")
    assert main(["check", "--study", str(made_up)]) == 0
    for file in (coded, coded.with_name("cohort_04.xlsx")):
        lines = _retake(take, file)
        assert own.read_text(encoding="utf-8") == text and not [
            line for line in lines if "to be settled" in line
        ]
    assert main(["check", "--study", str(made_up)]) == 0
    assert read_study(made_up)[0].rows("settlements", "cohort_04")["passage_id"].tolist() == [
        passage
    ]


def test_a_second_coder_who_was_given_a_sample_differs_about_nothing_else(strict_differ, made_up):
    take, coded, _, _ = strict_differ
    coded.write_text(
        DIFFER + "Other talk,Sarah Brock,Digging,Too much of it,one\n", encoding="utf-8"
    )
    said = _retake(take, coded)
    private = coded.parent
    assert any(line.startswith("1 of 2 passages were given to both coders;") for line in said)
    assert len(rows_of((private / "disagreements.csv").read_text(encoding="utf-8-sig"))) == 1 + 1
    passages = rows_of(
        (made_up / "private/cohorts/cohort_04/passages.csv").read_text(encoding="utf-8")
    )
    assert sorted(row[-1] for row in passages) == ["", "coder_1", "given_to"]
    coders = private / "coders.csv"
    coders.write_text("coder,coder_id,given\none,coder_1,\ntwo,coder_2,all\n", encoding="utf-8")
    assert "Both coders were given all 2 passages." in _retake(take, coded)
    assert len(rows_of((private / "disagreements.csv").read_text(encoding="utf-8-sig"))) == 1 + 2
    assert "two,coder_2,all" in coders.read_text(encoding="utf-8-sig")


def test_a_settlement_that_a_later_intake_has_no_need_of_is_named_and_nothing_is_written(
    strict_differ, made_up
):
    take, coded, _, passage = strict_differ
    own = made_up / "private/cohorts/cohort_04/settlements.csv"
    own.write_text(
        f"{SETTLED}\n{passage},barriers.employer.digging,false,Nothing was dug.,arbiter\n",
        encoding="utf-8",
    )
    codings = own.with_name("codings.csv").read_bytes()
    coded.write_text(DIFFER.rpartition("Talk,")[0], encoding="utf-8")
    assert _retake(take, coded, code=1)[:-1] == [
        "private/cohorts/cohort_04/settlements.csv:2: theme_id: settles"
        f" 'barriers.employer.digging' on '{passage}', about which the coders of cohort_04 do not"
        " differ; take the row out"
    ]
    assert own.with_name("codings.csv").read_bytes() == codings
    own.unlink()
    _retake(take, coded)


def test_damaged_codings_are_replaced_although_settlements_rest_on_them(strict_differ, made_up):
    take, coded, _, passage = strict_differ
    own = made_up / "private/cohorts/cohort_04/settlements.csv"
    own.write_text(
        f"{SETTLED}\n{passage},barriers.employer.digging,true,It was dug.,arbiter\n",
        encoding="utf-8",
    )
    codings = own.with_name("codings.csv")
    codings.write_text(codings.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    _retake(take, coded)
    assert read_study(made_up)[1] == []


def test_several_files_go_in_together_and_the_second_does_not_replace_the_first(keyed, made_up):
    take, private = keyed
    heading, *rows = CODED.splitlines()
    for name in ("Sarah", "Owl"):
        own = [row for row in rows if row.startswith(f"Talk with {name}")]
        (private / f"{name}.csv").write_text("\n".join([heading, *own, ""]), encoding="utf-8")
    assert take(private / "Sarah.csv", str(private / "Owl.csv"))[0] == 0
    assert len(load_study(made_up).rows("passages", "cohort_04")) == 3


def test_two_projects_of_one_name_in_two_folders_go_in_together(keyed, made_up):
    take, private = keyed
    heading, *rows = CODED.splitlines()
    for name in ("Sarah", "Owl"):
        (private / name).mkdir()
        own = [row for row in rows if row.startswith(f"Talk with {name}")]
        (private / name / "int.csv").write_text("\n".join([heading, *own, ""]), encoding="utf-8")
    assert take(private / "Sarah/int.csv", str(private / "Owl/int.csv"))[0] == 0
    assert len(load_study(made_up).rows("passages", "cohort_04")) == 3


def test_a_file_that_is_given_twice_is_refused(keyed):
    take, private = keyed
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    assert take(private / "coded.csv", str(private / "coded.csv")) == (
        1,
        ["cohortbook: coded.csv is given twice; name each file once"],
    )


def test_a_look_lists_what_would_be_read_and_writes_nothing(cohort_04):
    _, take, private = cohort_04
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    before = sorted(private.iterdir())
    code, said = take(private / "coded.csv", "--look")
    assert code == 0 and sorted(private.iterdir()) == before
    assert said[:22] == [
        "a sheet of coded passages: 2 sources, 2 codes, 3 passages, 3 codings",
        "",
        "passages of each code",
        "  Digging                          1",
        "  enablers > programme > coaching  2",
        "",
        "passages of each source",
        "  Talk with Sarah  2",
        "  Talk with Owl    1",
        "",
        "passages of each name in people.csv",
        "  Owl Nine     1",
        "  Sarah Brock  2",
        "",
        "passages of each group",
        "  manager       1",
        "  practitioner  2",
        "",
        "passages of each coder",
        "  no coder is named  3",
        "",
        "how it was read",
    ]
    assert said[23:] == [
        "  ' > ' in the names of codes was read as the step from a code to one below it.",
    ]


def test_a_colour_is_listed_and_becomes_the_theme_that_the_key_says_or_none(keyed, made_up):
    take, private = keyed
    document = new_document()
    for words, colour in (("Too much digging", COLOUR.YELLOW), ("Ask later", COLOUR.RED)):
        document.add_paragraph().add_run(words).font.highlight_color = colour
    document.save(private / "Sarah Brock.docx")
    code, said = take(private / "Sarah Brock.docx", "--look")
    assert code == 0 and {"  red highlight     1", "  yellow highlight  1"} <= set(said)
    assert "2 codes are not in the codebook: 'red highlight', 'yellow highlight'" in "".join(
        take(private / "Sarah Brock.docx")[1]
    )
    (private / "codes.csv").write_text(
        "code,theme_id\nyellow highlight,barriers.employer.digging\nred highlight,-\n",
        encoding="utf-8",
    )
    assert take(private / "Sarah Brock.docx")[0] == 0
    codings = load_study(made_up).rows("codings", "cohort_04")
    assert codings["theme_id"].tolist() == ["barriers.employer.digging"]


def test_a_look_at_a_workbook_lists_the_rows_of_its_sheets(cohort_04):
    fill, take, private = cohort_04
    fill()
    code, said = take(private / "cohort_04.xlsx", "--look")
    assert code == 0
    assert said[0] == "the workbook of cohort_04"
    assert f"  participants  {len(ROWS['participants'])}" in said


@pytest.mark.parametrize(
    "name, tool",
    [
        ("coded.nvp", "NVivo"),
        ("coded.nvpx", "NVivo"),
        ("coded.mx24", "MAXQDA"),
        ("coded.atlproj", "ATLAS.ti"),
        ("coded.atlproj23", "ATLAS.ti"),
    ],
)
def test_what_only_a_tool_itself_reads_is_refused_with_how_to_export_it(cohort_04, name, tool):
    _, take, private = cohort_04
    (private / name).write_bytes(b"\x00\x01")
    code, (said,) = take(private / name)
    assert code == 1
    assert said.startswith(
        f"cohortbook: {name} can only be read by {tool}; export the project there"
    )


def _uncoded_refi(path):
    """A REFI-QDA project with a note, in which nothing is coded."""
    write_qdpx(path, TOOLS["qc"])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = members["Project.qde"].decode()
    note = '<Note guid="n1" name="Monday"><PlainTextContent>Ask on.</PlainTextContent></Note>'
    uncoded = re.sub("<Coding .*?</Coding>", "", text)
    members["Project.qde"] = uncoded.replace("</Project>", f"<Notes>{note}</Notes></Project>")
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def _uncoded_qualcoder(path):
    """A project of QualCoder with the memo of a source, in which nothing is coded."""
    with sqlite3.connect(write_qualcoder(path) / "data.qda") as database:
        database.execute("DELETE FROM code_text")
        database.execute("UPDATE source SET memo = 'Ask on.' WHERE id = 1")
    return path


def _uncoded_taguette(path):
    """A project of Taguette with the description of a document, in which nothing is tagged."""
    with sqlite3.connect(write_taguette(path)) as database:
        database.execute("DELETE FROM highlight_tags")
        database.execute("UPDATE documents SET description = 'Ask on.' WHERE id = 1")
    return path


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("coded.qdpx", _uncoded_refi),
        ("coded.qda", _uncoded_qualcoder),
        ("coded.sqlite3", _uncoded_taguette),
    ],
)
def test_memos_of_a_project_in_which_nothing_is_coded_are_kept_and_said(keyed, name, write):
    take, private = keyed
    project = write(private / name)
    take(project)
    key = private / "codes.csv"
    rows = rows_of(key.read_text(encoding="utf-8-sig"))
    key.write_text(for_excel([rows[0], *([row[0], "-"] for row in rows[1:])]), encoding="utf-8")
    code, said = take(project)
    kept = rows_of((private / "memos.csv").read_text(encoding="utf-8-sig"))[1:]
    assert code == 0 and "Ask on." in {text for _, text in kept}
    assert f"No passage of {name} is coded; its codes were read as a codebook." in said
    assert said[-1].startswith(str(len(kept))) and "private/cohort_04/memos.csv" in said[-1]
    assert take(project)[1] == [
        "cohortbook: cohort_04 has memos.csv already; to put this file in their place, add"
        " --replace; several files of one cohort go into one command, one after the other"
    ]


def test_a_codebook_taken_in_later_leaves_memos_as_they_are(keyed):
    take, private = keyed
    (private / "memos.csv").write_text("about,text\nDigging,Odd.\n", encoding="utf-8")
    added = {("enablers",): "", ("enablers", "Tea"): "Tea helped"}
    codebook = write_qdc(private / "codes.qdc", TOOLS["maxqda"], added)
    take(codebook)
    key = private / "codes.csv"
    asked = key.read_text(encoding="utf-8").splitlines()
    key.write_text(
        "\n".join(
            "enablers > Tea,new," if "Tea" in line else line.replace(",,", ",-,", 1)
            for line in asked
        ),
        encoding="utf-8",
    )
    assert take(codebook)[0] == 0
    assert (private / "memos.csv").read_text(encoding="utf-8") == "about,text\nDigging,Odd.\n"


def test_memos_are_kept_in_private_and_go_when_the_tool_has_none(keyed, monkeypatch):
    take, private = keyed
    project = CodedProject(
        "A tool",
        (CodedSegment("Sarah Brock", "1", ("Digging",), quote="Too much"),),
        (),
        ("Sarah Brock",),
        memos=(Memo("Digging", "=Odd."), Memo("Sarah Brock", "Shy.")),
    )
    monkeypatch.setattr("cohortbook.intake.take_in.together", lambda _: project)
    (private / "coded.csv").write_text(CODED, encoding="utf-8")
    said = " ".join(take(private / "coded.csv")[1])
    assert "2 memos are kept in private/cohort_04/memos.csv, and nowhere else." in said
    kept = (private / "memos.csv").read_text(encoding="utf-8-sig")
    assert kept == "about,text\nDigging,'=Odd.\nSarah Brock,Shy.\n"
    project = project._replace(memos=())
    said = " ".join(take(private / "coded.csv", "--replace")[1])
    assert "memos are kept" not in said
    assert (private / "memos.csv").read_text(encoding="utf-8-sig") == "about,text\n"
