"""Pictures of the rules for small numbers, each named as its rule in `small_numbers`. Drawn as the
others are, see `figures`.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    INK,
    SMALL,
    as_svg,
    drawing,
    wrapped,
)
from cohortbook.findings.interval_coverage import SHARES


def one_person(frame: pd.DataFrame) -> str:
    """Return SVG: a bar a group, as long as the points of a per cent that one person makes."""
    with drawing(0.7 + 0.42 * len(frame)) as (canvas, axes):
        axes.barh(frame["group"], frame["points"], color=COHORT_COLOURS[0], height=0.6)
        for place, row in enumerate(frame.itertuples()):
            axes.text(
                row.points + 0.2,
                place,
                f"1 of {row.people}: {row.points:.1f} points",
                va="center",
                fontsize=SMALL,
            )
        axes.set(
            xlim=(0, 1.7 * frame["points"].max()),
            ylim=(len(frame) - 0.5, -0.5),
            xlabel="Points of a per cent that one person makes",
        )
        return as_svg(canvas, "one-person")


def not_heard(said: int, unsaid: int, unheard: int) -> str:
    """Return SVG: a mark a person, filled for those who said it, open for those who did not, a
    square for those who were not interviewed; each kind has its label.
    """
    with drawing(1.1) as (canvas, axes):
        place = 0
        for count, what, height, face, edge, marker in (
            (said, "said it", 0.6, COHORT_COLOURS[0], COHORT_COLOURS[0], "o"),
            (unsaid, "did not", -0.6, "none", COHORT_COLOURS[0], "o"),
            (unheard, "not interviewed", 0.6, "none", ALL_COLOUR, "s"),
        ):
            end = what == "not interviewed"  # at the right, where there may be few marks
            axes.text(
                place + count - 0.6 if end else place - 0.4,
                height,
                f"{count} {what}" if count else "",
                ha="right" if end else "left",
                va="center",
                fontsize=SMALL,
            )
            axes.scatter(
                range(place, place + count),
                [0] * count,
                s=80,
                facecolors=face,
                edgecolors=edge,
                linewidths=1.6,
                marker=marker,
            )
            place += count
        axes.set(xlim=(-1, max(18, place)), ylim=(-1, 1))
        axes.set_axis_off()
        return as_svg(canvas, "not-heard")


def mentions(frame: pd.DataFrame) -> str:
    """Return SVG: for each theme a filled bar of award holders in an outlined one of mentions."""
    with drawing(0.7 + 0.45 * len(frame)) as (canvas, axes):
        axes.barh(
            range(len(frame)), frame["mentions"], color="none", edgecolor=ALL_COLOUR, height=0.7
        )
        axes.barh(range(len(frame)), frame["award_holders"], color=COHORT_COLOURS[0], height=0.4)
        axes.set(
            yticks=range(len(frame)),
            ylim=(len(frame) - 0.5, -0.5),
            xlabel="Filled: award holders\nOutline: mentions",
            xlim=(0, 1.1 * frame["mentions"].max()),
        )
        axes.set_yticklabels(frame["theme"], fontsize=SMALL)
        return as_svg(canvas, "mentions")


def like_with_like(shares: list[tuple[str, float]]) -> str:
    """Return SVG: a dot a published share, in per cent, under what it is published for."""
    with drawing(0.9 + 0.7 * len(shares)) as (canvas, axes):
        axes.scatter(
            [percent for _, percent in shares],
            range(len(shares)),
            s=70,
            color=COHORT_COLOURS[0],
        )
        for place, (label, percent) in enumerate(shares):
            axes.text(
                0,
                place - 0.22,
                wrapped(label),
                ha="left",
                va="bottom",
                fontsize=SMALL,
            )
            axes.text(percent - 2.5, place, f"{percent:.1f}%", ha="right", va="center")
        axes.set(
            xlim=(0, 103),
            ylim=(len(shares) - 0.5, -0.8),
            yticks=[],
            xlabel="Published share, per cent",
        )
        return as_svg(canvas, "like-with-like")


def ever_seen(chances: list[float], register: float) -> str:
    """Return SVG: the chance of being noticed at 0, 1, ... 100 per cent, and the register's per
    cent.
    """
    with drawing(2.6) as (canvas, axes):
        axes.plot(range(len(chances)), chances, color=COHORT_COLOURS[0], linewidth=2.5)
        axes.axhline(0.8, color=INK, linewidth=1, linestyle="--")
        axes.axvline(register, ymax=0.87, color=ALL_COLOUR, linewidth=2)
        axes.text(1, 0.83, "four times in five", fontsize=SMALL)
        axes.text(register, 1.07, "register", ha="center", fontsize=SMALL)
        axes.set(
            xlim=(0, 100),
            ylim=(0, 1.17),
            yticks=[0, 0.5, 1],
            yticklabels=["never", "half", "always"],
            xlabel="Share they come from, per cent",
        )
        return as_svg(canvas, "ever-seen")


def intervals(curves: dict[str, list[float]]) -> str:
    """Return SVG: for each interval, by name, how often it covers at each of `SHARES`, about a line
    at 95 times in 100.
    """
    with drawing(0.6 + 0.75 * len(curves)) as (canvas, axes):
        for place, (name, covered) in enumerate(curves.items()):
            axes.plot(
                [float(share) for share in SHARES],
                [-place + (value - 0.95) * 5 for value in covered],
                color=COHORT_COLOURS[0],
                linewidth=1.2,
            )
            axes.axhline(-place, color=INK, linewidth=0.8, linestyle="--")
            axes.text(1.01, -place, name, va="center", fontsize=SMALL, clip_on=False)
        axes.set(
            xlim=(0, 1),
            ylim=(-len(curves) + 0.3, 0.5),
            yticks=[],
            xlabel="Share; dashed: covered 95 times in 100",
        )
        return as_svg(canvas, "coverage")


def many_looks(frame: pd.DataFrame, looks: int) -> str:
    """Return SVG: the chance that at least one test is significant against the number of tests,
    that of `looks` marked.
    """
    shown = min(looks, 20)
    with drawing(2.3) as (canvas, axes):
        axes.plot(
            frame["tests"], frame["chance_of_one_unusual_by_luck"], marker="o", color=ALL_COLOUR
        )
        chance = 1 - 0.95**shown
        axes.scatter([shown], [chance], s=110, color=COHORT_COLOURS[0], zorder=3)
        axes.text(shown - 0.4, chance + 0.09, f"{100 * chance:.0f} in 100", ha="center")
        axes.set(
            ylim=(0, 1),
            yticks=[0, 0.5, 1],
            yticklabels=["never", "half", "always"],
            xlabel="Tests of 5% looked at together",
            xticks=[1, 5, 10, 15, 20],
        )
        return as_svg(canvas, "many-looks")


def possible_means(frame: pd.DataFrame) -> str:
    """Return SVG: a row a group and a mark a decimal, a dot if a mean can have it and a cross if
    not.
    """
    groups = dict(zip(frame["group"], frame["people"], strict=True))
    with drawing(0.85 + 0.4 * len(groups)) as (canvas, axes):
        for place, title in enumerate(groups):
            for row in frame[frame["group"] == title].itertuples():
                axes.scatter(
                    row.tenth,
                    place,
                    s=90,
                    marker="o" if row.is_possible else "x",
                    color=COHORT_COLOURS[0] if row.is_possible else INK,
                )
        axes.set(
            ylim=(len(groups) - 0.5, -0.5),
            yticks=range(len(groups)),
            yticklabels=[f"{title} ({n})" for title, n in groups.items()],
            xticks=range(10),
            xticklabels=[f".{tenth}" for tenth in range(10)],
            xlabel="Decimal of a printed mean:\n\u25cf possible, \u00d7 impossible",
        )
        return as_svg(canvas, "possible-means")
