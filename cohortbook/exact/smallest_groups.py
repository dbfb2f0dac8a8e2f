"""Find the fewest draws of which all hits would be significant by other rules than that of
`one_share.smallest_group`: it depends on the rule.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count

from cohortbook.exact._possible import check_share, exact_level, plain
from cohortbook.exact.one_share import mid_p_value


def one_sided(share: Fraction, alpha: Fraction = Fraction(5, 100)) -> int | None:
    """Return the fewest draws of which all are hits with a probability of at most `alpha`: the
    one-sided exact test (Arbuthnott 1710, Philosophical Transactions 27, 186-190). None if every
    draw is a hit.

    Raises ValueError if the share is not a Fraction between 0 and 1, or alpha is not between 0 and
    1.
    """
    check_share(share)
    alpha, own = exact_level(alpha, "alpha"), plain(share)
    return None if own == 1 else next(n for n in count(1) if own**n <= alpha)


def mid_p(share: Fraction, alpha: Fraction = Fraction(5, 100)) -> int | None:
    """Return the fewest draws of which all hits would be significant by the two-sided
    `one_share.mid_p_value`. None if every draw is a hit.

    Half of the probability of all hits is in any mid-p, so that no fewer are tried than make it as
    small as `alpha`. Raises as `one_sided` does.
    """
    alpha = exact_level(alpha, "alpha")
    least = one_sided(share, 2 * alpha) if 2 * alpha < 1 else one_sided(share, alpha) and 1
    return least and next(n for n in count(least) if mid_p_value(n, n, share) <= alpha)
