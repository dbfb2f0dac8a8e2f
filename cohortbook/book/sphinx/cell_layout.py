"""Lay out the cells of notebooks: what a cell shows comes first, numbered and with an address; its
code is folded.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

CAPTIONS = {
    "figure": re.compile(r'<figure class="cb-figure".*?<figcaption>', re.DOTALL),
    "table": re.compile(r'<div class="cb-table[^>]*>\s*<table><caption>'),
}


class Code(nodes.Element):
    """The folded code of a cell."""


def _open_code(writer, node: Code) -> None:
    writer.body.append(
        f'<details class="cb-code" id="{node["ids"][0]}"><summary>The code that made'
        " this</summary>\n"
    )


def _close_code(writer, node: Code) -> None:
    writer.body.append("</details>\n")


class Cells(SphinxPostTransform):
    """Puts the code of each cell below what it shows, and numbers figures and tables page by page;
    the number is a link to the address of the cell.
    """

    default_priority = 190  # after the outputs are chosen, before myst_nb folds the code above them
    formats = ("html",)

    def run(self, **kwargs) -> None:
        numbers: Counter = Counter()
        names = _cell_names(Path(self.env.doc2path(self.env.docname)))
        cells = list(
            self.document.findall(
                lambda node: (
                    isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
                )
            )
        )
        for cell in cells:
            name = names.get(cell.get("cell_index"), "")
            if cell.get("hide_mode") == "input":
                _fold(cell, name)
            address = next((held for held in cell["ids"] if held.startswith(("f-", "t-"))), "")
            for raw in cell.findall(nodes.raw):
                _number(raw, address, numbers)
        if not cells:
            for raw in self.document.findall(nodes.raw):
                _number(raw, "", numbers)
        for table in self.document.findall(nodes.table):
            for title in table.findall(nodes.title):
                numbers["table"] += 1
                title.insert(
                    0,
                    [
                        nodes.inline("", f"Table {numbers['table']}", classes=["cb-label"]),
                        nodes.Text(" "),
                    ],
                )


def _cell_names(path: Path) -> dict[int, str]:
    """The ids of a notebook's cells by their place; none for a page that is no notebook."""
    if path.suffix != ".ipynb":
        return {}
    return {
        place: cell.get("id", "")
        for place, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"])
    }


def _fold(cell: nodes.container, name: str) -> None:
    code, shown = cell.children[0], cell.children[1:]
    folded = Code(ids=[f"code-{name}"])
    folded.append(code)
    cell["hide_mode"] = ""
    cell.children = [*shown, folded]
    folded.parent = cell


def _number(raw: nodes.raw, address: str, numbers: Counter) -> None:
    """Number the figures and captioned tables of a piece of HTML; the number is a link if the cell
    has a permanent address.
    """
    text = raw.astext()
    for kind, pattern in CAPTIONS.items():

        def numbered(found: re.Match, kind: str = kind) -> str:
            numbers[kind] += 1
            label = f"{kind.capitalize()} {numbers[kind]}"
            return found[0] + (
                f'<a class="cb-label" href="#{address}">{label}</a> '
                if address
                else f'<span class="cb-label">{label}</span> '
            )

        text = pattern.sub(numbered, text)
    raw.children, raw.rawsource = [nodes.Text(text)], text


def add_to(app: Sphinx) -> None:
    app.add_node(Code, html=(_open_code, _close_code))
    app.add_post_transform(Cells)
