"""Interval coverage: how often each kind of interval covers the share that it is about, for groups
of the cohorts' sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cohortbook.exact.intervals import METHODS, coverage, least_coverage
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, source_rows
from cohortbook.study.study import Study

METHOD_NAMES = {
    "clopper_pearson": "Clopper–Pearson",
    "mid_p": "mid-p",
    "blaker": "Blaker",
    "sterne": "Sterne",
    "wilson": "Wilson",
    "jeffreys": "Jeffreys",
}
SHARES = [Fraction(step, 200) for step in range(1, 200)]
LARGEST = 50  # coverage is shown for groups up to this size; beyond it the intervals hardly differ


def sizes(study: Study) -> list[int]:
    """Return the different sizes of the cohorts, and of all together, that coverage is
    tabled for.
    """
    return sorted(
        {
            n
            for n in (len(study.rows("participants", scope)) for scope in study.scopes)
            if 0 < n <= LARGEST
        }
    )


@declares()
def interval_coverage(study: Study) -> Iterator[Finding]:
    """Return how often each interval covers the share it is about, for groups of the cohorts'
    sizes, in per cent: `mean` over 199 shares half a per cent apart, `worst` at any share.
    """
    rows = source_rows(study.rows("participants"))
    for n in sizes(study):
        for method, interval in METHODS.items():
            covered = coverage(interval, n, SHARES)
            yield Finding(
                "methods",
                "coverage",
                f"{method}_{n}",
                "mean",
                100 * sum(covered) / len(covered),
                n,
                "percent",
                rows,
                METHOD_NAMES[method],
            )
            yield Finding(
                "methods",
                "coverage",
                f"{method}_{n}",
                "worst",
                100 * least_coverage(interval, n),
                n,
                "percent",
                rows,
                METHOD_NAMES[method],
            )
