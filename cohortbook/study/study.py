"""A study: the cohorts found in a folder and every table about them, read once and checked."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pandas as pd

from cohortbook.study import dependencies
from cohortbook.study.dictionary import Column, Dictionary, Table, load_dictionary
from cohortbook.study.files import Unreadable, parse_yaml, read_settings
from cohortbook.study.layout import (
    ALL,
    COHORTS,
    EARLIER_COHORTS,
    PRIVATE_COHORTS,
    PUBLISHED,
    REPORTED,
    TOGETHER,
    is_passed_over,
)
from cohortbook.study.policy import NOTHING_DECIDED, PROTECTED, Policy, read_policy, undecided
from cohortbook.study.problems import IntakeError, Problem, nearest
from cohortbook.study.published import (
    is_published,
    read_publication,
    themes_apart,
    themes_gone,
)
from cohortbook.study.rules import broken_rules
from cohortbook.study.tables import convert, read_table
from cohortbook.study.theme_tree import in_tree_order
from cohortbook.study.wording import sentence_list

if TYPE_CHECKING:
    from cohortbook.study.published import Publication

Kept = TypeVar("Kept", bound=Callable)
OF_PASSAGES = ("passages", "attributions", "codings", "impacts", "settlements")
HANDLE = re.compile(
    r"cohort_[0-9]{2,3}"
    # three digits for a programme of a hundred cohorts or more; one width in a study, so that 20
    # comes before 100
)
MANY = 7  # scopes; more columns or pictures than this no one compares, least of all on a phone


class Tables(Mapping):
    """Frames by the name of their table; notes which files they come from as they are asked for."""

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        dictionary: Dictionary,
        handles: list[str],
        is_part: bool = False,
    ):
        """`is_part`: of one cohort, so that it does not matter which others there are."""
        self._frames, self._dictionary, self._handles, self._is_part = (
            dict(frames),
            dictionary,
            handles,
            is_part,
        )

    def __getitem__(self, name: str) -> pd.DataFrame:
        if (
            not self._is_part
            and name in self._dictionary.tables
            and any("{cohort}" in path for path in self._dictionary.tables[name].paths)
        ):
            dependencies.note(f"{COHORTS.as_posix()}/")
        return self.about(name, self._handles)

    def about(self, name: str, handles: list[str]) -> pd.DataFrame:
        """Return a table of which only the shared rows and those of some cohorts are going to be
        used.
        """
        for path in self._dictionary.tables[name].paths if name in self._dictionary.tables else ():
            for handle in handles if "{cohort}" in path else [""]:
                dependencies.note(f"data/{path.format(cohort=handle)}")
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


class Cohorts(Mapping):
    """What each cohort.yml says, by handle; notes which are read, and whether it matters which
    there are.
    """

    def __init__(self, stated: Mapping[str, dict]):
        self._stated = dict(stated)

    def __getitem__(self, handle: str) -> dict:
        dependencies.note((COHORTS / handle / "cohort.yml").as_posix())
        return self._stated[handle]

    def __contains__(self, handle: object) -> bool:
        return handle in self._stated

    def __iter__(self) -> Iterator[str]:
        dependencies.note(f"{COHORTS.as_posix()}/")
        return iter(self._stated)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass
class Study:
    """A checked study, which nothing changes once it is made.

    `cohorts` holds what each cohort.yml says, by handle and in order. `tables` holds one frame a
    table of the dictionary; tables of cohorts have a `cohort` column, and every row knows its
    `source_row`. `policy` says what may be published of whom. A study that is read to be published
    holds no row about people of protected cohorts: of these, `published` holds what is published,
    and `named` what their cohort.yml says.
    """

    root: Path
    dictionary: Dictionary
    cohorts: Mapping[str, dict]
    tables: Mapping[str, pd.DataFrame]
    policy: Policy = NOTHING_DECIDED
    published: Mapping[str, Publication] = field(default_factory=dict)
    named: Mapping[str, dict] = field(default_factory=dict)
    _stated: dict[str, dict] = field(init=False, repr=False, compare=False)
    computed: dict = field(
        init=False, default_factory=dict, repr=False, compare=False
    )  # what `once_a_study` keeps

    def __post_init__(self) -> None:
        with dependencies.unrecorded():
            stated, frames = dict(self.cohorts), dict(self.tables)
        self._stated = stated
        self.cohorts = Cohorts(stated)
        self.tables = Tables(frames, self.dictionary, list(stated))

    def rows(self, table: str, scope: str = ALL) -> pd.DataFrame:
        """Return the rows of a table that belong to one cohort, or to all of them."""
        if scope == ALL:
            return self.tables[table]
        if scope == REPORTED:
            return self.of_report.tables[table]
        frame = cast(Tables, self.tables).about(table, [scope])
        return frame.take(self._places(table).get(scope, [])) if "cohort" in frame else frame

    def _places(self, table: str) -> dict[str, list[int]]:
        """Where each cohort's rows are in a table, found once: a study of many cohorts asks for
        each. Shared rows are under nothing.
        """
        if table not in self.computed:
            with dependencies.unrecorded():
                cohort = self.tables[table]["cohort"]
            self.computed[table] = {
                **cohort.groupby(cohort).indices,
                "": cohort.isna().to_numpy().nonzero()[0],
            }
        return self.computed[table]

    def about(self, scope: str) -> Study:
        """Return the part of the study that is about one cohort: the rows of its own files and of
        those that cohorts share; all of it for all.
        """
        if scope in (ALL, TOGETHER) or list(self._stated) == [scope]:
            return self
        if scope == REPORTED:
            return self.of_report
        if scope not in self.computed:
            with dependencies.unrecorded():
                frames = {
                    name: (
                        frame.take(
                            sorted([*self._places(name).get(scope, []), *self._places(name)[""]])
                        )
                        if "cohort" in frame
                        else frame
                    )
                    for name, frame in self.tables.items()
                }
            held = {scope: self._stated[scope]} if scope in self._stated else {}
            part = replace(self, cohorts=held, tables=frames, published={}, named={})
            part.tables = Tables(frames, self.dictionary, [scope], is_part=True)
            self.computed[scope] = part
        return self.computed[scope]

    def handles(self, scope: str = ALL) -> list[str]:
        """Return the cohorts of a scope whose people are public: itself, all, or those that the
        report covers.
        """
        return (
            list(self.cohorts) if scope == ALL else self.reported if scope == REPORTED else [scope]
        )

    def before(self, scope: str) -> list[str]:
        """Return the cohorts before one, in order; for all, those before the newest."""
        dependencies.note(f"{COHORTS.as_posix()}/" if scope == ALL else f"{EARLIER_COHORTS}{scope}")
        handles = list(self._stated)
        return handles[:-1] if scope == ALL else handles[: handles.index(scope)]

    def files(self, table: str) -> list[tuple[str, str]]:
        """Return the files of a table that are there, each with the cohort it belongs to or
        nothing.
        """
        self.tables[table]  # whether a file is there is something that is read of it
        paths = self.dictionary.tables[table].paths
        files = [
            (f"data/{path.format(cohort=handle)}", handle)
            for path in paths
            for handle in (self.cohorts if "{cohort}" in path else [""])
        ]
        return [(name, handle) for name, handle in files if (self.root / name).exists()]

    def stated(self, handle: str) -> dict:
        """Return what the cohort.yml of a cohort says, whether its people are protected or not."""
        if handle in self.named:
            dependencies.note((COHORTS / handle / "cohort.yml").as_posix())
        return self.named[handle] if handle in self.named else self.cohorts[handle]

    def title(self, scope: str) -> str:
        """Return the name of a scope for readers. Cohorts together are named where they are not all
        there are.
        """
        if scope == TOGETHER:
            return f"All {len(self.every_cohort)} cohorts"
        if scope == REPORTED or (scope == ALL and self.named):
            return _together([self.title(handle) for handle in self.handles(scope)])
        return "All cohorts" if scope == ALL else self.stated(scope)["title"]

    @property
    def together(self) -> str:
        """What readers call the public cohorts together, within a sentence."""
        return f"{self.title(ALL) if self.named else 'all cohorts'} together"

    @property
    def every_cohort(self) -> list[str]:
        """Every cohort's handle, those of protected cohorts among them, in order."""
        return sorted([*self.cohorts, *self.named])

    @property
    def newest_title(self) -> str:
        """What readers call the newest cohort whose people are public: its title, where a protected
        one may be newer.
        """
        return self.title(list(self.cohorts)[-1]) if self.named else "The newest cohort"

    @property
    def scopes(self) -> list[str]:
        """Every cohort's handle, then those together: of the report and of all that are public,
        and, with protected ones, all.
        """
        return [*self.every_cohort, *self.totals, *([TOGETHER] if self.named else [])]

    @property
    def totals(self) -> list[str]:
        """Return the scopes of several cohorts whose people are public: those of the report, if
        they are not all, and all.
        """
        return [*([REPORTED] if self.has_own_report_scope else []), ALL]

    @property
    def has_own_report_scope(self) -> bool:
        """Whether the report covers some cohorts and not all that are public, so that their totals
        are numbers of their own.
        """
        return 0 < len(self.reported) < len(self.cohorts)

    @cached_property
    def with_rows(self) -> Study:
        """The study with the rows of protected cohorts, where these are: to look for people in what
        is made, never to be shown.
        """
        if not self.named:
            return self
        with dependencies.unrecorded():
            return read_study(self.root)[0]

    @cached_property
    def of_report(self) -> Study:
        """The study with the cohorts that the report covers, and no others."""
        return replace(with_only(self, self.reported), published={}, named={})

    @property
    def former_ids(self) -> dict[str, str]:
        """The ids that numbers were published under before, each with the number's id of now."""
        return dict(
            zip(
                self.tables["former_ids"]["former_id"],
                self.tables["former_ids"]["result_id"],
                strict=True,
            )
        )

    @cached_property
    def protected(self) -> list[str]:
        """The cohorts whose rows are not public: only what is decided to be published comes out of
        them.
        """
        here = [
            handle
            for handle, stated in self._stated.items()
            if stated.get("disclosure") in PROTECTED
        ]
        return sorted([*here, *self.named])

    @property
    def open(self) -> Study:
        """The study without rows of protected cohorts: what may be shown row by row."""
        return with_only(self, [handle for handle in self.cohorts if handle not in self.protected])

    @property
    def reported(self) -> list[str]:
        """The cohorts that the audited report covers: those that name the same source as the first;
        all, if that one names none.
        """
        source = next((cohort.get("source_id") for cohort in self.cohorts.values()), None)
        return [
            handle
            for handle, cohort in self.cohorts.items()
            if source is None or cohort.get("source_id") == source
        ]


