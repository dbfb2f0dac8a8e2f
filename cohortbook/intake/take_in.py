"""Take a file into a cohort: read it, resolve names and codes, check everything, and only then
write.

Names, quotes and the log go to `private/COHORT/`; identifiers and codings go to
`private/cohorts/COHORT/`, or to `data/cohorts/COHORT/` if every row may be public, new themes to
the codebook. Either everything is written or nothing is.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from cohortbook.intake import readers
from cohortbook.intake.coded import QUOTES, coded_tables
from cohortbook.intake.codes import Themes, read_themes
from cohortbook.intake.columns import ask, read_columns
from cohortbook.intake.consent import CONSENT, consent_rows
from cohortbook.intake.look import as_lines as what_is_read
from cohortbook.intake.memos import MEMOS, kept_memos, memo_file
from cohortbook.intake.model import Code, Codebook, CodedProject
from cohortbook.intake.own_files import in_own_files, in_sheets
from cohortbook.intake.people import Person, read_people
from cohortbook.intake.sheets import UnknownHeadings
from cohortbook.intake.stances import as_decided, with_stances
from cohortbook.intake.together import together
from cohortbook.intake.workbook import Filled
from cohortbook.publication.modes import as_lines, notes, what_shows
from cohortbook.publication.own_words import named_in, people_named, text_columns
from cohortbook.study.csv_text import csv_text, rows_of
from cohortbook.study.dictionary import Dictionary, load_dictionary
from cohortbook.study.keys import known_names
from cohortbook.study.layout import (
    PRIVATE,
    PRIVATE_COHORTS,
    is_passed_over,
    is_protected,
    make_private,
)
from cohortbook.study.policy import AGREED, MADE_UP, PROTECTED, PUBLIC, STRICT, read_policy
from cohortbook.study.problems import IntakeError, Problem, StudyError
from cohortbook.study.rules import UNSETTLED
from cohortbook.study.study import COHORTS, Study, check_handle, read_study, rows_folder
from cohortbook.study.tables import EXAMPLE

CODED = ("passages", "attributions", "codings")
IMPACTS = "impacts"
CODEBOOK = "data/codebook/themes.csv"


class Taken(NamedTuple):
    """What is to be written, text by its path in the study and by its name in the cohort's private
    folder, and what to say of it.
    """

    files: dict[str, str]
    private: dict[str, str]
    notes: Sequence[str] = ()


def look(
    root: Path, cohort: str, files: Sequence[Path], say: Callable[[str], None] = print
) -> None:
    """Say what the files hold as they would be read, with the names in them; write nothing.
    Raises IntakeError if one cannot be read.
    """
    check_handle(cohort)
    for line in what_is_read(_read(root, cohort, files, say)):
        say(line)


def take_in(
    root: Path,
    cohort: str,
    files: Sequence[Path],
    may_replace: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Read files and write the tables of a cohort from them.

    A workbook that `cohortbook new` made gives all its tables; coded projects give passages,
    attributions and codings; codebooks give themes that are new. Raises IntakeError, or
    StudyError with every problem of what would be written; then nothing was written, except, in
    `private/`, a key to be filled.
    """
    check_handle(cohort)
    try:
        content = _read(root, cohort, files, say)
    except UnknownHeadings as unknown:
        raise ask(root / PRIVATE / cohort, unknown) from None
    name = ", ".join(file.name for file in files)
    taken = _taken(root, cohort, name, content)
    _refuse_overwriting(root, cohort, taken, may_replace)
    _refuse_problems(root, cohort, taken.files, name, isinstance(content, Filled))
    private = {
        f"{(PRIVATE / cohort / name).as_posix()}": text for name, text in taken.private.items()
    }
    # Private files first: what data/ says of a passage is only worth something beside them.
    _write(root, private | {name: _to_write(name, text) for name, text in taken.files.items()})
    _report(taken, private, say)


def _read(
    root: Path, cohort: str, files: Sequence[Path], say: Callable[[str], None]
) -> CodedProject | Codebook | Filled:
    """What the files hold, together; says of each whether Excel has it open."""
    for file in files:
        if not file.exists():
            raise IntakeError(f"there is no file {file}")
        if not (file.is_file() or file.is_dir()):
            raise IntakeError(f"{file} is not a file; copy what it holds into one")
        owner = file.parent / f"~${file.name}"
        if owner.exists():
            say(
                f"{file.name} is open in Excel ({owner.name} lies next to it); what is not saved"
                " there yet was not read"
            )
    dictionary, headings = load_dictionary(root), read_columns(root / PRIVATE / cohort)
    return together(readers.read_all(files, dictionary, headings))


