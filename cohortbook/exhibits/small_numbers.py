"""Show the rules of small numbers: a picture of this study's own numbers, the sentence it licenses
and the one it forbids.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape

import pandas as pd

from cohortbook.audit import grim
from cohortbook.exact.intervals import METHODS, coverage, least_coverage
from cohortbook.exact.one_share import power
from cohortbook.exhibits import lesson_pictures, theme_tables
from cohortbook.exhibits.comparison_tables import detectable_shares
from cohortbook.exhibits.contrasts import splits_figure
from cohortbook.exhibits.people_figures import dots_figure
from cohortbook.exhibits.present import (
    Cell,
    Shown,
    figure,
    joined,
    number_cell,
    sentence,
    shown_table,
)
from cohortbook.exhibits.random_draws import draws_figures
from cohortbook.findings import (
    baselines,
    between_cohorts,
    demographics,
    multiple_tests,
    nonresponse,
    themes,
)
from cohortbook.findings.interval_coverage import METHOD_NAMES, SHARES
from cohortbook.findings.register import of_scopes
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL, Study
from cohortbook.study.wording import counted as of_unit
from cohortbook.study.wording import of_text, sentence_list, text_of

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
    """Return the newest cohorts, those for which a picture has room."""
    return list(study.cohorts)[-SHOWN:]


def everybody(study: Study) -> Shown:
    """A group that is complete is counted, and has no interval."""
    findings = of_scopes(demographics.gender, study, newest(study))
    women = demographics.gender(study, ALL)[0]
    count = of_text(women.value, women.n)
    return lesson(
        dots_figure(
            study, findings, "This is everyone who held an award, and no sample: one dot a person."
        ),
        f"{count} award holders are women.",
        f"The share of women lies between these two percentages. ({count} is everyone;"
        " there is nothing to be uncertain of.)",
    )


def one_person(study: Study) -> Shown:
    """In a small group one person is many per cent."""
    frame = _points_of_one_person(study)
    first = newest(study)[0]
    women = demographics.gender(study, first)[0]
    described = "; ".join(
        f"{row.group}: one of {row.people} is {row.points:.1f} points" for row in frame.itertuples()
    )
    points = sentence_list([f"{row.points:.1f} ({row.group})" for row in frame.itertuples()])
    return lesson(
        figure(
            lesson_pictures.one_person(frame),
            f"One person more or less changes a share by this many points: {points}.",
            f"A bar a group. {described}.",
            frame,
        ),
        f"{of_text(women.value, women.n)} award holders of {study.title(first)} are women.",
        "The same as a per cent with a decimal, as if a tenth of a point could be seen where one"
        " person is many points.",
    )


def _points_of_one_person(study: Study) -> pd.DataFrame:
    """Each group, its people, and how many points of a per cent one of them makes."""
    sizes = {
        study.title(scope): len(study.rows("participants", scope))
        for scope in [*newest(study), ALL]
    }
    return pd.DataFrame(
        [(title, n, round(100 / n, 1)) for title, n in sizes.items()],
        columns=["group", "people", "points"],
    )


def not_heard(study: Study) -> Shown:
    """What part of a group says would be said by at least those who said it, and by at most those
    and everyone not interviewed.
    """
    said, at_most = _most_spoken_of(study)
    if said is None:
        return sentence("No one was asked about anything yet.")
    count, heard, unheard = said.value, said.n, at_most - said.value
    between = f"at least {count} and at most {count + unheard} of all {heard + unheard}"
    caption = (
        f"{said.label}: named by {of_text(count, heard)} interviewed, and so by {between}."
        f" {unheard} were not interviewed."
    )
    return lesson(
        figure(
            lesson_pictures.not_heard(count, heard - count, unheard),
            caption,
            f"One mark a person: {count} said it, {heard - count} did not, {unheard} were not"
            " interviewed.",
        ),
        f"{of_text(count, heard)} award holders interviewed spoke of it; {between} would.",
        f"Nearly all award holders think so. ({unheard} were not interviewed, and not at random.)",
    )


def _most_spoken_of(study: Study) -> tuple[Finding | None, int]:
    """How many interviewed spoke of the theme that most did, though not all if there is such a
    one, and how many could; of themes without collective statements. None and 0 if there is no such
    theme.
    """
    at_most = {
        limit.category: limit.value
        for limit in nonresponse.everybody_per_theme(study, ALL).where(statistic="at_most")
        if limit.category.count(".") == 2
    }
    listed = theme_tables.listed_by_theme(themes.listed_per_theme(study, ALL))
    said = [
        own
        for own in themes.people_per_theme(study, ALL)
        if own.category in at_most and not listed[ALL, own.category]
    ]
    if not said:
        return None, 0
    some = [own for own in said if own.value < own.n]
    most = max(some or said, key=lambda own: own.value)
    return most, at_most[most.category]


def mentions(study: Study) -> Shown:
    """People are counted, not mentions."""
    frame = _most_mentioned(study)
    if frame.empty:
        return sentence("Nothing is coded yet.")
    top = frame.iloc[0]
    described = "; ".join(
        f"{row.theme}: {row.mentions} mention{'s' if row.mentions > 1 else ''} by"
        f" {of_unit(str(row.award_holders), 'award holders')}"
        for row in frame.itertuples()
    )
    return lesson(
        figure(
            lesson_pictures.mentions(frame),
            f"{top['theme']} has the most mentions, {top['mentions']}, by"
            f" {of_unit(str(top['award_holders']), 'award holders')}.",
            f"Two bars a theme. {described}.",
            frame,
        ),
        f"{of_unit(str(top['award_holders']), 'award holders')} spoke of: {top['theme'].lower()}.",
        f"It was mentioned {top['mentions']} times. (Those who talk longest would count most.)",
    )


def _most_mentioned(study: Study) -> pd.DataFrame:
    """The five themes that award holders mentioned most, with mentions and how many mentioned them;
    no collective statement is a mention.
    """
    said = themes.heard(study, ALL)
    said = said[said["group"] == "practitioner"]
    counted = (
        said.groupby("theme_id")
        .agg(mentions=("passage_id", "size"), award_holders=("case_id", "nunique"))
        .sort_values(["mentions", "award_holders"], ascending=False)
        .head(5)
        .reset_index()
    )
    labels = study.tables["themes"].set_index("theme_id")["label"]
    counted["theme"] = counted["theme_id"].map(labels)
    return counted[["theme", "mentions", "award_holders"]]


def like_with_like(study: Study) -> Shown:
    """What a group is compared with decides what is seen."""
    shares = _published_shares(study)
    if not shares:
        return sentence("No published figure has been seen.")
    described = "; ".join(
        f"{label}: {percent:.1f}% (award holders: {n})" for label, percent, n in shares
    )
    return lesson(
        figure(
            lesson_pictures.like_with_like([(label, percent) for label, percent, _ in shares]),
            f"The published share{_span([percent for _, percent, _ in shares])}, so each group is"
            f" compared with its own. {described}.",
            f"A dot a published share. {described}.",
            pd.DataFrame(shares, columns=["published for", "percent", "award holders"]),
        ),
        "Social workers are compared with social workers, and each service with its own.",
        "All award holders together are compared with whichever figure is at hand.",
    )


def _span(percents: list[float]) -> str:
    """From what to what published shares go."""
    least, most = min(percents), max(percents)
    return f" is {least:.1f}%" if least == most else f"s run from {least:.1f}% to {most:.1f}%"


def _published_shares(study: Study) -> list[tuple[str, float, int]]:
    """For each comparison of gender whose figure has been seen: its label, the published per cent,
    and how many award holders it is for.
    """
    shares = []
    for row in baselines.comparisons(study).values():
        people = baselines.comparable_people(study, row, ALL)
        share = None if people.empty else baselines.nearest_baseline(study, row, people).share
        if share is not None and row["column"] == "gender":
            shares.append((row["label"], round(float(100 * share), 1), len(people)))
    return shares


def hypothetical(study: Study) -> Shown:
    """A comparison with a register asks how rare such a random draw would be; no one was drawn."""
    tested = _first_tested(study)
    if not tested:
        return sentence("No published figure has been seen.")
    found = tested.by_statistic
    count = of_text(found["count"].value, found["count"].n)
    register = f"a register with {found['baseline'].text}"
    if found["p_value"].value > Fraction(5, 100):
        licensed = (
            f"{count} would be an ordinary draw from {register}, had these people been drawn at"
            " random."
        )
    else:
        licensed = f"{count} would be a rare draw from {register}."
    return lesson(
        draws_figures(study, tested),
        licensed,
        "Award holders are representative of the register. (They applied and were chosen; no one"
        " drew them.)",
    )


def _first_tested(study: Study) -> Findings:
    """The first comparison of all cohorts together that has a p-value; none if none has."""
    findings = baselines.every_comparison(study, [ALL])
    tested = findings.where(statistic="p_value")
    return findings.where(measure=tested[0].measure) if tested else tested


def ever_seen(study: Study) -> Shown:
    """What a test does not find, it may never have been able to find."""
    tested = _first_tested(study)
    if not tested:
        return sentence("No published figure has been seen.")
    found = tested.by_statistic
    n, share = tested[0].n, found["baseline"].value / 100
    chances = [float(power(n, share, Fraction(percent, 100))) for percent in range(101)]
    frame = pd.DataFrame(
        [(f"{percent}%", f"{100 * chances[percent]:.0f} in 100") for percent in range(0, 101, 5)],
        columns=["they come from a share of", "noticed"],
    )
    ends = detectable_shares(found)
    could = f"a share of {', or of '.join(ends)}" if ends else "no other share"
    caption = (
        f"Four times in five, a test of {n} people sees {could}. The curve shows how often it is"
        " significant, for every share they could come from; the register’s is"
        f" {text_of(100 * share, 'percent')}."
    )
    return lesson(
        figure(
            lesson_pictures.ever_seen(chances, float(100 * share)),
            caption,
            f"A curve of the chance of being noticed against the share. {caption}",
            frame,
        ),
        f"With {n} people, four times in five, the test would have seen {could}, and nothing a"
        " point nearer to the register’s.",
        "No difference was found, so there is none.",
    )


def intervals(study: Study) -> Shown:
    """An interval is chosen by how often it covers; the normal approximation never is."""
    n = min(len(study.rows("participants", scope)) for scope in study.cohorts)
    curves = {
        METHOD_NAMES[method]: coverage(interval, n, SHARES) for method, interval in METHODS.items()
    }
    frame = pd.DataFrame(
        {"share": [f"{float(100 * share):g}%" for share in SHARES]}
        | {name: [f"{100 * value:.1f}%" for value in covered] for name, covered in curves.items()}
    )[9::10]
    lowest = {METHOD_NAMES[method]: least_coverage(own, n) for method, own in METHODS.items()}
    worst = {name: f"{100 * covered:.0f} times in 100" for name, covered in lowest.items()}
    least, most = (end(lowest, key=lambda name: lowest[name]) for end in (min, max))
    caption = (
        f"From {n} people, the {least} interval covers the worst share {worst[least]}, and the"
        f" {most} interval {worst[most]}. At the worst share:"
        f" {', '.join(f'{name} {often}' for name, often in worst.items())}."
    )
    return lesson(
        figure(
            lesson_pictures.intervals(curves),
            caption,
            f"A curve for each of {len(curves)} intervals about a line at 95 in 100. {caption}",
            frame,
        ),
        "The interval is Sterne’s. It holds what the test next to it does not reject, and covers at"
        " least as often as it says.",
        "The share plus or minus two standard errors.",
    )


def coverage_table(findings: Findings, caption: str) -> Shown:
    """Show how often intervals cover, a row an interval, a column a size: on average,
    and at the worst share.
    """
    found = {(own.label, own.n, own.statistic): own for own in findings}
    columns = [
        (n, statistic, words)
        for n in sorted({own.n for own in findings})
        for statistic, words in (("mean", "on average"), ("worst", "at worst"))
    ]
    rows = [
        [Cell(label), *(number_cell(found[label, n, statistic]) for n, statistic, _ in columns)]
        for label in dict.fromkeys(own.label for own in findings)
    ]
    return shown_table(
        caption,
        ["Interval (95%)", *(f"{n} people: {words}" for n, _, words in columns)],
        rows,
        "On average over 199 shares, half a per cent apart; at worst over all shares. Each"
        " probability is summed exactly.",
        findings=findings,
    )


def labelling(study: Study) -> Shown:
    """Two complete groups differ as they do; the question is how rare that is among all
    labellings of the same people.
    """
    findings = between_cohorts.years_between(study, ALL)
    found = findings.by_statistic
    if not found:
        return sentence("There is one cohort, so nothing is compared.")
    return lesson(
        splits_figure(study, findings),
        f"Their means differ by {text_of(abs(found['mean'].value), 'years')} years;"
        f" {found['as_far'].text} of {found['splits'].text} random labellings put them"
        " as far apart.",
        f"Later cohorts of such programmes are {'more' if found['mean'].value > 0 else 'less'}"
        " experienced. (No one was drawn from later cohorts.)",
    )


def many_looks(study: Study) -> Shown:
    """Enough tests always find something."""
    looks = max(1, len(multiple_tests.tests_made(study, ALL)))
    frame = pd.DataFrame(
        [(k, round(1 - 0.95**k, 4)) for k in range(1, 21)],
        columns=["tests", "chance_of_one_unusual_by_luck"],
    )
    chance = f"{100 * (1 - 0.95**looks):.0f} times in 100"
    caption = (
        f"Of {looks} independent {'test' if looks == 1 else 'tests'}, at least one is significant"
        f" by chance alone {chance}. This book makes {looks} of {study.together}."
    )
    return lesson(
        figure(
            lesson_pictures.many_looks(frame, looks),
            caption,
            f"A curve that rises with the number of tests. {caption}",
            frame,
        ),
        f"With {looks} tests made here, the p-value adjusted for its family of tests counts.",
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
    impossible = (~frame["is_possible"]).groupby(frame["group"]).sum()
    described = sentence_list(
        [f"{impossible[title] or 'none'} for {n} people ({title})" for title, n in groups.items()]
    )
    return lesson(
        figure(
            lesson_pictures.possible_means(frame),
            f"Impossible decimals of a mean of whole numbers: {described}.",
            f"A row a group, a mark a decimal. Impossible: {described}.",
            frame,
        ),
        "This printed mean cannot be the mean of this many whole years; one of the two is a slip.",
        "This printed mean is possible, so it is right.",
    )
