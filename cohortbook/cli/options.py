"""The commands and their options, as `cohortbook --help` prints them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from cohortbook import __version__
from cohortbook.cli import commands

Command = Callable[[argparse.Namespace], int]


class Parsers:
    """The parsers of the commands, each with the option that says where the study is."""

    def __init__(self, parser: argparse.ArgumentParser):
        self._all = parser.add_subparsers(required=True, metavar="COMMAND")
        self._common = argparse.ArgumentParser(add_help=False)
        self._common.add_argument(
            "--study",
            type=Path,
            metavar="DIR",
            help="the study's folder (default: the one you are in)",
        )

    def add(
        self, name: str, command: Command, help: str, *shared: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        """Return the parser of a new command."""
        parser = self._all.add_parser(name, parents=[self._common, *shared], help=help)
        parser.set_defaults(command=command)
        return parser


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; its `command` is the function to call."""
    whole = argparse.ArgumentParser(
        prog="cohortbook",
        description="An evaluation study that recomputes itself, cohort by cohort.",
    )
    whole.add_argument("--version", action="version", version=f"cohortbook {__version__}")
    parsers = Parsers(whole)
    for add in (_check, _list, _run, _build, _claims, _mutate, _trace, _new, _intake, _changes):
        add(parsers)
    for add in (_disclosure, _cite, _release, _serve):
        add(parsers)
    return whole


def _check(parsers: Parsers) -> None:
    check = parsers.add(
        "check", commands.check, "say everything that is wrong with the data, a line each"
    )
    check.add_argument(
        "cohorts", nargs="*", metavar="COHORT", help="only what concerns these cohorts"
    )
    check.add_argument(
        "--source",
        type=Path,
        metavar="FILE",
        help="the published report, as text or PDF: prove the coded passages against it",
    )
    check.add_argument(
        "--staged",
        action="store_true",
        help=(
            "only whether the next commit would hold rows about protected people; quick, for a hook"
            " of git"
        ),
    )
    check.add_argument(
        "--json", action="store_true", help="print a list for programs instead of lines for people"
    )


def _list(parsers: Parsers) -> None:
    parsers.add("list", commands.list_pages, "list the cohorts and the pages of the book")


def _run(parsers: Parsers) -> None:
    run = parsers.add(
        "run",
        commands.run,
        "execute the notebooks whose inputs changed, or those you name",
        _kernel_options(),
    )
    run.add_argument(
        "names",
        nargs="*",
        metavar="COHORT|PAGE",
        help="cohorts or pages to execute, changed or not",
    )


def _build(parsers: Parsers) -> None:
    build = parsers.add(
        "build", commands.build, "check, run what changed, and make the book", _kernel_options()
    )
    build.add_argument(
        "--internal",
        action="store_true",
        help=(
            "make the edition for the evaluation team in private/edition/: it shows everything"
            " about everybody, and is not for passing on"
        ),
    )


def _kernel_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--jobs",
        type=lambda text: _number_of("pages", text),
        metavar="N",
        help="how many pages run at a time (default: one for each processor)",
    )
    options.add_argument(
        "--why",
        action="store_true",
        help="say of each page, and of the book, why it is made again, or that it is up to date",
    )
    options.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="send the pages to the Dask scheduler at this address, for example tcp://node07:8786",
    )
    options.add_argument(
        "--plain",
        action="store_true",
        help="start a kernel for each page instead of forking it from a prepared process",
    )
    return options


