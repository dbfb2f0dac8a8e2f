"""Faults of the machine, made on purpose: `python tests/faults.py FAULT ARGUMENT…` runs the command
line and stops it, or spoils something, at a stage.

A study small enough to be built in seconds goes with them.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

sys.path.append(str(Path(__file__).resolve().parents[1] / "benchmarks"))

from made_up import write_study

MADE = ("_build/html", "_build/data", "_build/results.json", "_build/claims.csv")
CONTENTS = (
    "format: jb-book\nroot: index\nchapters:\n  - glob: executed/cohort_*\n  - file:"
    " executed/ledger\n  - file: executed/numbers\n    sections:\n      - glob:"
    " executed/numbers_*\n  - file: references\n"
)
FRONT = (
    "# Setts\n\n{result}`cohort_01.participants.count` people and"
    " {result}`cohort_01.gender.female.count` women.\n"
)
CELLS = {
    "setup": (
        "from cohortbook import load_study\n"
        "from cohortbook.findings import demographics\n"
        "from cohortbook.exhibits import number_tables, people_figures\n\nstudy = load_study()"
    ),
    "participants": (
        "number_tables.count_table(study, demographics.participants(study, cohort), 'Badgers',"
        " 'People')"
    ),
    "gender": (
        "gender = demographics.gender(study, cohort)\n"
        "number_tables.count_table(study, gender, 'Women and men', 'Gender')"
    ),
    "gender-figure": "people_figures.dots_figure(study, gender, 'Women')",
}


def small_study(root: Path, cohorts: int = 2) -> Path:
    """Write a made-up study of a few cohorts whose book has a front page and a page for each;
    return its folder.
    """
    write_study(root, cohorts=cohorts)
    shutil.rmtree(root / "notebooks")
    write_template(root)
    _decide_on(root, {*CELLS} - {"setup"})
    (root / "_toc.yml").write_text(CONTENTS, encoding="utf-8")
    (root / "book" / "index.md").write_text(FRONT, encoding="utf-8")
    return root


def _decide_on(root: Path, cells: set[str]) -> None:
    """Leave one decision, on some cells of the page of a cohort."""
    path = root / "data" / "disclosure.yml"
    policy = yaml.safe_load(path.read_text(encoding="utf-8"))
    first = next(entry for entry in policy["exhibits"] if entry["page"] == "cohort")
    policy["exhibits"] = [first | {"cells": sorted(cells)}]
    path.write_text(yaml.safe_dump(policy, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_template(root: Path, **cells: str) -> None:
    """Write the one template of a small study, with other code in some of its cells, or in new
    ones.
    """
    tags = {"metadata": {"tags": ["parameters", "remove-cell"]}}
    shown = [
        new_code_cell(
            code, id=name, metadata={"tags": ["remove-cell" if name == "setup" else "hide-input"]}
        )
        for name, code in (CELLS | cells).items()
    ]
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# {{ title }}", id="title"),
            new_code_cell('cohort = "cohort_01"', id="parameters", **tags),
            *shown,
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    (root / "notebooks").mkdir(exist_ok=True)
    nbformat.write(notebook, root / "notebooks" / "cohort.ipynb")


def change(root: Path) -> None:
    """Change a study so that every page and the book must be made again."""
    with (root / "book" / "index.md").open("a", encoding="utf-8") as file:
        file.write("\nCounted again.\n")
    write_template(
        root, gender=CELLS["gender"].replace("Women and men", "Women and men, counted again")
    )


def digests(root: Path) -> dict[str, str]:
    """The SHA-256 of every file that a build leaves for readers."""
    files = [
        path for made in MADE for path in [root / made, *(root / made).rglob("*")] if path.is_file()
    ]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def _killed(*_, **__) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_before(name: str, call: int = 1) -> Callable[[], None]:
    """Let the program be killed when a function of it, "module.function", is called for the n-th
    time.
    """

    def spoil() -> None:
        _wrap(name, call, lambda function, *given, **named: _killed())

    return spoil


def kill_after(name: str, call: int = 1) -> Callable[[], None]:
    def spoil() -> None:
        _wrap(name, call, lambda function, *given, **named: _killed(function(*given, **named)))

    return spoil


def _wrap(name: str, call: int, instead: Callable) -> None:
    module, _, attribute = name.rpartition(".")
    held, calls = importlib.import_module(module), []
    function = getattr(held, attribute)

    def wrapped(*given, **named):
        calls.append(None)
        return (
            instead(function, *given, **named) if len(calls) == call else function(*given, **named)
        )

    setattr(held, attribute, wrapped)


def _kill_within_sphinx() -> None:
    """Kill the program, and nothing it started, a second after it called Jupyter Book."""

    def run(function, command, **options):
        subprocess.Popen(
            command,
            cwd=options["cwd"],
            stdin=options["stdin"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(1)
        _killed()

    _wrap("subprocess.run", 1, run)


def _kill_where_folders_cannot_change_places() -> None:
    """As on Windows: the old book has been set aside, the new one is not there yet."""
    from cohortbook.running import atomic_replace

    def exchange(made: Path, target: Path) -> bool:
        if target.name == "html":
            target.rename(atomic_replace._former(target))
            _killed()
        return False

    atomic_replace.exchange = exchange


LIMIT = 10  # seconds a cell may take: enough for the cells before on a busy machine


def _short_limit() -> None:
    importlib.import_module("papermill")  # which loads the engines itself, and not halfway
    importlib.import_module("cohortbook.running.engines").LIMIT = LIMIT


# Where a build is killed, by the words a reader knows: while pages run, while the book is made of
# them, while it takes the place of the old one.
KILLED = {
    "pages": {
        "while the data is checked": kill_before("cohortbook.book.make.check_before"),
        "at the first page": kill_before("cohortbook.running.runner.execute_page"),
        "after the first page": kill_before("cohortbook.running.runner.execute_page", 2),
        "while the results are written": kill_after("cohortbook.running.runner._write_results"),
        "before the pages change places": kill_before("cohortbook.running.runner.replace_folder"),
    },
    "book": {
        "after the pages changed places": kill_after("cohortbook.running.runner.replace_folder"),
        "within Jupyter Book": _kill_within_sphinx,
        "when the book is looked through": kill_before("cohortbook.book.make.refuse_exposure"),
        "before the book changes places": kill_before("cohortbook.book.make.replace_folder"),
    },
    "places": {
        "where folders cannot change places": _kill_where_folders_cannot_change_places,
        "between the book and its data": kill_after("cohortbook.book.make.replace_folder"),
        "before it is recorded": kill_before("cohortbook.book.building.write_json"),
    },
}
RELEASE_KILLED = {
    "while parts are written": kill_before("cohortbook.release.release.write_json"),
    "before it stands in its place": kill_after("cohortbook.release.release.write_checksums"),
}
FAULTS = {
    **KILLED["pages"],
    **KILLED["book"],
    **KILLED["places"],
    **RELEASE_KILLED,
    "short limit": _short_limit,
}


if __name__ == "__main__":
    from cohortbook.cli import main

    FAULTS[sys.argv[1]]()
    sys.exit(main(sys.argv[2:]))
