"""The PDF edition of the made-up book: tagged, in order, with contents that are right and links
that lead somewhere.
"""

import re
import stat
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from cohortbook.release.pdf_edition import LAYOUT, MOST_ROWS, EditionError, browser, write_edition
from cohortbook.study.citation import read_citation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser() is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def edition(made_up_book, tmp_path_factory):
    target = tmp_path_factory.mktemp("edition") / "edition.pdf"
    write_edition(made_up_book / "_build/html", read_citation(made_up_book), "en-GB", target)
    return pypdf.PdfReader(target)


@pytest.fixture(scope="module")
def printed(edition):
    """The text of each page; to take it from one takes longer than to print it."""
    return [page.extract_text() for page in edition.pages]


@pytest.fixture(scope="module")
def small(badgers, tmp_path_factory):
    """The edition of a site of two pages that is published nowhere, and has one of each thing that
    paper needs otherwise.
    """
    site, citation = tmp_path_factory.mktemp("small"), read_citation(badgers.root)
    rows = "".join(f"<tr><td>row {number}</td><td>1</td></tr>" for number in range(MOST_ROWS + 1))
    wide = ["cohort_01.service.adult.count", "0123456789abcdef" * 4] * 6
    first = (
        '<h1>One</h1><h2 id="long">A heading so long that it goes on to the next line of the page,'
        " because it says a good deal of what is below it</h2>"
        '<p id="here">See <a href="executed/changed.html#twin">the other</a>, <a'
        ' href="executed/numbers_all.html#r-1">the number 5</a>, <a href="data/tables.xlsx">all'
        ' tables</a> and <a href="#here">c001</a>.</p>'
        "<details><summary>More</summary><p>Folded away</p></details>"
        '<div class="cb-verify"><label>Choose <input type="file"></label></div><p'
        ' class="cb-take">Take away</p>'
        '<table><caption><span class="cb-label">Table 1</span>'
        f" Wide</caption><tr><td>{'</td><td>'.join(wide)}</td></tr></table>"
    )
    second = (
        '<h1>Two</h1><figure class="cb-figure"><div role="img" aria-label="Dots"><svg viewBox="0 0'
        ' 331.2 805" aria-hidden="true"><circle r="9"/></svg></div><figcaption>A tall'
        ' figure</figcaption></figure><details class="cb-twin" id="twin"><summary>The figure as a'
        ' table</summary><table><caption><a class="cb-label" href="#twin">Table 1</a> A tall'
        " figure</caption><tr><td>1</td></tr></table></details><table><caption><span"
        f' class="cb-label">Table 2</span> Raw</caption><tbody>{rows}</tbody></table>'
    )
    (site / "executed").mkdir()
    (site / "index.html").write_text(
        f'<link rel="next" href="executed/changed.html"><article>{first}</article>',
        encoding="utf-8",
    )
    (site / "executed/changed.html").write_text(f"<article>{second}</article>", encoding="utf-8")
    write_edition(
        site,
        replace(citation, work=replace(citation.work, address="")),
        "en-GB",
        site / "edition.pdf",
    )
    return pypdf.PdfReader(site / "edition.pdf")


def sizes(page):
    """How many letters of a page are of each size, as printed."""
    found = Counter()
    page.extract_text(
        visitor_text=lambda text, matrix, place, font, size: found.update(
            {round(abs(matrix[0] * place[0]) * size, 1): len(text.strip())}
        )
    )
    return found


