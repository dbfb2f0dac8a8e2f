"""Show measured impacts: the value before and the value after, and what is known of both."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    LETTER,
    SMALL,
    TEXT,
    as_svg,
    drawing,
    wrapped,
)
from cohortbook.exhibits.present import Shown, figure, not_drawn, sentence
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.study.finding import Findings
from cohortbook.study.wording import counted, sentence_list

ACROSS, LEFT, LONG, DOT = 322, 20, 256, 6  # points: the picture, its margin, a scale, a dot
NOT_KNOWN = "How much of a change is due to the programme cannot be known."
REPORTERS = {"practitioner": "an award holder", "manager": "a manager", "evaluator": "evaluators"}


class Change(NamedTuple):
    """A measure with its value before and after, in its unit, and what is known of it."""

    label: str
    before: float
    after: float
    texts: tuple[str, str]
    unit: str
    known: str


def measured_figure(findings: Findings, register: pd.DataFrame) -> Shown:
    """Show each measured impact that has a value before and a value after as two dots on a line,
    with who reported it, of how many people and when. The title says how the values changed.

    `findings` are `impacts.impact_measures`, and `register` is `impacts.register`, of one scope.
    """
    if is_any_withheld(findings):
        return not_drawn("What was measured before and after")
    changes = _changes(findings, register)
    if not changes:
        return sentence("No impact was measured both before and after.")
    title = _change_text(changes[0]) if len(changes) == 1 else _changes_title(changes)
    known = f" {changes[0].known}." if len(changes) == 1 else ""
    frame = pd.DataFrame(
        [(change.label, *change.texts, change.known) for change in changes],
        columns=["measured", "Before", "After", "What is known of it"],
    )
    return figure(
        _measured_svg(changes),
        f"{title}.{known} {NOT_KNOWN}",
        ". ".join(f"{_change_text(change)}. {change.known}" for change in changes) + ".",
        frame.set_index("measured"),
    )


def _changes(findings: Findings, register: pd.DataFrame) -> list[Change]:
    """Each measure with both values, the largest change in proportion first."""
    told = register.set_index("impact_id").to_dict("index")
    changes = []
    for impact_id, same in findings.by(lambda own: own.category).items():
        found = same.by_statistic
        if {"baseline", "later"} <= set(found):
            values = (found["baseline"], found["later"])
            before, after = (float(own.value) for own in values)
            texts = (
                counted(values[0].text, values[0].unit),
                counted(values[1].text, values[1].unit),
            )
            label = same[0].label[:1].upper() + same[0].label[1:]
            known = _known_of(told[impact_id])
            changes.append(Change(label, before, after, texts, values[0].unit, known))
    return sorted(changes, key=lambda own: -abs(own.after - own.before) / _top(own))


def _known_of(row: dict) -> str:
    """Who reported a measure, of how many people it is, and when it was made."""
    people, when = (
        "not given" if pd.isna(row[part]) else str(row[part])
        for part in ("measured_people", "measured_when")
    )
    return (
        f"Reported by {REPORTERS[row['reported_by']]}. Of how many people: {people}. When: {when}"
    )


def _change_text(change: Change) -> str:
    if change.before == change.after:
        return f"{change.label}: {change.texts[0]} before and after"
    verb = "rose" if change.after > change.before else "fell"
    return f"{change.label} {verb} from {change.texts[0]} to {change.texts[1]}"


def _changes_title(changes: list[Change]) -> str:
    """How many of several measures rose and fell."""
    rose = sum(change.after > change.before for change in changes)
    fell = sum(change.after < change.before for change in changes)
    same = len(changes) - rose - fell
    verbs = ((rose, "rose"), (fell, "fell"), (same, "did not change"))
    parts = [f"{number} {verb}" for number, verb in verbs if number]
    return f"Of {len(changes)} measures with a value before and after, {sentence_list(parts)}"


def _top(change: Change) -> float:
    """The end of the scale of a measure."""
    return max(change.before, change.after, 100 if change.unit == "percent" else 0) or 1


def _measured_svg(changes: list[Change]) -> str:
    with drawing(1.8 * len(changes)) as (canvas, axes):
        for y, change in enumerate(changes):
            _measured_row(axes, y, change)
        axes.set(xlim=(-LEFT, ACROSS - LEFT), ylim=(len(changes) - 0.5, -0.52))
        axes.set_axis_off()
        return as_svg(canvas, "measured")


def _measured_row(axes, y: int, change: Change) -> None:
    """Draw one measure: its name, a scale from none to its end, both values, and what is known."""
    top = _top(change)
    before, after = (LONG * value / top for value in (change.before, change.after))
    low, high = sorted((before, after))
    for ends, colour, width in (
        ((0, low - DOT), ALL_COLOUR, 1),
        ((low + DOT, high - DOT), COHORT_COLOURS[0], 4),
        ((high + DOT, LONG), ALL_COLOUR, 1),
    ):
        if ends[1] > ends[0]:
            axes.plot(ends, [y, y], color=colour, linewidth=width, solid_capstyle="butt")
    axes.scatter(before, y, s=110, color="none", edgecolors=COHORT_COLOURS[0], linewidths=2)
    axes.scatter(after, y, s=110, color=COHORT_COLOURS[0], edgecolors=COHORT_COLOURS[0])
    axes.text(-10, y, "0", ha="right", va="center", fontsize=SMALL)
    end = f"{top:g}{'%' if change.unit == 'percent' else ''}"
    axes.text(LONG + 10, y, end, va="center", fontsize=SMALL)
    axes.text(-LEFT, y - 0.2, wrapped(change.label), va="bottom", fontsize=TEXT)
    _values(axes, y, change.texts, (before, after))
    axes.text(-LEFT, y + 0.2, wrapped(change.known), va="top", fontsize=SMALL)


def _values(axes, y: int, texts: tuple[str, str], places: tuple[float, float]) -> None:
    """Write both values at their dots: above them or, where they are near, one below the other."""
    words = [f"{text} {word}" for text, word in zip(texts, ("before", "after"), strict=True)]
    is_near = abs(places[1] - places[0]) < LETTER * max(map(len, words))
    for place, text, is_after in zip(places, words, (False, True), strict=True):
        is_below = is_near and not is_after
        side = "right" if place > LONG / 2 else "left"
        axes.text(
            place + (DOT if side == "right" else -DOT),
            y + (0.07 if is_below else -0.07),
            text,
            ha=side,
            va="top" if is_below else "bottom",
            fontweight="bold",
        )
