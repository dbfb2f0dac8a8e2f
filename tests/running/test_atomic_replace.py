"""What was made takes the place of what was there in one step, or the old comes back."""

import os
import threading
from pathlib import Path

import pytest

from cohortbook.running import atomic_replace
from cohortbook.running.atomic_replace import (
    exchange,
    recover_folder,
    remove_unfinished,
    replace_file,
    replace_folder,
)


def folder(path, text):
    path.mkdir()
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def held(path):
    return (path / "index.html").read_text(encoding="utf-8")


@pytest.fixture(params=["in one step", "in two steps"])
def steps(request, monkeypatch):
    """Both ways: as the system can, and as one does that cannot let folders change places."""
    if request.param == "in two steps":
        monkeypatch.setattr(atomic_replace, "exchange", lambda one, other: False)


def test_the_new_folder_stands_where_the_old_one_was_and_nothing_is_left(steps, tmp_path):
    for text in ("first", "second"):
        replace_folder(tmp_path / "html", folder(tmp_path / "made", text))
        assert held(tmp_path / "html") == text and os.listdir(tmp_path) == ["html"]


def test_whoever_reads_while_folders_are_replaced_always_finds_one(tmp_path):
    target = folder(tmp_path / "html", "0")
    if not exchange(target, folder(tmp_path / "other", "0")):
        pytest.skip("this system or disk cannot let two folders change places")
    gone, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                os.stat(target)
            except FileNotFoundError:
                gone.append(True)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(300):
        replace_folder(target, folder(tmp_path / "made", str(number)))
    stop.set()
    reader.join()
    assert gone == [] and held(target) == "299"


def test_a_folder_is_put_back_if_the_program_was_killed_before_the_new_one_stood_there(
    tmp_path, monkeypatch
):
    folder(tmp_path / "html", "good")
    made = folder(tmp_path / "made", "new")
    monkeypatch.setattr(atomic_replace, "exchange", lambda one, other: False)
    rename = Path.rename

    def killed(path, target):
        if path == made:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        replace_folder(tmp_path / "html", made)
    assert not (tmp_path / "html").exists()
    recover_folder(tmp_path / "html")
    assert held(tmp_path / "html") == "good"


def test_of_two_whole_folders_the_new_one_stays(tmp_path):
    folder(tmp_path / "html", "new")
    folder(tmp_path / "html.old", "old")
    recover_folder(tmp_path / "html")
    assert held(tmp_path / "html") == "new" and os.listdir(tmp_path) == ["html"]


def test_a_file_is_replaced_by_a_copy(tmp_path):
    (tmp_path / "made.json").write_text("new", encoding="utf-8")
    (tmp_path / "results.json").write_text("old", encoding="utf-8")
    replace_file(tmp_path / "results.json", tmp_path / "made.json")
    assert (tmp_path / "results.json").read_text(encoding="utf-8") == "new"
    assert sorted(os.listdir(tmp_path)) == ["made.json", "results.json"]


def test_what_a_killed_program_was_making_is_taken_away_and_nothing_else(tmp_path):
    for name in ("next-a", "next-b", "mine", "a-next-"):
        folder(tmp_path / name, "x")
    remove_unfinished(tmp_path, "next-")
    remove_unfinished(tmp_path / "not there", "next-")
    assert sorted(os.listdir(tmp_path)) == ["a-next-", "mine"]
