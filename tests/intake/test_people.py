"""Who is who: the key of names, and who speaks in a passage once it is filled."""

import pytest

from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.intake.people import Person, read_people
from cohortbook.study.keys import PEOPLE_HEADINGS, known_names, read_key
from cohortbook.study.problems import IntakeError

TURNS = {"INT": 9, "Ash": 1, "Speaker 1": 4}


@pytest.fixture
def read(made_up, study):
    """Fill the key of cohort_02 and read the people of passages, given by who speaks in them."""
    folder = made_up / "private/cohort_02"

    def read(key, *passages, turns=TURNS):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "people.csv").write_text(f"name,case_id,group\n{key}", encoding="utf-8")
        segments = [
            CodedSegment("Group", str(number), ("Wind",), case, owner="Yew" * (case == "Speaker 1"))
            for number, passage in enumerate(passages)
            for case in passage
        ]
        project = CodedProject("A tool", tuple(segments), (), ("Group",), turns=turns)
        people, project = read_people(folder, study, "cohort_02", project)
        return people, [(segment.key, segment.case) for segment in project.segments]

    read.folder = folder
    return read


KEY = "INT,,evaluator\nAsh,B6,\nSpeaker 1,,practitioner\n"


def test_an_interviewer_speaks_only_where_no_one_else_does(read):
    people, spoken = read(KEY, ["INT", "Ash"], ["INT"])
    assert spoken == [("0", "Ash"), ("1", "INT")]
    assert people["INT"] == Person("", "evaluator") and people["Ash"].case_id == "B6"


def test_each_label_is_asked_for_with_its_turns(read):
    with pytest.raises(
        IntakeError, match=r"2 names are without a case_id; .* group evaluator; - as"
    ):
        read("Speaker 1,,practitioner\n", ["Ash"])
    asked = (read.folder / "people.csv").read_text(encoding="utf-8-sig")
    assert "Ash,,,1 turn\n" in asked and "INT,,,9 turns\n" in asked


def test_a_voice_that_a_machine_does_not_know_is_no_person(read):
    with pytest.raises(IntakeError, match="row 4: 'Speaker 1' is what a machine calls a voice"):
        read(KEY.replace("Speaker 1,,practitioner", "Speaker 1,B7,"), ["Ash"])
    for name in ("Unknown Speaker", "SPEAKER_00", "Speaker A"):
        with pytest.raises(IntakeError, match="a voice that it does not know"):
            read(f"Ash,B6,\n{name},B7,\n", ["Ash"], turns={"Ash": 1, name: 1})


def test_what_is_said_under_a_label_of_no_one_is_the_others_or_the_one_s_whose_source_it_is(read):
    key = KEY.replace("Speaker 1,,practitioner", "Speaker 1,-,") + "Yew,B7,\n"
    _, spoken = read(key, ["Ash", "Speaker 1"], ["Speaker 1"], ["INT", "Speaker 1"])
    assert spoken == [("0", "Ash"), ("1", "Yew"), ("2", "Yew")]


def test_only_a_label_may_be_no_one_s(read):
    with pytest.raises(IntakeError, match="row 2: '-' is not in cohort_02"):
        read("Elm,-,\n", ["Elm"], turns={})


def test_labels_are_names_that_are_searched_for_unless_they_are_no_one_s(read):
    read(KEY.replace("Speaker 1,,practitioner", "Note,-,"), ["Ash"], turns={"Ash": 1})
    assert set(known_names(read.folder)) == {"INT", "Ash"}


def test_a_row_with_an_asterisk_gives_its_group_to_names_that_say_nothing_themselves(read):
    turns = {"MGR 1": 1, "MGR 2": 1, "MGR 3": 1, "MGR 3 INT": 1}
    key = "MGR*,,manager\nMGR 3 *,,evaluator\nMGR 1,,practitioner\nMGR 2,B6,\n"
    people, spoken = read(key, ["MGR 3", "MGR 3 INT"], turns=turns)
    assert people == {
        "MGR 1": Person("", "practitioner"),
        "MGR 2": Person("B6", "practitioner"),
        "MGR 3": Person("", "manager"),
        "MGR 3 INT": Person("", "evaluator"),
    }
    assert spoken == [("0", "MGR 3")]


