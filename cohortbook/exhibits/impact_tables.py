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
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.findings.impacts import LADDER, NOT_COUNTED
from cohortbook.study.finding import Findings
from cohortbook.study.wording import counted, label_of, sentence_list

NOT_SAID = "not given"
RESTS_ON_ONE = (
    "Each is reported by one person, and this study has not seen what it was measured with. How far"
    " a change is due to the programme cannot be known from it."
)


def measure_table(findings: Findings, register: pd.DataFrame, caption: str) -> Shown:
    """Show measured impacts: what was measured, before and later, of how many, when, and who
    reports it.
    """
    told = register.set_index("impact_id").to_dict("index")
    rows = []
    for impact_id, same in findings.by(lambda own: own.category).items():
        found, row, label = same.by_statistic, told[impact_id], same[0].label
        cells = [
            Cell(counted(found[part].text, found[part].unit), found[part].id)
            if part in found
            else Cell(NOT_SAID)
            for part in ("baseline", "later")
        ]
        measured = [
            Cell(NOT_SAID if pd.isna(row[part]) else str(row[part]))
            for part in ("measured_people", "measured_when")
        ]
        teller = Cell(label_of(row["reported_by"]))
        rows.append([Cell(label[:1].upper() + label[1:]), *cells, *measured, teller])
    header = ["Measured", "Before", "Later", "Of how many", "When", "Reported by"]
    return shown_table(caption, header, rows, RESTS_ON_ONE if rows else "", findings=findings)


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


def before_after_figure(findings: Findings, caption: str) -> Shown:
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
    return figure(
        theme_pictures.before_after(pairs),
        f"{caption}. {RESTS_ON_ONE}",
        ". ".join(described) + ".",
        frame,
    )


def _pairs(findings: Findings) -> list[tuple[str, float, float, str]]:
    pairs = []
    for same in findings.by(lambda own: own.category).values():
        found = same.by_statistic
        if {"baseline", "later"} <= set(found) and not is_any_withheld(same):
            before, later = found["baseline"], found["later"]
            pairs.append((later.label, float(before.value), float(later.value), later.unit))
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
        "Only impacts whose reach is given; the table of reach says how many have none.",
    )


def impact_register(register: pd.DataFrame, caption: str) -> Shown:
    """Show every impact in our words, folded level by level; who corroborates it is never said,
    only that someone does.
    """
    parts = []
    for level, held in register.groupby("level", observed=True, sort=False):
        rows = [
            [
                Cell(row["summary"]),
                Cell(label_of(row["type"])),
                Cell(label_of(row["status"])),
                Cell("not given" if pd.isna(row["reach"]) else label_of(row["reach"])),
                Cell(label_of(row["reported_by"])),
                Cell("another group says the same" if pd.notna(row["corroborated_by"]) else ""),
                Cell(_whether_counted(row)),
            ]
            for row in held.to_dict("records")
        ]
        header = ["Impact", "Type", "Status", "Reach", "Reported by", "Corroborated", "Counted"]
        shown = shown_table(f"{caption}: {label_of(level).lower()}", header, rows)
        number = int(held["is_counted"].sum())
        counts = f"{number}" if number == len(held) else f"{number} counted of {len(held)} rows"
        parts.append((f"{label_of(level)} ({counts})", shown))
    return folded_each(parts)


def _whether_counted(row: dict) -> str:
    if row["is_counted"]:
        return "yes"
    reason = "repeats" if pd.notna(row["repeats"]) else row["about"]
    return f"no: {NOT_COUNTED[reason][:1].lower()}{NOT_COUNTED[reason][1:]}"
