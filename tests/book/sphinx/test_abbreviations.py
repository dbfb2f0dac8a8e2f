"""Abbreviations, explained where they stand."""

import re
from html import unescape

import pytest
from chromium import HTML, PAGES
from docutils.core import publish_doctree

from cohortbook.book.sphinx.abbreviations import explained, meanings

NAMES = {  # of programs, files, formats and licences, which are called so and not otherwise
    "ATLAS",
    "BibTeX",
    "BY",
    "CC",
    "CITATION",
    "DVC",
    "HTML",
    "JavaScript",
    "LibreOffice",
    "MAXQDA",
    "MIT",
    "NVivo",
    "OpenSAFELY",
    "QualCoder",
    "README",
    "RIS",
    "SciPy",
    "SHA256SUMS",
    "UTF-8",
    "AA",
    "UA",
}  # a level and a part of standards
# where abbreviations are terms, and where works are called what they are called
ELSEWHERE = {"glossary.html", "references.html"}
KNOWN = {"OWL": ("Old wise <lady>", "term-OWL"), "MOSS-2": ("Moss of two kinds", "term-MOSS-2")}
ABBR = '<abbr title="Old wise &lt;lady&gt;">OWL</abbr>'
LINKED = f'<a class="cb-term" href="g.html#term-OWL">{ABBR}</a>'


def test_meanings_are_the_first_sentences_of_terms_with_two_capitals():
    doctree = publish_doctree(
        "OWL\n  Old wise lady. She sees at night.\n\nDfM\n  Department for Moss\n\nsett\n  Where"
        " badgers live.\n"
    )
    for term in doctree.findall(lambda node: node.tagname == "term"):
        term["ids"] = [f"term-{term.astext()}"]
    assert meanings(doctree) == {
        "OWL": ("Old wise lady", "term-OWL"),
        "DfM": ("Department for Moss", "term-DfM"),
    }


@pytest.mark.parametrize(
    "body, found",
    [
        ("<p>The OWL and OWLs</p>", f"<p>The {LINKED} and OWLs</p>"),
        ("<p>OWLs</p>", f"<p>{LINKED}s</p>"),
        (
            "<section><p>OWL</p></section><section><p>OWL OWL</p></section>",
            f"<section><p>{LINKED}</p></section><section><p>{ABBR} OWL</p></section>",
        ),
        ('<a href="OWL.html">OWL</a>', f'<a href="OWL.html">{ABBR}</a>'),
        (
            "<p>MOSS-2, MOSS-20, OWLET, BOWL</p>",
            (
                '<p><a class="cb-term" href="g.html#term-MOSS-2"><abbr title="Moss of two'
                ' kinds">MOSS-2</abbr></a>, MOSS-20, OWLET, BOWL</p>'
            ),
        ),
    ],
)
def test_an_abbreviation_is_explained_once_a_section_and_linked_once_a_page(body, found):
    assert explained(body, KNOWN, "g.html") == found


@pytest.mark.parametrize(
    "body",
    [
        "<code>OWL</code>",
        '<pre><span class="n">OWL</span></pre>',
        "<svg><text>OWL</text></svg>",
        '<p title="OWL"></p>',
        "<h1>OWL</h1>",
        "<style>.OWL{}</style>",
    ],
)
def test_code_pictures_and_attributes_stay_as_they_stand(body):
    assert explained(body, KNOWN, "g.html") == body


def test_without_a_glossary_a_page_stays_as_it_is():
    assert explained("<p>OWL</p>", {}, "g.html") == "<p>OWL</p>"


def unexplained(page):
    """The words with two capitals that stand on a page without a meaning; what is code, a table or
    a name is not looked at.
    """
    article = page[page.find("<article") : page.find("</article")]
    for skipped in ("script", "style", "svg", "code", "pre", "table", "h1", "abbr"):
        article = re.sub(rf"<{skipped}\b.*?</{skipped}>", "", article, flags=re.DOTALL)
    explained_before = set(re.findall(r"<abbr[^>]*>([^<]+)", page))
    words = set(
        re.findall(
            r"\b(?!Mc)[A-Z][A-Za-z]*[A-Z][A-Za-z0-9-]*\b", unescape(re.sub("<[^>]+>", " ", article))
        )
    )
    return sorted(words - NAMES - explained_before)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ELSEWHERE])
def test_no_abbreviation_of_the_book_stands_unexplained(name):
    page = (HTML / name).read_text(encoding="utf-8")
    assert unexplained(page) == []
    assert unexplained(page.replace("</article", "<p>As the QXV says.</p></article", 1)) == ["QXV"]
