"""Award holders against published figures: which figure is taken, for whom, and what is
computed from it.
"""

import csv
import datetime
import io
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from cohortbook import exact, load_study
from cohortbook.findings import baselines, multiple_tests
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.tables import DTYPES

ROOT = Path(__file__).parents[2]
DICTIONARY = load_dictionary(ROOT)
REGISTER = "data/baselines/social_work_england.csv"
WOMEN = {
    "comparison_id": "women",
    "label": "Women",
    "people": "social_workers",
    "column": "gender",
    "value": "female",
    "population_id": "register",
    "area": "England",
    "variable": "gender",
    "category": "female",
    "use": "tested",
    "caveat": "None",
}
FIGURE = {
    "population_id": "register",
    "area": "England",
    "variable": "gender",
    "category": "female",
    "percent": 50.0,
    "read": "at_source",
}
TESTED = [
    "count",
    "baseline",
    "baseline_date",
    "ci_low",
    "ci_high",
    "p_value",
    "reject_low",
    "reject_high",
    "all_unusual_from",
    "mid_p_all_unusual_from",
    "one_sided_all_unusual_from",
    "none_unusual_from",
    "detectable_low",
    "detectable_high",
    "detectable_share",
]


def typed(name: str, rows: list[dict]) -> pd.DataFrame:
    columns = {
        column.name: pd.array(
            [row.get(column.name) for row in rows],
            dtype=pd.CategoricalDtype(column.enum) if column.enum else DTYPES[column.type],
        )
        for column in DICTIONARY.tables[name].columns
    }
    columns["source_row"] = pd.array(
        [f"{name}.csv:{line}" for line, _ in enumerate(rows, start=2)], dtype="string"
    )
    return pd.DataFrame(columns)


def made(people: list[dict], figures: list[dict] = (), declared: list[dict] = (WOMEN,)) -> Study:
    """A study of one cohort recruited in 2022 and one in 2023, without files."""
    rows = [
        {"cohort": "cohort_01", "is_social_worker": True, "gender": "female", **row}
        for row in people
    ]
    participants = typed("participants", rows).assign(
        cohort=pd.array([row["cohort"] for row in rows], dtype="string")
    )
    tables = {
        "participants": participants,
        "figures": typed("figures", [{**FIGURE, **figure} for figure in figures]),
        "comparisons": typed("comparisons", list(declared)),
        "populations": typed(
            "populations", [{"population_id": "register", "label": "The register"}]
        ),
    }
    cohorts = {
        "cohort_01": {"title": "One", "recruited_on": 2022},
        "cohort_02": {"title": "Two", "recruited_on": 2023},
    }
    return Study(ROOT, DICTIONARY, cohorts, tables)


def found(findings: Findings) -> dict:
    return {own.statistic: own.value for own in findings}


@pytest.fixture(scope="module")
def published(reported) -> Study:
    """The cohorts of the published report, against the figures that had been seen when
    it was first computed.
    """
    tables = dict(reported.tables)
    later = tables["figures"]["figure_id"].isin(
        [
            "swe_register.2023_11_30.gender.female",
            "sfc_adult_la.2022_09.gender.female",
            "sfc_adult_la.2023_09.gender.female",
        ]
    )
    unseen = {"percent": pd.NA, "count": pd.NA, "denominator": pd.NA}
    tables["figures"] = tables["figures"].assign(
        **{column: tables["figures"][column].mask(later) for column in unseen}
    )
    return replace(reported, tables=tables)


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the real data, to be changed."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns(".*", "~$*"))
    fill(
        tmp_path,
        "swe_register.2023_11_30.gender.female",
        percent="",
        count="",
        denominator="",
        read="not_read",
    )
    return tmp_path


