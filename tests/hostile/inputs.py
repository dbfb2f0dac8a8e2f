"""Ways to spoil a study and to make bad files; each returns a function of the study's folder that
does it.
"""

from __future__ import annotations

import io
import os
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

from coded_projects import TOOLS, write_qdc, write_qdpx, write_qualcoder, write_taguette
from openpyxl import load_workbook

Spoil = Callable[[Path], None]


def nothing(root: Path) -> None:
    """The command alone is what is bad."""


def raw(name: str, content: bytes | str) -> Spoil:
    """A file that holds just this."""

    def spoil(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    return spoil


def swap(name: str, old: str, new: str | bytes) -> Spoil:
    """Text of a file replaced, once; it must have been there."""

    def spoil(root: Path) -> None:
        content = (root / name).read_bytes()
        assert old.encode() in content, f"{name} does not hold {old!r}"
        (root / name).write_bytes(
            content.replace(old.encode(), new if isinstance(new, bytes) else new.encode("utf-8"), 1)
        )

    return spoil


def encoded(name: str, codec: str) -> Spoil:
    return lambda root: (root / name).write_bytes(
        (root / name)
        .read_text(encoding="utf-8")
        .replace("Dry", "Dré", 1)
        .replace("Badger liaison", "Bédger liaison", 1)
        .encode(codec)
    )


def more(name: str, *lines: str | bytes) -> Spoil:
    """Lines at the end of a file."""

    def spoil(root: Path) -> None:
        with (root / name).open("ab") as file:
            for line in lines:
                file.write((line if isinstance(line, bytes) else line.encode("utf-8")) + b"\n")

    return spoil


def gone(name: str) -> Spoil:
    return lambda root: (root / name).unlink()


def folder(name: str) -> Spoil:
    """A folder where a file should be."""

    def spoil(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        (root / name).mkdir(parents=True)

    return spoil


def link(name: str, target: str) -> Spoil:
    """A symbolic link where a file or folder should be."""

    def spoil(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        os.symlink(target, root / name)

    return spoil


def pipe(name: str) -> Spoil:
    """A named pipe where a file should be: whoever opens it waits for ever."""

    def spoil(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        os.mkfifo(root / name)

    return spoil


def huge(name: str, size: int) -> Spoil:
    """A file of so many bytes, none of them on the disk."""

    def spoil(root: Path) -> None:
        with (root / name).open("ab") as file:
            file.truncate(size)

    return spoil


def zipped(
    name: str, members: dict[str, bytes], change: Callable[[bytes], bytes] = lambda content: content
) -> Spoil:
    """A zip archive of these members, its bytes changed afterwards."""

    def spoil(root: Path) -> None:
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        (root / name).write_bytes(change(memory.getvalue()))

    return spoil


def project(name: str, change: Callable[[bytes], bytes], tool: str = "qualcoder") -> Spoil:
    """A coded project in REFI-QDA as a tool writes it, its XML changed."""

    def spoil(root: Path) -> None:
        write_qdpx(root / name, TOOLS[tool])
        with zipfile.ZipFile(root / name) as archive:
            members = {member: archive.read(member) for member in archive.namelist()}
        zipped(
            name,
            {
                member: change(content) if member.lower().endswith(".qde") else content
                for member, content in members.items()
            },
        )(root)

    return spoil


def codebook(name: str, change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(root: Path) -> None:
        path = write_qdc(root / name, TOOLS["qualcoder"])
        path.write_bytes(change(path.read_bytes()))

    return spoil


def taguette(name: str, *statements: str) -> Spoil:
    """A Taguette project on which SQL was run."""
    return lambda root: _run(write_taguette(root / name), statements)


def qualcoder(name: str, *statements: str) -> Spoil:
    """A QualCoder project on which SQL was run."""
    return lambda root: _run(write_qualcoder(root / name) / "data.qda", statements)


def database(name: str, *statements: str) -> Spoil:
    """A SQLite database of no tool."""
    return lambda root: _run(root / name, statements)


def _run(path: Path, statements: tuple[str, ...]) -> None:
    database = sqlite3.connect(path)
    database.executescript(";\n".join(statements))
    database.commit()
    database.close()


def workbook(name: str, change: Callable) -> Spoil:
    """A new cohort's workbook, changed in openpyxl and saved."""

    def spoil(root: Path) -> None:
        from cohortbook.intake.workbook import write_workbook
        from cohortbook.study.dictionary import load_dictionary

        write_workbook(
            load_dictionary(root), root / name, "cohort_04", {"title": "Sett 4", "period": "2033"}
        )
        book = load_workbook(root / name)
        change(book)
        book.save(root / name)

    return spoil


def workbook_part(name: str, part: str, change: Callable[[bytes], bytes]) -> Spoil:
    """A new cohort's workbook with one of its XML parts changed."""

    def spoil(root: Path) -> None:
        workbook(name, lambda book: None)(root)
        with zipfile.ZipFile(root / name) as archive:
            members = {member: archive.read(member) for member in archive.namelist()}
        assert part in members, sorted(members)
        zipped(
            name,
            {
                member: change(content) if member == part else content
                for member, content in members.items()
            },
        )(root)

    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(root: Path) -> None:
        for one in spoils:
            one(root)

    return spoil
