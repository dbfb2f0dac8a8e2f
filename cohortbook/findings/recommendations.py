"""Trace recommendations both ways: from each to the themes that it answers, and from each wish to
what answers it.

The recommendations are the report's, so they are traced to the people who were interviewed for it;
those of a later cohort are no support of what was written before they were asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from cohortbook.findings.register import declares
from cohortbook.findings.themes import (
    RESERVE,
    coded_in,
    leaves,
    listed_per_theme,
    people_per_theme,
    statements,
)
from cohortbook.study.finding import Finding, count_of
from cohortbook.study.layout import REPORTED
from cohortbook.study.people import cases
from cohortbook.study.study import ALL, Study
from cohortbook.study.theme_tree import lineage

LISTS = {"full": "In the full list", "summary": "In the summary", "discussion": "In the discussion"}
ANSWERABLE = ("barriers", "wishes")  # what a recommendation could answer
ANSWERS = ("about", "in_part")  # relations in which a recommendation answers a theme
RELATIONS = (*ANSWERS, "related")
DIFFERENCE = re.compile(r"(?:(\d+): )?(.+)")  # of one recommendation, or of all its item takes up


def support(study: Study) -> pd.DataFrame:
    """Return what each recommendation of the full list is linked to: a row is one link, first those
    that it answers.

    Columns: number, topic, relation, theme_id, label, how, people (a finding: those who
    individually spoke of the theme), listed (how many more only collective statements name).
    """
    links = study.tables["recommendation_links"]
    links = links.assign(order=links["relation"].map(RELATIONS.index).astype(int)).sort_values(
        ["number", "order"], kind="stable"
    )
    topics = _full(study).set_index("number")["topic"]
    labels = study.tables["themes"].set_index("theme_id")["label"]
    people, listed = _heard_of(study)
    return links.assign(
        topic=links["number"].map(topics),
        theme_id=links["to_id"],
        label=links["to_id"].map(labels),
        people=[people[theme] for theme in links["to_id"]],
        listed=[listed[theme] for theme in links["to_id"]],
    )[["number", "topic", "relation", "theme_id", "label", "how", "people", "listed"]]


def _full(study: Study) -> pd.DataFrame:
    recommendations = study.tables["recommendations"]
    return recommendations[recommendations["list"] == "full"]


def _heard_of(study: Study) -> tuple[dict[str, Finding], dict[str, int]]:
    """By theme, of the cohorts of the report: the finding of those who individually spoke of it,
    and how many are only listed.
    """
    scope = REPORTED if study.has_own_report_scope else ALL
    people, listed = (
        {
            finding.category.removesuffix(".people"): finding
            for finding in function(study, scope)
            if finding.category.endswith(".people")
        }
        for function in (people_per_theme, listed_per_theme)
    )
    return people, {theme: finding.value for theme, finding in listed.items()}


def requests(study: Study) -> pd.DataFrame:
    """Return what is asked for, of whom, and how strongly: a row a recommendation of the full list.

    Columns: number, topic, asks, actor, strength, action (what becomes of what is done today),
    in_summary (numbers of the summary's list that say the same, or a part of it).
    """
    full = _full(study)
    return full.assign(in_summary=[_in_summary(study, number) for number in full["number"]])[
        ["number", "topic", "asks", "actor", "strength", "action", "in_summary"]
    ]


def _in_summary(study: Study, number: int) -> str:
    answers = _answers_of_summary(study)
    held = answers[answers["answered"] == number]
    return ", ".join(held["number"].astype(str) + held["extent"])


def _answers_of_summary(study: Study) -> pd.DataFrame:
    """Return what the summary takes up of the full list: a row is one of its items and one number
    of the full list (answered); extent says whether it takes up only a part.
    """
    items = study.tables["recommendations"]
    summary = items[items["list"] == "summary"]
    held = [
        summary.assign(answered=summary[column].str.split(";"), extent=extent)
        for column, extent in (("same_as", ""), ("in_part", ", in part"))
    ]
    return pd.concat(held).explode("answered").dropna(subset=["answered"]).astype({"answered": int})


@declares()
def recommendation_support(study: Study) -> Iterator[Finding]:
    """Return, for each recommendation, how many people individually spoke of a theme that it
    answers, of those interviewed in cohorts that the report covers and that have been coded.

    Statistics: `people` who spoke of it, `with_reservation` those of them who qualified what they
    said, `against` those who said only the opposite, `listed` those whom only collective statements
    name. What is related to a recommendation and not answered by it is not counted, nor are
    passages that one which answers a theme in part leaves out.
    """
    study = study.of_report
    coded = coded_in(study, ALL)
    said = statements(study)
    said = said[said["cohort"].isin(coded)]
    links = study.tables["recommendation_links"]
    links = links[links["relation"].isin(ANSWERS)]
    heard = int(cases(study)["cohort"].isin(coded).sum())
    for row in _full(study).to_dict("records"):
        themes = set(links[links["number"] == row["number"]]["to_id"])
        held = said[[not themes.isdisjoint(lineage(theme)) for theme in said["theme_id"]]]
        held = held[~held["passage_id"].isin(_left_out(links[links["number"] == row["number"]]))]
        rows = (row["source_row"], *dict.fromkeys(place for pair in held["rows"] for place in pair))
        for statistic, people in _for_and_against(held).items():
            yield Finding(
                ALL,
                "recommendation",
                f"r{row['number']:02d}",
                statistic,
                len(people),
                heard,
                "people",
                rows,
                f"{row['number']}. {row['topic']}",
            )


def _left_out(links: pd.DataFrame) -> set[str]:
    """The passages that links leave out."""
    return {passage for held in links["leaves_out"].dropna() for passage in held.split(";")}


def _for_and_against(said: pd.DataFrame) -> dict[str, set[str]]:
    """Who spoke of something, by how."""
    individually = said[~said["is_collective"]]
    by_stance = {
        stance: set(individually["case_id"][individually["stance"] == stance]) for stance in RESERVE
    }
    people = by_stance["supports"] | by_stance["qualifies"]
    listed = said[said["is_collective"] & (said["stance"] != "contradicts")]
    return {
        "people": people,
        "with_reservation": by_stance["qualifies"],
        "against": by_stance["contradicts"] - people,
        "listed": set(listed["case_id"]) - people,
    }


@declares()
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
    """Return each recommendation of either list with what it corresponds to in the other, and how
    they differ; a row is one recommendation. Columns: full, summary, differs.
    """
    items = study.tables["recommendations"]
    items = items.assign(
        item=items["number"].astype(str) + ". " + items["topic"],
        differs=items["differs"].fillna(""),
    )
    summary, full = (items[items["list"] == name] for name in ("summary", "full"))
    discussed = items[(items["list"] == "discussion") & (items["differs"] != "")]
    in_discussion = dict(zip(discussed["same_as"], discussed["differs"], strict=True))
    answers = _answers_of_summary(study)
    rows = []
    for row in full.itertuples():
        held = answers[answers["answered"] == row.number]
        same = [f"{own.number}. {own.topic}{own.extent}" for own in held.itertuples()]
        differs = [text for own in held["differs"].dropna() for text in _of_item(own, row.number)]
        if str(row.number) in in_discussion:
            differs.append(f"in the discussion, {in_discussion[str(row.number)]}")
        said = "; ".join(same) or "in no item of the summary"
        rows.append((row.item, said, "; ".join(differs)))
    rows += [
        ("in no item of the full list", row.item, row.differs)
        for row in summary[summary["same_as"].isna()].itertuples()
    ]
    return pd.DataFrame(rows, columns=["full", "summary", "differs"])


def _of_item(differs: str, number: int) -> list[str]:
    """The differences of a summary's item that are about one of the full list: those that begin
    with its number, and those that begin with none.
    """
    parts = [DIFFERENCE.fullmatch(part.strip()) for part in differs.split(";")]
    return [found[2] for found in parts if found and found[1] in (None, str(number))]


def unanswered(study: Study) -> pd.DataFrame:
    """Return the leaf barriers and wishes that someone spoke of and that no recommendation answers,
    or none in full; a row a theme.

    Columns: theme_id, label, people (a finding), listed, answer (what the recommendation that
    answers it in part leaves out, or which ones are related).
    """
    links = study.tables["recommendation_links"]
    people, listed = _heard_of(study)
    labels = study.tables["themes"].set_index("theme_id")["label"]
    rows = []
    for theme in leaves(study):
        held = links[links["to_id"].isin(lineage(theme))]
        is_answered = (held["relation"] == "about").any()
        is_spoken_of = people[theme].value or listed[theme]
        if theme.split(".")[0] in ANSWERABLE and is_spoken_of and not is_answered:
            answer = _part_answered(held)
            rows.append((theme, labels[theme], people[theme], listed[theme], answer))
    return pd.DataFrame(rows, columns=["theme_id", "label", "people", "listed", "answer"])


def _part_answered(links: pd.DataFrame) -> str:
    """What is said of the recommendations that answer a theme in part or are related to it."""
    in_part = links[links["relation"] == "in_part"]
    if len(in_part):
        return "; ".join(
            f"in part by {row.number}, which {row.how}" for row in in_part.itertuples()
        )
    return ", ".join(f"{number} is related" for number in sorted(links["number"]))
