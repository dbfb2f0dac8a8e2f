"""People of a study: award holders and managers, and which of them were interviewed."""

from __future__ import annotations

import pandas as pd

from cohortbook.study.study import Study, once_a_study

UNDISCLOSED = "prefer_not_to_say"  # a category of its own where people are described
GROUPS = {"practitioner": ("participants", "participant_id"), "manager": ("managers", "manager_id")}


@once_a_study
def everybody(study: Study) -> pd.DataFrame:
    """Return all award holders and managers: case_id, group (practitioner or manager) and cohort; a
    row is one person.
    """
    frames = []
    for group, (table, column) in GROUPS.items():
        people = study.tables[table].rename(columns={column: "case_id"})[["case_id", "cohort"]]
        frames.append(people.assign(group=group))
    return pd.concat(frames, ignore_index=True)


@once_a_study
def cases(study: Study) -> pd.DataFrame:
    """Return everyone who was interviewed, as `everybody` does."""
    people = everybody(study)
    return people[people["case_id"].isin(study.tables["interviews"]["case_id"])].reset_index(
        drop=True
    )


def known_of(people: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the people of whom a column is known, to compare shares: those who preferred not to
    say are in no share.
    """
    return people[people[column].notna() & (people[column].astype("string") != UNDISCLOSED)]
