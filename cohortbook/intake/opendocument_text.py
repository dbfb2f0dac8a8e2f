"""Read OpenDocument texts (.odt), as LibreOffice saves them (OpenDocument 1.3, part 3).

Words are those with all tracked changes accepted, with a line end after each paragraph; the notes
follow the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from cohortbook.intake.colours import highlight
from cohortbook.intake.marked_text import (
    Comment,
    Document,
    MarkedText,
    attribute,
    colours_of_styles,
    name_of,
)
from cohortbook.intake.model import NONE
from cohortbook.intake.opendocument import read_content, read_styles
from cohortbook.study.problems import IntakeError

PARAGRAPHS = ("p", "h")
CHARACTERS = {"tab": "\t", "line-break": "\n"}
# what holds no words of the text: deleted words, what is said of a picture, the number of a note,
# the reading above a word of Chinese or Japanese
PASSED_OVER = ("tracked-changes", "title", "desc", "note-citation", "ruby-text")


def read_opendocument_text(path: Path) -> Document:
    """Return the text and the comments of a document. Raises IntakeError if it is none."""
    content = read_content(path)
    body = next((child for child in content.iterfind("./*/*") if name_of(child) == "text"), None)
    if body is None:
        raise IntakeError(
            f"{path.name} is not a text that can be read; open it in LibreOffice and save it again"
        )
    reader = _Reader(_styles(content, read_styles(path)))
    reader.walk(body)
    for note in reader.notes:
        reader.walk(note)
    return reader.text.document(reader.comments)


def _styles(*parts: Element | None) -> dict[str, str | None]:
    """The colours of the styles of paragraphs and of words."""
    said, above = {}, {}
    for style in (
        own for part in parts if part is not None for own in part.iterfind(".//{*}style")
    ):
        family = attribute(style, "family")
        own = f"{family} {attribute(style, 'name')}"
        values = [
            attribute(held, "background-color")
            for held in style
            if name_of(held) == "text-properties"
        ]
        said[own] = next((highlight(value) for value in values if value), None)
        above[own] = f"{family} {attribute(style, 'parent-style-name')}"
    return colours_of_styles(said, above)


def _style(name: str, style: str) -> str:
    """What a style is called here: those of paragraphs and of words may have the same name."""
    return f"{'paragraph' if name in PARAGRAPHS else 'text'} {style}"


class _Reader:
    """The text of a document, its comments, and the notes that are still to be read."""

    def __init__(self, styles: Mapping[str, str | None] = NONE) -> None:
        self.text = MarkedText(styles)
        self.comments: list[Comment] = []
        self.notes: list[Element] = []

    def walk(self, element: Element, is_words: bool = False) -> None:
        """Write what is below an element; its own letters only where they are words."""
        if is_words:
            self._write(element.text)
        for child in element:
            self._read(child, name_of(child), is_words)
            if is_words:
                self._write(child.tail)

    def _read(self, child: Element, name: str, is_words: bool) -> None:
        if name == "annotation":
            self._comment(child)
        elif name == "annotation-end":
            self.text.close(attribute(child, "name"))
        elif name == "note":
            self.notes += [part for part in child if name_of(part) == "note-body"]
        elif name in ("change", "change-start"):
            self.text.begin_change()
        if name in ("change", "change-end"):
            self.text.end_change()
        elif name == "s":
            count = attribute(child, "c")
            self.text.write(" " * min(int(count) if count.isdecimal() else 1, 1000))
        elif name in CHARACTERS:
            self.text.write(CHARACTERS[name])
        elif name not in (*PASSED_OVER, "annotation", "note"):
            self._block(child, name, is_words)

    def _block(self, block: Element, name: str, is_words: bool) -> None:
        """Write a paragraph with its line end, a table, one of its rows or cells, or what is in
        something else.
        """
        start, colour = self.text.length, self.text.colour
        own = self.text.styles.get(_style(name, attribute(block, "style-name")))
        self.text.colour = colour if own is None else own
        if name == "table":
            self.text.begin_table()
        elif name == "table-row":
            self.text.begin_row()
        self.walk(block, is_words or name in PARAGRAPHS)
        self.text.colour = colour
        if name in PARAGRAPHS:
            self.text.write("\n")
        elif name == "table-cell":
            self.text.end_cell(start)
        elif name == "table":
            self.text.end_table()

    def _comment(self, annotation: Element) -> None:
        """A comment, whose place begins where it is written; without a name it is at a point."""
        identity = attribute(annotation, "name") or f"{len(self.comments)} without a name"
        words = _Reader()
        words.walk(annotation)
        author = next((part.text for part in annotation if name_of(part) == "creator"), "")
        self.comments.append(
            Comment(
                identity,
                (author or "").strip(),
                words.text.text.strip(),
                bool(attribute(annotation, "parent-name")),
                attribute(annotation, "resolved") == "true",
            )
        )
        self.text.open(identity)

    def _write(self, words: str | None) -> None:
        """Write letters as they are shown: blanks and line ends of the file are one blank."""
        shown = re.sub(r"[ \t\r\n]+", " ", words or "")
        self.text.write(shown.lstrip(" ") if self.text.is_after_blank else shown)
