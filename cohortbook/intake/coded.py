"""Turn coded segments into a cohort's tables: passages, attributions and themes on passages."""

from __future__ import annotations

import hmac
import itertools
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from cohortbook.intake.memos import kept_memos, memo_file
from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.intake.people import Person, name_of, names_known
from cohortbook.intake.samples import (
    GIVEN_TO,
    Given,
    base,
    names_of_coders,
    passages_given,
    samples_in,
)
from cohortbook.intake.stances import SUPPORTS, combined
from cohortbook.study.csv_text import csv_text, for_excel
from cohortbook.study.keys import CODER_HEADINGS, CODERS, PEOPLE, count, read_key, shown
from cohortbook.study.layout import PRIVATE, PRIVATE_COHORTS, SETTLEMENTS
from cohortbook.study.policy import PROTECTED
from cohortbook.study.problems import IntakeError
from cohortbook.study.study import COHORTS, Study, rows_folder
from cohortbook.study.uncounted import uncounted

QUOTES, LOG, KEY, DISAGREEMENTS = (
    "quotes.csv",
    "intake_log.txt",
    "passage_ids.key",
    "disagreements.csv",
)
DISAGREEMENT_HEADINGS = ["passage_id", "theme_id", "put_by", "not_put_by", "quote"]
QUOTE_HEADINGS = ["passage_id", "summary", "quote", "name", "source", "start", "key", "is_coded"]
TOGETHER, COMPARED = "coder_team", "coding_reliability"
# characters of a quote that are certainly left when Excel has cut it to the 32,767 of a cell,
# however many of them were blanks
SURE = 16_000
Identity = tuple[str, str, str]
Codings = dict[tuple[str, str, str], str]


class Coded(NamedTuple):
    """The files of a coded project as text by name, those for `data/` and those for `private/`, and
    what the evaluator should hear.
    """

    tables: dict[str, str]
    private: dict[str, str]
    notes: list[str]


class _Passage(NamedTuple):
    """A passage: its identifier, its summary, and every segment on its span."""

    passage_id: str
    summary: str
    span: list[CodedSegment]

    @property
    def names(self) -> list[str]:
        """The names of those who speak in it, each once."""
        return list(dict.fromkeys(map(name_of, self.span)))


def coded_tables(
    study: Study,
    cohort: str,
    project: CodedProject,
    people: dict[str, Person],
    themes: dict[tuple[str, ...], str],
    folder: Path,
) -> Coded:
    """Return the passages, attributions and codings of a cohort, and for its private `folder` its
    quotes, coders, log and memos.

    A passage keeps its identifier when the same words are taken in again, with its question and the
    stances that the tool does not give. Its summary is the one in quotes.csv. Neither identifiers
    nor the order of rows tell who spoke next to whom; only quotes.csv goes by sources. Raises
    IntakeError if passages have been taken in and quotes.csv does not know them.
    """
    former, secret = _former_quotes(study, cohort, folder), _secret(folder)
    passages = _passages(cohort, project, themes, former, secret)
    coders = _coders(study.cohorts[cohort]["approach"], project, folder)
    codings = _codings(passages, themes, coders)
    spans, samples = {own.passage_id: own.span for own in passages}, samples_in(folder)
    given = passages_given(project, spans, coders, samples)
    rows = _rows(study, cohort, passages, people, codings, given)
    kept, deleted = _coded_no_more(former, passages, names_known(folder, study, cohort))
    notes = [
        *project.losses,
        *_notes(study, cohort, deleted, kept, passages),
        *_kept_stances(codings, rows["codings"]),
        *kept_memos(project.memos, folder),
    ]
    private = {
        QUOTES: for_excel([QUOTE_HEADINGS, *map(_quote_row, passages), *map(_kept_row, kept)]),
        CODERS: for_excel(_coder_rows(coders, samples)),
        LOG: "\n".join([*_log(project, themes, passages, rows), *notes, *project.log, ""]),
        KEY: f"{secret}\n",
        **memo_file(project.memos, folder),
    }
    tables = {f"{name}.csv": _table(study, name, held) for name, held in rows.items()}
    coded = Coded(tables, private, [*notes, *_uncounted(rows)])
    return _to_settle(study, cohort, coded, codings, passages, given)


