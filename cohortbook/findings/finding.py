"""The form of a finding, which everything that the study publishes has.

A row is one number with where it comes from.

Columns of a findings frame:
    id         scope.measure[.category].statistic; permanent, never reused
    scope      a cohort's handle, "all" for the public cohorts together, "reported", "together"
        (study.scopes), or "programme"
    measure, category, statistic
    value      int, float, Fraction or text; None when it cannot be known; a Withheld text, "[c]"
        or "1 to 4", when it may not be published
    n          people (or rows) it is based on; None when that is hidden, too
    unit       people, years, percent, probability, ...
    rows       the rows it was computed from, as file:line
    label      the category as readers see it, where the code does not say it well
    function   the function that computed it
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, NamedTuple

import pandas as pd

from cohortbook.study import dependencies
from cohortbook.study.layout import ALL, REPORTED, TOGETHER
from cohortbook.study.study import Study
from cohortbook.study.withheld import HIDDEN, is_withheld
from cohortbook.study.wording import Value


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
        return ".".join(
            part for part in (self.scope, self.measure, self.category, self.statistic) if part
        )


def count_of(
    scope: str,
    measure: str,
    category: str,
    counted: pd.DataFrame,
    n: int,
    unit: str = "people",
    label: str = "",
) -> Finding:
    """Return the count of some rows, of n, with where they stand."""
    rows = source_rows(counted)
    return Finding(scope, measure, category, "count", len(counted), n, unit, rows, label)


def as_findings(function: Callable[..., Iterable[Finding]]) -> Callable[..., pd.DataFrame]:
    """Turn a function that yields findings into one that returns a findings frame and signs each
    row with its name.

    Of a protected cohort the frame holds what is published of it; of the cohorts of the report, and
    of all cohorts with protected ones, what follows from the study's parts.
    """
    name = f"{function.__module__}.{function.__name__}"
    names = list(inspect.signature(function).parameters)

    @wraps(function)
    def signed(*args, **kwargs) -> pd.DataFrame:
        given = dict(zip(names, args, strict=False)) | kwargs
        study, scope = given.get("study"), given.get("scope")
        if isinstance(study, Study) and scope in (*study.named, REPORTED, TOGETHER):
            others = {key: value for key, value in given.items() if key not in ("study", "scope")}
            return _of_scope(
                study, scope, partial(signed, **others), (name, tuple(map(str, others.values())))
            )
        found = list(function(*args, **kwargs))
        frame = pd.DataFrame(found, columns=Finding._fields, dtype=object)
        frame.insert(0, "id", [finding.id for finding in found])
        return frame.assign(function=name)

    return signed


COUNTED = ("people", "impacts", "interviews")  # units of counts that add up over cohorts


def call_of(function: Callable) -> tuple[str, tuple[str, ...]]:
    """Return the full name of a function that returns findings of a scope, and what else it is
    called with.
    """
    inner = function.func if isinstance(function, partial) else function
    return f"{inner.__module__}.{inner.__name__}", (
        tuple(map(str, function.keywords.values())) if isinstance(function, partial) else ()
    )


def _of_scope(
    study: Study, scope: str, counted: Callable[..., pd.DataFrame], call: tuple
) -> pd.DataFrame:
    """The findings of a scope whose rows are not all in the study, or that is a part of it."""
    if scope == REPORTED:
        return _renamed(counted(study=study.of_report, scope=ALL), scope)
    if scope == TOGETHER:
        is_counted = all(study.published[handle].findings(call) for handle in study.named)
        return _together(study, counted(study=study, scope=ALL), call) if is_counted else _frame([])
    return _published(study, scope, call)


def _published(study: Study, handle: str, call: tuple) -> pd.DataFrame:
    """The findings that are published of a protected cohort."""
    dependencies.note(*study.published[handle].files)
    return _frame(study.published[handle].findings(call))


def _frame(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", *Finding._fields, "function"], dtype=object)


def _renamed(found: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Findings of all cohorts as those of a scope."""
    return found.assign(
        scope=scope, id=[f"{scope}.{name.partition('.')[2]}" for name in found["id"]]
    )


def _together(study: Study, of_public: pd.DataFrame, call: tuple) -> pd.DataFrame:
    """Counts of all cohorts: those of the public ones and what is published of each protected one;
    withheld where one of these is.

    They follow from what is published, so they say nothing more. Of a function that does more than
    count there are none.
    """
    if not (of_public["statistic"] == "count").all():
        return of_public.iloc[:0]
    published = [
        {
            row["id"].partition(".")[2]: row
            for row in _published(study, handle, call).to_dict("records")
        }
        for handle in study.named
    ]
    rows = []
    for row in of_public.to_dict("records"):
        name = row["id"].partition(".")[2]
        parts = [held[name] for held in published if name in held]
        if row["unit"] in COUNTED and len(parts) == len(published):
            is_known = not any(
                is_withheld(part["value"]) or part["value"] is None for part in parts
            )
            value = row["value"] + sum(part["value"] for part in parts) if is_known else HIDDEN
            rows.append(
                row
                | {
                    "value": value,
                    "n": row["n"] + sum(part["n"] for part in parts) if is_known else None,
                }
            )
    return _renamed(pd.DataFrame(rows, columns=of_public.columns, dtype=object), TOGETHER)


def records(findings: pd.DataFrame) -> list[dict]:
    """Return each row of a findings frame as a dictionary of its columns, as they are: `to_dict`
    would look at every value.
    """
    columns = list(findings.columns)
    return [
        dict(zip(columns, row, strict=True))
        for row in zip(*(findings[column] for column in columns), strict=True)
    ]


def by_statistic(findings: pd.DataFrame) -> dict[str, dict]:
    """Return each row of the findings of one thing as a dictionary, by its statistic."""
    return {row["statistic"]: row for row in findings.to_dict("records")}


def value_of(findings: pd.DataFrame, **where: str) -> Any:
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
