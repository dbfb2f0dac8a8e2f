"""Show how far each type of impact has come."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.figures import (
    COHORT_COLOURS,
    INK,
    LETTER,
    TEXT,
    as_svg,
    drawing,
)
from cohortbook.exhibits.present import Shown, figure, not_drawn, sentence
from cohortbook.findings import impacts
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of, sentence_list

ACROSS = 322  # points
STATUS = {  # in words; how a bar is filled, its line, and its number
    "done": ("done", COHORT_COLOURS[0], "-", "#ffffff"),
    "under_way": ("under way", f"{COHORT_COLOURS[0]}44", "-", INK),
    "hoped_for": ("hoped for", "none", (0, (2, 2)), INK),
    "contested": ("contested", f"{COHORT_COLOURS[1]}44", "-", INK),
}
CONTESTED = "Contested: the report gives two accounts of how far it came."


def status_figure(study: Study, scope: str) -> Shown:
    """Show how many impacts of each type are done, under way, hoped for and contested, the most
    frequent type first. The title says how many of all are done.
    """
    counts = impacts.types_by_status(study, scope)
    if counts.empty:
        is_protected = any(handle in study.protected for handle in study.handles(scope))
        nothing = "How far each type of impact has come"
        return not_drawn(nothing) if is_protected else sentence("No impact was reported.")
    described = [
        f"{label_of(kind)}: {sentence_list(_parts(row))}" for kind, row in counts.iterrows()
    ]
    frame = counts.rename(index=label_of, columns={key: word[0] for key, word in STATUS.items()})
    return figure(
        _status_svg(counts),
        _status_title(counts),
        f"Bars, the longest first. {'. '.join(described)}.",
        frame.rename_axis("type"),
    )


def _parts(row: pd.Series) -> list[str]:
    return [f"{count} {STATUS[status][0]}" for status, count in row.items() if count]


def _status_title(counts: pd.DataFrame) -> str:
    """How many impacts are done, of all, and how far the others have come."""
    by_status = counts.sum()
    done, others = by_status["done"], _parts(by_status.drop("done"))
    number = "none is" if done == 0 else "1 is" if done == 1 else f"{done} are"
    parts = sentence_list([f"{number} done", *others])
    note = f" {CONTESTED}" if by_status["contested"] else ""
    return f"Of {by_status.sum()} reported impacts, {parts}.{note}"


def _status_svg(counts: pd.DataFrame) -> str:
    labels = [label_of(kind) for kind in counts.index]
    left = LETTER * max(map(len, labels)) + 4
    scale = (ACROSS - left - 24) / counts.sum(axis=1).max()
    with drawing(0.45 + 0.27 * len(counts)) as (canvas, axes):
        _legend(axes, [status for status in STATUS if counts[status].any()])
        for y, (label, (_, row)) in enumerate(zip(labels, counts.iterrows(), strict=True)):
            axes.text(left - 6, y, label, ha="right", va="center", fontsize=TEXT)
            _status_bar(axes, (left, y), scale, row)
        axes.set(xlim=(0, ACROSS), ylim=(len(counts) - 0.4, -1.9))
        axes.set_axis_off()
        return as_svg(canvas, "status")


def _legend(axes, statuses: list[str]) -> None:
    """Draw what each ground means, above the bars."""
    left = 2.0
    for status in statuses:
        _box(axes, (left, -1.3), 14, status, "")
        axes.text(left + 18, -1.3, STATUS[status][0], va="center", fontsize=TEXT)
        left += 30 + LETTER * len(STATUS[status][0])


def _status_bar(axes, place: tuple[float, float], scale: float, row: pd.Series) -> None:
    """Draw the impacts of one type, a part a status with its number, and at the end how many they
    are together.
    """
    left, y = place
    for status, count in row[row > 0].items():
        width = scale * count
        _box(axes, (left, y), width, status, str(count) if width > LETTER * len(str(count)) else "")
        left += width
    if (row > 0).sum() > 1:
        axes.text(left + 5, y, f"{row.sum()}", va="center", fontsize=TEXT, fontweight="bold")


def _box(axes, place: tuple[float, float], width: float, status: str, text: str) -> None:
    _, ground, line, ink = STATUS[status]
    edge = COHORT_COLOURS[1] if status == "contested" else COHORT_COLOURS[0]
    (left, y), gap = place, 1.5
    axes.barh(y, width - gap, 0.72, left, color=ground, edgecolor=edge, linewidth=1, linestyle=line)
    axes.text(left + (width - gap) / 2, y, text, ha="center", va="center", color=ink, fontsize=TEXT)
