"""Agreement coefficients against statsmodels, the krippendorff package, and tables
worked by hand.
"""

import random
from itertools import product
from math import isnan

import krippendorff
import numpy
import pytest
from scipy.spatial.distance import dice
from scipy.stats import t as student
from statsmodels.stats.inter_rater import cohens_kappa

from cohortbook import load_study
from cohortbook.findings import agreement
from cohortbook.findings.agreement import (
    TwoByTwo,
    cohen_kappa,
    krippendorff_alpha,
    positive_agreement,
)
from cohortbook.findings.themes import agreed_codings

SMALL = [TwoByTwo(*counts) for counts in product(range(4), repeat=4) if sum(counts)]
LARGE = [
    TwoByTwo(
        *(random.Random(seed).choices((0, 1, 9, 250, 17_000), k=3)),
        random.Random(-seed).randint(1, 999),
    )
    for seed in range(1, 60)
]


def test_tables_are_many_and_some_degenerate():
    assert (
        len(SMALL) == 255
        and len(set(LARGE)) > 50
        and TwoByTwo(3, 0, 0, 0) in SMALL
        and TwoByTwo(0, 1, 1, 0) in SMALL
    )


@pytest.mark.slow
def test_cohen_kappa_is_that_of_statsmodels():
    for table in SMALL + LARGE:
        with numpy.errstate(all="ignore"):
            theirs = float(
                cohens_kappa([[table.both, table.first], [table.second, table.neither]]).kappa
            )
        ours = cohen_kappa(table)
        assert (ours is None) == isnan(theirs) and (
            ours is None or ours == pytest.approx(theirs, abs=1e-12)
        ), table


def test_krippendorff_alpha_is_that_of_the_krippendorff_package():
    for table in SMALL + [table for table in LARGE if table.units < 40_000]:
        first = [1] * (table.both + table.first) + [0] * (table.second + table.neither)
        second = [1] * table.both + [0] * table.first + [1] * table.second + [0] * table.neither
        ours = krippendorff_alpha(table)
        if len({*first, *second}) == 1:
            assert ours is None, table
        else:
            assert ours == pytest.approx(
                krippendorff.alpha(
                    reliability_data=[first, second], level_of_measurement="nominal"
                ),
                abs=1e-12,
            ), table


@pytest.mark.parametrize(
    "counts, positive, kappa, alpha",
    [
        (
            (90, 5, 4, 1),
            180 / 189,
            0.0135 / 0.1,
            1 - 0.09 / (2 * 189 * 11 / (200 * 199)),
        ),
        ((5, 5, 5, 85), 0.5, 0.08 / 0.18, 1 - 0.10 / (2 * 20 * 180 / (200 * 199))),
        ((1, 0, 0, 1), 1, 1, 1),
        ((0, 1, 1, 0), 0, -1, -0.5),
        ((3, 0, 0, 0), 1, None, None),
        ((0, 0, 0, 3), None, None, None),
        ((0, 4, 0, 0), 0, 0, -0.75),
        ((0, 0, 0, 0), None, None, None),
    ],
    ids=str,
)
def test_coefficients_of_tables_worked_by_hand(counts, positive, kappa, alpha):
    table = TwoByTwo(*counts)
    found = [function(table) for function in (positive_agreement, cohen_kappa, krippendorff_alpha)]
    assert found == [
        None if wanted is None else pytest.approx(wanted, abs=5e-4)
        for wanted in (positive, kappa, alpha)
    ]


@pytest.mark.parametrize(
    "counts, kappa", [((90, 5, 4, 1), "0.135"), ((5, 5, 5, 85), "0.444")], ids=str
)
def test_cohen_kappa_to_three_places(counts, kappa):
    assert f"{cohen_kappa(TwoByTwo(*counts)):.3f}" == kappa


def test_positive_agreement_is_one_less_the_dice_dissimilarity_of_scipy():
    for table in SMALL + LARGE:
        counts = [table.both, table.first, table.second, table.neither]
        first, second = (numpy.repeat(put, counts) for put in ([1, 1, 0, 0], [1, 0, 1, 0]))
        ours = positive_agreement(table)
        if table.codings:
            assert ours == pytest.approx(1 - dice(first == 1, second == 1), abs=1e-12), table
        else:
            assert ours is None, table


def test_no_statistic_rises_to_one_because_neither_coder_coded_most_units():
    for statistic in agreement.STATISTICS.values():
        assert statistic(TwoByTwo(5, 5, 5, 1_000_000)) < 0.51


def test_coefficients_do_not_change_when_the_coders_are_exchanged():
    for table in SMALL + LARGE:
        other = TwoByTwo(table.both, table.second, table.first, table.neither)
        for function in agreement.STATISTICS.values():
            assert function(table) == (
                None if function(other) is None else pytest.approx(function(other), abs=1e-12)
            )


# intervals


