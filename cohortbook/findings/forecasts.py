"""Forecast the next cohort with a beta-binomial model, and test the forecast on cohorts that came.

It is conditional on exchangeability: that the next people are drawn from the same process as those
seen. Who may apply, who is let go by an employer and who is chosen change from cohort to cohort, so
the condition is weak and the prediction a picture of how little so few people say.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from cohortbook.exact.prediction import PRIORS, central_counts, predicted
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, count_of, source_rows
from cohortbook.study.people import known_of
from cohortbook.study.study import ALL, Study

NEXT = "next"
LEVEL = Fraction(80, 100)
PREDICTED = (
    {"column": "gender", "value": "female"},
    {"column": "highest_level", "value": "master"},
)


def sizes_ahead(study: Study) -> list[int]:
    """Return the sizes a next cohort is predicted for: the last cohort's first, then the smallest,
    the largest and twice the largest so far.
    """
    sizes = [len(study.rows("participants", handle)) for handle in study.cohorts]
    return list(dict.fromkeys([sizes[-1], min(sizes), max(sizes), 2 * max(sizes)]))


def seen(
    study: Study, column: str, value: str, handles: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the award holders of some cohorts who hold a code, and all of whom the column is
    known.
    """
    people = study.tables["participants"]
    known = known_of(people[people["cohort"].isin(handles)], column)
    return known[known[column] == value], known


@declares(each=lambda study, scope: PREDICTED)
def next_cohort(study: Study, column: str, value: str) -> Iterator[Finding]:
    """Return, for a next cohort of each size and under each prior, the most likely range of the
    number who hold a code.

    `low` to `high` is the shortest run of counts with at least 80 % of the probability and `within`
    how much it has; `all_of_them` is the probability that everybody does. n is the people it rests
    on; with none known there is nothing.
    """
    held, known = seen(study, column, value, list(study.cohorts))
    for ahead in sizes_ahead(study) if len(known) else ():
        for prior in PRIORS:
            probabilities = predicted(len(held), len(known), ahead, PRIORS[prior])
            low, high = central_counts(probabilities, LEVEL)
            for statistic, found, unit in (
                ("low", low, "people"),
                ("high", high, "people"),
                ("within", sum(probabilities[low : high + 1]), "probability"),
                ("all_of_them", probabilities[-1], "probability"),
            ):
                yield Finding(
                    NEXT,
                    column,
                    f"{value}.{ahead}.{prior}",
                    statistic,
                    found,
                    len(known),
                    unit,
                    source_rows(known),
                )


@declares(each=lambda study, scope: PREDICTED)
def forecasts_before(study: Study, column: str, value: str) -> Iterator[Finding]:
    """Return, for every cohort after the first, what those before it would have predicted for it:
    `low` and `high`, and `count`, how many it was.

    n is the cohort's people for whom the column is known.
    """
    for handle, own, everybody, known, limits in _looking_back(study, column, value):
        yield count_of(handle, "forecast", f"{column}.{value}", own, len(everybody))
        for prior, ends in limits.items():
            for statistic, limit in zip(("low", "high"), ends, strict=True):
                yield Finding(
                    handle,
                    "forecast",
                    f"{column}.{value}.{prior}",
                    statistic,
                    limit,
                    len(everybody),
                    "people",
                    source_rows(known),
                )


@declares(each=lambda study, scope: PREDICTED)
def forecasts_met(study: Study, column: str, value: str) -> Iterator[Finding]:
    """Return, for each prior, of how many cohorts after the first the number lay where those before
    it would have put it.
    """
    found = list(_looking_back(study, column, value))
    rows = tuple(
        dict.fromkeys(
            row
            for _, _, everybody, known, _ in found
            for row in (*source_rows(known), *source_rows(everybody))
        )
    )
    for prior in PRIORS:
        met = sum(
            limits[prior][0] <= len(own) <= limits[prior][1] for _, own, _, _, limits in found
        )
        yield Finding(
            ALL, "forecast", f"{column}.{value}.{prior}", "met", met, len(found), "cohorts", rows
        )


def _looking_back(
    study: Study, column: str, value: str
) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, tuple[int, int]]]]:
    """For each cohort after the first: its handle, who of it holds the code, whose is known, all
    known before it, and the likely run under each prior.
    """
    handles = list(study.cohorts)
    for place, handle in enumerate(handles[1:], start=1):
        held, known = seen(study, column, value, handles[:place])
        own, everybody = seen(study, column, value, [handle])
        if not known.empty and not everybody.empty:
            yield (
                handle,
                own,
                everybody,
                known,
                {
                    prior: central_counts(
                        predicted(len(held), len(known), len(everybody), PRIORS[prior]), LEVEL
                    )
                    for prior in PRIORS
                },
            )


def recruitment(study: Study) -> pd.DataFrame:
    """Return what is known of how each cohort was recruited: a row is a cohort, with its year, the
    services that could apply and its awards.
    """
    rows = [
        {
            "title": cohort["title"],
            "year": str(cohort["recruited_on"]),
            "services": ", ".join(cohort["services"]),
            "awards": str(cohort["awards"]),
        }
        for cohort in study.cohorts.values()
    ]
    return pd.DataFrame(rows, columns=["title", "year", "services", "awards"])
