"""Send pages to a Dask scheduler, whose workers share no disk with this computer.

A worker whose page does not come back, because it was ended, is replaced by another: Dask sends its
pages elsewhere.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohortbook.findings.hiding import is_about_protected
from cohortbook.running.pages import Page, RunError, execute_page
from cohortbook.study.layout import DATA, TEMPLATES
from cohortbook.study.published import as_texts, folder_of

if TYPE_CHECKING:
    from cohortbook.study.study import Study

AT_A_TIME = (
    64  # pages waited for at once; which worker runs which, and how many, is the scheduler's to say
)
SECONDS = 30  # that a scheduler has to answer


class Cluster:
    """Workers of a scheduler, ready to run pages of a study. They are sent no row about people of
    protected cohorts.
    """

    def __init__(self, address: str, study: Study):
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise RunError(
                "--cluster needs Dask; install it with: python -m pip install 'cohortbook[cluster]'"
            ) from None
        try:
            self._client = Client(address, timeout=SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise RunError(
                f"no Dask scheduler answers at {address} ({error}); an address looks like"
                " tcp://node07:8786"
            ) from None
        # The result of a task, not scattered: what a worker held that was ended is made again.
        self._files: Any = self._client.submit(dict, _files_of(study), pure=False)

    def execute(
        self, page: Page, root: Path, cohort: dict, withheld: dict[str, str], output: Path
    ) -> list[str]:
        """Do what `execute_page` does, elsewhere."""
        template = page.template.relative_to(root).as_posix()
        future = self._client.submit(
            _execute, self._files, page.name, template, page.cohort, cohort, withheld, pure=False
        )
        made, read = future.result()
        output.write_bytes(made)
        return read

    def close(self) -> None:
        self._client.close()


def _files_of(study: Study) -> dict[str, bytes]:
    """The files that pages are made from, by their paths in the study: of protected cohorts what is
    published.
    """
    root = study.root
    paths = [
        root / "_toc.yml",
        *(
            path
            for folder in (DATA, TEMPLATES)
            for path in (root / folder).rglob("*")
            if path.is_file()
        ),
    ]
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    published = {
        (folder_of(handle) / name).as_posix(): text.encode()
        for handle, held in study.published.items()
        for name, text in as_texts(held).items()
    }
    return {
        name: content for name, content in files.items() if not is_about_protected(study, name)
    } | published


def _execute(
    files: dict[str, bytes],
    name: str,
    template: str,
    handle: str | None,
    cohort: dict,
    withheld: dict[str, str],
) -> tuple[bytes, list[str]]:
    """Run a page in a folder of its own that holds the files sent; return the executed notebook and
    what it read.
    """
    os.environ["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory(prefix="cohortbook-") as folder:
        root = Path(folder).resolve()
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        read = execute_page(
            Page(name, root / template, handle), root, cohort, withheld, root / "executed.ipynb"
        )
        return (root / "executed.ipynb").read_bytes(), read
