"""Measures how time and memory grow with the rows of a study: checking it, counting its themes, and
writing what is counted as results.

python benchmarks/scale.py --codings 10000 100000 1000000

A million codings are 300 cohorts of 40 people, as a national programme might have; fewer codings
have as many fewer cohorts. Each part is a process of its own; each result is a row of
benchmarks/results/scale.csv, and rows that are there are not measured again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from made_up import write_study
from measure import cost_of
from record import add, read
from run import ENVIRONMENT, RESULTS

from cohortbook import load_study
from cohortbook.findings import impacts, themes
from cohortbook.findings.results import as_results
from cohortbook.study.problems import StudyError
from cohortbook.study.study import read_study

PEOPLE, CODINGS_A_COHORT = 40, 1_000_000 // 300
PARTS = ("check", "theme tables", "results")
FIELDS = ("codings", "cohorts", "part", "repeat", "wall", "cpu", "largest", "together", "others")


def do(part: str, root: Path) -> None:
    """Do one part of the work on a study, and nothing more."""
    if part == "check":
        problems = read_study(root)[1]
        if problems:
            raise StudyError(problems)
        return
    study = load_study(root)
    tables = (
        function(study, scope)
        for scope in study.scopes
        for function in (themes.people_per_theme, impacts.impact, impacts.impact_status)
    )
    if part == "theme tables":
        for _ in tables:
            pass
    else:
        with (root / "results.json").open("w", encoding="utf-8") as file:
            for table in tables:
                json.dump(as_results(table), file)


def run(sizes: list[int], repeats: int, path: Path) -> None:
    """Measure what is not measured yet and add it to a table row by row."""
    for codings in sizes:
        done = {
            (row["part"], int(row["repeat"]))
            for row in read(path)
            if int(row["codings"]) == codings
        }
        wanted = [
            (part, repeat)
            for repeat in range(1, repeats + 1)
            for part in PARTS
            if (part, repeat) not in done
        ]
        if wanted:
            with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
                cohorts = max(3, codings // CODINGS_A_COHORT)
                root = write_study(Path(folder) / "study", cohorts, PEOPLE, codings)
                for part, repeat in wanted:
                    _measure(
                        part,
                        root,
                        {"codings": codings, "cohorts": cohorts, "part": part, "repeat": repeat},
                        path,
                    )


def _measure(part: str, root: Path, row: dict, path: Path) -> None:
    cost = cost_of(
        [sys.executable, __file__, "--part", part, "--study", str(root)], root, ENVIRONMENT
    )
    print(
        f"{row['codings']:,} codings, {part}: {cost.wall:.1f} s, processors {cost.cpu:.1f} s,"
        f" {cost.largest:.0f} MiB",
        flush=True,
    )
    add(path, FIELDS, [row | {name: round(value, 2) for name, value in asdict(cost).items()}])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codings", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER")
    parser.add_argument(
        "--part", choices=PARTS, help=argparse.SUPPRESS
    )  # what the processes that are measured are called with
    parser.add_argument("--study", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        do(options.part, options.study)
    else:
        run(options.codings, options.repeats, options.results / "scale.csv")


if __name__ == "__main__":
    main()
