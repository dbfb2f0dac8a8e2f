"""Begin a cohort in `private/`: a workbook to fill, forms to sign, and the next steps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.forms import write_forms
from cohortbook.intake.workbook import write_workbook
from cohortbook.publication.modes import as_lines, as_markdown, notes, what_shows
from cohortbook.study.dictionary import Dictionary, load_dictionary
from cohortbook.study.layout import PRIVATE, PRIVATE_COHORTS, make_private
from cohortbook.study.policy import STRICT, Policy, read_policy
from cohortbook.study.problems import IntakeError, StudyError
from cohortbook.study.study import COHORTS, check_handle, read_study
from cohortbook.study.tables import convert

STEPS, TEXT = "NEXT_STEPS.md", "next_steps.md"


class Begun(NamedTuple):
    """The workbook of a new cohort, and lines that say what each mode shows of it; none if its size
    is not known.
    """

    workbook: Path
    shown: list[str]


def begin(root: Path, cohort: str, title: str, period: str, people: int | None = None) -> Begun:
    """Make `private/COHORT/` with the workbook, the forms and the next steps.

    Raises IntakeError if the name is no cohort's, if the cohort has been begun or taken in already,
    or if `people`, the number of award holders, is below 1. Raises StudyError if the policy of
    disclosure cannot be used.
    """
    check_handle(cohort)
    if people is not None and people < 1:
        raise IntakeError(
            f"--people: {people} is not a number of award holders; write a whole number above 0, or"
            " leave it out"
        )
    folder = root / PRIVATE / cohort
    workbook = folder / f"{cohort}.xlsx"
    for there in (workbook, root / COHORTS / cohort, root / PRIVATE_COHORTS / cohort):
        if there.exists():
            raise IntakeError(
                f"{there.relative_to(root).as_posix()} is there already; nothing was changed"
            )
    dictionary = load_dictionary(root)
    _check_fields(dictionary, {"title": title, "period": period})
    policy, problems = read_policy(root)
    if policy is None:
        raise StudyError(problems)
    make_private(root, cohort)
    fields = {"title": title, "period": period, "disclosure": STRICT}
    write_workbook(dictionary, workbook, cohort, fields, _free(root, dictionary))
    write_forms(folder, title, policy)
    steps = _steps(cohort, title, policy, people)
    (folder / STEPS).write_text(steps, encoding="utf-8", newline="\n")
    modes = [*as_lines(what_shows(policy, people, people)), *notes(policy)] if people else []
    return Begun(workbook, modes)


def _free(root: Path, dictionary: Dictionary) -> dict[str, str]:
    """The first identifier that is free in each table of a cohort, where the study numbers them:
    after i098 comes i099.
    """
    tables, free = read_study(root)[0].tables, {}
    for table in dictionary.workbook_tables:
        written = (
            [
                re.fullmatch(r"([A-Za-z]+)(\d+)", name)
                for name in tables[table.name][table.key[0]].dropna()
            ]
            if len(table.key) == 1
            else []
        )
        last = max(filter(None, written), key=lambda match: int(match[2]), default=None)
        if last:
            free[table.name] = f"{last[1]}{int(last[2]) + 1:0{len(last[2])}}"
    return free


def _check_fields(dictionary: Dictionary, values: dict[str, str]) -> None:
    columns = {column.name: column for column in dictionary.cohort_fields}
    for name, text in values.items():
        try:
            convert(text, columns[name])
        except ValueError as error:
            raise IntakeError(f"{name}: {error}") from None


def _steps(cohort: str, title: str, policy: Policy, people: int | None) -> str:
    """The page of next steps. Its text is next_steps.md next to this module."""
    text = (Path(__file__).parent / TEXT).read_text(encoding="utf-8")
    modes = _what_each_mode_shows(policy, people)
    return text.format(cohort=cohort, title=title, modes=modes)


def _what_each_mode_shows(policy: Policy, people: int | None) -> str:
    if people is None:
        return (
            "What each mode shows of your cohort is printed when the workbook is first taken in,"
            " from the field `awards`."
        )
    return "\n\n".join(
        [
            f"Of {people} award holders, if all are interviewed:",
            as_markdown(what_shows(policy, people, people)),
            " ".join(notes(policy)),
        ]
    )
