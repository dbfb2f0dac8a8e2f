"""Show what the tests tried against this study, as recorded in data/trials.csv: bad inputs, faults,
attacks.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.study.study import Study
from cohortbook.study.wording import date_text

KINDS = {
    "bad_input": "Bad inputs",
    "hostile_text": "Hostile text in every field",
    "fault": "Faults",
    "attack": "Hidden numbers attacked",
}


def totals(study: Study) -> pd.DataFrame:
    """Return a row for each kind of trial: kind, tried, failed, and of attacks the narrowest
    interval that was left.
    """
    trials, rows = study.tables["trials"], []
    for kind, label in KINDS.items():
        same = trials[trials["kind"] == kind]
        if len(same):
            rows.append(
                (
                    label,
                    int(same["tried"].sum()),
                    int(same["failed"].sum()),
                    same["narrowest"].min(),
                )
            )
    return pd.DataFrame(rows, columns=["kind", "tried", "failed", "narrowest"])


def of_kind(study: Study, kind: str) -> pd.DataFrame:
    """Return the trials of a kind, a row each: what, tried, failed, narrowest."""
    trials = study.tables["trials"]
    return trials.loc[trials["kind"] == kind, ["what", "tried", "failed", "narrowest"]].reset_index(
        drop=True
    )


def recorded(study: Study) -> str:
    """Return a sentence that says when, on what machine and for which version the trials were
    recorded, or that none were.
    """
    trials = study.tables["trials"]
    if trials.empty:
        return "Nothing has been recorded yet."
    runs = trials[["ran_on", "machine", "commit"]].drop_duplicates().itertuples()
    return " ".join(
        f"Recorded on {date_text(run.ran_on)} on {run.machine}, of commit {run.commit}."
        for run in runs
    )
