"""Begins a cohort: a workbook to fill and a page of next steps, in `private/`, so that nothing half done is ever in the book."""

from __future__ import annotations

from pathlib import Path

from cohortbook.dictionary import load_dictionary
from cohortbook.intake.model import IntakeError
from cohortbook.intake.take_in import PRIVATE
from cohortbook.intake.workbook import write_workbook
from cohortbook.study import COHORTS, HANDLE

STEPS = "NEXT_STEPS.md"


def begin(root: Path, cohort: str, title: str, period: str) -> Path:
    """Make `private/COHORT/` with the workbook and the next steps; return the workbook's path.

    Raises IntakeError if the name is no cohort's, or if the cohort has been begun or taken in already.
    """
    if not HANDLE.fullmatch(cohort):
        raise IntakeError(f"{cohort!r} is not the name of a cohort; it is cohort_ and two digits, for example cohort_03")
    folder = root / PRIVATE / cohort
    workbook = folder / f"{cohort}.xlsx"
    for there in (workbook, root / COHORTS / cohort):
        if there.exists():
            raise IntakeError(f"{there.relative_to(root).as_posix()} is there already; nothing was changed")
    dictionary = load_dictionary(root)
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(dictionary, workbook, cohort, {"title": title, "period": period})
    (folder / STEPS).write_text(_steps(cohort, title), encoding="utf-8", newline="\n")
    return workbook


def _steps(cohort: str, title: str) -> str:
    return f"""# {title}: next steps

Everything in this folder stays on your computer: git passes it over and no page reads it.

1. Open `{cohort}.xlsx` in Excel. Fill the sheet `cohort`, then `participants`, `managers` and `interviews`. Delete the example rows.
2. Take it in: `cohortbook intake {cohort} private/{cohort}/{cohort}.xlsx`. What is wrong is said cell by cell; nothing is written until all is right.
3. Export your coded passages from your tool as CSV or Excel, a row for each passage and code (Taguette: all highlights; MAXQDA, ATLAS.ti and NVivo:
   coded segments), or make one sheet with the headings `source, case, group, cohort, code, quote`, and put the file here.
4. Take it in: `cohortbook intake {cohort} private/{cohort}/FILE`. The first time it writes `people.csv` (who is heard under which name) and `codes.csv`
   (which code is which theme) here, with what it could not know left empty. Fill them, and take the file in again.
5. `quotes.csv` here holds what was said. Write a summary of each passage, in your own words, into `data/cohorts/{cohort}/passages.csv`.
6. Hear what is left to put right: `cohortbook check`. See the book: `cohortbook build`. See what moved: `cohortbook changes`.

To have another go at 2 or 4, add `--replace`.
"""
