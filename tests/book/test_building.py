"""What a build says at its end of the cohorts that are not signed for publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortbook.book.building import unsigned_line
from cohortbook.cli import main
from cohortbook.publication.loading import load_study
from cohortbook.publication.output_check import digest_of

LINE = (
    "cohort_03 is not signed for publication: do not publish this book; see `cohortbook disclosure`"
)


def _last_line(root: Path, capsys: pytest.CaptureFixture) -> str:
    """Build the book; return the last line printed."""
    assert main(["build", "--study", str(root)]) == 0
    return capsys.readouterr().out.splitlines()[-1]


def test_build_of_an_unsigned_cohort_says_so_until_two_people_have_signed(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    assert _last_line(strict_study, capsys) == LINE
    assert _last_line(strict_study, capsys) == LINE, "said, too, where the book is up to date"
    digest = digest_of(load_study(strict_study))
    with (strict_study / "data" / "approvals.csv").open("a", encoding="utf-8") as file:
        file.write(
            f"{digest},Badger A,2035-01-01,approved,\n{digest},Badger B,2035-01-01,approved,\n"
        )
    assert _last_line(strict_study, capsys).startswith("the book: file://")


def test_book_without_protected_people_needs_no_line(made_up_book: Path) -> None:
    assert unsigned_line(made_up_book) == ""
