"""Draw rankings: a bar for each count, its number at the end, the longest first."""

from __future__ import annotations

from typing import NamedTuple

from cohortbook.exhibits.figures import ALL_COLOUR, COHORT_COLOURS, LETTER, TEXT, as_svg, drawing
from cohortbook.exhibits.theme_tables import heard_text
from cohortbook.findings.hiding import bounds_of
from cohortbook.study.finding import Finding
from cohortbook.study.withheld import HIDDEN

GROUPS = {  # a group of people, as findings call it: one person of it, and several
    "practitioners": ("award holder", "award holders"),
    "managers": ("manager", "managers"),
}
ACROSS = 322  # points: how wide rankings are drawn
GAP = 14  # points between the bars of one group and those of the next
ROW, BAR = 0.48, 0.36  # inches, and of a row


class Ranked(NamedTuple):
    """A theme of a ranking: its label; by group that was asked, how many people individually named
    it; and how many more only collective statements name.
    """

    label: str
    counts: dict[str, Finding]
    listed: dict[str, int]

    @property
    def order(self) -> tuple[int, ...]:
        """Sorts what most award holders named first, then what most managers did; a range counts as
        the most it can be.
        """
        most = {group: bounds_of(count)[1] for group, count in self.counts.items()}
        return *(-most.get(group, 0) for group in GROUPS), -sum(self.listed.values())

    @property
    def is_hidden(self) -> bool:
        return all(count.value == HIDDEN for count in self.counts.values())

    def text(self, group: str) -> str:
        """How many of those asked named it."""
        if group not in self.counts:
            return "not asked"
        return heard_text(self.counts[group], self.listed[group])


def ranking(rows: list[Ranked], groups: dict[str, str]) -> str:
    """Return SVG: a theme a row with its name above its bars, a bar a group as long as the share of
    those asked; filled for those who named it individually, open for those only listed.
    """
    width = (ACROSS - GAP * (len(groups) - 1)) / len(groups)
    scale = min(_room(row, group, width) for row in rows for group in row.counts)
    with drawing(0.4 + ROW * len(rows)) as (figure, axes):
        for place, (group, name) in enumerate(groups.items()):
            left, colour = place * (width + GAP), COHORT_COLOURS[place]
            axes.text(left, -0.75, name.capitalize(), va="center", fontweight="bold")
            for y, row in enumerate(rows):
                if group in row.counts:
                    _bar(axes, (left, y), scale, row.counts[group], row.listed[group], colour)
        for y, row in enumerate(rows):
            axes.text(-1, y - 0.19, row.label, va="center", fontsize=TEXT)
        axes.set(xlim=(-2, ACROSS), ylim=(len(rows) - 0.4, -1))
        axes.set_axis_off()
        return as_svg(figure, "ranking")


def count_text(count: Finding, listed: int) -> str:
    """Return the number at the end of a bar: "8 of 15 +2"."""
    if count.is_withheld:
        return count.value.of(count.n)
    return f"{count.value} of {count.n}{f' +{listed}' if listed else ''}"


def _room(row: Ranked, group: str, width: float) -> float:
    """How long a bar for all who were asked may be, so that a row's number fits behind its bar."""
    count, listed = row.counts[group], row.listed[group]
    text = LETTER * len(count_text(count, listed)) + 8
    share = (bounds_of(count)[1] + listed) / count.n if count.n else 0
    return (width - text) / max(share, 0.1)


def _bar(
    axes, place: tuple[float, int], scale: float, count: Finding, listed: int, colour: str
) -> None:
    """Draw one count: what is certain is full, what a range leaves open is light."""
    left, y = place[0], place[1] + 0.22
    low, high = (0, 0) if count.value == HIDDEN else bounds_of(count)
    ends = [left + scale * people / (count.n or 1) for people in (0, low, high, high + listed)]
    for start, end, ground in zip(ends, ends[1:], (colour, f"{colour}55", "none"), strict=False):
        if end > start:
            axes.barh(y, end - start, BAR, start, color=ground, edgecolor=colour, linewidth=1.2)
    axes.plot([left, left], [y - BAR / 2, y + BAR / 2], color=ALL_COLOUR, linewidth=1)
    axes.text(ends[-1] + 5, y, count_text(count, listed), va="center", fontsize=TEXT)
