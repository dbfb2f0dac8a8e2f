"""The contents beside a page: short, and made once, not page by page."""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from cohortbook.book.sphinx import navigation

HTML = Path(__file__).parents[3] / "_build" / "html"
MOST_ENTRIES = 20


def test_the_contents_are_made_once_and_furo_makes_none(tmp_path, monkeypatch):
    """Each page would cost as much as there are pages."""
    source = tmp_path / "book"
    source.mkdir()
    for name in ("moss", "fern"):
        (source / f"{name}.md").write_text(f"# {name.capitalize()}\n", encoding="utf-8")
    (source / "index.md").write_text(
        "# Setts\n\n```{toctree}\n:caption: Plants\nmoss\nfern\n```\n", encoding="utf-8"
    )
    made, contents = [], navigation.contents
    monkeypatch.setattr(navigation, "contents", lambda env: made.append("ours") or contents(env))
    monkeypatch.setattr(
        StandaloneHTMLBuilder, "_get_local_toctree", lambda *_, **__: made.append("Furo's") or ""
    )
    settings = {"extensions": ["myst_parser", "cohortbook.book.sphinx"], "html_theme": "furo"}
    Sphinx(
        source,
        None,
        tmp_path / "html",
        tmp_path / "doctrees",
        "html",
        confoverrides=settings,
        status=None,
    ).build()
    page = (tmp_path / "html" / "moss.html").read_text(encoding="utf-8")
    assert made == ["ours"] and '<a href="fern.html">Fern</a>' in page and "Plants" in page


def test_hundreds_of_cohorts_are_folded_except_on_their_own_pages():
    entries = [
        navigation.Entry(
            f"executed/cohort_{number:03}",
            str(number),
            (navigation.Entry(f"executed/cohort_{number:03}_themes", "Themes"),),
        )
        for number in range(1, 301)
    ]
    after = navigation.Entry("executed/comparison", "Side by side")
    folded, rest = navigation.grouped([*entries, after])
    assert (folded.label, len(folded.entries), rest.label, rest.entries) == (
        "300 cohorts",
        300,
        "",
        [after],
    )
    assert (
        folded.is_open("executed/cohort_137")
        and folded.is_open("executed/cohort_137_themes")
        and not folded.is_open("executed/comparison")
    )
    assert (
        navigation.grouped([*entries[:20], after]) == [navigation.Group("", [*entries[:20], after])]
        and navigation.grouped([]) == []
    )


CONTENTS = re.compile(r'<nav class="cb-contents".*?</nav>', re.DOTALL)


def listed(page):
    """The addresses that the contents beside a page of the real book list."""
    [contents] = CONTENTS.findall((HTML / page).read_text(encoding="utf-8"))
    return re.findall(r'<li><a href="([^"]*)"', contents)


def sections_of(page):
    """The list of sections below a page of the real book."""
    text = (HTML / page).read_text(encoding="utf-8")
    return re.search(r'<nav class="cb-sections".*?</nav>', text, re.DOTALL)[0]


def test_the_contents_of_the_real_book_have_at_most_twenty_entries(built):
    assert 0 < len(listed("index.html")) <= MOST_ENTRIES


def test_a_page_below_a_cohort_is_listed_only_while_the_cohort_is_open(built):
    assert "cohort_01_themes.html" in listed("executed/cohort_01.html")
    assert "executed/cohort_01_themes.html" not in listed("index.html")


def test_a_section_of_a_page_is_listed_on_that_page_and_not_in_the_contents(built):
    assert "numbers_all.html" not in listed("executed/numbers.html")
    assert '<a href="numbers_all.html">' in sections_of("executed/numbers.html")


def test_a_section_of_a_section_leads_up_and_does_not_list_its_neighbours(built):
    for page in ("executed/data.html", "executed/numbers_all.html"):
        assert '<a href="numbers.html">' in sections_of(page)
        assert "numbers_programme.html" not in sections_of(page)
