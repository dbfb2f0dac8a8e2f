"""Keep, in private/, what was counted when an edition of a protected cohort was published, and of
whom.

A later edition is decided with it in view. What an edition printed does not say whether a count
that it hid, or gave as a range, is still the same, nor whether the people are.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cohortbook.study.finding import Findings
from cohortbook.study.layout import PRIVATE, make_private
from cohortbook.study.published import Publication, editions, table_of
from cohortbook.study.study import Study

FOLDER = "editions"


class Record(NamedTuple):
    """What an edition was made from: its numbers as they were counted, by table and id, without
    those that are none; and digests of who its people are and who of them was interviewed, under a
    salt.

    Nothing else of a person is kept, so that nothing is left of one who withdraws.
    """

    numbers: dict[str, dict[str, str]]
    people: list[str]
    salt: str


def people_of(study: Study, handle: str) -> list[str]:
    """Return who the award holders and managers of a cohort are whose rows are here, by identifier,
    and who of them was interviewed how often.
    """
    columns = {"participants": "participant_id", "managers": "manager_id"}
    people = [
        identifier
        for table, column in columns.items()
        for identifier in study.rows(table, handle)[column]
    ]
    interviews = Counter(study.rows("interviews", handle)["case_id"].dropna())
    return [*people, *(f"{person}: {number} interviews" for person, number in interviews.items())]


def write_record(study: Study, held: Publication, counted: Findings) -> None:
    """Write what an edition that is published now was made from; `study` has the cohort's rows.

    Of one that is published again the first record stays: a correction that was taken back would
    else be printed, and seen in the edition between.
    """
    if _path(study.root, held).exists():
        return
    make_private(study.root, held.handle, FOLDER)
    salt = secrets.token_hex(16)
    record = Record(_counted(counted), _digests(people_of(study, held.handle), salt), salt)
    text = json.dumps(record._asdict(), indent=1)
    _path(study.root, held).write_text(text, encoding="utf-8", newline="\n")


def records(study: Study, handle: str) -> list[Record]:
    """Return the records of the editions in data/published/ that are kept here, the earliest
    first.
    """
    return list(_by_edition(study, handle).values())


def _by_edition(study: Study, handle: str) -> dict[str, Record]:
    """The records that are kept here, by the digest of their edition."""
    paths = {held.digest: _path(study.root, held) for held in editions(study.root, handle)}
    return {
        digest: Record(**json.loads(path.read_text(encoding="utf-8")))
        for digest, path in paths.items()
        if path.exists()
    }


def unrecorded(study: Study, handle: str) -> list[Publication]:
    """Return the editions in data/published/ of which no record is kept here, the earliest first:
    they were made on another computer, or before records were kept.
    """
    return [held for held in editions(study.root, handle) if not _path(study.root, held).exists()]


def has_others(study: Study, handle: str, counted: Findings) -> bool:
    """Return whether an edition was of others than the people of a cohort now, or others of them
    were interviewed, or more or less often.

    A person who only has another identifier is the same: then every number is as it was, and no
    statement is gone.
    """
    kept, people = _by_edition(study, handle), people_of(study, handle)
    return any(
        not _is_of(kept[held.digest], people)
        and (bool(changed_tables(kept[held.digest], counted)) or _has_lost(study, held))
        for held in editions(study.root, handle)
        if held.digest in kept
    )


def _is_of(record: Record, people: Iterable[str]) -> bool:
    return _digests(people, record.salt) == record.people


def _has_lost(study: Study, held: Publication) -> bool:
    """Whether words that an edition printed are no summary of its cohort now."""
    now = set(study.rows("passages", held.handle)["summary"].dropna())
    return any(row["summary"] not in now for row in held.statements)


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


def _digests(people: Iterable[str], salt: str) -> list[str]:
    return sorted(
        hmac.digest(salt.encode(), person.encode(), "sha256").hex()[:16] for person in people
    )


def _counted(found: Findings) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = {}
    for own in found:
        if own.value:
            held.setdefault(table_of(own), {})[own.id] = f"{own.value} of {own.n}"
    return held


def _path(root: Path, held: Publication) -> Path:
    return root / PRIVATE / held.handle / FOLDER / f"{held.digest}.json"
