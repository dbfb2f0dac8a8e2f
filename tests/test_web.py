"""The built book in a real browser: every page, wide and narrow, light and dark, with and without
scripts, by keyboard alone.
"""

import json
import re
import subprocess
import tempfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag

import pypdf
import pytest
from chromium import BOTH, HTML, OVERFLOW, PAGES, TOOLS, VIEWS, looked_at, tool, unfold
from playwright.sync_api import expect

from cohortbook.exhibits.present import IN_SIGHT

SIDES = ("top", "right", "bottom", "left")


class Page(HTMLParser):
    """The ids, links, title and language of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.language, self.title, self.is_in_title = [], [], None, "", False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("href", "src") if found.get(name)]
        self.language = found.get("lang", self.language) if tag == "html" else self.language
        self.is_in_title = tag == "title" and not self.title

    def handle_data(self, data):
        self.title += data if self.is_in_title else ""

    def handle_endtag(self, tag):
        self.is_in_title = False


@pytest.fixture(scope="module")
def parsed():
    assert PAGES, "there is no book in _build/html: make book"
    return {name: Page((HTML / name).read_text(encoding="utf-8")) for name in PAGES}


def test_no_caption_has_two_numbers():
    """Pages number their tables and figures; Sphinx's own numbers would stand beside them."""
    assert [
        name
        for name in PAGES
        if 'class="caption-number"' in (HTML / name).read_text(encoding="utf-8")
    ] == []


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
    spoiled = dict(
        parsed, **{"index.html": Page('<a href="executed/numbers_all.html#no.such.number">')}
    )
    assert list(broken_links(spoiled)) == [
        ("index.html", "executed/numbers_all.html#no.such.number")
    ]


def test_pages_are_in_british_english(parsed):
    assert {page.language for page in parsed.values()} == {"en-GB"}


def shared_titles(parsed):
    titles = [page.title.strip() for page in parsed.values()]
    return sorted({title for title in titles if not title or titles.count(title) > 1})


def test_every_page_has_a_title_of_its_own(parsed):
    assert shared_titles(parsed) == []
    assert shared_titles(dict(parsed, **{"copy.html": parsed["index.html"]})) == [
        parsed["index.html"].title.strip()
    ]


SUMMARY = re.compile(
    r'<h1>[^\n]*</h1>\s*(?:<div class="admonition note">.*?</div>\s*)?<div class="tip'
    r'(?: [\w-]+)? admonition">\s*<p class="admonition-title">(?:In short|The answer)',
    re.DOTALL,
)


def without_summary(texts):
    """The pages that do not open with a summary, right below their heading."""
    return [
        name
        for name, text in texts.items()
        if name not in ("search.html", "genindex.html") and not SUMMARY.search(text)
    ]


def test_every_page_opens_with_a_summary_in_plain_words():
    texts = {name: (HTML / name).read_text(encoding="utf-8") for name in PAGES}
    assert without_summary(texts) == []
    assert without_summary(
        {"limits.html": texts["limits.html"].replace("tip admonition", "admonition")}
    ) == ["limits.html"]


def html_faults(*files):
    """What html-validate finds in files: name, rule and message. It cuts off what it prints to a
    pipe, so it writes to a file.
    """
    tool("html-validate")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.json"
        done = subprocess.run(
            [
                TOOLS / "node_modules" / ".bin" / "html-validate",
                "--config",
                ".htmlvalidate.cjs",
                "--formatter",
                f"json={path}",
                *map(str, files),
            ],
            check=False,
            cwd=TOOLS,
            capture_output=True,
            text=True,
        )
        assert done.returncode in (0, 1), done.stderr
        results = json.loads(path.read_text(encoding="utf-8"))
    return [
        (found["filePath"].rsplit("/", 1)[-1], message["ruleId"], message["message"])
        for found in results
        for message in found["messages"]
    ]


@pytest.mark.browser
def test_every_page_is_valid_html():
    assert html_faults(*(HTML / name for name in PAGES)) == []