def fill(root: Path, figure_id: str, **cells: str) -> int:
    """Fill cells of one figure of the register as a person with a spreadsheet would;
    return its line.
    """
    path = root / REGISTER
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = next(csv.reader(lines[:1]))
    (place,) = [place for place, line in enumerate(lines) if line.startswith(figure_id + ",")]
    row = dict(zip(header, next(csv.reader([lines[place]])), strict=True)) | cells
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row.values())
    path.write_text(
        "".join([*lines[:place], text.getvalue(), *lines[place + 1 :]]), encoding="utf-8"
    )
    return place + 1


# which figure


@pytest.mark.parametrize(
    "count, denominator, percent, share",
    [
        (None, None, 82.9, Fraction(829, 1000)),
        (None, None, 82.85, Fraction(1657, 2000)),
        (None, None, 0.0, 0),
        (None, None, 100.0, 1),
        (4360, 4933, 88.4, Fraction(4360, 4933)),
        (4360, 4933, None, Fraction(4360, 4933)),
        (0, 4933, 0.0, 0),
        (17300, None, None, None),
        (2355, None, 15.0, Fraction(3, 20)),
        (None, 4933, None, None),
        (None, 4933, 88.4, Fraction(221, 250)),
        (None, None, None, None),
    ],
)
def test_published_share_is_exact_and_prefers_counts_to_per_cent(
    count, denominator, percent, share
):
    (figure,) = typed(
        "figures", [{"count": count, "denominator": denominator, "percent": percent}]
    ).to_dict("records")
    assert baselines.published_share(figure) == share


@pytest.mark.parametrize(
    "cohorts, day",
    [
        (["cohort_01"], (2022, 7, 1)),
        (["cohort_02"] * 3, (2023, 7, 1)),
        (["cohort_01", "cohort_02"], (2022, 12, 30)),
        (["cohort_01"] * 6 + ["cohort_02"] * 11, (2023, 2, 22)),
    ],
)
def test_recruitment_day_is_the_middle_of_the_year_averaged_over_people(cohorts, day):
    study = made([{"cohort": handle} for handle in cohorts])
    assert baselines.recruitment_day(study, study.rows("participants")) == datetime.date(*day)


@pytest.mark.parametrize(
    "dates, chosen",
    [
        (["2021-07-01", "2022-11-30", "2023-07-01"], "2022-11-30"),
        (
            ["2022-04-01", "2022-06", "2022-08-01"],
            "2022-06",
        ),  # 15 June is 16 days away, 1 August 31
        (["2022-06-30", "2022", "2022-07-02"], "2022"),  # a year stands for its 1 July
        (
            ["2022-07-20", "2021-08-01/2022-07-10", "2022-06-05/2024-07-01"],
            "2021-08-01/2022-07-10",
        ),  # a span stands for its last day
        (["2022-06-30", "2022-07-02"], "2022-06-30"),
        (["2022-07-02", "2022-06-30"], "2022-07-02"),  # as near as each other: the first
        (["2020-01-01", None], "2020-01-01"),
    ],
)
def test_nearest_baseline_is_the_figure_nearest_to_recruitment(dates, chosen):
    study = made([{}], [{"reference_date": date} for date in dates])
    baseline = baselines.nearest_baseline(study, WOMEN, study.rows("participants"))
    assert baseline.figure["reference_date"] == chosen
    assert baseline.unseen == ()


def test_nearest_baseline_names_the_unseen_figures_that_would_be_nearer_the_nearest_first():
    study = made(
        [{}],
        [
            {"reference_date": "2022-11-30", "percent": None},
            {"reference_date": "2022-07-01", "percent": None},
            {"reference_date": "2021-07-01"},
            {"reference_date": "2019-07-01", "percent": None},
        ],
    )
    baseline = baselines.nearest_baseline(study, WOMEN, study.rows("participants"))
    assert baseline.figure["reference_date"] == "2021-07-01"
    assert baseline.share == Fraction(1, 2)
    assert [figure["reference_date"] for figure in baseline.unseen] == ["2022-07-01", "2022-11-30"]


