"""Which files a study consists of: no list of them is kept by hand, and none lies elsewhere."""

import os

import pytest
from repositories import commit, git

from cohortbook import load_study
from cohortbook.release.sources import listed_files, source_files
from cohortbook.study.layout import BUILD
from cohortbook.study.records import write_json


@pytest.fixture
def names(made_up):
    """What the made-up study consists of, as it now is, by name."""
    return lambda: {path.as_posix() for path in source_files(load_study(made_up))}


def put(root, name):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(f"{name}\n", encoding="utf-8")


def test_everything_that_a_successor_needs_of_the_real_study_is_in_it(real):
    names = {path.as_posix() for path in source_files(real)}
    assert {
        ".gitignore",
        ".gitattributes",
        ".github/workflows/book.yml",
        ".ci/run",
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "requirements.lock",
        "book/accessibility_tested.txt",
        "book/accessibility.csv",
        "tests/release/test_release.py",
        "binder/postBuild",
        "data/releases/0.1.0.addresses.txt",
    } <= names


def test_what_git_tracks_is_in_it_and_what_is_made_or_private_is_not(made_up, names):
    tracked = {"docs/a guide.md", ".ci/run", "tests/Áine.py"}
    for name in {
        *tracked,
        "private/key.csv",
        "_build/html/index.html",
        "book/executed/a.ipynb",
        "cohortbook/own.py",
    }:
        put(made_up, name)
    commit(made_up)
    put(made_up, "Someone interview.docx")
    os.remove(made_up / "docs/a guide.md")
    held = names()
    assert tracked & held == tracked - {"docs/a guide.md"}
    tops = {name.split("/")[0] for name in held}
    assert tops & {"private", "_build", "cohortbook", "Someone interview.docx"} == set()
    assert not [name for name in held if name.startswith("book/executed")]


def test_what_the_book_was_made_from_is_in_it_though_git_does_not_track_it(made_up, names):
    commit(made_up)
    put(made_up, "book/included.txt")
    put(made_up, "book/not included.txt")
    (made_up / BUILD).mkdir()
    reads = {"book/included.txt": "0", "which cohorts are strict": "0"}
    write_json(made_up / BUILD / "book.json", {"reads": reads})
    held = names()
    assert "book/included.txt" in held and "book/not included.txt" not in held


def test_rows_of_a_strict_cohort_are_not_in_it_though_git_tracks_them(strict_study):
    commit(strict_study)
    held = {path.as_posix() for path in source_files(load_study(strict_study))}
    theirs = {name for name in held if name.startswith("data/cohorts/cohort_03/")}
    assert theirs == {"data/cohorts/cohort_03/cohort.yml"}
    assert "data/cohorts/cohort_02/participants.csv" in held


def test_no_link_leads_out_of_it_and_no_name_does(made_up, names, tmp_path):
    put(tmp_path, "secret/key.csv")
    put(made_up, "private/key.csv")
    (made_up / "docs").mkdir()
    (made_up / "docs/key.csv").symlink_to(tmp_path / "secret/key.csv")
    (made_up / "docs/own.csv").symlink_to(made_up / "private/key.csv")
    (made_up / "linked").symlink_to(tmp_path / "secret", target_is_directory=True)
    listed = [
        "docs/key.csv",
        "docs/own.csv",
        "linked/key.csv",
        "../secret/key.csv",
        str(tmp_path / "secret/key.csv"),
        "README.md",
    ]
    put(made_up, "README.md")
    (made_up / "SHA256SUMS").write_text(
        "".join(f"0  {name}\n" for name in listed), encoding="utf-8"
    )
    assert listed_files(made_up) == listed
    assert names() & {*listed} == {"README.md"}


def test_git_says_more_than_the_release_that_a_study_goes_on_from(made_up):
    (made_up / "SHA256SUMS").write_text("0  README.md\n", encoding="utf-8")
    assert listed_files(made_up) == ["README.md"]
    git(made_up, "init", "--quiet")
    git(made_up, "add", "_toc.yml")
    assert listed_files(made_up) == ["_toc.yml"]
