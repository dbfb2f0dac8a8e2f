"""Compute every number of the study, by id: what claims are compared with, and what a changed cell
may move.
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.findings import (
    agreement,
    baselines,
    between_cohorts,
    demographics,
    forecasts,
    impacts,
    interval_coverage,
    multiple_tests,
    nonresponse,
    programme,
    recommendations,
    specifications,
    themes,
    trends,
)
from cohortbook.study import people
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import REPORTED
from cohortbook.study.study import Study, once_a_study

BY_SCOPE = (
    demographics.participants,
    demographics.social_worker,
    demographics.gender,
    demographics.service,
    demographics.role_group,
    demographics.highest_level,
    demographics.qualifying_award,
    demographics.research_level,
    demographics.years_qualified,
    demographics.interviewed,
    between_cohorts.years_between,
    multiple_tests.adjusted,
    demographics.manager_role,
    demographics.interview_count,
    themes.people_per_theme,
    themes.listed_per_theme,
    nonresponse.everybody_per_theme,
    impacts.impact,
    impacts.impact_types,
    impacts.impact_status,
    impacts.impact_reach,
    impacts.impact_evidence,
    impacts.impact_rows,
    impacts.impact_measures,
)
ONCE = (
    interval_coverage.interval_coverage,
    programme.facts,
    programme.listed,
    themes.material,
    agreement.agreement,
    recommendations.recommendation_support,
    recommendations.list_lengths,
    specifications.specifications,
    forecasts.every_forecast,
    trends.every_trend,
)


# What is said of the newest cohort, or of single changes, is said of a cohort and of all, and not
# again of the cohorts of the report.
OF_ALL_ONLY = tuple(
    f"{REPORTED}.{measure}."
    for measure in ("years_qualified.difference", "gender.difference", "impact_measure")
)


@once_a_study
def every_finding(study: Study) -> dict[str, Finding]:
    """Return every finding by id; computed once for a study, so not to be changed."""
    return {
        name: finding
        for findings in _computed(study)
        for name, finding in findings.by_id.items()
        if not name.startswith(OF_ALL_ONLY)
    }


def _computed(study: Study) -> Iterator[Findings]:
    for scope in study.scopes:
        yield from (function(study, scope) for function in BY_SCOPE)
        yield between_cohorts.share_between(study, scope, "gender", "female")
        yield from (demographics.interview_format(study, scope, group) for group in people.GROUPS)
        if scope in study.cohorts:
            yield themes.accumulation(study, scope, "practitioner")
    yield from (function(study) for function in ONCE)
    yield baselines.every_comparison(study, study.scopes)
    yield baselines.every_stratified(study, study.scopes)
