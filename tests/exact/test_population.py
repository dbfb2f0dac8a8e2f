"""A whole, partly heard."""

from fractions import Fraction
from itertools import combinations

import pytest

from cohortbook.exact.population import (
    finite_interval,
    hypergeometric_probabilities,
    non_response_bounds,
)


def test_those_not_heard_could_all_say_one_thing_or_the_other():
    assert non_response_bounds(14, 15, 18) == (14, 17) and non_response_bounds(7, 7, 7) == (7, 7)


def test_hypergeometric_probabilities_agree_with_r_and_with_every_choice():
    expected = [
        0.2336601307190,
        0.4673202614379,
        0.2549019607843,
        0.0424836601307,
        0.0016339869281,
        0,
    ]
    assert [float(p) for p in hypergeometric_probabilities(4, 5, 18)] == pytest.approx(
        expected, abs=1e-12
    )
    chosen = [sum(person < 3 for person in heard) for heard in combinations(range(6), 4)]
    assert hypergeometric_probabilities(3, 4, 6) == [
        Fraction(chosen.count(k), len(chosen)) for k in range(5)
    ]


@pytest.mark.parametrize("everybody, heard", [(7, 6), (18, 15), (11, 3)])
def test_the_finite_interval_covers_whatever_the_whole_is(everybody, heard):
    ends = [finite_interval(count, heard, everybody) for count in range(heard + 1)]
    for hits in range(everybody + 1):
        probabilities = hypergeometric_probabilities(hits, heard, everybody)
        assert sum(
            p for p, (low, high) in zip(probabilities, ends, strict=True) if low <= hits <= high
        ) >= Fraction(95, 100)


def test_the_finite_interval_lies_within_what_is_possible_and_is_a_point_when_all_were_heard():
    low, high = finite_interval(14, 15, 18)
    assert non_response_bounds(14, 15, 18)[0] <= low <= high <= non_response_bounds(14, 15, 18)[1]
    assert finite_interval(5, 7, 7) == (5, 5)


@pytest.mark.parametrize(
    "count, heard, everybody", [(16, 15, 18), (-1, 15, 18), (3, 19, 18), (0, 0, 0)]
)
def test_the_impossible_is_refused_in_a_sentence(count, heard, everybody):
    for function in (non_response_bounds, finite_interval):
        with pytest.raises(ValueError, match="is not possible"):
            function(count, heard, everybody)
