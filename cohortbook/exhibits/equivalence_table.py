"""Table of what a test that finds nothing leaves open."""

from __future__ import annotations

from cohortbook.exhibits.number_tables import count_text
from cohortbook.exhibits.present import Cell, Shown, number_cell, sentence, shown_table
from cohortbook.findings import baselines
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import Study

NOTE = (
    "What each test found is on the page of all significance tests. The 90% interval is that of two"
    " one-sided 5% tests (Clopper and Pearson). The sceptical prior has the published share as its"
    " mean and counts for as many people as there are. No one was drawn at random, so all of it is"
    " hypothetical."
)


def left_open_table(study: Study, findings: Findings, caption: str) -> Shown:
    """Show for each tested comparison the margin within which the published share
    could be called the same, and a sceptic's probability that the share is lower.
    """
    if not findings:
        return sentence("No published figure has been seen.")
    labels, rows = baselines.comparisons(study), []
    for (scope, measure), same in findings.by(lambda own: (own.scope, own.measure)).items():
        comparison_id = measure.removesuffix(".equivalence")
        tested = baselines.comparison(study, comparison_id, scope).by_statistic
        label = f"{study.title(scope)}: {labels[comparison_id]['label']}"
        rows.append([Cell(label), *_cells(tested, same.by_statistic)])
    header = [
        "Comparison",
        "Award holders",
        "Published",
        "90% interval",
        "Points from the published share",
        "Chance of a lower share (sceptical prior)",
    ]
    return shown_table(caption, header, rows, NOTE, findings=findings)


def _cells(tested: dict[str, Finding], found: dict[str, Finding]) -> list[Cell]:
    count, published, low = tested["count"], tested["baseline"], found["ninety_low"]
    below = found.get("sceptical_below")
    return [
        Cell(count_text(count), count.id),
        Cell(published.text, published.id),
        Cell(f"{low.text} to {found['ninety_high'].text}", low.id),
        Cell(f"{found['margin'].text} or more", found["margin"].id),
        Cell("–") if below is None else number_cell(below),
    ]
