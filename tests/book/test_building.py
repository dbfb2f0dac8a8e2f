"""When a book is built again, and what a build says at its end of the cohorts that are not signed
for publication.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cohortbook.book import make
from cohortbook.book.building import build, unsigned_line
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


@pytest.fixture
def book(made_up_book: Path, tmp_path: Path) -> Path:
    """A copy of the made-up study with its book."""
    return shutil.copytree(made_up_book, tmp_path / "study")


def _said_of_another_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ask for the book again; return what is said, but make nothing."""
    said: list[str] = []
    monkeypatch.setattr(make, "make_book", lambda study, say: {})
    build(root, said.append, why=True)
    return said


def test_a_book_is_made_again_if_a_page_of_it_was_changed_by_hand(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "the book is up to date" in _said_of_another_build(book, monkeypatch)
    page = book / "_build" / "html" / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- 5 of 4 -->", encoding="utf-8")
    assert "the book: was changed by hand" in _said_of_another_build(book, monkeypatch)


def test_a_book_is_made_again_if_a_page_of_prose_changed_while_it_was_made(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(line: str) -> None:
        if line == "building the book":
            with (book / "book" / "index.md").open("a", encoding="utf-8") as page:
                page.write("\nSaid meanwhile.\n")

    (book / "_build" / "book.json").unlink()
    build(book, say)
    assert "the book: book/index.md changed" in _said_of_another_build(book, monkeypatch)
