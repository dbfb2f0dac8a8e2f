"""The rank test of years since qualification, and the interval that inverts it."""

from fractions import Fraction

import pytest
from scipy.stats import mannwhitneyu, permutation_test, rankdata

from cohortbook.exact.two_samples import permutation_of_ranks
from cohortbook.findings import between_cohorts, years_by_rank


def found(findings):
    return {own.statistic: own.value for own in findings}


def test_years_by_rank_of_the_real_cohorts_are_tested_as_scipy_does_with_every_split_counted(
    reported,
):
    _, _, ours, theirs = between_cohorts.years(reported, "all")
    ranks = rankdata([*ours, *theirs])
    centre = ranks.mean() * len(ours)
    exact = permutation_test(
        (ranks[: len(ours)], ranks[len(ours) :]),
        lambda first, _: abs(first.sum() - centre),
        alternative="greater",
        n_resamples=10**5,
    )
    value = found(years_by_rank.years_by_rank(reported, "all"))
    assert float(value["p_value"]) == pytest.approx(exact.pvalue, abs=1e-9)
    approximate = mannwhitneyu(ours, theirs, method="asymptotic").pvalue
    assert float(value["p_value"]) == pytest.approx(approximate, abs=0.02)


def test_the_interval_next_to_it_holds_nothing_exactly_if_it_is_not_significant(reported):
    _, _, ours, theirs = between_cohorts.years(reported, "all")
    beside = found(between_cohorts.years_between(reported, "all"))
    low, high = beside["hodges_lehmann_low"], beside["hodges_lehmann_high"]
    for shift in range(int(low) - 3, int(high) + 4):
        moved = [value + shift for value in theirs]
        is_rejected = permutation_of_ranks(ours, moved).two_sided <= Fraction(5, 100)
        assert is_rejected == (not low <= shift <= high)
    p = found(years_by_rank.years_by_rank(reported, "all"))["p_value"]
    assert (p > Fraction(5, 100)) == (low <= 0 <= high)


def test_the_limit_is_where_delta_becomes_significant(reported):
    value = found(years_by_rank.years_by_rank(reported, "all"))
    delta = found(between_cohorts.years_between(reported, "all"))["cliffs_delta"]
    assert (value["p_value"] <= Fraction(5, 100)) == (abs(delta) >= value["reject_delta"])
    assert value["reject_delta"] < value["detectable_delta"] <= 1


def test_the_first_cohort_has_no_rank_test(badgers):
    assert not years_by_rank.years_by_rank(badgers, "cohort_01")
    assert found(years_by_rank.years_by_rank(badgers, "cohort_03"))["p_value"] > 0
