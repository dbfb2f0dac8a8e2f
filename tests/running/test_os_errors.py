"""What the machine refuses is said in a sentence; what is a fault of the program shows itself."""

import errno
import os

import pytest

from cohortbook import cli
from cohortbook.running.os_errors import full_disk, refusal


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "no more may be put on it"),
        (errno.EROFS, "cannot be written (read-only file system)"),
        (errno.EACCES, "cannot be written (permission denied)"),
    ],
)
def test_it_names_the_place_and_what_to_do(number, says):
    sentence = refusal(OSError(number, os.strerror(number), "book/index.md"))
    assert (
        sentence.startswith("book/index.md ")
        and says in sentence
        and "nothing was replaced" in sentence
    )
    assert refusal(OSError(number, os.strerror(number))).startswith("the study ")


def test_what_is_forbidden_may_be_open_in_another_program_and_a_disk_without_writing_is_not():
    assert (
        "If it is open in another program, such as Excel, close it there; otherwise ask for the"
        " right" in refusal(PermissionError(errno.EACCES, "x", "data/a.csv"))
    )
    assert ". Ask for the right" in refusal(OSError(errno.EROFS, "x", "data/a.csv"))


def test_any_other_error_is_none_of_them():
    assert refusal(OSError(errno.ENOTDIR, "x")) is None and refusal(OSError("x")) is None


def test_a_full_disk_is_recognised_in_what_another_program_said(tmp_path):
    assert refusal(
        full_disk("Traceback …\nOSError: [Errno 28] No space left on device: 'a.html'\n", tmp_path)
    ).startswith(str(tmp_path))
    assert full_disk("WARNING: 1 space left", tmp_path) is None


def test_the_command_line_says_it_and_returns_1_and_lets_faults_of_its_own_through(
    monkeypatch, capsys
):
    for number, passes in ((errno.ENOSPC, False), (errno.ENOTDIR, True)):

        def fails(options, number=number):
            raise OSError(number, os.strerror(number), "data")

        monkeypatch.setattr(cli.commands, "list_pages", fails)
        if passes:
            with pytest.raises(NotADirectoryError):
                cli.main(["list"])
        else:
            assert cli.main(["list"]) == 1
            assert capsys.readouterr().err.startswith(
                "cohortbook: data could not be written: the disk is full"
            )
