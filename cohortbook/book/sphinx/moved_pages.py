"""Keep the addresses of pages that have gone: each leads to the page that took its place.

`book/moved.csv` says which (columns: from, to). The small page at an old address needs no script; a
script goes on at once and keeps the part after `#`.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from cohortbook.book.sphinx.addresses import recorded_addresses

MOVED = "moved.csv"
TEMPLATE = "moved.html"
logger = logging.getLogger(__name__)


def moved_pages(book: Path) -> dict[str, str]:
    """Return where each page that has gone leads: from the old page to the new one, both without
    .html; none if a study has no such table.
    """
    path = book / MOVED
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["from"]: row["to"] for row in csv.DictReader(file)}


def collect(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Yield a page for each that has gone, as Sphinx asks for pages that no source makes. A row
    that leads from a page which is still there, or to one that is not, is a warning.
    """
    book = Path(app.srcdir)
    recorded = [address.partition("#") for address in recorded_addresses(book.parent)]
    for line, (old, new) in enumerate(moved_pages(book).items(), start=2):
        mistake = _mistake(old, new, app.env.all_docs)
        if mistake:
            logger.warning("book/%s, line %d: %s", MOVED, line, mistake)
            continue
        context = {
            "address": f"{'../' * old.count('/')}{new}.html",
            "to": app.env.titles[new].astext(),
            "parts": [part for page, _, part in recorded if page == f"{old}.html" and part],
        }
        yield old, context, TEMPLATE


def _mistake(old: str, new: str, pages: Collection[str]) -> str:
    """What is wrong with a row of the table, as a sentence; empty if nothing is."""
    if old in pages:
        return f"{old} is still a page of the book; `from` names a page that has gone"
    if new not in pages:
        return f"{new} is not a page of the book; `to` names the page that took the other’s place"
    return ""


def add_to(app: Sphinx) -> None:
    app.connect("html-collect-pages", collect)
