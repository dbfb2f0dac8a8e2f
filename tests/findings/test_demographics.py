"""Who took part: hand-worked answers on made-up people, and the two cohorts of the published
report.
"""

import csv
import statistics
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from cohortbook import load_study
from cohortbook.findings import demographics
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.finding import Findings
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
SCOPES = pytest.mark.parametrize("scope", ["cohort_01", "cohort_02", "all"])


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
    named = {row.get("cohort", "cohort_01") for rows in tables.values() for row in rows}
    cohorts = {handle: {"title": handle} for handle in sorted({"cohort_01", "cohort_02", *named})}
    return Study(ROOT, DICTIONARY, cohorts, frames)


def people(column: str, *values) -> list[dict]:
    return [
        {"participant_id": f"P{number}", column: value}
        for number, value in enumerate(values, start=1)
    ]


def heard(interview_id: str, *case_ids: str, **cells: str) -> list[dict]:
    return [{"interview_id": interview_id, "case_id": case_id, **cells} for case_id in case_ids]


def by_category(findings: Findings) -> dict[str, tuple[int, int]]:
    return {row.category: (row.value, row.n) for row in findings}


def by_measure(findings: Findings) -> dict[str, tuple[int, int]]:
    return {row.measure: (row.value, row.n) for row in findings}


def held(findings: Findings) -> dict[str, int]:
    """What someone holds, by category."""
    return {category: value for category, (value, _) in by_category(findings).items() if value}


def lines(scope: str, table: str) -> list[dict[str, str]]:
    """The rows of the report's cohorts as the file has them, read without the library."""
    cohorts = ("cohort_01", "cohort_02") if scope == "all" else (scope,)
    paths = [ROOT / "data" / "cohorts" / cohort / f"{table}.csv" for cohort in cohorts]
    return [
        row | {"cohort": path.parent.name}
        for path in paths
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def cells(scope: str, table: str, column: str) -> list[str]:
    """One column of those rows."""
    return [row[column] for row in lines(scope, table)]


def assert_counted(findings: Findings, expected: list[str]) -> None:
    """The findings count the cells of a file, those that are empty apart."""
    given = Counter(filter(None, expected))
    n, everybody = given.total(), len(expected)
    assert by_category(findings) == {
        **dict.fromkeys((own.category for own in findings), (0, n)),
        **{category: (count, n) for category, count in given.items()},
        "not_given": (everybody - n, everybody),
    }


def cell(place: str, column: str) -> str:
    """The cell of a file:line as a spreadsheet would show it, read without the library."""
    name, line = place.rsplit(":", 1)
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, rows[int(line) - 2], strict=True))[column]


# what every count keeps to


@SCOPES
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
    allowed = DICTIONARY.tables["participants"].column(column).values_in(["cohort_01"])
    findings = function(
        made(participants=people(column, allowed[1], None, allowed[1])), "cohort_01"
    )
    assert [own.category for own in findings] == [*allowed, "not_given"]
    assert by_category(findings) == {
        **dict.fromkeys(allowed, (0, 2)),
        allowed[1]: (2, 2),
        "not_given": (1, 3),
    }


def test_counts_of_a_value_that_is_new_are_of_the_cohorts_that_were_asked():
    early = people("gender", "female", "male")
    late = [
        {**row, "participant_id": f"Q{place}", "cohort": "cohort_03"}
        for place, row in enumerate(people("gender", "female", "prefer_not_to_say", None))
    ]
    study = made(participants=early + late)
    assert "prefer_not_to_say" not in by_category(demographics.gender(study, "cohort_01"))
    assert by_category(demographics.gender(study, "cohort_03")) == {
        "female": (1, 2),
        "male": (0, 2),
        "another": (0, 2),
        "prefer_not_to_say": (1, 2),
        "not_given": (1, 3),
    }
    together = by_category(demographics.gender(study, "all"))
    assert together["female"] == (2, 4)
    assert together["prefer_not_to_say"] == (1, 2)


