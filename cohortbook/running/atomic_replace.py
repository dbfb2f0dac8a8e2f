"""Replace a file or folder in one step: readers see the old one or the new one, whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

CURRENT_FOLDER = -100  # AT_FDCWD of Linux
EXCHANGE = 2  # RENAME_EXCHANGE of Linux (renameat2(2)) and RENAME_SWAP of macOS (renamex_np(2))


def replace_folder(target: Path, made: Path) -> None:
    """Put the folder `made`, on the same disk, where `target` is; what was there is deleted.

    Where a system or a disk cannot let two folders change places (Windows, some network drives)
    there is a moment without `target`; a program killed in it leaves the old one for
    `recover_folder`.
    """
    former = _former(target)
    shutil.rmtree(former, ignore_errors=True)
    if not target.exists():
        made.rename(target)
    elif exchange(made, target):
        shutil.rmtree(made, ignore_errors=True)
    else:
        target.rename(former)
        made.rename(target)
        shutil.rmtree(former, ignore_errors=True)


def recover_folder(target: Path) -> None:
    """Put back the old folder where `replace_folder` was stopped before it put the new
    one there.
    """
    former = _former(target)
    if former.exists() and not target.exists():
        former.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def remove_unfinished(folder: Path, prefix: str) -> None:
    """Remove the folders whose names begin with `prefix`, which a program that was
    killed was making.
    """
    for left in folder.iterdir() if folder.is_dir() else ():
        if left.name.startswith(prefix):
            shutil.rmtree(left, ignore_errors=True)


def replace_file(target: Path, made: Path) -> None:
    """Put a copy of the file `made` where `target` is."""
    part = target.with_name(f".{target.name}.part")
    shutil.copy2(made, part)
    part.replace(target)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return False, with both as they were, where the
    system or the disk cannot.
    """
    if sys.platform.startswith("linux"):
        rename = getattr(ctypes.CDLL(None), "renameat2", None)
        return (
            rename is not None
            and rename(
                CURRENT_FOLDER, os.fsencode(one), CURRENT_FOLDER, os.fsencode(other), EXCHANGE
            )
            == 0
        )
    if sys.platform == "darwin":
        return ctypes.CDLL(None).renamex_np(os.fsencode(one), os.fsencode(other), EXCHANGE) == 0
    return False


def _former(target: Path) -> Path:
    return target.with_name(f"{target.name}.old")
