"""The programme's facts and lists."""

from cohortbook.findings import programme


def test_facts_are_whole_numbers_in_their_unit_or_months(real):
    findings = programme.facts(real).by_id
    for result_id, value, unit in (
        ("programme.release_days.value", 36, "days"),
        ("programme.residential_workshops.value", 3, "workshops"),
        ("programme.personal_award_maximum.value", 4000, "pounds"),
        ("programme.report_published.value", "2025-06", "month"),
    ):
        assert (findings[result_id].value, findings[result_id].unit) == (value, unit)
        assert type(findings[result_id].value) is type(value)


def test_facts_are_every_line_of_their_file(real, project):
    findings = programme.facts(real)
    lines = (project / "data/programme/facts.csv").read_text(encoding="utf-8").splitlines()
    assert [row for own in findings for row in own.rows] == [
        f"data/programme/facts.csv:{line}" for line in range(2, len(lines) + 1)
    ]
    assert {own.scope for own in findings} == {"programme"}
    assert {own.function for own in findings} == {"cohortbook.findings.programme.facts"}


def test_facts_of_the_made_up_study_are_its_own(study):
    assert [own.id for own in programme.facts(study)] == [
        f"programme.{fact}.value" for fact in study.tables["facts"]["fact_id"]
    ]


def test_listed_counts_components_and_outputs(real):
    findings = programme.listed(real)
    assert [own.id for own in findings] == [
        "programme.cohorts.count",
        "programme.components_listed.count",
        "programme.outputs_listed.count",
    ]
    assert findings.where(measure="components_listed").value == 7
    assert findings.where(measure="outputs_listed").value == 3
    assert findings[2].rows == tuple(
        f"data/programme/components.csv:{line}" for line in (9, 10, 11)
    )


def test_listed_counts_the_cohorts_that_have_a_folder(study, made_up):
    handles = sorted(path.name for path in (made_up / "data/cohorts").iterdir())
    findings = programme.listed(study)
    assert findings.where(measure="cohorts").value == len(handles)
    assert findings[0].rows == tuple(f"data/cohorts/{handle}/cohort.yml:1" for handle in handles)
