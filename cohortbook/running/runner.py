"""Run the notebooks whose template, data or code changed; all succeed, or nothing is replaced."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cohortbook.running.atomic_replace import recover_folder, remove_unfinished, replace_folder
from cohortbook.running.build_lock import alone
from cohortbook.running.cluster import AT_A_TIME, Cluster
from cohortbook.running.freshness import Digests, why_stale
from cohortbook.running.imports import library_files, modules_of, names_of
from cohortbook.running.kernel_server import CAN_FORK, KernelError, KernelServer
from cohortbook.running.page_text import files_of, fillings
from cohortbook.running.pages import (
    Page,
    RunError,
    choose,
    execute_page,
    made_from,
    pages_of,
    sources_of,
    withheld_from,
)
from cohortbook.running.tasks import Task, carry_out
from cohortbook.study import dependencies
from cohortbook.study.layout import CLAIMS, DATA, EXECUTED, MANIFEST, RESULTS, TEMPLATES
from cohortbook.study.records import digest_of, read_record, write_json

if TYPE_CHECKING:
    from cohortbook.study.study import Study

READ, KERNELS, RECORDS = "read the study", "prepare kernels", "records"


def run_pages(
    study: Study | Path,
    names: list[str] | None = None,
    say: Callable[[str], None] = print,
    jobs: int | None = None,
    plain: bool = False,
    why: bool = False,
    cluster: str | None = None,
) -> list[Page]:
    """Execute the named pages, or every page whose inputs changed; return those executed.

    A study given by its folder is read, and checked, only if a page must run. `jobs` pages run at a
    time, one for each processor if it is not given; `plain` gives each a kernel of its own
    instead of one forked from a prepared process; `why` says of each page why it runs; `cluster` is
    the address of a Dask scheduler whose workers run the pages instead. Pages are made next to the
    old ones and take their place only when all of them succeeded. Raises StudyError, or RunError,
    which names notebook, cohort and cell, if one fails; nothing is replaced then.
    """
    with Run(study, names or [], say, jobs, plain, why, cluster=cluster) as run:
        run.carry_out(run.tasks)
        return run.executed


@dataclass
class Run:
    """One run over a study: what must be done, and what was. To be used in a with statement, within
    which its pages lie in a folder apart.
    """

    given: Study | Path
    names: list[str]
    say: Callable[[str], None]
    jobs: int | None = None
    plain: bool = False
    why: bool = False
    cluster: str | None = None
    check: Callable[[Study], None] | None = (
        None  # what is found out about the study before any page runs
    )
    executed: list[Page] = field(default_factory=list)

    def __enter__(self) -> Run:
        self.root = self.given if isinstance(self.given, Path) else self.given.root
        self._turn = alone(self.root, self.say)
        self._turn.__enter__()
        self.target = self.root / EXECUTED
        recover_folder(self.target)
        remove_unfinished(self.target.parent, f"{EXECUTED.name}.new")
        self.digests = Digests(self.root)
        self._manifest = read_record(self.target / MANIFEST)
        self._former = {
            name: known
            for name, known in self._manifest.get("pages", {}).items()
            if "reads" in known
        }
        self._reads: dict[str, list[str]] = {}
        self._kernel_server: KernelServer | None = None
        self._workers: Cluster | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="cohortbook-")
        self._made = Path(self._folder.name)
        return self

    def __exit__(self, *_) -> None:
        self._folder.cleanup()
        self._turn.__exit__(None, None, None)

    @cached_property
    def pages(self) -> list[Page]:
        return pages_of(self.root)

    @cached_property
    def study(self) -> Study:
        """The study, read and checked when someone first needs it."""
        if not isinstance(self.given, Path):
            return self.given
        from cohortbook.publication.loading import load_study

        return load_study(self.root)

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why each page must run; nothing if it need not."""
        asked = {page.name for page in choose(self.pages, self.names)} if self.names else set()
        return {
            page.name: (
                "was asked for" if page.name in asked else "" if self.names else self._reason(page)
            )
            for page in self.pages
        }

    def _reason(self, page: Page) -> str:
        known, output = self._former.get(page.name), self.target / f"{page.name}.ipynb"
        if not known:
            return "is new"
        if not output.exists():
            return "is not there"
        return why_stale(known["reads"], self.digests) or (
            "was changed by hand" if digest_of(output) != known["sha256"] else ""
        )

    @property
    def tasks(self) -> list[Task]:
        """What there is to do for the pages: each by itself, if it must, and then their records."""
        needs = [READ] if not self.cluster and (self.plain or not CAN_FORK) else [READ, KERNELS]
        pages = [self._task(page, needs) for page in self.pages]
        return [
            Task(READ, self._read),
            Task(KERNELS, self._prepare, after=[READ], last=self._end_kernels),
            *pages,
            Task(
                RECORDS,
                self._record,
                self._is_recorded,
                after=[page.name for page in self.pages],
                needs=[READ],
            ),
        ]

    def _task(self, page: Page, needs: list[str]) -> Task:
        return Task(
            page.name, lambda: self._execute(page), lambda: not self._must_run(page), needs=needs
        )

    def carry_out(self, tasks: list[Task]) -> None:
        """Do the tasks. Raises RunError for a name that is not known, and what a task raises."""
        os.environ["PYTHONHASHSEED"] = (
            "0"  # kernels inherit it; the order of sets must not differ between runs
        )
        try:
            carry_out(tasks, self.jobs or (AT_A_TIME if self.cluster else os.cpu_count() or 1))
        except KernelError as error:
            raise RunError(str(error)) from None

    def _must_run(self, page: Page) -> bool:
        if self.why:
            self.say(f"{page.name}: {self.reasons[page.name] or 'up to date'}")
        return bool(self.reasons[page.name])

    def _read(self) -> None:
        for folder in (DATA, TEMPLATES):
            self.digests.take(folder.as_posix())
        self.digests.take_library()
        study = self.study
        if self.check:
            self.check(study)

    def _prepare(self) -> None:
        if self.cluster:
            self._workers = Cluster(self.cluster, self.study)
            return
        templates = {page.template for page in self.pages if self.reasons[page.name]}
        modules = modules_of(source for template in templates for source in sources_of(template))
        self._kernel_server = KernelServer(self.root, modules, self.study).__enter__()

    def _end_kernels(self) -> None:
        if self._kernel_server:
            self._kernel_server.__exit__()
        if self._workers:
            self._workers.close()

    def _execute(self, page: Page) -> None:
        made_of = (
            page,
            self.root,
            fillings(self.study, page),
            withheld_from(self.study, page),
            self._made / f"{page.name}.ipynb",
        )
        self._reads[page.name] = (
            self._workers.execute(*made_of)
            if self._workers
            else execute_page(*made_of, self._kernel_server)
        )
        self.executed.append(page)
        self.say(f"[{len(self.executed)}/{sum(map(bool, self.reasons.values()))}] {page.name}")

    def _is_recorded(self) -> bool:
        known = self._manifest.get("records") or {}
        files = [self.target / name for name in (RESULTS, CLAIMS)]
        return (
            bool(known)
            and not self.executed
            and list(self._former) == [page.name for page in self.pages]
            and not why_stale(known["reads"], self.digests)
            and all(file.exists() and digest_of(file) == known[file.name] for file in files)
        )

    def _record(self) -> None:
        """Put the new pages, those that are kept, and what is gathered from them in place of the
        old.
        """
        kept = [
            page
            for page in self.pages
            if page.name in self._former and (self.target / f"{page.name}.ipynb").exists()
        ]
        for page in kept:
            if page not in self.executed:
                shutil.copy2(self.target / f"{page.name}.ipynb", self._made)
        pages = [page for page in self.pages if (self._made / f"{page.name}.ipynb").exists()]
        with dependencies.recorded() as read:
            _write_results(self._made, pages, self.study)
        own = names_of(library_files(["cohortbook.running.runner"]))
        reads = self.digests.of([*read, *own])
        records = {
            "reads": reads,
            **{name: digest_of(self._made / name) for name in (RESULTS, CLAIMS)},
        }
        protected = {"protected": sorted(self.study.named)} if self.study.named else {}
        write_json(
            self._made / MANIFEST,
            protected
            | {
                "pages": {page.name: self._made_from(page) for page in pages},
                "records": records,
            },
        )
        _replace(self.target, self._made)

    def _made_from(self, page: Page) -> dict:
        reads = (
            self.digests.of(
                [*made_from(self.root, page), *files_of(self.study, page), *self._reads[page.name]]
            )
            if page in self.executed
            else self._former[page.name]["reads"]
        )
        return {
            "template": page.template.relative_to(self.root).as_posix(),
            "parameters": page.parameters,
            "reads": reads,
            "sha256": digest_of(self._made / f"{page.name}.ipynb"),
        }


def _write_results(folder: Path, pages: list[Page], study: Study) -> None:
    """Write results.json, every published number, and claims.json, every audited claim."""
    from cohortbook.findings.multiple_tests import undeclared
    from cohortbook.findings.results import gather, gather_claims, with_claims, with_former

    notebooks = {
        page.name: json.loads((folder / f"{page.name}.ipynb").read_text(encoding="utf-8"))
        for page in pages
    }
    try:
        results = gather(notebooks)
    except ValueError as error:
        raise RunError(f"two pages disagree: {error}") from None
    undeclared_tests = undeclared((result["id"] for result in results), study.tables["tests"])
    if undeclared_tests:
        raise RunError("\n".join(undeclared_tests))
    try:
        results = with_former(results, study.former_ids)
    except ValueError as error:
        raise RunError(str(error)) from None
    claims = gather_claims(notebooks)
    write_json(folder / RESULTS, with_claims(results, claims))
    write_json(folder / CLAIMS, claims)


def _replace(target: Path, made: Path) -> None:
    """Put the new pages in place of the old, from next to them, so that both are on one disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(made, fresh)
    replace_folder(target, fresh)
