"""Read Taguette projects: the SQLite file that "Export project" gives, or that Taguette keeps on a
computer.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from cohortbook.intake.model import (
    ALIKE,
    Code,
    CodedProject,
    CodedSegment,
    without_words,
)
from cohortbook.intake.paths import marks_read, paths_of
from cohortbook.intake.safe import OR_TEXT, open_database, typed_rows
from cohortbook.study.problems import IntakeError

TABLES = ("projects", "tags", "documents", "highlights", "highlight_tags")
HIGHLIGHTS = """SELECT documents.id, documents.name, highlights.start_offset, highlights.end_offset,
        highlights.snippet, tags.path
    FROM highlights JOIN documents ON documents.id = highlights.document_id
    LEFT JOIN highlight_tags ON highlight_tags.highlight_id = highlights.id
    LEFT JOIN tags ON tags.id = highlight_tags.tag_id
    ORDER BY documents.id, highlights.start_offset, highlights.id, tags.path"""


def read(path: Path) -> CodedProject:
    """Return the tagged highlights of a project. Raises IntakeError if the file holds none, or more
    than one project.

    Taguette keeps the words of each highlight; its positions are bytes of UTF-8 in the document
    without its HTML tags, and are used only where they lead to those words. It knows no people and
    no groups, and an exported project no coders.
    """
    with open_database(path, path.name, "Taguette", TABLES) as database:
        names = [
            name for (name,) in typed_rows(database, "SELECT name FROM projects ORDER BY id", str)
        ]
        if len(names) != 1:
            raise IntakeError(
                f"{path.name} holds {len(names) or 'no'}"
                f" projects{': ' if names else ''}{', '.join(names)}; in Taguette, open the one you"
                " want and choose 'Export project'"
            )
        tags = typed_rows(
            database, "SELECT path, description FROM tags ORDER BY path", str, OR_TEXT
        )
        documents = typed_rows(
            database, "SELECT id, name, contents FROM documents ORDER BY id", int, str, str
        )
        highlights = typed_rows(database, HIGHLIGHTS, int, str, int, int, str, OR_TEXT)
    texts = {number: _plain(contents).encode() for number, _, contents in documents}
    titles = _told_apart([(number, name.strip()) for number, name, _ in documents])
    paths, marks = paths_of(tag for tag, _ in tags)
    segments, without, misplaced, empty = [], 0, 0, 0
    for number, _, start, end, snippet, tag in highlights:
        words = " ".join(_plain(snippet).split())
        before = texts[number][:start].decode(errors="ignore")
        is_placed = " ".join(texts[number][start:end].decode(errors="replace").split()) == words
        misplaced += not is_placed
        if not tag:
            without += 1
        elif not words:
            empty += 1
        else:
            segments.append(
                CodedSegment(
                    titles[number],
                    f"{start}..{end}",
                    paths[tag],
                    start=len(before) if is_placed else None,
                    quote=words,
                )
            )
    if not segments:
        raise IntakeError(f"{path.name} holds no highlight with a tag")
    codes = tuple(Code(paths[tag], description or "") for tag, description in tags if tag)
    log = [
        f"Positions lead to the words kept with them in {len(highlights) - misplaced} of"
        f" {len(highlights)} rows; the words kept were used."
    ]
    losses = (
        [f"{without} highlights have no tag and were left out."] * (without > 0)
        + without_words(empty)
        + [ALIKE] * (len({name for _, name, _ in documents}) < len(documents))
    )
    log += marks_read(marks, "tags")
    return CodedProject(
        "Taguette", tuple(segments), codes, tuple(titles.values()), tuple(log), tuple(losses)
    )


def _told_apart(documents: list[tuple[int, str]]) -> dict[int, str]:
    """Names of documents by number; a name that several have is told apart by its
    number in Taguette.
    """
    names = [name for _, name in documents]
    return {
        number: name if names.count(name) == 1 else f"{name} ({number})"
        for number, name in documents
    }


def _plain(html: str) -> str:
    """A document's text without its tags, exactly as Taguette counts in it."""
    parser = _Text(convert_charrefs=True)
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


class _Text(HTMLParser):
    def __init__(self, **options):
        super().__init__(**options)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
