"""Fuzzes the readers of files that other programs made: whatever the bytes, a project comes back or
an IntakeError says what is wrong.

    python -m pip install atheris    # for Linux and macOS; not in the lock, since it compiles for
    some versions of Python only python tests/fuzz/readers.py project -max_total_time=300

The first argument names the reader, the others are libFuzzer's
(https://llvm.org/docs/LibFuzzer.html). What it finds lies in a file crash-…: mend the reader, and
put the input, made small, into tests/hostile/corpus.py. Bytes are changed inside the wrapping (zip)
that would hide them behind a checksum.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from coded_projects import (  # noqa: E402 – lies on the path that is set above
    TOOLS,
    write_qdc,
    write_qdpx,
    write_qualcoder,
    write_taguette,
)

try:
    import atheris
except ImportError:  # the targets are of use without it
    atheris = None

with atheris.instrument_imports(include=["cohortbook.intake"]) if atheris else nullcontext():
    from cohortbook.intake import qualcoder, refi, sheets, taguette, workbook
    from cohortbook.study.dictionary import load_dictionary
    from cohortbook.study.problems import IntakeError

DICTIONARY = load_dictionary(TESTS.parent)
SHEET = b"source,case,group,cohort,code,quote\nTalk,B1,practitioner,,Digging,we dug\n"


class Target(NamedTuple):
    """A reader, the name of the file it gets, the bytes to begin with, and how those bytes become
    the file.
    """

    read: Callable[[Path], object]
    name: str
    seed: Callable[[Path], bytes]
    wrap: Callable[[bytes], bytes] = bytes


def _project_xml(folder: Path) -> bytes:
    with zipfile.ZipFile(write_qdpx(folder / "seed.qdpx", TOOLS["qualcoder"])) as archive:
        return next(
            archive.read(name) for name in archive.namelist() if name.lower().endswith(".qde")
        )


def _as_project(content: bytes) -> bytes:
    return zip_of({"project.qde": content, "sources/a.txt": b"we dug and dug"})


def _workbook(folder: Path) -> bytes:
    workbook.write_workbook(
        DICTIONARY, folder / "seed.xlsx", "cohort_04", {"title": "Sett 4", "period": "2033"}
    )
    return (folder / "seed.xlsx").read_bytes()


def _workbook_sheet(folder: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook(folder))) as archive:
        return archive.read("xl/worksheets/sheet3.xml")


def _in_workbook(content: bytes) -> bytes:
    """The workbook of a cohort with these bytes for its third sheet."""
    return zip_of(_workbook_members() | {"xl/worksheets/sheet3.xml": content})


@cache
def _workbook_members() -> dict[str, bytes]:
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(io.BytesIO(_workbook(Path(folder)))) as archive,
    ):
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(members: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return memory.getvalue()


TARGETS = {
    "project": Target(refi.read_project, "in.qdpx", _project_xml, _as_project),
    "archive": Target(
        refi.read_project,
        "in.qdpx",
        lambda folder: write_qdpx(folder / "seed.qdpx", TOOLS["maxqda"]).read_bytes(),
    ),
    "codebook": Target(
        refi.read_codebook,
        "in.qdc",
        lambda folder: write_qdc(folder / "seed.qdc", TOOLS["qualcoder"]).read_bytes(),
    ),
    "taguette": Target(
        taguette.read,
        "in.sqlite3",
        lambda folder: write_taguette(folder / "seed.sqlite3").read_bytes(),
    ),
    "qualcoder": Target(
        qualcoder.read,
        "data.qda",
        lambda folder: (write_qualcoder(folder / "seed.qda") / "data.qda").read_bytes(),
    ),
    "sheet": Target(sheets.read, "in.csv", lambda folder: SHEET),
    "workbook": Target(lambda path: workbook.read_workbook(path, DICTIONARY), "in.xlsx", _workbook),
    "workbook-sheet": Target(
        lambda path: workbook.read_workbook(path, DICTIONARY),
        "in.xlsx",
        _workbook_sheet,
        _in_workbook,
    ),
}


def attempt(target: Target, content: bytes, folder: Path) -> str:
    """Read a file of these bytes; return the sentence that refuses it, or nothing. Whatever else is
    raised is what a fuzzer looks for.
    """
    path = folder / target.name
    path.write_bytes(target.wrap(content))
    try:
        target.read(path)
    except IntakeError as error:
        assert str(error), "a refusal without a sentence"
        return str(error)
    return ""


def main(arguments: list[str]) -> None:
    program, name, *options = arguments
    if name not in TARGETS:
        sys.exit(f"there is no reader {name!r}; there are: {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "seed").write_bytes(TARGETS[name].seed(Path(folder)))

        def one(content: bytes) -> None:
            attempt(TARGETS[name], content, Path(folder))

        atheris.Setup([program, str(seeds), *options], one)
        atheris.Fuzz()


if __name__ == "__main__":
    if atheris is None or len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv)
