"""Recognise the columns of a sheet by the headings that tools and people write."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
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
        "thema",
        "themen",
        "thema's",
        "kode",
        "kategorie",
        "thème",
        "thèmes",
        "tema",
        "temas",
        "códigos",
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
        "quotation number",
        "quote number",
        "passage number",
        "segment number",
        "quotation nr",
        "zitat-nr",
        "zitat-nr.",
        "segment-nr",
        "segment-nr.",
        "citaatnummer",
        "numéro de citation",
        "número de cita",
        "id",
        "nr",
        "nr.",
        "no",
        "no.",
        "#",
        "number",
        "nummer",
        "n°",
        "numéro",
        "nº",
        "número",
    ),
    "place": (
        "paragraph",
        "para",
        "paragraph number",
        "line",
        "lines",
        "line number",
        "line no",
        "line no.",
        "position",
        "location",
        "page",
        "time code",
        "timecode",
        "absatz",
        "zeile",
        "zeilen",
        "zeilennummer",
        "fundstelle",
        "stelle",
        "seite",
        "alinea",
        "paragraaf",
        "regel",
        "regels",
        "regelnummer",
        "positie",
        "pagina",
        "paragraphe",
        "alinéa",
        "ligne",
        "lignes",
        "párrafo",
        "línea",
        "líneas",
        "posición",
        "página",
    ),
}
NUMBERED = re.compile(r"(?:code|tag|node|theme)s? ?\d+")  # a column for each code of a passage
MEANING = (
    "description",
    "code comment",
    "comment",
    "definition",
    "memo",
    "meaning",
    "beschreibung",
    "bedeutung",
    "code-memo",
    "beschrijving",
    "omschrijving",
    "definitie",
    "betekenis",
    "définition",
    "signification",
    "descripción",
    "definición",
    "significado",
)
CODE_NAMES = (*HEADINGS["code"], "name", "label", "bezeichnung", "naam", "nom", "nombre")
PARENT = (
    "parent",
    "parent code",
    "parent theme",
    "parent name",
    "parent id",
    "obercode",
    "oberkategorie",
    "oberthema",
    "hoofdcode",
    "hoofdthema",
    "bovenliggende code",
    "code parent",
    "thème parent",
    "código padre",
    "código superior",
    "tema superior",
)
STEP = " > "  # between a code and one below it
# what else a heading can mean: the code itself, several codes in a cell, or nothing
TICK, SEVERAL, LEAVE_OUT = "tick", "codes", "-"
BETWEEN = re.compile(r"[,;|+\n]")  # codes of a cell that holds several
NO = {"", "0", "false", "no", "n", "-", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee"}
YES = {
    "1",
    "true",
    "yes",
    "y",
    "x",
    "✓",
    "✔",
    "wahr",
    "ja",
    "vrai",
    "oui",
    "verdadero",
    "sí",
    "vero",
}
PLAIN = HEADINGS["id"][HEADINGS["id"].index("id") :]  # may as well name a coding, or a row
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
    the places of codes, the codes that are headings themselves, by their places, the places
    that the key leaves out, those whose cells hold several codes, as the key says, and all
    that say where a passage is.
    """

    header: tuple[str, ...]
    line: int
    places: dict[str, int]
    codes: tuple[int, ...]
    ticks: dict[int, str]
    left_out: frozenset[int] = frozenset()
    several: frozenset[int] = frozenset()
    where: tuple[int, ...] = ()

    def values(self, row: list[str], number: int) -> Row:
        """Return a row by the names of the columns; what has no column is empty."""
        cells = {name: _cell(row, self.places.get(name)) for name in HEADINGS}
        cells["place"] = ", ".join(filter(None, (_cell(row, place) for place in self.where)))
        count = _cell(row, self.place_of("number of codes"))
        return Row(
            number,
            cells,
            (
                *(code for place in self.codes for code in self._codes(row, place)),
                *(code for place, code in self.ticks.items() if is_ticked(_cell(row, place))),
            ),
            int(count) if count.isdecimal() and not self.several else None,
        )

    def _codes(self, row: list[str], place: int) -> list[str]:
        cell = _cell(row, place)
        return list(map(str.strip, BETWEEN.split(cell))) if place in self.several else [cell]

    def place_of(self, heading: str) -> int | None:
        """Return the place of a heading as it is written; None if there is none."""
        return self.header.index(heading) if heading in self.header else None

    def read(self) -> set[int]:
        """Return the places of all columns that are read."""
        return {*self.places.values(), *self.codes, *self.ticks, *self.where}

    def unread(self, rows: list[list[str]]) -> list[str]:
        """Return the headings of columns that are not read and have something in the rows below."""
        return [
            self.header[place]
            for place in range(len(self.header))
            if place not in self.read()
            and place not in self.left_out
            and any(_cell(row, place) for row in rows)
        ]

    def said(self) -> str:
        """Return which columns were read as what."""
        return f"the headings are in row {self.line}: " + ", ".join(
            f"{name} from {self.header[place]!r}" for name, place in self.places.items()
        )