def test_a_row_with_an_asterisk_gives_its_identifier_to_names_that_say_nothing_themselves(read):
    names = ("B6 in May", "B6, June", "B61", "B6 and Elm", "Elm")
    key = "B6*,B6,\nB6 and*,,practitioner\nB61,,evaluator\nElm,B7,\n"
    people, _ = read(key, *([name] for name in names), turns={})
    assert {name: tuple(person) for name, person in people.items()} == {
        "B6 in May": ("B6", "practitioner"),
        "B6, June": ("B6", "practitioner"),
        "B61": ("", "evaluator"),
        "B6 and Elm": ("", "practitioner"),
        "Elm": ("B7", "practitioner"),
    }
    assert set(known_names(read.folder)) == {"in May", ", June", "B61", "and Elm", "Elm"}


def test_a_rule_with_an_identifier_is_not_about_one_that_goes_on_with_a_digit(read):
    with pytest.raises(IntakeError, match="1 name is without a case_id"):
        read("B6*,B6,\n", ["B6 in May"], ["B61 in May"], turns={})


def test_a_rule_with_an_identifier_that_is_none_is_refused_by_its_row(read):
    with pytest.raises(IntakeError, match="row 2: 'B99' is not in cohort_02"):
        read("B6*,B99,\n", ["B6 in May"], turns={})


def test_a_name_of_a_tool_that_ends_with_an_asterisk_is_a_name_and_no_rule(read):
    people, _ = read("Elm*,B6,\nElm tree,B7,\n", ["Elm*"], ["Elm tree"], turns={})
    assert {name: person.case_id for name, person in people.items()} == {
        "Elm*": "B6",
        "Elm tree": "B7",
    }
    with pytest.raises(IntakeError, match="1 name is without a case_id"):
        read("Elm*,B6,\n", ["Elm*"], ["Elm tree"], turns={})
    read("Elm*,,practitioner\n", ["Elm*"], turns={})
    assert set(known_names(read.folder)) == {"Elm"}


def test_a_rule_may_say_that_labels_are_no_one_s(read):
    turns = {"Note 1": 1, "Note 2": 1, "Ash": 1}
    _, spoken = read("Note*,-,\nAsh,B6,\n", ["Note 1", "Ash"], ["Note 2", "Ash"], turns=turns)
    assert spoken == [("0", "Ash"), ("1", "Ash")]


def test_a_rule_is_no_name_and_the_names_that_it_fills_are_kept(read):
    read("MGR*,,manager\nA*,,practitioner\n", ["MGR 1"], turns={"Ash": 1})
    assert set(known_names(read.folder)) == {"MGR 1", "Ash"}
    asked = (read.folder / "people.csv").read_text(encoding="utf-8-sig")
    assert "MGR*,,manager," in asked and "MGR 1,,," in asked


def test_a_rule_with_a_group_that_is_none_is_refused(read):
    with pytest.raises(IntakeError, match="row 2: group: 'managr' is not one of"):
        read("MGR*,,managr\n", ["MGR 1"], turns={})


@pytest.mark.parametrize(("number", "is_said"), [(5, False), (6, True)])
def test_many_open_names_are_asked_for_with_the_rule_that_fills_them(read, number, is_said):
    with pytest.raises(IntakeError) as asked:
        read("", *([f"MGR {name}"] for name in range(number)), turns={})
    assert ("such as MGR*" in str(asked.value)) is is_said


def test_what_the_tool_says_of_a_case_and_of_its_sources_is_shown_once_each(read, study):
    segments = [
        CodedSegment(source, "1", ("Wind",), "Elm", group)
        for source, group in (("One", "Owls"), ("Two", ""), ("Three", "Owls"), ("Four", "Jays"))
    ]
    project = CodedProject(
        "A tool", tuple(segments), (), (), hints={"Elm": "Role: lead", "Oak": ""}
    )
    with pytest.raises(IntakeError):
        read_people(read.folder, study, "cohort_02", project)
    asked = (read.folder / "people.csv").read_text(encoding="utf-8-sig")
    assert "Elm,,,Owls; Jays; Role: lead\n" in asked and "Oak" not in asked


@pytest.mark.parametrize(
    "name, right",
    [
        ("B6", "B6"),
        ("b6", "B6"),
        ("B 6", "B6"),
        ("B06", "B6"),
        ("B6 interview", "B6"),
        ("B6 and B7", ""),
        ("B66", ""),
        ("Room B6", ""),
        ("About B6", ""),
        ("A6", ""),
        ("6", ""),
    ],
)
def test_a_name_is_somebody_without_being_asked_for_only_if_it_is_the_identifier(read, name, right):
    with pytest.raises(IntakeError):
        read("", ["Ash"], [name])
    (row,) = [
        row
        for row in read_key(read.folder / "people.csv", PEOPLE_HEADINGS).values()
        if row["name"] == name
    ]
    assert row["case_id"] in ("", right) and (row["case_id"] == right) is (
        name == right or not right
    )
