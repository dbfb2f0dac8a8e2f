"""Pages run on the workers of a real Dask scheduler, and a worker that dies takes
nothing with it.
"""

import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cohortbook.running.cluster import Cluster
from cohortbook.running.runner import RunError, run_pages
from cohortbook.study.layout import EXECUTED

SLOW = (
    "import time\nfrom cohortbook import"
    " load_study\ntime.sleep(2)\nlen(load_study().rows('participants', cohort))"
)


@pytest.fixture
def study_of_three(made_up):
    shutil.rmtree(made_up / "notebooks")
    (made_up / "notebooks").mkdir()
    cells = [
        new_markdown_cell("# {{ title }}", id="title"),
        new_code_cell(
            'cohort = "cohort_01"',
            id="parameters",
            metadata={"tags": ["parameters", "remove-cell"]},
        ),
        new_code_cell(SLOW, id="slow", metadata={"tags": ["remove-cell"]}),
    ]
    nbformat.write(
        new_notebook(
            cells=cells,
            metadata={
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
        ),
        made_up / "notebooks" / "cohort.ipynb",
    )
    return made_up


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each in a folder of its own: the scheduler's
    address, and the workers.
    """
    place = tmp_path / "scheduler.json"
    scheduler = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "distributed.cli.dask_scheduler",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            place,
        ]
    )
    deadline = time.monotonic() + 120
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    workers = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        workers.append(
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "distributed.cli.dask_worker",
                    "--no-nanny",
                    "--nthreads",
                    "1",
                    "--no-dashboard",
                    "--scheduler-file",
                    place,
                ],
                cwd=tmp_path / name,
            )
        )
    from distributed import Client

    with Client(scheduler_file=str(place), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
        yield client.scheduler.address, workers
    for process in [*workers, scheduler]:
        process.kill()
        process.wait()


def test_pages_come_back_the_same_though_a_worker_is_killed_midway(study_of_three, cluster):
    address, workers = cluster
    run_pages(study_of_three, say=lambda line: None)
    here = {path.name: path.read_bytes() for path in (study_of_three / EXECUTED).iterdir()}
    shutil.rmtree(study_of_three / EXECUTED)

    def kill_one(_line):
        workers[0].kill()

    assert len(run_pages(study_of_three, say=kill_one, cluster=address)) == 3
    assert workers[0].wait() != 0 and workers[1].poll() is None
    assert {path.name: path.read_bytes() for path in (study_of_three / EXECUTED).iterdir()} == here


def test_files_are_sent_again_where_a_worker_that_held_them_is_killed_before_any_page(
    study_of_three, cluster, monkeypatch
):
    address, workers = cluster
    execute = Cluster.execute

    def kill_one_first(self, *page):
        workers[0].kill()
        workers[0].wait()
        return execute(self, *page)

    monkeypatch.setattr(Cluster, "execute", kill_one_first)
    assert len(run_pages(study_of_three, say=lambda line: None, cluster=address)) == 3


def test_a_scheduler_that_does_not_answer_is_named(study_of_three, monkeypatch):
    monkeypatch.setattr("cohortbook.running.cluster.SECONDS", 1)
    with pytest.raises(RunError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_pages(study_of_three, say=lambda line: None, cluster="tcp://127.0.0.1:9")
