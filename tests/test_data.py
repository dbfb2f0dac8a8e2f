"""The project's own data: totals that the report states elsewhere, reading decisions, and baseline
figures that hold together.
"""

import csv
import datetime
import json
import re
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from freeze import digests_of_columns, later_cohorts

from cohortbook.findings import stakeholders, themes

NUMBERS = ["count", "percent", "value"]


@pytest.fixture(scope="module")
def figures(real):
    return real.tables["figures"].set_index("figure_id")


def tally(frame, column):
    return {
        str(value): int(count) for value, count in frame[column].value_counts().items() if count
    }


@pytest.mark.parametrize("scope, people", [("cohort_01", 7), ("cohort_02", 11), ("all", 18)])
def test_award_holders_are_as_many_as_the_report_says(reported, scope, people):
    assert len(reported.rows("participants", scope)) == people


@pytest.mark.parametrize(
    "scope, column, counts",
    [
        ("cohort_01", "gender", {"female": 5, "male": 2}),
        ("cohort_02", "gender", {"female": 9, "male": 2}),
        ("cohort_01", "is_social_worker", {"True": 6, "False": 1}),
        ("cohort_02", "is_social_worker", {"True": 11}),
        ("cohort_01", "service", {}),
        ("cohort_02", "service", {"adult": 4, "children": 7}),
        ("cohort_01", "highest_level", {"master": 5, "bachelor": 2}),
        ("cohort_02", "highest_level", {"master": 9, "postgraduate_diploma": 2}),
    ],
)
def test_award_holders_divide_as_the_report_says(reported, scope, column, counts):
    assert tally(reported.rows("participants", scope), column) == counts


@pytest.mark.parametrize(
    "scope, heard, total, unheard",
    [
        ("cohort_01", 6, 7, ["PR3"]),
        ("cohort_02", 9, 11, ["PR11", "PR15"]),
        ("all", 15, 18, ["PR3", "PR11", "PR15"]),
    ],
)
def test_award_holders_heard_are_as_many_as_the_report_says(reported, scope, heard, total, unheard):
    people, cases = (
        reported.rows("participants", scope),
        set(reported.rows("interviews", scope)["case_id"]),
    )
    assert (int(people["participant_id"].isin(cases).sum()), len(people)) == (heard, total)
    assert list(people.loc[~people["participant_id"].isin(cases), "participant_id"]) == unheard


def test_managers_are_as_many_as_the_report_says_and_each_is_assumed_to_be_heard_alone(reported):
    managers, interviews = reported.tables["managers"], reported.tables["interviews"]
    assert tally(managers, "role") == {
        "principal_social_worker": 3,
        "team_manager": 3,
        "workforce_development_manager": 1,
    }
    assert [len(reported.rows("managers", scope)) for scope in reported.scopes] == [2, 5, 7]
    theirs = interviews[interviews["case_id"].isin(managers["manager_id"])]
    assert len(theirs) == theirs["interview_id"].nunique() == 7 and tally(theirs, "format") == {
        "individual": 7
    }
    decided = reported.tables["corrections"].query("column == 'format'").set_index("row_id")
    assert decided.loc[theirs["case_id"], "reason"].str.contains("assumed").all()


def test_who_coded_is_said_to_be_one_model_that_cut_and_summarised_and_two_that_coded(
    reported, project
):
    prose = [
        next(
            line
            for line in (project / page).read_text(encoding="utf-8").splitlines()
            if begin in line
        )
        for page, begin in (("book/methods.md", "**By whom.**"), ("book/limits.md", "13. **"))
    ]
    for text in [*(cohort["coded_by"] for cohort in reported.cohorts.values()), *prose]:
        assert re.search(r"\bOne (language model )?cut\b.*\bsummarised them\b.*\bcoded\b", text)
        assert re.search(r"\b(second|another)\b.*\bcoded\b.*\bthird settled\b", text)


def test_award_holders_are_numbered_through_both_cohorts(reported):
    assert list(reported.tables["participants"]["participant_id"]) == [
        f"PR{number}" for number in range(1, 19)
    ]


