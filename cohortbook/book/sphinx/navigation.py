"""Write the contents of each page: parts and pages, and what is below the page that is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

COHORT = "executed/cohort_"
FOLDED = 20  # cohorts next to each other that are still listed; more are folded


@dataclass(frozen=True)
class Entry:
    """A page in the contents, with the pages listed below it and those that only it leads to."""

    page: str
    title: str
    below: tuple[Entry, ...] = ()
    sections: tuple[Entry, ...] = ()

    def is_open(self, page: str) -> bool:
        parts = (*self.below, *self.sections)
        return self.page == page or any(entry.is_open(page) for entry in parts)

    def every_section(self) -> Iterator[Entry]:
        """Yield the sections, and those of each of them."""
        for section in self.sections:
            yield section
            yield from section.every_section()


@dataclass(frozen=True)
class Group:
    """Entries that follow each other; with a label they are folded except on their own pages, so
    that the pages after hundreds of cohorts are found.
    """

    label: str
    entries: list[Entry]

    def is_open(self, page: str) -> bool:
        return any(entry.is_open(page) for entry in self.entries)


def grouped(entries: list[Entry]) -> list[Group]:
    """Return the entries of a part in their order, many cohorts next to each other as a group with
    a label.
    """
    groups: list[Group] = []
    for is_cohort, run in groupby(entries, key=lambda entry: entry.page.startswith(COHORT)):
        held = list(run)
        if is_cohort and len(held) > FOLDED:
            groups.append(Group(f"{len(held)} cohorts", held))
        elif groups and not groups[-1].label:
            groups[-1].entries.extend(held)
        else:
            groups.append(Group("", held))
    return groups


def contents(env: BuildEnvironment) -> list[tuple[str, list[Group]]]:
    """Return the parts of the book, each with its caption and groups of entries, in the order of
    the table of contents.

    A page whose name begins with another's and an underscore (cohort_01_themes) lies below it.
    Pages that the table of contents puts into sections of another are its sections.
    """
    trees = env.get_doctree(env.config.root_doc).findall(addnodes.toctree)
    return [
        (
            tree["caption"] or "",
            grouped(_entries(env, [page for _, page in tree["entries"] if page in env.titles])),
        )
        for tree in trees
    ]


def _entries(env: BuildEnvironment, pages: list[str]) -> list[Entry]:
    owner = {
        page: next((other for other in pages if page.startswith(f"{other}_")), None)
        for page in pages
    }
    below = {page: [held for held in pages if owner[held] == page] for page in pages}
    return [_entry(env, page, below[page]) for page in pages if owner[page] is None]


def _entry(env: BuildEnvironment, page: str, below: Iterable[str] = ()) -> Entry:
    sections = env.toctree_includes.get(page, [])
    return Entry(
        page,
        _title(env, page),
        tuple(_entry(env, held) for held in below),
        tuple(_entry(env, held) for held in sections),
    )


def _title(env: BuildEnvironment, page: str) -> str:
    return env.titles[page].astext()


def add(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Give a page's template the contents of the book."""
    context["book_contents"] = _contents(app)
    held = [entry for entry in _every_entry(app) if entry.is_open(page)]
    own = [part for entry in held for part in entry.every_section() if part.page == page]
    context["book_section"] = next((entry for entry in [*own, *held] if entry.sections), None)


def section_pages(app: Sphinx) -> set[str]:
    """Return the pages that the contents do not list: sections, which only their page leads to."""
    return {section.page for entry in _every_entry(app) for section in entry.every_section()}


def _every_entry(app: Sphinx) -> list[Entry]:
    groups = [group for _, part in _contents(app) for group in part]
    return [entry for group in groups for entry in group.entries]


@lru_cache(maxsize=1)
def _contents(app: Sphinx) -> list[tuple[str, list[Group]]]:
    """The contents of the book: the same for every page, so they are made once a build."""
    return contents(app.builder.env)


def without_furos(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Keep Furo from making its own contents, which no template here shows: it makes and reads all
    of them for each page, cohorts times pages.
    """
    context.pop("toctree", None)
