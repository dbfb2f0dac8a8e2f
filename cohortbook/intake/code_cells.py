"""Separate the codes in one cell without guessing: names of codes contain commas, too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cohortbook.intake.headings import SEVERAL, Row
from cohortbook.intake.paths import speaker_of
from cohortbook.study.problems import IntakeError

MARKS = (
    re.compile(r"\s*[;|]\s*"),
    re.compile(r"\s*,\s*"),
    re.compile(r"\s*\+\s*"),
)  # between codes, where each part is a code elsewhere
BULLETS = "•-○●◦ "


def codes_in(rows: list[Row], known: set[str], place: str) -> list[list[str]]:
    """Return the codes of each row; `known` are those of a codebook that lies next to them.

    Codes are on lines of their own, in columns of their own, with semicolons or commas between
    codes that also occur alone, or, where the tool says how many there are or a codebook is known,
    one after the other. Raises IntakeError for a cell that cannot be taken apart.
    """
    alone = _alone(rows) | known
    return [
        list(
            dict.fromkeys(
                code
                for cell in row.codes
                for code in _codes_of(cell, alone, row, bool(known), place)
            )
        )
        for row in rows
    ]


def unsure(rows: list[Row], codes: list[list[str]], known: set[str], heading: str) -> list[str]:
    """Return what to say of codes that may be several: they hold a mark, no codebook has them, and
    the tool does not count them. `heading` is that of their column.
    """
    held = dict.fromkeys(
        code
        for row, found in zip(rows, codes, strict=True)
        for code in found
        if row.stated is None and code not in known and any(mark.search(code) for mark in MARKS)
    )
    names = [code for code in held if not speaker_of((code,))]
    if not names:
        return []
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return [
        f"{names[0]!r}{more}: read as one code, with its comma, semicolon, bar or plus. If a cell"
        f" holds several codes, say so in columns.csv, in the cohort's folder in private/: a row"
        f" with {heading!r} as heading and {SEVERAL} as what it means."
    ]


def _alone(rows: list[Row]) -> set[str]:
    """Codes that are certainly one: alone in their cell by the tool's own count, or on a line of
    their own.
    """
    cells = [(cell, row.stated) for row in rows for cell in row.codes if cell]
    alone = {line for cell, _ in cells if "\n" in cell for line in _lines(cell)} | {
        cell for cell, count in cells if count == 1
    }
    if all(row.stated is None for row in rows):
        alone |= {cell for cell, _ in cells if "\n" not in cell}
    return alone


def _lines(cell: str) -> list[str]:
    return [line.strip().lstrip(BULLETS).strip() for line in cell.splitlines() if line.strip()]


def _codes_of(
    cell: str, alone: set[str], row: Row, has_codebook: bool, place: str
) -> Iterable[str]:
    """The codes in a cell: lines, parts that are codes elsewhere, the cell itself if it is a code,
    or, from the longest, codes known to be alone.
    """
    if not cell:
        return []
    if "\n" in cell:
        return _lines(cell)
    for mark in MARKS:
        parts = mark.split(cell)
        if (
            len(parts) > 1
            and all(part in alone for part in parts)
            and row.stated in (None, len(parts))
        ):
            return parts
    if (
        cell in alone
        and row.stated in (None, 1)
        and not (has_codebook and _taken_apart(cell, alone))
    ):
        return [cell]
    found = _taken_apart(cell, alone)
    if not found or row.stated not in (None, len(found)):
        raise IntakeError(
            f"{place}, row {row.number}: the cell {cell!r} holds several codes that cannot be kept"
            " apart, because code names may hold commas; export one row for each passage and code,"
            " or put the list of codes next to the file, named as it is with _codebook at the end"
        )
    return found


def _taken_apart(cell: str, alone: set[str]) -> list[str]:
    """The known codes that a cell is made of, with nothing left but marks between them; none if it
    is not.
    """
    rest, found = cell, []
    for code in sorted(alone, key=lambda code: (-len(code), code)):
        if code in rest and code != cell:
            found.append(code)
            rest = rest.replace(code, "", 1)
    return [] if rest.strip(" ,;|") else found
