"""Documents outside the book state the numbers of the book, and commands print what is said."""

import pytest
from stated import PASTING, ROOT, SHOWING, as_told, pasted, printed, shown, told_again

NUMBERS = {
    "all.gender.female.count": {"text": "14", "n": 18},
    "all.years_qualified.mean": {"text": "8.3", "n": 18},
}
WOMEN = "{result}`all.gender.female.count` of {base}`all.gender.female.count`"
COMMANDS = [
    (name, *block) for name in SHOWING for block in shown((ROOT / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("name", PASTING)
def test_a_document_states_the_numbers_of_the_book(name, numbers):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "{result}" in text and pasted(text, numbers) == text


def test_the_commands_of_a_reviewer_are_found():
    assert [name for name, _, _ in COMMANDS] == ["docs/commands.md"] + 5 * [
        "book/reviewers_hour.md"
    ]


@pytest.mark.parametrize("name, command, told", COMMANDS, ids=lambda text: text[:40])
def test_each_command_prints_what_the_document_says(name, command, told, built):
    output = printed(command)
    assert as_told(told, output), f"{name}: {command}\n{output}"


def test_a_paragraph_and_a_point_of_a_list_are_written_from_their_comments():
    text = f"Women: 1 of 2.\n<!-- Women: {WOMEN}. -->\n\n- Of 5\n  <!-- Of {WOMEN} -->\n"
    assert pasted(text, NUMBERS) == text.replace("1 of 2", "14 of 18").replace(
        "Of 5", "Of 14 of 18"
    )


def test_what_a_release_stated_stays():
    released = f"## 0.1.0\n\nWomen: 1.\n<!-- Women: {WOMEN}. -->\n"
    assert pasted(released, NUMBERS) == released


def test_an_output_that_is_not_as_told_is_noticed():
    assert (
        as_told("a … c\n", "a b c\n")
        and not as_told("a … d\n", "a b c\n")
        and not as_told("72 7\n", "73 7\n")
    )


def test_numbers_that_a_command_prints_are_written_again_and_nothing_else():
    told = "mean = 10.3 (exactly 72/7), n = 7\n… lines\n"
    output = "mean = 10.4 (exactly 73/7), n = 7\n5 lines\n"
    assert told_again(told, output) == "mean = 10.4 (exactly 73/7), n = 7\n… lines\n"
    assert told_again(told, "median = 10.4 (exactly 73/7), n = 7\n5 lines\n") == told
    assert told_again(told, told.replace("…", "8")) == told
