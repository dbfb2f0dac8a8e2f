"""Bound non-response: between how many of all people could have spoken of a theme, with those not
interviewed.
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.exact.population import finite_interval, non_response_bounds
from cohortbook.findings.register import Protect, declares
from cohortbook.findings.themes import asked, asked_in, listed_per_theme, people_per_theme
from cohortbook.study.finding import Finding, source_rows
from cohortbook.study.study import Study

DEEPEST = 2  # kinds of theme and what is directly below them


@declares(Protect.BY_RULE, "themes")
def everybody_per_theme(study: Study, scope: str) -> Iterator[Finding]:
    """Return, for each kind of theme and the themes directly below, how many award holders could
    have spoken of it, those not interviewed included. A mention is bounded, and not what is
    mentioned.

    Those whom only collective statements name may have spoken of it or not, as those not
    interviewed. Statistics: `at_least` and `at_most`, whatever these would have said (Manski 1989);
    `if_random_low` and `if_random_high`, the 95 % interval if those interviewed had been drawn at
    random, which they were not (hypergeometric, Konijn 1973). n is everybody in the cohorts that
    were asked; a theme no one was asked about has none.
    """
    people = study.rows("participants", scope)
    said_of = {own.category: own for own in people_per_theme(study, scope)}
    listed = {own.category: own for own in listed_per_theme(study, scope)}
    for theme in study.tables["themes"].itertuples():
        category = f"{theme.theme_id}.practitioners"
        n = asked(study, scope, "practitioner", theme.kind)
        if not n or theme.theme_id.count(".") >= DEEPEST or said_of[category].is_withheld:
            continue
        said, more = said_of[category], listed[category]
        rows = tuple(dict.fromkeys(said.rows + more.rows)) or source_rows(people)
        cohorts = asked_in(study, scope, "practitioner", theme.kind)
        everybody = int(people["cohort"].isin(cohorts).sum())
        most = said.value + more.value
        at_least, _ = non_response_bounds(said.value, n, everybody)
        _, at_most = non_response_bounds(most, n, everybody)
        low, _ = finite_interval(said.value, n, everybody)
        _, high = finite_interval(most, n, everybody)
        for statistic, value in (
            ("at_least", at_least),
            ("at_most", at_most),
            ("if_random_low", low),
            ("if_random_high", high),
        ):
            yield Finding(
                scope, "theme", category, statistic, value, everybody, "people", rows, theme.label
            )
