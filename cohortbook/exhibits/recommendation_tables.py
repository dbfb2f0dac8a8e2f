"""Tables and figures of recommendations, and of what supports each."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.present import Cell, Shown, shown_table
from cohortbook.exhibits.theme_tables import LISTED, heard_cell
from cohortbook.study.finding import Findings
from cohortbook.study.wording import label_of

RELATIONS = {"about": "answers it", "in_part": "answers it in part", "related": "related"}
STATISTICS = {
    "people": "Spoke of it",
    "with_reservation": "Of these, with a reservation",
    "against": "Only said the opposite",
    "listed": "Only listed",
}


ACTIONS = {"continue": "Continue", "change": "Change", "begin": "Begin", "stop": "Stop"}
NOT_SAID = "Not sorted"


def request_table(requests: pd.DataFrame, caption: str) -> Shown:
    """Show what each recommendation asks for, of whom, and how strongly: first what to continue,
    then what to change, to begin and to stop.
    """
    rows: list[list[Cell]] = []
    actions = requests["action"].astype(object).fillna("")
    for action, heading in (ACTIONS | {"": NOT_SAID}).items():
        held = requests[actions == action]
        rows += [[Cell(heading)]] if len(held) else []
        rows += [_request(row) for row in held.to_dict("records")]
    header = ["Recommendation", "In our words", "Who is to act", "Strength", "Summary’s item"]
    return shown_table(caption, header, rows, STRENGTHS)


def _request(row: dict) -> list[Cell]:
    return [
        Cell(f"{row['number']}. {row['topic']}"),
        Cell(row["asks"]),
        Cell(label_of(row["actor"])),
        Cell(row["strength"]),
        Cell(row["in_summary"] or "in none"),
    ]


STRENGTHS = (
    "Must: the report calls it critical or says that it must be. Should: it says that it should be,"
    " goes on, or is to be done. Consider: it asks that it be considered or explored."
)


def rests_on_table(findings: Findings, caption: str) -> Shown:
    """Show how many people individually spoke of what each recommendation answers, and how."""
    rows = []
    for same in findings.by(lambda own: own.category).values():
        found = same.by_statistic
        people, *others = (found[part] for part in STATISTICS)
        cells = [heard_cell(people), *(Cell(str(own.value), own.id) for own in others)]
        rows.append([Cell(people.label), *cells])
    return shown_table(
        caption, ["Recommendation", *STATISTICS.values()], rows, ONLY_LISTED, findings=findings
    )


ONLY_LISTED = (
    "Only listed: named only in statements about three people or more, of which it cannot be known"
    " who said all of it. Of a theme that a recommendation answers in part, only what it answers is"
    " counted; the figure counts the whole theme."
)


def support_table(links: pd.DataFrame, caption: str) -> Shown:
    """Show what each recommendation is linked to: a row a link, with how many of those asked spoke
    of the theme.
    """
    rows = [
        [
            Cell(f"{row['number']}. {row['topic']}"),
            Cell(row["label"]),
            Cell(RELATIONS[row["relation"]]),
            heard_cell(row["people"], row["listed"]),
            Cell(row["how"]),
        ]
        for row in links.to_dict("records")
    ]
    return shown_table(
        caption,
        ["Recommendation", "Theme", "Relation", "People", "How"],
        rows,
        LISTED if links["listed"].any() else "",
    )


def unanswered_table(unanswered: pd.DataFrame, caption: str) -> Shown:
    """Show barriers and wishes that no recommendation answers, or none in full."""
    rows = [
        [Cell(row["label"]), heard_cell(row["people"], row["listed"]), Cell(row["answer"])]
        for row in unanswered.to_dict("records")
    ]
    note = LISTED if unanswered["listed"].any() else ""
    return shown_table(caption, ["Barrier or wish", "People", "Recommendations"], rows, note)
