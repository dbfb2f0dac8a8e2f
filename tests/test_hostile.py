"""Whatever is wrong with an input, it ends in a sentence: no traceback, nothing written, the exit
code that says so.
"""

import subprocess
import sys
from collections import Counter

import pytest
from hostile.corpus import CASES, KINDS
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cohortbook.cli import main
from cohortbook.intake import refi, sheets
from cohortbook.study.csv_text import guarded_csv, rows_of
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.files import Unreadable, parse_yaml, read_json
from cohortbook.study.problems import IntakeError
from cohortbook.study.tables import convert, read_table

ANY_PATH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def held(root):
    """What a study holds: every path with where it leads, or with what changes when it is written
    to.
    """

    def state(path):
        found = path.lstat()
        return (
            path.readlink()
            if path.is_symlink()
            else (found.st_ino, found.st_size, found.st_mtime_ns if path.is_file() else None)
        )

    return {path.relative_to(root).as_posix(): state(path) for path in root.rglob("*")}


def arguments(case, root):
    words = [word.replace("{study}", str(root)) for word in case.command.split(" ") if word]
    return words if not words or "--study" in words else [*words, "--study", str(root)]


@pytest.mark.of_the_tests
def test_the_corpus_tries_every_command_and_names_each_case_once():
    assert len(CASES) >= 200
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []
    assert {
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
        "cite",
        "release",
        "serve",
    } <= {case.command.split(" ")[0] for case in CASES}
    assert all(case.says for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_input_ends_in_a_sentence(case, made_up, capsys):
    case.spoil(made_up)
    before = held(made_up)
    try:
        code = main(arguments(case, made_up))
    except SystemExit as stop:  # how argparse ends
        code = stop.code
    out, err = capsys.readouterr()
    assert (code, out) == (case.code, ""), err
    assert case.says in err and "Traceback" not in err
    assert held(made_up) == before, "something was written"


@pytest.mark.parametrize("case", [cases[0] for cases in KINDS.values()], ids=lambda case: case.name)
def test_a_bad_input_ends_in_a_sentence_of_the_program_itself(case, made_up):
    case.spoil(made_up)
    done = subprocess.run(
        [sys.executable, "-m", "cohortbook", *arguments(case, made_up)],
        cwd=made_up,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout) == (case.code, "")
    assert case.says in done.stderr and "Traceback" not in done.stderr


@pytest.mark.of_the_tests
def test_a_good_study_would_fail_every_case(made_up, capsys):
    """So that no case passes because the study it begins with is bad."""
    assert main(["check", "--study", str(made_up)]) == 0
    assert capsys.readouterr().err == ""


@pytest.fixture(scope="module")
def tables(project):
    return load_dictionary(project).tables


@ANY_PATH
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(lambda text: text.encode("utf-8", errors="surrogatepass")),
    )
)
@example(b"participant_id,gender\n\x00,\n")
@example(b'participant_id\n"')
def test_any_bytes_are_a_table_or_problems(tables, tmp_path, content):
    path = tmp_path / "participants.csv"
    path.write_bytes(content)
    frame, problems = read_table(tables["participants"], {"participants.csv": path})
    assert problems, "no bytes at random hold every column that is needed"
    assert set(tables["participants"].column_names) <= set(frame.columns)


@ANY_PATH
@given(st.text(max_size=60), st.data())
@example("9" * 5000, None)
@example("١٢", None)
@example("\ud800", None)
def test_any_text_is_a_value_or_a_sentence(tables, text, data):
    columns = [
        column for table in tables.values() for column in table.columns if column.type != "array"
    ]
    for column in columns if data is None else [data.draw(st.sampled_from(columns))]:
        try:
            value = convert(text, column)
        except ValueError as error:
            assert str(error) and "Exceeds" not in str(error)
        else:
            assert value is None or str(value).encode("utf-8"), "a value that no file can hold"


@given(st.text(max_size=300))
@example("a: &a [*a]")
@example("[" * 10_000)
@example("a: 2030-13-45")
@example('a: "\\ud800"')
def test_any_text_is_yaml_or_a_sentence(text):
    try:
        value, _ = parse_yaml(text, "hint")
    except Unreadable as error:
        assert str(error)
    else:
        assert len(repr(value)) < 50 * (len(text) + 2), "a few words stand for many"


@ANY_PATH
@given(st.binary(max_size=200))
@example(b"[" * 100_000)
@example(b"9" * 5000)
def test_any_bytes_are_json_or_a_sentence(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    try:
        read_json(path)
    except Unreadable as error:
        assert str(error)


@given(
    st.lists(
        st.lists(
            st.text(
                alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r"),
                max_size=20,
            ),
            min_size=2,
            max_size=4,
        ),
        max_size=5,
    )
)
@example([["=1+1", "'=1"], ["''", '"'], ["\n", "\N{FULLWIDTH EQUALS SIGN}1"]])
def test_guarded_text_is_read_back_as_it_was(rows):
    assert rows_of(guarded_csv(rows)) == rows


@ANY_PATH
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(
            lambda text: f"source,case,code,quote\n{text}".encode("utf-8", errors="surrogatepass")
        ),
    )
)
def test_any_bytes_are_a_sheet_of_coded_passages_or_a_sentence(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    try:
        assert sheets.read(path).segments
    except IntakeError as error:
        assert str(error).startswith("x.csv")


@ANY_PATH
@given(st.binary(max_size=300))
@example(b"<CodeBook xmlns='urn:QDA-XML:codebook:1.0'><Codes><Code/></Codes></CodeBook>")
def test_any_bytes_are_a_codebook_or_a_sentence(tmp_path, content):
    path = tmp_path / "x.qdc"
    path.write_bytes(content)
    try:
        assert refi.read_codebook(path).codes
    except IntakeError as error:
        assert str(error).startswith("x.qdc")