def _report(taken: Taken, private: Iterable[str], say: Callable[[str], None]) -> None:
    """Say which files were written, and what is to be said of what was taken in."""
    for name, text in taken.files.items():
        rows = f", {sum(map(any, rows_of(text))) - 1} rows" if name.endswith(".csv") else ""
        say(f"{name}{rows}")
    for name in private:
        say(f"{name} (private: not published, not in git)")
    for note in taken.notes:
        say(note)


def _taken(root: Path, cohort: str, name: str, content: CodedProject | Codebook | Filled) -> Taken:
    if isinstance(content, Filled):
        content = _without_waiting(root, cohort, name, content)
        files = _from_workbook(root, cohort, name, load_dictionary(root), content)
        return Taken(files, {}, [*content.notes, *_modes(root, cohort, content)])
    study, folder = _study_to_take_into(root, cohort), root / PRIVATE / cohort
    if isinstance(content, Codebook):
        return _uncoded(root, study, name, content, folder)
    return _coded(root, cohort, study, content, folder)


def _uncoded(root: Path, study: Study, name: str, book: Codebook, folder: Path) -> Taken:
    """The codebook with new themes, and memos. Raises IntakeError if there is neither."""
    codable = [code for code in book.codes if code.is_codable]
    themes = read_themes(folder, study, codable, book.codes)
    if not (themes.added or book.memos):
        raise IntakeError(
            f"{name}: nothing to take in; every code is a theme of the codebook already, or is"
            " left out by codes.csv"
        )
    return Taken(
        _codebook(root, themes) if themes.added else {},
        memo_file(book.memos, folder) if book.memos else {},
        [*book.losses, *kept_memos(book.memos, folder)],
    )


def _without_waiting(root: Path, cohort: str, name: str, filled: Filled) -> Filled:
    """The workbook without its impacts where no passage of the cohort is in, and a note that they
    wait. A row that is an example stays, to be refused.
    """
    header, *rows = filled.tables[IMPACTS] or [[]]
    waiting = [row for row in rows if any(row) and row[0] != EXAMPLE]
    places = (root / place / cohort / "passages.csv" for place in (COHORTS, PRIVATE_COHORTS))
    if not waiting or any(filled.tables["passages"][1:]) or any(map(Path.exists, places)):
        return filled
    note = (
        f"{len(waiting)} impact{' waits' if len(waiting) == 1 else 's wait'} in {name}, sheet"
        f" {IMPACTS}: an impact names the passage that reports it, and no passage of {cohort} is"
        f" in. Take in the coded project, write the passage_id that {QUOTES} shows next to each"
        " impact, and take in the workbook again with --replace."
    )
    left = [header, *([] if row in waiting else row for row in rows)]
    return filled._replace(tables=filled.tables | {IMPACTS: left}, notes=(*filled.notes, note))


def _study_to_take_into(root: Path, cohort: str) -> Study:
    """The study. Raises StudyError if anything is wrong with it but the files to be replaced, and
    what coders differ about.
    """
    study, problems = read_study(root)
    own = {
        f"{place.as_posix()}/{table}.csv"
        for table in (*CODED, "settlements")
        for place in (COHORTS / cohort, PRIVATE_COHORTS / cohort)
    }
    amiss = [
        problem
        for problem in problems
        if problem.file not in own and not problem.message.startswith(UNSETTLED)
    ]
    if amiss:
        raise StudyError(amiss)
    return study


def _from_workbook(
    root: Path, cohort: str, name: str, dictionary: Dictionary, filled: Filled
) -> dict[str, str]:
    """Return the files of a cohort from its workbook. A sheet without rows empties its table; those
    of a coded project stay as they are.
    """
    if filled.cohort != cohort:
        raise IntakeError(
            f"{name} is the workbook of"
            f" {filled.cohort or 'no cohort (its sheet `cohort` does not say)'}, not of {cohort};"
            f" take it in there, or begin {cohort} with `cohortbook new`"
        )
    stated = _stated(filled.fields, dictionary)
    mode = str(stated.get("disclosure", STRICT))
    _refuse_loosening(root, cohort, name, mode)
    folder = rows_folder(root, cohort, mode).as_posix()
    answers = consent_rows(name, dictionary, filled.tables, mode)
    if len(answers) > 1 and folder.startswith(COHORTS.as_posix()):
        raise IntakeError(
            f"the rows of {cohort} are in {folder}, where who agreed to what must not be; move its"
            f" CSV files to {(PRIVATE_COHORTS / cohort).as_posix()}, then take the file in again"
        )
    settings = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False)
    files = {f"{(COHORTS / cohort).as_posix()}/cohort.yml": settings}
    optional = {table.name for table in dictionary.cohort_tables if table.is_optional}
    for table, rows in (filled.tables | {CONSENT: answers}).items():
        is_emptied = table not in CODED and (root / folder / f"{table}.csv").exists()
        if any(rows[1:]) or table not in optional or is_emptied:
            files[f"{folder}/{table}.csv"] = csv_text(
                rows or [list(dictionary.tables[table].column_names)]
            )
    return files


