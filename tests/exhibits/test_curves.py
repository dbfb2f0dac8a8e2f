"""Figures of many rows: every row is named and counted, and each mark means what was put in."""

import re

import pytest

from cohortbook.exhibits.curves import (
    DotRow,
    ForestRow,
    MatrixRow,
    Prediction,
    YearRow,
    dot_rows,
    forecast,
    forest,
    specification_curve,
    year_rows,
)
from cohortbook.exhibits.figures import COHORT_COLOURS

ROWS = [
    ForestRow("Sett 1, 2031", 3 / 4, (0.2, 0.99), 0.6, "3 of 4"),
    ForestRow("Sett 2, 2032", 1 / 5, (0.01, 0.7), None, "1 of 5"),
]
TOTAL = ForestRow("Together", 4 / 9, None, 0.5, "4 of 9")


def words(svg):
    return [
        re.sub(r"<[^>]+>", "", text).strip()
        for text in re.findall(r"<text.*?</text>", svg, flags=re.DOTALL)
    ]


def marks(svg, colour):
    """How many things are drawn in a colour, each once."""
    return len(re.findall(rf"(?:fill|stroke): {colour}", svg))


def test_a_forest_names_and_counts_each_row_and_its_total_last():
    found = words(forest(ROWS, TOTAL, "forest"))
    assert {"3 of 4", "1 of 5", "4 of 9"} <= set(found)
    assert [label for label in found if label.startswith(("Sett", "Together"))] == [
        "Sett 1, 2031",
        "Sett 2, 2032",
        "Together",
    ]


def test_a_published_share_nobody_has_seen_is_not_drawn():
    seen, unseen = ROWS
    assert marks(forest([seen], None, "a"), COHORT_COLOURS[1]) == 1
    assert marks(forest([unseen], None, "a"), COHORT_COLOURS[1]) == 0


def test_a_forecast_fills_what_is_likely_and_leaves_out_what_is_next_to_impossible():
    svg = forecast(
        {"Sows among the next 3": [Prediction("flat", [0.001, 0.299, 0.4, 0.3], 1, 2)]}, "forecast"
    )
    assert {"Sows among the next 3", "flat", "1 to 2"} <= set(words(svg))
    assert (
        svg.count(f"fill: {COHORT_COLOURS[0]}; stroke: {COHORT_COLOURS[0]}") == 2
        and svg.count(f"fill: none; stroke: {COHORT_COLOURS[0]}") == 1
    )


@pytest.mark.parametrize(("low", "high", "text"), [(2, 2, "2"), (0, 3, "0 to 3")])
def test_a_run_of_one_number_is_said_as_that_number(low, high, text):
    assert text in words(
        forecast({"Next": [Prediction("flat", [0.25] * 4, low, high)]}, "forecast")
    )


def test_a_row_of_the_matrix_without_marks_is_a_heading():
    svg = specification_curve(
        [-3.0, 2.0],
        [((-9, 4), (-10, 5)), ((-1, 6), (-2, 7))],
        [
            MatrixRow("Cohorts"),
            MatrixRow("the first", (True, None)),
            MatrixRow("holds", (False, True)),
        ],
    )
    assert {"Cohorts", "the first", "holds"} <= set(words(svg))


def test_dots_and_years_have_a_row_a_cohort_in_their_order():
    dots = words(dot_rows([DotRow("Sett 1", 3, 1, "3 of 4"), DotRow("Sett 2", 0, 5, "0 of 5")]))
    assert dots.index("Sett 1") < dots.index("Sett 2") and {"3 of 4", "0 of 5"} <= set(dots)
    years = words(year_rows([YearRow("Sett 1", [0, 3, 9], 3), YearRow("Sett 2", [2], 2)]))
    assert years.index("Sett 1") < years.index("Sett 2")


def test_figures_are_the_same_bytes_each_time():
    assert forest(ROWS, TOTAL, "forest") == forest(ROWS, TOTAL, "forest")