def test_counts_if_recorded_are_none_where_no_one_recorded_it():
    for column, function in (
        ("working_hours", demographics.working_hours),
        ("completion", demographics.completion),
    ):
        known = DICTIONARY.tables["participants"].column(column).enum[1]
        none = function(made(participants=people(column, None, None)), "cohort_01")
        assert none == ()
        found = function(made(participants=people(column, known, None)), "cohort_01")
        assert held(found) == {known: 1, "not_given": 1}


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


# one function after the other


@SCOPES
def test_participants_are_everybody_with_an_award(reported, scope):
    (finding,) = demographics.participants(reported, scope)
    people = cells(scope, "participants", "participant_id")
    assert (finding.value, finding.n) == (len(people), len(people))
    assert [cell(place, "participant_id") for place in finding.rows] == people


def test_participants_of_a_cohort_without_rows_are_none():
    (finding,) = demographics.participants(made(), "cohort_02")
    assert (finding.value, finding.n, finding.rows) == (0, 0, ())


@SCOPES
def test_gender_of_the_award_holders(reported, scope):
    assert_counted(
        demographics.gender(reported, scope),
        cells(scope, "participants", "gender"),
    )


@SCOPES
def test_service_of_the_award_holders_has_those_whose_service_is_known_as_its_base(reported, scope):
    assert_counted(
        demographics.service(reported, scope),
        cells(scope, "participants", "service"),
    )


@SCOPES
def test_social_worker_is_told_from_other_professions(reported, scope):
    given = cells(scope, "participants", "is_social_worker")
    findings = demographics.social_worker(reported, scope)
    assert by_measure(findings) == {
        "social_worker": (given.count("true"), len(given)),
        "other_profession": (given.count("false"), len(given)),
    }
    for row in findings:
        assert {cell(place, "is_social_worker") for place in row.rows} <= {
            "true" if row.measure == "social_worker" else "false"
        }


@SCOPES
def test_role_group_of_the_award_holders(reported, scope):
    assert_counted(
        demographics.role_group(reported, scope),
        cells(scope, "participants", "role_group"),
    )


@SCOPES
def test_highest_level_of_the_award_holders(reported, scope):
    assert_counted(
        demographics.highest_level(reported, scope),
        cells(scope, "participants", "highest_level"),
    )


@SCOPES
def test_research_level_of_the_award_holders(reported, scope):
    assert_counted(
        demographics.research_level(reported, scope),
        cells(scope, "participants", "research_level"),
    )


@SCOPES
def test_qualifying_award_lists_awards_as_printed(reported, scope):
    findings = demographics.qualifying_award(reported, scope)
    printed = Findings(
        own if own.category == "not_given" else own._replace(category=own.label) for own in findings
    )
    assert_counted(printed, cells(scope, "participants", "qualifying_award"))
    for own in findings[:-1]:
        assert {cell(place, "qualifying_award") for place in own.rows} == {own.label}


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


@SCOPES
def test_years_qualified_of_the_award_holders(reported, scope):
    found = {own.statistic: own.value for own in demographics.years_qualified(reported, scope)}
    years = [int(cell) for cell in cells(scope, "participants", "years_qualified") if cell]
    assert found.pop("sd") == pytest.approx(statistics.pstdev(years), rel=1e-12)
    assert found == {
        "count": len(years),
        "mean": Fraction(sum(years), len(years)),
        "median": statistics.median(years),
        "min": min(years),
        "max": max(years),
        "range": max(years) - min(years),
    }


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


@SCOPES
def test_interviewed_of_the_award_holders_and_managers(reported, scope):
    heard = {row["case_id"] for row in lines(scope, "interviews")}
    people = cells(scope, "participants", "participant_id")
    managers = cells(scope, "managers", "manager_id")
    missed = [person for person in people if person not in heard]
    findings = demographics.interviewed(reported, scope)
    assert by_measure(findings) == {
        "interviewed": (len(people) - len(missed), len(people)),
        "not_interviewed": (len(missed), len(people)),
        "managers_interviewed": (len(heard.intersection(managers)), len(managers)),
    }
    (places,) = (own.rows for own in findings.where(measure="not_interviewed"))
    assert [cell(place, "participant_id") for place in places] == missed


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


