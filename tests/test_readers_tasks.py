"""What readers come for is at most two steps from the first page: a link, or a search."""

import re

import pytest
from chromium import HTML

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(browser):
    """A tab on the first page."""
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.set_default_timeout(10_000)
    tab.goto((HTML / "index.html").as_uri())
    yield tab
    tab.context.close()


def choose(tab, name):
    """Take the link of a name in the contents of the book."""
    tab.locator("#contents").get_by_role("link", name=name, exact=True).click()


def search(tab, words):
    tab.get_by_label("Search the book").fill(words)
    tab.keyboard.press("Enter")


def saved(tab, link):
    """What a link saves."""
    with tab.expect_download() as download:
        link.click()
    return download.value.path().read_text(encoding="utf-8-sig")


def test_who_named_support_from_the_employer_in_cohort_2(reader):
    choose(reader, "What helped and what got in the way")
    topic = reader.locator("section").filter(has=reader.locator("#topic-support-from-the-employer"))
    numbers = topic.locator("td[data-label^='Cohort 2'] a")
    numbers.filter(has_text=re.compile("^[1-9]")).first.click()
    rows = reader.locator(".cb-card:has(:target)").inner_text()
    assert "cohort_02" in rows and "Counted from" in rows


def test_whether_a_mean_of_8_years_is_right(reader):
    search(reader, "mean 8 years in practice")
    claims = reader.locator("#search-results li").filter(
        has=reader.locator("span", has_text=re.compile("^Claim"))
    )
    claims.first.locator("a").click()
    card = reader.locator(":target").inner_text()
    assert "mean 8 years in practice" in card and "reproduced" in card


def test_the_list_of_impacts_as_csv(reader):
    choose(reader, "What changed")
    register = reader.locator("div.cell_output").filter(has=reader.locator(".cb-ledger"))
    lines = saved(reader, register.get_by_role("link", name="CSV")).splitlines()
    assert lines[0].startswith("Impact,Cohort,Level") and len(lines) > 25


def test_the_bibtex_of_a_page(reader):
    choose(reader, "What changed")
    reader.get_by_role("link", name="Cite this page").click()
    entry = reader.locator("#cite-this pre").first
    assert entry.is_visible() and "title = {{What changed}}" in entry.inner_text()


def test_the_recommendation_with_the_fewest_voices(reader):
    choose(reader, "What was recommended")
    here = reader.get_by_role("navigation", name="On this page")
    here.get_by_role("link", name="What each recommendation rests on").click()
    voices = reader.locator("section:has(:target), section:target").last.locator("table").first
    assert "Spoke of it" in voices.locator("thead").inner_text()
    assert voices.is_visible() and voices.locator("tbody tr").count() == 12


def test_what_a_third_cohort_needs(reader):
    choose(reader, "Add a cohort")
    here = reader.get_by_role("navigation", name="On this page")
    here.get_by_role("link", name="2. Fill the workbook, and take it in").click()
    assert "workbook" in reader.locator("section:target").inner_text()


def test_the_comparison_of_gender_by_search(reader):
    search(reader, "gender")
    results = reader.locator("#search-results li > a")
    results.first.wait_for()
    results.and_(reader.locator("[href*='comparison.html']")).first.click()
    assert "women" in reader.locator("article").inner_text()


def test_what_both_cohorts_said_of_supervisors(reader):
    choose(reader, "What helped and what got in the way")
    reader.locator(".cb-topics").get_by_role("link", name="Academic supervision").click()
    topic = reader.locator("section:has(> :target)").inner_text()
    assert "Cohort 1" in topic and "Cohort 2" in topic and "What they said" in topic
