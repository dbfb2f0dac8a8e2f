"""Write SHA256SUMS: a line for each file of a folder, as `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

FILE = "SHA256SUMS"


def write_checksums(folder: Path) -> Path:
    """Write SHA256SUMS into a folder, a line for each file in it and below, sorted by name; return
    the file.
    """
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / FILE
    )
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    (folder / FILE).write_text("".join(lines), encoding="utf-8", newline="\n")
    return folder / FILE
