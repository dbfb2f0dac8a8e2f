"""The workbook of a cohort, as it is written and as people, Excel and LibreOffice leave it."""

import datetime
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cohortbook.intake.workbook import read_workbook, write_workbook
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.problems import IntakeError
from cohortbook.study.tables import EXAMPLE

DICTIONARY = load_dictionary(Path(__file__).parents[2])
SAVED = {"Calc MS Excel 2007 XML": "saved.xlsx", "calc8": "saved.ods"}


@cache
def python_with_uno():
    """Return a Python that can speak to LibreOffice; None where there is neither."""
    beside = Path(shutil.which("soffice") or "/").resolve().parent / "python"
    found = [
        place
        for place in (str(beside), "/usr/bin/python3", shutil.which("python3"))
        if place and Path(place).exists()
    ]
    return next(
        (
            place
            for place in found
            if shutil.which("soffice")
            and subprocess.run([place, "-c", "import uno"], capture_output=True).returncode == 0
        ),
        None,
    )


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook; return how to change it and read it."""
    path = tmp_path / "cohort_09.xlsx"
    write_workbook(
        DICTIONARY,
        path,
        "cohort_09",
        {"title": "Ninth", "disclosure": "strict"},
        {"impacts": "i099"},
    )

    def changed(**sheets):
        book = load_workbook(path)
        for name, cells in sheets.items():
            for cell, value in cells.items():
                book[name][cell] = value
        book.save(path)
        return read_workbook(path, DICTIONARY)

    return path, changed


def column(filled, table, name):
    header, *rows = filled.tables[table]
    return [row[header.index(name)] for row in rows if row]


def test_numbers_are_allowed_between_the_least_and_the_most(workbook):
    rules = {
        str(rule.sqref): rule
        for rule in load_workbook(workbook[0])["participants"].data_validations.dataValidation
    }
    rule = rules["J2:J20000"]
    assert (rule.type, rule.operator, rule.formula1, rule.formula2, rule.showErrorMessage) == (
        "whole",
        "between",
        "0",
        "60",
        True,
    )


def test_no_formula_of_a_list_begins_with_a_sign(workbook):
    rules = [
        rule
        for sheet in load_workbook(workbook[0])
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    ]
    assert len(rules) > 20 and all(rule.formula1.startswith("lists!$") for rule in rules)


def test_whatever_is_no_number_is_text_so_that_nothing_is_made_a_date_or_a_formula(workbook):
    book = load_workbook(workbook[0])
    assert book["cohort"]["B4"].number_format == "@"  # the period
    participants = book["participants"]
    assert {cell: participants[cell].number_format for cell in ("A2", "D2", "J2")} == {
        "A2": "@",
        "D2": "@",
        "J2": "General",
    }
    assert participants.column_dimensions["D"].number_format == "@"


def test_the_first_free_identifier_is_said_beside_the_heading(workbook):
    assert load_workbook(workbook[0])["impacts"]["A1"].comment.text.endswith(
        "The first that is free: i099"
    )


def test_an_emptied_example_row_is_no_row(workbook):
    _, changed = workbook
    filled = changed(
        managers={"A2": EXAMPLE, "B2": None, "C2": None},
        participants={f"{letter}2": None for letter in "ABCDEFGHIJKLMNO"},
    )
    assert not any(map(any, filled.tables["managers"][1:])) and not any(
        map(any, filled.tables["participants"][1:])
    )
    assert (
        filled.tables["interviews"][1][0] == EXAMPLE
    )  # what still holds the example is asked about


def test_blank_rows_between_people_keep_the_places_of_those_below(workbook):
    _, changed = workbook
    filled = changed(managers={"A2": "PSW7", "A9": "TM7"})
    assert [line for line, row in enumerate(filled.tables["managers"], start=1) if row] == [1, 2, 9]


def test_what_can_only_mean_one_value_is_read_as_it_and_said(workbook):
    _, changed = workbook
    filled = changed(
        participants={
            "A2": "PR1",
            "B2": "f",
            "C2": "Adults",
            "D2": "Yes",
            "A3": "PR2",
            "B3": "Female",
            "C3": "children",
            "D3": False,
            "A4": "PR3",
            "B4": "Female",
            "D4": "TRUE",
        },
        cohort={"B6": "Adults"},
    )
    assert column(filled, "participants", "gender") == ["female"] * 3
    assert column(filled, "participants", "service") == ["adult", "children", ""]
    assert column(filled, "participants", "is_social_worker") == ["true", "false", "true"]
    sheet = "cohort_09.xlsx, sheet participants"
    assert sorted(filled.notes) == sorted(
        (
            f"{sheet}: gender (column B): row 2: 'f' was read as female",
            f"{sheet}: gender (column B): rows 3 to 4: 'Female' was read as female",
            f"{sheet}: service (column C): row 2: 'Adults' was read as adult",
            f"{sheet}: is_social_worker (column D): row 2: 'Yes' was read as true",
            "cohort_09.xlsx, sheet cohort, row 6: services: 'Adults' was read as adult",
        )
    )


def test_services_are_read_however_they_are_listed(workbook):
    _, changed = workbook
    assert changed(cohort={"B6": "Adults and Children"}).fields["services"] == "adult, children"


def test_a_date_that_was_made_of_a_period_is_named_with_its_cell(workbook):
    _, changed = workbook
    with pytest.raises(
        IntakeError,
        match=(
            r"cohort_09.xlsx, sheet cohort, cell B4: was made a date \(2025-09-01\) of what was"
            r" typed; choose the number format Text"
        ),
    ):
        changed(cohort={"B4": datetime.datetime(2025, 9, 1)})


def test_what_is_hidden_is_read_and_said(workbook):
    path, changed = workbook
    book = load_workbook(path)
    for line in (2, 3):
        book["managers"].cell(line, 1, f"TM{line}")
        book["managers"].row_dimensions[line].hidden = True
    book["managers"].column_dimensions["B"].hidden = True
    book["interviews"].sheet_state = "hidden"
    book.save(path)
    filled = changed()
    assert column(filled, "managers", "manager_id") == ["TM2", "TM3"]
    assert filled.notes == (
        "Sheet managers: rows 2 to 3 and columns B are hidden; they were read.",
        "The sheet interviews is hidden; it was read.",
    )


def test_a_row_at_the_very_end_of_a_sheet_is_no_reason_to_refuse_it(workbook):
    path, changed = workbook
    changed(managers={"A2": "TM7"})
    book = load_workbook(path)
    book["managers"].row_dimensions[
        1_048_576
    ].height = 15  # as LibreOffice leaves it when a row is deleted
    book["managers"].cell(1_048_576, 1).number_format = "0"
    book.save(path)
    assert column(read_workbook(path, DICTIONARY), "managers", "manager_id") == ["TM7"]


@pytest.mark.slow
@pytest.mark.skipif(
    not python_with_uno() and not os.environ.get("COHORTBOOK_REQUIRE_BROWSER"),
    reason="needs LibreOffice, and a Python that can speak to it",
)
def test_what_is_typed_deleted_and_saved_in_libreoffice_comes_in_alike_from_both_its_formats(
    workbook, tmp_path
):
    path, _ = workbook
    files = {kind: str(tmp_path / name) for kind, name in SAVED.items()}
    typed = [
        ["participants", "A3", "SEP2"],
        ["participants", "B3", "Female"],
        ["participants", "D3", "true"],
        ["participants", "J3", "12"],
        ["participants", "A5", "PR2"],
        ["participants", "D5", "FALSE"],
        ["cohort", "B4", "Sep 2025"],
        ["cohort", "B5", "2025"],
        ["impacts", "I3", "0.5"],
    ]
    task = {
        "file": str(path),
        "type": typed,
        "rules": [["participants", "J3"], ["participants", "B3"]],
        "delete": [["participants", 2]],
        "save": files,
    }
    script = Path(__file__).parents[1].joinpath("libreoffice.py")
    run = subprocess.run(
        [python_with_uno(), str(script), json.dumps(task)],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    years, gender = json.loads(run.stdout)
    assert (
        years == ["WHOLE", "BETWEEN", "0", "60"]
        and gender[0] == "LIST"
        and gender[2] == "$lists.$C$1:$C$4"
    )
    filled = [read_workbook(Path(file), DICTIONARY) for file in files.values()]
    notes = [note.partition(", ")[2] for held in filled for note in held.notes]
    assert (
        notes == ["sheet participants: gender (column B): row 2: 'Female' was read as female"] * 2
    )
    assert filled[0]._replace(notes=()) == filled[1]._replace(notes=())
    assert filled[0].fields["period"] == "Sep 2025" and filled[0].fields["recruited_on"] == "2025"
    _, first, blank, second = filled[0].tables["participants"]
    assert (
        (first[0], first[1], first[3], first[9]) == ("SEP2", "female", "true", "12")
        and not any(blank)
        and (second[0], second[3]) == ("PR2", "false")
    )
    assert filled[0].tables["impacts"][2][8] == "0.5"
