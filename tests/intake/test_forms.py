"""Information sheet and consent form: a Word document for each mode, which says what the policy
says.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from conftest import new_sett
from docx import Document
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX

from cohortbook.cli import main
from cohortbook.intake.forms import MODES, form_text, write_forms
from cohortbook.publication.modes import TABLES
from cohortbook.study.policy import AGREED, PUBLIC, STRICT, read_policy

TITLES = [table.title for table in TABLES]
NEEDED = (
    "Controller of your personal data: [",
    "Data protection officer: [",
    "Lawful basis under Article 6 of the UK GDPR: [",
    "Article 9",
    (
        "What you said together with your gender, service, post, awards or years. Statements are"
        " kept apart from attributes."
    ),
    "Recordings are deleted on: [date]",
    "Consent forms are kept until: [date]",
    "Information Commissioner’s Office (ICO)",
    "ico.org.uk/make-a-complaint",
    "A numbered edition that is out stays as it is.",
    "Version [",
)


@pytest.fixture(scope="module")
def policy(project):
    return read_policy(project)[0]


@pytest.fixture(scope="module")
def documents(policy, tmp_path_factory):
    paths = write_forms(tmp_path_factory.mktemp("forms"), "Cohort *3* & Co", policy)
    return dict(zip(MODES, map(Document, paths), strict=True))


def rows_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def words(document):
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("mode", MODES)
def test_form_says_what_a_data_protection_officer_looks_for(documents, mode):
    text = words(documents[mode])
    assert [needed for needed in NEEDED if needed not in text] == []


@pytest.mark.parametrize("mode", MODES)
def test_form_names_every_table_and_what_is_published_of_it(documents, mode):
    header, *rows = rows_of(documents[mode].tables[0])
    assert header == ["Table", "What it holds", "What is published"]
    assert [row[0] for row in rows] == TITLES and all(row[1] and row[2] for row in rows)


def test_only_agreed_asks_about_each_table(documents):
    assert {mode: len(document.tables) for mode, document in documents.items()} == {
        STRICT: 2,
        AGREED: 3,
        PUBLIC: 2,
    }
    header, *rows = rows_of(documents[AGREED].tables[2])
    assert header == ["Table", "What it holds", "Yes", "No"]
    assert [(row[0], row[2:]) for row in rows] == [(title, ["☐", "☐"]) for title in TITLES]


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("smallest_count", "is given as “1 to 4”", "is given as “1 to 7”"),
        ("smallest_table", "in tables of 10 people or more", "in tables of 8 people or more"),
        ("smallest_group", "of groups of 5 people or more", "of groups of 8 people or more"),
        (
            "smallest_theme_count",
            "is given as “1 to 2”, and all, or all but at most 2",
            "is given as “1 to 7”, and all, or all but at most 7",
        ),
        ("smallest_base_of_a_mean", "A mean only of 10 people", "A mean only of 8 people"),
    ],
)
def test_strict_form_follows_the_policy(policy, rule, old, new):
    entries = tuple(
        entry | {"value": 8} if entry["rule"] == rule else entry
        for entry in policy.sections["thresholds"]
    )
    changed = replace(policy, sections=policy.sections | {"thresholds": entries})
    assert old in form_text(STRICT, "Cohort 3", policy) and new in form_text(
        STRICT, "Cohort 3", changed
    )
    assert old not in form_text(STRICT, "Cohort 3", changed)


def test_strict_form_promises_no_exact_number_and_agreed_no_range(policy):
    assert "Exact numbers" not in form_text(STRICT, "Cohort 3", policy)
    assert "1 to" not in form_text(AGREED, "Cohort 3", policy)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_to_be_filled_in_is_marked_and_nothing_else(documents, mode):
    paragraphs = [
        *documents[mode].paragraphs,
        *(
            paragraph
            for table in documents[mode].tables
            for row in table.rows
            for cell in row.cells
            for paragraph in cell.paragraphs
        ),
    ]
    runs = [run for paragraph in paragraphs for run in paragraph.runs if run.text]
    marked = {run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW}
    assert len(marked) > 15 and all(re.fullmatch(r"\[[^\]]+\]", text) for text in marked)
    assert not any("[" in run.text for run in runs if run.text not in marked)


@pytest.mark.parametrize("mode", MODES)
def test_consent_form_begins_on_a_page_of_its_own(documents, mode):
    paragraphs = documents[mode].paragraphs
    place = [paragraph.text for paragraph in paragraphs].index("Consent form")
    assert (
        paragraphs[place].style.name == "Heading 1"
        and f'w:type="{WD_BREAK.PAGE.name.lower()}"' in paragraphs[place - 1]._p.xml
    )


@pytest.mark.parametrize("mode", MODES)
def test_no_mark_of_the_template_is_left_in_the_document(documents, mode):
    text = words(documents[mode]) + str([rows_of(table) for table in documents[mode].tables])
    assert not re.search(r"\{\{|\{%|^#|^- |\|", text, flags=re.MULTILINE)
    assert "Cohort *3* & Co of [" in text


def test_new_puts_a_form_for_each_mode_beside_the_workbook(made_up, capsys):
    assert (
        main(
            [
                "new",
                "cohort_04",
                "--title",
                "Sett 4",
                "--period",
                "2033 to 2034",
                "--people",
                "13",
                "--study",
                str(made_up),
            ]
        )
        == 0
    )
    private = made_up / "private" / "cohort_04"
    assert {path.name for path in private.iterdir()} == {
        "cohort_04.xlsx",
        "NEXT_STEPS.md",
        *(f"information_and_consent_{mode}.docx" for mode in MODES),
    }
    printed, steps = (
        capsys.readouterr().out,
        (private / "NEXT_STEPS.md").read_text(encoding="utf-8"),
    )
    assert (
        "who took part, of 13                  exact 0, 5 to 8, 13; range 1 to 4, 9 to 12"
        in printed
    )
    assert (
        "| who took part, of 13 | exact 0, 5 to 8, 13; range 1 to 4, 9 to 12 | exact | exact |"
        in steps
    )


def test_new_without_a_number_of_people_says_where_the_table_is_printed(made_up, capsys):
    assert new_sett(made_up) == 0
    assert capsys.readouterr().out.splitlines() == [
        "fill private/cohort_04/cohort_04.xlsx",
        "next steps: private/cohort_04/NEXT_STEPS.md",
    ]
    assert "is printed when the workbook is first taken in" in (
        made_up / "private/cohort_04/NEXT_STEPS.md"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("people", ["0", "-3"])
def test_number_of_people_below_one_is_refused_and_nothing_is_written(made_up, capsys, people):
    assert (
        main(
            [
                "new",
                "cohort_04",
                "--title",
                "Sett 4",
                "--period",
                "2033",
                f"--people={people}",
                "--study",
                str(made_up),
            ]
        )
        == 1
    )
    assert (
        f"--people: {people} is not a number of award holders; write a whole number above 0"
        in capsys.readouterr().err
    )
    assert not (made_up / "private").exists()
