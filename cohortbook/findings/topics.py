"""Gather what was said of one topic: the helps, hindrances and wishes that are about the same
thing, and the recommendations that answer them.

Which theme belongs to which topic is data, programme/topics.csv. A theme that is in no topic is of
the topic OTHER, so that nothing a later cohort says is left out.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.findings.recommendations import ANSWERS
from cohortbook.findings.themes import leaves, passages_behind
from cohortbook.study.study import ALL, Study
from cohortbook.study.theme_tree import lineage

KINDS = ("enablers", "barriers", "wishes")
OTHER = "other"


def topic_of(study: Study, theme_id: str) -> str:
    """Return the topic that a theme, or the nearest theme above it that has one, belongs to."""
    topics = _column(study, "topics", "topic")
    return next((topics[theme] for theme in reversed(lineage(theme_id)) if theme in topics), OTHER)


def _column(study: Study, table: str, column: str) -> dict[str, str]:
    """A column of a table of themes, by theme."""
    return dict(zip(study.tables[table]["theme_id"], study.tables[table][column], strict=True))


def topic_themes(study: Study, topic: str) -> list[str]:
    """Return the lowest themes of a topic: helps, then hindrances, then wishes, each in the
    codebook's order.
    """
    return [
        theme
        for kind in KINDS
        for theme in leaves(study)
        if theme.split(".")[0] == kind and topic_of(study, theme) == topic
    ]


def topic_statements(study: Study, topic: str) -> pd.DataFrame:
    """Return what was said of a topic in cohorts whose people are public, in our words; a row is
    one passage. Columns: summary, group, stance, labels (of its themes in the topic).
    """
    labels = _column(study, "themes", "label")
    held = passages_behind(study, ALL)
    held = held[held["theme_id"].isin(topic_themes(study, topic))]
    return (
        held.assign(labels=held["theme_id"].map(labels))
        .groupby("passage_id", sort=False)
        .agg({"summary": "first", "group": "first", "stance": "first", "labels": list})
        .reset_index(drop=True)
    )


def topic_recommendations(study: Study, topic: str) -> pd.DataFrame:
    """Return the recommendations of the full list that answer something in a topic; a row is one.
    Columns: number, topic (what it is called), asks, in_part (whether it answers only in part).
    """
    links = study.tables["recommendation_links"]
    links = links[links["relation"].isin(ANSWERS) & links["to_id"].isin(topic_themes(study, topic))]
    in_part = links.groupby("number")["relation"].agg(lambda held: (held == "in_part").all())
    full = study.tables["recommendations"]
    full = full[(full["list"] == "full") & full["number"].isin(in_part.index)]
    return full.assign(in_part=full["number"].map(in_part))[["number", "topic", "asks", "in_part"]]
