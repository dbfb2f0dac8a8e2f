"""Tables of what is decided about publication: the rules of small counts, and every decision."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.hidden_notes import rule_address, rule_name
from cohortbook.exhibits.present import Cell, Shown, folded, shown_table
from cohortbook.study.policy import Policy, decisions
from cohortbook.study.study import Study

TOGETHER = ["kind", "page", "treatment", "purpose", "audience", "decided_by", "decided_on"]


def rule_table(policy: Policy) -> Shown:
    """Show the rules of small counts, a row a rule, which notes on hidden numbers lead to; below
    them, folded, where they come from.
    """
    rules = policy.sections["thresholds"]
    rows = [
        [
            Cell(rule_name(own["rule"]), address=rule_address(own["rule"])),
            Cell(str(own["value"])),
            Cell(own["means"]),
        ]
        for own in rules
    ]
    sources = shown_table(
        "Where the numbers come from",
        ["Rule", "Source"],
        [[Cell(rule_name(own["rule"])), Cell(own["source"])] for own in rules],
        "ACRO is a program, and OpenSAFELY a service, with which results about people are checked"
        " before they are published.",
    )
    header = ["Rule", "Number", "What it means"]
    return folded(
        sources,
        "Where the numbers come from",
        shown_table("The rule of small counts", header, rows),
    )


def decision_table(study: Study) -> Shown:
    """Show how many tables, figures and files have each treatment, a row a treatment; below it,
    folded, every decision.
    """
    frame = decisions(study.policy)
    kinds = list(frame["kind"].unique())
    counts = pd.crosstab(frame["treatment"], frame["kind"])
    rows = [
        [Cell(treatment), *(Cell(str(counts.loc[treatment, kind])) for kind in kinds)]
        for treatment in frame["treatment"].unique()
    ]
    heading = "Of a protected cohort"
    summary = shown_table("Decisions by what is published", [heading, *kinds], rows)
    return folded(_every_decision(frame), f"Every decision about {len(frame)} things", summary)


def _every_decision(frame: pd.DataFrame) -> Shown:
    """Every decision, a row for all that one decision is about on a page."""
    pages = frame["name"].str.extract(r"^(?:(.+): )?(.+)$").fillna("")
    together = frame.assign(page=pages[0], name=pages[1]).groupby(TOGETHER, sort=False)
    rows = [
        [
            Cell(f"{page}: {', '.join(same['name'])}" if page else ", ".join(same["name"])),
            *map(Cell, (kind, *decided)),
        ]
        for (kind, page, *decided), same in together
    ]
    header = ["What", "Kind", "Of a protected cohort", "Purpose", "For", "Decided by", "On"]
    return shown_table("What is published, for whom and what for", header, rows)
