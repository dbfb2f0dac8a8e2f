"""Several tests together."""

from fractions import Fraction

import pytest

from cohortbook.exact.families import holm


def test_holm_agrees_with_r():
    assert [
        float(p)
        for p in holm([Fraction(1, 100), Fraction(4, 100), Fraction(3, 100), Fraction(5, 1000)])
    ] == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_leaves_one_test_alone_and_never_passes_one():
    assert (
        holm([Fraction(1, 3)]) == [Fraction(1, 3)]
        and holm([Fraction(1, 2), Fraction(3, 4)]) == [1, 1]
        and holm([]) == []
    )


def test_holm_refuses_what_is_no_probability():
    with pytest.raises(ValueError, match="not between 0 and 1"):
        holm([Fraction(3, 2)])
