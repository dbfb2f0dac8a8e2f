"""Who speaks where, by the labels in a transcript."""

import pytest

from cohortbook.intake.speaker_labels import count_turns, marked_turns

TEAMS = """WEBVTT

3b1c0f6a-1111-4222-8333-444455556666/12-0
00:00:03.120 --> 00:00:06.000
<v Ash, A. (Guest)>The drains were cleared
in May.</v>

3b1c0f6a-1111-4222-8333-444455556666/12-1
00:00:06.000 --> 00:00:08.500
<v Ash, A. (Guest)>And &amp; again in June.</v>

3b1c0f6a-1111-4222-8333-444455556666/14-0
00:00:08.000 --> 00:00:12.000
<v &#201;lm>Nobody cleared ours.</v>
"""
FOCUS_GROUP = "INT: Why?\nAsh: The wind.\nElm: So I could.\nINT: And now?\nAsh: Calmer.\n"


def said(text, breaks=()):
    return [(part.case, text[part.start : part.end]) for part in marked_turns(text, breaks)]


def test_a_name_before_a_colon_is_who_speaks():
    assert said(FOCUS_GROUP) == [
        ("INT", "Why?"),
        ("Ash", "The wind."),
        ("Elm", "So I could."),
        ("INT", "And now?"),
        ("Ash", "Calmer."),
    ]


def test_the_lines_below_a_label_are_the_same_speakers():
    text = FOCUS_GROUP + "\r\n\r\nNot always.\r\nINT: Thanks.\r\n"
    assert said(text)[-3:] == [("Ash", "Calmer."), ("Ash", "Not always."), ("INT", "Thanks.")]


@pytest.mark.parametrize(
    "text",
    [
        "Ash: The wind.\nElm: So I could.\n",
        "Ash: The wind.\nAsh: So I could.\n",
        "Note: windy.\nI said: no.\nHe said: yes.\nI said: no.\n",
        "We met at 10:30\nWe left at 11:30\nhttps://ash.example\nhttps://elm.example",
        "09:00 Welcome: the chair\n10:00 Lunch: the hall\n",
        "",
    ],
)
def test_labels_that_do_not_come_back_are_words(text):
    assert marked_turns(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "00:00:03 Ash: The wind.\n00:00:06 Elm: The rain.\n",
        "[00:00:03] Ash: The wind.\n[00:00:06] Elm: The rain.\n",
        "00:00:03 - Ash: The wind.\n00:00:06 - Elm: The rain.\n",
        "Ash (00:00:03): The wind.\nElm (00:00:06): The rain.\n",
        "Ash [00:00:03] The wind.\nElm [00:00:06] The rain.\n",
        "Ash: [00:00:03] The wind.\nElm: [00:00:06] The rain.\n",
        "[Ash] 00:00:03\nThe wind.\n\n[Elm] 00:00:06\nThe rain.\n",
        "WEBVTT\n\n1\n00:00:03.120 --> 00:00:06.000\nAsh: The wind.\n\n"
        "2\n00:00:06.000 --> 00:00:08.000\nElm: The rain.\n",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\u2029"])
def test_labels_with_the_times_of_a_machine_need_not_come_back(text, line_end):
    words = [("Ash", "The wind."), ("Elm", "The rain.")]
    assert said(text.replace("\n", line_end)) == words


def test_a_label_with_minutes_and_seconds_alone_on_a_line_is_the_form_of_teams_in_word():
    text = (
        "Ash, A.   0:03\nNote: wind.\nRain.\n\nÉlm   0:06\nSnow.\n\n"
        "Ash, A.   0:09\nHail.\nÉlm 0:12\nSun."
    )
    assert said(text) == [
        ("Ash, A.", "Note: wind."),
        ("Ash, A.", "Rain."),
        ("Élm", "Snow."),
        ("Ash, A.", "Hail."),
        ("Élm", "Sun."),
    ]


def test_a_name_alone_below_the_times_of_a_cue_is_who_speaks():
    cues = [("Ash", "Wind."), ("Elm", "Rain."), ("Ash", "Snow."), ("Elm", "Hail.")]
    text = "".join(
        f"0:0:{n}.0 --> 0:0:{n + 1}.480\n{name}\n{words}\n" for n, (name, words) in enumerate(cues)
    )
    assert said(text) == cues


def test_a_time_without_a_label_goes_on_with_the_last_speaker():
    text = "00:00:03.120 Ash: Wind: all day.\n00:00:06.000 And rain.\n00:00:08.000 Elm: Snow."
    assert said(text) == [("Ash", "Wind: all day."), ("Ash", "And rain."), ("Elm", "Snow.")]


def test_the_voices_of_teams_are_turns_of_its_speakers():
    assert said(TEAMS) == [
        ("Ash, A. (Guest)", "The drains were cleared\nin May."),
        ("Ash, A. (Guest)", "And &amp; again in June."),
        ("Élm", "Nobody cleared ours."),
    ]
    assert count_turns(marked_turns(TEAMS)) == {"Ash, A. (Guest)": 1, "Élm": 1}


def test_a_cue_may_have_several_voices():
    text = (
        "00:01.000 --> 00:04.000\n<v Ash>Wind.\n<v.loud Elm>Rain.\n\n00:05.000 --> 00:06.000\nSnow."
    )
    assert said(text) == [("Ash", "Wind.\n"), ("Elm", "Rain.")]


def test_a_label_of_a_single_turn_counts_if_its_words_begin_with_capitals():
    text = "Hazel: Welcome.\n" + FOCUS_GROUP + "Oak: I came late.\nThe point is: wind.\n"
    assert said(text)[0] == ("Hazel", "Welcome.")
    assert said(text)[-3:] == [
        ("Ash", "Calmer."),
        ("Oak", "I came late."),
        ("Oak", "The point is: wind."),
    ]


def test_lines_of_a_heading_are_no_turns():
    text = "Date: 12 May\nPlace: the hall\n\n" + FOCUS_GROUP
    assert said(text) == said(FOCUS_GROUP)


def test_a_line_may_begin_where_no_line_end_is_written():
    text = FOCUS_GROUP.replace("\n", "")
    ends = [
        place for place in range(len(text)) if text[place : place + 4] in ("Ash:", "Elm:", "INT:")
    ]
    assert said(text, ends) == said(FOCUS_GROUP)
