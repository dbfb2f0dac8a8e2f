"""A study: the cohorts found in a folder and every table about them, read once and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cohortbook import reading
from cohortbook.dictionary import Column, Dictionary, Table, load_dictionary
from cohortbook.freshness import EARLIER_COHORTS, STRICT_COHORTS
from cohortbook.places import ALL, COHORTS, DICTIONARY, find_root, is_passed_over
from cohortbook.policy import PATH as POLICY
from cohortbook.policy import STRICT, Policy, read_policy, undecided
from cohortbook.files import Unreadable, parse_yaml, read_settings
from cohortbook.problems import Problem, StudyError, nearest
from cohortbook.rules import broken_rules
from cohortbook.tables import convert, read_table

if TYPE_CHECKING:
    from cohortbook.protection import Cells

OF_PASSAGES = ("passages", "attributions", "codings", "impacts")
HANDLE = re.compile(r"cohort_[0-9]{2,3}")  # three digits for a programme of a hundred cohorts or more; one width in a study, so that 20 comes before 100
MANY = 7  # scopes; more columns or pictures than this nobody compares, least of all on a phone
_shared: dict[Path, Study] = {}  # studies read before this process was forked; none in any other


class Tables(Mapping):
    """Frames by the name of their table; notes which files they come from as they are asked for."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], dictionary: Dictionary, handles: list[str], is_part: bool = False):
        """`is_part`: of one cohort, so that it does not matter which others there are."""
        self._frames, self._dictionary, self._handles, self._is_part = dict(frames), dictionary, handles, is_part

    def __getitem__(self, name: str) -> pd.DataFrame:
        if not self._is_part and name in self._dictionary.tables and any("{cohort}" in path for path in self._dictionary.tables[name].paths):
            reading.note(f"{COHORTS.as_posix()}/")
        return self.about(name, self._handles)

    def about(self, name: str, handles: list[str]) -> pd.DataFrame:
        """Return a table of which only the shared rows and those of some cohorts are going to be used."""
        for path in self._dictionary.tables[name].paths if name in self._dictionary.tables else ():
            for handle in handles if "{cohort}" in path else [""]:
                reading.note(f"data/{path.format(cohort=handle)}")
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


