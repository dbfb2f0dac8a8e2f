"""Offer each table of a page as CSV below it, and all of them at the end of the page.

They are read from the page as it is, so they hold what it shows and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from pathlib import Path

from docutils import nodes
from lxml.etree import HTMLParser, fromstring
from sphinx.application import Sphinx

from cohortbook.book.sphinx.addresses import file_name
from cohortbook.book.spreadsheet import write_tables
from cohortbook.study.csv_text import for_excel

FOLDER = "tables"
NUMBER = re.compile(r"Table \d+")
END = re.compile(r'</table>(?:\s*</div>)?(?:\s*<p class="cb-note">.*?</p>)?', re.DOTALL)
WHOLE = {
    "executed/numbers": ("results.json", "Every number of the book, as JSON"),
    "executed/ledger": ("claims.csv", "Every claim with its verdict, as CSV"),
    "executed/claims_": ("claims.csv", "Every claim with its verdict, as CSV"),
}  # pages that are made from a file which is given out whole


@dataclass
class PageTable:
    """A table as a page shows it: its caption, the address of its cell, the headings of its
    columns, and its rows as text.
    """

    caption: str = ""
    address: str = ""
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it has headings, and rows below them."""
        return bool(self.header and self.rows)


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
        elif self.parts is not None and attributes.get("class") == "cb-label":
            self.found[-1].address = attributes.get("href", "")
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
    """Return the tables of a page, in its order; one without a caption is called by its place."""
    tables = fromstring(body, HTMLParser(target=_Tables(), huge_tree=True))
    for place, table in enumerate((table for table in tables if table.is_whole), start=1):
        table.caption = table.caption or f"Table {place}"
    return tables


def all_as_csv(tables: list[PageTable]) -> str:
    """Return tables as CSV below each other, each under its caption."""
    parts = ([[table.caption], table.header, *table.rows, []] for table in tables)
    return for_excel(list(chain.from_iterable(parts))[:-1])


def line_of(files: list[tuple[str, str]]) -> str:
    """Return the line that leads to files, each given by its address and what it is."""
    links = " · ".join(f'<a href="{address}" download>{what}</a>' for address, what in files)
    return f'<p class="cb-take">Download: {links}</p>' if links else ""


def add(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Write the tables of a page next to the book's other files, and say below each and at the
    page's end where they are.
    """
    if doctree is None:
        return
    up = "../" * page.count("/")
    files = [
        (f"{up}{name}", what) for start, (name, what) in WHOLE.items() if page.startswith(start)
    ]
    tables = [] if files else tables_of(context["body"])
    whole = [table for table in tables if table.is_whole]
    if whole:
        folder, name = Path(app.outdir) / FOLDER, page.rsplit("/", 1)[-1]
        folder.mkdir(exist_ok=True)
        context["body"] = with_links(context["body"], tables, name, folder, f"{up}{FOLDER}")
        title = unescape(re.sub(r"<[^>]*>", "", context["title"]))
        _write_all(title, whole, folder / name)
        many = "the table" if len(whole) == 1 else f"all {len(whole)} tables"
        files = [
            (f"{up}{FOLDER}/{name}.xlsx", f"{many} of this page as a spreadsheet"),
            (f"{up}{FOLDER}/{name}.csv", "as CSV"),
        ]
    context["body"] += line_of(files)


def with_links(body: str, tables: list[PageTable], page: str, folder: Path, address: str) -> str:
    """Write each table of a page to a folder as CSV; return the page's body with a link below
    each.
    """
    taken, left = Counter([page]), iter(tables)

    def with_link(found: re.Match) -> str:
        table = next(left)
        if not table.is_whole:
            return found[0]
        name = file_name(page, table.address, taken)
        text = for_excel([table.header, *table.rows])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
        what = next(iter(NUMBER.findall(table.caption)), "this table")
        return found[0] + (
            f'<p class="cb-save"><a href="{address}/{name}.csv" download aria-label="Save as CSV:'
            f' {what.lower()}">Save as CSV</a></p>'
        )

    return END.sub(with_link, body)


def _write_all(title: str, tables: list[PageTable], path: Path) -> None:
    """Write all tables of a page in one file of each kind, named by the page."""
    csv, spreadsheet = (path.parent / f"{path.name}.{kind}" for kind in ("csv", "xlsx"))
    csv.write_text(all_as_csv(tables), encoding="utf-8", newline="\n")
    rows = [(table.caption, table.header, table.rows) for table in tables]
    write_tables(title, rows, spreadsheet)
