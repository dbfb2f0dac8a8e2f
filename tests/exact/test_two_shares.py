"""Two counts against each other: R, SciPy, brute force, and the coverage of the interval."""

from fractions import Fraction
from itertools import product
from math import comb

import pytest
from scipy.stats import barnard_exact, binom, boschloo_exact, fisher_exact

from cohortbook.exact.two_shares import (
    barnard,
    boschloo,
    detectable_shares,
    difference_interval,
    fisher,
    fisher_mid_p,
    rejected_counts,
)


def test_fisher_agrees_with_r():
    assert fisher(5, 7, 9, 11) == 1 and float(fisher(1, 7, 9, 11)) == pytest.approx(
        0.0128205128205, abs=1e-12
    )


@pytest.mark.parametrize("n, other_n", [(3, 4), (5, 5)])
def test_fisher_agrees_with_scipy_at_every_table(n, other_n):
    for count, other in product(range(n + 1), range(other_n + 1)):
        assert float(fisher(count, n, other, other_n)) == pytest.approx(
            fisher_exact([[count, n - count], [other, other_n - other]]).pvalue, abs=1e-12
        )


def test_fisher_mid_p_takes_half_of_what_is_as_likely():
    count, n, other, other_n = 5, 7, 9, 11
    ways = [comb(n, k) * comb(other_n, count + other - k) for k in range(n + 1)]
    whole = sum(ways)
    expected = Fraction(sum(own for own in ways if own < ways[count]), whole) + Fraction(
        sum(own for own in ways if own == ways[count]), 2 * whole
    )
    assert fisher_mid_p(count, n, other, other_n) == expected < fisher(count, n, other, other_n)


def test_unconditional_tests_are_scipy_s_with_the_groups_as_columns():
    assert boschloo(1, 7, 9, 11) == pytest.approx(boschloo_exact([[1, 9], [6, 2]], n=128).pvalue)
    assert barnard(1, 7, 9, 11) == pytest.approx(barnard_exact([[1, 9], [6, 2]], n=128).pvalue)
    assert boschloo(1, 7, 9, 11) <= float(fisher(1, 7, 9, 11))


def test_the_interval_of_a_difference_holds_it_and_turns_round_with_the_groups():
    low, high = difference_interval(5, 7, 9, 11, step=0.01)
    assert low < 5 / 7 - 9 / 11 < high
    assert difference_interval(9, 11, 5, 7, step=0.01) == pytest.approx((-high, -low), abs=0.011)


def test_the_interval_of_a_difference_ends_where_the_scale_does():
    assert (
        difference_interval(5, 5, 0, 5, step=0.01)[1] == 1
        and difference_interval(0, 5, 5, 5, step=0.01)[0] == -1
    )


@pytest.mark.slow
def test_the_interval_of_a_difference_covers_as_often_as_it_says():
    n, other_n = 4, 5
    ends = {
        table: difference_interval(table[0], n, table[1], other_n, step=0.01)
        for table in product(range(n + 1), range(other_n + 1))
    }
    for share, other in product((0.05, 0.25, 0.5, 0.83, 0.95), repeat=2):
        covered = sum(
            binom.pmf(count, n, share) * binom.pmf(own, other_n, other)
            for (count, own), (low, high) in ends.items()
            if low - 0.01 <= share - other <= high + 0.01
        )
        assert covered >= 0.95, (share, other)


@pytest.mark.parametrize("function", [fisher, fisher_mid_p, boschloo, barnard, difference_interval])
def test_the_impossible_is_refused_in_a_sentence(function):
    with pytest.raises(ValueError, match="8 of 7 is not possible"):
        function(8, 7, 1, 2)


@pytest.mark.parametrize("n, other, other_n", [(11, 5, 7), (7, 9, 11), (20, 3, 30), (10, 0, 4)])
def test_rejected_counts_are_those_that_scipy_s_fisher_rejects(n, other, other_n):
    theirs = [
        count
        for count in range(n + 1)
        if fisher_exact([[count, n - count], [other, other_n - other]]).pvalue <= 0.05
    ]
    assert rejected_counts(n, other, other_n) == theirs


@pytest.mark.parametrize("n, other, other_n", [(11, 5, 7), (20, 3, 30), (15, 15, 30)])
def test_detectable_shares_beside_another_group_have_the_power_they_claim(n, other, other_n):
    rejected = rejected_counts(n, other, other_n)
    for share, way in zip(detectable_shares(n, other, other_n), (1, -1), strict=True):
        if share is None:
            assert all(
                binom.pmf(rejected, n, end).sum() < 0.8
                for end in ([0, other / other_n] if way == 1 else [1, other / other_n])
            )
        else:
            assert (
                binom.pmf(rejected, n, float(share)).sum()
                >= 0.8 - 1e-9
                > binom.pmf(rejected, n, float(share) + way * 2e-6).sum()
            )


def test_beside_five_of_seven_only_very_few_of_eleven_could_be_told_apart():
    assert rejected_counts(11, 5, 7) == [0, 1, 2]
    assert (
        detectable_shares(11, 5, 7)[1] is None
        and round(float(detectable_shares(11, 5, 7)[0]), 3) == 0.143
    )


def test_a_count_whose_p_value_is_the_level_itself_is_rejected():
    """The one hit of twenty people is in the group of one in 1 deal of 20."""
    assert fisher(1, 1, 0, 19) == Fraction(5, 100)
    assert rejected_counts(1, 0, 19) == [1]
