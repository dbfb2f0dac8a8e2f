"""Levels, arrays and iterators as others give them."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from cohortbook import exact

FLOAT_LEVELS = [
    (exact.two_samples.shift_interval, ([1, 2, 3], [4, 6]), 0.8),
    (exact.two_samples.unusual_difference, ([1], [2, 3, 4, 9, 10]), 0.4),
    (exact.population.finite_interval, (1, 3, 5), 0.8),
    (exact.population.finite_interval, (1, 2, 4), 0.5),
    (exact.one_share.rejected_counts, (3, Fraction(1, 10)), 0.028),
    (exact.two_shares.rejected_counts, (1, 0, 10), 0.1),
    (exact.prediction.central_counts, ([Fraction(1, 10)] * 10,), 0.3),
    (exact.trend.detectable_trends, ([0, 2], [2, 2], [1, 2], Fraction(80, 100)), 0.7),
]


@pytest.mark.parametrize("function, arguments, level", FLOAT_LEVELS)
def test_a_level_is_read_as_the_decimal_that_it_prints(function, arguments, level):
    assert function(*arguments, level) == function(*arguments, Fraction(str(level)))
    assert function(*arguments, np.float64(level)) == function(*arguments, Fraction(str(level)))


def test_eight_of_ten_as_a_float_gives_the_interval_of_eight_of_ten():
    assert exact.two_samples.shift_interval([1, 2, 3], [4, 6], 0.8) == (-5, -1)


@pytest.mark.parametrize("level", [float("nan"), 0, 1.0, "0.8", None])
def test_what_is_no_level_is_refused_in_a_sentence(level):
    with pytest.raises(ValueError, match=r"a level of .* is not between 0 and 1"):
        exact.clopper_pearson(1, 3, level)


HALVES = [Fraction(1, 2), Fraction(1, 2)]
LISTS = [
    (exact.two_samples.permutation_of_means, ([3, 4, 9], [4, 9])),
    (exact.two_samples.permutation_of_ranks, ([3, 4, 9], [4, 9])),
    (exact.two_samples.unusual_difference, ([3, 4, 9, 1], [40, 91, 33, 20])),
    (exact.two_samples.detectable_shift, ([3, 4, 9, 1], [40, 91, 33, 20])),
    (exact.two_samples.differences_of_means, ([3, 4, 9], [4, 9])),
    (exact.two_samples.hodges_lehmann, ([3, 4, 9], [4, 9])),
    (exact.two_samples.shift_interval, ([3, 4, 9, 1], [40, 91, 33, 20])),
    (exact.two_samples.cliffs_delta, ([3, 4, 9], [4, 9])),
    (exact.two_samples.cliffs_delta_interval, ([3, 4, 9], [4, 9])),
    (exact.trend.trend_p_values, ([2, 3], [4, 5], [1, 2])),
    (exact.trend.detectable_trends, ([2, 3], [9, 9], [1, 2])),
    (exact.categories.multinomial_p_value, ([3, 5], HALVES)),
    (exact.categories.table_p_value, ([[3, 5], [1, 8]],)),
    (exact.one_share.p_values_by_likelihood, (HALVES,)),
    (exact.one_share.rejected_by_likelihood, (HALVES,)),
    (exact.one_share.limits_of, ([1, 2, 9], Fraction(5))),
    (exact.families.holm, (HALVES,)),
    (exact.draws.apportioned, (HALVES,)),
    (exact.prediction.central_counts, (HALVES,)),
    (exact.intervals.coverage, (exact.intervals.wilson, 3, HALVES)),
]


@pytest.mark.parametrize(
    "of_list", [np.array, iter, tuple, pd.Series], ids=lambda own: own.__name__
)
@pytest.mark.parametrize("function, arguments", LISTS, ids=lambda own: getattr(own, "__name__", ""))
def test_arrays_columns_and_iterators_are_as_good_as_lists(function, arguments, of_list):
    def other(value):
        return of_list(value) if isinstance(value, list) else value

    assert function(*map(other, arguments)) == function(*arguments)


@pytest.mark.parametrize("function, arguments", LISTS, ids=lambda own: getattr(own, "__name__", ""))
def test_what_is_no_list_is_refused_in_a_sentence(function, arguments):
    with pytest.raises(ValueError, match=r"give a list, such as \[1, 2\]"):
        function(*(None if isinstance(value, list) else value for value in arguments))


def test_nothing_is_detectable_next_to_a_group_of_no_one():
    with pytest.raises(ValueError, match="0 of 0 is not possible"):
        exact.two_shares.detectable_shares(5, 0, 0)


def test_a_share_near_one_has_a_smallest_group_or_a_sentence():
    n, share = exact.smallest_group(Fraction(9999, 10000)), 0.9999
    assert n == 37644
    for size, is_rejected in ((n, True), (n - 1, False)):
        likely = binom.pmf(range(size - 50, size + 1), size, share)
        p = 1 - likely[likely > likely[-1] * (1 + 1e-9)].sum()
        assert bool(p <= 0.05) is is_rejected
    with pytest.raises(ValueError, match="a group would need more than 1,000,000"):
        exact.smallest_group(1 - Fraction(1, 10**9))
