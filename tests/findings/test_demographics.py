"""Who took part: hand-worked answers on made-up people, and the two cohorts of the published
report.
"""

import csv
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from cohortbook.findings import demographics
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.study import Study
from cohortbook.study.tables import DTYPES

ROOT = Path(__file__).parents[2]
DICTIONARY = load_dictionary(ROOT)
ONE_NAME_EACH = [
    demographics.participants,
    demographics.gender,
    demographics.service,
    demographics.social_worker,
    demographics.role_group,
    demographics.highest_level,
    demographics.qualifying_award,
    demographics.research_level,
    demographics.years_qualified,
    demographics.interviewed,
    demographics.manager_role,
    demographics.interview_count,
]


def made(**tables: list[dict]) -> Study:
    """A study of the rows given, without files: every table typed by the dictionary, cells not
    given are empty.
    """
    frames = {}
    for name in ("participants", "managers", "interviews"):
        rows = [
            {"cohort": "cohort_01", "is_social_worker": True, **row} for row in tables.get(name, [])
        ]
        columns = {
            column.name: pd.array(
                [row.get(column.name) for row in rows],
                dtype=pd.CategoricalDtype(column.enum) if column.enum else DTYPES[column.type],
            )
            for column in DICTIONARY.tables[name].columns
        }
        columns["cohort"] = pd.array([row["cohort"] for row in rows], dtype="string")
        columns["source_row"] = pd.array(
            [f"{name}.csv:{line}" for line, _ in enumerate(rows, start=2)], dtype="string"
        )
        frames[name] = pd.DataFrame(columns)
    cohorts = {handle: {"title": handle} for handle in ("cohort_01", "cohort_02")}
    return Study(ROOT, DICTIONARY, cohorts, frames)


def people(column: str, *values) -> list[dict]:
    return [
        {"participant_id": f"P{number}", column: value}
        for number, value in enumerate(values, start=1)
    ]


def heard(interview_id: str, *case_ids: str, **cells: str) -> list[dict]:
    return [{"interview_id": interview_id, "case_id": case_id, **cells} for case_id in case_ids]


def by_category(findings: pd.DataFrame) -> dict[str, tuple[int, int]]:
    return {row.category: (row.value, row.n) for row in findings}


def by_measure(findings: pd.DataFrame) -> dict[str, tuple[int, int]]:
    return {row.measure: (row.value, row.n) for row in findings}


def held(findings: pd.DataFrame) -> dict[str, int]:
    """What somebody holds, by category."""
    return {category: value for category, (value, _) in by_category(findings).items() if value}


def cell(place: str, column: str) -> str:
    """The cell of a file:line as a spreadsheet would show it, read without the library."""
    name, line = place.rsplit(":", 1)
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, rows[int(line) - 2], strict=True))[column]


# what every count keeps to


@pytest.mark.parametrize("scope", ["cohort_01", "cohort_02", "all"])
@pytest.mark.parametrize("function", ONE_NAME_EACH, ids=lambda function: function.__name__)
def test_counts_of_one_scope_carry_its_name_and_that_of_their_function(reported, function, scope):
    findings = function(reported, scope)
    assert len(findings)
    assert len({own.id for own in findings}) == len(findings)
    assert all(own.id.startswith(f"{scope}.") for own in findings)
    assert {own.scope for own in findings} == {scope}
    assert {own.function for own in findings} == {
        f"cohortbook.findings.demographics.{function.__name__}"
    }


@pytest.mark.parametrize(
    "column, function",
    [
        ("gender", demographics.gender),
        ("service", demographics.service),
        ("role_group", demographics.role_group),
        ("highest_level", demographics.highest_level),
        ("research_level", demographics.research_level),
    ],
)
def test_counts_are_of_every_allowed_value_in_the_dictionarys_order(column, function):
    allowed = DICTIONARY.tables["participants"].column(column).enum
    findings = function(
        made(participants=people(column, allowed[1], None, allowed[1])), "cohort_01"
    )
    assert [own.category for own in findings] == [*allowed, "not_given"]
    assert by_category(findings) == {
        **dict.fromkeys(allowed, (0, 2)),
        allowed[1]: (2, 2),
        "not_given": (1, 3),
    }


