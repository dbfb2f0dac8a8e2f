"""The data dictionary: what each table and column must hold, read from data/datapackage.json.

The file is a Frictionless Data Package with Table Schema (https://datapackage.org). Tables that
each cohort has are there once, with their headings and no rows; `cohortbook.path` says where a
cohort keeps its own.

The values that a column allows are said once: `cohortbook.valuesOf` of another column names the one
that has them. `cohortbook.since` says of a value with which cohort it joined, so that no earlier
one is counted as if it had been asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from cohortbook.study.files import Unreadable, read_json
from cohortbook.study.problems import Problem, StudyError

PATH = Path("data/datapackage.json")
TYPES = ("string", "integer", "year", "number", "boolean", "date", "array")
NEEDED = (
    "participants",
    "managers",
    "interviews",
    "consent",
    "sources",
    "facts",
    "components",
    "arrangements",
    "questions",
    "figures",
    "comparisons",
    "passages",
    "attributions",
    "codings",
    "impacts",
    "themes",
    "settlements",
    "recommendations",
    "recommendation_links",
    "convergence",
    "headings",
    "left_out",
    "claims",
    "quantifiers",
    "replies",
    "key_claims",
    "checklists",
    "changes",
    "approvals",
    "former_ids",
    "specifications",
    "statements",
    "tests",
    "strata",
)


@dataclass(frozen=True)
class Column:
    """One column: its name, its Table Schema type and the constraints on its cells."""

    name: str
    type: str
    description: str
    example: str
    required: bool = False
    enum: tuple[str, ...] = ()
    since: tuple[tuple[str, str], ...] = ()  # values that are new, each with its first cohort
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    may_be_missing: bool = False  # from a file made before the column was
    is_calendar: bool = False  # a year, month, day or span of them, in ISO 8601
    unchecked: str = (
        ""  # why no check, number or claim notices when a cell changes; empty where one should
    )

    def values_in(self, cohorts: Collection[str]) -> list[str]:
        """Return the allowed values that one of the cohorts at least was asked about, in order."""
        new = dict(self.since)
        return [value for value in self.enum if max(cohorts, default="") >= new.get(value, "")]


@dataclass(frozen=True)
class Reference:
    """Cells of `column` must be in one of `targets`, each a (table, column)."""

    column: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """One table: where it is kept, what a row is, its columns, its key and what it refers to.

    A path with {cohort} in it represents one file in each cohort's folder; `is_optional` says that
    a cohort may lack it.
    """

    name: str
    title: str
    description: str
    paths: tuple[str, ...]
    is_optional: bool
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    minimum_rows: int
    sources: tuple[str, ...]
    made: str

    @property
    def per_cohort(self) -> bool:
        return any("{cohort}" in path for path in self.paths)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Dictionary:
    """Every table by name, and the fields of cohort.yml."""

    tables: dict[str, Table]
    cohort_fields: tuple[Column, ...]
    descriptor: dict = field(repr=False, compare=False)

    @property
    def cohort_tables(self) -> list[Table]:
        return [table for table in self.tables.values() if table.per_cohort]

    @property
    def workbook_tables(self) -> list[Table]:
        """Return the tables of a cohort that its workbook has a sheet for.

        Settlements have none: they are written once the coded project is in.
        """
        return [table for table in self.cohort_tables if table.name != "settlements"]

    @property
    def shared_tables(self) -> list[Table]:
        return [table for table in self.tables.values() if not table.per_cohort]


def load_dictionary(root: Path) -> Dictionary:
    """Return the dictionary of the study in `root`.

    Raises StudyError, with one sentence, if the file is missing, is not JSON or is not a
    dictionary.
    """
    try:
        descriptor = read_json(root / PATH)
        _repeat_values(descriptor)
        tables = {resource["name"]: _table(resource) for resource in descriptor["resources"]}
        _check_names([resource["name"] for resource in descriptor["resources"]])
        fields = tuple(_column(f) for f in descriptor["cohortbook"]["cohort"]["fields"])
        _check_shape(tables, fields)
    except FileNotFoundError:
        fault = "the data dictionary is missing; is this the folder of a study? (see --study)"
        raise StudyError([Problem(PATH.as_posix(), None, None, fault)]) from None
    except Unreadable as error:
        raise StudyError([Problem(PATH.as_posix(), error.line, None, str(error))]) from None
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        fault = f"is not a dictionary of this study: {error} is missing or odd"
        raise StudyError([Problem(PATH.as_posix(), None, None, fault)]) from None
    return Dictionary(tables, fields, descriptor)


def _fields(descriptor: dict) -> Iterator[tuple[str, dict]]:
    """Every column of the descriptor, with the name of its table."""
    for resource in descriptor["resources"]:
        for column in resource["schema"]["fields"]:
            yield resource["name"], column
    for column in descriptor["cohortbook"]["cohort"]["fields"]:
        yield "cohort", column


def _repeat_values(descriptor: dict) -> None:
    """Give each column that allows the values of another one these values. Raises KeyError if
    there is no such column with values.
    """
    by_name = {f"{table}.{column['name']}": column for table, column in _fields(descriptor)}
    for _, column in _fields(descriptor):
        source = column.get("cohortbook", {}).get("valuesOf")
        if source:
            values = by_name[source]["constraints"]["enum"]
            column.setdefault("constraints", {})["enum"] = values


def _check_shape(tables: dict[str, Table], fields: tuple[Column, ...]) -> None:
    """Raise KeyError for a type no one can read, a reference to no column, or a table the study
    cannot do without.
    """
    for name in NEEDED:
        tables[name]
    for column in [column for table in tables.values() for column in table.columns] + list(fields):
        if column.type not in TYPES:
            raise KeyError(f"type {column.type}")
    for table in tables.values():
        _check_table(table)
        for reference in table.references:
            for target, name in reference.targets:
                if name not in tables[target].column_names:
                    raise KeyError(f"{target}.{name}")


def _check_names(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise KeyError(f"a second table {name}")


def _check_table(table: Table) -> None:
    """Raise KeyError for a key that is no column or a place no one fills, Unreadable for a path
    that leads out of the study's data.
    """
    for column in table.key:
        if column not in table.column_names:
            raise KeyError(f"{table.name}.{column}")
    for path in table.paths:
        if (
            PurePosixPath(path).is_absolute()
            or ".." in PurePosixPath(path).parts
            or "\\" in path
            or ":" in path
        ):
            raise Unreadable(
                f"the path {path!r} of {table.name} points outside the study's data; begin it with"
                " a folder of data/"
            )
        path.format(cohort="cohort_01")


def _check_constraints(name: str, constraints: dict) -> None:
    """Raise TypeError for a constraint of another type than it must be, Unreadable for a pattern
    that is none.
    """
    for key, kind in (
        ("enum", list),
        ("minimum", (int, float)),
        ("maximum", (int, float)),
        ("pattern", str),
        ("required", bool),
    ):
        if constraints.get(key) is not None and not isinstance(constraints[key], kind):
            raise TypeError(f"{key} of {name}")
    try:
        re.compile(constraints.get("pattern", ""))
    except re.error as error:
        raise Unreadable(
            f"{constraints['pattern']!r} of {name} is not a pattern ({error})"
        ) from None


def _column(descriptor: dict) -> Column:
    constraints = descriptor.get("constraints", {})
    since = tuple(descriptor.get("cohortbook", {}).get("since", {}).items())
    _check_constraints(descriptor["name"], constraints)
    for value, cohort in since:
        if value not in constraints["enum"] or not isinstance(cohort, str):
            raise KeyError(f"{value}, which is new in {descriptor['name']},")
    return Column(
        name=descriptor["name"],
        type=descriptor["type"],
        description=descriptor["description"],
        example=descriptor.get("example", ""),
        required=constraints.get("required", False),
        enum=tuple(constraints.get("enum", ())),
        since=since,
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        pattern=constraints.get("pattern"),
        may_be_missing=descriptor.get("cohortbook", {}).get("mayBeMissing", False),
        is_calendar=descriptor.get("cohortbook", {}).get("calendar", False),
        unchecked=descriptor.get("cohortbook", {}).get("unchecked", ""),
    )


def _table(resource: dict) -> Table:
    own, schema = resource["cohortbook"], resource["schema"]
    shared = resource.get("path", [])
    key = schema.get("primaryKey", [])
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        paths=((shared,) if isinstance(shared, str) else tuple(shared))
        + ((own["path"],) if "path" in own else ()),
        is_optional=own.get("optional", False),
        columns=tuple(_column(f) for f in schema["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
        references=_references(schema, own),
        minimum_rows=own["minimumRows"],
        sources=tuple(source["title"] for source in resource["sources"]),
        made=own["made"],
    )


def _references(schema: dict, own: dict) -> tuple[Reference, ...]:
    """Standard foreign keys point at one table; `cohortbook.references` may point at several."""
    one = [
        Reference(
            key["fields"][0], ((key["reference"]["resource"], key["reference"]["fields"][0]),)
        )
        for key in schema.get("foreignKeys", [])
    ]
    several = [
        Reference(column, tuple(tuple(target.split(".")) for target in targets))
        for column, targets in own.get("references", {}).items()
    ]
    return tuple(one + several)
