"""Practitioners beside managers, worked by hand on the made-up study."""

import pytest

from cohortbook import load_study
from cohortbook.findings import stakeholders, themes


@pytest.fixture(scope="module")
def matrix(badgers):
    return stakeholders.convergence(badgers, "all").set_index("theme_id")


@pytest.mark.parametrize(
    "theme, practitioners, managers, presence",
    [
        ("motivations.curiosity", (1, 7), (0, 3), "award holders only"),
        ("hopes.moss", (1, 7), (0, 0), "award holders; managers not asked"),
        ("impacts.personal", (4, 7), (0, 3), "award holders only"),
        ("impacts.organisational", (0, 7), (2, 3), "managers only"),
        ("enablers.programme", (2, 7), (0, 3), "award holders only"),
        ("enablers.employer", (2, 7), (0, 3), "award holders only"),
        ("barriers.employer", (2, 7), (2, 3), "both"),
        ("barriers.personal", (2, 7), (0, 3), "award holders only"),
    ],
)
def test_convergence_says_who_was_asked_and_who_spoke(
    matrix, theme, practitioners, managers, presence
):
    row = matrix.loc[theme]
    assert [(row[group].value, row[group].n) for group in ("practitioners", "managers")] == [
        practitioners,
        managers,
    ] and row["presence"] == presence


def test_convergence_leaves_out_what_nobody_spoke_of(matrix):
    assert len(matrix) == 8 and "wishes.programme" not in matrix.index


def test_convergence_of_managers_who_speak_where_practitioners_were_not_asked(made_up, rewrite):
    rewrite(
        "data/programme/questions.csv", "b_q3,practitioner,3,impact", "b_q3,practitioner,3,closing"
    )
    assert (
        stakeholders.convergence(load_study(made_up), "all")
        .set_index("theme_id")
        .loc["impacts.organisational", "presence"]
        == "managers; award holders not asked"
    )


def test_convergence_carries_the_rating_with_who_when_and_why(matrix):
    columns = ["rating", "rated_by", "rated_on", "reason"]
    assert list(matrix.loc["barriers.employer", columns]) == [
        "partial",
        "a made-up arbiter",
        "2033-03-01",
        "Both speak of digging; only badgers of the rota",
    ]
    assert matrix.drop(["barriers.employer", "enablers.programme"])[columns].isna().all(axis=None)


def test_convergence_of_a_cohort_in_which_nobody_spoke_is_a_table_without_rows(matrix, badgers):
    found = stakeholders.convergence(badgers, "cohort_03")
    assert found.empty and list(found.columns) == ["theme_id", *matrix.columns]


def test_added_by_cohort_says_in_which_cohorts_each_leaf_was_heard_and_where_first(badgers):
    found = stakeholders.added_by_cohort(badgers)
    one, two, both = "Sett 1", "Sett 2", "Sett 1, Sett 2"
    assert {
        theme.rpartition(".")[2]: cohorts
        for theme, cohorts in zip(found["theme_id"], found["cohorts"], strict=True)
    } == {
        "curiosity": one,
        "moss": one,
        "nose": one,
        "tunnelling": two,
        "tunnels": both,
        "coaching": one,
        "library": two,
        "nights_off": both,
        "digging": both,
        "rota": two,
        "winter_sleep": both,
    }
    assert set(found["first_heard"]) == {"cohort_01", "cohort_02"} and not found["is_in_all"].any()


def test_added_by_cohort_knows_a_theme_heard_in_every_cohort(made_up, add):
    add(
        "data/report/passages.csv",
        "p16,cohort_03,practitioner,,paraphrase,Digging and sleep,S1.Q9.P01,0,1,,,",
    )
    add("data/report/attributions.csv", "p16,B12,B12 C3,")
    add(
        "data/report/codings.csv",
        *(
            f"p16,{theme},{coder},supports"
            for theme in ("barriers.employer.digging", "barriers.personal.winter_sleep")
            for coder in ("coder_a", "coder_b")
        ),
    )
    found = stakeholders.added_by_cohort(load_study(made_up))
    assert set(found[found["is_in_all"]]["theme_id"]) == {
        "barriers.employer.digging",
        "barriers.personal.winter_sleep",
    }


def test_framework_has_a_row_a_person_under_the_letters_of_the_presence_table(badgers):
    found = stakeholders.framework(badgers, "cohort_01", "practitioner").set_index("person")
    assert list(found.index) == list(themes.presence(badgers, "cohort_01", "practitioner").columns)
    letters = themes.lettered(badgers, "cohort_01", "practitioner")
    said = {
        case: {kind: summaries for kind, summaries in found.loc[letter].items() if summaries}
        for case, letter in letters.items()
    }
    assert said == {
        "B1": {
            "motivation": ["Had long wondered about moss."],
            "impact": ["Two smell moss better than before.", "Smells moss better still."],
        },
        "B2": {
            "hope": ["Hoped for moss in every sett."],
            "impact": ["Two smell moss better than before."],
            "barrier": ["Digging and winter sleep left two no time."],
        },
        "B3": {"enabler": ["A coach helped, and nights off."]},
    }


def test_framework_marks_what_is_said_of_several_people_together(made_up, add):
    add("data/report/attributions.csv", "p10,B1,B1 C1,")
    study = load_study(made_up)
    found = stakeholders.framework(study, "cohort_01", "practitioner").set_index("person")
    letters = themes.lettered(study, "cohort_01", "practitioner")
    marked = ["Digging and winter sleep left two no time. (said of several people together)"]
    assert [found.loc[letters[case], "barrier"] for case in ("B1", "B2", "B3")] == [
        marked,
        marked,
        [],
    ]


def test_convergence_hears_a_group_in_a_collective_statement(made_up, add, rewrite):
    rewrite("data/report/impacts.csv", "were.,results,,,,,,,,", "were.,results,,,,,,,several,")
    add("data/report/attributions.csv", "p13,B1,B1 C1,")
    row = (
        stakeholders.convergence(load_study(made_up), "all")
        .set_index("theme_id")
        .loc["impacts.organisational"]
    )
    assert (row["managers"].value, row["managers_listed"]) == (0, 2)
    assert (row["practitioners"].value, row["practitioners_listed"]) == (0, 1)
    assert row["presence"] == "both"


def test_framework_of_a_group_in_which_nobody_was_heard_has_no_row(badgers):
    assert stakeholders.framework(badgers, "cohort_03", "manager").empty