def _coder_rows(coders: dict[str, str], samples: dict[str, str]) -> list[list[str]]:
    return [CODER_HEADINGS, *([*own, samples.get(own[0], "")] for own in coders.items())]


def _passages(
    cohort: str,
    project: CodedProject,
    themes: dict[tuple[str, ...], str],
    former: dict[str, dict[str, str]],
    secret: str,
) -> list[_Passage]:
    """The passages that are coded with themes, with the summaries that quotes.csv has of them."""
    spans = _spans([segment for segment in project.segments if segment.code in themes])
    ids = _passage_ids(cohort, list(spans), former, secret)
    return [
        _Passage(ids[identity], former.get(ids[identity], {}).get("summary", ""), span)
        for identity, span in spans.items()
    ]


def _codings(
    passages: list[_Passage], themes: dict[tuple[str, ...], str], coders: dict[str, str]
) -> Codings:
    """The stances that the tool gives each coding; a coding is a passage, a theme and a coder."""
    said: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for passage in passages:
        for segment in passage.span:
            coding = passage.passage_id, themes[segment.code], coders[segment.coder]
            said[coding].add(segment.stance)
    return {coding: combined(stances) for coding, stances in said.items()}


def _rows(
    study: Study,
    cohort: str,
    passages: list[_Passage],
    people: dict[str, Person],
    codings: Codings,
    given: Given,
) -> dict[str, list[dict[str, str]]]:
    """The rows of each table, with the questions and stances that they had before."""
    before = _own(study, "passages", cohort).set_index("passage_id")
    named = names_of_coders(given)
    return {
        "passages": [
            _passage_row(cohort, passage, people, _cell(before, passage.passage_id, "question_id"))
            | {GIVEN_TO: named[passage.passage_id]}
            for passage in passages
        ],
        "attributions": [
            {"passage_id": passage.passage_id, "case_id": case}
            for passage in passages
            for case in dict.fromkeys(people[name].case_id for name in passage.names)
            if case
        ],
        "codings": _coding_rows(study, cohort, codings),
    }


def _passage_row(
    cohort: str, passage: _Passage, people: dict[str, Person], question_id: str
) -> dict[str, str]:
    return {
        "passage_id": passage.passage_id,
        "about_cohort": cohort,
        "group": people[passage.names[0]].group,
        "question_id": question_id,
        "kind": "quotation",
        "summary": passage.summary,
        "locator": f"Coded passage {passage.passage_id.rsplit('_', 1)[1]}",
    }


def _coding_rows(study: Study, cohort: str, codings: Codings) -> list[dict[str, str]]:
    """The rows of codings.csv; a stance that the tool does not give is as it was."""
    coded = _own(study, "codings", cohort).set_index(["passage_id", "theme_id"])
    before = coded["stance"].to_dict()
    return [
        {
            "passage_id": passage,
            "theme_id": theme,
            "coder_id": coder,
            "stance": stance or before.get((passage, theme), SUPPORTS),
        }
        for (passage, theme, coder), stance in codings.items()
    ]


def _kept_stances(codings: Codings, rows: list[dict[str, str]]) -> list[str]:
    """A sentence about stances other than the usual that are as they were, because the tool gives
    none.
    """
    pairs = zip(codings.values(), rows, strict=True)
    kept = sum(not stance and row["stance"] != SUPPORTS for stance, row in pairs)
    return [
        f"Stances in codings.csv that the file does not give, kept as they were: {kept}."
    ] * bool(kept)


def _quote_row(passage: _Passage) -> list[str]:
    """The row of quotes.csv of a passage that is coded."""
    first, names = passage.span[0], "\n".join(passage.names)
    place = [first.source, _start(first), first.key]
    return [passage.passage_id, passage.summary, first.quote or "", names, *place, "true"]


def _kept_row(row: dict[str, str]) -> list[str]:
    """The row of quotes.csv of a passage that is coded no more."""
    return [row[heading] for heading in QUOTE_HEADINGS[:-1]] + ["false"]


