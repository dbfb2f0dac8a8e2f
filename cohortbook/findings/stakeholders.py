"""Compare practitioners with managers: a convergence coding matrix, and what each cohort added.

The computer fills in who was asked and who spoke of a theme; whether the two groups agree is a
rating by people, with their reason, kept in data/programme/convergence.csv (after Farmer et al.
2006, Qualitative Health Research 16, 377-394). Silence is only spoken of where a group was asked.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.findings.themes import (
    NO_SUMMARY,
    leaves,
    lettered,
    people_per_theme,
    statements,
    within,
)
from cohortbook.study.study import MANY, Study
from cohortbook.study.withheld import HIDDEN, is_withheld

RATING = ("rating", "rated_by", "rated_on", "reason")


def convergence(study: Study, scope: str) -> pd.DataFrame:
    """Return the themes that either group spoke of, one row each, with what can be said of the two
    groups.

    Columns: theme_id, label, practitioners and managers (findings as dictionaries), presence (both,
    practitioners only, managers only, practitioners not asked, managers not asked), rating,
    rated_by, rated_on, reason.
    """
    found = {row["category"]: row for row in people_per_theme(study, scope).to_dict("records")}
    ratings = {row["theme_id"]: row for row in study.tables["convergence"].to_dict("records")}
    rows = []
    for theme in study.tables["themes"].itertuples():
        if theme.theme_id.count(".") != 1:
            continue
        groups = [found[f"{theme.theme_id}.{group}"] for group in ("practitioners", "managers")]
        if any(row["value"] for row in groups):
            rating = ratings.get(theme.theme_id, {})
            rated = [rating.get(column) for column in RATING]
            rows.append((theme.theme_id, theme.label, *groups, _presence(*groups), *rated))
    return pd.DataFrame(
        rows, columns=["theme_id", "label", "practitioners", "managers", "presence", *RATING]
    )


def _presence(practitioners: dict, managers: dict) -> str:
    if is_withheld(practitioners["value"]) or is_withheld(managers["value"]):
        return HIDDEN
    if practitioners["value"] and managers["value"]:
        return "both"
    for name, one, other in (
        ("practitioners", practitioners, managers),
        ("managers", managers, practitioners),
    ):
        if one["value"]:
            silent = "managers" if name == "practitioners" else "practitioners"
            return f"{name} only" if other["n"] else f"{name}; {silent} not asked"
    return "nobody"


def added_by_cohort(study: Study) -> pd.DataFrame:
    """Return, for each leaf theme heard from anybody, in which cohorts; a row a theme,
    `first_heard` the earliest cohort.
    """
    said = statements(study)
    said = said[said["stance"] != "contradicts"]
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
    is said of the person.
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
    for case, theme, passage in zip(
        said["case_id"], said["theme_id"], said["passage_id"], strict=True
    ):
        cells.setdefault((case, kind_of[theme]), {})[summaries[passage]] = None
    rows = [
        {"person": letter, **{kind: list(cells.get((case, kind), ())) for kind in kinds}}
        for case, letter in lettered(study, scope, group).items()
    ]
    return pd.DataFrame(rows, columns=["person", *kinds])
