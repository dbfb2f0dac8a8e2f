"""Intervals of a share against R, published values and their own definitions; coverage
recomputed.
"""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import beta, binom
from statsmodels.stats.proportion import proportion_confint

from cohortbook.exact.intervals import (
    METHODS,
    blaker,
    clopper_pearson,
    coverage,
    jeffreys,
    least_coverage,
    mid_p,
    sterne,
    wilson,
)
from cohortbook.exact.one_share import binomial_p_values

SHARES = [Fraction(k, 1000) for k in range(1, 1000)]


def test_clopper_pearson_and_wilson_agree_with_r():
    assert clopper_pearson(14, 18) == pytest.approx((0.523627234264, 0.935907952282), abs=1e-10)
    assert wilson(14, 18) == pytest.approx((0.547854156838, 0.909990718914), abs=1e-10)


@pytest.mark.parametrize("ours, theirs", [(clopper_pearson, "beta"), (wilson, "wilson")])
@pytest.mark.parametrize("n", [1, 7, 11, 18])
def test_intervals_agree_with_statsmodels_at_every_count(ours, theirs, n):
    for count in range(n + 1):
        assert ours(count, n) == pytest.approx(
            proportion_confint(count, n, method=theirs), abs=1e-9
        )


@pytest.mark.parametrize("count, n", [(3, 7), (14, 18), (1, 11)])
def test_jeffreys_is_the_middle_of_its_posterior(count, n):
    low, high = jeffreys(count, n)
    posterior = beta(count + 0.5, n - count + 0.5)
    assert posterior.cdf(low) == pytest.approx(0.025) and posterior.sf(high) == pytest.approx(0.025)
    assert jeffreys(0, n)[0] == 0 and jeffreys(n, n)[1] == 1


@pytest.mark.parametrize("count, n", [(0, 7), (3, 7), (7, 7), (14, 18), (1, 30)])
def test_the_ends_of_mid_p_leave_half_of_the_count_in_the_tail(count, n):
    low, high = mid_p(count, n)
    assert (
        low == 0
        if count == 0
        else binom.sf(count, n, low) + binom.pmf(count, n, low) / 2
        == pytest.approx(0.025, abs=1e-9)
    )
    assert (
        high == 1
        if count == n
        else binom.cdf(count - 1, n, high) + binom.pmf(count, n, high) / 2
        == pytest.approx(0.025, abs=1e-9)
    )


def acceptability(n, shares):
    """Blaker's, by its definition, for every count (a row) and share: the smaller tail, and the
    most of the other tail that is no likelier.
    """
    counts = np.arange(n + 1)[:, None]
    below, above = binom.cdf(counts, n, shares), binom.sf(counts - 1, n, shares)
    smaller = np.minimum(below, above)
    others = np.where(
        above <= below, below[:, None], above[:, None]
    )  # by the count that is tried, the count and the share
    allowed = np.where(others <= smaller * (1 + 1e-12), others, 0)
    return np.minimum(1, smaller + allowed.max(axis=0))


@pytest.mark.parametrize("n", [1, 2, 7, 11, 18])
def test_blaker_is_the_range_of_acceptable_shares(n):
    grid = np.arange(1, 2000) / 2000
    for count, accepted in enumerate(acceptability(n, grid) > 0.05):
        low, high = blaker(count, n)
        assert low == pytest.approx(grid[accepted][0], abs=6e-4) or (count == 0 and low == 0)
        assert high == pytest.approx(grid[accepted][-1], abs=6e-4) or (count == n and high == 1)


@pytest.mark.parametrize("n", [7, 11, 18])
def test_blaker_lies_within_clopper_pearson(n):
    for count in range(n + 1):
        (low, high), (wide_low, wide_high) = blaker(count, n), clopper_pearson(count, n)
        assert wide_low - 1e-9 <= low <= high <= wide_high + 1e-9


# The shares that binom.test of R 4.2.2 does not reject, in steps of 0.00001: s <- 1:99999 / 1e5
# range(s[sapply(s, function(p) binom.test(6, 11, p)$p.value) > 0.05])
NOT_REJECTED_BY_R = {
    (1, 7): (0.00731, 0.55423),
    (4, 7): (0.22533, 0.87124),
    (1, 11): (0.00466, 0.40447),
    (6, 11): (0.26453, 0.80042),
    (8, 11): (0.40448, 0.92117),
    (1, 17): (0.00302, 0.28737),
    (9, 17): (0.28738, 0.74699),
    (14, 17): (0.58345, 0.95010),
}


