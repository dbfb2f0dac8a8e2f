"""The built book in a real browser: every page, wide and narrow, light and dark.

Chromium is found as `chromium`, `chromium-browser` or `google-chrome`; without it these tests are skipped, unless
COHORTBOOK_REQUIRE_BROWSER is set, as it is in continuous integration.
"""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

HTML = Path(__file__).parents[1] / "_build" / "html"
PAGES = sorted(path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html") if "_static" not in path.parts)
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
VIEWS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


class Page(HTMLParser):
    """The ids, links and language of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.language = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("href", "src") if found.get(name)]
        self.language = found.get("lang", self.language) if tag == "html" else self.language


@pytest.fixture(scope="module")
def parsed():
    assert PAGES, "there is no book in _build/html: make book"
    return {name: Page((HTML / name).read_text(encoding="utf-8")) for name in PAGES}


def broken_links(parsed):
    for name, page in parsed.items():
        for link in page.links:
            address, anchor = urldefrag(unquote(link))
            address = address.split("?")[0]
            if re.match(r"[a-z]+:", address):
                continue
            target = (HTML / name).parent / address if address else HTML / name
            if not target.exists():
                yield name, link
            elif anchor and target.suffix == ".html":
                ids = parsed[target.resolve().relative_to(HTML.resolve()).as_posix()].ids
                if anchor not in ids:
                    yield name, link


def test_no_link_and_no_anchor_is_broken(parsed):
    assert list(broken_links(parsed)) == []


def test_a_broken_anchor_would_be_found(parsed):
    spoiled = dict(parsed, **{"index.html": Page('<a href="executed/numbers_all.html#no.such.number">')})
    assert list(broken_links(spoiled)) == [("index.html", "executed/numbers_all.html#no.such.number")]


def test_pages_are_in_british_english(parsed):
    assert {page.language for page in parsed.values()} == {"en-GB"}


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        if os.environ.get("COHORTBOOK_REQUIRE_BROWSER"):
            pytest.fail("Chromium is required and was not found")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def view(browser, request):
    """A browser tab of one width and colour scheme, with the addresses it asked for and the errors it met."""
    width, scheme = request.param
    tab = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    asked, errors = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab, asked, errors
    tab.context.close()


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNNAMED_FIGURES = "[...document.querySelectorAll('.cb-figure [role=img]')].filter(e => (e.ariaLabel || '').length < 40).length"
POOR_TABLES = """[...document.querySelectorAll('.cb-table table')].filter(t =>
    !t.caption || !t.caption.textContent.trim() || t.querySelectorAll('th:not([scope])').length || !t.tHead).length"""
CONTRAST = """() => {
    const rgb = c => c.match(/[\\d.]+/g).map(Number);
    const light = c => { const [r, g, b] = rgb(c).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = e => { while (e) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0 && c !== 'transparent') return c; e = e.parentElement; }
        return 'rgb(255, 255, 255)'; };
    return [...document.querySelectorAll('.cb-table caption, .cb-table th, .cb-table td, .cb-note, .cb-figure figcaption')]
        .filter(e => e.innerText.trim() && e.getClientRects().length)
        .map(e => { const [a, b] = [light(getComputedStyle(e).color), light(ground(e))]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); })
        .filter(ratio => ratio < 4.5).length; }"""


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_asks_nobody_else_and_names_its_figures_and_tables(view, name):
    tab, asked, errors = view
    asked.clear(), errors.clear()
    tab.goto((HTML / name).as_uri())
    assert tab.evaluate(OVERFLOW) <= 0, "the page is wider than the window"
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert errors == []
    assert tab.evaluate(UNNAMED_FIGURES) == 0
    assert tab.evaluate(POOR_TABLES) == 0
    assert tab.evaluate(CONTRAST) == 0, "text too faint against its ground"


@pytest.mark.browser
def test_a_page_broken_on_purpose_is_found(view):
    tab, _, _ = view
    tab.goto((HTML / "index.html").as_uri())
    tab.evaluate("""document.querySelector('article').innerHTML += `<div style="width: 3000px">wide</div>
        <div class="cb-table"><table><tr><th>no scope, no caption</th></tr></table></div>
        <figure class="cb-figure"><div role="img" aria-label="short"></div><figcaption style="color: #888; background: #999">faint</figcaption></figure>`""")
    assert tab.evaluate(OVERFLOW) > 0
    assert tab.evaluate(POOR_TABLES) == 1
    assert tab.evaluate(UNNAMED_FIGURES) == 1
    assert tab.evaluate(CONTRAST) == 1


@pytest.mark.browser
def test_a_number_in_prose_leads_to_its_row_among_all_numbers(view):
    tab, _, _ = view
    tab.goto((HTML / "index.html").as_uri())
    tab.locator("article a.cb-number").first.click()
    tab.wait_for_url("**/executed/numbers_all.html#r-all.participants.count")
    assert tab.evaluate("document.querySelector(':target').innerText").startswith("all.participants.count")


LEDGER = (HTML / "executed" / "ledger.html").as_uri()


@pytest.mark.browser
def test_the_ledger_is_filtered_without_a_script(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(LEDGER)
    rows = tab.locator(".cb-ledger tbody tr")
    everything = rows.count()
    tab.select_option("select[name=verdict]", "inconsistent")
    shown = rows.locator("visible=true")
    assert 0 < shown.count() < everything
    assert set(tab.locator(".cb-ledger tbody tr:visible td:last-child").all_inner_texts()) == {"inconsistent"}
    tab.select_option("select[name=section]", "Section 7")
    assert 0 < shown.count() < rows.and_(tab.locator("[data-verdict=inconsistent]")).count()
    assert tab.locator("select[name=sort]").count() == 0
    context.close()


@pytest.mark.browser
def test_the_ledger_is_sorted_and_put_back_by_the_script(browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(LEDGER)
    order = "[...document.querySelectorAll('.cb-ledger tbody tr')].map(row => row.dataset.verdict)"
    printed = tab.evaluate(order)
    tab.select_option("select[name=sort]", "verdict")
    assert tab.evaluate(order) == sorted(printed) != printed
    tab.select_option("select[name=sort]", "")
    assert tab.evaluate(order) == printed
    context.close()


@pytest.mark.browser
def test_a_claim_of_the_ledger_leads_to_its_card(browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(LEDGER)
    tab.get_by_role("link", name="c230", exact=True).click()
    tab.wait_for_url("**/executed/claims_s3.html#c230")
    assert "10.29" in tab.evaluate("document.querySelector(':target').innerText")
    context.close()
