"""The library keeps its form: imports go one way, and formatter, linter and type checker agree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import house
import pytest

TOOLS = Path(sys.executable).parent


def test_no_modules_import_each_other_in_turn() -> None:
    assert house.ring() == []


def test_the_graph_of_imports_holds_every_module() -> None:
    """Import-linter 2.17 does not read folders without `__init__.py`, and says that its contract is
    kept: see findings/import_linter_unseen_folder.sh.
    """
    files = {path.relative_to(house.ROOT) for path in house.LIBRARY.rglob("*.py")}
    modules = {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files}
    assert modules == set(house.imports())


def test_the_architecture_lists_every_module_as_it_is() -> None:
    text = house.ARCHITECTURE.read_text(encoding="utf-8")
    assert house.module_list() in text, "run make house, which writes the list again"


def test_the_page_of_exact_statistics_is_that_of_its_functions() -> None:
    text = house.EXACT.read_text(encoding="utf-8")
    assert house.exact_page() == text, "run make house, which writes the page again"


def test_functions_are_short() -> None:
    found = house.functions()
    assert [function for function in found if function.lines > house.LONG_FUNCTION] == []
    assert house.ninth_decile(found) <= 25


def test_packages_lie_on_ten_storeys_at_most() -> None:
    assert house.storeys() <= 10


@pytest.mark.parametrize(
    "command",
    [
        ["lint-imports", "--no-cache"],
        ["ruff", "check", "--no-cache"],
        ["ruff", "format", "--check", "--no-cache"],
        ["mypy"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_tools_find_nothing(project: Path, command: list[str], tmp_path: Path) -> None:
    name, *options = command
    cache = ["--cache-dir", str(tmp_path)] if name == "mypy" else []
    done = subprocess.run(
        [TOOLS / name, *options, *cache],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