def test_counts_of_a_column_nobody_filled_have_base_0_and_everybody_is_not_given():
    findings = demographics.gender(
        made(participants=people("gender", None, None, None)), "cohort_01"
    )
    assert by_category(findings) == {
        "female": (0, 0),
        "male": (0, 0),
        "another": (0, 0),
        "not_given": (3, 3),
    }


def test_counts_name_the_rows_they_counted():
    findings = demographics.gender(
        made(participants=people("gender", "male", "female", None, "female")), "cohort_01"
    )
    assert {own.category: own.rows for own in findings} == {
        "female": ("participants.csv:3", "participants.csv:5"),
        "male": ("participants.csv:2",),
        "another": (),
        "not_given": ("participants.csv:4",),
    }


@pytest.mark.parametrize(
    "column, function",
    [
        ("gender", demographics.gender),
        ("service", demographics.service),
        ("role_group", demographics.role_group),
        ("highest_level", demographics.highest_level),
        ("research_level", demographics.research_level),
    ],
)
def test_counts_name_lines_of_the_file_that_hold_the_value_counted(reported, column, function):
    for row in function(reported, "all"):
        assert len(row.rows) == row.value
        for place in row.rows:
            assert cell(place, column) == ("" if row.category == "not_given" else row.category)


def test_counts_of_all_cohorts_are_the_sum_of_the_cohorts(reported):
    for function in (
        demographics.gender,
        demographics.service,
        demographics.role_group,
        demographics.highest_level,
        demographics.research_level,
        demographics.manager_role,
    ):
        first, second, everybody = (
            by_category(function(reported, scope)) for scope in ("cohort_01", "cohort_02", "all")
        )
        assert everybody == {
            category: (
                first[category][0] + second[category][0],
                first[category][1] + second[category][1],
            )
            for category in everybody
        }


# one function after the other


@pytest.mark.parametrize("scope, number", [("cohort_01", 7), ("cohort_02", 11), ("all", 18)])
def test_participants_are_everybody_with_an_award(reported, scope, number):
    (finding,) = demographics.participants(reported, scope)
    assert (finding.id, finding.value, finding.n) == (
        f"{scope}.participants.count",
        number,
        number,
    )
    assert len(set(finding.rows)) == number
    assert all(cell(place, "participant_id").startswith("PR") for place in finding.rows)


def test_participants_of_a_cohort_without_rows_are_none():
    (finding,) = demographics.participants(made(), "cohort_02")
    assert (finding.value, finding.n, finding.rows) == (0, 0, ())


@pytest.mark.parametrize(
    "scope, female, male, n", [("cohort_01", 5, 2, 7), ("cohort_02", 9, 2, 11), ("all", 14, 4, 18)]
)
def test_gender_of_the_award_holders(reported, scope, female, male, n):
    assert by_category(demographics.gender(reported, scope)) == {
        "female": (female, n),
        "male": (male, n),
        "another": (0, n),
        "not_given": (0, n),
    }


def test_service_of_cohort_01_is_not_printed_and_so_has_base_0(reported):
    assert by_category(demographics.service(reported, "cohort_01")) == {
        "adult": (0, 0),
        "children": (0, 0),
        "not_given": (7, 7),
    }


def test_service_of_cohort_02_is_7_children_and_4_adult(reported):
    assert by_category(demographics.service(reported, "cohort_02")) == {
        "adult": (4, 11),
        "children": (7, 11),
        "not_given": (0, 11),
    }


def test_service_of_all_has_the_known_as_base_and_everybody_as_that_of_not_given(reported):
    assert by_category(demographics.service(reported, "all")) == {
        "adult": (4, 11),
        "children": (7, 11),
        "not_given": (7, 18),
    }


@pytest.mark.parametrize(
    "scope, social_workers, others, n",
    [("cohort_01", 6, 1, 7), ("cohort_02", 11, 0, 11), ("all", 17, 1, 18)],
)
def test_social_worker_is_told_from_other_professions(reported, scope, social_workers, others, n):
    findings = demographics.social_worker(reported, scope)
    assert by_measure(findings) == {
        "social_worker": (social_workers, n),
        "other_profession": (others, n),
    }
    for row in findings:
        assert {cell(place, "is_social_worker") for place in row.rows} <= {
            "true" if row.measure == "social_worker" else "false"
        }


