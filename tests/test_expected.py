"""The findings are frozen: a changed number is a readable difference in tests/expected, never a
surprise.

Frozen are the cohorts of the report, whichever others have joined. After a change that is meant to
change findings, `python tests/freeze.py` writes the tables anew; commit them on their own, with the
reason.
"""

import csv
from pathlib import Path

import pytest
from freeze import frozen

EXPECTED = sorted((Path(__file__).parent / "expected").glob("*.csv"))


@pytest.mark.parametrize("table", EXPECTED, ids=lambda path: path.stem)
def test_a_page_publishes_the_frozen_findings_and_no_others(numbers, table):
    with table.open(encoding="utf-8", newline="") as file:
        expected = {row["id"]: (row["value"], row["n"]) for row in csv.DictReader(file)}
    found = {
        row[0]: tuple(row[1:3])
        for row in map(frozen, numbers.values())
        if numbers[row[0]]["page"] == table.stem
    }
    assert found == expected


def test_every_page_with_numbers_is_frozen(numbers):
    assert {result["page"] for result in numbers.values()} == {path.stem for path in EXPECTED}
