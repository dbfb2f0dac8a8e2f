"""Say how many passages count for no person, because it is not known who speaks in them."""

from __future__ import annotations

import pandas as pd

from cohortbook.study.study import Study


def uncounted(passages: pd.DataFrame, attributions: pd.DataFrame, whose: str = "") -> str:
    """Return a sentence about the passages that are attributed to no person; empty if there are
    none. Those of evaluators, who are never counted, are left out.
    """
    said = attributions["passage_id"][attributions["case_id"].notna()]
    people = passages[passages["group"] != "evaluator"]
    number = int((~people["passage_id"].isin(said)).sum())
    if not number:
        return ""
    return (
        f"{number} of {len(passages)} passages{whose} {'counts' if number == 1 else 'count'} for no"
        " person, because it is not known who speaks in them; people are still counted of all who"
        " were interviewed."
    )


def uncounted_of(study: Study, cohort: str) -> str:
    """Return the sentence about a cohort; empty too if its rows are not in the study."""
    passages, attributions = (study.rows(name, cohort) for name in ("passages", "attributions"))
    return uncounted(passages, attributions, f" of {study.title(cohort)}")
