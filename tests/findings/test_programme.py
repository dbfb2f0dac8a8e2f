"""The programme's facts and lists."""

from cohortbook.findings import programme
from cohortbook.findings.finding import value_of


def test_facts_are_whole_numbers_in_their_unit_or_months(real):
    findings = programme.facts(real).set_index("id")
    for result_id, value, unit in (
        ("programme.release_days.value", 36, "days"),
        ("programme.residential_workshops.value", 3, "workshops"),
        ("programme.personal_award_maximum.value", 4000, "pounds"),
        ("programme.report_published.value", "2025-06", "month"),
    ):
        assert (findings.loc[result_id, "value"], findings.loc[result_id, "unit"]) == (value, unit)
        assert type(findings.loc[result_id, "value"]) is type(value)


def test_facts_are_every_line_of_their_file(real, project):
    findings = programme.facts(real)
    lines = (project / "data/programme/facts.csv").read_text(encoding="utf-8").splitlines()
    assert [rows for (rows,) in findings["rows"]] == [
        f"data/programme/facts.csv:{line}" for line in range(2, len(lines) + 1)
    ]
    assert set(findings["scope"]) == {"programme"}
    assert set(findings["function"]) == {"cohortbook.findings.programme.facts"}


def test_facts_of_the_made_up_study_are_its_own(study):
    assert list(programme.facts(study)["id"]) == [
        f"programme.{fact}.value" for fact in study.tables["facts"]["fact_id"]
    ]


def test_listed_counts_components_and_outputs(real):
    findings = programme.listed(real)
    assert list(findings["id"]) == [
        "programme.cohorts.count",
        "programme.components_listed.count",
        "programme.outputs_listed.count",
    ]
    assert value_of(findings, measure="components_listed") == 7
    assert value_of(findings, measure="outputs_listed") == 3
    assert findings["rows"].iloc[2] == tuple(
        f"data/programme/components.csv:{line}" for line in (9, 10, 11)
    )


def test_listed_counts_the_cohorts_that_have_a_folder(study, made_up):
    handles = sorted(path.name for path in (made_up / "data/cohorts").iterdir())
    findings = programme.listed(study)
    assert value_of(findings, measure="cohorts") == len(handles)
    assert findings["rows"].iloc[0] == tuple(
        f"data/cohorts/{handle}/cohort.yml:1" for handle in handles
    )
