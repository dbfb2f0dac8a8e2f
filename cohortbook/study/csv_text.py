"""Read and write CSV text: UTF-8 with commas, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

FORMULA = re.compile(
    r"[=+@\uff1d\uff0b\uff20\uff0d-](?![\d.,]*$)"
    # what a spreadsheet runs when it opens the file (OWASP, CSV Injection); a signed number is
    # harmless
)
GUARD = "'"
csv.field_size_limit(
    100_000_000
)  # a whole transcript may be one coded passage; Python's own limit is 131,072


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def for_excel(rows: list[list[str]]) -> str:
    """Return rows as CSV for a file that people open in Excel, which takes UTF-8 for its old code
    page unless a mark is first.
    """
    return f"\ufeff{guarded_csv(rows)}"


def guarded_csv(rows: list[list[str]]) -> str:
    """Return rows as CSV; text that a spreadsheet would run as a formula, and that is not ours to
    reword, gets an apostrophe before it.
    """
    lines = [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]
    return csv_text(
        [[f"{GUARD}{cell}" if _is_guarded(cell) else cell for cell in row] for row in lines]
    )


def rows_of(text: str, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of CSV text, without the apostrophes that `guarded_csv` put there. Raises
    csv.Error if it is none.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [
        [cell[1:] if cell.startswith(GUARD) and _is_guarded(cell[1:]) else cell for cell in row]
        for row in rows
    ]


def _is_guarded(cell: str) -> bool:
    """Whether a cell would be run; one that begins with an apostrophe gets another, so that it is
    read back as it was.
    """
    return bool(FORMULA.match(cell)) or cell.startswith(GUARD)
