"""Compare the years since qualification of the newest cohort and of those before it under every
choice of a test, with everyone and with one person left out at a time.

A single person can decide about a difference of so few; these p-values say how much hangs on one.
They are no further tests: those of the book are in data/tests.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product

from cohortbook.exact import two_samples
from cohortbook.findings.between_cohorts import years
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding, source_rows
from cohortbook.study.study import ALL, Study, once_a_study
from cohortbook.study.wording import Value

COMPARED = {
    "means": two_samples.permutation_of_means,
    "ranks": two_samples.permutation_of_ranks,
}
RULES = ("two_sided", "doubled", "mid_p")  # as `two_samples.Permutation` names them
LARGEST = 200  # people; of more, one can hardly decide
LEVEL = Fraction(5, 100)

LeftOut = tuple[int, int, two_samples.Permutation]  # years of one person, how many have them, test


@once_a_study
@declares()
def years_choices(study: Study) -> Iterator[Finding]:
    """Return the p-value of the newest cohort's years since qualification next to those of earlier
    cohorts, by means and by ranks and by each two-sided rule; nothing of one cohort.

    Statistics: with `everyone`; the `lowest` and the `highest` with one person left out at a time,
    and whose years that is (`lowest_without`, `highest_without`); and of how many people left out
    it is at most 0.05 (`significant`). Of more than 200 people none is left out.
    """
    later, earlier, ours, theirs = years(study, ALL)
    if not ours or not theirs:
        return
    n, rows = len(ours) + len(theirs), source_rows(later) + source_rows(earlier)
    for (name, test), rule in product(COMPARED.items(), RULES):
        everyone, left_out = test(ours, theirs), _left_out(name, ours, theirs)
        for statistic, value, unit in _statistics(rule, everyone, left_out):
            category = f"{name}_{rule}"
            yield Finding(ALL, "years_qualified.choices", category, statistic, value, n, unit, rows)


@cache
def _left_out(name: str, ours: tuple[int, ...], theirs: tuple[int, ...]) -> list[LeftOut]:
    """The test without each person; people of one side with the same years are tried once."""
    if len(ours) + len(theirs) > LARGEST:
        return []
    sides = ((ours, lambda rest: (rest, theirs)), (theirs, lambda rest: (ours, rest)))
    return [
        (own, side.count(own), COMPARED[name](*groups(_without(side, own))))
        for side, groups in sides
        if len(side) > 1
        for own in sorted(set(side))
    ]


def _without(side: tuple[int, ...], own: int) -> tuple[int, ...]:
    place = side.index(own)
    return side[:place] + side[place + 1 :]


def _statistics(
    rule: str, everyone: two_samples.Permutation, left_out: list[LeftOut]
) -> Iterator[tuple[str, Value, str]]:
    yield "everyone", getattr(everyone, rule), "probability"
    if not left_out:
        return
    found = [(getattr(test, rule), own, people) for own, people, test in left_out]
    for statistic, (p, own, _) in (("lowest", min(found)), ("highest", max(found))):
        yield statistic, p, "probability"
        yield f"{statistic}_without", own, "years"
    yield "significant", sum(people for p, _, people in found if p <= LEVEL), "people"