def once_a_study(function: Kept) -> Kept:
    """Keep what a function of a study, and perhaps of names, returns with the study: its tables are
    read once and never changed, nor must be what is kept.

    What it read is kept, too, and noted for each who asks.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def kept(study: Study, *names: str, **named: str) -> Any:
        if named:
            names = signature.bind(study, *names, **named).args[1:]
        asked = (function, names)
        if asked not in study.computed:
            with dependencies.recorded() as read:
                found = function(study, *names)
            study.computed[asked] = found, read
            return found
        found, read = study.computed[asked]
        dependencies.note(*read)
        return found

    return cast(Kept, kept)


def check_handle(handle: str) -> None:
    """Raise IntakeError if a name is not that of a cohort."""
    if not HANDLE.fullmatch(handle):
        raise IntakeError(
            f"{handle!r} is not the name of a cohort; it is cohort_ and two or three digits, for"
            " example cohort_03"
        )


def read_study(root: Path) -> tuple[Study, list[Problem]]:
    """Return what could be read of the study and every problem found in its data.

    Raises StudyError only when there is no dictionary to read by.
    """
    dictionary = load_dictionary(root)
    handles, problems = _cohort_folders(root, dictionary)
    cohorts = {}
    for handle in handles:
        cohorts[handle], faults = _read_cohort(root, handle, dictionary.cohort_fields)
        problems += faults
    without_rows = [
        handle for handle in handles if not _has_rows(root, handle, cohorts[handle], dictionary)
    ]
    named = {handle: cohorts.pop(handle) for handle in without_rows}
    published, faults = _read_published(root, without_rows)
    problems += faults
    tables, partly_read, faults = _read_tables(root, dictionary, list(cohorts))
    problems += faults
    policy, faults = read_policy(root)
    problems += faults
    if handles:
        problems += broken_rules(dictionary, tables, cohorts, partly_read)
    if policy:
        problems += undecided(root, policy, cohorts | named, list(dictionary.tables))
    problems += _misplaced(root, cohorts)
    tables["themes"] = in_tree_order(tables["themes"])
    for held in published.values():
        problems += themes_apart(held, tables["themes"]["theme_id"])
    earlier, _ = _read_published(root, [name for name in cohorts if is_published(root, name)])
    decided = policy or NOTHING_DECIDED
    study = Study(root, dictionary, cohorts, tables, decided, published, named)
    for held in earlier.values():
        problems += themes_gone(held, tables["themes"]["theme_id"], study.former_ids)
    return study, problems


def _read_published(root: Path, handles: list[str]) -> tuple[dict[str, Publication], list[Problem]]:
    """What is published of cohorts without rows, and a problem for each of which nothing is."""
    published: dict[str, Publication] = {}
    problems: list[Problem] = []
    for handle in handles:
        if is_published(root, handle):
            found, faults = read_publication(root, handle)
            published |= {handle: found} if found else {}
            problems += faults
        else:
            problems.append(_without_anything(handle))
    return published, problems


def _read_tables(
    root: Path, dictionary: Dictionary, handles: list[str]
) -> tuple[dict[str, pd.DataFrame], set[tuple[str, str]], list[Problem]]:
    """Every table, the tables and their files of which rows are lost, and every problem found."""
    tables, partly_read, problems = {}, set(), []
    for table in dictionary.tables.values():
        tables[table.name], faults = _read_parts(root, table, handles)
        problems += faults
        # A problem without a column is a row, a header or a file that is lost, not just a cell.
        partly_read |= {(table.name, fault.file) for fault in faults if fault.column is None}
    return tables, partly_read, problems


def _has_rows(root: Path, handle: str, stated: dict, dictionary: Dictionary) -> bool:
    """Whether a cohort is read from its rows. A protected one can be without: the book is made from
    what is published.
    """
    is_here = any(
        file_of(root, path, handle).exists()
        for table in dictionary.cohort_tables
        for path in table.paths
        if "{cohort}" in path
    )
    return is_here or stated.get("disclosure") not in PROTECTED


def _without_anything(handle: str) -> Problem:
    return Problem(
        (COHORTS / handle / "cohort.yml").as_posix(),
        None,
        None,
        "is of a cohort whose people are protected, and neither its tables, in"
        f" {(PRIVATE_COHORTS / handle).as_posix()}, nor what is published of it, in"
        f" {(PUBLISHED / handle).as_posix()}, are here; bring back one of them",
    )


def _misplaced(root: Path, cohorts: dict[str, dict]) -> Iterator[Problem]:
    """A problem for each public cohort whose tables are where those of protected ones are."""
    for handle, stated in cohorts.items():
        if (
            stated.get("disclosure") not in (None, *PROTECTED)
            and (root / PRIVATE_COHORTS / handle).is_dir()
        ):
            yield Problem(
                (COHORTS / handle / "cohort.yml").as_posix(),
                None,
                "disclosure",
                f"says {stated['disclosure']}, but the cohort's tables are in"
                f" {(PRIVATE_COHORTS / handle).as_posix()}, which is not published; move them to"
                f" {(COHORTS / handle).as_posix()} if every row may be public, or write strict",
            )


def file_of(root: Path, path: str, handle: str = "") -> Path:
    """Return the file of a table: in private/cohorts/ if the rows of its cohort are there, else
    below data/.
    """
    name = path.format(cohort=handle)
    own = root / PRIVATE_COHORTS / handle
    return (
        own / Path(name).name
        if handle and "{cohort}" in path and own.is_dir()
        else root / "data" / name
    )


def rows_folder(root: Path, handle: str, mode: str) -> Path:
    """Return the folder, in a study, where the rows of a cohort of a mode are written: in private/
    if its people are protected.

    Where a protected cohort has its rows in data/cohorts/ already, they stay together there.
    """
    is_in_data = (
        any((root / COHORTS / handle).glob("*.csv"))
        and not (root / PRIVATE_COHORTS / handle).is_dir()
    )
    return (PRIVATE_COHORTS if mode in PROTECTED and not is_in_data else COHORTS) / handle


def with_only(study: Study, cohorts: Iterable[str]) -> Study:
    """Return the study as it would be with some of its cohorts: their rows, and of shared passages
    those that are not about others alone.

    A passage is about others alone if it is in another cohort's folder, speaks of another cohort,
    or is attributed only to people of other cohorts.
    """
    kept = list(cohorts)
    return study if kept == list(study.cohorts) else _with_only(study, *kept)


@once_a_study
def _with_only(study: Study, *kept: str) -> Study:
    tables = {
        name: (
            frame[frame["cohort"].isna() | frame["cohort"].isin(kept)]
            if "cohort" in frame
            else frame
        )
        for name, frame in study.tables.items()
    }
    own = set(tables["participants"]["participant_id"]) | set(tables["managers"]["manager_id"])
    named = study.tables["attributions"].dropna(subset=["case_id"])
    others, shared = (
        named[~named["case_id"].isin(own)],
        set(named[named["case_id"].isin(own)]["passage_id"]),
    )
    passages = study.tables["passages"]
    left_out = [cohort for cohort in study.cohorts if cohort not in kept]
    elsewhere = passages[passages[["cohort", "about_cohort"]].isin(left_out).any(axis=1)]
    gone = (set(others["passage_id"]) | set(elsewhere["passage_id"])) - shared
    for name in OF_PASSAGES:
        frame = tables[name][~tables[name]["passage_id"].isin(gone)]
        tables[name] = (
            frame[~frame["case_id"].isin(set(others["case_id"]))] if "case_id" in frame else frame
        )
    return replace(study, cohorts={cohort: study.cohorts[cohort] for cohort in kept}, tables=tables)


def _together(titles: list[str]) -> str:
    """Name cohorts together: all of a few, the first and the last of many."""
    return (
        sentence_list(titles)
        if len(titles) < MANY
        else f"{len(titles)} cohorts, {titles[0]} to {titles[-1]}"
    )


def _cohort_folders(root: Path, dictionary: Dictionary) -> tuple[list[str], list[Problem]]:
    """Return the handles of the cohorts in order, and a problem for each thing that is not where it
    should be.
    """
    base, handles, problems = root / COHORTS, [], []
    for path in sorted(base.iterdir()) if base.is_dir() else []:
        name = path.relative_to(root).as_posix()
        if is_passed_over(path):
            continue
        fault = _folder_fault(path)
        if fault:
            problems.append(Problem(name, None, None, fault))
        else:
            handles.append(path.name)
            problems += _strays(path, name, dictionary)
    if not handles:
        fault = "holds no cohort; a cohort is a folder such as cohort_01"
        problems.append(Problem(COHORTS.as_posix(), None, None, fault))
    return handles, problems + _other_widths(handles)


def _folder_fault(path: Path) -> str:
    """Why something is no folder of a cohort; empty if it is one."""
    if path.is_symlink():
        return "is a symbolic link; put the folder itself in its place"
    if not path.is_dir():
        return "is not a folder; a cohort is a folder such as cohort_03"
    if not HANDLE.fullmatch(path.name):
        return (
            "is not the name of a cohort; name the folder cohort_ and two or three digits, for"
            " example cohort_03"
        )
    return ""


def _other_widths(handles: list[str]) -> list[Problem]:
    """Cohorts are put in order by name, so all names are as long as the longest."""
    longest = max(handles, key=len, default="")
    return [
        Problem(
            (COHORTS / handle).as_posix(),
            None,
            None,
            f"has fewer digits than {longest}; name it"
            f" cohort_{handle.removeprefix('cohort_').zfill(len(longest) - len('cohort_'))}, so"
            " that cohorts stay in order",
        )
        for handle in handles
        if len(handle) < len(longest)
    ]


def _strays(folder: Path, name: str, dictionary: Dictionary) -> list[Problem]:
    known = {Path(path).name for table in dictionary.cohort_tables for path in table.paths} | {
        "cohort.yml"
    }
    strays = [
        path.name
        for path in sorted(folder.iterdir())
        if path.name not in known and not is_passed_over(path)
    ]
    return [
        Problem(f"{name}/{stray}", None, None, "is not a file of a cohort" + nearest(stray, known))
        for stray in strays
    ]


def _read_cohort(root: Path, handle: str, fields: tuple[Column, ...]) -> tuple[dict, list[Problem]]:
    name = (COHORTS / handle / "cohort.yml").as_posix()
    try:
        text = read_settings(root / name)
        stated, _ = parse_yaml(
            text, "each line is a name, a colon, a space and a value, for example awards: 11"
        )
    except FileNotFoundError:
        fault = "the file is missing; it holds the cohort's title, period and year"
        return {"title": handle}, [Problem(name, None, None, fault)]
    except Unreadable as error:
        return {"title": handle}, [Problem(name, error.line, None, str(error))]
    if not isinstance(stated, dict):
        fault = "is empty or not a list of names and values, for example awards: 11"
        return {"title": handle}, [Problem(name, None, None, fault)]
    problems = _odd_names(name, text, stated, [column.name for column in fields])
    cohort = {"title": handle}
    for column in fields:
        try:
            cohort[column.name] = _field(stated.get(column.name), column)
        except ValueError as error:
            problems.append(Problem(name, None, column.name, str(error)))
    return cohort, problems


def _odd_names(name: str, text: str, stated: dict, known: list[str]) -> list[Problem]:
    """Names in a cohort.yml that are given twice or that are no field of a cohort."""
    given = re.findall(r"^(\w+):", text, flags=re.MULTILINE)
    twice = [
        Problem(name, None, field, "is given twice")
        for field in sorted(set(given))
        if given.count(field) > 1
    ]
    return twice + [
        Problem(name, None, str(field), "is not a field of a cohort" + nearest(str(field), known))
        for field in stated
        if field not in known
    ]


def _field(value, column: Column):
    """Return a checked value of cohort.yml; a list is checked item by item."""
    if column.type != "array":
        if isinstance(value, (dict, list)):
            raise ValueError(f"must be one value, not several, for example {column.example}")
        return convert("" if value is None else str(value), column)
    if not value and not column.required:
        return []
    item = Column(
        column.name, "string", column.description, column.example, enum=column.enum, required=True
    )
    return [
        convert(str(entry), item)
        for entry in (value if isinstance(value, list) and value else [value or ""])
    ]


def _read_parts(root: Path, table: Table, handles: list[str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table's files and put them under each other; the rows of a shared file belong to no
    one cohort.
    """
    cohorts = {
        file_of(root, path, handle).relative_to(root).as_posix(): handle
        for path in table.paths
        if "{cohort}" in path
        for handle in handles
    }
    there = [name for name in cohorts if not table.is_optional or (root / name).exists()]
    names = [*(f"data/{path}" for path in table.paths if "{cohort}" not in path), *there]
    return read_table(
        table, {name: root / name for name in names}, cohorts if table.per_cohort else None
    )
