"""Serve the book on this computer, and make it again when a file it is made from changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import DefaultFilter, watch

from cohortbook.book.make import BUILD
from cohortbook.study.layout import EXECUTED, is_passed_over

WATCHED = ("data", "notebooks", "book", "cohortbook", "_config.yml", "_toc.yml", "CITATION.cff")


class _Handler(SimpleHTTPRequestHandler):
    """Serves the last good book; a browser asks again each time, so that it never shows an old
    page.
    """

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments) -> None:
        """Say nothing of every file that is asked for."""


class _Sources(DefaultFilter):
    """What a person writes: not what the book's making writes among it, and not what editors leave
    next to it.
    """

    def __init__(self, root: Path):
        super().__init__(
            ignore_paths=[root / EXECUTED, root / f"{EXECUTED}.new", root / f"{EXECUTED}.old"]
        )

    def __call__(self, change, path: str) -> bool:
        return super().__call__(change, path) and not is_passed_over(Path(path))


def serve(root: Path, port: int, say: Callable[[str], None] = print) -> None:
    """Make the book of the study in `root`, serve it on this computer alone, and make it again
    after each change, until interrupted.

    What is wrong with a change is said by `cohortbook build`; the last good book is served
    meanwhile. Raises OSError if the port is taken.
    """
    watched = [root / name for name in WATCHED if (root / name).exists()]
    with ThreadingHTTPServer(
        ("127.0.0.1", port), partial(_Handler, directory=str(root / BUILD / "html"))
    ) as server:
        watching = watch(
            *watched, watch_filter=_Sources(root), yield_on_timeout=True, rust_timeout=500
        )
        next(
            watching
        )  # from here on no change is missed, not even one that is made while the book is
        _make(root)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(
            f"the book: http://127.0.0.1:{server.server_port}/  (it is made again when a file"
            " changes; Ctrl+C stops)"
        )
        try:
            for changes in filter(None, watching):
                say(f"changed: {', '.join(sorted({Path(path).name for _, path in changes}))}")
                say(
                    "the new book is there; load the page again"
                    if _make(root)
                    else "the last good book is served still"
                )
        finally:
            server.shutdown()


def _make(root: Path) -> bool:
    """Build in a process of its own, which reads the library as it is now; return whether that went
    well.
    """
    return (
        subprocess.run(
            [sys.executable, "-m", "cohortbook", "build", "--study", str(root)], check=False
        ).returncode
        == 0
    )
