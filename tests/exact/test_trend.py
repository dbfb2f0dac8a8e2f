"""A trend along cohorts, held against every deal of the hits, published values, R, and the
permutation of means.
"""

from fractions import Fraction
from itertools import product
from math import comb, exp, prod

import pytest
from scipy.stats import norm

from cohortbook.exact import trend
from cohortbook.exact.trend import detectable_trends, shares_along, trend_p_values
from cohortbook.exact.two_samples import permutation_of_means

SMALL = [2, 5, 1, 4], [4, 5, 3, 9], [2030, 2031, 2032, 2035]
MALFORMATIONS = (
    [48, 38, 5, 1, 1],
    [
        17114,
        14502,
        793,
        127,
        38,
    ],
)  # of Graubard and Korn 1987, Biometrics 43, 471-476


def deals(sizes, hits):
    """Every table with so many hits in all, and in how many ways the people can be
    dealt into it.
    """
    for counts in product(*(range(size + 1) for size in sizes)):
        if sum(counts) == hits:
            yield counts, prod(comb(size, count) for size, count in zip(sizes, counts, strict=True))


def by_brute_force(counts, sizes, scores):
    everything = [
        (sum(map(lambda c, s: c * s, table, scores)), ways)
        for table, ways in deals(sizes, sum(counts))
    ]
    whole = sum(ways for _, ways in everything)
    mean = Fraction(sum(total * ways for total, ways in everything), whole)
    seen = sum(count * score for count, score in zip(counts, scores, strict=True))
    return tuple(
        Fraction(sum(ways for total, ways in everything if is_so(total)), whole)
        for is_so in (
            lambda t: abs(t - mean) >= abs(seen - mean),
            lambda t: t >= seen,
            lambda t: t <= seen,
        )
    )


@pytest.mark.parametrize(
    "counts, sizes, scores",
    [
        SMALL,
        ([5, 9], [6, 11], [2022, 2023]),
        ([3, 3, 0, 1], [3, 4, 2, 2], [7, -3, 0, 0]),
        ([0, 1, 2], [2, 3, 3], [1, 2, 3]),
    ],
)
def test_trend_p_values_are_those_of_every_deal(counts, sizes, scores):
    assert trend_p_values(counts, sizes, scores) == by_brute_force(counts, sizes, scores)


def test_trend_p_values_are_those_of_a_permutation_of_means():
    hits = [score for count, score in zip(SMALL[0], SMALL[2], strict=True) for _ in range(count)]
    others = [score for count, size, score in zip(*SMALL, strict=True) for _ in range(size - count)]
    assert trend_p_values(*SMALL).two_sided == permutation_of_means(hits, others).two_sided


def test_trend_p_values_are_those_that_statxact_printed():
    """Exact: .0159 (one-sided .0158), with average drinks a day as scores (StatXact's example 6);
    doubled here to be whole numbers.
    """
    trend = trend_p_values(*MALFORMATIONS, [0, 1, 3, 8, 16])
    assert (round(float(trend.two_sided), 4), round(float(trend.rising), 4)) == (0.0159, 0.0158)


def test_trend_p_values_are_those_of_r():
    """independence_test of the package coin 1.4-2, distribution = exact(), R 4.2.2: see
    exact_reference.R.
    """
    assert float(trend_p_values(*SMALL).two_sided) == pytest.approx(0.362521688837, rel=1e-11)
    pain = [6, 7, 9, 14, 23], [32, 33, 32, 32, 32], range(5)  # of SAS's manual
    assert float(trend_p_values(*pain).two_sided) == pytest.approx(1.32357331746e-06, rel=1e-11)


def test_trend_p_values_turn_round_with_the_scores_and_with_hits_and_others():
    counts, sizes, scores = SMALL
    others = [size - count for count, size in zip(counts, sizes, strict=True)]
    rising, falling = (
        trend_p_values(*SMALL),
        trend_p_values(counts, sizes, [-score for score in scores]),
    )
    assert (falling.two_sided, falling.rising, falling.falling) == (
        rising.two_sided,
        rising.falling,
        rising.rising,
    )
    assert trend_p_values(others, sizes, scores).rising == rising.falling


def test_forty_cohorts_are_not_too_many():
    sizes = [7 + 3 * place % 8 for place in range(40)]
    counts = [size - place % 3 for place, size in enumerate(sizes)]
    trend = trend_p_values(counts, sizes, range(2022, 2062))
    assert 0 < trend.falling < trend.two_sided < 1 and trend.rising + trend.falling > 1


def power_by_brute_force(sizes, scores, hits, trend):
    rejected = {}
    for counts, ways in deals(sizes, hits):
        rejected[counts] = (ways, by_brute_force(counts, sizes, scores)[0] <= Fraction(5, 100))
    weights = {
        counts: ways * exp(trend * sum(map(lambda c, s: c * s, counts, scores)))
        for counts, (ways, _) in rejected.items()
    }
    return sum(weight for counts, weight in weights.items() if rejected[counts][1]) / sum(
        weights.values()
    )


