"""The command line: check, list, run, build, claims, mutate, new, intake, changes, disclosure,
cite, release, serve, trace.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from pathlib import Path

from cohortbook import __version__
from cohortbook.study.problems import StudyError, UnknownName


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a sentence on stderr saying what is wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a Windows console may not know every letter of a file
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        code = options.command(options)
        sys.stdout.flush()
        return code
    except StudyError as error:
        _report(error, getattr(options, "json", False))
    except BrokenPipeError:  # whoever read the output, say `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nstopped; the last good book is as it was", file=sys.stderr)
    except _failures() as error:
        print(f"cohortbook: {error}", file=sys.stderr)
    except OSError as error:
        from cohortbook.running.os_errors import refusal

        sentence = refusal(error)
        if sentence is None:
            raise
        print(f"cohortbook: {sentence}", file=sys.stderr)
    return 1


def _failures() -> tuple[type[Exception], ...]:
    """The errors that carry a sentence for the user; anything else is a fault of the
    program and shows itself.
    """
    from cohortbook.book.make import BookError
    from cohortbook.release.release import ReleaseError
    from cohortbook.running.runner import RunError
    from cohortbook.study.problems import IntakeError

    return RunError, ReleaseError, BookError, IntakeError, UnknownName


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--study",
        type=Path,
        metavar="DIR",
        help="the study's folder (default: the one you stand in)",
    )
    parser = argparse.ArgumentParser(
        prog="cohortbook",
        description="An evaluation study that recomputes itself, cohort by cohort.",
    )
    parser.add_argument("--version", action="version", version=f"cohortbook {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check", parents=[common], help="say everything that is wrong with the data, a line each"
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
        "--json", action="store_true", help="print a list for programs instead of lines for people"
    )
    check.set_defaults(command=_check)

    listing = commands.add_parser(
        "list", parents=[common], help="list the cohorts and the pages of the book"
    )
    listing.set_defaults(command=_list)

    run = commands.add_parser(
        "run",
        parents=[common, _kernel_options()],
        help="execute the notebooks whose inputs changed, or those you name",
    )
    run.add_argument(
        "names",
        nargs="*",
        metavar="COHORT|PAGE",
        help="cohorts or pages to execute, changed or not",
    )
    run.set_defaults(command=_run)

    build = commands.add_parser(
        "build",
        parents=[common, _kernel_options()],
        help="check, run what changed, and make the book",
    )
    build.add_argument(
        "--internal",
        action="store_true",
        help=(
            "make the edition for the evaluation team in private/edition/: it shows everything"
            " about everybody, and is not for passing on"
        ),
    )
    build.set_defaults(command=_build)

    _audit_commands(commands, common)
    _cohort_commands(commands, common)
    _publishing_commands(commands, common)
    return parser


def _kernel_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--jobs",
        type=_jobs,
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


def _jobs(text: str) -> int:
    return _number_of("pages", text)


def _cells(text: str) -> int:
    return _number_of("cells", text)


def _number_of(what: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of {what}; for example 2")
    return int(text)


def _audit_commands(commands, common: argparse.ArgumentParser) -> None:
    claims = commands.add_parser(
        "claims", parents=[common], help="audit the report: every claim with its verdict"
    )
    claims.add_argument(
        "--verdict",
        choices=("reproduced", "differs", "inconsistent", "not_checkable"),
        help="only claims with this verdict",
    )
    claims.add_argument(
        "--csv", action="store_true", help="print the table that the book publishes as claims.csv"
    )
    claims.set_defaults(command=_claims)

    mutate = commands.add_parser(
        "mutate",
        parents=[common],
        help="change one cell at a time and say what notices; 1 if a hole is found",
    )
    mutate.add_argument("tables", nargs="*", metavar="TABLE", help="only cells of these tables")
    mutate.add_argument(
        "--cells",
        type=_cells,
        default=1,
        metavar="N",
        help="how many cells of each column of each file (default: 1)",
    )
    mutate.set_defaults(command=_mutate)

    trace = commands.add_parser(
        "trace", parents=[common], help="show where a published number comes from"
    )
    trace.add_argument(
        "result_id", metavar="RESULT_ID", help="for example cohort_01.years_qualified.mean"
    )
    trace.set_defaults(command=_trace)


def _cohort_commands(commands, common: argparse.ArgumentParser) -> None:
    new = commands.add_parser(
        "new",
        parents=[common],
        help="begin a cohort: an Excel workbook to fill, and the next steps",
    )
    new.add_argument("cohort", metavar="COHORT", help="for example cohort_03")
    new.add_argument("--title", required=True, help='for readers, for example "Cohort 3"')
    new.add_argument("--period", required=True, help='for example "2024 to 2025"')
    new.add_argument(
        "--people",
        type=int,
        metavar="N",
        help="print what each mode of disclosure would show of so many award holders",
    )
    new.set_defaults(command=_new)

    intake = commands.add_parser(
        "intake", parents=[common], help="take a filled workbook or a coded project into a cohort"
    )
    intake.add_argument("cohort", metavar="COHORT")
    intake.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=(
            "the workbook, a coded project (.qdpx, .sqlite3, .qda), a codebook (.qdc), or a sheet"
            " of coded passages (.csv, .xlsx)"
        ),
    )
    intake.add_argument(
        "--replace", action="store_true", help="put it in the place of what was taken in before"
    )
    intake.set_defaults(command=_intake)

    changes = commands.add_parser(
        "changes",
        parents=[common],
        help="what moved since the last release, and why; 1 if a reason is not recorded",
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
    changes.set_defaults(command=_changes)

    disclosure = commands.add_parser(
        "disclosure",
        parents=[common],
        help=(
            "what is published of cohorts with protected people, and who has signed; 1 if something"
            " leaks"
        ),
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
    disclosure.set_defaults(command=_disclosure)


def _publishing_commands(commands, common: argparse.ArgumentParser) -> None:
    cite = commands.add_parser(
        "cite", parents=[common], help="print how the study is cited, from CITATION.cff"
    )
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
    cite.set_defaults(command=_cite)

    release = commands.add_parser(
        "release",
        parents=[common],
        help="make the book and write everything there is to take away to a folder",
    )
    release.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder that is empty or does not exist yet"
    )
    release.add_argument(
        "--no-pdf", action="store_true", help="leave out the PDF edition, which Chromium prints"
    )
    release.set_defaults(command=_release)

    serve = commands.add_parser(
        "serve",
        parents=[common],
        help="show the book on this computer, and make it again whenever a file changes",
    )
    serve.add_argument(
        "--port",
        type=int,
        default=8000,
        metavar="N",
        help="where it is served (default: 8000; 0 for any that is free)",
    )
    serve.set_defaults(command=_serve)


def _root(options: argparse.Namespace) -> Path:
    from cohortbook.study.layout import find_root

    return find_root() if options.study is None else options.study.resolve()


def _study(options: argparse.Namespace):
    from cohortbook.publication.loading import load_study

    return load_study(_root(options))


def _check(options: argparse.Namespace) -> int:
    from cohortbook.audit.claims import audited, report_of
    from cohortbook.book.sphinx.stale_prose import unknown_results
    from cohortbook.intake.coded import missing_summaries
    from cohortbook.publication.changes import with_audit
    from cohortbook.publication.inference_attack import leaks
    from cohortbook.publication.loading import to_be_published
    from cohortbook.publication.own_words import people_named
    from cohortbook.publication.tracked import tracked_problems
    from cohortbook.study.citation import citation_problems
    from cohortbook.study.study import read_study

    study, problems = read_study(_root(options))
    problems += [*tracked_problems(study.root), *people_named(study)]
    for name in options.cohorts:
        if name not in study.every_cohort:
            raise UnknownName(
                f"there is no cohort {name!r}; there are: {', '.join(study.every_cohort) or 'none'}"
            )
    if options.cohorts:
        problems = [p for p in problems if any(f"/{name}/" in p.file for name in options.cohorts)]
    if not options.cohorts:
        problems += citation_problems(study.root)
    without = {} if problems else missing_summaries(study)
    if not problems and not options.cohorts:
        rows = sum(len(frame) for frame in study.tables.values())
        study = to_be_published(study)
        claims, problems = audited(report_of(study))
        problems = problems + leaks(study) or unknown_results(
            study, with_audit(study, report_of(study), claims)
        )
    if options.source and not problems:
        problems = _check_source(study, options)
    if problems:
        raise StudyError(problems)
    said = (
        f"{', '.join(options.cohorts)}: nothing to put right"
        if options.cohorts
        else _all_well(study, rows)
    )
    lines = [line for cohort, line in without.items() if cohort in (options.cohorts or without)]
    print("[]" if options.json else "\n".join([said, *lines]))
    return 0


def _check_source(study, options: argparse.Namespace) -> list:
    from cohortbook.audit.report_text import check_source

    problems = check_source(study, options.source)
    if not problems and not options.json:
        proved = study.tables["passages"]["source_row"].str.startswith("data/report/").sum()
        print(
            f"{proved} passages stand where they should in {options.source.name}; no attributed"
            " statement is uncovered"
        )
    return problems


def _all_well(study, rows: int) -> str:
    """Return that all is well, and of each cohort with protected people where its rows are and what
    a reader will see of it.
    """
    lines = [
        (
            f"{len(study.every_cohort)} cohorts, {len(study.tables)} tables, {rows} rows: nothing"
            " to put right"
        ),
        *map(str, protected_lines(study)),
    ]
    return "\n".join(lines)


def _report(error: StudyError, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps(
                [problem.as_dict() for problem in error.problems], indent=1, ensure_ascii=False
            )
        )
        return
    for problem in error.problems:
        print(problem, file=sys.stderr)
    count = len(error.problems)
    print(f"{count} {'thing' if count == 1 else 'things'} to put right", file=sys.stderr)


def _list(options: argparse.Namespace) -> int:
    from cohortbook.running.runner import pages_of

    study = _study(options)
    pages = pages_of(study)
    print("Cohorts")
    for handle, cohort in ((handle, study.stated(handle)) for handle in study.every_cohort):
        print(
            f"  {handle}  {cohort['title']}, {cohort['period']}, {cohort['awards']} award holders"
        )
    print("Pages")
    for page in pages:
        print(f"  {page.name}  from notebooks/{page.template.name}")
    return 0


def _run(options: argparse.Namespace) -> int:
    from cohortbook.running.runner import run_pages
    from cohortbook.study.layout import EXECUTED

    executed = run_pages(
        _root(options),
        options.names,
        jobs=options.jobs,
        plain=options.plain,
        why=options.why,
        cluster=options.cluster,
    )
    print(
        f"{len(executed)} pages run, in {EXECUTED.as_posix()}"
        if executed
        else "every page is up to date"
    )
    return 0


def _build(options: argparse.Namespace) -> int:
    from cohortbook.book.building import build, unsigned_line
    from cohortbook.book.internal_edition import build_internal

    root = _root(options)
    build_it = build_internal if options.internal else build
    page = build_it(
        root, jobs=options.jobs, plain=options.plain, why=options.why, cluster=options.cluster
    )
    if options.internal:
        print(f"the internal edition, not for passing on: {page.as_uri()}")
        return 0
    print(f"the book: {page.as_uri()}")
    line = unsigned_line(root)
    print(line, end="\n" * bool(line))
    return 0


def _claims(options: argparse.Namespace) -> int:
    from cohortbook.audit.claims import VERDICTS, as_csv, as_records, audit, report_of

    claims = as_records(audit(report_of(_study(options))))
    chosen = [claim for claim in claims if options.verdict in (None, claim["verdict"])]
    if options.csv:
        print(as_csv(chosen), end="")
        return 0
    for claim in chosen:
        print(
            f"{claim['claim_id']}  {claim['verdict']}  {claim['section']}, {claim['locator']}:"
            f" {claim['claim']}\n      {claim['reason']}"
        )
    counted = ", ".join(
        f"{sum(claim['verdict'] == verdict for claim in claims)} {verdict.replace('_', ' ')}"
        for verdict in VERDICTS
    )
    print(f"{len(claims)} claims: {counted}")
    return 0


def _mutate(options: argparse.Namespace) -> int:
    from cohortbook.audit.mutation import mutants_of, mutate, summary

    study = _study(options)
    mutants, outcomes = mutants_of(study, options.tables, options.cells), []
    for outcome in mutate(study, mutants):
        outcomes.append(outcome)
        noticed = [
            f"{len(held)} {name}"
            for name, held in (
                ("problems", outcome.problems),
                ("numbers", outcome.numbers),
                ("claims", outcome.claims),
                ("tests", outcome.tests),
            )
            if held
        ]
        print(
            f"[{len(outcomes)}/{len(mutants)}] {outcome.mutant.file}:{outcome.mutant.line}"
            f" {outcome.mutant.column}: {', '.join(noticed) or 'nothing'}"
        )
    print(summary(outcomes))
    return int(any(not outcome.noticed and not outcome.mutant.unchecked for outcome in outcomes))


def _new(options: argparse.Namespace) -> int:
    from cohortbook.intake.begin import STEPS, begin

    root = _root(options)
    workbook, shown = begin(root, options.cohort, options.title, options.period, options.people)
    print(
        f"fill {workbook.relative_to(root).as_posix()}\nnext steps:"
        f" {workbook.with_name(STEPS).relative_to(root).as_posix()}"
    )
    print(*shown, sep="\n", end="\n" * bool(shown))
    return 0


def _intake(options: argparse.Namespace) -> int:
    from cohortbook.intake.take_in import take_in

    take_in(_root(options), options.cohort, options.file, options.replace)
    return 0


def _changes(options: argparse.Namespace) -> int:
    from cohortbook.publication.changes import EXPECTED, since, unexplained

    study = _study(options)
    if options.record:
        return _record(study, options.record)
    changed = since(study, options.since)
    for (why, scope), same in changed.groupby(["why", "scope"], sort=True):
        print(f"{why}: {len(same)} of {scope}")
    expected = changed["why"].isin(EXPECTED)
    for row in changed[~expected | options.all].to_dict("records"):
        print(
            f"{row['id']}: {row['before'] or 'not published'} -> {row['now'] or 'not published'} "
            f" ({row['why']}{': ' + row['reason'] if row['reason'] else ''})"
        )
    without = unexplained(changed)
    print(
        f"{len(changed)} numbers moved; {len(without)} of earlier cohorts without a reason in"
        " data/changes.csv"
    )
    return int(len(without) > 0)


def _record(study, version: str) -> int:
    from datetime import date

    from cohortbook.publication.output_check import refuse_unsigned

    refuse_unsigned(study)
    from cohortbook.book.make import BUILD
    from cohortbook.book.sphinx.addresses import record_addresses
    from cohortbook.publication.changes import record
    from cohortbook.study.releases import place_of

    place_of(study.root, version)
    site = study.root / BUILD / "html"
    if not site.exists():
        raise UnknownName(
            f"{(BUILD / 'html').as_posix()} is not there yet; make the book first, so that its"
            " addresses can be recorded: cohortbook build"
        )
    print(
        f"recorded in {record(study, version, date.today().isoformat())} and"
        f" {record_addresses(study.root, site, version)}"
    )
    return 0


def _cite(options: argparse.Namespace) -> int:
    from cohortbook.study import citation, citation_formats

    study_citation = citation.read_citation(_root(options))
    if study_citation is None:
        raise UnknownName(
            f"this study has no {citation.FILE}, which says how it is cited"
            " (https://citation-file-format.github.io)"
        )
    print(citation_formats.FORMATS[options.format](study_citation).rstrip("\n"))
    return 0


def protected_lines(study) -> list[str]:
    """Return a line for each cohort with protected people: where its rows are, and how many of its
    counts are printed.
    """
    from cohortbook.publication.output_check import protected_line

    return [protected_line(study, handle) for handle in study.named]


def _disclosure(options: argparse.Namespace) -> int:
    from cohortbook.publication.inference_attack import refuse_leaks
    from cohortbook.publication.output_check import (
        SHEET,
        publish,
        refuse_unsigned,
        remove_pack,
        signed_line,
        write_pack,
    )

    if options.pack:
        remove_pack(options.pack)
    study = _study(options)
    for line in protected_lines(study):
        print(line)
    refuse_leaks(study)
    if options.pack:
        print(
            f"{options.pack}: {write_pack(study, options.pack)}\n{options.pack / SHEET} says what"
            " to read, and how to sign"
        )
    if options.publish:
        for path in publish(study):
            print(path.relative_to(study.root).as_posix())
    print(
        f"{len(study.named)} of {len(study.every_cohort)} cohorts have protected people."
        f" {signed_line(study)}"
    )
    if options.signed:
        refuse_unsigned(study)
    return 0


def _release(options: argparse.Namespace) -> int:
    from cohortbook.release.release import release

    missing = release(_study(options), options.folder.resolve(), with_edition=not options.no_pdf)
    for sentence in missing:
        print(sentence, file=sys.stderr)
    print(f"the release: {options.folder.resolve()}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from cohortbook.book.preview import serve

    try:
        serve(_root(options), options.port)
    except (OSError, OverflowError):
        raise UnknownName(
            f"nothing can be served at port {options.port}, perhaps because another program does;"
            " name another with --port"
        ) from None
    return 0


def _trace(options: argparse.Namespace) -> int:
    from cohortbook.audit.claims import FILE as CLAIMS
    from cohortbook.audit.claims import read_csv
    from cohortbook.book.make import BUILD
    from cohortbook.findings.results import FILE, read_results, trace_text

    root = _root(options)
    path = root / BUILD / FILE
    if not path.exists():
        raise UnknownName(
            f"{(BUILD / FILE).as_posix()} is not there yet; make the book first: cohortbook build"
        )
    print(trace_text(options.result_id, read_results(path), read_csv(root / BUILD / CLAIMS), root))
    return 0
