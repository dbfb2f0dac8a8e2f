"""What positions count, found out from made-up texts."""

import pytest

from cohortbook.intake.positions import (
    CODE_POINTS,
    CODE_POINTS_LF,
    UTF_16,
    UTF_16_LF,
    Span,
    read_positions,
)

TEXT = "One 🙂 two.\r\nThree 😟 four five.\r\nSix 🙂 seven.\r\n"
WANTED = ("One 🙂 two.", "four five", "seven.", "Three 😟 four")


def _spans(rule):
    text = TEXT.replace("\r\n", "\n") if rule in (CODE_POINTS_LF, UTF_16_LF) else TEXT

    def place(position):
        return (
            len(text[:position].encode("utf-16-le")) // 2
            if rule in (UTF_16, UTF_16_LF)
            else position
        )

    return [
        Span("s", place(text.index(words)), place(text.index(words) + len(words)))
        for words in WANTED
    ]


@pytest.mark.parametrize("rule", [CODE_POINTS, UTF_16, CODE_POINTS_LF, UTF_16_LF])
def test_every_way_of_counting_is_known_by_its_own_passages(rule):
    proof = read_positions(_spans(rule), {"s": TEXT})
    assert proof.rule == rule and proof.share == 1
    assert tuple(words.quote for words in proof.words.values()) == WANTED


@pytest.mark.parametrize("rule", [CODE_POINTS, UTF_16, CODE_POINTS_LF, UTF_16_LF])
def test_words_begin_at_the_same_place_however_a_tool_counts(rule):
    proof = read_positions(_spans(rule), {"s": TEXT})
    assert [words.start for words in proof.words.values()] == [
        TEXT.replace("\r\n", "\n").index(words) for words in WANTED
    ]


def test_positions_that_prove_themselves_in_no_way_give_no_words():
    proof = read_positions(
        [Span("s", place, place + 3) for place in range(1, 30, 2)], {"s": "abcdefghij " * 4}
    )
    assert proof.share < 0.9 and proof.words == {}


def test_positions_outside_the_text_count_against_the_proof():
    spans = [Span("s", 0, 3), Span("s", 90, 99)]
    assert read_positions(spans, {"s": "One two."}).words == {}


def test_passages_of_sources_without_a_text_are_passed_over():
    assert read_positions([Span("s", 0, 3), Span("t", 5, 9)], {"s": "One two."}).words.keys() == {
        Span("s", 0, 3)
    }
    assert read_positions([Span("t", 5, 9)], {}).words == {}


@pytest.mark.parametrize(
    "tool, rule",
    [
        ("NVivo for Windows 12.6", UTF_16),
        ("ATLAS.ti 26.0", CODE_POINTS_LF),
        ("qc 1.7.8", CODE_POINTS_LF),
        ("Some tool", CODE_POINTS),
    ],
)
def test_between_ways_that_fit_alike_the_one_the_tool_is_known_for_is_named(tool, rule):
    assert read_positions([Span("s", 0, 3)], {"s": "One two."}, tool).rule == rule


def test_a_tool_that_counts_otherwise_than_it_is_known_for_is_read_as_it_counts():
    assert (
        read_positions(_spans(CODE_POINTS), {"s": TEXT}, "NVivo for Windows 30").rule == CODE_POINTS
    )


def test_half_a_word_keeps_its_words_once_the_way_of_counting_is_proved_by_others():
    text = "One two. " * 10
    spans = [Span("s", 9 * number, 9 * number + 3) for number in range(9)] + [Span("s", 1, 3)]
    assert read_positions(spans, {"s": text}).words[Span("s", 1, 3)].quote == "ne"


def test_scripts_without_blanks_between_words_are_read():
    text = "โค้ชช่วยฉันได้มาก" + "教练帮助了我" + "コーチが助けた"
    assert [
        words.quote
        for words in read_positions(
            [Span("s", 0, 5), Span("s", 19, 21)], {"s": text}
        ).words.values()
    ] == [text[:5], text[19:21]]


@pytest.mark.parametrize(
    "text, start, end, is_proved",
    [
        ("two", 0, 3, True),
        ("two", 1, 3, False),
        ("a two", 1, 5, True),
        ("two", 0, 2, False),
        ("\u0e01b", 1, 2, True),
        ("two", 0, 4, False),
        ("two", -1, 3, False),
        ("two ", -4, 3, False),
    ],
)
def test_a_passage_is_proved_by_ends_between_words_and_within_the_text(text, start, end, is_proved):
    proof = read_positions([Span("s", start, end)], {"s": text})
    assert proof.share == is_proved
    assert [words.quote for words in proof.words.values()] == (
        [text[start:end]] if is_proved else []
    )


@pytest.mark.parametrize("empty", ["\r\n", "\r\n\r\n"])
def test_a_passage_after_empty_lines_begins_where_each_line_end_is_one(empty):
    (words,) = read_positions(
        [Span("s", len(empty), len(empty) + 3)], {"s": f"{empty}One two.\r\nThree."}
    ).words.values()
    assert words == (len(empty) // 2, "One")
