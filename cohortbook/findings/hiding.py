"""Which findings hold a withheld number, and which files hold rows about protected people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohortbook.study.layout import COHORTS, PRIVATE
from cohortbook.study.withheld import is_withheld

if TYPE_CHECKING:
    import pandas as pd

    from cohortbook.study.study import Study


def is_any_withheld(findings: pd.DataFrame) -> bool:
    """Return whether a value of a findings frame is withheld, so that it cannot be drawn."""
    return any(map(is_withheld, findings["value"]))


def drawable(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of those scopes of which nothing is withheld."""
    withheld = set(findings["scope"][[is_withheld(value) for value in findings["value"]]])
    return findings[~findings["scope"].isin(withheld)]


def is_about_protected(study: Study, name: str) -> bool:
    """Return whether a file, by its path in the study, holds rows about people of a protected
    cohort.
    """
    return name.startswith(f"{PRIVATE.name}/") or any(
        name.startswith(f"{(COHORTS / handle).as_posix()}/") and not name.endswith("/cohort.yml")
        for handle in study.protected
    )
