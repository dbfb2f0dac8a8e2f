"""The afternoon of an evaluator, as book/add_a_cohort.md tells it: begin, fill, take in, put right,
build. The cohort is synthetic.
"""

import csv
import filecmp
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from earlier import copy_earlier

import cohortbook
from cohortbook.cli import main
from cohortbook.intake.coded import KEY

COHORT = "cohort_03"
TABLES = f"data/cohorts/{COHORT}"


@pytest.fixture
def study(real, tmp_path):
    return copy_earlier(real, tmp_path / "study with spaces")


def run(root, *arguments):
    """Run a command on a study; return its exit code and the lines it printed, those for errors if
    it failed.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*map(str, arguments), "--study", str(root)])
    stream = err if code else out
    stream.seek(0)
    return code, stream.read().splitlines()


@pytest.fixture
def command(study):
    return partial(run, study)


@pytest.fixture
def with_example(project, study):
    """The study with the made-up cohort copied in."""
    shutil.copytree(project / "examples" / COHORT, study / TABLES)
    return study


def played(page):
    """The commands of the page for evaluators in order, each with the lines that the page says it
    answers.
    """
    commands = []
    for kind, text in re.findall(
        r"^```(.*)\n((?:(?!```).*\n)*)```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE
    ):
        if not kind:
            commands.append((shlex.split(text), []))
        elif kind == "text" and not commands[-1][1]:
            commands[-1][1].extend(text.splitlines())
    return commands


# What the evaluator does before each command of the page: fills a file, here by copying the filled
# one.
BY_HAND = [
    None,
    ("cohort_03.xlsx", "cohort_03.xlsx"),
    ("coded.qdpx", "coded.qdpx"),
    ("people.csv", "people.csv", "codes.csv", "codes.csv"),
    ("quotes.csv", "quotes.csv"),
    ("cohort_03_with_impacts.xlsx", "cohort_03.xlsx"),
    None,
    None,
    None,
    None,
]


class Afternoon(NamedTuple):
    """A study in which the commands of the page for evaluators were run: its files before, and what
    each command printed.
    """

    root: Path
    before: dict[Path, bytes]
    printed: dict[str, list[str]]


@pytest.fixture(scope="module")
def afternoon(project, real, tmp_path_factory):
    """The afternoon, gone as the page says. To be read, never changed."""
    root = copy_earlier(real, tmp_path_factory.mktemp("afternoon") / "study with spaces")
    before = {
        path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    commands, printed = played(project / "book" / "add_a_cohort.md"), {}
    assert len(commands) == len(BY_HAND)
    for ((program, *arguments), answer), by_hand in zip(commands, BY_HAND, strict=True):
        assert program == "cohortbook"
        if by_hand:
            for filled, name in zip(by_hand[::2], by_hand[1::2], strict=True):
                shutil.copy(
                    project / "examples" / "afternoon" / filled, root / "private" / COHORT / name
                )
            shutil.copy(project / "examples" / "afternoon" / KEY, root / "private" / COHORT)
        with chdir(root):
            code, printed[arguments[0]] = run(root, *arguments)
        assert code == (answer[:1] != [] and answer[0].startswith("cohortbook: ")), printed[
            arguments[0]
        ]
        assert printed[arguments[0]] == answer or not answer, arguments
    return Afternoon(root, before, printed)


def test_the_afternoon_of_the_page_for_evaluators_goes_as_it_says(project, afternoon):
    study, before, printed = afternoon
    assert (
        f"book/for_teams.md was written before {COHORT} joined and says nothing of it. When you"
        f" have read it, and written what is new, add {COHORT} to written_for at its top"
        in printed["build"]
    )
    assert printed["changes"][-1].endswith(
        " numbers moved; 0 of earlier cohorts without a reason in data/changes.csv"
    ), printed["changes"]
    joined = {
        line.rsplit(" ", 1)[1] for line in printed["changes"] if line.startswith("new cohort: ")
    }
    assert {COHORT, "all", "next"} <= joined and not joined & {"cohort_01", "cohort_02"}, printed[
        "changes"
    ]
    html = study / "_build" / "html"
    for page in (COHORT, f"{COHORT}_themes", f"{COHORT}_impacts", f"numbers_{COHORT}"):
        assert (html / "executed" / f"{page}.html").exists(), page
    assert "Cohort 3 (made up)" in (html / "executed" / "comparison.html").read_text(
        encoding="utf-8"
    )
    assert "Made up, to try the book out" in (html / "index.html").read_text(encoding="utf-8")

    assert {
        path: content for path, content in before.items() if (study / path).read_bytes() != content
    } == {}, "a file that was there has changed"
    earlier = sorted(
        path.name for path in (project / "book" / "executed").glob("cohort_0[12]*.ipynb")
    )
    assert len(earlier) == 6
    assert (
        filecmp.cmpfiles(
            project / "book" / "executed", study / "book" / "executed", earlier, shallow=False
        )[0]
        == earlier
    )

    assert filecmp.cmp(
        project / "_build" / "claims.csv", study / "_build" / "claims.csv", shallow=False
    ), "a cohort that the report does not cover moved a verdict"
    assert "This page was written before a later cohort joined" in (
        html / "for_teams.html"
    ).read_text(encoding="utf-8")

    published = "".join(
        path.read_text(encoding="utf-8", errors="ignore")
        for path in html.rglob("*")
        if path.suffix in (".html", ".js", ".ipynb", ".txt", ".json", ".csv")
    )
    for private_word in ("Wren", "Ashdown", "Fernside", "Sedge", "Penrose", "nobody rang me"):
        assert private_word not in published, private_word


# Tests that hold what the report says, what is frozen, and what the README, the change log and the
# pages say of it.
OF_THE_REPORT = (
    "test_expected.py",
    "test_data.py",
    "book/sphinx/test_stale_prose.py",
    "exhibits/test_nonresponse_bounds.py",
    "book/test_make.py::test_every_output_that_codecheck_names_is_there_and_every_page_of_the_report_s_cohorts_is_named",
    "test_stated.py::test_a_document_states_the_numbers_of_the_book",
    "test_docs.py::test_every_page_in_the_contents_exists_and_every_page_is_in_the_contents",
    "test_web.py::test_no_link_and_no_anchor_is_broken",
    "book/sphinx/test_citing.py::test_no_two_pages_are_described_alike",
    "findings/test_between_cohorts.py::test_years_between_the_real_cohorts_are_counted_over_every_split",
    "exhibits/test_contrasts.py::test_splits_figure_counts_every_split",
)


@pytest.mark.of_the_tests
def test_the_tests_pass_that_hold_the_report_when_another_cohort_has_joined(
    project, afternoon, tmp_path
):
    """So that the next evaluator's `make test` does not fail because her cohort is in: a few of the
    tests are run in the study of the afternoon.
    """
    root = shutil.copytree(afternoon.root, tmp_path / "study")
    for name in ("tests", "benchmarks", "docs"):
        shutil.copytree(
            project / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "browser")
        )
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "codecheck.yml"):
        shutil.copy(project / name, root)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--basetemp={tmp_path / 'made'}",
            *(f"tests/{name}" for name in OF_THE_REPORT),
        ],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(Path(cohortbook.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _in(name, old, new):
    """A change of a file of the cohort; what is to be changed must stand there."""

    def change(root):
        path = root / TABLES / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def _bytes(name, encode):
    def change(root):
        path = root / TABLES / name
        path.write_bytes(encode(path.read_text(encoding="utf-8")))

    return change


MISTAKES = {
    "a word written with a capital": (
        _in("participants.csv", "PR19,female", "PR19,Female"),
        (
            "participants.csv:2: gender: 'Female' is not one of female, male, another,"
            " prefer_not_to_say; did you mean"
            " 'female'?"
        ),
    ),
    "a number in words": (
        _in("participants.csv", "master,4", "master,four"),
        (
            "participants.csv:2: years_qualified: 'four' is not a whole number; write it in digits,"
            " for example 7"
        ),
    ),
    "half a year": (
        _in("participants.csv", "master,4", "master,4.5"),
        (
            "participants.csv:2: years_qualified: '4.5' is not a whole number; write it in digits,"
            " for example 7"
        ),
    ),
    "a number that cannot be": (
        _in("participants.csv", "bachelor,15", "bachelor,150"),
        "participants.csv:6: years_qualified: 150 is above the largest possible value, 60",
    ),
    "a needed cell left empty": (
        _in("participants.csv", "children,true", "children,"),
        "participants.csv:2: is_social_worker: is empty; it must hold a value, for example true",
    ),
    "not known written out": (
        _in("participants.csv", "PR19,female", "PR19,n/a"),
        (
            "participants.csv:2: gender: 'n/a' is written for a value that is not known; leave the"
            " cell empty instead"
        ),
    ),
    "an error of Excel": (
        _in("participants.csv", "master,4", "master,#REF!"),
        (
            "participants.csv:2: years_qualified: '#REF!' is an error of a spreadsheet formula; put"
            " the value itself here"
        ),
    ),
    "someone entered twice": (
        _in("participants.csv", "PR20,", "PR19,"),
        "participants.csv:3: participant_id: 'PR19' is there twice; it is already on line 2",
    ),
    "an identifier of another cohort": (
        _in("participants.csv", "PR23,", "PR1,"),
        (
            "participants.csv:6: participant_id: 'PR1' is already someone in"
            " data/cohorts/cohort_01/participants.csv:2; an identifier belongs to one person in the"
            " whole study"
        ),
    ),
    "awards that do not agree": (
        _in("cohort.yml", "awards: 5", "awards: 6"),
        "cohort.yml: awards: says 6 where participants.csv has 5 rows",
    ),
    "a row cut short": (
        _in("participants.csv", ",MA SW,MA SW,master,4,MA dissertation,dissertation", ",MA SW"),
        "participants.csv:2: has 10 cells where the header has 15",
    ),
    "a heading renamed": (
        _in("participants.csv", "years_qualified", "Years qualified"),
        "participants.csv:1: years_qualified: the column is missing",
    ),
    "saved in the old code page": (
        _bytes(
            "participants.csv",
            lambda text: text.replace("Team manager", "Café manager").encode("cp1252"),
        ),
        (
            "participants.csv: is not saved as UTF-8 (line 4, perhaps 'é' in a Windows code page);"
            " in Excel choose 'Save as'"
        ),
    ),
    "someone interviewed who is not there": (
        _in("interviews.csv", "PR22", "PR29"),
        "interviews.csv:5: case_id: 'PR29' is not in participants.csv or managers.csv",
    ),
    "a manager's interview cut": (
        _in("interviews.csv", "C3-M1,PSW4,individual,online\n", ""),
        (
            "managers.csv:2: manager_id: 'PSW4' is in no interview; anyone who was interviewed"
            " needs a row in interviews.csv"
        ),
    ),
    "a theme misspelt": (
        _in("codings.csv", "coaching", "coachng"),
        (
            "codings.csv:3: theme_id: 'enablers.programme.coachng' is not in themes.csv;"
            " did you mean 'enablers.programme.coaching'?"
        ),
    ),
    "a code on a passage that is not there": (
        _in("codings.csv", "c03_317823", "c03_317840"),
        "codings.csv:",
    ),
    "words of someone from another cohort": (
        _in("attributions.csv", "PR22", "PR2"),
        "attributions.csv:7: case_id: ",
    ),
    "an impact without its passage": (
        _in("impacts.csv", "c03_i2,c03_682622", "c03_i2,c03_682261"),
        "impacts.csv:3: passage_id: 'c03_682261' is not in passages.csv",
    ),
    "text that would run as a formula": (
        _in("impacts.csv", "Leads meetings now.", '=HYPERLINK("http://x.example")'),
        "impacts.csv:4: summary: ",
    ),
    "a copy left in the folder": (
        lambda root: shutil.copy(
            root / TABLES / "participants.csv", root / TABLES / "participants (2).csv"
        ),
        "participants (2).csv: is not a file of a cohort; did you mean 'participants.csv'?",
    ),
    "a file deleted": (
        lambda root: (root / TABLES / "interviews.csv").unlink(),
        "interviews.csv: the file is missing",
    ),
    "the example row left": (
        _in("managers.csv", "PSW4,", "EXAMPLE,"),
        "managers.csv:2: is the example row of the template; delete it",
    ),
    "a year in cohort.yml that is none": (
        _in("cohort.yml", "recruited_on: 2025", "recruited_on: Sep-25"),
        "cohort.yml: recruited_on: 'Sep-25' ",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_typical_mistake_is_named_in_a_sentence(with_example, command, mistake):
    change, sentence = MISTAKES[mistake]
    change(with_example)
    code, lines = command("check")
    assert code == 1
    assert any(line.startswith(f"{TABLES}/{sentence}") for line in lines), "\n".join(lines)


def test_all_mistakes_of_a_day_are_named_at_once(with_example, command):
    hidden = {
        "a heading renamed",
        "saved in the old code page",
        "a file deleted",
        "a row cut short",
    }  # these hide what is in their file
    one_cell = {
        "half a year",
        "an error of Excel",
        "not known written out",
        "a needed cell left empty",
    }
    in_turn = {
        "someone entered twice",
        "a manager's interview cut",
        "the example row left",
    }  # another mistake of the day stands in for each
    at_once = [name for name in MISTAKES if name not in hidden | one_cell | in_turn]
    for name in at_once:
        MISTAKES[name][0](with_example)
    code, lines = command("check")
    assert code == 1
    assert [
        name
        for name in at_once
        if not any(line.startswith(f"{TABLES}/{MISTAKES[name][1]}") for line in lines)
    ] == []


@pytest.mark.parametrize(
    "newline, delimiter, mark",
    [
        ("\r\n", ",", b"\xef\xbb\xbf"),
        ("\r\n", ";", b"\xef\xbb\xbf"),
        ("\r\n", ";", b""),
        ("\n", "\t", b""),
    ],
)
def test_tables_saved_by_excel_in_any_of_its_habits_are_read_alike(
    with_example, command, newline, delimiter, mark
):
    for path in (with_example / TABLES).glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
        path.write_bytes(mark + text.getvalue().encode())
    assert command("check")[0] == 0


def test_the_examples_are_what_the_afternoon_makes(project, tmp_path):
    done = subprocess.run(
        [sys.executable, project / "tests" / "make_examples.py", tmp_path],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    kept = project / "examples"
    assert made == sorted(
        path.relative_to(kept)
        for path in kept.rglob("*")
        if path.is_file() and path.name != "README.md"
    )
    for path in made:
        if path.suffix != ".xlsx":  # a workbook carries the time it was made
            assert (tmp_path / path).read_bytes() == (kept / path).read_bytes(), path
