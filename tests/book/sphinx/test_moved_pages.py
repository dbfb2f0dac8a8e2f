"""A page that has gone leads to the page that took its place."""

import json

import pytest
from sphinx.application import Sphinx

from cohortbook.book.sphinx.addresses import vanished

SETTINGS = {"extensions": ["myst_parser", "cohortbook.book.sphinx"], "html_theme": "furo"}


@pytest.fixture
def study(tmp_path):
    """A study with a book of two pages, whose one release recorded a third with two parts."""
    source = tmp_path / "book"
    source.mkdir()
    (source / "index.md").write_text("# Setts\n\n```{toctree}\nmoss\n```\n", encoding="utf-8")
    (source / "moss.md").write_text("# Moss & fern\n", encoding="utf-8")
    releases = tmp_path / "data" / "releases"
    releases.mkdir(parents=True)
    release = {"version": "1.0", "released_on": "2033-03-01", "cohorts": []}
    release |= {"numbers": {}, "themes": {}, "files": {}}
    (releases / "1.0.json").write_text(json.dumps(release), encoding="utf-8")
    (releases / "1.0.addresses.txt").write_text(
        "executed/owls.html\nexecuted/owls.html#f-dots\nexecuted/owls.html#t-nests\nindex.html\n",
        encoding="utf-8",
    )
    return tmp_path


def _built(study, rows):
    """Build the study's book with these rows of the table; return its folder and the warnings."""
    (study / "book" / "moved.csv").write_text(f"from,to\n{rows}", encoding="utf-8")
    with (study / "warnings.txt").open("w", encoding="utf-8") as warnings:
        Sphinx(
            study / "book",
            None,
            study / "html",
            study / "doctrees",
            "html",
            confoverrides=SETTINGS,
            status=None,
            warning=warnings,
        ).build()
    return study / "html", (study / "warnings.txt").read_text(encoding="utf-8")


def test_a_page_that_has_gone_leads_to_the_new_one_and_keeps_every_recorded_address(study):
    site, warnings = _built(study, "executed/owls,moss\n")
    recorded = (study / "data/releases/1.0.addresses.txt").read_text(encoding="utf-8").splitlines()
    page = (site / "executed/owls.html").read_text(encoding="utf-8")
    assert warnings == "" and vanished(site, recorded) == []
    assert '<a href="../moss.html">Moss &amp; fern</a>' in page
    assert '<a href="../moss.html#f-dots">' in page and 'content="noindex"' in page


def test_a_page_that_has_gone_is_not_found_by_the_search(study):
    site, _ = _built(study, "executed/owls,moss\n")
    assert "owls" not in (site / "search-entries.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row, sentence",
    [
        ("moss,index", "moss is still a page of the book"),
        ("executed/owls,fern", "fern is not a page of the book"),
    ],
)
def test_a_row_that_leads_nowhere_or_from_a_page_that_is_there_is_named(study, row, sentence):
    site, warnings = _built(study, f"{row}\n")
    assert f"book/moved.csv, line 2: {sentence}" in warnings
    assert not (site / "executed/owls.html").exists()


@pytest.mark.browser
def test_a_moved_page_goes_on_at_once_and_keeps_the_part(study, browser):
    site, _ = _built(study, "executed/owls,moss\n")
    tab = browser.new_page()
    tab.goto((site / "executed/owls.html").as_uri() + "#f-dots")
    tab.wait_for_url("**/moss.html#f-dots")
    assert tab.locator("h1").inner_text().startswith("Moss")
    tab.close()


@pytest.mark.browser
def test_a_moved_page_leads_on_without_scripts(study, browser):
    site, _ = _built(study, "executed/owls,moss\n")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "executed/owls.html").as_uri())
    tab.locator("a").first.click()
    assert tab.url.endswith("/moss.html") and tab.locator("main").count() == 1
    context.close()
