"""Cliff's delta and the rank test are one statistic: by brute force over all splits."""

from fractions import Fraction
from itertools import combinations

import pytest

from cohortbook.exact import ranks, two_samples

GROUPS = [
    ([2, 5, 5, 9], [1, 3, 5, 8, 8, 12]),
    ([1, 2, 3, 4, 5, 6, 7], [3, 8, 9, 9, 10, 11, 20]),
    ([4, 6, 6, 7], [1, 1, 2, 3]),
]


def deltas(first, second):
    """Cliff's delta of every split of the values into groups of these sizes."""
    values = [*first, *second]
    for aside in combinations(range(len(values)), len(first)):
        others = [values[k] for k in range(len(values)) if k not in aside]
        yield two_samples.cliffs_delta([values[k] for k in aside], others)


@pytest.mark.parametrize("first, second", GROUPS)
def test_the_p_value_of_the_rank_test_is_the_share_of_splits_with_as_large_a_delta(first, second):
    found, seen = list(deltas(first, second)), two_samples.cliffs_delta(first, second)
    as_far = sum(abs(delta) >= abs(seen) for delta in found)
    assert two_samples.permutation_of_ranks(first, second).two_sided == Fraction(as_far, len(found))


@pytest.mark.parametrize("first, second", GROUPS)
def test_the_unusual_delta_is_the_smallest_that_5_in_100_splits_reach(first, second):
    found = [abs(delta) for delta in deltas(first, second)]
    expected = min(d for d in found if 20 * sum(o >= d for o in found) <= len(found))
    assert ranks.unusual_delta(first, second) == expected


@pytest.mark.parametrize(
    "first, second", [GROUPS[1], ([2, 5, 5, 9, 9, 9], [1, 3, 5, 8, 8, 12, 13])]
)
def test_a_detectable_delta_is_significant_in_four_splits_of_five_and_a_smaller_one_is_not(
    first, second
):
    found, limit = list(deltas(first, second)), ranks.unusual_delta(first, second)
    delta = ranks.detectable_delta(first, second)

    def detected(added):
        return min(sum(way * own + added >= limit for own in found) / len(found) for way in (1, -1))

    assert detected(delta) >= 0.8 > detected(delta - Fraction(1, 1000))


def test_nothing_is_unusual_and_nothing_is_detected_in_groups_of_two():
    assert ranks.unusual_delta([1, 2], [3, 4]) is None
    assert ranks.detectable_delta([1, 2], [3, 4]) is None


def test_a_delta_above_one_is_none_that_can_be_detected():
    assert ranks.unusual_delta([1, 2, 3], [4, 5, 6, 7, 8]) == 1
    assert ranks.detectable_delta([1, 2, 3], [4, 5, 6, 7, 8]) is None
