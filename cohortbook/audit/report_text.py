"""Prove from the published report that each coded passage is at its locator, and that no attributed
statement was missed.

The study holds no sentence of the report: a passage is a place (section, question, paragraph, first
word, number of words) and the SHA-256 digest of its words. Anyone with the report can check that
the words at the place give the digest.
"""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from cohortbook.audit.report_coverage import check_claims
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.rules import at
from cohortbook.study.study import Study
from cohortbook.study.wording import words_of

LOCATOR = re.compile(r"(?P<block>[A-Za-z0-9]+\.[A-Za-z0-9-]+)\.P(?P<paragraph>\d+)[a-z]*")


def digest_of(words: list[str]) -> str:
    return hashlib.sha256(" ".join(words).encode("utf-8")).hexdigest()


def read_source(path: Path) -> str:
    """Return the text of a report given as text or PDF. Raises StudyError if it is neither, or not
    there.
    """
    if not path.is_file():
        raise _unreadable(path, "there is no such file; --source names the report as text or PDF")
    if path.suffix.lower() == ".pdf":
        return _read_pdf(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(
            path, "is not text in UTF-8; give the report as UTF-8 text or as PDF"
        ) from None


def _read_pdf(path: Path) -> str:
    """The text of a PDF, ligatures of the typesetting as the letters they represent."""
    from pypdf import PdfReader

    # what it says of a damaged file helps no one to put it right
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
        return unicodedata.normalize("NFKC", text)
    except Exception as error:  # a damaged PDF makes the reader raise whatever it stumbles over
        raise _unreadable(
            path, f"is not a PDF that can be read ({error or type(error).__name__})"
        ) from None


def _unreadable(path: Path, why: str) -> StudyError:
    return StudyError([Problem(str(path), None, None, why)])


def blocks_of(text: str, headings: pd.DataFrame) -> dict[str, list[str]]:
    """Return each heading's line and the paragraphs (non-empty lines) under it, by block such as
    S4.Q1; headings are met in their order.

    Raises StudyError naming the first heading that the text does not have where it should be.
    """
    found: dict[str, list[str]] = {}
    todo = list(
        headings.sort_values("order")[["block", "begins", "source_row"]].itertuples(index=False)
    )
    current = None
    for line in text.splitlines():
        if todo and re.match(todo[0].begins, line):
            current = todo.pop(0).block
            found[current] = [line]
        elif current and line.strip():
            found[current].append(line)
    if todo:
        raise StudyError(
            [
                at(
                    todo[0].source_row,
                    "begins",
                    f"no line of the report begins so, after the headings before: {todo[0].begins}",
                )
            ]
        )
    return found


def check_source(study: Study, path: Path) -> list[Problem]:
    """Return a problem for each passage that is not where it should be, and for each citation that
    no passage covers.

    A text is checked place by place. In a PDF, whose lines break anywhere, each passage is looked
    for in the whole text.
    """
    text = read_source(path)
    passages = study.tables["passages"]
    coded = passages[passages["source_row"].str.startswith("data/report/")]
    if path.suffix.lower() == ".pdf":
        return list(_missing_anywhere(coded, words_of(text)))
    try:
        lines = blocks_of(text, study.tables["headings"])
    except StudyError as error:
        return error.problems
    headings = study.tables["headings"]
    blocks = {
        block: words_by_paragraph(lines[block][1:])
        for block in headings[headings["holds"] == "statements"]["block"]
    }
    covered = {block: [False] * sum(map(len, paragraphs)) for block, paragraphs in blocks.items()}
    problems: list[Problem] = []
    cited = citation_pattern(study)
    for row in [*coded.to_dict("records"), *study.tables["left_out"].to_dict("records")]:
        problems += _check_place(row, blocks, covered, cited)
    return (
        problems
        + list(_uncovered(path.name, blocks, covered))
        + list(check_claims(study, lines, path.name))
    )


def citation_pattern(study: Study) -> re.Pattern:
    """Return what a citation of a participant looks like in normalised words: an identifier's
    letters, a number, a cohort.
    """
    ids = [
        *study.tables["participants"]["participant_id"],
        *study.tables["managers"]["manager_id"],
        *study.tables["attributions"]["as_printed"].dropna(),
    ]
    letters = {
        match[0].lower() for match in (re.match(r"[A-Za-z]+", name) for name in ids) if match
    }
    return re.compile(rf"\b({'|'.join(sorted(letters))}) ?\d* ?(c\d|cohort ?\d)")


def words_by_paragraph(lines: list[str]) -> list[list[str]]:
    return [words_of(line) for line in lines]


def _check_place(
    row: dict, blocks: dict[str, list[list[str]]], covered: dict[str, list[bool]], cited: re.Pattern
) -> Iterator[Problem]:
    missing = [column for column in ("word_start", "word_count", "digest") if pd.isna(row[column])]
    if missing:
        why = "is empty; without it the passage cannot be found in the report"
        yield at(row["source_row"], missing[0], why)
        return
    place = LOCATOR.fullmatch(row["locator"])
    paragraphs = blocks.get(place["block"], []) if place else []
    if not place or not 1 <= int(place["paragraph"]) <= len(paragraphs):
        yield at(row["source_row"], "locator", f"{row['locator']!r} is not a place in the report")
        return
    start = sum(map(len, paragraphs[: int(place["paragraph"]) - 1])) + row["word_start"]
    end = start + row["word_count"]
    words = [word for paragraph in paragraphs for word in paragraph][start:end]
    if digest_of(words) != row["digest"]:
        yield at(
            row["source_row"],
            "digest",
            f"the {row['word_count']} words at {row['locator']} are not the ones that were coded",
        )
    if row.get("reason", "roster") != "roster" and cited.search(" ".join(words)):
        yield at(
            row["source_row"],
            "reason",
            "is left out and names a participant: it may be an attributed statement that no passage"
            " covers",
        )
    covered[place["block"]][start:end] = [True] * (end - start)


def _uncovered(name: str, blocks: dict, covered: dict) -> Iterator[Problem]:
    """Every run of words that is neither a passage nor left out with a reason."""
    for block, paragraphs in blocks.items():
        position = 0
        for number, words in enumerate(paragraphs, start=1):
            bare = [
                place
                for place in range(position, position + len(words))
                if not covered[block][place]
            ]
            if bare:
                yield Problem(
                    name,
                    None,
                    f"{block}.P{number:02d}",
                    f"{len(bare)} words are in no passage and are not left out with a reason, "
                    f"from word {bare[0] - position}",
                )
            position += len(words)


def _missing_anywhere(passages: pd.DataFrame, words: list[str]) -> Iterator[Problem]:
    windows: dict[int, set[str]] = {}
    for row in passages.dropna(subset=["word_count", "digest"]).to_dict("records"):
        count = int(row["word_count"])
        if count not in windows:
            windows[count] = {
                digest_of(words[start : start + count]) for start in range(len(words) - count + 1)
            }
        if row["digest"] not in windows[count]:
            yield at(
                row["source_row"],
                "digest",
                f"no run of {count} words in the file is the passage that was coded; "
                "in a PDF a page break inside a passage has this effect",
            )
