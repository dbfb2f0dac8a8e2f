"""Draw figures in one visual language, as SVG whose text can be read, found and copied.

Text and lines that are not data take the page's own colour, so a figure follows light and dark.
Cohorts have the same order and colour everywhere; colours are of Okabe and Ito's palette (2008),
chosen to be 3:1 against white and against the dark page, and nothing is said by colour alone.
"""

from __future__ import annotations

import io
import re
import textwrap
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from cohortbook.study.finding import Findings
from cohortbook.study.layout import POOLED
from cohortbook.study.study import Study
from cohortbook.study.wording import label_of

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

INK = "#010203"  # represents the page's own text colour, see `as_svg`
COHORT_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#b5558a")
ALL_COLOUR = "#767676"
WIDTH = 4.6  # inches; narrow, so that letters stay readable on a phone
SMALL = 11.4  # points: the smallest letters; eleven pixels on a phone that is 320 wide
TEXT = 12  # points: the labels of a figure that is read as a list
LETTER = 6.9  # points: about how wide a letter of those labels is
STYLE: dict[RcKeyType, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cohortbook",
    "font.family": "sans-serif",
    "font.size": SMALL,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "hatch.linewidth": 0.8,
    "text.parse_math": False,
}


def colour_of(study: Study, scope: str) -> str:
    if scope in POOLED:
        return ALL_COLOUR
    return COHORT_COLOURS[
        (int(scope.rsplit("_", 1)[1]) - 1) % len(COHORT_COLOURS)
    ]  # by its number, so that no other cohort changes it


def dots(study: Study, findings: Findings) -> str:
    """Return SVG: a row a scope and a dot a person, filled for the first category and open for the
    others, labelled directly.
    """
    by_scope = findings.by(lambda own: own.scope)
    categories = list(dict.fromkeys(own.category for own in findings))
    with drawing(0.3 + 0.95 * len(by_scope)) as (figure, axes):
        for row, (scope, counts) in enumerate(by_scope.items()):
            _dot_row(axes, -row, counts, categories, colour_of(study, scope))
            axes.text(
                -0.4, -row + 0.2, study.title(scope), ha="left", va="bottom", fontweight="bold"
            )
        most = max(sum(own.value for own in counts) for counts in by_scope.values())
        axes.set(xlim=(-0.6, max(18, most) - 0.2), ylim=(-len(by_scope) + 0.4, 0.55))
        axes.set_axis_off()
        return as_svg(figure, "dots")


def _dot_row(axes, height: float, counts: Findings, categories: list[str], colour: str) -> None:
    position, words_end = 0, -1.0
    for category, count in ((own.category, own.value) for own in counts if own.value):
        filled = category == categories[0]
        axes.scatter(
            range(position, position + count),
            [height] * count,
            s=95,
            linewidths=1.6,
            edgecolors=colour,
            facecolors=colour if filled else "none",
            marker="o" if category in categories[:2] else "s",
        )
        words = f"{count} {label_of(category).lower()}"
        start = max(position - 0.4, words_end + 0.4)
        axes.text(start, height - 0.2, words, ha="left", va="top", fontsize=SMALL)
        words_end = start + 0.34 * len(
            words
        )  # a letter is about a third of the way from dot to dot
        position += count


def years(study: Study, findings: Findings) -> str:
    """Return SVG: every award holder's years since qualification, a row a scope, with median (bar)
    and mean (diamond) marked.
    """
    import seaborn

    scopes = findings.scopes
    colours = {study.title(scope): colour_of(study, scope) for scope in scopes}
    people = _years_known(study, scopes)
    most = people.groupby(["scope", "years_qualified"]).size().max()
    limits = {
        "xlim": (-0.7, max(5, people["years_qualified"].max()) + 1),
        "ylim": (len(scopes) - 0.45, -0.75),
    }
    with drawing(1.05 + max(0.75, 0.12 * most) * len(scopes)) as (figure, axes):
        axes.set(**limits)
        seaborn.swarmplot(
            people,
            x="years_qualified",
            y="scope",
            hue="scope",
            palette=colours,
            order=list(colours),
            size=min(7, 60 / most),
            ax=axes,
            legend=False,
            clip_on=False,
        )
        for row, scope in enumerate(scopes):
            _mark_centre(axes, row, findings.where(scope=scope))
        label = "Years since qualification\na dot: one person; \u2503 median, \u25c7 mean"
        axes.set(xlabel=label, ylabel="", **limits)  # seaborn has set them as well
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.tick_params(axis="y", length=0)
        return as_svg(figure, "years")


