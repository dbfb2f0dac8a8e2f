"""Open a spreadsheet, Excel or OpenDocument, by what it is and not by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cohortbook.intake import excel, opendocument
from cohortbook.intake.model import Grid
from cohortbook.study.problems import IntakeError

ENDINGS = (".xlsx", ".xlsm", ".ods")


def sheet_names(path: Path) -> list[str]:
    """Return the names of a spreadsheet's sheets. Raises IntakeError if it cannot be read."""
    return (opendocument if opendocument.is_opendocument(path) else excel).sheet_names(path)


def read_grids(path: Path, is_wanted: Callable[[str, bool], bool], most: int) -> list[Grid]:
    """Return the sheets of a spreadsheet; those that are not wanted, by name and whether hidden,
    without rows.

    Raises IntakeError if it cannot be read, or a sheet holds more than `most` filled rows.
    """
    read = (
        opendocument.read_opendocument if opendocument.is_opendocument(path) else excel.read_excel
    )
    try:
        return read(path, is_wanted, most)
    except RecursionError:
        raise IntakeError(
            f"{path.name} is nested too deeply; save it anew from your spreadsheet program"
        ) from None
