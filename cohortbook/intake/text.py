"""CSV text in and out: what the wing writes is UTF-8 with commas, whatever it was given."""

from __future__ import annotations

import csv
import io


def csv_text(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))
