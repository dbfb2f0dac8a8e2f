"""Many cohorts beside the published figure of each one's own year: every row is there, and the
sentence above counts them rightly.
"""

import re
from fractions import Fraction

import pytest

from cohortbook.exhibits.forest_plots import forest_figure, forests, total_table
from cohortbook.findings import trends
from cohortbook.study.finding import Findings

REGISTER = "gender.register"


@pytest.fixture(scope="module")
def register(badgers):
    return forest_figure(badgers, REGISTER, trends.own_years(badgers, REGISTER))


def test_the_sentence_adds_the_cohorts_up_and_counts_no_intervals(badgers, register):
    found = trends.own_years(badgers, REGISTER).by_statistic
    assert (
        f"{found['count'].value} of {found['count'].n}, where the published shares nearest to the"
        f" years of their cohorts would give {found['expected'].text}." in register.html
    )
    assert "within the interval" not in register.html


def test_the_sentence_says_of_how_many_cohorts_no_share_has_been_seen(badgers, monkeypatch):
    cases = [(5, 6, Fraction(829, 1000)), (1, 9, Fraction(829, 1000)), (4, 5, None)]
    monkeypatch.setattr(
        trends,
        "intakes",
        lambda study, name: [trends.Intake("cohort_01", 2031, *case, ()) for case in cases],
    )
    total = trends.own_years(badgers, "seen twice")
    shown = forest_figure(badgers, REGISTER, total)
    assert "6 of 15, where" in shown.html and "would give 12.4." in shown.html
    assert "For 1 of 3 cohorts that share has not been seen." in shown.html


def test_each_cohort_is_a_row_of_the_table_beside_the_picture(badgers, register):
    for own in trends.intakes(badgers, REGISTER):
        assert (
            f"{badgers.title(own.cohort)}, {own.year}" in register.html
            and f"{own.count} of {own.n}" in register.html
        )


def test_where_nobody_is_compared_that_is_said(badgers):
    assert (
        forest_figure(
            badgers, "no.such.comparison", trends.own_years(badgers, "no.such.comparison")
        ).plain
        == "No one is in this comparison."
    )


def test_a_trend_that_is_not_looked_for_says_what_it_would_take(badgers):
    shown = total_table(badgers, trends.own_years(badgers, REGISTER), Findings(), REGISTER)
    assert "it takes three intake years" in shown.plain


def test_what_is_shown_of_all_comparisons_is_what_is_published(badgers):
    shown = forests(badgers)
    published = {result["id"] for result in shown.results}
    linked = set(re.findall(r'#r-([\w.]+)"', shown.html))
    assert linked and linked <= published
