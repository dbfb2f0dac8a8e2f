"""Tasks are done in the order that they need, several at a time, and none after a failure."""

from __future__ import annotations

import threading

import pytest

from cohortbook.running.tasks import Task, carry_out


@pytest.fixture
def told():
    """What was done, in order, and a maker of tasks that write their names there."""
    done: list[str] = []

    def task(name: str, **options) -> Task:
        return Task(name, lambda: done.append(name), **options)

    return done, task


def test_a_task_waits_for_those_it_comes_after(told):
    done, task = told
    carry_out([task("book", after=["page"]), task("page", after=["data"]), task("data")], jobs=2)
    assert done == ["data", "page", "book"]


def test_what_is_current_is_passed_over_and_asked_only_when_those_before_it_are_done(told):
    done, task = told
    book = task("book", after=["page"], is_current=lambda: "page" not in done)
    carry_out([book, task("page", is_current=lambda: True)], jobs=1)
    assert done == []
    carry_out([book, task("page", is_current=lambda: False)], jobs=1)
    assert done == ["page", "book"]


def test_what_is_needed_is_done_once_and_only_for_what_is_not_current(told):
    done, task = told
    kernels = task("kernels", after=["data"])
    tasks = [task("data"), kernels]
    pages = [task(name, needs=["data", "kernels"], is_current=lambda: True) for name in "ab"]
    carry_out([*tasks, *pages], jobs=2)
    assert done == []
    carry_out([*tasks, *(task(name, needs=["data", "kernels"]) for name in "ab")], jobs=2)
    assert done[:2] == ["data", "kernels"] and sorted(done[2:]) == ["a", "b"]


def test_as_many_are_done_at_a_time_as_there_are_jobs():
    """Each waits for another one; what takes its turn alone would wait in vain."""
    both, places = threading.Barrier(2, timeout=10), []
    carry_out([Task(name, lambda: places.append(both.wait())) for name in "abcd"], jobs=2)
    assert sorted(places) == [0, 0, 1, 1]


def test_after_a_failure_nothing_is_begun_and_what_is_last_is_done(told):
    done, task = told

    def fail() -> None:
        raise OSError("badgers")

    tasks = [
        Task("first", fail),
        *(task(name, after=["first"]) for name in "ab"),
        task("needed", last=lambda: done.append("last")),
    ]
    with pytest.raises(OSError, match="badgers"):
        carry_out(tasks, jobs=1)
    assert done == ["last"]


def test_those_under_way_when_one_fails_are_waited_for(told):
    done, _ = told
    begun, failed = threading.Event(), threading.Event()

    def fail() -> None:
        begun.wait(10)
        failed.set()
        raise OSError("badgers")

    def slow() -> None:
        begun.set()
        failed.wait(10)
        done.append("slow")

    with pytest.raises(OSError, match="badgers"):
        carry_out([Task("fails", fail), Task("slow", slow)], jobs=2)
    assert done == ["slow"]


def test_ctrl_c_ends_with_what_is_last_before_those_under_way(told):
    done, task = told
    ended = threading.Event()

    def interrupted() -> bool:
        raise KeyboardInterrupt

    def waits() -> None:
        ended.wait(10)
        done.append("waited")

    def last() -> None:
        done.append("last")
        ended.set()

    tasks = [Task("page", waits, last=last), task("other", is_current=interrupted)]
    with pytest.raises(KeyboardInterrupt):
        carry_out(tasks, jobs=2)
    assert done == ["last", "waited"]
