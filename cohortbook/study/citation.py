"""Read CITATION.cff, the one place that says how the study is cited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from cohortbook.study import dependencies
from cohortbook.study.files import TURNED, TURNS, Unreadable, parse_yaml, read_settings
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.wording import sentence_list

FILE = "CITATION.cff"
TEXTS = (
    "title",
    "abstract",
    "version",
    "type",
    "url",
    "doi",
    "repository-code",
    "date-released",
    "date-published",
    "year",
    "name",
    "family-names",
    "given-names",
    "name-particle",
    "name-suffix",
    "alias",
    "email",
    "orcid",
    "affiliation",
    "value",
    "description",
)  # fields that hold one text or number, wherever they are
LISTS, ADDRESSES = ("license", "keywords"), ("url", "repository-code", "orcid")
NEEDED = ("title", "authors", "version", "date-released")


@dataclass(frozen=True)
class Author:
    """A person (`family` is not empty) or a group (`given` is empty, `family` too); what is not
    known is empty.
    """

    name: str
    family: str = ""
    given: str = ""
    orcid: str = ""
    affiliation: str = ""

    @property
    def inverted(self) -> str:
        """The name as lists of names sort it: "Potter, Ann"."""
        return f"{self.family}, {self.given}" if self.family and self.given else self.name

    @property
    def short(self) -> str:
        """The name as reference lists print it: "Potter, A."."""
        initials = "".join(f"{part[0]}." for part in re.split(r"[\s-]+", self.given) if part)
        return f"{self.family}, {initials}" if self.family and initials else self.name


@dataclass(frozen=True)
class Work:
    """Something to cite: this study, or a work it refers to. `address` is where it is read; what is
    not known is empty.
    """

    title: str
    authors: tuple[Author, ...]
    kind: str = ""
    version: str = ""
    released_on: str = ""  # an ISO date, month or year
    publisher: str = ""
    address: str = ""
    doi: str = ""

    @property
    def year(self) -> str:
        return self.released_on[:4]


@dataclass(frozen=True)
class Citation:
    """What CITATION.cff says: the study as a work, and what else describes it. Its `url` is where
    the book is published, its `repository-code` where the study lies.
    """

    work: Work
    abstract: str
    licences: tuple[str, ...]
    keywords: tuple[str, ...]
    repository: str
    dois: tuple[tuple[str, str], ...]  # each with what it represents
    references: tuple[Work, ...]
    contacts: tuple[str, ...] = ()  # names, each with an e-mail address if it has one


def read_citation(root: Path) -> Citation | None:
    """Return how the study in `root` is cited; None if it has no CITATION.cff. Raises StudyError,
    with every problem, if the file cannot be used.
    """
    dependencies.note(FILE)
    path = root / FILE
    if not path.exists():
        return None
    try:
        return _read(read_settings(path))
    except Unreadable as error:
        raise StudyError([Problem(FILE, error.line, None, str(error))]) from None


@cache
def _read(text: str) -> Citation:
    """Return what a CITATION.cff says; kept by its text, because every page of a book cites it."""
    stated = _stated(text)
    problems = [
        Problem(FILE, None, field, "is missing; a citation needs it")
        for field in NEEDED
        if not stated.get(field)
    ]
    if stated.get("date-released") and not _is_date(str(stated["date-released"])):
        fault = f"{stated['date-released']!s} is not a date; write it as 2026-11-24"
        problems.append(Problem(FILE, None, "date-released", fault))
    problems += _odd_values(stated, "") + _odd_authors(stated.get("authors") or [], "authors")
    problems += _odd_authors(stated.get("contact") or [], "contact")
    for entry in _entries(stated.get("identifiers") or [], "identifiers", problems):
        problems += _odd_values(entry, "identifiers")
    for entry in _entries(stated.get("references") or [], "references", problems):
        problems += [
            Problem(FILE, None, "references", f"has an entry without {field}")
            for field in ("title", "authors")
            if not entry.get(field)
        ]
        problems += _odd_values(entry, "references")
        problems += _odd_authors(entry.get("authors") or [], "references")
    if problems:
        raise StudyError(dict.fromkeys(problems))
    return _citation(stated)


def _entries(listed, field: str, problems: list[Problem]) -> list[dict]:
    """The entries of a list; if it is none, nothing, and a problem more."""
    if isinstance(listed, list) and all(isinstance(entry, dict) for entry in listed):
        return listed
    problems.append(
        Problem(
            FILE, None, field, "is not a list of entries, each with names and values below a hyphen"
        )
    )
    return []


def _odd_values(entry: dict, field: str) -> list[Problem]:
    """What is wrong with the values of an entry: of the list `field`, or of the file itself."""
    odd = [
        (name, "holds a list or names where one text belongs")
        for name in TEXTS
        if isinstance(entry.get(name), (list, dict))
    ]
    odd += [(name, TURNED) for name in TEXTS if TURNS.search(str(entry.get(name) or ""))]
    odd += [(name, "is not a list of texts") for name in LISTS if not _is_texts(entry.get(name))]
    odd += [
        (name, "is not an address; one begins with https://")
        for name in ADDRESSES
        if entry.get(name) and not str(entry[name]).startswith(("https://", "http://"))
    ]
    odd += [
        (name, "is not a list of names and values, such as name: A university")
        for name in ("institution", "publisher")
        if not isinstance(entry.get(name) or {}, dict)
    ]
    if entry.get("month") and entry["month"] not in range(1, 13):
        odd.append(("month", "is not a number from 1 to 12"))
    return [
        Problem(FILE, None, field or name, f"its {name} {what}" if field else what)
        for name, what in odd
    ]


def _is_texts(value) -> bool:
    return (
        value is None
        or isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(text, str) for text in value))
    )


def _odd_authors(listed, field: str) -> list[Problem]:
    problems: list[Problem] = []
    for entry in _entries(listed, field, problems):
        problems += _odd_values(entry, field)
        if not any(entry.get(name) for name in ("name", "family-names", "given-names", "alias")):
            problems.append(
                Problem(
                    FILE,
                    None,
                    field,
                    "has an author without a name; write family-names and given-names, or name for"
                    " a group",
                )
            )
    return problems


def _citation(stated: dict) -> Citation:
    dois = tuple(
        (str(entry["value"]), entry.get("description", ""))
        for entry in stated.get("identifiers", [])
        if entry.get("type") == "doi"
    )
    work = _work(stated, str(stated["date-released"]))
    return Citation(
        replace(work, doi=work.doi or (dois[0][0] if dois else "")),
        " ".join(stated.get("abstract", "").split()),
        _texts(stated.get("license")),
        _texts(stated.get("keywords")),
        stated.get("repository-code", ""),
        dois,
        tuple(_work(entry, _published(entry)) for entry in stated.get("references", ())),
        tuple(map(_contact, stated.get("contact") or ())),
    )


def _texts(value: str | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def citation_problems(root: Path) -> list[Problem]:
    """Return every problem of the study's CITATION.cff; none if it has no such file."""
    try:
        read_citation(root)
    except StudyError as error:
        return error.problems
    return []