@pytest.mark.browser
def test_invalid_html_would_be_found(tmp_path):
    text = (HTML / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(
        text.replace("<main", '<p><div id="content"></div></p><main', 1), encoding="utf-8"
    )
    assert {rule for _, rule, _ in html_faults(tmp_path / "index.html")} >= {"no-dup-id"}


@pytest.fixture(scope="module")
def tab(browser):
    """A browser tab, with the addresses it asked for and the errors it met since it was
    last cleared.
    """
    tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.asked, tab.errors = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    yield tab
    tab.context.close()


UNNAMED_FIGURES = (
    "[...document.querySelectorAll('.cb-figure [role=img]')].filter(e => (e.ariaLabel || '').length"
    " < 40).length"
)
POOR_TABLES = """[...document.querySelectorAll('main table:not(.docutils)')].filter(t =>
    !t.caption || !t.caption.textContent.trim() || t.querySelectorAll('th:not([scope])').length \
|| !t.tHead).length"""


SMALLEST = 11  # pixels, of letters in figures on the narrowest phone
POOR_LETTERS = """smallest => [...document.querySelectorAll('.cb-figure svg')].flatMap(svg => \
[...svg.querySelectorAll('text')].filter(text => {
    const letters = text.getBoundingClientRect(), picture = svg.getBoundingClientRect();
    return picture.width && (parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a < \
smallest || letters.left < picture.left - 1 || letters.right > picture.right + 1
        || letters.top < picture.top - 1 || letters.bottom > picture.bottom + 1); \
}).map(text => text.textContent))"""


def poor_letters(tab, address):
    """The words of figures that are too small to read on a phone, or cut off at the edge."""
    tab.set_viewport_size({"width": 320, "height": 900})
    tab.goto(address)
    return tab.evaluate(POOR_LETTERS, SMALLEST)


DRAWN = [name for name in PAGES if "cb-figure" in (HTML / name).read_text(encoding="utf-8")]


@pytest.mark.browser
@pytest.mark.parametrize("name", DRAWN)
def test_words_of_figures_are_large_enough_on_a_phone_and_whole(tab, name):
    assert poor_letters(tab, (HTML / name).as_uri()) == []


@pytest.mark.browser
def test_words_that_are_too_small_or_cut_off_would_be_found(tab, tmp_path):
    letters = [
        (40, 30, 30, "fine"),
        (40, 60, 8, "small"),
        (-30, 90, 30, "left"),
        (340, 90, 30, "right edge"),
    ]
    text = "".join(
        f'<text x="{x}" y="{y}" style="font-size: {size}px">{word}</text>'
        for x, y, size, word in letters
    )
    (tmp_path / "page.html").write_text(
        '<div class="cb-figure"><svg viewBox="0 0 400 100" style="width:'
        f' 300px">{text}</svg></div>',
        encoding="utf-8",
    )
    assert poor_letters(tab, (tmp_path / "page.html").as_uri()) == ["small", "left", "right edge"]


# one function makes all rows of a table, and axe takes longest for those of long ones;
# tests/record_accessibility.py looks at all
MANY_ROWS = 60
SHORTEN = (
    "most => document.querySelectorAll(`tbody > tr:nth-child(n + ${most + 1})`).forEach(row =>"
    " row.remove())"
)


def faults(tab, address, views=BOTH):
    """What is wrong with a page in some views, with everything opened that can be; of long tables
    the first rows are looked at.
    """
    tab.asked.clear(), tab.errors.clear()
    tab.goto(address)
    unfold(tab)
    found = [f"asks {asked}" for asked in tab.asked if not asked.startswith(("file:", "data:"))] + [
        f"error {error}" for error in tab.errors
    ]
    found += [
        name
        for name, script in (
            ("a figure without a description", UNNAMED_FIGURES),
            ("a table without caption or scopes", POOR_TABLES),
        )
        if tab.evaluate(script)
    ]
    tab.set_viewport_size({"width": 320, "height": 900})
    found += ["wider than a phone"] * (tab.evaluate(OVERFLOW) > 0)  # for the sake of a late row
    tab.evaluate(SHORTEN, MANY_ROWS)
    for width, scheme, is_wider, violations in looked_at(tab, views):
        found += [f"{width} {scheme}: wider than the window"] * is_wider + [
            f"{width} {scheme}: {fault}" for fault in violations
        ]
    return found


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_meets_every_rule_narrow_in_dark_and_is_seen_well_wide_in_light(tab, name):
    assert faults(tab, (HTML / name).as_uri()) == []


KINDS = [
    "index.html",
    "executed/cohort_01.html",
    "executed/ledger.html",
    "executed/claims_s3.html",
    "add_a_cohort.html",
]


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS[:2])
def test_pages_meet_every_rule_at_both_widths_in_light_and_dark(tab, name):
    assert faults(tab, (HTML / name).as_uri(), VIEWS) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "broken, fault",
    [
        ('<div style="width: 600px">wide</div>', "320 dark: wider than the window"),
        (
            (
                f"<table><tbody>{'<tr><td>row</td></tr>' * MANY_ROWS}"
                f"<tr><td>{'wide' * 200}</td></tr></tbody></table>"
            ),
            "wider than a phone",
        ),
        (
            '<div class="cb-table"><table><tr><th>no scope, no caption</th></tr></table></div>',
            "a table without caption or scopes",
        ),
        (
            '<figure class="cb-figure"><div role="img" aria-label="short"></div></figure>',
            "a figure without a description",
        ),
        ('<p style="color: #999">faint by day, not by night</p>', "1280 light: color-contrast"),
        (
            (
                "<style>@media (prefers-color-scheme: dark) { .dim { color: #444 } }</style><p"
                " class='dim'>faint by night</p>"
            ),
            "320 dark: color-contrast",
        ),
        ("<h6>a heading below none</h6>", "320 dark: heading-order"),
        ('<img src="x.svg">', "320 dark: image-alt"),
        ("<details><summary>folded</summary><button></button></details>", "320 dark: button-name"),
        ('<img alt="x" src="http://127.0.0.1:9/x.svg">', "asks http://127.0.0.1:9/x.svg"),
        ("<script>missing()</script>", "error missing is not defined"),
    ],
)
def test_a_page_broken_on_purpose_is_found(tab, tmp_path, broken, fault):
    text = (
        (HTML / "cite.html")
        .read_text(encoding="utf-8")
        .replace('"_static', f'"{HTML.as_uri()}/_static')
    )
    (tmp_path / "broken.html").write_text(
        text.replace("</article>", f"{broken}</article>", 1), encoding="utf-8"
    )
    assert any(
        found.startswith(fault) for found in faults(tab, (tmp_path / "broken.html").as_uri())
    )


