"""Tables and figures of impacts: measures, ladders of change, the register."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import theme_pictures
from cohortbook.exhibits.filtered_table import filtered
from cohortbook.exhibits.present import (
    Cell,
    Shown,
    figure,
    records,
    shown_table,
)
from cohortbook.findings.impacts import LADDER, NOT_COUNTED, REPORTERS
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import counted, label_of, sentence_list

NOT_SAID = "not given"
OF_ALL = "Several cohorts"
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
        teller = Cell(REPORTERS[row["reported_by"]])
        rows.append([Cell(label[:1].upper() + label[1:]), *cells, *measured, teller])
    header = ["Measured", "Before", "Later", "Of how many", "When", "Reported by"]
    return shown_table(caption, header, rows, RESTS_ON_ONE if rows else "", findings=findings)


def ladder_figure(ladder: pd.DataFrame) -> Shown:
    """Show the impact ladder: how far impacts reach, from the team to other countries; the title
    says which reach is the most common.
    """
    described = [f"{label_of(reach)}: {int(row.sum())}" for reach, row in ladder.iterrows()]
    return figure(
        theme_pictures.impact_ladder(ladder),
        f"{_commonest_reach(ladder.sum(axis=1))} From the team to other countries.",
        "Dots for impacts on five rungs. " + "; ".join(described) + ".",
        ladder.rename(index=label_of).rename_axis("reach"),
    )


def _commonest_reach(reached: pd.Series) -> str:
    """The reach that most impacts have, and how many have it; every such reach if several tie."""
    if not reached.max():
        return "No impact has a known reach."
    most = [f"“{label_of(reach)}”" for reach, count in reached.items() if count == reached.max()]
    is_one = len(most) == 1
    return (
        f"The most common {'reach is' if is_one else 'reaches are'} {sentence_list(most)}:"
        f" {'' if is_one else 'each has '}{reached.max()} of the {reached.sum()} impacts whose"
        " reach is known."
    )


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


FILTERS = {
    "cohort": "Cohort",
    "level": "Level",
    "type": "Type",
    "status": "Status",
    "reach": "Reach",
    "reporter": "Reported by",
}
REGISTER = ["Impact", *FILTERS.values(), "Confirmed", "Counted"]


def impact_register(study: Study, register: pd.DataFrame, caption: str) -> Shown:
    """Show every impact in our words, to choose by cohort, level, type, status, reach and who
    reports it; who confirms it is never said, only that another group does.
    """
    titles = {handle: study.title(handle) for handle in study.cohorts}
    rows = []
    for row in register.to_dict("records"):
        held = {
            "cohort": titles.get(row["of_cohort"], OF_ALL),
            "level": label_of(row["level"]),
            "type": label_of(row["type"]),
            "status": label_of(row["status"]),
            "reach": NOT_SAID if pd.isna(row["reach"]) else label_of(row["reach"]),
            "reporter": REPORTERS[row["reported_by"]],
        }
        confirmed = "by another group" if pd.notna(row["corroborated_by"]) else ""
        cells = [*held.values(), confirmed, _whether_counted(row)]
        rows.append([Cell(row["summary"], filters=held), *map(Cell, cells)])
    shown = shown_table(caption, REGISTER, rows, kind="cb-cards cb-flow")
    return filtered(shown, rows, FILTERS)


def _whether_counted(row: dict) -> str:
    if row["is_counted"]:
        return "yes"
    reason = "repeats" if pd.notna(row["repeats"]) else row["about"]
    return f"no: {NOT_COUNTED[reason][:1].lower()}{NOT_COUNTED[reason][1:]}"
