"""Specification curve: the comparison with the workforce under every defensible choice."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import curves
from cohortbook.exhibits.curves import MatrixRow
from cohortbook.exhibits.present import Cell, Shown, figure, records, sentence, shown_table
from cohortbook.findings import specifications as sp
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of, of_text, text_of

HEADINGS = {
    "cohorts": "Cohorts",
    "people": "People",
    "population": "Published for",
    "year": "Year of the figure",
}


def curve_figure(study: Study, verdicts: pd.DataFrame) -> Shown:
    """Show the specification curve: each combination's difference and intervals, its choices, and
    which statements hold.
    """
    found = sp.possible(study)
    if found.empty:
        return sentence("No combination of choices can be computed.")
    differences = [float(value) for value in found["difference"]]
    ends = [sp.interval_ends(study, row) for row in found.to_dict("records")]
    rows = _choice_rows(study, found) + _verdict_rows(study, found, verdicts)
    least, most = (
        f"{abs(value):.1f} points {'below' if value < 0 else 'above'}"
        for value in (differences[0], differences[-1])
    )
    caption = (
        f"Over all {len(found)} combinations of choices that can be computed, the result runs from"
        f" {least} the published share to {most}."
    )
    description = (
        f"{caption} One column a combination, in order; a line from the low to the high end of its"
        " interval, thick by the narrowest method and thin by the widest. Below, dots say which"
        " choices make it; under each statement a filled dot says that it holds and an open one"
        " that it does not."
    )
    return figure(
        curves.specification_curve(differences, ends, rows),
        caption,
        description,
        _as_shown(study, found, verdicts),
    )


def _choice_rows(study: Study, found: pd.DataFrame) -> list[MatrixRow]:
    rows = []
    for dimension in sp.DATA:
        rows.append(MatrixRow(HEADINGS[dimension]))
        rows += [
            MatrixRow(
                choice["label"],
                tuple(True if own == choice["choice_id"] else None for own in found[dimension]),
            )
            for choice in sp.choices(study)[dimension]
            if choice["choice_id"] in set(found[dimension])
        ]
    return rows


def _verdict_rows(study: Study, found: pd.DataFrame, verdicts: pd.DataFrame) -> list[MatrixRow]:
    """A heading a statement and a row a method; a statement that needs no method has
    one row of its own.
    """
    labels, rows = _labels(study), []
    held = verdicts.set_index([*sp.DATA, "statement_id", "method"])["holds"].to_dict()
    for statement in study.tables["statements"].to_dict("records"):
        rows.append(MatrixRow(statement["statement"]))
        own = verdicts[verdicts["statement_id"] == statement["statement_id"]]
        for method in own["method"].unique():
            marks = tuple(
                bool(held[*chosen, statement["statement_id"], method])
                for chosen in found[[*sp.DATA]].itertuples(index=False, name=None)
            )
            rows.append(MatrixRow(labels.get(method, "by any method"), marks))
    return rows


def _labels(study: Study) -> dict[str, str]:
    return {row["choice_id"]: row["label"] for rows in sp.choices(study).values() for row in rows}


def _as_shown(study: Study, found: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """The figure's table: a row a combination, with its choices, what it counts, and under how many
    of its methods each statement holds.
    """
    labels, rows = _labels(study), []
    held = {
        asked: (int(own.sum()), len(own))
        for asked, own in verdicts.groupby([*sp.DATA, "statement_id"], sort=False)["holds"]
    }
    for row in found.to_dict("records"):
        chosen = tuple(row[dimension] for dimension in sp.DATA)
        rows.append(
            {HEADINGS[dimension]: labels[row[dimension]] for dimension in sp.DATA}
            | {
                "Counted": of_text(row["count"], row["n"]),
                "Published": text_of(100 * row["share"], "percent"),
                "Points above it": text_of(row["difference"], "points"),
            }
            | {
                statement["statement"]: _held(
                    *held.get((*chosen, statement["statement_id"]), (0, 0))
                )
                for statement in study.tables["statements"].to_dict("records")
            }
        )
    return pd.DataFrame(rows).set_index(HEADINGS["cohorts"])


def _held(count: int, n: int) -> str:
    """Under how many of n methods a statement holds; whether it does if there is one way to ask,
    and nothing if there is none.
    """
    if n < 2:
        return ["no", "yes"][count] if n else ""
    return {n: f"all {n}", 0: "none"}.get(count, f"{count} of {n}")


def verdict_table(
    study: Study, findings: Findings, dependence: pd.DataFrame, caption: str
) -> Shown:
    """Show each statement: under how many specifications it holds, and on which choices
    that depends.
    """
    rows = []
    for holds in findings.where(statistic="holds"):
        count = f"{holds.value} of {holds.n}"
        always = {holds.n: "all", 0: "none"}.get(holds.value)
        own = dependence[dependence["statement_id"] == holds.category]
        rows.append(
            [
                Cell(holds.label),
                Cell(f"{always}, {count}" if always else count, holds.id),
                Cell("no choice" if always else _depends_text(own)),
            ]
        )
    header = ["Statement", "Holds under", "Depends on"]
    return shown_table(caption, header, rows, kind="cb-cards", findings=findings)


def _depends_text(dependence: pd.DataFrame) -> str:
    """The choices that a statement depends on, each with how often it holds under it."""
    parts = []
    for dimension, held in dependence.groupby("dimension", sort=False):
        choices = [f"{row.label}: {row.holds} of {row.n}" for row in held.itertuples()]
        parts.append(f"{HEADINGS.get(dimension, label_of(dimension))} ({', '.join(choices)})")
    return "; ".join(parts) or "several together"


def not_possible_table(study: Study, caption: str) -> Shown:
    """Show the combinations that cannot be computed, why, and the row to fill where
    there is one.
    """
    return records(
        sp.not_possible(study),
        caption,
        {"reason": "Why not", "combinations": "Combinations", "source_row": "Row to fill"},
        kind="cb-wide",
    )
