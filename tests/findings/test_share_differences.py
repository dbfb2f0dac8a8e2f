"""Shares of the newest cohort and of those before it, with the interval of their difference."""

import pytest
from scipy.stats import barnard_exact

from cohortbook.exact import two_shares
from cohortbook.exhibits.profile_tables import share_differences_table
from cohortbook.findings import share_differences
from cohortbook.publication.joins import with_only


@pytest.mark.slow
def test_the_interval_holds_no_difference_exactly_if_its_test_is_not_significant(reported):
    for own in share_differences.every_difference(reported).by(lambda one: one.measure).values():
        found = {one.statistic: one.value for one in own}
        is_within = found["points_low"] <= 0 <= found["points_high"]
        assert is_within == (found["no_difference"] > 0.05)
        assert found["points_low"] <= found["points"] <= found["points_high"]


@pytest.mark.slow
def test_share_difference_of_women_is_counted_and_tested_as_scipy_does(reported):
    found = share_differences.share_difference(reported, "gender", "female").by_statistic
    assert float(found["points"].value) == pytest.approx(100 * (9 / 11 - 5 / 7))
    theirs = barnard_exact([[9, 5], [2, 2]]).pvalue
    assert found["no_difference"].value == pytest.approx(theirs, abs=2e-3)
    shown = share_differences_table(
        reported, share_differences.every_difference(reported), "Shares"
    ).plain
    assert "Gender: female | 10.4" in shown and "Highest level: master’s | " in shown


def test_of_one_cohort_or_of_very_large_ones_there_is_no_interval(badgers, monkeypatch):
    alone = with_only(badgers, ["cohort_01"])
    assert not share_differences.share_difference(alone, "gender", "female")
    monkeypatch.setattr(share_differences, "LARGEST", 3)
    monkeypatch.setattr(two_shares, "difference_interval", None)
    assert not share_differences.share_difference.__wrapped__(badgers, "gender", "female")
    assert share_differences_table(badgers, (), "Shares").plain == "There is nothing to compare."