@pytest.mark.parametrize("count, n", NOT_REJECTED_BY_R)
def test_sterne_is_the_range_of_shares_that_binom_test_of_r_does_not_reject(count, n):
    assert sterne(count, n) == pytest.approx(NOT_REJECTED_BY_R[count, n], abs=1.01e-5)


@pytest.mark.parametrize("share", [Fraction(829, 1000), Fraction(509, 1000), Fraction(1, 4)])
def test_a_share_outside_sternes_interval_is_always_rejected_and_a_share_inside_up_to_28_never(
    share,
):
    for n in range(1, 61):
        for count, p in enumerate(binomial_p_values(n, share)):
            low, high = sterne(count, n)
            is_rejected = p <= Fraction(5, 100)
            assert is_rejected if not low <= share <= high else n > 28 or not is_rejected


def test_sternes_interval_does_not_contradict_its_test_where_clopper_and_pearsons_does():
    share = Fraction(829, 1000)
    assert binomial_p_values(11, share)[6] < Fraction(5, 100)
    assert sterne(6, 11)[1] < share < clopper_pearson(6, 11)[1]


def test_sternes_interval_of_thousands_is_found():
    assert sterne(1400, 2000) == pytest.approx((0.6794, 0.7200), abs=5e-4)


# Mean and lowest coverage over 999 shares. Measured apart from this code for all but Blaker's: docs
# of the study, on a coarser grid for Wilson's lowest.
TABLE = {
    (7, "clopper_pearson"): (0.987, 0.953),
    (7, "mid_p"): (0.973, 0.942),
    (7, "jeffreys"): (0.955, 0.886),
    (7, "wilson"): (0.955, 0.838),
    (7, "blaker"): (0.975, 0.950),
    (11, "clopper_pearson"): (0.983, 0.958),
    (11, "mid_p"): (0.967, 0.923),
    (11, "jeffreys"): (0.953, 0.902),
    (11, "wilson"): (0.954, 0.837),
    (11, "blaker"): (0.971, 0.950),
    (18, "clopper_pearson"): (0.978, 0.955),
    (18, "mid_p"): (0.962, 0.925),
    (18, "jeffreys"): (0.951, 0.895),
    (18, "wilson"): (0.953, 0.850),
    (18, "blaker"): (0.968, 0.950),
}


@pytest.mark.parametrize("n, method", TABLE)
def test_coverage_is_as_tabled(n, method):
    covered = coverage(METHODS[method], n, SHARES)
    assert (round(sum(covered) / len(covered), 3), round(min(covered), 3)) == pytest.approx(
        TABLE[n, method], abs=0.0011
    )


@pytest.mark.parametrize("method", ["clopper_pearson", "blaker", "sterne"])
def test_intervals_that_promise_to_cover_always_do(method):
    for n in (1, 3, 7, 11):
        assert min(coverage(METHODS[method], n, SHARES)) >= 0.95 - 1e-9


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "count, n, level, problem",
    [
        (8, 7, 0.95, "8 of 7 is not possible"),
        (-1, 7, 0.95, "-1 of 7"),
        (0, 0, 0.95, "0 of 0"),
        (3, 7, 1.0, "a level of 1.0"),
    ],
)
def test_the_impossible_is_refused_in_a_sentence(method, count, n, level, problem):
    with pytest.raises(ValueError, match=problem):
        METHODS[method](count, n, level)


@pytest.mark.parametrize("n", [3, 7, 18])
@pytest.mark.parametrize("method", METHODS)
def test_the_lowest_coverage_is_next_to_an_end_and_not_on_a_grid(method, n):
    """On a grid that includes shares just below and just above each end there is none lower."""
    interval = METHODS[method]
    ends = {end for count in range(n + 1) for end in interval(count, n)}
    shares = {Fraction(step, 200) for step in range(201)}
    shares |= {Fraction(end + way * 1e-8) for end in ends for way in (-1, 1)}
    found = coverage(interval, n, [share for share in shares if 0 <= share <= 1])
    assert least_coverage(interval, n) == pytest.approx(min(found), abs=1e-6)


def test_wilson_covers_less_than_a_grid_of_half_per_cents_shows():
    grid = [Fraction(step, 200) for step in range(1, 200)]
    assert min(coverage(wilson, 18, grid)) == pytest.approx(0.900, abs=5e-4)
    assert least_coverage(wilson, 18) == pytest.approx(0.836, abs=5e-4)
    assert all(least_coverage(method, 18) >= 0.95 - 1e-9 for method in (clopper_pearson, blaker))
