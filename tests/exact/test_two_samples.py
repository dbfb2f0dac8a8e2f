"""Two groups of values against R, SciPy and brute force."""

import random
import tracemalloc
from fractions import Fraction
from itertools import combinations
from math import comb
from statistics import mean

import numpy as np
import pytest
from scipy.stats import permutation_test

from cohortbook.exact import two_samples
from cohortbook.exact.two_samples import (
    cliffs_delta,
    cliffs_delta_interval,
    hodges_lehmann,
    permutation_of_means,
    permutation_of_ranks,
    shift_interval,
)

SHORT = ([Fraction(3, 2), 2, 8, Fraction(37, 4)], [3, 4, 5, 10, 11])
LONG = ([1, 2, 4, 8, 16, 32, 64], [3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15])
TIED = ([1, 2, 2, 3], [2, 3, 3, 5, 5])


def test_the_doubled_p_value_is_scipy_s():
    theirs = permutation_test(
        LONG,
        lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis),
        n_resamples=np.inf,
        vectorized=True,
    )
    assert float(permutation_of_means(*LONG).doubled) == pytest.approx(theirs.pvalue, abs=1e-12)


@pytest.mark.parametrize("first, second", [SHORT, TIED, ([5], [1, 9]), ([2, 2], [2, 2, 2])])
def test_permutation_of_means_agrees_with_every_split(first, second):
    values = [Fraction(value) for value in (*first, *second)]

    def difference(chosen):
        ours = [values[place] for place in chosen]
        theirs = [value for place, value in enumerate(values) if place not in chosen]
        return mean(ours) - mean(theirs)

    seen = difference(tuple(range(len(first))))
    splits = [difference(chosen) for chosen in combinations(range(len(values)), len(first))]
    found = permutation_of_means(first, second)
    assert found.two_sided == Fraction(sum(abs(own) >= abs(seen) for own in splits), len(splits))
    assert found.mid_p == found.two_sided - Fraction(
        sum(abs(own) == abs(seen) for own in splits), 2 * len(splits)
    )
    assert found.doubled == min(
        1,
        2
        * min(
            Fraction(sum(own >= seen for own in splits), len(splits)),
            Fraction(sum(own <= seen for own in splits), len(splits)),
        ),
    )


def test_ranks_agree_with_r_where_there_are_no_ties():
    assert float(permutation_of_ranks(*SHORT).two_sided) == pytest.approx(0.412698412698, abs=1e-12)
    assert permutation_of_ranks(*LONG).two_sided == 1


def test_ranks_with_ties_agree_with_means_of_their_ranks():
    ranks = {1: Fraction(1), 2: Fraction(3), 3: Fraction(6), 5: Fraction(17, 2)}
    assert permutation_of_ranks(*TIED) == permutation_of_means(
        *([ranks[value] for value in group] for group in TIED)
    )


def test_shifts_agree_with_r():
    assert (hodges_lehmann(*SHORT), shift_interval(*SHORT)) == (
        Fraction(-15, 8),
        (-9, Fraction(21, 4)),
    )
    assert (hodges_lehmann(*LONG), shift_interval(*LONG)) == (-1, (-8, 22))


def test_a_shift_in_the_interval_is_not_rejected_and_one_outside_is():
    first, second = LONG
    low, high = shift_interval(first, second)
    assert permutation_of_ranks(
        first, [value + (low + high) / 2 for value in second]
    ).two_sided > Fraction(5, 100)
    for outside in (low - Fraction(1, 10), high + Fraction(1, 10)):
        assert permutation_of_ranks(
            first, [value + outside for value in second]
        ).two_sided <= Fraction(5, 100)


def test_dominance_counts_pairs():
    assert cliffs_delta([1, 2], [0, 2]) == Fraction(1, 4), "above 0 twice, below 2 once, level once"
    assert cliffs_delta([5, 6], [1, 2]) == 1 and cliffs_delta([1], [1]) == 0
    assert cliffs_delta(*TIED) == -cliffs_delta(*TIED[::-1])


def test_the_interval_of_dominance_holds_it_and_covers_as_it_says():
    """Yes or no, 0.8 against 0.4: above in 0.8 x 0.6 of pairs and below in 0.2 x 0.4;
    drawn with a fixed seed.
    """
    draw, truth, covered = random.Random(7), 0.8 * 0.6 - 0.2 * 0.4, 0
    for _ in range(400):
        first = [int(draw.random() < 0.8) for _ in range(7)]
        second = [int(draw.random() < 0.4) for _ in range(11)]
        low, high = cliffs_delta_interval(first, second)
        assert low <= cliffs_delta(first, second) <= high
        covered += low <= truth <= high
    assert covered / 400 >= 0.95
    assert cliffs_delta_interval([9] * 30, [1] * 30)[0] > 0.7


@pytest.mark.parametrize(
    "function",
    [
        permutation_of_means,
        permutation_of_ranks,
        hodges_lehmann,
        shift_interval,
        cliffs_delta,
        cliffs_delta_interval,
    ],
)
def test_a_group_of_nobody_is_refused_in_a_sentence(function):
    with pytest.raises(ValueError, match="a group has no one in it"):
        function([], [1])


