"""Recognise a file by what it holds, not only by its name, and read it with its reader."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from cohortbook.intake import commented, qualcoder, refi, sheets, taguette, workbook
from cohortbook.intake.file_names import names_apart
from cohortbook.intake.model import Codebook, CodedProject
from cohortbook.intake.safe import naming
from cohortbook.intake.speaker_labels import count_turns, marked_turns
from cohortbook.intake.spreadsheets import ENDINGS
from cohortbook.intake.workbook import Filled
from cohortbook.study.dictionary import Dictionary
from cohortbook.study.problems import IntakeError

KINDS = (
    "the cohort's workbook (.xlsx, .ods), a sheet of coded passages (.csv, .xlsx, .ods),"
    " a REFI-QDA project (.qdpx) or codebook (.qdc), a Taguette project (.sqlite3),"
    " a QualCoder project (.qda), texts with comments or highlights (.docx, .odt), or a folder of"
    " them"
)
SHEETS = (".csv", ".tsv", ".txt")
TRANSCRIPTS = (".vtt", ".srt")
OWN_FORMATS = {  # what only the tool itself reads, by the beginning of the ending
    ".nvp": ("NVivo", " (Share > Export Project; on a Mac File > Export Project)"),
    ".mx": ("MAXQDA", ""),
    ".mex": ("MAXQDA", ""),
    ".atlproj": ("ATLAS.ti", ""),
    ".hpr": ("ATLAS.ti", ""),
}
READERS: dict[str, Callable[[Path], CodedProject | Codebook]] = {
    ".qdpx": refi.read_project,
    ".qdc": refi.read_codebook,
    **dict.fromkeys((".sqlite3", ".sqlite", ".db"), taguette.read),
}


def read_all(
    files: Sequence[Path], dictionary: Dictionary, headings: Mapping[str, str] = {}
) -> dict[str, CodedProject | Codebook | Filled]:
    """Return what files hold by their names; documents of a word processor are read together, as a
    folder of them is. Raises IntakeError if a file is given twice, or as `read` does.
    """
    paths = [Path(os.path.abspath(file)) for file in files]
    for file, times in Counter(paths).items():
        if times > 1:
            raise IntakeError(f"{file.name} is given twice; name each file once")
    names = names_apart(paths)
    texts = [path for path in paths if commented.is_text(path)]
    held = {names[path]: read(path, dictionary, headings) for path in paths if path not in texts}
    if texts:
        held[", ".join(names[path] for path in texts)] = commented.read(texts, headings)
    return held


def read(
    path: Path, dictionary: Dictionary, headings: Mapping[str, str] = {}
) -> CodedProject | Codebook | Filled:
    """Return a coded project, a codebook, or what a filled workbook holds. `headings` says what
    those of a sheet mean. Raises IntakeError if the file is none of them.
    """
    with naming(path):
        return _read(path, dictionary, headings)


def _read(
    path: Path, dictionary: Dictionary, headings: Mapping[str, str]
) -> CodedProject | Codebook | Filled:
    suffix = path.suffix.lower()
    if path.name.startswith("~$"):
        raise IntakeError(
            f"{path.name} is what Excel leaves next to a workbook that is open; take in"
            f" {path.name[2:]}"
        )
    if commented.is_text(path):
        return commented.read([path], headings)
    if path.is_dir() or suffix == ".qda":
        return qualcoder.read(path)
    if suffix in ENDINGS:
        return (
            workbook.read_workbook(path, dictionary)
            if workbook.is_workbook(path, dictionary)
            else sheets.read(path, headings)
        )
    if suffix in SHEETS:
        return sheets.read(path, headings)
    if suffix in READERS:
        return READERS[suffix](path)
    if suffix in TRANSCRIPTS:
        _refuse_transcript(path)
    if refi.is_project(path):
        return refi.read_project(path)
    for begins, (tool, how) in OWN_FORMATS.items():
        if suffix.startswith(begins):
            raise IntakeError(
                f"{path.name} can only be read by {tool}; export the project there as a REFI-QDA"
                f" project (.qdpx){how}, or the coded passages as Excel or CSV"
            )
    raise IntakeError(f"{path.name} is of a kind that cannot be taken in; what can: {KINDS}")


def _refuse_transcript(path: Path) -> NoReturn:
    """Raise IntakeError saying what a transcript holds, and what to do with it."""
    turns = count_turns(marked_turns(path.read_bytes().decode("utf-8-sig", "replace")))
    held = f" of {turns.total()} turns of {len(turns)} speakers" if turns else ""
    raise IntakeError(
        f"{path.name} is a transcript{held}, and a transcript holds no codes; code it in your tool"
        " first, which may want its text as .txt or .docx, and take in what the tool exports. The"
        " names before what people say can stay: they tell who speaks"
    )
