"""Read and write the publication of a protected cohort: decided numbers and statements, in two
tables.

Public pages are made from these and from nothing else of such a cohort. They are computed from its
rows where these are, in private/cohorts/, and kept in data/published/ once they are signed, so that
the book can be made without the rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cohortbook.study import dependencies
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import DATA, PUBLISHED
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.withheld import HIDDEN, RANGE, Withheld
from cohortbook.study.wording import DATED

RESULTS, STATEMENTS = "results.csv", "statements.csv"
EARLIER = "earlier"  # holds the editions that were published before, numbered from 1
COLUMNS = (
    "call",
    "id",
    "scope",
    "measure",
    "category",
    "statistic",
    "value",
    "n",
    "unit",
    "label",
    "function",
)
SAID = ("theme_id", "group", "stance", "summary")
FORMER_RANGE = re.compile(r"(?:all but )?\d+ or fewer")  # as ranges were written at first
ONLY_AGREED = {
    "took_part": "demographics.qualifying_award()",
    "impacts": "impacts.impact_types()",
}  # calls that only these publish
SPLIT = ("social_worker", "other_profession")  # two measures that divide everybody
Statement = dict  # one published statement: the columns SAID


@dataclass(frozen=True)
class Publication:
    """The published numbers of one cohort, by the call that makes them, and its
    published statements.
    """

    handle: str
    results: Findings
    statements: tuple[Statement, ...]
    files: tuple[str, ...] = field(default=(), compare=False)  # what it was made from

    def findings(self, call: str) -> Findings:
        """Return what a call publishes of this cohort; none if it publishes nothing."""
        return self._by_call.get(call, Findings())

    @cached_property
    def _by_call(self) -> dict[str, Findings]:
        return self.results.by(lambda finding: finding.call)

    @property
    def agreed(self) -> set[str]:
        """The tables of the consent form of which more is published than of any strict cohort."""
        return {table for table, call in ONLY_AGREED.items() if call in self._by_call}

    @property
    def digest(self) -> str:
        """The SHA-256 of both tables: what people sign. It says nothing that the tables do not."""
        texts = as_texts(self)
        return sha256("\0".join(texts[name] for name in sorted(texts)).encode()).hexdigest()


def call_name(function: str, arguments: Iterable[str]) -> str:
    """Return how a call is named in the table of results, by module and function:
    demographics.interview_format(manager). A package that a module moves to changes no name.
    """
    module, name = function.split(".")[-2:]
    return f"{module}.{name}({', '.join(arguments)})"


def as_texts(publication: Publication) -> dict[str, str]:
    """Return both tables as CSV text, by file name."""
    return {
        RESULTS: _csv(
            COLUMNS,
            [
                finding._asdict() | {"id": finding.id, "value": _value_text(finding.value)}
                for finding in publication.results
            ],
        ),
        STATEMENTS: _csv(SAID, publication.statements),
    }


def _csv(columns: tuple[str, ...], rows) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {key: "" if value is None else value for key, value in row.items()} for row in rows
    )
    return text.getvalue()


def _value_text(value: object) -> str:
    return (
        ""
        if value is None
        else f"{value.numerator}/{value.denominator}"
        if isinstance(value, Fraction)
        else str(value)
    )


def from_texts(handle: str, texts: dict[str, str], files: tuple[str, ...] = ()) -> Publication:
    """Return the publication that two tables hold. Raises ValueError or KeyError if
    they are not such tables.
    """
    results = Findings(map(_finding, _rows(texts[RESULTS], COLUMNS)))
    return Publication(handle, results, tuple(_rows(texts[STATEMENTS], SAID)), files)


def _finding(row: dict[str, str]) -> Finding:
    """A row of the table of results as a finding; its rows in the cohort's files are private."""
    value, n = _value(row["value"], row["unit"]), int(row["n"]) if row["n"] else None
    return Finding(
        row["scope"],
        row["measure"],
        row["category"],
        row["statistic"],
        value,
        n,
        row["unit"],
        (),
        row["label"],
        row["function"],
        row["call"],
    )


def _rows(text: str, columns: tuple[str, ...]) -> list[dict]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != columns:
        raise ValueError(f"its columns are not {', '.join(columns)}")
    return list(reader)


