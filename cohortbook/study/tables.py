"""Read tables: CSV bytes in, a typed frame and every problem at once out."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cohortbook.study.csv_text import FORMULA
from cohortbook.study.dictionary import Column, Table
from cohortbook.study.files import TURNED, TURNS, UNSEEN, read_contents
from cohortbook.study.problems import Problem, nearest

DELIMITERS = (",", ";", "\t")
SAVE_AS = "in Excel choose 'Save as' and the type 'CSV UTF-8 (Comma delimited)'"
NO_DATA = {"n/a", "na", "#n/a", "nan", "null", "-", "?", "."}
NOT_KNOWN = NO_DATA | {
    "unknown",
    "not known",
    "not given",
    "not stated",
}  # in free text these may be someone's words
LONGEST = 20_000  # characters of a cell; tables hold summaries, not transcripts
EXAMPLE = "EXAMPLE"  # is first in the example row of a workbook, which is not data
FORMULA_ERRORS = {"#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"}


@dataclass(frozen=True)
class Row:
    """One row of a file as text, with the line it begins on (the header is line 1)."""

    line: int
    cells: dict[str, str]


def read_table(
    table: Table, places: Mapping[str, Path], cohorts: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of a table's files, one file under the other, that could be read, typed by
    the dictionary, and every problem found.

    A row of the frame is a row of a file; as well as the table's columns it has `source_row`, the
    file's name and line, and where `cohorts` are given, by file, `cohort`, which is missing for the
    rows of other files. `places` are the files by how they are called in problems. Empty cells
    become missing values.
    """
    held: dict[str, list] = {
        name: [] for name in (*table.column_names, "source_row")
    }  # a file's rows are let go before the next is read
    of_cohort, problems = [], []
    for name, path in places.items():
        rows, faults = _read_file(table, path, name)
        problems += faults
        for column in table.column_names:
            held[column] += [values.get(column) for _, values in rows]
        held["source_row"] += [f"{name}:{line}" for line, _ in rows]
        of_cohort += [(cohorts or {}).get(name)] * len(rows)
    held |= {} if cohorts is None else {"cohort": of_cohort}
    types = {
        column.name: _codes(column.enum) if column.enum else DTYPES[column.type]
        for column in table.columns
    }
    frame = pd.DataFrame(
        {name: pd.array(values, dtype=types.get(name, "string")) for name, values in held.items()}
    )
    return frame, problems


def _read_file(table: Table, path: Path, name: str) -> tuple[list[tuple[int, dict]], list[Problem]]:
    """The typed values of each row that could be read, with its line, and every problem found."""
    try:
        text = decode(read_contents(path))
    except FileNotFoundError:
        return [], [
            Problem(name, None, None, f"the file is missing; it holds: {table.title.lower()}")
        ]
    except ValueError as error:
        return [], [Problem(name, None, None, str(error))]
    header, rows, problems = _parse(text, table, name)
    if header is None:
        return [], problems
    problems += _check_header(header, table, name)
    if len(rows) < table.minimum_rows and not problems:
        problems.append(
            Problem(name, None, None, "has a header and no rows; at least one is needed")
        )
    typed, faults = _type_rows(rows, table, name)
    return typed, problems + faults + _check_key(typed, table, name)


