from pathlib import Path

from cohortbook.publication.loading import to_be_published
from cohortbook.study.study import read_study


def test_what_is_to_be_published_knows_the_rows_that_it_was_made_from(strict_study: Path) -> None:
    study, problems = read_study(strict_study)
    published = to_be_published(study)
    assert problems == [] and published.with_rows is study
    (protected,) = study.protected
    assert protected in study.cohorts and protected not in published.cohorts


def test_a_study_without_protected_people_is_published_as_it_is(made_up: Path) -> None:
    study, _ = read_study(made_up)
    assert to_be_published(study) is study and study.with_rows is study
