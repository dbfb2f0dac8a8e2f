"""Takes a file into a cohort: reads it, resolves names and codes, checks everything, and only then writes.

Names, quotes and the log go to `private/COHORT/`; identifiers and counts go to `data/cohorts/COHORT/`. Either everything is
written or nothing is.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml

from cohortbook.dictionary import Dictionary, load_dictionary
from cohortbook.intake import keys, readers
from cohortbook.intake.coded import coded_tables
from cohortbook.intake.model import CodedProject, IntakeError
from cohortbook.intake.privacy import private_in
from cohortbook.intake.text import csv_text, rows_of
from cohortbook.problems import Problem, StudyError
from cohortbook.study import COHORTS, HANDLE, read_study

PRIVATE = Path("private")
CODED = ("passages", "attributions", "codings")
FREE_TEXT = ("role", "qualifying_award", "highest_award", "research_knowledge", "summary", "note", "as_printed", "locator", "measure")


def take_in(root: Path, cohort: str, file: Path, may_replace: bool = False, say: Callable[[str], None] = print) -> None:
    """Read a file and write the tables of a cohort from it.

    A workbook that `cohortbook new` made gives all its tables; anything else is a coded project and gives passages, attributions and codings.
    Raises IntakeError, or StudyError with every problem of what would be written; then nothing was written, except, in
    `private/`, an empty key to be filled.
    """
    if not HANDLE.fullmatch(cohort):
        raise IntakeError(f"{cohort!r} is not the name of a cohort; it is cohort_ and two digits, for example cohort_03")
    if not file.exists():
        raise IntakeError(f"there is no file {file}")
    dictionary = load_dictionary(root)
    content = readers.read(file, dictionary)
    if isinstance(content, CodedProject):
        files, private = _coded(root, cohort, dictionary, content)
        kind = set(CODED)
    else:
        files, private = _from_workbook(root, cohort, dictionary, *content), {}
        kind = {name.removesuffix(".csv") for name in files}
    _refuse_overwriting(root, cohort, kind, may_replace)
    _refuse_private(root, cohort, files)
    _refuse_problems(root, cohort, files, "" if isinstance(content, CodedProject) else file.name)
    _write(root / COHORTS / cohort, {name: _without_empty_rows(text) if name.endswith(".csv") else text for name, text in files.items()})
    _write(root / PRIVATE / cohort, private)
    for name, text in files.items():
        rows = f", {len(rows_of(text)) - 1} rows" if name.endswith(".csv") else ""
        say(f"{(COHORTS / cohort / name).as_posix()}{rows}")
    for name in private:
        say(f"{(PRIVATE / cohort / name).as_posix()} (private: not published, not in git)")


def _from_workbook(root: Path, cohort: str, dictionary: Dictionary, fields: dict[str, str], sheets: dict[str, list[list[str]]]) -> dict[str, str]:
    """Return the files of a cohort from its workbook; tables that hold no row and may be lacking are left out."""
    columns = {column.name: column for column in dictionary.cohort_fields}
    stated = {name: [part.strip() for part in value.strip("[]").split(",")] if name in columns and columns[name].type == "array" else _plain(value)
              for name, value in fields.items() if value}
    files = {"cohort.yml": yaml.safe_dump(stated, allow_unicode=True, sort_keys=False)}
    optional = {table.name for table in dictionary.cohort_tables if table.is_optional}
    for name, rows in sheets.items():
        if len(rows) > 1 or name not in optional:
            files[f"{name}.csv"] = csv_text(rows or [list(dictionary.tables[name].column_names)])
    return files


def _plain(value: str) -> int | str:
    return int(value) if value.isdigit() else value


def _coded(root: Path, cohort: str, dictionary: Dictionary, project: CodedProject) -> tuple[dict[str, str], dict[str, str]]:
    study, _ = read_study(root)
    if cohort not in study.cohorts:
        raise IntakeError(f"{cohort} is not in the study yet; take in its workbook first, so that it is known who its people are")
    folder = root / PRIVATE / cohort
    others = sorted({segment.cohort for segment in project.segments if segment.cohort} - {cohort, study.cohorts[cohort]["title"]})
    if others:
        raise IntakeError(f"the file holds rows of {', '.join(others)}, not only of {cohort}; take in one cohort at a time")
    people = keys.people(folder, study, cohort, project)
    themes = keys.themes(folder, study, project)
    return coded_tables(study, cohort, project, people, themes, folder)


def _refuse_overwriting(root: Path, cohort: str, kinds: set[str], may_replace: bool) -> None:
    there = [name for name in sorted(kinds) if (root / COHORTS / cohort / f"{name}.csv").exists()]
    if there and not may_replace:
        raise IntakeError(f"{cohort} has {', '.join(f'{name}.csv' for name in there)} already; to put this file in their place, add --replace")


def _refuse_private(root: Path, cohort: str, files: dict[str, str]) -> None:
    """Raise StudyError naming every cell that looks private. What it holds is not repeated: messages are copied into e-mails."""
    names = keys.known_names(root / PRIVATE / cohort)
    problems = []
    for name, text in files.items():
        if not name.endswith(".csv"):
            continue
        header, *rows = rows_of(text)
        for line, row in enumerate(rows, start=2):
            for column, cell in zip(header, row, strict=False):
                if column in FREE_TEXT:
                    problems += [Problem((COHORTS / cohort / name).as_posix(), line, column, f"would hold what looks like {what}; take it out, it must not be published")
                                 for what in private_in(cell, names)]
    if problems:
        raise StudyError(problems)


def _refuse_problems(root: Path, cohort: str, files: dict[str, str], workbook: str) -> None:
    """Raise StudyError with every problem the study would have of this cohort, found on a copy; those of a workbook are placed in its sheets."""
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        copy = Path(folder)
        shutil.copytree(root / "data", copy / "data")
        _write(copy / COHORTS / cohort, files)
        problems = [problem for problem in read_study(copy)[1] if cohort in problem.file]
    if problems:
        raise StudyError([replace(problem, file=f"{workbook}, sheet {Path(problem.file).stem}") for problem in problems] if workbook else problems)


def _without_empty_rows(text: str) -> str:
    return csv_text([row for row in rows_of(text) if any(row)])


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write files so that each is whole or as it was."""
    if not files:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        part = folder / f".{name}.part"
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(folder / name)
