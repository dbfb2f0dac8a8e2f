"""Find files that git tracks and that hold under another name what is private.

A copy of a workbook, a coded project or a table in any folder is committed, uploaded and released
like every other file of a study.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from cohortbook.publication.exposure import identifiers_of_protected, names_in_keys, texts_of
from cohortbook.publication.tracked import tracked_files
from cohortbook.study.layout import BUILD, COHORTS, EDITION, PRIVATE, PUBLISHED
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.published import RESULTS, STATEMENTS
from cohortbook.study.study import Study

MADE_UP = ("examples", "tests", "benchmarks")  # folders of the project itself
FEW = 2  # people whom a file must name to be about a cohort: one name may be a chance
STEPS = "move it to private/ and take it out of git with: git rm --cached"
PUSHED = "if it was committed, it is in the history, too, and what was pushed is public"


def copies(study: Study) -> list[Problem]:
    """Return a problem for each tracked file that is a copy of a private one, or that names several
    people of a protected cohort. What is published of a cohort is in the output check, too, and so
    no copy. Who signed an output check is named in the book, and may be a coder.
    """
    if not study.protected:
        return []
    private = _digests(study.root)
    patterns = (identifiers_of_protected(study), names_in_keys(study))
    people = [pattern for pattern in patterns if pattern]
    signed = {name.casefold() for name in study.tables["approvals"]["approver"].dropna()}
    return [
        Problem(name, None, None, f"{said}, and git tracks it; {STEPS} {name}; {PUSHED}")
        for name in _outside(tracked_files(study.root))
        for said in _found(
            study.root / name, {} if _is_published(name) else private, people, signed
        )
    ]


def _is_published(name: str) -> bool:
    return Path(name).is_relative_to(PUBLISHED) and Path(name).name in (RESULTS, STATEMENTS)


def refuse_copies(study: Study) -> None:
    """Raise StudyError with every problem that `copies` finds."""
    if problems := copies(study):
        raise StudyError(problems)


def _outside(names: Iterable[str]) -> Iterator[str]:
    """The files that are not where `tracked` looks, in private/ and in folders of cohorts, nor
    among the examples, whose made-up people have identifiers as anybody has.
    """
    elsewhere = tuple(f"{folder}/" for folder in (PRIVATE.as_posix(), COHORTS.as_posix(), *MADE_UP))
    return (name for name in names if not name.startswith(elsewhere))


def _digests(root: Path) -> dict[str, str]:
    """The private files that are not empty, by their digest."""
    files = [path for path in (root / PRIVATE).rglob("*") if path.is_file() and path.stat().st_size]
    return {
        sha256(path.read_bytes()).hexdigest(): path.relative_to(root).as_posix()
        for path in files
        if not path.name.startswith(".") and not _is_of_the_study(path.relative_to(root))
    }


def _is_of_the_study(path: Path) -> bool:
    """Whether a file of the internal edition is what it was made from, most of which is the study's
    own, and not a page of it.
    """
    is_page = path.suffix == ".html" and BUILD.name in path.parts
    return EDITION in path.parents and not is_page


def _found(
    path: Path, private: dict[str, str], people: list[re.Pattern], signed: set[str]
) -> Iterator[str]:
    """What is private in a file, in one sentence, if anything is."""
    if not path.is_file():
        return
    if copied := private.get(sha256(path.read_bytes()).hexdigest()):
        yield f"is a copy of {copied}"
        return
    named = {word.casefold() for text in _texts(path) for word in _named(text, people)}
    if (number := len(named - signed)) >= FEW:
        yield f"names {number} people of cohorts that are not public"


def _named(text: str, people: list[re.Pattern]) -> Iterator[str]:
    return (word for pattern in people for word in pattern.findall(text))


def _texts(path: Path) -> Iterator[str]:
    """What can be read in a file, whatever its ending says."""
    try:
        yield from texts_of(path)
    except (zipfile.BadZipFile, ValueError, KeyError, SyntaxError):
        yield path.read_bytes().decode("utf-8", errors="ignore")
