"""Record what a page reads of its study, so that it runs again when that changes, and only then.

A study is read and checked whole, so that reading its files says nothing of what a page uses. What
counts is what the page takes out of the study, which notes it here, and every other file and folder
that Python opens below the study's folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

WRITES = os.O_WRONLY | os.O_RDWR

_notes: set[str] = set()
_root = ""
_is_on = False
_has_hook = False
_library = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def note(*names: str) -> None:
    """Record that things were read."""
    if _is_on:
        _notes.update(names)


def begin(root: str) -> None:
    """Begin anew to record what is read of the study below `root`."""
    global _root, _is_on, _has_hook
    _root, _is_on = os.path.join(os.path.realpath(root), ""), True
    _notes.clear()
    if not _has_hook:
        sys.addaudithook(_see)  # there is no taking it away again
        _has_hook = True


def end() -> list[str]:
    """Return what was read since the beginning, in order, and record no more."""
    global _is_on
    _is_on = False
    return sorted(_notes)


@contextmanager
def apart() -> Iterator[set[str]]:
    """Record what is read within by itself, to be noted again by what uses its result;
    it is noted for the records around it, too.
    """
    global _notes, _is_on
    around, was_on = _notes, _is_on
    _notes, _is_on = set(), True
    try:
        yield _notes
    finally:
        read, _notes, _is_on = _notes, around, was_on
        note(*read)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Read without recording what is read."""
    global _is_on
    was_on, _is_on = _is_on, False
    try:
        yield
    finally:
        _is_on = was_on


def _see(event: str, arguments: tuple) -> None:
    """Record what Python tells its audit hooks of: a file opened to be read, a folder that was
    listed.
    """
    if (
        not _is_on
        or not _root
        or event not in ("open", "os.listdir", "os.scandir")
        or not isinstance(arguments[0], (str, os.PathLike))
    ):
        return
    if event == "open" and arguments[2] & WRITES:
        return
    path = os.path.realpath(arguments[0])
    is_folder = event != "open"
    if not is_folder and not os.path.isfile(path):  # a folder that is deleted is opened, too
        return
    if path.startswith(_library):
        if not is_folder and not path.endswith(
            (".py", ".pyc")
        ):  # modules are known by what imports them
            _notes.add(
                os.path.basename(_library) + path.removeprefix(_library).replace(os.sep, "/")
            )
    elif (
        path.startswith(_root)
        and not path.startswith((sys.prefix, os.path.join(_root, "_build")))
        and "__pycache__" not in path
    ):
        _notes.add(path.removeprefix(_root).replace(os.sep, "/") + "/" * is_folder)
