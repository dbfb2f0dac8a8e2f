"""What stated numbers allow: published examples, and enumeration."""

from fractions import Fraction

import pandas as pd
import pytest

from cohortbook.audit.grim import (
    impossible_share,
    is_possible_mean,
    percentages,
    possible_means,
    power,
    smallest_base,
)

LEDGER, COLUMNS = (
    "data/report/claims.csv",
    [
        "claim_id",
        "claim",
        "stated",
        "n",
        "is_possible",
        "power",
        "needed",
        "actual",
    ],
)


def printed(number, decimals):
    """A whole number of hundredths, say, as it is printed: 519 to two decimals is 5.19."""
    return (
        f"{number // 10**decimals}.{number % 10**decimals:0{decimals}d}"
        if decimals
        else str(number)
    )


def by_enumeration(number, decimals, n):
    """Whether one of all the sums of n whole numbers has a mean within half a unit of the last
    place.
    """
    return any(
        abs(Fraction(total, n) - Fraction(number, 10**decimals)) <= Fraction(1, 2 * 10**decimals)
        for total in range(number * n // 10**decimals + n + 1)
    )


@pytest.fixture
def means(audit_now, found):
    """The test of every stated mean of the made-up report as it now is, by claim."""

    def means():
        claims = pd.DataFrame(audit_now()[0].values())
        return {row["claim_id"]: row for row in possible_means(claims, found).to_dict("records")}

    return means


@pytest.mark.parametrize(
    "stated, n, possible",
    [
        ("5.19", 28, False),
        ("5.18", 28, True),
        ("5.21", 28, True),
        ("11.7", 7, True),
        ("6.4", 11, True),
        ("11.8", 7, False),
        ("5.18", 1, False),
        ("5", 1, True),
        ("0.0", 7, True),
        ("2.25", 2, False),
        ("2.2", 8, True),
        ("2.3", 8, True),
    ],
)
def test_is_possible_mean_agrees_with_the_published_example_and_the_report(stated, n, possible):
    """5.19 of 28 is the example of Brown and Heathers (2017); a half, as 2.25 of 8, may have been
    rounded either way.
    """
    assert is_possible_mean(stated, n) is possible


@pytest.mark.parametrize(
    "decimals, numbers", [(0, range(12)), (1, range(30)), (2, range(500, 605))]
)
@pytest.mark.parametrize("n", [*range(1, 31), 99, 100, 101])
def test_is_possible_mean_agrees_with_enumeration(n, decimals, numbers):
    assert [number for number in numbers if is_possible_mean(printed(number, decimals), n)] == [
        number for number in numbers if by_enumeration(number, decimals, n)
    ]


@pytest.mark.parametrize(
    "n, decimals, share",
    [
        (7, 1, Fraction(3, 10)),
        (10, 1, 0),
        (11, 1, 0),
        (18, 0, 0),
        (1, 1, Fraction(9, 10)),
        (28, 2, Fraction(72, 100)),
        (4, 1, Fraction(4, 10)),
        (9, 1, Fraction(1, 10)),
        (100, 2, 0),
        (99, 2, Fraction(1, 100)),
    ],
)
def test_impossible_share_is_the_power_of_the_test(n, decimals, share):
    assert impossible_share(n, decimals) == share


@pytest.mark.parametrize("n", [2, 3, 5, 6, 8, 12, 19, 50])
def test_impossible_share_agrees_with_enumeration(n):
    for decimals in (1, 2):
        assert impossible_share(n, decimals) == Fraction(
            sum(not by_enumeration(number, decimals, n) for number in range(10**decimals)),
            10**decimals,
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    "stated", [*map(str, range(101)), "33.3", "66.7", "12.5", "0.1", "99.9", "54.5", "33.33"]
)
def test_smallest_base_agrees_with_enumeration(stated):
    half = Fraction(1, 2 * 10 ** len(stated.partition(".")[2]))
    by_hand = next(
        n
        for n in range(1, 2000)
        if any(abs(Fraction(100 * k, n) - Fraction(stated)) <= half for k in range(n + 1))
    )
    assert smallest_base(stated) == by_hand


@pytest.mark.parametrize(
    "stated, base",
    [
        ("50", 2),
        ("33", 3),
        ("33.3", 3),
        ("67", 3),
        ("87", 8),
        ("12.5", 8),
        ("4", 23),
        ("0", 1),
        ("100", 1),
    ],
)
def test_smallest_base_by_hand(stated, base):
    """87 may be 7 of 8, which is 87.5; 1 of 22 is 4.545 and rounds to 5, so 4 takes 23."""
    assert smallest_base(stated) == base


def test_possible_means_sets_the_sums_beside_each_other(means):
    row = means()["c023"]
    assert list(row) == COLUMNS and row["power"] == Fraction(2, 5)
    assert (row["stated"], row["n"], row["is_possible"], row["needed"], row["actual"]) == (
        "5.9",
        4,
        False,
        "none",
        "24",
    )


@pytest.mark.parametrize(
    "stated, possible, needed, power_of_it",
    [
        ("6.0", True, "24", Fraction(2, 5)),
        ("6", True, "22 to 26", 0),
        ("6.01", False, "none", Fraction(96, 100)),
    ],
)
def test_possible_means_follow_what_is_stated(
    rewrite, means, stated, possible, needed, power_of_it
):
    rewrite(LEDGER, ",5.9,", f",{stated},")
    row = means()["c023"]
    assert (row["is_possible"], row["needed"], row["power"], row["actual"]) == (
        possible,
        needed,
        power_of_it,
        "24",
    )


def test_possible_means_are_those_whose_base_is_known(claim, means):
    claim("finding", "5.0", result_id="cohort_02.years_qualified.mean", kind="mean")
    claim("count", "5.0", "managers", kind="mean", claim_id="c102")
    claim(
        "finding", "5.0", result_id="cohort_02.years_qualified.mean", kind="count", claim_id="c103"
    )
    assert (
        list(means()) == ["c023", "c101"]
        and means()["c101"]["needed"] == means()["c101"]["actual"] == "25"
    )


def test_possible_means_of_no_claims_have_the_columns_all_the_same(badgers, found):
    assert list(possible_means(badgers.tables["claims"].iloc[:0], found).columns) == COLUMNS


def test_power_is_given_in_per_cent(badgers, found):
    means = power(possible_means(badgers.tables["claims"], found))
    assert [(own.id, own.value, own.n, own.unit) for own in means] == [
        ("report.grim_power.c023.percent", 40, 4, "percent")
    ]


def test_percentages_lists_stated_shares_with_the_fewest_people(claim, audit_now):
    claim("", "87", unit="percent", needs="the cubs")
    claim("", "", claim_id="c102", unit="percent", needs="the cubs")
    claim("", "87", claim_id="c103", unit="people", needs="the cubs")
    listed = percentages(pd.DataFrame(audit_now()[0].values()))
    assert listed.to_dict("records") == [
        {"claim_id": "c101", "claim": "Made up by a test", "stated": "87%", "smallest_base": 8}
    ]
    assert list(percentages(pd.DataFrame({"unit": ["people"], "stated_value": ["4"]})).columns) == [
        "claim_id",
        "claim",
        "stated",
        "smallest_base",
    ]
