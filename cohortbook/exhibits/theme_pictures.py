"""Pictures of what people said, what changed and what is recommended. Drawn as the others are, see
`figures`.
"""

from __future__ import annotations

from itertools import accumulate, pairwise

import pandas as pd

from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    INK,
    SMALL,
    as_svg,
    drawing,
)
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of

Column = tuple[str, str]  # a scope and a group
HeatCells = dict[tuple[str, Column], Finding]  # by theme and column
GROUPS = {"practitioners": "award holders", "managers": "managers", "people": "people"}
HEAT_MARGIN = 1.4  # letters, left and right of a text together
IMPACT_MARKS = {  # ground and shape by level
    "personal": ("none", "o"),
    "organisational": (COHORT_COLOURS[0], "s"),
    "wider": (COHORT_COLOURS[1], "o"),
}


def heat_map(study: Study, findings: Findings) -> str:
    """Return SVG: themes down, cohorts and groups across, each cell "3 of 6" on a ground as dark as
    the share, with "+2" for those whom only collective statements name; not asked left empty. A
    column is as wide as its longest text.

    The name of a theme is above its cells, so that neither is small on a phone.
    """
    labels = study.tables["themes"].set_index("theme_id")["label"]
    cells, listed = _heat_cells(findings, "count"), _heat_cells(findings, "listed")
    spoken_of = {theme for (theme, _), own in (*cells.items(), *listed.items()) if own.value}
    themes = [theme for theme in dict.fromkeys(theme for theme, _ in cells) if theme in spoken_of]
    texts = _heat_texts(cells, listed)
    edges = _heat_edges(texts)
    is_turned = len(edges) >= 5  # headings of many columns
    with drawing((1.3 if is_turned else 0.6) + 0.46 * len(themes)) as (figure, axes):
        for (theme, column), own in cells.items():
            if theme in spoken_of and own.n:
                place = (*edges[column], themes.index(theme))
                _heat_cell(axes, place, own.value / own.n, texts[theme, column])
        for y, theme in enumerate(themes):
            axes.text(0.2, y - 0.27, labels[theme], va="center", fontsize=SMALL)
        axes.set(
            xlim=(0, max(right for _, right in edges.values())),
            ylim=(len(themes) - 0.4, -0.6),
            xticks=[(left + right) / 2 for left, right in edges.values()],
            yticks=[],
        )
        axes.set_xticklabels(
            [f"{study.title(scope)}\n{GROUPS[group]}" for scope, group in edges],
            fontsize=SMALL,
            rotation=90 if is_turned else 0,
        )
        axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
        return as_svg(figure, "heat")


def _heat_texts(cells: HeatCells, listed: HeatCells) -> dict[tuple[str, Column], str]:
    """What is in each cell; shorter where there are many columns."""
    of = " of " if len({column for _, column in cells}) < 9 else "/"
    texts = {}
    for key, own in cells.items():
        more = listed[key].value if key in listed else 0
        texts[key] = f"{own.value}{of}{own.n}{f' +{more}' if more else ''}"
    return texts


def _heat_edges(texts: dict[tuple[str, Column], str]) -> dict[Column, tuple[float, float]]:
    """Where each column begins and ends, in letters."""
    longest: dict[Column, int] = {}
    for (_, column), text in texts.items():
        longest[column] = max(longest.get(column, 0), len(text))
    ends = list(accumulate(letters + HEAT_MARGIN for letters in longest.values()))
    return dict(zip(longest, pairwise([0.0, *ends]), strict=True))


def _heat_cells(findings: Findings, statistic: str) -> HeatCells:
    """One statistic of second-level themes by theme and column: a scope and a group."""
    cells = {}
    for finding in findings.where(statistic=statistic):
        theme, group = finding.category.rsplit(".", 1)
        if theme.count(".") == 1 and group != "people":
            cells[theme, (finding.scope, group)] = finding
    return cells


def _heat_cell(axes, place: tuple[float, float, int], share: float, text: str) -> None:
    from matplotlib.patches import Rectangle

    left, right, y = place
    axes.add_patch(
        Rectangle(
            (left + 0.2, y - 0.02),
            right - left - 0.4,
            0.48,
            facecolor=COHORT_COLOURS[0],
            alpha=0.1 + 0.5 * share if share else 0,
            edgecolor=INK,
            linewidth=0.4,
        )
    )
    axes.text((left + right) / 2, y + 0.22, text, ha="center", va="center", fontsize=SMALL)


