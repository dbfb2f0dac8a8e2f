"""Read what people type where the dictionary allows certain words, and ask once a column for the
rest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from cohortbook.intake.model import in_spans
from cohortbook.study.dictionary import Column
from cohortbook.study.problems import Problem

YES, NO = ("true", "yes", "y", "t", "1"), ("false", "no", "n", "f", "0")
PARTS = re.compile(r"[,;/&\n]|\band\b")  # what is between several values of one cell
VALUE_FIRST = re.compile(
    r"('[^']*'|\"[^\"]*\") (.*?)(?:; did you mean .*)?", re.DOTALL
)  # how `convert` says that a value is wrong


def values_allowed(column: Column) -> tuple[str, ...]:
    """Return the values that a column allows; none if it is free."""
    return column.enum or (("true", "false") if column.type == "boolean" else ())


def meant(text: str, column: Column) -> str:
    """Return the allowed value that a text can only mean, otherwise the text as it is; of a list,
    part by part.

    Capitals, blanks for underscores and a plural make no difference; yes is true; the first letters
    of a value of one word represent it where no other value begins with them.
    """
    allowed = values_allowed(column)
    if not allowed or text in allowed:
        return text
    if column.type == "array":
        parts = [part.strip() for part in PARTS.split(text.strip("[]")) if part.strip()]
        return ", ".join(_one_of(part, allowed) or part for part in parts)
    if column.type == "boolean":
        return "true" if text.casefold() in YES else "false" if text.casefold() in NO else text
    return _one_of(text, allowed) or text


def _one_of(text: str, allowed: Iterable[str]) -> str:
    plain = re.sub(r"[\s_-]+", "_", text.casefold().strip())
    same = [value for value in allowed if plain in (value, f"{value}s")]
    begun = [value for value in allowed if plain and value.startswith(plain)]
    found = same or begun
    return found[0] if len(found) == 1 and (same or "_" not in found[0]) else ""


def once_a_column(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems of a sheet, those that say the same of several rows of a column as one that
    names the rows.
    """
    alike: dict[tuple, list[Problem]] = defaultdict(list)
    for problem in problems:
        match = VALUE_FIRST.fullmatch(problem.message)
        alike[problem.file, problem.column, match[2] if match else problem.message].append(problem)
    return [
        _as_one(held, message) if len(held) > 1 and held[0].line else held[0]
        for (_, _, message), held in alike.items()
    ]


def _as_one(problems: list[Problem], message: str) -> Problem:
    values = dict.fromkeys(
        match[1] for problem in problems if (match := VALUE_FIRST.fullmatch(problem.message))
    )
    rows = in_spans({problem.line for problem in problems if problem.line})
    shown = f" ({', '.join(values)})" if values else ""
    return Problem(problems[0].file, None, problems[0].column, f"rows {rows}{shown}: {message}")
