"""The real study with an invented cohort of thirteen, strict: how much of it a reader sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from protected import agree, to_agreed
from test_later_cohort import copy_of, rows_of

from cohortbook import Study, load_study
from cohortbook.findings.catalogue import every_finding

THREE = "cohort_03"
HIDDEN_AT_MOST = 0.45  # of the cohort's own counts


def with_thirteen(project: Path, root: Path) -> Study:
    """The real study with the cohort of tests/cohort_of_thirteen, strict, as it is published."""
    source = project / "tests" / "cohort_of_thirteen"
    folder = rows_of(copy_of(project, root), THREE, "strict")
    shutil.copytree(source, folder, ignore=lambda *_: ["cohort.yml"], dirs_exist_ok=True)
    shutil.copy2(source / "cohort.yml", root / "data" / "cohorts" / THREE)
    return load_study(root)


@pytest.fixture(scope="module")
def thirteen(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study with the cohort of thirteen. To be read, never changed."""
    root = tmp_path_factory.mktemp("thirteen") / "study"
    root.mkdir()
    return with_thirteen(project, root)


@pytest.mark.slow
def test_of_a_strict_cohort_of_thirteen_most_counts_and_all_summaries_that_may_be_are_shown(
    thirteen: Study,
) -> None:
    held = thirteen.published[THREE]
    counts = held.results.where(statistic="count")
    hidden = [own for own in counts if own.is_withheld]
    assert len(counts) > 400 and len(hidden) <= HIDDEN_AT_MOST * len(counts)
    assert len(held.statements) >= 50


@pytest.mark.slow
def test_a_strict_cohort_of_thirteen_takes_no_number_of_the_published_cohorts_away(
    thirteen: Study, reported: Study
) -> None:
    now, then = every_finding(thirteen), every_finding(reported)
    kept = {name: own.text for name, own in then.items() if not name.startswith("programme.")}
    assert len(kept) > 1000
    assert {name: now[name].text for name in kept} == kept


@pytest.mark.slow
def test_of_a_cohort_of_thirteen_that_agreed_nothing_is_hidden_and_no_number_is_taken_away(
    project: Path, reported: Study, tmp_path: Path
) -> None:
    with_thirteen(project, tmp_path)
    to_agreed(tmp_path)
    agree(tmp_path, THREE)
    study = load_study(tmp_path)
    held = study.published[THREE]
    assert not [own.id for own in held.results if own.is_withheld]
    assert len(held.statements) >= 50
    now, then = every_finding(study), every_finding(reported)
    kept = {name: own.text for name, own in then.items() if not name.startswith("programme.")}
    assert {name: now[name].text for name in kept} == kept
