"""The rows that numbers and verdicts come from, as readers see them: each with its file, its line
and an address of its own.

They are taken from the study as it is published, which holds no row about people of protected
cohorts. Where a row says who said something, the person is a letter, as on the pages of themes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from textwrap import shorten

import pandas as pd

from cohortbook.findings.results import packed, unpacked
from cohortbook.findings.themes import lettered
from cohortbook.study.citation import read_citation
from cohortbook.study.layout import COHORTS
from cohortbook.study.people import GROUPS
from cohortbook.study.study import Study, once_a_study
from cohortbook.study.wording import label_of

PREFIX = "numbers_rows_"  # of the pages of rows
STATED = "cohorts"  # their page of what each cohort.yml says
MOST = 1_500  # rows on a page; of a table with more, the others are in its file only
FILES = 12  # of which places are listed
CALLED = {"practitioner": "award holder", "manager": "manager"}
LONGEST = 180  # characters of a row in short
# What a proof of the passages needs and a reader does not, and what names a speaker as printed.
UNSHOWN = {"source_row", "cohort", "digest", "word_start", "word_count"}
SPEAKERS = {"attributions": {"as_printed", "note"}, "impacts": {"corroborated_by"}}
IN_SHORT = {
    "attributions": ("case_id", "said"),
    "impacts": ("case_id", "type", "summary"),
    "passages": ("summary",),
    "claims": ("claim",),
    "recommendations": ("topic",),
    "checklists": ("item", "status"),
}  # columns that say what a row is; of other tables all do
MEASURED = ("measured_people", "measured_when")  # of how many, and when: said if not given, too
CAVEATS = {"impact_measure": ("measure", "reported_by", *MEASURED)}  # without them it misleads


@dataclass(frozen=True)
class SourceRow:
    """One row of a file: its cells by column, as text, without empty ones."""

    table: str
    place: str
    address: str
    cells: Mapping[str, str]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        return self.place.rpartition(":")[0]

    @property
    def line(self) -> str:
        return self.place.rpartition(":")[2]

    def in_short(self, measure: str) -> str:
        """Return the key of the row with what a number of a measure counts in it."""
        own = next((name for name in (measure, f"is_{measure}") if name in self.cells), "")
        columns = CAVEATS.get(measure) or (
            (own,) if own else IN_SHORT.get(self.table, tuple(self.cells))
        )
        key = [name for name in self.key if name not in IN_SHORT.get(self.table, ())]
        others = [name for name in columns if name not in key]
        bare = {*key, *(IN_SHORT.get(self.table, ()))}
        told = [
            self.cells[name] if name in bare else f"{label_of(name)}: {self.cells[name]}"
            for name in [*key, *others]
            if name in self.cells
        ]
        return shorten(" · ".join(told), LONGEST, placeholder=" …")


def source_rows(study: Study, files: Iterable[str]) -> dict[str, SourceRow]:
    """Return the rows of files by their place, data/x.csv:2; of files that are no table of the
    study as it is published, none.
    """
    wanted, found = set(files), {}
    for described in study.dictionary.tables.values():
        names = [name for name, _ in study.files(described.name) if name in wanted]
        frame = study.tables[described.name]
        own = frame[frame["source_row"].str.rpartition(":")[0].isin(names)] if names else frame[:0]
        for number, row in enumerate(own.to_dict("records")):
            place = row["source_row"]
            address = _address(described.name, place) if number < MOST else f"../{_file(place)}"
            cells = _cells(study, described.name, row)
            found[place] = SourceRow(described.name, place, address, cells, described.key)
    return found | _stated(study, wanted)


def _file(place: str) -> str:
    return place.rpartition(":")[0]


def _address(table: str, place: str) -> str:
    """The address of a row: the page of its table and there the cohort, or the file, and the
    line.
    """
    path = PurePosixPath(_file(place))
    of = path.parent.name if path.parent.parent == COHORTS else path.stem
    return f"{PREFIX}{table}.html#{of}-{place.rpartition(':')[2]}"


def _cells(study: Study, table: str, row: dict) -> dict[str, str]:
    passed_over = UNSHOWN | SPEAKERS.get(table, set())
    cells = {name: _text(value) for name, value in row.items() if name not in passed_over}
    if table in SPEAKERS and "case_id" in cells:
        cells["case_id"] = _speakers(study).get(cells["case_id"], "")
    if table == "attributions":
        cells["said"] = _summaries(study).get(cells["passage_id"], "")
    if table == "impacts" and cells["measure"]:
        cells |= {name: cells[name] or "not given" for name in MEASURED}
    return {name: text for name, text in cells.items() if text}


def _text(value: object) -> str:
    """A cell as its file has it."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


@once_a_study
def _speakers(study: Study) -> dict[str, str]:
    """The letter of each person who was interviewed, with group and cohort, by identifier."""
    return {
        case: f"{CALLED[group]} {letter}, {study.title(scope)}"
        for scope in study.cohorts
        for group in GROUPS
        for case, letter in lettered(study, scope, group).items()
    }


@once_a_study
def _summaries(study: Study) -> dict[str, str]:
    passages = study.tables["passages"]
    return dict(zip(passages["passage_id"], passages["summary"].fillna(""), strict=True))


def _stated(study: Study, wanted: set[str]) -> dict[str, SourceRow]:
    """What each cohort.yml says, as a row."""
    found = {}
    for handle, stated in study.cohorts.items():
        file = (COHORTS / handle / "cohort.yml").as_posix()
        if file in wanted:
            place = f"{file}:1"
            cells = {name: _text(value) for name, value in stated.items()}
            found[place] = SourceRow(STATED, place, _address(STATED, place), cells, ())
    return found


def places_html(places: Iterable[str], rows: Mapping[str, SourceRow]) -> str:
    """Return HTML of places, file by file, lines that follow each other as one, each linked to the
    row where it begins; of many files only the first.
    """
    lines: dict[str, set[int]] = {}
    for place in unpacked(places):
        file, _, line = place.rpartition(":")
        lines.setdefault(file, set()).add(int(line))
    parts = [_lines_html(file, held, rows) for file, held in list(lines.items())[:FILES]]
    if len(lines) > FILES:
        parts.append(
            f"and {len(lines) - FILES} more files, in <code>results.json</code> and by"
            " <code>cohortbook trace</code>"
        )
    return "; ".join(parts)


def _lines_html(file: str, lines: set[int], rows: Mapping[str, SourceRow]) -> str:
    runs = packed(f"{file}:{line}" for line in sorted(lines))
    links = []
    for run in runs:
        first, _, last = run.rpartition(":")[2].partition("-")
        text = f"{first}–{last}" if last else first
        row = rows.get(f"{file}:{first}")
        links.append(f'<a href="{escape(row.address)}">{text}</a>' if row else text)
    return f"{escape(file)}, {'line' if len(lines) == 1 else 'lines'} {', '.join(links)}"


def in_repository(root: Path, file: str, line: str | int) -> str:
    """Return where a line of a file of the study is on the web, at the release of CITATION.cff;
    empty if that names no repository, or the file is not the study's.
    """
    citation = read_citation(root)
    if not citation or not citation.repository or not (root / file).is_file():
        return ""
    repository = citation.repository.rstrip("/").removesuffix(".git")
    return f"{repository}/blob/v{citation.work.version}/{file}#L{line}"
