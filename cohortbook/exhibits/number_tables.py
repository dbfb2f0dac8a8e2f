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
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import POOLED
from cohortbook.study.study import MANY, Study
from cohortbook.study.withheld import HIDDEN
from cohortbook.study.wording import (
    NOT_KNOWN,
    counted,
    date_text,
    label_of,
    of_text,
    sentence_list,
)

OF_ALL = (
    "Where the number not given is a range or hidden, counts are of all, those not given included."
)


def count_table(
    study: Study, findings: Findings, caption: str, heading: str, note: str = ""
) -> Shown:
    """Show counts of people: a row a category, a column a scope, each cell "5 of 7". Categories
    that hold no one in any scope are left out, unless that is all of them.
    """
    scopes = findings.scopes
    rows = []
    is_any = any(count.value for count in findings)
    for (measure, category), same in findings.by(lambda own: (own.measure, own.category)).items():
        if is_any and category and not any(count.value for count in same):
            continue
        label, counts = same[0].label or label_of(category or measure), {c.scope: c for c in same}
        rows.append([Cell(label), *(count_cell(counts.get(scope)) for scope in scopes)])
    note = f"{note} {OF_ALL}".strip() if is_of_all(findings) else note
    html, plain = scopes_table(study, caption, heading, scopes, rows, note)
    return Shown(html, plain, as_results(findings))


def is_of_all(counts: Findings) -> bool:
    """Return whether a count is printed whose base would be smaller if it were not withheld how
    many are not given.
    """
    withheld = {own.scope for own in counts.where(category="not_given") if own.is_withheld}
    return any(own.scope in withheld and own.value != HIDDEN for own in counts)


def scopes_table(
    study: Study, caption: str, heading: str, scopes: list[str], rows: list[list[Cell]], note: str
) -> tuple[str, str]:
    """Return HTML and plain text of a table with a column a scope; of many scopes only those of
    several cohorts together, and the others folded below, a row each.
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
        [[row[0], *(row[place] for place in together)] if len(row) > 1 else row for row in rows],
        note,
    )
    held = [row for row in rows if len(row) > 1]
    turned = [[Cell(titles[place - 1]), *(row[place] for row in held)] for place in single]
    each, plain_each = table(
        f"{caption}: each cohort", ["Cohort", *(row[0].text for row in held)], turned
    )
    return (
        f"{html}<details><summary>Each of {len(single)} cohorts</summary>{each}</details>",
        f"{plain}\n\n{plain_each}",
    )


def count_cell(count: Finding | None) -> Cell:
    """Return a count with its base; that no value is known is not the same as none."""
    return Cell("0") if count is None else Cell(count_text(count), count.id)


def count_text(count: Finding) -> str:
    """A count of n; with no one in the base, not given for a category and plainly 0 for a group
    that has no one.
    """
    if count.is_withheld:
        return count.value.of(count.n)
    if count.n:
        is_of_people = count.unit == "people"
        return of_text(count.value, count.n) if is_of_people else f"{count.value} of {count.n}"
    return "not given" if count.category else "0"


def statistic_table(study: Study, findings: Findings, caption: str, note: str = "") -> Shown:
    """Show the statistics of one measure: a row a statistic, a column a scope."""
    scopes = findings.scopes
    rows = []
    for statistic, same in findings.by(lambda own: own.statistic).items():
        by_scope = {own.scope: number_cell(own) for own in same}
        label = label_of(same[0].unit if statistic == "count" else statistic)
        rows.append([Cell(label), *(by_scope.get(scope, Cell(NOT_KNOWN)) for scope in scopes)])
    html, plain = scopes_table(study, caption, "Statistic", scopes, rows, note)
    return Shown(html, plain, as_results(findings))


def fact_table(study: Study, findings: Findings, caption: str) -> Shown:
    """Show the programme's facts: what, how much, and where the report says so."""
    labels = study.tables["facts"].set_index("fact_id")
    rows = [
        [
            Cell(labels.loc[fact.measure, "label"]),
            Cell(counted(fact.text, fact.unit), fact.id),
            Cell(labels.loc[fact.measure, "locator"]),
        ]
        for fact in findings
    ]
    return shown_table(
        caption, ["Fact", "Value", "Where the report says so"], rows, findings=findings
    )


def number_table(findings: Findings, caption: str) -> Shown:
    """Show findings one a row: what is counted, and how many."""
    rows = [
        [Cell(own.label or label_of(own.measure)), Cell(_of_those_asked(own), own.id)]
        for own in findings
    ]
    return shown_table(caption, ["Counted", "Number"], rows, findings=findings)


def _of_those_asked(finding: Finding) -> str:
    """People as "9 of 22"; anything else, and everybody, as a number alone."""
    is_part = (
        finding.unit == "people"
        and not finding.is_withheld
        and finding.n
        and finding.n != finding.value
    )
    return of_text(finding.value, finding.n) if is_part else finding.text


def by_scope(study: Study, findings: Findings, category: str) -> str:
    """Return the counts of one category in words: "5 of 7", or for several scopes "5 of 7 (Cohort
    1) and 9 of 11 (Cohort 2)"; of many only all.
    """
    is_few = len(findings.scopes) <= MANY
    counts = [
        count for count in findings.where(category=category) if is_few or count.scope in POOLED
    ]
    counts = [count for count in counts if count.value != HIDDEN] or counts[:1]
    if len(counts) == 1:
        return count_text(counts[0])
    return sentence_list([f"{count_text(count)} ({study.title(count.scope)})" for count in counts])


def missing_table(frame: pd.DataFrame, caption: str, first: tuple[str, str]) -> Shown:
    """Show published figures no one has seen, and how to bring each in; `first` is the first column
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
