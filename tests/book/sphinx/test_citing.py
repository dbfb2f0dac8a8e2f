"""Each page of a built book says what it is, to machines in its head and to people in a box at its
end.
"""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from cohortbook.book.sphinx.addresses import addresses
from cohortbook.book.sphinx.citing import as_shown, description_of
from cohortbook.book.sphinx.linked_data import as_script
from cohortbook.study.citation import read_citation
from cohortbook.study.citation_formats import as_bibtex, as_ris, as_text

HTML = Path(__file__).parents[3] / "_build" / "html"


class Head(HTMLParser):
    """The meta tags, the links and the linked data of a page."""

    def __init__(self, path):
        super().__init__()
        self.meta, self.canonical, self.linked, self._in_script = {}, None, [], False
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta":
            self.meta.setdefault(found.get("name") or found.get("property"), []).append(
                found.get("content")
            )
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical = found["href"]
        self._in_script = tag == "script" and found.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self._in_script:
            held = json.loads(data)
            assert held["@context"] == "https://schema.org"
            self.linked += held["@graph"]
            self._in_script = False


def pages_of_book(site):
    return [
        page
        for page in addresses(site)
        if "#" not in page and "<main" in (site / page).read_text(encoding="utf-8")
    ]


@pytest.fixture(scope="module")
def heads(built):
    return {page: Head(HTML / page) for page in pages_of_book(HTML)}


@pytest.fixture(scope="module")
def badger_heads(made_up_book):
    site = made_up_book / "_build" / "html"
    return {page: Head(site / page) for page in pages_of_book(site)}


@pytest.mark.parametrize("book", ["heads", "badger_heads"])
def test_every_page_has_one_description_one_title_and_date_and_every_author(book, request):
    for page, head in request.getfixturevalue(book).items():
        for name in (
            "description",
            "citation_title",
            "citation_publication_date",
            "og:title",
            "og:description",
            "og:type",
            "og:site_name",
            "og:locale",
        ):
            assert len(head.meta.get(name, [])) == 1 and head.meta[name][0], (page, name)
        assert len(head.meta["citation_author"]) >= 1 and len(head.meta["description"][0]) <= 200, (
            page
        )


def test_no_two_pages_are_described_alike(heads):
    described = [head.meta["description"][0] for head in heads.values()]
    assert len(set(described)) == len(described)


def test_a_book_with_an_address_says_it_on_every_page_and_one_without_claims_none(
    heads, badger_heads
):
    for page, head in badger_heads.items():
        assert (
            head.canonical
            == head.meta["og:url"][0]
            == head.meta["citation_fulltext_html_url"][0]
            == f"https://badgers.example/book/{page}"
        )
        assert head.meta["citation_doi"] == ["10.5072/badgers.1"] and head.meta[
            "citation_author_orcid"
        ] == ["https://orcid.org/0000-0002-1825-0097"]
    assert all(head.canonical is None and "og:url" not in head.meta for head in heads.values()), (
        "CITATION.cff has a url now: say so in this test"
    )


def test_each_page_is_the_book_or_a_chapter_of_it(heads):
    kinds = {page: [thing["@type"] for thing in head.linked] for page, head in heads.items()}
    assert (
        kinds["index.html"] == ["Book"]
        and kinds["executed/cohort_01.html"] == ["Chapter"]
        and all(kinds.values())
    )
    assert (
        heads["executed/cohort_01.html"].linked[0]["isPartOf"]["name"]
        == heads["index.html"].linked[0]["name"]
    )
    assert heads["index.html"].linked[0]["isBasedOn"][0]["@type"] == "Report"


def test_the_pages_of_data_are_data_sets_whose_files_are_there(heads):
    for page in ("executed/data.html", "executed/numbers.html", "executed/ledger.html"):
        data = next(thing for thing in heads[page].linked if thing["@type"] == "Dataset")
        for file in data["distribution"]:
            assert (HTML / page).parent.joinpath(file["contentUrl"]).resolve().exists(), file
    assert (
        "participants.gender"
        in next(
            thing for thing in heads["executed/data.html"].linked if thing["@type"] == "Dataset"
        )["variableMeasured"]
    )


