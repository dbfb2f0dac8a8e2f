"""Keep, in private/, what was counted when an edition of a protected cohort was published, and of
whom.

A later edition is decided with it in view. What an edition printed does not say whether a count
that it hid, or gave as a range, is still the same, nor whether the people are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cohortbook.study.finding import Findings
from cohortbook.study.layout import PRIVATE, make_private
from cohortbook.study.published import Publication, editions, table_of
from cohortbook.study.study import Study

FOLDER = "editions"
OF_PEOPLE = {"participants": "participant_id", "managers": "manager_id"}


class Record(NamedTuple):
    """What an edition was made from: its numbers as they were counted, by table and id, without
    those that are none; and its people by identifier, with what is known of each.
    """

    numbers: dict[str, dict[str, str]]
    people: dict[str, list[str]]


def people_of(study: Study, handle: str) -> dict[str, list[str]]:
    """Return the award holders and managers of a cohort whose rows are here, with the values of
    their rows.
    """
    found = {}
    for table, identifier in OF_PEOPLE.items():
        columns = [
            name for name in study.dictionary.tables[table].column_names if name != identifier
        ]
        for row in study.rows(table, handle).to_dict("records"):
            found[row[identifier]] = [str(row.get(column)) for column in columns]
    return found


def write_record(study: Study, held: Publication, counted: Findings) -> None:
    """Write what an edition that is published now was made from; `study` has the cohort's rows."""
    make_private(study.root, held.handle, FOLDER)
    record = Record(_counted(counted), people_of(study, held.handle))
    text = json.dumps(record._asdict(), indent=1)
    _path(study.root, held).write_text(text, encoding="utf-8", newline="\n")


def records(study: Study, handle: str) -> list[Record]:
    """Return the records of the editions in data/published/ that are kept here, the earliest
    first.
    """
    paths = (_path(study.root, held) for held in editions(study.root, handle))
    return [
        Record(**json.loads(path.read_text(encoding="utf-8"))) for path in paths if path.exists()
    ]


def has_others(record: Record, people: Mapping[str, list[str]]) -> bool:
    """Return whether someone is not among the people of an edition, or the other way round; a
    person who only has another identifier is the same.
    """
    left = Counter(map(tuple, (row for name, row in record.people.items() if name not in people)))
    came = Counter(map(tuple, (row for name, row in people.items() if name not in record.people)))
    return left != came


def changed_tables(record: Record, counted: Findings) -> set[str]:
    """Return the names of tables that were counted otherwise when an edition was published. A
    number that is new and none, such as that of a new theme, changes no table.
    """
    now = _counted(counted)
    return {
        table
        for table in now.keys() | record.numbers.keys()
        if now.get(table, {}) != record.numbers.get(table, {})
    }


def _counted(found: Findings) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = {}
    for own in found:
        if own.value:
            held.setdefault(table_of(own), {})[own.id] = f"{own.value} of {own.n}"
    return held


def _path(root: Path, held: Publication) -> Path:
    return root / PRIVATE / held.handle / FOLDER / f"{held.digest}.json"
