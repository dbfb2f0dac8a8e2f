"""Selections of rows, counted in the made-up study; what they must give is counted by
hand in its tables.
"""

import pytest

from cohortbook import load_study
from cohortbook.audit.selections import (
    Selection,
    check_names,
    count,
    is_result_id,
    parse,
    people_in,
)

ONE, TWO, THREE = (f"data/cohorts/cohort_0{n}" for n in (1, 2, 3))
EXAMPLE = "is no selection; write for example: participants cohort=cohort_01 where gender=female"
GROUPS = (
    "is no group of people; there are practitioners, managers, award_holders, each with a cohort"
    " after it or without"
)


def selection(table, key="rows", column="", base=(), narrowed=(), group="", cohort=""):
    return Selection(key, column, table, base, narrowed, group, cohort)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("participants", selection("participants")),
        ("rows participants", selection("participants")),
        (
            "  people   attributions\tpassage_id=p01 ",
            selection("attributions", "people", base=(("passage_id", "p01"),)),
        ),
        ("cohorts interviews", selection("interviews", "cohorts")),
        ("total:word_count passages", selection("passages", "total", "word_count")),
        (
            "participants cohort=cohort_01 gender=female where service=adult role=?*",
            selection(
                "participants",
                base=(("cohort", "cohort_01"), ("gender", "female")),
                narrowed=(("service", "adult"), ("role", "?*")),
            ),
        ),
        (
            "participants service= where gender=",
            selection("participants", base=(("service", ""),), narrowed=(("gender", ""),)),
        ),
        ("impacts summary=a=b", selection("impacts", base=(("summary", "a=b"),))),
        (
            'participants role="Badger liaison, night shift"',
            selection("participants", base=(("role", "Badger liaison, night shift"),)),
        ),
        (
            "participants 'role=Badger liaison' where \"role=it's\"",
            selection(
                "participants", base=(("role", "Badger liaison"),), narrowed=(("role", "it's"),)
            ),
        ),
        (
            "participants role='where' gender=of",
            selection("participants", base=(("role", "where"), ("gender", "of"))),
        ),
        ("attributions of managers", selection("attributions", group="managers")),
        (
            "people attributions passage_id=p13 of award_holders cohort_02",
            selection(
                "attributions",
                "people",
                base=(("passage_id", "p13"),),
                group="award_holders",
                cohort="cohort_02",
            ),
        ),
    ],
)
def test_parse_reads_key_table_conditions_and_group(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text, message",
    [
        ("", f"'' {EXAMPLE}"),
        ("people", f"'people' {EXAMPLE}"),
        ("total participants", f"'total participants' {EXAMPLE}"),
        ("total: participants", f"'total: participants' {EXAMPLE}"),
        ("rows:role participants", f"'rows:role participants' {EXAMPLE}"),
        ("participants women", "'women' is no condition; write column=value"),
        ("participants where women", "'women' is no condition; write column=value"),
        (
            "participants role='Badger",
            '"participants role=\'Badger" has a quotation mark that is not closed',
        ),
        ("participants of badgers", f"'badgers' {GROUPS}"),
        ("participants of", f"'' {GROUPS}"),
    ],
)
def test_parse_says_in_one_sentence_what_would_be_right(text, message):
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text, message",
    [
        ("badgers", "'badgers' is no table of this study"),
        ("participants tail=long", "'tail' is no column of participants"),
        ("participants where tail=long", "'tail' is no column of participants"),
        ("total:tail participants", "'tail' is no column of participants"),
        ("people passages", "'case_id' is no column of passages"),
        ("cohorts passages", "'person_cohort' is no column of passages"),
        ("passages passage_kind=quotation", "'passage_kind' is no column of passages"),
        (
            "participants cohort=cohort_01 of managers cohort_04",
            "'cohort_04' is no cohort of this study",
        ),
    ],
)
def test_check_names_refuses_what_the_study_has_not(badgers, text, message):
    for function in (check_names, count):
        with pytest.raises(ValueError) as caught:
            function(parse(text), badgers)
        assert str(caught.value) == message


def test_count_takes_a_contested_status_for_one_that_may_be_meant(made_up, rewrite):
    rewrite("data/report/impacts.csv", "outlook,sustained,", "outlook,contested,")
    study = load_study(made_up)
    found = count(parse("impacts type=outlook status=happened|sustained"), study)
    assert (found.value, found.unknown) == (0, 1)
    assert count(parse("impacts status=contested"), study).value == 1
    assert count(parse("impacts type=skills status=happened|sustained"), study).unknown == 0


