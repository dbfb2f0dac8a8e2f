"""Describe the programme: its dated and counted facts, what it offered and what it asked for."""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, count_of
from cohortbook.study.study import Study

SCOPE = "programme"


@declares()
def facts(study: Study) -> Iterator[Finding]:
    """Return one finding a fact: whole numbers in their unit, months as YYYY-MM."""
    for fact in study.tables["facts"].to_dict("records"):
        value = int(fact["value"]) if fact["value"].isdigit() else fact["value"]
        yield Finding(
            SCOPE, fact["fact_id"], "", "value", value, 1, fact["unit"], (fact["source_row"],)
        )


@declares()
def listed(study: Study) -> Iterator[Finding]:
    """Return the number of cohorts, and of components and outputs that the programme lists."""
    yield Finding(
        SCOPE,
        "cohorts",
        "",
        "count",
        len(study.every_cohort),
        len(study.every_cohort),
        "cohorts",
        tuple(f"data/cohorts/{handle}/cohort.yml:1" for handle in study.every_cohort),
    )
    components = study.tables["components"]
    for kind in components["kind"].cat.categories:
        rows = components[components["kind"] == kind]
        yield count_of(SCOPE, f"{kind}s_listed", "", rows, len(rows), f"{kind}s")
