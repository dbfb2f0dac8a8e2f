"""Takes the picture of the book's first page that README.md shows: `make picture`, after a change
of that page and before a release. It needs Chromium, as the tests of the pages do.

The picture holds the version it was taken of, which a test compares with CITATION.cff.
"""

from __future__ import annotations

import io
from pathlib import Path

from chromium import HTML, launched
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cohortbook.study.citation import read_citation

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "first_page.png"
WINDOW = {"width": 1280, "height": 860}
COLOURS = 64  # enough for text and lines, and a small file


def take(browser, page: Path, picture: Path, version: str) -> None:
    """Write what a window shows of a page as a PNG that holds the version."""
    tab = browser.new_page(viewport=WINDOW)
    tab.goto(page.as_uri())
    seen = Image.open(io.BytesIO(tab.screenshot()))
    tab.close()
    said = PngInfo()
    said.add_text("Version", version)
    seen.convert("RGB").quantize(COLOURS).save(picture, pnginfo=said, optimize=True)


def version_of(picture: Path) -> str:
    """Return the version that a picture was taken of."""
    with Image.open(picture) as image:
        return image.text["Version"]


if __name__ == "__main__":
    with launched() as chromium:
        take(chromium, HTML / "index.html", PICTURE, read_citation(ROOT).work.version)
