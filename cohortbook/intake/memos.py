"""Keep the memos of a coding tool in the private folder of a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cohortbook.intake.model import Memo
from cohortbook.study.csv_text import for_excel
from cohortbook.study.keys import count, shown

MEMOS, MEMO_HEADINGS = "memos.csv", ["about", "text"]


def memo_file(memos: Sequence[Memo], folder: Path) -> dict[str, str]:
    """Return the file of memos by its name, which is emptied where there are none any more."""
    if not memos and not (folder / MEMOS).exists():
        return {}
    return {MEMOS: for_excel([MEMO_HEADINGS, *map(list, memos)])}


def kept_memos(memos: Sequence[Memo], folder: Path) -> list[str]:
    """Return a sentence about the memos of the tool: how many there are, and where."""
    kept = f"{count(memos, 'memo')} kept in {shown(folder / MEMOS)}, and nowhere else."
    return [kept] * bool(memos)
