"""The place of a code in the tree, read out of its name."""

import pytest

from cohortbook.intake.paths import paths_of, speaker_of


@pytest.mark.parametrize(
    "names, path",
    [
        (["Water", "Fruit", "Paths", "Water > Rain"], ("Water", "Rain")),  # above is a code itself
        (
            ["Fruit", "Paths", "Soil", "Water > Rain", "Water > Wells"],
            ("Water", "Rain"),
        ),  # above is shared
        (["garden.water", "garden.fruit", "garden"], ("garden", "water")),
        (
            ["barriers.personal.childcare", "barriers.personal", "hope"],
            ("barriers", "personal", "childcare"),
        ),
        (["Barriers: Time", "Barriers: Money", "Hope"], ("Barriers", "Time")),
        (["water/rain", "water", "hope"], ("water", "rain")),
        (["A\\B\\C"], ("A", "B", "C")),
        (["Water > Rain", "Hope"], ("Water", "Rain")),  # half of the names have it
    ],
)
def test_a_mark_is_a_step_where_what_stands_before_it_is_a_code_or_shared(names, path):
    assert path in paths_of(names)[0].values()


@pytest.mark.parametrize(
    "names",
    [
        ["1.1 Water", "1.2 Fruit"],
        ["Dr. Moss", "Fruit", "Hope"],
        ["and/or", "Fruit"],
        ["Note: dry", "Fruit"],
        ["a.b", "c.d"],
        ["Fruit", "Hope", "x > y"],
    ],
)
def test_a_mark_that_may_stand_in_a_name_is_no_step(names):
    assert paths_of(names) == ({name: (name,) for name in names}, [])


def test_a_code_that_names_a_speaker_leaves_the_way_that_the_others_are_written():
    names = ["speaker/PR19", "speaker/PR20", "barrier.time", "barrier.money"]
    paths, marks = paths_of(names)
    assert paths["barrier.time"] == ("barrier", "time") and marks == ["."]
    assert [speaker_of(paths[name]) for name in names] == ["PR19", "PR20", "", ""]