def _coded_no_more(
    former: dict[str, dict[str, str]], passages: list[_Passage], names: set[str]
) -> tuple[list[dict[str, str]], int]:
    """The rows of quotes.csv whose passages are not coded any more and whose people are all known:
    they keep their identifiers, in case they are coded again. With them how many others there are.
    """
    coded = {passage.passage_id for passage in passages}
    known = {line for name in names for line in name.splitlines()}
    gone = [row for passage, row in former.items() if passage not in coded]
    kept = [row for row in gone if known.issuperset(row["name"].splitlines())]
    return kept, len(gone) - len(kept)


def _log(
    project: CodedProject,
    themes: dict[tuple[str, ...], str],
    passages: list[_Passage],
    rows: dict[str, list[dict[str, str]]],
) -> list[str]:
    """Sentences with the numbers of what was read, left out and written."""
    written = ", ".join(f"{len(held)} {name}" for name, held in rows.items())
    left_out = sum(segment.code not in themes for segment in project.segments)
    with_words = sum(bool(passage.span[0].quote) for passage in passages)
    return [
        f"Read as {project.tool}: {len(project.segments)} codings of {len(project.codes)} codes in"
        f" {len(project.sources)} sources.",
        f"Written: {written}; {left_out} codings left out by codes.csv.",
        f"Words could be had for {with_words} of {len(passages)} passages.",
    ]


def _to_settle(
    study: Study,
    cohort: str,
    coded: Coded,
    codings: Codings,
    passages: list[_Passage],
    given: Given,
) -> Coded:
    """What was coded and, where coders are compared, a file of their disagreements that are open
    and a sentence with the file where they are settled, and its columns if it is new.
    """
    if study.cohorts[cohort]["approach"] != COMPARED:
        return coded
    open_ones = _disagreements(study, codings, passages, given)
    listed = {DISAGREEMENTS: for_excel([DISAGREEMENT_HEADINGS, *open_ones])}
    mode = study.cohorts[cohort]["disclosure"]
    own = rows_folder(study.root, cohort, mode) / SETTLEMENTS.name
    file = own if mode in PROTECTED else SETTLEMENTS
    columns = ", ".join(study.dictionary.tables["settlements"].column_names)
    is_new = not (study.root / file).exists()
    settlements = file.as_posix() + f" (a new file, with the columns {columns})" * is_new
    said = (
        f"{count(open_ones, 'disagreement')} to be settled: {DISAGREEMENTS} has each with its"
        f" words; say in {settlements} which are kept, and why."
    )
    notes = [*coded.notes, *base(given), *[said] * bool(open_ones)]
    return Coded(coded.tables, coded.private | listed, notes)


def _disagreements(
    study: Study,
    codings: Iterable[tuple[str, str, str]],
    passages: list[_Passage],
    given: Given,
) -> list[list[str]]:
    """The themes that some coders put on a passage and others who were given it did not, less those
    that are settled.
    """
    quotes = {passage.passage_id: passage.span[0].quote or "" for passage in passages}
    put: dict[tuple[str, str], set[str]] = {}
    for passage, theme, coder in codings:
        put.setdefault((passage, theme), set()).add(coder)
    settled = set(
        study.tables["settlements"][["passage_id", "theme_id"]].itertuples(index=False, name=None)
    )
    return [
        [passage, theme, ", ".join(sorted(by)), ", ".join(sorted(others)), quotes[passage]]
        for (passage, theme), by in put.items()
        if (others := given[passage] - by) and (passage, theme) not in settled
    ]


def _uncounted(rows: dict[str, list[dict[str, str]]]) -> list[str]:
    """What to say of passages that count for no person, and how to say who speaks in them."""
    passages = pd.DataFrame(rows["passages"], columns=["passage_id", "group"])
    attributions = pd.DataFrame(rows["attributions"], columns=["passage_id", "case_id"])
    said = uncounted(passages, attributions)
    return [
        f"{said} {PEOPLE} has only a group for them. Who speaks can be said by a label at the"
        " beginning of a line, a code such as speaker.PR19 or a case."
    ] * bool(said)


