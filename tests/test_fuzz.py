"""The readers that are fuzzed read what they begin with, and whatever is made of it by changing
bytes they read or refuse in a sentence.
"""

import subprocess
import sys

import pytest
from fuzz.readers import TARGETS, Target, attempt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 12)), min_size=1, max_size=4
)  # where, what is put in, how many bytes it replaces


def changed(content, changes):
    for where, new, old in changes:
        at = int(where * len(content))
        content = content[:at] + new + content[at + old :]
    return content


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """What each reader begins with."""
    return {name: target.seed(tmp_path_factory.mktemp("seed")) for name, target in TARGETS.items()}


@pytest.mark.of_the_tests
@pytest.mark.parametrize("name", TARGETS)
def test_what_a_reader_begins_with_is_no_nonsense(name, seeds, tmp_path):
    """Or nothing beyond the first check would ever be reached."""
    said = attempt(TARGETS[name], seeds[name], tmp_path)
    assert said == ""


@pytest.mark.parametrize("name", TARGETS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
)
@given(changes=CHANGES)
def test_whatever_bytes_are_changed_it_reads_or_refuses_in_a_sentence(
    name, seeds, tmp_path, changes
):
    attempt(TARGETS[name], changed(seeds[name], changes), tmp_path)


@pytest.mark.of_the_tests
def test_a_reader_that_stumbles_is_noticed(tmp_path):
    with pytest.raises(UnicodeDecodeError):
        attempt(
            Target(lambda path: path.read_text(encoding="utf-8"), "x", lambda folder: b""),
            b"\xff",
            tmp_path,
        )


@pytest.mark.of_the_tests
def test_the_fuzzer_says_how_it_is_run(project):
    done = subprocess.run(
        [sys.executable, project / "tests/fuzz/readers.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "python -m pip install atheris" in done.stderr