def decode(raw: bytes) -> str:
    """Return the text of a CSV file in UTF-8, with or without a byte order mark.

    Raises ValueError, with a sentence for the person who saved it, for any other encoding: reading
    a Windows code page as something else changes names and dashes without a sound.
    """
    if raw.startswith(b"PK"):
        raise ValueError(f"is an Excel workbook under another name, not a CSV file; {SAVE_AS}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:200]:
        raise ValueError(f"is saved as UTF-16 ('Unicode text'), not as UTF-8; {SAVE_AS}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        guess = raw[error.start : error.start + 1].decode("cp1252", errors="replace")
        raise ValueError(
            f"is not saved as UTF-8 (line {line}, perhaps {guess!r} in a Windows code page); "
            f"{SAVE_AS}"
        ) from None
    if not re.sub(r"[,;\s]", "", text):
        raise ValueError("the file is empty; its first line must hold the column names")
    return text


def _parse(text: str, table: Table, name: str) -> tuple[list[str] | None, list[Row], list[Problem]]:
    """Split text into a header and rows. Rows without a single filled cell, as Excel leaves behind,
    are passed over.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text, table), strict=True
    )
    header, rows, problems, start = None, [], [], 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
            elif fault := _row_fault(cells, header):
                problems.append(Problem(name, line, None, fault))
            else:
                rows.append(Row(line, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        problems.append(
            Problem(
                name, start, None, f"cannot be read as CSV ({error}); is a double quote left open?"
            )
        )
    return header, rows, problems


def _row_fault(cells: list[str], header: list[str]) -> str:
    """What is wrong with a row as a whole; empty if nothing is."""
    if cells[0].strip() == EXAMPLE:
        return "is the example row of the template; delete it"
    if len(cells) == len(header):
        return ""
    hint = (
        "a cell that holds a comma must be in double quotes"
        if len(cells) > len(header)
        else "an empty cell needs its comma too"
    )
    return f"has {len(cells)} cells where the header has {len(header)}; {hint}"


def _delimiter(text: str, table: Table) -> str:
    """The delimiter under which the first line holds most of the table's columns; European Excel
    writes semicolons.
    """
    first = text.lstrip().partition("\n")[0]
    known = set(table.column_names)
    return max(
        DELIMITERS, key=lambda mark: len(known & {cell.strip(' "') for cell in first.split(mark)})
    )


def _check_header(header: list[str], table: Table, name: str) -> list[Problem]:
    known, problems = table.column_names, []
    missing = [column for column in known if column not in header]
    for needed in table.columns:
        if needed.name in missing and not needed.may_be_missing:
            problems.append(Problem(name, 1, needed.name, "the column is missing from the header"))
    for position, column in enumerate(header, start=1):
        if not column:
            problems.append(Problem(name, 1, None, f"column {position} has no heading"))
        elif column not in known:
            problems.append(
                Problem(name, 1, column, "is not a column of this table" + nearest(column, missing))
            )
        elif header.index(column) != position - 1:
            problems.append(Problem(name, 1, column, "the heading is there twice"))
    return problems


def _type_rows(
    rows: list[Row], table: Table, name: str
) -> tuple[list[tuple[int, dict]], list[Problem]]:
    typed, problems = [], []
    read = {column.name: _read_once(column) for column in table.columns}
    for row in rows:
        values = {}
        for column, value_of in read.items():
            value = value_of(row.cells.get(column, ""))
            if isinstance(value, ValueError):
                problems.append(Problem(name, row.line, column, str(value)))
            else:
                values[column] = value
        typed.append((row.line, values))
    present = set(rows[0].cells) if rows else set()
    # A column that is missing from the header is reported there, once, and not again on every line.
    return typed, [p for p in problems if p.column in present]


def _read_once(column: Column) -> Callable[[str], object]:
    """Return `convert` for a column, with what is wrong in place of a value; each text is read
    once, for columns repeat themselves.
    """

    @cache
    def value_of(text: str) -> object:
        try:
            return convert(text, column)
        except ValueError as error:
            return error

    return value_of


def convert(text: str, column: Column):
    """Return the value of a cell: str, int, float, bool, date text, or None if it is empty.

    Raises ValueError with what is wrong and what would be right.
    """
    text = text.strip()
    if not text:
        if column.required:
            raise ValueError(f"is empty; it must hold a value, for example {column.example}")
        return None
    _check_signs(text)
    _check_meaning(text, column)
    try:
        value = CONVERTERS[column.type](text)
    except ValueError as error:
        raise ValueError(f"{error}, for example {column.example}") from None
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise ValueError(f"{text!r} is not written as it must be; for example {column.example}")
    if column.is_calendar and not all(_is_on_calendar(part) for part in text.split("/")):
        raise ValueError(f"{text!r} is on no calendar; for example {column.example}")
    if column.minimum is not None and value < column.minimum:
        raise ValueError(f"{text} is below the smallest possible value, {column.minimum}")
    if column.maximum is not None and value > column.maximum:
        raise ValueError(f"{text} is above the largest possible value, {column.maximum}")
    return value


def _check_signs(text: str) -> None:
    """Raise ValueError if a text is too long or holds signs that cannot be seen."""
    if len(text) > LONGEST:
        raise ValueError(
            f"holds {len(text):,} characters, more than {LONGEST:,}; is a double quote left open"
            " above?"
        )
    if UNSEEN.search(text):
        raise ValueError(
            "holds a control character that cannot be seen (a line break of a word processor,"
            " perhaps); type the text again"
        )
    if TURNS.search(text):
        raise ValueError(TURNED)


def _check_meaning(text: str, column: Column) -> None:
    """Raise ValueError if a text is no value: a word for what is not known, something of a formula,
    or none of the codes that the column allows.
    """
    is_free_text = column.type == "string" and not column.enum
    if text.lower() in (NO_DATA if is_free_text else NOT_KNOWN) and text not in column.enum:
        raise ValueError(
            f"{text!r} is written for a value that is not known; leave the cell empty instead"
        )
    if text.lower() in FORMULA_ERRORS:
        raise ValueError(
            f"{text!r} is an error of a spreadsheet formula; put the value itself here"
        )
    if is_free_text and FORMULA.match(text):
        raise ValueError(
            f"{text!r} begins with {text[0]}, so that a spreadsheet would run it as a formula;"
            " begin with a word"
        )
    if column.enum and text not in column.enum:
        raise ValueError(
            f"{text!r} is not one of {', '.join(column.enum)}" + nearest(text.lower(), column.enum)
        )


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", text):
        raise ValueError(f"{text!r} is not a whole number; write it in digits")
    if len(text) > 20 or abs(int(text)) >= 2**53:
        raise ValueError(f"{text[:20]} is too large a number; write a smaller one")
    return int(text)


def _number(text: str) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError(f"{text!r} is not a number; write it in digits with a full stop")
    if len(text) > 40:
        raise ValueError(
            f"{text[:20]} is too large a number, or has too many decimals; write a shorter one"
        )
    return float(text)


def _boolean(text: str) -> bool:
    """Excel writes TRUE and FALSE in capitals whenever it saves a file."""
    if text.lower() not in {"true", "false"}:
        raise ValueError(f"{text!r} is neither true nor false; write one of them")
    return text.lower() == "true"


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(
            f"{text!r} is not a date; write year-month-day (Excel shows dates its own way: before"
            " you save as CSV, choose Format Cells > Custom, yyyy-mm-dd)"
        ) from None


def _is_on_calendar(text: str) -> bool:
    """Whether a year, month or day exists; text that is none of them passes, its pattern has been
    checked.
    """
    match = re.fullmatch(r"(\d{4})-(\d{2})(-\d{2})?", text)
    if not match:
        return True
    try:
        datetime.date.fromisoformat(text if match[3] else f"{text}-01")
    except ValueError:
        return False
    return True


CONVERTERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "year": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}
DTYPES = {
    "string": pd.StringDtype(),
    "integer": pd.Int64Dtype(),
    "number": pd.Float64Dtype(),
    "boolean": pd.BooleanDtype(),
    "date": pd.StringDtype(),
}
_codes = cache(pd.CategoricalDtype)


def _check_key(rows: list[tuple[int, dict]], table: Table, name: str) -> list[Problem]:
    """Every key once: the second and later rows with the same key are named, with the first; keys
    that differ in capitals alone are one.
    """
    first: dict[tuple, int] = {}
    folded: dict[tuple[str, ...], tuple] = {}
    problems = []
    for line, values in rows:
        key = tuple(values.get(column) for column in table.key)
        if None in key or not key:
            continue
        shown = ", ".join(map(str, key))
        if key in first:
            fault = f"{shown!r} is there twice; it is already on line {first[key]}"
            problems.append(Problem(name, line, table.key[-1], fault))
        written = folded.setdefault(tuple(str(part).casefold() for part in key), key)
        if written != key:
            fault = (
                f"{shown!r} differs from {', '.join(map(str, written))!r} on line {first[written]}"
                " only in capitals; write it one way, or give it another name"
            )
            problems.append(Problem(name, line, table.key[-1], fault))
        first.setdefault(key, line)
    return problems
