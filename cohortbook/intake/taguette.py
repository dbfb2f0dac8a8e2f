"""Read Taguette projects: the SQLite file that "Export project" gives, or that Taguette keeps on a
computer.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.model import (
    ALIKE,
    Code,
    Codebook,
    CodedProject,
    CodedSegment,
    Memo,
    Transcript,
    without_words,
)
from cohortbook.intake.paths import marks_read, paths_of
from cohortbook.intake.safe import OR_TEXT, open_database, typed_rows
from cohortbook.intake.speaker_labels import marked_turns
from cohortbook.intake.who_speaks import coded_or_codebook
from cohortbook.study.problems import IntakeError

TABLES = ("projects", "tags", "documents", "highlights", "highlight_tags")
PROJECTS = "SELECT name, description FROM projects ORDER BY id"
TAGS = "SELECT path, description FROM tags ORDER BY path"
DOCUMENTS = "SELECT id, name, contents, description FROM documents ORDER BY id"
HIGHLIGHTS = """SELECT documents.id, highlights.start_offset, highlights.end_offset,
        highlights.snippet, tags.path
    FROM highlights LEFT JOIN documents ON documents.id = highlights.document_id
    LEFT JOIN highlight_tags ON highlight_tags.highlight_id = highlights.id
    LEFT JOIN tags ON tags.id = highlight_tags.tag_id
    ORDER BY documents.id, highlights.start_offset, highlights.id, tags.path"""


# of the tags that Taguette keeps, those that begin no line
INLINE = ("a", "abbr", "acronym", "b", "code", "em", "i", "img", "span", "strong", "sub", "sup")


class _Document(NamedTuple):
    """A document without its tags: its text, and where tags begin a line in it."""

    text: str
    lines: list[int]


class _Held(NamedTuple):
    """What a project holds, as it is in the file: its description, tags with theirs, documents by
    number with their names, contents and descriptions, and highlights, once for each tag they have.
    """

    description: str
    tags: list[tuple]
    documents: list[tuple]
    highlights: list[tuple]


def read(path: Path) -> CodedProject | Codebook:
    """Return the tagged highlights of a project, or its tags and descriptions, if there are none.
    Raises IntakeError if the file is empty, or holds more than one project.

    Taguette keeps the words of each highlight; its positions are bytes of UTF-8 in the document
    without its HTML tags, and are used only where they lead to those words. It knows no people and
    no groups, and an exported project no coders: who speaks is said by tags, or by labels in
    the text.
    """
    held = _held(path)
    titles = _told_apart([(number, name.strip()) for number, name, *_ in held.documents])
    paths, marks = paths_of(tag for tag, _ in held.tags)
    plain = {number: _plain(contents) for number, _, contents, _ in held.documents}
    texts = {number: document.text.encode() for number, document in plain.items()}
    rows = [
        _segment(titles[number], texts[number], paths[tag] if tag else (), *place)
        for number, *place, tag in held.highlights
    ]
    segments = tuple(row for row in rows if row.code and row.quote)
    codes = tuple(Code(paths[tag], description or "") for tag, description in held.tags if tag)
    placed = sum(row.start is not None for row in rows)
    log = (
        f"Positions lead to the words kept with them in {placed} of {len(rows)} rows; the"
        " words kept were used.",
        *marks_read(marks, "tags"),
    )
    project = CodedProject(
        "Taguette",
        segments,
        codes,
        tuple(titles.values()),
        log,
        tuple(_losses(rows, [name for _, name, *_ in held.documents])),
        {titles[number]: _transcript(document) for number, document in plain.items()},
        memos=tuple(_memos(held, titles)),
    )
    return coded_or_codebook(project, path.name)


def _held(path: Path) -> _Held:
    """The rows of a project. Raises IntakeError if the file holds none, or several."""
    with open_database(path, path.name, "Taguette", TABLES) as database:
        projects = typed_rows(database, PROJECTS, str, OR_TEXT)
        names = [name for name, _ in projects]
        if len(names) != 1:
            raise IntakeError(
                f"{path.name} holds {len(names) or 'no'}"
                f" projects{': ' if names else ''}{', '.join(names)}; in Taguette, open the one you"
                " want and choose 'Export project'"
            )
        return _Held(
            projects[0][1] or "",
            typed_rows(database, TAGS, str, OR_TEXT),
            typed_rows(database, DOCUMENTS, int, str, str, OR_TEXT),
            typed_rows(database, HIGHLIGHTS, int, int, int, str, OR_TEXT),
        )


def _memos(held: _Held, titles: dict[int, str]) -> list[Memo]:
    """What is written of the project and of its documents."""
    said = [("the project", held.description)]
    said += [(titles[number], description or "") for number, *_, description in held.documents]
    return [Memo(about, text.strip()) for about, text in said if text.strip()]


def _segment(
    title: str, text: bytes, code: tuple[str, ...], start: int, end: int, snippet: str
) -> CodedSegment:
    """A highlight of a document. Its code is empty if it has no tag, its start is None if its
    position does not lead to its words.
    """
    words = " ".join(_plain(snippet).text.split())
    is_placed = " ".join(text[start:end].decode(errors="replace").split()) == words
    before, after = (
        len(text[:place].decode(errors="ignore")) if is_placed else None for place in (start, end)
    )
    return CodedSegment(
        title, f"{start}..{end}", code, start=before, quote=words, end=after, text=title
    )


def _losses(rows: list[CodedSegment], names: list[str]) -> list[str]:
    """Sentences about highlights without a tag or without words, and about names that several
    documents have.
    """
    without = sum(not row.code for row in rows)
    empty = sum(bool(row.code and not row.quote) for row in rows)
    return (
        [f"{without} highlights have no tag and were left out."] * (without > 0)
        + without_words(empty)
        + [ALIKE] * (len(set(names)) < len(names))
    )


def _told_apart(documents: list[tuple[int, str]]) -> dict[int, str]:
    """Names of documents by number; a name that several have is distinguished by its
    number in Taguette.
    """
    names = [name for _, name in documents]
    return {
        number: name if names.count(name) == 1 else f"{name} ({number})"
        for number, name in documents
    }


def _plain(html: str) -> _Document:
    """A document's text without its tags, exactly as Taguette counts in it."""
    parser = _Text(convert_charrefs=True)
    parser.feed(html)
    parser.close()
    return _Document("".join(parser.parts), parser.lines)


def _transcript(document: _Document) -> Transcript:
    return Transcript(document.text, marked_turns(*document))


class _Text(HTMLParser):
    def __init__(self, **options):
        super().__init__(**options)
        self.parts: list[str] = []
        self.lines: list[int] = []
        self.length = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in INLINE:
            self.lines.append(self.length)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self.length += len(data)
