"""Set the years since qualification of all social workers next to the length of registration on the
register, band by band; and say what the register has that is not known of award holders.

The clocks differ in one direction: no one is registered for longer than qualified. So at each
boundary no more award holders would be above it by the register's clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from cohortbook.findings.baselines import (
    comparable_people,
    comparisons,
    nearest_baseline,
    published_share,
)
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, Findings, count_of
from cohortbook.study.study import ALL, Study, once_a_study

CLOCK = "years_qualified"
BAND = re.compile(r"(?:less_than_(\d+)|(\d+)_to_(\d+)|(\d+))_years?(?:_or_more)?$")
NOT_KNOWN_OF_PEOPLE = ("age", "region")  # what registers publish and a table of people may not have


def bounds(category: str) -> tuple[int, int | None] | None:
    """Return the years from which on and below which a band is, such as 2_to_5_years; None if a
    category is no band.
    """
    found = BAND.match(category)
    if not found:
        return None
    below, start, end, least = found.groups()
    if below:
        return 0, int(below)
    return (int(start), int(end)) if start else (int(least), None)


def bands(study: Study, comparison_id: str) -> list[dict]:
    """Return the figures of each band of the register that a comparison of years is with, those
    that no one has seen too, from the shortest.
    """
    declared = comparisons(study)[comparison_id]
    baseline = nearest_baseline(study, declared, study.rows("participants", ALL)).figure
    if baseline is None:
        return []
    figures = study.tables["figures"]
    for column in ("population_id", "area", "variable", "reference_date"):
        figures = figures[figures[column] == baseline[column]]
    known = [(bounds(row["category"]), row) for row in figures.to_dict("records")]
    found = [(band[0], row) for band, row in known if band is not None]
    return [row for _, row in sorted(found, key=lambda own: own[0])]


def by_clock(study: Study) -> list[str]:
    """Return the comparisons of years since qualification, in the order of their file."""
    return [name for name, row in comparisons(study).items() if row["column"] == CLOCK]


@once_a_study
@declares(each=lambda study, scope: [{"comparison_id": name} for name in by_clock(study)])
def registration(study: Study, comparison_id: str) -> Iterator[Finding]:
    """Return, for each band of length of registration, how many social workers have been qualified
    for that long (`count`) and the published share (`register`, None where no one has seen it).
    """
    declared = comparisons(study)[comparison_id]
    people = comparable_people(study, declared, ALL)
    for figure in bands(study, comparison_id) if len(people) else ():
        least, below = bounds(figure["category"]) or (0, None)
        years = people[CLOCK]
        held = people[(years >= least) & (years < below if below else True)]
        category, share = figure["category"], published_share(figure)
        measure, rows = f"{comparison_id}.bands", (figure["source_row"],)
        yield count_of(ALL, measure, category, held, len(people))
        yield Finding(
            ALL,
            measure,
            category,
            "register",
            None if share is None else 100 * Fraction(share),
            len(people),
            "percent",
            rows,
        )


def every_registration(study: Study) -> Findings:
    """Return the findings of every comparison of years since qualification."""
    return Findings(own for name in by_clock(study) for own in registration(study, name))


def not_compared(study: Study) -> pd.DataFrame:
    """Return what is published of workforces that award holders are compared with and is not known
    of award holders: a row is one variable of one of them, with how many of its figures have been
    seen, and what to look up for those that have not.
    """
    tested = [row for row in comparisons(study).values() if row["use"] == "tested"]
    figures = study.tables["figures"]
    populations = study.tables["populations"].set_index("population_id")["label"]
    rows = []
    for variable in NOT_KNOWN_OF_PEOPLE:
        for population in dict.fromkeys(row["population_id"] for row in tested):
            is_own = (figures["variable"] == variable) & (figures["population_id"] == population)
            own = figures[is_own]
            if own.empty or variable in study.tables["participants"].columns:
                continue
            unseen = own[own[["count", "percent", "value"]].isna().all(axis=1)]
            rows.append(
                {
                    "variable": variable,
                    "population": populations[population],
                    "seen": len(own) - len(unseen),
                    "look_up": ". ".join(
                        [f"The {variable} of each award holder", *unseen["note"].dropna()]
                    )
                    + ".",
                }
            )
    return pd.DataFrame(rows, columns=["variable", "population", "seen", "look_up"])
