"""Tables of the audit: verdicts, key claims, means and checklists."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd

from cohortbook.audit.checks import stated_text
from cohortbook.audit.claims import VERDICTS, as_records, page_of
from cohortbook.exhibits.present import Cell, Shown, number_cell, records, shown_table
from cohortbook.study.finding import Findings
from cohortbook.study.study import Study
from cohortbook.study.wording import counted, label_of

VERDICTS_IN_WORDS = {
    "reproduced": "reproduced",
    "differs": "not borne out by its tables, the people it names or our coding",
    "inconsistent": "not in agreement with another of its statements",
    "not_checkable": "impossible to check from what is published",
}
BASES_IN_WORDS = {
    "rows": "recomputed",
    "statement": "another statement",
    "reading": "our reading",
    "nothing": "nothing that would tell",
}


def basis_text(claim: dict) -> str:
    """Return what the verdict of an audited claim rests on, in words; of rows, how many."""
    words = BASES_IN_WORDS[claim["basis"]]
    if claim["basis"] in ("statement", "nothing"):
        return words
    return f"{words} ({counted(str(claim['basis_rows']), 'rows')})"


def verdict_mark(verdict: str) -> str:
    """Return a verdict as HTML: a word, with a mark of its own, so that it does not
    rest on colour.
    """
    return f'<span class="cb-verdict cb-{verdict}">{label_of(verdict).lower()}</span>'


def verdict_table(findings: Findings, claims: pd.DataFrame, caption: str) -> Shown:
    """Show how many claims have each verdict. The audit itself goes with it, for the pages that are
    made from it.
    """
    rows = [
        [
            Cell(label_of(own.category) if own.category else "All claims"),
            number_cell(own),
        ]
        for own in findings
    ]
    shown = shown_table(caption, ["Verdict", "Claims"], rows, findings=findings)
    return replace(shown, claims=as_records(claims))


def verdict_columns(findings: Findings, caption: str, heading: str) -> Shown:
    """Show verdicts by kind, part of the report or basis: a row each of these, a column a
    verdict.
    """
    rows = []
    for label, same in findings.by(lambda own: own.label).items():
        name = BASES_IN_WORDS.get(label, label)
        name = label_of(name) if name.islower() else name
        rows.append([Cell(name), *map(number_cell, same)])
    return shown_table(
        caption, [heading, *(label_of(verdict) for verdict in VERDICTS)], rows, findings=findings
    )


def key_claims(study: Study, claims: pd.DataFrame) -> Shown:
    """Show the claims that matter most: what is stated, what was found or would have to be known,
    what rests on it and what does not.
    """
    by_id = claims.set_index("claim_id")
    parts, plain = [], []
    for row in study.tables["key_claims"].sort_values("order").to_dict("records"):
        claim = by_id.loc[row["claim_id"]]
        found = (
            f"; found: {claim['recomputed_value']}."
            if claim["recomputed_value"]
            else f". What would tell: {claim['turns']}"
        )
        stated = f"Stated: {escape(stated_text(claim) + found)} "
        parts.append(
            f'<li class="cb-{claim["verdict"]}"><p>'
            f'<a href="{page_of(claim["locator"])}.html#{row["claim_id"]}">'
            f"{escape(claim['claim'])}</a>"
            f" {verdict_mark(claim['verdict'])}</p><p>{stated}{_note(claim)}What depends on it:"
            f" {escape(row['bears_on'])}. What does not: {escape(row['leaves_alone'])}.</p></li>"
        )
        plain.append(f"{row['order']}. {claim['claim']}: {claim['verdict']}")
    return Shown(
        f'<ol class="cb-key-claims">{"".join(parts)}</ol>' if parts else "<p>None are named.</p>",
        "\n".join(plain) or "None are named.",
    )


def _note(claim: pd.Series) -> str:
    """What a reader must know before comparing what is stated with what was found, as HTML."""
    return "" if pd.isna(claim["note"]) else f"{escape(claim['note'])}. "


def means_table(means: pd.DataFrame, findings: Findings, caption: str) -> Shown:
    """Show for each stated mean whether whole numbers can have it, how often the test would catch a
    slip, and which sums it takes.
    """
    power = {own.category: own for own in findings}
    rows = [
        [
            Cell(f"{row['claim']} ({row['claim_id']})"),
            Cell(row["stated"]),
            Cell(str(row["n"])),
            Cell("possible" if row["is_possible"] else "impossible"),
            number_cell(power[row["claim_id"]]),
            Cell(row["needed"]),
            Cell(row["actual"]),
        ]
        for row in means.to_dict("records")
    ]
    return shown_table(
        caption,
        [
            "Mean",
            "Stated",
            "Of",
            "For whole numbers",
            "Slips it would catch",
            "Sums it takes",
            "Sum of the rows",
        ],
        rows,
        findings=findings,
    )


def claim_list(claims: pd.DataFrame, caption: str) -> Shown:
    """Show some claims, one a row, with what was stated, what was found and the verdict."""
    shown = claims.assign(
        verdict=claims["verdict"].map(lambda verdict: label_of(verdict).lower()),
        stated=[stated_text(claim) for claim in claims.to_dict("records")],
    )
    return records(
        shown,
        caption,
        {
            "claim_id": "Claim",
            "claim": "What it says",
            "stated": "Stated",
            "recomputed_value": "Found",
            "verdict": "Verdict",
        },
    )


def checklist_counts(findings: Findings, caption: str) -> Shown:
    """Show how many items of each guideline are reported, reported in part and not reported."""
    rows = [
        [Cell(checklist), *map(number_cell, same)]
        for checklist, same in findings.by(lambda own: own.label).items()
    ]
    return shown_table(
        caption, ["Checklist", "Reported", "In part", "Not reported"], rows, findings=findings
    )


def checklist_table(items: pd.DataFrame, caption: str) -> Shown:
    """Show the items of a guideline: whether the report meets them, what it says, and where."""
    shown = items.assign(
        status=items["status"].map(label_of),
        item=items["number"].astype(str) + ". " + items["item"],
        locator=items["locator"].fillna("").str.replace(";", ", "),
    )
    return records(
        shown,
        caption,
        {
            "item": "Item",
            "domain": "Part",
            "status": "Status",
            "finding": "What the report says",
            "locator": "Where",
        },
    )
