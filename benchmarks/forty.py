"""Writes the picture of forty made-up cohorts that the book's page on many cohorts shows: python
benchmarks/forty.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from made_up import write_study

from cohortbook import Study, load_study
from cohortbook.exhibits.forest_plots import forest_figure
from cohortbook.findings import trends

PICTURE = Path(__file__).resolve().parents[1] / "book" / "images" / "forty_cohorts.html"
COMPARISON = "gender.register"


def forty(folder: Path) -> Study:
    """Write a made-up study of forty cohorts of nine people, and return it."""
    return load_study(write_study(folder / "study", cohorts=40, people=9))


def picture(study: Study) -> str:
    """Return the figure of a made-up study as HTML, each cohort beside the published share of its
    own intake year.
    """
    return forest_figure(study, COMPARISON, trends.own_years(study, COMPARISON)).html + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(picture(forty(Path(folder))), encoding="utf-8", newline="\n")
