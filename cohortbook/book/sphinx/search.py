"""Write the index of the book's search: pages, figures, tables, themes, claims and numbers, each
with its address.

Sphinx's own index knows pages only. Ours is read from the pages as they are and is itself a
script, so that it works from a folder as from a server.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from lxml.etree import HTMLParser, fromstring
from sphinx.application import Sphinx

from cohortbook.book.sphinx.navigation import section_pages

FILE = "search-entries.js"
SYNONYMS = "synonyms.csv"
KINDS = {"c": "Claim", "theme-": "Theme", "r-": "Number", "f-": "Figure", "t-": "Table"}
TITLES = ("h1", "h2", "h3", "h4", "caption", "figcaption", "th")
HOLDERS = ("section", "article", "tr", "div")
CELLS = ("td", "th", "dt", "dd")
# numbers of neighbouring cells must not run together: they would look like one, to ring for example
BETWEEN = " · "
EMPTY_CELLS = re.compile(r"(?: ?· ?){2,}")
NUMBERS = "/numbers_"  # pages of which only titles and ids can be found
PASSED_OVER = ("script", "style", "svg", "button", "form", "pre")


class _Entries:
    """The entries of a page's main part, as a parser reports them; text belongs to the innermost
    entry it is in.
    """

    def __init__(self, address: str):
        self.address, self.passed_over, self.is_title = address, 0, False
        self.found: list[dict[str, str]] = []
        self.open: list[tuple[str, dict[str, str] | None]] = []
        self.said = ""  # since the last tag

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._take()
        kind = _kind(tag, attributes.get("id", ""))
        if tag in HOLDERS:
            entry = (
                {
                    "kind": kind,
                    "title": "",
                    "text": "",
                    "address": f"{self.address}#{attributes['id']}",
                }
                if kind
                else None
            )
            self.open.append((tag, entry or (self.open[-1][1] if self.open else None)))
            self.found += [entry] if entry else []
        self.passed_over += tag in PASSED_OVER
        entry = self.open[-1][1] if self.open else None
        self.is_title = self.is_title or bool(entry and tag in TITLES and not entry["title"])

    def end(self, tag: str) -> None:
        self._take()
        self.passed_over -= tag in PASSED_OVER
        self.is_title = self.is_title and tag not in TITLES
        if tag in CELLS and self.open and self.open[-1][1]:
            self.open[-1][1]["text"] += BETWEEN
        if tag in HOLDERS and self.open:
            self.open.pop()

    def data(self, text: str) -> None:
        self.said += text

    def _take(self) -> None:
        """Give the entry what was said, which parsers cut where an entity is."""
        said, self.said = self.said, ""
        if self.open and self.open[-1][1] and not self.passed_over and said != "#":
            self.open[-1][1]["title" if self.is_title else "text"] += (
                said if self.is_title else f"{said} "
            )

    def close(self) -> list[dict[str, str]]:
        return self.found


def _kind(tag: str, name: str) -> str:
    if tag == "section" and name:
        return "Part"
    if tag not in HOLDERS or not name:
        return ""
    return next(
        (
            kind
            for start, kind in KINDS.items()
            if name.startswith(start) and (start != "c" or name[1:].isdigit())
        ),
        "",
    )


def entries(site: Path, sections: Collection[str] = ()) -> list[list[str]]:
    """Return what can be found in a built book: kind, title, text, address and the title of its
    page; a page's first part represents the page. Pages
    among `sections` are of the kind Reference.
    """
    rows = []
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name.startswith("_static") or name in ("search.html", "genindex.html"):
            continue
        text = path.read_text(encoding="utf-8")
        if "<main" not in text:
            continue  # a page that has gone
        found = fromstring(
            text[text.index("<main") : text.index("</main>")],
            HTMLParser(target=_Entries(name), huge_tree=True),
        )
        page = " ".join(found[0]["title"].split()) if found else ""
        page_kind = "Reference" if name.removesuffix(".html") in sections else "Page"
        for place, entry in enumerate(found):
            if place and not entry["title"]:
                continue  # a table without rows, which keeps its address
            text = (
                ""
                if NUMBERS in name
                else EMPTY_CELLS.sub(" · ", " ".join(entry["text"].split())).strip("· ")
            )
            rows.append(
                [
                    entry["kind"] if place else page_kind,
                    " ".join(entry["title"].split()),
                    text,
                    entry["address"],
                    page,
                ]
            )
    return rows


def synonyms(book: Path) -> list[list[str]]:
    """Return which words are looked for with a word that is asked for: a row is a word and one of
    them, both in small letters; none if a study has no such table.
    """
    path = book / SYNONYMS
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [[row["word"].lower(), row["also"].lower()] for row in csv.DictReader(file)]


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the index when the pages are there."""
    if exception is None and app.builder.name == "html":
        found = entries(Path(app.outdir), section_pages(app))
        script = _constant("ENTRIES", found) + _constant("SYNONYMS", synonyms(Path(app.srcdir)))
        (Path(app.outdir) / FILE).write_text(script, encoding="utf-8", newline="\n")


def _constant(name: str, rows: list[list[str]]) -> str:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return f"const {name} = [\n{lines}\n];\n"
