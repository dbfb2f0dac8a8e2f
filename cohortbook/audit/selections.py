"""Read the selections of rows that claims are compared with: `participants cohort=cohort_01 where
gender=female`.

    [rows|people|cohorts|total:COLUMN] TABLE [column=value ...] [where column=value ...] [of GROUP
    [COHORT]]

Conditions before `where` choose the base, those after it what is counted of it; `of` names a group
of people as the base instead. A value may offer alternatives with |, may hold the wildcards * ? [ ]
of file names, and may be empty.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from cohortbook.study.people import cases, everybody
from cohortbook.study.study import ALL, Study, once_a_study

KEYS = ("rows", "people", "cohorts", "total")
DESCRIBED = (
    "participants",
    "managers",
    "interviews",
)  # tables about people, where an empty cell means not known
CONTESTED = "contested"  # of an impact to which the source gives two statuses
GROUPS = {"practitioners": "practitioner", "managers": "manager", "award_holders": "practitioner"}
ANYTHING = "?*"


class Evidence(NamedTuple):
    """What was counted: `value` of a base of `n` (None where the selection has no base), and the
    rows it was counted in.

    `unknown` more might belong to it, and `unknown_n` more to the base: their cells are empty. Rows
    count in the unit of the selection's key.
    """

    value: float | Fraction
    n: float | None
    unknown: float
    rows: tuple[str, ...]
    unknown_n: float = 0

    def possible(self) -> set[tuple[float | Fraction, float | None]]:
        """Return pairs of count and base between which the truth lies."""
        bases = {None} if self.n is None else {self.n, self.n + self.unknown_n}
        return {(value, n) for value in (self.value, self.value + self.unknown) for n in bases}


@dataclass(frozen=True)
class Selection:
    key: str
    column: str  # of which a total is taken
    table: str
    base: tuple[tuple[str, str], ...]
    narrowed: tuple[tuple[str, str], ...]
    group: str
    cohort: str


def parse(text: str) -> Selection:
    """Return a selection. Raises ValueError, with what would be right, if the text is none."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise ValueError(f"{text!r} has a quotation mark that is not closed") from None
    key, column = "rows", ""
    if words and words[0].split(":")[0] in KEYS:
        key, _, column = words.pop(0).partition(":")
    if not words or (key == "total") != bool(column):
        raise ValueError(
            f"{text!r} is no selection; write for example: participants cohort=cohort_01 where"
            " gender=female"
        )
    table, part = words.pop(0), "base"
    parts: dict[str, list] = {"base": [], "where": [], "of": []}
    for word in words:
        if word in ("where", "of"):
            part = word
        elif part != "of" and "=" not in word:
            raise ValueError(f"{word!r} is no condition; write column=value")
        else:
            parts[part].append(tuple(word.split("=", 1)) if part != "of" else word)
    group, cohort, *more = [*parts["of"], "", ""]
    if "of" in words and (group not in GROUPS or any(more)):
        raise ValueError(
            f"{group!r} is no group of people; there are {', '.join(GROUPS)}, each with a cohort"
            " after it or without"
        )
    return Selection(key, column, table, tuple(parts["base"]), tuple(parts["where"]), group, cohort)


def check_names(selection: Selection, study: Study) -> None:
    """Raise ValueError if the selection names a table, a column or a cohort that the
    study has not.
    """
    if selection.table not in study.tables:
        raise ValueError(f"{selection.table!r} is no table of this study")
    columns = set(_frame(study, selection.table).columns)
    needed = {"people": ["case_id"], "cohorts": ["person_cohort"], "total": [selection.column]}.get(
        selection.key, []
    )
    for column in [*(name for name, _ in selection.base + selection.narrowed), *needed]:
        if column not in columns:
            raise ValueError(f"{column!r} is no column of {selection.table}")
    if selection.cohort and selection.cohort not in study.cohorts:
        raise ValueError(f"{selection.cohort!r} is no cohort of this study")


