"""Search what comes from a cohort for people, before anything is built.

That is the text of its tables and of its cohort.yml, and the identifiers in them. Only there does
every word of a name in the cohort's keys count as the person's. In what the cohorts share (prose,
bibliography, codebook, tables of the report) a name counts only in full, first and last word
together: the words of many names are words of English, or authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from cohortbook.publication.reviewed import IDENTIFIER, is_reviewed, place_for, read_reviewed
from cohortbook.publication.reviewed import PATH as REVIEWED
from cohortbook.study import dependencies
from cohortbook.study.dictionary import Column, Table
from cohortbook.study.files import Unreadable, read_contents
from cohortbook.study.identifiers import fault_of, fault_of_protected
from cohortbook.study.keys import known_names, read_key
from cohortbook.study.layout import COHORTS, EXECUTED, PRIVATE
from cohortbook.study.personal_data import IN_KEY, full_names, private_in
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.rules import at
from cohortbook.study.study import Study

QUOTES, QUOTE_KEY = "quotes.csv", ("passage_id", "summary")
COPIED, VERY_SHORT = 8, 3  # words in a row
PEOPLE = {"participants": "participant_id", "managers": "manager_id"}
SHARED = (
    *("book/**/*.md", "book/*.bib", "notebooks/*.ipynb", "*.cff", "_config.yml", "_toc.yml"),
    *("data/**/*.csv", "data/**/*.yml", "data/**/*.md", "data/**/*.json"),
)
Names = dict[str, str]  # of a cohort's keys, each with its file and row


def people_named(study: Study, cohorts: Iterable[str] | None = None) -> list[Problem]:
    """Return a problem for each place where people of some cohorts, or of all, could be known.

    A place is a cell, a field or a line that holds a name, an address or an identifier that may
    not be there. Raises IntakeError if a key in private/ cannot be read.
    """
    study = study.with_rows
    with dependencies.unrecorded():
        problems = read_reviewed(study.root)[1]
        for handle in study.cohorts:
            if cohorts is None or handle in cohorts:
                names = known_names(study.root / PRIVATE / handle)
                problems += _in_settings(study, handle, names)
                problems += _in_rows(study, handle, names)
                problems += _identifiers_in_words(study, handle)
                problems += _copied_quotes(study, handle)
                problems += _names_elsewhere(study, handle, names)
                problems += _identifiers_elsewhere(study, handle, names)
    return list(dict.fromkeys(problems))


def refuse_people_named(study: Study) -> None:
    """Raise StudyError with every problem that `people_named` finds."""
    problems = people_named(study)
    if problems:
        raise StudyError(problems)


def named_in(
    study: Study, rows: pd.DataFrame, columns: Iterable[str], names: Names
) -> Iterator[Problem]:
    """Yield a problem for each thing in some columns of text that looks private."""
    for column in columns:
        cells = rows[[column, "source_row"]].dropna()
        if any(private_in("\n".join(cells[column]), names)):
            for text, row in cells.itertuples(index=False):
                file = row.rpartition(":")[0]
                yield from (at(row, column, said) for said in _said(study, file, text, names))


def text_columns(table: Table) -> list[str]:
    """Return the columns of a table that someone writes in words."""
    other = {*_referring(table), *table.key}
    strings = [column for column in table.columns if column.type == "string"]
    free = [column.name for column in strings if not (column.enum or column.pattern)]
    return [name for name in free if name not in other]


def _referring(table: Table) -> set[str]:
    return {reference.column for reference in table.references}


def _said(study: Study, file: str, text: str, names: Names) -> Iterator[str]:
    """What is said of a text: of a name its row in the key, never the name."""
    for seen in private_in(text, names):
        if not is_reviewed(study, file, seen.looks_like, seen.text):
            place = f" ({names[seen.name]})" if seen.name else ""
            remedy = _remedy(seen.looks_like, file)
            yield f"holds what looks like {seen.looks_like}{place}; {remedy}"


def _remedy(looks_like: str, file: str = "") -> str:
    is_private = file.startswith(f"{PRIVATE.as_posix()}/")
    place = REVIEWED.as_posix() if is_private else place_for(looks_like)
    return f"take it out or, if it is something else, say so in {place}, under reviewed"


def _in_settings(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    file = (COHORTS / handle / "cohort.yml").as_posix()
    for field, value in study.cohorts[handle].items():
        for said in _said(study, file, str(value), names):
            yield Problem(file, None, field, said)


def _in_rows(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    for table in study.dictionary.cohort_tables:
        rows, referring = study.rows(table.name, handle), _referring(table)
        yield from named_in(study, rows, text_columns(table), names)
        for column in table.columns:
            if column.name.endswith("_id") and column.name not in referring:
                is_protected = table.name in PEOPLE and handle in study.protected
                yield from _wrong_identifiers(rows, column, names, is_protected)


def _identifiers_in_words(study: Study, handle: str) -> Iterator[Problem]:
    """Yield a problem for each text of a protected cohort that holds the identifier of a person."""
    pattern = _any_of(_protected(study, handle))
    if not pattern:
        return
    for table in study.dictionary.cohort_tables:
        rows = study.rows(table.name, handle)
        for column in text_columns(table):
            for text, row in rows[[column, "source_row"]].dropna().itertuples(index=False):
                for identifier in dict.fromkeys(pattern.findall(text)):
                    said = "is published without the identifiers of people; say it without"
                    yield at(row, column, f"holds {identifier!r}, and {said}")


def _any_of(words: Iterable[str]) -> re.Pattern | None:
    """A pattern for any of some words, whole; None if there are none."""
    held = "|".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{held})(?!\w)") if held else None


def _copied_quotes(study: Study, handle: str) -> Iterator[Problem]:
    """Yield a problem for each summary that repeats the words of the quote it is of, where the
    quotes are kept.
    """
    quotes = read_key(study.root / PRIVATE / handle / QUOTES, list(QUOTE_KEY))
    passages = study.rows("passages", handle)[["passage_id", "summary", "source_row"]]
    for passage, summary, row in passages.dropna().itertuples(index=False):
        repeated = repeated_words(summary, quotes.get(passage, {}).get("quote", ""))
        if repeated:
            said = f"repeats {repeated} words of the quote; say it in words of your own"
            yield at(row, "summary", said)


def repeated_words(summary: str, quote: str) -> int:
    """Return how many words in a row a summary has from a quote, if they are too many; else 0.

    Too many are COPIED, or all words of a summary that is not very short: this study's own choice.
    """
    own, said = (re.findall(r"[^\W_]+", text.casefold()) for text in (summary, quote))
    run = SequenceMatcher(None, own, said, autojunk=False).find_longest_match().size
    return run if run >= COPIED or VERY_SHORT < run == len(own) else 0


def _wrong_identifiers(
    rows: pd.DataFrame, column: Column, names: Names, is_protected: bool
) -> Iterator[Problem]:
    letters = "two letters or more" if is_protected else "letters"
    right = f"write {letters} that name no one and a number, for example {column.example}"
    given = rows[[column.name, "source_row"]].dropna().drop_duplicates(column.name)
    for identifier, row in given.itertuples(index=False):
        fault = fault_of(identifier, names)
        if is_protected and not fault:
            fault = fault_of_protected(identifier)
        if fault:
            yield at(row, column.name, f"{fault}; {right}")


def _names_elsewhere(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    """Yield a problem for each line outside the cohort's folder that holds a name in full."""
    patterns = {place: full_names([name]) for name, place in names.items()}
    for file, line, text in _lines_with(study, full_names(names), handle):
        for place, pattern in patterns.items():
            held = pattern and pattern.search(text)
            if held and not is_reviewed(study, file, IN_KEY, held.group()):
                said = f"holds in full what looks like {IN_KEY} ({place}); {_remedy(IN_KEY)}"
                yield Problem(file, line, None, said)


