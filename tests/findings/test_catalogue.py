"""Every number by its id: what claims are held against is what the book publishes."""

import pytest

from cohortbook import load_study
from cohortbook.findings.catalogue import every_finding
from cohortbook.findings.results import as_results

GENDER = "cohortbook.findings.demographics.gender"
PEOPLE = "data/cohorts/cohort_01/participants.csv"


@pytest.fixture(scope="module")
def every(real):
    return every_finding(real)


def test_every_finding_is_every_number_of_the_book_but_those_of_the_audit_and_of_the_attack(
    every, built
):
    published = {name for name in built if not name.startswith(("report.", "disclosure."))}
    assert len(published) > 1000 and sorted(published - set(every)) == []


def test_every_finding_has_the_value_that_the_book_prints(every, built):
    shared = [row for name, row in every.items() if name in built]
    texts = {result["id"]: result["text"] for result in as_results(shared)}
    assert {name: text for name, text in texts.items() if built[name]["text"] != text} == {}


def test_every_finding_of_the_audit_itself_is_left_out(found):
    """Claims are held against these; a number of the audit would be held against itself."""
    assert [name for name in found if name.startswith("report.")] == []


def test_every_finding_stands_under_its_own_id_with_its_columns(found):
    assert all(row.id == name and row.function and row.call for name, row in found.items())


@pytest.mark.parametrize(
    "name, value, n",
    [
        ("cohort_01.participants.count", 4, 4),
        ("all.participants.count", 12, 12),
        ("cohort_01.social_worker.count", 3, 4),
        ("all.gender.female.count", 8, 11),
        ("cohort_02.service.children.count", 3, 5),
        ("cohort_01.role_group.practitioner.count", 2, 4),
        ("cohort_02.highest_level.master.count", 3, 5),
        ("all.years_qualified.max", 20, 11),
        ("cohort_01.years_qualified.mean", 6, 4),
        ("all.theme.impacts.personal.nose.people.count", 2, 10),
        ("all.impact_measure.i02.later", 9.0, None),
        ("programme.report_published.value", "2033-02", None),
        ("all.passages.count", 17, 17),
        ("cohort_01.practitioner_themes_heard.from_3.mean", 7, 3),
        ("cohort_03.interviewed.count", 1, 3),
    ],
)
def test_every_finding_of_the_made_up_study_has_the_value_counted_by_hand(found, name, value, n):
    assert found[name].value == value and n in (None, found[name].n)


def test_every_finding_is_there_for_each_cohort_and_for_all(found):
    scopes = {name.split(".")[0] for name in found}
    assert scopes == {"cohort_01", "cohort_02", "cohort_03", "all", "programme", "next", "methods"}
    tails = {
        scope: {
            name.split(".", 1)[1]
            for name, row in found.items()
            if row.scope == scope and row.function == GENDER
        }
        for scope in ("cohort_01", "cohort_02", "cohort_03", "all")
    }
    asked_anew = {"gender.prefer_not_to_say.count"}
    assert tails["cohort_01"] == tails["cohort_02"] and len(tails["cohort_01"]) == 4
    assert tails["cohort_03"] == tails["all"] == tails["cohort_01"] | asked_anew


def test_every_finding_moves_with_a_cell(made_up, rewrite, found):
    rewrite(PEOPLE, "B3,male", "B3,female")
    anew = every_finding(load_study(made_up))
    moved = {
        name
        for name, row in found.items()
        if row.function == GENDER and anew[name].value != row.value
    }
    assert moved == {
        f"{scope}.gender.{gender}.count"
        for scope in ("cohort_01", "all")
        for gender in ("female", "male")
    }
