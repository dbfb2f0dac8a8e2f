"""Figures of comparisons under many choices, over many cohorts, and of what may come next. Drawn as the others are, see `figures`."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cohortbook.figures import COHORT_COLOURS, INK, STYLE, WIDTH, as_svg
from cohortbook.figures import _drawing as drawing

ROW = 0.19  # inches; a row of the matrix of choices


@dataclass(frozen=True)
class MatrixRow:
    """A row below a curve: its label and, for each column, whether it has a filled mark, an open one, or none (None). No marks: a heading."""

    label: str
    marks: tuple[bool | None, ...] = ()


def specification_curve(differences: list[float], ends: list[list[tuple[float, float]]], rows: list[MatrixRow]) -> str:
    """Return SVG: differences in order with the narrowest and widest interval of each, and below them the choices behind each.

    `ends` holds for each difference the intervals by every method. Marks stand under their difference.
    """
    import matplotlib
    from matplotlib import pyplot

    with matplotlib.rc_context(STYLE):
        height = 1.9 + ROW * len(rows)
        figure, (above, below) = pyplot.subplots(2, figsize=(WIDTH, height), sharex=True, layout="constrained", height_ratios=[1.9, ROW * len(rows)])
        places = range(len(differences))
        for end, width in ((min, 3.0), (max, 1.0)):
            drawn = [end(own, key=lambda pair: pair[1] - pair[0]) for own in ends]
            above.vlines(places, [low for low, _ in drawn], [high for _, high in drawn], color=COHORT_COLOURS[0], linewidth=width, alpha=0.8)
        above.scatter(places, differences, s=16, color=INK, zorder=3)
        above.axhline(0, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        above.set_ylabel("Points above\nthe published share", fontsize=9)
        above.tick_params(axis="y", labelsize=9)
        above.tick_params(axis="x", length=0)
        above.spines["bottom"].set_visible(False)
        _choice_matrix(below, rows, len(differences))
        text = as_svg(figure, "choices")
        pyplot.close(figure)
    return text


def _choice_matrix(axes, rows: list[MatrixRow], columns: int) -> None:
    from matplotlib.transforms import blended_transform_factory

    size, across = min(20, 700 / max(columns, 1)), blended_transform_factory(axes.figure.transFigure, axes.transData)
    for y, row in enumerate(rows):
        for x, mark in enumerate(row.marks):
            if mark is not None:
                axes.scatter(x, y, s=size, facecolors=INK if mark else "none", edgecolors=INK, linewidths=0.9)
        if not row.marks:
            heading = axes.text(0.01, y, row.label, transform=across, va="center", fontsize=9, fontweight="bold")
            heading.set_in_layout(False)  # it may stand over the labels and the dots' ground
    axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(-0.7, columns - 0.3), xticks=[], yticks=[y for y, row in enumerate(rows) if row.marks])
    axes.set_yticklabels([row.label for row in rows if row.marks], fontsize=8.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


@dataclass(frozen=True)
class Prediction:
    """A row of a forecast: its label, the probability of each count from none to all, and the likely run of counts."""

    label: str
    probabilities: list[float]
    low: int
    high: int


def forecast(groups: dict[str, list[Prediction]]) -> str:
    """Return SVG: for each group size a heading and a row a prior; a circle a count, as large as it is likely, filled in the likely run."""
    lines = sum(1 + len(rows) for rows in groups.values())
    with drawing(0.45 + 0.27 * lines) as (figure, axes):
        y = 0
        for heading, rows in groups.items():
            axes.text(-0.02, y, heading, ha="left", va="center", fontweight="bold", fontsize=10)
            for place, row in enumerate(rows, start=1):
                _prediction_row(axes, y + place, row)
            y += 1 + len(rows)
        axes.set(xlim=(-0.42, 1.32), ylim=(lines - 0.4, -0.6), yticks=[], xticks=[0, 0.5, 1], xticklabels=["none", "half", "all"])
        axes.spines["bottom"].set_visible(False)
        return as_svg(figure, "forecast")


def _prediction_row(axes, y: float, row: Prediction) -> None:
    n = len(row.probabilities) - 1
    for count, probability in enumerate(row.probabilities):
        if probability >= 0.005:
            is_likely = row.low <= count <= row.high
            axes.scatter(count / n, y, s=260 * probability, facecolors=COHORT_COLOURS[0] if is_likely else "none", edgecolors=COHORT_COLOURS[0], linewidths=1)
    axes.text(-0.08, y, row.label, ha="right", va="center", fontsize=9)
    axes.text(1.08, y, f"{row.low}" if row.low == row.high else f"{row.low} to {row.high}", ha="left", va="center", fontsize=9)
