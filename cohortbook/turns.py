"""One build of a study at a time: a second one waits until the first is done, however that ended."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cohortbook.places import BUILD

WAIT = 0.2  # seconds between two attempts


@contextmanager
def alone(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait for whoever builds the study in `root`, then keep others from building it. The system ends a turn with its process."""
    (root / BUILD).mkdir(exist_ok=True)
    with (root / BUILD / ".turn").open("a+b") as file:
        if not _take(file):
            say("another build of this study is under way; waiting until it is done")
            while not _take(file):
                time.sleep(WAIT)
        yield


def _take(file: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
