"""What a person at a terminal sees, and what a program gets."""

import csv
import json
import os
import subprocess
import sys

import pytest

from cohortbook import __version__
from cohortbook.cli import main

ONE, TWO = "data/cohorts/cohort_01", "data/cohorts/cohort_02"
COMMANDS = (
    "check",
    "list",
    "run",
    "build",
    "claims",
    "trace",
    "mutate",
    "new",
    "intake",
    "changes",
)


@pytest.fixture
def cli(capsys):
    """Call the command line: exit code, stdout and stderr."""

    def cli(*arguments):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        return (code, *capsys.readouterr())

    return cli


@pytest.fixture
def spoiled(made_up, rewrite):
    """The made-up study with one thing wrong in each of two cohorts."""
    rewrite(f"{ONE}/participants.csv", ",6,", ",six,")
    rewrite(f"{TWO}/cohort.yml", "awards: 5", "awards: 6")
    return made_up


PROBLEMS = [
    (
        f"{ONE}/participants.csv:4: years_qualified: 'six' is not a whole number; write it in"
        " digits, for example 7"
    ),
    f"{TWO}/cohort.yml: awards: says 6 where participants.csv has 5 rows",
]


def test_help_names_every_command_and_what_it_does(cli):
    code, out, _ = cli("--help")
    assert code == 0
    for command in COMMANDS:
        assert f"\n    {command} " in out
        assert "--study DIR" in cli(command, "--help")[1]


def test_the_version_is_the_library_s(cli):
    assert cli("--version")[:2] == (0, f"cohortbook {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["chekc"], ["check", "--jason"], ["trace"]],
    ids=["none", "unknown", "unknown option", "no id"],
)
def test_a_command_that_cannot_be_understood_exits_with_two_and_a_usage_line(cli, arguments):
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "") and err.startswith("usage: cohortbook")


def test_check_of_a_good_study_says_what_it_read(cli, made_up):
    assert cli("check", "--study", made_up) == (
        0,
        "3 cohorts, 36 tables, 275 rows: nothing to correct\n",
        "",
    )
    assert cli("check", "--json", "--study", made_up) == (0, "[]\n", "")


def test_check_says_of_each_cohort_how_many_passages_have_no_summary(cli, made_up, rewrite):
    rewrite(f"{TWO}/passages.csv", "The rota was in the way.", "")
    line = f"1 of 2 passages of cohort_02 has no summary yet; write it in {TWO}/passages.csv"
    assert cli("check", "--study", made_up)[:2] == (
        0,
        f"3 cohorts, 36 tables, 275 rows: nothing to correct\n{line}\n",
    )
    assert cli("check", "cohort_01", "--study", made_up)[1] == "cohort_01: nothing to correct\n"
    assert cli("check", "cohort_02", "--json", "--study", made_up)[1] == "[]\n"
    rewrite(f"{TWO}/passages.csv", "Tunnels better than before.", "")
    (made_up / "private/cohort_02").mkdir(parents=True)
    (made_up / "private/cohort_02/quotes.csv").write_text("passage_id,summary\n", encoding="utf-8")
    assert cli("check", "cohort_02", "--study", made_up)[1].endswith(
        "2 of 2 passages of cohort_02 have no summary yet; write them in"
        " private/cohort_02/quotes.csv\n"
    )


def test_check_of_a_cohort_of_which_nothing_is_coded_says_so_in_place_of_counts(cli, strict_study):
    folder = strict_study / "private/cohorts/cohort_03"
    assert "counts printed" in cli("check", "--study", strict_study)[1]
    for name in ("passages", "attributions", "codings", "impacts"):
        path = folder / f"{name}.csv"
        if path.exists():
            path.write_text(
                path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8"
            )
    code, out, err = cli("check", "--study", strict_study)
    assert code == 0, err
    assert (
        "cohort_03  strict: nothing is coded yet. Its rows are in private/cohorts/cohort_03" in out
        and "counts printed" not in out
    )


def test_check_prints_a_line_for_each_problem_and_exits_with_one(cli, spoiled):
    assert cli("check", "--study", spoiled) == (
        1,
        "",
        "\n".join([*PROBLEMS, "2 things to correct"]) + "\n",
    )


def test_check_as_json_is_a_list_of_the_same(cli, spoiled):
    code, out, err = cli("check", "--json", "--study", spoiled)
    assert (code, err) == (1, "")
    assert json.loads(out) == [
        {
            "file": f"{ONE}/participants.csv",
            "line": 4,
            "column": "years_qualified",
            "message": "'six' is not a whole number; write it in digits, for example 7",
        },
        {
            "file": f"{TWO}/cohort.yml",
            "line": None,
            "column": "awards",
            "message": "says 6 where participants.csv has 5 rows",
        },
    ]


@pytest.mark.parametrize(
    "cohorts, problems",
    [
        (["cohort_01"], PROBLEMS[:1]),
        (["cohort_02"], PROBLEMS[1:]),
        (["cohort_01", "cohort_02"], PROBLEMS),
        (["cohort_03", "cohort_02"], PROBLEMS[1:]),
    ],
)
def test_check_of_named_cohorts_reports_only_theirs(cli, spoiled, cohorts, problems):
    code, _, err = cli("check", *cohorts, "--study", spoiled)
    assert (code, err.splitlines()[:-1]) == (1, problems)
    assert err.splitlines()[-1] == (
        "1 thing to correct" if len(problems) == 1 else "2 things to correct"
    )


