"""Exact statistics for small groups: no approximation where enumeration will do, no sampling, and fractions where there can be.

It knows nothing of this study and can be used without it. Shares are Fractions between 0 and 1, counts are whole numbers of
people, intervals are pairs of floats. What is not possible raises ValueError with a sentence.

    one_share    one count against a known share: p-values, rejection limits, detectable shares
    intervals    intervals of a share, and how often they cover it
    categories   counts in several categories against known shares, and tables of rows and columns
    two_shares   two counts against each other
    two_samples  two groups of values: permutation of means and of ranks, shifts, dominance
    population   a whole, partly heard: bounds, and what a random part would say of it
    prediction   the next group of the same process, if it is the same
    trend        a share along several groups in order
    families     several tests looked at together
"""

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

__all__ = ["binomial_p_value", "binomial_p_values", "binomial_probabilities", "clopper_pearson", "detectable_shares", "rejected_counts", "rejection_limits",
           "smallest_group"]