def test_interviewed_managers_are_of_those_who_were_asked_and_posts_are_theirs():
    study = made(
        interviews=heard("M1", "T1"),
        managers=[
            {"manager_id": "T1", "role": "team_manager"},
            {"manager_id": "T2", "role": "other", "not_interviewed": "declined"},
        ],
    )
    found = by_measure(demographics.interviewed(study, "cohort_01"))
    assert found["managers_interviewed"] == (1, 2)
    assert held(demographics.manager_role(study, "cohort_01")) == {"team_manager": 1}


def test_not_interviewed_because_of_what_is_recorded_of_those_who_were_not():
    study = made(
        participants=people("not_interviewed", None, "withdrew", "no_answer", None),
        interviews=heard("I1", "P1"),
    )
    found = demographics.not_interviewed_because(study, "cohort_01", "practitioner")
    assert {own.measure for own in found} == {"practitioner_not_interviewed"}
    assert by_category(found) == {
        "no_answer": (1, 2),
        "declined": (0, 2),
        "withdrew": (1, 2),
        "not_asked": (0, 2),
        "not_given": (1, 3),
    }
    assert demographics.not_interviewed_because(study, "cohort_01", "manager") == ()


@SCOPES
def test_manager_role_of_the_managerial_respondents(reported, scope):
    findings = demographics.manager_role(reported, scope)
    assert_counted(findings, cells(scope, "managers", "role"))
    assert findings[0].id == f"{scope}.manager_role.principal_social_worker.count"


@SCOPES
@pytest.mark.parametrize("column", ["format", "mode"])
@pytest.mark.parametrize(
    "group, table, key",
    [("practitioner", "participants", "participant_id"), ("manager", "managers", "manager_id")],
)
def test_interview_format_of_those_heard(reported, scope, group, table, key, column):
    people = {row[key] for row in lines(scope, table)}
    heard = {(row["case_id"], row[column]) for row in lines(scope, "interviews")}
    findings = demographics.interview_format(reported, scope, group)
    assert_counted(
        findings.where(measure=f"{group}_{column}"),
        [value for person, value in heard if person in people],
    )
    assert {own.label for own in findings} == {"", "Format not given", "Mode not given"}


@pytest.mark.parametrize("scope", ["cohort_01", "cohort_02", "all"])
def test_format_note_says_of_managers_that_each_was_heard_alone_is_an_assumption(reported, scope):
    assert "assumed" in demographics.format_note(reported, scope, "manager")


def test_format_note_has_each_reason_about_the_formats_of_a_group_once(made_up, add):
    add(
        "data/report/corrections.csv",
        "r03,page 5,interviews,Owl2,format,(nothing),individual,Owls sit alone",
        "r04,page 5,interviews,Owl3,format,(nothing),individual,Owls sit alone",
        "r05,page 5,interviews,B5,format,two,pair,Two is read as a pair",
        "r06,page 5,interviews,B5,case_id,B 5,B5,A space too many",
    )
    study = load_study(made_up)
    assert [
        demographics.format_note(study, *asked)
        for asked in (
            ("cohort_02", "manager"),
            ("cohort_02", "practitioner"),
            ("cohort_01", "manager"),
            ("all", "manager"),
        )
    ] == ["Owls sit alone.", "Two is read as a pair.", "", "Owls sit alone."]


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


@SCOPES
def test_interview_count_counts_people_heard_together_as_one_interview(reported, scope):
    (finding,) = demographics.interview_count(reported, scope)
    rows = lines(scope, "interviews")
    assert (finding.value, finding.n, len(finding.rows)) == (
        len({(row["cohort"], row["interview_id"]) for row in rows}),
        len(rows),
        len(rows),
    )


def test_interview_count_of_all_tells_interviews_of_two_cohorts_apart():
    interviews = heard("G1", "P1") + heard("G1", "P2", cohort="cohort_02")
    assert demographics.interview_count(made(interviews=interviews), "all").value == 2
