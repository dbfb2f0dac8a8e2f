"""Read and write data/releases/: what each release published.

Imports little, so that every page can say what moved since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cohortbook.study import dependencies
from cohortbook.study.files import Unreadable, read_json
from cohortbook.study.problems import Problem, StudyError, UnknownName
from cohortbook.study.published import editions

if TYPE_CHECKING:
    from cohortbook.study.study import Study

RELEASES = Path("data/releases")
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")
PARTS: dict[str, type | tuple[type, ...]] = {  # of a recorded release, with what each is
    "version": str,
    "released_on": str,
    "cohorts": list,
    "numbers": dict,
    "themes": (dict, list),
    "files": dict,
}
COUNT = re.compile(r"(\d+) [a-z]+, based on (\d+)")  # of people, as a release records it


def place_of(root: Path, version: str) -> Path:
    """Return where a new release is to be recorded. Raises UnknownName if it is
    recorded already or no version.
    """
    if not VERSION.fullmatch(version):
        raise UnknownName(
            f"{version!r} is no version; it is numbers with full stops between them, for"
            " example 1.0"
        )
    path = root / RELEASES / f"{version}.json"
    if path.exists():
        raise UnknownName(
            f"{(RELEASES / path.name).as_posix()} is there already; a release is recorded once"
        )
    return path


def read_releases(root: Path) -> list[dict]:
    """Return what each recorded release published, the earliest first."""
    dependencies.note(f"{RELEASES.as_posix()}/")
    found = [_release(path) for path in sorted((root / RELEASES).glob("*.json"))]
    return sorted(found, key=lambda release: (release["released_on"], release["version"]))


def _release(path: Path) -> dict:
    """Return what one release recorded. Raises StudyError if its file is not what
    `record` wrote.
    """
    name = (RELEASES / path.name).as_posix()
    dependencies.note(name)
    try:
        release = read_json(path)
    except (Unreadable, FileNotFoundError) as error:
        raise StudyError([Problem(name, getattr(error, "line", None), None, str(error))]) from None
    odd = [
        part
        for part, kind in PARTS.items()
        if not isinstance(release, dict) or not isinstance(release.get(part), kind)
    ]
    if odd:
        fault = "is missing or odd; bring back the file as `cohortbook changes --record` wrote it"
        raise StudyError([Problem(name, None, odd[0], fault)])
    if release["version"] != path.stem:
        fault = f"says {release['version']!r}; it must be the file's own name, {path.stem}"
        raise StudyError([Problem(name, None, "version", fault)])
    return release


def releases(root: Path) -> list[str]:
    """Return the versions of the recorded releases, the earliest first."""
    return [release["version"] for release in read_releases(root)]


def read_release(root: Path, version: str = "") -> dict | None:
    """Return what a release recorded, or the last one; None if none is recorded. Raises UnknownName
    if there is no such release.
    """
    known = releases(root)
    if version and version not in known:
        raise UnknownName(
            f"no release {version!r} is recorded; there are: {', '.join(known) or 'none'}"
        )
    return _release(root / RELEASES / f"{version or known[-1]}.json") if known else None


def released_numbers(study: Study, handle: str) -> Iterator[dict[str, str]]:
    """Yield what each edition in data/published/ and each recorded release printed of a cohort, by
    the ids of now; nothing of a release that does not hold the cohort.
    """
    now = study.former_ids
    for edition in editions(study.root, handle):
        yield {now.get(found.id, found.id): found.text_with_base for found in edition.results}
    number = _number(handle)
    for release in read_releases(study.root):
        then = next((name for name in release["cohorts"] if _number(name) == number), None)
        if then:
            yield {
                f"{handle}.{now.get(name, name).partition('.')[2]}": text
                for name, text in release["numbers"].items()
                if name.startswith(f"{then}.")
            }


def _number(handle: str) -> str:
    """The number of a cohort, however many digits its handle had at the time."""
    return handle.removeprefix("cohort_").lstrip("0")
