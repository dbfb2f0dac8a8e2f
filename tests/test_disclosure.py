"""What of the findings is published, of a study with a strict cohort and of one without."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cohortbook import baselines, chances, demographics, exhibits, impacts, present, recommendations, specifications, stakeholders, themes
from cohortbook.catalogue import every_finding
from cohortbook.disclosure import HIDDEN, as_published, drawable, is_any_hidden, is_concerned
from cohortbook.joining import as_texts, joined
from cohortbook.results import as_results
from cohortbook.study import with_only

THREE = "cohort_03"


def otherwise(study, **held):
    """The study with everybody of its strict cohort holding these values, and with the same numbers shown."""
    people = study.tables["participants"].copy()
    people.loc[people["cohort"] == THREE, list(held)] = list(held.values())
    return replace(study, tables={**study.tables, "participants": people})


def test_study_without_strict_cohort_is_published_as_it_is(badgers):
    findings = demographics.gender(badgers, "cohort_01")
    assert as_published(badgers, findings) is findings
    assert not is_any_hidden(findings)


def test_small_numbers_and_their_neighbours_are_hidden(guarded):
    findings = demographics.gender(guarded, THREE)
    people = guarded.rows("participants", THREE)["gender"].value_counts()
    assert 0 < people["male"] < 5
    assert set(findings[findings["category"] != "not_given"]["value"]) == {HIDDEN}
    assert findings[findings["value"] == HIDDEN]["n"].isna().all()


def test_public_cohorts_are_shown_as_before(guarded, badgers):
    for cohort in ("cohort_01", "cohort_02"):
        pd.testing.assert_frame_equal(demographics.gender(guarded, cohort), demographics.gender(badgers, cohort))


def test_all_cohorts_together_hide_what_subtraction_would_give(guarded):
    by_id = {row["id"]: row["value"] for row in demographics.gender(guarded, "all").to_dict("records")}
    assert by_id["all.gender.female.count"] == HIDDEN and by_id["all.gender.male.count"] == HIDDEN
    assert by_id["all.gender.not_given.count"] == 0


def test_no_row_of_a_strict_cohort_is_named(guarded):
    rows = [row for finding in every_finding(guarded).values() for row in finding["rows"]]
    assert rows and not [row for row in rows if f"cohorts/{THREE}/" in row]


def test_extremes_are_never_given_and_a_mean_only_of_enough_people(guarded):
    years = {row["statistic"]: row["value"] for row in demographics.years_qualified(guarded, THREE).to_dict("records")}
    assert {years[name] for name in ("min", "max", "range", "median", "sd")} == {HIDDEN}
    assert years["mean"] != HIDDEN and years["count"] == 11


def test_free_text_of_a_strict_cohort_is_not_even_a_category(guarded):
    assert demographics.qualifying_award(guarded, THREE).query("category != 'not_given'").empty
    assert impacts.impact_measures(guarded, THREE).empty


def test_comparisons_of_a_strict_cohort_are_not_given_nor_their_bases(guarded):
    compared = baselines.every_comparison(guarded, guarded.scopes)
    assert THREE not in set(compared["scope"])
    both = compared[compared["scope"] == "all"]
    assert both["n"].isna().all()
    assert {row["value"] for row in both.to_dict("records") if row["statistic"] in ("count", "p_value", "interval_low")} == {HIDDEN}


def test_comparisons_by_service_of_a_strict_cohort_are_not_given_nor_is_their_table(guarded):
    compared = baselines.every_stratified(guarded, guarded.scopes)
    assert set(compared["scope"]) == {"cohort_01", "cohort_02"}
    lines = chances.strata_table(guarded, compared, "By service").plain.splitlines()
    assert [line.split(": ")[0] for line in lines if "Sows by service" in line] == ["Sett 1", "Sett 2"]


@pytest.mark.parametrize("held", [{"is_social_worker": False}, {"is_social_worker": True, "service": "adult"}, {"is_social_worker": True, "service": "children", "gender": "female"}],
                         ids=["none is a social worker", "all are of adult services", "all are women of children's services"])
def test_what_is_not_found_safe_to_show_is_the_same_whoever_is_in_a_strict_cohort(guarded, held):
    now, then = as_texts(every_finding(guarded)), as_texts(every_finding(otherwise(guarded, **held)))
    assert {name for name in now.keys() | then.keys() if now.get(name) != then.get(name)} <= guarded.shown


@pytest.mark.parametrize("scope", [THREE, "all"])
def test_lists_of_comparisons_are_the_same_whoever_is_in_a_strict_cohort(guarded, scope):
    others = otherwise(guarded, is_social_worker=False)
    for listed in (baselines.caveats, baselines.unseen_nearer):
        pd.testing.assert_frame_equal(listed(guarded, scope), listed(others, scope))
    assert len(baselines.caveats(guarded, scope)) == len(baselines.comparisons(guarded))


def test_comparison_of_all_that_only_people_of_a_strict_cohort_are_in_is_not_given(guarded):
    people = guarded.tables["participants"].assign(is_social_worker=lambda frame: frame["cohort"] != THREE)
    study = replace(guarded, tables={**guarded.tables, "participants": people})
    assert len(baselines.comparable_people(study, baselines.comparisons(study)["gender.hedgehogs"], "all")) == 11
    assert baselines.comparison(study, "gender.hedgehogs", "all").empty


def test_under_how_many_choices_a_statement_holds_is_hidden_for_it_rests_on_people(guarded):
    found = specifications.specifications(guarded)
    assert len(found) and set(found["value"]) == {HIDDEN} and found["n"].isna().all()


def test_measure_that_nobody_knows_is_hidden(guarded):
    record = {"id": f"{THREE}.shoe_size.count", "scope": THREE, "measure": "shoe_size", "category": "", "statistic": "count", "value": 9, "n": 11, "unit": "shoes", "rows": ()}
    assert is_concerned(guarded, record)
    assert as_published(guarded, pd.DataFrame([record]))["value"].tolist() == [HIDDEN]


def test_hidden_number_has_no_value_and_no_base_in_results(guarded):
    hidden = [result for result in as_results(demographics.gender(guarded, THREE)) if result["text"] == HIDDEN]
    assert hidden and all(result["value"] is None and result["n"] is None and result["rows"] == [] for result in hidden)


def test_tables_show_c_and_say_what_it_means(guarded):
    shown = present.count_table(guarded, demographics.gender(guarded, THREE), "Gender", "Gender")
    assert shown.html.count(f">{HIDDEN}</a>") == 3
    assert "hidden, so that nobody can be known from it" in shown.html


def test_figures_of_hidden_numbers_are_not_drawn(guarded):
    for shown in (present.dots_figure(guarded, demographics.gender(guarded, THREE), "Women"), present.years_figure(guarded, demographics.years_qualified(guarded, THREE)),
                  chances.draws_figures(guarded, baselines.comparison(guarded, "gender.register", "all"))):
        assert "<svg" not in shown.html and "not drawn" in shown.html


def test_drawable_leaves_out_whole_scopes(guarded):
    both = pd.concat([demographics.gender(guarded, scope) for scope in guarded.scopes])
    assert list(dict.fromkeys(drawable(both)["scope"])) == ["cohort_01", "cohort_02"]
    shown = present.dots_figure(guarded, both, "Women")
    assert "Sett 3" not in shown.html and "Sett 1" in shown.html


def test_theme_tables_and_figures_bear_hidden_numbers(guarded):
    by_cohort = pd.concat([themes.people_per_theme(guarded, scope) for scope in guarded.scopes])
    assert HIDDEN in exhibits.theme_table(guarded, by_cohort, ["practitioners", "managers", "people"], "Themes").plain
    assert HIDDEN in exhibits.heat_figure(guarded, by_cohort, "Heat").html.replace("%5Bc%5D", HIDDEN)
    matrix = stakeholders.convergence(guarded, "all")
    assert HIDDEN in set(matrix["presence"])
    assert exhibits.convergence_table(matrix, "Matrix").html and exhibits.dumbbell_figure(matrix, "Both").html
    links = recommendations.support(guarded)
    assert exhibits.flow_figure(links, "Flow").html and exhibits.support_table(links, "Links").html


def test_passages_behind_hidden_numbers_are_not_shown(guarded):
    theirs = set(guarded.rows("passages", THREE)["passage_id"])
    told = themes.coded_passages(guarded)
    told = told[told["passage_id"].isin(theirs)]
    shown = {name for name, row in every_finding(guarded).items() if name.startswith(f"{THREE}.theme.") and row["value"] != HIDDEN}
    assert all(f"{THREE}.theme.{theme}.people.count" in shown for theme in told["theme_id"])
    assert len(told) < len(themes.agreed_codings(guarded).merge(guarded.rows("passages", THREE)[["passage_id"]]))
    assert told["people"].isna().all() and set(told["locator"]) <= {"not given out"}
    behind = themes.passages_behind(guarded, THREE)
    assert set(behind["theme_id"]) == set(told["theme_id"])


def test_themes_of_a_strict_cohort_are_not_said_to_be_heard_or_not(guarded):
    assert not stakeholders.added_by_cohort(guarded)["cohorts"].str.contains(guarded.title(THREE)).any()


def test_part_of_the_strict_cohorts_shows_nothing_of_them(guarded):
    part = with_only(guarded, ["cohort_01", THREE])
    assert part.shown == guarded.shown
    public = with_only(guarded, ["cohort_01", "cohort_02"])
    assert not is_any_hidden(demographics.gender(public, "all"))


def test_numbers_that_a_strict_cohort_moves_are_not_told_by_the_move(guarded):
    moved = joined(guarded)
    assert set(moved[moved["id"] == "all.gender.male.count"]["after"]) <= {HIDDEN} | set(moved[moved["cohort"] != THREE]["after"])
    assert as_texts({"x": {"value": HIDDEN, "unit": "people", "n": None}}) == {"x": HIDDEN}
