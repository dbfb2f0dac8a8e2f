"""Tables and figures of recommendations, and of what supports each."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import theme_pictures
from cohortbook.exhibits.present import Cell, Shown, all_of, figure, shown_table
from cohortbook.exhibits.theme_tables import heard_cell
from cohortbook.study.wording import sentence_list


def support_table(links: pd.DataFrame, caption: str) -> Shown:
    """Show what supports each recommendation: a row a link, with how many of those
    asked spoke of the theme.
    """
    rows = [
        [
            Cell(f"{row['number']}. {row['topic']}"),
            Cell(row["in_summary"] or "in none"),
            Cell(row["label"]),
            heard_cell(row["people"]),
            Cell(str(row["passages"])),
            Cell(row["how"]),
        ]
        for row in links.to_dict("records")
    ]
    return shown_table(
        caption,
        ["Recommendation", "Summary’s item", "Theme", "People", "Passages", "How it supports"],
        rows,
    )


def unanswered_table(unanswered: pd.DataFrame, caption: str) -> Shown:
    """Show barriers and wishes that no recommendation answers."""
    rows = [
        [Cell(row["label"]), heard_cell(row["people"])] for row in unanswered.to_dict("records")
    ]
    return shown_table(caption, ["Barrier or wish", "People"], rows)


def flow_figure(links: pd.DataFrame, caption: str) -> Shown:
    """Show the flow from themes to recommendations: a line a link, as wide as people
    spoke of the theme.
    """
    if links.empty:
        return all_of([], [])
    described = [f"{row['label']} supports {row['number']}" for row in links.to_dict("records")]
    frame = pd.DataFrame(
        {
            "theme": links["label"],
            "recommendation": links["number"],
            "people": [row["value"] for row in links["people"]],
        }
    )
    most = links.groupby("number")["label"].nunique()
    numbers = [f"recommendation {number}" for number in most.index[most == most.max()]]
    caption = (
        f"{caption}. Most themes lead to {sentence_list(numbers)}"
        f" ({most.max()}{' each' * (len(numbers) > 1)}). The thicker a line, the more people spoke"
        " of the theme."
    )
    return figure(
        theme_pictures.flow(links),
        caption,
        "Lines from themes on the left to recommendations on the right. "
        + ". ".join(described)
        + ".",
        frame.set_index("theme"),
    )
