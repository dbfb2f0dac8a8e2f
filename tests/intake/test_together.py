"""Several files of one cohort, read as one project."""

import re

import pytest

from cohortbook.intake.model import Code, Codebook, CodedProject, CodedSegment, Memo
from cohortbook.intake.together import together
from cohortbook.intake.workbook import Filled
from cohortbook.study.problems import IntakeError

MONEY = ("Money",)


def _project(source, coder="", code=MONEY, described=""):
    segment = CodedSegment(source, "3..9", code, coder=coder, quote="money")
    return CodedProject("A tool", (segment,), (Code(code, described),), (source,), ("Read.",))


def test_a_file_an_interview_is_one_project_with_all_of_them():
    project = together({"one.csv": _project("One"), "two.csv": _project("Two")})
    assert project.tool == "A tool"
    assert project.sources == ("One", "Two")
    assert [segment.coder for segment in project.segments] == ["", ""]
    assert project.log == ("one.csv: Read.", "two.csv: Read.")
    assert project.losses == ()


def test_turns_of_one_speaker_in_several_files_are_added():
    one, two = (
        _project("One")._replace(turns={"Ash": 2}),
        _project("Two")._replace(turns={"Ash": 3}),
    )
    assert together({"one.vtt": one, "two.vtt": two}).turns == {"Ash": 5}


def test_a_file_a_coder_is_one_interview_with_a_coder_for_each_file():
    project = together({"ash.csv": _project("One"), "elm.csv": _project("One")})
    assert [segment.coder for segment in project.segments] == ["ash", "elm"]
    assert project.losses == (
        "1 source is in several files and was read as the same interview; if one is another,"
        " give it a name of its own in your tool.",
    )


@pytest.mark.parametrize(
    "names", [("a/coded.csv", "b/coded.csv"), ("coded.sqlite3", "coded.db")], ids=" ".join
)
def test_files_of_one_name_are_different_coders_and_are_named(names):
    project = together({name: _project("One") for name in names})
    assert [segment.coder for segment in project.segments] == list(names)
    assert project.losses[1] == (
        f"Files of one name were read as different coders: {', '.join(names)}."
    )


def test_a_coder_whom_a_file_names_is_that_coder():
    project = together({"one.csv": _project("One", "Ash"), "two.csv": _project("One")})
    assert [segment.coder for segment in project.segments] == ["Ash", "two"]


def test_what_a_codebook_says_of_a_code_is_kept_beside_the_codings():
    book = Codebook("A codebook", (Code(MONEY, "What things cost"), Code(("Time",))))
    project = together({"one.csv": _project("One"), "codes.qdc": book})
    assert project.codes == (Code(MONEY, "What things cost"), Code(("Time",)))


def test_codebooks_alone_are_a_codebook():
    book = Codebook("A codebook", (Code(MONEY),), ("Something is lost.",))
    assert together({"a.qdc": book, "b.qdc": book}) == Codebook(
        "A codebook",
        (Code(MONEY),),
        ("a.qdc: Something is lost.", "b.qdc: Something is lost."),
    )


def test_a_workbook_is_taken_in_by_itself():
    filled = Filled("cohort_03", {}, {})
    with pytest.raises(IntakeError, match=re.escape("people.xlsx is the cohort's workbook")):
        together({"people.xlsx": filled, "one.csv": _project("One")})


def test_memos_and_hints_of_several_files_are_all_kept_each_once():
    shared, own = Memo("Money", "Often."), Memo("Two", "Long.")
    one = _project("One")._replace(memos=(shared,), hints={"Ash": "Role: lead"})
    two = _project("Two")._replace(memos=(shared, own), hints={"Elm": "Role: nurse"})
    project = together({"one.qdpx": one, "two.qdpx": two})
    assert project.memos == (shared, own)
    assert project.hints == {"Ash": "Role: lead", "Elm": "Role: nurse"}
