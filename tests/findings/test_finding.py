"""The one shape of everything published."""

from fractions import Fraction

import pandas as pd
import pytest

from cohortbook.findings.finding import (
    Finding,
    as_findings,
    by_statistic,
    count_of,
    source_rows,
    value_of,
)

COLUMNS = [
    "id",
    "scope",
    "measure",
    "category",
    "statistic",
    "value",
    "n",
    "unit",
    "rows",
    "label",
    "function",
]


@as_findings
def eggs(*values):
    """Return eggs."""
    for number, value in enumerate(values):
        yield Finding(
            "cohort_01", "eggs", f"basket_{number}", "count", value, 4, "people", ("eggs.csv:2",)
        )


@pytest.mark.parametrize(
    "category, result_id",
    [("female", "cohort_01.gender.female.count"), ("", "cohort_01.gender.count")],
)
def test_finding_id_is_scope_measure_category_statistic(category, result_id):
    assert Finding("cohort_01", "gender", category, "count", 5, 7, "people", ()).id == result_id


def test_count_of_rows_is_how_many_of_how_many_and_where_they_stand():
    rows = pd.DataFrame({"source_row": ["eggs.csv:2", "eggs.csv:5"]})
    found = count_of("cohort_01", "eggs", "brown", rows, 7, "eggs", "Brown ones")
    assert (found.id, found.value, found.n, found.unit) == (
        "cohort_01.eggs.brown.count",
        2,
        7,
        "eggs",
    )
    assert (found.rows, found.label) == (("eggs.csv:2", "eggs.csv:5"), "Brown ones")
    assert count_of("cohort_01", "eggs", "", rows, 7).unit == "people"


def test_as_findings_signs_each_row_with_the_name_of_its_function():
    findings = eggs(1, 2)
    assert list(findings.columns) == COLUMNS
    assert list(findings["id"]) == [
        "cohort_01.eggs.basket_0.count",
        "cohort_01.eggs.basket_1.count",
    ]
    assert set(findings["function"]) == {f"{__name__}.eggs"}
    assert (eggs.__name__, eggs.__doc__) == ("eggs", "Return eggs.")


def test_by_statistic_gives_each_row_of_one_thing():
    found = by_statistic(eggs(3).assign(statistic="count"))
    assert list(found) == ["count"]
    assert (found["count"]["value"], found["count"]["id"]) == (3, "cohort_01.eggs.basket_0.count")


def test_as_findings_of_nothing_is_a_frame_with_every_column_and_no_row():
    assert list(eggs().columns) == COLUMNS
    assert eggs().empty


@pytest.mark.parametrize(
    "values",
    [[3, None], [3, 0.5], [3, Fraction(72, 7)], [3, Fraction(72, 7), 0.5, "2022-11-30", None]],
    ids=str,
)
def test_as_findings_leaves_every_value_as_it_was_computed(values):
    kept = list(eggs(*values)["value"])
    assert kept == values
    assert [type(value) for value in kept] == [type(value) for value in values]


def test_as_findings_can_be_put_under_each_other_without_changing_values():
    kept = list(pd.concat([eggs(3), eggs(0.5), eggs(None)])["value"])
    assert kept == [3, 0.5, None]
    assert type(kept[0]) is int


def test_value_of_finds_one_value():
    assert value_of(eggs(5, 6), category="basket_1") == 6
    assert value_of(eggs(5, None), measure="eggs", category="basket_1") is None


@pytest.mark.parametrize(
    "where, number",
    [
        ({"category": "basket_9"}, 0),
        ({"measure": "eggs"}, 2),
        ({}, 2),
        ({"measure": "eggs", "category": "basket_0", "scope": "all"}, 0),
    ],
)
def test_value_of_none_or_several_raises_and_says_how_many_and_what_for(where, number):
    with pytest.raises(LookupError) as error:
        value_of(eggs(5, 6), **where)
    assert str(error.value) == f"{number} findings where one was wanted: {where}"


def test_source_rows_are_those_of_the_frame_in_order():
    assert source_rows(pd.DataFrame({"source_row": ["a.csv:3", "a.csv:2"]}, index=[7, 1])) == (
        "a.csv:3",
        "a.csv:2",
    )
    assert source_rows(pd.DataFrame({"source_row": []})) == ()