def test_a_reading_decision_about_a_cell_is_what_the_cell_holds(real):
    decided = real.tables["corrections"].dropna(subset=["table", "row_id", "column"])
    assert len(decided) >= 20
    for decision in decided.to_dict("records"):
        table = real.tables[decision["table"]]
        key = (
            "case_id"
            if decision["table"] == "interviews"
            else real.dictionary.tables[decision["table"]].key[0]
        )
        cells = table.loc[table[key] == decision["row_id"], decision["column"]]
        assert [str(cell) for cell in cells] == [decision["as_read"]], decision["correction_id"]
        assert decision["as_printed"] != decision["as_read"], decision["correction_id"]


def test_no_cell_holds_initials_in_brackets(real):
    """The report prints some people's initials in place of an identifier; they are not repeated."""
    initials = re.compile(r"\(\s*[A-Z]\.?\s?[A-Z]\.?\s*\)")
    assert (
        initials.search("said so (AB)")
        and initials.search("(A.B.)")
        and not initials.search("BA (hons)")
    )
    for name, table in real.tables.items():
        for column, cells in table.select_dtypes("string").items():
            assert [cell for cell in cells.dropna() if initials.search(cell)] == [], (
                f"{name}.{column}"
            )


def test_a_figure_nobody_has_seen_is_empty_and_its_note_says_what_to_look_up(figures):
    unseen = figures[figures["read"] == "not_read"]
    assert len(unseen) > 0
    for figure_id, figure in unseen.iterrows():
        assert figure[NUMBERS].isna().all(), figure_id
        assert "look up" in figure["note"].lower(), figure_id


def test_a_figure_somebody_has_seen_is_a_number(figures):
    seen = figures[figures["read"] != "not_read"]
    assert [
        figure_id for figure_id, figure in seen.iterrows() if figure[NUMBERS].isna().all()
    ] == []


def test_a_value_has_a_unit_and_a_unit_a_value(figures):
    seen = figures[figures["read"] != "not_read"]
    assert list(seen.index[seen["value"].notna() != seen["unit"].notna()]) == []


def percent_as_printed(root, source_row):
    """The percent of a row as it stands in its file, for as a number 82.0 would lose its nought."""
    name, line = source_row.rsplit(":", 1)
    with (root / name).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return next(row["percent"] for row in reader if reader.line_num == int(line))


def test_a_percent_agrees_with_its_count_and_denominator_to_the_percent_as_printed(real, figures):
    whole = figures.dropna(subset=["count", "percent", "denominator"])
    assert len(whole) >= 20
    for figure_id, figure in whole.iterrows():
        printed = percent_as_printed(real.root, figure["source_row"])
        decimals = max(0, -Decimal(printed).as_tuple().exponent)
        share = Fraction(100 * int(figure["count"]), int(figure["denominator"]))
        assert abs(share - Fraction(printed)) <= Fraction(1, 2 * 10**decimals), (
            f"{figure_id}: {float(share):.4f} is printed as {printed}"
        )


def test_a_count_is_not_above_its_denominator(figures):
    both = figures.dropna(subset=["count", "denominator"])
    assert list(both.index[both["count"] > both["denominator"]]) == []


@pytest.mark.parametrize(
    "date, category, percent",
    [
        ("2021_11_30", "female", 82.6),
        ("2022_11_30", "female", 82.9),
        ("2020_11_30", "female", None),
        ("2022_11_30", "male", None),
        ("2023_11_30", "female", None),
    ],
)
def test_women_on_the_register_are_as_published(figures, date, category, percent):
    figure = figures.loc[f"swe_register.{date}.gender.{category}"]
    assert (
        figure["reference_date"] == date.replace("_", "-")
        and figure["variable"] == "gender"
        and figure["category"] == category
    )
    assert pd.isna(figure["percent"]) if percent is None else figure["percent"] == percent


