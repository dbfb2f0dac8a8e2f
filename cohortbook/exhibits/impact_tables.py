"""Tables and figures of impacts: measures, ladders of change, the register."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import theme_pictures
from cohortbook.exhibits.present import (
    Cell,
    Shown,
    figure,
    folded_each,
    records,
    sentence,
    shown_table,
)
from cohortbook.findings.finding import by_statistic
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.findings.impacts import LADDER
from cohortbook.study.wording import counted, label_of, sentence_list, text_of


def measure_table(findings: pd.DataFrame, caption: str) -> Shown:
    """Show measured impacts: what was measured, before and later."""
    rows = []
    for _, same in findings.groupby("category", sort=False):
        found = by_statistic(same)
        cells = [
            Cell(_quantity(found[part]), found[part]["id"]) if part in found else Cell("not given")
            for part in ("baseline", "later")
        ]
        rows.append([Cell(same["label"].iloc[0][:1].upper() + same["label"].iloc[0][1:]), *cells])
    return shown_table(caption, ["Measured", "Before", "Later"], rows, findings=findings)


def _quantity(row: dict) -> str:
    return counted(text_of(row["value"], row["unit"]), row["unit"])


def ladder_figure(ladder: pd.DataFrame, caption: str) -> Shown:
    """Show the impact ladder: how far impacts reach, from the team to other countries; the caption
    says which reach is the most common.
    """
    described = [f"{label_of(reach)}: {int(row.sum())}" for reach, row in ladder.iterrows()]
    reached = ladder.sum(axis=1)
    if reached.max():
        most = [
            label_of(reach).lower() for reach, count in reached.items() if count == reached.max()
        ]
        caption = (
            f"{caption}. Most common: {sentence_list(most)} ({reached.max()} of {reached.sum()})."
        )
    return figure(
        theme_pictures.impact_ladder(ladder),
        caption,
        "Dots for impacts on five rungs. " + "; ".join(described) + ".",
        ladder,
    )


def before_after_figure(findings: pd.DataFrame, caption: str) -> Shown:
    """Show measured impacts that have a value before and a value later."""
    pairs = _pairs(findings)
    described = [
        f"{label}: from {before:g} to {later:g} {unit}" for label, before, later, unit in pairs
    ]
    if not pairs:
        return sentence("No impact was measured both before and later.")
    frame = pd.DataFrame(pairs, columns=["measured", "before", "later", "unit"]).set_index(
        "measured"
    )
    return figure(theme_pictures.before_after(pairs), caption, ". ".join(described) + ".", frame)


def _pairs(findings: pd.DataFrame) -> list[tuple[str, float, float, str]]:
    pairs = []
    for _, same in findings.groupby("category", sort=False):
        found = by_statistic(same)
        if {"baseline", "later"} <= set(found) and not is_any_withheld(same):
            pairs.append(
                (
                    same["label"].iloc[0],
                    float(found["baseline"]["value"]),
                    float(found["later"]["value"]),
                    found["later"]["unit"],
                )
            )
    return pairs


def level_table(counted: pd.DataFrame, caption: str) -> Shown:
    """Show types of impact by level."""
    shown = counted.rename(index=label_of).reset_index(names="type")
    return records(
        shown, caption, {"type": "Type"} | {level: label_of(level) for level in counted.columns}
    )


def ladder_table(ladder: pd.DataFrame, caption: str) -> Shown:
    """Show the impact ladder as a table."""
    shown = ladder.loc[list(LADDER)].rename(index=label_of).reset_index(names="reach")
    return records(
        shown,
        caption,
        {"reach": "Reach"} | {level: label_of(level) for level in ladder.columns},
        "Only impacts whose reach is told; see the table of reach for how many are not.",
    )


def impact_register(register: pd.DataFrame, caption: str) -> Shown:
    """Show every impact in our words, folded level by level; who corroborates it is never said,
    only that somebody does.
    """
    parts = []
    for level, held in register.groupby("level", observed=True, sort=False):
        rows = [
            [
                Cell(row["summary"]),
                Cell(label_of(row["type"])),
                Cell(label_of(row["status"])),
                Cell("not told" if pd.isna(row["reach"]) else label_of(row["reach"])),
                Cell(label_of(row["reported_by"])),
                Cell("another group says the same" if pd.notna(row["corroborated_by"]) else ""),
            ]
            for row in held.to_dict("records")
        ]
        header = ["Impact", "Type", "Status", "Reach", "Told by", "Corroborated"]
        shown = shown_table(f"{caption}: {label_of(level).lower()}", header, rows)
        parts.append((f"{label_of(level)} ({len(held)})", shown))
    return folded_each(parts)
