"""What people type where only certain words are allowed."""

import pytest

from cohortbook.intake.values import meant, once_a_column
from cohortbook.study.dictionary import Column
from cohortbook.study.problems import Problem

GENDERS = ("female", "male", "another", "prefer_not_to_say")
GENDER = Column("gender", "string", "", "female", enum=GENDERS)
LEVEL = Column(
    "level",
    "string",
    "",
    "master",
    enum=("diploma", "doctorate", "team_manager", "postgraduate_diploma"),
)
SERVICES = Column("services", "array", "", "[adult]", enum=("adult", "children"))
ANSWER = Column("is_social_worker", "boolean", "", "true")


@pytest.mark.parametrize(
    "column, typed, value",
    [
        (GENDER, "Female", "female"),
        (GENDER, "f", "female"),
        (GENDER, "MALE", "male"),
        (GENDER, "males", "male"),
        (GENDER, "Prefer not to say", "prefer_not_to_say"),
        (LEVEL, "Team Manager", "team_manager"),
        (LEVEL, "Postgraduate-diploma", "postgraduate_diploma"),
        (LEVEL, "doc", "doctorate"),
        (ANSWER, "Yes", "true"),
        (ANSWER, "n", "false"),
        (ANSWER, "TRUE", "true"),
        (SERVICES, "[adult, children]", "adult, children"),
        (SERVICES, "Adults & children", "adult, children"),
        (SERVICES, "adult, children,", "adult, children"),
    ],
)
def test_what_can_only_mean_one_value_is_read_as_it(column, typed, value):
    assert meant(typed, column) == value


@pytest.mark.parametrize(
    "column, typed",
    [
        (GENDER, "woman"),
        (GENDER, "female, male"),
        (LEVEL, "d"),
        (LEVEL, "team"),
        (LEVEL, ""),
        (ANSWER, "perhaps"),
        (ANSWER, ""),
        (Column("role", "string", "", "Digger"), "Yes"),
        (Column("notes", "array", "", "moss"), "moss; tunnels"),
        (Column("kind", "string", "", "only", enum=("only",)), ""),
    ],
)
def test_what_may_mean_more_or_nothing_is_left_as_it_was_typed(column, typed):
    assert meant(typed, column) == typed


def test_what_is_wrong_alike_in_several_rows_is_asked_once_with_the_rows():
    problems = [
        Problem("p.csv", line, "gender", f"{word!r} is not one of female, male{hint}")
        for line, word, hint in (
            (3, "woman", ""),
            (4, "men", "; did you mean 'male'?"),
            (5, "woman", ""),
            (9, "woman", ""),
        )
    ]
    alone = [
        Problem("p.csv", 4, "role", "'=x' begins with ="),
        Problem("q.csv", 3, "gender", "'woman' is not one of female, male"),
        Problem("cohort.yml", None, "title", "is empty"),
    ]
    assert once_a_column([*problems, *alone]) == [
        Problem(
            "p.csv", None, "gender", "rows 3 to 5, 9 ('woman', 'men'): is not one of female, male"
        ),
        *alone,
    ]
