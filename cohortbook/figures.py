"""Figures: one visual language, drawn as SVG with text that can be read, found and copied.

Text and lines that are not data take the page's own colour, so a figure follows light and dark. Cohorts have
the same order and colour everywhere; colours are of Okabe and Ito's palette (2008), chosen to stand 3:1 against
white and against the dark page, and nothing is said by colour alone.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from fractions import Fraction

import pandas as pd

from cohortbook import exact
from cohortbook.findings import value_of
from cohortbook.study import ALL, Study
from cohortbook.words import label_of

INK = "#010203"  # stands for the page's own text colour, see `as_svg`
COHORT_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#b5558a")
ALL_COLOUR = "#767676"
WIDTH = 4.6  # inches; narrow, so that letters stay readable on a phone
STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "cohortbook", "font.family": "sans-serif", "font.size": 11,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK, "xtick.color": INK, "ytick.color": INK,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "figure.facecolor": "none",
    "axes.facecolor": "none", "savefig.facecolor": "none", "hatch.linewidth": 0.8,
}


def colour_of(study: Study, scope: str) -> str:
    if scope == ALL:
        return ALL_COLOUR
    return COHORT_COLOURS[list(study.cohorts).index(scope) % len(COHORT_COLOURS)]


def dots(study: Study, findings: pd.DataFrame) -> str:
    """Return SVG: a row a scope and a dot a person, filled for the first category and open for the others, labelled directly."""
    scopes = list(dict.fromkeys(findings["scope"]))
    with _drawing(0.3 + 0.95 * len(scopes)) as (figure, axes):
        for row, scope in enumerate(scopes):
            held = findings[(findings["scope"] == scope) & (findings["value"] > 0)]
            _dot_row(axes, -row, held, list(findings["category"].unique()), colour_of(study, scope))
            axes.text(-0.4, -row + 0.2, study.title(scope), ha="left", va="bottom", fontweight="bold")
        axes.set(xlim=(-0.6, max(18, findings.groupby("scope")["value"].sum().max()) - 0.2), ylim=(-len(scopes) + 0.4, 0.55))
        axes.set_axis_off()
        return as_svg(figure, "dots")


def _dot_row(axes, height: float, held: pd.DataFrame, categories: list[str], colour: str) -> None:
    position = 0
    for category, count in zip(held["category"], held["value"]):
        filled = category == categories[0]
        axes.scatter(range(position, position + count), [height] * count, s=95, linewidths=1.6, edgecolors=colour,
                     facecolors=colour if filled else "none", marker="o" if category in categories[:2] else "s")
        axes.text(position - 0.4, height - 0.2, f"{count} {label_of(category).lower()}", ha="left", va="top", fontsize=10)
        position += count


def years(study: Study, findings: pd.DataFrame) -> str:
    """Return SVG: every award holder's years since qualification, a row a scope, with median (bar) and mean (diamond) marked."""
    import seaborn

    scopes = list(dict.fromkeys(findings["scope"]))
    people = pd.concat([study.rows("participants", scope).assign(scope=study.title(scope)) for scope in scopes])
    people = people.dropna(subset=["years_qualified"]).astype({"years_qualified": int})
    titles = [study.title(scope) for scope in scopes]
    palette = dict(zip(titles, (colour_of(study, scope) for scope in scopes)))
    with _drawing(0.75 + 0.75 * len(scopes)) as (figure, axes):
        seaborn.swarmplot(people, x="years_qualified", y="scope", hue="scope", palette=palette, order=titles, size=7, ax=axes,
                          legend=False, alpha=0.9)
        for row, scope in enumerate(scopes):
            _mark_centre(axes, row, findings[findings["scope"] == scope])
        axes.set(xlabel="Years since qualification", ylabel="", ylim=(len(scopes) - 0.45, -0.75))
        axes.set_xlim(left=0)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.tick_params(axis="y", length=0)
        return as_svg(figure, "years")


def _mark_centre(axes, row: int, findings: pd.DataFrame) -> None:
    middle, mean = (float(value_of(findings, statistic=statistic)) for statistic in ("median", "mean"))
    axes.plot([middle, middle], [row - 0.3, row + 0.3], color=INK, linewidth=2.5, zorder=5)
    axes.plot([mean], [row], marker="D", markersize=7, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6, zorder=6)
    axes.text(max(middle, mean) + 0.5, row - 0.34, f"median {middle:g}, mean {mean:.1f}", va="center", fontsize=10)


def hypothetical_draws(n: int, count: int, share: Fraction, noun: str) -> str:
    """Return SVG: how likely each count would be in a random draw of n, the count seen filled, counts that a 5 % test rejects hatched."""
    probabilities = [float(p) for p in exact.binomial_probabilities(n, share)]
    rejected = exact.rejected_counts(n, share)
    with _drawing(2.5) as (figure, axes):
        bars = axes.bar(range(n + 1), probabilities, color="none", edgecolor=INK, linewidth=1)
        for k in rejected:
            bars[k].set_hatch("////")
        bars[count].set(facecolor=COHORT_COLOURS[0], edgecolor=COHORT_COLOURS[0], hatch="")
        axes.annotate(f"seen: {count}", (count, probabilities[count]), xytext=(0, 4), textcoords="offset points", ha="center")
        axes.set(xlabel=f"{noun} in a random draw of {n}", ylabel="Probability", xticks=range(0, n + 1, 1 if n < 12 else 2))
        _mark_rejected(axes, rejected, n * share)
        return as_svg(figure, f"draws-{n}-{count}")


def _mark_rejected(axes, rejected: list[int], expected: Fraction) -> None:
    """Draw a bar under each run of rejected counts, which are mostly too unlikely to be seen as bars."""
    for side in ([k for k in rejected if k < expected], [k for k in rejected if k > expected]):
        if side:
            axes.plot([min(side) - 0.45, max(side) + 0.45], [0, 0], color=INK, linewidth=4, solid_capstyle="butt", zorder=3)
            axes.annotate("would be unusual", (sum(side) / len(side), 0), xytext=(0, 8), textcoords="offset points",
                          ha="center", fontsize=10)


@contextmanager
def _drawing(height: float):
    """Yield a figure of the house's width and style, and its axes; close it afterwards."""
    import matplotlib
    from matplotlib import pyplot

    with matplotlib.rc_context(STYLE):
        figure, axes = pyplot.subplots(figsize=(WIDTH, height), layout="constrained")
        yield figure, axes
        pyplot.close(figure)


def as_svg(figure, name: str) -> str:
    """Return the figure as an SVG element for a page: no date, no fixed size, ids of its own, text in the page's colour."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = buffer.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg"):], flags=re.DOTALL)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', r'<svg viewBox="\1" aria-hidden="true" focusable="false">', svg, count=1, flags=re.DOTALL)
    svg = re.sub(r'<g id="[^"]*">', "<g>", svg)
    svg = re.sub(r'(id="|url\(#|xlink:href="#)', rf"\g<1>{name}-", svg).replace("xlink:href", "href")
    svg = svg.replace(INK, "currentColor").replace("'sans-serif'", "inherit").replace("sans-serif", "inherit")
    return re.sub(r"\n\s*", "\n", svg).strip()
