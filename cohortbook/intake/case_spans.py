"""Find the case of a coded passage where a tool marks sources, or parts of them, as a case."""

from __future__ import annotations

from typing import NamedTuple


class CaseSpan(NamedTuple):
    """A part of a source that belongs to a case, in the tool's own positions, the end not included;
    the whole source if it has none.
    """

    case: str
    start: int | None = None
    end: int | None = None


def touched(start: int | None, end: int | None, marked: list[CaseSpan]) -> list[CaseSpan]:
    """Return the parts that a passage touches; none if it has no place."""
    if start is None or end is None:
        return []
    return [
        part
        for part in marked
        if part.start is not None and part.end is not None and part.start < end and start < part.end
    ]


def speakers(start: int | None, end: int | None, marked: list[CaseSpan]) -> list[str]:
    """Return the cases whose part a passage touches."""
    return list(dict.fromkeys(part.case for part in touched(start, end, marked)))


def owned_by(marked: list[CaseSpan]) -> str:
    """Return the case that owns the whole source; empty if none does, or several do: no one can
    tell then which of them speaks.
    """
    owners = {part.case for part in marked if part.start is None}
    return owners.pop() if len(owners) == 1 else ""
