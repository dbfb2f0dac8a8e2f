"""What each cohort changed when it joined: the study without it and those after it, computed again and compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from cohortbook.catalogue import every_finding
from cohortbook.study import Study
from cohortbook.words import text_of

OF_PASSAGES = ("passages", "attributions", "codings", "impacts")
MARKED = ("percent", "pounds", "month", "date")  # units that the text itself shows


def with_only(study: Study, cohorts: Iterable[str]) -> Study:
    """Return the study as it would be with some of its cohorts: their rows, and of shared passages those that are not about others alone.

    A passage is about others alone if it speaks of another cohort, or is attributed only to people of other cohorts.
    """
    kept = list(cohorts)
    if kept == list(study.cohorts):
        return study
    tables = {name: frame[frame["cohort"].isna() | frame["cohort"].isin(kept)] if "cohort" in frame else frame for name, frame in study.tables.items()}
    own = set(tables["participants"]["participant_id"]) | set(tables["managers"]["manager_id"])
    named = study.tables["attributions"].dropna(subset=["case_id"])
    others, shared = named[~named["case_id"].isin(own)], set(named[named["case_id"].isin(own)]["passage_id"])
    passages = tables["passages"]
    elsewhere = passages[passages["about_cohort"].isin([cohort for cohort in study.cohorts if cohort not in kept])]
    gone = (set(others["passage_id"]) | set(elsewhere["passage_id"])) - shared
    for name in OF_PASSAGES:
        frame = tables[name][~tables[name]["passage_id"].isin(gone)]
        tables[name] = frame[~frame["case_id"].isin(set(others["case_id"]))] if "case_id" in frame else frame
    return replace(study, cohorts={cohort: study.cohorts[cohort] for cohort in kept}, tables=tables)


def joined(study: Study, last: int = 5) -> pd.DataFrame:
    """Return every number that a cohort moved when it joined those before it, for the `last` cohorts; a row is one number and one cohort.

    Columns: cohort, id, scope, before and after (as readers see them; before is empty where the number is new). The first
    cohort of a study joined nobody.
    """
    handles, rows = list(study.cohorts), []
    first = max(1, len(handles) - last)
    before = as_texts(every_finding(with_only(study, handles[:first])))
    for place, cohort in enumerate(handles[first:], start=first + 1):
        after = as_texts(every_finding(with_only(study, handles[:place])))
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                rows.append({"cohort": cohort, "id": name, "scope": name.split(".")[0], "before": before.get(name, ""), "after": after.get(name, "")})
        before = after
    return pd.DataFrame(rows, columns=["cohort", "id", "scope", "before", "after"])


def as_texts(found: dict[str, dict]) -> dict[str, str]:
    """Return findings by id as readers see them, each with what it is based on."""
    return {name: f"{text_of(row['value'], row['unit'])}{'' if row['unit'] in MARKED else ' ' + row['unit']}, based on {row['n']}" for name, row in found.items()}
