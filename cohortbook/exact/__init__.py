"""Exact statistics for small groups: no approximation where enumeration will do, no sampling, and
fractions where there can be.

It knows nothing of this study and can be used without it. Counts are whole numbers of people;
shares and probabilities are Fractions between 0 and 1, so that 829 of 1000 is not the float next to
it; ends of intervals of a share are floats between 0 and 1; values and their differences are in the
unit they are given in. What is not possible raises ValueError with a sentence.

14 of 17 against a register with 82.9 %: an ordinary draw, as any count is that is not 10 or fewer;
and of 17 people none could be too many.

>>> from fractions import Fraction
>>> from cohortbook import exact
>>> register = Fraction(829, 1000)
>>> round(float(exact.binomial_p_value(14, 17, register)), 4)
1.0
>>> [round(end, 3) for end in exact.sterne(14, 17)]
[0.583, 0.95]
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
    ranks,
    smallest_groups,
    trend,
    two_samples,
    two_shares,
)
from cohortbook.exact.intervals import clopper_pearson, sterne
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
    "ranks",
    "rejected_counts",
    "rejection_limits",
    "smallest_group",
    "smallest_groups",
    "sterne",
    "trend",
    "two_samples",
    "two_shares",
]
