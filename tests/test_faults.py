"""Whatever stops a build, the last good book stays whole, a sentence says what to do, and the next
build recovers by itself to the same bytes.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from faults import KILLED, LIMIT, RELEASE_KILLED, change, digests, small_study, write_template

from cohortbook.release import pdf_edition

COMMAND = [sys.executable, "-m", "cohortbook"]
FAULTS = [sys.executable, str(Path(__file__).with_name("faults.py"))]
ALONE = ["unshare", "--mount", "--map-root-user"]
CAN_MOUNT = (
    bool(shutil.which("unshare"))
    and subprocess.run(
        [*ALONE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True
    ).returncode
    == 0
)
mounts = pytest.mark.skipif(
    not CAN_MOUNT and not os.environ.get("COHORTBOOK_REQUIRE_BROWSER"),
    reason="no disk can be mounted here",
)
# A disk of so many KiB beyond what the study takes; what is copied out again is what a reader would
# find.
FULL = (
    'mount -t tmpfs -o size="$3"k tmpfs "$2" && cp -a "$1"/. "$2" && shift 3 && "$@"; code=$?; cp'
    ' -a "$0"/. "$OUT"; exit $code'
)


def run(command, *arguments, **options):
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        **options,
    )


def refused(done, *says):
    """Whether a run ended in a sentence and not in a traceback."""
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    for words in says:
        assert words in done.stderr, done.stderr
    return True


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A small study whose book was built. To be copied, never changed."""
    root = small_study(tmp_path_factory.mktemp("good") / "study")
    done = run(COMMAND, "build", "--study", root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """What the changed study's book is when nothing ever went wrong."""
    root = small_study(tmp_path_factory.mktemp("fresh") / "study")
    change(root)
    assert run(COMMAND, "build", "--study", root).returncode == 0
    return digests(root)


@pytest.fixture
def changed(good, tmp_path):
    """The study with its good book, changed since."""
    root = shutil.copytree(good, tmp_path / "study")
    change(root)
    return root


def leftovers(root):
    """What no build should leave lying about, once one was whole."""
    return [
        path.name
        for folder in (root, root / "_build", root / "book")
        for path in folder.iterdir()
        if path.name.startswith("next-") or path.name.endswith((".new", ".old", ".part"))
    ]


def recovers(root, fresh):
    """Build again; the book must be what it would be if nothing had happened, and nothing else may
    be left.
    """
    done = run(COMMAND, "build", "--study", root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(root) == fresh and leftovers(root) == []


def parts(held):
    """Digests by what is replaced in one step: the book, its data, each file beside them."""
    by_part = {}
    for name, digest in held.items():
        by_part.setdefault("/".join(name.split("/")[:2]), {})[name] = digest
    return by_part


@pytest.mark.parametrize("stages", KILLED.values(), ids=KILLED)
def test_a_build_that_is_killed_again_and_again_leaves_the_old_book_or_the_new_one_whole(
    stages, changed, good, fresh
):
    """Each begins with what the one before left behind."""
    old, new = parts(digests(good)), parts(fresh)
    for stage in stages:
        assert run(FAULTS, stage, "build", "--study", changed).returncode == -9, stage
        if (
            stage == "where folders cannot change places"
        ):  # the next command puts the old one back, and then has no time for more
            assert (
                run(FAULTS, "while the data is checked", "build", "--study", changed).returncode
                == -9
            )
        now = parts(digests(changed))
        assert now.keys() == new.keys(), stage
        assert [part for part, held in now.items() if held not in (old[part], new[part])] == [], (
            stage
        )
    recovers(changed, fresh)


@pytest.mark.of_the_tests
def test_the_two_books_differ_so_that_one_can_be_told_from_the_other(good, fresh):
    assert all(
        parts(digests(good))[part] != held
        for part, held in parts(fresh).items()
        if part == "_build/html"
    )


@pytest.mark.parametrize("stage", RELEASE_KILLED)
def test_a_release_that_is_killed_leaves_no_release_and_the_next_one_is_whole(
    stage, good, tmp_path
):
    target = tmp_path / "out" / "release"
    root = shutil.copytree(good, tmp_path / "study")
    assert run(FAULTS, stage, "release", target, "--no-pdf", "--study", root).returncode == -9
    assert not target.exists() and digests(root) == digests(good)
    done = run(COMMAND, "release", target, "--no-pdf", "--study", root)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in target.parent.iterdir()] == ["release"] and (
        target / "SHA256SUMS"
    ).is_file()


@mounts
def test_a_full_disk_is_said_and_the_old_book_stays(changed, good, fresh, tmp_path):
    """With more room each time, until the build would succeed; each begins with what the one before
    left behind.
    """
    left = changed
    for room in (60, 250, 500):
        disk, out = tmp_path / f"disk {room}", tmp_path / f"out {room}"
        disk.mkdir()
        out.mkdir()
        size = max(
            int(run(["du", "-sk", *how], left).stdout.split()[0])
            for how in ([], ["--apparent-size"])
        )
        done = run(
            [*ALONE, "sh", "-c", FULL, disk],
            left,
            disk,
            size + room,
            *COMMAND,
            "build",
            "--study",
            disk,
            env=os.environ | {"OUT": str(out)},
        )
        assert refused(done, "the disk is full", "Make room and run the same command again")
        assert digests(out) == digests(good), room
        left = out
    recovers(left, fresh)


@mounts
def test_a_folder_that_cannot_be_written_is_said_and_the_old_book_stays(changed, good):
    only_read = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    done = run(
        [*ALONE, "sh", "-c", only_read, "sh", changed], *COMMAND, "build", "--study", changed
    )
    assert refused(done, "cannot be written (read-only file system)", str(changed))
    assert digests(changed) == digests(good)


DIES, HANGS = (
    ("import os; os._exit(1)", "ended the kernel it ran in"),
    (
        "import time; time.sleep(600)",
        f"was not done after {LIMIT} seconds and was ended",
    ),
)


def test_a_kernel_that_dies_or_hangs_is_named_with_its_cell_and_the_old_book_stays(
    changed, good, fresh
):
    front = (changed / "book" / "index.md").read_text(encoding="utf-8")
    for (code, says), command, kernels in (
        (DIES, COMMAND, []),
        (DIES, COMMAND, ["--plain"]),
        (HANGS, [*FAULTS, "short limit"], []),
    ):  # that a plain one hangs: test_engines.py
        write_template(changed, gender=code)
        done = run(command, "build", *kernels, "--study", changed)
        assert refused(done, "notebooks/cohort.ipynb, cohort_0", "(gender)", says)
        assert digests(changed) == digests(good)
    change(changed)
    (changed / "book" / "index.md").write_text(front, encoding="utf-8")
    recovers(changed, fresh)


def test_two_builds_at_once_give_one_whole_book(changed, fresh):
    both = [
        subprocess.Popen(
            [*COMMAND, "build", "--study", str(changed)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=900) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("another build of this study is under way" in out for out, _ in said) == 1
    assert sum("the book is up to date" in out for out, _ in said) == 1
    assert digests(changed) == fresh and leftovers(changed) == []


@pytest.mark.skipif(
    not shutil.which("faketime") and not os.environ.get("COHORTBOOK_REQUIRE_BROWSER"),
    reason="faketime is not installed",
)
@pytest.mark.parametrize("clock", ["-3650d", "+3650d"], ids=["ten years slow", "ten years fast"])
def test_a_clock_that_was_set_wrong_hides_no_change(clock, changed, fresh):
    done = run(
        ["faketime", "-f", clock, *COMMAND],
        "build",
        "--study",
        changed,
        env=os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert digests(changed) == fresh
    assert "the book is up to date" in run(COMMAND, "build", "--study", changed).stdout


def test_without_any_font_of_the_system_the_book_is_the_same(changed, fresh, tmp_path):
    nowhere = str(tmp_path / "nothing" / "here")
    done = run(
        COMMAND,
        "build",
        "--study",
        changed,
        env=os.environ
        | {
            "FONTCONFIG_FILE": nowhere,
            "HOME": "/proc/none",
            "MPLCONFIGDIR": "/proc/none",
            "XDG_CACHE_HOME": "/proc/none",
        },
    )
    assert done.returncode == 0, done.stderr
    assert digests(changed) == fresh


def test_without_a_browser_the_release_says_what_is_not_in_it(good, tmp_path):
    root = shutil.copytree(good, tmp_path / "study")
    done = run(
        COMMAND,
        "release",
        tmp_path / "release",
        "--study",
        root,
        env=os.environ | {"PATH": str(tmp_path)},
    )
    assert (
        done.returncode == 0
        and "published/edition.pdf is not in the release: neither Chromium nor Chrome is installed"
        in done.stderr
    )
    assert (tmp_path / "release" / "SHA256SUMS").is_file() and "Traceback" not in done.stderr


@pytest.mark.skipif(
    not pdf_edition.browser() and not os.environ.get("COHORTBOOK_REQUIRE_BROWSER"),
    reason="Chromium is not installed",
)
def test_a_browser_that_fails_is_named_and_the_rest_is_released(good, tmp_path):
    root = shutil.copytree(good, tmp_path / "study")
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin" / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    done = run(
        COMMAND,
        "release",
        tmp_path / "release",
        "--study",
        root,
        env=os.environ | {"PATH": f"{broken.parent}:/bin:/usr/bin"},
    )
    assert (
        done.returncode == 0
        and "published/edition.pdf is not in the release: chromium printed nothing: no display"
        in done.stderr
    )
