"""What is printed in the place of a number that is withheld, which findings hold one, and which files hold rows about protected people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohortbook.places import COHORTS, PRIVATE

if TYPE_CHECKING:
    import pandas as pd

    from cohortbook.study import Study


class Withheld(str):
    """Text printed in the place of a number: that it is hidden, or between which values it lies."""

    def of(self, n: int | None) -> Withheld:
        """Return the text with its base: "4 or fewer of 13"; a hidden number says nothing of its base."""
        return self if self == HIDDEN or n is None else Withheld(f"{self} of {n}")


HIDDEN = Withheld("[c]")  # the symbol of the Government Analysis Function for a confidential figure
NOTE = "[c]: hidden, so that no person can be identified from it."
RANGE_NOTE = "“{0}”: a small number, which is not none."


def few(smallest: int) -> Withheld:
    """Return how a count below the smallest one printed is printed."""
    return Withheld(f"{smallest - 1} or fewer")


def most(smallest: int) -> Withheld:
    """Return how a count is printed that is the whole but for fewer than the smallest count printed."""
    return Withheld(f"all but {smallest - 1} or fewer")


def is_withheld(value: object) -> bool:
    """Return whether a value is the text printed in the place of a number."""
    return isinstance(value, Withheld)


def is_any_withheld(findings: pd.DataFrame) -> bool:
    """Return whether a value of a findings frame is withheld, so that it cannot be drawn."""
    return any(map(is_withheld, findings["value"]))


def drawable(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of those scopes of which nothing is withheld."""
    withheld = set(findings["scope"][[is_withheld(value) for value in findings["value"]]])
    return findings[~findings["scope"].isin(withheld)]


def is_about_protected(study: Study, name: str) -> bool:
    """Return whether a file, by its path in the study, holds rows about people of a protected cohort."""
    return name.startswith(f"{PRIVATE.name}/") or any(name.startswith(f"{(COHORTS / handle).as_posix()}/") and not name.endswith("/cohort.yml") for handle in study.protected)
