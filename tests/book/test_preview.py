"""cohortbook serve with a real server, a real change and a real mistake."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from queue import Queue
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from cohortbook.book import preview
from cohortbook.cli import main

PATIENCE = 300  # seconds after which what does not come is taken not to come


@pytest.fixture
def served(made_up_book, tmp_path):
    """A copy of the made-up study that is served: its folder, the process, and its address."""
    import shutil

    root = shutil.copytree(made_up_book, tmp_path / "study")
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background jobs ignore it
    process = subprocess.Popen(
        [sys.executable, "-m", "cohortbook", "serve", "--port", "0", "--study", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    signal.signal(signal.SIGINT, before)
    impatient = threading.Timer(
        3 * PATIENCE, process.kill
    )  # what is never said ends the terminal, and the test
    impatient.start()
    yield root, process, re.search(r"http://127\.0\.0\.1:\d+/", heard(process, "the book: http"))[0]
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait()
    impatient.cancel()
    process.stdout.close()


def heard(process, words):
    """The first line of the terminal, from now on, that holds the words."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return line
    raise AssertionError("".join(lines))


def seen(address, words):
    """Whether the words come to stand on a page."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if words in urlopen(address).read().decode("utf-8"):
                return True
        except URLError:
            pass  # between the old book and the new one
        time.sleep(0.5)
    return False


def test_a_change_is_served_and_a_mistake_is_said_while_the_last_good_book_stays(
    served,
):
    root, process, address = served
    index = root / "book/index.md"
    good = index.read_text(encoding="utf-8") + "\nA sentence that was not there.\n"
    index.write_text(good, encoding="utf-8")
    assert "changed: index.md" in heard(process, "changed:")
    heard(process, "the new book is there")
    assert seen(address, "A sentence that was not there.")
    index.write_text(good + "\n{result}`cohort_01.badgers.count`\n", encoding="utf-8")
    heard(process, "no notebook publishes the number 'cohort_01.badgers.count'")
    heard(process, "the last good book is served still")
    assert (
        seen(address, "A sentence that was not there.")
        and urlopen(address).headers["Cache-Control"] == "no-store"
    )
    process.send_signal(signal.SIGINT)
    assert (
        "stopped; the last good book is as it was" in process.stdout.read() and process.wait() == 1
    )


def test_a_change_made_while_the_book_is_first_made_is_not_missed(made_up, monkeypatch):
    makes = Queue()

    def make(root):
        makes.put(root)
        if makes.qsize() > 1:
            raise KeyboardInterrupt
        (root / "book/index.md").write_text("# Changed meanwhile\n", encoding="utf-8")
        return True

    def serve():
        with suppress(KeyboardInterrupt):
            preview.serve(made_up, 0, say=lambda line: None)

    monkeypatch.setattr(preview, "_make", make)
    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    serving.join(30)
    assert makes.qsize() == 2


def test_a_port_that_is_taken_is_named(made_up, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--study", str(made_up)]) == 1
    assert (
        f"nothing can be served at port {port}, perhaps because another program does; name another"
        " with --port" in capsys.readouterr().err
    )
