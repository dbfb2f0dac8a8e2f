"""Offer each figure of a page as SVG and PNG, below it."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from cohortbook.book.figure_files import as_file, as_png
from cohortbook.book.sphinx.addresses import file_name

FOLDER = "figures"
FIGURE = re.compile(
    r'<figure class="cb-figure"><figcaption>(?P<caption>.*?)</figcaption>'
    r'<div role="img" aria-label="(?P<alt>[^"]*)">(?P<svg><svg .*?</svg>)</div>',
    re.DOTALL,
)
ADDRESS = re.compile(r'<a class="cb-(?:label|source)" href="([^"]*)"')
LINK = re.compile(r'<(a|span) class="cb-(?:label|source)".*?</\1>', re.DOTALL)
TITLE = re.compile(r"<strong>.*?</strong>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def add(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Write the figures of a page next to the book's other files, named by page and cell, and say
    below each where they are.
    """
    if doctree is None or "cb-figure" not in context["body"]:
        return
    folder, up = Path(app.outdir) / FOLDER, "../" * page.count("/")
    folder.mkdir(exist_ok=True)
    base = app.config.html_baseurl
    address = f", {base.rstrip('/')}/{page}.html" if base else ""
    source = f"Source: “{text_of(context['title'])}”, {app.config.html_title}{address}"
    taken: Counter = Counter()

    def with_links(found: re.Match) -> str:
        cell = next(iter(ADDRESS.findall(found["caption"])), "")
        name = file_name(page, cell, taken)
        svg = file_of(found, source)
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        (folder / f"{name}.png").write_bytes(as_png(svg))
        return found[0] + links(f"figure {taken.total()}", f"{up}{FOLDER}/{name}")

    context["body"] = FIGURE.sub(with_links, context["body"])


def file_of(found: re.Match, source: str) -> str:
    """Return the SVG file of a figure that `FIGURE` found."""
    caption = LINK.sub("", found["caption"])
    title, note = text_of(TITLE.findall(caption)[0]), text_of(TITLE.sub("", caption))
    return as_file(found["svg"], title, note, unescape(found["alt"]), source)


def links(what: str, file: str) -> str:
    """Return the line that leads to both files of a figure."""
    ways = " · ".join(
        f'<a href="{file}.{kind.lower()}" download aria-label="Save {what} as {kind}">{kind}</a>'
        for kind in ("SVG", "PNG")
    )
    return f'<p class="cb-save">Save as {ways}</p>'


def text_of(html: str) -> str:
    """Return the text of a piece of HTML."""
    return " ".join(unescape(TAG.sub("", html)).split())
