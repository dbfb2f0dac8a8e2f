"""Read the decisions of people about what looks private and is not.

Decisions are under `reviewed` in data/disclosure.yml, which is published. A decision about a name
in a cohort's keys, about an identifier, or about what is in private/, would itself publish what it
is about: it is in private/reviewed.yml, which has the same shape and is never given out.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

from cohortbook.study.citation import Author, read_citation
from cohortbook.study.files import Unreadable, parse_yaml, read_settings
from cohortbook.study.personal_data import IN_KEY, TITLES
from cohortbook.study.policy import PATH as PUBLIC
from cohortbook.study.policy import lines_of, section_problems
from cohortbook.study.problems import Problem
from cohortbook.study.study import Study, once_a_study

PATH, SECTION = Path("private/reviewed.yml"), "reviewed"
HINT = "a section is a name and a colon, its entries begin with a hyphen and a space"
RIGHT = f"write {SECTION}: and below it the entries, as in {PUBLIC.as_posix()}"
IDENTIFIER = "an identifier of a strict cohort"
AUTHORS = re.compile(r"^\s*(?:author|editor)\s*=\s*[{\"](.+)[}\"],?\s*$", re.MULTILINE)
WORD = re.compile(r"[^\W\d_]+")


def read_reviewed(root: Path) -> tuple[tuple[dict, ...], list[Problem]]:
    """Return the entries of private/reviewed.yml and every problem of the file, if there is one."""
    name = PATH.as_posix()
    try:
        stated, tree = parse_yaml(read_settings(root / PATH), HINT)
    except FileNotFoundError:
        return (), []
    except Unreadable as error:
        return (), [Problem(name, error.line, None, str(error))]
    if not isinstance(stated, dict) or set(stated) != {SECTION}:
        said = f"holds something else than the section {SECTION}; {RIGHT}"
        return (), [Problem(name, 1, None, said)]
    problems = list(section_problems(name, SECTION, stated[SECTION], lines_of(tree)))
    return (() if problems else tuple(stated[SECTION] or ())), problems


def place_for(looks_like: str) -> str:
    """Return the file in which a decision about something is."""
    return (PATH if looks_like in (IN_KEY, IDENTIFIER) else PUBLIC).as_posix()


def is_reviewed(study: Study, file: str, looks_like: str, text: str) -> bool:
    """Return whether something may be in a file: an author, or what has an entry."""
    if looks_like == "a name" and _is_made_of_authors(study, text):
        return True
    if looks_like == IN_KEY and _is_an_author(study, text):
        return True
    if looks_like == "initials" and any(text in author.short for author in _own_authors(study)):
        return True
    return any(
        entry["looks_like"] in (looks_like, "anything")
        and fnmatchcase(text, entry["text"])
        and any(fnmatchcase(file, pattern) for pattern in entry["files"])
        for entry in _entries(study)
    )


@once_a_study
def _entries(study: Study) -> tuple[dict, ...]:
    return (*study.policy.sections[SECTION], *read_reviewed(study.root)[0])


def _is_made_of_authors(study: Study, name: str) -> bool:
    """Whether someone signed by a name, or each of its words, less a title, begins an author's."""
    words = [word for word in WORD.findall(name) if word not in TITLES]
    known = [word for author in _authors(study) for word in author]
    if name in _signed(study):
        return True
    return bool(words) and all(any(held.startswith(word) for held in known) for word in words)


def _is_an_author(study: Study, name: str) -> bool:
    """Whether a name in full is that of one author, or of someone who signed."""
    words = {word.casefold() for word in WORD.findall(name)}
    known = [*_authors(study), *map(WORD.findall, _signed(study))]
    return len(words) > 1 and any(words <= {word.casefold() for word in held} for held in known)


def _signed(study: Study) -> set[str]:
    """Return who signed an output check, which people do in public."""
    return set(study.tables["approvals"]["approver"].dropna())


@once_a_study
def _authors(study: Study) -> list[list[str]]:
    """Return the words of the name of each author in the bibliography and of the study."""
    lists = AUTHORS.findall(_bibliography(study.root))
    cited = [author for names in lists for author in re.split(r"\s+and\s+", names)]
    own = [author.name for author in _own_authors(study)]
    return [WORD.findall(name) for name in (*cited, *own)]


@once_a_study
def _own_authors(study: Study) -> list[Author]:
    """Return the people who wrote the study and what CITATION.cff refers to."""
    citation = read_citation(study.root)
    works = (citation.work, *citation.references) if citation else ()
    return [author for work in works for author in work.authors if author.family]


def _bibliography(root: Path) -> str:
    paths = sorted((root / "book").glob("*.bib"))
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)
