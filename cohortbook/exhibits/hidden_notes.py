"""Say by which rule of small counts a number, a figure or a summary is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from cohortbook.findings.hiding import why_no_summary
from cohortbook.study.withheld import NOTE

if TYPE_CHECKING:
    from cohortbook.study.study import Study

PAGE = "disclosure.html"  # next to every page that shows a number
EVERY_RULE = ("Who can be known from this book", "by-which-rule")
ATTRIBUTES, STATEMENTS, YEARS = (
    ("smallest_table", "smallest_count"),
    ("smallest_group", "smallest_theme_count"),
    ("smallest_base_of_a_mean",),
)


def rule_name(rule: str) -> str:
    """Return what readers call a rule of small counts: Smallest count."""
    return rule.replace("_", " ").capitalize()


def rule_address(rule: str) -> str:
    """Return the permanent id of a rule on the page of who can be known."""
    return f"rule-{rule.replace('_', '-')}"


def hidden_note(result_ids: Iterable[str] = (), text: str = NOTE) -> tuple[str, str]:
    """Return, as HTML and as text, a note that numbers are hidden, with the rules that hide numbers
    of these kinds; of no id, where all rules are.
    """
    rules = dict.fromkeys(rule for name in result_ids for rule in _rules_of(name))
    return _noted(text, [_named(rule) for rule in rules] or [EVERY_RULE])


def _named(rule: str) -> tuple[str, str]:
    return rule_name(rule), rule_address(rule)


def _rules_of(result_id: str) -> tuple[str, ...]:
    """The rules that can hide a number: of what was said or changed, of years, of who took part."""
    measure, *_, statistic = result_id.split(".")[1:]
    if measure == "theme" or measure.startswith("impact"):
        return STATEMENTS
    return YEARS if measure == "years_qualified" and statistic != "count" else ATTRIBUTES


def _noted(text: str, rules: list[tuple[str, str]]) -> tuple[str, str]:
    """A note with its rules, each a name and an address, as HTML and as text."""
    word = "rule" if len(rules) == 1 else "rules"
    links = ", ".join(f'<a href="{PAGE}#{place}">{escape(name)}</a>' for name, place in rules)
    names = ", ".join(name for name, _ in rules)
    return f"{escape(text)} The {word}: {links}.", f"{text} The {word}: {names}."


def summaries_note(study: Study, handle: str) -> tuple[str, str] | None:
    """Return, as HTML and as text, why themes of a protected cohort have no summary on its page,
    by what is published of it; None if each that someone spoke of has one.
    """
    lacking = without_summary(study, handle)
    if not lacking:
        return None
    if study.published[handle].statements:
        text = (
            f"Themes without a summary here: {', '.join(lacking)}. None has been written, none may"
            " be published, or they are too few: a hidden number could be told from them."
        )
        return _noted(text, [_named("smallest_theme_count")])
    why, rule = why_no_summary(study, handle)
    text = f"What was said is coded, but no summary of it is printed: {why}."
    return _noted(text, [_named(rule) if rule else EVERY_RULE])


def without_summary(study: Study, handle: str) -> list[str]:
    """Return the labels of the themes at the top that people of a protected cohort spoke of, or may
    have, and below which no summary is published.
    """
    held = study.published[handle]
    said = {row["theme_id"].partition(".")[0] for row in held.statements}
    spoken = {
        own.category.rpartition(".")[0]
        for own in held.results.where(measure="theme", statistic="count")
        if own.value
    }
    themes = study.tables["themes"]
    return [
        label
        for theme, label in zip(themes["theme_id"], themes["label"], strict=True)
        if theme in spoken - said and "." not in theme
    ]
