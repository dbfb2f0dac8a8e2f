"""Rules that need more than one cell: references between tables, and what makes sense of a cohort."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cohortbook.dictionary import Dictionary, Table
from cohortbook.problems import Problem, nearest

PEOPLE_IN = {"individual": (1, 1), "pair": (2, 2), "group": (2, None)}


def broken_rules(dictionary: Dictionary, tables: dict[str, pd.DataFrame], cohorts: dict[str, dict], partly_read: set[str]) -> list[Problem]:
    """Return every problem that only shows when tables are held against each other.

    What a table in `partly_read` would have held is not known, so nothing is said that rests on its being whole.
    """
    problems = []
    for table in dictionary.tables.values():
        problems += _unknown_references(table, tables, partly_read)
        problems += _keys_in_two_files(table, tables[table.name])
    problems += _people_in_two_places(tables)
    if "participants" not in partly_read:
        problems += _awards(tables["participants"], cohorts)
    problems += _services(tables["participants"], cohorts)
    problems += _interviews(tables["interviews"])
    problems += _cohort_sources(tables["sources"], cohorts)
    return problems


def at(source_row: str, column: str | None, message: str) -> Problem:
    """Return a problem at a row named as in a frame's `source_row` column."""
    file, line = source_row.rsplit(":", 1)
    return Problem(file, int(line), column, message)


def _unknown_references(table: Table, tables: dict[str, pd.DataFrame], partly_read: set[str]) -> Iterator[Problem]:
    frame = tables[table.name]
    for reference in table.references:
        if any(target in partly_read for target, _ in reference.targets):
            continue
        places = " or ".join(f"{target}.csv" for target, _ in reference.targets)
        for row in frame[frame[reference.column].notna()].to_dict("records"):
            allowed = {value for target, column in reference.targets
                       for value in _same_cohort(tables[target], row)[column].dropna()}
            value = row[reference.column]
            if value not in allowed:
                yield at(row["source_row"], reference.column, f"{value!r} does not stand in {places}" + nearest(value, allowed))


def _same_cohort(frame: pd.DataFrame, row: dict) -> pd.DataFrame:
    return frame[frame["cohort"] == row["cohort"]] if "cohort" in frame and "cohort" in row else frame


def _people_in_two_places(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Cohorts are pooled, and award holders and managers are cited alike, so an identifier is one person's in the whole study."""
    everybody = pd.concat([tables[name].rename(columns={column: "case_id"})[["case_id", "source_row"]].assign(column=column)
                           for name, column in (("participants", "participant_id"), ("managers", "manager_id"))])
    for case_id, same in everybody.dropna(subset=["case_id"]).groupby("case_id"):
        places = same.assign(file=same["source_row"].str.rsplit(":", n=1).str[0]).drop_duplicates("file")
        first, *others = places.to_dict("records")
        for other in others:
            yield at(other["source_row"], other["column"], f"{case_id!r} is already somebody in {first['source_row']}; "
                     "an identifier belongs to one person in the whole study")


def _keys_in_two_files(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """A table kept in several files has each key once in all of them; within a file the reader has said so."""
    if len(table.paths) < 2 or not table.key:
        return
    for key, same in frame.dropna(subset=list(table.key)).groupby(list(table.key)):
        places = same.assign(file=same["source_row"].str.rsplit(":", n=1).str[0]).drop_duplicates("file")
        first, *others = places["source_row"]
        for row in others:
            yield at(row, table.key[-1], f"{', '.join(map(str, key))!r} stands twice; it is already in {first}")


def _awards(participants: pd.DataFrame, cohorts: dict[str, dict]) -> Iterator[Problem]:
    for handle, cohort in cohorts.items():
        rows = int((participants["cohort"] == handle).sum())
        if rows and cohort.get("awards") not in (None, rows):
            yield Problem(f"data/cohorts/{handle}/cohort.yml", None, "awards",
                          f"says {cohort['awards']} where participants.csv has {rows} rows")


def _services(participants: pd.DataFrame, cohorts: dict[str, dict]) -> Iterator[Problem]:
    for row in participants.dropna(subset=["service"]).to_dict("records"):
        services = cohorts.get(row["cohort"], {}).get("services")
        if services and row["service"] not in services:
            yield at(row["source_row"], "service", f"{row['service']!r} is not among the services of this cohort's cohort.yml: "
                     + ", ".join(services))


def _interviews(interviews: pd.DataFrame) -> Iterator[Problem]:
    """One interview has one format and one mode, and as many people as its format says."""
    for (_, interview_id), rows in interviews.groupby(["cohort", "interview_id"], observed=True):
        last = rows["source_row"].iloc[-1]
        for column in ("format", "mode"):
            if rows[column].nunique(dropna=False) > 1:
                yield at(last, column, f"interview {interview_id!r} has more than one {column}; everybody heard together has the same")
        least, most = PEOPLE_IN.get(rows["format"].iloc[0], (1, None))
        if len(rows) < least or (most and len(rows) > most):
            yield at(last, "interview_id", f"interview {interview_id!r} is of format {rows['format'].iloc[0]} and has {len(rows)} "
                     f"{'person' if len(rows) == 1 else 'people'}")


def _cohort_sources(sources: pd.DataFrame, cohorts: dict[str, dict]) -> Iterator[Problem]:
    known = set(sources["source_id"].dropna())
    for handle, cohort in cohorts.items():
        source = cohort.get("source_id")
        if source and source not in known:
            yield Problem(f"data/cohorts/{handle}/cohort.yml", None, "source_id",
                          f"{source!r} does not stand in sources.csv" + nearest(source, known))
