"""Who speaks in a passage: the tool's case, a code of a speaker, a label in the text, the source's
case.
"""

import pytest

from cohortbook.intake.model import Code, CodedProject, CodedSegment, Transcript
from cohortbook.intake.speaker_labels import marked_turns
from cohortbook.intake.who_speaks import with_speakers, without_speakers

TEXT = "INT: Why?\nAsh: The wind.\nElm: So I could.\nINT: And now?\nAsh: Calmer.\n"
LABELS = {"Group": Transcript(TEXT, marked_turns(TEXT))}
WIND = ("Enablers", "Wind")


def coded(words, code=WIND, **more):
    """A segment on words of the text."""
    start = TEXT.index(words)
    end = start + len(words)
    place = {"start": start, "end": end, "text": "Group"} | more
    return CodedSegment("Group", f"{start}..{end}", code, quote=words, **place)


def read(*segments, transcripts=LABELS):
    codes = tuple(Code(code) for code in dict.fromkeys(segment.code for segment in segments))
    project = CodedProject("A tool", segments, codes, ("Group",), transcripts=transcripts)
    return with_speakers(project)


def cases(*segments, transcripts=LABELS):
    return [segment.case for segment in read(*segments, transcripts=transcripts).segments]


def test_a_case_goes_before_a_code_a_code_before_a_label_and_a_label_before_the_source_s_case():
    tagged = coded("The wind", ("speaker", "PR19"))
    assert cases(coded("wind", case="Yew", owner="Oak"), tagged) == ["Yew"]
    assert cases(coded("wind", owner="Oak"), tagged) == ["PR19"]
    assert cases(coded("wind", owner="Oak")) == ["Ash"]
    assert cases(coded("wind", owner="Oak"), transcripts={}) == ["Oak"]
    assert cases(coded("wind"), transcripts={}) == [""]


def test_a_passage_belongs_to_all_whose_words_it_holds():
    assert cases(coded("The wind.\nElm: So I could.\nINT: And now")) == ["Ash", "Elm", "INT"]
    assert cases(coded("The wind.\nElm: ")) == ["Ash"]


def test_labels_and_times_are_no_words_of_a_passage():
    (first, *_) = read(coded("Ash: The wind.\nElm: So I could")).segments
    assert first.quote == "The wind.\nSo I could" and first.start == TEXT.index("Ash")


@pytest.mark.parametrize(
    "code",
    [
        ("speaker.PR19",),
        ("speaker/PR19",),
        ("Speaker: PR19",),
        ("speaker", "PR19"),
        ("Speakers", "PR19"),
        ("\N{PUSHPIN} Speakers", "PR19"),
        ("Speakers", "First group", "PR19"),
    ],
)
def test_a_code_that_names_a_speaker_says_who_speaks_and_is_no_theme(code):
    found = read(coded("So I could", code), coded("could"), transcripts={})
    assert [(segment.case, segment.code) for segment in found.segments] == [("PR19", WIND)]
    assert [code.path for code in found.codes] == [WIND] and found.turns == {"PR19": 1}


@pytest.mark.parametrize("code", [("Speakers",), ("Loudspeakers", "Ash"), ("Barriers", "Speaker")])
def test_other_codes_with_the_word_are_themes(code):
    assert without_speakers([Code(code)]) == (Code(code),)


def test_the_code_above_those_of_speakers_is_no_theme():
    assert without_speakers([Code(("Speakers",)), Code(("Speakers", "Ash")), Code(WIND)]) == (
        Code(WIND),
    )


def test_a_tag_on_the_same_span_needs_no_place_and_no_words():
    span = coded("wind", start=None, end=None)._replace(quote=None)
    both = (span._replace(code=("speaker", "PR19")), span)
    assert cases(*both, transcripts={}) == ["PR19"]


def test_without_places_a_tag_on_words_that_hold_the_passage_is_enough_if_it_is_one_speaker_s():
    nowhere = {"start": None, "end": None}
    turn = coded("The wind", ("speaker", "PR19"), **nowhere)
    other = turn._replace(code=("speaker", "PR20"))
    assert cases(turn, coded("wind", **nowhere)) == ["PR19"]
    assert cases(turn, other, coded("wind", **nowhere)) == [""]


def test_turns_are_counted_and_the_log_says_that_a_label_is_a_guess():
    found = read(coded("wind"))
    assert found.turns == {"INT": 2, "Ash": 2, "Elm": 1}
    assert found.log == (
        "5 turns of 3 speakers are read from labels in the texts (1). A label is a machine's guess:"
        " compare some with the recording.",
    )


def test_labels_of_a_text_in_which_none_is_needed_are_not_asked_for():
    assert read(coded("wind", case="Yew")).turns == {}
