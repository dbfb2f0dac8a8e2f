"""Keys that go through a spreadsheet program and come back."""

import csv
import os
import shutil
import subprocess

import pytest

from cohortbook.study.keys import read_key, refuse_changed, write_key
from cohortbook.study.problems import IntakeError

HEADINGS = ["name", "case_id"]
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
NAMES = ["00123", "10.0", "1,234", "5.", "1e5", "2025-05-01", "Interview 1", "-3"]


def through_libreoffice(path, folder):
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [
        "soffice",
        profile,
        "--headless",
        f"--infilter={CSV[4:]}",
        "--convert-to",
        CSV,
        "--outdir",
        folder,
        path,
    ]


def through_gnumeric(path, folder):
    return ["ssconvert", path, folder / path.name]


@pytest.mark.parametrize("through", [through_libreoffice, through_gnumeric])
def test_what_a_spreadsheet_program_makes_of_names_is_named_with_what_they_were(tmp_path, through):
    path = tmp_path / "private/cohort_04/people.csv"
    write_key(path, HEADINGS, {name: {"name": name, "case_id": ""} for name in NAMES})
    saved = tmp_path / "saved"
    saved.mkdir()
    command = through(path, saved)
    if not shutil.which(command[0]):
        if os.environ.get("COHORTBOOK_REQUIRE_BROWSER") and command[0] == "soffice":
            pytest.fail("LibreOffice is required and not installed")
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with (saved / path.name).open(encoding="utf-8-sig", newline="") as file:
        now = [row["name"] for row in csv.DictReader(file)]
    was = sorted(NAMES)
    changed = [(old, new) for old, new in zip(was, now, strict=True) if old != new]
    assert len(changed) >= 5
    for old, new in changed:
        with pytest.raises(IntakeError, match="row 2: Excel made"):
            refuse_changed(path, [new], [old])
    assert read_key(saved / path.name, HEADINGS).keys() == set(now)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("1234567890123456", "1.23457E+15"),
        ("1234567890123456", "1.23456789012346E+015"),
        ("2025-05-01", "01/05/2025"),
        ("2025-05-01", "5/1/2025"),
        ("3/4", "03-Apr"),
        ("3/4", "04-Mar"),
        ("29-2", "29-Feb"),
        ("3 May", "03-May"),
    ],
)
def test_what_excel_shows_of_a_name_is_named(tmp_path, name, shown):
    with pytest.raises(IntakeError, match=f"Excel made '.*' of '{name}'"):
        refuse_changed(tmp_path / "private/cohort_04/people.csv", [shown], [name])


@pytest.mark.parametrize(("held", "name"), [("01", "1"), ("10.0", "10"), ("Elm", "Ash"), ("", "1")])
def test_a_row_that_no_program_makes_of_a_name_is_another_s(tmp_path, held, name):
    assert refuse_changed(tmp_path / "people.csv", [held], [name]) is None