def count(selection: Selection, study: Study) -> Evidence:
    """Return what the selection counts. Raises ValueError as `check_names` does."""
    check_names(selection, study)
    frame = _frame(study, selection.table)
    base, maybe_base = _matching(study, selection.base, selection.table)
    narrowed, maybe_narrowed = _matching(study, selection.narrowed, selection.table)
    # counted, should they belong to the base or be what is asked for
    maybe = (base & maybe_narrowed) | (maybe_base & (narrowed | maybe_narrowed))
    n, unknown_n = (
        (_keys(frame, base, selection), _keys(frame, maybe_base, selection))
        if selection.narrowed
        else (None, 0)
    )
    if selection.group:
        n, unknown_n = people_in(study, selection.group, selection.cohort or ALL), 0
    elif selection.key == "cohorts":
        n, unknown_n = len(study.cohorts), 0
    held = base & narrowed
    unknown = (
        int(frame[selection.column][held].isna().sum())
        if selection.key == "total"
        else _keys(frame, maybe, selection)
    )
    rows = tuple(dict.fromkeys(frame["source_row"][base]))
    return Evidence(_keys(frame, held, selection), n, unknown, rows, unknown_n)


def people_in(study: Study, group: str, scope: str) -> int:
    """Return how many people of a group were interviewed, or, for award holders, held an award."""
    people = everybody(study) if group == "award_holders" else cases(study)
    return int(
        ((people["group"] == GROUPS[group]) & ((people["cohort"] == scope) | (scope == ALL))).sum()
    )


def _keys(frame: pd.DataFrame, chosen: np.ndarray, selection: Selection) -> int | float:
    if selection.key == "total":
        return frame[selection.column][chosen].dropna().sum().item()
    column = {"people": "case_id", "cohorts": "person_cohort"}.get(selection.key)
    return int(chosen.sum()) if column is None else int(frame[column][chosen].nunique())


def _matching(
    study: Study, conditions: tuple[tuple[str, str], ...], table: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows satisfy every condition, and which might: their empty cells are for
    something not known, or the source contradicts itself on them.
    """
    yes = maybe = np.ones(len(_frame(study, table)), dtype=bool)
    for column, wanted in conditions:
        matched, is_open = _of_column(study, table, column, wanted)
        yes, maybe = yes & matched, maybe & (matched | is_open)
    return yes, maybe & ~yes


@once_a_study
def _of_column(study: Study, table: str, column: str, wanted: str) -> tuple[np.ndarray, np.ndarray]:
    """Which cells of a column are as wanted, and of which it is open."""
    cells = _frame(study, table)[column]
    places, values = pd.factorize(cells, use_na_sentinel=False)
    matched = np.array([_matches(value, wanted) for value in values], dtype=bool)[places]
    is_not_known = table in DESCRIBED and wanted not in ("", ANYTHING)
    is_contested = (cells.astype(object) == CONTESTED).to_numpy(bool)
    return matched, (cells.isna().to_numpy() & is_not_known) | is_contested


def _matches(value, wanted: str) -> bool:
    text = "" if pd.isna(value) else str(value).lower()
    return any(
        fnmatchcase(text, option.lower()) if option else not text for option in wanted.split("|")
    )


@once_a_study
def _frame(study: Study, table: str) -> pd.DataFrame:
    """Return a table; where it names people, with their cohort and group, and where it names
    passages, with those's columns.
    """
    frame = study.tables[table]
    if table == "attributions":
        passages = (
            study.tables["passages"]
            .drop(columns="source_row")
            .add_prefix("passage_")
            .rename(columns={"passage_passage_id": "passage_id"})
        )
        frame = frame.merge(passages, on="passage_id", how="left")
    if "case_id" in frame:
        people = everybody(study).rename(
            columns={"cohort": "person_cohort", "group": "person_group"}
        )[["case_id", "person_cohort", "person_group"]]
        frame = frame.merge(people, on="case_id", how="left")
    return frame


def is_result_id(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9_]+(\.[A-Za-z0-9_]+)+", text))
