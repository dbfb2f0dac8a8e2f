"""Trace recommendations both ways: from each to the themes that support it, and from each wish to
what answers it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cohortbook.findings.finding import Finding, as_findings, count_of
from cohortbook.findings.themes import coded_in, leaves, people_per_theme, statements, within
from cohortbook.study.people import cases
from cohortbook.study.study import ALL, Study
from cohortbook.study.theme_tree import lineage

LISTS = {"full": "In the full list", "summary": "In the summary", "discussion": "In the discussion"}
ANSWERABLE = ("barriers", "wishes")  # what a recommendation could answer

SUPPORT = ["number", "topic", "in_summary", "theme_id", "label", "how", "people", "passages"]


def support(study: Study) -> pd.DataFrame:
    """Return what supports each recommendation of the full list: a row is one link.

    Columns: number, topic, in_summary (numbers of the summary's list that say the same), theme_id,
    label, how, people (a finding: those who spoke of the theme), passages.
    """
    links = study.tables["recommendation_links"].sort_values("number", kind="stable")
    full = study.tables["recommendations"]
    full = full[full["list"] == "full"].set_index("number")["topic"]
    labels = study.tables["themes"].set_index("theme_id")["label"]
    people = {row["id"]: row for row in people_per_theme(study, ALL).to_dict("records")}
    said = statements(study)
    said = said[said["stance"] != "contradicts"]
    rows = []
    for link in links.to_dict("records"):
        number, theme = link["number"], link["to_id"]
        rows.append(
            {
                "number": number,
                "topic": full[number],
                "in_summary": _in_summary(study, number),
                "theme_id": theme,
                "label": labels[theme],
                "how": link["how"],
                "people": people[f"{ALL}.theme.{theme}.people.count"],
                "passages": said[within(said["theme_id"], theme)]["passage_id"].nunique(),
            }
        )
    return pd.DataFrame(rows, columns=SUPPORT)


def _in_summary(study: Study, number: int) -> str:
    """The numbers of the summary's list that say the same as one of the full list."""
    summary = study.tables["recommendations"]
    summary = summary[summary["list"] == "summary"].dropna(subset=["same_as"])
    return ", ".join(
        str(row.number) for row in summary.itertuples() if str(number) in row.same_as.split(";")
    )


@as_findings
def recommendation_support(study: Study) -> Iterator[Finding]:
    """Return, for each recommendation, how many people spoke of any theme that supports it, of
    those heard in cohorts that have been coded.
    """
    coded = coded_in(study, ALL)
    said = statements(study)
    said = said[said["cohort"].isin(coded) & (said["stance"] != "contradicts")]
    recommendations = study.tables["recommendations"]
    links = study.tables["recommendation_links"]
    heard = int(cases(study)["cohort"].isin(coded).sum())
    for row in recommendations[recommendations["list"] == "full"].to_dict("records"):
        themes = set(links[links["number"] == row["number"]]["to_id"])
        held = said[[not themes.isdisjoint(lineage(theme)) for theme in said["theme_id"]]]
        yield Finding(
            ALL,
            "recommendation",
            f"r{row['number']:02d}",
            "people",
            held["case_id"].nunique(),
            heard,
            "people",
            (row["source_row"], *dict.fromkeys(place for pair in held["rows"] for place in pair)),
            f"{row['number']}. {row['topic']}",
        )


@as_findings
def list_lengths(study: Study) -> Iterator[Finding]:
    """Return the number of recommendations in each list, and how many of the full list the summary
    holds.
    """
    recommendations = study.tables["recommendations"]
    for name in recommendations["list"].cat.categories:
        rows = recommendations[recommendations["list"] == name]
        yield count_of(
            ALL, "recommendations", name, rows, len(rows), "recommendations", LISTS.get(name, "")
        )
    summary = recommendations[recommendations["list"] == "summary"]
    held = {int(number) for same in summary["same_as"].dropna() for number in same.split(";")}
    full = recommendations[recommendations["list"] == "full"]
    yield Finding(
        ALL,
        "recommendations",
        "full_in_summary",
        "count",
        len(held),
        len(full),
        "recommendations",
        tuple(summary["source_row"]),
        "Of the full list, taken up by the summary",
    )


def list_differences(study: Study) -> pd.DataFrame:
    """Return each recommendation of either list beside what it corresponds to in the other; a row
    is one recommendation.
    """
    items = study.tables["recommendations"]
    items = items.assign(item=items["number"].astype(str) + ". " + items["topic"])
    summary, full = (items[items["list"] == name] for name in ("summary", "full"))
    answers: dict[str, list[str]] = {}
    for other in summary.dropna(subset=["same_as"]).itertuples():
        for number in set(other.same_as.split(";")):
            answers.setdefault(number, []).append(other.item)
    rows = [
        (row.item, "; ".join(answers.get(str(row.number), ["in no item of the summary"])))
        for row in full.itertuples()
    ]
    rows += [
        ("in no item of the full list", item) for item in summary[summary["same_as"].isna()]["item"]
    ]
    return pd.DataFrame(rows, columns=["full", "summary"])


def unanswered(study: Study) -> pd.DataFrame:
    """Return the leaf barriers and wishes, spoken of by somebody, that no recommendation is linked
    to.
    """
    linked = list(study.tables["recommendation_links"]["to_id"])
    themes = study.tables["themes"].set_index("theme_id")
    people = {row["id"]: row for row in people_per_theme(study, ALL).to_dict("records")}
    rows = []
    for theme in leaves(study):
        answered = any(theme == link or theme.startswith(f"{link}.") for link in linked)
        found = people[f"{ALL}.theme.{theme}.people.count"]
        if theme.split(".")[0] in ANSWERABLE and not answered and found["value"]:
            rows.append({"theme_id": theme, "label": themes.loc[theme, "label"], "people": found})
    return pd.DataFrame(rows, columns=["theme_id", "label", "people"])
