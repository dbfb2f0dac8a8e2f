"""The sheet of consent: who agreed to what is taken in to private/cohorts/, and every mistake is
named by its row.
"""

from __future__ import annotations

import pytest
from conftest import new_sett
from openpyxl import load_workbook

from cohortbook.cli import main
from cohortbook.intake.consent import consent_rows, sheet_columns
from cohortbook.publication.loading import load_study
from cohortbook.publication.modes import TABLES
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.problems import StudyError

NAMES = [table.name for table in TABLES]
ALL_YES, ALL_NO = ["yes"] * len(NAMES), ["no"] * len(NAMES)
PEOPLE = {
    "participants": [["participant_id"], ["BA20"], ["BA21"]],
    "managers": [["manager_id"], ["Owl9"]],
}


@pytest.fixture(scope="module")
def dictionary(project):
    return load_dictionary(project)


@pytest.fixture
def read(dictionary):
    """Read a sheet of consent with some rows; return consent.csv, or the problems as lines."""

    def read(*rows, mode="agreed", header=("case_id", *NAMES)):
        try:
            return consent_rows(
                "c.xlsx", dictionary, PEOPLE | {"consent": [list(header), *map(list, rows)]}, mode
            )
        except StudyError as error:
            return [str(problem) for problem in error.problems]

    return read


def test_each_answer_becomes_a_row(read, dictionary):
    header, *rows = read(
        ["BA20", *ALL_YES], ["BA21", "No", "YES", "no", "no", "no"], ["Owl9", *ALL_NO]
    )
    assert (
        header
        == list(dictionary.tables["consent"].column_names)
        == ["case_id", "table", "has_agreed"]
    )
    assert rows[:5] == [["BA20", name, "true"] for name in NAMES]
    assert rows[5:7] == [["BA21", "took_part", "false"], ["BA21", "interviewed", "true"]]
    assert len(rows) == 15 and rows[10:] == [["Owl9", name, "false"] for name in NAMES]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [["BA20", *ALL_YES], ["BA21", *ALL_YES], ["Owl8", *ALL_YES]],
            (
                "c.xlsx, sheet consent:4: case_id: 'Owl8' is in neither of the sheets participants"
                " and managers"
            ),
        ),
        (
            [["BA20", *ALL_YES], ["BA21", *ALL_YES], ["Owl9", *ALL_YES], ["BA20", *ALL_NO]],
            "c.xlsx, sheet consent:5: case_id: 'BA20' is in row 2 already; keep one of the rows",
        ),
        (
            [["BA20", "perhaps", *ALL_YES[1:]]],
            (
                "c.xlsx, sheet consent:2: took_part: 'perhaps' is neither yes nor no; write one of"
                " them"
            ),
        ),
        (
            [["BA20", *ALL_YES[1:], ""]],
            "c.xlsx, sheet consent:2: impacts: is empty; write yes or no, no where it is not known",
        ),
        (
            [["", *ALL_YES]],
            (
                "c.xlsx, sheet consent:2: case_id: '' is in neither of the sheets participants and"
                " managers"
            ),
        ),
        (
            [["BA20", *ALL_YES]],
            (
                "c.xlsx, sheet consent: case_id: has no row for BA21, Owl9; write yes or no for"
                " each table, no where no signed form is held"
            ),
        ),
        (
            [],
            (
                "c.xlsx, sheet consent: case_id: has no row for BA20, BA21, Owl9; write yes or no"
                " for each table, no where no signed form is held"
            ),
        ),
    ],
)
def test_mistake_in_the_sheet_is_named_by_its_row(read, rows, problem):
    assert problem in read(*rows)


def test_every_mistake_is_named_at_once(read):
    assert len(read(["BA20", "perhaps", *ALL_YES[1:]], ["Owl8", *ALL_NO])) == 3


def test_empty_rows_between_people_do_not_matter(read):
    rows = [["BA20", *ALL_YES], [""] * 6, ["BA21", *ALL_YES], ["Owl9", *ALL_YES]]
    assert len(read(*rows)) == 16


def test_a_row_without_an_identifier_is_nobody_who_could_agree(dictionary):
    rows = [["participant_id", "role"], ["BA20", ""], [], ["", "practitioner"]]
    sheets = {"participants": rows, "managers": [["manager_id"]]}
    consent = [["case_id", *NAMES], ["BA20", *ALL_YES]]
    assert len(consent_rows("c.xlsx", dictionary, sheets | {"consent": consent}, "agreed")) == 6
    with pytest.raises(StudyError, match="'' is in neither of the sheets"):
        consent.append(["", *ALL_YES])
        consent_rows("c.xlsx", dictionary, sheets | {"consent": consent}, "agreed")