def test_check_of_a_good_cohort_among_bad_ones_speaks_only_of_it(cli, spoiled):
    code, out, err = cli("check", "cohort_03", "--study", spoiled)
    assert (code, err) == (0, "")
    assert "nothing to correct" in out and "cohort_03" in out and "3 cohorts" not in out


def test_an_unknown_cohort_is_refused_with_those_there_are(cli, made_up):
    for command in ("check", "run"):
        code, out, err = cli(command, "cohort_04", "--study", made_up)
        assert (
            (code, out) == (1, "")
            and err.startswith("cohortbook: there is no cohort ")
            and "'cohort_04'; there are: " in err
        )
        assert [
            name
            for name in ("cohort_01", "cohort_02", "cohort_03")
            if f"{name}, " not in f"{err.strip()}, "
        ] == []


def test_list_shows_cohorts_and_the_pages_they_make(cli, made_up):
    code, out, err = cli("list", "--study", made_up)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Cohorts",
        "  cohort_01  Sett 1, 2030 to 2031, 4 award holders",
        "  cohort_02  Sett 2, 2031 to 2032, 5 award holders",
        "  cohort_03  Sett 3, 2032 to 2033, 3 award holders",
        "Pages",
        *(
            f"  cohort_0{n}{page}  from notebooks/{template}.ipynb"
            for n in (1, 2, 3)
            for page, template in (("", "cohort"), ("_impacts", "impacts"), ("_themes", "themes"))
        ),
        *(
            f"  {name}  from notebooks/{name}.ipynb"
            for name in (
                "changed",
                "changes",
                "checklists",
                "choices",
                "claims",
                "coding",
                "comparison",
                "data",
                "disclosure",
                "families",
                "programme",
                "recommendations",
                "small_numbers",
                "stakeholders",
            )
        ),
    ]


@pytest.mark.parametrize("command", [["list"], ["run"], ["build"]], ids=" ".join)
def test_nothing_is_done_with_a_study_in_which_something_is_wrong(cli, spoiled, command):
    code, out, err = cli(*command, "--study", spoiled)
    assert (code, out, err.splitlines()) == (1, "", [*PROBLEMS, "2 things to correct"])
    assert not (spoiled / "book" / "executed").exists() and not (spoiled / "_build").exists()


def test_trace_before_a_build_says_what_to_do_first(cli, made_up):
    assert cli("trace", "all.participants.count", "--study", made_up) == (
        1,
        "",
        "cohortbook: _build/results.json is not there yet; make the book first: cohortbook build\n",
    )


@pytest.fixture
def built_before(made_up):
    """One published number, as a build leaves it."""
    result = {
        "id": "cohort_01.years_qualified.mean",
        "value": 6.0,
        "text": "6.0",
        "exact": "6",
        "n": 4,
        "unit": "years",
        "page": "cohort_01",
        "cell": "characteristics",
        "function": "cohortbook.findings.demographics.years_qualified",
        "test": "tests/findings/test_demographics.py -k test_years_qualified",
        "rows": [f"{ONE}/participants.csv:{n}" for n in (2, 3, 4, 5)],
    }
    (made_up / "_build").mkdir()
    (made_up / "_build" / "results.json").write_text(json.dumps([result]), encoding="utf-8")
    return made_up


def test_trace_shows_the_rows_as_they_stand_in_their_files(cli, built_before):
    code, out, err = cli("trace", "cohort_01.years_qualified.mean", "--study", built_before)
    assert (code, err) == (0, "")
    rows = (built_before / ONE / "participants.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert out.splitlines() == [
        "cohort_01.years_qualified.mean = 6.0 (exactly 6), years, n = 4",
        "value     6.0",
        "page      executed/cohort_01.html, cell characteristics",
        "function  cohortbook.findings.demographics.years_qualified",
        "test      python -m pytest tests/findings/test_demographics.py -k test_years_qualified",
        "rows      4",
        *(f"  {ONE}/participants.csv:{line}  {row}" for line, row in enumerate(rows, start=2)),
    ]


def test_trace_of_an_unknown_number_offers_the_nearest(cli, built_before):
    assert cli("trace", "cohort_01.years_qualified.maen", "--study", built_before) == (
        1,
        "",
        (
            "cohortbook: no number is published as 'cohort_01.years_qualified.maen'; did you mean"
            " 'cohort_01.years_qualified.mean'?\n"
        ),
    )


def test_the_study_is_the_folder_one_stands_in(cli, made_up, monkeypatch):
    monkeypatch.chdir(made_up / ONE)
    assert cli("check")[0] == 0