def differences_of_every_split(first, second):
    values = [*map(Fraction, first), *map(Fraction, second)]
    for chosen in combinations(range(len(values)), len(first)):
        ours = sum(values[place] for place in chosen)
        yield ours / len(first) - (sum(values) - ours) / len(second)


@pytest.mark.parametrize(
    "first, second",
    [
        ((1, 2, 9), (4, 5, 5, 7)),
        ((3, 3, 8, 20), (1, 2, 2, 30)),
        ((-4, 0, Fraction(1, 2)), (6, 7, 7, 7, 12)),
    ],
)
def test_unusual_difference_is_the_first_that_few_enough_splits_reach(first, second):
    alpha = Fraction(1, 5)
    sizes = [abs(difference) for difference in differences_of_every_split(first, second)]
    rare = [size for size in sizes if sum(other >= size for other in sizes) <= alpha * len(sizes)]
    assert two_samples.unusual_difference(first, second, alpha) == (min(rare) if rare else None)


def test_no_difference_is_unusual_where_every_split_is_common():
    assert (
        two_samples.unusual_difference([1, 2], [3, 4]) is None
        and two_samples.detectable_shift([1, 2], [3, 4]) is None
    )
    assert two_samples.unusual_difference([5] * 7, [5] * 11) is None


@pytest.mark.parametrize(
    "first, second",
    [((7, 7, 8, 9, 9, 13, 19), (2, 2, 3, 3, 3, 4)), ((1, 2, 3, 4, 5), (2, 4, 8, 16))],
)
def test_a_detectable_shift_makes_four_splits_of_five_unusual_and_a_smaller_one_does_not(
    first, second
):
    shift, limit = (
        two_samples.detectable_shift(first, second),
        two_samples.unusual_difference(first, second),
    )
    splits = list(differences_of_every_split(first, second))

    def power(given):
        return min(
            sum(way * difference + given >= limit for difference in splits) for way in (1, -1)
        ) / len(splits)

    assert power(shift) >= 0.8 > power(shift - Fraction(1, 1000))


def test_groups_of_hundreds_are_counted_as_exactly_as_small_ones():
    """Whether 0 or 1: the splits of 3 and 400 people by sum are those of the
    hypergeometric distribution.
    """
    found = two_samples.permutation_of_means([1, 1, 1], [1] * 20 + [0] * 380)
    assert found.splits == comb(403, 3) and found.as_far == comb(23, 3)


def test_a_shift_that_chebyshev_rejects_is_rejected_by_counting_too():
    first, second = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [k + 40 for k in range(30)]
    ranks = two_samples.permutation_of_ranks(first, second).two_sided
    assert ranks <= Fraction(1, 20) and two_samples._is_rejected(first, second, Fraction(1, 20))
    assert not two_samples._is_rejected([3, 3], [3, 3, 3], Fraction(1, 20))


@pytest.mark.parametrize("first, second", [([1], [5]), ([1, 2], [3, 4]), ([4, 4, 4], [4, 4])])
def test_groups_so_small_that_no_shift_is_rejected_have_an_interval_without_ends(first, second):
    assert permutation_of_ranks(first, [value + 1000 for value in second]).two_sided > Fraction(
        5, 100
    )
    assert shift_interval(first, second) == (None, None)


@pytest.mark.parametrize(
    "first, second",
    [
        (SHORT[0], SHORT[1]),
        (TIED[1] + [9, 9], TIED[0]),
        ([1, 1, 2, 3, 5, 8, 13], [0, 0, 0, 1, 1, 2]),
    ],
)
def test_shifts_are_those_of_a_fine_grid_of_tests(first, second):
    """By brute force: every shift in eighths from far below to far above, tested by
    counting alone.
    """
    low, high = shift_interval(first, second)
    eighths = [Fraction(step, 8) for step in range(-30 * 8, 30 * 8 + 1)]
    kept = [
        shift
        for shift in eighths
        if permutation_of_ranks(first, [value + shift for value in second]).two_sided
        > Fraction(5, 100)
    ]
    assert low - Fraction(1, 8) <= kept[0] <= low + Fraction(1, 8) and high - Fraction(
        1, 8
    ) <= kept[-1] <= high + Fraction(1, 8)


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_a_p_value_is_never_below_it(seed):
    draw = random.Random(seed)
    ranks = two_samples._ranks(
        [draw.randrange(12) for _ in range(9)] + [draw.randrange(30) for _ in range(5)]
    )
    for first, second in ((ranks[:9], ranks[9:]), (sorted(ranks)[:5], sorted(ranks)[5:])):
        assert (
            two_samples._highest_p([*first, *second], len(first))
            >= two_samples._permutation(first, second).two_sided
        )


