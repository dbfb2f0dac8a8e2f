"""What is measured: two jobs, and what happens to a study before it is built again."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from pathlib import Path

import yaml
from made_up import write_study

JOB = Path(__file__).parent / "job"
SCENARIOS = {
    "cold": "from nothing",
    "nothing": "nothing changed",
    "cell": "one cell changed in one cohort",
    "template": "one template changed",
    "added": "one cohort added",
}


def write_small_job(root: Path, cohorts: int) -> Path:
    """Write a made-up study whose only page, one a cohort, shows two statistics and two plots;
    return its folder.
    """
    write_study(root, cohorts)
    shutil.rmtree(root / "notebooks")
    (root / "notebooks").mkdir()
    shutil.copy(JOB / "cohort.ipynb", root / "notebooks")
    cells = [
        cell
        for cell in json.loads((JOB / "cohort.ipynb").read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    path = root / "data" / "disclosure.yml"
    policy = yaml.safe_load(path.read_text(encoding="utf-8"))
    decided = {
        "protected": "withheld",
        "purpose": "Measures time",
        "audience": "nobody",
        "decided_by": "Made up",
        "decided_on": "2026-11-25",
    }
    policy["exhibits"] = [
        {
            "page": "cohort",
            "cells": [
                cell["id"]
                for cell in cells
                if "remove-cell" not in cell["metadata"].get("tags", [])
            ],
            **decided,
        }
    ]
    path.write_text(yaml.safe_dump(policy, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (root / "book" / "index.md").write_text("# A made-up study\n", encoding="utf-8")
    contents = {"format": "jb-book", "root": "index", "chapters": [{"glob": "executed/cohort_*"}]}
    (root / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    return root


def change(root: Path, scenario: str) -> None:
    """Do to a study what a scenario is about."""
    {
        "cold": lambda root: None,
        "nothing": lambda root: None,
        "cell": _change_a_cell,
        "template": _change_a_template,
        "added": _add_a_cohort,
    }[scenario](root)


def _change_a_cell(root: Path) -> None:
    """Qualify the first award holder of the newest cohort for a year more, or for one if that is
    too many.
    """
    path = sorted((root / "data" / "cohorts").iterdir())[-1] / "participants.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["years_qualified"] = str(int(rows[0]["years_qualified"] or 0) % 30 + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _change_a_template(root: Path) -> None:
    """Write a comment into the last cell of the page of a cohort."""
    path = root / "notebooks" / "cohort.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]
    cell["source"] = ["# looked at\n", *cell["source"]]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _add_a_cohort(root: Path) -> None:
    """Put the next made-up cohort beside those that are there."""
    held = sorted((root / "data" / "cohorts").iterdir())
    with tempfile.TemporaryDirectory() as folder:
        larger = sorted(
            (write_study(Path(folder) / "study", len(held) + 1) / "data" / "cohorts").iterdir()
        )
        shutil.copytree(larger[-1], held[-1].with_name(larger[-1].name))