@pytest.mark.parametrize(
    "text, value, unknown",
    [
        ("participants", 12, 0),
        ("managers", 3, 0),
        ("participants cohort=cohort_02", 5, 0),
        ("participants gender=female", 8, 1),
        ("participants gender=FEMALE", 8, 1),
        ("participants gender=male", 2, 1),
        ("participants gender=female|male", 10, 1),
        ("participants gender=nobody", 0, 1),
        ("participants gender=female service=children", 3, 1),
        ("participants gender=male service=children", 0, 1),
        ("participants gender=another service=children", 0, 2),
        ("participants gender=male service=adult is_social_worker=true", 1, 0),
        ("participants is_social_worker=false", 1, 0),
        ("participants years_qualified=1|12", 2, 1),
    ],
)
def test_count_of_rows_and_of_those_whose_cells_are_empty(badgers, text, value, unknown):
    found = count(parse(text), badgers)
    assert (found.value, found.unknown, found.n) == (value, unknown, None)


@pytest.mark.parametrize(
    "text, value, unknown",
    [
        ("participants role=*liaison*", 4, 1),
        ("participants role=Badger?liaison", 3, 1),
        ("participants role='Badger liaison'", 3, 1),
        ('participants role="Badger liaison, night shift"', 1, 1),
        ("participants years_qualified=?", 8, 1),
        ("participants years_qualified=[1-3]", 3, 1),
        ("participants highest_award=*;*", 1, 2),
        ("participants role=adger", 0, 1),
        ("participants gender=", 1, 0),
        ("participants gender=|male", 3, 0),
        ("participants gender=?*", 11, 0),
        ("participants gender=*", 12, 0),
        ("passages about_cohort=cohort_01", 7, 0),
        ("passages question_id=", 2, 0),
        ("passages question_id=b_q?", 12, 0),
        ("impacts measure=?*", 2, 0),
        ("impacts reach=", 2, 0),
        ("interviews mode=", 2, 0),
    ],
)
def test_count_by_wildcards_and_empty_values(badgers, text, value, unknown):
    """Outside the tables about people an empty cell says that there is nothing, and is
    not unknown.
    """
    found = count(parse(text), badgers)
    assert (found.value, found.unknown) == (value, unknown)


@pytest.mark.parametrize(
    "text, value, n",
    [
        ("participants cohort=cohort_02 where highest_level=master", 3, 5),
        ("participants where is_social_worker=true", 11, 12),
        ("participants cohort=cohort_01 where gender=female years_qualified=2", 1, 4),
        ("participants cohort=cohort_01 where gender=another", 0, 4),
        ("participants cohort=cohort_09 where gender=female", 0, 0),
        ("passages group=manager where kind=quotation", 2, 3),
        ("people attributions passage_id=p01|p03 where person_cohort=cohort_01", 2, 2),
        ("people attributions passage_locator=S1.Q5.* where person_cohort=cohort_02", 2, 3),
        ("total:word_count passages locator=S2.* where kind=quotation", 15, 30),
    ],
)
def test_count_where_narrows_a_base(badgers, text, value, n):
    found = count(parse(text), badgers)
    assert (found.value, found.n, found.unknown) == (value, n, 0)


def test_count_where_leaves_open_who_else_belongs_to_the_base(badgers):
    """How two owls of the second cohort were heard is empty: either might have been in person."""
    found = count(parse("interviews mode=in_person where cohort=cohort_02"), badgers)
    assert (found.value, found.n, found.unknown, found.unknown_n) == (2, 2, 2, 2)
    assert found.possible() == {(2, 2), (2, 4), (4, 2), (4, 4)}
    found = count(parse("interviews mode=in_person where cohort=cohort_01"), badgers)
    assert (found.unknown, found.unknown_n, found.possible()) == (0, 2, {(0, 2), (0, 4)})


def test_count_where_leaves_open_what_is_empty_within_the_base(badgers):
    found = count(parse("participants cohort=cohort_03 where service=adult"), badgers)
    assert (found.value, found.n, found.unknown) == (1, 3, 1)


@pytest.mark.parametrize(
    "text, value",
    [
        ("people attributions", 8),
        ("rows attributions", 19),
        ("people attributions passage_id=p01|p04", 2),
        ("people attributions passage_id=p11", 0),
        ("attributions passage_id=p11", 1),
        ("people attributions person_group=manager", 2),
        ("people attributions passage_group=practitioner", 6),
        ("people attributions passage_quantifier=several", 0),
        ("cohorts attributions passage_id=p10", 2),
        ("cohorts attributions passage_id=p14", 1),
        ("cohorts interviews", 3),
        ("cohorts interviews person_group=manager", 2),
        ("people impacts level=personal", 1),
        ("impacts level=personal", 2),
    ],
)
def test_count_of_people_and_cohorts_counts_each_once(badgers, text, value):
    assert count(parse(text), badgers).value == value


