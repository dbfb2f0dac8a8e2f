"""Small numbers, rule by rule: each a picture of this study's own numbers, the sentence it licenses
and the sentence it forbids.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape

import pandas as pd

from cohortbook.audit import grim
from cohortbook.exact.intervals import METHODS, coverage
from cohortbook.exact.one_share import power
from cohortbook.exhibits.figures import (
    ALL_COLOUR,
    COHORT_COLOURS,
    INK,
    SMALL,
    as_svg,
    drawing,
    wrapped,
)
from cohortbook.exhibits.hypothesis_tests import draws_figures, joined, splits_figure
from cohortbook.exhibits.people_figures import dots_figure
from cohortbook.exhibits.present import Cell, Shown, figure, sentence, shown_table
from cohortbook.findings import (
    baselines,
    between_cohorts,
    demographics,
    multiple_tests,
    nonresponse,
    themes,
)
from cohortbook.findings.finding import by_statistic
from cohortbook.findings.interval_coverage import METHOD_NAMES, SHARES
from cohortbook.study.study import ALL, Study
from cohortbook.study.wording import of_text, text_of

SHOWN = 4  # cohorts in a picture, the newest


def lesson(picture: Shown, licensed: str, forbidden: str) -> Shown:
    """Return a picture with the sentence it licenses and the sentence it forbids below it."""
    words = (
        '<dl class="cb-licence"><div><dt>You may'
        f" write</dt><dd>{escape(licensed)}</dd></div><div><dt>You may not"
        f" write</dt><dd>{escape(forbidden)}</dd></div></dl>"
    )
    return joined(
        [picture, Shown(words, f"You may write: {licensed}\nYou may not write: {forbidden}")]
    )


def newest(study: Study) -> list[str]:
    """Return the newest cohorts, as many as a picture holds."""
    return list(study.cohorts)[-SHOWN:]


def everybody(study: Study) -> Shown:
    """A group that is complete is counted, and has no interval."""
    findings = pd.concat([demographics.gender(study, scope) for scope in newest(study)])
    women = demographics.gender(study, ALL).iloc[0]
    count = of_text(women["value"], women["n"])
    return lesson(
        dots_figure(study, findings, "Everybody who held an award is here, one dot a person."),
        f"{count} award holders are women.",
        f"Between so many and so many per cent of award holders are women. ({count} is everybody;"
        " there is nothing to be uncertain of.)",
    )


def one_person(study: Study) -> Shown:
    """In a small group one person is many per cent."""
    sizes = {
        study.title(scope): len(study.rows("participants", scope))
        for scope in [*newest(study), ALL]
    }
    frame = pd.DataFrame(
        [(title, n, round(100 / n, 1)) for title, n in sizes.items()],
        columns=["group", "people", "points"],
    )
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
        picture = as_svg(canvas, "one-person")
    first = newest(study)[0]
    women = demographics.gender(study, first).iloc[0]
    described = "; ".join(
        f"{row.group}: one of {row.people} is {row.points:.1f} points" for row in frame.itertuples()
    )
    return lesson(
        figure(
            picture,
            f"What one person more or less does to a share. {described}.",
            f"A bar a group. {described}.",
            frame,
        ),
        f"{of_text(women['value'], women['n'])} award holders of {study.title(first)} are women.",
        "The same as a per cent with a decimal, as if a tenth of a point could be seen where one"
        " person is many points.",
    )


def not_heard(study: Study) -> Shown:
    """What part of a group says is true of at least those who said it, and of at most those and
    everybody not heard.
    """
    said = themes.people_per_theme(study, ALL)
    limits = nonresponse.everybody_per_theme(study, ALL)
    limits = limits[
        (limits["statistic"] == "at_most") & (limits["category"].str.count(r"\.") == 2)
    ].set_index("category")["value"]
    said = said[said["category"].isin(limits.index)]
    if said.empty:
        return sentence("Nobody was asked about anything yet.")
    some = said[said["value"] < said["n"]]
    row = (
        (said if some.empty else some).sort_values("value", ascending=False, kind="stable").iloc[0]
    )
    count, heard, unheard = row["value"], row["n"], limits[row["category"]] - row["value"]
    styles = [
        (count, COHORT_COLOURS[0], COHORT_COLOURS[0]),
        (heard - count, "none", COHORT_COLOURS[0]),
        (unheard, "none", ALL_COLOUR),
    ]
    with drawing(1.0) as (canvas, axes):
        place = 0
        for number, (held, face, edge) in enumerate(styles):
            axes.scatter(
                range(place, place + held),
                [0] * held,
                s=80,
                facecolors=face,
                edgecolors=edge,
                linewidths=1.6,
                marker="s" if number == 2 else "o",
            )
            place += held
        axes.set(xlim=(-1, max(18, place)), ylim=(-1, 1))
        axes.set_axis_off()
        picture = as_svg(canvas, "not-heard")
    between = f"of at least {count} and at most {count + unheard} of all {heard + unheard}"
    caption = (
        f"{row['label']}: said by {of_text(count, heard)} heard (filled), not said by"
        f" {heard - count} (open), {unheard} not heard (squares): true {between}."
    )
    return lesson(
        figure(picture, caption, f"One mark a person. {caption}"),
        f"{of_text(count, heard)} award holders who were heard spoke of it; it is true {between}.",
        f"Nearly all award holders found so. ({unheard} were never heard, and were not left out at"
        " random.)",
    )


def mentions(study: Study) -> Shown:
    """People are counted, not mentions."""
    said = themes.statements(study)
    said = said[(said["group"] == "practitioner") & (said["stance"] != "contradicts")]
    if said.empty:
        return sentence("Nothing is coded yet.")
    counted = (
        said.groupby("theme_id")
        .agg(mentions=("passage_id", "size"), people=("case_id", "nunique"))
        .sort_values(["mentions", "people"], ascending=False)
        .head(5)
    )
    labels = study.tables["themes"].set_index("theme_id")["label"]
    frame = counted.reset_index().assign(theme=lambda held: held["theme_id"].map(labels))[
        ["theme", "mentions", "people"]
    ]
    with drawing(0.7 + 0.45 * len(frame)) as (canvas, axes):
        axes.barh(
            range(len(frame)), frame["mentions"], color="none", edgecolor=ALL_COLOUR, height=0.7
        )
        axes.barh(range(len(frame)), frame["people"], color=COHORT_COLOURS[0], height=0.4)
        axes.set(
            yticks=range(len(frame)),
            ylim=(len(frame) - 0.5, -0.5),
            xlabel="Filled: people\nOutline: mentions",
            xlim=(0, 1.1 * frame["mentions"].max()),
        )
        axes.set_yticklabels(frame["theme"], fontsize=SMALL)
        picture = as_svg(canvas, "mentions")
    top = frame.iloc[0]
    described = "; ".join(
        f"{row.theme}: {row.mentions} mention{'s' if row.mentions > 1 else ''} by {row.people}"
        f" {'people' if row.people > 1 else 'person'}"
        for row in frame.itertuples()
    )
    return lesson(
        figure(
            picture,
            f"Mentions and people are not the same. {described}.",
            f"Two bars a theme. {described}.",
            frame,
        ),
        f"{top['people']} award holders spoke of: {top['theme'].lower()}.",
        f"It was mentioned {top['mentions']} times. (Whoever talks longest would count most.)",
    )


def like_with_like(study: Study) -> Shown:
    """Whom a group is held against decides what is seen."""
    rows = []
    for row in baselines.comparisons(study).values():
        people = baselines.comparable_people(study, row, ALL)
        share = None if people.empty else baselines.nearest_baseline(study, row, people).share
        if share is not None and row["column"] == "gender":
            rows.append((row["label"], round(float(100 * share), 1), len(people)))
    if not rows:
        return sentence("No published figure has been seen.")
    frame = pd.DataFrame(
        rows, columns=["published for", "percent", "award holders it is held against"]
    )
    with drawing(0.9 + 0.7 * len(frame)) as (canvas, axes):
        axes.scatter(frame["percent"], range(len(frame)), s=70, color=COHORT_COLOURS[0])
        for place, row in enumerate(rows):
            axes.text(
                0,
                place - 0.22,
                wrapped(f"{row[0]}: {row[1]:.1f}%"),
                ha="left",
                va="bottom",
                fontsize=SMALL,
            )
        axes.set(
            xlim=(0, 103),
            ylim=(len(frame) - 0.5, -0.8),
            yticks=[],
            xlabel="Published share, per cent",
        )
        picture = as_svg(canvas, "like-with-like")
    described = "; ".join(
        f"{label}: {percent:.1f}%, with {n} set against it" for label, percent, n in rows
    )
    return lesson(
        figure(
            picture,
            f"Each group against its own. {described}.",
            f"A dot a published share. {described}.",
            frame,
        ),
        "Social workers are held against social workers, and each service against its own.",
        "All award holders together are held against whichever figure is at hand.",
    )


def hypothetical(study: Study) -> Shown:
    """A comparison with a register asks how unusual a random draw would be; nobody was drawn."""
    tested = _first_tested(study)
    if tested.empty:
        return sentence("No published figure has been seen.")
    found = by_statistic(tested)
    count = of_text(found["count"]["value"], found["count"]["n"])
    return lesson(
        draws_figures(study, tested),
        (
            f"{count} would be an ordinary draw from a register with"
            f" {text_of(found['baseline']['value'], 'percent')}, had these people been drawn at"
            " random."
            if found["p_value"]["value"] > Fraction(5, 100)
            else (
                f"{count} would be an unusual draw from a register with"
                f" {text_of(found['baseline']['value'], 'percent')}."
            )
        ),
        "Award holders are representative of the register. (They applied and were chosen; nobody"
        " drew them.)",
    )


def _first_tested(study: Study) -> pd.DataFrame:
    """The first comparison of all cohorts together that has a p-value; an empty frame
    if none has.
    """
    findings = baselines.every_comparison(study, [ALL])
    tested = findings[findings["statistic"] == "p_value"]["measure"]
    return findings[findings["measure"] == tested.iloc[0]] if len(tested) else findings.iloc[:0]


def ever_seen(study: Study) -> Shown:
    """What a test does not find, it may never have been able to find."""
    tested = _first_tested(study)
    if tested.empty:
        return sentence("No published figure has been seen.")
    found = {row["statistic"]: row["value"] for row in tested.to_dict("records")}
    n, share = tested["n"].iloc[0], found["baseline"] / 100
    curve = pd.DataFrame(
        [
            (float(100 * other), float(power(n, share, other)))
            for other in (Fraction(step, 100) for step in range(101))
        ],
        columns=["share", "chance"],
    )
    picture = _power_svg(curve, float(100 * share))
    frame = pd.DataFrame(
        [
            (f"{row.share:.0f}%", f"{100 * row.chance:.0f} in 100")
            for row in curve[::5].itertuples()
        ],
        columns=["they come from a share of", "noticed"],
    )
    ends = [
        f"{text_of(found[f'detectable_{side}'], 'percent')} or {words}"
        for side, words in (("low", "less"), ("high", "more"))
        if found[f"detectable_{side}"] != baselines.NONE
    ]
    could = f"a share of {', or of '.join(ends)}" if ends else "no other share"
    caption = (
        f"How often a test of {n} people would call them unusual, for every share they could come"
        f" from; the register’s is {text_of(100 * share, 'percent')}. Four times in five it sees"
        f" {could}."
    )
    return lesson(
        figure(
            picture,
            caption,
            f"A curve of the chance of being noticed against the share. {caption}",
            frame,
        ),
        f"With {n} people, four times in five, the test would have seen {could}, and nothing nearer"
        " to the register’s.",
        "No difference was found, so there is none.",
    )


def _power_svg(frame: pd.DataFrame, register: float) -> str:
    with drawing(2.6) as (canvas, axes):
        axes.plot(frame["share"], frame["chance"], color=COHORT_COLOURS[0], linewidth=2.5)
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


def intervals(study: Study) -> Shown:
    """An interval is chosen by how often it covers; the normal approximation never is."""
    n = min(len(study.rows("participants", scope)) for scope in study.cohorts)
    curves = {method: coverage(METHODS[method], n, SHARES) for method in METHODS}
    frame = pd.DataFrame(
        {
            "share": [f"{float(100 * share):g}%" for share in SHARES],
            **{
                METHOD_NAMES[method]: [f"{100 * value:.1f}%" for value in covered]
                for method, covered in curves.items()
            },
        }
    )[9::10]
    with drawing(0.6 + 0.75 * len(curves)) as (canvas, axes):
        for place, (method, covered) in enumerate(curves.items()):
            base = -place
            axes.plot(
                [float(share) for share in SHARES],
                [base + (value - 0.95) * 5 for value in covered],
                color=COHORT_COLOURS[0],
                linewidth=1.2,
            )
            axes.axhline(base, color=INK, linewidth=0.8, linestyle="--")
            axes.text(1.01, base, METHOD_NAMES[method], va="center", fontsize=SMALL, clip_on=False)
        axes.set(
            xlim=(0, 1),
            ylim=(-len(curves) + 0.3, 0.5),
            yticks=[],
            xlabel="Share; dashed: covered 95 times in 100",
        )
        picture = as_svg(canvas, "coverage")
    worst = {
        METHOD_NAMES[method]: f"{100 * min(covered):.0f}" for method, covered in curves.items()
    }
    caption = (
        f"How often each interval from {n} people covers the share, at every share. At the worst"
        " share: "
        + ", ".join(f"{name} {times} times in 100" for name, times in worst.items())
        + "."
    )
    return lesson(
        figure(
            picture,
            caption,
            f"A curve for each of {len(curves)} intervals about a line at 95 in 100. {caption}",
            frame,
        ),
        "The interval is Clopper and Pearson’s, which covers at least as often as it says.",
        "The share plus or minus two standard errors.",
    )


def coverage_table(findings: pd.DataFrame, caption: str) -> Shown:
    """Show how often intervals cover, a row an interval, a column a size: on average,
    and at the worst share.
    """
    found = {(row["label"], row["n"], row["statistic"]): row for row in findings.to_dict("records")}
    labels, groups = dict.fromkeys(findings["label"]), sorted(set(findings["n"]))
    rows = [
        [
            Cell(label),
            *(
                Cell(
                    text_of(found[label, n, statistic]["value"], "percent"),
                    found[label, n, statistic]["id"],
                )
                for n in groups
                for statistic in ("mean", "worst")
            ),
        ]
        for label in labels
    ]
    header = [
        "Interval (95%)",
        *(f"{n} people: {words}" for n in groups for words in ("on average", "at worst")),
    ]
    return shown_table(
        caption,
        header,
        rows,
        "Over 199 shares, half a per cent apart; each probability is summed exactly.",
        findings=findings,
    )


def labelling(study: Study) -> Shown:
    """Two complete groups differ as they do; the question is how unusual that is among all
    labellings of the same people.
    """
    findings = between_cohorts.years_between(study, ALL)
    found = {row["statistic"]: row["value"] for row in findings.to_dict("records")}
    if not found:
        return sentence("There is one cohort, so nothing is compared.")
    return lesson(
        splits_figure(study, findings),
        f"Their means differ by {text_of(abs(found['mean']), 'years')} years; {found['as_far']:,}"
        f" of {found['splits']:,} random labellings part the same people as far.",
        f"Later cohorts of such programmes are {'more' if found['mean'] > 0 else 'less'}"
        " experienced. (Nobody was drawn from later cohorts.)",
    )


def many_looks(study: Study) -> Shown:
    """Whoever looks often enough finds something."""
    made = multiple_tests.tests_made(study, ALL)
    looks = max(1, len(made))
    frame = pd.DataFrame(
        [(k, round(1 - 0.95**k, 4)) for k in range(1, 21)],
        columns=["tests", "chance_of_one_unusual_by_luck"],
    )
    with drawing(2.3) as (canvas, axes):
        axes.plot(
            frame["tests"], frame["chance_of_one_unusual_by_luck"], marker="o", color=ALL_COLOUR
        )
        axes.scatter(
            [min(looks, 20)], [1 - 0.95 ** min(looks, 20)], s=110, color=COHORT_COLOURS[0], zorder=3
        )
        axes.set(
            ylim=(0, 1),
            yticks=[0, 0.5, 1],
            yticklabels=["never", "half", "always"],
            xlabel="Tests of 5% looked at together",
            xticks=[1, 5, 10, 15, 20],
        )
        picture = as_svg(canvas, "many-looks")
    chance = f"{100 * (1 - 0.95**looks):.0f} times in 100"
    caption = (
        "How often at least one of so many independent tests is unusual by luck alone. Of all"
        f" cohorts together this book makes {looks}: {chance}."
    )
    return lesson(
        figure(picture, caption, f"A curve that rises with the number of tests. {caption}", frame),
        f"Among the {looks} tests made here, the value adjusted for its family is what counts.",
        "One of the tests came out below 0.05, so something is going on.",
    )


def possible_means(study: Study) -> Shown:
    """A printed mean of whole numbers can be impossible; that it is possible proves little."""
    groups = {study.title(scope): len(study.rows("participants", scope)) for scope in newest(study)}
    rows = [
        (title, n, tenth, grim.is_possible_mean(f"5.{tenth}", n))
        for title, n in groups.items()
        for tenth in range(10)
    ]
    frame = pd.DataFrame(rows, columns=["group", "people", "tenth", "is_possible"])
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
        picture = as_svg(canvas, "possible-means")
    described = "; ".join(
        f"{title}, {n} people: {sum(~frame[frame['group'] == title]['is_possible']) or 'none'} of"
        " 10 decimals cannot be"
        for title, n in groups.items()
    )
    return lesson(
        figure(
            picture,
            f"Which decimals the mean of so many whole numbers can have. {described}.",
            f"A row a group, a mark a decimal. {described}.",
            frame,
        ),
        "This printed mean cannot be the mean of so many whole years; one of the two is a slip.",
        "This printed mean is possible, so it is right.",
    )
