"""A warm kernel shows what a plain one shows, to the byte; pages leave nothing to each other; none
outlives its limit.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from cohortbook.findings.catalogue import every_finding
from cohortbook.running.engines import PLAIN, WARM, KernelStopped
from cohortbook.running.imports import modules_of
from cohortbook.running.kernel_server import CAN_FORK, KernelError, KernelServer
from cohortbook.running.pages import normalised

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="kernels cannot be forked here")

SHOWS = {
    "what it prints": "import sys\nprint('a')\nprint('b', file=sys.stderr)\n'c'",
    "a table": "import pandas as pd\npd.DataFrame({'badgers': [1, 2]})",
    "a figure of pyplot": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "a figure of seaborn": "import seaborn\nseaborn.scatterplot(x=[1, 2], y=[3, 4]);",
    "something displayed, changed and cleared": (
        "from IPython.display import display, clear_output\nhandle = display('a',"
        " display_id='x')\nhandle.update('b')\ndisplay('c')"
    ),
    "the folder, the modules' path and the arguments": (
        "import os, sys\nprint(os.getcwd(), sys.path, __name__)"
    ),
    "the environment": (
        "import os\nsorted((name, value) for name, value in os.environ.items() if"
        " name.startswith(('MPL', 'TERM', 'PAGER', 'CLICOLOR')))"
    ),
    "warnings filters": "import warnings\nwarnings.filters[:3]",
    "an earlier output": "1 + 1\n_ if '_' in globals() else None",
    "bytes and a set in order": "{'badger', 'sett', 'cub'}, b'x'",
    "something awaited": "import asyncio\nawait asyncio.sleep(0)\n'done'",
    "a class and its module": "class Badger: pass\nBadger",
}
CHANGES = """import builtins, os, random, warnings
import matplotlib, numpy, pandas
builtins.trace = trace = 'left behind'
os.environ['TRACE'] = 'left behind'
os.chdir('/')
matplotlib.rcParams['figure.dpi'] = 7
matplotlib.pyplot.figure()
random.seed(1); numpy.random.seed(1)
warnings.simplefilter('error')
pandas.set_option('display.max_rows', 3)
from cohortbook.study import wording
wording.NOT_KNOWN = 'left behind'
"""
LOOKS = """import builtins, os, random, warnings
import matplotlib.pyplot, numpy, pandas, \
scipy.stats  # which sets a filter itself when it is imported
from cohortbook.study import wording
print(hasattr(builtins, 'trace'), 'trace' in globals(), os.environ.get('TRACE'), os.getcwd(), \
matplotlib.rcParams['figure.dpi'], matplotlib.pyplot.get_fignums(),
      warnings.filters[0], pandas.get_option('display.max_rows'), wording.NOT_KNOWN)"""
DRAWS = "import random, numpy\nprint(random.random(), numpy.random.random())"


def notebook(*sources):
    return new_notebook(
        cells=[new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )


def run(engine, *sources, **options):
    return papermill.execute_notebook(
        notebook(*sources), None, {}, progress_bar=False, engine_name=engine, **options
    )


def printed(executed):
    return [
        output.text
        for cell in executed.cells
        for output in cell.outputs
        if output.output_type == "stream"
    ]


@pytest.fixture(scope="module")
def kernel_server(tmp_path_factory):
    os.environ["PYTHONHASHSEED"] = "0"
    with KernelServer(os.getcwd(), modules_of([*SHOWS.values(), CHANGES, LOOKS])) as prepared:
        yield prepared


def test_a_warm_kernel_shows_what_a_plain_one_shows_to_the_byte(kernel_server):
    warm, plain = (
        nbformat.writes(normalised(run(engine, *SHOWS.values(), **options)))
        for engine, options in ((WARM, {"kernel_server": kernel_server}), (PLAIN, {}))
    )
    assert warm == plain
    assert warm.count('"image/png"') == 2


def test_what_a_page_changes_leaves_no_trace_on_the_next(kernel_server):
    clean = printed(run(WARM, LOOKS, kernel_server=kernel_server))
    changed = printed(run(WARM, CHANGES, LOOKS, kernel_server=kernel_server))
    assert changed != clean and "left behind" in changed[0] and " / 7" in changed[0]
    assert (
        printed(run(WARM, LOOKS, kernel_server=kernel_server))
        == clean
        == printed(run(PLAIN, LOOKS))
    )


def test_pages_draw_random_numbers_of_their_own(kernel_server):
    drawn = [
        number
        for _ in range(3)
        for number in printed(run(WARM, DRAWS, kernel_server=kernel_server))[0].split()
    ]
    assert len(set(drawn)) == 6


@pytest.mark.parametrize("engine", [WARM, PLAIN])
def test_a_cell_that_hangs_is_ended_at_its_limit_and_named(engine):
    with pytest.raises(
        KernelStopped, match="was not done after 2 seconds and was ended"
    ) as stopped:
        run(engine, "1", "import time\nwhile True:\n    time.sleep(1)", "2", execution_timeout=2)
    assert stopped.value.cell.id == "cell-1"


@pytest.mark.parametrize("engine", [WARM, PLAIN])
def test_a_cell_that_ends_its_kernel_is_named(engine):
    with pytest.raises(KernelStopped, match="ended the kernel it ran in") as stopped:
        run(engine, "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    assert stopped.value.cell.id == "cell-1"


def test_a_hanging_kernel_is_gone_when_the_page_is_given_up(kernel_server):
    with pytest.raises(KernelStopped):
        run(
            WARM,
            "import os\nopen('/tmp/cohortbook-test-%d' % os.getppid(),"
            " 'w').write(str(os.getpid()))\nimport time; time.sleep(99)",
            kernel_server=kernel_server,
            execution_timeout=2,
        )
    note = Path(f"/tmp/cohortbook-test-{kernel_server._process.pid}")
    process = int(note.read_text())
    note.unlink()
    deadline = time.monotonic() + 20
    while _is_running(process) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _is_running(process)


def _is_running(process):
    try:
        return open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_kernels_end_with_whoever_asked_for_them():
    script = (
        "import os, socket, time\n"
        "from cohortbook.running.kernel_server import KernelServer\n"
        "if True:\n"
        "    server = KernelServer(os.getcwd(), []).__enter__()\n"
        "    connection = socket.socket(socket.AF_UNIX)\n"
        "    connection.connect(server.address)\n"
        "    print(server._process.pid, flush=True)\n"
        "    time.sleep(99)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    process = int(owner.stdout.readline())
    assert _is_running(process)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    deadline = time.monotonic() + 20
    while _is_running(process) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _is_running(process)


def test_a_process_that_cannot_be_prepared_says_why(tmp_path, monkeypatch):
    (tmp_path / "ipykernel").mkdir()
    (tmp_path / "ipykernel" / "__init__.py").write_text("raise RuntimeError('no badgers here')")
    with (
        pytest.raises(
            KernelError, match="kernels could not be made ready: RuntimeError: no badgers here"
        ),
        KernelServer(tmp_path, []),
    ):
        pass


def test_what_cannot_be_computed_ahead_is_left_to_the_page_that_asks_for_it(badgers):
    study = replace(badgers, tables={})
    with pytest.raises(KeyError):
        every_finding(study)
    with KernelServer(study.root, ["cohortbook.findings.catalogue"], study) as prepared:
        assert os.path.exists(prepared.address)
