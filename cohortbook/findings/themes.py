"""Count people per theme, of those who were asked, from the agreed coding.

People are counted, not mentions: someone coded twice counts once, and a parent theme is the union
of its children and of what was coded with it directly. Statements that contradict a theme do not
count for it. Counting is an index of where to look, not a measure of how common a view is.

A passage attributed to three people or more is a collective statement: which of them said all of it
cannot be known. It never counts as said by any of them; people whom only collective statements name
are counted apart, as listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import comb
from typing import Any

import pandas as pd

from cohortbook.findings.register import Protect, declares, of_scopes
from cohortbook.study import dependencies
from cohortbook.study.finding import Finding, Findings, count_of
from cohortbook.study.people import GROUPS, cases
from cohortbook.study.rules import COLLECTIVE
from cohortbook.study.study import ALL, Study, once_a_study
from cohortbook.study.theme_tree import lineage

NO_SUMMARY = "Not summarised yet."
RESERVE = ("supports", "qualifies", "contradicts")  # stances, from the least reserved to the most


@once_a_study
def agreed_codings(study: Study) -> pd.DataFrame:
    """Return the coding that pages count: passage_id, theme_id, stance; a row is one theme on one
    passage.

    Where several coders coded a file, a theme counts if all of them put it, or if the settlement of
    their disagreement kept it. Where one coder coded, every theme counts. The stance is the most
    reserved that any coder gave.
    """
    pair = ["passage_id", "theme_id"]
    codings = study.tables["codings"].assign(
        file=lambda frame: frame["source_row"].str.rsplit(":", n=1).str[0],
        reserve=lambda frame: frame["stance"].map(RESERVE.index).astype(int),
    )
    coders = codings.groupby("file")["coder_id"].nunique()
    put = (
        codings.groupby(pair, sort=False)
        .agg(coders=("coder_id", "nunique"), file=("file", "first"), reserve=("reserve", "max"))
        .reset_index()
    )
    settled = study.tables["settlements"]
    kept = pd.MultiIndex.from_frame(settled[settled["is_kept"].fillna(False)][pair])
    stands = (put["coders"] == put["file"].map(coders)) | pd.MultiIndex.from_frame(put[pair]).isin(
        kept
    )
    return (
        put[stands]
        .assign(stance=put["reserve"].map(dict(enumerate(RESERVE))))
        .reset_index(drop=True)[[*pair, "stance"]]
    )


CODED_PASSAGE = [
    *("passage_id", "cohort", "group", "kind", "question_id", "locator"),
    *("theme_id", "theme", "theme_kind", "stance", "people", "summary"),
]


def coded_passages(study: Study) -> pd.DataFrame:
    """Return the agreed coding for taking away; a row is one theme on one passage, with what is
    known of both and of no one.

    Columns: passage_id, cohort (that the words speak of), group, kind (of passage), question_id,
    locator, theme_id, theme (its labels from the top), theme_kind, stance, people (how many it is
    attributed to), summary. Who they are is in attributions.csv alone.
    """
    themes = study.tables["themes"].set_index("theme_id")
    path = {
        theme: " > ".join(themes["label"][part] for part in lineage(theme))
        for theme in themes.index
    }
    named = study.tables["attributions"].dropna(subset=["case_id"])
    people = named.groupby("passage_id")["case_id"].nunique()
    coded = agreed_codings(study).merge(
        study.tables["passages"], on="passage_id", validate="many_to_one"
    )
    return coded.assign(
        cohort=coded["about_cohort"],
        theme=coded["theme_id"].map(path),
        theme_kind=coded["theme_id"].map(themes["kind"].to_dict()),
        people=coded["passage_id"].map(people).fillna(0).astype(int),
    )[CODED_PASSAGE]


@once_a_study
def statements(study: Study) -> pd.DataFrame:
    """Return who said what in the agreed coding; a row is one person, one passage, one theme. What
    evaluators say is no one's.

    Columns: case_id, group, cohort, passage_id, is_collective, theme_id, stance, rows (of
    attributions and passages).
    """
    attributions = study.tables["attributions"]
    is_collective = attributions["passage_id"].isin(collective(study))
    said = attributions.assign(is_collective=is_collective).dropna(subset=["case_id"])[
        ["passage_id", "case_id", "is_collective", "source_row"]
    ]
    passages = study.tables["passages"]
    passages = passages[passages["group"] != "evaluator"][["passage_id", "source_row"]].rename(
        columns={"source_row": "passage_row"}
    )
    joined = (
        said.merge(cases(study), on="case_id")
        .merge(passages, on="passage_id")
        .merge(agreed_codings(study), on="passage_id")
    )
    return joined.assign(
        rows=list(zip(joined["source_row"], joined["passage_row"], strict=True))
    ).drop(columns=["source_row", "passage_row"])


def collective(study: Study) -> set[str]:
    """Return the passages that are attributed to three people or more, named or not."""
    people = study.tables["attributions"].groupby("passage_id").size()
    return set(people[people >= COLLECTIVE].index)


def heard(study: Study, scope: str) -> pd.DataFrame:
    """Return what people of a cohort, or of all, said individually of themes without contradicting
    them, as `statements` does.
    """
    spoken = spoken_of(study, scope)
    return spoken[~spoken["is_collective"]]


def spoken_of(study: Study, scope: str) -> pd.DataFrame:
    """Return what `heard` does, and the collective statements."""
    by_cohort = _spoken_of(study.about(scope))
    return by_cohort.get(scope, by_cohort[ALL].iloc[:0])


@once_a_study
def _spoken_of(study: Study) -> dict[str, pd.DataFrame]:
    said = statements(study)
    said = said[said["stance"] != "contradicts"]
    return {ALL: said, **dict(iter(said.groupby("cohort", sort=False)))}


def within(theme_ids: pd.Series, theme_id: str) -> pd.Series:
    """Return which of the ids are the theme itself or below it."""
    return (theme_ids == theme_id) | theme_ids.str.startswith(f"{theme_id}.")


def leaves(study: Study) -> list[str]:
    """Return the themes that no other theme is below, in the codebook's order."""
    themes = study.tables["themes"]
    parents = set(themes["parent_id"].dropna())
    return [theme_id for theme_id in themes["theme_id"] if theme_id not in parents]


