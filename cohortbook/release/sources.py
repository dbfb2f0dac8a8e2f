"""Find the files that a study consists of, so that its book can be made elsewhere.

They are what git tracks or, without git, what the release lists that the study goes on from; and
the data, and whatever the book was made from. No list is kept by hand.
"""

from __future__ import annotations

from pathlib import Path

from cohortbook.book.checksums import FILE as CHECKSUMS
from cohortbook.book.data_package import data_files
from cohortbook.findings.hiding import is_about_protected
from cohortbook.publication.tracked import tracked_files
from cohortbook.running.imports import LIBRARY
from cohortbook.study.layout import BUILD, DATA, EXECUTED, PRIVATE
from cohortbook.study.records import read_record
from cohortbook.study.study import Study

RECORDS = (BUILD / "book.json", EXECUTED / "manifest.json")  # what the book and its pages read
NEVER = (PRIVATE, BUILD, EXECUTED, Path(LIBRARY.name))  # the library is where it is installed


def source_files(study: Study) -> list[Path]:
    """Return the paths of a study's files, sorted: none that is made, private or withheld."""
    names = {*listed_files(study.root), *_read_for_the_book(study.root)}
    names |= {(DATA / path).as_posix() for path in data_files(study)}
    paths = [Path(name) for name in names if not is_about_protected(study, name)]
    return sorted(path for path in paths if _is_plain(study.root, path) and not _is_never(path))


def listed_files(root: Path) -> list[str]:
    """Return the names of the files that git tracks or, without git, an earlier release lists."""
    return tracked_files(root) or _released(root)


def _released(root: Path) -> list[str]:
    """The names in the checksums of the release that a study goes on from."""
    path = root / CHECKSUMS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.partition("  ")[2] for line in lines]


def _read_for_the_book(root: Path) -> set[str]:
    """The names of all that the book and its pages were made from."""
    book, manifest = (read_record(root / path) for path in RECORDS)
    made = [book, manifest.get("records", {}), *manifest.get("pages", {}).values()]
    return {name for part in made for name in part.get("reads", ())}


def _is_plain(root: Path, path: Path) -> bool:
    """Whether a path is a file of the study itself: no link, and nothing that lies elsewhere."""
    found = root / path
    return not path.is_absolute() and found.is_file() and found.resolve() == root.resolve() / path


def _is_never(path: Path) -> bool:
    return any(folder in path.parents for folder in NEVER)
