"""Who belongs to a study, and who was interviewed."""

from cohortbook.study import people


def test_cases_are_those_who_were_heard(badgers):
    found = people.cases(badgers)
    assert dict(zip(found["case_id"], found["group"], strict=True)) == {
        **dict.fromkeys(("B1", "B2", "B3", "B5", "B6", "B8", "B12"), "practitioner"),
        **dict.fromkeys(("Owl1", "Owl2", "Owl3"), "manager"),
    }
