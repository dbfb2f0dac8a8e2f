"""Show what was said of one topic: who of whom, in our words, and what is recommended about it."""

from __future__ import annotations

from html import escape

import pandas as pd

from cohortbook.exhibits.present import Cell, Shown, details, joined, shown_table
from cohortbook.exhibits.theme_tables import STANCES, chosen_themes_table
from cohortbook.findings.topics import (
    topic_recommendations,
    topic_statements,
    topic_themes,
    topics,
)
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import sentence_list, words_of

NOTHING = "No recommendation of the report answers this."


def topic_sections(study: Study, findings: Findings) -> Shown:
    """Show each topic under a heading of its own: how many people spoke of each of its themes, what
    they said in our words (folded), and which recommendations answer it.

    `findings` are people per theme of the scopes to show, as `themes.per_theme` returns them.
    """
    held = topics(study)
    ways = "".join(f'<li><a href="#{_address(name)}">{escape(name)}</a></li>' for name in held)
    sections = [_section(study, findings, name) for name in held]
    contents = Shown(f'<ul class="cb-topics">{ways}</ul>' if held else "", "")
    return joined([contents, *sections], "\n\n")


def _section(study: Study, findings: Findings, name: str) -> Shown:
    themes = topic_themes(study, name)
    counts = chosen_themes_table(study, findings, themes, f"{name}: who spoke of it")
    parts = joined([counts, _said(name, topic_statements(study, name)), _recommended(study, name)])
    heading = f'<h3 id="{_address(name)}">{escape(name)}</h3>'
    return Shown(f"<section>{heading}{parts.html}</section>", f"{name}\n{parts.plain}")


def _address(name: str) -> str:
    return f"topic-{'-'.join(words_of(name))}"


def _said(name: str, statements: pd.DataFrame) -> Shown:
    """What was said, a row a passage, folded behind how many there are."""
    if statements.empty:
        return Shown("", "")
    rows = [
        [
            Cell(row["summary"] + STANCES[row["stance"]]),
            Cell(row["group"]),
            Cell(sentence_list(row["labels"])),
        ]
        for row in statements.to_dict("records")
    ]
    title = f"What they said, in our words ({len(rows)})"
    shown = shown_table(f"{name}: what they said", ["In our words", "Whose", "About"], rows)
    return Shown(details(title, shown.html), shown.plain)


def _recommended(study: Study, name: str) -> Shown:
    """The recommendations that answer a topic, as a sentence."""
    held = topic_recommendations(study, name)
    if held.empty:
        return Shown(f"<p>{NOTHING}</p>", NOTHING)
    named = sentence_list(
        [
            f"{row['number']}, “{row['topic']}”{' (in part)' if row['in_part'] else ''}"
            for row in held.to_dict("records")
        ]
    )
    text = f"{'Recommendation' if len(held) == 1 else 'Recommendations'} {named}."
    link = '<a href="recommendations.html">What was recommended</a>'
    return Shown(f"<p><strong>Recommended:</strong> {escape(text)} {link}</p>", text)
