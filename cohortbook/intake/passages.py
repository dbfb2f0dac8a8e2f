"""Tell two codes on one passage from two passages of the same words.

A sheet that says where a passage is, or numbers it, is believed; where it says neither, the
words of one person in one source are one passage, and how many rows were joined so is said.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from cohortbook.intake.headings import PLAIN, Columns, Row
from cohortbook.intake.model import CodedSegment, in_spans, without_words

TAGUETTE = {
    "id",
    "document",
    "tag",
    "content",
}  # Taguette writes the number of a highlight once for each tag on it


class Passages:
    """The passages of a sheet, by its number in the file, while its rows are read."""

    def __init__(self, rows: list[Row], columns: Columns, number: int):
        self._sheet = f" in sheet {number}" * (number > 1)
        self._is_numbered = _is_numbered(rows, columns)
        begins = (
            columns.header[columns.places["begin"]]
            if {"begin", "quote"} <= columns.places.keys()
            else ""
        )
        self._counts_characters = any(
            word in begins for word in ("offset", "pos")
        )  # others count paragraphs, or do not say
        self._without_words: Counter[tuple] = Counter()
        self._first: dict[tuple, int] = {}
        self._joined: set[int] = set()
        self._empty: set[int] = set()

    def segment(self, row: Row, code: tuple[str, ...]) -> CodedSegment | None:
        """Return one code of one row; nothing if it marks no characters."""
        cells = row.cells
        if self._counts_characters and cells["begin"] == cells["end"] != "" and not cells["quote"]:
            self._empty.add(row.number)
            return None
        start = (
            int(cells["begin"]) if cells["begin"].isdecimal() and not self._is_numbered else None
        )
        return CodedSegment(
            row.source,
            self._key(row, code),
            code,
            cells["case"],
            cells["group"],
            cells["cohort"],
            cells["coder"],
            start,
            cells["quote"] or None,
            int(cells["end"]) if self._counts_characters and cells["end"].isdecimal() else None,
        )

    def losses(self, place: str) -> list[str]:
        """Return what to say of rows that were joined or left out."""
        many = len(self._joined)
        said = "1 row repeats" if many == 1 else f"{many} rows repeat"
        joined = [
            f"{place}: {said} the words of one before, with no place or number of the passage, and"
            f" {'was' if many == 1 else 'were'} read as the same passage:"
            f" {'row' if many == 1 else 'rows'} {in_spans(self._joined)}."
        ]
        return joined * bool(many) + without_words(len(self._empty))

    def _key(self, row: Row, code: tuple[str, ...]) -> str:
        cells = row.cells
        if self._is_numbered and cells["id"]:
            return f"id {cells['id']}"
        if cells["begin"] or cells["end"]:
            return f"{cells['begin']}..{cells['end']}"
        if cells["place"] and cells["quote"]:
            return f"{cells['case']} at {cells['place']}".strip()
        if cells["quote"]:
            words = (row.source, cells["case"], " ".join(cells["quote"].split()))
            if self._first.setdefault(words, row.number) != row.number:
                self._joined.add(row.number)
            return cells["case"] or "words"
        mark = (row.source, cells["case"], code)
        self._without_words[mark] += 1
        return f"{cells['case']}: {' > '.join(code)} ({self._without_words[mark]}){self._sheet}"


def _is_numbered(rows: list[Row], columns: Columns) -> bool:
    """Whether the column of identifiers names passages: one may as well name codings, or rows."""
    if "id" not in columns.places:
        return False
    of_id, of_place = defaultdict(set), defaultdict(set)
    for row in rows:
        place = (
            row.source,
            row.cells["case"],
            row.cells["quote"],
            row.cells["begin"],
            row.cells["end"],
            row.cells["place"],
        )
        of_id[row.cells["id"]].add(place)
        of_place[place].add(row.cells["id"])
    if any(len(places) > 1 for places in of_id.values()):
        return False
    if "begin" in columns.places and any(len(ids) > 1 for ids in of_place.values()):
        return False
    is_named = (
        columns.header[columns.places["id"]] not in PLAIN
        or set(columns.header) >= TAGUETTE
        or columns.place_of("codes") is not None
    )
    return is_named or len(of_id) < len(rows)
