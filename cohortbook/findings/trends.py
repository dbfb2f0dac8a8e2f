"""Compare many cohorts each with the baseline of its own intake year: a stratified total, and the
trend.

A total of several cohorts is compared with what each cohort's own published figure makes expect,
never against one figure for all. A trend asks whether the share rises or falls from intake year to
intake year, and is looked for from three intake years on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cohortbook.exact.one_share import limits_of, poisson_binomial_rejected
from cohortbook.exact.trend import detectable_trends, shares_along, trend_p_values
from cohortbook.findings.baselines import (
    comparable_people,
    comparisons,
    matching,
    nearest_baseline,
)
from cohortbook.findings.detectable import NONE, Shares, detectable_statistics, outwards
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, Findings, source_rows
from cohortbook.study.study import ALL, Study, once_a_study
from cohortbook.study.wording import Value

LEAST_YEARS = 3  # two points make a line whatever they are


@dataclass(frozen=True)
class Intake:
    """One cohort in one comparison: how many of its people there are, the baseline of its year, and
    the rows behind both.
    """

    cohort: str
    year: int
    count: int
    n: int
    share: Fraction | None
    rows: tuple[str, ...]


@once_a_study
def intakes(study: Study, comparison_id: str) -> list[Intake]:
    """Return each cohort that someone of a declared comparison is in, in order; none if it is not
    declared.
    """
    declared = comparisons(study).get(comparison_id)
    if declared is None:
        return []
    found = []
    for handle, cohort in study.cohorts.items():
        people = comparable_people(study, declared, handle)
        if not people.empty:
            baseline = nearest_baseline(study, declared, people)
            used = () if baseline.figure is None else (baseline.figure["source_row"],)
            held = matching(people, declared["column"], declared["value"])
            found.append(
                Intake(
                    handle,
                    cohort["recruited_on"],
                    len(held),
                    len(people),
                    baseline.share,
                    (*source_rows(people), *used),
                )
            )
    return found


@once_a_study
@declares(each=lambda study, scope: [{"comparison_id": name} for name in tested(study)])
def own_years(study: Study, comparison_id: str) -> Iterator[Finding]:
    """Return the total of all cohorts and what the baseline of each one's own intake year makes
    expect (Poisson-binomial).

    Statistics: `count` of n people in cohorts whose figure has been seen; `apart`, the people of
    the others; `expected`; and the totals, highest below and lowest above, that an exact 5 % test
    would call significant (`reject_low`, `reject_high`, "none" where there is none). Nothing if no
    figure has been seen.
    """
    everybody = intakes(study, comparison_id)
    seen = [(own, own.share) for own in everybody if own.share is not None]
    if not seen:
        return
    n = sum(own.n for own, _ in seen)
    expected = sum((own.n * share for own, share in seen), Fraction(0))
    limits = limits_of(poisson_binomial_rejected([(own.n, share) for own, share in seen]), expected)
    low, high = (NONE if count is None else count for count in limits)
    of_seen = _rows([own for own, _ in seen])
    for statistic, value, rows in (
        ("apart", sum(own.n for own in everybody) - n, _rows(everybody)),
        ("count", sum(own.count for own, _ in seen), of_seen),
        ("expected", expected, of_seen),
        ("reject_low", low, of_seen),
        ("reject_high", high, of_seen),
    ):
        yield Finding(ALL, f"{comparison_id}.own_years", "", statistic, value, n, "people", rows)


@once_a_study
@declares(each=lambda study, scope: [{"comparison_id": name} for name in tested(study)])
def trend(study: Study, comparison_id: str) -> Iterator[Finding]:
    """Return the exact trend of a comparison's share along intake years (Cochran-Armitage); nothing
    of fewer than three years, or if all or none are.

    Statistics: the two-sided `p_value`; the smallest falling and rising trend that would be
    detected with 80 % power, as the shares of the first and the last year (`falling_first`,
    `falling_last`, `rising_first`, `rising_last`, in whole per cent away from each other, "none"
    where there is none); and `detectable_share`, the nearer of the two last years' shares to that
    of all. n is the people of all cohorts.
    """
    found = intakes(study, comparison_id)
    counts, sizes, years = (
        [getattr(intake, name) for intake in found] for name in ("count", "n", "year")
    )
    if len(set(years)) < LEAST_YEARS or not 0 < sum(counts) < sum(sizes):
        return
    for statistic, value, unit in _trend_statistics(counts, sizes, years):
        yield Finding(
            ALL, f"{comparison_id}.trend", "", statistic, value, sum(sizes), unit, _rows(found)
        )


def _trend_statistics(
    counts: list[int], sizes: list[int], years: list[int]
) -> Iterator[tuple[str, Value, str]]:
    yield "p_value", trend_p_values(counts, sizes, years).two_sided, "probability"
    falling, rising = (
        _ends(sizes, years, sum(counts), slope) for slope in detectable_trends(counts, sizes, years)
    )
    overall = Fraction(sum(counts), sum(sizes))
    *_, nearest = detectable_statistics((falling[1], rising[1]), overall)
    yield nearest
    (fallen, fallen_from), (risen_from, risen) = outwards(falling[::-1]), outwards(rising)
    yield from (("falling_first", fallen_from, "percent"), ("falling_last", fallen, "percent"))
    yield from (("rising_first", risen_from, "percent"), ("rising_last", risen, "percent"))


def _ends(sizes: list[int], years: list[int], hits: int, slope: float | None) -> Shares:
    """The shares of the first and the last intake year under a trend."""
    if slope is None:
        return None, None
    by_year = dict(zip(years, shares_along(sizes, years, hits, slope), strict=True))
    return by_year[min(years)], by_year[max(years)]


def _rows(found: list[Intake]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for intake in found for row in intake.rows))


def tested(study: Study) -> list[str]:
    """Return the comparisons that are tested, in the order of their file."""
    return [name for name, row in comparisons(study).items() if row["use"] == "tested"]


def every_trend(study: Study) -> Findings:
    """Return the findings of the totals and the trends of every tested comparison."""
    return Findings(
        finding
        for name in tested(study)
        for function in (own_years, trend)
        for finding in function(study, name)
    )
