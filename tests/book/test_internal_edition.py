"""The internal edition: everything about everybody, for the evaluation team, where nothing is
published from.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import coded_twice
from made_up import write_study

from cohortbook.book import internal_edition
from cohortbook.book.internal_edition import STUDY, _files, build_internal
from cohortbook.cli import main
from cohortbook.findings.results import read_results
from cohortbook.publication.loading import load_study
from cohortbook.study.layout import EXECUTED, PRIVATE_COHORTS
from cohortbook.study.study import read_study
from cohortbook.study.withheld import RANGE

THREE = "cohort_03"
BANNER = "Internal edition, for the evaluation team only"


@pytest.fixture(scope="module")
def edition(guarded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up study with a strict cohort that two coders coded, its internal edition built."""
    root = coded_twice(shutil.copytree(guarded.root, tmp_path_factory.mktemp("internal") / "study"))
    (root / "private" / "cohorts" / THREE / "consent.csv").write_text(
        "case_id,table,has_agreed\n", encoding="utf-8"
    )
    first = build_internal(root, say=lambda line: None)
    assert first == root / STUDY / "_build" / "html" / "index.html" and first.exists()
    return root


def test_it_shows_every_number_that_the_public_book_hides(edition: Path) -> None:
    found = read_results(edition / STUDY / "_build" / "results.json")
    own = {name: result for name, result in found.items() if name.startswith(f"{THREE}.")}
    assert len(own) > 100 and not [
        name
        for name, result in own.items()
        if result["text"] == "[c]" or (result["unit"] != "date" and RANGE.fullmatch(result["text"]))
    ]
    assert own[f"{THREE}.years_qualified.min"]["value"] is not None
    assert found["all.participants.count"]["value"] == len(
        read_study(edition)[0].tables["participants"]
    )


def test_what_two_coders_settled_counts_as_it_was_settled(edition: Path) -> None:
    found = read_results(edition / STUDY / "_build" / "results.json")
    stem = f"{THREE}.theme.impacts.personal"
    assert found[f"{stem}.nose.people.count"]["value"] == 3, "one of the three was settled and kept"
    assert found[f"{stem}.tunnelling.people.count"]["value"] == 4, "a fifth was not kept"


def test_each_page_says_whom_it_is_for(edition: Path) -> None:
    pages = [
        path
        for path in (edition / STUDY / "_build" / "html").rglob("*.html")
        if "_static" not in path.parts
    ]
    with_words = [path for path in pages if "<main" in path.read_text(encoding="utf-8")]
    assert (
        len(with_words) > 20
        and [path.name for path in with_words if BANNER not in path.read_text(encoding="utf-8")]
        == []
    )


def test_pages_that_say_who_is_protected_say_that_it_shows_them(edition: Path) -> None:
    title = load_study(edition).title(THREE)
    said = f"This edition shows what the public edition protects of {title}."
    pages = ("changed", "choices", "comparison", THREE, f"{THREE}_themes", "stakeholders")
    html = edition / STUDY / "_build" / "html" / "executed"
    assert [
        page for page in pages if said not in (html / f"{page}.html").read_text(encoding="utf-8")
    ] == []
    who = (html / "disclosure.html").read_text(encoding="utf-8")
    assert who.count(said) == 2 and "No cohort has protected people" not in who
    assert said not in (html / "cohort_01.html").read_text(encoding="utf-8")


