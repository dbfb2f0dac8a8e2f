"""Figures as files: the SVG says what its caption does, the PNG shows the same."""

import struct
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pytest

from cohortbook.book.figure_files import as_file, as_png
from cohortbook.exhibits.figures import COHORT_COLOURS, INK, as_svg, drawing

SVG = "{http://www.w3.org/2000/svg}"
TITLE = "Owls & moss were named most often, by 8 of the 15 award holders interviewed."
SAID = (TITLE, "Reported by an owl.", "A bar and some dots.", "Source: Owls, https://owls.example/")


@pytest.fixture(scope="module")
def file() -> str:
    """A figure of a bar, dots, a line in the page's colour and a turned text."""
    with drawing(2.0) as (figure, axes):
        axes.barh([0], [5], color=COHORT_COLOURS[0])
        axes.scatter([1, 2, 3], [2, 2, 2], color=COHORT_COLOURS[1])
        axes.plot([0, 5], [3, 3], color=INK, linestyle="--")
        axes.text(4, 0.5, "Owls", rotation=90)
        return as_file(as_svg(figure, "owls"), *SAID)


def shown(png: bytes, tmp_path) -> np.ndarray:
    """The points of a PNG, each red, green and blue from 0 to 255."""
    (tmp_path / "owls.png").write_bytes(png)
    return (matplotlib.image.imread(tmp_path / "owls.png")[:, :, :3] * 255).round()


def has(points: np.ndarray, colour: str) -> bool:
    """Whether many points are of a colour."""
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return (np.abs(points - wanted).max(axis=2) < 3).sum() > 100


def test_file_is_a_whole_svg_that_needs_no_page(file):
    root = ElementTree.fromstring(file)
    assert root.tag == f"{SVG}svg" and root.get("width") and root.get("role") == "img"
    assert "currentColor" not in file and "inherit" not in file


def test_file_says_the_title_the_note_and_where_it_is_from(file):
    root = ElementTree.fromstring(file)
    written = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert all(text in written for text in (TITLE, SAID[1], SAID[3], "Owls"))


def test_file_is_described_for_people_who_do_not_see_it(file):
    root = ElementTree.fromstring(file)
    assert root.findtext(f"{SVG}title") == TITLE and root.findtext(f"{SVG}desc") == SAID[2]


def test_texts_do_not_cover_each_other_or_leave_the_picture(file):
    root = ElementTree.fromstring(file)
    heights = [float(text.get("y")) for text in root.findall(f"{SVG}text")]
    picture = float(root.find(f"{SVG}g").get("transform").split()[-1].rstrip(")"))
    below = [height for height in heights if height > picture]
    assert heights == sorted(set(heights)) and len(below) == 1
    assert below[0] < float(root.get("viewBox").split()[-1])


def test_png_shows_bars_dots_and_text_on_white(file, tmp_path):
    points = shown(as_png(file), tmp_path)
    assert all(has(points, colour) for colour in (*COHORT_COLOURS[:2], "#212529"))
    assert (points[0] == 255).all()


def test_png_is_large_enough_to_print(file):
    width = struct.unpack(">I", as_png(file)[16:20])[0]
    assert 1000 < width < 1200, "at 300 dots an inch about nine centimetres"


def test_png_is_the_same_bytes_each_time(file):
    assert as_png(file) == as_png(file)
