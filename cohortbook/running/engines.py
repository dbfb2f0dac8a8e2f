"""Papermill engines: kernels forked from a prepared process, and plain kernels.

Both end a page that hangs or dies.

They are apart from the kernel server because Papermill, which a kernel has no use for, imports this
module when it is imported itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from pathlib import Path

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine

from cohortbook.running.imports import modules_of
from cohortbook.running.kernel_server import KernelServer

LIMIT = 600  # seconds a cell may take
WARM, PLAIN = "cohortbook", "cohortbook-plain"


class KernelStopped(Exception):
    """The kernel of a page was ended or ended itself; `cell` is the cell it was at."""

    def __init__(self, cell, what: str):
        self.cell = cell
        super().__init__(what)


class PlainClient(PapermillNotebookClient):
    """Papermill's own client; says at which cell a kernel stopped, and does not wait for a kernel
    to tidy up when its page is done.
    """

    def __init__(self, nb_man, **options):
        super().__init__(
            nb_man,
            **{"timeout": LIMIT, "shutdown_kernel": "immediate", "record_timing": False, **options},
        )

    run_cell = PapermillNotebookClient.execute_cell

    def execute_cell(self, cell, cell_index, *_, **__):
        try:
            return self.run_cell(cell, cell_index)
        except CellTimeoutError:
            raise KernelStopped(
                cell, f"was not done after {self.timeout} seconds and was ended"
            ) from None
        except DeadKernelError:
            raise KernelStopped(cell, "ended the kernel it ran in") from None


class WarmClient(PlainClient):
    """Runs a notebook in a kernel forked by a kernel server; what the kernel publishes becomes
    outputs by the code that plain kernels use.
    """

    def __init__(self, nb_man, kernel_server: KernelServer, **options):
        self._kernel_server = kernel_server
        super().__init__(nb_man, **options)

    def execute(self, **_):
        self.reset_execution_trackers()
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self.timeout)
            connection.connect(self._kernel_server.address)
            with (
                connection.makefile("rb") as self._answers,
                connection.makefile("wb", buffering=0) as self._asked,
            ):
                hello = json.loads(self._answers.readline())["content"]
                self._process = hello["process"]
                self.papermill_execute_cells()
        self.nb.metadata["language_info"] = hello["language_info"]
        self.set_widgets_metadata()
        return self.nb

    def run_cell(self, cell, cell_index):
        if (
            cell.cell_type != "code"
            or not cell.source.strip()
            or self.skip_cells_with_tag in cell.metadata.get("tags", [])
        ):
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        reply = self._reply(cell, cell_index)
        if reply["status"] == "error" and "raises-exception" not in cell.metadata.get("tags", []):
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _reply(self, cell, cell_index: int) -> dict:
        """Send a cell; put what it publishes into its outputs, and return the kernel's reply."""
        try:
            self._asked.write(
                json.dumps({"code": cell.source, "limit": self.timeout}).encode() + b"\n"
            )
            for line in iter(self._answers.readline, b""):
                message = json.loads(line)
                if message["msg_type"] == "execute_reply":
                    return message["content"]
                self.process_message(
                    {**message, "header": {"msg_type": message["msg_type"]}, "parent_header": {}},
                    cell,
                    cell_index,
                )
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            raise CellTimeoutError.error_from_timeout_and_cell("", self.timeout, cell) from None
        except ConnectionError:
            pass
        raise DeadKernelError("Kernel died")


class PlainEngine(Engine):
    """A kernel of its own for each notebook, started by Jupyter."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man,
        kernel_name,
        execution_timeout=None,
        start_timeout=60,
        extra_arguments=(),
        **_,
    ):
        PlainClient(
            nb_man,
            kernel_name=kernel_name,
            timeout=execution_timeout or LIMIT,
            startup_timeout=start_timeout,
            extra_arguments=list(extra_arguments),
        ).execute()


class WarmEngine(Engine):
    """A kernel forked from a kernel server; from one for this notebook alone if none is passed."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man, kernel_name, execution_timeout=None, kernel_server=None, **_
    ):
        sources = [cell.source for cell in nb_man.nb.cells if cell.cell_type == "code"]
        server = (
            contextlib.nullcontext(kernel_server)
            if kernel_server
            else KernelServer(Path.cwd(), modules_of(sources))
        )
        with server as prepared:
            WarmClient(nb_man, prepared, timeout=execution_timeout or LIMIT).execute()
