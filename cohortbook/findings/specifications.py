"""Make the comparison with the workforce under every combination of choices that could be defended.

data/baselines/specifications.csv declares the choices, statements.csv what is asked under each; a
row more is a choice or a statement more. A specification is a choice of cohorts, people, population
and year, and of one method: an interval, a test or a prior (Simonsohn, Simmons and Nelson 2020;
Steegen et al. 2016). What cannot be computed is listed with the reason, not dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, partial
from itertools import product

import pandas as pd

from cohortbook.exact import clopper_pearson
from cohortbook.exact.intervals import METHODS as INTERVALS
from cohortbook.exact.one_share import TESTS
from cohortbook.exact.prediction import PRIORS, probability_below
from cohortbook.findings.baselines import (
    DESCRIBED_BY,
    comparable_people,
    comparisons,
    matching,
    published_share,
)
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, source_rows
from cohortbook.study.people import known_of
from cohortbook.study.rules import EVERYBODY
from cohortbook.study.study import ALL, Study, once_a_study

DATA = ("cohorts", "people", "population", "year")
NO_METHOD = "any"
METHOD_OF = {
    "points_outside": "interval",
    "interval_width": "interval",
    "p_value": "test",
    "probability_below": "prior",
}  # other measures need none


def choices(study: Study) -> dict[str, list[dict]]:
    """Return the declared choices by dimension, in the order of their file; each cohort alone is a
    choice of its own. Cohorts together are named where a protected one is not among them.
    """
    by_dimension: dict[str, list[dict]] = {}
    for row in study.tables["specifications"].to_dict("records"):
        rows = [row | {"declared_id": row["choice_id"]}]
        if row["dimension"] == "cohorts" and row["value"] == "each":
            rows = [
                {**rows[0], "choice_id": handle, "value": handle, "label": study.title(handle)}
                for handle in study.cohorts
            ]
        elif row["dimension"] == "cohorts" and study.named:
            rows[0]["label"] = study.together
        by_dimension.setdefault(row["dimension"], []).extend(rows)
    return by_dimension


@once_a_study
def combinations(study: Study) -> pd.DataFrame:
    """Return every combination of cohorts, people, population and year; a row is one, by the ids of
    its choices.

    `count` of `n` people are compared with `share`, the published one (a fraction), `difference`
    points above it. `reason` says why a combination is not possible, with `source_row` the row to
    fill where no one has seen the figure; it is empty where it is possible.
    """
    known, declared = choices(study), comparisons(study)
    dimension_of = {
        choice["declared_id"]: dimension for dimension, held in known.items() for choice in held
    }
    people_of, figure_of = (
        cache(partial(_people, study, declared)),
        cache(partial(_figure, study, declared)),
    )
    seen: dict[tuple, str] = {}
    rows = []
    for chosen in product(*(known.get(dimension, []) for dimension in DATA)):
        cohorts, people, population, year = (choice["value"] for choice in chosen)
        ids = dict(zip(DATA, (choice["choice_id"] for choice in chosen), strict=True))
        reason = _why_not_together(chosen, dimension_of)
        if reason:
            rows.append(ids | {"reason": reason})
        else:
            who, figure = people_of(population, people, cohorts), figure_of(population, year)
            rows.append(ids | _counted(chosen, declared[population], who, figure, seen))
    return pd.DataFrame(
        rows,
        columns=[*DATA, "count", "n", "share", "difference", "rows", "reason", "source_row"],
        dtype=object,
    )


def _counted(
    chosen: tuple[dict, ...],
    declared: dict,
    people: pd.DataFrame,
    figure: dict | None,
    seen: dict[tuple, str],
) -> dict:
    """What one combination counts, or why it cannot; `seen` holds those before it by people and
    figure.
    """
    cohorts, who, population, _ = (choice["label"] for choice in chosen)
    if people.empty:
        return {"reason": f"{cohorts} · {who}: no one is known to be one"}
    if figure is None:
        return {"reason": f"{population}: no figure of {chosen[-1]['value']} is in the tables"}
    share = published_share(figure)
    if share is None:
        return {
            "reason": f"{population}: no one has seen the figure of {chosen[-1]['value']}",
            "source_row": figure["source_row"],
        }
    same = seen.setdefault(
        (tuple(people["participant_id"]), figure["source_row"]), f"{cohorts} · {who}"
    )
    if same != f"{cohorts} · {who}":
        return {"reason": f"{cohorts} · {who}: the same people as {same}"}
    held = matching(people, declared["column"], declared["value"])
    return {
        "count": len(held),
        "n": len(people),
        "share": share,
        "difference": 100 * (Fraction(len(held), len(people)) - share),
        "rows": (*source_rows(people), figure["source_row"]),
        "reason": "",
    }


def _why_not_together(chosen: tuple[dict, ...], dimension_of: dict[str, str]) -> str:
    """Why the first choice that does not go with another does not; nothing if all go together."""
    for one, other in product(chosen, repeat=2):
        if not _fits(one, other, dimension_of):
            return f"{one['label']}: {one['reason']}"
    return ""


def _fits(one: dict, other: dict, dimension_of: dict[str, str]) -> bool:
    """A choice that names others of a dimension fits those of that dimension only."""
    named = [] if pd.isna(one["only_with"]) else one["only_with"].split(";")
    return (
        not named or dimension_of[named[0]] != other["dimension"] or other["declared_id"] in named
    )


def _people(
    study: Study, comparisons: dict[str, dict], comparison_id: str, people: str, scope: str
) -> pd.DataFrame:
    declared = comparisons[comparison_id]
    if people == EVERYBODY:
        return known_of(study.rows("participants", scope), declared["column"])
    return comparable_people(study, {**declared, "people": people}, scope)


def _figure(
    study: Study, comparisons: dict[str, dict], comparison_id: str, year: str
) -> dict | None:
    """The figure of the year in which its date or span ends, the first that has been seen; one that
    no one has seen if there is no other.
    """
    declared, figures = comparisons[comparison_id], study.tables["figures"]
    fits = figures["reference_date"].fillna("").map(lambda date: date.split("/")[-1][:4] == year)
    for column in DESCRIBED_BY:
        fits &= figures[column] == declared[column]
    found = figures[fits].to_dict("records")
    return next(
        (figure for figure in found if published_share(figure) is not None),
        found[0] if found else None,
    )


@once_a_study
def grid(study: Study) -> pd.DataFrame:
    """Return every statement under every specification it can be asked of: a row is one verdict.

    Columns: the choices (`method` "any" where the statement needs none), statement_id, `value` of
    its measure (points or a probability) and whether it `holds`.
    """
    declared, rows = choices(study), []
    for combination in possible(study).to_dict("records"):
        for statement in study.tables["statements"].to_dict("records"):
            dimension = METHOD_OF.get(statement["measure"], "")
            for choice_id, method in [
                (c["choice_id"], c["value"]) for c in declared.get(dimension, [])
            ] or ([] if dimension else [(NO_METHOD, "")]):
                value = _measured(statement["measure"], combination, method)
                rows.append(
                    {
                        **{key: combination[key] for key in DATA},
                        "method": choice_id,
                        "dimension": dimension,
                        "statement_id": statement["statement_id"],
                        "value": value,
                        "holds": _is_within(value, statement),
                    }
                )
    return pd.DataFrame(
        rows, columns=[*DATA, "method", "dimension", "statement_id", "value", "holds"]
    )


def possible(study: Study) -> pd.DataFrame:
    """Return the combinations that can be computed, from the lowest difference to the highest;
    those alike in their declared order.
    """
    found = combinations(study)
    return (
        found[found["reason"] == ""].sort_values("difference", kind="stable").reset_index(drop=True)
    )


def _measured(measure: str, combination: dict, method: str) -> Fraction | float:
    count, n, share = combination["count"], combination["n"], combination["share"]
    if measure in ("difference", "distance"):
        return (
            combination["difference"] if measure == "difference" else abs(combination["difference"])
        )
    if measure == "p_value":
        return TESTS[method](count, n, share)
    if measure == "probability_below":
        return probability_below(count, n, share, PRIORS[method])
    low, high = INTERVALS[method](count, n, 0.95)
    return (
        100 * (high - low)
        if measure == "interval_width"
        else 100 * max(low - share, share - high, 0)
    )


def _is_within(value: Fraction | float, statement: dict) -> bool:
    return (pd.isna(statement["more_than"]) or value > statement["more_than"]) and (
        pd.isna(statement["at_most"]) or value <= statement["at_most"]
    )


def interval_ends(study: Study, combination: dict) -> list[tuple[float, float]]:
    """Return the interval of a combination's share by every declared method, as points above the
    published share.
    """
    methods = [INTERVALS[choice["value"]] for choice in choices(study).get("interval", [])] or [
        clopper_pearson
    ]
    share = float(combination["share"])
    ends = [method(combination["count"], combination["n"], 0.95) for method in methods]
    return [(100 * (low - share), 100 * (high - share)) for low, high in ends]


@declares()
def specifications(study: Study) -> Iterator[Finding]:
    """Return how many combinations of data can be computed and how many cannot, and under how many
    specifications each statement holds.
    """
    found, verdicts = combinations(study), grid(study)
    is_possible = found["reason"] == ""
    declared = source_rows(study.tables["specifications"])
    for statistic, held in (
        ("possible", found[is_possible]),
        ("not_possible", found[~is_possible]),
    ):
        yield Finding(
            ALL, "specifications", "", statistic, len(held), len(found), "combinations", declared
        )
    for statement in study.tables["statements"].to_dict("records"):
        own = verdicts[verdicts["statement_id"] == statement["statement_id"]]
        yield Finding(
            ALL,
            "specification",
            statement["statement_id"],
            "holds",
            int(own["holds"].sum()),
            len(own),
            "specifications",
            (*declared, statement["source_row"]),
            statement["statement"],
        )


def depends(study: Study, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return on which choices each statement of a `grid` depends: a row is one choice of one
    dimension, `holds` of `n` specifications under it.

    A statement depends on a dimension if two specifications that differ in nothing else give it
    different verdicts.
    """
    labels, rows = (
        {row["choice_id"]: row["label"] for rows in choices(study).values() for row in rows},
        [],
    )
    for statement_id, own in verdicts.groupby("statement_id", sort=False):
        for column in (*DATA, "method"):
            others = [other for other in (*DATA, "method") if other != column]
            if (own.groupby(others)["holds"].nunique() > 1).any():
                name = own["dimension"].iloc[0] if column == "method" else column
                rows += [
                    (statement_id, name, labels[choice], int(held["holds"].sum()), len(held))
                    for choice, held in own.groupby(column, sort=False)
                ]
    return pd.DataFrame(rows, columns=["statement_id", "dimension", "label", "holds", "n"])


def not_possible(study: Study) -> pd.DataFrame:
    """Return why combinations cannot be computed: a row is one reason, how many combinations it
    takes out, and the row to fill if there is one.
    """
    found = combinations(study)
    lost = found[found["reason"] != ""].assign(
        source_row=lambda frame: frame["source_row"].fillna("")
    )
    return (
        lost.groupby(["reason", "source_row"], sort=False)
        .size()
        .reset_index(name="combinations")
        .astype({"combinations": str})
    )
