"""Findings: the one shape of everything the study publishes. A row is one number with where it comes from.

Columns of a findings frame:
    id         scope.measure[.category].statistic; permanent, never reused
    scope      a cohort's handle, "all" for the cohorts together, or "programme"
    measure, category, statistic
    value      int, float, Fraction or text; None when it cannot be known; HIDDEN, "[c]", when it may not be published
    n          people (or rows) it is based on; None when the value is hidden
    unit       people, years, percent, probability, ...
    rows       the rows it was computed from, as file:line
    label      the category as readers see it, where the code does not say it well
    function   the function that computed it
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import wraps
from typing import NamedTuple

import pandas as pd

from cohortbook.disclosure import as_published
from cohortbook.study import Study

Value = int | float | Fraction | str | None


class Finding(NamedTuple):
    scope: str
    measure: str
    category: str
    statistic: str
    value: Value
    n: int
    unit: str
    rows: tuple[str, ...]
    label: str = ""

    @property
    def id(self) -> str:
        return ".".join(part for part in (self.scope, self.measure, self.category, self.statistic) if part)


def as_findings(function: Callable[..., Iterable[Finding]]) -> Callable[..., pd.DataFrame]:
    """Turn a function that yields findings into one that returns a findings frame and signs each row with its name.

    What may not be published of a study that has strict cohorts is hidden here, before anybody can see it.
    """

    @wraps(function)
    def signed(*args, **kwargs) -> pd.DataFrame:
        found = list(function(*args, **kwargs))
        frame = pd.DataFrame(found, columns=Finding._fields, dtype=object)
        frame.insert(0, "id", [finding.id for finding in found])
        frame = frame.assign(function=f"{function.__module__}.{function.__name__}")
        return as_published(args[0], frame) if args and isinstance(args[0], Study) else frame

    return signed


def records(findings: pd.DataFrame) -> list[dict]:
    """Return each row of a findings frame as a dictionary of its columns, as they are: `to_dict` would look at every value."""
    columns = list(findings.columns)
    return [dict(zip(columns, row)) for row in zip(*(findings[column] for column in columns))]


def value_of(findings: pd.DataFrame, **where: str) -> Value:
    """Return the one value whose columns equal `where`.

    Raises LookupError if there is none, or more than one.
    """
    chosen = findings
    for column, wanted in where.items():
        chosen = chosen[chosen[column] == wanted]
    if len(chosen) != 1:
        raise LookupError(f"{len(chosen)} findings where one was wanted: {where}")
    return chosen["value"].iloc[0]


def source_rows(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(frame["source_row"])