@pytest.mark.parametrize(
    "scope, groups",
    [
        ("cohort_01", {"practitioner": 3, "senior_practitioner": 4}),
        (
            "cohort_02",
            {
                "practitioner": 6,
                "senior_practitioner": 1,
                "team_manager": 3,
                "practice_development": 1,
            },
        ),
    ],
)
def test_role_group_of_the_award_holders(reported, scope, groups):
    assert held(demographics.role_group(reported, scope)) == groups


@pytest.mark.parametrize(
    "scope, levels",
    [
        ("cohort_01", {"bachelor": 2, "master": 5}),
        ("cohort_02", {"postgraduate_diploma": 2, "master": 9}),
        ("all", {"bachelor": 2, "postgraduate_diploma": 2, "master": 14}),
    ],
)
def test_highest_level_of_the_award_holders(reported, scope, levels):
    assert held(demographics.highest_level(reported, scope)) == levels


@pytest.mark.parametrize(
    "scope, levels",
    [
        ("cohort_01", {"none": 1, "module": 5, "dissertation": 1}),
        ("cohort_02", {"module": 1, "dissertation": 7, "beyond_qualifying": 3}),
    ],
)
def test_research_level_of_the_award_holders(reported, scope, levels):
    assert held(demographics.research_level(reported, scope)) == levels


@pytest.mark.parametrize(
    "scope, number, kinds", [("cohort_01", 4, 4), ("cohort_02", 8, 4), ("all", 12, 7)]
)
def test_qualifying_award_lists_awards_as_printed(reported, scope, number, kinds):
    *_, empty = demographics.qualifying_award(reported, scope)
    assert (empty.category, empty.value) == ("not_given", 0)
    findings = demographics.qualifying_award(reported, scope)[:-1]
    assert (
        {own.label: own.value for own in findings}["MA SW"],
        len(findings),
    ) == (
        number,
        kinds,
    )
    assert sum(own.value for own in findings) == {own.n for own in findings}.pop()
    for row in findings:
        assert {cell(place, "qualifying_award") for place in row.rows} == {row.label}


def test_qualifying_award_counts_only_those_whose_award_is_known():
    findings = demographics.qualifying_award(
        made(
            participants=people("qualifying_award", "Dip SW", None, "BA (hons)", "MA SW", "MA SW")
        ),
        "all",
    )
    assert findings[-1].value == 1
    findings = findings[:-1]
    assert [(own.label, own.value, own.n) for own in findings] == [
        ("BA (hons)", 1, 4),
        ("Dip SW", 1, 4),
        ("MA SW", 2, 4),
    ]
    assert findings[0].id == "all.qualifying_award.ba_hons.count"


def test_the_order_of_qualifying_awards_tells_nothing_of_how_common_they_are():
    orders = [
        [
            own.category
            for own in demographics.qualifying_award(
                made(participants=people("qualifying_award", *awards)), "all"
            )
        ]
        for awards in (("MA SW", "BA", "BA"), ("MA SW", "MA SW", "BA"), ("BA", "MA SW"))
    ]
    assert orders[0] == orders[1] == orders[2] == ["ba", "ma_sw", "not_given"]


def test_qualifying_award_of_nobody_says_how_many_are_not_known():
    findings = demographics.qualifying_award(
        made(participants=people("qualifying_award", None)), "all"
    )
    assert [(row.category, row.value, row.n) for row in findings] == [("not_given", 1, 1)]


def test_qualifying_award_in_two_spellings_has_an_id_for_each():
    findings = demographics.qualifying_award(
        made(participants=people("qualifying_award", "MA SW", "MA-SW", "MA SW")), "all"
    )
    assert len(findings.by_id) == len(findings)


