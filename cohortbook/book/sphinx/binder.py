"""Say at the end of a page how to run its template, on Binder or at home.

Binder needs an address to fetch the study from: the `repository-code` of CITATION.cff, on GitHub or
GitLab. Without one there is no button.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from cohortbook.study.citation import read_citation
from cohortbook.study.html_templates import html_template
from cohortbook.study.layout import MANIFEST

if TYPE_CHECKING:
    from sphinx.application import Sphinx

BINDER = "https://mybinder.org/v2"
HOSTS = {"github.com": "gh", "gitlab.com": "gl"}
BOX = html_template("""
    <details class="cb-cite cb-launch" id="run-this">
        <summary>Run this page yourself</summary>
        <p>This page is made from <code>{{ template }}</code>
            {% for name, value in parameters.items() %}
                {{ " with " if loop.first else ", " }}<code>{{ name }} = "{{ value }}"</code>
            {% endfor %}.</p>
        {% if address %}
            <p><a class="cb-binder" href="{{ address }}">Open it in JupyterLab on Binder</a>:
            {{ " " }}in the browser, with nothing to install.</p>
        {% endif %}
        <p>On your own computer, after <code>make book</code>:</p>
        <div class="highlight"><pre tabindex="0">{{ commands }}</pre></div>
        <p>There,{% if parameters %} set the parameter in the first cell of code to another cohort
            {{ " and" }}{% endif %} run all cells.</p>
    </details>""")


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
    return BOX(
        template=template,
        parameters=parameters,
        address=binder_address(repository, template),
        commands=f".venv/bin/python -m pip install jupyterlab\n.venv/bin/jupyter lab {template}",
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
