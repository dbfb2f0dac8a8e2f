"""Order the tasks of a build with doit, pass over what is up to date, and do several at a time.

doit, and not make (time stamps only), Snakemake, pytask or DVC (1.5 to 4.1 seconds to find out that
there is nothing to do), because it is one small package of Python functions and takes 0.2 seconds.
What is up to date is said by content, by the module freshness: a page is known by what it was seen
to read when it ran last, which no graph can know before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """One thing to do: `action` is called unless `is_current` says that it need not be.

    `after` names the tasks to be done before, `needs` those to be done before it if it is not
    current, and only then; `last` is called when all tasks are done or one failed.
    """

    name: str
    action: Callable[[], None]
    is_current: Callable[[], bool] | None = None
    after: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    last: Callable[[], None] | None = None


def carry_out(tasks: list[Task], jobs: int) -> None:
    """Do the tasks, `jobs` at a time. Raises what the first task that failed raised; no further
    task is begun then.
    """
    from doit.control import TaskControl
    from doit.dependency import Dependency, JsonDB
    from doit.reporter import ZeroReporter
    from doit.runner import MThreadRunner

    failures: list[BaseException] = []
    control = TaskControl([_as_doit(task, failures) for task in tasks])
    needed = {name for task in tasks for name in task.needs}
    control.process([task.name for task in tasks if task.name not in needed])
    with tempfile.TemporaryDirectory(
        prefix="cohortbook-"
    ) as folder:  # doit's own record of what it did is not used
        runner = MThreadRunner(
            Dependency(JsonDB, str(Path(folder) / "doit")), ZeroReporter(None, {}), num_process=jobs
        )
        runner.run_all(control.task_dispatcher())
    if failures:
        raise failures[0]


def _as_doit(task: Task, failures: list[BaseException]):
    from doit.task import dict_to_task

    def act() -> None:
        try:
            task.action()
        except BaseException as error:
            failures.append(error)
            raise

    described = {
        "name": task.name,
        "actions": [act],
        "task_dep": task.after,
        "setup": task.needs,
        "io": {"capture": False},
    }
    if task.is_current:
        described["uptodate"] = [lambda *_: task.is_current()]
    if task.last:
        described["teardown"] = [task.last]
    return dict_to_task(described)
