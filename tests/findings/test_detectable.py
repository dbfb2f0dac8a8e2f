"""Detectable shares in whole per cent."""

from fractions import Fraction

import pytest

from cohortbook import exact
from cohortbook.exact import one_share
from cohortbook.findings.detectable import detectable_statistics, outwards


@pytest.mark.parametrize(
    "low, high, share, expected",
    [
        (Fraction(515353, 10**6), None, Fraction(829, 1000), (51, "none", 51)),
        (Fraction(201, 1000), Fraction(699, 1000), Fraction(1, 2), (20, 70, 70)),
        (Fraction(3, 10), Fraction(71, 100), Fraction(1, 2), (30, 71, 30)),
        (None, None, Fraction(1, 2), ("none", "none", "none")),
    ],
)
def test_detectable_shares_are_whole_per_cent_away_from_the_published_one(
    low, high, share, expected
):
    found = {name: value for name, value, _ in detectable_statistics((low, high), share)}
    assert tuple(found.values()) == expected
    assert list(found) == ["detectable_low", "detectable_high", "detectable_share"]


@pytest.mark.parametrize("n", [6, 11, 17, 40])
def test_the_whole_per_cents_are_detected_four_times_in_five(n):
    share = Fraction(1, 2)
    for whole in outwards(exact.detectable_shares(n, share)):
        assert whole == "none" or one_share.power(n, share, Fraction(whole, 100)) >= Fraction(4, 5)
