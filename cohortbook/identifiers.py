"""What an identifier may be: letters that name nobody and a number, and of a protected person something that no made file holds by chance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cohortbook.intake.privacy import FIRST_NAMES, LOOKS, name_parts

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
CELL = re.compile(r"[A-Za-z][1-9][0-9]*")
FIRST = frozenset(name.casefold() for name in FIRST_NAMES)
SUBSTRING = 4  # letters of a name that stand in an identifier by chance no more


def fault_of(identifier: str, names: Iterable[str]) -> str:
    """Return what is wrong with an identifier of anybody or anything, or nothing; `names` are those of the cohort's keys. Never repeats a name."""
    words = {word.casefold() for word in WORD.findall(identifier)}
    parts = {part.casefold() for name in names for part in name_parts(name)}
    if words & (FIRST | parts) or any(part in _letters(identifier) for part in parts if len(part) >= SUBSTRING):
        return "looks like a name"
    spaced = re.sub("[_-]", " ", identifier)
    return next((f"looks like {what}" for what, pattern in LOOKS if pattern.search(spaced)), "")


def fault_of_protected(identifier: str) -> str:
    """Return what is wrong with the identifier of a person whom nobody may find in what is given out, or nothing."""
    if CELL.fullmatch(identifier):
        return f"{identifier!r} is the address of a cell in a spreadsheet, too"
    return "" if re.search("[0-9]", identifier) else f"{identifier!r} has no number, so that it may be a word"


def _letters(identifier: str) -> str:
    return re.sub("[^a-z]", "", identifier.casefold())
