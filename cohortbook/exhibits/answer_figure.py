"""Show which barriers, wishes and helps each recommendation answers, and how many people named
them.
"""

from __future__ import annotations

import textwrap

import pandas as pd

from cohortbook.exhibits.figures import ALL_COLOUR, COHORT_COLOURS, LETTER, TEXT, as_svg, drawing
from cohortbook.exhibits.present import Shown, figure, sentence
from cohortbook.exhibits.ranking_pictures import count_text
from cohortbook.exhibits.theme_ranking import LISTED, NOUNS
from cohortbook.exhibits.theme_tables import heard_text
from cohortbook.findings.recommendations import ANSWERS
from cohortbook.study.finding import Finding
from cohortbook.study.wording import sentence_list

ACROSS, INDENT = 322, 20  # points
LINE, AFTER = 15, 9  # points: a line of text, and what is left free below a recommendation
LONGEST = 42  # letters of a line
POINTS = 72  # an inch


def answers_figure(links: pd.DataFrame) -> Shown:
    """Show each recommendation with the themes that it answers below it, on branches, and how many
    of those interviewed named each; the recommendation that answers the most often named theme is
    first, and the title says which that is. `links` are `recommendations.support`.
    """
    links = links[links["relation"].isin(ANSWERS)]
    if links.empty:
        return sentence("No recommendation is linked to what people said.")
    links = _sorted(links)
    described = [
        f"Recommendation {number}, {topic}, answers {sentence_list(_answered(held))}"
        for (number, topic), held in links.groupby(["number", "topic"], sort=False)
    ]
    frame = pd.DataFrame(
        {
            "recommendation": links["number"].astype(str) + ". " + links["topic"],
            "theme": links["label"],
            "kind": links["theme_id"].map(_kind),
            "people": [
                heard_text(*held) for held in zip(links["people"], links["listed"], strict=True)
            ],
        }
    )
    caption = f"{_title(links)} {LISTED}" if links["listed"].any() else _title(links)
    return figure(
        _svg(links), caption, f"{'. '.join(described)}.", frame.set_index("recommendation")
    )


def _kind(theme: str) -> str:
    kind = theme.split(".")[0]
    return NOUNS[kind][0] if kind in NOUNS else "theme"


def _sorted(links: pd.DataFrame) -> pd.DataFrame:
    """The links of each recommendation, the most often named theme first, and the recommendations
    by the first of theirs.
    """
    named = links.assign(named=[people.value for people in links["people"]])
    first = named.groupby("number")["named"].max()
    return named.assign(first=named["number"].map(first)).sort_values(
        ["first", "number", "named"], ascending=[False, True, False], kind="stable"
    )


def _answered(links: pd.DataFrame) -> list[str]:
    return [
        f"“{row['label']}” ({_kind(row['theme_id'])}, {heard_text(row['people'], row['listed'])})"
        for row in links.to_dict("records")
    ]


def _title(links: pd.DataFrame) -> str:
    """Which recommendation answers what most people named."""
    top = links[links["named"] == links["named"].max()]
    themes = sentence_list([f"“{label}”" for label in dict.fromkeys(top["label"])])
    numbers = [str(number) for number in dict.fromkeys(top["number"])]
    count: Finding = top["people"].iloc[0]
    if not count.value:
        return "What each recommendation answers."
    which, verb = (
        ("Recommendation", "answers") if len(numbers) == 1 else ("Recommendations", "answer")
    )
    each = "each " if top["label"].nunique() > 1 else ""
    return (
        f"{which} {sentence_list(numbers)} {verb} what was named most often: {themes},"
        f" {each}by {count.value} of the {count.n} people interviewed."
    )


def _svg(links: pd.DataFrame) -> str:
    scale = min(_room(row["people"], row["listed"]) for row in links.to_dict("records"))
    y = 0.0
    with drawing(1) as (canvas, axes):
        for (number, topic), held in links.groupby(["number", "topic"], sort=False):
            y = _heading(axes, y, f"{number}. {topic}") + AFTER
            trunk = y - AFTER
            for row in held.to_dict("records"):
                end = _branch(axes, (trunk, y), row, scale)
                trunk, y = y, end
            y += AFTER
        axes.set(xlim=(0, ACROSS), ylim=(y - 2 * AFTER, -AFTER))
        axes.set_axis_off()
        canvas.set_figheight(y / POINTS + 0.15)
        return as_svg(canvas, "answers")


def _room(people: Finding, listed: int) -> float:
    """How long a bar for all who were asked may be, so that a count fits behind its bar."""
    text = LETTER * len(count_text(people, listed)) + 8
    return (ACROSS - INDENT - text) / max((people.value + listed) / (people.n or 1), 0.1)


def _heading(axes, y: float, text: str) -> float:
    """Write what a recommendation is called; return where it ends."""
    lines = textwrap.wrap(text, LONGEST)
    for place, line in enumerate(lines):
        axes.text(0, y + LINE * place, line, va="center", fontsize=TEXT, fontweight="bold")
    return y + LINE * (len(lines) - 0.5)


def _branch(axes, place: tuple[float, float], row: dict, scale: float) -> float:
    """Draw a branch from above to a theme, its name and how many named it; return where the next
    begins.
    """
    above, y = place
    in_part = ", in part" if row["relation"] == "in_part" else ""
    lines = textwrap.wrap(f"{row['label']} ({_kind(row['theme_id'])}{in_part})", LONGEST)
    axes.plot([4, 4, INDENT - 4], [above, y, y], color=ALL_COLOUR, linewidth=1.2)
    for number, line in enumerate(lines):
        axes.text(INDENT, y + LINE * number, line, va="center", fontsize=TEXT)
    middle = y + LINE * len(lines)
    n = row["people"].n or 1
    ends = [INDENT + scale * held / n for held in (0, row["named"], row["named"] + row["listed"])]
    for start, end, ground in zip(ends, ends[1:], (COHORT_COLOURS[0], "none"), strict=False):
        if end > start:
            axes.barh(middle, end - start, 10, start, color=ground, edgecolor=COHORT_COLOURS[0])
    axes.text(
        ends[-1] + 5, middle, count_text(row["people"], row["listed"]), va="center", fontsize=TEXT
    )
    return middle + LINE + 3
