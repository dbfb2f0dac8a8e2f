"""Exact statistics for small groups: no approximation where enumeration will do, no sampling, and
fractions where there can be.

It knows nothing of this study and can be used without it. Counts are whole numbers of people;
shares and probabilities are Fractions between 0 and 1, so that 829 of 1000 is not the float next to
it; ends of intervals of a share are floats between 0 and 1; values and their differences are in the
unit they are given in. What is not possible raises ValueError with a sentence. Each module holds:

    one_share    one count against a known share:
                 binomial_probabilities binomial_p_value binomial_p_values mid_p_value
                 doubled_p_value rejected_counts
                 rejection_limits limits_of detectable_shares smallest_group; for any
                 distribution p_values_by_likelihood
                 rejected_by_likelihood power; for several groups, each with its own share,
                 poisson_binomial_probabilities
                 poisson_binomial_p_value poisson_binomial_rejected poisson_binomial_detectable
    intervals    intervals of a share, and how often they cover it: clopper_pearson mid_p blaker
        wilson jeffreys coverage
    categories   counts in several categories, and tables of rows and columns:
        multinomial_p_value table_p_value
    two_shares   two counts against each other: fisher fisher_mid_p boschloo barnard
        difference_interval rejected_counts detectable_shares
    two_samples  two groups of values: permutation_of_means permutation_of_ranks
        unusual_difference detectable_shift
                 differences_of_means hodges_lehmann shift_interval cliffs_delta
                 cliffs_delta_interval
    population   a whole, partly heard: non_response_bounds hypergeometric_probabilities
        finite_interval
    prediction   the next group of the same process, if it is the same:
                 beta_binomial_probabilities predicted probability_below central_counts
    trend        a share along several groups in order: trend_p_values detectable_trends
        shares_along
    families     several tests looked at together: holm
    draws        a distribution in so many draws of a thousand: apportioned

14 of 17 against a register with 82.9 %: an ordinary draw, as any count is that is not 10 or fewer;
and of 17 people none could be too many.

>>> from fractions import Fraction
>>> from cohortbook import exact
>>> register = Fraction(829, 1000)
>>> round(float(exact.binomial_p_value(14, 17, register)), 4)
1.0
>>> [round(end, 3) for end in exact.clopper_pearson(14, 17)]
[0.566, 0.962]
>>> exact.rejection_limits(17, register)
(10, None)
>>> [share and round(float(share), 3) for share in exact.detectable_shares(17, register)]
[0.515, None]
>>> exact.smallest_group(register)
20
>>> exact.two_shares.fisher(5, 6, 9, 11)
Fraction(1, 1)
>>> exact.binomial_p_value(18, 17, register)
Traceback (most recent call last):
ValueError: 18 of 17 is not possible
"""

from cohortbook.exact import (
    categories,
    draws,
    families,
    intervals,
    one_share,
    population,
    prediction,
    trend,
    two_samples,
    two_shares,
)
from cohortbook.exact.intervals import clopper_pearson
from cohortbook.exact.one_share import (
    binomial_p_value,
    binomial_p_values,
    binomial_probabilities,
    detectable_shares,
    rejected_counts,
    rejection_limits,
    smallest_group,
)

__all__ = [
    "binomial_p_value",
    "binomial_p_values",
    "binomial_probabilities",
    "categories",
    "clopper_pearson",
    "detectable_shares",
    "draws",
    "families",
    "intervals",
    "one_share",
    "population",
    "prediction",
    "rejected_counts",
    "rejection_limits",
    "smallest_group",
    "trend",
    "two_samples",
    "two_shares",
]
