"""Read a sheet with headings of its own by the key `columns.csv` of the cohort, which the evaluator
fills once.
"""

from __future__ import annotations

from pathlib import Path

from cohortbook.intake.headings import HEADINGS as COLUMNS
from cohortbook.intake.headings import LEAVE_OUT, SEVERAL, TICK, plain
from cohortbook.intake.sheets import UnknownHeadings
from cohortbook.study.keys import read_key, shown, write_key
from cohortbook.study.problems import IntakeError, nearest

FILE = "columns.csv"
HEADINGS = ["heading", "means"]
MEANINGS = (*COLUMNS, SEVERAL, TICK, LEAVE_OUT)


def read_columns(folder: Path) -> dict[str, str]:
    """Return what each heading means, by the heading as it is compared; none if there is no key.
    Raises IntakeError naming the row of a meaning that is none.
    """
    rows = read_key(folder / FILE, HEADINGS)
    for line, (heading, row) in enumerate(rows.items(), start=2):
        if row["means"] not in ("", *MEANINGS):
            raise IntakeError(
                f"{shown(folder / FILE)}, row {line}: {heading!r} is put down as {row['means']!r},"
                f" which is not one of {', '.join(MEANINGS)}" + nearest(row["means"], MEANINGS)
            )
    return {plain(heading): row["means"] for heading, row in rows.items() if row["means"]}


def ask(folder: Path, unknown: UnknownHeadings) -> IntakeError:
    """Write the key with each heading of the sheet and what it perhaps means; return the error that
    says so, or that the sheet has no headings.
    """
    if not unknown.perhaps:
        return unknown
    key = read_key(folder / FILE, HEADINGS)
    for heading, means in unknown.perhaps.items():
        key.setdefault(heading, {"heading": heading, "means": means})
    write_key(folder / FILE, HEADINGS, key)
    return IntakeError(
        f"{unknown.sheet} has no heading for source and code; say in {shown(folder / FILE)} what"
        f" each of its headings is ({', '.join(COLUMNS)}; {SEVERAL} where"
        f" a cell holds several codes; {TICK} where the heading is a code and"
        f" the cells say yes, no or how often; {LEAVE_OUT} to leave the column out), at least"
        f" source or case, and code, {SEVERAL} or {TICK}; then take the file in again"
    )
