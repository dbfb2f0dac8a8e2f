"""Compute what a book shows of a cohort in each mode, from the policy's thresholds.

Its people are told this before they agree, and its evaluator before the work begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cohortbook.findings.declared import registered
from cohortbook.findings.register import Protect
from cohortbook.publication.suppression import (
    FEW,
    MOST,
    Printed,
    Rule,
    Said,
    fewest_interviewed,
    parts,
    range_of_part,
    rules_of,
    statements,
)
from cohortbook.study.policy import Policy
from cohortbook.study.withheld import range_text


class Table(NamedTuple):
    """A table that people are asked about apart: its name in consent.csv, its title,
    its content.
    """

    name: str
    title: str
    content: str


TABLES = (
    Table(
        "took_part",
        "Who took part",
        "gender, service, post, working hours, awards, years since qualifying, knowledge of"
        " research, whether they completed the programme",
    ),
    Table(
        "interviewed",
        "Who was interviewed",
        "how many, alone or in groups, online or in person, and why others were not",
    ),
    Table("themes", "What was said", "themes, and how many people spoke of each"),
    Table("summaries", "Summaries", "what single statements say, in the evaluators’ own words"),
    Table("impacts", "Changes reported", "what changed, for whom, and how far it has come"),
)


DECLARED = {  # numbers that are shown whole or not at all, with the functions that compute them
    "awards as printed": ("demographics.qualifying_award",),
    "comparisons with the workforce": (
        "baselines.comparison",
        "baselines.stratified",
        "multiple_tests.adjusted",
    ),
    "people only named with others": ("themes.listed_per_theme",),
    "changes: type": ("impacts.impact_types",),
    "comparisons with earlier cohorts": (
        "between_cohorts.years_between",
        "between_cohorts.share_between",
        "years_by_rank.years_by_rank",
    ),
    "how many people it takes": ("themes.accumulation",),
    "single changes, what was measured": ("impacts.impact_rows", "impacts.impact_measures"),
}


class Shown(NamedTuple):
    """What one kind of number or text shows in each mode."""

    what: str
    strict: str
    agreed: str
    already_public: str


HEADINGS = Shown("", "strict", "agreed", "already_public")


def what_shows(policy: Policy, people: int, interviewed: int) -> list[Shown]:
    """Return what the modes show of a cohort of this many award holders; a row is one
    kind of number or text.
    """
    rules, least = rules_of(policy), policy.threshold("smallest_base_of_a_mean")
    said = rules["statements"]
    people_shown = _split(people, rules["attributes"])
    return [
        Shown("how many took part, were interviewed", "exact", "exact", "exact"),
        Shown(f"who took part, of {people}", people_shown, "exact", "exact"),
        Shown(
            "managers: posts",
            f"as above, of {rules['attributes'].base} managers or more",
            "exact",
            "exact",
        ),
        Shown("how interviewed, how many interviews", "withheld", "exact", "exact"),
        Shown(f"themes, of {interviewed}", _themes(interviewed, said), "exact", "exact"),
        Shown("themes, with those not interviewed", "where the theme is exact", "exact", "exact"),
        Shown(
            "changes: level, stage, reach, source",
            _enough(
                f"exact 0, {said.smallest} or more; range 1 to {said.smallest - 1}",
                interviewed,
                fewest_interviewed(said),
            ),
            "exact",
            "exact",
        ),
        Shown(
            "summaries in your own words",
            _enough("without people", interviewed, said.base),
            "without people",
            "with identifiers",
        ),
        Shown("mean of years", _enough("shown", people, least), "shown", "shown"),
        Shown("median, spread, ends of years", "withheld", "shown", "shown"),
        *(Shown(what, *_by_declaration(functions)) for what, functions in DECLARED.items()),
        Shown("a row for each person", "withheld", "withheld", "shown"),
    ]


def _by_declaration(functions: tuple[str, ...]) -> tuple[str, str, str]:
    """What each mode shows of numbers that no rule of small counts is about."""
    (protect,) = {registered()[name][1].protect for name in functions}
    return "withheld", "shown" if protect is Protect.IF_AGREED else "withheld", "shown"


def notes(policy: Policy) -> list[str]:
    """Return what must be known to read `what_shows`, in sentences."""
    people = rules_of(policy)["attributes"]
    few, most = (range_text(range_of_part(part, people.base, people)) for part in (FEW, MOST))
    said = rules_of(policy)["statements"]
    least = policy.threshold("smallest_base_of_a_mean")
    return [
        (
            f"A range reads, of {people.base}, “{few}” or “{most}”. A count of all is exact,"
            " because its zeros are exact."
        ),
        "Of a theme, the range ends with all; where few managers were asked, it can begin with 0.",
        (
            "Counts are those of a table with two rows. In a longer one, other counts can be hidden"
            " to protect a small one."
        ),
        (
            "In agreed, this holds for people who agreed; those who did not are protected as in"
            " strict."
        ),
        (
            f"Changes are counted by kind if at least {fewest_interviewed(said)} people were"
            f" interviewed, at least {said.base} of them reported a change, and there are at least"
            f" {said.base} changes."
        ),
        (
            "Who reported changes is counted if at least"
            f" {said.base} people of each group were interviewed."
        ),
        f"A mean of years is given where those of {least} people or more are known.",
    ]


def as_lines(rows: Iterable[Shown]) -> list[str]:
    """Return the table as lines of text, its columns aligned."""
    table = [HEADINGS, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]


def as_markdown(rows: Iterable[Shown]) -> str:
    """Return the table in Markdown."""
    lines = [HEADINGS, Shown(*[":--"] * len(HEADINGS)), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _split(base: int, rule: Rule) -> str:
    """How each count of a table that divides people in two is printed."""
    return _words([parts((count, base - count), rule)[0] for count in range(base + 1)], rule)


def _themes(asked: int, rule: Rule) -> str:
    """How each count of people who spoke of a theme is printed."""
    return _words(
        [statements(Said(count, asked), Said(0, 0), rule)[0] for count in range(asked + 1)], rule
    )


def _words(printed: list[Printed], rule: Rule) -> str:
    """Which counts are printed as they are and which as a range, given what is printed of 0, 1, 2
    and so on.
    """
    exact = [count for count, text in enumerate(printed) if text == count]
    ranges = [
        _spans([count for count, text in enumerate(printed) if text == word])
        for word in (FEW, MOST)
    ]
    hidden = ", ".join(filter(None, ranges))
    if not hidden and len(exact) < len(printed):
        return f"withheld, fewer than {rule.base} people"
    return f"exact {_spans(exact)}" + (f"; range {hidden}" if hidden else "")


def _enough(shown: str, people: int, least: int) -> str:
    return shown if people >= least else f"withheld, fewer than {least} people"


def _spans(numbers: list[int]) -> str:
    """Whole numbers in order, those that follow each other as "5 to 8"."""
    starts = [number for number in numbers if number - 1 not in numbers]
    ends = [number for number in numbers if number + 1 not in numbers]
    return ", ".join(
        str(start) if start == end else f"{start} to {end}"
        for start, end in zip(starts, ends, strict=True)
    )
