"""Compare award holders with published figures about the workforce, like with like, and say what is
missing.

data/baselines/comparisons.csv says what is compared with what; this module finds the figure whose
reference date is nearest to recruitment and computes. Recruitment is known by year only, so its
middle, 1 July, is taken for it; for people of several cohorts the mean of their days does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from cohortbook import exact
from cohortbook.exact import one_share, smallest_groups
from cohortbook.findings.detectable import NONE, detectable_statistics
from cohortbook.findings.register import Protect, declares
from cohortbook.study.finding import Finding, Findings, count_of, source_rows
from cohortbook.study.people import known_of
from cohortbook.study.study import Study, once_a_study
from cohortbook.study.wording import Value

REGISTER = "gender.register"
DESCRIBED_BY = (
    "population_id",
    "area",
    "variable",
    "category",
)  # what a figure and a comparison are about
PARTLY = {4: "-07-01", 7: "-15"}  # the middle of a year, the middle of a month
UNSEEN = "to be tested once a figure has been seen"


@dataclass(frozen=True)
class Baseline:
    """The published figure nearest to recruitment (None if no figure has been seen) and nearer ones
    no one has seen.
    """

    figure: dict | None
    unseen: tuple[dict, ...]

    @property
    def share(self) -> Fraction | None:
        return None if self.figure is None else published_share(self.figure)


def published_share(figure: dict) -> Fraction | None:
    """Return a figure's share of 1, from its count and denominator if it has both, else from its
    per cent as printed.
    """
    if pd.notna(figure["count"]) and pd.notna(figure["denominator"]):
        return Fraction(int(figure["count"]), int(figure["denominator"]))
    return None if pd.isna(figure["percent"]) else Fraction(Decimal(str(figure["percent"]))) / 100


def recruitment_day(study: Study, people: pd.DataFrame) -> datetime.date:
    """Return the day that is taken for the recruitment of `people`: 1 July of their cohort's year,
    averaged over them.
    """
    days = [
        datetime.date(study.cohorts[handle]["recruited_on"], 7, 1).toordinal()
        for handle in people["cohort"]
    ]
    return datetime.date.fromordinal(sum(days) // len(days))


def nearest_baseline(study: Study, comparison: dict, people: pd.DataFrame) -> Baseline:
    """Return the seen figure nearest in time to the recruitment of `people`, and the unseen ones
    that would be nearer.
    """
    dated = _dated_figures(study).get(tuple(comparison[column] for column in DESCRIBED_BY), [])
    day = recruitment_day(study, people)
    ranked = sorted(dated, key=lambda figure: _days_apart(figure["reference_date"], day))
    unseen: list[dict] = []
    for figure in ranked:
        if published_share(figure) is not None:
            return Baseline(figure, tuple(unseen))
        unseen.append(figure)
    return Baseline(None, tuple(unseen))


@once_a_study
def _dated_figures(study: Study) -> dict[tuple[str, ...], list[dict]]:
    """Return the figures that say when they are of, by what they are about, in the order of their
    file.
    """
    found: dict[tuple[str, ...], list[dict]] = {}
    for figure in study.tables["figures"].dropna(subset=["reference_date"]).to_dict("records"):
        found.setdefault(tuple(figure[column] for column in DESCRIBED_BY), []).append(figure)
    return found


def _days_apart(reference_date: str, day: datetime.date) -> int:
    """Days between a reference date and a day; of two as near as each other the earlier is taken,
    by order in the file.
    """
    last = reference_date.split("/")[-1]
    return abs((datetime.date.fromisoformat(last + PARTLY.get(len(last), "")) - day).days)


def comparable_people(study: Study, comparison: dict, scope: str) -> pd.DataFrame:
    """Return the award holders that a baseline may be compared with: of the right profession and
    service, and with the compared column known. Those whose service is not given are in neither
    service.
    """
    everybody = known_of(study.rows("participants", scope), comparison["column"])
    is_social_worker, people = everybody["is_social_worker"].fillna(False), comparison["people"]
    if people == "social_workers":
        return everybody[is_social_worker]
    if people == "other_professions":
        return everybody[~is_social_worker]
    return everybody[is_social_worker & (everybody["service"] == people.removesuffix("_services"))]


def matching(people: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """Return the people who hold a code, or for `>=10` those who hold at least that number."""
    if value.startswith(">="):
        return people[(people[column] >= int(value[2:])).fillna(False)]
    return people[people[column] == value]


@once_a_study
def comparisons(study: Study) -> dict[str, dict]:
    """Return the declared comparisons by id, in the order of their file."""
    return {row["comparison_id"]: row for row in study.tables["comparisons"].to_dict("records")}


@once_a_study
@declares(
    Protect.IF_AGREED,
    each=lambda study, scope: [{"comparison_id": name} for name in comparisons(study)],
)
def comparison(study: Study, comparison_id: str, scope: str) -> Iterator[Finding]:
    """Return everything one comparison publishes for a cohort or for all; nothing if it is about
    no one there, or is not declared.

    Statistics: `count` of n people; `baseline` and `baseline_date`; for a tested comparison with
    people and a baseline also the exact two-sided p-value (`p_value`), the interval that inverts
    it (`ci_low`, `ci_high`; Sterne 1954), the rejection limits (`reject_low`, `reject_high`), the
    smallest group in which it would be significant that all are (`all_unusual_from`; by the mid-p
    and the one-sided test, `mid_p_all_unusual_from` and `one_sided_all_unusual_from`) or that none
    is (`none_unusual_from`), and the `detectable_statistics` of 80 % power; "none" where there is
    none. A figure no one has seen is None. Shares and interval ends are in per cent.
    """
    row = comparisons(study).get(comparison_id)
    if row is None:
        return
    people = comparable_people(study, row, scope)
    if people.empty:
        return
    held = matching(people, row["column"], row["value"])
    baseline = nearest_baseline(study, row, people)

    def finding(statistic: str, value, unit: str, rows: tuple[str, ...]) -> Finding:
        return Finding(scope, comparison_id, "", statistic, value, len(people), unit, rows)

    used = () if baseline.figure is None else (baseline.figure["source_row"],)
    if row["use"] != "context":
        yield finding("count", len(held), "people", source_rows(held))
    yield finding(
        "baseline", None if baseline.share is None else 100 * baseline.share, "percent", used
    )
    yield finding(
        "baseline_date", baseline.figure and baseline.figure["reference_date"], "date", used
    )
    if row["use"] == "tested" and baseline.share is not None:
        for statistic, value, unit in _tests(len(held), len(people), baseline.share):
            yield finding(statistic, value, unit, source_rows(people) + used)


def _tests(count: int, n: int, share: Fraction) -> Iterator[tuple[str, Value, str]]:
    low, high = exact.sterne(count, n)
    yield "ci_low", 100 * low, "percent"
    yield "ci_high", 100 * high, "percent"
    yield "p_value", exact.binomial_p_value(count, n, share), "probability"
    yield from _limits(exact.rejection_limits(n, share))
    yield "all_unusual_from", exact.smallest_group(share) or NONE, "people"
    yield "mid_p_all_unusual_from", smallest_groups.mid_p(share) or NONE, "people"
    yield "one_sided_all_unusual_from", smallest_groups.one_sided(share) or NONE, "people"
    yield "none_unusual_from", exact.smallest_group(1 - share) or NONE, "people"
    yield from detectable_statistics(exact.detectable_shares(n, share), share)


def _limits(limits: tuple[int | None, int | None]) -> Iterator[tuple[str, Value, str]]:
    for side, limit in zip(("low", "high"), limits, strict=True):
        yield f"reject_{side}", NONE if limit is None else limit, "people"


@declares(Protect.NOT_PUBLISHED, each=lambda study, scope: [{}] if scope in study.totals else [])
def women_to_one_man(study: Study, scope: str) -> Iterator[Finding]:
    """Return how many women there are to one man, among the social workers of a scope
    (`award_holders`) and on the register (`register`); None where there is no man or no figure.

    Of the register only the share of women is used, so that everybody else counts as a man.
    """
    found = comparison(study, REGISTER, scope).by_statistic
    if "count" not in found:
        return
    people = comparable_people(study, comparisons(study)[REGISTER], scope)
    register = found["baseline"]
    for whose, percent, rows in (
        (
            "award_holders",
            Fraction(100 * found["count"].value, len(people)),
            source_rows(people),
        ),
        ("register", register.value, register.rows),
    ):
        ratio = None if percent in (None, 100) else percent / (100 - percent)
        yield Finding(scope, "women_to_one_man", "", whose, ratio, len(people), "ratio", rows)


def strata(study: Study, strata_id: str, scope: str) -> list[tuple[dict, int, Fraction | None]]:
    """Return the parts of a stratified comparison that someone of `scope` is in: the declared
    comparison, its people, and their baseline's share.
    """
    declared, parts = comparisons(study), []
    for comparison_id in study.tables["strata"].loc[
        study.tables["strata"]["strata_id"] == strata_id, "comparison_id"
    ]:
        for found in comparison(study, comparison_id, scope).where(statistic="baseline"):
            share = None if found.value is None else Fraction(found.value) / 100
            parts.append((declared[comparison_id], found.n, share))
    return parts


@once_a_study
@declares(
    Protect.IF_AGREED, each=lambda study, scope: [{"strata_id": name} for name in strata_ids(study)]
)
def stratified(study: Study, strata_id: str, scope: str) -> Iterator[Finding]:
    """Return what a comparison of several services, each with its own baseline, publishes, so that
    a cohort's mixture is not mistaken for a difference.

    Statistics as `comparison` has them, over all parts together (Poisson-binomial); `baseline` is
    the share that the mixture makes expect, `apart` the award holders who are in none of the parts.
    Only `count` and `apart` are known while the figure of a part has not been seen.
    """
    everybody, parts = study.rows("participants", scope), strata(study, strata_id, scope)
    groups = [comparable_people(study, row, scope) for row, _, _ in parts]
    people = pd.concat([everybody.iloc[:0], *groups])
    if people.empty:
        return
    held = matching(people, parts[0][0]["column"], parts[0][0]["value"])
    apart = everybody[~everybody["participant_id"].isin(people["participant_id"])]
    yield count_of(scope, strata_id, "", held, len(people))
    yield count_of(scope, strata_id, "", apart, len(everybody))._replace(statistic="apart")
    figures = [
        nearest_baseline(study, row, group).figure
        for (row, _, _), group in zip(parts, groups, strict=True)
    ]
    rows = source_rows(people) + tuple(figure["source_row"] for figure in figures if figure)
    known = [(n, share) for _, n, share in parts if share is not None]
    if len(known) < len(parts):
        yield Finding(scope, strata_id, "", "baseline", None, len(people), "percent", rows)
        return
    for statistic, value, unit in _stratified_tests(len(held), known):
        yield Finding(scope, strata_id, "", statistic, value, len(people), unit, rows)


def _stratified_tests(
    count: int, parts: list[tuple[int, Fraction]]
) -> Iterator[tuple[str, Value, str]]:
    n = sum(size for size, _ in parts)
    expected = sum((size * share for size, share in parts), Fraction(0))
    yield "baseline", 100 * expected / n, "percent"
    yield "p_value", one_share.poisson_binomial_p_value(count, parts), "probability"
    yield from _limits(one_share.limits_of(one_share.poisson_binomial_rejected(parts), expected))
    detectable = one_share.poisson_binomial_detectable(parts)
    yield from detectable_statistics(detectable, expected / n)


def every_stratified(study: Study, scopes: list[str]) -> Findings:
    """Return the findings of every declared stratified comparison for each scope; those without
    anybody have none.
    """
    return Findings(
        finding
        for strata_id in strata_ids(study)
        for scope in scopes
        for finding in stratified(study, strata_id, scope)
    )


def strata_ids(study: Study) -> list[str]:
    """Return the declared stratified comparisons, in the order of their file."""
    return list(dict.fromkeys(study.tables["strata"]["strata_id"]))


def every_comparison(study: Study, scopes: list[str]) -> Findings:
    """Return the findings of every declared comparison, comparison by comparison, for each scope it
    is about someone in.
    """
    return Findings(
        finding
        for comparison_id in comparisons(study)
        for scope in scopes
        for finding in comparison(study, comparison_id, scope)
    )


def unseen_nearer(study: Study, scope: str) -> pd.DataFrame:
    """Return the figures that would be nearer in time to recruitment and that no one has seen; a
    row is one for one comparison.
    """
    rows = []
    for row in comparisons(study).values():
        people = comparable_people(study, row, scope)
        if not people.empty:
            rows += [
                {"label": row["label"], **figure}
                for figure in nearest_baseline(study, row, people).unseen
            ]
    return pd.DataFrame(rows, columns=["label", "reference_date", "note", "source_row"])


def caveats(study: Study, scope: str) -> pd.DataFrame:
    """Return, for each comparison about someone in `scope`, whom the published figure describes
    and what to keep in mind.
    """
    populations = study.tables["populations"].set_index("population_id")["label"]
    rows = []
    for row in comparisons(study).values():
        found = comparison(study, row["comparison_id"], scope).by_statistic
        if found:
            is_open = row["use"] == "tested" and found["baseline_date"].value is None
            rows.append(
                {
                    "label": row["label"],
                    "population": populations[row["population_id"]],
                    "use": UNSEEN if is_open else row["use"],
                    "caveat": row["caveat"],
                }
            )
    return pd.DataFrame(rows, columns=["label", "population", "use", "caveat"])


def secondary_rows(study: Study) -> frozenset[str]:
    """Return the rows of published figures that were read in someone else's account of them."""
    figures = study.tables["figures"]
    return frozenset(figures.loc[figures["read"] == "secondary", "source_row"])


def missing_figures(study: Study) -> pd.DataFrame:
    """Return the baseline figures no one has seen yet, with what to look up; a row is one empty
    figure.
    """
    figures = study.tables["figures"]
    is_empty = figures[["count", "percent", "value"]].isna().all(axis=1)
    return figures.loc[
        (figures["read"] == "not_read") & is_empty,
        ["figure_id", "reference_date", "note", "source_row"],
    ]
