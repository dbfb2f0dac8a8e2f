"""Say at the end of a page which of its numbers moved since the release before."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from cohortbook.book.sphinx.result_roles import published
from cohortbook.findings.results import address_of
from cohortbook.study.html_templates import html_template
from cohortbook.study.releases import read_releases
from cohortbook.study.wording import NOT_KNOWN, as_read, date_text, name_in_words, with_base

SHOWN = re.compile(r'(?:href="[^"]*#| id=")r-([\w.-]+)"')
WHY = "executed/changes"
BOX = html_template("""
    {% set reasons %}{% if why %} <a href="{{ why }}">Why numbers move</a>{% endif %}{% endset %}
    {% if moved %}
        <details class="cb-cite cb-moved"><summary>{{ text }}</summary>
            <ul>{% for address, name, before, now in moved %}
                <li><a href="{{ address }}">{{ name }}</a>, from {{ before }} to {{ now }}</li>
            {% endfor %}</ul>
            <p>{{ reasons }}</p>
        </details>
    {% else %}<p class="cb-moved">{{ text }}.{{ reasons }}</p>{% endif %}""")


def numbers_on(body: str) -> list[str]:
    """Return the ids of the numbers that a page shows: those it links to, or lists."""
    return list(dict.fromkeys(SHOWN.findall(body)))


def compared(
    ids: list[str], now: dict[str, dict], before: dict[str, str]
) -> tuple[list[tuple[str, str, str]], int]:
    """Return the numbers whose text moved since a release, each with the text before and now, and
    how many the release did not have.

    A number that was renamed since is the same number.
    """
    moved, added = [], 0
    for name in ids:
        former = next(
            (before[known] for known in (name, *now[name].get("former", ())) if known in before),
            None,
        )
        added += former is None
        text = _as_recorded(now[name])
        if former is not None and former != text:
            moved.append((name, former, text))
    return moved, added


def _as_recorded(result: dict) -> str:
    """A number as a release records it: zero of zero people is 0 there, and “not available” to
    readers.
    """
    is_zero_of_zero = result["text"] == NOT_KNOWN and result["value"] == 0
    text = "0" if is_zero_of_zero else result["text"]
    return with_base(text, result["unit"], result["n"])


def sentence(count: int, moved: int, added: int, release: dict) -> str:
    """Return in a sentence what a release's numbers on a page have done since."""
    since = f"Since release {release['version']} ({date_text(release['released_on'])})"
    numbers = "the one number on this page" if count == 1 else f"the {count:,} numbers on this page"
    new = f", and {added:,} {'is' if added == 1 else 'are'} new" if added else ""
    return f"{since}, of {numbers}, {f'{moved:,}' if moved else 'none'} moved{new}"


def box_of(text: str, moved: list[tuple[str, str, str]], numbers: str, why: str) -> str:
    """Return the box that says what moved; without anything that did, a line. `numbers` is where
    pages of numbers lie, `why` where reasons are, if anywhere.
    """
    links = [
        (f"{numbers}{address_of(name)}", name_in_words(name), as_read(before), as_read(now))
        for name, before, now in moved
    ]
    return BOX(text=text, moved=links, why=why)


def add(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    release, now = _release_before(app), published(app)
    if doctree is None or release is None:
        return
    ids = [
        name
        for name in numbers_on(context.get("body", ""))
        if name in now and now[name]["id"] == name
    ]
    if not ids:
        return
    moved, added = compared(ids, now, release["numbers"])
    link = app.builder.get_relative_uri
    why = link(page, WHY) if WHY in app.env.found_docs and page != WHY else ""
    context["body"] += box_of(
        sentence(len(ids), len(moved), added, release),
        moved,
        "" if page.startswith("executed/") else "executed/",
        why,
    )


@lru_cache(maxsize=1)
def _release_before(app: Sphinx) -> dict | None:
    """The release that a book is compared with, read once a build."""
    return release_before(published(app), read_releases(Path(app.srcdir).parent))


def release_before(now: dict[str, dict], releases: list[dict]) -> dict | None:
    """Return the last release or, where the numbers of now are that one's, the one before; None
    without any.
    """
    if not releases:
        return None
    *before, last = releases
    return before[-1] if before and is_as_released(now, last) else last


def is_as_released(now: dict[str, dict], release: dict) -> bool:
    """Return whether the numbers of now are those of a release. What an attacker is left with is
    not recorded.
    """
    ids = [name for name in now if now[name]["id"] == name and not name.startswith("disclosure.")]
    numbers = release["numbers"]
    return len(ids) == len(numbers) and compared(ids, now, numbers) == ([], 0)
