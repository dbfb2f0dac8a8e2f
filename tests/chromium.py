"""The browser the tests open pages in, and what npm brings for it: axe-core, html-validate, Lighthouse (tests/browser/package.json).

Chromium is found as `chromium`, `chromium-browser` or `google-chrome`, and what npm brings after `npm ci` in tests/browser. Without
them the tests are skipped, unless COHORTBOOK_REQUIRE_BROWSER is set, as it is in continuous integration.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

HTML = Path(__file__).parents[1] / "_build" / "html"
PAGES = sorted(path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html") if "_static" not in path.parts)
TOOLS = Path(__file__).parent / "browser"
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@contextmanager
def launched():
    """A browser, closed afterwards."""
    if CHROMIUM is None:
        _missing("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
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