@pytest.mark.parametrize(
    "other",
    [
        {"population_id": "another_register"},
        {"area": "Wales"},
        {"variable": "sex"},
        {"category": "male"},
    ],
)
def test_nearest_baseline_is_about_the_same_people_place_and_thing(other):
    study = made(
        [{}], [{"reference_date": "2022-07-01", **other}, {"reference_date": "2015-07-01"}]
    )
    assert (
        baselines.nearest_baseline(study, WOMEN, study.rows("participants")).figure[
            "reference_date"
        ]
        == "2015-07-01"
    )


def test_nearest_baseline_without_a_figure_that_anybody_has_seen_is_none():
    study = made(
        [{}], [{"reference_date": "2022-07-01", "percent": None}, {"reference_date": None}]
    )
    baseline = baselines.nearest_baseline(study, WOMEN, study.rows("participants"))
    assert (baseline.figure, baseline.share) == (None, None)
    assert len(baseline.unseen) == 1


@pytest.mark.parametrize(
    "scope, date", [("cohort_01", "2022-11-30"), ("cohort_02", "2022-11-30"), ("all", "2022-11-30")]
)
def test_nearest_baseline_of_the_register_is_that_of_2022(published, scope, date):
    people = published.rows("participants", scope)
    baseline = baselines.nearest_baseline(
        published, baselines.comparisons(published)["gender.register"], people
    )
    assert (baseline.figure["reference_date"], baseline.share) == (date, Fraction(829, 1000))
    assert [figure["reference_date"] for figure in baseline.unseen] == (
        ["2023-11-30"] if scope == "cohort_02" else []
    )


# whom


@pytest.mark.parametrize(
    "people, expected",
    [
        ("social_workers", ["A", "C", "X"]),
        ("other_professions", ["O"]),
        ("children_services", ["C"]),
        ("adult_services", ["A"]),
    ],
)
def test_comparable_people_are_of_the_right_profession_and_service(people, expected):
    study = made(
        [
            {"participant_id": "A", "service": "adult"},
            {"participant_id": "C", "service": "children"},
            {"participant_id": "X"},
            {"participant_id": "O", "service": "children", "is_social_worker": False},
            {"participant_id": "N", "service": "adult", "gender": None},
        ]
    )
    assert (
        list(
            baselines.comparable_people(study, {**WOMEN, "people": people}, "cohort_01")[
                "participant_id"
            ]
        )
        == expected
    )


def test_comparable_people_with_the_register_leave_the_occupational_therapist_apart(published):
    declared = baselines.comparisons(published)
    register = baselines.comparable_people(published, declared["gender.register"], "cohort_01")[
        "participant_id"
    ]
    therapists = baselines.comparable_people(
        published, declared["gender.occupational_therapists"], "cohort_01"
    )["participant_id"]
    assert (list(register), list(therapists)) == (
        ["PR1", "PR2", "PR4", "PR5", "PR6", "PR7"],
        ["PR3"],
    )


@pytest.mark.parametrize(
    "column, value, expected",
    [
        ("years_qualified", ">=10", ["B", "C"]),
        ("years_qualified", ">=0", ["A", "B", "C"]),
        ("years_qualified", ">=31", []),
        ("gender", "male", ["C"]),
        ("gender", "another", []),
    ],
)
def test_matching_takes_a_code_or_at_least_a_number_and_nobody_unknown(column, value, expected):
    study = made(
        [
            {"participant_id": "A", "years_qualified": 9},
            {"participant_id": "B", "years_qualified": 10},
            {"participant_id": "C", "years_qualified": 30, "gender": "male"},
            {"participant_id": "D", "gender": None},
        ]
    )
    assert (
        list(baselines.matching(study.rows("participants"), column, value)["participant_id"])
        == expected
    )


# what is computed