def test_values_that_lie_a_milliard_apart_are_counted_one_by_one():
    near, far = ([1, 4, 9], [2, 3, 11, 12]), ([1, 4, 9 + 10**9], [2, 3, 11 + 10**9, 12 + 10**9])
    assert two_samples._sums_one_by_one([1, 4, 9, 2, 3], 2) == two_samples._sums_of_subsets(
        [1, 4, 9, 2, 3], 2
    )
    assert permutation_of_means(*far).splits == permutation_of_means(*near).splits == 35
    assert permutation_of_ranks(*far) == permutation_of_ranks(*near)


def test_it_does_not_matter_which_group_is_named_first():
    assert permutation_of_means(*LONG) == permutation_of_means(*LONG[::-1])
    assert two_samples.differences_of_means(*LONG[::-1]) == {
        -difference: ways for difference, ways in two_samples.differences_of_means(*LONG).items()
    }


@pytest.mark.slow
def test_ranks_are_rejected_in_floats_as_they_are_by_counting(monkeypatch):
    """Sixty values against seventy with many ties, shifted past both ends of the interval; none is
    near enough to the level for a doubt.
    """
    monkeypatch.setattr(two_samples, "COUNTED", 0)
    draw, alpha = random.Random(1), Fraction(5, 100)
    first, second = ([draw.randrange(1, 21) for _ in range(size)] for size in (60, 70))
    decided = []
    for shift in range(-5, 6):
        ranks = two_samples._doubled_ranks([*first, *(value + shift for value in second)])
        decided.append(two_samples._rejects_in_floats(ranks, 60, alpha))
        assert decided[-1] == (two_samples._permutation(ranks[:60], ranks[60:]).two_sided <= alpha)
    assert decided[0] and decided[-1] and not all(decided)


@pytest.mark.slow
def test_shift_interval_of_hundreds_is_found_in_floats(monkeypatch):
    monkeypatch.setattr(two_samples, "_permutation", lambda first, second: pytest.fail("counted"))
    draw = random.Random(1)
    first, second = ([draw.randrange(2, 41) for _ in range(size)] for size in (40, 400))
    low, high = two_samples.shift_interval(first, second)
    assert low < two_samples.hodges_lehmann(first, second) < high


def test_what_is_as_probable_as_the_level_itself_is_rejected():
    """One value against nineteen: in 1 split of 20 it is the highest, in 2 an end of the ranks."""
    others = list(range(1, 20))
    assert two_samples.unusual_difference([100], others) == 90
    assert shift_interval([0], others, Fraction(90, 100)) == (-19, -1)
    assert shift_interval([0], others, Fraction(91, 100)) == (None, None)


@pytest.mark.slow
@pytest.mark.parametrize("sizes, values", [((70, 80), 20), ((80, 120), 9), ((55, 200), 12)])
@pytest.mark.parametrize("test", [permutation_of_means, permutation_of_ranks])
def test_hundreds_are_right_to_nine_decimals_whichever_way_they_are_computed(
    monkeypatch, test, sizes, values
):
    draw = random.Random(3)
    first, second = (
        [draw.randrange(values) + 5 * own for _ in range(sizes[own])] for own in (0, 1)
    )
    second = [value - draw.choice((4, 5)) for value in second]
    monkeypatch.setattr(two_samples, "COUNTED", 10**15)
    counted = test(first, second)
    monkeypatch.setattr(two_samples, "COUNTED", 0)
    inverted = test(first, second)
    assert 1e-6 < counted.two_sided < 1
    assert inverted.splits == counted.splits and inverted.two_sided.denominator <= 10**10
    for ours, theirs in zip(inverted[:3], counted[:3], strict=True):
        assert abs(ours - theirs) < 1e-9


@pytest.mark.parametrize("first, second", [SHORT, TIED, LONG, ([5], [1, 9]), ([2, 2], [2, 2, 2])])
def test_halves_that_are_joined_give_what_counting_gives(monkeypatch, first, second):
    counted = permutation_of_means(first, second)
    monkeypatch.setattr(two_samples, "COUNTED", -1)
    assert permutation_of_means(first, second) == counted


def test_thirteen_and_thirteen_values_far_apart_are_counted_without_filling_the_memory():
    """To values of three digits a multiple of a milliard is added that keeps their order."""
    draw = random.Random(2)
    near = [draw.randrange(1000) for _ in range(26)]
    far = [value * 10**9 for value in near]
    assert permutation_of_means(far[:13], far[13:]) == permutation_of_means(near[:13], near[13:])
    uneven = [value + draw.randrange(2) for value in far]
    tracemalloc.start()
    assert permutation_of_means(uneven[:13], uneven[13:]).splits == comb(26, 13)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("test", [two_samples.differences_of_means, two_samples.unusual_difference])
def test_more_differences_than_the_memory_holds_are_refused_in_a_sentence(test):
    values = [3**power for power in range(1, 31)]
    with pytest.raises(ValueError, match="possible with values in larger steps"):
        test(values[::2], values[1::2])


def test_two_thousand_values_too_far_apart_are_refused_in_a_sentence():
    values = [place**4 for place in range(2000)]
    with pytest.raises(ValueError, match="possible with scores in larger steps"):
        permutation_of_means(values[::2], values[1::2])
    assert permutation_of_ranks(values[::2], values[1::2]).two_sided > Fraction(9, 10)
