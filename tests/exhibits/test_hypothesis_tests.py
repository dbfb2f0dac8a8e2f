"""Pictures and tables of what chance alone would do: what they say, and that they say it of the
numbers they are given.
"""

import re
from urllib.parse import unquote

import pandas as pd
import pytest
from made_up import write_study

from cohortbook import load_study
from cohortbook.exhibits.hypothesis_tests import (
    CONTRAST_LABELS,
    CONTRASTED,
    NOBODY,
    contrast_table,
    draws_figures,
    ever_text,
    family_table,
    splits_figure,
    strata_table,
)
from cohortbook.findings import baselines, between_cohorts, multiple_tests


def test_draws_figures_share_a_thousand_dots_and_mark_the_cohort(reported):
    shown = draws_figures(reported, baselines.comparison(reported, "gender.register", "cohort_01"))
    assert "5 of 6 would be ordinary in a random draw where the share is 82.9%" in shown.plain
    assert "unusual only at 2 or fewer" in shown.plain
    assert (
        "No group of 6 can be unusual for having more: that takes at least 20 people, and all of"
        " them." in shown.plain
    )
    counted = [int(count) for count in re.findall(r"(\d+) with \d", shown.plain)]
    assert sum(counted) == 1000
    dots = sum(
        len(re.findall("M ", path))
        for path in re.findall(r'<path d="([^"]*)"[^>]*stroke-linecap: round', shown.html)
    )
    assert dots == 1000


def test_no_cohort_of_the_real_sizes_can_be_unusually_female(reported):
    """Stated for every scope with a figure, from the computed limits."""
    shown = draws_figures(reported, baselines.comparison(reported, "gender.register", "all"))
    assert "No group of 17 can be unusual for having more" in shown.plain
    assert all(
        baselines.comparison(reported, "gender.register", scope)
        .set_index("statistic")
        .loc["reject_high", "value"]
        == "none"
        for scope in reported.scopes
    )


def test_draws_figures_list_no_count_that_the_picture_does_not_reach(reported):
    shown = draws_figures(reported, baselines.comparison(reported, "gender.register", "all"))
    assert ">14 of 17<" in shown.html and ">0 of 17<" not in shown.html


def test_draws_figures_stand_beside_every_tested_comparison(badgers):
    compared = pd.concat(
        [
            baselines.every_comparison(badgers, ["cohort_02"]),
            baselines.every_stratified(badgers, ["cohort_02"]),
        ]
    )
    shown = draws_figures(badgers, compared)
    tested = compared[compared["statistic"] == "p_value"]
    assert shown.html.count("<figure") == len(tested) == 4
    ids = re.findall(r'id="([^"]+)"', shown.html)
    assert len(ids) == len(set(ids)), "no two pictures of a page share an id"


def test_draws_figures_of_nobody_are_a_sentence(badgers):
    assert (
        draws_figures(badgers, baselines.comparison(badgers, "gender.hedgehogs", "cohort_01"))
        is NOBODY
    )


@pytest.mark.parametrize(
    "values, text",
    [
        (
            {
                "reject_low": 2,
                "reject_high": "none",
                "detectable_low": "none",
                "detectable_high": "none",
                "all_unusual_from": 20,
                "none_unusual_from": 2,
            },
            (
                "For a 5% test: unusual only at 2 or fewer; not likely to detect any share. No"
                " group of 6 can be unusual for having more: that takes at least 20 people, and all"
                " of them."
            ),
        ),
        (
            {
                "reject_low": "none",
                "reject_high": "none",
                "detectable_low": "none",
                "detectable_high": "none",
            },
            "For a 5% test: no count would be unusual.",
        ),
    ],
)
def test_ever_text_says_what_could_ever_be_seen(values, text):
    found = {"count": {"value": 5, "n": 6}} | {
        name: {"value": value} for name, value in values.items()
    }
    assert ever_text(found) == text


