"""Measures the exact statistics beside their peers: the same tables and values, the processor time
of each, and how far apart the two p-values are.

python benchmarks/exact.py

The peers are R's fisher.test, which needs Rscript, and SciPy. Each time is the least of three; each
result is a row of benchmarks/results/exact.csv, which is written anew.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from record import add
from run import RESULTS
from scipy import stats

from cohortbook.exact import categories, one_share, two_samples, two_shares

FIELDS = ("what", "people", "ours", "peer", "their", "apart")
TABLES = {
    "3 by 4": [[2, 4, 1, 1], [0, 1, 1, 3], [4, 0, 1, 2]],
    "10 by 3": [
        *([2, 0, 2], [1, 2, 2], [2, 2, 3], [2, 3, 3], [4, 0, 1]),
        *([3, 2, 1], [1, 1, 1], [0, 3, 3], [3, 3, 1], [3, 5, 1]),
    ],
    "4 by 4": [[6, 3, 5, 11], [10, 8, 3, 5], [6, 8, 3, 2], [7, 6, 9, 8]],
    "3 by 3": [[30, 18, 20], [26, 21, 20], [15, 26, 24]],
    "2 by 4": [[257, 223, 209, 280], [248, 256, 277, 250]],
    "3 by 3 of 2,000": [[212, 199, 243], [241, 212, 228], [244, 205, 216]],
}
R = """
table <- matrix(c({cells}), ncol = {columns}, byrow = TRUE)
test <- function() tryCatch(fisher.test(table)$p.value,
  error = function(e) fisher.test(table, workspace = 2e8)$p.value)
times <- sapply(1:3, function(i) {{
  cost <- system.time(for (again in 1:{calls}) p <<- test()); (cost[[1]] + cost[[2]]) / {calls} }})
cat(min(times), format(p, digits = 15))
"""


def timed(function: Callable[[], object]) -> tuple[float, float]:
    """Return the least processor time of three calls, and the p-value."""
    least = float("inf")
    for _ in range(3):
        begun = time.process_time()
        found = function()
        least = min(least, time.process_time() - begun)
    p = getattr(found, "two_sided", getattr(found, "pvalue", found))
    return least, float(p)


def by_r(table: list[list[int]]) -> tuple[float, float]:
    """Return the same of R's fisher.test."""
    cells = ", ".join(str(count) for row in table for count in row)
    calls = 50 if sum(map(sum, table)) < 50 else 1  # R's clock ticks in milliseconds
    script = R.format(cells=cells, columns=len(table[0]), calls=calls)
    said = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    seconds, p = said.stdout.split()
    return float(seconds), float(p)


def values(people: int, highest: int) -> list[list[int]]:
    """Return the values of two groups of half of the people each, with ties."""
    draw = random.Random(1)
    return [[draw.randrange(highest) + shift for _ in range(people // 2)] for shift in (0, 1)]


def sampled(groups: list[list[int]], of_ranks: bool) -> Callable[[], object]:
    """Return SciPy's test by 9,999 random splits."""
    held = np.split(stats.rankdata(np.concatenate(groups)), 2) if of_ranks else groups
    return lambda: stats.permutation_test(
        held, lambda x, y, axis: np.mean(x, axis) - np.mean(y, axis), vectorized=True, rng=1
    )


def row(what: str, people: int, ours: Callable, peer: str, theirs: tuple[float, float]) -> dict:
    """Return one comparison."""
    own, p = timed(ours)
    numbers = (f"{own:.4f}", peer, f"{theirs[0]:.4f}", f"{abs(p - theirs[1]):.1e}")
    return dict(zip(FIELDS, (what, str(people), *numbers), strict=True))


def comparisons() -> Iterator[dict]:
    """Yield every comparison, and the interval that has no peer."""
    for what, table in TABLES.items():
        people = sum(map(sum, table))
        ours = lambda table=table: categories.table_p_value(table)  # noqa: E731
        yield row(f"table, {what}", people, ours, "R fisher.test", by_r(table))
    for people, highest in ((200, 20), (2000, 40)):
        groups = values(people, highest)
        for what, test in (
            ("rank sum with ties", two_samples.permutation_of_ranks),
            ("permutation of means", two_samples.permutation_of_means),
        ):
            theirs = timed(sampled(groups, what.startswith("rank")))
            ours = lambda test=test, groups=groups: test(*groups)  # noqa: E731
            yield row(what, people, ours, "SciPy permutation_test, sampled", theirs)
    yield row(
        "binomial",
        2000,
        lambda: one_share.binomial_p_value(1640, 2000, Fraction(829, 1000)),
        "SciPy binomtest",
        timed(lambda: stats.binomtest(1640, 2000, 0.829)),
    )
    yield row(
        "Fisher",
        2000,
        lambda: two_shares.fisher(400, 1000, 450, 1000),
        "SciPy fisher_exact",
        timed(lambda: stats.fisher_exact([[400, 600], [450, 550]])),
    )
    for table in ((15, 20, 9, 20), (80, 100, 60, 100)):
        seconds, _ = timed(lambda table=table: two_shares.difference_interval(*table)[0])
        numbers = ("interval of a difference", str(table[1] + table[3]), f"{seconds:.4f}")
        yield dict(zip(FIELDS, (*numbers, "none", "", ""), strict=True))


if __name__ == "__main__":
    path = RESULTS / "exact.csv"
    path.unlink(missing_ok=True)
    for result in comparisons():
        print(*result.values(), sep=" | ", flush=True)
        add(path, FIELDS, [result])
