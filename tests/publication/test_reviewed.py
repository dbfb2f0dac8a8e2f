"""Decisions about names stand in private/reviewed.yml, are checked as those in data/disclosure.yml
are, and never leave the computer.
"""

import subprocess

import pytest

from cohortbook.book.data_package import data_files
from cohortbook.publication.loading import load_study
from cohortbook.publication.reviewed import PATH, read_reviewed

ENTRY = """reviewed:
  - looks_like: a name in people.csv or coders.csv
    files: ["{files}"]
    text: {text}
    reason: A word of English, and not the person.
    decided_by: A badger
    decided_on: 2031-01-01
"""


@pytest.mark.parametrize(
    "text, problem",
    [
        (
            ENTRY.format(files="*", text="Hope").replace("    text: Hope\n", ""),
            "private/reviewed.yml:2: text: is missing or empty",
        ),
        (
            ENTRY.format(files="*", text="Hope").replace("2031-01-01", "soon"),
            "private/reviewed.yml:7: decided_on: 'soon' is not a date; write year-month-day",
        ),
        (
            ENTRY.format(files="*", text="Hope").replace("reason", "reasn"),
            (
                "private/reviewed.yml:5: reasn: is not part of an entry of reviewed; did you mean"
                " 'reason'?"
            ),
        ),
        (
            "files: []\n",
            (
                "private/reviewed.yml:1: holds something else than the section reviewed; write"
                " reviewed: and below it the entries, as in data/disclosure.yml"
            ),
        ),
        (
            "reviewed: [\n",
            "private/reviewed.yml:2: cannot be read as YAML; a section is a name and a colon",
        ),
    ],
)
def test_what_is_wrong_with_the_decisions_is_named_with_its_line(made_up, text, problem):
    (made_up / "private").mkdir()
    (made_up / PATH).write_text(text, encoding="utf-8")
    entries, problems = read_reviewed(made_up)
    assert any(str(found).startswith(problem) for found in problems) and entries == (), problems


def test_the_decisions_are_never_given_out(project, made_up):
    (made_up / "private").mkdir()
    (made_up / PATH).write_text(ENTRY.format(files="*", text="Hope"), encoding="utf-8")
    assert not any("reviewed" in path.name for path in data_files(load_study(made_up)))
    assert (
        subprocess.run(["git", "check-ignore", "-q", PATH], cwd=project, check=False).returncode
        == 0
    )


def test_a_study_without_decisions_in_private_has_none(made_up):
    assert read_reviewed(made_up) == ((), [])
