"""What moved since the last release, at the end of each page."""

import pytest

from cohortbook.book.sphinx.moved_numbers import (
    box_of,
    compared,
    is_as_released,
    numbers_on,
    release_before,
    sentence,
)

RELEASE = {"version": "1.0", "released_on": "2031-03-02"}
NOW = {
    "all.owls.count": {"text": "5", "value": 5, "unit": "people", "n": 7},
    "all.moss.count": {
        "text": "3%",
        "value": 3,
        "unit": "percent",
        "n": 7,
        "former": ["all.lichen.count"],
    },
    "all.sett.count": {"text": "1", "value": 1, "unit": "people", "n": 1},
}


def test_numbers_on_a_page_are_those_it_links_to_or_lists_each_once():
    body = (
        '<a href="numbers_all.html#r-all.owls.count">5</a><tr id="r-all.moss.count"><a'
        ' href="numbers_all.html#r-all.owls.count">5</a><p id="other-r-x">'
    )
    assert numbers_on(body) == ["all.owls.count", "all.moss.count"]


def test_a_number_moved_if_its_text_did_and_a_renamed_one_is_the_same_number():
    moved, added = compared(
        list(NOW),
        NOW,
        {"all.owls.count": "5 people, based on 6", "all.lichen.count": "3%, based on 7"},
    )
    assert (
        moved == [("all.owls.count", "5 people, based on 6", "5 people, based on 7")] and added == 1
    )


def test_zero_of_zero_which_readers_see_as_not_available_has_not_moved():
    now = {"all.online.count": {"text": "not available", "value": 0, "unit": "people", "n": 0}}
    assert compared(list(now), now, {"all.online.count": "0 people, based on 0"}) == ([], 0)
    moved, _ = compared(list(now), now, {"all.online.count": "3 people, based on 7"})
    assert moved == [("all.online.count", "3 people, based on 7", "0 people, based on 0")]


@pytest.mark.parametrize(
    "count, moved, added, text",
    [
        (1, 0, 0, "Since release 1.0 (2 March 2031), of the one number on this page, none moved"),
        (
            1200,
            3,
            1,
            (
                "Since release 1.0 (2 March 2031), of the 1,200 numbers on this page, 3 moved, and"
                " 1 is new"
            ),
        ),
    ],
)
def test_what_moved_is_said_in_a_sentence(count, moved, added, text):
    assert sentence(count, moved, added, RELEASE) == text


def test_a_book_that_is_the_last_release_is_compared_with_the_one_before():
    now = {name: {"id": name, **number} for name, number in NOW.items()}
    now["disclosure.hidden.count"] = {"id": "disclosure.hidden.count"}
    last = RELEASE | {
        "numbers": {
            "all.owls.count": "5 people, based on 7",
            "all.lichen.count": "3%, based on 7",
            "all.sett.count": "1 people, based on 1",
        }
    }
    first = last | {"version": "0.9", "numbers": {"all.owls.count": "4 people, based on 7"}}
    assert release_before(now, [first, last]) == first
    assert is_as_released(now, last) and not is_as_released(now, first)
    assert release_before(now, [last]) == last and release_before(now, []) is None
    assert release_before(now, [last, first]) == first, "the book is another than the last"
    gone = last | {"numbers": last["numbers"] | {"all.wren.count": "1 people, based on 1"}}
    assert release_before(now, [first, gone]) == gone


def test_each_number_that_moved_is_listed_as_text_with_its_address():
    moved = [("all.owls.count", "<4>", "1 people, based on 7")]
    box = box_of("One moved", moved, "executed/", "executed/changes.html")
    link = '<a href="executed/numbers_all.html#r-all.owls.count">All cohorts: owls</a>'
    assert f"{link}, from &lt;4&gt; to 1 person (based on 7)" in box and "Why numbers move" in box
    assert "<details" not in box_of("None moved", [], "", "") and "Why" not in box_of(
        "None moved", [], "", ""
    )
