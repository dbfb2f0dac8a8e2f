"""Test the tests of the study: change one cell of the data at a time and see what notices.

A cell that can be changed to another valid value without any check, number or claim noticing is
either words for readers, and its column says so in the dictionary, or a hole.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cohortbook.audit.claims import audited, report_of
from cohortbook.study.dictionary import Column, Table
from cohortbook.study.problems import UnknownName, nearest
from cohortbook.study.study import Study, read_study


@dataclass(frozen=True)
class Mutant:
    """One cell with another value: the file and its line (the header is line 1), the column, what
    is there and what was put there.
    """

    file: str
    line: int
    column: str
    former: str
    value: str
    unchecked: str  # why nothing is expected to notice; empty where something should


@dataclass(frozen=True)
class Outcome:
    """What noticed a changed cell: problems of the check, ids of numbers and of claims that
    changed, tests of the data that failed.

    The tests are asked only where nothing else noticed; a number that moved is noticed by those
    that freeze the findings.
    """

    mutant: Mutant
    problems: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def noticed(self) -> bool:
        return bool(self.problems or self.numbers or self.claims or self.tests)


def mutants_of(study: Study, tables: list[str], cells: int) -> list[Mutant]:
    """Return up to `cells` changed cells of each column of each file, spread over its rows, always
    the same ones.

    `tables` names the tables to change; none means all. Raises UnknownName for a table that is not
    in the dictionary.
    """
    for name in tables:
        if name not in study.dictionary.tables:
            raise UnknownName(
                f"{name!r} is no table of this study" + nearest(name, study.dictionary.tables)
            )
    chosen = [
        table for table in study.dictionary.tables.values() if table.name in tables or not tables
    ]
    return [
        mutant
        for table in chosen
        for path in _files(study, table)
        for mutant in _of_file(study.root, path, table, cells)
    ]


def _files(study: Study, table: Table) -> list[str]:
    paths = [
        f"data/{path.format(cohort=cohort)}"
        for path in table.paths
        for cohort in (study.cohorts if "{cohort}" in path else [""])
    ]
    return [path for path in paths if (study.root / path).exists()]


def _of_file(root: Path, path: str, table: Table, cells: int) -> Iterator[Mutant]:
    rows = _read(root / path)
    for column in table.columns:
        if column.name not in rows[0]:  # it may be missing from an older file
            continue
        place = rows[0].index(column.name)
        values = [row[place] for row in rows[1:]]
        filled = [line for line, value in enumerate(values) if value]
        for line in _spread(filled, cells):
            value = another(values[line], column, values)
            if value is not None:
                yield Mutant(path, line + 2, column.name, values[line], value, column.unchecked)


def _spread(places: list[int], most: int) -> list[int]:
    """Up to `most` of the places, evenly spread, the one in the middle first of all."""
    count = min(most, len(places))
    return [places[(2 * step + 1) * len(places) // (2 * count)] for step in range(count)]


def another(value: str, column: Column, values: list[str]) -> str | None:
    """Return another value that the column allows, from the column itself where it can be; None if
    there is none.
    """
    if column.enum:
        return next((option for option in column.enum if option != value), None)
    if column.type == "boolean":
        return "false" if value.lower() == "true" else "true"
    if column.type in ("integer", "year", "number"):
        return f"{float(value) + 1:g}" if "." in value else str(int(value) + 1)
    return next((other for other in values if other and other != value), f"{value}x")


def mutate(study: Study, mutants: list[Mutant]) -> Iterator[Outcome]:
    """Yield what noticed each mutant, in order, working on copies of the data on every
    processor.
    """
    before = _state(study.root)
    with (
        tempfile.TemporaryDirectory(prefix="cohortbook-") as folder,
        ProcessPoolExecutor(max_workers=os.cpu_count()) as pool,
    ):
        yield from pool.map(
            _tried,
            mutants,
            [study.root] * len(mutants),
            [folder] * len(mutants),
            [before] * len(mutants),
        )


def _tried(mutant: Mutant, root: Path, folder: str, before: tuple[dict, dict]) -> Outcome:
    copy = Path(folder) / str(os.getpid())
    if not copy.exists():
        _copy(root, copy)
    path = copy / mutant.file
    original = path.read_bytes()
    path.write_text(_changed(path, mutant), encoding="utf-8", newline="")
    try:
        _, problems = read_study(copy)
        if problems:
            return Outcome(mutant, problems=tuple(map(str, problems)))
        outcome = _compared(mutant, before, *_state(copy))
        return outcome if outcome.noticed else Outcome(mutant, tests=_failing_tests(copy))
    finally:
        path.write_bytes(original)


def _copy(root: Path, copy: Path) -> None:
    """Copy what the data's tests need, and no more."""
    for name in ("data", "tests", "notebooks"):
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name)
    shutil.copy2(root / "_config.yml", copy)


def _failing_tests(copy: Path) -> tuple[str, ...]:
    tests = Path("tests/test_data.py")
    if not (copy / tests).exists():
        return ()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--no-header",
            "--tb=no",
            "-rf",
            "-p",
            "no:cacheprovider",
            str(tests),
        ],
        check=False,
        cwd=copy,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return tuple(
        line.split(" ")[1] for line in done.stdout.splitlines() if line.startswith("FAILED")
    )


def _compared(mutant: Mutant, before: tuple[dict, dict], numbers: dict, claims: dict) -> Outcome:
    changed = [
        tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))
        for old, new in zip(before, (numbers, claims), strict=True)
    ]
    return Outcome(mutant, numbers=changed[0], claims=changed[1])


def _state(root: Path) -> tuple[dict[str, tuple], dict[str, tuple]]:
    """Return every number and every claim's verdict, by id; a claim that can no longer
    be judged has none.
    """
    report = report_of(read_study(root)[0])
    claims = audited(report)[0]
    numbers = {
        name: (finding.value, finding.n, finding.unit, finding.label)
        for name, finding in report.found.items()
    }
    return numbers, {
        row["claim_id"]: (row["verdict"], row["recomputed_value"])
        for row in claims.to_dict("records")
    }


def _changed(path: Path, mutant: Mutant) -> str:
    rows = _read(path)
    rows[mutant.line - 1][rows[0].index(mutant.column)] = mutant.value
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _read(path: Path) -> list[list[str]]:
    """Every row of a file; `line` here counts rows, which in files with line breaks inside cells is
    not the line of the text.
    """
    return [
        row
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        if row
    ]


def summary(outcomes: list[Outcome]) -> str:
    """Return, as text, how many cells were noticed by what, and every cell that nothing noticed."""
    counts = {
        "check": sum(bool(o.problems) for o in outcomes),
        "numbers": sum(bool(o.numbers) for o in outcomes),
        "claims": sum(bool(o.claims) for o in outcomes),
        "tests": sum(bool(o.tests) for o in outcomes),
        "nothing": sum(not o.noticed for o in outcomes),
    }
    lines = [
        f"{len(outcomes)} cells changed, one at a time: {counts['check']} refused by check,"
        f" {counts['numbers']} moved a number, {counts['claims']} moved a claim, {counts['tests']}"
        f" failed only a test of the data, {counts['nothing']} noticed by nothing"
    ]
    for outcome in outcomes:
        if not outcome.noticed:
            mutant = outcome.mutant
            lines.append(
                f"{mutant.file}:{mutant.line}: {mutant.column}: {mutant.former!r} as"
                f" {mutant.value!r}: "
                + (f"explained: {mutant.unchecked}" if mutant.unchecked else "NOT EXPLAINED")
            )
    return "\n".join(lines)
