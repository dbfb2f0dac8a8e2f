"""Name files of one name apart, by as much of their paths as it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path


def names_apart(files: Iterable[Path]) -> dict[Path, str]:
    """Return the name of each file, with the folders before it where others have the same name."""
    ends = {file: _ends(file) for file in files}
    held = Counter(end for own in ends.values() for end in own)
    return {file: next(end for end in own if held[end] == 1) for file, own in ends.items()}


def stems_apart(files: Iterable[Path]) -> dict[Path, str]:
    """Return the name of each file without its ending; whole where others have the same."""
    names = names_apart(files)
    stems = Counter(file.stem for file in names)
    return {file: file.stem if stems[file.stem] == 1 else name for file, name in names.items()}


def _ends(file: Path) -> list[str]:
    """The ends of a file's path, the shortest first."""
    return ["/".join(file.parts[-length:]) for length in range(1, len(file.parts) + 1)]
