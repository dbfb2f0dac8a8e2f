"""What chance alone would do, in pictures and tables: a thousand draws, every split, and the tests
of a family.

Nothing here is drawn at random: a thousand draws are the exact probabilities shared out in dots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pandas as pd

from cohortbook.exact.draws import apportioned
from cohortbook.exact.one_share import (
    binomial_probabilities,
    poisson_binomial_probabilities,
    rejected_by_likelihood,
)
from cohortbook.exact.two_samples import differences_of_means
from cohortbook.exhibits.comparison_tables import detectable_text
from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    INK,
    SMALL,
    as_svg,
    drawing,
    wrapped,
)
from cohortbook.exhibits.present import Cell, Shown, figure, not_drawn, sentence, shown_table, table
from cohortbook.findings import baselines, multiple_tests
from cohortbook.findings.between_cohorts import BEFORE, sides
from cohortbook.findings.finding import by_statistic
from cohortbook.findings.hiding import is_any_withheld
from cohortbook.findings.results import as_results
from cohortbook.study.study import ALL, Study
from cohortbook.study.withheld import is_withheld
from cohortbook.study.wording import label_of, of_text, text_of

NOBODY = sentence("There is nobody to compare, or no published figure.")
DOTS = 1000
ACROSS = 90  # dots side by side in a picture
NOT_RANDOM = (
    "The dots are the exact probabilities, shared out by largest remainders; nothing is drawn at"
    " random."
)


def joined(shown: Iterable[Shown]) -> Shown:
    """Return several shown things as one, each below the last."""
    parts = list(shown)
    return Shown(
        "".join(part.html for part in parts),
        "\n".join(part.plain for part in parts),
        [result for part in parts for result in part.results],
    )


def draws_figures(study: Study, findings: pd.DataFrame) -> Shown:
    """Show a thousand hypothetical draws for each comparison that is tested, with the award holders
    marked, and what could ever be seen.
    """
    labels = {name: row["label"] for name, row in baselines.comparisons(study).items()} | dict(
        zip(study.tables["strata"]["strata_id"], study.tables["strata"]["label"], strict=True)
    )
    parts = []
    for (scope, measure), same in findings.groupby(["scope", "measure"], sort=False):
        found = by_statistic(same)
        if "p_value" in found and is_any_withheld(same):
            parts.append(not_drawn(labels[measure]))
        elif "p_value" in found:
            parts.append(
                _draws_figure(
                    labels[measure],
                    found,
                    _chances(study, measure, scope, found),
                    f"draws-{scope}-{measure}".replace(".", "-"),
                )
            )
    return joined(parts) if parts else NOBODY


def _chances(study: Study, measure: str, scope: str, found: dict[str, dict]) -> list[Fraction]:
    if measure in set(study.tables["strata"]["strata_id"]):
        strata = baselines.strata(study, measure, scope)
        return poisson_binomial_probabilities(
            (n, share) for _, n, share in strata if share is not None
        )
    return binomial_probabilities(found["count"]["n"], found["baseline"]["value"] / 100)


def _draws_figure(
    label: str, found: dict[str, dict], probabilities: list[Fraction], name: str
) -> Shown:
    count, n = found["count"]["value"], found["count"]["n"]
    dots = apportioned(probabilities, DOTS)
    kind = "unusual" if found["p_value"]["value"] <= Fraction(5, 100) else "ordinary"
    caption = (
        f"{label}: {of_text(count, n)} would be {kind} in a random draw where the share is"
        f" {text_of(found['baseline']['value'], 'percent')}. {ever_text(found)}"
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


def ever_text(found: dict[str, dict]) -> str:
    """Return in a sentence or two what a 5 % test of this size could ever call unusual, and from
    how many people on it could on the other side.
    """
    n, text = found["count"]["n"], f"For a 5% test: {detectable_text(found)}."
    for side, whose, statistic in (
        ("high", "more", "all_unusual_from"),
        ("low", "fewer", "none_unusual_from"),
    ):
        if (
            found[f"reject_{side}"]["value"] == baselines.NONE
            and statistic in found
            and found[statistic]["value"] != baselines.NONE
        ):
            every = "all" if side == "high" else "none"
            text += (
                f" No group of {n} can be unusual for having {whose}: that takes at least"
                f" {found[statistic]['value']} people, and {every} of them."
            )
    return text


def thousand_draws(
    dots: Sequence[int], seen: int, rejected: Sequence[int], label: str, name: str
) -> str:
    """Return SVG: a column of dots for each count, the one seen filled in colour, counts that a 5 %
    test rejects crossed on the axis.
    """
    drawn = _drawn(dots, seen)
    first, last = drawn[0], drawn[-1]
    wide = max(1, min(10, ACROSS // (last - first + 1) - 1))
    rows = max(-(-dots[k] // wide) for k in drawn)
    with drawing(0.95 + 0.05 * max(rows, 8)) as (canvas, axes):
        for k in drawn:
            places = [
                ((k - first) * (wide + 1) + dot % wide, dot // wide) for dot in range(dots[k])
            ]
            _dot_path(axes, places, COHORT_COLOURS[0] if k == seen else ALL_COLOUR)
        middles = [(k - first) * (wide + 1) + (wide - 1) / 2 for k in drawn]
        axes.plot(
            middles[seen - first],
            -1.6,
            marker="^",
            color=COHORT_COLOURS[0],
            markersize=8,
            clip_on=False,
        )
        unusual = [middles[k - first] for k in rejected if k in drawn]
        axes.plot(
            unusual,
            [-1.6] * len(unusual),
            linestyle="none",
            marker="x",
            color=INK,
            markersize=5,
            clip_on=False,
        )
        step = -(-(last - first + 1) // 12)
        axes.set(
            xlim=(-1, (last - first + 1) * (wide + 1)),
            ylim=(-2.6, rows + 0.5),
            yticks=[],
            xticks=middles[::step],
            xticklabels=list(drawn[::step]),
        )
        axes.set_xlabel(
            f"{wrapped(f'{label}, of {len(dots) - 1}:')}\na dot: a chance of 1 in {DOTS:,}; \u25b2"
            " seen, \u00d7 would be unusual"
        )
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
        return as_svg(canvas, name)


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


def contrast_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show how a cohort stands beside those before it, a table for each thing that is compared: a
    row a statistic, a column a scope.
    """
    if findings.empty:
        return Shown(
            "<p>No cohort came before this one, so there is nothing to set it beside.</p>",
            "No cohort came before this one.",
        )
    test_ids = findings["id"].str.split(".", n=1).str[1].str.rsplit(".", n=1).str[0]
    return joined(
        _contrast(study, same, f"{caption}: {CONTRASTED[test_id]}")
        for test_id, same in findings.groupby(test_ids, sort=False)
    )


