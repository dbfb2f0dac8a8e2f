"""CSV text in and out: what the wing writes is UTF-8 with commas, whatever it was given."""

from __future__ import annotations

import csv
import io

from cohortbook.tables import FORMULA

GUARD = "'"


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def guarded_csv(rows: list[list[str]]) -> str:
    """Return rows as CSV; text that a spreadsheet would run as a formula, and that is not ours to reword, gets an apostrophe before it."""
    return csv_text([[f"{GUARD}{cell}" if FORMULA.match(cell) and cell != "-" else cell for cell in row] for row in rows])


def rows_of(text: str, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of CSV text, without the apostrophes that `guarded_csv` put there."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[cell[1:] if cell.startswith(GUARD) and FORMULA.match(cell[1:]) else cell for cell in row] for row in rows]
