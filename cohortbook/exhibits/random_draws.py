"""Compare a thousand hypothetical draws with what was seen: what chance alone would do.

Nothing here is drawn at random: a thousand draws are the exact probabilities shared out in dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from cohortbook.exact.draws import apportioned
from cohortbook.exact.one_share import (
    binomial_probabilities,
    poisson_binomial_probabilities,
    rejected_by_likelihood,
)
from cohortbook.exhibits.comparison_tables import detectable_text
from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    INK,
    as_svg,
    drawing,
    wrapped,
)
from cohortbook.exhibits.present import Shown, figure, joined, not_drawn, sentence
from cohortbook.findings import baselines
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import of_text

NOBODY = sentence("There is no one to compare, or no published figure.")
DOTS = 1000
ACROSS = 90  # dots side by side in a picture
NOT_RANDOM = (
    "The dots are the exact probabilities, shared out by largest remainders; nothing is drawn at"
    " random."
)


def draws_figures(study: Study, findings: Findings) -> Shown:
    """Show a thousand hypothetical draws for each comparison that is tested, with the award holders
    marked, and what could ever be seen.
    """
    labels = {name: row["label"] for name, row in baselines.comparisons(study).items()} | dict(
        zip(study.tables["strata"]["strata_id"], study.tables["strata"]["label"], strict=True)
    )
    parts = []
    for (scope, measure), same in findings.by(lambda own: (own.scope, own.measure)).items():
        found, label = same.by_statistic, labels[measure]
        if "p_value" not in found:
            continue
        if is_any_withheld(same):
            parts.append(not_drawn(label))
        else:
            name = f"draws-{scope}-{measure}".replace(".", "-")
            chances = _chances(study, measure, scope, found)
            parts.append(_draws_figure(label, found, chances, name))
    return joined(parts) if parts else NOBODY


def _chances(study: Study, measure: str, scope: str, found: dict[str, Finding]) -> list[Fraction]:
    if measure in set(study.tables["strata"]["strata_id"]):
        strata = baselines.strata(study, measure, scope)
        return poisson_binomial_probabilities(
            (n, share) for _, n, share in strata if share is not None
        )
    return binomial_probabilities(found["count"].n, found["baseline"].value / 100)


def _draws_figure(
    label: str, found: dict[str, Finding], probabilities: list[Fraction], name: str
) -> Shown:
    count, n = found["count"].value, found["count"].n
    dots = apportioned(probabilities, DOTS)
    kind = "rare" if found["p_value"].value <= Fraction(5, 100) else "ordinary"
    caption = (
        f"{label}: {of_text(count, n)} would be {kind} in a random draw where the share is"
        f" {found['baseline'].text}. {ever_text(found)}"
    )
    described = ", ".join(f"{dot} with {k}" for k, dot in enumerate(dots) if dot)
    frame = pd.DataFrame(
        [
            (f"{k} of {n}", f"{dots[k]} in {DOTS}", "seen" if k == count else "")
            for k in _drawn(dots, count)
        ],
        columns=["they hold", "draws", "award holders"],
    )
    description = (
        f"A thousand hypothetical draws of {n}, a dot a draw, in columns by how many of the {n}"
        f" they hold: {described}. The column of {count} is marked. {NOT_RANDOM}"
    )
    return figure(
        thousand_draws(dots, count, rejected_by_likelihood(probabilities), label, name),
        caption,
        description,
        frame,
    )


def _drawn(dots: Sequence[int], seen: int) -> range:
    """The counts from the first to the last that has a dot or was seen."""
    counts = [k for k, dot in enumerate(dots) if dot or k == seen]
    return range(min(counts), max(counts) + 1)


def ever_text(found: dict[str, Finding]) -> str:
    """Return in a sentence or two what a 5 % test of this size could ever find significant, and
    from how many people on it could on the other side.
    """
    text = f"For a 5% test: {detectable_text(found)}."
    for side, whose, statistic, every in (
        ("high", "more", "all_unusual_from", "all"),
        ("low", "fewer", "none_unusual_from", "none"),
    ):
        least = found[statistic].value if statistic in found else baselines.NONE
        if found[f"reject_{side}"].value == baselines.NONE and least != baselines.NONE:
            text += (
                f" A group of {found['count'].n} is too small to show significantly {whose}: by"
                f" this two-sided test that takes at least {least} people, and {every} of them."
            )
    return text


def thousand_draws(
    dots: Sequence[int], seen: int, rejected: Sequence[int], label: str, name: str
) -> str:
    """Return SVG: a column of dots for each count, the one seen filled in colour, counts that a 5 %
    test rejects crossed on the axis.
    """
    drawn = _drawn(dots, seen)
    wide = max(1, min(10, ACROSS // len(drawn) - 1))
    left = {k: place * (wide + 1) for place, k in enumerate(drawn)}
    middle = {k: left[k] + (wide - 1) / 2 for k in drawn}
    rows = max(-(-dots[k] // wide) for k in drawn)
    with drawing(0.95 + 0.05 * max(rows, 8)) as (canvas, axes):
        for k in drawn:
            places = [(left[k] + dot % wide, dot // wide) for dot in range(dots[k])]
            _dot_path(axes, places, COHORT_COLOURS[0] if k == seen else ALL_COLOUR)
        _marks_below(axes, [middle[seen]], marker="^", color=COHORT_COLOURS[0], markersize=8)
        unusual = [middle[k] for k in rejected if k in drawn]
        _marks_below(axes, unusual, linestyle="none", marker="x", color=INK, markersize=5)
        labelled = drawn[:: -(-len(drawn) // 12)]
        axes.set(
            xlim=(-1, len(drawn) * (wide + 1)),
            ylim=(-2.6, rows + 0.5),
            yticks=[],
            xticks=[middle[k] for k in labelled],
            xticklabels=list(labelled),
        )
        axes.set_xlabel(
            f"{wrapped(f'{label}, of {len(dots) - 1}:')}\na dot: a chance of 1 in {DOTS:,}; \u25b2"
            " seen, \u00d7 significant"
        )
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
        return as_svg(canvas, name)


def _marks_below(axes, places: Sequence[float], **style) -> None:
    """Mark places between the columns of dots and the axis."""
    axes.plot(places, [-1.6] * len(places), clip_on=False, **style)


def _dot_path(axes, places: Sequence[tuple[float, float]], colour: str) -> None:
    """All dots of a column as one path of round points: a tenth of the bytes of a thousand marks.
    The axes, whose limits are set, need not follow it.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if places:
        corners = [corner for x, y in places for corner in ((x, y), (x + 0.01, y))]
        path = Path(corners, [Path.MOVETO, Path.LINETO] * len(places))
        path.should_simplify = False
        axes.add_artist(
            PathPatch(path, facecolor="none", edgecolor=colour, linewidth=2.4, capstyle="round")
        )
