"""The browser the tests open pages in, and what npm brings for it: axe-core, html-validate,
Lighthouse (tests/browser/package.json).

Chromium is found as `chromium`, `chromium-browser` or `google-chrome`, and what npm brings after
`npm ci` in tests/browser. Without them the tests are skipped, unless COHORTBOOK_REQUIRE_BROWSER is
set, as it is in continuous integration.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

HTML = Path(__file__).parents[1] / "_build" / "html"
PAGES = sorted(  # not those that have gone, which lead on at once
    path.relative_to(HTML).as_posix()
    for path in HTML.rglob("*.html")
    if "_static" not in path.parts and "<main" in path.read_text(encoding="utf-8")
)
TOOLS = Path(__file__).parent / "browser"
CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]
# Rules by width and colours. Most rules look at neither, so the tests look once at everything and
# once, in other colours, at contrast; all four: tests/record_accessibility.py.
VIEWS = dict.fromkeys([(1280, "light"), (1280, "dark"), (320, "dark"), (320, "light")], RULES)
BOTH = {(1280, "light"): CONTRAST, (320, "dark"): RULES}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = """async rules => (await axe.run(document, {resultTypes: ['violations'], \
runOnly: rules})).violations
    .map(found => `${found.id}: ${found.nodes.length}, first ${found.nodes[0].target.join(' ')}`)"""


@contextmanager
def launched():
    """A browser, closed afterwards."""
    if CHROMIUM is None:
        _missing("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def tool(name):
    """The folder of a package that npm brings."""
    folder = TOOLS / "node_modules" / name
    if not folder.exists():
        _missing(f"{name} is not installed: npm ci in tests/browser")
    return folder


def _missing(what):
    if os.environ.get("COHORTBOOK_REQUIRE_BROWSER"):
        pytest.fail(what)
    pytest.skip(what)


def unfold(tab):
    """Open everything on a page that can be opened: what is folded must meet the rules too."""
    tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


def looked_at(tab, views=VIEWS):
    """An open page in some views: width, colours, whether it is wider than the window, and those of
    a view's rules of axe that it breaks.
    """
    tab.evaluate((tool("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    for (width, scheme), rules in views.items():
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        yield width, scheme, tab.evaluate(OVERFLOW) > 0, tab.evaluate(AXE, rules)
