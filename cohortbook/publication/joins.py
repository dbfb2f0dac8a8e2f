"""Compute what each cohort changed when it joined: the study with and without it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cohortbook.findings.catalogue import every_finding
from cohortbook.study.finding import Finding
from cohortbook.study.study import MANY, Study, with_only


def joined(study: Study) -> pd.DataFrame:
    """Return every number that a cohort moved when it joined those before it; a row is one number
    and one cohort.

    Of a study of many cohorts, only what the newest moved: each cohort more costs the whole study
    once more. Of cohorts whose people are protected nothing is computed again. Columns: cohort, id,
    scope, before and after (as readers see them; before is empty where the number is new). The
    first cohort of a study joined no one.
    """
    study = replace(study, published={}, named={}) if study.named else study
    handles, rows = list(study.cohorts), []
    first = 1 if len(handles) < MANY else len(handles) - 1
    before = as_texts(every_finding(with_only(study, handles[:first])))
    for place, cohort in enumerate(handles[first:], start=first + 1):
        after = as_texts(every_finding(with_only(study, handles[:place])))
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                rows.append(
                    {
                        "cohort": cohort,
                        "id": name,
                        "scope": name.split(".")[0],
                        "before": before.get(name, ""),
                        "after": after.get(name, ""),
                    }
                )
        before = after
    return pd.DataFrame(rows, columns=["cohort", "id", "scope", "before", "after"])


def as_texts(found: dict[str, Finding]) -> dict[str, str]:
    """Return findings by id as readers see them, each with what it is based on."""
    return {name: finding.text_with_base for name, finding in found.items()}
