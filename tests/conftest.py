"""The studies that tests read: the project's own, and a made-up one small enough to check by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cohortbook import Study, load_study
from cohortbook.results import read_results
from cohortbook.runner import run_pages
from cohortbook.study import read_study

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def real() -> Study:
    """The project's own study. To be read, never changed."""
    return load_study(PROJECT)


@pytest.fixture(scope="session")
def built() -> dict[str, dict]:
    """Every number that the project's book publishes, by id."""
    path = PROJECT / "_build" / "results.json"
    assert path.exists(), "there is no book yet: make book"
    return read_results(path)


def _copy_made_up(root: Path) -> Path:
    """Copy tests/made_up_study, with the project's dictionary, templates, settings and style sheet."""
    shutil.copytree(Path(__file__).parent / "made_up_study", root)
    shutil.copytree(PROJECT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(PROJECT / "book" / "_static", root / "book" / "_static")
    shutil.copy(PROJECT / "_config.yml", root)
    shutil.copy(PROJECT / "data" / "datapackage.json", root / "data")
    return root


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A fresh copy of the made-up study."""
    return _copy_made_up(tmp_path / "made_up")


@pytest.fixture(scope="session")
def made_up_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up study with every notebook executed. To be read, never changed."""
    root = _copy_made_up(tmp_path_factory.mktemp("run") / "made_up")
    run_pages(load_study(root), say=lambda line: None)
    return root


@pytest.fixture(scope="session")
def badgers(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The made-up study, read once. To be read, never changed."""
    return load_study(_copy_made_up(tmp_path_factory.mktemp("badgers") / "made_up"))


@pytest.fixture
def study(made_up: Path) -> Study:
    """The made-up study, read and checked."""
    return load_study(made_up)


@pytest.fixture
def rewrite(made_up: Path) -> Callable[[str, str, str], None]:
    """Replace text in a file of the made-up study; the old text must have been there."""

    def rewrite(path: str, old: str, new: str) -> None:
        file = made_up / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    return rewrite


@pytest.fixture
def add(made_up: Path) -> Callable[..., None]:
    """Put lines at the end of a table of the made-up study."""

    def add(path: str, *lines: str) -> None:
        with (made_up / path).open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))

    return add


@pytest.fixture
def complaints(made_up: Path) -> Callable[[], list[str]]:
    """Check the made-up study as it now is; every problem as the line a person reads."""
    return lambda: [str(problem) for problem in read_study(made_up)[1]]
