"""Recommendations traced both ways, worked by hand on the made-up study."""

import pytest

from cohortbook import load_study
from cohortbook.findings import recommendations, themes
from cohortbook.study import people

LINKS = "data/programme/recommendation_links.csv"


def test_support_is_a_row_a_link_with_people_and_those_only_listed(badgers, made_up, add):
    add("data/report/attributions.csv", "p10,B1,B1 C1,")
    found = recommendations.support(load_study(made_up))
    assert [
        (
            *(row.number, row.topic, row.relation, row.label),
            *(row.people.value, row.people.n, row.listed, row.how),
        )
        for row in found.itertuples()
    ] == [
        (1, "Keep the coaches", "about", "Coaching", 1, 10, 0, "praised"),
        (2, "Keep the moss library", "about", "From the programme", 2, 10, 0, "part of it"),
        (3, "Less digging", "about", "Of the sett", 2, 10, 3, "asked for"),
        (3, "Less digging", "related", "Nights off", 2, 10, 0, "what it would give"),
    ], "p09 contradicts that digging is in the way, and p10 names three"
    assert found["people"].iloc[0].id == "all.theme.enablers.programme.coaching.people.count"


def test_support_has_first_what_a_recommendation_answers(made_up, rewrite):
    rewrite(LINKS, "barriers.employer,about", "barriers.employer,related")
    rewrite(LINKS, "nights_off,related", "nights_off,in_part")
    found = recommendations.support(load_study(made_up))
    assert found["label"].tolist()[2:] == ["Nights off", "Of the sett"]


def test_requests_say_what_is_asked_of_whom_and_how_strongly(badgers):
    assert recommendations.requests(badgers).to_numpy().tolist() == [
        [
            1,
            "Keep the coaches",
            "That each sett keeps a coach",
            "programme",
            "must",
            "continue",
            "1",
        ],
        [
            2,
            "Keep the moss library",
            "That the moss library goes on",
            "programme",
            "should",
            "continue",
            "1",
        ],
        [3, "Less digging", "That badgers dig less", "employers", "consider", "change", ""],
    ]


def rests_on(study):
    """People, with a reservation, against and listed, by recommendation."""
    found = {}
    for own in recommendations.recommendation_support(study):
        found.setdefault(own.category, []).append(own.value)
    return found


def test_recommendation_support_counts_who_spoke_of_what_it_answers_and_how(badgers):
    found = recommendations.recommendation_support(badgers)
    assert [own.statistic for own in found[:4]] == [
        *("people", "with_reservation", "against", "listed")
    ]
    assert {own.n for own in found} == {10}
    assert rests_on(badgers) == {"r01": [1, 0, 0, 0], "r02": [2, 0, 0, 0], "r03": [4, 3, 1, 0]}, (
        "of r03: B2, B6 and Owl2 with a reservation, Owl1 without; B8 says the opposite"
    )
    assert [own.label for own in found[::4]] == [
        "1. Keep the coaches",
        "2. Keep the moss library",
        "3. Less digging",
    ]
    assert [own.rows[0] for own in found[::4]] == [
        f"data/programme/recommendations.csv:{line}" for line in (4, 5, 6)
    ]
    assert set(found[0].rows[1:]) == {
        "data/report/attributions.csv:10",
        "data/report/passages.csv:8",
    }


def test_recommendation_support_counts_no_theme_that_is_only_related(badgers, made_up, rewrite):
    rewrite(LINKS, "nights_off,related", "nights_off,in_part")
    assert rests_on(load_study(made_up))["r03"] == [6, 3, 0, 0], "B8 spoke of nights off, too"
    rewrite(LINKS, "3,theme,enablers.employer.nights_off,in_part,,what it would give\n", "")
    assert rests_on(load_study(made_up)) == rests_on(badgers)


def test_recommendation_support_counts_no_passage_that_an_answer_in_part_leaves_out(
    made_up, rewrite
):
    rewrite(LINKS, "barriers.employer,about,,", "barriers.employer,in_part,p10,")
    assert rests_on(load_study(made_up))["r03"] == [2, 1, 1, 0], "Owl1 and Owl2, not B2 and B6"


def test_recommendation_support_counts_those_only_listed_apart(made_up, add):
    add("data/report/attributions.csv", "p10,B1,B1 C1,")
    assert rests_on(load_study(made_up))["r03"] == [2, 1, 1, 3]


def test_recommendation_support_of_a_single_theme_is_the_count_of_that_theme(reported):
    people = {own.id: own.value for own in themes.people_per_theme(reported, "all")}
    links = reported.tables["recommendation_links"]
    answered = links[links["relation"].isin(recommendations.ANSWERS)].groupby("number")
    single = {
        number: held["to_id"].iloc[0]
        for number, held in answered
        if len(held) == 1 and held["leaves_out"].isna().all()
    }
    assert {3, 4, 6, 7, 11} <= set(single)
    for number, theme in single.items():
        assert rests_on(reported)[f"r{number:02d}"][0] == people[f"all.theme.{theme}.people.count"]


def test_recommendation_support_of_one_without_a_link_is_nobody(made_up, rewrite):
    rewrite(LINKS, "1,theme,enablers.programme.coaching,about,,praised\n", "")
    assert rests_on(load_study(made_up))["r01"] == [0, 0, 0, 0]


