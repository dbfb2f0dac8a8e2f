"""The next group, if it comes from the same process."""

from fractions import Fraction

import pytest
from scipy.stats import betabinom

from cohortbook.exact.prediction import PRIORS, beta_binomial_probabilities, central_counts, predicted


@pytest.mark.parametrize("prior", PRIORS)
def test_predictions_agree_with_scipy_and_sum_to_exactly_one(prior):
    a, b = PRIORS[prior]
    ours = predicted(14, 18, 9, PRIORS[prior])
    assert sum(ours) == 1
    assert [float(p) for p in ours] == pytest.approx([betabinom.pmf(k, 9, float(a) + 14, float(b) + 4) for k in range(10)], rel=1e-10)


def test_without_anybody_seen_and_all_shares_alike_every_count_is_as_likely():
    assert predicted(0, 0, 4, PRIORS["uniform"]) == [Fraction(1, 5)] * 5


def test_the_central_counts_are_the_shortest_run_that_holds_enough():
    assert central_counts([Fraction(1, 10), Fraction(2, 10), Fraction(4, 10), Fraction(2, 10), Fraction(1, 10)]) == (1, 3)
    assert central_counts([Fraction(1), Fraction(0)]) == (0, 0)


@pytest.mark.parametrize("n, a, b", [(-1, 1, 1), (3, 0, 1), (3, 1, -1)])
def test_the_impossible_is_refused_in_a_sentence(n, a, b):
    with pytest.raises(ValueError, match="are not possible"):
        beta_binomial_probabilities(n, Fraction(a), Fraction(b))
    with pytest.raises(ValueError, match="8 of 7 is not possible"):
        predicted(8, 7, 3, PRIORS["uniform"])