def _notes(
    study: Study,
    cohort: str,
    deleted: int,
    kept: list[dict[str, str]],
    passages: list[_Passage],
) -> list[str]:
    """Return sentences about quotes and summaries that are no longer where they were."""
    before = _own(study, "passages", cohort).set_index("passage_id")
    just_lost = [row for row in kept if row["is_coded"].lower() == "true"]  # Excel writes TRUE
    with_summary = sum(bool(row["summary"]) for row in just_lost)
    summaries = [(_cell(before, own.passage_id, "summary"), own.summary) for own in passages]
    removed = sum(bool(old and not new) for old, new in summaries)
    replaced = sum(bool(old and new and old != new) for old, new in summaries)
    said = (
        (
            deleted,
            (
                f"Quotes deleted from {QUOTES}, because their people are no longer in people.csv:"
                f" {deleted}."
            ),
        ),
        (
            len(just_lost),
            (
                f"Passages that are no longer coded: {len(just_lost)}, {with_summary} of them with"
                f" a summary. Their rows are at the end of {QUOTES}, with the words; delete those"
                " of a person who withdrew."
            ),
        ),
        (removed, f"Summaries removed, because their cells in {QUOTES} are empty: {removed}."),
        (replaced, f"Summaries in passages.csv replaced by other words in {QUOTES}: {replaced}."),
    )
    return [sentence for number, sentence in said if number]


def missing_summaries(study: Study) -> dict[str, str]:
    """Return, for each cohort with passages that have no summary, a sentence with their number and
    where to write them.
    """
    said = {}
    for cohort in study.cohorts:
        passages = _own(study, "passages", cohort)
        lacking = passages[passages["summary"].isna()]
        if len(lacking):
            quotes, it = PRIVATE / cohort / QUOTES, "it" if len(lacking) == 1 else "them"
            place = (
                quotes.as_posix()
                if (study.root / quotes).exists()
                else lacking["source_row"].iloc[0].rpartition(":")[0]
            )
            said[cohort] = (
                f"{len(lacking)} of {len(passages)} passages of {cohort}"
                f" {'has' if it == 'it' else 'have'} no summary yet; write {it} in {place}"
            )
    return said


def _spans(segments: list[CodedSegment]) -> dict[Identity, list[CodedSegment]]:
    """Segments by what they are on, in the order of sources and of places in them."""
    spans: dict[Identity, list[CodedSegment]] = {}
    for segment in segments:
        spans.setdefault(
            _same(segment.source, _start(segment), segment.key, segment.quote or ""), []
        ).append(segment)
    order = {
        source: place
        for place, source in enumerate(dict.fromkeys(source for source, _, _ in spans))
    }
    return dict(
        sorted(
            spans.items(),
            key=lambda item: (order[item[0][0]], item[1][0].start is None, item[1][0].start or 0),
        )
    )


def _start(segment: CodedSegment) -> str:
    return "" if segment.start is None else str(segment.start)


def _same(source: str, start: str, key: str, quote: str) -> Identity:
    """What makes a span the same in a later export, whose identifiers may all have changed: its
    source, its place or the tool's key for it, its words.
    """
    return source.strip(), start or key, " ".join(quote.split())


def _former_quotes(study: Study, cohort: str, folder: Path) -> dict[str, dict[str, str]]:
    """The rows of quotes.csv from an earlier intake, by passage."""
    former = read_key(folder / QUOTES, QUOTE_HEADINGS)
    for passage in former:
        if not re.fullmatch(rf"{_prefix(cohort)}\d{{3,}}", passage):
            raise IntakeError(
                f"{shown(folder / QUOTES)}: {passage!r} is not an identifier that intake gave to"
                f" {cohort}; only the column summary is to be filled here"
            )
    lacking = [
        passage
        for passage in _own(study, "passages", cohort)["passage_id"].dropna()
        if passage not in former
    ]
    if lacking:
        raise IntakeError(
            f"{shown(folder / QUOTES)} does not hold"
            f" {lacking[0]}{' and others' * (len(lacking) > 1)}, which passages.csv of {cohort}"
            " has: put the file back from where the passages were taken in (it is not in git), or,"
            f" to begin again, take passages.csv, attributions.csv and codings.csv of {cohort} out"
            " of private/cohorts/ or data/cohorts/"
        )
    return former


def _prefix(cohort: str) -> str:
    return f"c{cohort.removeprefix('cohort_')}_"


