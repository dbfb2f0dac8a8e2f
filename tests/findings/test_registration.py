"""Length of registration band by band, shares between cohorts, and what cannot be compared."""

import pytest

from cohortbook.exhibits.profile_tables import (
    not_compared_table,
    registration_table,
)
from cohortbook.findings import registration

TEN = "years_qualified.ten_years_registered"


@pytest.mark.parametrize(
    "category, expected",
    [
        ("less_than_1_year", (0, 1)),
        ("1_to_2_years", (1, 2)),
        ("5_to_10_years", (5, 10)),
        ("10_years_or_more", (10, None)),
        ("female", None),
    ],
)
def test_bounds_of_a_band_are_read_from_its_name(category, expected):
    assert registration.bounds(category) == expected


def test_registration_has_every_social_worker_in_one_band(reported):
    found = registration.registration(reported, TEN)
    counts = found.where(statistic="count")
    assert sum(own.value for own in counts) == counts[0].n == 17
    assert [own.category for own in counts] == [
        "less_than_1_year",
        "1_to_2_years",
        "2_to_5_years",
        "5_to_10_years",
        "10_years_or_more",
    ]


def test_bands_that_no_one_has_seen_are_not_known(reported):
    shares = {
        own.category: own.value
        for own in registration.registration(reported, TEN).where(statistic="register")
    }
    assert shares["5_to_10_years"] is None and shares["1_to_2_years"] is None
    assert round(float(shares["2_to_5_years"]), 1) == 19.0
    shown = registration_table(registration.every_registration(reported), "Bands").plain
    assert "5 to 10 years | 7 of 17 | not seen" in shown
    assert registration_table((), "Bands").plain == "No published figure has been seen."


def test_what_is_published_and_not_known_of_people_says_what_to_look_up(reported):
    found = registration.not_compared(reported).set_index(["variable", "population"])
    register = found.xs("Social workers registered in England", level="population")
    assert register.loc["region", "seen"] == 2
    assert "State of the nation" in register.loc["region", "look_up"]
    assert register.loc["age", "look_up"] == "The age of each award holder."
    shown = not_compared_table(reported, "Not compared").plain
    assert "Region | Social workers registered in England | 2" in shown
