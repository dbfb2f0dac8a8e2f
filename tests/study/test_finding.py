"""The one shape of everything published."""

import pandas as pd
import pytest

from cohortbook.study.finding import Finding, Findings, count_of, source_rows
from cohortbook.study.withheld import HIDDEN, Withheld


def eggs(*values):
    """Return eggs, a basket a value."""
    return Findings(
        Finding(
            "cohort_01", "eggs", f"basket_{number}", "count", value, 4, "people", ("eggs.csv:2",)
        )
        for number, value in enumerate(values)
    )


@pytest.mark.parametrize(
    "category, result_id",
    [("female", "cohort_01.gender.female.count"), ("", "cohort_01.gender.count")],
)
def test_finding_id_is_scope_measure_category_statistic(category, result_id):
    found = Finding("cohort_01", "gender", category, "count", 5, 7, "people", ())
    assert found.id == result_id == f"cohort_01.{found.name}" == f"cohort_01.{found.subject}.count"


@pytest.mark.parametrize(
    "value, text, with_base, is_withheld",
    [
        (5, "5", "5 people, based on 7", False),
        (Withheld("1 to 4"), "1 to 4", "1 to 4 people, based on 7", True),
        (HIDDEN, "[c]", "[c]", True),
    ],
)
def test_finding_gives_its_value_as_readers_see_it(value, text, with_base, is_withheld):
    found = Finding("cohort_01", "gender", "female", "count", value, 7, "people", ())
    assert (found.text, found.text_with_base, found.is_withheld) == (text, with_base, is_withheld)


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


def test_findings_are_chosen_by_what_they_are_of():
    found = eggs(5, 6)
    assert found.where(category="basket_1") == found[1:]
    assert found.where(scope="cohort_01", measure="eggs", statistic="count") == found
    assert found.where(scope="all", category="basket_1") == ()
    assert found.by_id["cohort_01.eggs.basket_1.count"] is found[1]
    assert found.where(category="basket_0").by_statistic == {"count": found[0]}


def test_findings_in_groups_keep_their_order():
    found = eggs(5, 6, 5)
    groups = found.by(lambda finding: finding.value)
    assert list(groups) == [5, 6] and groups[5] == (found[0], found[2])
    assert all(isinstance(group, Findings) for group in groups.values())


def test_findings_added_are_findings_and_have_each_scope_once():
    both = eggs(5) + Findings(finding._replace(scope="all") for finding in eggs(5, 6))
    assert isinstance(both, Findings) and both.scopes == ["cohort_01", "all"] and len(both) == 3


@pytest.mark.parametrize("value", [6, None, HIDDEN])
def test_value_of_one_finding_is_its_value(value):
    assert eggs(5, value).where(category="basket_1").value is value


@pytest.mark.parametrize("found, number", [(eggs(), 0), (eggs(5, 6), 2)])
def test_value_of_none_or_several_findings_raises_and_says_how_many(found, number):
    with pytest.raises(LookupError, match=f"^{number} findings where one was wanted$"):
        _ = found.value


def test_source_rows_are_those_of_the_frame_in_order():
    assert source_rows(pd.DataFrame({"source_row": ["a.csv:3", "a.csv:2"]}, index=[7, 1])) == (
        "a.csv:3",
        "a.csv:2",
    )
    assert source_rows(pd.DataFrame({"source_row": []})) == ()
