"""Records what the tests try against the program, and what fails, in tests/trials.csv, and writes
the tables of docs/robustness.md: `python tests/trials.py`, which takes as long as those tests.

Bad inputs are counted by kind, faults one by one, and the attack is that of the build itself, on a
made-up study with a strict cohort. `make freeze` writes the tables again from the record.
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

from cohortbook.study.wording import date_text

TESTS = Path(__file__).parent
ROOT = TESTS.parent
RECORD, PAGE = TESTS / "trials.csv", ROOT / "docs" / "robustness.md"
KINDS = {
    "test_hostile.py": "bad_input",
    "test_hostile_text.py": "hostile_text",
    "test_fuzz.py": "bad_input",
    "test_faults.py": "fault",
}
SAID = {
    "fault": "Faults",
    "bad_input": "Bad inputs",
    "hostile_text": "Hostile text in every field",
    "attack": "Hidden numbers attacked",
}
TABLE = re.compile(r"(<!-- trials(?:: (\w+))? -->\n).*?(?=<!-- end of trials -->)", re.DOTALL)
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


def with_tables(page: str, rows: list[dict[str, str]]) -> str:
    """Return the page with its tables as the record has them: of a kind, or of all."""

    def written(block: re.Match) -> str:
        return f"{block[1]}\n{table(block[2], rows) if block[2] else totals(rows)}\n"

    return TABLE.sub(written, page)


def totals(rows: list[dict[str, str]]) -> str:
    """Return when the trials were recorded, and how many of each kind were tried and failed."""
    lines = ["| Kind | Tried | Failed |", "|:--|--:|--:|"]
    for kind, said in SAID.items():
        own = [row for row in rows if row["kind"] == kind]
        tried, failed = (sum(int(row[name]) for row in own) for name in ("tried", "failed"))
        lines.append(f"| {said} | {tried} | {failed} |")
    runs = dict.fromkeys((row["ran_on"], row["machine"], row["commit"]) for row in rows)
    recorded = " ".join(
        f"Recorded on {date_text(day)} on {machine}, of commit {commit}."
        for day, machine, commit in runs
    )
    return "\n".join([recorded, "", *lines, ""])


def table(kind: str, rows: list[dict[str, str]]) -> str:
    """Return the trials of a kind, a row each; of attacks also the fewest values that are left."""
    columns = ["what", "tried", "failed"] + ["narrowest"] * (kind == "attack")
    headings = ["What", "Tried", "Failed", "Fewest values left"][: len(columns)]
    cells = [headings, [":--", *["--:"] * (len(columns) - 1)]]
    cells += [[row[name] for name in columns] for row in rows if row["kind"] == kind]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def state() -> None:
    """Write the tables of the page again from the record."""
    with RECORD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    page = with_tables(PAGE.read_text(encoding="utf-8"), rows)
    PAGE.write_text(page, encoding="utf-8", newline="\n")


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
    write([*sorted(recorder.rows()), attack()], RECORD, this_run())
    state()
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
