"""Count reported impacts by level, type, status, reach and source.

A row of the register is one impact. It belongs to the cohort of the person it is about, or, where
that person is not named, to the cohort its passage speaks of, or, if it speaks of all, to all
cohorts only. Counted are distinct impacts: a row that is about several people together, that
repeats another, or of which it is not clear whether it does, is in the register and in no count.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cohortbook.findings.demographics import counts
from cohortbook.findings.register import Protect, declares
from cohortbook.study.finding import Finding, count_of
from cohortbook.study.people import everybody
from cohortbook.study.study import ALL, Study, once_a_study

REPORTERS = {"practitioner": "Award holder", "manager": "Manager", "evaluator": "Evaluator"}
NOT_COUNTED = {
    "several": "About several people together",
    "unclear": "About a person who may be that of another row",
    "repeats": "Repeats another row",
}
STATUS_GROUPS = {
    "happened": "done",
    "sustained": "done",
    "started": "under_way",
    "hoped": "hoped_for",
    "contested": "contested",
}
LADDER = ("team", "authority", "regional", "national", "international")


def register(study: Study, scope: str) -> pd.DataFrame:
    """Return every row about impacts of one cohort or of all, each with its cohort as `of_cohort`
    and with `is_counted`.
    """
    placed = _placed(study.about(scope))
    return placed.get(scope, placed[ALL].iloc[:0])


def impacts_of(study: Study, scope: str) -> pd.DataFrame:
    """Return the distinct impacts of one cohort or of all, as `register` does."""
    rows = register(study, scope)
    return rows[rows["is_counted"]]


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
    is_counted = impacts["about"].isna() & impacts["repeats"].isna()
    placed = impacts.assign(of_cohort=cohort, is_counted=is_counted)
    return {**dict(iter(placed.groupby("of_cohort"))), ALL: placed}


def of_several_cohorts(study: Study) -> str:
    """Return a sentence on the impacts that are about all cohorts at once, which no cohort's own
    column counts; empty if there are none.
    """
    is_any = (
        len(study.cohorts) > 1
        and not impacts_of(study, ALL)["of_cohort"].isin(list(study.cohorts)).all()
    )
    return (
        f"Impacts about several cohorts at once are counted only under {study.together}."
        if is_any
        else ""
    )


@declares(Protect.BY_RULE, "impacts")
def impact(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts at each level: personal, organisational, wider."""
    yield from counts(
        study, scope, "impacts", "level", impacts_of(study, scope), "impacts", "impact"
    )


@declares(Protect.IF_AGREED, "impacts")
def impact_types(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts of each type that there is."""
    yield from (
        finding
        for finding in counts(
            study, scope, "impacts", "type", impacts_of(study, scope), "impacts", "impact_type"
        )
        if finding.value
    )


@declares(Protect.BY_RULE, "impacts")
def impact_status(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts hoped for, started, happened and sustained, and of
    those of which the source gives two of these.
    """
    yield from counts(
        study, scope, "impacts", "status", impacts_of(study, scope), "impacts", "impact_status"
    )


@declares(Protect.BY_RULE, "impacts")
def impact_reach(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of distinct impacts of each reach; many are told without one."""
    yield from counts(
        study, scope, "impacts", "reach", impacts_of(study, scope), "impacts", "impact_reach"
    )


@declares(Protect.BY_RULE, "impacts")
def impact_evidence(study: Study, scope: str) -> Iterator[Finding]:
    """Return who reports the impacts, and how many are corroborated by someone of
    another group.
    """
    counted = impacts_of(study, scope)
    for own in counts(
        study, scope, "impacts", "reported_by", counted, "impacts", "impact_reported_by"
    ):
        yield own._replace(label=REPORTERS.get(own.category, ""))
    held = counted[counted["corroborated_by"].notna()]
    yield count_of(scope, "impact_corroborated", "", held, len(counted), "impacts")


@declares(Protect.NOT_PUBLISHED)
def impact_rows(study: Study, scope: str) -> Iterator[Finding]:
    """Return how many rows of the register are not counted: about several people together, about
    a person who may be that of another row, or a repetition.
    """
    rows = register(study, scope)
    for reason, held in (
        ("several", rows[rows["about"] == "several"]),
        ("unclear", rows[rows["about"] == "unclear"]),
        ("repeats", rows[rows["repeats"].notna()]),
    ):
        label = NOT_COUNTED[reason]
        yield count_of(scope, "impact_not_counted", reason, held, len(rows), "rows", label)


@declares(Protect.NOT_PUBLISHED)
def impact_measures(study: Study, scope: str) -> Iterator[Finding]:
    """Return the measured impacts: the value before, where the source gives one, and
    the value later.
    """
    counted = impacts_of(study, scope)
    for row in counted[counted["measure"].notna()].to_dict("records"):
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
    counted = impacts_of(study, scope)
    by_level = pd.crosstab(counted["type"], counted["level"]).reindex(
        columns=counted["level"].cat.categories, fill_value=0
    )
    return by_level.astype(int)


def types_by_status(study: Study, scope: str) -> pd.DataFrame:
    """Return type by status, a row a type that there is, the most frequent first, counts of
    impacts: done (happened or sustained), under way, hoped for, contested.
    """
    counted = impacts_of(study, scope)
    status = counted["status"].map(STATUS_GROUPS)
    table = pd.crosstab(counted["type"], status)
    table = table.reindex(columns=list(dict.fromkeys(STATUS_GROUPS.values())), fill_value=0)
    table = table[table.sum(axis=1) > 0].astype(int)
    return (
        table.assign(total=-table.sum(axis=1))
        .sort_values(["total", "done"], ascending=[True, False], kind="stable")
        .drop(columns="total")
    )


def ladder(study: Study, scope: str) -> pd.DataFrame:
    """Return level by reach, a row a reach from team to international, counts of impacts whose
    reach is told.
    """
    counted = impacts_of(study, scope)
    return pd.DataFrame(
        {
            level: [
                int(((counted["level"] == level) & (counted["reach"] == reach)).sum())
                for reach in LADDER
            ]
            for level in counted["level"].cat.categories
        },
        index=list(LADDER),
    )
