"""Many cohorts beside the published figure of each one's own year: every row is there, and the sentence above counts them rightly."""

import re

import pytest

from cohortbook import trends
from cohortbook.exact import clopper_pearson
from cohortbook.forests import forest_figure, forests, total_table

REGISTER = "gender.register"


@pytest.fixture(scope="module")
def register(badgers):
    return forest_figure(badgers, REGISTER, trends.own_years(badgers, REGISTER))


def test_the_sentence_counts_the_intervals_that_hold_the_published_share(badgers, register):
    seen = [own for own in trends.intakes(badgers, REGISTER) if own.share is not None]
    ends = [clopper_pearson(own.count, own.n) for own in seen]
    inside = sum(low <= own.share <= high for own, (low, high) in zip(seen, ends))
    assert f"within the interval of {inside} of {len(seen)} cohort" in register.html


def test_each_cohort_is_a_row_of_the_table_beside_the_picture(badgers, register):
    for own in trends.intakes(badgers, REGISTER):
        assert f"{badgers.title(own.cohort)}, {own.year}" in register.html and f"{own.count} of {own.n}" in register.html


def test_where_nobody_is_compared_that_is_said(badgers):
    assert forest_figure(badgers, "no.such.comparison", trends.own_years(badgers, "no.such.comparison")).plain == "Nobody is in this comparison."


def test_a_trend_that_is_not_looked_for_says_what_it_would_take(badgers):
    trend = trends.trend(badgers, REGISTER)
    shown = total_table(badgers, trends.own_years(badgers, REGISTER), trend.head(0), REGISTER)
    assert "it takes three intake years" in shown.plain


def test_what_is_shown_of_all_comparisons_is_what_is_published(badgers):
    shown = forests(badgers)
    published = {result["id"] for result in shown.results}
    linked = set(re.findall(r'#r-([\w.]+)"', shown.html))
    assert linked and linked <= published
