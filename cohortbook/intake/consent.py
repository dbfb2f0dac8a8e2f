"""The sheet `consent` of a cohort's workbook: a row a person, a column a table of what is
published, yes or no.

It becomes consent.csv in private/cohorts/, a row for each answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.publication.modes import TABLES
from cohortbook.study.dictionary import Column, Dictionary
from cohortbook.study.policy import AGREED, PROTECTED
from cohortbook.study.problems import Problem, StudyError, nearest

CONSENT = "consent"
ANSWERS = {"yes": "true", "no": "false"}
PEOPLE = ("participants", "managers")
Rows = list[list[str]]


def sheet_columns(dictionary: Dictionary) -> tuple[Column, ...]:
    """Return the columns of the sheet: the person, then each table that people are asked about."""
    answers = (
        Column(table.name, "string", f"{table.title}: {table.content}.", "yes", enum=tuple(ANSWERS))
        for table in TABLES
    )
    return dictionary.tables[CONSENT].column("case_id"), *answers


def consent_rows(workbook: str, dictionary: Dictionary, sheets: dict[str, Rows], mode: str) -> Rows:
    """Return consent.csv as rows, the headings first.

    Raises StudyError with every problem of the sheet: an answer that is neither yes nor no, a
    person who is unknown or given twice, and, where disclosure is agreed, an answer that is
    missing.
    """
    header, *rows = sheets.get(CONSENT) or [[]]
    place = f"{workbook}, sheet {CONSENT}"
    problems = list(
        _sheet_problems(
            place, header, rows, [column.name for column in sheet_columns(dictionary)], mode
        )
    )
    if not problems:
        people = [row[0] for name in PEOPLE for row in sheets[name][1:] if any(row) and row[0]]
        problems = list(_row_problems(place, rows, people, mode))
    if problems:
        raise StudyError(problems)
    answers = [
        [row[0], table, ANSWERS[answer.lower()]]
        for row in filter(any, rows)
        for table, answer in zip(header[1:], row[1:], strict=True)
        if answer
    ]
    return [list(dictionary.tables[CONSENT].column_names), *answers]


def _sheet_problems(
    place: str, header: list[str], rows: Rows, expected: list[str], mode: str
) -> Iterator[Problem]:
    if any(map(any, rows)) and mode not in PROTECTED:
        yield Problem(
            place,
            None,
            None,
            f"holds answers, but disclosure in the sheet cohort is {mode}; "
            f"write {AGREED} there, or empty this sheet",
        )
    if header != expected and (header or mode == AGREED):
        yield Problem(
            place, 1, None, f"has not the headings {', '.join(expected)}; write them in this order"
        )


def _row_problems(place: str, rows: Rows, people: list[str], mode: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line, (person, *answers) in (
        (line, row) for line, row in enumerate(rows, start=2) if any(row)
    ):
        if person not in people:
            fault = f"{person!r} is in neither of the sheets {' and '.join(PEOPLE)}"
            yield Problem(place, line, "case_id", fault + nearest(person, people))
        elif first.setdefault(person, line) != line:
            fault = f"{person!r} is in row {first[person]} already; keep one of the rows"
            yield Problem(place, line, "case_id", fault)
        yield from _answer_problems(place, line, answers, mode)
    missing = [person for person in dict.fromkeys(people) if person not in first]
    if mode == AGREED and missing:
        yield Problem(
            place,
            None,
            "case_id",
            f"has no row for {', '.join(missing)}; write yes or no for each table, "
            "no where no signed form is held",
        )


def _answer_problems(place: str, line: int, answers: list[str], mode: str) -> Iterator[Problem]:
    for table, answer in zip(TABLES, answers, strict=True):
        if answer and answer.lower() not in ANSWERS:
            yield Problem(
                place, line, table.name, f"{answer!r} is neither yes nor no; write one of them"
            )
        elif not answer and mode == AGREED:
            yield Problem(
                place, line, table.name, "is empty; write yes or no, no where it is not known"
            )