@pytest.mark.parametrize("name", list(agreement.STATISTICS))
@pytest.mark.parametrize("seed", range(4))
def test_jackknife_interval_is_the_one_computed_another_way(name, seed):
    draw = random.Random(seed)
    tables = [
        TwoByTwo(draw.randint(0, 3), draw.randint(0, 1), draw.randint(0, 1), draw.randint(2, 9))
        for _ in range(draw.randint(5, 30))
    ]
    statistic = agreement.STATISTICS[name]
    counts = numpy.array([[t.both, t.first, t.second, t.neither] for t in tables])
    left_out = numpy.array(
        [
            statistic(TwoByTwo(*numpy.delete(counts, place, axis=0).sum(axis=0).tolist()))
            for place in range(len(tables))
        ]
    )
    whole = statistic(TwoByTwo(*counts.sum(axis=0).tolist()))
    error = numpy.sqrt((len(tables) - 1) * left_out.var())
    low, high = whole + student(len(tables) - 1).ppf([0.025, 0.975]) * error
    assert agreement.jackknife_interval(tables, statistic) == pytest.approx(
        (max(-1, low), min(1, high)), abs=1e-6
    )


@pytest.mark.parametrize(
    "tables",
    [
        [],
        [TwoByTwo(1, 1, 1, 1)],
        [TwoByTwo(1, 0, 0, 0), TwoByTwo(0, 0, 0, 5)],
        [TwoByTwo(2, 0, 0, 0)] * 3,
    ],
    ids=["nothing", "one passage", "chance is all without one", "chance is all"],
)
def test_jackknife_interval_is_none_where_it_cannot_be_had(tables):
    assert agreement.jackknife_interval(tables, cohen_kappa) is None


@pytest.mark.parametrize(
    "tables, statistic, interval",
    [
        ([TwoByTwo(1, 0, 0, 5)] * 4, cohen_kappa, (1, 1)),
        ([TwoByTwo(0, 3, 3, 0), TwoByTwo(5, 0, 0, 5)], cohen_kappa, (-1, 1)),
        ([TwoByTwo(0, 3, 3, 0), TwoByTwo(5, 0, 0, 5)], positive_agreement, (0, 1)),
    ],
    ids=["full agreement", "two passages that differ", "a share"],
)
def test_jackknife_interval_stays_within_what_the_statistic_can_be(tables, statistic, interval):
    assert agreement.jackknife_interval(tables, statistic) == interval


def simulated(random_numbers, people):
    """Tables of passages, person by person: the coders agree on what one person says alike."""
    tables = []
    for _ in range(people):
        alike = random_numbers.beta(6, 2)
        own = random_numbers.binomial(3, alike, size=random_numbers.integers(1, 6))
        tables.append([TwoByTwo(int(both), int(3 - both), 0, 5) for both in own])
    return tables


@pytest.mark.slow
def test_leaving_out_people_covers_at_8_people_as_often_as_it_says_and_leaving_out_passages_less():
    random_numbers, covered = numpy.random.default_rng(8), {"people": 0, "passages": 0}
    true = 2 * 0.75 / (2 * 0.75 + 0.25)
    for _ in range(1000):
        drawn = simulated(random_numbers, 8)
        ways = {
            "people": [agreement._sum(own) for own in drawn],
            "passages": [table for own in drawn for table in own],
        }
        for way, tables in ways.items():
            low, high = agreement.jackknife_interval(tables, positive_agreement)
            covered[way] += low <= true <= high
    assert covered["people"] > 925 > 880 > covered["passages"]


# the coding of the made-up study


def test_passages_of_one_person_are_left_out_together(reported):
    themes = agreement.leaves(reported)
    by_passage = agreement.passage_tables(reported, themes)
    by_person = agreement.tables_by_person(reported, themes)
    assert len(by_person) < len(by_passage)
    assert agreement._sum(by_person) == agreement._sum(by_passage)
    cited = agreement._people_cited(reported)
    people = {own for own in cited.values() if len(own) == 1}
    of_no_one = len(by_passage) - len(cited)
    assert len(by_person) == len(set(cited.values())) + of_no_one > len(people) + of_no_one


@pytest.fixture
def report_only(made_up):
    """The made-up study without what cohort_02 brings itself."""
    for table in ("passages", "attributions", "codings", "impacts"):
        (made_up / f"data/cohorts/cohort_02/{table}.csv").unlink()
    return made_up


def counts_of(study):
    found = agreement.agreement(study)
    return {row.id: row.value for row in found}


BY_HAND = {
    "all.coded_by.both.count": 16,
    "all.coded_by.first.count": 1,
    "all.coded_by.second.count": 1,
    "all.coded_by.neither.count": 12 * 15 - 18,
    "all.positive_agreement.value": 32 / 34,
    "all.cohen_kappa.value": cohen_kappa(TwoByTwo(16, 1, 1, 162)),
}