def words(pdf):
    """The text of all pages as one line."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def elements(node):
    """The structure elements below a node, at any depth."""
    node = node.get_object()
    if isinstance(node, list):
        return [found for child in node for found in elements(child)]
    if not isinstance(node, dict):
        return []
    return [node, *(elements(node["/K"]) if "/K" in node else [])]


def test_it_is_tagged_says_its_language_and_title_and_has_an_outline(edition):
    catalogue = edition.trailer["/Root"]
    assert catalogue["/Lang"] == "en-GB" and catalogue["/MarkInfo"]["/Marked"].value is True
    assert (
        edition.metadata.title == "Badgers who read: a made-up study"
        and edition.metadata.creation_date.isoformat().startswith("2033-03-01")
    )
    tagged = elements(catalogue["/StructTreeRoot"]["/K"])
    assert {element.get("/S") for element in tagged} >= {
        "/H1",
        "/Table",
        "/TH",
        "/L",
        "/Link",
        "/Figure",
    }
    assert all(
        str(figure.get("/Alt", "")).strip() for figure in tagged if figure.get("/S") == "/Figure"
    ), "a figure without words"
    assert (
        edition.pdf_header == "%PDF-1.7"
        and edition.metadata.creator == edition.metadata.producer == "cohortbook"
    )
    assert edition.outline


def test_its_contents_name_the_page_on_which_each_chapter_begins(printed):
    contents = next(text for text in printed if text.startswith("2\nContents"))
    entries = re.findall(r"^(.+?)\s*[\u2007 ](\d+)$", contents, flags=re.MULTILINE)
    assert len(entries) > 15
    for title, number in entries:
        assert title.strip()[:15] in printed[int(number) - 1].replace("\n", " "), (title, number)


def test_every_link_within_it_leads_somewhere_and_every_page_has_its_number(edition, printed):
    known = set(edition.named_destinations)
    links = [
        annotation.get_object() for page in edition.pages for annotation in page.get("/Annots", [])
    ]
    inner = [link["/Dest"] for link in links if "/Dest" in link]
    assert len(inner) > 50 and {str(name) for name in inner} <= known
    addresses = [link["/A"]["/URI"] for link in links if "/A" in link and "/URI" in link["/A"]]
    assert not [address for address in addresses if address.startswith("file:")]
    assert any(
        address.startswith("https://badgers.example/book/executed/numbers_")
        for address in addresses
    ), "a number leads to where the book is published"
    assert len(printed) > 20
    assert [
        number
        for number, text in enumerate(printed, start=1)
        if number > 1 and str(number) not in text.split("\n")
    ] == []


def test_nothing_is_so_wide_that_the_browser_shrinks_the_pages(edition, small):
    size = float(re.search(r"body { font: ([\d.]+)pt", LAYOUT)[1])
    for pdf in (edition, small):
        assert sizes(pdf.pages[1]).most_common(1)[0][0] == size, "the contents"
    assert {max(page.mediabox) for page in edition.pages} == {edition.pages[0].mediabox.height}


def test_a_link_says_on_which_page_it_ends_and_one_to_what_is_not_printed_says_its_file_or_nothing(
    small,
):
    where = next(
        number
        for number, page in enumerate(small.pages, start=1)
        if "2\u2002Two" in page.extract_text() and number > 2
    )
    assert (
        f"See the other (p. {where}), the number 5, all tables (published/site/data/tables.xlsx)"
        " and c001." in words(small)
    )
    links = [
        annotation.get_object() for page in small.pages for annotation in page.get("/Annots", [])
    ]
    assert {link["/Dest"] for link in links} == {
        "/index.html",
        "/executed/changed.html",
    }


def test_what_only_a_screen_needs_and_what_is_folded_away_are_not_printed(small):
    for text in ("Choose", "Take away", "Folded away", "The figure as a table"):
        assert text not in words(small)


def test_chapters_to_look_something_up_in_are_not_printed_and_the_first_page_says_so(printed):
    text = " ".join(" ".join(printed).split())
    assert "It leaves out what the pages of the website fold away" in " ".join(printed[0].split())
    assert "Add a cohort" not in text and "Every number" not in text


def test_the_edition_of_the_real_study_has_at_most_120_pages(built, tmp_path):
    root = Path(__file__).parents[2]
    write_edition(root / "_build/html", read_citation(root), "en-GB", tmp_path / "edition.pdf")
    assert 60 < len(pypdf.PdfReader(tmp_path / "edition.pdf").pages) <= 120


def test_a_tall_figure_stands_on_one_page_with_its_caption(small):
    page = next(
        page.extract_text() for page in small.pages if "A tall figure" in page.extract_text()
    )
    assert "2 Two" in " ".join(page.split()) and words(small).count("A tall figure") == 1


def test_a_long_table_is_named_with_its_file_instead_of_printed(small):
    assert (
        f"Table 2.2 Raw. Not printed here: {MOST_ROWS + 1} rows, which the file"
        " published/site/tables/changed.csv of the release holds."
        in words(small)
        and "row 7" not in words(small)
    )


def test_a_heading_of_two_lines_keeps_its_spaces_in_the_outline(small):
    titles = re.findall(r"'/Title': '([^']*)'", str(small.outline))
    assert (
        "A heading so long that it goes on to the next line of the page, because it says a good"
        " deal of what is below it"
        in titles
        and "1 One" in titles
    )


def test_a_browser_that_prints_nothing_is_named(made_up_book, tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho no paper >&2\nexit 1\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EditionError, match="chromium printed nothing: no paper"):
        write_edition(
            made_up_book / "_build/html",
            read_citation(made_up_book),
            "en-GB",
            tmp_path / "edition.pdf",
        )
