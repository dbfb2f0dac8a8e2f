"""Run Jupyter Book as a program, and print last of all, as JSON, what it read.

It ends when the program that started it is gone, which closes its input.
"""

from __future__ import annotations

import json
import os
import sys
import threading

from cohortbook.running.imports import library_files, names_of
from cohortbook.study import dependencies


def _end_with_parent() -> None:
    os.read(0, 1)
    os._exit(1)


def main() -> None:
    """Run the command line of Jupyter Book."""
    from jupyter_book.cli.main import main as run

    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        run()
    finally:
        used = [name for name in sys.modules if name.partition(".")[0] == "cohortbook"]
        dependencies.note(*names_of(library_files(used)))
        print(json.dumps(dependencies.reads()))


if __name__ == "__main__":
    main()