def asked_in(study: Study, scope: str, group: str, kind: str) -> list[str]:
    """Return the cohorts whose interviews with a group asked about a kind of theme: by the
    programme's questions, from the first cohort that was asked on, less what a cohort says it left
    out.

    A cohort that no one has coded yet counts as not asked: its silence says nothing.
    """
    if (group, kind) not in _asked_since(study):
        return []
    return [
        handle
        for handle in coded_in(study, scope)
        if handle >= _asked_since(study)[group, kind]
        and kind not in study.cohorts[handle]["not_asked"]
    ]


def coded_in(study: Study, scope: str) -> list[str]:
    """Return the cohorts of a scope that someone has coded."""
    return [handle for handle in study.handles(scope) if study.cohorts[handle]["coded_by"]]


@once_a_study
def _asked_since(study: Study) -> dict[tuple[str, str], str]:
    """Return which groups the programme's questions ask about which kinds of theme, each with the
    first cohort that was asked; empty for one asked from the beginning.
    """
    questions = study.tables["questions"].assign(since=lambda frame: frame["since"].fillna(""))
    return questions.groupby(["group", "kind"], observed=True)["since"].min().to_dict()


def asked(study: Study, scope: str, group: str, kind: str) -> int:
    """Return how many people of a group were asked about a kind of theme: those interviewed, if a
    question of theirs was about it.
    """
    return sum(
        _heard_of(study.about(scope)).get((handle, group), 0)
        for handle in asked_in(study, scope, group, kind)
    )


@once_a_study
def _heard_of(study: Study) -> dict[tuple[str, str], int]:
    """Return how many people of each cohort and group were interviewed."""
    return {
        key: int(count) for key, count in cases(study).groupby(["cohort", "group"]).size().items()
    }


@declares(Protect.BY_RULE, "themes")
def people_per_theme(study: Study, scope: str) -> Iterator[Finding]:
    """Return, for every theme, how many people individually spoke of it: practitioners, managers,
    and both as people.

    n is the number of those who were asked; 0 means that the group was not asked, so that its
    silence says nothing. Where only some cohorts were asked, only theirs are counted.
    """
    for theme, whose, said, n in _per_theme(study, scope):
        individually = [one for one in said if not one.is_collective]
        people = {one.case_id for one in individually}
        yield _people(scope, theme, whose, "count", people, individually, n)


@declares(Protect.IF_AGREED, "themes")
def listed_per_theme(study: Study, scope: str) -> Iterator[Finding]:
    """Return, for every theme, how many people only collective statements name: practitioners,
    managers, and both as people. n is that of `people_per_theme`.
    """
    for theme, whose, said, n in _per_theme(study, scope):
        individually = {one.case_id for one in said if not one.is_collective}
        people = {one.case_id for one in said} - individually
        listed = [one for one in said if one.case_id in people]
        yield _people(scope, theme, whose, "listed", people, listed, n)


