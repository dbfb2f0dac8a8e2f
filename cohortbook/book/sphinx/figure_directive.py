"""The directive {picture}: a figure of an executed page on another page, with a link to where it
was made.

    ```{picture} executed/comparison f-years-figure
    ```

The figure is the one the notebook holds, so it cannot differ from what is there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from cohortbook.book.myst_text import title_of
from cohortbook.book.sphinx.addresses import cell_of

logger = logging.getLogger(__name__)
FIGURE = re.compile(r'<figure class="cb-figure">.*?</figure>', re.DOTALL)


class Picture(SphinxDirective):
    """Shows the first figure of a cell of an executed notebook; nothing if the cell shows none,
    because it is withheld.

    A page or cell that is not there is a warning, and the book is built with warnings as errors.
    """

    required_arguments = 2  # the page, and the address of the figure on it

    def run(self) -> list[nodes.Node]:
        page, address = self.arguments
        path = Path(self.env.srcdir) / f"{page}.ipynb"
        self.env.note_dependency(str(path))
        notebook = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"cells": []}
        if cell_of(address) not in [cell.get("id") for cell in notebook["cells"]]:
            logger.warning(
                "there is no figure %s on the page %s", address, page, location=self.get_location()
            )
        figure = figure_of(notebook, cell_of(address))
        if not figure:
            return []
        target = f"{self.env.app.builder.get_relative_uri(self.env.docname, page)}#{address}"
        way = (
            f' <a class="cb-source" href="{target}">From the page'
            f" “{title_of(notebook)}”</a></figcaption>"
        )
        return [nodes.raw("", figure.replace("</figcaption>", way), format="html")]


def figure_of(notebook: dict, cell_id: str) -> str:
    """Return the HTML of the first figure that a cell of an executed notebook shows; empty if it
    shows none.
    """
    shown = (
        "".join(output.get("data", {}).get("text/html", ""))
        for cell in notebook["cells"]
        if cell.get("id") == cell_id
        for output in cell.get("outputs", [])
    )
    return next((found[0] for html in shown if (found := FIGURE.search(html))), "")
