"""Work grows with rows, not with rows times cohorts: counted in rows that pandas is asked about and
in memory, never in seconds.
"""

import json
import tracemalloc
from functools import partial, wraps

import pandas as pd
import pytest
from made_up import write_study

from cohortbook import load_study
from cohortbook.findings import impacts, themes
from cohortbook.findings.results import as_results
from cohortbook.study.study import read_study

SMALL, LARGE = 6, 18  # cohorts, two of them the report's
TIMES = (LARGE - 2) / (SMALL - 2)  # as many rows, for each generated cohort is alike
LEEWAY = 1.3
ASKED = ("__getitem__", "merge", "groupby", "take", "to_dict", "dropna", "drop_duplicates")


@pytest.fixture(scope="module")
def roots(tmp_path_factory):
    """A made-up study, and one with four times as many generated cohorts, people and codings."""
    return [
        write_study(
            tmp_path_factory.mktemp("scale") / str(cohorts),
            cohorts,
            people=20,
            codings=400 * (cohorts - 2),
        )
        for cohorts in (SMALL, LARGE)
    ]


@pytest.fixture
def rows_asked(monkeypatch):
    """Return a function that says of how many rows frames were asked something while another
    function ran.
    """
    asked = []

    def counted(method):
        @wraps(method)
        def counting(frame, *args, **kwargs):
            asked.append(len(frame))
            return method(frame, *args, **kwargs)

        return counting

    for name in ASKED:
        monkeypatch.setattr(pd.DataFrame, name, counted(getattr(pd.DataFrame, name)))

    def rows_asked(function) -> int:
        asked.clear()
        function()
        return sum(asked)

    return rows_asked


def peak_of(function) -> int:
    """Return the most memory, in bytes, that was held at once while a function ran."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def theme_tables(study):
    return [
        function(study, scope)
        for scope in study.scopes
        for function in (themes.people_per_theme, impacts.impact, impacts.impact_status)
    ]


def test_checking_asks_of_rows_as_many_times_as_there_are_more_rows(roots, rows_asked):
    small, large = (rows_asked(lambda root=root: read_study(root)) for root in roots)
    assert large / small < TIMES * LEEWAY


def test_checking_holds_as_many_times_the_memory_as_there_are_more_rows(roots):
    small, large = (peak_of(lambda root=root: read_study(root)) for root in roots)
    assert large / small < TIMES * LEEWAY


def test_theme_tables_ask_of_rows_as_many_times_as_there_are_more_rows(roots, rows_asked):
    small, large = (rows_asked(partial(theme_tables, load_study(root))) for root in roots)
    assert large / small < TIMES * LEEWAY


def test_a_published_list_of_rows_grows_with_the_rows(roots):
    small, large = (
        len(json.dumps([as_results(table) for table in theme_tables(load_study(root))]))
        for root in roots
    )
    assert large / small < TIMES * LEEWAY


def test_work_that_looks_through_every_row_for_each_cohort_would_be_found(roots, rows_asked):
    def through(study):
        return [
            study.tables["codings"][study.tables["codings"]["cohort"] == handle]
            for handle in study.cohorts
        ]

    small, large = (rows_asked(partial(through, load_study(root))) for root in roots)
    assert large / small > TIMES * LEEWAY * 2
