"""Record what is read of a study, so that a page runs again when that changes, and only then.

A study is read and checked whole, so that reading its files says nothing of what a page uses. What
counts is what is taken out of the study: whatever hands it out notes it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_of_process: set[str] = set()  # a kernel runs one page and nothing else
_record: ContextVar[set[str] | None] = ContextVar("record", default=_of_process)


def note(*names: str) -> None:
    """Record that files of the study were read, and folders, whose names end in a slash."""
    record = _record.get()
    if record is not None:
        record.update(names)


def reads() -> list[str]:
    """Return what this process has read, in order."""
    return sorted(_of_process)


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Record what is read within by itself; it is noted for the records around it, too."""
    read: set[str] = set()
    try:
        with _kept_in(read):
            yield read
    finally:
        note(*read)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Read without recording what is read."""
    with _kept_in(None):
        yield


@contextmanager
def _kept_in(record: set[str] | None) -> Iterator[None]:
    token = _record.set(record)
    try:
        yield
    finally:
        _record.reset(token)
