"""What is private is found in files that git tracks, whatever they are called."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from protected import THREE, rows_of
from repositories import commit

from cohortbook.cli import main
from cohortbook.publication.copies import copies, refuse_copies
from cohortbook.publication.disclosure_control import publication
from cohortbook.publication.loading import load_study
from cohortbook.study.layout import EDITION, PRIVATE_COHORTS, PUBLISHED
from cohortbook.study.problems import StudyError
from cohortbook.study.published import as_texts
from cohortbook.study.study import read_study


@pytest.fixture
def names(strict_study: Path) -> Callable[[], list[str]]:
    """Commit everything but private/, and return the files that are found."""

    def found() -> list[str]:
        (strict_study / ".gitignore").write_text("private/\n", encoding="utf-8")
        commit(strict_study)
        return [problem.file for problem in copies(load_study(strict_study))]

    return found


def test_a_study_without_copies_is_no_problem(names: Callable[[], list[str]]) -> None:
    assert names() == []


def test_a_copy_of_a_private_file_is_found_by_what_it_holds(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    private = strict_study / PRIVATE_COHORTS / THREE / "participants.csv"
    shutil.copy(private, strict_study / "data" / "notes.txt")
    assert names() == ["data/notes.txt"]
    with pytest.raises(StudyError, match="is a copy of private/cohorts/cohort_03/participants"):
        refuse_copies(load_study(strict_study))
    assert main(["check", "--study", str(strict_study)]) == 1


def test_a_file_that_names_several_people_is_found_and_one_that_names_a_single_one_is_not(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    first, second, *_ = (row["participant_id"] for row in rows_of(strict_study, "participants"))
    (strict_study / "one.txt").write_text(f"{first} and {first}", encoding="utf-8")
    (strict_study / "two.db").write_bytes(f"\0{first}\0{second}\0".encode())
    assert names() == ["two.db"]


def test_a_workbook_is_read_and_a_broken_one_is_no_traceback(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    book = Workbook()
    for row in rows_of(strict_study, "participants"):
        book.active.append([row["participant_id"]])
    book.save(strict_study / "list.xlsx")
    (strict_study / "broken.xlsx").write_bytes(b"no workbook")
    assert names() == ["list.xlsx"]


def test_examples_with_the_same_identifiers_are_no_copies(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    (strict_study / "examples").mkdir()
    private = strict_study / PRIVATE_COHORTS / THREE / "participants.csv"
    shutil.copy(private, strict_study / "examples" / "participants.csv")
    assert names() == []


def test_the_study_is_no_copy_of_its_internal_edition_and_a_page_of_that_is_found(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    edition = strict_study / EDITION / "study"
    (strict_study / "book" / "page.html").write_text("<p>Moss", encoding="utf-8")
    for folder in ("book", "data", "notebooks"):
        shutil.copytree(strict_study / folder, edition / folder)
    page = edition / "_build" / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>Not for passing on", encoding="utf-8")
    assert names() == []
    shutil.copy(page, strict_study / "book" / "edition.html")
    assert names() == ["book/edition.html"]


def test_what_is_published_is_no_copy_of_the_output_check_and_any_other_file_there_is(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    """The output check that two people sign holds the same as the published files."""
    texts = as_texts(publication(read_study(strict_study)[0], THREE)) | {"notes.txt": "decided"}
    for folder in (strict_study / "private" / "output_check", strict_study / PUBLISHED / THREE):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    assert names() == [f"{PUBLISHED.as_posix()}/{THREE}/notes.txt"]


def test_an_empty_file_is_a_copy_of_nothing(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    for path in (strict_study / PRIVATE_COHORTS / "empty.txt", strict_study / "empty.txt"):
        path.write_bytes(b"")
    assert names() == []


def test_files_that_git_does_not_track_are_not_looked_at(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    names()
    private = strict_study / PRIVATE_COHORTS / THREE / "participants.csv"
    shutil.copy(private, strict_study / "notes.txt")
    assert copies(load_study(strict_study)) == []


def test_signers_may_be_the_coders_of_a_cohort(
    strict_study: Path, names: Callable[[], list[str]]
) -> None:
    signers = ("Anna Cole", "Ben Hall")
    key = strict_study / "private" / THREE / "coders.csv"
    key.parent.mkdir(parents=True, exist_ok=True)
    key.write_text("coder,coder_id\nAnna Cole,coder_1\nBen Hall,coder_2\n", encoding="utf-8")
    (strict_study / "minutes.txt").write_text(" and ".join(signers), encoding="utf-8")
    assert names() == ["minutes.txt"]
    approvals = strict_study / "data" / "approvals.csv"
    header = approvals.read_text(encoding="utf-8").splitlines()[0]
    cells = {"approved_on": "2026-12-01", "decision": "approved", "pack_digest": "0" * 64}
    approvals.write_text(
        "\n".join(
            [
                header,
                *(
                    ",".join((cells | {"approver": name}).get(own, "") for own in header.split(","))
                    for name in signers
                ),
                "",
            ]
        ),
        encoding="utf-8",
    )
    assert names() == []
