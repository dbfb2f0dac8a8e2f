"""Offer the tables of a page at its end, as a spreadsheet and as CSV.

They are read from the page as it is, so they hold what it shows and nothing else.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from io import StringIO
from pathlib import Path

from docutils import nodes
from lxml.etree import HTMLParser, fromstring
from sphinx.application import Sphinx

from cohortbook.book.spreadsheet import write_tables
from cohortbook.study.wording import first_sentence

FOLDER = "tables"
COLUMNS = ("table", "line", "row", "column", "value")
WHOLE = {
    "executed/numbers": ("results.json", "Every number of the book, as JSON"),
    "executed/ledger": ("claims.csv", "Every claim with its verdict, as CSV"),
    "executed/claims_": ("claims.csv", "Every claim with its verdict, as CSV"),
}  # pages that are made from a file which is given out whole


@dataclass
class PageTable:
    """A table as a page shows it: its caption, the headings of its columns, and its
    rows as text.
    """

    caption: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class _Tables:
    """The tables of a piece of HTML, as a parser reports them."""

    def __init__(self):
        self.found: list[PageTable] = []
        self.row: list[str] = []
        self.parts: list[str] | None = None  # of the cell or caption that is open
        self.is_head = self.is_passed_over = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self.found.append(PageTable())
        elif tag in ("caption", "th", "td"):
            self.parts = []
        elif tag == "tr":
            self.row = []
        elif self.parts is not None and tag in ("br", "p", "li"):
            self.parts.append(" ")
        self.is_head = tag == "thead" or (self.is_head and tag != "tbody")
        self.is_passed_over = tag == "a" and "headerlink" in attributes.get("class", "")

    def end(self, tag: str) -> None:
        self.is_passed_over = self.is_passed_over and tag != "a"
        if tag in ("caption", "th", "td") and self.parts is not None:
            text, self.parts = " ".join("".join(self.parts).split()), None
            if tag == "caption":
                self.found[-1].caption = text
            else:
                self.row.append(text)
        elif tag == "tr" and self.is_head:
            self.found[-1].header = self.row
        elif tag == "tr":  # the heading of the rows below it is one cell
            table = self.found[-1]
            table.rows.append(self.row + [""] * (len(table.header) - len(self.row)))

    def data(self, data: str) -> None:
        if self.parts is not None and not self.is_passed_over:
            self.parts.append(data)

    def close(self) -> list[PageTable]:
        return self.found


def tables_of(body: str) -> list[PageTable]:
    """Return the tables of a page that have headings, in its order; one without a caption is called
    by its place.
    """
    tables = [
        table
        for table in fromstring(body, HTMLParser(target=_Tables(), huge_tree=True))
        if table.header and table.rows
    ]
    for place, table in enumerate(tables, start=1):
        table.caption = table.caption or f"Table {place}"
    return tables


def as_csv(tables: list[PageTable]) -> str:
    """Return tables as CSV, a line a cell: the table (the first sentence of its caption), the row
    by its place and its heading, the column, the value.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in tables:
        for line, row in enumerate(table.rows, start=1):
            writer.writerows(
                (first_sentence(table.caption), line, row[0], column, value)
                for column, value in zip(table.header[1:], row[1:], strict=False)
            )
    return text.getvalue()


def line_of(files: list[tuple[str, str]]) -> str:
    """Return the line that leads to files, each given by its address and what it is."""
    links = " · ".join(f'<a href="{address}" download>{what}</a>' for address, what in files)
    return f'<p class="cb-take">Download: {links}</p>' if links else ""


def add(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Write the tables of a page next to the book's other files, and say at its end
    where they are.
    """
    if doctree is None:
        return
    up = "../" * page.count("/")
    files = [
        (f"{up}{name}", what) for start, (name, what) in WHOLE.items() if page.startswith(start)
    ]
    tables = [] if files else tables_of(context["body"])
    if tables:
        folder, name = Path(app.outdir) / FOLDER, page.rsplit("/", 1)[-1]
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.csv").write_text(as_csv(tables), encoding="utf-8", newline="\n")
        write_tables(
            unescape(re.sub(r"<[^>]*>", "", context["title"])),
            [(table.caption, table.header, table.rows) for table in tables],
            folder / f"{name}.xlsx",
        )
        many = "the table" if len(tables) == 1 else f"all {len(tables)} tables"
        files = [
            (f"{up}{FOLDER}/{name}.xlsx", f"{many} of this page as a spreadsheet"),
            (f"{up}{FOLDER}/{name}.csv", "as CSV, a line a cell"),
        ]
    context["body"] += line_of(files)
