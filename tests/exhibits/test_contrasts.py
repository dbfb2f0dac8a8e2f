"""A cohort beside those before it: what tables and pictures say of how far apart they are."""

import re
from urllib.parse import unquote

from made_up import write_study

from cohortbook import load_study
from cohortbook.exhibits.contrasts import (
    CONTRAST_LABELS,
    CONTRASTED,
    contrast_table,
    splits_figure,
)
from cohortbook.findings import between_cohorts, multiple_tests


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
    assert findings.by_statistic["splits"].value > 2**64
    assert "<svg" in splits_figure(study, findings).html


def test_contrast_table_is_a_table_for_each_thing_compared_with_the_adjusted_value_next_to_its_p(
    reported,
):
    found = multiple_tests.with_adjusted(
        reported,
        between_cohorts.years_between(reported, "all")
        + between_cohorts.share_between(reported, "all", "gender", "female"),
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