def test_comparisons_keep_the_order_of_their_file(real):
    with (ROOT / "data" / "baselines" / "comparisons.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        assert list(baselines.comparisons(real)) == [
            row["comparison_id"] for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(
    "scope, count, n, low, high, reject, detect",
    [
        ("cohort_01", 5, 6, "41.1", "99.1", 2, 26),
        ("cohort_02", 9, 11, "50.0", "96.7", 6, 46),
        ("all", 14, 17, "58.3", "95.0", 10, 51),
    ],
)
def test_comparison_of_women_with_the_register(
    published, scope, count, n, low, high, reject, detect
):
    findings = baselines.comparison(published, "gender.register", scope)
    values = found(findings)
    assert list(values) == TESTED
    assert {own.n for own in findings} == {n}
    assert {own.function for own in findings} == {"cohortbook.findings.baselines.comparison"}
    assert (values["count"], values["baseline"], values["baseline_date"]) == (
        count,
        Fraction(829, 10),
        "2022-11-30",
    )
    assert (f"{values['ci_low']:.1f}", f"{values['ci_high']:.1f}") == (low, high)
    assert values["p_value"] == 1
    assert (values["reject_low"], values["reject_high"]) == (reject, "none")
    assert (values["detectable_low"], values["detectable_high"]) == (detect, "none")
    assert values["detectable_share"] == values["detectable_low"]
    assert (values["all_unusual_from"], values["none_unusual_from"]) == (20, 2)
    assert (values["mid_p_all_unusual_from"], values["one_sided_all_unusual_from"]) == (18, 16)


@pytest.mark.parametrize("percent, nearest", [(30.0, "low"), (70.0, "high")])
def test_comparison_takes_the_nearer_detectable_share_on_either_side(percent, nearest):
    study = made([{}] * 12, [{"percent": percent, "reference_date": "2022-11-30"}])
    values = found(baselines.comparison(study, "women", "cohort_01"))
    assert "none" not in (values["detectable_low"], values["detectable_high"])
    assert values["detectable_share"] == values[f"detectable_{nearest}"]


def test_comparison_of_childrens_staff_is_with_the_north_west_first_and_then_with_england(
    published,
):
    ids = [name for name in baselines.comparisons(published) if name.startswith("gender.children")]
    assert ids == ["gender.children_north_west", "gender.children_england"]
    near, far = (found(baselines.comparison(published, name, "cohort_02")) for name in ids)
    assert (near["count"], near["baseline"], near["baseline_date"]) == (
        6,
        Fraction(436000, 4933),
        "2023-09-30",
    )
    assert (f"{float(near['p_value']):.2f}", near["reject_low"]) == ("0.58", 4)
    assert far["baseline"] == Fraction(3083800, 35177)


def test_comparison_with_a_figure_nobody_has_seen_is_none_and_not_tested(published):
    findings = baselines.comparison(published, "gender.adult_england", "cohort_02")
    assert found(findings) == {"count": 3, "baseline": None, "baseline_date": None}
    assert [own.rows for own in findings[1:]] == [(), ()]


def test_comparison_for_context_counts_nobody(published):
    findings = baselines.comparison(published, "gender.occupational_therapists", "cohort_01")
    assert [own.statistic for own in findings] == ["baseline", "baseline_date"]
    assert round(float(findings[0].value), 1) == 91.7


@pytest.mark.parametrize(
    "scope, count, n, p",
    [("cohort_01", 2, 6, 0.4455), ("cohort_02", 2, 11, 0.0356), ("all", 4, 17, 0.0285)],
)
def test_comparison_of_ten_years_or_more_is_tested_though_clocks_differ(
    published, scope, count, n, p
):
    """The p-values are those of R 4.2.2: binom.test(4, 17, 51184 / 100654)."""
    findings = baselines.comparison(published, "years_qualified.ten_years_registered", scope)
    values = found(findings)
    assert (values["count"], values["baseline"]) == (count, Fraction(100 * 51184, 100654))
    assert {own.n for own in findings} == {n}
    assert round(float(values["p_value"]), 4) == p
    adjusted = multiple_tests.adjusted(published, scope).by_id
    name = f"{scope}.years_qualified.ten_years_registered.p_value_holm"
    assert adjusted[name].value > Fraction(5, 100)


@pytest.mark.parametrize(
    "comparison_id", ["gender.children_north_west", "gender.adult_england", "service.register"]
)
def test_comparison_about_nobody_has_no_findings(published, comparison_id):
    findings = baselines.comparison(published, comparison_id, "cohort_01")
    assert findings == ()


def test_comparison_names_the_people_and_the_line_of_the_figure():
    study = made([{"gender": "male"}, {}, {}], [{"reference_date": "2022-07-01"}])
    rows = {own.statistic: own.rows for own in baselines.comparison(study, "women", "all")}
    everybody, line = (
        ("participants.csv:2", "participants.csv:3", "participants.csv:4"),
        ("figures.csv:2",),
    )
    assert rows["count"] == everybody[1:]
    assert rows["baseline"] == rows["baseline_date"] == line
    assert rows["p_value"] == rows["ci_low"] == everybody + line


def test_comparison_says_none_where_no_count_would_be_unusual():
    # 0 or 2 heads of 2 coins: each has a p-value of .5 and 1 head one of 1
    values = found(
        baselines.comparison(made([{}, {}], [{"reference_date": "2022-07-01"}]), "women", "all")
    )
    assert values["p_value"] == Fraction(1, 2)
    assert {
        values[name]
        for name in (
            "reject_low",
            "reject_high",
            "detectable_low",
            "detectable_high",
            "detectable_share",
        )
    } == {"none"}


@pytest.mark.parametrize(
    "count, n, share", [(4, 17, Fraction(51184, 100654)), (2, 11, Fraction(1, 2))]
)
def test_p_is_no_higher_if_by_the_registers_clock_fewer_of_these_people_had_ten_years(
    count, n, share
):
    """No one is registered for longer than qualified, so that the count can only be lower there."""
    assert count < n * share
    own = exact.binomial_p_value(count, n, share)
    assert all(exact.binomial_p_value(lower, n, share) <= own for lower in range(count))


@pytest.mark.parametrize("count, n", [(5, 6), (9, 11), (14, 17)])
def test_the_rounding_of_the_registers_share_changes_no_p_value_and_no_limit(count, n):
    least, most = Fraction(8285, 10000), Fraction(8295, 10000)
    for share in (least, most):
        assert exact.binomial_p_value(count, n, share) == 1
        assert exact.rejection_limits(n, share) == exact.rejection_limits(n, Fraction(829, 1000))


def test_comparison_has_its_units():
    study = made([{}], [{"reference_date": "2022-07-01"}])
    assert [own.unit for own in baselines.comparison(study, "women", "all")] == [
        "people",
        "percent",
        "date",
        "percent",
        "percent",
        "probability",
        *["people"] * 6,
        *["percent"] * 3,
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    [
        {"percent": "84.1"},
        {"percent": "84.1", "read": "at_source"},
        {"count": "8410", "denominator": "10000", "read": "at_source"},
    ],
    ids=lambda cells: "+".join(cells),
)
def test_comparison_takes_a_figure_in_when_its_cell_is_filled(copy, cells):
    before = load_study(copy)
    line = fill(copy, "swe_register.2023_11_30.gender.female", **cells)
    after = load_study(copy)
    findings = baselines.comparison(after, "gender.register", "cohort_02")
    assert (
        findings.where(statistic="baseline").value,
        findings.where(statistic="baseline_date").value,
    ) == (Fraction(841, 10), "2023-11-30")
    assert [own.rows for own in findings.where(statistic="baseline")] == [(f"{REGISTER}:{line}",)]
    assert (
        baselines.unseen_nearer(before, "cohort_02")["source_row"]
        .isin([f"{REGISTER}:{line}"])
        .any()
    )
    assert (
        not baselines.unseen_nearer(after, "cohort_02")["source_row"]
        .isin([f"{REGISTER}:{line}"])
        .any()
    )
    first = [
        baselines.comparison(study, "gender.register", "cohort_01") for study in (before, after)
    ]
    assert first[0] == first[1]


# lists


def test_every_comparison_goes_comparison_by_comparison_through_the_scopes(published):
    findings = baselines.every_comparison(published, published.scopes)
    pairs = list(dict.fromkeys((own.measure, own.scope) for own in findings))
    assert [
        pair for pair in pairs if pair[0] in ("gender.register", "gender.children_north_west")
    ] == [
        ("gender.register", "cohort_01"),
        ("gender.register", "cohort_02"),
        ("gender.register", "all"),
        ("gender.children_north_west", "cohort_02"),
        ("gender.children_north_west", "all"),
    ]
    assert list(dict.fromkeys(own.measure for own in findings)) == list(
        baselines.comparisons(published)
    )
    assert len({own.id for own in findings}) == len(findings)


@pytest.mark.parametrize(
    "scope, dates",
    [
        ("cohort_01", ["2022"]),
        ("cohort_02", ["2023-11-30", "2023-09", "2022-09"]),
        ("all", ["2023-09", "2022-09", "2022"]),
    ],
)
def test_unseen_nearer_lists_what_to_look_up_for_a_cohort(published, scope, dates):
    unseen = baselines.unseen_nearer(published, scope)
    assert list(unseen["reference_date"]) == dates
    assert unseen["note"].str.startswith("Look up ").all()
    assert unseen["source_row"].str.startswith("data/baselines/").all()


def test_unseen_nearer_with_everything_seen_is_an_empty_table():
    unseen = baselines.unseen_nearer(made([{}], [{"reference_date": "2022-07-01"}]), "all")
    assert unseen.empty
    assert list(unseen.columns) == ["label", "reference_date", "note", "source_row"]


def test_caveats_are_those_of_comparisons_about_somebody(published):
    caveats = baselines.caveats(published, "cohort_01")
    assert list(zip(caveats["population"], caveats["use"], strict=True)) == [
        ("Social workers registered in England", "tested"),
        ("Registered occupational therapists", "context"),
        ("Social workers registered in England", "tested"),
    ]
    assert caveats["caveat"].str.len().min() > 20


def test_caveats_say_what_cannot_be_tested_until_a_figure_has_been_seen(published):
    caveats = baselines.caveats(published, "cohort_02").set_index("label")
    assert (
        caveats.loc["Women among adults' social workers (England)", "use"]
        == "to be tested once a figure has been seen"
    )
    assert caveats.loc["Women among social workers", "use"] == "tested"


def test_missing_figures_are_those_nobody_has_read():
    study = made(
        [{}],
        [
            {"figure_id": "a", "reference_date": "2022"},
            {"figure_id": "c", "read": "secondary"},
            {
                "figure_id": "b",
                "reference_date": "2023",
                "percent": None,
                "read": "not_read",
                "note": "Look up",
            },
        ],
    )
    missing = baselines.missing_figures(study)
    assert missing.to_dict("records") == [
        {
            "figure_id": "b",
            "reference_date": "2023",
            "note": "Look up",
            "source_row": "figures.csv:4",
        }
    ]


def test_missing_figures_leave_out_one_whose_cell_has_been_filled(copy):
    fill(copy, "swe_register.2023_11_30.gender.female", percent="84.1")
    assert "swe_register.2023_11_30.gender.female" not in set(
        baselines.missing_figures(load_study(copy))["figure_id"]
    )


# service by service


def test_stratified_holds_each_service_against_its_own_baseline(badgers):
    """Sett 2: three sows with cubs, where 75 % are sows, and two of adults, where 80 %
    are in 2031.
    """
    findings = baselines.stratified(badgers, "gender.by_service", "cohort_02")
    value = found(findings)
    assert (value["count"], value["apart"], value["baseline"]) == (
        5,
        0,
        Fraction(100 * (3 * Fraction(3, 4) + 2 * Fraction(4, 5)), 5),
    )
    everybody = Fraction(3, 4) ** 3 * Fraction(4, 5) ** 2
    rarer = [Fraction(1, 4) ** 3 * Fraction(1, 5) ** 2]
    assert value["p_value"] >= everybody + sum(rarer) and {own.n for own in findings} == {5}
    assert {
        "data/baselines/children_services.csv:3",
        "data/baselines/social_work_england.csv:3",
    } <= set(findings[-1].rows)


def test_stratified_without_a_figure_of_one_service_counts_and_does_not_test(published):
    value = found(baselines.stratified(published, "gender.by_service", "cohort_02"))
    assert value == {"count": 9, "apart": 0, "baseline": None}
    assert found(baselines.stratified(published, "gender.by_service", "all"))["apart"] == 7
    assert not baselines.stratified(published, "gender.by_service", "cohort_01")


def test_stratified_is_tested_once_the_missing_figure_is_filled_in(published):
    figures = published.tables["figures"]
    adult = figures["figure_id"] == "sfc_adult_la.2023_09.gender.female"
    seen = Study(
        published.root,
        published.dictionary,
        published.cohorts,
        {
            **published.tables,
            "figures": figures.assign(percent=figures["percent"].mask(adult, 82.0)),
        },
    )
    value = found(baselines.stratified(seen, "gender.by_service", "cohort_02"))
    assert (
        value["reject_high"] == "none"
        and 0 < value["p_value"] <= 1
        and value["detectable_share"] == value["detectable_low"]
    )
    assert value["baseline"] == 100 * (7 * Fraction(30838, 35177) + 4 * Fraction(82, 100)) / 11


def test_every_stratified_of_a_study_that_declares_none_is_empty(published):
    without = Study(
        published.root,
        published.dictionary,
        published.cohorts,
        {**published.tables, "strata": published.tables["strata"].iloc[:0]},
    )
    assert not baselines.every_stratified(without, without.scopes)


# women to one man


def ratio_of(study):
    return {
        own.statistic: (own.value, own.n, len(own.rows))
        for own in baselines.women_to_one_man(study, "all")
    }


REGISTERED = {**WOMEN, "comparison_id": "gender.register"}


@pytest.mark.parametrize(
    "genders, percent, ratio, of_register",
    [
        (["female"] * 14 + ["male"] * 3, 82.9, Fraction(14, 3), Fraction(829, 171)),
        (["female", "male"], None, Fraction(1), None),
        (["female"] * 2, 100.0, None, None),
        (["male"], 50.0, Fraction(0), Fraction(1)),
    ],
    ids=["the report", "no figure", "no man", "no woman"],
)
def test_women_to_one_man_among_award_holders_and_on_the_register(
    genders, percent, ratio, of_register
):
    study = made(
        [{"gender": gender} for gender in [*genders, None]],
        [{"percent": percent, "reference_date": "2022-11-30"}],
        [REGISTERED],
    )
    n = len(genders)
    assert ratio_of(study) == {
        "award_holders": (ratio, n, n),
        "register": (of_register, n, 0 if percent is None else 1),
    }


def test_women_to_one_man_is_nothing_where_no_such_comparison_is_tested():
    people, figure = [{"gender": "female"}], [{"reference_date": "2022"}]
    assert ratio_of(made(people, figure)) == {}
    assert ratio_of(made(people, figure, [{**REGISTERED, "use": "context"}])) == {}


def test_women_to_one_man_of_the_report_is_not_four(reported):
    """The report says roughly four."""
    texts = [own.text for own in baselines.women_to_one_man(reported, "all")]
    assert texts == ["4.67", "4.85"]
