"""The plain way of making the same book: Papermill runs one notebook after the other, each in a
kernel of its own, then Jupyter Book builds.

python benchmarks/plain.py STUDY

Nothing is remembered: all of it is done every time. The pages that cohortbook makes without a
notebook (every number, every claim) are left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import yaml

from cohortbook.findings.results import FILE, gather
from cohortbook.running.pages import PLACEHOLDER, Page, pages_of
from cohortbook.study.layout import COHORTS, EXECUTED


def build(root: Path) -> None:
    """Run every page of a study and build its book."""
    (root / EXECUTED).mkdir(parents=True, exist_ok=True)
    pages = pages_of(root)
    for page in pages:
        _run(root, page)
    notebooks = {
        page.name: json.loads((root / EXECUTED / f"{page.name}.ipynb").read_text(encoding="utf-8"))
        for page in pages
    }
    (root / EXECUTED / FILE).write_text(json.dumps(gather(notebooks)), encoding="utf-8")
    contents = root / "_toc_plain.yml"
    chapters = [{"file": f"executed/{page.name}"} for page in pages]
    contents.write_text(
        yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": chapters}),
        encoding="utf-8",
    )
    subprocess.run(
        [
            str(Path(sys.executable).with_name("jupyter-book")),
            "build",
            str(root / "book"),
            "--config",
            str(root / "_config.yml"),
            "--toc",
            str(contents),
            "--path-output",
            str(root),
        ],
        check=True,
    )


def _run(root: Path, page: Page) -> None:
    output = root / EXECUTED / f"{page.name}.ipynb"
    papermill.execute_notebook(
        page.template, output, page.parameters, cwd=str(root), progress_bar=False, log_output=False
    )
    stated = (
        yaml.safe_load((root / COHORTS / page.cohort / "cohort.yml").read_text(encoding="utf-8"))
        | page.parameters
        if page.cohort
        else {}
    )
    notebook = nbformat.read(output, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = PLACEHOLDER.sub(
                lambda match: str(stated.get(match[1], match[0])), cell.source
            )
    nbformat.write(notebook, output)


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