@pytest.mark.parametrize(
    "figure_id, column, value",
    [
        ("swe_register.2021_11_30.register_size.all", "count", 99191),
        ("swe_register.2022_11_30.register_size.all.basw", "count", 100654),
        ("swe_register.2022_11_30.register_size.all.cin", "count", 100654),
        ("swe_register.2022_11_30.age.mean", "value", 46),
        ("swe_register.2022_11_30.length_of_registration.10_years_or_more", "count", 51184),
        ("swe_register.2022_11_30.area_of_practice.children_and_families", "percent", 52.1),
        ("swe_register.2022_11_30.area_of_practice.adults", "percent", 31.2),
    ],
)
def test_the_register_s_figures_are_as_published(figures, figure_id, column, value):
    assert figures.loc[figure_id, column] == value


def test_the_register_of_2022_is_1463_larger_than_that_of_2021_as_published(figures):
    sizes = [
        figures.loc[figure_id, "count"]
        for figure_id in (
            "swe_register.2021_11_30.register_size.all",
            "swe_register.2022_11_30.register_size.all.basw",
        )
    ]
    assert sizes[1] - sizes[0] == 1463


def test_a_figure_s_id_holds_its_reference_date(figures):
    for figure_id, date in figures["reference_date"].dropna().items():
        assert re.sub("[-/]", "_", date.split("/")[0]) in figure_id, figure_id


def test_every_reference_date_is_one_of_the_calendar(figures):
    for dates in figures["reference_date"].dropna():
        for date in dates.split("/"):
            assert datetime.date.fromisoformat(date + {4: "-01-01", 7: "-01"}.get(len(date), ""))


def test_a_source_gives_one_figure_for_a_category_and_date(figures):
    dated = figures.dropna(subset=["reference_date"])
    same = dated.duplicated(
        ["source_id", "population_id", "area", "reference_date", "variable", "category", "unit"],
        keep=False,
    )
    assert list(dated.index[same]) == []


def test_every_source_is_used(real):
    used = set(real.tables["figures"]["source_id"]) | {
        cohort["source_id"] for cohort in real.cohorts.values()
    }
    assert sorted(set(real.tables["sources"]["source_id"]) - used) == []


def test_a_figure_read_at_source_comes_from_a_source_that_was(real, figures):
    read = real.tables["sources"].set_index("source_id")["read"]
    for figure_id, figure in figures.iterrows():
        if figure["read"] == "at_source":
            assert read[figure["source_id"]] == "at_source", figure_id


def test_every_declared_comparison_has_a_figure_even_if_nobody_has_seen_it(real):
    about = ["population_id", "area", "variable", "category"]
    published = set(real.tables["figures"][about].itertuples(index=False, name=None))
    for row in real.tables["comparisons"].to_dict("records"):
        assert tuple(row[column] for column in about) in published, row["comparison_id"]


def test_fixed_dates_and_counts_of_the_programme_are_as_the_report_says(real):
    facts = real.tables["facts"].set_index("fact_id")["value"]
    assert (
        int(facts["residential_workshops"]) * int(facts["residential_days_each"])
        + int(facts["study_days"])
        == int(facts["release_days"])
        == 36
    )
    assert (
        facts["evaluation_started"]
        <= facts["evaluation_finished"]
        <= facts["report_published"]
        == "2025-06"
    )
    kinds = tally(real.tables["components"], "kind")
    assert kinds == {"component": 7, "output": 3} and kinds["output"] == int(facts["outputs"])
    assert tally(real.tables["questions"], "group") == {"practitioner": 8, "manager": 6}


def test_arrangements_are_of_every_matter_that_the_report_tells_and_planned_beside_held(real):
    rows = real.tables["arrangements"]
    assert set(rows["arrangement_id"]) >= {
        *("co_ordination", "coach", "second_academic", "administration", "sign_off", "choice"),
        *("speakers", "adjustments", "commissioner", "ethics_review", "consent"),
        *("purpose_conditions", "purpose_impact", "purpose_recommendations"),
    }
    about = rows["label"].str.extract(r"(.+): (planned|held|printed)$").dropna()
    assert set(about[0]) == {"Award holders", "Managers", "Analysis"}
    assert all(
        list(when) in (["planned", "held"], ["planned", "printed"])
        for _, when in about.groupby(0)[1]
    )


