"""What stands in the place of a number that is withheld, and how tables and figures of a strict
cohort bear it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cohortbook.exhibits.number_tables import count_table
from cohortbook.exhibits.people_figures import dots_figure
from cohortbook.exhibits.theme_tables import heat_figure, passage_lists, theme_table
from cohortbook.findings import demographics, impacts, stakeholders, themes
from cohortbook.findings.catalogue import every_finding
from cohortbook.findings.hiding import bounds_of, drawable, is_any_withheld
from cohortbook.findings.register import of_scopes
from cohortbook.findings.results import as_results
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study, with_only
from cohortbook.study.withheld import HIDDEN, Withheld, is_withheld, range_of, range_text

THREE = "cohort_03"


def test_texts_say_what_they_stand_for() -> None:
    few = range_text(range(1, 5))
    assert few == "1 to 4" and range_of(few) == range(1, 5)
    assert few.of(13) == "1 to 4 of 13" and HIDDEN.of(13) == HIDDEN and few.of(None) == "1 to 4"
    assert is_withheld(few) and not is_withheld("1 to 4") and not is_withheld(4)


def test_public_cohorts_and_their_totals_are_as_without_the_strict_one(guarded: Study) -> None:
    without = every_finding(with_only(guarded, list(guarded.cohorts)))
    alone = {
        name: (row.value, row.n)
        for name, row in without.items()
        if name.startswith(("cohort_01.", "cohort_02.", "all."))
    }
    assert len(alone) > 100
    with_strict = every_finding(guarded)
    assert {name: (with_strict[name].value, with_strict[name].n) for name in alone} == alone


def test_a_total_with_a_strict_cohort_is_given_where_its_own_number_is_and_nowhere_else(
    guarded: Study,
) -> None:
    own, public, together = (
        {count.category: count for count in demographics.service(guarded, scope)}
        for scope in (THREE, "all", "together")
    )
    assert together
    for category, row in together.items():
        if own[category].is_withheld:
            assert (row.value, row.n) == (HIDDEN, None)
        else:
            assert row.value == own[category].value + public[category].value
    assert not demographics.years_qualified(guarded, "together")


def test_findings_of_a_strict_cohort_are_those_published_of_it_alone(guarded: Study) -> None:
    found = demographics.gender(guarded, THREE)
    assert {finding.scope for finding in found} == {THREE}
    assert [finding.value for finding in found] == ["9 to 12", "1 to 4", 0, 0, 0]


def test_a_count_that_is_not_published_of_a_strict_cohort_is_not_added_up(guarded: Study) -> None:
    held = guarded.published[THREE]
    fewer = [row for row in held.results if row.id != "cohort_03.gender.another.count"]
    study = replace(guarded, published={THREE: replace(held, results=Findings(fewer))})
    found = demographics.gender(study, "together")
    assert len(fewer) == len(held.results) - 1
    assert [finding.category for finding in found] == ["female", "male", "not_given"]


def test_no_finding_of_a_strict_cohort_names_a_row(guarded: Study) -> None:
    found = [
        row
        for name, row in every_finding(guarded).items()
        if name.startswith((f"{THREE}.", "together."))
    ]
    assert len(found) > 50 and not [
        row.id for row in found if any(THREE in place for place in row.rows)
    ]


@pytest.mark.parametrize(
    "call", [demographics.qualifying_award, impacts.impact_types, impacts.impact_measures]
)
def test_what_nobody_decided_to_publish_of_a_strict_cohort_is_not_there(
    guarded: Study, call
) -> None:
    assert not call(guarded, THREE)


def test_functions_that_show_single_people_find_none_of_a_strict_cohort(guarded: Study) -> None:
    assert (
        themes.presence(guarded, THREE, "practitioner").empty
        or not themes.presence(guarded, THREE, "practitioner").shape[1]
    )
    assert (
        impacts.impacts_of(guarded, THREE).empty
        and stakeholders.framework(guarded, THREE, "practitioner").empty
    )


def test_a_withheld_number_has_no_value_in_results_and_its_text_is_what_is_printed() -> None:
    found = [
        Finding("c", "g", "f", "count", Withheld("1 to 4"), 13, "people", (), "", "a.b.c"),
        Finding("c", "g", "m", "count", HIDDEN, None, "people", (), "", "a.b.c"),
    ]
    assert [(result["value"], result["text"], result["n"]) for result in as_results(found)] == [
        (None, "1 to 4", 13),
        (None, "[c]", None),
    ]


def test_tables_print_ranges_with_their_base_and_say_what_is_hidden(guarded: Study) -> None:
    shown = count_table(guarded, demographics.role_group(guarded, THREE), "Posts", "Post").plain
    assert "1 to 4 of 13" in shown and "which is not none" not in shown
    shown = count_table(guarded, demographics.manager_role(guarded, THREE), "Posts", "Post").plain
    assert "[c]: hidden, so that no person can be identified from it." in shown


def test_figures_with_withheld_numbers_are_not_drawn_and_theme_tables_bear_them(
    guarded: Study,
) -> None:
    gender, found = demographics.gender(guarded, THREE), themes.people_per_theme(guarded, THREE)
    assert is_any_withheld(gender) and "Not drawn" in dots_figure(guarded, gender, "Women.").plain
    assert (
        "[c]"
        in theme_table(guarded, found, ["practitioners", "managers", "people"], "Themes").plain
    )
    both = of_scopes(themes.people_per_theme, guarded, ("cohort_01", THREE))
    heat = heat_figure(guarded, both, "Themes")
    assert "Cohorts with hidden counts are only in the table" in heat.plain
    assert "<svg" in heat.html


def test_drawable_leaves_out_whole_scopes() -> None:
    found = Findings(
        Finding(scope, "eggs", "", "count", value, 4, "people", ())
        for scope, value in (("a", 1), ("a", Withheld("1 to 4")), ("b", 2))
    )
    assert drawable(found).scopes == ["b"]


def test_statements_of_a_strict_cohort_are_shown_without_place_people_and_small_groups(
    guarded: Study,
) -> None:
    shown = passage_lists(guarded, themes.passages_behind(guarded, THREE), THREE)
    assert (
        "In our words" in shown.plain and "Where" not in shown.plain and "Whose" not in shown.plain
    )


def test_page_of_disclosure_says_what_is_left_before_every_decision_and_folds_these(
    guarded: Study, project: Path
) -> None:
    cells = json.loads((project / "notebooks/disclosure.ipynb").read_text(encoding="utf-8"))[
        "cells"
    ]
    order = [cell["id"] for cell in cells]
    wanted = [
        "modes",
        "thresholds",
        "letters-heading",
        "attack",
        "anonymity",
        "withdraw-heading",
        "signatures-heading",
        "decisions",
    ]
    assert [name for name in order if name in wanted] == wanted
    text = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "{{ open_task }}" in "".join(cells[0]["source"]) and not re.search(
        r"attacker|backwards|decided counts|ACRO|\*[kl]\*", text
    )
    assert "decision_table(" in "".join(cells[-1]["source"])


@pytest.mark.parametrize(
    ("value", "bounds"), [(3, (3, 3)), (Withheld("1 to 4"), (1, 4)), (HIDDEN, (0, 9))]
)
def test_bounds_of_a_count_are_all_that_it_can_be(value, bounds):
    found = Finding("cohort_01", "moss", "", "count", value, 9, "people", ())
    assert bounds_of(found) == bounds
