"""A finding, the form of every number that the study publishes, and several findings in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cohortbook.study.withheld import is_withheld
from cohortbook.study.wording import text_of, with_base

if TYPE_CHECKING:
    import pandas as pd

Key = TypeVar("Key")


class Finding(NamedTuple):
    """One number, with where it comes from.

    scope      a cohort's handle, "all" for the public cohorts together, "reported", "together"
        (study.scopes), or "programme"
    measure, category, statistic
    value      int, float, Fraction or text; None when it cannot be known; a Withheld text, "[c]"
        or "1 to 4", when it may not be published
    n          people (or rows) it is based on; None when that is hidden, too
    unit       people, years, percent, probability, ...
    rows       the rows it was computed from, as file:line
    label      the category as readers see it, where the code does not say it well
    function   the function that computed it, in full
    call       the same in short, with what it was called with besides study and scope
    """

    scope: str
    measure: str
    category: str
    statistic: str
    value: Any  # a Value: what it is, its unit and statistic say
    n: Any  # an int, or None
    unit: str
    rows: tuple[str, ...]
    label: str = ""
    function: str = ""
    call: str = ""

    @property
    def subject(self) -> str:
        """What it is of: measure[.category]."""
        return f"{self.measure}.{self.category}" if self.category else self.measure

    @property
    def name(self) -> str:
        """The id without the scope, the same in every cohort."""
        return f"{self.subject}.{self.statistic}"

    @property
    def id(self) -> str:
        """scope.measure[.category].statistic; permanent, never reused."""
        return f"{self.scope}.{self.name}"

    @property
    def text(self) -> str:
        """The value as readers see it."""
        return text_of(self.value, self.unit)

    @property
    def text_with_base(self) -> str:
        """The value as readers see it, with its unit and what it is based on."""
        return with_base(self.text, self.unit, self.n)

    @property
    def is_withheld(self) -> bool:
        return is_withheld(self.value)


class Findings(tuple[Finding, ...]):
    """Findings in order; they are never changed."""

    __slots__ = ()

    def __add__(self, other: tuple[Finding, ...]) -> Findings:  # type: ignore[override]
        return Findings((*self, *other))

    @property
    def scopes(self) -> list[str]:
        """Each scope once, in order."""
        return list(dict.fromkeys(finding.scope for finding in self))

    @property
    def by_id(self) -> dict[str, Finding]:
        return {finding.id: finding for finding in self}

    @property
    def by_statistic(self) -> dict[str, Finding]:
        """The findings of one thing, by their statistic."""
        return {finding.statistic: finding for finding in self}

    def by(self, key: Callable[[Finding], Key]) -> dict[Key, Findings]:
        """Return the findings in groups with the same key, in order."""
        groups: dict[Key, list[Finding]] = {}
        for finding in self:
            groups.setdefault(key(finding), []).append(finding)
        return {name: Findings(group) for name, group in groups.items()}

    def where(
        self,
        *,
        scope: str | None = None,
        measure: str | None = None,
        category: str | None = None,
        statistic: str | None = None,
    ) -> Findings:
        """Return the findings that have each of the values given."""
        wanted = (scope, measure, category, statistic)
        return Findings(
            finding
            for finding in self
            if all(want in (None, has) for want, has in zip(wanted, finding, strict=False))
        )

    @property
    def value(self) -> Any:
        """The value of the one finding that there is.

        Raises LookupError if there is none, or more than one.
        """
        if len(self) != 1:
            raise LookupError(f"{len(self)} findings where one was wanted")
        return self[0].value


def count_of(
    scope: str,
    measure: str,
    category: str,
    counted: pd.DataFrame,
    n: int,
    unit: str = "people",
    label: str = "",
) -> Finding:
    """Return the count of some rows, of n, with where they are."""
    rows = source_rows(counted)
    return Finding(scope, measure, category, "count", len(counted), n, unit, rows, label)


def source_rows(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(frame["source_row"])
