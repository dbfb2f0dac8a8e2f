"""Records what the tests try against the study, and what fails, in data/trials.csv: `python
tests/trials.py`, which takes as long as those tests.

Bad inputs are counted by kind, faults one by one, and the attack is that of the build itself, on a
made-up study with a strict cohort.
"""

from __future__ import annotations

import csv
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
KINDS = {
    "test_hostile.py": "bad_input",
    "test_hostile_text.py": "hostile_text",
    "test_fuzz.py": "bad_input",
    "test_faults.py": "fault",
}
COLUMNS = ("kind", "what", "tried", "failed", "narrowest", "ran_on", "machine", "commit")


class Recorder:
    """A pytest plugin that counts what was tried and what failed; what was skipped was
    not tried.
    """

    def __init__(self):
        self.tried: Counter = Counter()
        self.failed: Counter = Counter()

    def pytest_runtest_logreport(self, report) -> None:
        name = named(report.nodeid)
        if report.when == "call" and not report.skipped:
            self.tried[name] += 1
            self.failed[name] += report.failed
        elif report.failed:  # while it was prepared
            self.tried[name] += report.when == "setup"
            self.failed[name] += 1

    def rows(self) -> list[tuple]:
        return [
            (kind, what, tried, self.failed[kind, what], "")
            for (kind, what), tried in self.tried.items()
        ]


def named(node: str) -> tuple[str, str]:
    """The kind of a trial and what it is in words: of a bad input the kind of file, of anything
    else what the test is called.
    """
    from hostile.corpus import KINDS as CORPUS

    path, _, test = node.partition("::")
    file = path.rpartition("/")[2]
    function, _, case = test.rstrip("]").partition("[")
    kinds = {each.name: kind for kind, cases in CORPUS.items() for each in cases}
    if function.startswith("test_a_bad_input_ends_in_a_sentence") and case in kinds:
        return KINDS[file], _sentence(kinds[case])
    words = _sentence(re.sub(r"^test_", "", function).replace("_", " "))
    return KINDS[file], words + (
        f": {case.replace('-', ', ')}" if KINDS[file] == "fault" and case else ""
    )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def attack() -> tuple:
    """What the build's own attack leaves of the counts of a strict cohort that are not printed."""
    from conftest import _strict

    from cohortbook.publication.inference_attack import attacked
    from cohortbook.publication.loading import load_study

    with tempfile.TemporaryDirectory() as folder:
        found = attacked(load_study(_strict(Path(folder) / "study")))
    return (
        "attack",
        "Counts of a made-up strict cohort of thirteen people that are not printed",
        len(found),
        sum(not outcome.is_safe for outcome in found),
        min(len(outcome.values) for outcome in found),
    )


def write(rows: list[tuple], path: Path, run: tuple[str, str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*row, *run) for row in rows)


def this_run() -> tuple[str, str, str]:
    """Today, the machine in words, and the commit that the working tree stands on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    return (
        date.today().isoformat(),
        f"{platform.system()}, {platform.machine()}, Python {platform.python_version()}",
        commit,
    )


def main(arguments: list[str]) -> int:
    sys.path[:0] = [str(TESTS), str(ROOT / "benchmarks")]
    os.environ["COHORTBOOK_REQUIRE_BROWSER"] = "1"  # hostile text is looked for in a browser too
    recorder = Recorder()
    code = pytest.main(
        ["-q", "-m", "not of_the_tests", *(str(TESTS / name) for name in KINDS), *arguments],
        plugins=[recorder],
    )
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        print("the tests did not run to their end, so nothing was recorded", file=sys.stderr)
        return int(code)
    write([*sorted(recorder.rows()), attack()], ROOT / "data" / "trials.csv", this_run())
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
