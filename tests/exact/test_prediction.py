"""The next group, if it comes from the same process."""

from fractions import Fraction

import pytest
from scipy.stats import betabinom

from cohortbook.exact.one_share import binomial_probabilities
from cohortbook.exact.prediction import (
    PRIORS,
    beta_binomial_probabilities,
    central_counts,
    predicted,
    probability_below,
)


@pytest.mark.parametrize("prior", PRIORS)
def test_predictions_agree_with_scipy_and_sum_to_exactly_one(prior):
    a, b = PRIORS[prior]
    ours = predicted(14, 18, 9, PRIORS[prior])
    assert sum(ours) == 1
    assert [float(p) for p in ours] == pytest.approx(
        [betabinom.pmf(k, 9, float(a) + 14, float(b) + 4) for k in range(10)], rel=1e-10
    )


def test_without_anybody_seen_and_all_shares_alike_every_count_is_as_likely():
    assert predicted(0, 0, 4, PRIORS["uniform"]) == [Fraction(1, 5)] * 5


def test_the_central_counts_are_the_shortest_run_that_holds_enough():
    assert central_counts(
        [Fraction(1, 10), Fraction(2, 10), Fraction(4, 10), Fraction(2, 10), Fraction(1, 10)]
    ) == (1, 3)
    assert central_counts([Fraction(1), Fraction(0)]) == (0, 0)


@pytest.mark.parametrize("n, a, b", [(-1, 1, 1), (3, 0, 1), (3, 1, -1)])
def test_the_impossible_is_refused_in_a_sentence(n, a, b):
    with pytest.raises(ValueError, match="are not possible"):
        beta_binomial_probabilities(n, Fraction(a), Fraction(b))
    with pytest.raises(ValueError, match="8 of 7 is not possible"):
        predicted(8, 7, 3, PRIORS["uniform"])


def test_probability_below_is_a_binomial_tail_where_the_prior_is_whole():
    """The posterior Beta(15, 5) is below x as probably as 15 or more of 19 draws with x
    are hits.
    """
    share = Fraction(829, 1000)
    assert probability_below(14, 18, share, PRIORS["uniform"]) == pytest.approx(
        float(sum(binomial_probabilities(19, share)[15:])), rel=1e-12
    )
    assert (
        probability_below(0, 4, Fraction(0), PRIORS["jeffreys"]) == 0
        and probability_below(0, 4, Fraction(1), PRIORS["jeffreys"]) == 1
    )


@pytest.mark.parametrize(
    "count, n, share", [(5, 4, Fraction(1, 2)), (-1, 4, Fraction(1, 2)), (2, 4, Fraction(3, 2))]
)
def test_probability_below_refuses_what_is_not_possible(count, n, share):
    with pytest.raises(ValueError, match="is not possible"):
        probability_below(count, n, share, PRIORS["uniform"])
