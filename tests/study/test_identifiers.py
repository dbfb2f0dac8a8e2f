"""What an identifier may be: no one's name, and of a protected person nothing that a made file
holds by chance.
"""

import pytest

from cohortbook.study.identifiers import fault_of, fault_of_protected


@pytest.mark.parametrize(
    "identifier",
    [
        "Sarah_Brock",
        "sarah_brock",
        "SARAH1",
        "b-sarah",
        "SarahB",
        "BROCK7",
        "interviewbrock2",
        "brock",
        "Oak7",
    ],
)
def test_a_name_is_no_identifier(identifier):
    assert fault_of(identifier, ["Tufty Brock", "Jo Oak"]) == "looks like a name"


@pytest.mark.parametrize(
    ("identifier", "is_fault"),
    [("brooks7", True), ("b-rook7", True), ("soaks2", False), ("oak_2", True)],
)
def test_a_name_of_four_letters_is_found_within_a_word_and_one_of_three_only_alone(
    identifier, is_fault
):
    assert bool(fault_of(identifier, ["Jo Rook", "Jo Oak"])) is is_fault


@pytest.mark.parametrize(
    "identifier",
    [
        "PR19",
        "PSW4",
        "TM4",
        "C3-G1",
        "c03_118587",
        "coder_team",
        "P003_01",
        "Owl9",
        "interview_2",
        "annex1",
        "B1",
        "A1",
        "Jo7",
        "soaks2",
    ],
)
def test_letters_that_name_nobody_and_a_number_are_an_identifier(identifier):
    assert (
        fault_of(identifier, ["Interview Tufty Brock", "PSW interview", "Ann Team", "Jo Oak"]) == ""
    )


@pytest.mark.parametrize(
    "identifier, fault",
    [("M1-4BT", "looks like a postcode"), ("M14BT", "looks like a postcode"), ("P01614960123", "")],
)
def test_what_looks_like_an_address_is_no_identifier(identifier, fault):
    assert fault_of(identifier, []) == fault


@pytest.mark.parametrize(
    "identifier, is_fault",
    [
        ("A1", True),
        ("p12", True),
        ("P301", True),
        ("P01", False),
        ("P003_01", False),
        ("PR19", False),
        ("Digger", True),
        ("Digger1", False),
        ("Z030", False),
    ],
)
def test_an_identifier_of_a_protected_person_is_no_cell_and_no_word(identifier, is_fault):
    assert bool(fault_of_protected(identifier)) is is_fault
