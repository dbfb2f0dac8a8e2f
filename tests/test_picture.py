"""The picture of the book in README is of the version that CITATION.cff names."""

import pytest
from picture import PICTURE, ROOT, take, version_of
from PIL import Image

from cohortbook.study.citation import read_citation


def test_the_picture_in_the_readme_is_small_and_of_this_version():
    name = PICTURE.relative_to(ROOT).as_posix()
    assert f"]({name})" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert PICTURE.stat().st_size <= 150 * 1024
    assert version_of(PICTURE) == read_citation(ROOT).work.version, "make picture"


@pytest.mark.browser
def test_a_picture_shows_the_page_and_holds_its_version(browser, tmp_path):
    page, picture = tmp_path / "index.html", tmp_path / "page.png"
    page.write_text('<body style="background: #ff0000">', encoding="utf-8")
    take(browser, page, picture, "2.0.0")
    assert version_of(picture) == "2.0.0"
    with Image.open(picture) as image:
        assert image.convert("RGB").getpixel((9, 9)) == (255, 0, 0)
