"""Compare practitioners with managers: a convergence coding matrix, and what each cohort added.

The computer fills in who was asked and who spoke of a theme; whether the two groups agree is a
rating by people, with their reason, kept in data/programme/convergence.csv (after Farmer et al.
2006, Qualitative Health Research 16, 377-394). Silence is only spoken of where a group was asked.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.findings.themes import (
    NO_SUMMARY,
    heard,
    leaves,
    lettered,
    listed_per_theme,
    people_per_theme,
    statements,
    within,
)
from cohortbook.study.finding import Finding
from cohortbook.study.study import ALL, MANY, Study
from cohortbook.study.withheld import HIDDEN

TOGETHER = " (said of several people together)"
WHOSE = ("practitioners", "managers")
WHO = ("award holders", "managers")  # what a reader calls them
RATING = ("rating", "rated_by", "rated_on", "reason")


def convergence(study: Study, scope: str) -> pd.DataFrame:
    """Return the themes that either group spoke of, one row each, with what can be said of the two
    groups.

    Columns: theme_id, label, practitioners and managers (findings), practitioners_listed and
    managers_listed (how many more only collective statements name), presence (both, or whom alone
    and whether the others were asked), rating, rated_by, rated_on, reason.
    """
    found = {finding.category: finding for finding in people_per_theme(study, scope)}
    listed = {finding.category: finding.value for finding in listed_per_theme(study, scope)}
    ratings = {row["theme_id"]: row for row in study.tables["convergence"].to_dict("records")}
    rows = []
    for theme in study.tables["themes"].itertuples():
        if theme.theme_id.count(".") != 1:
            continue
        places = [f"{theme.theme_id}.{group}" for group in WHOSE]
        groups = [found[place] for place in places]
        more = [listed.get(place, 0) for place in places]
        if any(finding.value for finding in groups) or any(more):
            rating = ratings.get(theme.theme_id, {})
            rated = [rating.get(column) for column in RATING]
            presence = _presence(groups, more)
            rows.append((theme.theme_id, theme.label, *groups, *more, presence, *rated))
    return pd.DataFrame(
        rows,
        columns=[
            *("theme_id", "label", *WHOSE, *(f"{group}_listed" for group in WHOSE)),
            *("presence", *RATING),
        ],
    )


def _presence(groups: list[Finding], listed: list[int]) -> str:
    """Which groups spoke of a theme, be it one person or a collective statement."""
    if any(finding.is_withheld for finding in groups):
        return HIDDEN
    has_spoken = [bool(finding.value or more) for finding, more in zip(groups, listed, strict=True)]
    if all(has_spoken):
        return "both"
    spoke = has_spoken.index(True)
    was_asked = groups[1 - spoke].n
    return f"{WHO[spoke]} only" if was_asked else f"{WHO[spoke]}; {WHO[1 - spoke]} not asked"


def added_by_cohort(study: Study) -> pd.DataFrame:
    """Return, for each leaf theme that anybody individually spoke of, in which cohorts; a row a
    theme, `first_heard` the earliest cohort.
    """
    said = heard(study, ALL)
    rows = []
    lowest = set(leaves(study))
    for theme in study.tables["themes"].itertuples():
        cohorts = sorted(said[within(said["theme_id"], theme.theme_id)]["cohort"].unique())
        if theme.theme_id in lowest and cohorts:
            rows.append(
                {
                    "theme_id": theme.theme_id,
                    "label": theme.label,
                    "cohorts": _named(study, cohorts),
                    "first_heard": cohorts[0],
                    "is_in_all": len(cohorts) == len(study.cohorts),
                }
            )
    return pd.DataFrame(rows, columns=["theme_id", "label", "cohorts", "first_heard", "is_in_all"])


def _named(study: Study, cohorts: list[str]) -> str:
    """The titles of cohorts; of more than can be read in a row, how many and the first."""
    if len(study.cohorts) < MANY:
        return ", ".join(study.title(cohort) for cohort in cohorts)
    return f"{len(cohorts)} of {len(study.cohorts)} cohorts, first {study.title(cohorts[0])}"


def framework(study: Study, scope: str, group: str) -> pd.DataFrame:
    """Return a framework matrix: a row a person (as a letter), a column a kind of theme, cells the
    summaries of what was said.

    Letters are those of the presence table, so a reader can go from one to the other; nothing else
    is said of the person. A collective statement is marked as one.
    """
    part = study.about(scope)
    said = statements(part)
    passages, themes = part.tables["passages"], study.tables["themes"]
    summaries = dict(
        zip(passages["passage_id"], passages["summary"].fillna(NO_SUMMARY), strict=True)
    )
    kinds = list(themes["kind"].cat.categories)
    kind_of = dict(zip(themes["theme_id"], themes["kind"], strict=True))
    cells: dict[tuple[str, str], dict[str, None]] = {}
    for row in said.itertuples():
        summary = summaries[row.passage_id] + TOGETHER * row.is_collective
        cells.setdefault((row.case_id, kind_of[row.theme_id]), {})[summary] = None
    rows = [
        {"person": letter, **{kind: list(cells.get((case, kind), ())) for kind in kinds}}
        for case, letter in lettered(study, scope, group).items()
    ]
    return pd.DataFrame(rows, columns=["person", *kinds])
