"""Problems with a study's files, worded so that the person who filled them can put them right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher, get_close_matches

ALIKE = 0.75  # of the letters; less takes 'Acute' for 'adult'


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to correct: a file, perhaps a line (the header is line 1) and a column, and a
    sentence.
    """

    file: str
    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return (
            f"{place}: {self.column}: {self.message}" if self.column else f"{place}: {self.message}"
        )

    def as_dict(self) -> dict[str, str | int | None]:
        return asdict(self)


class StudyError(Exception):
    """The study cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(
            problems, key=lambda p: (p.file, p.line or 0, p.column or "", p.message)
        )
        super().__init__("\n".join(map(str, self.problems)))


class IntakeError(Exception):
    """A file cannot be taken in; the message is a sentence that names the file, the place in it
    where there is one, and what would be right.
    """


class UnknownName(LookupError):
    """A name the user gave is not known; the message says which are."""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return ", did you mean 'x'?" for the allowed word most like `word`, or an empty string where
    none is so like it that it can only be a slip: capitals and blanks for underscores make no
    difference, three of four letters are the same, in each part between dots, and so are numbers.
    """
    plain = {_plain(one): one for one in reversed(list(allowed))}
    near = get_close_matches(_plain(word), plain, n=len(plain) or 1, cutoff=ALIKE)
    match = next((plain[one] for one in near if _is_slip(_plain(word), one)), None)
    return f"; did you mean {match!r}?" if match is not None else ""


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word differs from another in letters, and in few of each part: of identifiers that
    differ by a number any may be meant.
    """
    numbers = [[int(number) for number in re.findall(r"\d+", one)] for one in (word, meant)]
    parts, others = word.split("."), meant.split(".")
    return (
        (not numbers[1] or numbers[0] == numbers[1])
        and len(parts) == len(others)
        and all(
            SequenceMatcher(None, part, other).ratio() >= ALIKE
            for part, other in zip(parts, others, strict=True)
        )
    )


def _plain(word: str) -> str:
    return "_".join(word.casefold().split())
