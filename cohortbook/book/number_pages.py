"""Write the pages of numbers: each published number with its rows, its function, its test and its
claims.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath

from cohortbook.book.function_pages import function_link, tests_link
from cohortbook.book.myst_text import in_short, raw_html
from cohortbook.book.source_rows import SourceRow, places_html
from cohortbook.exhibits.hidden_notes import hidden_note
from cohortbook.exhibits.present import IN_SIGHT
from cohortbook.findings.results import NUMBERS, address_of, number_page, unpacked
from cohortbook.study.withheld import HIDDEN
from cohortbook.study.wording import NOT_KNOWN, counted, label_of, markdown_text, typeset


@dataclass(frozen=True)
class Sources:
    """What numbers lead to: claims by id, rows of data by place, the scopes whose rows are
    private, and the titles of the pages that show them.
    """

    claims: Mapping[str, dict]
    rows: Mapping[str, SourceRow]
    protected: Collection[str] = ()
    page_titles: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Page:
    """A page of numbers: those it shows, those it says are withdrawn, and those of its scope that
    are on pages of themes.
    """

    title: str
    results: list[dict] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def number_pages(
    results: list[dict], titles: Mapping[str, str], withdrawn: Mapping[str, str], sources: Sources
) -> dict[str, str]:
    """Return the MyST text of the index, of a page for each scope, and of a page for each kind of
    themes in a scope, by page name.

    `titles` names the scopes that have a title; `withdrawn` says of each number that only an
    earlier release published, by its id, that it is gone.
    """
    pages: dict[str, _Page] = {}
    for result in results:
        _page_of(result["id"], pages, titles).results.append(result)
    for name, said in withdrawn.items():
        _page_of(name, pages, titles).withdrawn.append((name, said))
    texts = {name: _page_text(page, sources) for name, page in pages.items()}
    return {NUMBERS: _index(pages, len(results)), **texts}


def _page_of(name: str, pages: dict[str, _Page], titles: Mapping[str, str]) -> _Page:
    """The page that shows a number. A number of a theme is listed on the page of its scope, too,
    where it was in the first release.
    """
    scope, page = name.split(".")[0], number_page(name)
    title = titles.get(scope, scope.capitalize())
    of_scope = pages.setdefault(f"{NUMBERS}_{scope}", _Page(title))
    if page == f"{NUMBERS}_{scope}":
        return of_scope
    of_scope.elsewhere.append(name)
    return pages.setdefault(page, _Page(f"{title}, themes: {label_of(name.split('.')[2])}"))


def _index(pages: Mapping[str, _Page], number: int) -> str:
    summary = in_short(
        f"This book publishes {number:,} numbers. Each has an id and an address that never change."
        " The address leads to its rows, its function, its test and the claims of the report that"
        " it answers."
    )
    entries = "".join(
        f"- [{markdown_text(page.title)}]({name}.md): {len(page.results)} numbers\n"
        for name, page in pages.items()
    )
    return (
        f"# Every number\n\n{summary}`cohortbook trace ID` prints the same, with the rows as they"
        f" are.\n\n{entries}"
    )


def _page_text(page: _Page, sources: Sources) -> str:
    summary = in_short(
        f"{counted(str(len(page.results)), 'numbers')} of “{markdown_text(page.title)}”, each with"
        " the claims of the report that it answers, the function that computed it, the test of that"
        " function, and the rows of data that it was counted from."
    )
    cards = "".join(_card(group, sources) for group in _groups(page.results))
    gone = "".join(
        f'<article class="cb-card cb-numbers" id="r-{name}">{_named(name)}<p>{escape(said)}</p>'
        "</article>"
        for name, said in page.withdrawn
    )
    hidden = [result["id"] for result in page.results if result["text"] == HIDDEN]
    note = f'<p class="cb-note">{hidden_note(hidden)[0]}</p>' if hidden else ""
    return f"# Numbers: {markdown_text(page.title)}\n\n{summary}" + raw_html(
        note + cards + gone + _elsewhere(page.elsewhere)
    )


def _elsewhere(names: list[str]) -> str:
    if not names:
        return ""
    items = "".join(
        f'<li><a id="{name}" href="{address_of(name)}">{name}</a></li>' for name in names
    )
    return f'<h2 id="themes">Numbers of themes</h2><ul class="cb-numbers">{items}</ul>'


def _groups(results: Iterable[dict]) -> Iterable[list[dict]]:
    """Results that are statistics of the same rows by the same function."""
    groups: dict[tuple, list[dict]] = {}
    for result in results:
        of = result["id"].rpartition(".")[0], result["function"], *result["rows"]
        groups.setdefault(of, []).append(result)
    return groups.values()


def _card(group: list[dict], sources: Sources) -> str:
    numbers = "".join(_number(result, sources) for result in group)
    function = group[0]["function"]
    return (
        f'<article class="cb-card cb-numbers">{numbers}<p>Computed by {function_link(function)},'
        f" tested by {tests_link(function)}.</p>{_rows_html(group[0], sources)}</article>"
    )


def _number(result: dict, sources: Sources) -> str:
    exact = f" (exactly {escape(result['exact'])})" if "/" in result.get("exact", "") else ""
    base = "" if result["n"] is None else f", based on {result['n']}"
    unit = counted(result["text"], result["unit"]).removeprefix(result["text"])
    answers = ", ".join(
        f'<a href="{claim["page"]}.html#{name}">{name}</a> ({claim["verdict"].replace("_", " ")})'
        for name in result["claims"]
        for claim in [sources.claims[name]]
    )
    title = sources.page_titles.get(result["page"], result["page"])
    # The first release gave a number's address without r-; it stays good.
    former = "".join(
        f'<p id="r-{name}">Formerly <code id="{name}">{name}</code></p>'
        for name in result["former"]
    )
    return (
        f'<div id="r-{result["id"]}">{_named(result["id"])}{former}<p><strong>'
        f"{escape(typeset(result['text']))}</strong>{exact}{escape(unit)}{base}; shown on"
        f' <a href="{result["page"]}.html">{escape(title)}</a>'
        f"{f'; the report’s claims: {answers}' if answers else ''}</p></div>"
    )


def _named(name: str) -> str:
    return f'<h2><code id="{name}">{name}</code></h2>'


def _rows_html(result: dict, sources: Sources) -> str:
    """The rows of a number as a table; of many the first, and where the others are."""
    places = unpacked(result["rows"])
    if not places:
        return f"<p>{_why_no_rows(result, sources.protected)}.</p>"
    known = [sources.rows[name] for name in places if name in sources.rows]
    if len(known) < len(places):
        return f"<p>Counted from {_rows(places)}: {places_html(places, sources.rows)}.</p>"
    held = _with_their_passages(known)
    lines = "".join(_line(group, result["id"].split(".")[1]) for group in held[:IN_SIGHT])
    others = [row.place for group in held[IN_SIGHT:] for row in group]
    more = f"<p>And {len(others)} more: {places_html(others, sources.rows)}.</p>"
    return (
        f'<table class="cb-rows"><caption>Counted from {_rows(places)}</caption><thead><tr><th'
        ' scope="col">File and line</th><th scope="col">What it holds</th></tr></thead><tbody>'
        f"{lines}</tbody></table>{more if others else ''}"
    )


def _rows(places: list[str]) -> str:
    return f"{len(places)} {'row' if len(places) == 1 else 'rows'}"


def _with_their_passages(held: list[SourceRow]) -> list[list[SourceRow]]:
    """Rows in order; the row that attributes a passage to a person is with the row of the
    passage.
    """
    passages = {row.cells["passage_id"]: row for row in held if row.table == "passages"}
    attributions = [row for row in held if row.table == "attributions"]
    said = {row.cells["passage_id"] for row in attributions} & passages.keys()
    return [
        [row, passages[row.cells["passage_id"]]]
        if row.table == "attributions" and row.cells["passage_id"] in said
        else [row]
        for row in held
        if row.table != "passages" or row.cells["passage_id"] not in said
    ]


def _line(group: list[SourceRow], measure: str) -> str:
    places = "<br>".join(
        f'<a href="{escape(row.address)}">{escape("/".join(PurePosixPath(row.place).parts[-2:]))}'
        "</a>"
        for row in group
    )
    return f"<tr><td>{places}</td><td>{escape(group[0].in_short(measure))}</td></tr>"


def _why_no_rows(result: dict, protected: Collection[str]) -> str:
    """Why a number has no rows to show."""
    is_withheld = result["value"] is None and result["text"] != NOT_KNOWN
    if result["id"].split(".")[0] in protected or is_withheld:
        return "No row is shown: the people are protected, and their rows are private"
    if result["text"] == NOT_KNOWN:
        return "No row: no one was asked, or nothing is known of it"
    return "No row: a calculation only" if result["value"] else "No row: none was counted"
