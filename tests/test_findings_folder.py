"""The scripts of `findings/` can be run as they are: alone, on named versions, without our code."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

FINDINGS = Path(__file__).parents[1] / "findings"
SCRIPTS = sorted(FINDINGS.glob("*.sh"))
INSTALLED = re.compile(r"pip install -qq((?: |\\\n|'[^']*')+)")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_finding_runs_alone_on_the_versions_that_it_names(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    packages = re.findall(r"'([^']*)'", "".join(INSTALLED.findall(text)))
    assert packages and all("==" in package for package in packages)
    assert text.split("\n")[1].count(packages[0].partition("==")[2]), "the first line says it"
    assert "cohortbook" not in text and 'rm -rf "$folder"' in text
    assert os.access(script, os.X_OK)


def test_the_list_of_findings_is_that_of_the_scripts() -> None:
    listed = re.findall(r"^\| `(\w+)`", (FINDINGS / "README.md").read_text(encoding="utf-8"), re.M)
    assert SCRIPTS and listed == [script.stem for script in SCRIPTS]
