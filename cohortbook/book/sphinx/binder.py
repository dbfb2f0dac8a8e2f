"""Say at the end of a page how to run its template, on Binder or at home.

Binder needs an address to fetch the study from: the `repository-code` of CITATION.cff, on GitHub or
GitLab. Without one there is no button.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from cohortbook.study.citation import read_citation
from cohortbook.study.layout import MANIFEST

if TYPE_CHECKING:
    from sphinx.application import Sphinx

BINDER = "https://mybinder.org/v2"
HOSTS = {"github.com": "gh", "gitlab.com": "gl"}


def binder_address(repository: str, template: str) -> str:
    """Return where Binder opens a template in JupyterLab (https://mybinder.readthedocs.io); empty
    if the study lies where Binder cannot fetch it by name.
    """
    place = re.fullmatch(
        r"https://(?:www\.)?(github\.com|gitlab\.com)/(.+?)(?:\.git)?/?", repository
    )
    if not place:
        return ""
    name = place[2] if place[1] == "github.com" else quote(place[2], safe="")
    return f"{BINDER}/{HOSTS[place[1]]}/{name}/HEAD?labpath={quote(template, safe='')}"


def box_of(template: str, parameters: dict[str, str], repository: str) -> str:
    """Return the box that says how to run a page's template; it is folded and opens without a
    script.
    """
    values = ", ".join(
        f'<code>{escape(name)} = "{escape(value)}"</code>' for name, value in parameters.items()
    )
    made = (
        "<p>This page is made from"
        f" <code>{escape(template)}</code>{f' with {values}' if values else ''}.</p>"
    )
    address = binder_address(repository, template)
    button = (
        f'<p><a class="cb-binder" href="{escape(address)}">Open it in JupyterLab on Binder</a>: in'
        " the browser, with nothing to install.</p>"
        if address
        else ""
    )
    commands = f".venv/bin/python -m pip install jupyterlab\n.venv/bin/jupyter lab {template}"
    change = (
        "set the parameter in the first cell of code to another cohort and run all cells"
        if parameters
        else "run all cells"
    )
    return (
        '<details class="cb-cite cb-launch" id="run-this"><summary>Run this page'
        f" yourself</summary>{made}{button}<p>On your own computer, after <code>make"
        ' book</code>:</p><div class="highlight"><pre'
        f' tabindex="0">{escape(commands)}</pre></div><p>There, {change}.</p></details>'
    )


def _with_launch(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    made = (
        _pages(app).get(page.removeprefix("executed/"))
        if doctree is not None and page.startswith("executed/")
        else None
    )
    if made:
        citation = read_citation(Path(app.srcdir).parent)
        context["body"] += box_of(
            made["template"], made["parameters"], citation.repository if citation else ""
        )


@lru_cache(maxsize=1)
def _pages(app: Sphinx) -> dict[str, dict]:
    """What each page was made from, read once a build; nothing before a study has run."""
    manifest = Path(app.srcdir) / "executed" / MANIFEST
    return json.loads(manifest.read_text(encoding="utf-8"))["pages"] if manifest.exists() else {}


def add_to(app: Sphinx) -> None:
    app.connect("html-page-context", _with_launch)