def _stated(text: str) -> dict:
    stated, _ = parse_yaml(text, "put text that holds a colon between quotation marks")
    if not isinstance(stated, dict):
        raise StudyError(
            [
                Problem(
                    FILE,
                    None,
                    None,
                    "is empty or not a list of names and values, for example title: My study",
                )
            ]
        )
    return stated


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _published(entry: dict) -> str:
    """The date of a reference, or the part that is given."""
    if entry.get("date-released") or entry.get("date-published"):
        return str(entry.get("date-published") or entry["date-released"])
    return (
        f"{entry.get('year', '')}-{entry['month']:02d}"
        if entry.get("month")
        else str(entry.get("year", ""))
    )


def _work(entry: dict, released_on: str) -> Work:
    publisher = (entry.get("institution") or entry.get("publisher") or {}).get("name", "")
    return Work(
        " ".join(str(entry["title"]).split()),
        tuple(map(_author, entry["authors"])),
        entry.get("type", ""),
        str(entry.get("version", "")),
        released_on,
        publisher,
        entry.get("url", ""),
        entry.get("doi", ""),
    )


def _author(entry: dict) -> Author:
    family = " ".join(
        part
        for part in (
            entry.get("name-particle"),
            entry.get("family-names"),
            entry.get("name-suffix"),
        )
        if part
    )
    given = entry.get("given-names", "")
    name = entry.get("name") or f"{given} {family}".strip() or entry.get("alias", "")
    return Author(name, family, given, entry.get("orcid", ""), entry.get("affiliation", ""))


def _contact(entry: dict) -> str:
    return _author(entry).name + (f" ({entry['email']})" if entry.get("email") else "")


def contact(root: Path) -> str:
    """Return whom to write to about a study: the contacts that its CITATION.cff names, else its
    authors.
    """
    citation = read_citation(root)
    if citation and citation.contacts:
        return sentence_list(list(citation.contacts))
    authors = (
        f" ({sentence_list([author.name for author in citation.work.authors])})" if citation else ""
    )
    return f"the evaluation team{authors}"
