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


def speakers(start: int | None, end: int | None, marked: list[CaseSpan]) -> list[str]:
    """Return the cases that a passage belongs to: those whose part it touches or, if it touches
    none, the one that owns the whole source.

    Where several own the whole source, no one can tell which of them speaks, and the list is empty.
    """
    if start is not None and end is not None:
        own = [
            part.case
            for part in marked
            if part.start is not None
            and part.end is not None
            and part.start < end
            and start < part.end
        ]
        if own:
            return list(dict.fromkeys(own))
    owners = list(dict.fromkeys(part.case for part in marked if part.start is None))
    return owners if len(owners) == 1 else []
