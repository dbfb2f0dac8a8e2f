"""What the next cohort might look like, counted by hand where a hand can."""

from fractions import Fraction

import pytest

from cohortbook import load_study
from cohortbook.exhibits.forecast_tables import forecast_figure
from cohortbook.findings import forecasts
from cohortbook.study.study import with_only

B = "data/cohorts"


def values(frame):
    return {own.id: own.value for own in frame}


def test_sizes_ahead_are_the_last_the_smallest_the_largest_and_twice_that(badgers):
    """Setts of 4, 5 and 3."""
    assert forecasts.sizes_ahead(badgers) == [3, 5, 10]


def test_next_cohort_follows_from_the_people_of_whom_the_code_is_known(badgers):
    """8 sows of the 11 whose gender is known. With all shares alike, 3 more are sows with
    (9*10*11)/(13*14*15), 2 of 3 with 3*(9*10*4)/(13*14*15).
    """
    found = values(forecasts.next_cohort(badgers, "gender", "female"))
    assert found["next.gender.female.3.uniform.all_of_them"] == Fraction(9 * 10 * 11, 13 * 14 * 15)
    two, three = Fraction(3 * 9 * 10 * 4, 13 * 14 * 15), Fraction(990, 2730)
    assert two + three < Fraction(4, 5)
    assert (
        found["next.gender.female.3.uniform.low"],
        found["next.gender.female.3.uniform.high"],
    ) == (1, 3)
    assert found["next.gender.female.3.uniform.within"] == 1 - Fraction(4 * 5 * 6, 13 * 14 * 15)
    assert {own.n for own in forecasts.next_cohort(badgers, "gender", "female")} == {11}


def test_next_cohort_is_given_under_three_priors_for_each_size(badgers):
    found = values(forecasts.next_cohort(badgers, "gender", "female"))
    assert len(found) == 3 * 3 * 4
    chances = [
        found[f"next.gender.female.3.{prior}.all_of_them"]
        for prior in ("sceptical", "uniform", "jeffreys")
    ]
    assert chances == sorted(chances) and len(set(chances)) == 3, (
        "the more a prior leans to the ends, the likelier are all"
    )


def test_forecasts_before_rest_only_on_the_cohorts_before(badgers):
    """Sett 1 has 2 sows of 4, so that with all shares alike each number of Sett 2's five is no
    secret: 5 of 5 came, 1 to 4 were likely.
    """
    found = values(forecasts.forecasts_before(badgers, "gender", "female"))
    assert found["cohort_02.forecast.gender.female.count"] == 5
    ways = [
        Fraction(comb * rise, 6 * 7 * 8 * 9 * 10)
        for comb, rise in (
            (1, 3 * 4 * 5 * 6 * 7),
            (5, 3 * 3 * 4 * 5 * 6),
            (10, 3 * 4 * 3 * 4 * 5),
            (10, 3 * 4 * 5 * 3 * 4),
            (5, 3 * 4 * 5 * 6 * 3),
            (1, 3 * 4 * 5 * 6 * 7),
        )
    ]
    assert sum(ways) == 1 and sum(ways[1:5]) >= Fraction(4, 5) > sum(ways[1:4])
    assert (
        found["cohort_02.forecast.gender.female.uniform.low"],
        found["cohort_02.forecast.gender.female.uniform.high"],
    ) == (1, 4)
    assert not [i for i in found if i.startswith("cohort_01")], "no one came before the first"
    assert found["cohort_03.forecast.gender.female.count"] == 1


def test_forecasts_before_do_not_move_with_what_came_later(study, made_up, rewrite):
    before = values(forecasts.forecasts_before(study, "gender", "female"))
    rewrite(f"{B}/cohort_03/participants.csv", "B10,female", "B10,male")
    after = values(forecasts.forecasts_before(load_study(made_up), "gender", "female"))
    assert {i: v for i, v in before.items() if i.startswith("cohort_02")} == {
        i: v for i, v in after.items() if i.startswith("cohort_02")
    }
    assert (
        before["cohort_03.forecast.gender.female.count"] - 1
        == after["cohort_03.forecast.gender.female.count"]
    )


def test_forecasts_met_count_the_cohorts_that_came_as_predicted(badgers):
    """Sett 2 came with more sows than was likely; of Sett 3's two whose gender is known one is a
    sow, which was among the likely.
    """
    met = forecasts.forecasts_met(badgers, "gender", "female")
    found = values(forecasts.forecasts_before(badgers, "gender", "female"))
    low, high = (
        found[f"cohort_03.forecast.gender.female.uniform.{end}"] for end in ("low", "high")
    )
    assert row(met, "all.forecast.gender.female.uniform.met") == (int(low <= 1 <= high), 2)


def row(frame, result_id):
    own = frame.by_id[result_id]
    return own.value, own.n


def test_a_single_cohort_has_nothing_before_it(study, made_up, tmp_path):
    from dataclasses import replace

    alone = replace(study, cohorts={"cohort_01": study.cohorts["cohort_01"]})
    assert not forecasts.forecasts_before(alone, "gender", "female")
    assert {own.n for own in forecasts.forecasts_met(alone, "gender", "female")} == {0}


def test_recruitment_says_who_could_apply(badgers):
    assert forecasts.recruitment(badgers)["services"].tolist()[1] == "adult, children"


@pytest.mark.slow
@pytest.mark.parametrize(
    "heading", ["Women among the next 3", "Women among the next 10", "Sceptical"]
)
def test_the_picture_of_the_next_cohort_labels_sizes_and_priors(badgers, heading):
    assert heading in forecast_figure(badgers, "gender", "female", "women").html


def test_a_code_that_nobody_is_known_to_hold_or_not_is_not_predicted(study, made_up, rewrite):
    for number in (1, 2, 3):
        path = made_up / B / f"cohort_0{number}" / "participants.csv"
        lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text(
            "\n".join(
                ",".join([line[0], "" if place else line[1], *line[2:]])
                for place, line in enumerate(lines)
            )
            + "\n",
            encoding="utf-8",
        )
    nobody = load_study(made_up)
    assert not forecasts.next_cohort(nobody, "gender", "female")
    assert (
        forecast_figure(nobody, "gender", "female", "women").plain
        == "No one is known, so nothing can be predicted."
    )


def test_nothing_of_a_strict_cohort_is_predicted_from_or_looked_back_at(guarded):
    """What is predicted rests on the public cohorts alone, as it did before the strict
    one joined.
    """
    found, alone = (
        {
            finding.id: finding.value
            for function in (forecasts.next_cohort, forecasts.forecasts_before)
            for finding in function(study, "gender", "female")
        }
        for study in (guarded, with_only(guarded, ["cohort_01", "cohort_02"]))
    )
    assert found == alone and not [name for name in found if name.startswith("cohort_03.")]
    assert found["cohort_02.forecast.gender.female.uniform.low"] == 1
