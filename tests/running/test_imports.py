"""What code imports is known without running it, and nothing that it loads is missed."""

import subprocess
import sys

import pytest

from cohortbook.running.imports import LIBRARY, imported_by, library_files, modules_of


def names(source):
    return [path.relative_to(LIBRARY).as_posix() for path in library_files(imported_by(source))]


def test_an_import_is_seen_wherever_it_stands():
    within = (
        "def late():\n  {}",
        "class Late:\n  def late(self):\n    if late:\n      {}",
        "try:\n  {}\nfinally:\n  late()",
        "try:\n  late()\nexcept OSError:\n  {}",
        "for late in ():\n  pass\nelse:\n  {}",
        "match late:\n  case 1:\n    {}",
        "async def late():\n  async with late:\n    {}",
    )
    source = "\n".join(form.format(f"import late_{number}") for number, form in enumerate(within))
    assert imported_by(f"import json\nfrom html import escape\n{source}") == {
        "json",
        "html",
        "html.escape",
        *(f"late_{number}" for number in range(len(within))),
    }


def test_a_module_brings_what_it_imports_and_nothing_else():
    brought = names("from cohortbook.study.tables import convert")
    study = {f"study/{name}.py" for name in ("__init__", "tables", "dictionary", "problems")}
    assert {"__init__.py"} | study <= set(brought)
    assert not {"book", "running", "exhibits"} & {name.split("/")[0] for name in brought}
    assert names("import json") == []


def test_a_package_brings_its_own_first_file():
    brought = set(names("from cohortbook.exact.intervals import clopper_pearson"))
    assert {"exact/__init__.py", "exact/intervals.py"} <= brought
    assert "exact/population.py" in brought, "the first file imports it"
    assert not any(name.startswith("intake/") for name in brought)


def test_modules_of_others_come_with_those_of_the_library():
    assert {"cohortbook.exhibits.figures", "seaborn", "matplotlib.figure"} <= set(
        modules_of(["from cohortbook.exhibits import figures"])
    )


@pytest.mark.parametrize(
    "module",
    [
        "findings.themes",
        "exhibits.theme_tables",
        "publication.changes",
        "exhibits.claim_tables",
        "exhibits.present",
    ],
)
def test_everything_that_python_loads_is_seen(module):
    script = (
        f"import sys, cohortbook.{module}; print(*(m.__file__ for n, m in sys.modules.items() if"
        " n.split('.')[0] == 'cohortbook'), sep='\\n')"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout.split("\n")
    assert set(filter(None, loaded)) <= {
        str(path) for path in library_files([f"cohortbook.{module}"])
    }


def test_what_makes_pages_loads_no_pandas():
    """Sphinx reads the extension in a process of its own, at every build."""
    code = "import sys, cohortbook.book.sphinx.extension; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_makes_the_book_leaves_sphinx_to_the_process_that_runs_it():
    code = (
        "import cohortbook.book.make, cohortbook.release.release, sys;"
        " sys.exit('sphinx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
