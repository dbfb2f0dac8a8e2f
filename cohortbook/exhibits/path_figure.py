"""Show the path of an award holder through the programme, from applying to the last output."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from cohortbook.exhibits.figures import ALL_COLOUR, COHORT_COLOURS, TEXT, as_svg, drawing
from cohortbook.exhibits.present import Shown, figure, sentence
from cohortbook.findings import programme
from cohortbook.study.study import Study
from cohortbook.study.wording import counted, sentence_list, text_of

ACROSS, INDENT, LINE = 322, 24, 15  # points: the picture, where text begins, a line
SQUARE, GAP = 12, 5  # points: the mark of a day, and between two
A_ROW = 15  # days
LONGEST = 40  # letters of a line
POINTS = 72  # an inch
THROUGHOUT = "An open dot marks what lasts throughout. A square is a day."


class Step(NamedTuple):
    """A step of the path: what it is, what belongs to it, how many days it takes, and whether it
    goes with the whole path instead of having a place on it.
    """

    title: str
    texts: list[str]
    days: int = 0
    is_throughout: bool = False


def path_figure(study: Study) -> Shown:
    """Show the path of an award holder: questions before applying, each residential workshop, days
    of study leave, what supports it, and the outputs. The title says how many days it takes.

    All is from the programme's facts and components; what these do not say is left out.
    """
    facts = {own.measure: own.value for own in programme.facts(study)}
    steps = _steps(study, facts)
    if not any(step.days for step in steps):
        return sentence("The programme’s facts do not say how many days it takes.")
    frame = pd.DataFrame(
        [(step.title, ", ".join(step.texts), step.days or "") for step in steps],
        columns=["step", "What belongs to it", "Days"],
    )
    described = [f"{step.title}: {sentence_list(step.texts)}" for step in steps if step.texts]
    note = f" {THROUGHOUT}" if any(step.is_throughout for step in steps) else ""
    return figure(
        _svg(steps),
        f"{_title(facts)}{note}",
        f"A path downwards. {'. '.join(described)}.",
        frame.set_index("step"),
    )


def _steps(study: Study, facts: dict) -> list[Step]:
    """The steps that the programme's facts and components name, in their order."""
    components = study.tables["components"].sort_values("order")
    award = facts.get("personal_award_maximum")
    most = {"personal_award": f" (up to {text_of(award, 'pounds')})"} if award else {}
    supports, outputs = (
        [
            row.label + most.get(row.component_id, "")
            for row in components.itertuples()
            if row.kind == kind
        ]
        for kind in ("component", "output")
    )
    number, each = facts.get("residential_workshops", 0), facts.get("residential_days_each", 0)
    study_days, released = facts.get("study_days", 0), facts.get("release_days", 0)
    workshops = [
        Step(f"Residential workshop {place} of {number}", [_days(each)], each)
        for place in range(1, number + 1)
        if each
    ]
    leave = [
        Step("Study leave", [f"{_days(study_days)} for the research itself"], study_days, True)
    ]
    whole = [Step("Released from work", [_days(released)], released, True)]
    questions = facts.get("question_sessions")
    before = [counted(f"{questions} online question", "sessions")] if questions else []
    parts = workshops + (leave if study_days else [])
    steps = [
        Step("Before applying", before),
        *(parts or (whole if released else [])),
        Step("What came with it", supports, 0, True),
        Step(f"{len(outputs)} outputs" if len(outputs) > 1 else "Output", outputs),
    ]
    return [step for step in steps if step.texts]


def _days(number: int) -> str:
    return counted(str(number), "days")


def _title(facts: dict) -> str:
    """How many days an award holder is released for, and for what where the facts add up."""
    workshops, each = facts.get("residential_workshops", 0), facts.get("residential_days_each", 0)
    leave, released = facts.get("study_days", 0), facts.get("release_days")
    parts = [
        *([f"{workshops * each} in {workshops} residential workshops"] if workshops * each else []),
        *([f"{leave} of study leave"] if leave else []),
    ]
    if not released:
        return f"Days of an award holder: {sentence_list(parts)}."
    title = f"Each award holder was released from work for {_days(released)}"
    return (
        f"{title}: {sentence_list(parts)}." if workshops * each + leave == released else f"{title}."
    )


def _svg(steps: list[Step]) -> str:
    with drawing(1) as (canvas, axes):
        y, knots = 0.0, []
        for step in steps:
            knots.append(y)
            y = _step(axes, y, step)
        for start, end in pairwise(knots):
            axes.plot([6, 6], [start + 6, end - 6], color=ALL_COLOUR, linewidth=2)
        for knot, step in zip(knots, steps, strict=True):
            colour = "none" if step.is_throughout else COHORT_COLOURS[0]
            axes.scatter(6, knot, s=70, color=colour, edgecolors=COHORT_COLOURS[0], linewidths=2)
        axes.set(xlim=(0, ACROSS), ylim=(y - LINE, -LINE))
        axes.set_axis_off()
        canvas.set_figheight((y + LINE) / POINTS)
        return as_svg(canvas, "path")


def _step(axes, y: float, step: Step) -> float:
    """Draw one step: its title, what belongs to it, a square a day. Return where
    the next begins.
    """
    axes.text(INDENT, y, step.title, va="center", fontsize=TEXT, fontweight="bold")
    for line in textwrap.wrap("; ".join(step.texts), LONGEST):
        y += LINE
        axes.text(INDENT, y, line, va="center", fontsize=TEXT)
    for first in range(0, step.days, A_ROW):
        y += LINE
        days = range(min(A_ROW, step.days - first))
        axes.scatter(
            [INDENT + SQUARE / 2 + (SQUARE + GAP) * day for day in days],
            [y] * len(days),
            s=SQUARE**2,
            marker="s",
            color="none" if step.is_throughout else COHORT_COLOURS[0],
            edgecolors=COHORT_COLOURS[0],
        )
    return y + 1.8 * LINE