@pytest.fixture(scope="module")
def plain(browser):
    """A narrow tab that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    yield context.new_page()
    context.close()


def said_with_and_without_scripts(tab, plain, address):
    """What a page says in a tab that runs scripts and in one that runs none, less what is only of
    use with or without them.
    """
    tab.set_viewport_size({"width": 320, "height": 700})
    for page in (tab, plain):
        page.goto(address)
    tab.evaluate(
        "document.querySelector('select[name=sort]')?.parentElement.remove();"
        "document.querySelector('.cb-copy')?.remove()"
    )  # sorting needs a script
    said = plain.locator("main").inner_text()
    for instead in plain.locator(".cb-without-script").all_inner_texts():  # where to go without one
        said = said.replace(f"{instead}\n\n", "")
    return tab.locator("main").inner_text(), said


@pytest.mark.browser
@pytest.mark.parametrize("name", [name for name in PAGES if name != "search.html"])
def test_a_page_says_the_same_without_scripts(tab, plain, name):
    with_scripts, without = said_with_and_without_scripts(tab, plain, (HTML / name).as_uri())
    assert with_scripts == without != ""
    assert plain.locator(".cb-theme").count() == 0


@pytest.mark.browser
def test_a_page_that_needs_a_script_to_say_something_would_be_found(tab, plain, tmp_path):
    page = tmp_path / "broken.html"
    page.write_text(
        (HTML / "limits.html")
        .read_text(encoding="utf-8")
        .replace(
            "</main>",
            "<script>document.querySelector('main').append('Said by a script')</script></main>",
        ),
        encoding="utf-8",
    )
    with_scripts, without = said_with_and_without_scripts(tab, plain, page.as_uri())
    assert with_scripts.endswith("Said by a script") and with_scripts != without


@pytest.mark.browser
def test_contents_and_folded_parts_open_without_scripts(plain):
    plain.goto((HTML / "executed" / "cohort_01.html").as_uri())
    assert not plain.locator("#contents").is_visible()
    plain.get_by_role("button", name="Contents").click()
    plain.locator("#contents").get_by_role("link", name="Methods").click()
    plain.wait_for_url("**/methods.html")
    plain.go_back()
    code = plain.locator(".cb-code").first
    assert not code.locator("pre").is_visible()
    code.locator("summary").click()
    assert code.locator("pre").is_visible()


FOCUS = """() => { const e = document.activeElement, style = getComputedStyle(e), \
box = e.getBoundingClientRect();
    return {name: (e.innerText || e.ariaLabel || e.name || '').trim().slice(0, 40), \
place: [...document.querySelectorAll('*')].indexOf(e),
            isVisible: e !== document.body && style.outlineStyle !== 'none' \
&& parseFloat(style.outlineWidth) >= 2
                && box.bottom > 0 && box.top < innerHeight && box.right > 0 \
&& box.left < innerWidth}; }"""


def walk(tab, steps):
    """Where the focus goes, one step of the Tab key after the other, until it leaves the page."""
    for _ in range(steps):
        tab.keyboard.press("Tab")
        if tab.evaluate(
            "document.activeElement === document.body || document.activeElement ==="
            " document.documentElement"
        ):
            return
        yield tab.evaluate(FOCUS)


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS)
def test_the_focus_is_seen_and_goes_in_the_order_of_the_page(tab, name):
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto((HTML / name).as_uri())
    seen = list(walk(tab, 60))
    assert seen[0]["name"] == "Skip to content" and len(seen) > 20
    assert [step["name"] for step in seen if not step["isVisible"]] == []
    assert [step["place"] for step in seen] == sorted(step["place"] for step in seen)


@pytest.mark.browser
def test_a_focus_that_is_not_seen_would_be_found(tab):
    tab.goto((HTML / "index.html").as_uri())
    tab.add_style_tag(content="a.cb-number:focus-visible { outline: none }")
    assert not all(step["isVisible"] for step in walk(tab, 60))


@pytest.mark.browser
def test_the_skip_link_leads_past_the_contents(tab):
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto((HTML / "index.html").as_uri())
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.browser
def test_contents_of_a_phone_open_and_close_by_keyboard(tab):
    tab.set_viewport_size({"width": 320, "height": 700})
    tab.goto((HTML / "index.html").as_uri())
    tab.get_by_role("button", name="Contents").press("Enter")
    contents = tab.locator("#contents")
    assert contents.is_visible()
    assert all(step["isVisible"] for step in walk(tab, 8))
    assert tab.evaluate("document.activeElement.closest('#contents') !== null")
    tab.keyboard.press("Escape")
    assert not contents.is_visible()
    assert tab.evaluate("document.activeElement.innerText") == "Contents"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "list_of_sections"),
    [(320, ".cb-here-fold"), (768, ".cb-here-fold"), (992, ".cb-here"), (1280, ".cb-here")],
)
def test_sections_contents_and_the_top_are_in_reach_at_every_width(tab, width, list_of_sections):
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto((HTML / "executed" / "stakeholders.html").as_uri())
    sections = tab.locator(list_of_sections)
    if list_of_sections == ".cb-here-fold":
        sections.locator("summary").click()
    sections.get_by_role("link", name="What each cohort added").click()
    assert tab.url.endswith("#what-each-cohort-added")
    expect(tab.locator("#what-each-cohort-added > h2")).to_be_in_viewport(ratio=1)
    contents = "#contents" if width >= 1280 else ".cb-bar .cb-open"
    expect(tab.locator(contents)).to_be_in_viewport()
    assert (list_of_sections == ".cb-here") == tab.locator(".cb-here").is_visible()
    tab.get_by_role("link", name="Back to top").click()
    expect(tab.locator("h1")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index.html", "executed/changed.html", "limits.html"])
def test_a_page_leads_to_the_study_on_one_page_and_to_the_pdf(tab, name):
    for link, place in (
        ("One-page summary", "**/on_one_page.html"),
        ("PDF", "**/cite.html#versions"),
    ):
        tab.goto((HTML / name).as_uri())
        tab.locator(".cb-tools").get_by_role("link", name=link).click()
        tab.wait_for_url(place)
    assert "published/edition.pdf" in tab.locator("section:target").inner_text()


@pytest.mark.browser
def test_colours_are_chosen_by_the_reader_and_remembered(browser):
    tab = browser.new_context(color_scheme="dark").new_page()
    tab.goto((HTML / "index.html").as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = tab.evaluate(ground)
    tab.get_by_role("button", name="Colours: as the system").click()
    assert tab.evaluate(ground) != dark
    tab.reload()
    assert tab.get_by_role("button", name="Colours: light").is_visible()
    assert tab.evaluate(ground) != dark
    tab.context.close()


@pytest.mark.browser
def test_a_number_in_prose_leads_to_its_row_among_all_numbers(tab):
    tab.goto((HTML / "index.html").as_uri())
    tab.locator("article a.cb-number").first.click()
    tab.wait_for_url("**/executed/numbers_all.html#r-all.participants.count")
    assert tab.evaluate("document.querySelector(':target').innerText").startswith(
        "all.participants.count"
    )


LEDGER = (HTML / "executed" / "ledger.html").as_uri()


@pytest.mark.browser
def test_the_ledger_is_filtered_without_a_script(browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(LEDGER)
    rows = tab.locator(".cb-ledger tbody tr")
    everything = rows.count()
    tab.select_option("select[name=verdict]", "Inconsistent")
    shown = rows.locator("visible=true")
    assert 0 < shown.count() < everything
    verdicts = rows.locator("visible=true").evaluate_all(
        "rows => rows.map(row => row.dataset.verdict)"
    )
    assert set(verdicts) == {"Inconsistent"}
    tab.select_option("select[name=section]", "Section 7")
    assert 0 < shown.count() < rows.and_(tab.locator("[data-verdict=Inconsistent]")).count()
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
    assert tab.locator(".cb-ledger tbody tr").locator("visible=true").count() == IN_SIGHT
    tab.get_by_label("rows").check()
    tab.get_by_role("link", name="c230", exact=True).click()
    tab.wait_for_url("**/executed/claims_s3.html#c230")
    assert "10.29" in tab.evaluate("document.querySelector(':target').innerText")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "words, kind, place",
    [
        ("coaching", "Theme", "executed/coding.html#theme-enablers.programme.coaching"),
        ("mean years qualified cohort 1", "Claim", "executed/claims_"),
        ("limits", "Page", "limits.html"),
        ("all.participants.count", "Number", "executed/numbers_all.html#r-all.participants.count"),
    ],
)
def test_the_search_finds_a_theme_a_claim_a_page_and_a_number(tab, words, kind, place):
    tab.goto((HTML / "index.html").as_uri())
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.fill("#search-box", words)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=*")
    found = (
        tab.locator("#search-results li")
        .filter(has=tab.locator("span", has_text=re.compile(f"^{kind}")))
        .first
    )
    assert place in found.locator("a").get_attribute("href")
    found.locator("a").click()
    tab.wait_for_url(f"**/{place}*")


SCROLLED = """() => [...document.querySelectorAll('main *')].filter(e =>
    e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
).map(e => e.className)"""


BROKEN_HEADINGS = """() => [...document.querySelectorAll(
    'thead tr:not(:has(th:nth-child(6))) > th')].filter(heading => {
    const style = getComputedStyle(heading), word = document.createElement('span');
    const room = heading.clientWidth - parseFloat(style.paddingLeft) \
- parseFloat(style.paddingRight);
    if (getComputedStyle(heading.closest('thead')).position === 'absolute') return false;
    word.style.cssText = 'position: absolute; white-space: nowrap; visibility: hidden';
    const words = heading.innerText.split(/\\s+|(?<=-)/);
    heading.append(word);
    const widths = words.map(text => (word.textContent = text, word.offsetWidth));
    word.remove();
    return Math.max(...widths) > room + 1;
}).map(heading => heading.innerText)"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", [name for name in PAGES if "<table" in (HTML / name).read_text(encoding="utf-8")]
)
def test_no_table_scrolls_sideways_and_no_word_of_a_heading_is_broken_on_the_narrowest_phone(
    tab, name
):
    tab.set_viewport_size({"width": 320, "height": 900})
    tab.goto((HTML / name).as_uri())
    unfold(tab)
    assert tab.evaluate(SCROLLED) == []
    assert tab.evaluate(BROKEN_HEADINGS) == []


