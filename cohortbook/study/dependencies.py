"""Record what is read of a study, so that a page runs again when that changes, and only then.

A study is read and checked whole, so that reading its files says nothing of what a page uses. What
counts is what is taken out of the study: whatever hands it out notes it here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_of_process: set[str] = set()  # a kernel runs one page and nothing else
_reads: ContextVar[set[str] | None] = ContextVar("reads", default=_of_process)


def note(*names: str) -> None:
    """Record that files of the study were read, and folders, whose names end in a slash."""
    reads = _reads.get()
    if reads is not None:
        reads.update(names)


def print_reads() -> None:
    """Print what this process has read, as JSON: the last thing that a kernel is asked."""
    print(json.dumps(sorted(_of_process)))


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Record what is read within by itself; it is noted for the records around it, too."""
    try:
        with _kept_in(set()) as read:
            yield read
    finally:
        note(*read)


def unrecorded():
    """Read without recording what is read."""
    return _kept_in(None)


@contextmanager
def _kept_in(record):
    token = _reads.set(record)
    try:
        yield record
    finally:
        _reads.reset(token)
