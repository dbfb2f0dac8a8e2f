"""Two counts against each other: R, SciPy, brute force, and the coverage of the interval."""

from fractions import Fraction
from itertools import product
from math import comb, inf, sqrt

import numpy as np
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


def worst_on_a_grid(tables, n, other_n, difference=Fraction(0), steps=100):
    """The largest probability of some tables, in fractions, the second share in hundredths of what
    is possible.
    """

    def probability(count, size, share):
        return comb(size, count) * share**count * (1 - share) ** (size - count)

    low, high = max(Fraction(0), -difference), min(Fraction(1), 1 - difference)
    shares = [low + (high - low) * Fraction(step, steps) for step in range(steps + 1)]
    return max(
        sum(
            probability(count, n, share + difference) * probability(other, other_n, share)
            for count, other in tables
        )
        for share in shares
    )


def pooled(count, n, other, other_n):
    """The square of the pooled score, as it is in books."""
    share = Fraction(count + other, n + other_n)
    variance = share * (1 - share) * (Fraction(1, n) + Fraction(1, other_n))
    return (Fraction(count, n) - Fraction(other, other_n)) ** 2 / variance if variance else 0


@pytest.mark.parametrize("n, other_n", [(2, 5), (4, 4), (6, 3)])
@pytest.mark.parametrize(
    "test, farness",
    [(barnard, pooled), (boschloo, lambda *table: -fisher(*table))],
    ids=["barnard", "boschloo"],
)
def test_unconditional_tests_agree_with_fractions_at_every_table(test, farness, n, other_n):
    tables = list(product(range(n + 1), range(other_n + 1)))
    far = {table: farness(table[0], n, table[1], other_n) for table in tables}
    for seen in tables:
        as_far = [table for table in tables if far[table] >= far[seen]]
        worst = float(worst_on_a_grid(as_far, n, other_n))
        assert worst - 1e-12 <= test(seen[0], n, seen[1], other_n) <= worst + 1e-3


@pytest.mark.parametrize("table", [(1, 7, 9, 11), (15, 20, 9, 20), (3, 12, 11, 40)])
def test_barnard_agrees_with_scipy_where_no_two_scores_are_nearly_equal(table):
    count, n, other, other_n = table
    columns = [[count, other], [n - count, other_n - other]]
    assert barnard(*table) == pytest.approx(barnard_exact(columns, n=128).pvalue, rel=1e-6)


@pytest.mark.parametrize("test", [barnard, boschloo])
@pytest.mark.parametrize("n, other_n", [(6, 9), (8, 8), (5, 10)])
def test_unconditional_tests_do_not_depend_on_which_group_or_answer_is_named_first(
    test, n, other_n
):
    for count, other in product(range(n + 1), range(other_n + 1)):
        found = test(count, n, other, other_n)
        assert found == pytest.approx(test(other, other_n, count, n), abs=1e-9)
        assert found == pytest.approx(test(n - count, n, other_n - other, other_n), abs=1e-9)


@pytest.mark.parametrize("n, other_n", [(4, 7), (9, 9)])
def test_boschloo_is_never_above_fisher_of_the_same_order(n, other_n):
    for count, other in product(range(n + 1), range(other_n + 1)):
        assert boschloo(count, n, other, other_n) <= fisher(count, n, other, other_n) + 1e-12


def test_boschloo_of_scipy_is_another_one():
    assert boschloo(1, 7, 9, 11) == pytest.approx(0.010055541992, abs=1e-10)
    scipy_s = boschloo_exact([[1, 9], [6, 2]], n=128).pvalue
    assert scipy_s == pytest.approx(0.0059277097, abs=1e-9)


def test_the_interval_of_a_difference_holds_it_and_turns_round_with_the_groups():
    low, high = difference_interval(5, 7, 9, 11)
    assert low < 5 / 7 - 9 / 11 < high
    assert difference_interval(9, 11, 5, 7) == (-high, -low)


def test_the_interval_of_a_difference_ends_where_the_scale_does():
    assert difference_interval(5, 5, 0, 5)[1] == 1 and difference_interval(0, 5, 5, 5)[0] == -1


def score(count, n, other, other_n, difference):
    """Farrington and Manning's score, the share that fits best found by halving: the likelihood
    rises up to it.
    """

    def rises(share):
        theirs = share - difference
        return (
            count * (1 - share) * theirs * (1 - theirs)
            - (n - count) * share * theirs * (1 - theirs)
            + other * (1 - theirs) * share * (1 - share)
            - (other_n - other) * theirs * share * (1 - share)
        ) > 0

    low, high = max(0.0, difference), min(1.0, 1 + difference)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(middle) else (low, middle)
    theirs = low - difference
    error = sqrt(max(0.0, low * (1 - low) / n + theirs * (1 - theirs) / other_n))
    away = abs(count / n - other / other_n - difference)
    return 0.0 if away < 1e-12 else away / error if error > 1e-9 else inf


@pytest.mark.parametrize("table", [(1, 3, 3, 4), (2, 5, 0, 3), (4, 4, 1, 4)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_ends_of_a_difference_are_where_fractions_stop_rejecting(table, level):
    """At the end a difference is rejected, or as good as; a ten-thousandth inwards it is not."""
    count, n, other, other_n = table
    low, high = difference_interval(*table, level)
    for inside, outside in ((low + 1e-4, low - 1e-6), (high - 1e-4, high + 1e-6)):
        for difference, is_kept in ((inside, True), (outside, False)):
            if not -1 < difference < 1:
                continue
            far = {
                own: score(own[0], n, own[1], other_n, difference)
                for own in product(range(n + 1), range(other_n + 1))
            }
            as_far = [own for own in far if far[own] >= far[count, other] - 1e-7]
            worst = worst_on_a_grid(as_far, n, other_n, Fraction(difference))
            assert (worst > 1 - level) is is_kept, (difference, float(worst))


def test_a_difference_that_is_kept_between_two_that_are_rejected_is_not_missed():
    """0.0679 is kept, 0.07 is rejected: steps of a thousandth from outside inwards, each tried
    alone, begin at 0.0726.
    """
    assert difference_interval(80, 100, 60, 100)[0] == pytest.approx(0.067895, abs=2e-6)
    assert difference_interval(80, 100, 60, 100, step=0.005)[0] == pytest.approx(0.067895, abs=2e-6)


@pytest.mark.slow
@pytest.mark.parametrize("n, other_n", [(3, 4), (5, 5), (2, 7)])
def test_the_interval_of_a_difference_covers_as_often_as_it_says(n, other_n):
    """At all shares in fiftieths, differences that are ends of intervals among them."""
    ends = {
        table: difference_interval(table[0], n, table[1], other_n)
        for table in product(range(n + 1), range(other_n + 1))
    }
    counts, others = (np.array(own) for own in zip(*ends, strict=True))
    lows, highs = (np.array(own) for own in zip(*ends.values(), strict=True))
    for second in np.linspace(0, 1, 51):
        first = np.concatenate((np.linspace(0, 1, 51), second + lows, second + highs))
        first = first[(first >= 0) & (first <= 1)]
        likely = binom.pmf(counts[:, None], n, first) * binom.pmf(others, other_n, second)[:, None]
        holds = (lows[:, None] <= first - second) & (first - second <= highs[:, None])
        assert (likely * holds).sum(0).min() >= 0.95 - 1e-12


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
