"""What each command does: it is given the options, and returns the exit code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cohortbook.study.problems import StudyError, UnknownName

if TYPE_CHECKING:
    from cohortbook.study.problems import Problem
    from cohortbook.study.study import Study


def _root(options: argparse.Namespace) -> Path:
    from cohortbook.study.layout import find_root

    return find_root() if options.study is None else options.study.resolve()


def _study(options: argparse.Namespace):
    from cohortbook.publication.loading import load_study

    return load_study(_root(options))


def check(options: argparse.Namespace) -> int:
    if options.staged:
        return _check_staged(options)
    from cohortbook.intake.coded import missing_summaries
    from cohortbook.publication.copies import copies
    from cohortbook.publication.loading import to_be_published
    from cohortbook.publication.own_words import people_named
    from cohortbook.publication.tracked import tracked_problems
    from cohortbook.study.citation import citation_problems
    from cohortbook.study.study import read_study
    from cohortbook.study.uncounted import uncounted_of

    study, problems = read_study(_root(options))
    problems += [*tracked_problems(study.root), *people_named(study), *copies(study)]
    if options.cohorts:
        _raise(_of_cohorts(study, problems, options.cohorts))
        said = f"{', '.join(options.cohorts)}: nothing to correct"
    else:
        _raise(problems + citation_problems(study.root))
    open_ones = [*missing_summaries(study).items()]
    open_ones += [(cohort, uncounted_of(study, cohort)) for cohort in study.cohorts]
    if not options.cohorts:
        rows = sum(len(frame) for frame in study.tables.values())
        study = to_be_published(study)
        _raise(_refused_by_the_build(study))
        said = _all_well(study, rows)
    if options.source:
        _raise(_check_source(study, options))
    asked = options.cohorts or study.cohorts
    lines = [line for cohort, line in open_ones if line and cohort in asked]
    print("[]" if options.json else "\n".join([said, *lines]))
    return 0


def _check_staged(options: argparse.Namespace) -> int:
    from cohortbook.publication.tracked import tracked_problems

    _raise(tracked_problems(_root(options), with_history=False))
    return 0


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise StudyError(problems)


def _of_cohorts(study: Study, problems: list[Problem], cohorts: list[str]) -> list[Problem]:
    """Return the problems in the files of some cohorts. Raises UnknownName if there is no such
    cohort.
    """
    for name in cohorts:
        if name not in study.every_cohort:
            raise UnknownName(
                f"there is no cohort {name!r}; there are: {', '.join(study.every_cohort) or 'none'}"
            )
    return [problem for problem in problems if any(f"/{name}/" in problem.file for name in cohorts)]


def _refused_by_the_build(study: Study) -> list[Problem]:
    """Return what a build of a study would refuse although each of its tables is right."""
    from cohortbook.audit.claims import audited, report_of
    from cohortbook.book.sphinx.stale_prose import unknown_results
    from cohortbook.publication.changes import with_audit
    from cohortbook.publication.inference_attack import leaks

    report = report_of(study)
    claims, problems = audited(report)
    problems = problems + leaks(study)
    return problems or unknown_results(study, with_audit(study, report, claims))


def _check_source(study: Study, options: argparse.Namespace) -> list[Problem]:
    from cohortbook.audit.report_text import check_source

    problems = check_source(study, options.source)
    if not problems and not options.json:
        proved = study.tables["passages"]["source_row"].str.startswith("data/report/").sum()
        print(
            f"{proved} passages are where they should be in {options.source.name}; no attributed"
            " statement is uncovered"
        )
    return problems


def _all_well(study: Study, rows: int) -> str:
    """Return that all is well, and of each cohort with protected people where its rows are and what
    a reader will see of it.
    """
    lines = [
        (
            f"{len(study.every_cohort)} cohorts, {len(study.tables)} tables, {rows} rows: nothing"
            " to correct"
        ),
        *_protected_lines(study),
    ]
    return "\n".join(lines)


def list_pages(options: argparse.Namespace) -> int:
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


def run(options: argparse.Namespace) -> int:
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


def build(options: argparse.Namespace) -> int:
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


def claims(options: argparse.Namespace) -> int:
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


def mutate(options: argparse.Namespace) -> int:
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


def new(options: argparse.Namespace) -> int:
    from cohortbook.intake.begin import STEPS, begin
    from cohortbook.publication.tracked import hook_line

    root = _root(options)
    workbook, shown = begin(root, options.cohort, options.title, options.period, options.people)
    print(
        f"fill {workbook.relative_to(root).as_posix()}\nnext steps:"
        f" {workbook.with_name(STEPS).relative_to(root).as_posix()}"
    )
    for line in filter(None, [*shown, hook_line(root)]):
        print(line)
    return 0


def intake(options: argparse.Namespace) -> int:
    from cohortbook.intake.take_in import look, take_in

    if options.look:
        look(_root(options), options.cohort, options.files)
    else:
        take_in(_root(options), options.cohort, options.files, options.replace)
    return 0


def changes(options: argparse.Namespace) -> int:
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


def _record(study: Study, version: str) -> int:
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


def cite(options: argparse.Namespace) -> int:
    from cohortbook.study import citation, citation_formats

    study_citation = citation.read_citation(_root(options))
    if study_citation is None:
        raise UnknownName(
            f"this study has no {citation.FILE}, which says how it is cited"
            " (https://citation-file-format.github.io)"
        )
    print(citation_formats.FORMATS[options.format](study_citation).rstrip("\n"))
    return 0


def _protected_lines(study: Study) -> list[str]:
    """Return a line for each cohort with protected people: where its rows are, and how many of its
    counts are printed.
    """
    from cohortbook.publication.output_check import protected_line

    return [protected_line(study, handle) for handle in study.named]


def disclosure(options: argparse.Namespace) -> int:
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
    refuse_leaks(study)
    published = publish(study) if options.publish else []
    for line in _protected_lines(study):
        print(line)
    if options.pack and study.named:
        print(
            f"{options.pack}: {write_pack(study, options.pack)}\n{options.pack / SHEET} says what"
            " to read, and how to sign"
        )
    for path in published:
        print(path.relative_to(study.root).as_posix())
    print(
        f"{len(study.named)} of {len(study.every_cohort)} cohorts have protected people."
        f" {signed_line(study)}"
    )
    if options.signed:
        refuse_unsigned(study)
    return 0


def release(options: argparse.Namespace) -> int:
    from cohortbook.release.release import release

    missing = release(_study(options), options.folder.resolve(), with_edition=not options.no_pdf)
    for sentence in missing:
        print(sentence, file=sys.stderr)
    print(f"the release: {options.folder.resolve()}")
    return 0


def serve(options: argparse.Namespace) -> int:
    from cohortbook.book.preview import serve

    try:
        serve(_root(options), options.port)
    except (OSError, OverflowError):
        raise UnknownName(
            f"nothing can be served at port {options.port}, perhaps because another program does;"
            " name another with --port"
        ) from None
    return 0


def trace(options: argparse.Namespace) -> int:
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
