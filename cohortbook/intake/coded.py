"""From coded segments to the tables of a cohort: one passage a span, one attribution a person, one row a theme on a passage."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.keys import read_key, shown
from cohortbook.intake.model import CodedProject, CodedSegment, IntakeError
from cohortbook.intake.people import Person, name_of
from cohortbook.intake.text import csv_text, guarded_csv
from cohortbook.study import COHORTS, Study

QUOTES, CODERS, LOG = "quotes.csv", "coders.csv", "intake_log.txt"
QUOTE_HEADINGS = ["passage_id", "summary", "quote", "source", "start", "key", "is_coded"]
PASSAGE = re.compile(r"c\d{2}_(\d{3,})")
CODER_HEADINGS = ["coder", "coder_id"]


class Coded(NamedTuple):
    """The files of a coded project as text by name: those for `data/`, and those for `private/`."""

    tables: dict[str, str]
    private: dict[str, str]


def coded_tables(study: Study, cohort: str, project: CodedProject, people: dict[str, Person], themes: dict[tuple[str, ...], str], folder: Path) -> Coded:
    """Return the passages, attributions and codings of a cohort, and for its private `folder` its quotes, coders and log.

    A passage keeps its identifier when the same words are taken in again. Its summary is the one written beside the quote in
    quotes.csv or, without one, the one that passages.csv has.
    """
    spans = _spans([segment for segment in project.segments if segment.code in themes])
    former = _former_quotes(folder)
    ids = _passage_ids(cohort, spans, former)
    coders = _coders(study.cohorts[cohort]["approach"], project, folder)
    published, written = _summaries(study, cohort), {passage: row["summary"] for passage, row in former.items() if row["summary"]}
    summaries = published | written
    passages, attributions, codings, quotes = [], [], {}, []
    for span in spans:
        first, passage = span[0], ids[_identity(span[0])]
        passages.append({"passage_id": passage, "about_cohort": cohort, "group": people[name_of(first)].group, "kind": "quotation", "summary": summaries.get(passage, ""),
                         "locator": f"Coded passage {PASSAGE.fullmatch(passage)[1]}"})
        attributions += [{"passage_id": passage, "case_id": case} for case in dict.fromkeys(people[name_of(segment)].case_id for segment in span) if case]
        codings |= {(passage, themes[segment.code], coders[segment.coder]): None for segment in span}
        quotes.append([passage, summaries.get(passage, ""), first.quote or "", first.source, _start(first), first.key, "true"])
    # What is coded no more keeps its identifier, in case it is coded again; no identifier is ever given to something else.
    kept = {quote[0] for quote in quotes}
    quotes += [[row[heading] for heading in QUOTE_HEADINGS[:-1]] + ["false"] for passage, row in former.items() if passage not in kept]
    rows = [{"passage_id": passage, "theme_id": theme, "coder_id": coder, "stance": "supports"} for passage, theme, coder in codings]
    tables = {f"{name}.csv": _table(study, name, held) for name, held in (("passages", passages), ("attributions", attributions), ("codings", rows))}
    log = [f"Read as {project.tool}: {len(project.segments)} codings of {len(project.codes)} codes in {len(project.sources)} sources.",
           f"Written: {len(passages)} passages, {len(attributions)} attributions, {len(rows)} codings; "
           f"{sum(segment.code not in themes for segment in project.segments)} codings left out by codes.csv.",
           f"Words could be had for {sum(bool(span[0].quote) for span in spans)} of {len(passages)} passages.",
           f"{sum(published.get(passage, summary) != summary for passage, summary in written.items())} summaries in passages.csv gave way to other ones in {QUOTES}.", *project.log]
    return Coded(tables, {QUOTES: guarded_csv([QUOTE_HEADINGS, *quotes]), CODERS: guarded_csv([CODER_HEADINGS, *map(list, coders.items())]), LOG: "\n".join(log) + "\n"})


def _spans(segments: list[CodedSegment]) -> list[list[CodedSegment]]:
    """Segments by span, in the order of sources and of places in them."""
    spans: dict[tuple[str, str], list[CodedSegment]] = {}
    for segment in segments:
        spans.setdefault((segment.source, segment.key), []).append(segment)
    order = {source: place for place, source in enumerate(dict.fromkeys(source for source, _ in spans))}
    return sorted(spans.values(), key=lambda span: (order[span[0].source], span[0].start is None, span[0].start or 0))


def _former_quotes(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of quotes.csv from an earlier intake, by passage."""
    former = read_key(folder / QUOTES, QUOTE_HEADINGS)
    for passage in former:
        if not PASSAGE.fullmatch(passage):
            raise IntakeError(f"{shown(folder / QUOTES)}: {passage!r} is not an identifier that intake gave; only the column summary is to be filled here")
    return former


def _start(segment: CodedSegment) -> str:
    return "" if segment.start is None else str(segment.start)


def _identity(segment: CodedSegment) -> tuple[str, str, str]:
    return _same(segment.source, _start(segment), segment.key, segment.quote or "")


def _same(source: str, start: str, key: str, quote: str) -> tuple[str, str, str]:
    """What makes a span the same in a later export, whose identifiers may all have changed: its place or, without one, its words."""
    words = " ".join(quote.split())
    return source, start or ("words" if words else key), words


def _passage_ids(cohort: str, spans: list[list[CodedSegment]], former: dict[str, dict[str, str]]) -> dict[tuple[str, str, str], str]:
    """Identifiers given before stay; new spans get the next numbers; none is used twice."""
    known = {_same(row["source"], row["start"], row["key"], row["quote"]): passage for passage, row in former.items()}
    number = max((int(PASSAGE.fullmatch(passage)[1]) for passage in former), default=0)
    ids = {}
    for span in spans:
        identity = _identity(span[0])
        if identity not in ids:
            ids[identity] = known.get(identity) or f"c{cohort.removeprefix('cohort_')}_{(number := number + 1):03}"
    return ids


def _coders(approach: str, project: CodedProject, folder: Path) -> dict[str, str]:
    """Coders apart from each other only where the cohort's approach compares them; otherwise they coded together. Never their names."""
    names = sorted({segment.coder for segment in project.segments})
    if approach != "coding_reliability":
        return dict.fromkeys(names, "coder_team")
    known = {name: row["coder_id"] for name, row in read_key(folder / CODERS, CODER_HEADINGS).items()}
    for name in names:
        known.setdefault(name, f"coder_{len(known) + 1}")
    return known


def _summaries(study: Study, cohort: str) -> dict[str, str]:
    """The summaries that passages of this cohort have so far."""
    passages = study.tables["passages"].dropna(subset=["summary"])
    own = passages[passages["source_row"].str.startswith(f"{(COHORTS / cohort).as_posix()}/")]
    return dict(zip(own["passage_id"], own["summary"], strict=True))


def _table(study: Study, name: str, rows: list[dict[str, str]]) -> str:
    columns = study.dictionary.tables[name].column_names
    return csv_text([list(columns), *([row.get(column, "") for column in columns] for row in rows)])
