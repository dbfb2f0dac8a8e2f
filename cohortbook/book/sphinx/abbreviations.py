"""Explain abbreviations where they occur, without a mouse or a script.

What they mean is said once, in the glossary: a term with two capitals is an abbreviation, and the
first sentence of its entry what pointing shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

PAGE = "glossary"
ABBREVIATION = re.compile(r"[A-Z][\w-]*[A-Z][\w-]*")
TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?(\w+)")
AS_IT_STANDS = ("code", "pre", "script", "style", "svg", "abbr", "option", "button", "h1", "cite")


def meanings(doctree: nodes.document) -> dict[str, tuple[str, str]]:
    """Return what each abbreviation of a glossary represents, and the anchor of its entry."""
    found = {}
    for item in doctree.findall(nodes.definition_list_item):
        said = next(item.findall(nodes.paragraph)).astext()
        for term in item.findall(nodes.term):
            if ABBREVIATION.fullmatch(term.astext()):
                found[term.astext()] = (
                    re.split(r"\.(?:\s|$)", said, maxsplit=1)[0],
                    term["ids"][0],
                )
    return found


def explained(body: str, known: dict[str, tuple[str, str]], address: str) -> str:
    """Return a page's HTML with every abbreviation explained on its first use in each section, and
    the first of each on the page linked to its entry.
    """
    if not known:
        return body
    longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    words = re.compile(rf"(?<![\w-])({longest_first})(?=s?(?![\w-]))")
    linked, in_section = set(), set()

    def explain(match: re.Match, is_in_link: bool) -> str:
        word = match[0]
        meaning, anchor = known[word]
        if word in in_section:
            return word
        in_section.add(word)
        shown = f'<abbr title="{escape(meaning)}">{word}</abbr>'
        if is_in_link or word in linked:
            return shown
        linked.add(word)
        return f'<a class="cb-term" href="{address}#{escape(anchor)}">{shown}</a>'

    parts = []
    for piece, within in _pieces(body):
        if piece.startswith("<section") or piece.startswith("<h2"):
            in_section.clear()
        is_text = not piece.startswith("<") and not within & set(AS_IT_STANDS)
        parts.append(
            words.sub(partial(explain, is_in_link=bool(within & {"a", "summary"})), piece)
            if is_text
            else piece
        )
    return "".join(parts)


def _pieces(body: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each tag and each text of a piece of HTML, with the names of those elements around it
    in which it matters that it is.
    """
    counted = dict.fromkeys((*AS_IT_STANDS, "a", "summary"), 0)
    for piece in TAG.split(body):
        name = NAME.match(piece)
        if name and name[1] in counted and not piece.endswith("/>"):
            counted[name[1]] += -1 if piece.startswith("</") else 1
        yield piece, {name for name, count in counted.items() if count}


def add(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Explain the abbreviations of a page; the glossary itself needs no explaining."""
    if doctree is not None and page != PAGE and PAGE in app.env.found_docs:
        address = app.builder.get_relative_uri(page, PAGE)
        context["body"] = explained(context["body"], _meanings(app), address)


@lru_cache(maxsize=1)
def _meanings(app: Sphinx) -> dict[str, tuple[str, str]]:
    """The abbreviations of the glossary, read once a build."""
    return meanings(app.env.get_doctree(PAGE))
