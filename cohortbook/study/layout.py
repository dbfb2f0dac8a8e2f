"""The layout of a study's folder: where each file is.

Imports next to nothing, so that a command with nothing to do is done at once.
"""

from __future__ import annotations

import re
from pathlib import Path

from cohortbook.study.problems import Problem, StudyError

DATA = Path("data")
COHORTS = DATA / "cohorts"
CODEBOOK = DATA / "codebook" / "themes.csv"
SETTLEMENTS = (
    DATA / "codebook" / "settlements.csv"
)  # of public cohorts; a protected one has its own
PUBLISHED = DATA / "published"  # what is published of cohorts whose people are protected
PRIVATE = Path("private")
PRIVATE_COHORTS = PRIVATE / "cohorts"  # the rows about their people
EDITION = PRIVATE / "edition"  # the internal edition
DICTIONARY = DATA / "datapackage.json"
TEMPLATES = Path("notebooks")
PROSE = Path("book")
EXECUTED = PROSE / "executed"
BUILD = Path("_build")
HTML = BUILD / "html"
TABLES = "tables"  # of pages, to download, in the folder of the book
LOCK = Path("requirements.lock")
MANIFEST, RESULTS, CLAIMS = (
    "manifest.json",
    "results.json",
    "claims.json",
)  # made beside the executed pages
# the scope of all cohorts whose people are public, together; that of one is the name of its folder
ALL = "all"
REPORTED = (  # the scope of the cohorts that the audited report covers, where these are not all
    "reported"
)
TOGETHER = (  # the scope of all cohorts with the protected ones, of which only counts are known
    "together"
)
POOLED = (REPORTED, ALL, TOGETHER)  # scopes of several cohorts
PROTECTED_COHORTS = (  # a name that is no file's: which rows a page may read depends on it
    "which cohorts are protected"
)
# and a cohort's handle: a later one changes nothing for a page that is compared with these
EARLIER_COHORTS = "which cohorts came before "
MODE = re.compile(r"^disclosure: *['\"]?(already_public|synthetic|internal)\b", re.MULTILINE)


def find_root(start: Path | None = None) -> Path:
    """Return the study's folder: the nearest one, from `start` upwards, that holds _toc.yml.

    Raises StudyError if there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "_toc.yml").is_file():
            return folder
    raise StudyError(
        [
            Problem(
                str(start),
                None,
                None,
                "neither this folder nor one above it is a study (it would hold _toc.yml); "
                "name one with --study",
            )
        ]
    )


def is_passed_over(path: Path) -> bool:
    """Return whether a file or folder is none of the study's: hidden, what Excel leaves next to a
    table that is open, or what Windows leaves in a folder.
    """
    return path.name.startswith((".", "~$")) or path.name.lower() in ("desktop.ini", "thumbs.db")


def cohort_handles(root: Path) -> list[str]:
    """Return the names of the cohorts' folders, in order, unchecked."""
    base = root / COHORTS
    return (
        sorted(path.name for path in base.iterdir() if path.is_dir() and not is_passed_over(path))
        if base.is_dir()
        else []
    )


def make_private(root: Path, *below: str) -> Path:
    """Return a folder in private/, made if it is not there.

    private/ gets a .gitignore of its own, so that git passes it over in a study that has none.
    """
    folder = root.joinpath(PRIVATE, *below)
    folder.mkdir(parents=True, exist_ok=True)
    ignored = root / PRIVATE / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8", newline="\n")
    return folder


def is_protected(path: Path) -> bool:
    """Return whether a cohort.yml is there and does not say that its people are public."""
    return path.is_file() and not MODE.search(
        path.read_text(encoding="utf-8-sig", errors="replace")
    )
