"""The fewest draws of which all hits would be significant, rule by rule."""

from fractions import Fraction

import pytest
from scipy.stats import binom, binomtest

from cohortbook.exact import one_share, smallest_groups

REGISTER = Fraction(829, 1000)
SHARES = [Fraction(k, 20) for k in range(20)] + [REGISTER, Fraction(97, 100)]


@pytest.mark.parametrize("share", SHARES)
def test_the_smallest_group_is_the_first_that_scipy_rejects_by_each_rule(share):
    held, sizes = float(share), range(1, 150)
    one_sided = next(n for n in sizes if binomtest(n, n, held, "greater").pvalue <= 0.05)
    mid_p = next(
        n for n in sizes if binomtest(n, n, held).pvalue - binom.pmf(n, n, held) / 2 <= 0.05 + 1e-12
    )
    assert smallest_groups.one_sided(share) == one_sided
    assert smallest_groups.mid_p(share) == mid_p


def test_it_takes_20_of_the_register_by_likelihood_18_by_mid_p_and_16_one_sided():
    assert one_share.smallest_group(REGISTER) == 20
    assert smallest_groups.mid_p(REGISTER) == 18
    assert smallest_groups.one_sided(REGISTER) == 16


def test_no_group_is_large_enough_where_every_draw_is_a_hit():
    assert smallest_groups.one_sided(Fraction(1)) is None
    assert smallest_groups.mid_p(Fraction(1)) is None


def test_a_level_of_more_than_a_half_is_reached_by_one_draw():
    assert smallest_groups.mid_p(Fraction(1, 2), Fraction(9, 10)) == 1