class Cohorts(Mapping):
    """What each cohort.yml says, by handle; notes which are read, and whether it matters which there are."""

    def __init__(self, stated: Mapping[str, dict]):
        self._stated = dict(stated)

    def __getitem__(self, handle: str) -> dict:
        reading.note((COHORTS / handle / "cohort.yml").as_posix())
        return self._stated[handle]

    def __contains__(self, handle: object) -> bool:
        return handle in self._stated

    def __iter__(self) -> Iterator[str]:
        reading.note(f"{COHORTS.as_posix()}/")
        return iter(self._stated)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Study:
    """A checked study.

    `cohorts` holds what each cohort.yml says, by handle and in order. `tables` holds one frame a table
    of the dictionary; tables of cohorts have a `cohort` column, and every row knows its `source_row`. `policy` says what may
    be published of whom. If the study is read to be published and has strict cohorts, `counts` holds the counts of their people
    and `shown` the ids of those numbers that may be published.
    """

    root: Path
    dictionary: Dictionary
    cohorts: Mapping[str, dict]
    tables: Mapping[str, pd.DataFrame]
    policy: Policy | None = None
    shown: frozenset[str] | None = None
    counts: Cells | None = None
    computed: dict = field(init=False, default_factory=dict, repr=False, compare=False)  # what `once_a_study` keeps

    def __post_init__(self) -> None:
        with reading.unrecorded():
            stated, frames = dict(self.cohorts), dict(self.tables)
        object.__setattr__(self, "_stated", stated)
        object.__setattr__(self, "cohorts", Cohorts(stated))
        object.__setattr__(self, "tables", Tables(frames, self.dictionary, list(stated)))

    def rows(self, table: str, scope: str = ALL) -> pd.DataFrame:
        """Return the rows of a table that belong to one cohort, or to all of them."""
        if scope == ALL:
            return self.tables[table]
        frame = self.tables.about(table, [scope])
        return frame.take(self._places(table).get(scope, [])) if "cohort" in frame else frame

    def _places(self, table: str) -> dict[str, list[int]]:
        """Where each cohort's rows stand in a table, found once: a study of many cohorts asks for each. Shared rows are under nothing."""
        if table not in self.computed:
            with reading.unrecorded():
                cohort = self.tables[table]["cohort"]
            self.computed[table] = {**cohort.groupby(cohort).indices, "": cohort.isna().to_numpy().nonzero()[0]}
        return self.computed[table]

    def about(self, scope: str) -> Study:
        """Return the study as far as it is about one cohort: the rows of its own files and of those that cohorts share; all of it for all."""
        if scope == ALL or list(self._stated) == [scope]:
            return self
        if scope not in self.computed:
            with reading.unrecorded():
                frames = {name: frame.take(sorted([*self._places(name).get(scope, []), *self._places(name)[""]])) if "cohort" in frame else frame
                          for name, frame in self.tables.items()}
            part = replace(self, cohorts={scope: self._stated[scope]}, tables=frames, counts=None)
            object.__setattr__(part, "tables", Tables(frames, self.dictionary, [scope], is_part=True))
            self.computed[scope] = part
        return self.computed[scope]

    def handles(self, scope: str = ALL) -> list[str]:
        """Return the cohorts of a scope: itself, or all."""
        return list(self.cohorts) if scope == ALL else [scope]

    def before(self, scope: str) -> list[str]:
        """Return the cohorts before one, in order; for all, those before the newest."""
        reading.note(f"{COHORTS.as_posix()}/" if scope == ALL else f"{EARLIER_COHORTS}{scope}")
        handles = list(self._stated)
        return handles[:-1] if scope == ALL else handles[:handles.index(scope)]

    def files(self, table: str) -> list[tuple[str, str]]:
        """Return the files of a table that are there, each with the cohort it belongs to or nothing."""
        self.tables[table]  # whether a file is there is something that is read of it
        paths = self.dictionary.tables[table].paths
        files = [(f"data/{path.format(cohort=handle)}", handle) for path in paths for handle in (self.cohorts if "{cohort}" in path else [""])]
        return [(name, handle) for name, handle in files if (self.root / name).exists()]

    def title(self, scope: str) -> str:
        return "All cohorts" if scope == ALL else self.cohorts[scope]["title"]

    @property
    def scopes(self) -> list[str]:
        """Every cohort's handle, then "all"."""
        return [*self.cohorts, ALL]

    @property
    def former_ids(self) -> dict[str, str]:
        """The ids that numbers were published under before, each with the number's id of now."""
        return dict(zip(self.tables["former_ids"]["former_id"], self.tables["former_ids"]["result_id"], strict=True))

    @cached_property
    def strict(self) -> list[str]:
        """The cohorts whose people are described nowhere else, so that what is published of them is limited."""
        return [handle for handle, stated in self._stated.items() if stated.get("disclosure") == STRICT]

    @property
    def open(self) -> Study:
        """The study without its strict cohorts: what may be shown row by row."""
        return with_only(self, [handle for handle in self.cohorts if handle not in self.strict])

    @property
    def side_by_side(self) -> list[str]:
        """The scopes that one table or picture can hold next to each other: all of them or, where there are many, only "all"."""
        return self.scopes if len(self.scopes) <= MANY else [ALL]

    @property
    def reported(self) -> list[str]:
        """The cohorts that the audited report covers: those that name the same source as the first; all, if that one names none."""
        source = next((cohort.get("source_id") for cohort in self.cohorts.values()), None)
        return [handle for handle, cohort in self.cohorts.items() if source is None or cohort.get("source_id") == source]