def test_every_audited_claim_is_a_claim_review_with_its_verdict_at_its_address(
    made_up_book, badger_heads
):
    claims = json.loads((made_up_book / "book/executed/claims.json").read_text(encoding="utf-8"))
    reviews = {
        thing["url"]: thing
        for head in badger_heads.values()
        for thing in head.linked
        if thing["@type"] == "ClaimReview"
    }
    assert len(reviews) == len(claims) > 20
    for claim in claims:
        review = reviews[
            f"https://badgers.example/book/executed/{claim['page']}.html#{claim['claim_id']}"
        ]
        assert review["claimReviewed"] == claim["claim"] and review["reviewRating"][
            "alternateName"
        ].lower() == claim["verdict"].replace("_", " ")
        assert review["itemReviewed"]["appearance"] == {"@id": "#report"}


def test_the_box_of_a_page_holds_its_citation_as_text_bibtex_and_ris(made_up_book, badger_heads):
    work = read_citation(made_up_book).work
    for page, title in (
        (
            "executed/comparison.html",
            badger_heads["executed/comparison.html"].meta["citation_title"][0],
        ),
        ("index.html", ""),
    ):
        address, text = f"https://badgers.example/book/{page}", badger_heads[page].text
        box = re.search(r'<details class="cb-cite".*?</details>', text, flags=re.DOTALL)[0]
        assert as_text(work, title, address) in unescape(box) and as_bibtex(
            work, title, address
        ) in unescape(box)
        links = [
            unquote(link.partition(",")[2]) for link in re.findall(r'href="(data:[^"]*)"', box)
        ]
        assert links == [as_bibtex(work, title, address), as_ris(work, title, address)]
        assert "Cite this page" in box if title else "Cite this book" in box


def test_the_cite_page_lists_every_release_and_says_what_there_is_not(heads):
    text = re.sub(r"<[^>]+>", "", heads["cite.html"].text)  # a word of the glossary is a link
    assert (
        "Release 0.1.0, 24 November 2026: 1662 numbers" in text
        and "It has no DOI yet" in text
        and "has no address of its own" in text
        and "Numbers have moved since release 0.1.0. When you cite one" in text
    )


def test_linked_data_cannot_end_its_element():
    script = as_script([{"name": "</script><script>alert(1)</script>"}])
    assert script.count("</script>") == 1 and json.loads(re.sub(r"</?script[^>]*>", "", script))[
        "@graph"
    ][0]["name"].startswith("</script>")


def test_description_of_a_page_is_its_first_paragraph_that_says_something_cut_at_a_word():
    from docutils.core import publish_doctree

    assert description_of(publish_doctree("Short.\n\n" + "word " * 80)) == "word " * 38 + "word…"
    assert (
        description_of(publish_doctree(".. note::\n\n   " + "note " * 20 + "\n\n" + "word " * 20))
        == ("word " * 20).strip()
    )
    assert description_of(publish_doctree("Short.")) == "" and description_of(None) == ""


@pytest.mark.parametrize(
    ("version", "recorded", "shown"),
    [
        ("1.0", "5 people, based on 7", "1.0"),
        ("1.0", "4 people, based on 7", "1.0 with changes since"),
        ("1.1", "4 people, based on 7", "1.1"),
    ],
    ids=["as released", "moved since", "not released yet"],
)
def test_a_page_whose_release_has_other_numbers_is_cited_with_changes_since(
    project, version, recorded, shown
):
    known = read_citation(project)
    known = replace(known, work=replace(known.work, version=version))
    now = {"a.b.count": {"id": "a.b.count", "text": "5", "unit": "people", "n": 7, "value": 5}}
    releases = [{"version": "1.0", "numbers": {"a.b.count": recorded}}]
    assert as_shown(known, now, releases).work.version == shown
