"""List the functions that compute numbers of the study, with what each declares of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cohortbook.findings import (
    agreement,
    baselines,
    between_cohorts,
    demographics,
    equivalence,
    forecasts,
    impacts,
    interval_coverage,
    multiple_tests,
    nonresponse,
    programme,
    recommendations,
    registration,
    share_differences,
    specifications,
    themes,
    trends,
    years_by_rank,
    years_choices,
)
from cohortbook.findings.register import Declaration
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study

MODULES = (
    demographics,
    multiple_tests,
    baselines,
    between_cohorts,
    themes,
    nonresponse,
    impacts,
    interval_coverage,
    equivalence,
    programme,
    agreement,
    recommendations,
    registration,
    share_differences,
    specifications,
    forecasts,
    trends,
    years_by_rank,
    years_choices,
)


def in_scope(
    function: Callable[..., Findings], declared: Declaration, study: Study, scope: str
) -> Findings:
    """Return what a function finds in a scope, with everything that it declares to be called with;
    the scope is not used of a function that has none.
    """
    place = {"scope": scope} if declared.has_scope else {}
    return Findings(
        finding
        for arguments in declared.each(study, scope)
        for finding in function(study, **place, **arguments)
    )


@cache
def registered() -> dict[str, tuple[Callable[..., Findings], Declaration]]:
    """Return every function that computes numbers of the study, with what it declares, by module
    and name: demographics.gender. The order is that of the modules, and of the functions in them.
    """
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": (function, function.declaration)
        for module in MODULES
        for name, function in vars(module).items()
        if hasattr(function, "declaration") and function.__module__ == module.__name__
    }


def of_protected(study: Study, handle: str, is_chosen: Callable[[Declaration], bool]) -> Findings:
    """Return numbers of a cohort as they are counted: of the functions whose declaration is
    chosen.
    """
    return Findings(
        finding
        for function, declared in registered().values()
        if is_chosen(declared)
        for finding in in_scope(function, declared, study, handle)
    )


def consent_table(finding: Finding) -> str:
    """Return the table of the consent form that a number belongs to."""
    return registered()[finding.call.partition("(")[0]][1].table
