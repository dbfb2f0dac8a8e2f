"""The register of tests: which tests the book makes, the family of each, and each p-value adjusted
within its family.

data/tests.csv declares every test: a p-value that no row declares, or that has no smallest
detectable difference next to it, is not published. A family is every test of one purpose about one
group of people, a cohort or all together, so that a later cohort does not move what was said of an
earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from cohortbook.exact.families import holm
from cohortbook.findings import baselines, between_cohorts, trends, years_by_rank
from cohortbook.findings.register import Protect, declares
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL, Study, once_a_study

TABLE = "data/tests.csv"
ADJUSTED = "p_value_holm"


def is_p_value(result_id: str) -> bool:
    """Return whether an id is that of a p-value: its statistic is p_value or ends in _p."""
    statistic = result_id.rsplit(".", 1)[-1]
    return statistic == "p_value" or statistic.endswith("_p")


def undeclared(ids: Iterable[str], tests: pd.DataFrame) -> list[str]:
    """Return a sentence for each published p-value that `tests` does not declare, or that lacks its
    smallest detectable difference.
    """
    declared = {f"{row['test_id']}.{row['p_statistic']}": row for row in tests.to_dict("records")}
    published, sentences = set(ids), []
    for result_id in sorted(filter(is_p_value, published)):
        scope, _, name = result_id.partition(".")
        row = declared.get(name)
        if row is None:
            sentences.append(
                f"{result_id} is published, but {TABLE} declares no test {name.rsplit('.', 1)[0]!r}"
                " with it; add a row that names its family and question"
            )
        elif f"{scope}.{row['test_id']}.{row['detectable_statistic']}" not in published:
            sentences.append(
                f"{result_id} is published without {row['detectable_statistic']}, the smallest"
                " difference it could have detected"
            )
    return sentences


def _tested(study: Study, scope: str) -> Iterator[Findings]:
    """The findings of everything that makes p-values about a scope."""
    yield baselines.every_comparison(study, [scope])
    yield baselines.every_stratified(study, [scope])
    yield between_cohorts.years_between(study, scope)
    yield years_by_rank.years_by_rank(study, scope)
    yield between_cohorts.share_between(study, scope, "gender", "female")
    if scope == ALL:
        yield trends.every_trend(study)


class Made(NamedTuple):
    """A test that was made: its row of the register, its p-value, and the smallest difference it
    could have detected.
    """

    declared: dict
    p: Finding
    detectable: Finding


def tests_made(study: Study, scope: str) -> list[Made]:
    """Return the declared tests that were made of a scope and may be published, in the register's
    order.
    """
    found = {finding.name: finding for findings in _tested(study, scope) for finding in findings}
    return [
        Made(
            test,
            found[f"{test['test_id']}.{test['p_statistic']}"],
            found[f"{test['test_id']}.{test['detectable_statistic']}"],
        )
        for test in study.tables["tests"].to_dict("records")
        if f"{test['test_id']}.{test['p_statistic']}" in found
    ]


def repeats(study: Study) -> dict[str, int]:
    """Return, by the id of each p-value, in how many other tests the same attribute of the same
    people is tested: under all and in a cohort, or against the figures of two areas, of which one
    may be a part of the other. Such tests are no independent evidence.
    """
    people = set(study.tables["participants"]["source_row"])
    tested: dict[tuple, list[str]] = {}
    for scope in (ALL, *study.cohorts):
        for test in tests_made(study, scope):
            attribute = test.declared["test_id"].split(".")[0]
            same = frozenset(people.intersection(test.p.rows))
            tested.setdefault((attribute, same), []).append(test.p.id)
    return {name: len(names) - 1 for (_, same), names in tested.items() for name in names if same}


def by_family(tests: Iterable[Made]) -> dict[str, list[Made]]:
    """Return tests by the family that they are declared of."""
    families: dict[str, list[Made]] = {}
    for test in tests:
        families.setdefault(test.declared["family"], []).append(test)
    return families


@once_a_study
@declares(Protect.IF_AGREED)
def adjusted(study: Study, scope: str) -> Iterator[Finding]:
    """Return each p-value of a scope adjusted within its family (Holm 1979): what it is
    among all tests of the family.

    n is that of the test; the rows are those of the whole family, and its rows in the register.
    """
    for family in by_family(tests_made(study, scope)).values():
        rows = tuple(dict.fromkeys(row for test in family for row in test.p.rows)) + tuple(
            test.declared["source_row"] for test in family
        )
        for test, value in zip(family, holm([test.p.value for test in family]), strict=True):
            measure = test.declared["test_id"]
            yield Finding(scope, measure, "", ADJUSTED, value, test.p.n, "probability", rows)


def with_adjusted(study: Study, findings: Findings) -> Findings:
    """Return findings with the adjusted value of each of their p-values after them."""
    shown = {(finding.scope, finding.subject) for finding in findings if is_p_value(finding.id)}
    return findings + Findings(
        value
        for scope in findings.scopes
        for value in adjusted(study, scope)
        if (scope, value.subject) in shown
    )