def test_detectable_trends_are_the_smallest_of_enough_power():
    counts, sizes, scores = [1, 3, 5], [5, 5, 6], [0, 1, 2]
    falling, rising = detectable_trends(counts, sizes, scores)
    for smallest in (falling, rising):
        nearer = smallest - (0.001 if smallest > 0 else -0.001)
        assert (
            power_by_brute_force(sizes, scores, 9, nearer)
            < 0.8
            <= power_by_brute_force(sizes, scores, 9, smallest)
        )
    assert falling < 0 < rising


def test_detectable_trends_are_none_where_no_deal_would_be_unusual():
    assert detectable_trends([2, 2], [3, 3], [0, 1]) == (None, None)
    assert detectable_trends([5, 9], [6, 11], [2022, 2023])[0] is None, (
        "the three others in the first year would be rare, all in the second not"
    )


def test_shares_along_follow_the_odds_and_give_as_many_hits():
    sizes, scores = [6, 11, 9], [2022, 2023, 2027]
    shares = shares_along(sizes, scores, 20, -0.4)
    assert sum(size * share for size, share in zip(sizes, shares, strict=True)) == pytest.approx(20)
    odds = [share / (1 - share) for share in shares]
    assert odds[1] / odds[0] == pytest.approx(exp(-0.4)) and odds[2] / odds[1] == pytest.approx(
        exp(-1.6)
    )


@pytest.mark.parametrize(
    "counts, sizes, scores",
    [
        ([3], [2], [1]),
        ([1, 1], [2, 2], [1]),
        ([0, 0], [2, 2], [1, 2]),
        ([2, 2], [2, 2], [1, 2]),
        ([1, 1], [2, 2], [3, 3]),
    ],
)
def test_what_has_no_trend_is_refused_with_a_sentence(counts, sizes, scores):
    with pytest.raises(ValueError, match=r"is not possible|leave no trend to be seen"):
        trend_p_values(counts, sizes, scores)


# Of all sizes, some lopsided, as many deals as can still be counted: hits, people, scores.
WIDE = [
    ([20, 31, 18, 25, 40], [40, 61, 55, 38, 50], [2030, 2031, 2032, 2035, 2036]),
    ([3, 9, 2, 8], [10, 90, 30, 60], [-7, 2, 4, 33]),
    ([60, 1, 80], [100, 1, 150], [2, 5, 8]),
    ([5] * 20, [12] * 20, range(2030, 2050)),
    ([11, 12, 10], [12, 13, 11], [0, 1, 2]),
    ([2, 1, 1], [300, 1, 300], [10, 20, 40]),
]


@pytest.mark.parametrize("counts, sizes, scores", [*WIDE, SMALL])
def test_deals_that_are_not_counted_are_as_likely_as_those_that_are(counts, sizes, scores):
    """Every sum of every score, whether from whole numbers or from the Fourier transform."""
    margins = trend._margins(counts, sizes, scores)
    counted, inverted = trend._sums_of_deals(*margins), trend._inverted(0.0, margins)
    ways = sum(counted.values())
    assert all(
        inverted.get(total, 0) == pytest.approx(own / ways, abs=1e-13)
        for total, own in counted.items()
    )
    assert all(own < 1e-13 for total, own in inverted.items() if total not in counted)


@pytest.mark.slow
@pytest.mark.parametrize("counts, sizes, scores", WIDE)
def test_trend_p_values_and_detectable_trends_are_the_same_where_deals_are_not_counted(
    counts, sizes, scores, monkeypatch
):
    def found():
        trend._sums.cache_clear()
        return trend_p_values(counts, sizes, scores), detectable_trends(counts, sizes, scores)

    exactly = found()
    monkeypatch.setattr(trend, "COUNTED", 0)
    p_values, trends = found()
    trend._sums.cache_clear()
    assert [float(p) for p in p_values] == pytest.approx([float(p) for p in exactly[0]], abs=1e-10)
    assert trends == exactly[1]


@pytest.mark.slow
def test_trend_p_values_of_thousands_are_nearly_those_of_a_normal_distribution():
    """What is left of so many people is Armitage's chi-squared (1955), with the variance of
    sampling without replacement.
    """
    sizes, years = [200] * 60, list(range(2030, 2090))
    counts = [100 + (place % 7) - 3 + place // 30 * 5 for place in range(60)]
    n, hits = sum(sizes), sum(counts)
    mean = sum(map(lambda size, year: size * year, sizes, years)) / n
    variance = (
        hits
        * (n - hits)
        / (n - 1)
        / n
        * sum(size * (year - mean) ** 2 for size, year in zip(sizes, years, strict=True))
    )
    away = abs(sum(map(lambda count, year: count * (year - mean), counts, years))) - 0.5
    assert float(trend_p_values(counts, sizes, years).two_sided) == pytest.approx(
        2 * norm.sf(away / variance**0.5), rel=1e-3
    )
    falling, rising = detectable_trends(counts, sizes, years)
    assert (
        rising == pytest.approx((norm.ppf(0.975) + norm.ppf(0.8)) / variance**0.5, abs=0.001)
        and falling == -rising
    )


def test_a_sum_as_probable_as_the_level_itself_is_rejected():
    """The one hit is that of the first group, of one person, in 1 deal of 20."""
    falling, rising = detectable_trends([1, 0], [1, 19], [1, 2])
    assert falling < 0 and rising is None


def test_scores_too_far_apart_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match="possible with scores in larger steps"):
        trend_p_values([100, 200, 300], [400, 500, 600], [0, 1, 10**12])