@pytest.mark.parametrize(
    "text, value",
    [
        ("total:years_qualified participants cohort=cohort_01", 24),
        ("total:word_count passages locator=S1.*", 132),
        ("total:word_count passages locator=nowhere", 0),
        ("total:later impacts later=?*", 21.5),
        ("total:awarded impacts", None),
    ],
)
def test_count_of_a_total_adds_a_column(badgers, text, value):
    if value is None:
        with pytest.raises(ValueError, match="'awarded' is no column of impacts"):
            count(parse(text), badgers)
    else:
        assert count(parse(text), badgers).value == value


def test_count_of_a_total_says_how_many_cells_are_empty(badgers):
    found = count(parse("total:years_qualified participants cohort=cohort_03"), badgers)
    assert (found.value, found.unknown) == (30, 1)


@pytest.mark.parametrize(
    "group, n",
    [
        ("managers", 3),
        ("managers cohort_01", 1),
        ("managers cohort_03", 0),
        ("practitioners", 7),
        ("practitioners cohort_02", 3),
        ("award_holders", 12),
        ("award_holders cohort_02", 5),
    ],
)
def test_count_of_a_group_takes_its_people_as_the_base(badgers, group, n):
    found = count(parse(f"people attributions passage_id=p13 of {group}"), badgers)
    assert (found.value, found.n) == (2, n)


@pytest.mark.parametrize(
    "text, rows",
    [
        (
            "participants cohort=cohort_01 gender=female",
            (f"{ONE}/participants.csv:2", f"{ONE}/participants.csv:3"),
        ),
        (
            "participants cohort=cohort_03 where gender=female",
            tuple(f"{THREE}/participants.csv:{line}" for line in (2, 3, 4)),
        ),
        (
            "people attributions case_id=B5|B8",
            ("data/report/attributions.csv:9", "data/report/attributions.csv:12"),
        ),
        ("managers manager_id=Owl2", (f"{TWO}/managers.csv:2",)),
        ("managers manager_id=Owl9", ()),
    ],
)
def test_count_names_the_rows_of_its_base(badgers, text, rows):
    assert count(parse(text), badgers).rows == rows


@pytest.mark.parametrize(
    "path, old, new, text, value, unknown",
    [
        (
            f"{THREE}/participants.csv",
            "B12,,children",
            "B12,female,children",
            "participants gender=female",
            9,
            0,
        ),
        (
            f"{ONE}/participants.csv",
            "B3,male,adult",
            "B3,male,",
            "participants service=adult",
            6,
            2,
        ),
        (
            f"{ONE}/interviews.csv",
            "S1-M1,Owl1,individual,telephone",
            "S1-M1,Owl1,individual,",
            "interviews mode=telephone",
            1,
            3,
        ),
        (
            "data/report/attributions.csv",
            "p10,B6,B6 C2,",
            "p10,B1,B1 C1,",
            "cohorts attributions passage_id=p10",
            1,
            0,
        ),
        (
            "data/report/impacts.csv",
            "tunnels in the sett,4,9,",
            "tunnels in the sett,4,10,",
            "total:later impacts unit=tunnels",
            10,
            0,
        ),
        (
            "data/report/passages.csv",
            "p11,,practitioner",
            "p11,cohort_02,practitioner",
            "passages about_cohort=cohort_02",
            6,
            0,
        ),
    ],
)
def test_count_moves_with_a_cell(made_up, rewrite, path, old, new, text, value, unknown):
    rewrite(path, old, new)
    found = count(parse(text), load_study(made_up))
    assert (found.value, found.unknown) == (value, unknown)


@pytest.mark.parametrize(
    "group, scope, n",
    [
        ("practitioners", "all", 7),
        ("practitioners", "cohort_03", 1),
        ("managers", "cohort_02", 2),
        ("award_holders", "all", 12),
        ("award_holders", "cohort_03", 3),
        ("managers", "cohort_03", 0),
    ],
)
def test_people_in_counts_those_heard_and_all_who_held_an_award(badgers, group, scope, n):
    assert people_in(badgers, group, scope) == n


@pytest.mark.parametrize(
    "text, expected",
    [
        ("all.participants.count", True),
        ("cohort_01.theme.hopes.moss.people.count", True),
        ("all.impact_measure.s2_i1.later", True),
        ("participants", False),
        ("participants cohort=cohort_01", False),
        ("all.", False),
        (".count", False),
        ("all..count", False),
        ("c022 + c024", False),
    ],
)
def test_is_result_id(text, expected):
    assert is_result_id(text) is expected
