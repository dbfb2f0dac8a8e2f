"""Decide whether something made is up to date, by the content of everything it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from cohortbook.running.imports import LIBRARY, names_of
from cohortbook.study.layout import (
    COHORTS,
    EARLIER_COHORTS,
    PROTECTED_COHORTS,
    cohort_handles,
    is_passed_over,
    is_protected,
)
from cohortbook.study.records import digest_of

ABSENT = "absent"


class Digests:
    """SHA-256 digests of the files and folders of a study by name, each computed once.

    A name is a path below the study's folder; a folder's ends in a slash, and its digest is that of
    the names in it. A name that begins with the library's represents its file, wherever the library
    is installed.
    """

    def __init__(self, root: Path):
        self._root = root
        self._known: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._digest(name)
        return self._known[name]

    def _digest(self, name: str) -> str:
        if name == PROTECTED_COHORTS:
            return _digest_of_words(self._protected())
        if name.startswith(EARLIER_COHORTS):
            return _digest_of_words(
                handle for handle in self._handles if handle < name.removeprefix(EARLIER_COHORTS)
            )
        path = (LIBRARY.parent if name.startswith(f"{LIBRARY.name}/") else self._root) / name
        try:
            return digest_of_names(path) if name.endswith("/") else digest_of(path)
        except (FileNotFoundError, NotADirectoryError):
            return ABSENT

    @cached_property
    def _handles(self) -> list[str]:
        return cohort_handles(self._root)

    def _protected(self) -> list[str]:
        return [
            handle
            for handle in self._handles
            if is_protected(self._root / COHORTS / handle / "cohort.yml")
        ]

    def take(self, folder: str) -> None:
        """Digest everything below a folder now, before it is used: what changes while it is used is
        then found to have changed.
        """
        for path in [self._root / folder, *(self._root / folder).rglob("*")]:
            name = path.relative_to(self._root).as_posix()
            self[f"{name}/" if path.is_dir() else name]
        self[PROTECTED_COHORTS]

    def take_library(self) -> None:
        for path in LIBRARY.rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                self[names_of([path])[0]]

    def of(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self[name] for name in sorted(set(names))}


def _digest_of_words(words: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def digest_of_names(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if not is_passed_over(path))
    return hashlib.sha256("\0".join(names).encode()).hexdigest()


def digest_of_tree(folder: Path) -> str:
    """Return the digest of every file below a folder, with its name."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{digest_of(path)}\n".encode())
    return digest.hexdigest()


def why_stale(reads: dict[str, str], digests: Digests) -> str:
    """Return what changed of what something was made from, in a few words that name a file; nothing
    if nothing did.
    """
    changed = [name for name, digest in reads.items() if digests[name] != digest]
    if not changed:
        return ""
    name = changed[0]
    what = (
        "came or went"
        if name.endswith("/")
        else (
            "is gone"
            if digests[name] == ABSENT
            else "is new"
            if reads[name] == ABSENT
            else "changed"
        )
    )
    rest = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"something in {name} {what}{rest}" if name.endswith("/") else f"{name} {what}{rest}"
