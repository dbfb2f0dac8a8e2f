"""Gather what was said of one topic: the helps, hindrances and wishes that are about the same
thing, and the recommendations that answer them.

Which theme belongs to which topic is data, the column `topic` of the codebook. A theme that has
none is of the topic OTHER, so that nothing a later cohort says is left out.
"""

from __future__ import annotations

import pandas as pd

from cohortbook.findings.recommendations import ANSWERS
from cohortbook.findings.themes import leaves, passages_behind
from cohortbook.study.study import ALL, Study
from cohortbook.study.theme_tree import lineage

KINDS = ("enablers", "barriers", "wishes")
OTHER = "Other matters"


def topic_of(study: Study, theme_id: str) -> str:
    """Return the topic that a theme, or the nearest theme above it that has one, belongs to."""
    topics = study.tables["themes"].set_index("theme_id")["topic"].dropna()
    return next((topics[theme] for theme in reversed(lineage(theme_id)) if theme in topics), OTHER)


def topics(study: Study) -> list[str]:
    """Return the topics that anything was said of, the one with the most passages first and other
    matters last.
    """
    themes = dict.fromkeys(passages_behind(study, ALL)["theme_id"])
    held = [topic_of(study, theme) for theme in themes if theme.split(".")[0] in KINDS]
    size = {topic: len(topic_statements(study, topic)) for topic in dict.fromkeys(held)}
    return sorted(size, key=lambda topic: (topic == OTHER, -size[topic]))


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
    labels = study.tables["themes"].set_index("theme_id")["label"]
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