def _per_theme(study: Study, scope: str) -> Iterator[tuple[Any, str, list[Any], int]]:
    """Each theme, a group, what its people said of the theme and of those below it, and how many of
    the group were asked.
    """
    kinds = study.tables["themes"]["kind"].cat.categories
    bases = {(group, kind): asked(study, scope, group, kind) for group in GROUPS for kind in kinds}
    cohorts = {
        (group, kind): set(asked_in(study, scope, group, kind))
        for group in GROUPS
        for kind in kinds
    }
    under = _spoken_under(study, scope)
    for theme in study.tables["themes"].itertuples():
        counted = [
            said
            for said in under.get(theme.theme_id, [])
            if not bases[said.group, theme.kind] or said.cohort in cohorts[said.group, theme.kind]
        ]
        for group in GROUPS:
            said = [one for one in counted if one.group == group]
            yield theme, f"{group}s", said, bases[group, theme.kind]
        # People are counted among those asked; where no group was, those who spoke of it unasked.
        among = [group for group in GROUPS if bases[group, theme.kind]] or GROUPS
        n = sum(bases[group, theme.kind] for group in GROUPS)
        yield theme, "people", [said for said in counted if said.group in among], n


def _spoken_under(study: Study, scope: str) -> dict[str, list[Any]]:
    """What was said of each theme and of those below it."""
    said = spoken_of(study, scope)[
        ["case_id", "group", "cohort", "is_collective", "theme_id", "rows"]
    ]
    under: dict[str, list] = {}
    for row in said.itertuples(index=False):
        for theme_id in lineage(row.theme_id):
            under.setdefault(theme_id, []).append(row)
    return under


def _people(
    scope: str, theme: Any, whose: str, statistic: str, people: set[str], said: list[Any], n: int
) -> Finding:
    rows = tuple(dict.fromkeys(row for one in said for row in one.rows))
    category = f"{theme.theme_id}.{whose}"
    return Finding(scope, "theme", category, statistic, len(people), n, "people", rows, theme.label)


def per_theme(study: Study, *scopes: str) -> Findings:
    """Return the findings of `people_per_theme` and then of `listed_per_theme` in scopes."""
    return of_scopes(people_per_theme, study, scopes) + of_scopes(listed_per_theme, study, scopes)


def presence(study: Study, scope: str, group: str, level: int = 2) -> pd.DataFrame:
    """Return which person spoke of which theme: a row a theme of that depth (1 is a kind), a column
    a person; "individually", "listed" where only collective statements name the person, or empty.

    People are letters (see `lettered`), so that no page prints their identifiers with what they
    said.
    """
    letters = lettered(study, scope, group)
    spoken = spoken_of(study, scope)
    themes = [
        theme for theme in study.tables["themes"]["theme_id"] if theme.count(".") == level - 1
    ]
    under = {theme: spoken[within(spoken["theme_id"], theme)] for theme in themes}
    individually = {
        theme: set(said["case_id"][~said["is_collective"]]) for theme, said in under.items()
    }
    named = {theme: set(said["case_id"]) for theme, said in under.items()}
    return pd.DataFrame(
        {
            letter: [
                "individually"
                if case in individually[theme]
                else "listed"
                if case in named[theme]
                else ""
                for theme in themes
            ]
            for case, letter in letters.items()
        },
        index=themes,
    )


def lettered(study: Study, scope: str, group: str) -> dict[str, str]:
    """Return a letter for each person interviewed of a group, the same on every page of the scope.

    The order is that of a digest of the identifiers, and so not theirs. It hides no one: the digest
    has no secret in it, and a reader who knows the identifiers can compute whose letter is whose.
    Tables of letters are shown only where people are not protected (the decisions about exhibits in
    data/disclosure.yml).
    """
    people = cases(study.about(scope))
    chosen = people[people["group"] == group]["case_id"]
    ordered = sorted(chosen, key=lambda case: sha256(f"{scope}/{case}".encode()).hexdigest())
    return {case: letter_of(place) for place, case in enumerate(ordered)}