@pytest.mark.parametrize(
    "scope, mean, middle, least, most",
    [
        ("cohort_01", Fraction(72, 7), 9, 7, 19),
        ("cohort_02", Fraction(7), 4, 2, 27),
        ("all", Fraction(149, 18), 7, 2, 27),
    ],
)
def test_years_qualified_of_the_award_holders(reported, scope, mean, middle, least, most):
    found = {own.statistic: own.value for own in demographics.years_qualified(reported, scope)}
    sd = found.pop("sd")
    n = {"cohort_01": 7, "cohort_02": 11, "all": 18}[scope]
    assert found == {
        "count": n,
        "mean": mean,
        "median": middle,
        "min": least,
        "max": most,
        "range": most - least,
    }
    assert sd == pytest.approx(
        reported.rows("participants", scope)["years_qualified"].astype(float).std(ddof=0), rel=1e-12
    )


def test_years_qualified_gives_the_mean_as_a_fraction():
    findings = demographics.years_qualified(
        made(participants=people("years_qualified", 1, 2, 2)), "all"
    )
    mean = findings.where(statistic="mean").value
    assert isinstance(mean, Fraction)
    assert mean == Fraction(5, 3)


def test_years_qualified_of_an_even_number_of_people_can_have_half_a_year_as_median():
    findings = demographics.years_qualified(
        made(participants=people("years_qualified", 9, 1, 4, 5)), "all"
    )
    assert findings.where(statistic="median").value == Fraction(9, 2)


def test_years_qualified_gives_a_whole_median_as_a_whole_number():
    findings = demographics.years_qualified(
        made(participants=people("years_qualified", 3, 1, 5, 9)), "all"
    )
    assert findings.where(statistic="median").value == 4
    assert isinstance(findings.where(statistic="median").value, int)


def test_years_qualified_spread_is_that_of_a_whole_population():
    # around their mean of 5 the squares are 9, 1, 1, 1, 0, 0, 4, 16: 32 in all, over 8 people 4,
    # and its root is 2
    findings = demographics.years_qualified(
        made(participants=people("years_qualified", 2, 4, 4, 4, 5, 5, 7, 9)), "all"
    )
    assert findings.where(statistic="sd").value == 2
    assert findings.where(statistic="range").value == 7


def test_years_qualified_leaves_out_people_whose_years_are_not_known():
    findings = demographics.years_qualified(
        made(participants=people("years_qualified", None, 0, 6)), "all"
    )
    assert {own.n for own in findings} == {2}
    assert findings.where(statistic="mean").value == 3
    assert findings.where(statistic="min").value == 0
    assert {own.rows for own in findings} == {("participants.csv:3", "participants.csv:4")}


def test_years_qualified_of_one_person_has_no_spread():
    findings = demographics.years_qualified(made(participants=people("years_qualified", 8)), "all")
    assert {row.statistic: row.value for row in findings} == {
        "count": 1,
        "mean": 8,
        "median": 8,
        "min": 8,
        "max": 8,
        "range": 0,
        "sd": 0,
    }


def test_years_qualified_is_none_where_nobodys_years_are_known():
    findings = demographics.years_qualified(
        made(participants=people("years_qualified", None, None)), "cohort_01"
    )
    assert findings.where(statistic="count").value == 0
    rest = [own for own in findings if own.statistic != "count"]
    assert len(rest) == 6
    assert all(own.value is None for own in rest)


@pytest.mark.parametrize(
    "scope, count, missed, managers",
    [
        ("cohort_01", (6, 7), (1, 7), (2, 2)),
        ("cohort_02", (9, 11), (2, 11), (5, 5)),
        ("all", (15, 18), (3, 18), (7, 7)),
    ],
)
def test_interviewed_of_the_award_holders_and_managers(reported, scope, count, missed, managers):
    assert by_measure(demographics.interviewed(reported, scope)) == {
        "interviewed": count,
        "not_interviewed": missed,
        "managers_interviewed": managers,
    }


def test_interviewed_names_those_who_were_in_no_interview(reported):
    findings = demographics.interviewed(reported, "all")
    (missed,) = (own.rows for own in findings.where(measure="not_interviewed"))
    assert [cell(place, "participant_id") for place in missed] == ["PR3", "PR11", "PR15"]