def _stated(fields: dict[str, str], dictionary: Dictionary) -> dict[str, int | str | list[str]]:
    """What cohort.yml is to say: the fields that are filled, as numbers, lists or text."""
    lists = {column.name for column in dictionary.cohort_fields if column.type == "array"}
    return {
        field: (
            [part.strip() for part in re.split("[,;]", value.strip("[]"))]
            if field in lists
            else _plain(value)
        )
        for field, value in fields.items()
        if value
    }


def _modes(root: Path, cohort: str, filled: Filled) -> list[str]:
    """What each mode shows of a cohort of protected people that is taken in for the first time, or
    what its new mode needs.
    """
    policy, _ = read_policy(root)
    mode, path = filled.fields.get("disclosure"), root / COHORTS / cohort / "cohort.yml"
    if path.exists():
        return [
            f"{cohort} was strict and is agreed now. More is published of it once two people have"
            " signed that: cohortbook disclosure"
        ] * (mode == AGREED and _stated_mode(path) == STRICT)
    if policy is None or mode not in PROTECTED or not filled.fields.get("awards", "").isdecimal():
        return []
    people = int(filled.fields["awards"])
    holders = {row[0] for row in filled.tables["participants"][1:] if row}
    interviewed = len(
        holders.intersection(cell for row in filled.tables["interviews"][1:] for cell in row)
    )
    return [*as_lines(what_shows(policy, people, interviewed or people)), *notes(policy)]


def _refuse_loosening(root: Path, cohort: str, name: str, mode: str) -> None:
    """Raise StudyError if a workbook would make the rows of a cohort public whose cohort.yml
    protects its people.
    """
    path = COHORTS / cohort / "cohort.yml"
    if mode in (PUBLIC, MADE_UP) and is_protected(root / path):
        stated = _stated_mode(root / path)
        raise StudyError(
            [
                Problem(
                    f"{name}, sheet cohort",
                    None,
                    "disclosure",
                    f"says {mode} where {path.as_posix()} says {stated}, so that every row about"
                    f" its people would be public; write {stated} here. If every row may be public,"
                    f" first change the line `disclosure: {stated}` of {path.as_posix()} to"
                    f" `disclosure: {mode}`",
                )
            ]
        )


def _stated_mode(path: Path) -> str:
    """The mode in the cohort.yml of a protected cohort."""
    agreed = re.search(
        r"^disclosure: *['\"]?agreed\b",
        path.read_text(encoding="utf-8-sig", errors="replace"),
        re.MULTILINE,
    )
    return AGREED if agreed else STRICT


def _plain(value: str) -> int | str:
    return int(value) if value.isascii() and value.isdecimal() else value


def _coded(root: Path, cohort: str, study: Study, project: CodedProject, folder: Path) -> Taken:
    if cohort not in study.cohorts:
        raise IntakeError(
            f"{cohort} is not in the study yet; take in its workbook first, so that it is known who"
            " its people are"
        )
    others = sorted(
        {segment.cohort for segment in project.segments if segment.cohort}
        - {cohort, study.cohorts[cohort]["title"]}
    )
    if others:
        raise IntakeError(
            f"the file holds rows of {', '.join(others)}, not only of {cohort}; take in one cohort"
            " at a time"
        )
    people, themes, project = _by_keys(folder, study, cohort, with_stances(project))
    project = as_decided(project, themes.stances)
    coded = coded_tables(study, cohort, project, people, themes.of_code, folder)
    place = rows_folder(root, cohort, study.cohorts[cohort]["disclosure"])
    files = {f"{place.as_posix()}/{name}": text for name, text in coded.tables.items()}
    return Taken(
        files | (_codebook(root, themes) if themes.added else {}), coded.private, coded.notes
    )


def _by_keys(
    folder: Path, study: Study, cohort: str, project: CodedProject
) -> tuple[dict[str, Person], Themes, CodedProject]:
    """The people and the themes that the keys name, and the project as they say. Raises IntakeError
    with what is lacking in both, so that they are filled in one go.
    """
    lacking = []
    people: dict[str, Person] = {}
    try:
        people, project = read_people(folder, study, cohort, project)
    except IntakeError as error:
        lacking.append(str(error))
    try:
        themes = read_themes(folder, study, _codes_in_use(project), project.codes)
    except IntakeError as error:
        lacking.append(str(error))
    if lacking:
        raise IntakeError("\n".join(lacking))
    return people, themes, project


def _codes_in_use(project: CodedProject) -> Iterable[Code]:
    described = {code.path: code for code in project.codes}
    return [
        described.get(path, Code(path))
        for path in dict.fromkeys(segment.code for segment in project.segments)
    ]


