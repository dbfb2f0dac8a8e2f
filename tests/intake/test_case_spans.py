"""Who a passage belongs to."""

from cohortbook.intake.case_spans import CaseSpan, owned_by, speakers


def test_a_source_has_the_owner_that_no_part_is_named_for():
    assert owned_by([CaseSpan("Jay"), CaseSpan("Wren", 0, 10)]) == "Jay"


def test_a_passage_belongs_to_those_whose_parts_it_touches():
    assert speakers(5, 9, [CaseSpan("Jay"), CaseSpan("Wren", 0, 10)]) == ["Wren"]


def test_a_passage_over_two_people_s_parts_belongs_to_both():
    assert speakers(5, 15, [CaseSpan("Wren", 0, 10), CaseSpan("Robin", 10, 20)]) == [
        "Wren",
        "Robin",
    ]


def test_a_part_that_ends_where_the_passage_begins_is_not_touched():
    assert speakers(10, 15, [CaseSpan("Wren", 0, 10), CaseSpan("Robin", 10, 20)]) == ["Robin"]


def test_nobody_can_tell_between_several_owners():
    assert owned_by([CaseSpan("Wren"), CaseSpan("Robin")]) == ""


def test_something_without_a_place_touches_no_part():
    assert speakers(None, None, [CaseSpan("Wren", 0, 10)]) == []


def test_a_part_without_an_end_is_nobody_s():
    assert speakers(5, 9, [CaseSpan("Wren", 0)]) == []
