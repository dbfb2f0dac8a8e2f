"""Looks for people, before anything is built, in what comes from a cohort: the text of its tables and its cohort.yml, and its identifiers.

Only there is every word of a name in the cohort's keys somebody's. In what the cohorts share (prose, bibliography, codebook, the
report's tables) a name counts only in full, first and last word together: the words of many names are words of English, or authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from cohortbook import reading
from cohortbook.dictionary import Table
from cohortbook.identifiers import fault_of, fault_of_protected
from cohortbook.intake.people import known_names
from cohortbook.intake.privacy import IN_KEY, full_names, private_in
from cohortbook.places import COHORTS, EXECUTED
from cohortbook.problems import Problem, StudyError
from cohortbook.reviewed import IDENTIFIER, is_reviewed, place_for, read_reviewed
from cohortbook.rules import at
from cohortbook.study import Study

PRIVATE = Path("private")
PEOPLE = ("participant_id", "manager_id")
SHARED = ("book/**/*.md", "book/*.bib", "notebooks/*.ipynb", "data/**/*.csv", "data/**/*.yml", "data/**/*.md", "data/**/*.json", "*.cff", "_config.yml", "_toc.yml")
Names = dict[str, str]  # of a cohort's keys, each with its file and row


def people_named(study: Study, cohorts: Iterable[str] | None = None) -> list[Problem]:
    """Return a problem for each place where people of the cohorts, or of all, could be known by a name, an address or an identifier.

    Raises IntakeError if a key in private/ cannot be read.
    """
    with reading.unrecorded():
        handles = list(study.cohorts) if cohorts is None else [handle for handle in cohorts if handle in study.cohorts]
        problems = read_reviewed(study.root)[1]
        for handle in handles:
            names = known_names(study.root / PRIVATE / handle)
            problems += [*_in_settings(study, handle, names), *_in_rows(study, handle, names), *_in_identifiers(study, handle, names)]
            problems += [*_names_elsewhere(study, handle, names), *_identifiers_elsewhere(study, handle)]
    return list(dict.fromkeys(problems))


def refuse_people_named(study: Study) -> None:
    """Raise StudyError with every problem that `people_named` finds."""
    problems = people_named(study)
    if problems:
        raise StudyError(problems)


def named_in(study: Study, frame: pd.DataFrame, columns: Iterable[str], names: Names) -> Iterator[Problem]:
    """Yield a problem for each cell of some columns of text that holds what looks private."""
    for column in columns:
        cells = frame[[column, "source_row"]].dropna()
        if any(private_in("\n".join(cells[column]), names)):
            for text, row in cells.itertuples(index=False):
                yield from (at(row, column, said) for said in _said(study, row.rsplit(":", 1)[0], text, names))


def text_columns(table: Table) -> list[str]:
    """Return the columns of a table that somebody writes in words."""
    referring = {reference.column for reference in table.references}
    return [column.name for column in table.columns
            if column.type == "string" and not (column.enum or column.pattern or column.name in referring or column.name in table.key)]


def _said(study: Study, file: str, text: str, names: Names) -> Iterator[str]:
    for seen in private_in(text, names):
        if not is_reviewed(study, file, seen.looks_like, seen.text):
            yield f"holds what looks like {seen.looks_like}{_where(names, seen.name)}; {_remedy(seen.looks_like)}"


def _where(names: Names, name: str) -> str:
    return f" ({names[name]})" if name else ""


def _remedy(looks_like: str) -> str:
    return f"take it out or, if it is something else, say so in {place_for(looks_like)}, under reviewed"


def _in_settings(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    file = (COHORTS / handle / "cohort.yml").as_posix()
    for field, value in study.cohorts[handle].items():
        yield from (Problem(file, None, field, said) for said in _said(study, file, str(value), names))


def _in_rows(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    for table in study.dictionary.cohort_tables:
        yield from named_in(study, study.rows(table.name, handle), text_columns(table), names)


def _in_identifiers(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    for table in study.dictionary.cohort_tables:
        referring = {reference.column for reference in table.references}
        for column in (column for column in table.columns if column.name.endswith("_id") and column.name not in referring):
            rows = study.rows(table.name, handle).dropna(subset=[column.name]).drop_duplicates(column.name)
            is_protected = column.name in PEOPLE and handle in study.strict
            for identifier, row in zip(rows[column.name], rows["source_row"], strict=True):
                fault = fault_of(identifier, names) or (fault_of_protected(identifier) if is_protected else "")
                if fault:
                    letters = "two letters or more" if is_protected else "letters"
                    yield at(row, column.name, f"{fault}; write {letters} that name nobody and a number, for example {column.example}")


def _names_elsewhere(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    """Yield a problem for each line, outside the cohort's own folder, that holds a name of its keys in full."""
    for file, line, text in _lines_with(study, full_names(names), handle):
        for name, place in names.items():
            held = (pattern := full_names([name])) and pattern.search(text)
            if held and not is_reviewed(study, file, IN_KEY, held.group()):
                yield Problem(file, line, None, f"holds in full what looks like {IN_KEY} ({place}); {_remedy(IN_KEY)}")


def _identifiers_elsewhere(study: Study, handle: str) -> Iterator[Problem]:
    """Yield a problem for each identifier of a strict cohort that stands for something else in what is given out."""
    if handle not in study.strict:
        return
    rows = {identifier: (row, column) for table, column in zip(("participants", "managers"), PEOPLE, strict=True)
            for identifier, row in study.rows(table, handle)[[column, "source_row"]].dropna().itertuples(index=False)}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, rows))})(?!\w)") if rows else None
    told: set[str] = set()
    for file, line, text in _lines_with(study, pattern, handle):
        for identifier in sorted(set(pattern.findall(text)) - told):
            told.add(identifier)
            if not is_reviewed(study, file, IDENTIFIER, identifier):
                yield at(*rows[identifier], f"{identifier!r} stands for something else in {file}, line {line}; write another identifier")


def _lines_with(study: Study, pattern: re.Pattern | None, handle: str) -> Iterator[tuple[str, int, str]]:
    """Yield file, number and text of each line that holds a pattern, of what is written for the book and shared by the cohorts."""
    for path in sorted({path for shared in SHARED for path in study.root.glob(shared)}) if pattern else ():
        file = path.relative_to(study.root).as_posix()
        if f"/{handle}/" in file or file.startswith(f"{EXECUTED.as_posix()}/") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if pattern.search(text):
            yield from ((file, number, line) for number, line in enumerate(text.split("\n"), start=1) if pattern.search(line))