def find_columns(rows: list[list[str]], means: Mapping[str, str] = {}) -> Columns | None:
    """Return the columns of a sheet, if one of its first rows holds the headings of a code and of a
    source or a person.

    `means` says of headings, as `plain` gives them, which column each is, `tick` for a heading that
    is a code itself, `codes` where a cell holds several, or `-`. It goes before what is known.
    """
    for line, row in enumerate(rows[:SEEN], start=1):
        header = tuple(map(plain, row))
        known = places_of(header, means)
        given = {place: means[cell] for place, cell in enumerate(header) if means.get(cell)}
        places = known | {means: place for place, means in given.items() if means in HEADINGS}
        codes = _places_of_codes(header, places, given)
        ticks = {place: row[place].strip() for place, means in given.items() if means == TICK}
        if (codes or ticks) and ("source" in places or "case" in places):
            left_out, several = (
                frozenset(place for place, means in given.items() if means == said)
                for said in (LEAVE_OUT, SEVERAL)
            )
            where = tuple(
                place
                for place, cell in enumerate(header)
                if given.get(place, "place" if cell in HEADINGS["place"] else "") == "place"
            )
            return Columns(header, line, places, codes, ticks, left_out, several, where)
    return None


def places_of(header: Sequence[str], means: Container[str] = ()) -> dict[str, int]:
    """Return the place of each column whose heading is known, without those that `means` has."""
    return {
        column: header.index(word)
        for column, words in HEADINGS.items()
        for word in words[::-1]
        if word in header and word not in means
    }


def _places_of_codes(
    header: tuple[str, ...], places: dict[str, int], given: dict[int, str]
) -> tuple[int, ...]:
    """The places of columns with codes: as the key says, numbered, or of one heading."""
    said = tuple(place for place, means in given.items() if means in ("code", SEVERAL))
    numbered = tuple(
        place
        for place, cell in enumerate(header)
        if NUMBERED.fullmatch(cell) and place not in given
    )
    if said or numbered:
        return said + numbered
    heading = header[places["code"]] if "code" in places else None
    return tuple(place for place, cell in enumerate(header) if cell == heading)


def is_ticked(cell: str) -> bool:
    """Return whether a cell says that the code in its heading is there: yes, true, x, a count."""
    word = cell.strip().casefold()
    return word not in NO and (word in YES or not word.isdecimal() or int(word) > 0)


def guessed(header: list[str], rows: list[list[str]]) -> dict[str, str]:
    """Return what each heading of a sheet perhaps means: a column that is known, `tick` where the
    cells below it are a yes, a no or a count, and some a no, empty otherwise.
    """
    held = {}
    for place, cell in enumerate(header):
        if cell.strip():
            words = {_cell(row, place).casefold() for row in rows}
            column = next((name for name, known in HEADINGS.items() if plain(cell) in known), "")
            ticked = words & NO and all(word in NO | YES or word.isdecimal() for word in words)
            held[cell.strip()] = column or TICK * bool(ticked and words - NO)
    return held


def codebook_of(rows: list[list[str]]) -> dict[str, str]:
    """Return the codes of a sheet that lists them, each with the codes above it that the sheet
    names, and what they mean; none if it is no such sheet.
    """
    for line, row in enumerate(rows[:SEEN], start=1):
        header = [plain(cell) for cell in row]
        code = _first([word for word in CODE_NAMES if word not in MEANING], header)
        meaning = _first(MEANING, header)
        is_coded = any(
            word in header for name in ("source", "case", "quote") for word in HEADINGS[name]
        )
        if code is not None and meaning is not None and not is_coded:
            above, number = _first(PARENT, header), _first(HEADINGS["id"], header)
            body = [below for below in rows[line:] if _cell(below, code)]
            names = {_cell(below, number): _cell(below, code) for below in body}
            parents = {
                _cell(below, code): names.get(_cell(below, above), _cell(below, above))
                for below in body
                if _cell(below, above)
            }
            return {
                _with_above(_cell(below, code), parents if _cell(below, above) else {}): _cell(
                    below, meaning
                )
                for below in body
            }
    return {}


def _first(words: Iterable[str], header: list[str]) -> int | None:
    """The place of the first of these headings that there is."""
    return next((header.index(word) for word in words if word in header), None)


def _with_above(code: str, parents: Mapping[str, str]) -> str:
    """The name of a code behind those of the codes above it."""
    path = [code]
    while path[0] in parents and parents[path[0]] not in path:
        path.insert(0, parents[path[0]])
    return STEP.join(path)


def number_known(header: list[str]) -> int:
    """Return how many cells of a row are headings of passages or of codes."""
    known = {*MEANING, *CODE_NAMES, *(word for words in HEADINGS.values() for word in words)}
    return sum(plain(cell) in known for cell in header)


def plain(cell: str) -> str:
    """Return a heading as it is compared: without capitals, underscores and blanks around it."""
    return " ".join(cell.strip("\ufeff").replace("_", " ").casefold().split())


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