def test_recommendation_support_leaves_out_of_its_base_who_has_not_been_coded(made_up, rewrite):
    """Of the ten who were heard one is of Sett 3."""
    rewrite("data/cohorts/cohort_03/cohort.yml", "coded_by: Nobody yet.", "coded_by:")
    assert {own.n for own in recommendations.recommendation_support(load_study(made_up))} == {9}


def test_list_lengths_count_both_lists_and_what_of_the_full_one_the_summary_holds(badgers):
    found = recommendations.list_lengths(badgers)
    assert {own.id: (own.value, own.n) for own in found} == {
        "all.recommendations.summary.count": (2, 2),
        "all.recommendations.full.count": (3, 3),
        "all.recommendations.discussion.count": (1, 1),
        "all.recommendations.full_in_summary.count": (2, 3),
    }


def test_list_lengths_of_the_report(real):
    found = recommendations.list_lengths(real)
    assert {
        category: found.where(category=category).value
        for category in ("full", "summary", "full_in_summary")
    } == {"full": 12, "summary": 9, "full_in_summary": 10}


def test_list_differences_hold_every_recommendation_of_either_list_once(badgers):
    assert recommendations.list_differences(badgers).to_numpy().tolist() == [
        ["1. Keep the coaches", "1. Keep coaches and the library", "names both in one"],
        ["2. Keep the moss library", "1. Keep coaches and the library", "names both in one"],
        ["3. Less digging", "in no item of the summary", ""],
        ["in no item of the full list", "2. More owls", ""],
    ]


def test_an_item_of_the_summary_may_take_up_a_part_of_another(made_up):
    path = made_up / "data/programme/recommendations.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    parts = [f"{row},{'3' if 'More owls' in row else ''}" for row in rows]
    path.write_text("\n".join([f"{header},in_part", *parts, ""]), encoding="utf-8")
    study = load_study(made_up)
    assert recommendations.requests(study)["in_summary"].tolist() == ["1", "1", "2, in part"]
    found = recommendations.list_differences(study)
    assert found["summary"].tolist()[2] == "2. More owls, in part"
    assert recommendations.list_lengths(study).where(category="full_in_summary").value == 2


def test_a_difference_with_a_number_is_in_the_row_of_that_recommendation_only(made_up, rewrite):
    rewrite(
        "data/programme/recommendations.csv",
        "names both in one",
        "1: asks for more coaches; 2: names no library; names both in one",
    )
    assert recommendations.list_differences(load_study(made_up))["differs"].tolist()[:2] == [
        "asks for more coaches; names both in one",
        "names no library; names both in one",
    ]


def test_list_differences_say_how_the_discussion_differs(made_up, rewrite):
    rewrite(
        "data/programme/recommendations.csv",
        "Ask hedgehogs too,,That hedgehogs be asked too,not said,consider,",
        "Dig less,3,That badgers dig less,employers,consider,asks hedgehogs too",
    )
    found = recommendations.list_differences(load_study(made_up))
    assert found["differs"].tolist()[2] == "in the discussion, asks hedgehogs too"


@pytest.mark.parametrize(
    "old, new, left",
    [
        ("", "", {"winter_sleep": ""}),
        (
            "3,theme,barriers.employer,about,,asked for\n",
            "",
            {"digging": "", "rota": "", "winter_sleep": ""},
        ),
        (
            "3,theme,barriers.employer,",
            "3,theme,barriers.employer.rota,",
            {"digging": "", "winter_sleep": ""},
        ),
        ("3,theme,barriers.employer,", "3,theme,barriers,", {}),
        (
            "barriers.employer,about,,asked for",
            "barriers.employer.digging,in_part,,asks for half of it",
            {"digging": "in part by 3, which asks for half of it", "rota": "", "winter_sleep": ""},
        ),
        (
            "barriers.employer,about",
            "barriers,related",
            dict.fromkeys(["digging", "rota", "winter_sleep"], "3 is related"),
        ),
    ],
    ids=["as it is", "no link", "to a leaf", "to the kind", "in part", "related"],
)
def test_unanswered_are_barriers_and_wishes_of_people_that_no_recommendation_answers_in_full(
    made_up, rewrite, old, new, left
):
    rewrite(LINKS, old, new)
    found = recommendations.unanswered(load_study(made_up))
    names = [theme.rpartition(".")[2] for theme in found["theme_id"]]
    assert dict(zip(names, found["answer"], strict=True)) == left
    assert all(row.value for row in found["people"])


def test_recommendation_support_is_of_the_people_whom_the_report_heard(made_up):
    before = recommendations.recommendation_support(load_study(made_up))
    for handle in ("cohort_02", "cohort_03"):
        path = made_up / f"data/cohorts/{handle}/cohort.yml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("source_id: ", "# source_id: "),
            encoding="utf-8",
        )
    study = load_study(made_up)
    assert study.reported == ["cohort_01"]
    found = recommendations.recommendation_support(study)
    heard = people.cases(study)
    of_first = int((heard["cohort"] == "cohort_01").sum())
    assert {own.n for own in found} == {of_first} != {own.n for own in before}
    assert {own.scope for own in recommendations.support(study)["people"]} == {"reported"}
    assert max(own.value for own in found) <= of_first