def once_a_study(function: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a function of a study, and perhaps of names, returns with the study: its tables are read once and never changed, nor must be what is kept.

    What it read is kept, too, and noted for each who asks.
    """

    @wraps(function)
    def kept(study: Study, *names: str) -> Any:
        asked = (function, names)
        if asked not in study.computed:
            with reading.apart() as read:
                found = function(study, *names)
            study.computed[asked] = found, read
            return found
        found, read = study.computed[asked]
        reading.note(*read)
        return found

    return kept


def load_study(root: Path | None = None) -> Study:
    """Return the study in `root`, or in the folder one stands in.

    Raises StudyError with every problem if anything in its data is wrong.
    """
    place = find_root() if root is None else Path(root)
    for name in (DICTIONARY.as_posix(), POLICY.as_posix(), STRICT_COHORTS):  # whatever is used of a study, it is read by these
        reading.note(name)
    if place.resolve() in _shared:
        return _noted(_copy(_shared[place.resolve()]))
    with reading.unrecorded():
        study, problems = read_study(place)
        if problems:
            raise StudyError(problems)
        study = to_be_published(study)
    return _noted(study)


def _noted(study: Study) -> Study:
    """A study with strict cohorts, of which every row has been read: what may be said of one cohort depends on what is said of the others."""
    if study.strict:
        dict(study.cohorts), dict(study.tables)
    return study


def share(study: Study) -> None:
    """Let every load_study of this process, and of those forked from it, return a copy of this study, with what is computed of it, instead of reading it again."""
    _shared[study.root.resolve()] = study


def _copy(study: Study) -> Study:
    """A copy that can be changed without changing the study, with what was computed of it: pandas copies a frame's values when one of the two is written to."""
    with reading.unrecorded():
        copy = replace(study, cohorts={handle: dict(stated) for handle, stated in study.cohorts.items()},
                       tables={name: frame.copy(deep=False) for name, frame in study.tables.items()})
    copy.computed.update(study.computed)
    return copy


def to_be_published(study: Study) -> Study:
    """Return the study with what may be shown of its strict cohorts; as it is, if it has none."""
    if not study.strict:
        return study
    from cohortbook.protection import limits  # which computes numbers, and so stands above the study

    return limits(study)


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
    tables, partly_read = {}, set()
    for table in dictionary.tables.values():
        tables[table.name], faults = _read_parts(root, table, handles)
        problems += faults
        # A problem without a column is a row, a header or a file that is lost, not just a cell.
        partly_read |= {(table.name, fault.file) for fault in faults if fault.column is None}
    policy, faults = read_policy(root)
    problems += faults
    if handles:
        problems += broken_rules(dictionary, tables, cohorts, partly_read)
    if policy:
        problems += undecided(root, policy, cohorts, list(dictionary.tables))
    return Study(root, dictionary, cohorts, tables, policy), problems


def with_only(study: Study, cohorts: Iterable[str]) -> Study:
    """Return the study as it would be with some of its cohorts: their rows, and of shared passages those that are not about others alone.

    A passage is about others alone if it speaks of another cohort, or is attributed only to people of other cohorts.
    """
    kept = list(cohorts)
    return study if kept == list(study.cohorts) else _with_only(study, *kept)


@once_a_study
def _with_only(study: Study, *kept: str) -> Study:
    tables = {name: frame[frame["cohort"].isna() | frame["cohort"].isin(kept)] if "cohort" in frame else frame for name, frame in study.tables.items()}
    own = set(tables["participants"]["participant_id"]) | set(tables["managers"]["manager_id"])
    named = study.tables["attributions"].dropna(subset=["case_id"])
    others, shared = named[~named["case_id"].isin(own)], set(named[named["case_id"].isin(own)]["passage_id"])
    passages = tables["passages"]
    elsewhere = passages[passages["about_cohort"].isin([cohort for cohort in study.cohorts if cohort not in kept])]
    gone = (set(others["passage_id"]) | set(elsewhere["passage_id"])) - shared
    for name in OF_PASSAGES:
        frame = tables[name][~tables[name]["passage_id"].isin(gone)]
        tables[name] = frame[~frame["case_id"].isin(set(others["case_id"]))] if "case_id" in frame else frame
    # Set beside the whole study, a part with only some of its strict cohorts would give the others away by subtraction.
    shown = study.shown if set(study.strict) <= set(kept) else frozenset()
    return replace(study, cohorts={cohort: study.cohorts[cohort] for cohort in kept}, tables=tables, shown=None if study.shown is None else shown, counts=None)


def _cohort_folders(root: Path, dictionary: Dictionary) -> tuple[list[str], list[Problem]]:
    """Return the handles of the cohorts in order, and a problem for each thing that is not where it should be."""
    base, handles, problems = root / COHORTS, [], []
    for path in sorted(base.iterdir()) if base.is_dir() else []:
        name = path.relative_to(root).as_posix()
        if is_passed_over(path):
            continue
        if path.is_symlink():
            problems.append(Problem(name, None, None, "is a symbolic link; put the folder itself in its place"))
        elif not path.is_dir():
            problems.append(Problem(name, None, None, "is not a folder; a cohort is a folder such as cohort_03"))
        elif not HANDLE.fullmatch(path.name):
            problems.append(Problem(name, None, None, "is not the name of a cohort; name the folder cohort_ and two or three digits, "
                                    "for example cohort_03"))
        else:
            handles.append(path.name)
            problems += _strays(path, name, dictionary)
    if not handles:
        problems.append(Problem(COHORTS.as_posix(), None, None, "holds no cohort; a cohort is a folder such as cohort_01"))
    return handles, problems + _other_widths(handles)


def _other_widths(handles: list[str]) -> list[Problem]:
    """Cohorts are put in order by name, so all names are as long as the longest."""
    longest = max(handles, key=len, default="")
    return [Problem((COHORTS / handle).as_posix(), None, None, f"has fewer digits than {longest}; name it "
                    f"cohort_{handle.removeprefix('cohort_').zfill(len(longest) - len('cohort_'))}, so that cohorts stay in order")
            for handle in handles if len(handle) < len(longest)]


def _strays(folder: Path, name: str, dictionary: Dictionary) -> list[Problem]:
    known = {Path(path).name for table in dictionary.cohort_tables for path in table.paths} | {"cohort.yml"}
    strays = [path.name for path in sorted(folder.iterdir()) if path.name not in known and not is_passed_over(path)]
    return [Problem(f"{name}/{stray}", None, None, "is not a file of a cohort" + nearest(stray, known)) for stray in strays]


def _read_cohort(root: Path, handle: str, fields: tuple[Column, ...]) -> tuple[dict, list[Problem]]:
    name = (COHORTS / handle / "cohort.yml").as_posix()
    try:
        text = read_settings(root / name)
        stated, _ = parse_yaml(text, "each line is a name, a colon, a space and a value, for example awards: 11")
    except FileNotFoundError:
        return {"title": handle}, [Problem(name, None, None, "the file is missing; it holds the cohort's title, period and year")]
    except Unreadable as error:
        return {"title": handle}, [Problem(name, error.line, None, str(error))]
    if not isinstance(stated, dict):
        return {"title": handle}, [Problem(name, None, None, "is empty or not a list of names and values, for example awards: 11")]
    known = {column.name for column in fields}
    given = re.findall(r"^(\w+):", text, flags=re.MULTILINE)
    problems = [Problem(name, None, field, "is given twice") for field in sorted(set(given)) if given.count(field) > 1]
    problems += [Problem(name, None, str(field), "is not a field of a cohort" + nearest(str(field), known))
                for field in stated if field not in known]
    cohort = {"title": handle}
    for column in fields:
        try:
            cohort[column.name] = _field(stated.get(column.name), column)
        except ValueError as error:
            problems.append(Problem(name, None, column.name, str(error)))
    return cohort, problems


def _field(value, column: Column):
    """Return a checked value of cohort.yml; a list is checked item by item."""
    if column.type != "array":
        if isinstance(value, (dict, list)):
            raise ValueError(f"must be one value, not several, for example {column.example}")
        return convert("" if value is None else str(value), column)
    if not value and not column.required:
        return []
    item = Column(column.name, "string", column.description, column.example, enum=column.enum, required=True)
    return [convert(str(entry), item) for entry in (value if isinstance(value, list) and value else [value or ""])]


def _read_parts(root: Path, table: Table, handles: list[str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table's files and put them under each other; the rows of a shared file belong to no one cohort."""
    cohorts = {f"data/{path.format(cohort=handle)}": handle for path in table.paths if "{cohort}" in path for handle in handles}
    there = [name for name in cohorts if not table.is_optional or (root / name).exists()]
    names = [*(f"data/{path}" for path in table.paths if "{cohort}" not in path), *there]
    return read_table(table, {name: root / name for name in names}, cohorts if table.per_cohort else None)