def dumbbell(matrix: pd.DataFrame) -> str:
    """Return SVG: a row a theme, a filled dot for practitioners and an open square for managers on
    a scale of shares of those asked; a thin line from each leads to a bar where it would be with
    those whom only collective statements name.
    """
    rows = matrix.to_dict("records")
    has_listed = any(matrix[f"{group}_listed"].any() for group in ("practitioners", "managers"))
    with drawing(0.8 + 0.2 * has_listed + 0.42 * len(rows)) as (figure, axes):
        for y, row in enumerate(rows):
            axes.text(-0.03, y - 0.42, row["label"], va="center", fontsize=SMALL)
            _dumbbell_row(axes, y, row)
        axes.set(
            yticks=[],
            ylim=(len(rows) - 0.5, -0.9),
            xlim=(-0.05, 1.05),
            xticks=[0, 0.5, 1],
            xticklabels=["nobody", "half", "everybody"],
        )
        axes.set_xlabel(
            "of those asked: \u25cf award holders, \u25a1 managers"
            + ("\n| with those only listed" if has_listed else "")
        )
        return as_svg(figure, "dumbbell")


def _dumbbell_row(axes, y: int, row: dict) -> None:
    """Draw the shares of both groups, and how far those only listed would move each."""
    shares = {}
    for group, place, colour in (
        ("practitioners", y - 0.1, COHORT_COLOURS[0]),
        ("managers", y + 0.1, COHORT_COLOURS[1]),
    ):
        n, said, more = row[group].n, row[group].value, row[f"{group}_listed"]
        shares[group] = said / n
        if more:
            end = (said + more) / n
            axes.plot([said / n, end], [place, place], color=colour, linewidth=1, zorder=2)
            axes.scatter(end, place, s=50, marker="|", color=colour, zorder=2)
    axes.plot(list(shares.values()), [y, y], color=ALL_COLOUR, linewidth=2, zorder=1)
    axes.scatter(shares["practitioners"], y, s=60, color=COHORT_COLOURS[0], zorder=3)
    axes.scatter(
        shares["managers"],
        y,
        s=70,
        marker="s",
        facecolors="none",
        edgecolors=COHORT_COLOURS[1],
        linewidths=2,
        zorder=4,
    )


def impact_ladder(ladder: pd.DataFrame) -> str:
    """Return SVG: rungs from the team to other countries, a dot an impact, filled for wider, half
    for organisational, open for personal.
    """
    with drawing(0.7 + 0.5 * len(ladder)) as (figure, axes):
        for rung, (_, counts) in enumerate(ladder.iterrows()):
            _rung(axes, rung, counts)
        axes.set(
            yticks=range(len(ladder)),
            ylim=(-0.6, len(ladder) - 0.4),
            xlim=(-0.7, max(8, int(ladder.sum(axis=1).max()) + 2)),
            xticks=[],
        )
        axes.set_yticklabels([label_of(reach) for reach in ladder.index])
        axes.set_xlabel("\u25cb personal  \u25a0 organisational  \u25cf wider")
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
        return as_svg(figure, "ladder")


def _rung(axes, height: int, counts: pd.Series) -> None:
    """Draw the impacts of one reach, level by level, and how many they are."""
    position = 0
    for level, count in counts.items():
        colour, marker = IMPACT_MARKS[level]
        axes.scatter(
            range(position, position + count),
            [height] * count,
            s=55,
            marker=marker,
            facecolors=colour,
            edgecolors=INK if colour == "none" else colour,
            linewidths=1.4,
        )
        position += count
    axes.text(position + 0.1, height, str(position), va="center")


def accumulation(values: list[float]) -> str:
    """Return SVG: the mean number of different themes from one person, two, and so on, over
    every order.
    """
    with drawing(2.4) as (figure, axes):
        axes.plot(range(1, len(values) + 1), values, marker="o", color=COHORT_COLOURS[0])
        axes.set(
            xlabel="People interviewed",
            ylabel="Different themes",
            xticks=range(1, len(values) + 1, 1 if len(values) < 12 else 2),
        )
        axes.set_ylim(bottom=0)
        axes.annotate(
            f"{values[-1]:.0f}",
            (len(values), values[-1]),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
        )
        return as_svg(figure, "accumulation")
