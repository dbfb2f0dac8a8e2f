"""From coded segments to the tables of a cohort: one passage a span, one attribution a person, one row a theme on a passage."""

from __future__ import annotations

from pathlib import Path

from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.intake.people import Person, name_of
from cohortbook.intake.text import csv_text, guarded_csv, rows_of
from cohortbook.study import COHORTS, Study

QUOTES, CODERS, LOG = "quotes.csv", "coders.csv", "intake_log.txt"
QUOTE_HEADINGS = ["passage_id", "source", "start", "key", "quote"]


def coded_tables(study: Study, cohort: str, project: CodedProject, people: dict[str, Person], themes: dict[tuple[str, ...], str],
                 folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the files for `data/` and those for `private/`, as text by name.

    A passage keeps its identifier, and the summary somebody wrote for it, when the same words are taken in again.
    """
    spans = _spans([segment for segment in project.segments if segment.code in themes])
    ids = _passage_ids(cohort, spans, folder)
    coders = _coders(study.cohorts[cohort]["approach"], project, folder)
    summaries = _summaries(study, cohort)
    passages, attributions, codings = [], [], {}
    for span in spans:
        first, passage = span[0], ids[_identity(span[0])]
        person = people[name_of(first)]
        passages.append({"passage_id": passage, "about_cohort": cohort, "group": person.group, "kind": "quotation", "summary": summaries.get(passage, ""),
                         "locator": f"Coded passage {passage.rsplit('_', 1)[1]}"})
        attributions += [{"passage_id": passage, "case_id": case} for case in dict.fromkeys(people[name_of(segment)].case_id for segment in span) if case]
        for segment in span:
            codings[passage, themes[segment.code], coders[segment.coder]] = None
    rows = [{"passage_id": p, "theme_id": t, "coder_id": c, "stance": "supports"} for p, t, c in codings]
    files = {f"{name}.csv": _table(study, name, held) for name, held in (("passages", passages), ("attributions", attributions), ("codings", rows))}
    quotes = [[ids[_identity(span[0])], span[0].source, "" if span[0].start is None else str(span[0].start), span[0].key, span[0].quote or ""] for span in spans]
    left_out = sum(segment.code not in themes for segment in project.segments)
    log = [f"Read as {project.tool}: {len(project.segments)} codings of {len(project.codes)} codes in {len(project.sources)} sources.",
           f"Written: {len(passages)} passages, {len(attributions)} attributions, {len(rows)} codings; {left_out} codings left out by codes.csv.",
           f"Words could be had for {sum(bool(quote[-1]) for quote in quotes)} of {len(quotes)} passages.", *project.log]
    return files, {QUOTES: guarded_csv([QUOTE_HEADINGS, *quotes]), CODERS: guarded_csv([["coder", "coder_id"], *map(list, coders.items())]), LOG: "\n".join(log) + "\n"}


def _spans(segments: list[CodedSegment]) -> list[list[CodedSegment]]:
    """Segments by span, in the order of sources and of places in them."""
    spans: dict[tuple[str, str], list[CodedSegment]] = {}
    for segment in segments:
        spans.setdefault((segment.source, segment.key), []).append(segment)
    order = list(dict.fromkeys(source for source, _ in spans))
    return sorted(spans.values(), key=lambda span: (order.index(span[0].source), span[0].start is None, span[0].start or 0))


def _identity(segment: CodedSegment) -> tuple[str, str, str]:
    """What makes a span the same in a later export, whose identifiers may all have changed: its place or, without one, its words."""
    start = "" if segment.start is None else str(segment.start)
    return segment.source, start or (segment.quote and "words") or segment.key, segment.quote or ""


def _passage_ids(cohort: str, spans: list[list[CodedSegment]], folder: Path) -> dict[tuple[str, str, str], str]:
    """Identifiers given before stay; new spans get the next numbers; none is used twice."""
    former = {}
    if (folder / QUOTES).exists():
        for passage, source, start, key, quote in rows_of((folder / QUOTES).read_text(encoding="utf-8"))[1:]:
            former[source, start or (quote and "words") or key, quote] = passage
    number = max((int(passage.rsplit("_", 1)[1]) for passage in former.values()), default=0)
    ids = {}
    for span in spans:
        identity = _identity(span[0])
        if identity not in ids:
            ids[identity] = former.get(identity) or f"c{cohort.removeprefix('cohort_')}_{(number := number + 1):03}"
    return ids


def _coders(approach: str, project: CodedProject, folder: Path) -> dict[str, str]:
    """Coders apart from each other only where the cohort's approach compares them; otherwise they coded together. Never their names."""
    names = sorted({segment.coder for segment in project.segments})
    if approach != "coding_reliability":
        return dict.fromkeys(names, "coder_team")
    former = dict(rows_of((folder / CODERS).read_text(encoding="utf-8"))[1:]) if (folder / CODERS).exists() else {}
    for name in names:
        former.setdefault(name, f"coder_{len(former) + 1}")
    return former


def _summaries(study: Study, cohort: str) -> dict[str, str]:
    """The summaries that passages of this cohort have so far."""
    passages = study.tables["passages"].dropna(subset=["summary"])
    own = passages[passages["source_row"].str.startswith(f"{(COHORTS / cohort).as_posix()}/")]
    return dict(zip(own["passage_id"], own["summary"], strict=True))


def _table(study: Study, name: str, rows: list[dict[str, str]]) -> str:
    columns = study.dictionary.tables[name].column_names
    return csv_text([list(columns), *([row.get(column, "") for column in columns] for row in rows)])
