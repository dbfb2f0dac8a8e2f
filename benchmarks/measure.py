"""Runs a command and says what it and every process it started cost: wall time, processor time and
memory, and what else ran meanwhile.

Linux only: processor time is what the kernel charges to each process of the tree, also to one that
outlives its parent; memory is read from /proc.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

# PR_SET_CHILD_SUBREAPER, prctl(2): orphans of the command become our children, so that their time
# is not lost
BECOME_REAPER = 36
EVERY = 0.5  # seconds between two looks at memory
TICK = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A measured command failed; the message holds what it said last."""


@dataclass(frozen=True)
class Cost:
    """What a command cost. Seconds, and MiB.

    `largest` is the peak of its largest process (VmHWM), `together` the most that all of its
    processes held at once, shared memory counted once (proportional set size); both are looked at
    every half second. ru_maxrss would not do: it holds what this process held when it started the
    command. `others` is the processor time of everything else on the machine.
    """

    wall: float
    cpu: float
    largest: float
    together: float
    others: float


def cost_of(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Cost:
    """Run a command in a folder; return what it cost. Raises Failed, with the end of what it said,
    if it fails.
    """
    ctypes.CDLL(None).prctl(BECOME_REAPER, 1, 0, 0, 0)
    with tempfile.TemporaryFile() as said:
        busy, begun = _busy(), time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        with _Watch() as watch:
            status, cpu = _wait_for_all(process)
        wall, others = time.perf_counter() - begun, _busy() - busy - cpu
        if status:
            said.seek(0)
            raise Failed(
                f"{' '.join(command)} failed:"
                f" {said.read().decode(errors='replace')[-2000:].strip()}"
            )
    return Cost(wall, cpu, watch.largest, watch.together, max(0.0, others))


def _wait_for_all(process: subprocess.Popen) -> tuple[int, float]:
    """Wait for a process and all it leaves behind; return its exit code and the processor seconds
    of all.
    """
    code, cpu = None, 0.0
    while True:
        try:
            found, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            process.returncode = code
            return code, cpu
        cpu += usage.ru_utime + usage.ru_stime
        code = os.waitstatus_to_exitcode(status) if found == process.pid else code


def _busy() -> float:
    """Processor seconds that all processors of the machine have worked since it was started."""
    user, nice, system, _, _, interrupts, soft = map(
        int, Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=8)[1:8]
    )
    return (user + nice + system + interrupts + soft) / TICK


class _Watch(threading.Thread):
    """Looks every half second at how much memory the processes below this one hold; keeps the most
    of one, and of all together.
    """

    def __init__(self):
        super().__init__(daemon=True)
        self.largest, self.together, self._over = 0.0, 0.0, threading.Event()

    def __enter__(self) -> _Watch:
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.is_set():
            below = _below(os.getpid())
            self.largest = max(
                [self.largest, *(_mebibytes(process, "status", "VmHWM:") for process in below)]
            )
            self.together = max(
                self.together, sum(_mebibytes(process, "smaps_rollup", "Pss:") for process in below)
            )
            self._over.wait(EVERY)


def _below(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    found = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(listed).split():
            found += [int(child), *_below(int(child))]
    return found


def _mebibytes(process: int, file: str, name: str) -> float:
    """What the kernel says of a process's memory under a name, in MiB; nothing of one that has
    ended.
    """
    sizes = [
        line
        for line in _read(Path(f"/proc/{process}/{file}")).splitlines()
        if line.startswith(name)
    ]
    return int(sizes[0].split()[1]) / 1024 if sizes else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