def letter_of(place: int) -> str:
    """Return A, B, ... Z, AA, AB, ... for 0, 1, ..."""
    return (letter_of(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def passages_behind(study: Study, scope: str) -> pd.DataFrame:
    """Return the passages behind each theme: theme_id, group, summary, locator, stance, people; a
    row is one theme on one passage.

    Passages of several cohorts are under each of them. Passages that name no one are only under
    all, unless they come from the cohort's own interviews: said in a group, by a person who could
    not be told. Of a protected cohort they are those that are published.
    """
    if scope in study.published:
        dependencies.note(*study.published[scope].files)
        return pd.DataFrame(
            study.published[scope].statements, columns=["theme_id", "group", "stance", "summary"]
        ).assign(locator="", people=None)
    part = study.about(scope)
    agreed, attributions = agreed_codings(part), part.tables["attributions"]
    passages = part.tables["passages"][
        ["passage_id", "group", "summary", "locator", "kind"]
    ].fillna({"summary": NO_SUMMARY})
    people = attributions[["passage_id", "case_id"]].merge(cases(part)[["case_id"]], on="case_id")
    named = people.groupby("passage_id")["case_id"].nunique().rename("people")
    joined = agreed.merge(passages, on="passage_id").merge(named, on="passage_id", how="left")
    own = study.rows("passages", scope)["passage_id"]
    unnamed = own[~own.isin(attributions.dropna(subset=["case_id"])["passage_id"])]
    joined = joined[
        joined["people"].notna() | joined["passage_id"].isin(unnamed if scope != ALL else own)
    ]
    order = {theme: place for place, theme in enumerate(study.tables["themes"]["theme_id"])}
    return joined.assign(people=joined["people"].fillna(0).astype(int)).sort_values(
        ["theme_id", "passage_id"],
        key=lambda column: column.map(order) if column.name == "theme_id" else column,
        ignore_index=True,
    )


def co_occurrence(study: Study, least: int = 3) -> pd.DataFrame:
    """Return leaf themes put on the same passage: theme_a, theme_b, passages; pairs that share at
    least `least`, most first.
    """
    agreed = agreed_codings(study)
    agreed = agreed[agreed["theme_id"].isin(leaves(study))]
    pairs: dict[tuple[str, str], int] = {}
    for _, themes in agreed.groupby("passage_id")["theme_id"]:
        for pair in combinations(sorted(set(themes)), 2):
            pairs[pair] = pairs.get(pair, 0) + 1
    found = [
        (a, b, count)
        for (a, b), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
        if count >= least
    ]
    return pd.DataFrame(found, columns=["theme_a", "theme_b", "passages"])


@declares(
    Protect.NOT_PUBLISHED,
    each=lambda study, scope: [{"group": "practitioner"} for own in study.cohorts if own == scope],
)
def accumulation(study: Study, scope: str, group: str) -> Iterator[Finding]:
    """Return the mean number of different leaf themes that 1, 2, ... people speak of, over every
    order of hearing them, exactly.

    A theme held by m of N people is missed by k of them in comb(N - m, k) of comb(N, k) ways; no
    order is sampled (Hurlbert 1971, Ecology 52, for species; the same arithmetic). Nothing is
    returned for a cohort whose coding is reflexive: there the idea that themes are found and used
    up does not apply.
    """
    if any(study.cohorts[handle]["approach"] == "reflexive" for handle in study.handles(scope)):
        return
    said = heard(study, scope)
    said = said[(said["group"] == group) & said["theme_id"].isin(leaves(study))]
    held = said.groupby("theme_id")["case_id"].nunique()
    n = sum(
        _heard_of(study.about(scope)).get((handle, group), 0) for handle in study.handles(scope)
    )
    rows = tuple(dict.fromkeys(row for pair in said["rows"] for row in pair))
    for k in range(1, n + 1):
        mean = sum((1 - Fraction(comb(n - m, k), comb(n, k)) for m in held), Fraction(0))
        yield Finding(scope, f"{group}_themes_heard", f"from_{k}", "mean", mean, n, "themes", rows)


@declares()
def material(study: Study) -> Iterator[Finding]:
    """Return the size of the coded material: passages, attributions, unresolved attributions,
    themes and codings.
    """
    tables = study.tables
    named = tables["attributions"]["case_id"].notna()
    for measure, frame in (
        ("passages", tables["passages"]),
        ("attributions", tables["attributions"][named]),
        ("attributions_not_resolvable", tables["attributions"][~named]),
        ("themes", tables["themes"]),
        ("leaf_themes", tables["themes"][tables["themes"]["theme_id"].isin(leaves(study))]),
    ):
        yield count_of(ALL, measure, "", frame, len(frame), measure.split("_")[0])
    agreed = agreed_codings(study)
    yield Finding(
        ALL,
        "agreed_codings",
        "",
        "count",
        len(agreed),
        len(tables["passages"]),
        "codings",
        tuple(tables["codings"]["source_row"]),
    )
