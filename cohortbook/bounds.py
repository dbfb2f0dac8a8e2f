"""What those who were not heard leave open: of so many heard so many said it; of everybody it is between so many and so many."""

from __future__ import annotations

from collections.abc import Iterator

from cohortbook.disclosure import is_any_withheld
from cohortbook.withheld import is_withheld
from cohortbook.exact.population import finite_interval, non_response_bounds
from cohortbook.findings import Finding, as_findings
from cohortbook.present import Cell, Shown, table
from cohortbook.results import as_results
from cohortbook.study import Study
from cohortbook.themes import asked, asked_in, people_per_theme
from cohortbook.words import of_text, text_of

DEEPEST = 2  # kinds of theme and what stands directly below them


@as_findings
def everybody_per_theme(study: Study, scope: str) -> Iterator[Finding]:
    """Return, for each kind of theme and the themes directly below, of how many award holders it could be true, those not heard included.

    Statistics: `at_least` and `at_most`, whatever those not heard would have said (Manski 1989); `if_random_low` and `if_random_high`, the
    95 % interval if those heard had been drawn at random, which they were not (hypergeometric, Konijn 1973). n is everybody in the cohorts
    that were asked; a theme nobody was asked about has none.
    """
    heard = _heard(study, scope)
    people = study.rows("participants", scope)
    for theme in study.tables["themes"].itertuples():
        n = asked(study, scope, "practitioner", theme.kind)
        if not n or theme.theme_id.count(".") >= DEEPEST:
            continue
        said = heard[f"{theme.theme_id}.practitioners"]
        if is_withheld(said["value"]):
            continue
        everybody = int(people["cohort"].isin(asked_in(study, scope, "practitioner", theme.kind)).sum())
        ends = (*non_response_bounds(said["value"], n, everybody), *finite_interval(said["value"], n, everybody))
        for statistic, value in zip(("at_least", "at_most", "if_random_low", "if_random_high"), ends, strict=True):
            yield Finding(scope, "theme", f"{theme.theme_id}.practitioners", statistic, value, everybody, "people", said["rows"] or tuple(people["source_row"]), theme.label)


def _heard(study: Study, scope: str) -> dict[str, dict]:
    """How many people each theme was heard from, by theme and group."""
    return {row["category"]: row for row in people_per_theme(study, scope).to_dict("records")}


def bounds_table(study: Study, scope: str, caption: str) -> Shown:
    """Show what was heard of each theme, and between how many of everybody it could be true."""
    heard, found = _heard(study, scope), everybody_per_theme(study, scope)
    rows = []
    for category, same in found.groupby("category", sort=False):
        said = heard[category]
        if is_any_withheld(same):
            continue
        ids, value = dict(zip(same["statistic"], same["id"])), dict(zip(same["statistic"], same["value"]))
        everybody = same["n"].iloc[0]
        rows.append([Cell(said["label"], depth=category.count(".") - 1), Cell(of_text(said["value"], said["n"]), said["id"]),
                     Cell(_between(value["at_least"], value["at_most"], everybody), ids["at_least"]),
                     Cell(_between(value["if_random_low"], value["if_random_high"], everybody), ids["if_random_low"])])
    html, plain = table(caption, ["Theme", "Heard from", "True of, whatever the others would say", "If those heard had been drawn at random (95%)"], rows,
                        "Nobody knows what those who were not heard would have said, and they were not left out at random.")
    return Shown(html, plain, as_results(found))


def _between(low: int, high: int, everybody: int) -> str:
    return of_text(low, everybody) if low == high else f"{text_of(low, 'people')} to {of_text(high, everybody)}"
