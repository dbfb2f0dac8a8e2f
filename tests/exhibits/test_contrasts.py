"""A cohort beside those before it: what tables and pictures say of how far apart they are."""

import pytest
from made_up import write_study

from cohortbook import load_study
from cohortbook.book.sphinx.downloads import tables_of
from cohortbook.exhibits.contrasts import (
    CONTRAST_LABELS,
    CONTRASTED,
    contrast_table,
    splits_figure,
)
from cohortbook.findings import between_cohorts, multiple_tests, years_by_rank


def said(findings):
    """The numbers of a comparison as readers see them, by statistic."""
    return {own.statistic: own.text for own in findings}


def test_contrast_table_names_its_definition_and_claims_nothing_of_others(reported):
    findings = multiple_tests.with_adjusted(
        reported, between_cohorts.years_between(reported, "all")
    )
    shown, value = contrast_table(reported, findings, "Beside"), said(findings)
    for line in (
        "Share of splits at least as far apart (permutation p, two-sided by absolute difference) |"
        f" {value['permutation_p']}",
        f"Splits at least as far apart | {value['as_far']}",
        f"Splits counted | {value['splits']}",
        f"Adjusted within its family (Holm) | {value['p_value_holm']}",
        "under random labelling of the same people",
    ):
        assert line in shown.plain


def test_contrast_table_of_the_first_cohort_is_a_sentence(badgers):
    assert (
        contrast_table(badgers, between_cohorts.years_between(badgers, "cohort_01"), "Beside").plain
        == "No cohort came before this one."
    )
    assert (
        splits_figure(badgers, between_cohorts.years_between(badgers, "cohort_01")).plain
        == "No cohort came before this one."
    )


@pytest.mark.slow
def test_splits_figure_counts_every_split(reported):
    findings = between_cohorts.years_between(reported, "all")
    shown, value = splits_figure(reported, findings), said(findings)
    sizes = [len(reported.rows("participants", cohort)) for cohort in reported.cohorts]
    assert (
        f"{value['as_far']} of all {value['splits']} ways to split these {sum(sizes)} people into"
        f" groups of {sizes[0]} and {sizes[1]}"
        in shown.plain
        and f"significant from {value['reject_difference']} years on" in shown.plain
    )
    counted = sum(int(row[-1]) for row in tables_of(shown.html)[0].rows)
    assert f"{counted:,}" == value["splits"]


@pytest.mark.slow
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
        years_by_rank.years_by_rank(reported, "all")
        + between_cohorts.years_between(reported, "all")
        + between_cohorts.share_between(reported, "all", "gender", "female"),
    )
    shown = contrast_table(reported, found, "Beside")
    lines = [line.split(" | ")[0] for line in shown.plain.splitlines()]
    assert [line for line in lines if line.startswith("Beside")] == [
        "Beside: years since qualification, by their ranks",
        "Beside: years since qualification, by their means",
        "Beside: women",
    ] and shown.html.count("<table") == 3
    after = {lines[place - 1] for place, line in enumerate(lines) if line.startswith("Adjusted")}
    assert after == {
        CONTRAST_LABELS["permutation_p"],
        CONTRAST_LABELS["p_value"],
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