def test_headings_that_were_changed_are_named(read):
    assert read(["BA20", *ALL_YES], header=("case_id", *reversed(NAMES))) == [
        "c.xlsx, sheet consent:1: has not the headings case_id, took_part, interviewed, themes,"
        " summaries, impacts; write them in this order"
    ]


def test_strict_cohort_may_leave_answers_empty(read):
    assert read(["BA20", "yes", "", "", "", "no"], mode="strict")[1:] == [
        ["BA20", "took_part", "true"],
        ["BA20", "impacts", "false"],
    ]


@pytest.mark.parametrize("mode", ["already_public", "synthetic"])
def test_answers_are_refused_where_nobody_is_protected(read, mode):
    assert read(["BA20", *ALL_YES], mode=mode) == [
        f"c.xlsx, sheet consent: holds answers, but disclosure in the sheet cohort is {mode}; write"
        " agreed there, or empty this sheet"
    ]
    assert read(mode=mode) == [["case_id", "table", "has_agreed"]]


def test_workbook_without_the_sheet_is_taken_in_unless_people_agreed(dictionary):
    assert consent_rows("c.xlsx", dictionary, PEOPLE, "strict") == [
        ["case_id", "table", "has_agreed"]
    ]
    with pytest.raises(StudyError, match="has not the headings case_id"):
        consent_rows("c.xlsx", dictionary, PEOPLE, "agreed")


@pytest.fixture
def agreed(made_up, capsys):
    """Begin cohort_04, whose people agreed; return how to fill its workbook and take it in, with
    the lines printed.
    """
    assert new_sett(made_up) == 0
    workbook = made_up / "private/cohort_04/cohort_04.xlsx"
    stated = {
        "recruited_on": 2033,
        "services": "adult",
        "awards": 2,
        "approach": "codebook",
        "disclosure": "agreed",
        "agreed_form": "1.0",
        "agreed_on": "2033-01-05",
        "agreed_confirmed_by": "The lead evaluator",
    }

    def take(consent, fields=(), *options):
        book = load_workbook(workbook)
        for row in book["cohort"].iter_rows(min_row=2):
            if row[0].value in stated:
                row[1].value = (stated | dict(fields))[row[0].value]
        rows = {
            "participants": [
                [
                    "BA20",
                    "female",
                    "adult",
                    True,
                    "Digger",
                    "practitioner",
                    "MA",
                    "MA",
                    "master",
                    5,
                    "Module",
                    "module",
                ],
                [
                    "BA21",
                    "male",
                    "adult",
                    True,
                    "Digger",
                    "practitioner",
                    "MA",
                    "MA",
                    "master",
                    7,
                    "Module",
                    "module",
                ],
            ],
            "managers": [["Owl9", "team_manager"]],
            "interviews": [
                [f"S4-{person}", person, "individual", "online"] for person in ("BA20", "Owl9")
            ],
            "consent": consent,
            "passages": [],
            "attributions": [],
            "codings": [],
            "impacts": [],
        }
        for name, held in rows.items():
            book[name].delete_rows(2, book[name].max_row)
            for row in held:
                book[name].append(row)
        book.save(workbook)
        capsys.readouterr()
        code = main(["intake", "cohort_04", str(workbook), *options, "--study", str(made_up)])
        printed = capsys.readouterr()
        return code, (printed.err if code else printed.out).splitlines()

    return take


def test_sheet_offers_yes_and_no_and_needs_no_example_row(made_up, agreed, dictionary):
    sheet = load_workbook(made_up / "private/cohort_04/cohort_04.xlsx")["consent"]
    assert [cell.value for cell in sheet[1]] == [
        column.name for column in sheet_columns(dictionary)
    ]
    assert sheet.max_row == 1 and len(sheet.data_validations.dataValidation) == len(NAMES)
    assert sheet["D1"].comment.text.startswith("What was said: themes")


