"""Stances that a coding tool gives by a code's name."""

import re

import pytest

from cohortbook.intake.model import Code, CodedProject, CodedSegment
from cohortbook.intake.stances import as_decided, combined, with_stances
from cohortbook.study.problems import IntakeError

COACHING, MONEY = ("Help", "Coaching"), ("Help", "Money")


def _project(*codes, coders=("", "", "")):
    """A project with each of the codes on the same words."""
    segments = [
        CodedSegment("Talk", "words", code, coder=coder)
        for code, coder in zip(codes, coders, strict=False)
    ]
    return CodedProject("A tool", tuple(segments), tuple(map(Code, codes)), ("Talk",))


def _stances(project):
    return {segment.code: segment.stance for segment in project.segments}


@pytest.mark.parametrize("name", ["contradicts", "Qualifies", "SUPPORTS"])
def test_a_code_below_a_theme_is_its_stance_and_no_code_of_its_own(name):
    project = with_stances(_project((*COACHING, name), MONEY))
    assert _stances(project) == {COACHING: name.lower(), MONEY: ""}
    assert [code.path for code in project.codes] == [MONEY]


@pytest.mark.parametrize("alone", [("contradicts",), ("Stance", "contradicts")])
def test_a_code_by_itself_is_the_stance_of_the_other_code_on_the_words(alone):
    project = with_stances(_project(COACHING, alone))
    assert _stances(project) == {COACHING: "contradicts"}
    assert [code.path for code in project.codes] == [COACHING]


@pytest.mark.parametrize("codes", [(COACHING, MONEY), ()])
def test_a_stance_on_words_with_several_codes_or_none_is_refused_with_the_way_out(codes):
    with pytest.raises(IntakeError) as refused:
        with_stances(_project(*codes, ("contradicts",)))
    assert re.search(
        r"1 times, first in 'Talk'; put it below the code that it is about, for example"
        r" Coaching > contradicts$",
        str(refused.value),
    )


def test_a_stance_is_that_of_its_coder_s_code():
    project = with_stances(
        _project(COACHING, MONEY, ("contradicts",), coders=("Ash", "Elm", "Elm"))
    )
    assert _stances(project) == {COACHING: "", MONEY: "contradicts"}


def test_the_key_gives_a_stance_where_no_name_of_a_code_does():
    project = with_stances(_project((*COACHING, "qualifies"), MONEY))
    decided = as_decided(project, {COACHING: "contradicts", MONEY: "contradicts"})
    assert _stances(decided) == {COACHING: "qualifies", MONEY: "contradicts"}


@pytest.mark.parametrize(
    "stances, stance",
    [
        ({""}, ""),
        ({"", "contradicts"}, "contradicts"),
        ({"supports", "contradicts"}, "qualifies"),
        ({"qualifies", "contradicts"}, "qualifies"),
    ],
)
def test_a_passage_that_supports_and_contradicts_a_theme_holds_it_with_a_reservation(
    stances, stance
):
    assert combined(stances) == stance
