"""Takes a file into a cohort: reads it, resolves names and codes, checks everything, and only then writes.

Names, quotes and the log go to `private/COHORT/`; identifiers and counts go to `data/cohorts/COHORT/`, new themes to the
codebook. Either everything is written or nothing is.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from cohortbook.dictionary import Dictionary, load_dictionary
from cohortbook.intake import readers
from cohortbook.intake.coded import coded_tables
from cohortbook.intake.codes import Themes, read_themes
from cohortbook.intake.model import Code, Codebook, CodedProject, IntakeError
from cohortbook.intake.people import known_names, read_people
from cohortbook.intake.privacy import private_in
from cohortbook.intake.text import csv_text, rows_of
from cohortbook.intake.workbook import Filled
from cohortbook.problems import Problem, StudyError
from cohortbook.study import COHORTS, HANDLE, Study, read_study

PRIVATE = Path("private")
CODEBOOK = "data/codebook/themes.csv"
FREE_TEXT = ("role", "qualifying_award", "highest_award", "research_knowledge", "summary", "note", "as_printed", "locator", "measure", "label", "definition")


class Taken(NamedTuple):
    """What is to be written: text by its path in the study, and text by its name in the cohort's private folder."""

    files: dict[str, str]
    private: dict[str, str]


def take_in(root: Path, cohort: str, file: Path, may_replace: bool = False, say: Callable[[str], None] = print) -> None:
    """Read a file and write the tables of a cohort from it.

    A workbook that `cohortbook new` made gives all its tables; a coded project gives passages, attributions and codings; a
    codebook gives themes that are new. Raises IntakeError, or StudyError with every problem of what would be written; then
    nothing was written, except, in `private/`, a key to be filled.
    """
    if not HANDLE.fullmatch(cohort):
        raise IntakeError(f"{cohort!r} is not the name of a cohort; it is cohort_ and two digits, for example cohort_03")
    if not file.exists():
        raise IntakeError(f"there is no file {file}")
    content = readers.read(file, load_dictionary(root))
    taken = _taken(root, cohort, file.name, content)
    _refuse_overwriting(root, cohort, taken.files, may_replace)
    _refuse_private(root, cohort, taken.files)
    _refuse_problems(root, cohort, taken.files, file.name if isinstance(content, Filled) else "")
    private = {f"{(PRIVATE / cohort / name).as_posix()}": text for name, text in taken.private.items()}
    _write(root, {name: _without_empty_rows(text) if name.endswith(".csv") and name != CODEBOOK else text for name, text in taken.files.items()} | private)
    for name, text in taken.files.items():
        say(f"{name}{f', {len(rows_of(text)) - 1} rows' if name.endswith('.csv') else ''}")
    for name in private:
        say(f"{name} (private: not published, not in git)")


def _taken(root: Path, cohort: str, name: str, content: CodedProject | Codebook | Filled) -> Taken:
    if isinstance(content, Filled):
        return Taken(_from_workbook(cohort, name, load_dictionary(root), content), {})
    study, _ = read_study(root)
    folder = root / PRIVATE / cohort
    if isinstance(content, Codebook):
        themes = read_themes(folder, study, [code for code in content.codes if code.is_codable])
        if not themes.added:
            raise IntakeError(f"{name}: nothing to take in; every code is a theme of the codebook already, or is left out by codes.csv")
        return Taken(_codebook(root, themes), {})
    return _coded(root, cohort, study, content, folder)


def _from_workbook(cohort: str, name: str, dictionary: Dictionary, filled: Filled) -> dict[str, str]:
    """Return the files of a cohort from its workbook; tables that hold no row and may be lacking are left out."""
    if filled.cohort != cohort:
        raise IntakeError(f"{name} is the workbook of {filled.cohort or 'no cohort (its sheet `cohort` does not say)'}, not of {cohort}; take it in there, or begin {cohort} with "
                          "`cohortbook new`")
    columns = {column.name: column for column in dictionary.cohort_fields}
    stated = {field: [part.strip() for part in value.strip("[]").split(",")] if field in columns and columns[field].type == "array" else _plain(value)
              for field, value in filled.fields.items() if value}
    folder = (COHORTS / cohort).as_posix()
    files = {f"{folder}/cohort.yml": yaml.safe_dump(stated, allow_unicode=True, sort_keys=False)}
    optional = {table.name for table in dictionary.cohort_tables if table.is_optional}
    for table, rows in filled.tables.items():
        if len(rows) > 1 or table not in optional:
            files[f"{folder}/{table}.csv"] = csv_text(rows or [list(dictionary.tables[table].column_names)])
    return files


