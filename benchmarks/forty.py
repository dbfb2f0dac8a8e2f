"""Writes the picture of forty made-up cohorts in docs/scale.md: python benchmarks/forty.py"""

from __future__ import annotations

import re
import tempfile
from html import unescape
from pathlib import Path

from made_up import write_study
from page import as_file

from cohortbook import Study, load_study
from cohortbook.exhibits.forest_plots import forest_figure
from cohortbook.findings import trends

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "forty_cohorts.svg"
COMPARISON = "gender.register"


def forty(folder: Path) -> Study:
    """Write a made-up study of forty cohorts of nine people, and return it."""
    return load_study(write_study(folder / "study", cohorts=40, people=9))


def picture(study: Study) -> str:
    """Return the figure of a made-up study as SVG, each cohort with the published share of its own
    intake year.
    """
    html = forest_figure(study, COMPARISON, trends.own_years(study, COMPARISON)).html
    said = re.search(r'aria-label="([^"]+)"', html)[1]
    return as_file(re.search(r"<svg.*</svg>", html, re.DOTALL)[0], unescape(said))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(picture(forty(Path(folder))), encoding="utf-8", newline="\n")
