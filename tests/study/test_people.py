"""Who belongs to a study, and who was interviewed."""

import pandas as pd

from cohortbook.study import people


def test_cases_are_those_who_were_heard(badgers):
    found = people.cases(badgers)
    assert dict(zip(found["case_id"], found["group"], strict=True)) == {
        **dict.fromkeys(("B1", "B2", "B3", "B5", "B6", "B8", "B12"), "practitioner"),
        **dict.fromkeys(("Owl1", "Owl2", "Owl3"), "manager"),
    }


def test_who_prefers_not_to_say_is_in_no_share_that_is_compared():
    genders = ["female", "prefer_not_to_say", None, "male"]
    held = pd.DataFrame({"gender": pd.array(genders, dtype="category"), "years": [1, 2, None, 4]})
    assert list(people.known_of(held, "gender").index) == [0, 3]
    assert list(people.known_of(held, "years").index) == [0, 1, 3]
