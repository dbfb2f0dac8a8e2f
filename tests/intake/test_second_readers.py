"""The workbook as other programs read it: what Gnumeric and python-calamine see in it, and in what
LibreOffice and Gnumeric save of it, is what intake reads.
"""

import gzip
import os
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from cohortbook.intake.spreadsheets import read_grids
from cohortbook.intake.values import values_allowed
from cohortbook.intake.workbook import COHORT, LISTS, NUMBERS, ROWS, read_workbook, write_workbook
from cohortbook.study.dictionary import load_dictionary

DICTIONARY = load_dictionary(Path(__file__).parents[2])
GNM = "{http://www.gnumeric.org/v10.dtd}"
IS_REQUIRED = bool(os.environ.get("COHORTBOOK_REQUIRE_BROWSER"))
TYPED = {
    "participants": [
        ["PR1", "female", "children", "true", "Zoë’s post; 2 days", None, "MA SW"],
        ["SEP2", "prefer_not_to_say", "adult", "false", "Größe <b> & co", None, "007"],
    ],
    "managers": [["PSW1", "principal_social_worker"], ["TM1", "team_manager", "no_answer"]],
    "interviews": [["G1", "PR1", "individual", "online"]],
}


def program(name: str) -> str:
    """Return where a program is; skip the test where it is not, unless it is required."""
    place = shutil.which(name)
    if not place and IS_REQUIRED:
        pytest.fail(f"{name} is required and not installed")
    return place or pytest.skip(f"{name} is not installed")


def by_gnumeric(path: Path, kind: str) -> Path:
    made = path.with_name(f"{path.stem}_gnumeric.{kind}")
    subprocess.run([program("ssconvert"), path, made], check=True, capture_output=True, timeout=180)
    return made


def by_libreoffice(path: Path, kind: str) -> Path:
    folder = path.parent / "libreoffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", kind, "--outdir", folder]
    subprocess.run([*command, path], check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"


SAVED = {
    "as it was written": lambda path: path,
    "LibreOffice, xlsx": lambda path: by_libreoffice(path, "xlsx"),
    "LibreOffice, ods": lambda path: by_libreoffice(path, "ods"),
    "Gnumeric, xlsx": lambda path: by_gnumeric(path, "xlsx"),
    "Gnumeric, ods": lambda path: by_gnumeric(path, "ods"),
}


@pytest.fixture
def filled(tmp_path):
    """A workbook with a few rows, and numbers among them."""
    path = tmp_path / "cohort_09.xlsx"
    write_workbook(DICTIONARY, path, "cohort_09", {"title": "Ninth", "disclosure": "strict"})
    book = load_workbook(path)
    for name, rows in TYPED.items():
        for line, row in enumerate(rows, start=2):
            width = len(DICTIONARY.tables[name].columns)
            for place, value in enumerate([*row, *[None] * (width - len(row))], start=1):
                book[name].cell(line, place).value = value
    book["participants"]["J2"], book["participants"]["J3"] = 7, 12
    book[COHORT]["B5"] = 2025
    book.save(path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("save", SAVED.values(), ids=SAVED)
def test_what_a_program_saves_of_the_workbook_is_read_as_it_was_written(filled, save):
    held, again = read_workbook(filled, DICTIONARY), read_workbook(save(filled), DICTIONARY)
    assert again == held
    assert held.tables["participants"][2][:2] == ["SEP2", "prefer_not_to_say"]
    assert held.tables["participants"][2][9] == "12"


def as_text(value) -> str:
    """A cell as python-calamine gives it, as text: a whole number without a point."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SAVED if name != "Gnumeric, ods"])
def test_python_calamine_reads_the_same_cells(filled, name):
    """It reads no .ods that is indented, as Gnumeric writes it."""
    if not IS_REQUIRED:
        pytest.importorskip("python_calamine")
    calamine = import_module("python_calamine")
    path = SAVED[name](filled)
    sheets = calamine.CalamineWorkbook.from_path(path)
    wanted = {COHORT, *(table.name for table in DICTIONARY.workbook_tables)}
    for grid in read_grids(path, lambda title, _: title in wanted, ROWS):
        if grid.title not in wanted:
            continue
        rows = sheets.get_sheet_by_name(grid.title).to_python(skip_empty_area=False)
        theirs = [[as_text(value) for value in row] for row in rows]
        for line, row in enumerate(theirs, start=1):
            ours = grid.rows.get(line, [])
            width = max(len(row), len(ours))
            assert [*row, *[""] * (width - len(row))] == [*ours, *[""] * (width - len(ours))]


def rules_in(sheet: ElementTree.Element) -> dict[int, tuple[str, list[str]]]:
    """What Gnumeric allows in each column of a sheet, from its second row on."""
    found = {}
    for region in sheet.iter(f"{GNM}StyleRegion"):
        for rule in region.iter(f"{GNM}Validation"):
            kind = rule.get("Type", "").removeprefix("GNM_VALIDATION_TYPE_")
            for place in range(int(region.get("startCol")), int(region.get("endCol")) + 1):
                found[place] = (kind, [part.text for part in rule if part.text.strip()])
    return found


def values_at(sheets: dict[str, ElementTree.Element], reference: str) -> list[str]:
    name, cells = reference.split("!")
    column, first, _, last = range_boundaries(cells.replace("$", ""))
    return [
        cell.text
        for cell in sheets[name].iter(f"{GNM}Cell")
        if int(cell.get("Col")) == column - 1 and first - 1 <= int(cell.get("Row")) <= last - 1
    ]


@pytest.mark.slow
def test_gnumeric_offers_the_lists_and_holds_numbers_to_what_the_dictionary_allows(filled):
    """Of what LibreOffice saves it offers no list: that program writes a second formula, 0, for
    each, and Gnumeric 1.12 drops such a rule.
    """
    root = ElementTree.fromstring(gzip.decompress(by_gnumeric(filled, "gnumeric").read_bytes()))
    sheets = {sheet.find(f"{GNM}Name").text: sheet for sheet in root.iter(f"{GNM}Sheet")}
    assert LISTS in sheets
    for table in ("participants", "managers", "interviews", "impacts"):
        rules = rules_in(sheets[table])
        for place, column in enumerate(DICTIONARY.tables[table].columns):
            if values_allowed(column):
                kind, (reference,) = rules[place]
                assert kind == "IN_LIST"
                assert values_at(sheets, reference) == list(values_allowed(column)), column.name
            elif column.type in NUMBERS:
                kind, ends = rules[place]
                assert re.fullmatch("AS_(INT|NUMBER)", kind)
                given = (column.minimum, column.maximum)
                assert all(
                    want is None or float(end) == want
                    for end, want in zip(ends, given, strict=True)
                )
            else:
                assert place not in rules, column.name


@pytest.mark.slow
def test_the_lists_are_the_same_in_what_libreoffice_saves(filled):
    def offered(path):
        book = load_workbook(path)
        return {
            (sheet.title, str(rule.sqref).partition(":")[0], cell.value)
            for sheet in book
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
            for (cell,) in book[LISTS][rule.formula1.partition("!")[2].replace("$", "")]
        }

    assert offered(by_libreoffice(filled, "xlsx")) == offered(filled)