def _value(text: str, unit: str) -> int | float | Fraction | str | None:
    """A value as it was before it was written; a year or a span of years is a text, not
    a number.
    """
    if not text:
        return None
    if text == HIDDEN or RANGE.fullmatch(text):
        return Withheld(text)
    if FORMER_RANGE.fullmatch(text):
        raise ValueError(
            f"{text!r} is a range as an earlier version wrote it, whose ends it does not name"
        )
    if unit in DATED:
        return text
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+/\d+", text):
        return Fraction(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+(?:e[+-]?\d+)?", text) else text


def table_of(finding: Finding) -> str:
    """Return the name of the table that a number belongs to: its numbers are printed, or hidden,
    together.

    All themes below one at the top are one table, because each says something of those above and
    below it.
    """
    if finding.measure == "theme":
        return tree_of(finding.category)
    if finding.measure in SPLIT:
        return SPLIT[0]
    return finding.measure.removeprefix("not_")


def tree_of(theme_id: str) -> str:
    """Return the name of the table that a theme belongs to: that of the theme at the top."""
    return f"theme.{theme_id.partition('.')[0]}"


def folder_of(handle: str) -> Path:
    """Return the folder, in a study, of what is published of a cohort."""
    return PUBLISHED / handle


def is_published(root: Path, handle: str) -> bool:
    return (root / folder_of(handle) / RESULTS).is_file()


def themes_apart(held: Publication, themes: Iterable[str]) -> list[Problem]:
    """Return a problem if what is published counts other themes than the codebook has today."""
    counted = {
        finding.category.rpartition(".")[0] for finding in held.results.where(measure="theme")
    }
    apart = sorted(counted ^ set(themes)) if counted else []
    if not apart:
        return []
    place = (folder_of(held.handle) / RESULTS).as_posix()
    what = (
        f"was published with other themes than the codebook has now ({', '.join(apart[:5])});"
        " those who have its rows sign and publish it again: cohortbook disclosure --publish"
    )
    return [Problem(place, None, "category", what)]


def themes_gone(
    held: Publication, themes: Iterable[str], former_ids: Collection[str]
) -> list[Problem]:
    """Return a problem if an edition counts themes that the codebook no longer has and
    former_ids.csv does not rename: a theme that goes with a person says what the person spoke of.
    """
    counted = {
        finding.category.rpartition(".")[0]
        for finding in held.results.where(measure="theme")
        if finding.id not in former_ids
    }
    gone = sorted(counted - set(themes))
    if not gone:
        return []
    what = (
        f"lacks {', '.join(gone[:5])}, which {(folder_of(held.handle) / RESULTS).as_posix()}"
        " counts: readers of both editions would see what people who left spoke of; put the row"
        " back, which needs no coding, or, if the theme has a new id, name the old and new ids of"
        " its numbers in data/former_ids.csv"
    )
    return [Problem("data/codebook/themes.csv", None, "theme_id", what)]


def read_publication(root: Path, handle: str) -> tuple[Publication | None, list[Problem]]:
    """Return what data/published/ holds of a cohort, and what is wrong with it."""
    return _read(root, folder_of(handle), handle)


def editions(root: Path, handle: str) -> list[Publication]:
    """Return every edition of a cohort that data/published/ holds, the earliest first. Raises
    StudyError if one cannot be read.
    """
    if not is_published(root, handle):
        return []
    dependencies.note(f"{(folder_of(handle) / EARLIER).as_posix()}/")
    earlier = (root / folder_of(handle) / EARLIER).glob("*/")
    folders = sorted((path.relative_to(root) for path in earlier), key=lambda path: path.name)
    read = [_read(root, folder, handle) for folder in (*folders, folder_of(handle))]
    if problems := [problem for _, found in read for problem in found]:
        raise StudyError(problems)
    return [edition for edition, _ in read if edition]


def _read(root: Path, folder: Path, handle: str) -> tuple[Publication | None, list[Problem]]:
    names = [(folder / name).as_posix() for name in (RESULTS, STATEMENTS)]
    texts, problems = {}, []
    dependencies.note(*names)
    for name in names:
        try:
            texts[Path(name).name] = (root / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            fault = "cannot be read; bring it back from the version that was signed"
            problems.append(Problem(name, None, None, fault))
    if problems:
        return None, problems
    try:
        return from_texts(handle, texts, tuple(names)), []
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        fault = (
            f"holds no published results of a cohort: {error}; bring back those that were signed,"
            " or sign and publish them anew"
        )
        return None, [Problem(folder.as_posix(), None, None, fault)]


def write_publication(data: Path, publication: Publication) -> list[Path]:
    """Write a publication below a folder of data, as data/published/ holds it; return the paths."""
    return _write(data / folder_of(publication.handle).relative_to(DATA), publication)


def write_edition(root: Path, publication: Publication) -> list[Path]:
    """Write a publication to data/published/ as the newest edition of its cohort; return the paths.

    An edition that is there and differs is kept next to it, numbered: what was once published is
    known to its readers, and later editions are decided with it in view.
    """
    former, _ = read_publication(root, publication.handle)
    paths = []
    if former and former != publication:
        kept = root / folder_of(publication.handle) / EARLIER
        number = len(list(kept.glob("*/"))) + 1
        paths = _write(kept / f"{number:02}", former)
    return [*paths, *write_publication(root / DATA, publication)]


def _write(folder: Path, publication: Publication) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in as_texts(publication).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        paths.append(folder / name)
    return paths
