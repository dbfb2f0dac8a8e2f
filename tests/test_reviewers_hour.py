"""The reviewer's hour is true: its commands are run, and print what the page says."""

import doctest
import re
import shlex
import subprocess
import sys

import pytest

ELLIPSIS = doctest.OutputChecker()


def steps(project):
    text = (project / "book/reviewers_hour.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n\$ (.*?)\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 5
    return blocks


def printed(command, project):
    words = shlex.split(command)
    own = {"cohortbook": [sys.executable, "-m", "cohortbook"], "python": [sys.executable]}[words[0]]
    done = subprocess.run(
        own + words[1:], cwd=project, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_told(told, output):
    return ELLIPSIS.check_output(told.replace("…", "..."), output, doctest.ELLIPSIS)


@pytest.mark.parametrize("step", range(5))
def test_each_command_prints_what_the_page_says(step, project, built):
    command, told = steps(project)[step]
    output = printed(command, project)
    assert as_told(told, output), f"{command}\n{output}"


def test_an_output_that_is_not_as_told_would_be_noticed():
    assert (
        as_told("a … c\n", "a b c\n")
        and not as_told("a … d\n", "a b c\n")
        and not as_told("72 7\n", "73 7\n")
    )
