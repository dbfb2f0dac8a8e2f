"""Add the limits that matter for a page at its end.

The page of limits says at its top which of them matter on which pages.

    matters_on:
      executed/cohort_*_themes: [12, 13]
      executed/cohort_*: [1, 2]

A name may hold stars; of several names that fit a page the first counts. A limit is known by its
number, and said by its words in bold.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from cohortbook.book.sphinx.stale_prose import TOP
from cohortbook.study.html_templates import html_template

logger = logging.getLogger(__name__)
PAGE, FIELD = "limits", "matters_on"
SECTION = html_template("""
    <section class="cb-limits" aria-label="Limits">
        <p class="cb-part">Limits that matter here</p>
        <ul>{% for anchor, words in limits %}
            <li><a href="{{ address }}#{{ anchor }}">{{ words }}</a></li>
        {% endfor %}</ul>
    </section>""")


def stated_in(text: str) -> dict[str, list[int]]:
    """Return which limits matter on which pages, as the top of the page of limits says; none if it
    says nothing.
    """
    top = TOP.match(text)
    stated = yaml.safe_load(top[1]) if top else None
    return (stated.get(FIELD) if isinstance(stated, dict) else None) or {}


def that_matter(page: str, stated: dict[str, list[int]]) -> list[int]:
    """Return the numbers of the limits that matter on a page, by the first name that fits it."""
    return next((numbers for name, numbers in stated.items() if fnmatchcase(page, name)), [])


def sayings(doctree: nodes.document) -> dict[int, tuple[str, str]]:
    """Return the anchor and the words in bold of each limit by its number."""
    found = {}
    for listed in doctree.findall(nodes.enumerated_list):
        strong = next(listed.findall(nodes.strong), None)
        if listed["ids"] and strong is not None:
            found[listed.get("start", 1)] = (listed["ids"][0], strong.astext())
    return found


def section_of(limits: list[tuple[str, str]], address: str) -> str:
    """Return the section that names some limits, each leading to its place on the page of limits;
    empty for none.
    """
    return SECTION(limits=limits, address=address) if limits else ""


@lru_cache(maxsize=1)
def _known(app: Sphinx) -> tuple[dict[str, list[int]], dict[int, tuple[str, str]]]:
    """What the page of limits says, read once a build; a number or name that leads nowhere is a
    warning, and warnings end the build.
    """
    if PAGE not in app.env.found_docs:
        return {}, {}
    stated = stated_in(Path(app.env.doc2path(PAGE)).read_text(encoding="utf-8-sig"))
    said = sayings(app.env.get_doctree(PAGE))
    for name, numbers in stated.items():
        lost = [f"there is no limit {number}" for number in numbers if number not in said]
        is_page = any(fnmatchcase(page, name) for page in app.env.found_docs)
        lost += [] if is_page else [f"there is no page {name}"]
        for what in lost:
            logger.warning("%s, %s: %s", FIELD, name, what, location=PAGE)
    return stated, said


def add(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    if doctree is not None and page != PAGE:
        stated, said = _known(app)
        limits = [said[number] for number in that_matter(page, stated) if number in said]
        context["body"] += section_of(
            limits, app.builder.get_relative_uri(page, PAGE) if limits else ""
        )
