"""Make the book: generated pages, then Jupyter Book with warnings as errors; the last good book
stays until then.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import yaml

from cohortbook.audit.claims import FILE as CLAIMS_TABLE
from cohortbook.audit.claims import as_csv
from cohortbook.book.checksums import write_checksums
from cohortbook.book.claim_pages import card_pages, ledger_page
from cohortbook.book.data_package import write_package
from cohortbook.book.function_pages import function_page
from cohortbook.book.myst_text import title_of
from cohortbook.book.number_pages import Sources, number_pages
from cohortbook.book.row_pages import row_pages
from cohortbook.book.source_rows import source_rows
from cohortbook.book.sphinx.stale_prose import to_read_again
from cohortbook.findings.results import FILE, gather_files, read_results
from cohortbook.publication.changes import withdrawn
from cohortbook.publication.copies import refuse_copies
from cohortbook.publication.exposure import refuse_exposure
from cohortbook.publication.inference_attack import refuse_leaks
from cohortbook.publication.own_words import refuse_people_named
from cohortbook.running.atomic_replace import remove_unfinished, replace_file, replace_folder
from cohortbook.running.freshness import Digests
from cohortbook.running.imports import library_files, names_of
from cohortbook.running.os_errors import full_disk
from cohortbook.study import dependencies
from cohortbook.study.files import Unreadable, parse_yaml, read_settings
from cohortbook.study.layout import BUILD, CLAIMS, DATA, EXECUTED, PROSE, TABLES, TOGETHER
from cohortbook.study.policy import INTERNAL, MADE_UP
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.study import Study
from cohortbook.study.wording import sentence_list

SETTINGS, CONTENTS = "_config.yml", "_toc.yml"
LEDGER = "ledger"
UNFINISHED = "next-"  # what the folder of a book in the making begins with
JUPYTER_BOOK = "cohortbook.book.sphinx.jupyter_book"
NAMED = 6  # made-up cohorts that the banner of every page names


class BookError(Exception):
    """The book could not be built; the message holds what Jupyter Book said."""


def make_book(study: Study, say: Callable[[str], None] = print) -> dict[str, str]:
    """Build the book from pages that have run, and put it in the place of the one that is there;
    return digests of what it was made from.

    Raises StudyError if the book holds what no one decided about, or BookError; whatever was in
    _build/html is there still.
    """
    target, build_folder = study.root / EXECUTED, study.root / BUILD
    claims = json.loads((target / CLAIMS).read_text(encoding="utf-8"))
    _write_generated(study, target, claims)
    digests = Digests(study.root)
    for folder in (PROSE, DATA):
        digests.take(folder.as_posix())
    digests.take_library()
    build_folder.mkdir(exist_ok=True)
    remove_unfinished(build_folder, UNFINISHED)
    say("building the book")
    with (
        dependencies.recorded() as read,
        tempfile.TemporaryDirectory(dir=build_folder, prefix=UNFINISHED) as unfinished,
    ):
        _jupyter_book(study, Path(unfinished))
        made = Path(unfinished) / "_build" / "html"
        (made / ".buildinfo").unlink(
            missing_ok=True
        )  # only for incremental builds; its digest is of where the library lies
        shutil.copy2(target / FILE, made / FILE)
        (made / CLAIMS_TABLE).write_text(as_csv(claims), encoding="utf-8", newline="\n")
        _write_files(target, made / TABLES)
        write_package(study, made / DATA)
        refuse_exposure(study, made, target)
        write_checksums(made)
        shutil.copytree(made / DATA, Path(unfinished) / DATA)
        replace_folder(build_folder / "html", made)
        replace_folder(build_folder / DATA, Path(unfinished) / DATA)
    for name in (FILE, CLAIMS_TABLE):
        replace_file(build_folder / name, build_folder / "html" / name)
    for line in to_read_again(study.root / "book", study.every_cohort):
        say(line)
    return digests.of([*read, *names_of(library_files([__name__, JUPYTER_BOOK]))])


def check_before(study: Study) -> None:
    """Raise StudyError if the settings cannot be used, or if the book would give someone away:
    better said now than when every page has run.
    """
    _check_settings(study.root)
    refuse_people_named(study)
    refuse_copies(study)
    refuse_leaks(study)


def _check_settings(root: Path) -> None:
    """Raise StudyError if _config.yml or _toc.yml cannot be used."""
    for name in (SETTINGS, CONTENTS):
        try:
            stated, _ = parse_yaml(
                read_settings(root / name), "each line is a name, a colon, a space and a value"
            )
            if not isinstance(stated, dict):
                raise Unreadable("is empty or not a list of names and values")
            if name == CONTENTS:
                _check_contents(root, stated)
        except FileNotFoundError:
            raise StudyError(
                [
                    Problem(
                        name,
                        None,
                        None,
                        "the file is missing; bring it back from an earlier version of the study",
                    )
                ]
            ) from None
        except Unreadable as error:
            raise StudyError([Problem(name, error.line, None, str(error))]) from None


def _check_contents(root: Path, stated: dict) -> None:
    """Raise Unreadable unless a table of contents names pages that are there; those made from
    notebooks are made first.
    """
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    try:
        pages = list(parse_toc_data(stated))
    except (MalformedError, TypeError, AttributeError) as error:
        raise Unreadable(f"is not a table of contents ({error})") from None
    for page in pages:
        if not page.startswith(EXECUTED.name + "/") and not list(
            (root / EXECUTED.parent).glob(f"{page}*")
        ):
            raise Unreadable(
                f"names the page {page!r}, which {EXECUTED.parent.as_posix()}/ does not hold"
            )


def _write_generated(study: Study, target: Path, claims: list[dict]) -> None:
    """Write the pages that are made from results and claims and not from a notebook; those of an
    earlier build go.
    """
    results = list(read_results(target / FILE).values())
    titles = {scope: study.title(scope) for scope in study.scopes} | {
        "programme": "The programme",
        "report": "The audit of the report",
        "disclosure": "What is hidden",
    }
    replies = study.tables["replies"].to_dict("records")
    uncounted = study.tables["claims"].dropna(subset=["uncounted"]).to_dict("records")
    counted = [*results, *claims]
    files = {place.rpartition(":")[0] for made in counted for place in made["rows"]}
    rows = source_rows(study, files)
    gone = withdrawn(study, (result["id"] for result in results))
    by_id = {claim["claim_id"]: claim for claim in claims}
    page_titles = {
        path.stem: title_of(json.loads(path.read_text(encoding="utf-8")))
        for path in target.glob("*.ipynb")
    }
    sources = Sources(by_id, rows, {*study.named, TOGETHER}, page_titles)
    pages = (
        number_pages(results, titles, gone, sources)
        | row_pages(study, rows)
        | function_page((made["function"] for made in counted), study.root)
        | card_pages(claims, replies, uncounted, rows)
        | {LEDGER: ledger_page(claims)}
    )
    for former in target.glob("*.md"):
        former.unlink()
    for name, text in pages.items():
        (target / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")


def _write_files(executed: Path, folder: Path) -> None:
    """Write the files that cells of the executed notebooks give to download."""
    notebooks = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(executed.glob("*.ipynb"))
    ]
    folder.mkdir(exist_ok=True)
    for name, text in gather_files(notebooks).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _jupyter_book(study: Study, output: Path) -> None:
    """Call Jupyter Book with warnings as errors, and note what it read."""
    root, config = study.root, output / SETTINGS
    settings = _with_warning((root / SETTINGS).read_text(encoding="utf-8"), study)
    config.write_text(settings, encoding="utf-8")
    # An absolute --toc, or it is looked for inside book/.
    paths = ["--config", config, "--toc", (root / CONTENTS).resolve(), "--path-output", output]
    options = [root / "book", *paths, "--all", "-W", "--keep-going", "-q"]
    command = [sys.executable, "-m", JUPYTER_BOOK, "build", *map(str, options)]
    ours, kept = os.pipe()
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=root,
            stdin=ours,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    finally:
        os.close(ours)
        os.close(kept)
    if done.returncode:
        if full := full_disk(done.stdout + done.stderr, output):
            raise full
        raise BookError(
            "the book was not built; Jupyter Book says:\n" + _warnings(done.stdout + done.stderr)
        )
    dependencies.note(SETTINGS, CONTENTS, *json.loads(done.stdout.splitlines()[-1]))


def _with_warning(settings: str, study: Study) -> str:
    """The book's settings, with a banner on every page if a cohort is made up, or if the edition is
    not for passing on.
    """
    banner = " ".join(
        sentence for sentence in (_not_for_passing_on(study), _made_up(study)) if sentence
    )
    if not banner:
        return settings
    stated = yaml.safe_load(settings)
    stated["sphinx"]["config"]["html_theme_options"] = {"announcement": banner}
    return yaml.safe_dump(stated, allow_unicode=True, sort_keys=False)


def _titles_of(study: Study, mode: str) -> list[str]:
    """The titles of the cohorts of a mode; of many only some, and how many more."""
    titles = [cohort["title"] for cohort in study.cohorts.values() if cohort["disclosure"] == mode]
    return (
        titles
        if len(titles) <= NAMED
        else [*titles[: NAMED - 1], f"{len(titles) - NAMED + 1} more cohorts"]
    )


def _not_for_passing_on(study: Study) -> str:
    titles = _titles_of(study, INTERNAL)
    return (
        "Internal edition, for the evaluation team only: it shows what must not be published of"
        f" {escape(sentence_list(titles))}. Do not pass it on."
        if titles
        else ""
    )


def _made_up(study: Study) -> str:
    titles = _titles_of(study, MADE_UP)
    return (
        f"Made up, to try the book out: {escape(sentence_list(titles))}. Totals count these people"
        " too."
        if titles
        else ""
    )


def _warnings(output: str) -> str:
    """The lines that say what is wrong, without the banner and the traceback around them;
    everything if there are none.
    """
    lines = [
        line
        for line in output.splitlines()
        if "WARNING" in line or "ERROR" in line or "error:" in line
    ]
    return "\n".join(dict.fromkeys(lines)) or output.strip()
