"""Measures how long a book takes, and how much memory: cohortbook, the plain way, and bookdown, on
made-up studies, side by side.

python benchmarks/run.py --cohorts 2 10 50 --repeats 3

Every measured command is a process of its own on a study in a temporary folder. The tools take
turns, so that a machine that slows down does so for all. Each result is a row of
benchmarks/results/times.csv as soon as it is there, and rows that are there are not measured again:
a run that was stopped goes on where it was. `--fresh` begins anew, `--estimate` only says how long
it will take.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from machine import write_machine
from made_up import write_study
from measure import Cost, cost_of
from record import add, read
from scenarios import SCENARIOS, change, write_small_job

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
FIELDS = (
    "tool",
    "cohorts",
    "scenario",
    "repeat",
    "wall",
    "cpu",
    "largest",
    "together",
    "others",
    "load_before",
    "pages",
)
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
} | {"PYTHONHASHSEED": "0"}
PYTHON = [sys.executable, "-W", "ignore"]
BUILD = [*PYTHON, "-m", "cohortbook", "build", "--study"]


@dataclass(frozen=True)
class Tool:
    """A way of making a book: the study it is given, its command, the scenarios in which it differs
    from cold, and roughly its seconds.
    """

    write: Callable[[Path, int], Path]
    command: Callable[[Path], list[str]]
    scenarios: tuple[str, ...]
    seconds: tuple[
        float, float
    ]  # of a cold build on two cores: whatever the size, and for each cohort


TOOLS = {
    "cohortbook": Tool(write_study, lambda root: [*BUILD, str(root)], tuple(SCENARIOS), (12, 2)),
    "plain": Tool(
        write_study, lambda root: [*PYTHON, str(HERE / "plain.py"), str(root)], ("cold",), (90, 20)
    ),
    "cohortbook, small job": Tool(
        write_small_job, lambda root: [*BUILD, str(root)], tuple(SCENARIOS), (8, 0.6)
    ),
    "plain, small job": Tool(
        write_small_job,
        lambda root: [*PYTHON, str(HERE / "plain.py"), str(root)],
        ("cold",),
        (5, 5),
    ),
    "bookdown, small job": Tool(
        write_small_job,
        lambda root: ["Rscript", str(HERE / "job" / "book.R"), str(root), str(root / "r")],
        ("cold",),
        (2, 0.3),
    ),
}
SHARES = {
    "cold": 1,
    "nothing": 0.02,
    "cell": 0.5,
    "template": 0.7,
    "added": 0.5,
}  # of a cold build, roughly


def measured(
    tool: str, cohorts: int, scenarios: list[str]
) -> Iterator[tuple[str, Cost, float, int]]:
    """Yield scenario, cost, the load before it and how many pages ran, for a new study of so many
    cohorts; each scenario goes on from the one before.

    After one cell has changed, `cell_pages` is what the pages that ran cost when they alone are
    asked for, and `cell_run` what finding them and running them costs.
    """
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        root = TOOLS[tool].write(Path(folder) / "study", cohorts)
        for scenario in scenarios:
            change(root, scenario)
            before, load = _pages(root), os.getloadavg()[0]
            cost = cost_of(TOOLS[tool].command(root), root, ENVIRONMENT)
            ran = [page for page, digest in _pages(root).items() if before.get(page) != digest]
            yield scenario, cost, load, len(ran)
            if scenario == "cell" and tool.startswith("cohortbook"):
                yield from _pages_alone(root, ran)


def _pages_alone(root: Path, pages: list[str]) -> Iterator[tuple[str, Cost, float, int]]:
    run = [*PYTHON, "-m", "cohortbook", "run", "--study", str(root)]
    change(root, "cell")
    for scenario, names in (("cell_run", []), ("cell_pages", pages)):
        load = os.getloadavg()[0]
        yield scenario, cost_of([*run, *names], root, ENVIRONMENT), load, len(pages)


def _pages(root: Path) -> dict[str, str]:
    """The pages that have been run, each with a digest of what it was made from and of what came
    out.
    """
    path = root / "book" / "executed" / "manifest.json"
    return (
        {
            page: json.dumps(made)
            for page, made in json.loads(path.read_text(encoding="utf-8"))["pages"].items()
        }
        if path.exists()
        else {}
    )


def run(tools: list[str], sizes: list[int], scenarios: list[str], repeats: int, path: Path) -> None:
    """Measure what is not measured yet, the tools in turn, and add it to a table row by row."""
    done = {
        (row["tool"], int(row["cohorts"]), int(row["repeat"]))
        for row in read(path)
        if row["scenario"] == "end"
    }
    for size in sizes:
        for repeat in range(1, repeats + 1):
            for tool in tools:
                if (tool, size, repeat) not in done:
                    asked = [
                        name
                        for name in SCENARIOS
                        if name in TOOLS[tool].scenarios and (name in scenarios or name == "cold")
                    ]
                    _run_one(tool, size, repeat, asked, path)


def _run_one(tool: str, size: int, repeat: int, scenarios: list[str], path: Path) -> None:
    rows = []
    for scenario, cost, load, pages in measured(tool, size, scenarios):
        print(
            f"{tool}, {size} cohorts, {scenario}, {repeat}: {cost.wall:.1f} s, processors"
            f" {cost.cpu:.1f} s, {cost.together:.0f} MiB",
            flush=True,
        )
        rows.append(
            {
                "tool": tool,
                "cohorts": size,
                "scenario": scenario,
                "repeat": repeat,
                "load_before": round(load, 2),
                "pages": pages,
                **{name: round(value, 2) for name, value in asdict(cost).items()},
            }
        )
    add(path, FIELDS, [*rows, {"tool": tool, "cohorts": size, "scenario": "end", "repeat": repeat}])


def estimate(
    tools: list[str], sizes: list[int], scenarios: list[str], repeats: int
) -> dict[int, float]:
    """Return roughly how many minutes each size takes on two cores."""
    shares = {
        tool: sum(
            SHARES[name]
            for name in SCENARIOS
            if name in TOOLS[tool].scenarios and (name in scenarios or name == "cold")
        )
        for tool in tools
    }
    return {
        size: (
            repeats
            * sum(
                shares[tool] * (TOOLS[tool].seconds[0] + TOOLS[tool].seconds[1] * size)
                for tool in tools
            )
            / 60
        )
        for size in sizes
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cohorts", type=int, nargs="+", default=[2, 10, 50])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument(
        "--scenarios",
        nargs="+",
        choices=SCENARIOS,
        default=list(SCENARIOS),
        help="cold is always measured",
    )
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER")
    parser.add_argument("--fresh", action="store_true", help="forget what is measured already")
    parser.add_argument("--estimate", action="store_true", help="only say how long it will take")
    options = parser.parse_args()
    tools = [
        tool for tool in options.tools if tool != "bookdown, small job" or shutil.which("Rscript")
    ]
    for size, minutes in estimate(
        tools, options.cohorts, options.scenarios, options.repeats
    ).items():
        print(f"{size} cohorts: about {minutes:.0f} minutes")
    if options.estimate:
        return
    if options.fresh:
        shutil.rmtree(options.results, ignore_errors=True)
    compileall.compile_dir(
        sysconfig.get_path("purelib"), quiet=2
    )  # as an installer does; otherwise every process compiles again
    run(tools, options.cohorts, options.scenarios, options.repeats, options.results / "times.csv")
    write_machine(options.results, read(options.results / "times.csv"))


if __name__ == "__main__":
    main()
