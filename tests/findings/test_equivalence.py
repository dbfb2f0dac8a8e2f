"""What tests that find nothing leave open, against SciPy."""

from fractions import Fraction

import pytest
from scipy.stats import beta, binomtest

from cohortbook.exhibits.equivalence_table import left_open_table
from cohortbook.findings import baselines, equivalence

REGISTER = "gender.register"


@pytest.fixture(scope="module")
def found(reported):
    return equivalence.equivalence(reported, REGISTER, "all").by_statistic


def test_women_and_the_register_are_the_same_only_by_a_margin_of_22_points(found):
    """14 of 17 next to 82.9 %: 60.4 to 95.0 %, as qbeta of R has it."""
    assert found["ninety_low"].text == "60.4%" and found["ninety_high"].text == "95.0%"
    assert found["margin"].text == "22.5"


def test_equivalence_is_where_two_one_sided_tests_reject_every_share_beyond_the_margin(found):
    margin = found["margin"].value / 100
    for away, is_rejected in ((margin + 1e-4, True), (margin - 1e-4, False)):
        lower = binomtest(14, 17, 0.829 - away, "greater").pvalue
        upper = binomtest(14, 17, min(0.829 + away, 1), "less").pvalue
        assert (max(lower, upper) <= 0.05) == is_rejected


def test_the_posterior_of_a_sceptic_is_that_of_scipy(found):
    register = 17 * 0.829
    expected = beta.cdf(0.829, register + 14, 17 - register + 3)
    assert found["sceptical_below"].value == pytest.approx(expected, abs=1e-9)


def test_a_sceptic_is_less_sure_than_someone_to_whom_all_shares_are_alike(reported):
    tested = baselines.comparison(reported, "years_qualified.ten_years_registered", "all")
    share = float(tested.by_statistic["baseline"].value) / 100
    own = equivalence.equivalence(reported, "years_qualified.ten_years_registered", "all")
    assert 0.5 < own.by_statistic["sceptical_below"].value < beta.cdf(share, 5, 14)


def test_a_published_share_of_none_or_all_leaves_a_sceptic_without_a_prior():
    statistics = [name for name, _, _ in equivalence._statistics(3, 7, Fraction(1))]
    assert statistics == ["ninety_low", "ninety_high", "margin"]


def test_what_is_not_tested_leaves_nothing_open(reported):
    assert not equivalence.equivalence(reported, "service.register", "all")
    assert not equivalence.equivalence(reported, "no.such", "all")


def test_the_table_gives_the_margin_next_to_what_was_counted(reported):
    shown = left_open_table(reported, equivalence.every_equivalence(reported), "Left open")
    assert "Women among social workers | 14 of 17 | 82.9% | 60.4% to 95.0%" in shown.plain
    assert "22.5 or more" in shown.plain
    assert left_open_table(reported, (), "Left open").plain == "No published figure has been seen."
