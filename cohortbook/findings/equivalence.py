"""Say what a test that finds nothing leaves open: how far from the published share people like
these may still be, and how likely a lower share is to someone who doubts a difference.

A p-value of 1 does not say that award holders are as the register. That they are within a margin of
it is shown where two one-sided 5 % tests reject every share outside, which is where the 90 %
interval of Clopper and Pearson lies inside (Schuirmann 1987, Journal of Pharmacokinetics and
Biopharmaceutics 15, 657-680).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cohortbook import exact
from cohortbook.exact.prediction import probability_below
from cohortbook.findings import baselines
from cohortbook.findings.register import Protect, declares
from cohortbook.findings.trends import tested
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study, once_a_study
from cohortbook.study.wording import Value

LEVEL = 0.90  # of the interval that two one-sided tests at 5 % invert


@once_a_study
@declares(
    Protect.NOT_PUBLISHED,
    each=lambda study, scope: [
        {"comparison_id": name} for name in tested(study) if scope in study.totals
    ],
)
def equivalence(study: Study, comparison_id: str, scope: str) -> Iterator[Finding]:
    """Return what a tested comparison of a cohort or of all leaves open; nothing if it is not
    tested there.

    Statistics: the 90 % interval (`ninety_low`, `ninety_high`, in per cent); `margin`, the smallest
    number of points to either side of the published share that holds it; and `sceptical_below`, the
    probability that the share is below the published one. That is a posterior under a sceptical
    prior (Spiegelhalter, Freedman and Parmar 1994, JRSS A 157, 357-416), a Beta distribution with
    the published share as its mean, which counts for as many people as there are.
    """
    found = baselines.comparison(study, comparison_id, scope).by_statistic
    if "p_value" not in found:
        return
    count, share = found["count"], Fraction(found["baseline"].value) / 100
    for statistic, value, unit in _statistics(count.value, count.n, share):
        measure = f"{comparison_id}.equivalence"
        yield Finding(scope, measure, "", statistic, value, count.n, unit, found["p_value"].rows)


def _statistics(count: int, n: int, share: Fraction) -> Iterator[tuple[str, Value, str]]:
    low, high = exact.clopper_pearson(count, n, LEVEL)
    yield "ninety_low", 100 * low, "percent"
    yield "ninety_high", 100 * high, "percent"
    yield "margin", 100 * max(float(share) - low, high - float(share)), "points"
    if 0 < share < 1:
        prior = (n * share, n * (1 - share))
        yield "sceptical_below", probability_below(count, n, share, prior), "probability"


def every_equivalence(study: Study) -> Findings:
    """Return what every tested comparison leaves open, of all cohorts together."""
    return Findings(
        finding
        for comparison_id in tested(study)
        for scope in study.totals
        for finding in equivalence(study, comparison_id, scope)
    )