def _contrast(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    scopes = list(dict.fromkeys(findings["scope"]))
    rows = []
    for statistic in _adjusted_after_p(findings["statistic"]):
        cells = {
            row["scope"]: Cell(_contrast_text(row), row["id"])
            for row in findings[findings["statistic"] == statistic].to_dict("records")
        }
        rows.append(
            [
                Cell(CONTRAST_LABELS.get(statistic, label_of(statistic))),
                *(cells.get(scope, Cell("–")) for scope in scopes),
            ]
        )
    note = (
        "A difference is the later cohort less the earlier ones. The p-values say how unusual this"
        " split is under random labelling of the same people; nobody was drawn from anywhere, so"
        " they say nothing of other people."
        + (
            f" Of the cohorts before it, the last {BEFORE} count."
            if any(len(study.before(scope)) > BEFORE for scope in scopes)
            else ""
        )
    )
    return shown_table(
        caption,
        [
            "Measure",
            *(study.title(list(study.cohorts)[-1] if scope == ALL else scope) for scope in scopes),
        ],
        rows,
        note,
        findings=findings,
    )


def _adjusted_after_p(statistics: Iterable[str]) -> list[str]:
    """Each statistic once, in order, the adjusted value straight after the p-value it
    belongs to.
    """
    order = list(dict.fromkeys(statistics))
    if multiple_tests.ADJUSTED in order:
        order.remove(multiple_tests.ADJUSTED)
        order.insert(
            1
            + next(
                place
                for place, statistic in enumerate(order)
                if multiple_tests.is_p_value(statistic)
            ),
            multiple_tests.ADJUSTED,
        )
    return order


CONTRASTED = {
    "years_qualified.difference": "years since qualification",
    "gender.difference": "women",
}
CONTRAST_LABELS = {
    "mean": "Difference of means",
    "permutation_p": (
        "Share of splits at least as far apart (permutation p, two-sided by absolute difference)"
    ),
    "as_far": "Splits at least as far apart",
    "splits": "Splits counted",
    "hodges_lehmann": "Median of all differences between two people (Hodges–Lehmann)",
    "hodges_lehmann_low": "95% interval of that median, from",
    "hodges_lehmann_high": "95% interval of that median, to",
    "cliffs_delta": "How much oftener the later person has more than less (Cliff’s delta, −1 to 1)",
    "cliffs_delta_low": "95% interval of Cliff’s delta, from",
    "cliffs_delta_high": "95% interval of Cliff’s delta, to",
    "reject_difference": "Smallest difference of means that would be unusual (5% test)",
    "detectable_difference": "Smallest difference noticed in four splits of five",
    "p_value_holm": "Adjusted within its family (Holm)",
    "later": "The later cohort",
    "earlier": "The cohorts before it",
    "fisher_p": "Share of labellings no likelier (Fisher’s exact p, two-sided)",
    "reject_low": "Unusual at so few in the later cohort, the earlier as they are",
    "reject_high": "Unusual at so many in the later cohort, the earlier as they are",
    "detectable_low": "Detectable share, below",
    "detectable_high": "Detectable share, above",
    "detectable_share": "Nearest detectable share",
}


def _contrast_text(row: dict) -> str:
    if row["statistic"] in ("later", "earlier") and not is_withheld(row["value"]):
        return of_text(row["value"], row["n"])
    text = text_of(row["value"], row["unit"])
    return (
        f"{text} years"
        if row["unit"] == "years" and text != baselines.NONE and not is_withheld(row["value"])
        else text
    )


def splits_figure(study: Study, findings: pd.DataFrame) -> Shown:
    """Show the differences of means of every split of the same people, the one seen marked, for the
    first scope of the findings.
    """
    found = {
        row["statistic"]: row
        for row in findings.to_dict("records")
        if row["measure"] == "years_qualified"
    }
    if is_any_withheld(findings):
        return not_drawn("Every split of the same people")
    if not found:
        return Shown(
            "<p>No cohort came before this one, so there are no splits to show.</p>",
            "No cohort came before this one.",
        )
    scope = findings["scope"].iloc[0]
    later, earlier = (
        [int(value) for value in people["years_qualified"]]
        for people in sides(study, scope, "years_qualified")
    )
    differences = differences_of_means(later, earlier)
    limit, seen = found["reject_difference"]["value"], found["mean"]["value"]
    caption = (
        f"{found['as_far']['value']:,} of all {found['splits']['value']:,} ways to split these"
        f" {len(later) + len(earlier)} people into groups of {len(earlier)} and {len(later)} part"
        " their mean years at least as far as they are"
        f" ({text_of(found['permutation_p']['value'], 'probability')}). "
        + (
            "No difference would be unusual."
            if limit == baselines.NONE
            else f"A difference would be unusual from {text_of(limit, 'years')} years on."
        )
    )
    frame = pd.DataFrame(_bins(differences), columns=["from_years", "splits"])
    description = (
        "A bar for each whole number of years that the means of two groups differ by, as high as"
        f" the number of splits with that difference. {caption}"
    )
    return figure(_splits_svg(frame, seen, limit, f"splits-{scope}"), caption, description, frame)


def _bins(differences: dict[Fraction, int]) -> list[tuple[int, int]]:
    """How many splits differ by each number of years, rounded to the nearest; a half
    away from nothing.
    """
    held: dict[int, int] = {}
    for difference, ways in differences.items():
        nearest = int(abs(difference) + Fraction(1, 2)) * (1 if difference >= 0 else -1)
        held[nearest] = held.get(nearest, 0) + ways
    return sorted(held.items())


def _splits_svg(frame: pd.DataFrame, seen: Fraction, limit: Fraction | str, name: str) -> str:
    with drawing(2.5) as (canvas, axes):
        heights = [
            ways / frame["splits"].max() for ways in frame["splits"]
        ]  # of many people there are more splits than a plot can count
        axes.bar(frame["from_years"], heights, width=0.86, color=ALL_COLOUR)
        axes.axvline(float(seen), ymax=0.83, color=COHORT_COLOURS[0], linewidth=2.5)
        axes.annotate(
            "seen", (float(seen), 1.06), ha="center", color=COHORT_COLOURS[0], annotation_clip=False
        )
        if limit != baselines.NONE:
            for sign in (-1, 1):
                axes.axvline(sign * float(limit), ymax=0.83, color=INK, linewidth=1, linestyle="--")
                axes.annotate(
                    "unusual",
                    (sign * float(limit), 0.8),
                    xytext=(3 * sign, 0),
                    ha="left" if sign > 0 else "right",
                    textcoords="offset points",
                    fontsize=SMALL,
                )
        axes.set(
            ylim=(0, 1.22),
            yticks=[],
            xlabel="Difference of mean years,\nthe later cohort less the earlier",
        )
        return as_svg(canvas, name)


def family_table(study: Study, scopes: Sequence[str], caption: str) -> Shown:
    """Show every test made of some scopes, family by family: the p-value, what it is worth in its
    family, and what it could have seen.
    """
    rows = []
    for scope in scopes:
        made = multiple_tests.tests_made(study, scope)
        values = multiple_tests.adjusted(study, scope)
        adjusted = {row["measure"]: row for row in values.to_dict("records")}
        for test in made.to_dict("records"):
            p, detectable, value = test["p"], test["detectable"], adjusted[test["test_id"]]
            rows.append(
                [
                    Cell(f"{study.title(scope)}: {test['question']}"),
                    Cell(
                        f"{label_of(test['family'])}, {len(made[made['family'] == test['family']])}"
                        " together"
                    ),
                    Cell(text_of(p["value"], p["unit"]), p["id"]),
                    Cell(text_of(value["value"], value["unit"]), value["id"]),
                    Cell(_detectable(detectable), detectable["id"]),
                ]
            )
    header = [
        "Whom, and the question",
        "Family",
        "p",
        "Adjusted",
        "Nearest that could be seen (80% power)",
    ]
    html, plain = table(
        caption,
        header,
        rows,
        "A family is every test of one purpose about one cohort, or about all together. Adjusted:"
        " Holm.",
    )
    found = [multiple_tests.tests_made(study, scope) for scope in scopes]
    shown = [row for made in found for column in ("p", "detectable") for row in made[column]]
    values = [multiple_tests.adjusted(study, scope) for scope in scopes]
    return Shown(
        html, plain, as_results(pd.concat([pd.DataFrame(shown), *values])) if shown else []
    )


def _detectable(row: dict) -> str:
    text = text_of(row["value"], row["unit"])
    return (
        "nothing" if text == baselines.NONE else f"{text} years" if row["unit"] == "years" else text
    )


def strata_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show comparisons that hold each service against its own baseline: a row a comparison and
    scope; what has not been seen is said.
    """
    labels = dict(
        zip(study.tables["strata"]["strata_id"], study.tables["strata"]["label"], strict=True)
    )
    rows = []
    for (scope, measure), same in findings.groupby(["scope", "measure"], sort=False):
        found = by_statistic(same)
        rows.append(
            [
                Cell(f"{study.title(scope)}: {labels[measure]}"),
                *_strata_cells(found, _parts_text(study, measure, scope)),
            ]
        )
    header = [
        "Comparison",
        "Award holders",
        "In neither",
        "Share the mixture makes expect",
        "Exact p",
        "Adjusted",
        "What a 5% test could see",
    ]
    note = (
        "Each person is held against their own service, so that a cohort’s mixture of services is"
        " not mistaken for a difference (Poisson-binomial)."
    )
    return shown_table(caption, header, rows, note if rows else "", findings=findings)


def _strata_cells(found: dict[str, dict], parts: str) -> list[Cell]:
    def cell(statistic: str, text: str = "") -> Cell:
        return Cell(
            text or text_of(found[statistic]["value"], found[statistic]["unit"]),
            found[statistic]["id"],
        )

    people = [
        cell(name, of_text(found[name]["value"], found[name]["n"])) for name in ("count", "apart")
    ]
    if "p_value" not in found:
        return [
            *people,
            cell("baseline", parts),
            Cell("–"),
            Cell("–"),
            Cell("not tested until every figure has been seen"),
        ]
    adjusted = cell("p_value_holm") if "p_value_holm" in found else Cell("–")
    return [
        *people,
        cell("baseline", f"{text_of(found['baseline']['value'], 'percent')}: {parts}"),
        cell("p_value"),
        adjusted,
        cell("reject_low", detectable_text(found)),
    ]


def _parts_text(study: Study, measure: str, scope: str) -> str:
    """Each part with its people and its baseline, or that the figure has not been seen."""
    return "; ".join(
        f"{row['label']}, {n}:"
        f" {'figure not seen' if share is None else text_of(100 * share, 'percent')}"
        for row, n, share in baselines.strata(study, measure, scope)
    )