@pytest.fixture
def copied(strict_study: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Make the study that the edition is built from, and return its folder; no book is built."""

    def build(root: Path, say, jobs, plain, why, cluster) -> Path:
        assert (jobs, plain, why, cluster) == (2, False, False, None)
        return root

    monkeypatch.setattr(internal_edition, "build", build)
    return lambda: build_internal(strict_study, jobs=2)


def test_its_study_has_the_rows_of_protected_cohorts_and_not_their_consent(
    strict_study: Path, copied: Callable[[], Path]
) -> None:
    private = strict_study / PRIVATE_COHORTS / THREE
    (private / "consent.csv").write_text("case_id,table,has_agreed\n", encoding="utf-8")
    (strict_study / EXECUTED).mkdir()
    (strict_study / EXECUTED / "page.ipynb").write_text("{}", encoding="utf-8")
    root = copied()
    assert root == strict_study / STUDY
    held = {path.name: path.read_bytes() for path in (root / "data/cohorts" / THREE).iterdir()}
    settings = held.pop("cohort.yml").decode()
    public = (strict_study / "data/cohorts" / THREE / "cohort.yml").read_text(encoding="utf-8")
    assert settings == public.replace("disclosure: strict", "disclosure: internal")
    assert held == {
        path.name: path.read_bytes() for path in private.iterdir() if path.name != "consent.csv"
    }
    assert list(read_study(root)[0].cohorts) == ["cohort_01", "cohort_02", THREE]
    assert not (root / EXECUTED).exists() and (strict_study / "private/.gitignore").exists()
    for name in ("_toc.yml", "book/index.md", "data/cohorts/cohort_01/cohort.yml"):
        assert (root / name).read_bytes() == (strict_study / name).read_bytes()


def test_its_study_loses_what_the_study_lost_and_keeps_what_was_made_and_what_is_the_same(
    strict_study: Path, copied: Callable[[], Path]
) -> None:
    gone = strict_study / "data" / "gone" / "below" / "notes.csv"
    gone.parent.mkdir(parents=True)
    gone.write_text("moss\n", encoding="utf-8")
    root = copied()
    made = [root / EXECUTED / "page.ipynb", root / EXECUTED / "more" / "page.json"]
    for path in made:
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    assert (root / "data" / "gone" / "below" / "notes.csv").exists()
    shutil.rmtree(strict_study / "data" / "gone")
    (strict_study / "book" / "index.md").write_text("# Sett\n", encoding="utf-8")
    same = root / "data" / "cohorts" / "cohort_01" / "cohort.yml"
    os.utime(same, (1, 1))
    copied()
    assert not (root / "data" / "gone").exists() and all(path.exists() for path in made)
    assert (root / "book" / "index.md").read_text(encoding="utf-8") == "# Sett\n"
    assert same.stat().st_mtime == 1


def test_what_programs_leave_behind_is_not_copied(strict_study: Path) -> None:
    (strict_study / "data" / "desktop.ini").write_text("moss", encoding="utf-8")
    files = _files(strict_study)
    assert Path("data/cohorts", THREE, "participants.csv") in files
    assert Path("data/desktop.ini") not in files


def test_it_holds_no_consent_and_nothing_that_the_study_no_longer_holds(edition: Path) -> None:
    assert not list((edition / STUDY).rglob("consent.csv"))
    stray = edition / STUDY / "data" / "cohorts" / "cohort_09" / "participants.csv"
    stray.parent.mkdir()
    stray.write_text("participant_id\n", encoding="utf-8")
    said: list[str] = []
    build_internal(edition, say=said.append)
    assert not stray.parent.exists() and said == [
        "every page is up to date",
        "the book is up to date",
    ]


def test_git_passes_it_over_and_a_public_book_is_made_beside_it(edition: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=edition, check=True)
    subprocess.run(["git", "add", "-A"], cwd=edition, check=True)
    listed = subprocess.run(
        ["git", "ls-files"], cwd=edition, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    assert any(name.startswith("data/") for name in listed) and not any(
        name.startswith("private/") for name in listed
    )


def test_it_is_refused_while_git_tracks_a_private_file(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=strict_study, check=True)
    subprocess.run(
        ["git", "add", "-f", "private/cohorts/cohort_03/participants.csv"],
        cwd=strict_study,
        check=True,
    )
    assert main(["build", "--internal", "--study", str(strict_study)]) == 1
    assert "private/cohorts/cohort_03/participants.csv" in capsys.readouterr().err
    assert not (strict_study / STUDY).exists()


def test_a_cohort_cannot_be_called_internal_in_the_study_itself(tmp_path: Path) -> None:
    root = write_study(tmp_path / "study", cohorts=3, people=4)
    path = root / "data" / "cohorts" / THREE / "cohort.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("disclosure: synthetic", "disclosure: internal"),
        encoding="utf-8",
    )
    assert [
        "'internal' is not one of strict, agreed, already_public, synthetic" in str(problem)
        for problem in read_study(root)[1]
    ] == [True]


def test_what_is_wrong_is_said_of_the_study_and_no_edition_is_made(
    strict_study: Path, capsys: pytest.CaptureFixture
) -> None:
    path = strict_study / "private" / "cohorts" / THREE / "participants.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",male,", ",mail,", 1), encoding="utf-8"
    )
    assert main(["build", "--internal", "--study", str(strict_study)]) == 1
    assert f"private/cohorts/{THREE}/participants.csv:" in capsys.readouterr().err
    assert not (strict_study / STUDY).exists()