@pytest.mark.parametrize("command", [["check"], ["list"], ["run"], ["build"]], ids=" ".join)
def test_a_folder_that_is_no_study_is_refused_with_one_sentence(
    cli, tmp_path, monkeypatch, command
):
    (tmp_path / "elsewhere").mkdir()
    named = cli(*command, "--study", tmp_path / "elsewhere")
    assert named[0] == 1 and named[2].startswith(
        "data/datapackage.json: the data dictionary is missing; is this the folder of a study?"
    )
    monkeypatch.chdir(tmp_path / "elsewhere")
    code, out, err = cli(*command)
    assert (
        (code, out) == (1, "")
        and "neither this folder nor one above it is a study" in err
        and len(err.splitlines()) == 2
    )


def test_a_fault_of_the_program_is_not_passed_off_as_a_sentence(cli, made_up, monkeypatch):
    """KeyError and IndexError are LookupErrors too; a person told only 'moss' cannot put anything
    right, nor report it.
    """

    def faulty(root):
        return {}["moss"]

    monkeypatch.setattr("cohortbook.study.study.read_study", faulty)
    with pytest.raises(KeyError):
        main(["check", "--study", str(made_up)])


def test_the_module_runs_as_a_program_and_prints_what_no_console_of_the_time_knows(
    made_up, rewrite
):
    rewrite(f"{ONE}/participants.csv", "B1,female", "B1,ⴼemale")
    done = subprocess.run(
        [sys.executable, "-m", "cohortbook", "check", "--study", str(made_up)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 1 and done.stdout == b""
    assert done.stderr.decode("cp1252").startswith(
        f"{ONE}/participants.csv:2: gender: '\\u2d3cemale' is not one of female, male, another,"
        " prefer_not_to_say"
    )


def test_output_that_nobody_reads_to_its_end_is_no_failure(made_up):
    """As in `cohortbook list | head -1`: the reader has gone before the program writes."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "cohortbook", "list", "--study", str(made_up)],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


LEDGER = "data/report/claims.csv"


def test_check_names_a_claim_that_is_held_against_nothing(cli, made_up, rewrite):
    rewrite(LEDGER, "count,managers,", "count,mangers,")
    rewrite(LEDGER, "cohort_01.years_qualified.mean", "cohort_01.years_qualified.maen")
    problems = [
        f"{LEDGER}:10: against: 'mangers' is no table of this study",
        f"{LEDGER}:19: result_id: 'cohort_01.years_qualified.maen' is no number of this study",
    ]
    assert cli("check", "--study", made_up) == (
        1,
        "",
        "\n".join([*problems, "2 things to correct"]) + "\n",
    )
    code, out, err = cli("check", "--json", "--study", made_up)
    assert (code, err, [(problem["line"], problem["column"]) for problem in json.loads(out)]) == (
        1,
        "",
        [(10, "against"), (19, "result_id")],
    )
    assert cli("check", "cohort_01", "--study", made_up) == (
        0,
        "cohort_01: nothing to correct\n",
        "",
    )
    assert cli("claims", "--study", made_up)[::2] == (
        1,
        "\n".join([*problems, "2 things to correct"]) + "\n",
    )


def test_claims_are_listed_with_verdict_place_and_reason_and_counted(cli, made_up):
    code, out, err = cli("claims", "--study", made_up)
    lines = out.splitlines()
    assert (code, err, len(lines)) == (0, "", 2 * 26 + 1)
    assert lines[-1] == "26 claims: 19 reproduced, 3 differs, 2 inconsistent, 2 not checkable"
    assert lines[:2] == [
        "c001  reproduced  Summary, S0.summary.P01: Two smell moss better",
        "      Stated 2; 2, counted in 2 rows of attributions.csv.",
    ]


def test_claims_of_one_verdict_are_those_and_the_count_is_of_all(cli, made_up):
    code, out, _ = cli("claims", "--verdict", "differs", "--study", made_up)
    lines = out.splitlines()
    assert (code, [line[:13] for line in lines[:-1:2]]) == (
        0,
        ["c009  differs", "c010  differs", "c023  differs"],
    )
    assert lines[-1] == "26 claims: 19 reproduced, 3 differs, 2 inconsistent, 2 not checkable"
    assert cli("claims", "--verdict", "wrong", "--study", made_up)[0] == 2


def test_claims_as_csv_are_the_table_that_the_book_publishes(cli, made_up):
    code, out, err = cli("claims", "--csv", "--verdict", "inconsistent", "--study", made_up)
    rows = list(csv.reader(out.splitlines()))
    assert (code, err, rows[0]) == (
        0,
        "",
        [
            "claim_id",
            "kind",
            "section",
            "locator",
            "stated_value",
            "recomputed_value",
            "verdict",
            "reason",
            "basis",
            "basis_rows",
        ],
    )
    assert [row[:7] for row in rows[1:]] == [
        ["c025", "sum", "Summary", "S0.interlude.P02", "10", "9", "inconsistent"],
        [
            "c030",
            "recommendation",
            "Summary",
            "S0.interlude.P02",
            "(at least one)",
            "not there",
            "inconsistent",
        ],
    ]


def test_claims_of_a_study_in_which_something_is_wrong_are_not_audited(cli, spoiled):
    assert cli("claims", "--study", spoiled) == (
        1,
        "",
        "\n".join([*PROBLEMS, "2 things to correct"]) + "\n",
    )
