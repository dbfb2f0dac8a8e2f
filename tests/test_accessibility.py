"""The record in the accessibility statement: made by a program, of every page, and honest about
what it finds.
"""

import csv
import json
import re

import pytest
from chromium import HTML, PAGES, TOOLS, VIEWS
from freeze import later_cohorts
from record_accessibility import COLUMNS, RECORD, TESTED, View, rows, sweep, window_of


@pytest.fixture(scope="module")
def recorded():
    return list(csv.DictReader(RECORD.open(encoding="utf-8")))


def test_the_record_holds_every_view_of_every_page(recorded, real):
    """Of the pages there were when it was made: an evaluator who adds a cohort need not have the
    Chromium that records its pages.
    """
    assert [row[COLUMNS[0]] for row in recorded] == [
        window_of(*view) for view in sorted(VIEWS, key=lambda view: (-view[0], view[1] == "dark"))
    ]
    later = [
        page
        for page in PAGES
        if any(
            re.match(rf"executed/(numbers_)?{handle}[_.]", page) for handle in later_cohorts(real)
        )
    ]
    (number,) = {int(row["Pages"]) for row in recorded}
    assert number in (
        len(PAGES),
        len(PAGES) - len(later),
    ), "pages came or went since: python tests/record_accessibility.py"


def test_the_record_was_made_with_the_axe_that_the_tests_use():
    package = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))
    assert f"axe-core {package['dependencies']['axe-core']} in Chromium" in TESTED.read_text(
        encoding="utf-8"
    )


def test_the_statement_shows_the_record_as_it_was_written(recorded):
    text = (HTML / "accessibility.html").read_text(encoding="utf-8")
    assert TESTED.read_text(encoding="utf-8").strip() in text
    for row in recorded:
        cells = "".join(f"<td><p>{value}</p></td>\n" for value in list(row.values())[1:])
        assert f"<p>{row[COLUMNS[0]]}</p></th>\n{cells}" in text


def test_rows_count_what_was_found():
    views = {
        (320, "dark"): View(2, [("a", "image-alt"), ("b", "image-alt"), ("b", "colour")], ["b"]),
        (1280, "light"): View(2),
    }
    assert rows(views) == [
        ["1280 pixels, light", 2, "0", 0],
        ["320 pixels, dark", 2, "3, colour, image-alt", 1],
    ]


@pytest.mark.browser
def test_a_page_that_is_broken_is_recorded_as_such(browser, tmp_path):
    (tmp_path / "good.html").write_text(
        "<!DOCTYPE html><html lang='en'><title>Owls</title><main><h1>Owls</h1></main></html>",
        encoding="utf-8",
    )
    (tmp_path / "bad.html").write_text(
        "<!DOCTYPE html><html lang='en'><title>Owls</title><main><h1>Owls</h1><img src='x.svg'><div"
        " style='width: 600px'>wide</div></main></html>",
        encoding="utf-8",
    )
    found = sweep(browser, [(tmp_path / name).as_uri() for name in ("good.html", "bad.html")])
    assert set(found) == set(VIEWS)
    for (width, _), view in found.items():
        assert view.pages == 2 and {rule for _, rule in view.violations} == {"image-alt"}
        assert [address.rsplit("/", 1)[1] for address in view.too_wide] == (
            ["bad.html"] if width == 320 else []
        )
