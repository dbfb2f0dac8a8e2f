"""Find who speaks where in a transcript, by the labels that people and machines write into it.

Known are `Name:` at the beginning of a line, perhaps with a time before or after it; a name and a
time alone on a line, as Teams writes it in Word; a name alone on the line below the times of a cue;
and the voices of WebVTT (`<v Name>`), of which a cue may have several. A text is written in one of
these ways. Its labels are believed only where two of them come back, or where a machine wrote
their times: otherwise any line with a colon would name a speaker.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, takewhile
from typing import NamedTuple

from cohortbook.intake.case_spans import CaseSpan

LONGEST = 5  # words of a label
STAMP = r"[\[(]?\d{1,2}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?[\])]?"
CUE = rf"{STAMP}\s*-->\s*{STAMP}"
NAME = r"(?P<name>[^\W\d_][^:\uff1a<>\[\]]{0,58}?)"
BEFORE = re.compile(rf"\s*(?:{CUE}.*|{STAMP}(?:[\s–—-]+|$|(?<=[\])])))?\s*")
TIMED = re.compile(
    rf"\[?{NAME}\]?[\s,–—-]{{1,20}}(?P<time>{STAMP})(?:\s*[:\uff1a]|\s*$|(?<=[\])]))\s*"
)
COLON = re.compile(rf"\[?{NAME}\]?\s?[:\uff1a](?![\d/])(?:\s*(?P<time>{STAMP})(?=\s|$))?\s*")
ALONE = re.compile(rf"{NAME}(?P<time>)\s*$")
MACHINE = re.compile(r"\d+:\d+:\d+|\d[.,]\d")  # a time with hours, or with parts of a second
NUMBER = re.compile(r"\S*\d\s*")  # of a cue, on the line above its times
LINE_END = re.compile("\r\n|[\r\n\u2028\u2029]")
VOICE = re.compile(
    r"<v(?:\.[\w.-]+)*\s+(?P<name>[^>\n]+)>(?P<words>.*?)"
    r"(?=</v>|<v[ .]|\r?\n\s*\n|\n[^\n]*-->|\Z)",
    re.DOTALL,
)


class _Line(NamedTuple):
    """A line of a text: where its words begin and end, the time before them, which may be on the
    line above, and the label that it begins with, perhaps, with the place after it.
    """

    start: int
    end: int
    time: str
    label: str = ""
    after: int = 0


def marked_turns(text: str, breaks: Collection[int] = ()) -> list[CaseSpan]:
    """Return the parts of a text that a speaker says, in the order of the text; a part is a line,
    or a voice of a cue, without its label and times.

    It is empty unless labels are believed. `breaks` are places where a line begins although no line
    end is written.
    """
    voices = [
        CaseSpan(_plain(html.unescape(found["name"])), *found.span("words"))
        for found in VOICE.finditer(text)
    ]
    if len({voice.case for voice in voices}) > 1:
        return voices
    lines = list(_lines(text, breaks))
    for pattern in (TIMED, COLON, ALONE):
        labelled = [_labelled(line, pattern, text) for line in lines]
        labels = _believed(labelled)
        if labels:
            return list(_parts(labelled, labels))
    return []


def count_turns(parts: Iterable[CaseSpan]) -> Counter[str]:
    """Return how many turns each speaker has; parts that follow each other are one turn."""
    return Counter(case for case, _ in groupby(part.case for part in parts))


def _lines(text: str, breaks: Collection[int]) -> Iterator[_Line]:
    """The lines that have words, without the numbers of cues and the times before words."""
    cuts = sorted({*breaks, *(found.end() for found in LINE_END.finditer(text))})
    places = list(zip([0, *cuts], [*cuts, len(text)], strict=True))
    time = ""
    for (start, end), below in zip(places, [*places[1:], (0, 0)], strict=True):
        line = text[start:end].rstrip()
        if not line or (NUMBER.fullmatch(line) and re.match(CUE, text[slice(*below)])):
            continue
        before = next(BEFORE.finditer(line))  # it may be empty
        time = before[0].strip() or time
        if before.end() < len(line):
            yield _Line(start + before.end(), start + len(line), time)
            time = ""


def _labelled(line: _Line, pattern: re.Pattern, text: str) -> _Line:
    """A line with its label, if it begins with one; a name alone is one only below the times of a
    cue.
    """
    found = pattern.match(text, line.start, line.end)
    if not found or (pattern is ALONE and "-->" not in line.time):
        return line
    label = _plain(found["name"])
    if len(label.split()) > LONGEST:
        return line
    return line._replace(time=found["time"] or line.time, label=label, after=found.end())


def _believed(lines: list[_Line]) -> set[str]:
    """The labels that name who speaks; none if they are too few or too unlike to be believed.

    Of labels of a single turn those are kept whose words all begin with capitals, unless several
    of them are above all others, as in the heading of a transcript.
    """
    labels = [line.label for line in lines if line.label]
    back = {label for label, count in Counter(labels).items() if count > 1}
    sure = {line.label for line in lines if line.label and MACHINE.search(line.time)}
    known = back | sure
    if max(len(back), len(sure)) < 2 or 2 * sum(label in known for label in labels) < len(labels):
        return set()
    above = list(takewhile(lambda label: label not in known, labels))
    single = labels[len(above) if len(above) > 1 else 0 :]
    return known | {label for label in single if not re.search(r"(?:^|\s)[a-z]", label)}


def _parts(lines: list[_Line], labels: set[str]) -> Iterator[CaseSpan]:
    """The words of each line, by the label that it, or the last line with one, begins with."""
    speaker = ""
    for line in lines:
        is_turn = line.label in labels
        start = line.after if is_turn else line.start
        speaker = line.label if is_turn else speaker
        if speaker and start < line.end:
            yield CaseSpan(speaker, start, line.end)


def _plain(name: str) -> str:
    return " ".join(name.split())
