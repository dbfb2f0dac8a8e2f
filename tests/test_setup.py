"""pyproject.toml, requirements.lock and environment.yml say the same; nothing names an index."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from cohortbook.running.imports import imported_by


@pytest.fixture(scope="module")
def pyproject(project):
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def lock(project):
    """The text of the lock, and its requirements as (requirement, number of hashes)."""
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    return text, [
        (Requirement(block.split("\\")[0].strip()), block.count("--hash=sha256:"))
        for block in blocks
    ]


def test_every_direct_requirement_is_locked_at_a_version_it_allows(pyproject, lock):
    locked = {canonicalize_name(requirement.name): requirement for requirement, _ in lock[1]}
    for line in [*pyproject["dependencies"], *pyproject["optional-dependencies"]["test"]]:
        wanted = Requirement(line)
        pinned = next(iter(locked[canonicalize_name(wanted.name)].specifier))
        assert pinned.operator == "==" and wanted.specifier.contains(pinned.version), line


def test_every_package_that_the_library_imports_is_declared(project, pyproject):
    stated = [
        *pyproject["dependencies"],
        *(line for extra in pyproject["optional-dependencies"].values() for line in extra),
    ]
    declared = {canonicalize_name(Requirement(line).name) for line in stated}
    sources = [
        path.read_text(encoding="utf-8") for path in sorted((project / "cohortbook").rglob("*.py"))
    ]
    imported = {name.split(".")[0] for source in sources for name in imported_by(source)}
    packages = packages_distributions()
    undeclared = {
        name
        for name in imported - sys.stdlib_module_names - {"cohortbook"}
        if declared.isdisjoint(map(canonicalize_name, packages[name]))
    }
    assert not undeclared


def test_every_locked_package_has_one_version_and_hashes(lock):
    names = [canonicalize_name(requirement.name) for requirement, _ in lock[1]]
    assert len(names) == len(set(names)) > 50
    assert not [requirement.name for requirement, hashes in lock[1] if not hashes]


def test_the_lock_names_no_index(lock):
    assert not re.search(r"https?://|file://|--index|--extra-index|--find-links", lock[0])


def test_conda_takes_its_versions_from_the_lock(project, pyproject):
    environment = yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    assert SpecifierSet(pyproject["requires-python"]).contains(
        python.removeprefix("python=") + ".0"
    )
    assert pip == "pip" and packages == {
        "pip": ["--require-hashes", "--requirement requirements.lock"]
    }


def test_makefile_and_workflow_use_the_pythons_that_are_allowed(project, pyproject):
    allowed = [
        f"3.{minor}"
        for minor in range(9, 20)
        if SpecifierSet(pyproject["requires-python"]).contains(f"3.{minor}.0")
    ]
    workflow = yaml.safe_load((project / ".github/workflows/book.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == allowed
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    assert (
        f"({allowed[0].replace('.', ', ')}) <= sys.version_info[:2] <="
        f" ({allowed[-1].replace('.', ', ')})" in makefile
    )


def test_versions_agree(project):
    import cohortbook

    citation = yaml.safe_load((project / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == cohortbook.__version__
    assert f"## {cohortbook.__version__}" in (project / "CHANGELOG.md").read_text(encoding="utf-8")


def test_files_of_tests_that_start_first_are_there(project):
    from conftest import LONGEST

    assert [name for name in LONGEST if not (project / "tests" / f"{name}.py").exists()] == []
