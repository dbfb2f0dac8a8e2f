"""Levels, arrays and iterators as others give them."""

from fractions import Fraction

import numpy as np
import pytest

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
