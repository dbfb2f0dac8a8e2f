"""The register of impacts: each belongs to one cohort, or to all only; every count is worked by
hand.
"""

import csv

import pytest

from cohortbook import load_study
from cohortbook.findings import impacts, themes

REGISTER = "data/report/impacts.csv"
OWN = "data/cohorts/cohort_02/impacts.csv"


def counted(findings):
    """Count by category, without the scope and measure, and without what no one told of."""
    return {row.category or row.measure: row.value for row in findings if row.value}


@pytest.mark.parametrize(
    "scope, ids",
    [
        ("cohort_01", ["i01", "i04"]),
        ("cohort_02", ["i02", "i03", "s2_i1"]),
        ("cohort_03", []),
        ("all", ["i01", "i02", "i03", "i04", "i05", "s2_i1"]),
    ],
)
def test_impacts_of_a_scope_are_about_its_people_or_in_a_passage_about_it(badgers, scope, ids):
    assert sorted(impacts.impacts_of(badgers, scope)["impact_id"]) == ids


@pytest.mark.parametrize(
    "old, new, cohort",
    [
        ("i05,p15,,", "i05,p15,Owl1,", "cohort_01"),
        ("i05,p15,,", "i05,p15,B4,", "cohort_01"),
        ("i01,p04,,", "i01,p11,,", None),
    ],
    ids=[
        "someone who was heard",
        "someone who was not heard",
        "a passage that does not say of whom",
    ],
)
def test_impacts_of_somebody_belong_to_their_cohort_whatever_the_passage_is_about(
    made_up, rewrite, old, new, cohort
):
    rewrite(REGISTER, old, new)
    study = load_study(made_up)
    held = [
        scope
        for scope in study.cohorts
        if old[:3] in set(impacts.impacts_of(study, scope)["impact_id"])
    ]
    assert held == ([cohort] if cohort else [])


@pytest.mark.parametrize(
    "scope, levels",
    [
        ("cohort_01", {"personal": 1, "wider": 1}),
        ("cohort_02", {"personal": 1, "organisational": 2}),
        ("cohort_03", {}),
        ("all", {"personal": 2, "organisational": 2, "wider": 2}),
    ],
)
def test_impact_counts_distinct_impacts_at_each_level(badgers, scope, levels):
    found = impacts.impact(badgers, scope)
    assert counted(found) == levels and {own.n for own in found} == {sum(levels.values())}
    assert [own.id for own in found][:3] == [
        f"{scope}.impact.{level}.count" for level in ("personal", "organisational", "wider")
    ]


def test_impact_types_are_those_there_are(badgers):
    assert counted(impacts.impact_types(badgers, "all")) == dict.fromkeys(
        ["skills", "outlook", "practice_change", "training", "reputation", "adoption"], 1
    )
    assert not impacts.impact_types(badgers, "cohort_03")


@pytest.mark.parametrize(
    "scope, status",
    [
        ("cohort_02", {"happened": 1, "sustained": 2}),
        ("all", {"hoped": 1, "started": 1, "happened": 2, "sustained": 2}),
    ],
)
def test_impact_status_counts_how_far_they_had_come(badgers, scope, status):
    assert counted(impacts.impact_status(badgers, scope)) == status


def test_impact_reach_counts_also_those_told_without_one(badgers):
    found = impacts.impact_reach(badgers, "all")
    assert counted(found) == {
        "team": 1,
        "authority": 1,
        "regional": 1,
        "national": 1,
        "not_given": 2,
    }
    assert {own.category: own.n for own in found} == {
        **dict.fromkeys(impacts.LADDER, 4),
        "not_given": 6,
    }


@pytest.mark.parametrize(
    "scope, evidence, corroborated",
    [
        ("cohort_01", {"practitioner": 2}, (0, 2)),
        ("cohort_02", {"practitioner": 2, "manager": 1, "impact_corroborated": 2}, (2, 3)),
        (
            "all",
            {"practitioner": 4, "manager": 1, "evaluator": 1, "impact_corroborated": 2},
            (2, 6),
        ),
    ],
)
def test_impact_evidence_says_who_reports_and_how_many_are_corroborated(
    badgers, scope, evidence, corroborated
):
    found = impacts.impact_evidence(badgers, scope)
    held = found.by_id[f"{scope}.impact_corroborated.count"]
    assert counted(found) == evidence and (held.value, held.n) == corroborated
    assert len(held.rows) == held.value and set(held.rows) <= {f"{REGISTER}:3", f"{OWN}:2"}


