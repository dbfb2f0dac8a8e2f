"""Finds out what a file is, by what it holds and not only by its name, and reads it with the reader for it."""

from __future__ import annotations

from pathlib import Path

from cohortbook.dictionary import Dictionary
from cohortbook.intake import sheets, workbook
from cohortbook.intake.model import CodedProject, IntakeError

KINDS = ".xlsx, .csv"


def read(path: Path, dictionary: Dictionary) -> CodedProject | tuple[dict[str, str], dict[str, list[list[str]]]]:
    """Return a coded project, or the fields and tables of a cohort's workbook. Raises IntakeError if the file is neither."""
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return workbook.read_workbook(path, dictionary) if workbook.is_workbook(path) else sheets.read(path)
    if suffix in (".csv", ".tsv", ".txt"):
        return sheets.read(path)
    raise IntakeError(f"{path.name} is of a kind that cannot be taken in; what can: {KINDS}")
