"""Which findings hold a withheld number, and which files hold rows about protected people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import COHORTS, PRIVATE
from cohortbook.study.withheld import HIDDEN, is_withheld, range_of

if TYPE_CHECKING:
    from cohortbook.study.study import Study


def is_any_withheld(findings: Iterable[Finding]) -> bool:
    """Return whether one of the findings is withheld, so that they cannot be drawn."""
    return any(finding.is_withheld for finding in findings)


def drawable(findings: Findings) -> Findings:
    """Return the findings of those scopes of which nothing is withheld."""
    withheld = {finding.scope for finding in findings if finding.is_withheld}
    return Findings(finding for finding in findings if finding.scope not in withheld)


def bounds_of(finding: Finding) -> tuple[int, int]:
    """Return the least and the most that a published count can be: the same twice where it is
    known, both ends of a range, and all there is where it is hidden.
    """
    if finding.value == HIDDEN:
        return 0, finding.n or 0
    if is_withheld(finding.value):
        values = range_of(finding.value)
        return values[0], values[-1]
    return finding.value, finding.value


def how_printed(finding: Finding) -> str:
    """Return how a number of a protected cohort is printed: printed, range or hidden."""
    if not finding.is_withheld:
        return "printed"
    return "hidden" if finding.value == HIDDEN else "range"


def how_many_printed(findings: Iterable[Finding]) -> Counter[str]:
    """Return how many numbers are printed in each way (`how_printed`)."""
    return Counter(map(how_printed, findings))


def why_no_summary(study: Study, handle: str) -> tuple[str, str]:
    """Return why no summary is published of a protected cohort, in words, and the rule of small
    counts that it follows from, if it is one.

    It rests on what is published, so that the book is the same without the cohort's rows.
    """
    from cohortbook.study.policy import (
        STRICT,
    )  # which imports pandas; a build of nothing needs none

    smallest, mode = study.policy.threshold("smallest_group"), study.named[handle]["disclosure"]
    results = study.published[handle].results
    others = [own.value for own in results if own.measure != "participants"]
    if others and set(others) == {HIDDEN}:
        return "only how many took part is printed, next to an earlier edition", ""
    interviewed = results.where(measure="interviewed")
    if mode == STRICT and any(bounds_of(own)[1] < smallest for own in interviewed):
        return f"fewer than {smallest} award holders were interviewed", "smallest_group"
    return "none has been written, or none may be published", ""


def is_about_protected(study: Study, name: str) -> bool:
    """Return whether a file, by its path in the study, holds rows about people of a protected
    cohort.
    """
    return name.startswith(f"{PRIVATE.name}/") or any(
        name.startswith(f"{(COHORTS / handle).as_posix()}/") and not name.endswith("/cohort.yml")
        for handle in study.protected
    )
