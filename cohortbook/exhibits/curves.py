"""Draw comparisons under many choices and over many cohorts, and forecasts.

Drawn as the others are, see `figures`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortbook.exhibits.figures import COHORT_COLOURS, INK, SMALL, as_svg, drawing

ROW = 0.21  # inches; a row of the matrix of choices


@dataclass(frozen=True)
class MatrixRow:
    """A row below a curve: its label and, for each column, whether it has a filled mark, an open
    one, or none (None). No marks: a heading.
    """

    label: str
    marks: tuple[bool | None, ...] = ()


def specification_curve(
    differences: list[float], ends: list[list[tuple[float, float]]], rows: list[MatrixRow]
) -> str:
    """Return SVG: differences in order with the narrowest and widest interval of each, and below
    them the choices behind each.

    `ends` holds for each difference the intervals by every method. Marks are under their
    difference.
    """
    with drawing(
        1.9 + ROW * len(rows), nrows=2, sharex=True, height_ratios=[1.9, ROW * len(rows)]
    ) as (figure, (above, below)):
        places = range(len(differences))
        for end, width in ((min, 3.0), (max, 1.0)):
            drawn = [end(own, key=lambda pair: pair[1] - pair[0]) for own in ends]
            lows, highs = [low for low, _ in drawn], [high for _, high in drawn]
            above.vlines(places, lows, highs, color=COHORT_COLOURS[0], linewidth=width)
        above.scatter(places, differences, s=16, color=INK, zorder=3)
        above.axhline(0, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        above.set_ylabel("Points above\nthe published share", fontsize=SMALL)
        above.tick_params(axis="y", labelsize=SMALL)
        above.tick_params(axis="x", length=0)
        above.spines["bottom"].set_visible(False)
        _choice_matrix(below, rows, len(differences))
        return as_svg(figure, "choices")


def _choice_matrix(axes, rows: list[MatrixRow], columns: int) -> None:
    from matplotlib.transforms import blended_transform_factory

    size, across = (
        min(20, 700 / max(columns, 1)),
        blended_transform_factory(axes.figure.transFigure, axes.transData),
    )
    for y, row in enumerate(rows):
        for x, mark in enumerate(row.marks):
            if mark is not None:
                axes.scatter(
                    x, y, s=size, facecolors=INK if mark else "none", edgecolors=INK, linewidths=0.9
                )
        if not row.marks:
            heading = axes.text(
                0.01, y, row.label, transform=across, va="center", fontsize=SMALL, fontweight="bold"
            )
            heading.set_in_layout(False)  # it may be over the labels and the dots' ground
    axes.set(
        ylim=(len(rows) - 0.5, -0.5),
        xlim=(-0.7, columns - 0.3),
        xticks=[],
        yticks=[y for y, row in enumerate(rows) if row.marks],
    )
    axes.set_yticklabels([row.label for row in rows if row.marks], fontsize=SMALL)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


@dataclass(frozen=True)
class Prediction:
    """A row of a forecast: its label, the probability of each count from none to all, and the
    likely run of counts.
    """

    label: str
    probabilities: list[float]
    low: int
    high: int


def forecast(groups: dict[str, list[Prediction]], name: str) -> str:
    """Return SVG: for each group size a heading and a row a prior; a circle a count, as large as it
    is likely, filled in the likely run.
    """
    lines = sum(1 + len(rows) for rows in groups.values())
    with drawing(0.45 + 0.27 * lines) as (figure, axes):
        y = 0
        for heading, rows in groups.items():
            axes.text(-0.4, y, heading, ha="left", va="center", fontweight="bold", fontsize=SMALL)
            for place, row in enumerate(rows, start=1):
                _prediction_row(axes, y + place, row)
            y += 1 + len(rows)
        axes.set(
            xlim=(-0.42, 1.32),
            ylim=(lines - 0.4, -0.6),
            yticks=[],
            xticks=[0, 0.5, 1],
            xticklabels=["none", "half", "all"],
        )
        axes.spines["bottom"].set_visible(False)
        return as_svg(figure, name)


def _prediction_row(axes, y: float, row: Prediction) -> None:
    n = len(row.probabilities) - 1
    for count, probability in enumerate(row.probabilities):
        if probability >= 0.005:
            is_likely = row.low <= count <= row.high
            axes.scatter(
                count / n,
                y,
                s=260 * probability,
                facecolors=COHORT_COLOURS[0] if is_likely else "none",
                edgecolors=COHORT_COLOURS[0],
                linewidths=1,
            )
    axes.text(-0.08, y, row.label, ha="right", va="center", fontsize=SMALL)
    axes.text(
        1.08,
        y,
        f"{row.low}" if row.low == row.high else f"{row.low} to {row.high}",
        ha="left",
        va="center",
        fontsize=SMALL,
    )


@dataclass(frozen=True)
class ForestRow:
    """A row of a forest plot: its label, the share (of 1) with its interval or None, the published
    share or None, and the count in words.
    """

    label: str
    share: float
    ends: tuple[float, float] | None
    published: float | None
    count: str


def forest(rows: list[ForestRow], total: ForestRow | None, name: str) -> str:
    """Return SVG: a row a cohort, its share as a dot on its interval and the published share of its
    year as an upright stroke; the total below a line.
    """
    drawn, places = list(rows), [float(place) for place in range(len(rows))]
    if total:
        drawn, places = [*rows, total], [*places, len(rows) + 0.4]
    with drawing(0.75 + 0.25 * len(drawn)) as (figure, axes):
        for place, row in zip(places, drawn, strict=True):
            _forest_row(axes, place, row, "D" if row is total else "o")
        if total:
            axes.axhline(len(rows) - 0.3, color=INK, linewidth=0.8)
        axes.set(
            ylim=(len(drawn) + 0.1 if total else len(rows) - 0.4, -0.7),
            xlim=(-0.02, 1.3),
            xticks=[0, 0.5, 1],
            xticklabels=["none", "half", "all"],
            yticks=places,
        )
        axes.set_yticklabels([row.label for row in drawn], fontsize=SMALL)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(
            "\u25cf seen, with interval    \u2503 published for that year", fontsize=SMALL
        )
        return as_svg(figure, name)


def _forest_row(axes, place: float, row: ForestRow, marker: str) -> None:
    colour, other = COHORT_COLOURS[:2]
    if row.ends:
        axes.plot(row.ends, [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
    axes.scatter(row.share, place, s=34, marker=marker, color=colour, zorder=3)
    if row.published is not None:
        stroke = [place - 0.38, place + 0.38]
        axes.plot([row.published] * 2, stroke, color=other, linewidth=2.2, zorder=2)
    axes.text(1.04, place, row.count, ha="left", va="center", fontsize=SMALL)


@dataclass(frozen=True)
class DotRow:
    """A row of dots: its label, how many are filled, how many are open, and the count in words."""

    label: str
    filled: int
    hollow: int
    count: str


def dot_rows(rows: list[DotRow]) -> str:
    """Return SVG: a low row a cohort and a dot a person, filled for the first category and open for
    all others.
    """
    widest = max(row.filled + row.hollow for row in rows)
    with drawing(0.3 + 0.21 * len(rows)) as (figure, axes):
        for y, row in enumerate(rows):
            size = min(26, 1400 / widest)
            axes.scatter(range(row.filled), [y] * row.filled, s=size, color=COHORT_COLOURS[0])
            axes.scatter(
                range(row.filled, row.filled + row.hollow),
                [y] * row.hollow,
                s=size,
                facecolors="none",
                edgecolors=COHORT_COLOURS[0],
                linewidths=1,
            )
            axes.text(widest + 0.2, y, row.count, ha="left", va="center", fontsize=SMALL)
        axes.set(
            xlim=(-0.8, widest * 1.25 + 1),
            ylim=(len(rows) - 0.4, -0.6),
            xticks=[],
            yticks=range(len(rows)),
        )
        axes.set_yticklabels([row.label for row in rows], fontsize=SMALL)
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
        return as_svg(figure, "dots")


@dataclass(frozen=True)
class YearRow:
    """A row of years: its label, everybody's years, and the middle of them."""

    label: str
    years: list[int]
    median: float


def year_rows(rows: list[YearRow]) -> str:
    """Return SVG: a low row a cohort, a ring a person on a scale of years and a stroke at the
    middle.
    """
    with drawing(0.75 + 0.21 * len(rows)) as (figure, axes):
        for y, row in enumerate(rows):
            axes.scatter(
                row.years,
                [y] * len(row.years),
                s=20,
                facecolors="none",
                edgecolors=COHORT_COLOURS[0],
                linewidths=1,
            )
            axes.plot([row.median] * 2, [y - 0.36, y + 0.36], color=INK, linewidth=2)
        axes.set(
            ylim=(len(rows) - 0.4, -0.7),
            xlim=(-0.7, max(5, *(year for row in rows for year in row.years)) + 1),
            yticks=range(len(rows)),
        )
        axes.set_yticklabels([row.label for row in rows], fontsize=SMALL)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("Years since qualification (stroke: the median)", fontsize=SMALL)
        axes.xaxis.get_major_locator().set_params(integer=True)
        return as_svg(figure, "years")
