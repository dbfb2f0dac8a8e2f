"""Rules of identifiers: letters that name no person, and a number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cohortbook.study.personal_data import FIRST_NAMES, LOOKS, name_parts

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
CELL = re.compile(r"[A-Za-z][1-9][0-9]*")
FIRST = frozenset(name.casefold() for name in FIRST_NAMES)
LEAST = 4  # letters of a name that are within a longer word by more than chance


def fault_of(identifier: str, names: Iterable[str]) -> str:
    """Return what is wrong with an identifier of a person or a thing, or nothing.

    `names` are those of the cohort's keys. What is said never repeats a name.
    """
    parts = {part.casefold() for name in names for part in name_parts(name) if len(part) > 2}
    words = {word.casefold() for word in WORD.findall(identifier)}
    letters = re.sub("[^a-z]", "", identifier.casefold())
    if words & (FIRST | parts) or any(len(part) >= LEAST and part in letters for part in parts):
        return "looks like a name"
    spaced = re.sub("[_-]", " ", identifier)
    return next((f"looks like {what}" for what, pattern in LOOKS if pattern.search(spaced)), "")


def fault_of_protected(identifier: str) -> str:
    """Return what else is wrong if the identifier is that of a protected person, or nothing.

    It is looked for in everything that is given out, which must not hold it by chance.
    """
    if CELL.fullmatch(identifier):
        return f"{identifier!r} is the address of a cell in a spreadsheet, too"
    if not re.search("[0-9]", identifier):
        return f"{identifier!r} has no number, so that it may be a word"
    return ""
