"""Load the study as it is published, without the rows of its protected cohorts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cohortbook.publication.disclosure_control import publications
from cohortbook.study import dependencies
from cohortbook.study.layout import DICTIONARY, PROTECTED_COHORTS, find_root
from cohortbook.study.policy import PATH as POLICY
from cohortbook.study.problems import StudyError
from cohortbook.study.study import Study, read_study

_shared: dict[Path, Study] = {}  # studies read before this process was forked; none in any other


def load_study(root: Path | None = None) -> Study:
    """Return the study in `root`, or in the folder one is in, as it is published.

    Raises StudyError with every problem if anything in its data is wrong.
    """
    place = find_root() if root is None else Path(root)
    for name in (
        DICTIONARY.as_posix(),
        POLICY.as_posix(),
        PROTECTED_COHORTS,
    ):  # whatever is used of a study, it is read by these
        dependencies.note(name)
    if place.resolve() in _shared:
        return _copy(_shared[place.resolve()])
    with dependencies.unrecorded():
        study, problems = read_study(place)
        if problems:
            raise StudyError(problems)
        return to_be_published(study)


def share(study: Study) -> None:
    """Let every load_study of this process, and of those forked from it, return a copy of this
    study, with what is computed of it, instead of reading it again.
    """
    _shared[study.root.resolve()] = study


def _copy(study: Study) -> Study:
    """A copy that can be changed without changing the study, with what was computed of it: pandas
    copies a frame's values when one of the two is written to.
    """
    with dependencies.unrecorded():
        copy = replace(
            study,
            cohorts={handle: dict(stated) for handle, stated in study.cohorts.items()},
            tables={name: frame.copy(deep=False) for name, frame in study.tables.items()},
        )
    copy.computed.update(study.computed)
    return copy


def to_be_published(study: Study) -> Study:
    """Return a study without the rows of its protected cohorts, and with what is published of them;
    as it is, if it has none.
    """
    if not study.protected:
        return study
    published = replace(
        study.open,
        published=publications(study),
        named={handle: study.stated(handle) for handle in study.protected},
    )
    published.with_rows = study  # so that it is not read a second time
    return published