def test_who_agreed_to_what_is_kept_in_private_and_nowhere_else(made_up, agreed):
    code, printed = agreed([["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]])
    assert code == 0, printed
    assert "private/cohorts/cohort_04/consent.csv, 15 rows" in printed
    assert (made_up / "private/cohorts/cohort_04/consent.csv").read_text(
        encoding="utf-8"
    ).splitlines()[:2] == ["case_id,table,has_agreed", "BA20,took_part,true"]
    assert list((made_up / "data").rglob("consent.csv")) == []


def test_intake_says_what_each_mode_shows_of_the_awards_and_interviews(agreed):
    _, printed = agreed([["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]])
    assert any(line.startswith("who took part, of 2 ") for line in printed)
    assert any(line.startswith("themes, of 1 ") for line in printed), (
        "of two people interviewed, one is an award holder"
    )


def test_an_empty_row_between_people_is_passed_over_at_intake(made_up, agreed, capsys):
    agreed([["BA20", *ALL_YES], ["BA21", *ALL_NO]])
    workbook = made_up / "private/cohort_04/cohort_04.xlsx"
    book = load_workbook(workbook)
    book["participants"].insert_rows(3)
    book["consent"].append(["Owl9", *ALL_YES])
    book.save(workbook)
    assert main(["intake", "cohort_04", str(workbook), "--study", str(made_up)]) == 0
    assert "who took part, of 2 " in capsys.readouterr().out


def test_withdrawal_is_taken_in_again(made_up, agreed):
    rows = [["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]]
    assert agreed(rows)[0] == 0
    code, printed = agreed([["BA20", *ALL_NO], *rows[1:]], (), "--replace")
    assert code == 0, printed
    assert (
        "BA20,took_part,false"
        in (made_up / "private/cohorts/cohort_04/consent.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )


def test_rows_of_people_in_data_are_moved_before_it_is_said_who_agreed(made_up, agreed):
    folder = made_up / "data/cohorts/cohort_04"
    folder.mkdir()
    (folder / "managers.csv").write_text("manager_id,role\n", encoding="utf-8")
    code, lines = agreed(
        [["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]], (), "--replace"
    )
    assert code == 1 and lines == [
        "cohortbook: the rows of cohort_04 are in data/cohorts/cohort_04, where who agreed to what"
        " must not be; move its CSV files to private/cohorts/cohort_04, then take the file in again"
    ]
    assert not (made_up / "private/cohorts").exists()


def test_mistake_in_the_sheet_stops_intake_and_nothing_is_written(made_up, agreed):
    code, lines = agreed([["BA20", *ALL_YES], ["Owl9", *ALL_YES]])
    assert code == 1 and lines[0].startswith(
        "cohort_04.xlsx, sheet consent: case_id: has no row for BA21"
    )
    assert (
        not (made_up / "private/cohorts").exists()
        and not (made_up / "data/cohorts/cohort_04").exists()
    )


@pytest.mark.parametrize("field", ["agreed_form", "agreed_on", "agreed_confirmed_by"])
def test_agreed_needs_version_date_and_who_confirmed(agreed, field):
    code, lines = agreed([["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]], {field: None})
    assert code == 1 and lines[0].startswith(
        f"cohort_04.xlsx, sheet cohort: {field}: is empty; a cohort whose disclosure is agreed"
        " states"
    ), lines


STRICT = {
    "disclosure": "strict",
    "agreed_form": None,
    "agreed_on": None,
    "agreed_confirmed_by": None,
}
ANSWERS = [["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]]


def test_strict_cohort_becomes_agreed_by_its_workbook(made_up, agreed):
    assert agreed([], STRICT)[0] == 0
    code, lines = agreed(ANSWERS, (), "--replace")
    assert code == 0, lines
    assert load_study(made_up).named["cohort_04"]["disclosure"] == "agreed"
    assert (
        lines[-1]
        == "cohort_04 was strict and is agreed now. More is published of it once two people have"
        " signed that: cohortbook disclosure"
    )
    assert agreed(ANSWERS, (), "--replace")[1][-1].startswith("private/cohorts/cohort_04/"), (
        "said once"
    )


@pytest.mark.parametrize(
    "consent, fields, said",
    [
        ([], {}, "sheet consent: case_id: has no row for BA20, BA21, Owl9"),
        (ANSWERS, {"agreed_form": None}, "sheet cohort: agreed_form: is empty"),
    ],
)
def test_strict_cohort_does_not_become_agreed_without_answers_or_a_form(
    made_up, agreed, consent, fields, said
):
    agreed([], STRICT)
    code, lines = agreed(consent, fields, "--replace")
    assert code == 1 and said in lines[0]
    assert load_study(made_up).named["cohort_04"]["disclosure"] == "strict"


def test_what_each_mode_shows_is_printed_once(agreed):
    assert any(line.startswith("who took part, of 2 ") for line in agreed([], STRICT)[1])
    assert not any(line.startswith("who took part") for line in agreed([], STRICT, "--replace")[1])


def test_agreed_cohort_does_not_become_public_by_its_workbook(agreed):
    agreed([["BA20", *ALL_YES], ["BA21", *ALL_NO], ["Owl9", *ALL_YES]])
    code, lines = agreed([], {"disclosure": "synthetic"}, "--replace")
    assert (
        code == 1
        and lines[0]
        == "cohort_04.xlsx, sheet cohort: disclosure: says synthetic where"
        " data/cohorts/cohort_04/cohort.yml says agreed, so that every row about its people"
        " would be public; write agreed here. If every row may be public, first change the line"
        " `disclosure: agreed` of data/cohorts/cohort_04/cohort.yml to `disclosure: synthetic`"
    )