@pytest.mark.browser
def test_a_broken_word_of_a_heading_would_be_found(tab, tmp_path):
    (tmp_path / "page.html").write_text(
        '<table style="width: 60px; table-layout: fixed; overflow-wrap: anywhere"><thead><tr>'
        "<th>Organisational</th><th>At</th></tr></thead></table>",
        encoding="utf-8",
    )
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.evaluate(BROKEN_HEADINGS) == ["Organisational"]


def found(tab, query):
    """The addresses that the search shows for a query, the first first."""
    tab.goto((HTML / "search.html").as_uri() + "?q=" + quote(query))
    links = tab.locator("#search-results li > a")
    return links.evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.browser
@pytest.mark.parametrize(
    "query, page",
    [
        ("female", "executed/comparison.html"),
        ("gender", "executed/comparison.html"),
        ("women social workers", "executed/comparison.html"),
        ("supervisor", "executed/stakeholders.html"),
        ("supervisors", "executed/stakeholders.html"),
        ("managment", "executed/stakeholders.html"),
        ("impact register", "executed/changed.html"),
        ("NIHR", "executed/programme.html"),
    ],
)
def test_the_search_leads_to_the_page_among_the_first_three(tab, query, page):
    assert page in [urldefrag(address)[0] for address in found(tab, query)[:3]]


