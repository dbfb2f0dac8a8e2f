"""Build the internal edition in private/edition/: a book that shows the evaluation team everything.

It is the book of a copy of the study in which the rows of protected cohorts are where those of
public ones are. Each of its pages says whom it is for. It is neither uploaded nor released, and git
passes it over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from cohortbook.book.building import build
from cohortbook.publication.loading import load_study
from cohortbook.publication.tracked import refuse_tracked
from cohortbook.study.layout import (
    COHORTS,
    DATA,
    DICTIONARY,
    EDITION,
    EXECUTED,
    LOCK,
    PRIVATE_COHORTS,
    PROSE,
    TEMPLATES,
    cohort_handles,
    is_passed_over,
    is_protected,
    make_private,
)
from cohortbook.study.policy import INTERNAL

STUDY = EDITION / "study"  # the copy that the edition is made from
COPIED = (PROSE, TEMPLATES, DATA)
SETTINGS = ("_config.yml", "_toc.yml", "CITATION.cff", LOCK.name)
NOT_SHOWN = (
    "consent.csv",
)  # who agreed to what decides what is published, and is shown in no book
MODE = re.compile(r"^disclosure:.*$", re.MULTILINE)


def build_internal(
    root: Path,
    say: Callable[[str], None] = print,
    jobs: int | None = None,
    plain: bool = False,
    why: bool = False,
    cluster: str | None = None,
) -> Path:
    """Make the internal edition of the study in `root`; return its first page. The options are
    those of build.

    Raises StudyError if anything in the study's data is wrong, or if git holds a row about
    protected people, and what build raises; the last good edition stays then.
    """
    load_study(root)  # whatever is wrong is said of the study's own files
    refuse_tracked(root)
    make_private(root)
    copy = root / STUDY
    files = _files(root)
    _take_away(copy, files)
    for name, content in files.items():
        _put(copy / name, content)
    return build(copy, say, jobs, plain, why, cluster)


def _files(root: Path) -> dict[Path, bytes]:
    """The files of the edition's study, by their paths in it."""
    paths = [
        path
        for folder in COPIED
        for path in (root / folder).rglob("*")
        if path.is_file() and not is_passed_over(path)
    ]
    paths += [root / name for name in SETTINGS if (root / name).is_file()]
    files = {
        path.relative_to(root): path.read_bytes()
        for path in paths
        if root / EXECUTED not in path.parents
    }
    files[DICTIONARY] = _with_mode(files[DICTIONARY])
    for handle in cohort_handles(root):
        settings = COHORTS / handle / "cohort.yml"
        if is_protected(root / settings):
            files[settings] = MODE.sub(
                f"disclosure: {INTERNAL}", files[settings].decode("utf-8-sig")
            ).encode()
            rows = (root / PRIVATE_COHORTS / handle).glob("*.csv")
            files |= {
                COHORTS / handle / path.name: path.read_bytes()
                for path in rows
                if path.name not in NOT_SHOWN
            }
    return files


def _with_mode(dictionary: bytes) -> bytes:
    """The dictionary with the mode that only the edition has: no one can give it to a cohort of the
    study itself.
    """
    descriptor = json.loads(dictionary)
    field = next(
        field
        for field in descriptor["cohortbook"]["cohort"]["fields"]
        if field["name"] == "disclosure"
    )
    field["constraints"]["enum"].append(INTERNAL)
    return json.dumps(descriptor, indent=2, ensure_ascii=False).encode()


def _take_away(copy: Path, files: dict[Path, bytes]) -> None:
    """Remove what the copy holds of an earlier edition and the study holds no more; what was
    made stays, to be made again only if it must.
    """
    for folder in COPIED:
        for path in sorted((copy / folder).rglob("*"), reverse=True):
            name = path.relative_to(copy)
            if name == EXECUTED or EXECUTED in name.parents:
                continue
            if path.is_file() and name not in files:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def _put(path: Path, content: bytes) -> None:
    """Write a file unless it holds the same already."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