def _identifiers_elsewhere(study: Study, handle: str, names: Names) -> Iterator[Problem]:
    """Yield a problem for each protected identifier that means something else in the book.

    Of one that is wrong in itself, or is a person of another cohort, that is said already.
    """
    others = [_people(study, other) for other in study.cohorts if other != handle]
    rows = {
        identifier: place
        for identifier, place in _protected(study, handle).items()
        if not (fault_of(identifier, names) or fault_of_protected(identifier))
        and not any(identifier in people for people in others)
    }
    pattern = _any_of(rows)
    if not pattern:
        return
    told: set[str] = set()
    for file, line, text in _lines_with(study, pattern, handle):
        for identifier in sorted({*pattern.findall(text)} - told):
            if not is_reviewed(study, file, IDENTIFIER, identifier):
                told.add(identifier)
                said = f"means something else in {file}, line {line}; write another identifier"
                yield at(*rows[identifier], f"{identifier!r} {said}")


def _protected(study: Study, handle: str) -> dict[str, tuple[str, str]]:
    """The identifiers of people of a strict cohort, each with its row and column."""
    return _people(study, handle) if handle in study.protected else {}


def _people(study: Study, handle: str) -> dict[str, tuple[str, str]]:
    """The identifiers of people of a cohort, each with its row and column."""
    return {
        identifier: (row, column)
        for table, column in PEOPLE.items()
        for identifier, row in study.rows(table, handle)[[column, "source_row"]].dropna().to_numpy()
    }


def _lines_with(
    study: Study, pattern: re.Pattern | None, handle: str
) -> Iterator[tuple[str, int, str]]:
    """Yield file, number and text of each line, of what the cohorts share, that holds a pattern."""
    if not pattern:
        return
    for path in sorted({path for shared in SHARED for path in study.root.glob(shared)}):
        file = path.relative_to(study.root).as_posix()
        if f"/{handle}/" in file or file.startswith(f"{EXECUTED.as_posix()}/"):
            continue
        contents = _text_of(path)
        if pattern.search(contents):
            for number, line in enumerate(contents.split("\n"), start=1):
                if pattern.search(line):
                    yield file, number, line


def _text_of(path: Path) -> str:
    """The text of a file; of one that cannot be read nothing, for that is said elsewhere."""
    try:
        return read_contents(path).decode("utf-8", errors="replace")
    except (Unreadable, FileNotFoundError):
        return ""