def test_contrast_table_names_its_definition_and_claims_nothing_of_others(reported):
    shown = contrast_table(
        reported,
        multiple_tests.with_adjusted(reported, between_cohorts.years_between(reported, "all")),
        "Beside",
    )
    assert (
        "Share of splits at least as far apart (permutation p, two-sided by absolute difference) |"
        " 0.31" in shown.plain
    )
    assert (
        "Splits at least as far apart | 9,996" in shown.plain
        and "Splits counted | 31,824" in shown.plain
    )
    assert (
        "Adjusted within its family (Holm) | 0.63" in shown.plain
        and "under random labelling of the same people" in shown.plain
    )


def test_contrast_table_of_the_first_cohort_is_a_sentence(badgers):
    assert (
        contrast_table(badgers, between_cohorts.years_between(badgers, "cohort_01"), "Beside").plain
        == "No cohort came before this one."
    )
    assert (
        splits_figure(badgers, between_cohorts.years_between(badgers, "cohort_01")).plain
        == "No cohort came before this one."
    )


def test_splits_figure_counts_every_split(reported):
    shown = splits_figure(reported, between_cohorts.years_between(reported, "all"))
    assert (
        "9,996 of all 31,824 ways to split these 18 people into groups of 7 and 11" in shown.plain
        and "unusual from 5.8 years on" in shown.plain
    )
    table = unquote(re.search(r"charset=utf-8,([^\"]+)", shown.html)[1])
    assert sum(int(line.rsplit(",", 1)[1]) for line in table.strip().splitlines()[1:]) == 31824


def test_splits_figure_draws_more_splits_than_a_plot_can_count(tmp_path):
    study = load_study(write_study(tmp_path / "study", cohorts=4, people=60))
    findings = between_cohorts.years_between(study, "cohort_04")
    assert int(findings.set_index("statistic")["value"]["splits"]) > 2**64
    assert "<svg" in splits_figure(study, findings).html


def test_strata_table_says_which_figure_has_not_been_seen(reported):
    shown = strata_table(
        reported, baselines.every_stratified(reported, ["cohort_02"]), "By service"
    )
    assert (
        "figure not seen" in shown.plain
        and "not tested until every figure has been seen" in shown.plain
        and "9 of 11 | 0 of 11" in shown.plain
    )


def test_family_table_sets_each_p_value_beside_its_adjusted_one_and_what_it_could_see(badgers):
    shown = family_table(badgers, ["cohort_03"], "Tests")
    assert (
        "Sett 3: Are mean years far apart? | Between cohorts, 2 together | 0.04 | 0.07 | 13.6 years"
        in shown.plain
    )
    assert "| 0.49 | 0.49 | nothing" in shown.plain
    statistics = {result["id"].rsplit(".", 1)[1] for result in shown.results}
    assert {
        "permutation_p",
        "fisher_p",
        "p_value",
        "p_value_holm",
        "detectable_share",
        "detectable_difference",
    } == statistics


def test_contrast_table_is_a_table_for_each_thing_compared_with_the_adjusted_value_next_to_its_p(
    reported,
):
    found = multiple_tests.with_adjusted(
        reported,
        pd.concat(
            [
                between_cohorts.years_between(reported, "all"),
                between_cohorts.share_between(reported, "all", "gender", "female"),
            ]
        ),
    )
    shown = contrast_table(reported, found, "Beside")
    lines = [line.split(" | ")[0] for line in shown.plain.splitlines()]
    assert [line for line in lines if line.startswith("Beside")] == [
        "Beside: years since qualification",
        "Beside: women",
    ] and shown.html.count("<table") == 2
    after = {lines[place - 1] for place, line in enumerate(lines) if line.startswith("Adjusted")}
    assert after == {
        CONTRAST_LABELS["permutation_p"],
        CONTRAST_LABELS["fisher_p"],
    }
    for table in shown.plain.split("Beside: ")[1:]:
        labels = [line.split(" | ")[0] for line in table.splitlines()]
        assert len(labels) == len(set(labels)), "no two rows of a table are called the same"


def test_contrast_table_has_words_for_every_contrast_that_is_declared(real):
    assert set(CONTRASTED) == {
        row["test_id"]
        for row in real.tables["tests"].to_dict("records")
        if row["family"] == "between_cohorts"
    }
