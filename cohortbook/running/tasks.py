"""Carry out the tasks of a build in the order that they need, several at a time.

What is up to date is said by content, by the module freshness: a page is known by what it was seen
to read when it ran last, which no graph can know before.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from graphlib import TopologicalSorter


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
    task is begun then, and those under way are waited for, but not after Ctrl-C.
    """
    with ThreadPoolExecutor(jobs) as pool:
        try:
            _do_in_order({task.name: task for task in tasks}, pool)
        except BaseException as error:
            pool.shutdown(wait=isinstance(error, Exception), cancel_futures=True)
            raise
        finally:
            for task in tasks:
                if task.last:
                    task.last()


def _do_in_order(tasks: dict[str, Task], pool: ThreadPoolExecutor) -> None:
    needed = {name for task in tasks.values() for name in task.needs}
    order = TopologicalSorter({name: tasks[name].after for name in tasks if name not in needed})
    order.prepare()
    done: set[str] = set()
    under_way: dict[Future, str] = {}
    while order.is_active():
        for name in order.get_ready():
            if (is_current := tasks[name].is_current) and is_current():
                order.done(name)
            else:
                for need in tasks[name].needs:
                    _do_once(need, tasks, done)
                under_way[pool.submit(tasks[name].action)] = name
        for future in wait(under_way, return_when=FIRST_COMPLETED).done if under_way else ():
            order.done(under_way.pop(future))
            future.result()


def _do_once(name: str, tasks: dict[str, Task], done: set[str]) -> None:
    """Do a task that others need, and those before it, unless it is done."""
    if name not in done:
        for before in tasks[name].after:
            _do_once(before, tasks, done)
        tasks[name].action()
        done.add(name)
