"""Fork a kernel for each page from a process that has everything imported, so that a page starts at
once.

The process is a program of its own, which only KernelServer starts. It listens on a socket that
only this user can open; a connection is a page. The page's code comes in, a line of JSON a cell;
the messages of the Jupyter protocol go out, as a kernel would publish them. Where there is no fork,
as on Windows, there is no such process and pages run in plain kernels.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import io
import json
import os
import pickle
import signal
import socketserver
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from cohortbook.study.study import Study

CAN_FORK = hasattr(os, "fork")
READY = b"ready\n"
CATALOGUE = "cohortbook.findings.catalogue"  # what a page imports that asks for every number
FIGURES = "cohortbook.exhibits.figures"  # what a page imports, by way of others, that draws
STDERR = 2  # the process's own; sys.stderr is the page's
GRACE = 5  # seconds a page has, beyond its limit, to be ended by anyone who waits for it


class KernelError(Exception):
    """Kernels could not be made ready; the message says what Python said."""


class KernelServer:
    """The prepared process, as the one who starts it sees it: `address` is its socket. To be used
    in a with statement.
    """

    def __init__(self, folder: Path, modules: Iterable[str], study: Study | None = None):
        """`modules` are imported and `study` is read once, for all kernels, which run in `folder`;
        if one of the modules asks for every number, they are computed once.
        """
        self._own = tempfile.TemporaryDirectory(prefix="cohortbook-kernels-")
        self.address = str(Path(self._own.name) / "socket")
        self._log = (Path(self._own.name) / "log").open("w+b")
        kept = {
            "IPYTHONDIR": str(Path(self._own.name) / "ipython"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        shared = Path(self._own.name) / "study"
        shared.write_bytes(
            pickle.dumps(study and replace(study))
        )  # without what was computed from it
        # A session of its own, so that Ctrl-C reaches only the one who waits, and so that all its
        # kernels end together.
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "cohortbook.running.kernel_server",
                self.address,
                str(shared),
                *modules,
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=os.environ | kept,
            start_new_session=True,
        )
        self._stdout = cast(IO[bytes], self._process.stdout)

    def __enter__(self) -> KernelServer:
        if self._stdout.readline() != READY:
            self._process.wait()
            self._log.seek(0)
            said = self._log.read().decode(errors="replace").strip()
            self.__exit__()
            raise KernelError(
                "kernels could not be made ready:"
                f" {said.splitlines()[-1] if said else 'the process ended'}"
            )
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._stdout.close()
        self._log.close()
        self._own.cleanup()


def serve(address: str, study: Path, modules: list[str]) -> None:
    """Import `modules`, take over the study that the parent process has read, then fork a
    kernel for each connection until the process that started this one is gone.
    """
    shell = _shell()
    for name in modules:
        with contextlib.suppress(
            ImportError
        ):  # not a module, or not installed, of which the page itself will tell
            importlib.import_module(name)
    if FIGURES in sys.modules:
        sys.modules[FIGURES].warm_up()
    held = pickle.loads(study.read_bytes())
    if held:
        importlib.import_module("cohortbook.publication.loading").share(held)
        if CATALOGUE in modules:
            _compute_every_finding(held)
    with _Server(address, shell) as server:
        os.write(1, READY)
        _discard(1)
        # so that collecting garbage in a kernel does not copy what it shares with the others
        gc.freeze()
        server.serve_forever()


def _compute_every_finding(study: Study) -> None:
    """Compute every number of the study, which is kept with it: pages take theirs from there, with
    what was read for it.

    What cannot be computed is left to the page that asks for it, which is then named with its cell.
    """
    from cohortbook.study import dependencies

    with dependencies.unrecorded(), contextlib.suppress(Exception):
        importlib.import_module(CATALOGUE).every_finding(study)


def _shell():
    """The shell of a kernel as IPython makes it, before anything else is imported: what is imported
    finds it, as in a plain kernel.
    """
    import ipykernel.ipkernel  # noqa: F401 – it tells every page of the language
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.zmqshell import ZMQInteractiveShell
    from IPython.core.shellapp import InteractiveShellApp
    from traitlets.config import Config

    del sys.path[
        0
    ]  # as a kernel does, which then puts the folder it runs in where IPython wants it
    InteractiveShellApp().init_path()
    return ZMQInteractiveShell.instance(
        config=Config(HistoryManager={"enabled": False}), compiler_class=XCachingCompiler
    )


def _discard(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


if CAN_FORK:

    class _Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
        """Forks for each connection; ends with the process that started it, and its
        kernels with it.
        """

        max_children = 1000  # the runner decides how many pages run at a time
        block_on_close = False

        def __init__(self, address: str, shell):
            self.shell, self._parent = shell, os.getppid()
            super().__init__(address, _Kernel)

        def service_actions(self) -> None:
            super().service_actions()
            if os.getppid() != self._parent:
                os.killpg(0, signal.SIGKILL)


class _Kernel(socketserver.StreamRequestHandler):
    """One page, in a process of its own: runs the cells that come in and publishes what
    they show.
    """

    server: _Server

    def handle(self) -> None:
        from ipykernel.ipkernel import IPythonKernel

        self.server.socket.close()
        self._connect_shell()
        self._send("hello", {"process": os.getpid(), "language_info": IPythonKernel.language_info})
        for line in self.rfile:
            self._run(**json.loads(line))

    def _connect_shell(self) -> None:
        """Lead everything the shell shows to the socket; its own random numbers to a
        kernel that draws any.
        """
        from jupyter_client.session import Session

        shell, session = self.server.shell, Session(key=b"")
        for part in (shell.displayhook, shell.display_pub):
            part.session, part.pub_socket, part.topic = session, self, b"page"
        sys.stdout, sys.stderr = _Stream("stdout", self), _Stream("stderr", self)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()

    def _run(self, code: str, limit: float | None) -> None:
        shell = self.server.shell
        if limit:
            faulthandler.dump_traceback_later(limit + GRACE, exit=True, file=STDERR)
        self._send("execute_input", {"execution_count": shell.execution_count})
        result = shell.run_cell(code, store_history=True)
        sys.stdout.flush()
        sys.stderr.flush()
        faulthandler.cancel_dump_traceback_later()
        error = result.error_before_exec or result.error_in_exec
        reply = (
            {}
            if error is None
            else {
                "ename": type(error).__name__,
                "evalue": str(error),
                "traceback": shell._last_traceback or [],
            }
        )
        self._send("execute_reply", {"status": "ok" if result.success else "error", **reply})

    def send_multipart(self, parts: list[bytes], **_) -> None:
        """Pass on a message of the Jupyter protocol, which comes in parts: …, header,
        parent, metadata, content.
        """
        header, content = parts[-4], parts[-1]
        self.wfile.write(
            b'{"msg_type": %s, "content": %s}\n'
            % (json.dumps(json.loads(header)["msg_type"]).encode(), content.replace(b"\n", b" "))
        )

    def _send(self, msg_type: str, content: dict) -> None:
        self.wfile.write(json.dumps({"msg_type": msg_type, "content": content}).encode() + b"\n")


class _Stream(io.TextIOBase):
    """What a page prints, sent when the page shows something else or the cell ends."""

    encoding = "utf-8"

    def __init__(self, name: str, kernel: _Kernel):
        self.name, self._kernel, self._held = name, kernel, io.StringIO()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return self._held.write(text)

    def flush(self) -> None:
        held, self._held = self._held.getvalue(), io.StringIO()
        if held:
            self._kernel._send("stream", {"name": self.name, "text": held})


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
