"""The text of a word processor's document while it is read, with the places of its comments, its
colours, its tracked changes and the cells of its tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cohortbook.intake.model import NONE

Table = list[list["Span"]]


class Span(NamedTuple):
    """A part of a text, in characters from 0, the end not included, and whether it holds tracked
    changes.
    """

    start: int
    end: int
    is_changed: bool = False


class Comment(NamedTuple):
    """A comment: what its marks in the text call it, its author, what it says, whether it is a
    reply to another, and whether it is resolved.
    """

    identity: str
    author: str
    text: str
    is_reply: bool = False
    is_resolved: bool = False


class Document(NamedTuple):
    """A document: its text, its comments, the words that each is on, the marks that end a comment
    without a beginning, the cells of each row of its tables, and the words on a colour, with it.
    """

    text: str
    comments: list[Comment]
    marked: dict[str, list[Span]]
    unopened: set[str]
    tables: list[Table]
    coloured: list[tuple[str, Span]]


class MarkedText:
    """The text of a document while its parts are walked through in order."""

    def __init__(self, styles: Mapping[str, str | None] = NONE) -> None:
        self.styles = styles  # the colours of styles by name; None if one says nothing of it
        self._parts: list[str] = []
        self._open: dict[str, int] = {}
        self._in_changes = 0
        self._changed: set[str] = set()
        self._nested: list[Table] = []
        self._lines: int | None = None  # ended since words on a colour; None after other words
        self.colour = ""
        self.coloured: list[tuple[str, Span]] = []
        self.length = 0
        self.marked: defaultdict[str, list[Span]] = defaultdict(list)
        self.unopened: set[str] = set()
        self.tables: list[Table] = []

    @property
    def text(self) -> str:
        """The text that was written so far."""
        return "".join(self._parts)

    @property
    def is_after_blank(self) -> bool:
        """Whether a blank written now would follow another, or begin the text."""
        return not self._parts or self._parts[-1][-1].isspace()

    def write(self, words: str | None) -> None:
        """Add words to the text, in the colour that it has now."""
        if not words:
            return
        start, self.length = self.length, self.length + len(words)
        self._parts.append(words)
        if self.colour and not words.isspace():
            self._on_colour(start)
        elif self._lines is not None:
            self._lines = self._lines + words.count("\n") if words.isspace() else None

    def _on_colour(self, start: int) -> None:
        """Note that the words from a place on are in a colour: they go on with those before in the
        same colour if no more than blanks and one line end are between them.
        """
        is_changed = self._in_changes > 0
        is_next = self._lines is not None and self._lines < 2
        if is_next and self.coloured[-1][0] == self.colour:
            former = self.coloured.pop()[1]
            start, is_changed = former.start, former.is_changed or is_changed
        self.coloured.append((self.colour, Span(start, self.length, is_changed)))
        self._lines = 0

    def open(self, identity: str) -> None:
        """Begin the words that a comment is on."""
        self._open[identity] = self.length
        self._changed.discard(identity)
        if self._in_changes:
            self._changed.add(identity)

    def close(self, identity: str) -> None:
        """End the words that a comment is on."""
        if identity not in self._open:
            self.unopened.add(identity)
            return
        start = self._open.pop(identity)
        self.marked[identity].append(Span(start, self.length, identity in self._changed))

    def begin_change(self) -> None:
        """Begin a tracked change."""
        self._in_changes += 1
        self._changed.update(self._open)

    def end_change(self) -> None:
        """End a tracked change."""
        self._in_changes -= 1

    def begin_table(self) -> None:
        """Begin a table, which may be in a cell of another."""
        self._nested.append([])
        self.tables.append(self._nested[-1])

    def begin_row(self) -> None:
        """Begin a row of the table."""
        if self._nested:
            self._nested[-1].append([])

    def end_cell(self, start: int) -> None:
        """End a cell that began at a place."""
        if self._nested and self._nested[-1]:
            self._nested[-1][-1].append(Span(start, self.length))
        self._lines = None

    def end_table(self) -> None:
        """End the table that was begun last."""
        self._nested.pop()

    def document(self, comments: Iterable[Comment]) -> Document:
        """Return the document with its comments."""
        return Document(
            self.text, list(comments), self.marked, self.unopened, self.tables, self.coloured
        )


def colours_of_styles(
    said: Mapping[str, str | None], above: Mapping[str, str]
) -> dict[str, str | None]:
    """Return the colour of each style, which is that of the style above where it says nothing."""

    def colour(style: str) -> str | None:
        passed = set()
        while said.get(style) is None and style in above and style not in passed:
            passed.add(style)
            style = above[style]
        return said.get(style)

    return {style: colour(style) for style in said}


def name_of(element: Element) -> str:
    """Return the name of an element in whatever namespace: Word alone has two for each."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute in whatever namespace; empty if there is none."""
    return next(
        (value for key, value in element.items() if key.rpartition("}")[2] == name),
        "",
    )


def without_blanks(text: str, span: Span) -> Span:
    """Return a part of a text without the blanks at its ends."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return span._replace(start=start, end=start + len(words.strip()))
