"""Build what must be built: pages whose inputs changed, and the book if anything it is made from
changed.

Nothing changed, nothing loaded.

A book is always built whole: an incremental Sphinx build leaves old titles and old pages in the
sidebars of pages that did not change (jupyter-book issues 1801 and 1892).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cohortbook.publication.tracked import refuse_tracked
from cohortbook.running.atomic_replace import recover_folder
from cohortbook.running.freshness import Digests, digest_of_tree, why_stale
from cohortbook.running.runner import READ, RECORDS, Run
from cohortbook.running.tasks import Task
from cohortbook.study.layout import BUILD, HTML
from cohortbook.study.records import read_record, write_json

if TYPE_CHECKING:
    from cohortbook.study.study import Study

RECORD = "book.json"  # what the book was made from
BESIDE = ("results.json", "claims.csv", "data")  # what a build puts beside the book


def build(
    study: Study | Path,
    say: Callable[[str], None] = print,
    jobs: int | None = None,
    plain: bool = False,
    why: bool = False,
    cluster: str | None = None,
) -> Path:
    """Run what changed and, if anything changed, build the book; return its first page. The options
    are those of run_pages.

    Raises StudyError, also if the book would give someone away or holds what no one decided about,
    RunError or BookError; whatever was in _build/html is there still.
    """
    with Run(study, [], say, jobs, plain, why, cluster, _check) as run:
        refuse_tracked(run.root)
        for made in (HTML, BUILD / "data"):
            recover_folder(run.root / made)
        run.carry_out(
            [
                *run.tasks,
                Task(
                    "book",
                    lambda: _make(run),
                    lambda: _is_current(run),
                    after=[RECORDS],
                    needs=[READ],
                ),
            ]
        )
        return run.root / HTML / "index.html"


def unsigned_line(root: Path) -> str:
    """Return in a sentence which cohorts of the book in _build/ are not signed for publication;
    nothing if all are.
    """
    cohorts = read_record(root / BUILD / RECORD).get("unsigned", [])
    are = "is" if len(cohorts) == 1 else "are"
    return (
        f"{', '.join(cohorts)} {are} not signed for publication: do not publish this book; see"
        " `cohortbook disclosure`"
        if cohorts
        else ""
    )


def _is_current(run: Run) -> bool:
    """Whether the book is what would be built now; with the reason if not."""
    run.say(f"{len(run.executed)} pages run" if run.executed else "every page is up to date")
    known, made = read_record(run.root / BUILD / RECORD), run.root / HTML
    digests = Digests(run.root) if run.executed else run.digests
    if not known or not all((run.root / BUILD / name).exists() for name in BESIDE):
        reason = "is not there"
    else:
        reason = why_stale(known["reads"], digests) or (
            "was changed by hand" if digest_of_tree(made) != known["sha256"] else ""
        )
    if not reason:
        run.say("the book is up to date")
    elif run.why:
        run.say(f"the book: {reason}")
    return not reason


def _check(study: Study) -> None:
    from cohortbook.book.make import check_before

    check_before(study)


def _make(run: Run) -> None:
    from cohortbook.book.make import make_book
    from cohortbook.publication.output_check import unsigned

    reads = make_book(run.study, run.say)
    made = digest_of_tree(run.root / HTML)
    write_json(
        run.root / BUILD / RECORD, {"reads": reads, "sha256": made, "unsigned": unsigned(run.study)}
    )
