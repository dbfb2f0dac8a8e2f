"""Cohorts along their intake years, counted by hand in the made-up study: 2 of 3, 5 of 5 and 1 of 2
badgers of 2030, 2031 and 2032 are sows.
"""

from fractions import Fraction

import pytest

from cohortbook import load_study
from cohortbook.exact.trend import trend_p_values
from cohortbook.exhibits.forest_plots import forest_figure, forests, total_table
from cohortbook.findings import multiple_tests, trends
from cohortbook.study.wording import text_of

REGISTER = "gender.register"


def values(frame):
    return {own.statistic: own.value for own in frame}


def test_intakes_are_each_cohort_with_the_figure_of_its_own_year(badgers):
    """50 of 100 in 2030; 80 per cent in mid-2031, which is the nearest seen for 2032, too."""
    found = trends.intakes(badgers, REGISTER)
    assert [(own.cohort, own.year, own.count, own.n, own.share) for own in found] == [
        ("cohort_01", 2030, 2, 3, Fraction(1, 2)),
        ("cohort_02", 2031, 5, 5, Fraction(4, 5)),
        ("cohort_03", 2032, 1, 2, Fraction(4, 5)),
    ]
    assert (
        found[0].rows[-1] == "data/baselines/social_work_england.csv:2" and len(found[0].rows) == 4
    )
    assert trends.intakes(badgers, "no.such") == []


def test_own_years_add_up_what_each_year_makes_expect(badgers):
    """8 of 10; 3 at a half and 7 at four fifths make expect 1.5 + 5.6."""
    found = values(trends.own_years(badgers, REGISTER))
    assert (found["count"], found["expected"], found["apart"]) == (8, Fraction(71, 10), 0)
    assert (found["reject_low"], found["reject_high"]) == (
        3,
        10,
    ), "10 of 10 has 1/8 of 0.8 to the seventh, and little is less likely"


def test_own_years_reject_what_every_order_of_people_rejects(badgers):
    """By brute force over all thousand and twenty-four outcomes of ten people."""
    from itertools import product

    chances = [Fraction(1, 2)] * 3 + [Fraction(4, 5)] * 7
    total = [Fraction(0)] * 11
    for outcome in product((0, 1), repeat=10):
        p = Fraction(1)
        for hit, chance in zip(outcome, chances, strict=True):
            p *= chance if hit else 1 - chance
        total[sum(outcome)] += p
    rejected = [k for k in range(11) if sum(p for p in total if p <= total[k]) <= Fraction(5, 100)]
    found = values(trends.own_years(badgers, REGISTER))
    assert (found["reject_low"], found["reject_high"]) == (
        max(k for k in rejected if k < 7),
        min((k for k in rejected if k > 7), default="none"),
    )


def test_own_years_leave_out_the_people_of_a_year_whose_figure_nobody_has_seen(
    study, made_up, rewrite
):
    rewrite(
        "data/baselines/comparisons.csv",
        "gender.register,Women among badgers,social_workers,gender,female,badger_register,Sett"
        " County,gender",
        "gender.register,Women among badgers,social_workers,gender,female,badger_register,Sett"
        " County,no_such_variable",
    )
    assert not trends.own_years(load_study(made_up), REGISTER)


def test_trend_is_the_exact_one_of_the_three_setts(badgers):
    found = values(trends.trend(badgers, REGISTER))
    assert found["p_value"] == trend_p_values([2, 5, 1], [3, 5, 2], [2030, 2031, 2032]).two_sided
    assert set(found) == {
        "p_value",
        "detectable_share",
        "falling_first",
        "falling_last",
        "rising_first",
        "rising_last",
    }


def test_trend_takes_the_nearer_of_the_last_shares_on_either_side_as_detectable(made_up, rewrite):
    """Of 2 of 3, 5 of 5 and 0 of 2 the share of all is 70 %, which 100 % is nearer to than 13 %."""
    rewrite("data/cohorts/cohort_03/participants.csv", "B10,female", "B10,male")
    found = values(trends.trend(load_study(made_up), REGISTER))
    assert found["falling_last"] < 20 and found["rising_last"] > 99
    assert found["detectable_share"] == found["rising_last"]


def test_trend_is_not_looked_for_in_two_years(study, made_up, rewrite):
    rewrite("data/cohorts/cohort_03/cohort.yml", "recruited_on: 2032", "recruited_on: 2031")
    two = load_study(made_up)
    assert not trends.trend(two, REGISTER)
    assert "not looked for" in forests(two).plain


def test_every_trend_has_something_it_could_have_seen(badgers):
    found = trends.every_trend(badgers)
    assert {row.id for row in found if row.statistic == "p_value"} == {
        f"all.gender.{held}.trend.p_value" for held in ("register", "adults")
    }
    assert {f"all.gender.{held}.trend.detectable_share" for held in ("register", "adults")} <= set(
        found.by_id
    )


@pytest.mark.parametrize("text", ["Sett 1, 2030", "2 of 3", "Together", "8 of 10"])
def test_the_forest_labels_every_cohort_and_the_total(badgers, text):
    assert f">{text}<" in forest_figure(badgers, REGISTER, trends.own_years(badgers, REGISTER)).html


def test_the_forest_counts_only_years_whose_figure_has_been_seen(badgers, monkeypatch):
    own = [
        trends.Intake("cohort_01", 2030, 4, 4, Fraction(1, 3), ()),
        trends.Intake("cohort_02", 2031, 4, 4, Fraction(1, 2), ()),
        trends.Intake("cohort_03", 2032, 1, 2, None, ()),
    ]
    monkeypatch.setattr(trends, "intakes", lambda study, name: own)
    said = (
        "Women among badgers: 8 of 8, where the published shares nearest to the years of their"
        " cohorts would give 3.3. For 1 of 3 cohorts that share has not been seen."
    )
    total = trends.own_years(badgers, "two seen")
    assert forest_figure(badgers, REGISTER, total).plain.startswith(said)
    monkeypatch.setattr(trends, "intakes", lambda study, name: own[2:])
    assert forest_figure(
        badgers, REGISTER, trends.own_years(badgers, "none seen")
    ).plain.startswith("Women among badgers: no published share has been seen.")


def test_a_trend_stands_with_its_adjusted_value(badgers):
    trend = multiple_tests.with_adjusted(badgers, trends.trend(badgers, REGISTER))
    shown = total_table(badgers, trends.own_years(badgers, REGISTER), trend, REGISTER)
    adjusted = values(trend)["p_value_holm"]
    assert (
        f" | {text_of(adjusted, 'probability')} | "
        in next(line for line in shown.plain.splitlines() if line.startswith("Trend"))
        and adjusted >= values(trend)["p_value"]
    )
