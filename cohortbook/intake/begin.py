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
from cohortbook.study.study import COHORTS, HANDLE, read_study
from cohortbook.study.tables import convert

STEPS = "NEXT_STEPS.md"


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
    if not HANDLE.fullmatch(cohort):
        raise IntakeError(
            f"{cohort!r} is not the name of a cohort; it is cohort_ and two or three digits, for"
            " example cohort_03"
        )
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
    write_workbook(
        dictionary,
        workbook,
        cohort,
        {"title": title, "period": period, "disclosure": STRICT},
        _free(root, dictionary),
    )
    write_forms(folder, title, policy)
    (folder / STEPS).write_text(
        _steps(cohort, title, policy, people), encoding="utf-8", newline="\n"
    )
    return Begun(
        workbook, [*as_lines(what_shows(policy, people, people)), *notes(policy)] if people else []
    )


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
    return f"""# {title}: next steps

Everything in this folder stays on your computer: git passes it over and no page reads it.

## Decide what is published

The field `disclosure` in the sheet `cohort` is the mode. A new cohort is `strict`. \
`agreed` publishes what your people agreed to
on a signed form, table by table. `already_public` is only for people whose rows are printed in a \
published report.

{_what_each_mode_shows(policy, people)}

1. Choose a mode before anybody signs, and complete its `information_and_consent_….docx` with your \
data protection officer.
2. Give each person the information sheet, and keep the signed forms apart from this folder.
3. For `agreed`, copy the answers to the sheet `consent`: an identifier and yes or no, \
never a name. In the sheet `cohort`, say
   which version of the form was signed (`agreed_form`), \
its date (`agreed_on`) and who confirmed that every form is held
   (`agreed_confirmed_by`).
4. When a person withdraws from single tables, \
write no into the sheet `consent` and take the workbook in again with `--replace`.
   From everything: see *Take a person out* on the page *Add a cohort*. \
Editions that are out stay as they are.

## Take in your data

1. Open `{cohort}.xlsx` in Excel. Fill the sheet `cohort`, then `participants`, \
`managers` and `interviews`. Delete the example rows.
2. Take it in: `cohortbook intake {cohort} private/{cohort}/{cohort}.xlsx`. \
What is wrong is said by sheet and row; nothing is written until all is right.
3. Put your coded project here: a REFI-QDA project \
(`.qdpx`; NVivo, MAXQDA, ATLAS.ti and QualCoder export it), a Taguette project (`.sqlite3`), a
   QualCoder project (the folder `.qda`), the coded segments your tool exports as CSV or Excel, \
or a sheet with the headings
   `source, case, group, cohort, code, quote`.
4. Take it in: `cohortbook intake {cohort} private/{cohort}/FILE`. \
The first time it writes `people.csv` (who is heard under which name) and `codes.csv`
   (which code is which theme) here, with what it could not know left empty. \
Fill them, and take the file in again.
5. `quotes.csv` here holds what was said. Write a summary of each passage beside it, \
in your own words, and take the file in again with `--replace`.
6. What changed for whom goes into the sheet `impacts`, \
with the passage_id that `quotes.csv` shows. Take the workbook in again with `--replace`.
7. Hear what is left to put right: `cohortbook check`. See the book: `cohortbook build`. \
See what moved: `cohortbook changes`.
8. See everything, also what the book hides: `cohortbook build --internal`. \
This edition is for your team and not for passing on.
9. Before anything is published, two of you look through `cohortbook disclosure --pack \
private/output_check` and sign; then `cohortbook disclosure --publish`.

Taking in again is safe: nothing is written until all is right, \
and passages keep their identifiers and summaries.
"""


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
