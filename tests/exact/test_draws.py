"""A distribution in so many draws of a thousand."""

from fractions import Fraction

import pytest

from cohortbook.exact.draws import apportioned
from cohortbook.exact.one_share import binomial_probabilities


@pytest.mark.parametrize("n", [1, 6, 7, 11, 17, 18, 400])
def test_draws_add_up_and_none_is_a_draw_away_from_its_share(n):
    probabilities = binomial_probabilities(n, Fraction(829, 1000))
    draws = apportioned(probabilities)
    assert sum(draws) == 1000 and all(
        abs(draw - 1000 * p) < 1 for draw, p in zip(draws, probabilities, strict=True)
    )


def test_the_largest_remainders_are_rounded_up_and_of_equal_ones_the_first():
    assert apportioned([Fraction(1, 3)] * 3, 10) == [4, 3, 3]
    assert apportioned([Fraction(17, 100), Fraction(56, 100), Fraction(27, 100)], 10) == [2, 5, 3]


def test_what_does_not_add_up_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="the probabilities add up to 1/2, not to 1"):
        apportioned([Fraction(1, 2)])
