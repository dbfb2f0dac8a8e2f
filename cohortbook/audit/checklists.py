"""Compare the published report with reporting guidelines: which items it meets, and what it does
not report.
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, count_of
from cohortbook.study.study import Study


@declares()
def items_met(study: Study) -> Iterator[Finding]:
    """Return, for each guideline, how many of its items the report reports, reports in part, and
    does not report.
    """
    items = study.tables["checklists"]
    for checklist in items["checklist"].cat.categories:
        own = items[items["checklist"] == checklist]
        for status in items["status"].cat.categories:
            held = own[own["status"] == status]
            yield count_of(
                "report",
                "checklist",
                f"{checklist.lower()}.{status}",
                held,
                len(own),
                "items",
                checklist,
            )
