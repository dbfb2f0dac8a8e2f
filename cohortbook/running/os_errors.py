"""Word the refusals of an operating system: a full disk, a folder that cannot be written."""

from __future__ import annotations

import errno
import os

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


def refusal(error: OSError) -> str | None:
    """Return a sentence for an error of the machine that the user can correct, or None for any
    other.
    """
    place = (
        os.fspath(error.filename) if isinstance(error.filename, (str, os.PathLike)) else "the study"
    )
    if error.errno in FULL:
        return (
            f"{place} could not be written: the disk is full, or no more may be put on it; nothing"
            " was replaced by anything unfinished. Make room and run the same command again"
        )
    if error.errno in FORBIDDEN:
        ask = (
            "If it is open in another program, such as Excel, close it there; otherwise ask"
            if isinstance(error, PermissionError)
            else "Ask"
        )
        return (
            f"{place} cannot be read or cannot be written ({os.strerror(error.errno).lower()});"
            f" nothing was replaced. {ask} for the right to write there, or copy the study to a"
            " folder of yours"
        )
    return None


def full_disk(said: str, place: os.PathLike) -> OSError | None:
    """Return the error of a full disk if that is what another program said, in what it was writing
    to `place`.
    """
    return (
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(place))
        if os.strerror(errno.ENOSPC) in said
        else None
    )