@pytest.mark.browser
def test_the_search_says_which_word_it_looked_for_after_a_typing_error(tab):
    found(tab, "managment")
    assert "shown is management" in tab.locator("#found").inner_text()


@pytest.mark.browser
def test_the_search_calls_a_figure_by_the_first_sentence_of_its_caption(tab):
    tab.goto((HTML / "search.html").as_uri() + "?q=years%20since%20qualification%20median")
    found = (
        tab.locator("#search-results li")
        .filter(has=tab.locator("span", has_text=re.compile("^Figure")))
        .first.locator("a")
        .inner_text()
    )
    assert re.search(r"Median years since qualification: .*\.$", found)


@pytest.mark.browser
def test_the_search_shows_what_was_asked_as_text_and_says_that_nothing_is_found(tab):
    tab.goto((HTML / "search.html").as_uri() + "?q=%3Cimg%20src%3Dx%3E(zebra")
    assert tab.locator("#found").inner_text() == "0 found"
    assert tab.locator("main img").count() == 0


@pytest.mark.browser
def test_the_study_on_one_page_fits_on_a_sheet_of_a4(browser):
    tab = browser.new_context().new_page()
    tab.goto((HTML / "on_one_page.html").as_uri())
    printed = pypdf.PdfReader(BytesIO(tab.pdf(format="A4", margin=dict.fromkeys(SIDES, "10mm"))))
    assert len(printed.pages) == 1 and "How far to trust it" in printed.pages[0].extract_text()
    tab.context.close()
