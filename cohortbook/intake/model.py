"""What each reader of a coding tool returns: coded segments, codes, sources, and a log of what it
decided.

Segments with the same key are one span of one source, whatever number of codes are on it.
Counting needs no words: where a file does not let the words be had, or its positions do not prove
themselves, `quote` is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cohortbook.intake.case_spans import CaseSpan

ALIKE = (
    "Several sources have the same name and are distinguished by their order in the file; give them"
    " names of their own in your tool."
)


NONE: Mapping = MappingProxyType({})
LAST_ROW = 1_048_576  # of a sheet of Excel or LibreOffice


class Code(NamedTuple):
    """One code: its path from the top of the tree, its description, and whether anything may be
    coded with it (a folder may not).
    """

    path: tuple[str, ...]
    description: str = ""
    is_codable: bool = True


class CodedSegment(NamedTuple):
    """One code put on one span of one source by one coder.

    `key` names the span, the same for every code on it; `source`, `case`, `group` and `cohort` are
    as the tool names them and may be empty except for the source. `owner` is the case that has the
    whole source. `start` and `end` count characters of the text from 0, None where they are not
    known; `text` names that text among the project's transcripts. `stance` is one of
    `stances.STANCES` where the tool gives it.
    """

    source: str
    key: str
    code: tuple[str, ...]
    case: str = ""
    group: str = ""
    cohort: str = ""
    coder: str = ""
    start: int | None = None
    quote: str | None = None
    end: int | None = None
    text: str = ""
    owner: str = ""
    stance: str = ""

    @property
    def span(self) -> tuple[str, str, str, str | None]:
        """What all segments on one span have in common."""
        return self.source, self.text, self.key, self.quote


class Transcript(NamedTuple):
    """A text, and the parts of it that labels in it give to a speaker."""

    text: str
    parts: list[CaseSpan]


class Memo(NamedTuple):
    """What was written in a tool about a code, a source or a passage."""

    about: str
    text: str


class CodedProject(NamedTuple):
    """A coded project: the tool that wrote it, its segments, codes and sources, and the log, one
    sentence an entry.

    `losses` says what was not taken in or is not certain, in sentences for the screen; they name
    no one. The log may name people and places: it is for `private/` only, as `memos` are.
    `turns` counts those of each speaker whom a code or a label names. `hints` are what the tool
    says of each case by its name.
    """

    tool: str
    segments: tuple[CodedSegment, ...]
    codes: tuple[Code, ...]
    sources: tuple[str, ...]
    log: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    transcripts: Mapping[str, Transcript] = NONE
    turns: Mapping[str, int] = NONE
    memos: tuple[Memo, ...] = ()
    hints: Mapping[str, str] = NONE


class Odd(NamedTuple):
    """A cell of a spreadsheet that holds no plain value: a formula, a percentage or a date, its
    text, and what is shown of it.
    """

    kind: str
    line: int
    cell: str
    text: str = ""
    shown: str = ""


class Grid(NamedTuple):
    """A sheet of a spreadsheet: the text of its filled rows by their number, and what it holds
    besides values.

    `hidden_rows` and `hidden_columns` name those that are hidden and filled, `merged` every group
    of cells that are merged, such as C2:C3.
    """

    title: str
    rows: dict[int, list[str]]
    is_hidden: bool = False
    hidden_rows: str = ""
    hidden_columns: str = ""
    merged: tuple[str, ...] = ()
    odd: tuple[Odd, ...] = ()


class Codebook(NamedTuple):
    """Codes without any coding, as a codebook file holds them, the tool that wrote it, what to say
    of it on the screen, and the memos of a project in which nothing is coded.
    """

    tool: str
    codes: tuple[Code, ...]
    losses: tuple[str, ...] = ()
    memos: tuple[Memo, ...] = ()


def without_words(number: int) -> list[str]:
    """Return what to say of codings that mark no words."""
    if number == 1:
        return ["1 coding marks no words, as a slip of the mouse leaves it; it was left out."]
    return (
        [f"{number} codings mark no words, as slips of the mouse leave them; they were left out."]
        if number
        else []
    )


def in_spans(numbers: Iterable[int], name: Callable[[int], str] = str) -> str:
    """Return numbers in words, those that follow each other as one span: "3 to 15, 18"; empty if
    there is none.
    """
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return ", ".join(" to ".join(map(name, span)) for span in spans)
