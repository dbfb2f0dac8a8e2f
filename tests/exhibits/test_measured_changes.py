"""Measures before and after: both values at their dots, with the warning that belongs to them."""

import pandas as pd
from svg import texts

from cohortbook.exhibits.measured_changes import NOT_KNOWN, measured_figure
from cohortbook.findings import impacts
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL
from cohortbook.study.withheld import HIDDEN


def measured(*rows: tuple) -> tuple[Findings, pd.DataFrame]:
    """Measures, each a label, a value before, one after and a unit; of the last the people and
    the time are known.
    """
    findings = Findings(
        Finding(ALL, "impact_measure", f"i{place}", statistic, value, 1, unit, (), label)
        for place, (label, before, after, unit) in enumerate(rows)
        for statistic, value in (("baseline", before), ("later", after))
        if value is not None
    )
    register = pd.DataFrame(
        {
            "impact_id": [f"i{place}" for place in range(len(rows))],
            "measured_people": [None] * (len(rows) - 1) + ["40 of 60"],
            "measured_when": [None] * (len(rows) - 1) + ["2023"],
            "reported_by": ["practitioner"] * (len(rows) - 1) + ["manager"],
        }
    )
    return findings, register


SHARE, WAIT = ("share assessed", 4, 87, "percent"), ("days of waiting", 30, 28, "days")


def shown(*rows: tuple):
    return measured_figure(*measured(*rows))


def words(*rows: tuple) -> list[str]:
    html = shown(*rows).html
    return texts(html[html.index("<svg") : html.index("</svg>") + 6])


def test_title_says_from_what_to_what_one_measure_changed_and_who_reported_it():
    assert shown(SHARE).plain.startswith(
        "Share assessed rose from 4% to 87%. Reported by a manager. Of how many people: 40 of 60."
        f" When: 2023. {NOT_KNOWN}"
    )
    assert shown(WAIT).plain.startswith("Days of waiting fell from 30 days to 28 days.")


def test_title_counts_how_many_of_several_measures_rose_and_fell():
    assert shown(SHARE, WAIT).plain.startswith(
        "Of 2 measures with a value before and after, 1 rose and 1 fell."
    )
    same = ("rooms", 5, 5, "rooms")
    assert shown(same, same).plain.startswith("Of 2 measures with a value before and after, 2 did")
    assert "Rooms: 5 rooms before and after" in shown(same).plain


def test_both_values_are_at_their_dots_and_each_row_says_what_is_not_known():
    drawn = words(SHARE, WAIT)
    assert {"4% before", "87% after", "30 days before", "28 days after", "100%"} <= set(drawn)
    assert "Reported by an award holder. Of how many" in drawn
    assert "people: not given. When: not given" in drawn


def test_the_largest_change_is_first():
    drawn = words(WAIT, SHARE)
    assert drawn.index("Share assessed") < drawn.index("Days of waiting")


def test_a_measure_without_a_value_before_is_not_drawn():
    assert shown(("visits", None, 6, "visits")).plain == (
        "No impact was measured both before and after."
    )


def test_a_hidden_measure_is_not_drawn():
    assert shown(("visits", HIDDEN, 6, "visits")).html.startswith('<p class="cb-note">Not drawn')


def test_measures_of_the_study_are_all_that_have_both_values(real):
    held = impacts.impacts_of(real, ALL).dropna(subset=["baseline", "later"])
    drawn = measured_figure(impacts.impact_measures(real, ALL), impacts.register(real, ALL))
    for row in held.to_dict("records"):
        assert f"{row['measure'][1:]}</th>" in drawn.html
