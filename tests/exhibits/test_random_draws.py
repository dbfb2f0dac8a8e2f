"""Pictures of a thousand hypothetical draws: what they say of the numbers they are given."""

import re
from fractions import Fraction

import pytest

from cohortbook.exhibits.random_draws import NOBODY, draws_figures, ever_text
from cohortbook.findings import baselines
from cohortbook.study.finding import Finding, Findings


def test_draws_figures_share_a_thousand_dots_and_mark_the_cohort(reported):
    shown = draws_figures(reported, baselines.comparison(reported, "gender.register", "cohort_01"))
    assert "5 of 6 would be ordinary in a random draw where the share is 82.9%" in shown.plain
    assert "significant only at 2 or fewer" in shown.plain
    assert (
        "A group of 6 is too small to show significantly more: by this two-sided test that takes at"
        " least 20 people, and all of them." in shown.plain
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
    assert "A group of 17 is too small to show significantly more" in shown.plain
    assert all(
        baselines.comparison(reported, "gender.register", scope).by_statistic["reject_high"].value
        == "none"
        for scope in reported.scopes
    )


def test_draws_figures_list_no_count_that_the_picture_does_not_reach(reported):
    shown = draws_figures(reported, baselines.comparison(reported, "gender.register", "all"))
    assert ">14 of 17<" in shown.html and ">0 of 17<" not in shown.html


def test_draws_figures_stand_beside_every_tested_comparison(badgers):
    compared = baselines.every_comparison(badgers, ["cohort_02"])
    compared += baselines.every_stratified(badgers, ["cohort_02"])
    shown = draws_figures(badgers, compared)
    tested = compared.where(statistic="p_value")
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
                "For a 5% test: significant only at 2 or fewer; not likely to detect any share. A"
                " group of 6 is too small to show significantly more: by this two-sided test that"
                " takes at least 20 people, and all of them."
            ),
        ),
        (
            {
                "reject_low": "none",
                "reject_high": "none",
                "detectable_low": "none",
                "detectable_high": "none",
            },
            "For a 5% test: no count would be significant.",
        ),
    ],
)
def test_ever_text_says_what_could_ever_be_seen(values, text):
    found = {
        name: Finding("all", "women", "", name, value, 6, "people", ())
        for name, value in ({"count": 5} | values).items()
    }
    assert ever_text(found) == text


@pytest.mark.parametrize(
    "p_value, kind", [(Fraction(5, 100), "rare"), (Fraction(51, 1000), "ordinary")]
)
def test_draws_are_rare_at_5_percent_and_below(badgers, p_value, kind):
    findings = Findings(
        own._replace(value=p_value) if own.statistic == "p_value" else own
        for own in baselines.comparison(badgers, "gender.register", "cohort_01")
    )
    assert f"would be {kind} in a random draw" in draws_figures(badgers, findings).plain
