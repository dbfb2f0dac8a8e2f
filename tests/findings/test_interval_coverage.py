"""How often intervals cover, summed again by SciPy."""

import pytest
from scipy.stats import binom

from cohortbook.exact.intervals import METHODS, blaker, clopper_pearson
from cohortbook.findings import interval_coverage


@pytest.mark.slow
def test_interval_coverage_is_the_sum_of_the_probabilities_of_the_counts_that_cover(any_study):
    """Summed again by SciPy, for the two intervals that promise to cover."""
    found = interval_coverage.interval_coverage(any_study)
    sizes = sorted({len(any_study.rows("participants", scope)) for scope in any_study.scopes})
    assert sorted({own.n for own in found}) == sizes and len(found) == 2 * len(METHODS) * len(sizes)
    for n, (method, interval) in [
        (n, pair)
        for n in sizes
        for pair in (("clopper_pearson", clopper_pearson), ("blaker", blaker))
    ]:
        ends = [interval(count, n) for count in range(n + 1)]
        covered = [
            100
            * sum(
                binom.pmf(count, n, float(share))
                for count, (low, high) in enumerate(ends)
                if low <= share <= high
            )
            for share in interval_coverage.SHARES
        ]
        assert found.by_id[f"methods.coverage.{method}_{n}.mean"].value == pytest.approx(
            sum(covered) / len(covered), abs=1e-7
        )
        worst = found.by_id[f"methods.coverage.{method}_{n}.worst"].value
        assert 95 - 1e-7 <= worst <= min(covered)