def _number_of(what: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of {what}; for example 2")
    return int(text)


def _claims(parsers: Parsers) -> None:
    claims = parsers.add(
        "claims", commands.claims, "audit the report: every claim with its verdict"
    )
    claims.add_argument(
        "--verdict",
        choices=("reproduced", "differs", "inconsistent", "not_checkable"),
        help="only claims with this verdict",
    )
    claims.add_argument(
        "--csv", action="store_true", help="print the table that the book publishes as claims.csv"
    )


def _mutate(parsers: Parsers) -> None:
    mutate = parsers.add(
        "mutate",
        commands.mutate,
        "change one cell at a time and say what notices; 1 if a hole is found",
    )
    mutate.add_argument("tables", nargs="*", metavar="TABLE", help="only cells of these tables")
    mutate.add_argument(
        "--cells",
        type=lambda text: _number_of("cells", text),
        default=1,
        metavar="N",
        help="how many cells of each column of each file (default: 1)",
    )


def _trace(parsers: Parsers) -> None:
    trace = parsers.add("trace", commands.trace, "show where a published number comes from")
    trace.add_argument(
        "result_id", metavar="RESULT_ID", help="for example cohort_01.years_qualified.mean"
    )


def _new(parsers: Parsers) -> None:
    new = parsers.add(
        "new", commands.new, "begin a cohort: an Excel workbook to fill, and the next steps"
    )
    new.add_argument("cohort", metavar="COHORT", help="for example cohort_03")
    new.add_argument("--title", required=True, help='for readers, for example "Cohort 3"')
    new.add_argument("--period", required=True, help='for example "2024 to 2025"')
    new.add_argument(
        "--people",
        type=int,
        metavar="N",
        help="print what each mode of disclosure would show of this number of award holders",
    )


def _intake(parsers: Parsers) -> None:
    intake = parsers.add(
        "intake", commands.intake, "take a filled workbook or a coded project into a cohort"
    )
    intake.add_argument("cohort", metavar="COHORT")
    intake.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help=(
            "the workbook, a coded project (.qdpx, .sqlite3, .qda), a codebook (.qdc), or a sheet"
            " of coded passages (.csv, .xlsx); several where each holds an interview, or is a"
            " coder's"
        ),
    )
    intake.add_argument(
        "--look",
        action="store_true",
        help=(
            "write nothing; list what would be read, with names: codes, sources, people and coders"
            " with their numbers of passages"
        ),
    )
    intake.add_argument(
        "--replace", action="store_true", help="put it in the place of what was taken in before"
    )


def _changes(parsers: Parsers) -> None:
    changes = parsers.add(
        "changes",
        commands.changes,
        "what moved since the last release, and why; 1 if a reason is not recorded",
    )
    changes.add_argument(
        "--since", default="", metavar="VERSION", help="since this release instead of the last one"
    )
    changes.add_argument(
        "--all", action="store_true", help="list every number that moved, those of a new cohort too"
    )
    changes.add_argument(
        "--record", metavar="VERSION", help="record what is published now as this release"
    )


def _disclosure(parsers: Parsers) -> None:
    disclosure = parsers.add(
        "disclosure",
        commands.disclosure,
        "what is published of cohorts with protected people, and who has signed; 1 if something"
        " leaks",
    )
    disclosure.add_argument(
        "--pack",
        type=Path,
        metavar="DIR",
        help="write what two people look through and sign before anything is published",
    )
    disclosure.add_argument(
        "--publish",
        action="store_true",
        help=(
            "write what was signed to data/published/, from which the book can be made without the"
            " rows"
        ),
    )
    disclosure.add_argument(
        "--signed", action="store_true", help="fail unless what is published has been signed"
    )


def _cite(parsers: Parsers) -> None:
    cite = parsers.add("cite", commands.cite, "print how the study is cited, from CITATION.cff")
    cite.add_argument(
        "--as",
        dest="format",
        choices=("text", "bibtex", "ris", "zenodo", "codemeta"),
        default="text",
        help=(
            "a sentence, a record for reference managers, or what .zenodo.json and codemeta.json"
            " hold (default: text)"
        ),
    )


def _release(parsers: Parsers) -> None:
    release = parsers.add(
        "release",
        commands.release,
        "make the book and write everything that can be published to a folder",
    )
    release.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder that is empty or does not exist yet"
    )
    release.add_argument(
        "--no-pdf", action="store_true", help="leave out the PDF edition, which Chromium prints"
    )


def _serve(parsers: Parsers) -> None:
    serve = parsers.add(
        "serve",
        commands.serve,
        "show the book on this computer, and make it again whenever a file changes",
    )
    serve.add_argument(
        "--port",
        type=int,
        default=8000,
        metavar="N",
        help="where it is served (default: 8000; 0 for any that is free)",
    )
