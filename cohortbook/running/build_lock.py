"""Build lock: one build of a study at a time; others wait."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cohortbook.study.layout import BUILD

WAIT = 0.2  # seconds between two attempts


@contextmanager
def alone(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait for the process that builds the study in `root`, then keep others from building it. The
    system ends a turn with its process.

    A turn that built nothing leaves nothing behind in the study.
    """
    folder = root / BUILD
    file = _turn_of(folder)
    if file is None:
        say("another build of this study is under way; waiting until it is done")
        while (file := _turn_of(folder)) is None:
            time.sleep(WAIT)
    try:
        yield
    finally:
        if [path.name for path in folder.iterdir()] == [_file_in(folder).name]:
            _remove(folder)
        file.close()


def _file_in(folder: Path) -> Path:
    """The file that the building process holds locked."""
    return folder / ".turn"


def _turn_of(folder: Path) -> IO[bytes] | None:
    """The locked file, or nothing while another process holds it, or has just taken it away."""
    folder.mkdir(exist_ok=True)
    try:
        file = _file_in(folder).open("a+b")
    except FileNotFoundError:  # anyone who built nothing took the folder away in between
        return None
    if _lock(file) and _is_there(file, folder):
        return file
    file.close()
    return None


def _is_there(file: IO[bytes], folder: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), _file_in(folder).stat())
    return False


def _remove(folder: Path) -> None:
    """Remove the file and its folder; Windows removes no file that is open, where an empty
    folder does no harm.
    """
    with suppress(OSError):
        _file_in(folder).unlink()
        folder.rmdir()


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
