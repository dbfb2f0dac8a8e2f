"""Two builds of one study do not run at once, and one that died keeps no one waiting."""

import subprocess
import sys

from cohortbook.running.build_lock import alone

HOLD = (
    "import sys, time\nfrom pathlib import Path\n"
    "from cohortbook.running.build_lock import alone\nwith"
    " alone(Path(sys.argv[1]), lambda line: print(line, flush=True)):\n    print('in',"
    " flush=True)\n    sys.stdin.readline()"
)


def hold(root):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return process


def test_a_second_build_waits_and_says_so(tmp_path):
    first = hold(tmp_path)
    assert first.stdout.readline() == "in\n"
    second = hold(tmp_path)
    assert second.stdout.readline().startswith("another build of this study is under way")
    assert first.poll() is None
    first.communicate("\n")
    assert second.stdout.readline() == "in\n"
    second.communicate("\n")


def test_a_build_that_was_killed_keeps_nobody_waiting(tmp_path):
    first = hold(tmp_path)
    assert first.stdout.readline() == "in\n"
    first.kill()
    first.communicate()
    said = []
    with alone(tmp_path, said.append):
        assert said == []