def test_a_rating_of_two_groups_agrees_with_the_counts_beside_it(reported):
    """Silence is where one group that was asked has neither a count nor a person in a list; any
    other rating needs both groups, and nothing is rated that no one spoke of.
    """
    matrix = stakeholders.convergence(reported, "all").set_index("theme_id")
    rated = matrix.dropna(subset=["rating"])
    assert set(rated.index) == set(reported.tables["convergence"]["theme_id"])
    assert set(rated.index) == set(matrix.index[~matrix["presence"].str.endswith("not asked")])
    is_silent = rated["rating"] == "silence"
    assert set(rated.index[rated["presence"] != "both"]) == set(rated.index[is_silent])


# The themes below each rated one that people of both groups individually named, and those that
# only people of one group did: the reasons beside the ratings were written against these.
NAMED_BY_BOTH = {
    "motivations.practice": {"improve_practice", "stay_in_practice"},
    "impacts.personal": {"confidence", "new_outlook", "promotion", "research_skills"},
    "impacts.organisational": {
        *("new_team_service", "policy_and_practice", "learning_shared", "reputation"),
    },
    "impacts.wider": {"dissemination", "external_adoption"},
    "enablers.employer": {"senior_support"},
    "enablers.programme": {"coaching", "residentials"},
    "barriers.employer": {"frontline_demands", "weak_research_culture"},
    "barriers.programme": {"programme_clarity"},
    "barriers.personal": {"self_doubt"},
    "wishes.employers": {"time_agreement", "local_research_capacity"},
    "wishes.afterwards": {"next_steps_support"},
}
NAMED_BY_MANAGERS_ONLY = {
    "motivations.employer": {
        *("staff_development", "strategic_priority", "organisational_learning", "mutual_benefit"),
    },
    "enablers.employer": {"strategic_topic"},
    "enablers.programme": {"targeted_outputs"},
    "barriers.employer": {"backfill", "study_time_contested"},
    "barriers.programme": {"thin_follow_on"},
    "wishes.employers": {"manager_involvement", "backfill_rethink"},
    "wishes.afterwards": {"share_outputs"},
}


def test_reasons_beside_ratings_were_written_against_the_counts_that_there_are(reported):
    """Where this fails, read the reason beside the rating again, and then write down here what it
    was read against.
    """
    said = themes.heard(reported, "all")
    both, managers = {}, {}
    for rated in reported.tables["convergence"]["theme_id"]:
        below = said[said["theme_id"].str.startswith(f"{rated}.")]
        named = below.groupby(below["theme_id"].str.rpartition(".")[2])["group"].agg(set)
        both[rated] = {name for name, groups in named.items() if len(groups) == 2}
        managers[rated] = {name for name, groups in named.items() if groups == {"manager"}}
    assert {rated: names for rated, names in both.items() if names} == NAMED_BY_BOTH
    assert {rated: names for rated, names in managers.items() if names} == NAMED_BY_MANAGERS_ONLY


def test_every_made_up_row_says_so_and_none_of_it_is_in_the_real_study(real, study):
    assert {cohort["disclosure"] for cohort in study.cohorts.values()} == {"synthetic"}
    for name, column in (
        ("participants", "participant_id"),
        ("managers", "manager_id"),
        ("figures", "figure_id"),
        ("sources", "source_id"),
    ):
        assert not set(real.tables[name][column]) & set(study.tables[name][column])


def test_no_cell_has_changed_since_the_data_were_frozen(project, real):
    """A change that is meant is frozen anew by tests/freeze.py and committed on its own; a cohort
    that joins later is its own evidence.
    """
    with (project / "tests" / "frozen_columns.csv").open(encoding="utf-8", newline="") as file:
        frozen = {(row["file"], row["column"]): row["digest"] for row in csv.DictReader(file)}
    now = digests_of_columns(project, later_cohorts(real))
    assert {key for key in now.keys() | frozen.keys() if now.get(key) != frozen.get(key)} == set()


def test_every_former_id_was_published_and_leads_to_a_published_number(real, built, project):
    released = {
        name
        for path in (project / "data/releases").glob("*.json")
        for name in json.loads(path.read_text(encoding="utf-8"))["numbers"]
    }
    assert len(real.former_ids) > 90 and set(real.former_ids) <= released - set(built)
    assert set(real.former_ids.values()) <= set(built)
