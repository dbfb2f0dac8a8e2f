"""Recommendations traced both ways, worked by hand on the made-up study."""

import pytest

from cohortbook import load_study
from cohortbook.findings import recommendations
from cohortbook.findings.finding import value_of

LINKS = "data/programme/recommendation_links.csv"


def test_support_is_a_row_a_link_with_people_and_passages(badgers):
    found = recommendations.support(badgers)
    assert [
        (
            row.number,
            row.in_summary,
            row.label,
            row.people["value"],
            row.people["n"],
            row.passages,
            row.how,
        )
        for row in found.itertuples()
    ] == [
        (1, "1", "Coaching", 1, 10, 1, "praised"),
        (2, "1", "From the programme", 2, 10, 2, "part of it"),
        (3, "", "Of the sett", 4, 10, 3, "asked for"),
        (3, "", "Nights off", 2, 10, 2, "what it would give"),
    ], "p09 contradicts that digging is in the way, so it supports nothing"
    assert found["people"].iloc[0]["id"] == "all.theme.enablers.programme.coaching.people.count"


def test_recommendation_support_counts_a_person_once_over_all_themes_of_a_recommendation(badgers):
    found = recommendations.recommendation_support(badgers)
    assert found[["id", "value", "n", "label"]].to_numpy().tolist() == [
        ["all.recommendation.r01.people", 1, 10, "1. Keep the coaches"],
        ["all.recommendation.r02.people", 2, 10, "2. Keep the moss library"],
        ["all.recommendation.r03.people", 6, 10, "3. Less digging"],
    ], "of r03: B2, B6, Owl1 and Owl2 of the sett; B3 and B8 of nights off"
    assert [row["rows"][0] for row in found.to_dict("records")] == [
        f"data/programme/recommendations.csv:{line}" for line in (4, 5, 6)
    ]
    assert set(found["rows"].iloc[0][1:]) == {
        "data/report/attributions.csv:10",
        "data/report/passages.csv:8",
    }


def test_recommendation_support_of_one_without_a_link_is_nobody(made_up, rewrite):
    rewrite(LINKS, "1,theme,enablers.programme.coaching,praised\n", "")
    assert (
        value_of(recommendations.recommendation_support(load_study(made_up)), category="r01") == 0
    )


def test_recommendation_support_leaves_out_of_its_base_who_has_not_been_coded(made_up, rewrite):
    """Of the ten who were heard one is of Sett 3."""
    rewrite("data/cohorts/cohort_03/cohort.yml", "coded_by: Nobody yet.", "coded_by:")
    assert set(recommendations.recommendation_support(load_study(made_up))["n"]) == {9}


def test_list_lengths_count_both_lists_and_what_of_the_full_one_the_summary_holds(badgers):
    found = recommendations.list_lengths(badgers)
    assert dict(zip(found["id"], zip(found["value"], found["n"], strict=True), strict=True)) == {
        "all.recommendations.summary.count": (2, 2),
        "all.recommendations.full.count": (3, 3),
        "all.recommendations.discussion.count": (1, 1),
        "all.recommendations.full_in_summary.count": (2, 3),
    }


def test_list_lengths_of_the_report(real):
    found = recommendations.list_lengths(real)
    assert {
        category: value_of(found, category=category)
        for category in ("full", "summary", "full_in_summary")
    } == {"full": 12, "summary": 9, "full_in_summary": 10}


def test_list_differences_hold_every_recommendation_of_either_list_once(badgers):
    assert recommendations.list_differences(badgers).to_numpy().tolist() == [
        ["1. Keep the coaches", "1. Keep coaches and the library"],
        ["2. Keep the moss library", "1. Keep coaches and the library"],
        ["3. Less digging", "in no item of the summary"],
        ["in no item of the full list", "2. More owls"],
    ]


@pytest.mark.parametrize(
    "old, new, left",
    [
        ("", "", ["winter_sleep"]),
        ("3,theme,barriers.employer,asked for\n", "", ["digging", "rota", "winter_sleep"]),
        (
            "3,theme,barriers.employer,",
            "3,theme,barriers.employer.rota,",
            ["digging", "winter_sleep"],
        ),
        ("3,theme,barriers.employer,", "3,theme,barriers,", []),
    ],
    ids=["as it is", "no link", "link to a leaf", "link to the kind"],
)
def test_unanswered_are_barriers_and_wishes_of_somebody_that_nothing_links_to(
    made_up, rewrite, old, new, left
):
    rewrite(LINKS, old, new)
    found = recommendations.unanswered(load_study(made_up))
    assert [theme.rpartition(".")[2] for theme in found["theme_id"]] == left
    assert all(row["value"] for row in found["people"])
