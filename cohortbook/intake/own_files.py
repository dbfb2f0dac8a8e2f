"""Place the problems of tables in the files that these are made from: the tables themselves are not
written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cohortbook.intake.coded import QUOTE_HEADINGS
from cohortbook.intake.consent import CONSENT
from cohortbook.intake.values import once_a_column
from cohortbook.intake.workbook import with_letter
from cohortbook.study.csv_text import rows_of
from cohortbook.study.keys import read_key, shown
from cohortbook.study.problems import Problem
from cohortbook.study.study import Study


def in_sheets(problems: Iterable[Problem], files: Mapping[str, str], name: str) -> list[Problem]:
    """Return problems, those of tables that a workbook gives placed in its sheets, once a column.
    `files` are the tables, text by path, and `name` is the workbook's.
    """
    headings = {
        file: next(filter(any, rows_of(text)), [])
        for file, text in files.items()
        if file.endswith(".csv") and Path(file).stem != CONSENT
    }
    return once_a_column(
        _in_sheet(problem, headings.get(problem.file, []), name)
        if problem.file in files
        else problem
        for problem in problems
    )


def _in_sheet(problem: Problem, headings: list[str], workbook: str) -> Problem:
    """A problem of a file as one of the sheet that it is made from, with the letter of its column
    where the sheet has these headings.
    """
    column = problem.column
    if column in headings:
        column = with_letter(column, headings.index(column))
    return replace(problem, file=f"{workbook}, sheet {Path(problem.file).stem}", column=column)


def in_own_files(
    problems: Iterable[Problem], files: Mapping[str, str], name: str, study: Study, quotes: Path
) -> list[Problem]:
    """Return problems, those of tables that coded files give named by these, `name`, each once;
    those of a summary by the row of quotes.csv where it is written. `study` holds the tables.
    """
    rows = {passage: row for row, passage in enumerate(read_key(quotes, QUOTE_HEADINGS), start=2)}
    passages = study.tables["passages"].set_index("source_row")["passage_id"]
    themes = study.tables["themes"].set_index("source_row")["theme_id"]

    def placed(problem: Problem) -> Problem:
        place = f"{problem.file}:{problem.line}"
        if problem.column == "summary" and passages.get(place) in rows:
            return replace(problem, file=shown(quotes), line=rows[passages[place]])
        column = f"{problem.column} of {themes[place]}" if place in themes else problem.column
        return replace(problem, file=name, line=None, column=column)

    return list(dict.fromkeys(placed(own) if own.file in files else own for own in problems))