def _passage_ids(
    cohort: str, spans: list[Identity], former: dict[str, dict[str, str]], secret: str
) -> dict[Identity, str]:
    """Identifiers given before stay, even if a place moved or a source was renamed while the words
    are known; new spans get new ones."""
    known = {
        _same(row["source"], row["start"], row["key"], row["quote"]): passage
        for passage, row in former.items()
    }
    ids = {span: known[span] for span in spans if span in known}
    for loosely in (
        lambda span: (*span[:2], span[2][:SURE]),
        lambda span: (span[0], span[2][:SURE]),
        lambda span: span[2][:SURE],
    ):
        ids |= _alike(loosely, spans, known, ids)
    taken = set(former)
    for span in spans:
        if span not in ids:
            ids[span] = _drawn(_prefix(cohort), span, secret, taken)
            taken.add(ids[span])
    return ids


def _alike(
    loosely: Callable[[Identity], object],
    spans: list[Identity],
    known: dict[Identity, str],
    ids: dict[Identity, str],
) -> dict[Identity, str]:
    """The passage of each span that has none, where one earlier span is loosely the same and no
    other on either side is.
    """
    left = [span for span in spans if span not in ids and span[2]]
    free = [span for span, passage in known.items() if passage not in ids.values() and span[2]]
    ours, theirs = Counter(map(loosely, left)), Counter(map(loosely, free))
    unique = {loosely(span): known[span] for span in free if theirs[loosely(span)] == 1}
    return {
        span: unique[loosely(span)]
        for span in left
        if ours[loosely(span)] == 1 and loosely(span) in unique
    }


def _drawn(prefix: str, span: Identity, secret: str, taken: Container[str]) -> str:
    """A free identifier of six digits, drawn by the span's digest under the cohort's secret.

    It tells neither the place of the span nor the round of intake.
    """
    draws = (
        "\0".join((*span, str(draw))).encode("utf-8", errors="surrogatepass")
        for draw in itertools.count()
    )
    digests = (hmac.digest(secret.encode(), draw, "sha256") for draw in draws)
    passages = (f"{prefix}{int.from_bytes(digest) % 900_000 + 100_000}" for digest in digests)
    return next(passage for passage in passages if passage not in taken)


def _secret(folder: Path) -> str:
    """The cohort's secret from an earlier intake, or a new one."""
    path = folder / KEY
    known = path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""
    return known or secrets.token_hex(16)


def _place(row: dict[str, str]) -> tuple[str, ...]:
    """Where a row of a table is: by its passage, then by the person, theme and coder."""
    order = ("passage_id", "case_id", "theme_id", "coder_id")
    return tuple(row.get(column, "") for column in order)


def _coders(approach: str, project: CodedProject, folder: Path) -> dict[str, str]:
    """Coders apart from each other only where the cohort's approach compares them; otherwise they
    coded together. Never their names.
    """
    names = sorted({segment.coder for segment in project.segments})
    if approach != COMPARED:
        return dict.fromkeys(names, TOGETHER)
    known = {
        name: row["coder_id"]
        for name, row in read_key(folder / CODERS, CODER_HEADINGS).items()
        if row["coder_id"] != TOGETHER
    }
    number = max(
        (
            int(coder.rsplit("_", 1)[1])
            for coder in known.values()
            if coder.rsplit("_", 1)[-1].isdecimal()
        ),
        default=0,
    )
    for name in names:
        if name not in known:
            known[name] = f"coder_{(number := number + 1)}"
    return known


def _own(study: Study, table: str, cohort: str) -> pd.DataFrame:
    """The rows of a table that are in the cohort's folder."""
    frame = study.tables[table]
    return frame[
        frame["source_row"].str.startswith(
            tuple(f"{place.as_posix()}/{cohort}/" for place in (COHORTS, PRIVATE_COHORTS))
        )
    ]


def _cell(frame: pd.DataFrame, passage: str, column: str) -> str:
    return (
        ""
        if passage not in frame.index or pd.isna(frame.loc[passage, column])
        else str(frame.loc[passage, column])
    )


def _table(study: Study, name: str, rows: list[dict[str, str]]) -> str:
    columns = [
        column.name
        for column in study.dictionary.tables[name].columns
        if column.name != GIVEN_TO or any(row[GIVEN_TO] for row in rows)
    ]
    ordered = sorted(rows, key=_place)
    return csv_text([columns, *([row.get(column, "") for column in columns] for row in ordered)])
