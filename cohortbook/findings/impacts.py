"""Count reported impacts by level, type, status, reach and source.

A row of the register is one distinct impact. It belongs to the cohort of the person it is told of;
one told of several people at once belongs to the cohort its passage speaks of, or, if it speaks of
all, to all cohorts only.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cohortbook.findings.demographics import counts
from cohortbook.findings.finding import Finding, as_findings, count_of
from cohortbook.study.people import everybody
from cohortbook.study.study import ALL, Study, once_a_study

LADDER = ("team", "authority", "regional", "national", "international")


def impacts_of(study: Study, scope: str) -> pd.DataFrame:
    """Return the impacts of one cohort or of all, each with its cohort as `of_cohort`."""
    placed = _placed(study.about(scope))
    return placed.get(scope, placed[ALL].iloc[:0])


@once_a_study
def _placed(study: Study) -> dict[str, pd.DataFrame]:
    impacts = study.tables["impacts"]
    of_case = everybody(study).set_index("case_id")["cohort"]
    about = study.tables["passages"].set_index("passage_id")["about_cohort"]
    cohort = (
        impacts["case_id"]
        .map(of_case)
        .where(impacts["case_id"].notna(), impacts["passage_id"].map(about))
    )
    placed = impacts.assign(of_cohort=cohort)
    return {**dict(iter(placed.groupby("of_cohort"))), ALL: placed}


def told_of_all(study: Study) -> str:
    """Return a sentence on the impacts that are told of all cohorts at once, which no cohort's own
    column counts; empty if there are none.
    """
    is_any = (
        len(study.cohorts) > 1
        and not impacts_of(study, ALL)["of_cohort"].isin(list(study.cohorts)).all()
    )
    return (
        "Impacts that are told of several cohorts at once are counted only under all cohorts."
        if is_any
        else ""
    )


@as_findings
def impact(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts at each level: personal, organisational, wider."""
    yield from counts(impacts_of(study, scope), "level", scope, "impacts", "impact")


@as_findings
def impact_types(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts of each type that there is."""
    yield from (
        finding
        for finding in counts(impacts_of(study, scope), "type", scope, "impacts", "impact_type")
        if finding.value
    )


@as_findings
def impact_status(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts hoped for, started, happened and sustained."""
    yield from counts(impacts_of(study, scope), "status", scope, "impacts", "impact_status")


@as_findings
def impact_reach(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts of each reach; many are told without one."""
    yield from counts(impacts_of(study, scope), "reach", scope, "impacts", "impact_reach")


@as_findings
def impact_evidence(study: Study, scope: str) -> Iterator[Finding]:
    """Return who reports the impacts, and how many are corroborated by somebody of
    another group.
    """
    register = impacts_of(study, scope)
    yield from counts(register, "reported_by", scope, "impacts", "impact_reported_by")
    held = register[register["corroborated_by"].notna()]
    yield count_of(scope, "impact_corroborated", "", held, len(register), "impacts")


@as_findings
def impact_measures(study: Study, scope: str) -> Iterator[Finding]:
    """Return the measured impacts: the value before, where the source gives one, and
    the value later.
    """
    register = impacts_of(study, scope)
    for row in register[register["measure"].notna()].to_dict("records"):
        for statistic in ("baseline", "later"):
            if pd.notna(row[statistic]):
                value = float(row[statistic])
                yield Finding(
                    scope,
                    "impact_measure",
                    row["impact_id"],
                    statistic,
                    int(value) if value.is_integer() else value,
                    1,
                    row["unit"],
                    (row["source_row"],),
                    row["measure"],
                )


def types_by_level(study: Study, scope: str) -> pd.DataFrame:
    """Return type by level, a row a type that there is, in the order of the dictionary,
    counts of impacts.
    """
    register = impacts_of(study, scope)
    counted = pd.crosstab(register["type"], register["level"]).reindex(
        columns=register["level"].cat.categories, fill_value=0
    )
    return counted.astype(int)


def ladder(study: Study, scope: str) -> pd.DataFrame:
    """Return level by reach, a row a reach from team to international, counts of impacts whose
    reach is told.
    """
    register = impacts_of(study, scope)
    return pd.DataFrame(
        {
            level: [
                int(((register["level"] == level) & (register["reach"] == reach)).sum())
                for reach in LADDER
            ]
            for level in register["level"].cat.categories
        },
        index=list(LADDER),
    )
