"""Compute every number of the study, by id: what claims are compared with, and what a changed cell
may move.
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.findings.declared import in_scope, registered
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import REPORTED, TOGETHER
from cohortbook.study.study import Study, once_a_study

# Numbers that no page shows. What is said of the newest cohort, or of single changes, is said of a
# cohort and of all, and not again of the cohorts of the report. What people said and what changed
# is not added up over cohorts of whom some are protected: nearly all of it would be hidden.
NOT_SHOWN = (
    *(
        f"{REPORTED}.{measure}."
        for measure in (
            "years_qualified.difference",
            "years_qualified.ranks",
            "gender.difference",
            "impact_measure",
        )
    ),
    f"{TOGETHER}.theme.",
    f"{TOGETHER}.impact",
)


@once_a_study
def every_finding(study: Study) -> dict[str, Finding]:
    """Return every finding that a page shows, by id; computed once, so not to be changed."""
    return {
        name: finding
        for findings in _computed(study)
        for name, finding in findings.by_id.items()
        if not name.startswith(NOT_SHOWN)
    }


def _computed(study: Study) -> Iterator[Findings]:
    for function, declared in registered().values():
        for scope in study.scopes if declared.has_scope else [""]:
            yield in_scope(function, declared, study, scope)