def test_interviewed_counts_a_person_heard_twice_once():
    study = made(
        participants=people("gender", None, None),
        interviews=heard("G1", "P1", "P2") + heard("I1", "P1") + heard("M1", "T1"),
        managers=[{"manager_id": "T1"}, {"manager_id": "T2"}],
    )
    assert by_measure(demographics.interviewed(study, "all")) == {
        "interviewed": (2, 2),
        "not_interviewed": (0, 2),
        "managers_interviewed": (1, 2),
    }


def test_interviewed_without_interviews_is_nobody():
    assert by_measure(
        demographics.interviewed(made(participants=people("gender", None)), "cohort_01")
    ) == {"interviewed": (0, 1), "not_interviewed": (1, 1), "managers_interviewed": (0, 0)}


@pytest.mark.parametrize(
    "scope, posts",
    [
        ("cohort_01", {"principal_social_worker": 1, "team_manager": 1}),
        (
            "cohort_02",
            {"principal_social_worker": 2, "team_manager": 2, "workforce_development_manager": 1},
        ),
    ],
)
def test_manager_role_of_the_managerial_respondents(reported, scope, posts):
    findings = demographics.manager_role(reported, scope)
    assert held(findings) == posts
    assert findings[0].id == f"{scope}.manager_role.principal_social_worker.count"


@pytest.mark.parametrize(
    "scope, formats, modes",
    [
        ("cohort_01", {"group": 5, "individual": 1}, {"online": 6}),
        ("cohort_02", {"group": 7, "pair": 2}, {"online": 6, "in_person": 3}),
        ("all", {"group": 12, "pair": 2, "individual": 1}, {"online": 12, "in_person": 3}),
    ],
)
def test_interview_format_of_the_award_holders(reported, scope, formats, modes):
    findings = demographics.interview_format(reported, scope, "practitioner")
    assert list(dict.fromkeys(own.measure for own in findings)) == [
        "practitioner_format",
        "practitioner_mode",
    ]
    assert held(findings.where(measure="practitioner_format")) == formats
    assert held(findings.where(measure="practitioner_mode")) == modes


def test_interview_format_of_managers_has_modes_nobody_recorded(reported):
    findings = demographics.interview_format(reported, "all", "manager")
    assert held(findings.where(measure="manager_format")) == {"individual": 7}
    modes = findings.where(measure="manager_mode")
    assert by_category(modes) == {
        "online": (0, 0),
        "in_person": (0, 0),
        "telephone": (0, 0),
        "not_given": (7, 7),
    }
    assert modes[-1].label == "Mode not given"


def test_interview_format_keeps_award_holders_and_managers_apart():
    study = made(
        participants=people("gender", None),
        managers=[{"manager_id": "T1"}],
        interviews=heard("A", "P1", format="individual", mode="online")
        + heard("B", "T1", format="individual", mode="telephone"),
    )
    practitioner, manager = (
        demographics.interview_format(study, "all", group) for group in ("practitioner", "manager")
    )
    assert held(practitioner) == {"individual": 1, "online": 1}
    assert held(manager) == {"individual": 1, "telephone": 1}
    assert manager[2].rows == ("interviews.csv:3",)


def test_interview_format_counts_a_person_heard_twice_in_one_format_once():
    study = made(
        participants=people("gender", None, None),
        interviews=heard("A", "P1", "P2", format="group") + heard("B", "P1", format="group"),
    )
    assert (
        demographics.interview_format(study, "all", "practitioner").where(category="group").value
        == 2
    )


@pytest.mark.parametrize(
    "scope, interviews, rows", [("cohort_01", 4, 8), ("cohort_02", 8, 14), ("all", 12, 22)]
)
def test_interview_count_counts_people_heard_together_as_one_interview(
    reported, scope, interviews, rows
):
    (finding,) = demographics.interview_count(reported, scope)
    assert (finding.id, finding.value, finding.n, len(finding.rows)) == (
        f"{scope}.interviews.count",
        interviews,
        rows,
        rows,
    )


def test_interview_count_of_all_tells_interviews_of_two_cohorts_apart():
    interviews = heard("G1", "P1") + heard("G1", "P2", cohort="cohort_02")
    assert demographics.interview_count(made(interviews=interviews), "all").value == 2
