"""Compare a cohort with those before it: the difference, and the share of all ways to label the
same people that differ as far.

Both sides are complete, so nothing is estimated from them and nothing is said of anybody else: it
is described how rare the split seen is among all splits of these people into groups of these
sizes. For "all" the newest cohort is against those before it. A difference is the later cohort
less the earlier ones. Of more than ten earlier cohorts the last ten count: whom a cohort is held
against stays of one time and one size, however long a programme lasts. What recruitment fixed, such
as service and post, is described and not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import cast

import pandas as pd

from cohortbook.exact import two_samples, two_shares
from cohortbook.exact.one_share import limits_of
from cohortbook.findings.detectable import NONE, detectable_statistics
from cohortbook.findings.register import Protect, declares
from cohortbook.study.finding import Finding, count_of, source_rows
from cohortbook.study.people import known_of
from cohortbook.study.study import ALL, Study, Tables, once_a_study
from cohortbook.study.wording import Value

DIFFERENCE = "difference"
BEFORE = 10  # earlier cohorts that a cohort is compared with, at most


def sides(study: Study, scope: str, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the award holders of a cohort (of the newest, for all) and of the cohorts before it
    whose `column` is known; either may be empty.
    """
    later, earlier = (
        list(study.cohorts)[-1] if scope == ALL else scope,
        study.before(scope)[-BEFORE:],
    )
    people = cast(Tables, study.tables).about("participants", [*earlier, later])
    known = known_of(people, column)
    return known[known["cohort"] == later], known[known["cohort"].isin(earlier)]


def years(
    study: Study, scope: str
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[int, ...], tuple[int, ...]]:
    """Return the `sides` whose years since qualification are known, and the years of each."""
    later, earlier = sides(study, scope, "years_qualified")
    ours, theirs = (
        tuple(int(value) for value in people["years_qualified"]) for people in (later, earlier)
    )
    return later, earlier, ours, theirs


@once_a_study
@declares(Protect.NOT_PUBLISHED)
def years_between(study: Study, scope: str) -> Iterator[Finding]:
    """Return how far apart the years since qualification of a cohort and of those before it are;
    nothing for the first cohort.

    Statistics: `mean` (difference of means), `permutation_p` (the share of all `splits` whose means
    differ at least as far in absolute value, `as_far` of them; Pitman 1937), `hodges_lehmann` with
    `hodges_lehmann_low` and `_high` (the shifts that the exact rank test, `years_by_rank`, does not
    reject at 5 %),
    `cliffs_delta` with `cliffs_delta_low` and `_high`, `reject_difference` (the smallest difference
    of means that a 5 % test calls significant) and `detectable_difference` (the shift it would see
    in four splits of five); "none" where there is none.
    """
    later, earlier, ours, theirs = years(study, scope)
    if not ours or not theirs:
        return
    n, rows = len(ours) + len(theirs), source_rows(later) + source_rows(earlier)
    for statistic, found, unit in _years(ours, theirs):
        shown = NONE if found is None else found
        yield Finding(scope, "years_qualified", DIFFERENCE, statistic, shown, n, unit, rows)


@cache
def _years(ours: tuple[int, ...], theirs: tuple[int, ...]) -> tuple[tuple[str, Value, str], ...]:
    """Kept, because several pages and the families of tests ask for it."""
    return tuple(_year_statistics(ours, theirs))


def _year_statistics(
    ours: tuple[int, ...], theirs: tuple[int, ...]
) -> Iterator[tuple[str, Value, str]]:
    permutation = two_samples.permutation_of_means(ours, theirs)
    yield "mean", Fraction(sum(ours), len(ours)) - Fraction(sum(theirs), len(theirs)), "years"
    yield "permutation_p", permutation.two_sided, "probability"
    yield "as_far", permutation.as_far, "splits"
    yield "splits", permutation.splits, "splits"
    low, high = two_samples.shift_interval(ours, theirs)
    yield from (
        ("hodges_lehmann", two_samples.hodges_lehmann(ours, theirs), "years"),
        ("hodges_lehmann_low", low, "years"),
        ("hodges_lehmann_high", high, "years"),
    )
    lowest, highest = two_samples.cliffs_delta_interval(ours, theirs)
    yield from (
        ("cliffs_delta", two_samples.cliffs_delta(ours, theirs), "coefficient"),
        ("cliffs_delta_low", lowest, "coefficient"),
        ("cliffs_delta_high", highest, "coefficient"),
    )
    yield "reject_difference", two_samples.unusual_difference(ours, theirs), "years"
    yield "detectable_difference", two_samples.detectable_shift(ours, theirs), "years"


@once_a_study
@declares(
    Protect.NOT_PUBLISHED, each=lambda study, scope: [{"column": "gender", "value": "female"}]
)
def share_between(study: Study, scope: str, column: str, value: str) -> Iterator[Finding]:
    """Return how many of a cohort and of those before it hold a value, for example how many are
    women; nothing for the first cohort.

    Statistics: `later` and `earlier` (people, each with its own n), `fisher_p` (the share of all
    labellings that are no likelier than the one seen; Fisher 1935), `reject_low` and `reject_high`
    (the counts of the later cohort that a 5 % test calls significant next to the earlier ones as
    they are), `detectable_low`, `detectable_high` and `detectable_share` (the shares it would see
    with 80 % power, and the nearer of them, in per cent); "none" where there is none.
    """
    later, earlier = sides(study, scope, column)
    if later.empty or earlier.empty:
        return
    ours, theirs = (people[people[column] == value] for people in (later, earlier))
    for name, held, people in (("later", ours, later), ("earlier", theirs, earlier)):
        count = count_of(scope, column, DIFFERENCE, held, len(people))
        yield count._replace(statistic=name)
    rows = source_rows(later) + source_rows(earlier)
    for statistic, found, unit in _shares(len(ours), len(later), len(theirs), len(earlier)):
        n = len(later) + len(earlier) if statistic == "fisher_p" else len(later)
        shown = NONE if found is None else found
        yield Finding(scope, column, DIFFERENCE, statistic, shown, n, unit, rows)


def _shares(count: int, n: int, other: int, other_n: int) -> Iterator[tuple[str, Value, str]]:
    yield "fisher_p", two_shares.fisher(count, n, other, other_n), "probability"
    limits = limits_of(two_shares.rejected_counts(n, other, other_n), Fraction(n * other, other_n))
    yield from (("reject_low", limits[0], "people"), ("reject_high", limits[1], "people"))
    shares = two_shares.detectable_shares(n, other, other_n)
    yield from detectable_statistics(shares, Fraction(other, other_n))
