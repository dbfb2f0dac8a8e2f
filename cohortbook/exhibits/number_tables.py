"""Tables of numbers: counts of people, statistics, facts."""

from __future__ import annotations

import pandas as pd

from cohortbook.exhibits.present import (
    Cell,
    Shown,
    number_cell,
    records,
    sentence,
    shown_table,
    table,
)
from cohortbook.findings.results import as_results
from cohortbook.study.layout import POOLED
from cohortbook.study.study import MANY, Study
from cohortbook.study.withheld import HIDDEN, is_withheld
from cohortbook.study.wording import (
    NOT_KNOWN,
    counted,
    date_text,
    label_of,
    of_text,
    sentence_list,
    text_of,
)

OF_ALL = (
    "Where the number not given is a range or hidden, counts are of all, those not given included."
)


def count_table(
    study: Study, findings: pd.DataFrame, caption: str, heading: str, note: str = ""
) -> Shown:
    """Show counts of people: a row a category, a column a scope, each cell "5 of 7". Empty "not
    given" rows are left out.
    """
    scopes = list(dict.fromkeys(findings["scope"]))
    found: dict[tuple[str, str], dict[str, dict]] = {}
    rows = []
    for row in findings.to_dict("records"):
        found.setdefault((row["measure"], row["category"]), {})[row["scope"]] = row
    for (measure, category), by_scope in found.items():
        if category == "not_given" and not any(row["value"] for row in by_scope.values()):
            continue
        label = next(iter(by_scope.values()))["label"] or label_of(category or measure)
        rows.append([Cell(label), *(_count_cell(by_scope.get(scope)) for scope in scopes)])
    held = [row for by_scope in found.values() for row in by_scope.values()]
    note = f"{note} {OF_ALL}".strip() if _is_of_all(held) else note
    html, plain = _scopes_table(study, caption, heading, scopes, rows, note)
    return Shown(html, plain, as_results(findings))


def _is_of_all(rows: list[dict]) -> bool:
    """Whether a count is printed whose base would be smaller if it were not withheld how many are
    not given.
    """
    withheld = {
        row["scope"] for row in rows if row["category"] == "not_given" and is_withheld(row["value"])
    }
    return any(row["scope"] in withheld and row["value"] != HIDDEN for row in rows)


def _scopes_table(
    study: Study, caption: str, heading: str, scopes: list[str], rows: list[list[Cell]], note: str
) -> tuple[str, str]:
    """A table with a column a scope; of many scopes only those of several cohorts together, and the
    others folded below, a row each.
    """
    titles = [study.title(scope) for scope in scopes]
    if len(scopes) <= MANY or not rows:
        return table(caption, [heading, *titles], rows, note)
    together = [place for place, scope in enumerate(scopes, start=1) if scope in POOLED] or [
        len(scopes)
    ]
    single = [place for place in range(1, len(scopes) + 1) if place not in together]
    html, plain = table(
        caption,
        [heading, *(titles[place - 1] for place in together)],
        [[row[0], *(row[place] for place in together)] for row in rows],
        note,
    )
    turned = [[Cell(titles[place - 1]), *(row[place] for row in rows)] for place in single]
    each, plain_each = table(
        f"{caption}: each cohort", ["Cohort", *(row[0].text for row in rows)], turned
    )
    return (
        f"{html}<details><summary>Each of {len(single)} cohorts</summary>{each}</details>",
        f"{plain}\n\n{plain_each}",
    )


def _count_cell(row: dict | None) -> Cell:
    """A count with its base; that no value is known is not the same as none."""
    if row is None:
        return Cell("0")
    return Cell(count_text(row), row["id"])


def count_text(row: dict) -> str:
    """A count of n; with nobody in the base, not given for a category and plainly 0 for a group
    that has nobody.
    """
    if is_withheld(row["value"]):
        return row["value"].of(row["n"])
    if row["n"]:
        return (
            of_text(row["value"], row["n"])
            if row["unit"] == "people"
            else f"{row['value']} of {row['n']}"
        )
    return "not given" if row["category"] else "0"


def statistic_table(study: Study, findings: pd.DataFrame, caption: str, note: str = "") -> Shown:
    """Show the statistics of one measure: a row a statistic, a column a scope."""
    scopes = list(dict.fromkeys(findings["scope"]))
    rows = []
    for statistic, same in findings.groupby("statistic", sort=False):
        by_scope = {row["scope"]: number_cell(row) for row in same.to_dict("records")}
        label = label_of(same["unit"].iloc[0] if statistic == "count" else statistic)
        rows.append([Cell(label), *(by_scope.get(scope, Cell(NOT_KNOWN)) for scope in scopes)])
    html, plain = _scopes_table(study, caption, "Statistic", scopes, rows, note)
    return Shown(html, plain, as_results(findings))


def fact_table(study: Study, findings: pd.DataFrame, caption: str) -> Shown:
    """Show the programme's facts: what, how much, and where the report says so."""
    labels = study.tables["facts"].set_index("fact_id")
    rows = [
        [
            Cell(labels.loc[row["measure"], "label"]),
            Cell(counted(text_of(row["value"], row["unit"]), row["unit"]), row["id"]),
            Cell(labels.loc[row["measure"], "locator"]),
        ]
        for row in findings.to_dict("records")
    ]
    return shown_table(
        caption, ["Fact", "Value", "Where the report says so"], rows, findings=findings
    )


def number_table(findings: pd.DataFrame, caption: str) -> Shown:
    """Show findings one a row: what is counted, and how many."""
    rows = [
        [Cell(row["label"] or label_of(row["measure"])), Cell(_of_those_asked(row), row["id"])]
        for row in findings.to_dict("records")
    ]
    return shown_table(caption, ["Counted", "Number"], rows, findings=findings)


def _of_those_asked(row: dict) -> str:
    """People as "9 of 22"; anything else, and everybody, as a number alone."""
    is_part = (
        row["unit"] == "people"
        and not is_withheld(row["value"])
        and row["n"]
        and row["n"] != row["value"]
    )
    return of_text(row["value"], row["n"]) if is_part else text_of(row["value"], row["unit"])


def by_scope(study: Study, findings: pd.DataFrame, category: str) -> str:
    """Return the counts of one category in words: "5 of 7", or for several scopes "5 of 7 (Cohort
    1) and 9 of 11 (Cohort 2)"; of many only all.
    """
    rows = [
        row
        for row in findings[findings["category"] == category].to_dict("records")
        if findings["scope"].nunique() <= MANY or row["scope"] in POOLED
    ]
    rows = [row for row in rows if row["value"] != HIDDEN] or rows[:1]
    texts = [count_text(row) for row in rows]
    if len(rows) > 1:
        texts = [
            f"{text} ({study.title(row['scope'])})" for text, row in zip(texts, rows, strict=True)
        ]
    return sentence_list(texts)


def missing_table(frame: pd.DataFrame, caption: str, first: tuple[str, str]) -> Shown:
    """Show published figures nobody has seen, and how to bring each in; `first` is the first column
    and its heading.
    """
    if frame.empty:
        return sentence("No figure is missing.")
    dates = ["" if pd.isna(date) else date_text(date) for date in frame["reference_date"]]
    headings = dict([first]) | {
        "reference_date": "As at",
        "note": "What to look up",
        "source_row": "Row to fill",
    }
    return records(frame.assign(reference_date=dates), caption, headings, kind="cb-cards")
