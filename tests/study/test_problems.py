"""A problem is a place and a sentence."""

import pytest

from cohortbook.study.problems import Problem, StudyError, nearest


@pytest.mark.parametrize(
    "problem, text",
    [
        (Problem("a.csv", 5, "years", "is moss"), "a.csv:5: years: is moss"),
        (Problem("a.csv", 5, None, "is moss"), "a.csv:5: is moss"),
        (Problem("a.csv", None, "years", "is moss"), "a.csv: years: is moss"),
        (Problem("a.csv", None, None, "is moss"), "a.csv: is moss"),
    ],
)
def test_a_problem_reads_as_place_and_sentence(problem, text):
    assert str(problem) == text


def test_a_problem_is_a_record_for_programs():
    assert Problem("a.csv", 5, None, "is moss").as_dict() == {
        "file": "a.csv",
        "line": 5,
        "column": None,
        "message": "is moss",
    }


def test_an_error_sorts_its_problems_by_file_line_and_column():
    places = [
        ("b.csv", 2, "x"),
        ("a.csv", 10, "x"),
        ("a.csv", 9, "y"),
        ("a.csv", 9, None),
        ("a.csv", None, None),
        ("a.csv", 9, "x"),
    ]
    error = StudyError([Problem(*place, "is moss") for place in places])
    assert [(p.file, p.line, p.column) for p in error.problems] == [
        ("a.csv", None, None),
        ("a.csv", 9, None),
        ("a.csv", 9, "x"),
        ("a.csv", 9, "y"),
        ("a.csv", 10, "x"),
        ("b.csv", 2, "x"),
    ]
    assert str(error).splitlines() == [str(problem) for problem in error.problems]


@pytest.mark.parametrize(
    "word, hint", [("badgre", "; did you mean 'badger'?"), ("zebra", ""), ("", "")]
)
def test_nearest_offers_a_word_only_if_it_is_like_one(word, hint):
    assert nearest(word, ("badger", "hedgehog")) == hint
    assert nearest(word, ()) == ""


@pytest.mark.parametrize("typed", ["adults", "Adult", "adutl", "Adult "])
def test_nearest_is_what_a_slip_of_the_hand_was_to_be(typed):
    assert nearest(typed, ["adult", "children"]) == "; did you mean 'adult'?"


def test_nearest_makes_no_difference_of_blanks_and_underscores():
    said = nearest("Prefers not to say", ["another", "prefer_not_to_say"])
    assert said == "; did you mean 'prefer_not_to_say'?"


@pytest.mark.parametrize("typed", ["Acute", "education", "hospital", ""])
def test_nearest_is_nothing_for_another_word(typed):
    assert nearest(typed, ["adult", "children"]) == ""


IDS = [
    "Owl1",
    "Owl9",
    "barriers.personal",
    "barriers.personal.guilt",
    "enablers.programme",
    "enablers.programme.coaching",
    "impacts.personal.promotion",
    "wishes.programme.better_supervision",
]


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("enablers.programme.coachng", "enablers.programme.coaching"),
        ("enabler.programme.coaching", "enablers.programme.coaching"),
        ("Enablers.Programme.Coaching", "enablers.programme.coaching"),
        ("impacts.personal.promotions", "impacts.personal.promotion"),
        ("barriers.personal.childcare", ""),
        ("barriers.personal.money", ""),
        ("enablers.programme.library", ""),
        ("impacts.personal.publications", ""),
        ("wishes.programme.supervision", "wishes.programme.better_supervision"),
        ("barriers.programme.coaching", ""),
        ("owl9", "Owl9"),
        ("Owl 9", "Owl9"),
        ("Owl09", "Owl9"),
        ("Owl8", ""),
        ("Owl91", ""),
        ("Owl", ""),
    ],
)
def test_nearest_offers_an_identifier_only_if_no_other_can_be_meant(typed, meant):
    assert nearest(typed, IDS) == (f"; did you mean {meant!r}?" if meant else "")
