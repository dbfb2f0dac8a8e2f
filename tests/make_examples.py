"""Makes examples/ by going through what an evaluator does with a synthetic cohort: python
tests/make_examples.py [FOLDER].
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

from coded_projects import PEOPLE, THEMES, TOOLS, write_qdpx
from earlier import copy_earlier
from openpyxl import load_workbook

from cohortbook.cli import main
from cohortbook.intake.coded import KEY
from cohortbook.study.study import read_study

PROJECT = Path(__file__).parent.parent
COHORT = "cohort_03"
FIELDS = {
    "recruited_on": 2025,
    "services": "adult, children",
    "awards": 5,
    "approach": "codebook",
    "disclosure": "synthetic",
    "not_asked": "motivation, hope, career",
    "coded_by": "Nobody: the interviews and their coding are made up.",
}
TABLES = {
    "participants": [
        [
            "PR19",
            "female",
            "children",
            True,
            "Social worker",
            "practitioner",
            "MA SW",
            "MA SW",
            "master",
            4,
            "MA dissertation",
            "dissertation",
        ],
        [
            "PR20",
            "male",
            "adult",
            True,
            "Senior practitioner",
            "senior_practitioner",
            "BA SW",
            "BA SW; PgCert",
            "bachelor",
            11,
            "Module",
            "module",
        ],
        [
            "PR21",
            "female",
            "children",
            True,
            "Team manager",
            "team_manager",
            "MA SW",
            "MA SW",
            "master",
            9,
            "MA dissertation",
            "dissertation",
        ],
        [
            "PR22",
            "male",
            "adult",
            True,
            "Social worker",
            "practitioner",
            "PgDip SW",
            "PgDip SW",
            "postgraduate_diploma",
            2,
            None,
            None,
        ],
        [
            "PR23",
            "female",
            "adult",
            False,
            "Occupational therapist",
            "practitioner",
            "BSc OT",
            "BSc OT",
            "bachelor",
            15,
            "None",
            "none",
        ],
    ],
    "managers": [["PSW4", "principal_social_worker"], ["TM4", "team_manager"]],
    "interviews": [
        ["C3-P1", "PR19", "pair", "online"],
        ["C3-P1", "PR20", "pair", "online"],
        ["C3-I1", "PR21", "individual", "online"],
        ["C3-I2", "PR22", "individual", "telephone"],
        ["C3-M1", "PSW4", "individual", "online"],
        ["C3-M2", "TM4", "individual", "online"],
    ],
}
SUMMARIES = {
    "The coach,": "The coach asked about fears and planned with them; confidence grew.",
    "For me it was": "A weekday kept free of calls was what helped.",
    "And each other": "The two met over coffee and worked together.",
    "I felt I was": "Felt guilty towards the team every week.",
    "The £900": "Money for cover stayed unspent, because nobody could be hired.",
    "Court dates": "Court work took the first three months.",
    "Then my supervisor": "The supervisor's advice to write something short freed the writing.",
    "We now use": "A checklist from the project is used on each visit.",
    "I would like us": "Wants the group to keep meeting.",
    "Good, once": "Coaching was good once its purpose was clear.",
    "I had the time": "Time was granted but work filled it.",
    "I would do": "Would take part again.",
    "She runs": "The practitioner now leads meetings.",
    "We could not": "The post was not covered and colleagues carried the work.",
    "I would fund": "Would pay for it again.",
    "The checklist": "Two further teams use the checklist.",
    "Protected time": "Time was what the manager could give, and gave.",
}
IMPACTS = [
    (
        "We now use",
        {
            "case_id": "PR21",
            "level": "organisational",
            "type": "practice_tool",
            "status": "sustained",
            "reach": "team",
            "reported_by": "practitioner",
            "corroborated_by": "The checklist",
            "summary": "A checklist made in the project is used on each visit.",
        },
    ),
    (
        "The checklist",
        {
            "case_id": "PR21",
            "level": "organisational",
            "type": "adoption",
            "status": "happened",
            "reach": "authority",
            "reported_by": "manager",
            "summary": "Two further teams took the checklist up.",
        },
    ),
    (
        "She runs",
        {
            "case_id": "PR19",
            "level": "personal",
            "type": "confidence",
            "status": "happened",
            "reported_by": "manager",
            "summary": "Leads meetings now.",
        },
    ),
]


def fill_workbook(path: Path, tables: dict[str, list[list]]) -> None:
    """Fill the sheets of a workbook that `cohortbook new` made, as someone would in Excel."""
    book = load_workbook(path)
    for row in book["cohort"].iter_rows(min_row=3):
        if row[0].value in FIELDS:
            row[1].value = FIELDS[row[0].value]
    for name in (
        "participants",
        "managers",
        "interviews",
        "passages",
        "attributions",
        "codings",
        "impacts",
    ):
        book[name].delete_rows(2, book[name].max_row)
        for row in tables.get(name, []):
            book[name].append(row)
    book.save(path)


def fill_keys(folder: Path) -> None:
    """Say who is who and which code is which theme, and from what identifiers are drawn, so that
    they are the same each time.
    """
    (folder / KEY).write_text("no secret: this cohort is made up\n", encoding="utf-8")
    write_rows(
        folder / "people.csv",
        [["name", "case_id", "group"], *([name, case, ""] for name, case in PEOPLE.items())],
    )
    write_rows(
        folder / "codes.csv",
        [["code", "theme_id"], *([" > ".join(code), theme] for code, theme in THEMES.items())],
    )


def fill_summaries(quotes: Path) -> dict[str, str]:
    """Write a summary beside each quote; return the passages by how their words begin."""
    with quotes.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["summary"] = next(
            summary for begins, summary in SUMMARIES.items() if row["quote"].startswith(begins)
        )
    write_rows(quotes, [list(rows[0]), *(list(row.values()) for row in rows)])
    return {
        begins: row["passage_id"]
        for begins in SUMMARIES
        for row in rows
        if row["quote"].startswith(begins)
    }


def impact_rows(passages: dict[str, str], columns: list[str]) -> list[list]:
    rows = []
    for number, (begins, impact) in enumerate(IMPACTS, start=1):
        held = impact | {
            "impact_id": f"c03_i{number}",
            "passage_id": passages[begins],
            "corroborated_by": passages.get(impact.get("corroborated_by")),
        }
        rows.append([held.get(column) for column in columns])
    return rows


def write_rows(path: Path, rows: list[list]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def run(*arguments: str | Path) -> None:
    if main([str(argument) for argument in arguments]):
        raise SystemExit(f"cohortbook {' '.join(map(str, arguments))} failed")


def make(target: Path) -> None:
    """Write examples/ into a folder: the filled files of an afternoon, and the tables that come of
    them.
    """
    with tempfile.TemporaryDirectory() as folder:
        study = copy_earlier(read_study(PROJECT)[0], Path(folder) / "study")
        private = study / "private" / COHORT
        run(
            "new",
            COHORT,
            "--title",
            "Cohort 3 (made up)",
            "--period",
            "2025 to 2026",
            "--study",
            study,
        )
        workbook, coded = (
            private / f"{COHORT}.xlsx",
            write_qdpx(private / "coded.qdpx", TOOLS["nvivo_windows"]),
        )
        fill_workbook(workbook, TABLES)
        run("intake", COHORT, workbook, "--study", study)
        fill_keys(private)
        run("intake", COHORT, coded, "--study", study)
        passages = fill_summaries(private / "quotes.csv")
        run("intake", COHORT, coded, "--replace", "--study", study)
        with_impacts = workbook.with_stem(f"{COHORT}_with_impacts")
        shutil.copy(workbook, with_impacts)
        columns = [cell.value for cell in load_workbook(workbook)["impacts"][1]]
        fill_workbook(with_impacts, TABLES | {"impacts": impact_rows(passages, columns)})
        run("intake", COHORT, with_impacts, "--replace", "--study", study)
        run("check", "--study", study)
        shutil.copytree(study / "data" / "cohorts" / COHORT, target / COHORT, dirs_exist_ok=True)
        afternoon = target / "afternoon"
        afternoon.mkdir(parents=True, exist_ok=True)
        for name in (
            workbook.name,
            with_impacts.name,
            coded.name,
            "people.csv",
            "codes.csv",
            KEY,
            "quotes.csv",
        ):
            shutil.copy(private / name, afternoon)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "examples")