def _years_known(study: Study, scopes: list[str]) -> pd.DataFrame:
    """The award holders of each scope whose years are known, a row a person, with its title."""
    people = pd.concat(
        [study.rows("participants", scope).assign(scope=study.title(scope)) for scope in scopes]
    )
    return people.dropna(subset=["years_qualified"]).astype({"years_qualified": int})


def _mark_centre(axes, row: int, findings: Findings) -> None:
    middle, mean = (
        float(findings.where(statistic=statistic).value) for statistic in ("median", "mean")
    )
    axes.plot([middle, middle], [row - 0.3, row + 0.3], color=INK, linewidth=2.5, zorder=5)
    axes.plot(
        [mean],
        [row],
        marker="D",
        markersize=7,
        markerfacecolor="none",
        markeredgecolor=INK,
        markeredgewidth=1.6,
        zorder=6,
    )
    axes.text(
        max(middle, mean) + 0.5,
        row - 0.34,
        f"median {middle:g}, mean {mean:.1f}",
        va="center",
        fontsize=SMALL,
    )


def wrapped(text: str) -> str:
    """Return a text in lines that are no longer than a figure is wide."""
    return "\n".join(textwrap.wrap(text, 44))


@contextmanager
def drawing(height: float, **subplots):
    """Yield a figure of the house's width and style, and its axes, or several below one another, as
    `subplots` makes them.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield figure, figure.subplots(**subplots)


def warm_up() -> None:
    """Draw something and forget it, after which the first figure of a process takes no longer than
    the next: fonts are found, modules loaded.
    """
    with drawing(1) as (figure, axes):
        axes.text(0, 0, "bold", fontweight="bold")
        axes.scatter(0, 0)
        axes.plot([0, 1], [0, 0])
        axes.bar(0, 1, hatch="/")
        as_svg(figure, "nothing")


def as_svg(figure, name: str) -> str:
    """Return the figure as an SVG element for a page: no date, no fixed size, ids of its own, text
    in the page's colour.
    """
    svg = _printed(figure)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(
        r'<svg [^>]*?viewBox="([^"]+)"[^>]*>',
        r'<svg viewBox="\1" aria-hidden="true" focusable="false">',
        svg,
        count=1,
        flags=re.DOTALL,
    )
    svg = re.sub(r'<g id="[^"]*"(/?)>', r"<g\1>", svg)
    svg = _renamed(svg, name).replace("xlink:href", "href").replace(INK, "currentColor")
    svg = re.sub(r" font-family: [^;]*;", "", svg)  # so that letters are the page's
    return re.sub(r"\n\s*", "\n", svg).strip()


def _printed(figure) -> str:
    """The figure as matplotlib prints it. It is laid out before, because `savefig` would draw
    everything twice to come as far.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    canvas, buffer = FigureCanvasSVG(figure), io.StringIO()
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine("none")
    canvas.print_svg(buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return buffer.getvalue()


def _renamed(svg: str, name: str) -> str:
    """An SVG with ids from its name and what is printed of it; matplotlib's come from unrounded
    coordinates, whose last bits differ between processors.
    """
    numbers = {found: str(number) for number, found in enumerate(re.findall(r' id="([^"]+)"', svg))}
    refer = re.compile(r'( id="|url\(#|xlink:href="#)([^")]+)')
    numbered = refer.sub(lambda found: found[1] + numbers[found[2]], svg)
    prefix = f"{name}-{sha256(numbered.encode()).hexdigest()[:8]}-"
    return refer.sub(rf"\g<1>{prefix}\g<2>", numbered)
