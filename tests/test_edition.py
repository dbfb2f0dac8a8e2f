"""The PDF edition of the made-up book: tagged, in order, with contents that are right and links that lead somewhere."""

import re
import stat

import pypdf
import pytest

from cohortbook.citation import read_citation
from cohortbook.edition import EditionError, browser, write_edition

pytestmark = [pytest.mark.browser, pytest.mark.skipif(browser() is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def edition(made_up_book, tmp_path_factory):
    target = tmp_path_factory.mktemp("edition") / "edition.pdf"
    write_edition(made_up_book / "_build/html", read_citation(made_up_book), "en-GB", target)
    return pypdf.PdfReader(target)


def elements(node, kind):
    """The structure elements of a kind, at any depth."""
    node = node.get_object()
    if isinstance(node, list):
        return [found for child in node for found in elements(child, kind)]
    if not isinstance(node, dict):
        return []
    return ([node] if node.get("/S") == kind else []) + (elements(node["/K"], kind) if "/K" in node else [])


def test_it_is_tagged_says_its_language_and_title_and_has_an_outline(edition):
    catalogue = edition.trailer["/Root"]
    assert catalogue["/Lang"] == "en-GB" and catalogue["/MarkInfo"]["/Marked"].value is True
    assert edition.metadata.title == "Badgers who read: a made-up study" and edition.metadata.creation_date.isoformat().startswith("2033-03-01")
    tree = catalogue["/StructTreeRoot"]
    for kind in ("/H1", "/Table", "/TH", "/L", "/Link", "/Figure"):
        assert elements(tree["/K"], kind), kind
    figures = [figure for figure in elements(tree["/K"], "/Figure") if not elements(figure["/K"], "/Caption")]
    assert len(figures) >= len(elements(tree["/K"], "/Figure")) / 2 and all(str(figure.get("/Alt", "")).strip() for figure in figures), "a figure without words"
    assert edition.outline


def test_its_contents_name_the_page_on_which_each_chapter_begins(edition):
    text = [page.extract_text() for page in edition.pages]
    place = next(number for number, held in enumerate(text) if held.startswith("2\nContents"))
    entries = re.findall(r"^(.+?)\s*[\u2007 ](\d+)$", text[place], flags=re.MULTILINE)
    assert len(entries) > 15
    for title, number in entries:
        assert title.strip()[:15] in text[int(number) - 1].replace("\n", " "), (title, number)


def test_every_link_within_it_leads_somewhere_and_every_page_has_its_number(edition):
    known = set(edition.named_destinations)
    links = [annotation.get_object() for page in edition.pages for annotation in page.get("/Annots", [])]
    inner = [link["/Dest"] for link in links if "/Dest" in link]
    assert len(inner) > 50 and {str(name) for name in inner} <= known
    addresses = [link["/A"]["/URI"] for link in links if "/A" in link and "/URI" in link["/A"]]
    assert not [address for address in addresses if address.startswith("file:")]
    assert any(address.startswith("https://badgers.example/book/executed/numbers_") for address in addresses), "a number leads to where the book is published"
    assert len(edition.pages) > 20
    for number, page in list(enumerate(edition.pages, start=1))[1:]:
        assert str(number) in page.extract_text().split("\n"), number


def test_a_browser_that_prints_nothing_is_named(made_up_book, tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho no paper >&2\nexit 1\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EditionError, match="chromium printed nothing: no paper"):
        write_edition(made_up_book / "_build/html", read_citation(made_up_book), "en-GB", tmp_path / "edition.pdf")