def test_impact_measures_have_a_value_before_where_the_source_gives_one(badgers):
    found = impacts.impact_measures(badgers, "cohort_02")
    assert [(own.id, own.value, own.unit, own.rows) for own in found] == [
        ("cohort_02.impact_measure.i02.baseline", 4, "tunnels", (f"{REGISTER}:3",)),
        ("cohort_02.impact_measure.i02.later", 9, "tunnels", (f"{REGISTER}:3",)),
        ("cohort_02.impact_measure.s2_i1.later", 12.5, "percent", (f"{OWN}:2",)),
    ]
    assert {own.n for own in found} == {1}, "each is measured once"
    assert type(found[0].value) is int and not impacts.impact_measures(badgers, "cohort_01")


def test_impact_measures_of_the_report_hold_its_two_best_known(reported):
    found = impacts.impact_measures(reported, "all")
    values = {(row.unit, row.statistic): row.value for row in found}
    assert (
        values["percent", "baseline"],
        values["percent", "later"],
        values["authorities", "later"],
    ) == (4, 87, 6)


def test_impact_findings_name_one_row_for_each_impact(badgers):
    for function in (
        impacts.impact,
        impacts.impact_types,
        impacts.impact_status,
        impacts.impact_reach,
    ):
        for row in function(badgers, "all"):
            assert len(set(row.rows)) == row.value, row.id


@pytest.mark.parametrize(
    "column, value, reason",
    [("about", "several", 0), ("about", "unclear", 1), ("repeats", "i03", 2)],
)
def test_impact_rows_about_several_or_repeated_are_in_the_register_and_in_no_count(
    badgers, made_up, column, value, reason
):
    path = made_up / REGISTER
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    study = load_study(made_up)
    assert "i01" in set(impacts.register(study, "all")["impact_id"])
    assert "i01" not in set(impacts.impacts_of(study, "all")["impact_id"])
    for function in (impacts.impact, impacts.impact_types, impacts.impact_status):
        now, before = counted(function(study, "all")), counted(function(badgers, "all"))
        assert sum(now.values()) == sum(before.values()) - 1
    assert [own.value for own in impacts.impact_rows(study, "all")] == [
        int(place == reason) for place in range(3)
    ]
    assert {own.value for own in impacts.impact_rows(badgers, "all")} == {0}


def test_an_impact_of_two_statuses_is_contested_and_neither(real):
    register = impacts.register(real, "all").set_index("impact_id")["status"]
    assert register["i021"] == register["i052"] == "contested"
    assert counted(impacts.impact_status(real, "all"))["contested"] == 2


def test_no_impact_of_the_real_study_that_is_counted_rests_on_a_collective_statement(real):
    counted = impacts.impacts_of(real, "all")
    assert not set(counted["passage_id"]) & themes.collective(real)


def test_types_by_level_stand_in_the_order_of_the_dictionary_however_common_they_are(real, badgers):
    for study in (real, badgers):
        found = impacts.types_by_level(study, "all")
        known = list(study.dictionary.tables["impacts"].column("type").enum)
        counted = impacts.impacts_of(study, "all")
        assert list(found.index) == [kind for kind in known if kind in set(counted["type"])]
        assert found.to_numpy().sum() == counted[["type", "level"]].notna().all(axis=1).sum()


def test_types_by_level_count_each_impact_once_under_its_type_and_level(badgers):
    found = impacts.types_by_level(badgers, "all")
    assert list(found.columns) == ["personal", "organisational", "wider"]
    assert {kind: tuple(row) for kind, row in zip(found.index, found.to_numpy(), strict=True)} == {
        "skills": (1, 0, 0),
        "outlook": (1, 0, 0),
        "practice_change": (0, 1, 0),
        "training": (0, 1, 0),
        "reputation": (0, 0, 1),
        "adoption": (0, 0, 1),
    }
    assert impacts.types_by_level(badgers, "cohort_02").to_numpy().tolist() == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
    ]


def test_ladder_is_reach_by_level_of_those_whose_reach_is_told(badgers):
    assert impacts.ladder(badgers, "all").to_dict("index") == {
        "team": {"personal": 0, "organisational": 1, "wider": 0},
        "authority": {"personal": 0, "organisational": 1, "wider": 0},
        "regional": {"personal": 0, "organisational": 0, "wider": 1},
        "national": {"personal": 0, "organisational": 0, "wider": 1},
        "international": {"personal": 0, "organisational": 0, "wider": 0},
    }
    assert (
        impacts.ladder(badgers, "cohort_01").to_numpy().sum() == 1
        and impacts.ladder(badgers, "cohort_03").to_numpy().sum() == 0
    )


def test_of_several_cohorts_says_that_what_is_about_several_cohorts_is_counted_under_none(
    badgers, made_up, rewrite
):
    assert (
        impacts.of_several_cohorts(badgers)
        == "Impacts about several cohorts at once are counted only under all cohorts together."
    )
    rewrite(REGISTER, "i05,p15,,", "i05,p15,Owl1,")
    assert impacts.of_several_cohorts(load_study(made_up)) == ""
