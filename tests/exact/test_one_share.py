"""Exact statistics against published values, SciPy, and brute force."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from cohortbook import exact
from cohortbook.exact import _detection
from cohortbook.exact.one_share import doubled_p_value

REGISTER = Fraction(829, 1000)  # women on the register of social workers, 30 November 2022
ROUNDED = Fraction(83, 100)
NORTH_WEST = Fraction(4360, 4933)
SHARES = [
    Fraction(1, 2),
    Fraction(1, 3),
    ROUNDED,
    REGISTER,
    NORTH_WEST,
    Fraction(1, 100),
    Fraction(97, 100),
]


def tail(n, counts, share):
    return sum(exact.binomial_probabilities(n, share)[count] for count in counts)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 18, 60])
@pytest.mark.parametrize("share", [Fraction(0), *SHARES, Fraction(1)], ids=str)
def test_binomial_probabilities_sum_to_exactly_one(n, share):
    probabilities = exact.binomial_probabilities(n, share)
    assert len(probabilities) == n + 1
    assert sum(probabilities) == Fraction(1)
    assert all(isinstance(p, Fraction) for p in probabilities)


@pytest.mark.parametrize("n", range(7))
@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(1, 3), REGISTER], ids=str)
def test_binomial_probabilities_agree_with_every_sequence_of_draws(n, share):
    by_count = [Fraction(0)] * (n + 1)
    for draws in product((True, False), repeat=n):
        likelihood = Fraction(1)
        for hit in draws:
            likelihood *= share if hit else 1 - share
        by_count[sum(draws)] += likelihood
    assert exact.binomial_probabilities(n, share) == by_count


@pytest.mark.parametrize(
    "n, share",
    [(-1, ROUNDED), (7, Fraction(-1, 100)), (7, Fraction(101, 100)), (7, Fraction(829, 10))],
)
def test_binomial_probabilities_of_the_impossible_raise_with_a_sentence(n, share):
    with pytest.raises(
        ValueError, match=rf"a count of {n} draws with a share of {share} is not possible"
    ):
        exact.binomial_probabilities(n, share)


@pytest.mark.parametrize("n", [1, 2, 6, 7, 11, 17, 18, 30])
@pytest.mark.parametrize("share", SHARES, ids=str)
def test_binomial_p_values_agree_with_scipy_at_every_count(n, share):
    ours = [float(p) for p in exact.binomial_p_values(n, share)]
    theirs = [binomtest(count, n, float(share)).pvalue for count in range(n + 1)]
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("share", [Fraction(1, 3), Fraction(1, 2), REGISTER], ids=str)
def test_binomial_p_values_agree_with_every_sequence_of_draws(share):
    n = 6
    likelihood = [Fraction(0)] * (n + 1)
    for draws in product((True, False), repeat=n):
        likelihood[sum(draws)] += share ** sum(draws) * (1 - share) ** (n - sum(draws))
    expected = [sum(other for other in likelihood if other <= own) for own in likelihood]
    assert exact.binomial_p_values(n, share) == expected


def test_binomial_p_values_count_an_equally_likely_count_on_the_other_side():
    assert exact.binomial_p_values(2, Fraction(1, 2)) == [Fraction(1, 2), 1, Fraction(1, 2)]
    assert exact.binomial_p_values(3, Fraction(1, 2)) == [Fraction(1, 4), 1, 1, Fraction(1, 4)]


@pytest.mark.parametrize(
    "count, n, share, printed",
    [
        (5, 6, REGISTER, "1.0000"),
        (9, 11, REGISTER, "1.0000"),
        (14, 17, REGISTER, "1.0000"),
        (14, 18, ROUNDED, "0.5307"),
        (6, 7, NORTH_WEST, "0.5787"),
        (0, 7, ROUNDED, "0.0000"),
    ],
)
def test_binomial_p_value_of_the_award_holders(count, n, share, printed):
    assert f"{float(exact.binomial_p_value(count, n, share)):.4f}" == printed


def test_binomial_p_value_is_exactly_one_for_the_likeliest_count():
    assert exact.binomial_p_value(5, 6, REGISTER) == Fraction(1)


@pytest.mark.parametrize("count, n", [(8, 7), (-1, 7), (1, 0)])
def test_binomial_p_value_of_the_impossible_raises_with_a_sentence(count, n):
    with pytest.raises(ValueError, match=rf"^{count} of {n} is not possible$"):
        exact.binomial_p_value(count, n, ROUNDED)


@pytest.mark.parametrize(
    "count, n, low, high",
    [
        (5, 6, "35.9", "99.6"),
        (9, 11, "48.2", "97.7"),
        (14, 17, "56.6", "96.2"),
        (6, 7, "42.1", "99.6"),
    ],
)
def test_clopper_pearson_in_per_cent_of_the_award_holders(count, n, low, high):
    assert [f"{100 * end:.1f}" for end in exact.clopper_pearson(count, n)] == [low, high]


def test_clopper_pearson_of_14_of_18():
    assert [f"{end:.4f}" for end in exact.clopper_pearson(14, 18)] == ["0.5236", "0.9359"]


@pytest.mark.parametrize("n", [1, 6, 7, 11, 17, 18])
def test_clopper_pearson_leaves_a_fortieth_in_each_tail(n):
    for count in range(n + 1):
        low, high = exact.clopper_pearson(count, n)
        if count == 0:
            assert low == 0
        else:
            assert float(tail(n, range(count, n + 1), Fraction(low))) == pytest.approx(
                0.025, rel=1e-9
            )
        if count == n:
            assert high == 1
        else:
            assert float(tail(n, range(count + 1), Fraction(high))) == pytest.approx(
                0.025, rel=1e-9
            )


@pytest.mark.parametrize("n", [7, 11])
def test_clopper_pearson_covers_the_share_at_least_as_often_as_it_says(n):
    intervals = [exact.clopper_pearson(count, n) for count in range(n + 1)]
    beside_the_ends = {
        end + side
        for pair in intervals
        for end in pair
        for side in (-1e-9, 1e-9)
        if 0 <= end + side <= 1
    }
    shares = sorted(beside_the_ends | {percent / 400 for percent in range(401)})
    coverage = [
        tail(
            n,
            [k for k, (low, high) in enumerate(intervals) if low <= share <= high],
            Fraction(share),
        )
        for share in shares
    ]
    assert min(coverage) >= Fraction(95, 100)


@pytest.mark.parametrize("count, n", [(8, 7), (-1, 7), (0, 0)])
def test_clopper_pearson_of_the_impossible_raises(count, n):
    with pytest.raises(ValueError, match="is not possible"):
        exact.clopper_pearson(count, n)


@pytest.mark.parametrize(
    "n, share, counts, size",
    [
        (7, ROUNDED, range(4), 0.019),
        (11, ROUNDED, range(7), 0.027),
        (18, ROUNDED, range(12), 0.023),
    ],
)
def test_rejected_counts_and_their_true_size(n, share, counts, size):
    rejected = exact.rejected_counts(n, share)
    assert rejected == list(counts)
    assert round(float(tail(n, rejected, share)), 3) == size


@pytest.mark.parametrize("n", range(1, 41))
def test_rejected_counts_are_rejected_no_more_often_than_alpha(n):
    assert tail(n, exact.rejected_counts(n, ROUNDED), ROUNDED) <= Fraction(5, 100)


def test_rejected_counts_include_one_whose_p_value_is_exactly_alpha():
    # five tosses of a coin: 0 and 5 heads together are 2 in 32
    assert exact.rejected_counts(5, Fraction(1, 2), alpha=Fraction(2, 32)) == [0, 5]
    assert exact.rejected_counts(5, Fraction(1, 2), alpha=Fraction(2, 33)) == []


@pytest.mark.parametrize(
    "n, share, low",
    [
        (6, REGISTER, 2),
        (7, REGISTER, 3),
        (11, REGISTER, 6),
        (17, REGISTER, 10),
        (7, ROUNDED, 3),
        (11, ROUNDED, 6),
        (18, ROUNDED, 11),
    ],
)
def test_rejection_limits_of_the_cohorts_have_no_upper_side(n, share, low):
    assert exact.rejection_limits(n, share) == (low, None)


def test_rejection_limits_can_be_upper_only_or_none_at_all():
    assert exact.rejection_limits(7, Fraction(17, 100)) == (None, 4)
    assert exact.rejection_limits(4, Fraction(1, 2)) == (None, None)
    assert exact.rejection_limits(6, Fraction(1, 2)) == (0, 6)


def test_rejection_limits_reach_upwards_first_at_20_people_and_only_for_all_of_them():
    """Against 83 %: under 20 people no count could be unusually high; up to 28 only everybody
    could.
    """
    upper = {n: exact.rejection_limits(n, ROUNDED)[1] for n in range(1, 31)}
    assert {n: high for n, high in upper.items() if high is not None} == {
        **{n: n for n in range(20, 29)},
        29: 28,
        30: 29,
    }
    assert binomtest(19, 19, 0.83).pvalue > 0.05 >= binomtest(20, 20, 0.83).pvalue
    assert binomtest(27, 28, 0.83).pvalue > 0.05 >= binomtest(28, 29, 0.83).pvalue


@pytest.mark.parametrize("n, percent", [(7, 35), (11, 46), (18, 53)])
def test_detectable_shares_of_the_cohorts_have_no_upper_side_and_are_right_to_a_millionth(
    n, percent
):
    below, above = exact.detectable_shares(n, ROUNDED)
    assert (int(100 * below), above) == (percent, None)
    rejected = range(exact.rejection_limits(n, ROUNDED)[0] + 1)
    assert (
        tail(n, rejected, below)
        >= Fraction(80, 100)
        > tail(n, rejected, below + Fraction(1, 10**6))
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "n, share",
    [
        (7, Fraction(1, 2)),
        (12, Fraction(1, 3)),
        (30, ROUNDED),
        (40, Fraction(1, 5)),
        (25, NORTH_WEST),
    ],
)
def test_detectable_shares_are_the_nearest_of_all_that_are_detected(n, share):
    """Every tenth of a per cent, tried one by one as a person would."""
    rejected = exact.rejected_counts(n, share)
    detected = [
        other
        for other in (Fraction(step, 1000) for step in range(1001))
        if tail(n, rejected, other) >= Fraction(80, 100)
    ]
    below, above = exact.detectable_shares(n, share)
    for found, tried in (
        (below, max((other for other in detected if other < share), default=None)),
        (above, min((other for other in detected if other > share), default=None)),
    ):
        assert (found is None) == (tried is None)
        assert found is None or abs(found - tried) <= Fraction(1, 1000)


def test_detectable_shares_reach_the_ends_of_the_scale():
    assert exact.detectable_shares(1, Fraction(1, 100)) == (None, Fraction(4, 5))


def test_detectable_shares_can_be_on_both_sides():
    # 29 or 30 of 30 reject 83 %: with a share of .98 that happens in .98**30 + 30 * .02 * .98**29
    # of draws, .879
    assert Fraction(97, 100) < exact.detectable_shares(30, ROUNDED)[1] < Fraction(98, 100)
    below, above = exact.detectable_shares(12, Fraction(1, 2))
    assert below == 1 - above


def test_detectable_shares_ask_for_a_lower_share_when_more_power_is_wanted():
    assert exact.detectable_shares(7, ROUNDED, power=Fraction(99, 100))[0] < Fraction(35, 100)


@pytest.mark.parametrize(
    "share",
    [REGISTER, ROUNDED, Fraction(1, 2), Fraction(1, 5), Fraction(0), Fraction(97, 100)],
    ids=str,
)
def test_smallest_group_of_which_all_would_be_unusual_is_the_first_that_scipy_rejects(share):
    first = next(n for n in range(1, 200) if binomtest(n, n, float(share)).pvalue <= 0.05)
    assert exact.smallest_group(share) == first
    assert first in exact.rejected_counts(first, share) and (
        first == 1 or first - 1 not in exact.rejected_counts(first - 1, share)
    )


def test_smallest_group_of_people_who_are_all_hits_is_none_and_of_the_impossible_a_sentence():
    assert exact.smallest_group(Fraction(1)) is None
    with pytest.raises(ValueError, match="a share of 3/2 is not possible"):
        exact.smallest_group(Fraction(3, 2))


def test_mid_p_takes_half_of_what_is_as_likely_and_is_right_on_average():
    assert (
        exact.one_share.mid_p_value(14, 18, ROUNDED)
        == exact.binomial_p_value(14, 18, ROUNDED)
        - exact.binomial_probabilities(18, ROUNDED)[14] / 2
    )
    probabilities = exact.binomial_probabilities(7, REGISTER)
    assert sum(
        p * exact.one_share.mid_p_value(count, 7, REGISTER) for count, p in enumerate(probabilities)
    ) == Fraction(1, 2)


def test_strata_agree_with_every_sequence_of_draws():
    strata = [(2, Fraction(1, 3)), (3, REGISTER)]
    by_count = [Fraction(0)] * 6
    for draws in product((True, False), repeat=5):
        likelihood = Fraction(1)
        for place, hit in enumerate(draws):
            share = strata[0][1] if place < 2 else strata[1][1]
            likelihood *= share if hit else 1 - share
        by_count[sum(draws)] += likelihood
    assert exact.one_share.poisson_binomial_probabilities(strata) == by_count


def test_strata_of_one_share_are_one_group():
    assert exact.one_share.poisson_binomial_p_value(
        5, [(3, ROUNDED), (4, ROUNDED)]
    ) == exact.binomial_p_value(5, 7, ROUNDED)


def test_a_count_that_the_strata_cannot_give_is_refused():
    with pytest.raises(ValueError, match="8 of 7 is not possible"):
        exact.one_share.poisson_binomial_p_value(8, [(3, ROUNDED), (4, ROUNDED)])


@pytest.mark.parametrize(
    "count, n, share, expected",
    [
        (9, 10, Fraction(1, 2), Fraction(22, 1024)),
        (5, 10, Fraction(1, 2), Fraction(1)),
        (0, 3, Fraction(1, 3), Fraction(16, 27)),
    ],
)
def test_doubled_p_value_is_twice_the_smaller_tail_and_at_most_one(count, n, share, expected):
    assert doubled_p_value(count, n, share) == expected
    assert doubled_p_value(n - count, n, 1 - share) == expected


def test_doubled_p_value_refuses_more_than_everybody():
    with pytest.raises(ValueError, match="is not possible"):
        doubled_p_value(4, 3, ROUNDED)


def test_strata_of_a_hundred_agree_with_the_convolution_of_binomials():
    strata = [(60, REGISTER), (40, NORTH_WEST), (0, Fraction(1, 3))]
    ours = exact.one_share.poisson_binomial_probabilities(strata)
    theirs = np.convolve(
        binom.pmf(range(61), 60, float(REGISTER)), binom.pmf(range(41), 40, float(NORTH_WEST))
    )
    assert sum(ours) == 1 and np.allclose([float(p) for p in ours], theirs, rtol=1e-9, atol=0)


def test_strata_of_one_share_detect_what_one_group_does():
    below, above = exact.one_share.poisson_binomial_detectable([(4, ROUNDED), (14, ROUNDED)])
    assert above is None and abs(below - exact.detectable_shares(18, ROUNDED)[0]) < Fraction(
        1, 10**5
    )


def test_detectable_strata_have_the_power_they_claim():
    strata = [(7, Fraction(4, 5)), (5, Fraction(1, 2))]
    probabilities = exact.one_share.poisson_binomial_probabilities(strata)
    rejected = exact.one_share.rejected_by_likelihood(probabilities)
    below, _ = exact.one_share.poisson_binomial_detectable(strata)

    def power(odds):
        moved = [(n, odds * share / (odds * share + 1 - share)) for n, share in strata]
        return (
            sum(exact.one_share.poisson_binomial_probabilities(moved)[count] for count in rejected),
            sum(n * share for n, share in moved) / 12,
        )

    odds = [power(Fraction(step, 1000)) for step in range(1, 1000)]
    tried = max(share for reached, share in odds if reached >= Fraction(80, 100))
    assert abs(tried - below) < Fraction(1, 500)


@pytest.mark.parametrize(
    "strata",
    [
        [(7, ROUNDED)],
        [(11, NORTH_WEST)],
        [(4, REGISTER), (3, Fraction(1, 2))],
        [(40, REGISTER), (25, NORTH_WEST)],
    ],
)
def test_what_can_be_detected_is_what_exact_fractions_say(strata, monkeypatch):
    """Floats decide only where they leave no doubt: with doubt about everything the shares are the
    same.
    """

    def found():
        return exact.one_share.poisson_binomial_detectable(strata), exact.detectable_shares(
            *strata[0]
        )

    quick = found()
    monkeypatch.setattr(_detection, "DOUBT", 2)
    assert quick == found()


def test_detectable_strata_of_a_thousand_are_found_in_floats(monkeypatch):
    monkeypatch.setattr(
        exact.one_share, "_tilted", lambda weights, odds: pytest.fail("counted in whole numbers")
    )
    below, above = exact.one_share.poisson_binomial_detectable([(600, REGISTER), (400, ROUNDED)])
    assert below < REGISTER < above


def test_impossible_strata_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"draws with shares \[\(3, '3/2'\)\] are not possible"):
        exact.one_share.poisson_binomial_probabilities([(3, Fraction(3, 2))])


@pytest.mark.slow
@pytest.mark.parametrize(
    "strata",
    [
        [(7, ROUNDED)],
        [(0, ROUNDED)],
        [(3, REGISTER), (4, Fraction(1, 2)), (2, REGISTER)],
        [(30, Fraction(1, 2))],
        [(31, Fraction(1, 2)), (5, Fraction(1))],
        [(40, REGISTER), (25, NORTH_WEST), (60, Fraction(1, 20))],
        [(20, Fraction(1, 3)), (20, Fraction(2, 3))],
    ],
)
@pytest.mark.parametrize("alpha", [Fraction(5, 100), Fraction(1, 2), Fraction(1, 2**20)])
def test_poisson_binomial_rejected_are_the_counts_that_exact_fractions_reject(strata, alpha):
    """Also where two counts are as likely as each other, and where one alone is exactly at the
    level.
    """
    probabilities = exact.one_share.poisson_binomial_probabilities(strata)
    for level in (
        alpha,
        *(
            level
            for level in exact.one_share.p_values_by_likelihood(probabilities)
            if 0 < level < 1
        ),
    ):
        assert exact.one_share.poisson_binomial_rejected(
            strata, level
        ) == exact.one_share.rejected_by_likelihood(probabilities, level)


def test_poisson_binomial_rejected_of_thousands_are_counted_in_floats(monkeypatch):
    monkeypatch.setattr(
        exact.one_share, "_weights", lambda strata: pytest.fail("counted in whole numbers")
    )
    low, high = exact.one_share.limits_of(
        exact.one_share.poisson_binomial_rejected([(6000, REGISTER), (6000, NORTH_WEST)]),
        6000 * (REGISTER + NORTH_WEST),
    )
    expected, spread = (
        6000 * (REGISTER + NORTH_WEST),
        (6000 * (REGISTER * (1 - REGISTER) + NORTH_WEST * (1 - NORTH_WEST))) ** Fraction(1, 2),
    )
    assert (expected - low, high - expected) == (
        pytest.approx(1.96 * spread, abs=2),
        pytest.approx(1.96 * spread, abs=2),
    )


@pytest.mark.parametrize(
    "strata",
    [
        [(7, ROUNDED)],
        [(40, REGISTER), (25, NORTH_WEST)],
        [(30, Fraction(1, 2))],
        [(3, Fraction(1)), (4, Fraction(0)), (20, Fraction(1, 3))],
    ],
)
def test_poisson_binomial_p_value_in_floats_is_that_of_exact_fractions_to_ten_decimals(
    strata, monkeypatch
):
    def found():
        return [
            float(exact.one_share.poisson_binomial_p_value(count, strata))
            for count in range(sum(n for n, _ in strata) + 1)
        ]

    exactly = found()
    monkeypatch.setattr(exact.one_share, "COUNTED", 0)
    assert found() == pytest.approx(exactly, abs=6e-11)


def test_poisson_binomial_p_value_of_thousands_is_added_up_in_floats(monkeypatch):
    monkeypatch.setattr(
        exact.one_share, "_weights", lambda strata: pytest.fail("counted in whole numbers")
    )
    strata = [(6000, REGISTER), (6000, NORTH_WEST)]
    _, high = exact.one_share.limits_of(
        exact.one_share.poisson_binomial_rejected(strata), 6000 * (REGISTER + NORTH_WEST)
    )
    assert (
        exact.one_share.poisson_binomial_p_value(high, strata)
        <= Fraction(5, 100)
        < exact.one_share.poisson_binomial_p_value(high - 1, strata)
    )


@pytest.mark.parametrize(
    "n, share",
    [(40, REGISTER), (30, Fraction(1, 2)), (9, Fraction(0)), (9, Fraction(1)), (0, ROUNDED)],
)
def test_rejected_counts_are_the_same_where_everything_is_in_doubt(n, share, monkeypatch):
    quick = exact.rejected_counts(n, share)
    monkeypatch.setattr(_detection, "DOUBT", 2)
    assert exact.rejected_counts(n, share) == quick


def test_what_is_as_probable_as_the_level_itself_is_rejected():
    share = Fraction(5, 100)
    assert exact.binomial_p_value(1, 1, share) == share
    assert exact.rejected_counts(1, share) == [1] and exact.smallest_group(share) == 1
    assert exact.one_share.rejected_by_likelihood([1 - share, share]) == [1]
    assert exact.one_share.poisson_binomial_rejected([(1, share)]) == [1]
