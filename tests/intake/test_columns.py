"""The key of headings, for sheets with headings of their own."""

import re

import pytest

from cohortbook.intake.columns import ask, read_columns
from cohortbook.intake.sheets import UnknownHeadings, read
from cohortbook.study.problems import IntakeError

OWN = "Nr,Wer,Was gesagt wurde,Geld,Zeit\n1,Ash,Es war teuer.,1,0\n2,Elm,Keine Zeit.,,x\n"


@pytest.fixture
def folder(tmp_path):
    """The private folder of a cohort."""
    return tmp_path / "private" / "cohort_03"


@pytest.fixture
def sheet(tmp_path):
    """A sheet with headings of its own, and a column for each code."""
    path = tmp_path / "coded.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_unknown_headings_are_listed_in_the_key_with_what_they_perhaps_are(folder, sheet):
    with pytest.raises(UnknownHeadings) as unknown:
        read(sheet)
    assert str(ask(folder, unknown.value)) == (
        "coded.csv has no heading for source and code; say in private/cohort_03/columns.csv what"
        " each of its headings is (source, case, group, cohort, code, quote, coder, begin, end,"
        " id, place; codes where a cell holds several codes; tick where the heading is a code and"
        " the cells say yes, no or how often; - to leave the column out), at least source or case,"
        " and code, codes or tick; then take the file in again"
    )
    assert (folder / "columns.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "heading,means",
        "Geld,tick",
        "Nr,id",
        "Was gesagt wurde,",
        "Wer,",
        "Zeit,tick",
    ]


def test_a_sheet_is_read_by_the_key_with_a_code_for_each_ticked_heading(folder, sheet):
    folder.mkdir(parents=True)
    (folder / "columns.csv").write_text(
        "heading,means\nNr,-\nWer,case\nWas gesagt wurde,quote\nGeld,tick\nZeit,tick\n",
        encoding="utf-8",
    )
    found = read(sheet, read_columns(folder)).segments
    assert [(own.case, own.code, own.quote) for own in found] == [
        ("Ash", ("Geld",), "Es war teuer."),
        ("Elm", ("Zeit",), "Keine Zeit."),
    ]


def test_the_key_goes_before_the_headings_that_are_known(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("source,code,Label\nTalk,12,Money\n", encoding="utf-8")
    assert read(path).segments[0].code == ("12",)
    assert read(path, {"code": "-", "label": "code"}).segments[0].code == ("Money",)


def test_a_meaning_that_is_none_is_named_by_its_row(folder):
    folder.mkdir(parents=True)
    (folder / "columns.csv").write_text("heading,means\nWer,person\n", encoding="utf-8")
    with pytest.raises(
        IntakeError,
        match=re.escape("private/cohort_03/columns.csv, row 2: 'Wer' is put down as 'person'"),
    ):
        read_columns(folder)


@pytest.mark.parametrize(
    "cell, is_there",
    [
        *((word, True) for word in ("1", "3", "TRUE", "WAHR", "x", "✓")),
        *((word, False) for word in ("0", "", "FALSE", "Nein", "-")),
    ],
)
def test_a_cell_says_whether_the_code_of_its_column_is_there(tmp_path, cell, is_there):
    path = tmp_path / "coded.csv"
    path.write_text(f"source,code,Money\nTalk,Time,{cell}\n", encoding="utf-8")
    codes = {segment.code for segment in read(path, {"money": "tick"}).segments}
    assert (("Money",) in codes) is is_there


@pytest.mark.parametrize(
    "content, unread",
    [
        ("source,code,Words\nTalk,Money,It cost.\n", "'words'"),
        ("source,code,quote,Subcode\nTalk,Money,It cost.,Rent\n", "'subcode'"),
    ],
)
def test_a_column_that_may_hold_words_or_codes_is_named_if_it_is_not_read(
    tmp_path, content, unread
):
    path = tmp_path / "coded.csv"
    path.write_text(content, encoding="utf-8")
    (said,) = read(path).losses
    assert said.startswith(f"coded.csv: these columns were not read: {unread}. If one holds")
    assert read(path, {unread.strip("'"): "-"}).losses == ()


def test_other_columns_that_are_not_read_are_only_in_the_log(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("source,code,quote,Weight\nTalk,Money,It cost.,3\n", encoding="utf-8")
    project = read(path)
    assert project.losses == () and "coded.csv: not read: weight" in project.log


def test_columns_of_one_heading_are_all_codes(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text("source,quote,Code,Code\nTalk,Words.,Money,Time\n", encoding="utf-8")
    assert [segment.code for segment in read(path).segments] == [("Money",), ("Time",)]


@pytest.mark.parametrize("mark", [",", "+", ";", "|", "\n"])
def test_a_key_says_that_cells_hold_several_codes_of_which_none_is_alone(tmp_path, mark):
    path = tmp_path / "coded.csv"
    path.write_text(f'source,themes,quote\nTalk,"Coaching{mark} Time",It helped\n', "utf-8")
    project = read(path, {"themes": "codes"})
    assert [own.code for own in project.segments] == [("Coaching",), ("Time",)]
    assert project.losses == ()


@pytest.mark.parametrize("mark", [",", " +", ";", " |"])
def test_a_code_that_holds_a_mark_is_named_with_what_to_write_if_it_is_several(tmp_path, mark):
    path = tmp_path / "coded.csv"
    path.write_text(f'source,themes,quote\nTalk,"Coaching{mark} Time",It helped\n', "utf-8")
    assert read(path).losses == (
        f"coded.csv: 'Coaching{mark} Time': read as one code, with its comma, semicolon, bar or"
        " plus. If a cell holds several codes, say so in columns.csv, in the cohort's folder in"
        " private/: a row with 'themes' as heading and codes as what it means.",
    )