def _codebook(root: Path, themes: Themes) -> dict[str, str]:
    """The codebook with the new themes below those it has, which stay as they are."""
    text = (root / CODEBOOK).read_text(encoding="utf-8-sig")
    header = rows_of(text)[0]
    if "theme_id" not in header:
        raise IntakeError(
            f"{CODEBOOK} is not separated by commas; save it as 'CSV UTF-8 (Comma delimited)' so"
            " that themes can be added to it"
        )
    added = csv_text([[row.get(column, "") for column in header] for row in themes.added])
    return {CODEBOOK: text + "\n" * (not text.endswith("\n")) + added}


def _refuse_overwriting(root: Path, cohort: str, taken: Taken, may_replace: bool) -> None:
    memos = [(PRIVATE / cohort / name).as_posix() for name in taken.private if name == MEMOS]
    there = [
        Path(name).name
        for name in sorted([*taken.files, *memos])
        if name.endswith(".csv") and name != CODEBOOK and (root / name).exists()
    ]
    if there and not may_replace:
        raise IntakeError(
            f"{cohort} has {', '.join(there)} already; to put this file in their place, add"
            " --replace; several files of one cohort go into one command, one after the other"
        )


def _refuse_problems(
    root: Path, cohort: str, files: dict[str, str], name: str, is_workbook: bool
) -> None:
    """Raise StudyError with every problem of this cohort, every new one of the study, and all that
    names people, found on a copy.

    What coders differ about can only be settled once their passages are there: it is left to
    `cohortbook check`.
    """
    earlier, before = read_study(root)
    known = set(map(str, before))
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        copy = Path(folder)
        _copy_data(root, copy)
        _write(copy, files)
        study, found = read_study(copy)
    problems = [
        problem
        for problem in found
        if cohort in problem.file or problem.file in files or str(problem) not in known
    ]
    problems = [problem for problem in problems if not problem.message.startswith(UNSETTLED)]
    problems += _people_named(replace(study, root=root), earlier, cohort)
    if problems:
        quotes = root / PRIVATE / cohort / QUOTES
        raise StudyError(
            in_sheets(problems, files, name)
            if is_workbook
            else in_own_files(problems, files, name, study, quotes)
        )


def _people_named(study: Study, earlier: Study, cohort: str) -> list[Problem]:
    """What names people of a cohort in its own tables and in themes that are new."""
    themes = study.tables["themes"]
    new = themes[~themes["theme_id"].isin(earlier.tables["themes"]["theme_id"])]
    columns = text_columns(study.dictionary.tables["themes"])
    names = known_names(study.root / PRIVATE / cohort)
    return [*people_named(study, [cohort]), *named_in(study, new, columns, names)]


def _copy_data(root: Path, copy: Path) -> None:
    """Copy data/ and the rows of protected cohorts without what programs leave in it. Raises
    IntakeError naming a file that cannot be read.
    """
    try:
        for folder in ("data", PRIVATE_COHORTS):
            if (root / folder).is_dir():
                shutil.copytree(
                    root / folder,
                    copy / folder,
                    ignore=lambda _, names: {name for name in names if is_passed_over(Path(name))},
                )
    except shutil.Error as error:  # it lists everything that could not be copied
        unread = Path(error.args[0][0][0]).relative_to(root).as_posix()
        raise IntakeError(
            f"{unread} cannot be read; if it is open in another program, close it there. Nothing"
            " was written"
        ) from None


def _to_write(name: str, text: str) -> str:
    """The text of a file without empty rows, if it is a table of a cohort."""
    if not name.endswith(".csv") or name == CODEBOOK:
        return text
    return csv_text([row for row in rows_of(text) if any(row)])


def _write(root: Path, files: dict[str, str]) -> None:
    """Write files next to those they replace, put them in their place when all are written, and all
    back if one cannot be. Raises IntakeError then.
    """
    parts = {root / name: (root / name).with_name(f".{Path(name).name}.part") for name in files}
    former = {path: path.read_bytes() if path.exists() else None for path in parts}
    path = root
    try:
        for (path, part), text in zip(parts.items(), files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            if root / PRIVATE in path.parents:
                make_private(root)
            part.write_bytes(text.encode("utf-8", errors="replace"))
        for path, part in parts.items():  # on Windows this fails for a file that Excel holds open
            part.replace(path)
    except OSError as error:
        for changed, content in former.items():
            parts[changed].unlink(missing_ok=True)
            _put_back(changed, content)
        raise IntakeError(
            f"{path.relative_to(root).as_posix()} cannot be written ({error.strerror}); is it open"
            " in another program? Nothing was written"
        ) from None


def _put_back(path: Path, content: bytes | None) -> None:
    """Make a file what it was; one that could not be replaced is that already."""
    if content is None:
        path.unlink(missing_ok=True)
    elif path.read_bytes() != content:
        path.write_bytes(content)