def test_agreement_leads_to_the_codings_it_is_of(report_only):
    (rows,) = {finding.rows for finding in agreement.agreement(load_study(report_only))}
    assert rows and all(row.startswith("data/report/codings.csv:") for row in rows)


def test_agreement_of_the_report_is_of_twelve_leaves_on_fifteen_passages(report_only):
    found = counts_of(load_study(report_only))
    assert {result_id: found[result_id] for result_id in BY_HAND} == BY_HAND
    assert (
        found["all.cohen_kappa.interval_low"]
        < found["all.cohen_kappa.value"]
        < found["all.cohen_kappa.interval_high"]
        <= 1
    )


@pytest.mark.parametrize("coder", ["coder_c", "coder_a"])
def test_agreement_is_not_changed_by_a_later_cohort_that_one_coder_coded(made_up, rewrite, coder):
    rewrite("data/cohorts/cohort_02/codings.csv", "coder_c", coder)
    found = counts_of(load_study(made_up))
    assert {result_id: found[result_id] for result_id in BY_HAND} == BY_HAND


@pytest.mark.parametrize("coder", ["coder_c", "coder_a"])
def test_disagreements_are_those_of_files_that_several_coded_with_their_settlement(
    made_up, rewrite, coder
):
    rewrite("data/cohorts/cohort_02/codings.csv", "coder_c", coder)
    found = agreement.disagreements(load_study(made_up))
    assert found.to_numpy().tolist() == [
        ["p07", "enablers.employer.nights_off", "coder_b", True, "Nights off are named"],
        ["p08", "enablers.programme.coaching", "coder_a", False, "A library is no coach"],
    ]


@pytest.fixture
def sampled(report_only, give):
    """The report's passages, of which the second coder was given the first eleven."""
    codings = report_only / "data/report/codings.csv"
    held = [
        line
        for line in codings.read_text(encoding="utf-8").splitlines()
        if not ("coder_b" in line and line[:3] >= "p12")
    ]
    codings.write_text("\n".join([*held, ""]), encoding="utf-8")
    give(**{f"p{number}": "coder_a" for number in range(12, 16)})
    return load_study(report_only)


def test_agreement_counts_only_the_passages_that_both_coders_were_given(sampled):
    found = counts_of(sampled)
    assert [
        found[f"all.coded_by.{part}.count"] for part in ("both", "first", "second", "neither")
    ] == [12, 1, 1, 12 * 11 - 14]
    assert found["all.given_to_both.count"] == 11
    assert set(agreement.disagreements(sampled)["passage_id"]) == {"p07", "p08"}


def test_what_the_only_coder_of_a_passage_put_on_it_counts(sampled):
    counted = agreed_codings(sampled)
    assert {"p12", "p13", "p14", "p15"} <= set(counted["passage_id"])


def test_agreement_by_theme_has_the_most_disputed_first(report_only):
    found = agreement.agreement_by_theme(load_study(report_only)).set_index("theme_id")
    assert found.loc[
        "enablers.employer.nights_off", ["both", "first", "second", "neither"]
    ].tolist() == [1, 0, 1, 13]
    assert found.loc[
        "enablers.programme.coaching", ["both", "first", "second", "neither"]
    ].tolist() == [2, 1, 0, 12]
    assert (
        list(found.index[:2]) == ["enablers.employer.nights_off", "enablers.programme.coaching"]
        and (found["kappa"][2:] == 1).all()
    )
    assert "impacts.personal.tunnelling" not in found.index, "no one used it in the report"


@pytest.mark.parametrize("approach", ["reflexive", "framework"])
def test_agreement_is_none_where_a_cohorts_approach_does_not_use_it(report_only, rewrite, approach):
    rewrite("data/cohorts/cohort_01/cohort.yml", "approach: codebook", f"approach: {approach}")
    study = load_study(report_only)
    assert set(counts_of(study).values()) == {None}
    assert agreement.agreement_by_theme(study).empty


def test_agreement_is_none_where_one_coder_coded(report_only):
    codings = report_only / "data/report/codings.csv"
    lines = [
        line for line in codings.read_text(encoding="utf-8").splitlines() if "coder_b" not in line
    ]
    codings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    settlements = report_only / "data/codebook/settlements.csv"
    settlements.write_text(
        settlements.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8"
    )
    study = load_study(report_only)
    assert set(counts_of(study).values()) == {None} and agreement.disagreements(study).empty


def test_agreement_of_the_report_counts_each_unit_once(real):
    found = counts_of(real)
    parts = [found[f"all.coded_by.{part}.count"] for part in ("both", "first", "second", "neither")]
    if None not in parts:  # it is shown where every cohort's approach uses it and two coders coded
        leaves = agreement.leaves(real)
        coded = real.tables["passages"]["source_row"].str.startswith("data/report/").sum()
        assert sum(parts) == len(leaves) * coded
