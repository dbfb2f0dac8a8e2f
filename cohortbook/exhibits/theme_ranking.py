"""Rank the themes of one kind by how many people named each."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits import ranking_pictures
from cohortbook.exhibits.present import Shown, figure, not_drawn, sentence
from cohortbook.exhibits.ranking_pictures import GROUPS, Ranked
from cohortbook.findings.hiding import bounds_of
from cohortbook.findings.themes import leaves
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study
from cohortbook.study.withheld import HIDDEN, NOTE
from cohortbook.study.wording import sentence_list

NOUNS = {  # a theme of a kind: one, and several
    "enablers": ("help", "kinds of help"),
    "barriers": ("barrier", "barriers"),
    "wishes": ("wish", "wishes"),
    "impacts": ("impact", "impacts"),
}
MOST_NAMED = 3  # themes that share the first place and are all named in a title
LISTED = (
    "Open, and after a plus sign: how many more are named only in statements about three people or"
    " more."
)
RANGE = "The light end of a bar is a range: the exact number is withheld, to protect people."
NO_ONE = "No one was interviewed about this, or what they said is not coded yet."


def ranking_figure(study: Study, findings: Findings, kind: str, most: int | None = None) -> Shown:
    """Show the lowest themes of a kind ("enablers"), ranked by how many of those interviewed named
    each. The title says which was named most often.

    `findings` are people per theme of one scope, as `themes.per_theme` returns them. Only the first
    `most` themes are drawn.
    """
    one, several = NOUNS[kind]
    rows = [row for row in ranked(study, findings, kind) if row.counts]
    if not rows:
        return sentence(NO_ONE)
    shown = [row for row in rows if not row.is_hidden and any(row.order)]
    if not shown:
        is_hidden = any(row.is_hidden for row in rows)
        return not_drawn(f"{several}, ranked") if is_hidden else sentence(f"No {one} was named.")
    caption = " ".join([*_found(shown, one, several), *_notes(shown[:most], len(shown))])
    groups = {group: names[1] for group, names in GROUPS.items() if _is_asked(shown, group)}
    described = [
        f"{row.label}: "
        + ", ".join(f"{row.text(group)} {people}" for group, people in groups.items())
        for row in shown[:most]
    ]
    return figure(
        ranking_pictures.ranking(shown[:most], groups),
        caption,
        f"Bars, sorted by length. {'. '.join(described)}.",
        _frame(shown, groups),
    )


def ranked(study: Study, findings: Findings, kind: str) -> list[Ranked]:
    """Return the lowest themes of a kind, the most often named first."""
    labels = study.tables["themes"].set_index("theme_id")["label"]
    named = {theme: labels[theme] for theme in leaves(study) if theme.startswith(f"{kind}.")}
    found = {(own.category, own.statistic): own for own in findings}
    return sorted(
        (_ranked(label, theme, found) for theme, label in named.items()), key=lambda row: row.order
    )


def _ranked(label: str, theme: str, found: dict[tuple[str, str], Finding]) -> Ranked:
    counts = {group: found.get((f"{theme}.{group}", "count")) for group in GROUPS}
    asked = {group: count for group, count in counts.items() if count and count.n != 0}
    listed = {group: found.get((f"{theme}.{group}", "listed")) for group in asked}
    return Ranked(label, asked, {group: own.value if own else 0 for group, own in listed.items()})


def _is_asked(rows: list[Ranked], group: str) -> bool:
    return any(group in row.counts for row in rows)


def _leaders(rows: list[Ranked], group: str) -> list[Ranked]:
    """The themes that most people of a group named; none where no one did or ranges leave it
    open.
    """
    bounds = [bounds_of(row.counts[group]) if group in row.counts else (0, 0) for row in rows]
    most = max(low for low, _ in bounds)
    first = [row for row, (_, high) in zip(rows, bounds, strict=True) if high >= max(most, 1)]
    is_known = all(bounds_of(row.counts[group]) == (most, most) for row in first)
    return first if is_known else []


def _found(rows: list[Ranked], one: str, several: str) -> list[str]:
    """What the ranking finds, a sentence a group; the first is the title."""
    leaders = {group: _leaders(rows, group) for group in GROUPS}
    first = next((group for group in GROUPS if leaders[group]), None)
    if first is None:
        title = f"{several[:1].upper()}{several[1:]}, ranked by how many of those interviewed"
        return [f"{title} named each."]
    others = [group for group in GROUPS if group != first]
    return [
        _most_named(leaders[first], first, one, several),
        *filter(None, (_also_named(rows, leaders[group], group) for group in others)),
    ]


def _most_named(leaders: list[Ranked], group: str, one: str, several: str) -> str:
    by = f"by {_of_those(leaders[0].counts[group], group)}"
    if len(leaders) == 1:
        return f"{leaders[0].label} is the {one} most often named, {by} interviewed."
    if len(leaders) <= MOST_NAMED:
        return f"{_quoted(leaders)} are the {several} most often named, each {by} interviewed."
    return f"{len(leaders)} {several} share the first place, each named {by} interviewed."


def _also_named(rows: list[Ranked], leaders: list[Ranked], group: str) -> str:
    """Which theme most people of another group named, or that they named none."""
    people = GROUPS[group][1].capitalize()
    if not _is_asked(rows, group):
        return f"{people} were not interviewed about this."
    if not leaders:
        has_none = not any(bounds_of(row.counts[group])[1] for row in rows if group in row.counts)
        return f"{people} named none of these individually." if has_none else ""
    count = leaders[0].counts[group]
    if len(leaders) > MOST_NAMED:
        return f"No more than {_of_those(count, group)} interviewed named the same one."
    each = " each" if len(leaders) > 1 else ""
    return f"{people} most often named {_quoted(leaders)} ({count.value} of {count.n}{each})."


def _of_those(count: Finding, group: str) -> str:
    one, several = GROUPS[group]
    return f"the one {one}" if count.n == 1 else f"{count.value} of the {count.n} {several}"


def _quoted(rows: list[Ranked]) -> str:
    return sentence_list([f"“{row.label}”" for row in rows])


def _notes(drawn: list[Ranked], number: int) -> list[str]:
    """What a reader must know of the marks."""
    counts = [count for row in drawn for count in row.counts.values()]
    is_any = {
        LISTED: any(more for row in drawn for more in row.listed.values()),
        RANGE: any(count.is_withheld and count.value != HIDDEN for count in counts),
        NOTE: any(count.value == HIDDEN for count in counts),
        f"The table has {number - len(drawn)} more, named less often.": number > len(drawn),
    }
    return [note for note, is_so in is_any.items() if is_so]


def _frame(rows: list[Ranked], groups: dict[str, str]) -> pd.DataFrame:
    """The same as a table, a row a theme."""
    return pd.DataFrame(
        [
            {"theme": row.label}
            | {people.capitalize(): row.text(group) for group, people in groups.items()}
            for row in rows
        ]
    ).set_index("theme")
