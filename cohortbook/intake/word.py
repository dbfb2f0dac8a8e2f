"""Read Word documents (.docx, .docm), in the usual and the Strict form (ECMA-376, part 1).

Parts are found by their relationships, never by their names. Words are those with all tracked
changes accepted, with a line end after each paragraph; the notes follow the body.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Iterator
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
from cohortbook.intake.safe import OLD_OFFICE, open_zip, parse_xml, read_member
from cohortbook.study.problems import IntakeError

NOTES = ("footnotes", "endnotes")
CHANGES, GONE = ("ins", "del", "moveTo", "moveFrom"), ("del", "moveFrom")
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# what holds no words of its own: properties aside, the second writing of a drawing for old
# programs, the reading above a word of Chinese or Japanese, and lines between text and notes
PASSED_OVER = ("Fallback", "rt", "separator", "continuationSeparator")


def read_word(path: Path) -> Document:
    """Return the text and the comments of a document. Raises IntakeError if it is none."""
    with path.open("rb") as file:
        if file.read(len(OLD_OFFICE)) == OLD_OFFICE:
            raise IntakeError(
                f"{path.name} is protected by a password or of the old kind .doc; save it in Word"
                " as 'Word Document (.docx)' without a password"
            )
    with open_zip(path, (".xml", ".rels")) as archive:
        parts = _parts(archive, path.name)
    text = MarkedText(_styles(parts.get("styles", ())))
    _walk(parts["document"], text)
    for name in NOTES:
        if name in parts:
            _walk(parts[name], text)
    return text.document(_comments(parts))


def _parts(archive: zipfile.ZipFile, name: str) -> dict[str, Element]:
    """The parts that are read, by the kind of their root."""
    members = {f"/{member.filename}".lower(): member for member in archive.infolist()}

    def part(place: str) -> Element | None:
        member = members.get(place.lower())
        return (
            None
            if member is None
            else parse_xml(read_member(archive, member), f"{name}: {member.filename}")
        )

    def related(place: str) -> Iterator[tuple[str, str]]:
        folder, own = posixpath.split(place)
        relations = part(posixpath.join(folder, "_rels", f"{own}.rels"))
        for relation in () if relations is None else relations:
            kind = attribute(relation, "Type").rpartition("/")[2]
            target = posixpath.join(folder, attribute(relation, "Target"))
            yield kind, posixpath.normpath(target)

    main = dict(related("/")).get("officeDocument", "")
    body = part(main)
    if body is None or name_of(body) != "document":
        raise IntakeError(
            f"{name} is not a Word document that can be read; open it in Word and save it again"
        )
    wanted = ("comments", "commentsExtended", "styles", *NOTES)
    found = {kind: part(place) for kind, place in related(main) if kind in wanted}
    return {"document": body} | {kind: root for kind, root in found.items() if root is not None}


def _walk(element: Element, text: MarkedText, is_read: bool = True) -> None:
    """Write what is below an element; what is deleted is walked through for its marks alone."""
    for child in element:
        name = name_of(child)
        if name == "commentRangeStart":
            text.open(attribute(child, "id"))
        elif name == "commentRangeEnd":
            text.close(attribute(child, "id"))
        elif name == "t" or name in CHARACTERS:
            text.write(CHARACTERS.get(name, child.text) if is_read else "")
        elif name in CHANGES:
            text.begin_change()
            _walk(child, text, is_read and name not in GONE)
            text.end_change()
        elif not (name.endswith("Pr") or name in PASSED_OVER):
            _walk_block(child, name, text, is_read)


def _walk_block(block: Element, name: str, text: MarkedText, is_read: bool) -> None:
    """Write a paragraph with its line end, a table, one of its rows or cells, or what is in
    something else.
    """
    start, colour = text.length, text.colour
    if name == "tbl":
        text.begin_table()
    elif name == "tr":
        text.begin_row()
        is_read = is_read and not _has(block, "trPr", "del")
    text.colour = _colour(block, name, text)
    _walk(block, text, is_read)
    text.colour = colour
    if name == "p" and is_read and not _has(block, "pPr", "rPr", "del"):
        text.write("\n")
    elif name == "tc":
        text.end_cell(start)
    elif name == "tbl":
        text.end_table()


def _colour(block: Element, name: str, text: MarkedText) -> str:
    """The colour behind the words of a paragraph or a run: its own, its style's or the one around
    it.
    """
    own = next((child for child in block if name_of(child) == f"{name}Pr"), None)
    if own is None or name not in ("p", "r"):
        return text.colour
    style = next((attribute(part, "val") for part in own if name_of(part) == f"{name}Style"), "")
    said = (_said(own) if name == "r" else None, text.styles.get(style))
    return next((colour for colour in said if colour is not None), text.colour)


def _said(properties: Iterable[Element]) -> str | None:
    """The colour that properties of a run say, a highlight before a shading; None if neither is
    there.
    """
    held = {name_of(part): part for part in properties}
    marked = highlight(attribute(held["highlight"], "val")) if "highlight" in held else None
    if marked or "shd" not in held:
        return marked
    is_solid = attribute(held["shd"], "val") == "solid"
    return highlight(attribute(held["shd"], "color" if is_solid else "fill"))


def _styles(root: Iterable[Element]) -> dict[str, str | None]:
    """The colours of styles by their identifiers."""
    said, above = {}, {}
    for style in root:
        held = {name_of(part): part for part in style}
        identity = attribute(style, "styleId")
        said[identity] = _said(held.get("rPr", ()))
        if "basedOn" in held:
            above[identity] = attribute(held["basedOn"], "val")
    return colours_of_styles(said, above)


def _has(element: Element, *path: str) -> bool:
    """Whether there is an element at the end of a path of names."""
    return not path or any(_has(child, *path[1:]) for child in element if name_of(child) == path[0])


def _comments(parts: dict[str, Element]) -> Iterator[Comment]:
    """The comments; what is known of replies hangs on the last paragraph of each."""
    states = {attribute(state, "paraId"): state for state in parts.get("commentsExtended", ())}
    for comment in parts.get("comments", ()):
        words = MarkedText()
        _walk(comment, words)
        paragraphs = [child for child in comment.iter() if name_of(child) == "p"]
        state = states.get(attribute(paragraphs[-1], "paraId")) if paragraphs else None
        yield Comment(
            attribute(comment, "id"),
            attribute(comment, "author").strip(),
            words.text.strip(),
            state is not None and bool(attribute(state, "paraIdParent")),
            state is not None and attribute(state, "done") in ("1", "true", "on"),
        )
