"""Describe each page to search engines and reference managers, and say at its end how to cite it.

Everything comes from CITATION.cff, the page's own title and its first paragraph. A study without
the file has pages that say neither. The address of the book is the `url` of CITATION.cff; without
one, pages carry no canonical address.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from cohortbook.book.sphinx import linked_data
from cohortbook.book.sphinx.moved_numbers import is_as_released
from cohortbook.book.sphinx.result_roles import published
from cohortbook.study.citation import Citation, read_citation
from cohortbook.study.citation_formats import as_bibtex, as_ris, as_text
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.html_templates import html_template
from cohortbook.study.layout import CLAIMS
from cohortbook.study.releases import read_releases
from cohortbook.study.wording import date_text

CITE_PAGE = "cite"
CHANGED_SINCE = (
    "Numbers have moved since release {}. When you cite one, say on which day you read it;"
    " each page says at its end what moved on it."
)
LONGEST = 200  # letters of a description; search engines show no more
SHORTEST = 50  # letters of a paragraph that can describe a page
CREDIT = (
    "Conceptualization",
    "Data curation",
    "Formal analysis",
    "Funding acquisition",
    "Investigation",
    "Methodology",
    "Project administration",
    "Resources",
    "Software",
    "Supervision",
    "Validation",
    "Visualization",
    "Writing – original draft",
    "Writing – review & editing",
)  # https://credit.niso.org
TAGS = html_template("""
    {% for kind, name, value in tags if value %}
        <meta {{ kind }}="{{ name }}" content="{{ value }}" />{{ "\\n" }}
    {% endfor %}""")
BOX = html_template("""
    <details class="cb-cite" id="cite-this"{{ open }}>
        <summary>Cite {{ what }}</summary>
        <p>{{ text }}</p>
        <p>For a reference manager: {% for name, ending, kind, text in formats %}
            <a download="citation.{{ ending }}" href="data:{{ kind }};charset=utf-8,
                {{ text|urlencode }}">{{ name }}</a>{% if not loop.last %} · {% endif %}
        {% endfor %}</p>
        {% for name, _, _, text in formats %}
            <p class="cb-cite-name">{{ name }}</p>
            <div class="highlight"><pre tabindex="0">{{ text }}</pre></div>
        {% endfor %}
    </details>""")


def description_of(doctree: nodes.document | None) -> str:
    """Return the first paragraph of a page that says something, cut at a word; empty if there is
    none. A note says it of other pages too.
    """
    found = doctree.findall(nodes.paragraph) if doctree is not None else ()
    paragraphs = (
        " ".join(node.astext().split()) for node in found if not isinstance(node.parent, nodes.note)
    )
    text = next((paragraph for paragraph in paragraphs if len(paragraph) >= SHORTEST), "")
    return (
        text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:–") + "…"
    )


def tags_of(
    citation: Citation, title: str, description: str, address: str, is_whole: bool, language: str
) -> str:
    """Return the tags of a page's head: its description, Open Graph (https://ogp.me), and what
    Google Scholar and Zotero read.

    `address` is empty if the book has none; `is_whole` says that the page represents the whole
    book.
    """
    work = citation.work
    named = [
        ("description", description),
        ("citation_title", work.title if is_whole else title),
        *(("citation_author", author.inverted) for author in work.authors),
        *(("citation_author_orcid", author.orcid) for author in work.authors),
        ("citation_publication_date", work.released_on.replace("-", "/")),
        ("citation_inbook_title", "" if is_whole else work.title),
        ("citation_doi", work.doi),
        ("citation_language", language.split("-")[0]),
        ("citation_fulltext_html_url", address),
    ]
    open_graph = [
        ("og:type", "book" if is_whole else "article"),
        ("og:title", title),
        ("og:site_name", work.title),
        ("og:description", description),
        ("og:url", address),
        ("og:locale", language.replace("-", "_")),
    ]
    return TAGS(tags=[("name", *tag) for tag in named] + [("property", *tag) for tag in open_graph])


def box_of(citation: Citation, title: str, address: str, is_open: bool) -> str:
    """Return the box at a page's end with the citation as text, BibTeX and RIS; it is folded and
    opens without a script. No title: the whole book.
    """
    work = citation.work
    bibtex, ris = as_bibtex(work, title, address), as_ris(work, title, address)
    return BOX(
        open=" open" if is_open else "",
        what="this page" if title else "this book",
        text=as_text(work, title, address),
        formats=[
            ("BibTeX", "bib", "application/x-bibtex", bibtex),
            ("RIS", "ris", "application/x-research-info-systems", ris),
        ],
    )


def _with_citation(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    citation, language = _cited(app), app.config.language
    if citation is None or doctree is None:
        return
    title = unescape(re.sub(r"<[^>]*>", "", context.get("title", "")))
    address = app.builder.get_target_uri(page)
    address = f"{citation.work.address.rstrip('/')}/{address}" if citation.work.address else ""
    is_whole, description = (
        page in (app.config.root_doc, CITE_PAGE),
        description_of(doctree) or title,
    )
    described = [
        (
            linked_data.book(citation, language)
            if page == app.config.root_doc
            else linked_data.chapter(citation, title, description, address, language)
        )
    ]
    if page in linked_data.DATA_PAGES:
        described.append(
            linked_data.dataset(citation, page, title, description, _variables(app, page))
        )
    described += linked_data.claim_reviews(citation, _claims(app, page), address)
    context["metatags"] = (
        context.get("metatags", "")
        + tags_of(citation, title, description, address, is_whole, language)
        + linked_data.as_script(described)
    )
    context["body"] += box_of(citation, "" if is_whole else title, address, page == CITE_PAGE)


@lru_cache(maxsize=1)
def _cited(app: Sphinx) -> Citation | None:
    """How the pages are cited, looked up once a build."""
    known = read_citation(_root(app))
    return known and as_shown(known, published(app), read_releases(_root(app)))


def as_shown(citation: Citation, now: dict[str, dict], releases: list[dict]) -> Citation:
    """Return how a page is cited: if numbers moved since the release that has the version of
    CITATION.cff, the version says that there are changes since, for the release has other numbers.
    """
    work = citation.work
    released = [release for release in releases if release["version"] == work.version]
    if not released or is_as_released(now, released[-1]):
        return citation
    return replace(citation, work=replace(work, version=f"{work.version} with changes since"))


def _root(app: Sphinx) -> Path:
    return Path(app.srcdir).parent


def _claims(app: Sphinx, page: str) -> list[dict]:
    """The audited claims whose cards are on a page."""
    if not page.startswith("executed/claims_"):
        return []
    claims = json.loads((Path(app.srcdir) / "executed" / CLAIMS).read_text(encoding="utf-8"))
    return [claim for claim in claims if f"executed/{claim['page']}" == page]


def _variables(app: Sphinx, page: str) -> list[str]:
    """The columns of every table, for the page about all of them."""
    if page != "executed/data":
        return []
    return [
        f"{table.name}.{column}"
        for table in load_dictionary(_root(app)).tables.values()
        for column in table.column_names
    ]


class Versions(SphinxDirective):
    """The version that is shown, with its address and DOI if there are any, its authors'
    ORCIDs and roles where known, and every recorded release.
    """

    def run(self) -> list[nodes.Node]:
        citation, releases = read_citation(_root(self.env.app)), read_releases(_root(self.env.app))
        lines = (
            _about(citation, self.config.credit_roles)
            if citation
            else ["This copy says nowhere how it is cited: it has no CITATION.cff."]
        )
        lines += [
            f"Release {release['version']}, {date_text(release['released_on'])}:"
            f" {len(release['numbers'])} numbers"
            for release in releases
        ]
        if releases and not is_as_released(published(self.env.app), releases[-1]):
            lines.append(CHANGED_SINCE.format(releases[-1]["version"]))
        return [
            nodes.bullet_list(
                "", *(nodes.list_item("", nodes.paragraph(line, line)) for line in lines)
            )
        ]


def _about(citation: Citation, roles: dict[str, list[str]]) -> list[str]:
    work = citation.work
    lines = [
        f"This is version {work.version}, {date_text(work.released_on)}.",
        (
            f"DOI: {work.doi}"
            if work.doi
            else "It has no DOI yet; one is shown here as soon as CITATION.cff gives it."
        ),
        (
            f"Its address: {work.address}"
            if work.address
            else (
                "This copy has no address of its own; cite its version, and the id of a number or"
                " claim."
            )
        ),
    ]
    lines += [f"DOI {doi}: {meaning}" for doi, meaning in citation.dois if doi != work.doi]
    lines += [f"{author.name}: {author.orcid}" for author in work.authors if author.orcid]
    return lines + [
        f"{author.name}: {', '.join(roles[author.name]).lower()}"
        for author in work.authors
        if roles.get(author.name)
    ]


def _take_address(app: Sphinx, config: Config) -> None:
    """The book's address is said once, in CITATION.cff; Sphinx writes canonical
    addresses from its own setting.
    """
    citation = read_citation(_root(app))
    if citation:
        config.html_baseurl = citation.work.address
        known = {author.name for author in citation.work.authors}
        for name, roles in config.credit_roles.items():
            odd = [role for role in roles if role not in CREDIT]
            if odd or name not in known:
                wrong = (
                    f"{odd[0]!r} is no CRediT role"
                    if odd
                    else f"{name!r} is no author of CITATION.cff"
                )
                raise ValueError(f"credit_roles in _config.yml: {wrong}")


def add_to(app: Sphinx) -> None:
    app.add_config_value("credit_roles", {}, "env", (dict,))
    app.add_directive("versions", Versions)
    app.connect("config-inited", _take_address)
    app.connect("html-page-context", _with_citation)
