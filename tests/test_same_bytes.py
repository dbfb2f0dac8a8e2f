"""The same study gives the same bytes: in another folder, with the library in another folder, in
another time zone, locale, order of hashing and number of jobs, 400 days later, and without a
network; from plain kernels too, in which nbval runs every page again. Two books are made, one as
most people make it and one with all of that different at once.

The clock is moved by faketime and the network taken away by unshare, where they are installed, as
in continuous integration.
"""

import os
import shutil
import subprocess
import sys

import pytest
from made_up import write_study

MADE = ("_build", "book/executed")
BUILD = [sys.executable, "-m", "cohortbook", "build"]
LATER = ["faketime", "-f", "+400d"] if shutil.which("faketime") else []
ALONE = [
    "unshare",
    "--map-root-user",
    "--net",
    "sh",
    "-c",
    'ip link set lo up && exec "$@"',
    "alone",
]  # the kernel is spoken to on the loopback
ALONE = (
    ALONE
    if shutil.which("unshare")
    and shutil.which("ip")
    and subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode == 0
    else []
)
ELSEWHERE = {
    "TZ": "Asia/Kathmandu",
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONHASHSEED": "12345",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "HOME": "/nonexistent",
}


def made_in(root, command, environment):
    """Build a made-up study of two cohorts in a folder and return it."""
    write_study(root, cohorts=2)
    done = subprocess.run(
        [*command, "--study", str(root)],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return root


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path
        for made in MADE
        for path in (root / made).rglob("*")
        if path.is_file()
    }


def first_difference(one, other):
    """Return the first file, and the place in it, in which two studies' books differ; empty if they
    are the same.
    """
    ours, theirs = files_of(one), files_of(other)
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours or name not in theirs:
            return f"{name} is only in {one if name in ours else other}"
        a, b = ours[name].read_bytes(), theirs[name].read_bytes()
        if a != b:
            place = next(
                (at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y),
                min(len(a), len(b)),
            )
            return (
                f"{name}, byte {place}: {a[max(0, place - 60) : place + 60]!r} and"
                f" {b[max(0, place - 60) : place + 60]!r}"
            )
    return ""


@pytest.fixture(scope="module")
def books(tmp_path_factory, project):
    """The made-up study built here, and built elsewhere, with all different at once."""
    here = made_in(tmp_path_factory.mktemp("here") / "study", BUILD, {})
    deeper = tmp_path_factory.mktemp("elsewhere") / "another place, deeper"
    shutil.copytree(
        project / "cohortbook",
        deeper / "library" / "cohortbook",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    elsewhere = made_in(
        deeper / "study",
        [*LATER, *ALONE, *BUILD, "--jobs", "1"],
        ELSEWHERE | {"PYTHONPATH": str(deeper / "library")},
    )
    return here, elsewhere


def test_a_book_made_elsewhere_has_the_same_bytes(books):
    assert first_difference(*books) == ""


def test_all_that_is_published_was_compared(books):
    names = files_of(books[0])
    assert {
        "_build/html/index.html",
        "_build/html/search-entries.js",
        "_build/html/data/tables.xlsx",
        "_build/results.json",
        "_build/claims.csv",
        "book/executed/cohort_01.ipynb",
        "_build/data/datapackage.json",
    } <= set(names) and len(names) > 100


def test_a_byte_that_differs_is_found_and_named(books, tmp_path):
    spoiled = shutil.copytree(books[1], tmp_path / "spoiled")
    page = spoiled / "_build" / "html" / "executed" / "cohort_02.html"
    page.write_bytes(page.read_bytes()[:5000] + b"?" + page.read_bytes()[5001:])
    assert first_difference(books[0], spoiled).startswith(
        "_build/html/executed/cohort_02.html, byte 5000: "
    )
    page.unlink()
    assert (
        first_difference(books[0], spoiled)
        == f"_build/html/executed/cohort_02.html is only in {books[0]}"
    )


@pytest.mark.skipif(
    not (LATER and ALONE) and not os.environ.get("COHORTBOOK_REQUIRE_BROWSER"),
    reason="faketime, unshare and ip are not all here",
)
def test_the_clock_was_moved_and_the_network_taken_away():
    ask = "import socket, time; print(time.time()); socket.create_connection(('192.0.2.1', 80), 5)"
    there = subprocess.run(
        [*LATER, *ALONE, sys.executable, "-c", ask],
        env=os.environ | ELSEWHERE,
        capture_output=True,
        text=True,
        check=False,
    )
    here = subprocess.run(
        [sys.executable, "-c", "import time; print(time.time())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(there.stdout) - float(here.stdout) > 399 * 24 * 60 * 60
    assert "Network is unreachable" in there.stderr
