"""Bound non-response: between how many of all people a theme could be true, with those not
interviewed.
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.exact.population import finite_interval, non_response_bounds
from cohortbook.findings.finding import Finding, as_findings, source_rows
from cohortbook.findings.themes import asked, asked_in, people_per_theme
from cohortbook.study.study import Study
from cohortbook.study.withheld import is_withheld

DEEPEST = 2  # kinds of theme and what stands directly below them


@as_findings
def everybody_per_theme(study: Study, scope: str) -> Iterator[Finding]:
    """Return, for each kind of theme and the themes directly below, of how many award holders it
    could be true, those not heard included.

    Statistics: `at_least` and `at_most`, whatever those not heard would have said (Manski 1989);
    `if_random_low` and `if_random_high`, the 95 % interval if those heard had been drawn at random,
    which they were not (hypergeometric, Konijn 1973). n is everybody in the cohorts that were
    asked; a theme nobody was asked about has none.
    """
    said_of, people = heard(study, scope), study.rows("participants", scope)
    for theme in study.tables["themes"].itertuples():
        category = f"{theme.theme_id}.practitioners"
        n = asked(study, scope, "practitioner", theme.kind)
        if not n or theme.theme_id.count(".") >= DEEPEST or is_withheld(said_of[category]["value"]):
            continue
        said = said_of[category]
        rows = said["rows"] or source_rows(people)
        cohorts = asked_in(study, scope, "practitioner", theme.kind)
        everybody = int(people["cohort"].isin(cohorts).sum())
        at_least, at_most = non_response_bounds(said["value"], n, everybody)
        low, high = finite_interval(said["value"], n, everybody)
        for statistic, value in (
            ("at_least", at_least),
            ("at_most", at_most),
            ("if_random_low", low),
            ("if_random_high", high),
        ):
            yield Finding(
                scope, "theme", category, statistic, value, everybody, "people", rows, theme.label
            )


def heard(study: Study, scope: str) -> dict[str, dict]:
    """How many people each theme was heard from, by theme and group."""
    return {row["category"]: row for row in people_per_theme(study, scope).to_dict("records")}
