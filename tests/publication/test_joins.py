"""What a cohort changes when it joins, in the made-up study."""

import pytest

from cohortbook import load_study
from cohortbook.findings.catalogue import every_finding
from cohortbook.publication import joins
from cohortbook.publication.joins import as_texts, joined, with_only


def test_with_only_some_cohorts_the_study_is_what_it_was_before_the_others_came(
    made_up, tmp_path, badgers
):
    later = badgers  # with cohort_03, which brings no passages
    (made_up / "data/cohorts/cohort_03").rename(tmp_path / "later")
    before = load_study(made_up)
    assert as_texts(every_finding(with_only(later, ["cohort_01", "cohort_02"]))) == as_texts(
        every_finding(before)
    )


def test_with_only_one_cohort_nobody_of_another_is_left(badgers):
    alone = with_only(badgers, ["cohort_01"])
    assert set(alone.tables["participants"]["cohort"]) == {"cohort_01"}
    assert (
        alone.tables["attributions"]["case_id"]
        .dropna()
        .isin({"B1", "B2", "B3", "B4", "Owl1"})
        .all()
    )
    assert "cohort_02" not in set(alone.tables["passages"]["about_cohort"].dropna())


def test_a_cohort_that_joins_moves_no_number_of_an_earlier_one(badgers):
    moved = joined(badgers)
    assert set(moved["cohort"]) == {"cohort_02", "cohort_03"}
    assert (
        "cohort_01" not in set(moved["scope"])
        and not (moved["scope"][moved["cohort"] == "cohort_03"] == "cohort_02").any()
    )


def test_a_number_of_all_is_shown_before_and_after(badgers):
    moved = joined(badgers).set_index(["cohort", "id"])
    assert moved.loc[
        ("cohort_03", "all.participants.count"), ["scope", "before", "after"]
    ].tolist() == [
        "all",
        "9 people, based on 9",
        "12 people, based on 12",
    ]


def test_joined_shows_only_what_the_newest_moved_where_there_are_many_cohorts(badgers, monkeypatch):
    monkeypatch.setattr(joins, "MANY", 3)
    newest = joined(badgers)
    monkeypatch.undo()
    everyone = joined(badgers)
    assert set(newest["cohort"]) == {"cohort_03"}
    assert newest.to_dict("records") == everyone[everyone["cohort"] == "cohort_03"].to_dict(
        "records"
    )


@pytest.mark.parametrize("cohort", ["cohort_01", "cohort_02"])
def test_the_real_cohorts_can_each_stand_alone(real, cohort):
    found = every_finding(with_only(real, [cohort]))
    assert found["all.participants.count"].value == found[f"{cohort}.participants.count"].value


def test_strict_cohorts_move_no_number_and_are_not_computed_again(two_strict):
    moved = joined(load_study(two_strict))
    assert set(moved["cohort"]) == {"cohort_02"} and not set(moved["scope"]) & {
        "cohort_03",
        "cohort_04",
        "together",
    }
