"""The register: each function that computes numbers declares what of them is published of protected
people, and returns of these nothing else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial, wraps

from cohortbook.study import dependencies
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import ALL, REPORTED, TOGETHER
from cohortbook.study.published import call_name
from cohortbook.study.study import Study
from cohortbook.study.withheld import HIDDEN

COUNTED = ("people", "impacts", "interviews")  # units of counts that add up over cohorts


class Protect(Enum):
    """What of a function's numbers is published of a protected cohort."""

    NOT_DECLARED = "not decided, so it is refused"
    NOT_PUBLISHED = "nothing"
    BY_RULE = "what the rule of small counts prints"
    IF_AGREED = "everything, where all people agreed to its table; else nothing"


Arguments = Iterable[dict[str, str]]


@dataclass(frozen=True)
class Declaration:
    """What a function declares of its numbers: how people are protected, which table of the consent
    form they belong to, what it is called with besides study and scope, and whether it has a scope.
    """

    protect: Protect
    table: str
    each: Callable[[Study, str], Arguments]
    has_scope: bool


def declares(
    protect: Protect = Protect.NOT_DECLARED,
    table: str = "took_part",
    each: Callable[[Study, str], Arguments] = lambda study, scope: [{}],
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Findings]]:
    """Return a decorator: what it decorates yields findings, and returns them signed with its name.

    Of a protected cohort these are what is published of it; of the cohorts of the report, and of
    all cohorts with protected ones, what follows from the study's parts.
    """

    def decorate(function: Callable[..., Iterable[Finding]]) -> Callable[..., Findings]:
        name = f"{function.__module__}.{function.__name__}"
        names = list(inspect.signature(function).parameters)

        @wraps(function)
        def signed(*args, **kwargs) -> Findings:
            given = dict(zip(names, args, strict=False)) | kwargs
            study, scope = given.pop("study", None), given.pop("scope", None)
            call = "" if study is None else call_name(name, map(str, given.values()))
            if isinstance(study, Study) and scope in (*study.named, REPORTED, TOGETHER):
                return _of_scope(study, scope, partial(signed, **given), call, protect)
            found = function(*args, **kwargs)
            return Findings(finding._replace(function=name, call=call) for finding in found)

        signed.declaration = Declaration(protect, table, each, "scope" in names)  # type: ignore[attr-defined]
        return signed

    return decorate


def of_scopes(
    function: Callable[..., Findings],
    study: Study,
    scopes: Iterable[str] | None = None,
    **arguments: str,
) -> Findings:
    """Return what a function finds in several scopes, in all of a study unless others are given."""
    return Findings(
        finding
        for scope in (study.scopes if scopes is None else scopes)
        for finding in function(study, scope=scope, **arguments)
    )


def _of_scope(
    study: Study, scope: str, counted: Callable[..., Findings], call: str, protect: Protect
) -> Findings:
    """The findings of a scope whose rows are not all in the study, or that is a part of it."""
    if scope == REPORTED:
        return _renamed(counted(study=study.of_report, scope=ALL), scope)
    if protect is Protect.NOT_DECLARED:
        raise TypeError(
            f"{call} is asked about protected people, but what of it may be published of them is"
            " not declared; declare it at the function, as one of Protect"
        )
    if scope == TOGETHER:
        is_counted = all(study.published[handle].findings(call) for handle in study.named)
        return _together(study, counted(study=study, scope=ALL), call) if is_counted else Findings()
    return _published(study, scope, call)


def _published(study: Study, handle: str, call: str) -> Findings:
    """The findings that are published of a protected cohort."""
    dependencies.note(*study.published[handle].files)
    return study.published[handle].findings(call)


def _renamed(found: Iterable[Finding], scope: str) -> Findings:
    """Findings of all cohorts as those of a scope."""
    return Findings(finding._replace(scope=scope) for finding in found)


def _together(study: Study, of_public: Findings, call: str) -> Findings:
    """Counts of all cohorts: those of the public ones and what is published of each protected one;
    withheld where one of these is.

    They follow from what is published, so they say nothing more. Of a function that does more than
    count there are none.
    """
    if any(finding.statistic != "count" for finding in of_public):
        return Findings()
    published = [
        {finding.name: finding for finding in _published(study, handle, call)}
        for handle in study.named
    ]
    return _renamed(
        (
            _sum(finding, [held[finding.name] for held in published])
            for finding in of_public
            if finding.unit in COUNTED and all(finding.name in held for held in published)
        ),
        TOGETHER,
    )


def _sum(finding: Finding, parts: list[Finding]) -> Finding:
    """A count with those of other cohorts added to it; hidden where one of these is not known."""
    if any(part.is_withheld or part.value is None for part in parts):
        return finding._replace(value=HIDDEN, n=None)
    return finding._replace(
        value=finding.value + sum(part.value for part in parts),
        n=finding.n + sum(part.n for part in parts),
    )
