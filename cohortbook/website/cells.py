"""Cells of notebooks as a book shows them: what a cell shows comes first, numbered and with an address; its code lies folded below."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

KINDS = {"figure": re.compile(r'(<figure)( class="cb-figure".*?<figcaption>)', re.DOTALL),
         "table": re.compile(r'(<div)( class="cb-table[^>]*>\s*<table><caption>)')}


class Code(nodes.Element):
    """The folded code of a cell."""


def _open_code(writer, node: Code) -> None:
    writer.body.append(f'<details class="cb-code" id="{node["ids"][0]}"><summary>The code that made this</summary>\n')


def _close_code(writer, node: Code) -> None:
    writer.body.append("</details>\n")


class Cells(SphinxPostTransform):
    """Puts the code of each cell below what it shows; numbers figures and tables page by page and gives each an address."""

    default_priority = 190  # after the outputs are chosen, before myst_nb folds the code above them
    formats = ("html",)

    def run(self, **kwargs) -> None:
        numbers, taken = Counter(), Counter()
        names = _cell_names(Path(self.env.doc2path(self.env.docname)))
        for cell in list(self.document.findall(lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code")):
            name = names.get(cell.get("cell_index"), "")
            if cell.get("hide_mode") == "input":
                _fold(cell, name)
            for raw in cell.findall(nodes.raw):
                _number(raw, name, numbers, taken)
        for raw in self.document.findall(nodes.raw):
            _number(raw, "", numbers, taken)


def _cell_names(path: Path) -> dict[int, str]:
    """The ids of a notebook's cells by their place; none for a page that is no notebook."""
    if path.suffix != ".ipynb":
        return {}
    return {place: cell.get("id", "") for place, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"])}


def _fold(cell: nodes.container, name: str) -> None:
    code, shown = cell.children[0], cell.children[1:]
    folded = Code(ids=[f"code-{name}"])
    folded.append(code)
    cell["hide_mode"] = ""
    cell.children = [*shown, folded]
    folded.parent = cell


def _number(raw: nodes.raw, name: str, numbers: Counter, taken: Counter) -> None:
    """Number the figures and captioned tables of a piece of HTML, once."""
    if "html" not in raw.get("format", "") or raw.get("is_numbered"):
        return
    text = raw.astext()
    for kind, pattern in KINDS.items():

        def labelled(found: re.Match, kind: str = kind) -> str:
            numbers[kind] += 1
            address = _address(kind, name, taken)
            return f'{found[1]} id="{address}"{found[2]}<span class="cb-label">{kind.capitalize()} {numbers[kind]}.</span> '

        text = pattern.sub(labelled, text)
    raw.children, raw.rawsource = [nodes.Text(text)], text
    raw["is_numbered"] = True


def _address(kind: str, name: str, taken: Counter) -> str:
    """The address of a cell's first figure or table, figure-gender-figure, or of a later one, table-register-2."""
    base = f"{kind}-{name}" if name else kind
    taken[base] += 1
    return base if name and taken[base] == 1 else f"{base}-{taken[base]}"


def add_to(app: Sphinx) -> None:
    app.add_node(Code, html=(_open_code, _close_code))
    app.add_post_transform(Cells)
