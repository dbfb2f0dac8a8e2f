"""What stated numbers allow: published examples, and enumeration."""

from fractions import Fraction

import pandas as pd
import pytest

from cohortbook.claims import audit, report_of
from cohortbook.forensics import impossible_share, is_possible_mean, percentages, possible_means, power, smallest_base


@pytest.mark.parametrize("stated, n, possible", [("5.19", 28, False), ("5.18", 28, True), ("5.21", 28, True), ("11.7", 7, True), ("6.4", 11, True), ("11.8", 7, False)])
def test_is_possible_mean_agrees_with_the_published_example_and_the_report(stated, n, possible):
    """5.19 of 28 is the example of Brown and Heathers (2017)."""
    assert is_possible_mean(stated, n) is possible


@pytest.mark.parametrize("n", range(1, 31))
def test_is_possible_mean_agrees_with_enumeration(n):
    for tenths in range(0, 30):
        by_hand = any(abs(Fraction(total, n) - Fraction(tenths, 10)) <= Fraction(1, 20) for total in range(0, 4 * n))
        assert is_possible_mean(f"{tenths // 10}.{tenths % 10}", n) is by_hand


@pytest.mark.parametrize("n, decimals, share", [(7, 1, Fraction(3, 10)), (10, 1, 0), (11, 1, 0), (18, 0, 0), (1, 1, Fraction(9, 10)), (28, 2, Fraction(72, 100))])
def test_impossible_share_is_the_power_of_the_test(n, decimals, share):
    assert impossible_share(n, decimals) == share


@pytest.mark.parametrize("stated", ["4", "87", "50", "0", "100", "33.3", "99"])
def test_smallest_base_agrees_with_enumeration(stated):
    half = Fraction(1, 20) if "." in stated else Fraction(1, 2)
    by_hand = next(n for n in range(1, 2000) if any(abs(Fraction(100 * k, n) - Fraction(stated)) <= half for k in range(n + 1)))
    assert smallest_base(stated) == by_hand


def test_possible_means_sets_the_sums_beside_each_other(badgers):
    report = report_of(badgers)
    (row,) = possible_means(audit(report), report.found).to_dict("records")
    assert (row["stated"], row["n"], row["is_possible"], row["needed"], row["actual"]) == ("5.9", 4, False, "none", "24")


def test_power_is_given_in_per_cent(badgers):
    report = report_of(badgers)
    found = power(possible_means(audit(report), report.found))
    assert found["id"].tolist() == ["report.grim_power.c023.percent"] and found["value"].tolist() == [40]


def test_percentages_lists_stated_shares_with_the_fewest_people():
    claims = pd.DataFrame([{"claim_id": "c1", "claim": "Share", "unit": "percent", "stated_value": "87"}, {"claim_id": "c2", "claim": "Count", "unit": "people", "stated_value": "4"}])
    assert percentages(claims).to_dict("records") == [{"claim_id": "c1", "claim": "Share", "stated": "87%", "smallest_base": 8}]