def _plain(value: str) -> int | str:
    return int(value) if value.isdigit() else value


def _coded(root: Path, cohort: str, study: Study, project: CodedProject, folder: Path) -> Taken:
    if cohort not in study.cohorts:
        raise IntakeError(f"{cohort} is not in the study yet; take in its workbook first, so that it is known who its people are")
    others = sorted({segment.cohort for segment in project.segments if segment.cohort} - {cohort, study.cohorts[cohort]["title"]})
    if others:
        raise IntakeError(f"the file holds rows of {', '.join(others)}, not only of {cohort}; take in one cohort at a time")
    people = read_people(folder, study, cohort, project)
    themes = read_themes(folder, study, _codes_in_use(project))
    coded = coded_tables(study, cohort, project, people, themes.of_code, folder)
    files = {f"{(COHORTS / cohort).as_posix()}/{name}": text for name, text in coded.tables.items()}
    return Taken(files | (_codebook(root, themes) if themes.added else {}), coded.private)


def _codes_in_use(project: CodedProject) -> Iterable[Code]:
    described = {code.path: code for code in project.codes}
    return [described.get(path, Code(path)) for path in dict.fromkeys(segment.code for segment in project.segments)]


def _codebook(root: Path, themes: Themes) -> dict[str, str]:
    """The codebook with the new themes below those it has, which stay as they are."""
    text = (root / CODEBOOK).read_text(encoding="utf-8-sig")
    header = rows_of(text)[0]
    added = csv_text([[row.get(column, "") for column in header] for row in themes.added])
    return {CODEBOOK: text + "\n" * (not text.endswith("\n")) + added}


def _refuse_overwriting(root: Path, cohort: str, files: dict[str, str], may_replace: bool) -> None:
    there = [Path(name).name for name in sorted(files) if name.endswith(".csv") and name != CODEBOOK and (root / name).exists()]
    if there and not may_replace:
        raise IntakeError(f"{cohort} has {', '.join(there)} already; to put this file in their place, add --replace "
                          "(two projects of one cohort: merge them in your tool, or put both exports into one sheet)")


def _refuse_private(root: Path, cohort: str, files: dict[str, str]) -> None:
    """Raise StudyError naming every cell that looks private. What it holds is not repeated: messages are copied into e-mails."""
    names = known_names(root / PRIVATE / cohort)
    problems = []
    for name, text in files.items():
        if name.endswith(".yml"):
            problems += [Problem(name, None, field, f"would hold what looks like {what}; take it out, it must not be published")
                         for field, value in yaml.safe_load(text).items() for what in private_in(str(value), names)]
            continue
        header, *rows = rows_of(text)
        for line, row in enumerate(rows, start=2):
            for column, cell in zip(header, row, strict=False):
                if column in FREE_TEXT:
                    problems += [Problem(name, line, column, f"would hold what looks like {what}; take it out, it must not be published")
                                 for what in private_in(cell, names)]
    if problems:
        raise StudyError(problems)


def _refuse_problems(root: Path, cohort: str, files: dict[str, str], workbook: str) -> None:
    """Raise StudyError with every problem the study would have of this cohort, found on a copy; those of a workbook are placed in its sheets."""
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        copy = Path(folder)
        shutil.copytree(root / "data", copy / "data")
        _write(copy, files)
        problems = [problem for problem in read_study(copy)[1] if cohort in problem.file or problem.file in files]
    if problems:
        raise StudyError([replace(problem, file=f"{workbook}, sheet {Path(problem.file).stem}") for problem in problems] if workbook else problems)


def _without_empty_rows(text: str) -> str:
    return csv_text([row for row in rows_of(text) if any(row)])


def _write(root: Path, files: dict[str, str]) -> None:
    """Write files beside those they replace, and only when all are written put them in their place. Raises IntakeError if one cannot be."""
    parts = {root / name: (root / name).with_name(f".{Path(name).name}.part") for name in files}
    path = root
    try:
        for (path, part), text in zip(parts.items(), files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(text, encoding="utf-8", newline="\n")
            if path.exists():  # on Windows a file that Excel holds open cannot be replaced
                path.open("r+b").close()
    except OSError as error:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise IntakeError(f"{path.relative_to(root).as_posix()} cannot be written ({error.strerror}); is it open in another program? Nothing was written") from None
    for path, part in parts.items():
        part.replace(path)
