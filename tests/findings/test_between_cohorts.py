"""One cohort against those before it, by hand and by brute force."""

from bisect import bisect_left
from fractions import Fraction
from itertools import combinations
from statistics import median

import pytest
from made_up import write_study
from scipy.stats import fisher_exact

from cohortbook import load_study
from cohortbook.exhibits.contrasts import contrast_table
from cohortbook.findings import between_cohorts, demographics


def found(findings):
    return {own.statistic: own.value for own in findings}


def splits_of(values, size):
    """The difference of means of every way to put so many of the values aside."""
    return [
        Fraction(sum(aside), size) - Fraction(sum(values) - sum(aside), len(values) - size)
        for aside in combinations(values, size)
    ]


@pytest.mark.slow
def test_years_between_the_real_cohorts_are_counted_over_every_split(reported):
    earlier, later = (
        [int(years) for years in reported.rows("participants", cohort)["years_qualified"].dropna()]
        for cohort in ("cohort_01", "cohort_02")
    )
    splits = splits_of([*later, *earlier], len(later))
    seen, *_ = splits
    value = found(between_cohorts.years_between(reported, "all"))
    assert value["mean"] == seen and value["splits"] == len(splits)
    assert value["as_far"] == sum(abs(split) >= abs(seen) for split in splits)
    assert value["permutation_p"] == Fraction(value["as_far"], len(splits))
    assert value["hodges_lehmann"] == median(one - other for one in later for other in earlier)
    apart = sorted(abs(split) for split in splits)
    assert value["reject_difference"] == min(
        size for size in apart if (len(apart) - bisect_left(apart, size)) * 20 <= len(apart)
    )


def test_years_between_of_all_is_that_of_the_newest_cohort(real, badgers):
    for study in (real, badgers):
        newest = list(study.cohorts)[-1]
        assert found(between_cohorts.years_between(study, "all")) == found(
            between_cohorts.years_between(study, newest)
        )


def test_a_cohort_is_set_beside_the_last_ten_before_it(tmp_path):
    study = load_study(write_study(tmp_path / "study", cohorts=14, people=4))
    later, earlier = between_cohorts.sides(study, "cohort_13", "gender")
    assert set(later["cohort"]) == {"cohort_13"} and sorted(set(earlier["cohort"])) == [
        f"cohort_{number:02}" for number in range(3, 13)
    ]
    assert set(between_cohorts.sides(study, "all", "gender")[0]["cohort"]) == {"cohort_14"}
    shown = contrast_table(
        study, between_cohorts.share_between(study, "cohort_13", "gender", "female"), "Beside"
    )
    assert "Of the cohorts before it, the last 10 count." in shown.html
    assert (
        "the last 10 count"
        not in contrast_table(
            study, between_cohorts.share_between(study, "cohort_11", "gender", "female"), "Beside"
        ).html
    )


def test_years_between_holds_a_cohort_against_all_before_it(badgers):
    """Sett 3 has two whose years are known, 10 and 20; before it nine: 2, 4, 6, 12, 1,
    3, 5, 7, 9.
    """
    findings = between_cohorts.years_between(badgers, "cohort_03")
    before = [2, 4, 6, 12, 1, 3, 5, 7, 9]
    everybody = [10, 20, *before]
    splits = splits_of(everybody, 2)
    seen, *_ = splits
    value = found(findings)
    assert (value["mean"], value["splits"], value["as_far"]) == (
        seen,
        55,
        sum(abs(split) >= abs(seen) for split in splits),
    )
    assert {own.n for own in findings} == {11} and all(len(own.rows) == 11 for own in findings)


@pytest.mark.parametrize(
    "function, arguments",
    [(between_cohorts.years_between, ()), (between_cohorts.share_between, ("gender", "female"))],
)
def test_the_first_cohort_has_none_before_it(function, arguments, badgers):
    assert not function(badgers, "cohort_01", *arguments)


def test_share_between_is_fishers_test_with_what_it_could_have_seen(reported):
    findings = between_cohorts.share_between(reported, "cohort_02", "gender", "female")
    value, n = found(findings), {own.statistic: own.n for own in findings}
    assert (value["later"], n["later"], value["earlier"], n["earlier"]) == (9, 11, 5, 7)
    assert float(value["fisher_p"]) == pytest.approx(fisher_exact([[9, 2], [5, 2]]).pvalue)
    assert (value["reject_low"], value["reject_high"], value["detectable_high"]) == (
        2,
        "none",
        "none",
    )
    assert value["detectable_share"] == value["detectable_low"] == 14


def test_share_between_can_have_its_nearest_detectable_share_above(tmp_path):
    root = write_study(tmp_path / "study", cohorts=4, people=20)
    for path in (root / "data" / "cohorts").glob("*/participants.csv"):
        text = path.read_text(encoding="utf-8").replace(",female,", ",male,")
        path.write_text(text.replace(",male,", ",female,", 1), encoding="utf-8")
    value = found(between_cohorts.share_between(load_study(root), "cohort_04", "gender", "female"))
    assert (value["later"], value["earlier"], value["detectable_low"]) == (1, 3, "none")
    assert 10 < value["detectable_high"] == value["detectable_share"] < 60


def test_share_between_leaves_out_whose_gender_is_not_known(badgers):
    findings = between_cohorts.share_between(badgers, "cohort_03", "gender", "female")
    assert {own.statistic: own.n for own in findings}["later"] == 2 and found(findings)[
        "later"
    ] == 1
    assert found(findings)["detectable_share"] == "none"


def test_a_strict_cohort_is_among_neither_side_of_a_comparison(tmp_path):
    root = write_study(tmp_path / "study", cohorts=4, people=11)
    path = root / "data/cohorts/cohort_03/cohort.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("synthetic", "strict"), encoding="utf-8"
    )
    study = load_study(root)
    assert not between_cohorts.share_between(study, "cohort_03", "gender", "female")
    shares = found(between_cohorts.share_between(study, "cohort_04", "gender", "female"))
    assert shares["earlier"] == sum(
        demographics.gender(study, cohort).where(category="female").value
        for cohort in ("cohort_01", "cohort_02")
    )
