"""Permanent addresses: of every page, number (`#r-…`), figure (`#f-…`), table (`#t-…`), theme
(`#theme-…`) and claim (`#c230`).

A release records the addresses it published, a line each, with its numbers; none of them may
vanish afterwards. Figures and tables are given theirs here, f- or t- and the id of their cell. A
cell keeps every address that a release recorded of it, whatever it shows now: a table may have no
rows today, and that of a cell that is withheld today leads to the words that name it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from docutils import nodes

from cohortbook.running.pages import NOT_PUBLISHED
from cohortbook.study.problems import UnknownName
from cohortbook.study.releases import RELEASES, releases

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PERMANENT = re.compile(r"(r|f|t|theme)-.+|c\d+")
MADE_BY_SPHINX = ("genindex.html", "search.html", "_static")


class _Ids(HTMLParser):
    """The ids of a page, in order."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name == "id" and value]


def addresses(site: Path) -> list[str]:
    """Return the permanent addresses of a built book, sorted: each page, and each permanent id on
    it as page#id.
    """
    found = []
    for page, ids in _ids_by_page(site).items():
        found += [page, *(f"{page}#{name}" for name in ids if PERMANENT.fullmatch(name))]
    return sorted(found)


def vanished(site: Path, recorded: list[str]) -> list[str]:
    """Return those of the recorded addresses that lead nowhere in a built book."""
    held = _ids_by_page(site)
    return [address for address in recorded if not _leads(address, held)]


def _leads(address: str, held: dict[str, set[str]]) -> bool:
    page, _, name = address.partition("#")
    return page in held and (not name or name in held[page])


def _ids_by_page(site: Path) -> dict[str, set[str]]:
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    return {
        name: set(_Ids(path.read_text(encoding="utf-8")).found)
        for name, path in pages.items()
        if not name.startswith(MADE_BY_SPHINX)
    }


def recorded_addresses(root: Path) -> list[str]:
    """Return every address that any release has recorded, sorted; none if none has."""
    files = [root / RELEASES / _file(version) for version in releases(root)]
    return sorted(
        {
            line
            for path in files
            if path.exists()
            for line in path.read_text(encoding="utf-8").splitlines()
        }
    )


def record_addresses(root: Path, site: Path, version: str) -> Path:
    """Write the addresses of the built book next to a release's numbers; return the file. Raises
    UnknownName if one of an earlier release has vanished.
    """
    lost = vanished(site, recorded_addresses(root))
    if lost:
        raise UnknownName(
            f"{lost[0]} was published and is no longer in the"
            f" book{f', nor are {len(lost) - 1} others' if len(lost) > 1 else ''}; an address is"
            " permanent"
        )
    path = root / RELEASES / _file(version)
    path.write_text(
        "".join(f"{address}\n" for address in addresses(site)), encoding="utf-8", newline="\n"
    )
    return path


def _file(version: str) -> str:
    return f"{version}.addresses.txt"


def cell_of(address: str) -> str:
    """Return the id of the cell that the address of a figure or table was made from."""
    return address.partition("-")[2]


def file_name(page: str, address: str, taken: Counter) -> str:
    """Return the name of a file of what a cell shows, without ending: the page and the cell, and a
    number where that is taken.
    """
    cell = address.partition("#")[2].removesuffix("-figure").removesuffix("-table")
    name = "-".join(filter(None, (page.rpartition("/")[2], cell_of(cell))))
    taken[name] += 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"


@lru_cache(maxsize=1)
def _recorded(app: Sphinx) -> set[str]:
    """What the releases of the book's study have recorded, read once a build."""
    return set(recorded_addresses(Path(app.srcdir).parent))


def _address_exhibits(app: Sphinx, doctree: nodes.document) -> None:
    """Give each cell that shows a figure or a table, or showed one in a release, an id
    of its own.
    """
    page, source = f"{app.env.docname}.html", Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    notebook = nbformat.read(source, as_version=4)
    cells = notebook.cells
    for cell in doctree.findall(
        lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    ):
        shown = "".join(node.astext() for node in cell.findall(nodes.raw))
        cell["ids"] += ids_of(page, cells[cell["cell_index"]].id, shown, _recorded(app))
    withheld = [
        name
        for cell in notebook.metadata.get("withheld", [])
        for name in ids_of(page, cell, "", _recorded(app))
    ]
    for paragraph in doctree.findall(nodes.paragraph) if withheld else ():
        if paragraph.astext().startswith(NOT_PUBLISHED):
            paragraph["ids"] += withheld


def ids_of(page: str, cell: str, shown: str, recorded: Collection[str]) -> list[str]:
    """Return the ids of a cell: that of what it shows, and those that a release recorded of it."""
    kind = "f" if "<figure" in shown else "t" if "<table" in shown else ""
    return [
        f"{letter}-{cell}"
        for letter in "ft"
        if letter == kind or f"{page}#{letter}-{cell}" in recorded
    ]


def add_to(app: Sphinx) -> None:
    app.connect("builder-inited", _recorded)
    app.connect("doctree-read", _address_exhibits)
