"""Which words of a text are taken for a name of the keys."""

import pytest

from cohortbook.study.personal_data import IN_KEY, full_names, name_parts, private_in


def found(text, *names):
    """What of a text is a name of the keys, or part of one."""
    return [seen.text for seen in private_in(text, names) if seen.looks_like == IN_KEY]


def in_full(text, *names):
    """The names that stand in full in a text."""
    return full_names(names).findall(text)


@pytest.mark.parametrize("text", ["Hazel Moss", "HAZEL MOSS", "hazel moss"])
def test_a_name_that_stands_there_whole_is_one_thing_in_any_case(text):
    assert found(f"It was {text} who dug.", "Hazel Moss") == [text]


@pytest.mark.parametrize("text", ["Moss", "MOSS", "moss", "Moss’s", "mosss", "hazel"])
def test_a_word_of_a_name_is_found_in_any_case(text):
    assert found(f"It was {text} who dug.", "Hazel Moss") == [text.removesuffix("’s")]
    assert found("It was mossy, Mossop.", "Hazel Moss") == []


@pytest.mark.parametrize("text", ["Jo", "JO", "jo"])
def test_a_word_of_two_letters_is_a_name_with_a_capital_only(text):
    assert found(f"It was {text} who dug.", "Jo") == [text] * (text != "jo")


def test_a_capital_within_a_word_of_a_name_stays():
    assert found("It was McBrock who dug.", "tufty mcBrock") == ["McBrock"]
    assert in_full("It was Tufty McBrock who dug.", "tufty mcBrock") == ["Tufty McBrock"]


def test_words_that_documents_are_named_with_are_no_name():
    assert name_parts("Interview Moss team") == {"Moss"}
    assert found("Interview with the team leader, Team Leader", "team leader") == []
    assert full_names(["team leader"]) is None


@pytest.mark.parametrize("name", ["J", "7", ""])
def test_a_name_without_a_word_of_two_letters_is_not_looked_for(name):
    assert found("Jo J 7 dug.", name) == []


@pytest.mark.parametrize("name", ["Hazel", "H Moss", "Hazel interview Moss", ""])
def test_a_name_in_full_has_two_words_side_by_side(name):
    assert full_names([name]) is None


@pytest.mark.parametrize(
    "text", ["Jo Hazel Moss", "JO MOSS", "jo_moss", "Jo-Moss", "Moss, Jo", "Moss Jo", "Moss,Jo"]
)
def test_a_name_in_full_is_its_first_and_last_word_in_either_order(text):
    is_name = text != text.lower()
    assert in_full(f"It was {text} who dug.", "jo Hazel moss") == [text] * is_name


@pytest.mark.parametrize("text", ["Jo Hazel", "Hazel Moss", "Jo Jo", "Jo Mossy", "Moss Moss"])
def test_other_words_are_no_name_in_full(text):
    assert in_full(f"It was {text} who dug.", "Jo Hazel Moss") == []
