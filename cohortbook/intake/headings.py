"""Recognise the columns of a sheet by the headings that tools and people write."""

from __future__ import annotations

import re
from typing import NamedTuple

# What tools call the columns that are needed, lower case, blanks for underscores; where a sheet has
# several, the first goes before the others.
# Taguette, ATLAS.ti 22 to 26, openansho and aqda as exported; MAXQDA (in its languages), NVivo and
# QualCoder as documented; Word macros last.
HEADINGS = {
    "source": (
        "source",
        "document",
        "document name",
        "file",
        "file/case",
        "filename",
        "file name",
        "name of file",
        "dokumentname",
        "dokument",
        "nombre del documento",
        "nom du document",
        "nome do documento",
        "nome del documento",
        "documentnaam",
        "files\\name",
        "interview",
        "transcript",
    ),
    "case": (
        "case",
        "person",
        "participant",
        "speaker",
        "participant id",
        "respondent",
        "interviewee",
    ),
    "group": (
        "group",
        "document group",
        "document groups",
        "stakeholder",
        "dokumentgruppe",
        "grupo de documentos",
        "groupe de documents",
    ),
    "cohort": ("cohort",),
    "code": (
        "code",
        "tag",
        "codes",
        "codename",
        "code name",
        "node",
        "tags",
        "código",
        "codice",
        "theme",
        "themes",
        "comment text",
        "comment",
    ),
    "quote": (
        "quote",
        "content",
        "segment",
        "quotation content",
        "text content",
        "coded text",
        "text",
        "quotation",
        "coded",
        "text segment",
        "reference text",
        "segmento",
        "seltext",
        "comment scope",
    ),
    "coder": (
        "coder",
        "created by",
        "author",
        "user",
        "coded by",
        "username",
        "user name",
        "reviewer",
        "coder name",
        "owner",
    ),
    "begin": (
        "start",
        "beginning position",
        "pos0",
        "beginning",
        "begin",
        "start offset",
        "start pos",
        "start position",
        "anfang",
        "beginn",
        "comienzo",
        "inicio",
        "début",
        "début du segment",
        "início",
        "inizio",
    ),
    "end": (
        "end",
        "end position",
        "pos1",
        "ending position",
        "end offset",
        "end pos",
        "ende",
        "fin",
        "final",
        "fim",
        "fine",
        "einde",
    ),
    "id": (
        "quotation id",
        "highlight id",
        "segment id",
        "quote id",
        "passage id",
        "zitat-id",
        "id",
    ),
}
NUMBERED = re.compile(r"(?:code|tag|node|theme)s? ?\d+")  # a column for each code of a passage
MEANING = ("description", "code comment", "comment", "definition", "memo", "meaning")
PLAIN = "id"  # may as well name a coding, or a row
SEEN = 10  # rows from the top among which the headings are: some tools put a title above them


class Row(NamedTuple):
    """One row of a sheet: its number, the text of each column that is known, and its cells of
    codes.
    """

    number: int
    cells: dict[str, str]
    codes: tuple[str, ...]
    stated: int | None = None  # how many codes, where the tool says it

    @property
    def source(self) -> str:
        """The document that a row comes from; where a sheet names none, the person."""
        return self.cells["source"] or self.cells["case"]


class Columns(NamedTuple):
    """Where the headings are, the first row below them (from 0), the place of each known column,
    and the places of codes.
    """

    header: tuple[str, ...]
    line: int
    places: dict[str, int]
    codes: tuple[int, ...]

    def values(self, row: list[str], number: int) -> Row:
        """Return a row by the names of the columns; what has no column is empty."""
        cells = {name: _cell(row, self.places.get(name)) for name in HEADINGS}
        count = _cell(row, self.place_of("number of codes"))
        return Row(
            number,
            cells,
            tuple(_cell(row, place) for place in self.codes),
            int(count) if count.isdecimal() else None,
        )

    def place_of(self, heading: str) -> int | None:
        """Return the place of a heading as it is written; None if there is none."""
        return self.header.index(heading) if heading in self.header else None

    def read(self) -> set[int]:
        """Return the places of all columns that are read."""
        return {*self.places.values(), *self.codes}

    def said(self) -> str:
        """Return which columns were read as what."""
        return f"the headings are in row {self.line}: " + ", ".join(
            f"{name} from {self.header[place]!r}" for name, place in self.places.items()
        )


def find_columns(rows: list[list[str]]) -> Columns | None:
    """Return the columns of a sheet, if one of its first rows holds the headings of a code and of a
    source or a person.
    """
    for line, row in enumerate(rows[:SEEN], start=1):
        header = tuple(plain(cell) for cell in row)
        places = {
            column: header.index(word)
            for column, words in HEADINGS.items()
            for word in words[::-1]
            if word in header
        }
        numbered = tuple(place for place, cell in enumerate(header) if NUMBERED.fullmatch(cell))
        codes = numbered or ((places["code"],) if "code" in places else ())
        if codes and ("source" in places or "case" in places):
            return Columns(header, line, places, codes)
    return None


def codebook_of(rows: list[list[str]]) -> dict[str, str]:
    """Return the codes of a sheet that lists them, with what they mean; none if it is no such
    sheet.
    """
    for line, row in enumerate(rows[:SEEN], start=1):
        header = [plain(cell) for cell in row]
        code = next(
            (
                header.index(word)
                for word in HEADINGS["code"]
                if word in header and word not in MEANING
            ),
            None,
        )
        meaning = next((header.index(word) for word in MEANING if word in header), None)
        is_coded = any(
            word in header for name in ("source", "case", "quote") for word in HEADINGS[name]
        )
        if code is not None and meaning is not None and not is_coded:
            return {
                _cell(below, code): _cell(below, meaning)
                for below in rows[line:]
                if _cell(below, code)
            }
    return {}


def plain(cell: str) -> str:
    """Return a heading as it is compared: without capitals, underscores and blanks around it."""
    return " ".join(cell.strip("\ufeff").replace("_", " ").casefold().split())


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
