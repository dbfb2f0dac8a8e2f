"""Years since qualification under every choice of a test, and without one person at a time."""

from fractions import Fraction
from itertools import chain

import pytest

from cohortbook.exact import two_samples
from cohortbook.exhibits.years_choices_table import years_choices_table
from cohortbook.findings import between_cohorts, years_choices
from cohortbook.publication.joins import with_only

TEST_OF = {
    "means": two_samples.permutation_of_means,
    "ranks": two_samples.permutation_of_ranks,
}


def one_left_out(ours, theirs):
    """Both groups, for each person that is left out."""
    return chain(
        ((ours[:k] + ours[k + 1 :], theirs) for k in range(len(ours))),
        ((ours, theirs[:k] + theirs[k + 1 :]) for k in range(len(theirs))),
    )


@pytest.mark.parametrize("name", TEST_OF)
@pytest.mark.parametrize("rule", ["two_sided", "doubled", "mid_p"])
def test_years_choices_leave_each_person_out_once(reported, name, rule):
    _, _, ours, theirs = between_cohorts.years(reported, "all")
    test = TEST_OF[name]
    ps = [getattr(test(*groups), rule) for groups in one_left_out(ours, theirs)]
    found = years_choices.years_choices(reported).where(category=f"{name}_{rule}").by_statistic
    assert found["everyone"].value == getattr(test(ours, theirs), rule)
    assert (found["lowest"].value, found["highest"].value) == (min(ps), max(ps))
    assert found["significant"].value == sum(p <= Fraction(5, 100) for p in ps)
    assert found["significant"].n == len(ps) == len(ours) + len(theirs)


def test_one_person_decides_about_the_means_of_the_real_cohorts_and_is_named_by_years(reported):
    found = years_choices.years_choices(reported)
    of_means = found.where(category="means_two_sided").by_statistic
    years = between_cohorts.years(reported, "all")
    assert of_means["everyone"].value > Fraction(5, 100) > of_means["lowest"].value
    assert of_means["lowest_without"].value == max(*years[2], *years[3])
    shown = years_choices_table(found, "Choices").plain
    assert "Ranks (exact rank test), by absolute difference | 0.07 | 0.02 (one with" in shown


def test_of_one_cohort_nothing_is_compared(badgers):
    alone = with_only(badgers, ["cohort_01"])
    assert not years_choices.years_choices(alone)
    assert "nothing is compared" in years_choices_table((), "Choices").plain


def test_of_very_many_people_no_one_is_left_out(badgers, monkeypatch):
    monkeypatch.setattr(years_choices, "LARGEST", 5)
    years_choices._left_out.cache_clear()
    found = years_choices.years_choices.__wrapped__(badgers)
    assert {own.statistic for own in found} == {"everyone"}
    assert "over" in years_choices_table(found, "Choices").plain
    years_choices._left_out.cache_clear()
