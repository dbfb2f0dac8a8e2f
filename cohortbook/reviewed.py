"""What looks private and is not: the decisions of people, and the names of authors.

Decisions stand under `reviewed` in data/disclosure.yml, which is published. One about a name in a cohort's keys, or about an
identifier, would itself publish what it is about; it stands in private/reviewed.yml, which has the same shape and is never given out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from cohortbook.citation import Author, read_citation
from cohortbook.files import Unreadable, parse_yaml, read_settings
from cohortbook.intake.privacy import IN_KEY, TITLES
from cohortbook.policy import PATH as PUBLIC
from cohortbook.policy import lines_of, section_problems
from cohortbook.problems import Problem
from cohortbook.study import Study, once_a_study

PATH, SECTION = Path("private/reviewed.yml"), "reviewed"
IDENTIFIER = "an identifier of a strict cohort"
AUTHORS = re.compile(r"^\s*(?:author|editor)\s*=\s*[{\"](.+)[}\"],?\s*$", re.MULTILINE)
WORD = re.compile(r"[^\W\d_]+")


def read_reviewed(root: Path) -> tuple[tuple[dict, ...], list[Problem]]:
    """Return the entries of private/reviewed.yml and every problem of the file; none of either if there is no file."""
    name = PATH.as_posix()
    try:
        stated, tree = parse_yaml(read_settings(root / PATH), "a section is a name and a colon, its entries begin with a hyphen and a space")
    except FileNotFoundError:
        return (), []
    except Unreadable as error:
        return (), [Problem(name, error.line, None, str(error))]
    if not isinstance(stated, dict) or set(stated) != {SECTION}:
        return (), [Problem(name, 1, None, f"holds something else than the section {SECTION}; write {SECTION}: and below it the entries, as in {PUBLIC.as_posix()}")]
    problems = list(section_problems(name, SECTION, stated[SECTION], lines_of(tree)))
    return (() if problems else tuple(stated[SECTION] or ())), problems


def place_for(looks_like: str) -> str:
    """Return the file in which a decision about something stands."""
    return (PATH if looks_like in (IN_KEY, IDENTIFIER) else PUBLIC).as_posix()


def is_reviewed(study: Study, file: str, looks_like: str, text: str) -> bool:
    """Return whether something may stand in a file: an author is named in public, and whatever has an entry under reviewed."""
    if looks_like == "a name" and _is_made_of_authors(study, text) or looks_like == IN_KEY and _is_an_author(study, text):
        return True
    if looks_like == "initials" and any(text in author.short for author in _own_authors(study)):
        return True
    return any(entry["looks_like"] in (looks_like, "anything") and fnmatchcase(text, entry["text"]) and any(fnmatchcase(file, pattern) for pattern in entry["files"])
               for entry in _entries(study))


@once_a_study
def _entries(study: Study) -> tuple[dict, ...]:
    return (*(study.policy.sections[SECTION] if study.policy else ()), *read_reviewed(study.root)[0])


def _is_made_of_authors(study: Study, name: str) -> bool:
    """Whether a name is that of somebody who signed, or every word of it, but for a title, begins a word of an author."""
    words = [word for word in WORD.findall(name) if word not in TITLES]
    known = [word for author in _authors(study) for word in author]
    return name in _signed(study) or bool(words) and all(any(author.startswith(word) for author in known) for word in words)


def _is_an_author(study: Study, name: str) -> bool:
    """Whether a name in full, in either order, is that of one author, or of somebody who signed: words of two authors are nobody's name."""
    words = [word.casefold() for word in WORD.findall(name)]
    return len(words) > 1 and any(set(words) <= {word.casefold() for word in author} for author in (*_authors(study), *map(WORD.findall, _signed(study))))


def _signed(study: Study) -> set[str]:
    """Return who signed an output check; who signs does so in public."""
    return set(study.tables["approvals"]["approver"])


@once_a_study
def _authors(study: Study) -> list[list[str]]:
    """Return the words of each author in the bibliography and of the study."""
    cited = [author for names in AUTHORS.findall(_bibliography(study.root)) for author in re.split(r"\s+and\s+", names)]
    return [WORD.findall(name) for name in (*cited, *(author.name for author in _own_authors(study)))]


@once_a_study
def _own_authors(study: Study) -> list[Author]:
    """Return the people who wrote the study and what CITATION.cff refers to; every page says who they are."""
    citation = read_citation(study.root)
    return [author for work in (citation.work, *citation.references) for author in work.authors if author.family] if citation else []


def _bibliography(root: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "book").glob("*.bib")))
