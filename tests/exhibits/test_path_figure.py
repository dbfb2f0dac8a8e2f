"""The path of an award holder: as many squares as days, and nothing that the tables do not say."""

from dataclasses import replace

import pandas as pd
import pytest
from svg import dots_of, texts

from cohortbook.exhibits.figures import COHORT_COLOURS
from cohortbook.exhibits.path_figure import path_figure
from cohortbook.study.study import Study


@pytest.fixture
def show(badgers: Study):
    """Show the path of a programme whose facts are numbers by their ids."""

    def show(**facts: int):
        frame = pd.DataFrame(
            {"fact_id": list(facts), "value": list(map(str, facts.values())), "unit": "days"}
        ).assign(source_row="facts.csv:2")
        return path_figure(replace(badgers, tables=dict(badgers.tables) | {"facts": frame}))

    return show


def svg(shown) -> str:
    return shown.html[shown.html.index("<svg") : shown.html.index("</svg>") + 6]


WHOLE = {"release_days": 36, "residential_workshops": 3, "residential_days_each": 2}


def test_title_says_for_how_many_days_and_for_what_where_the_facts_add_up(show):
    assert show(**WHOLE, study_days=30).plain.startswith(
        "Each award holder was released from work for 36 days: 6 in 3 residential workshops and 30"
        " of study leave."
    )


def test_title_says_only_how_many_days_where_the_facts_do_not_add_up(show):
    assert show(**WHOLE, study_days=29).plain.startswith(
        "Each award holder was released from work for 36 days. "
    )


def test_picture_has_a_square_a_day_and_a_dot_a_step(show):
    drawn = svg(show(**WHOLE, study_days=30))
    steps = ["Residential workshop 1 of 3", "Study leave", "What came with it", "Output"]
    assert set(steps) <= set(texts(drawn))
    assert dots_of(drawn, f"fill: {COHORT_COLOURS[0]}") == 6 + 4, "days and dots that are full"
    assert drawn.count(f"fill: none; stroke: {COHORT_COLOURS[0]}") == 30 + 2, "those that are open"


def test_path_of_a_programme_that_states_only_days_has_them_and_no_workshop(badgers):
    shown = path_figure(badgers)
    assert shown.plain.startswith("Each award holder was released from work for 11 days. ")
    assert texts(svg(shown)) == [
        *("Released from work", "11 days"),
        *("What came with it", "Tunnelling; Moss library", "Output", "Badger poster"),
    ]


def test_path_of_a_programme_that_states_no_days_is_a_sentence(show):
    assert show(outputs=3).html.startswith("<p>The programme’s facts do not say how many days")


def test_path_of_the_programme_has_every_component_and_output_and_the_most_of_an_award(real):
    drawn = " ".join(texts(svg(path_figure(real))))
    labels = real.tables["components"]["label"]
    assert all(label in drawn for label in labels) and "Personal award (up to £4,000)" in drawn
    assert "2 online question sessions" in drawn
