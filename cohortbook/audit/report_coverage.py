"""Prove from the published report that each claim is printed where it says, and that each figure of
the report has a claim.

What must be covered: every word with a digit, every number from one to twelve in words, and every
quantifier that has a rule. Not what only names something (cohort 1, Table 2, PR7, the number of a
list's item, an address of a page), not the cells of tables, which are the study's data, and not the
words, other than digits, of people who are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cohortbook.study.problems import Problem
from cohortbook.study.rules import at
from cohortbook.study.study import Study
from cohortbook.study.wording import words_of

NUMBERS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
NAMING = {"cohort", "cohorts", "section", "table", "q", "question", "part", "c"}
APART = "…"


def check_claims(study: Study, lines: dict[str, list[str]], name: str) -> Iterator[Problem]:
    """Yield a problem for each claim that is not printed at its place, and for each figure or
    quantifier that no claim covers.

    `lines` holds the report's lines, by block, the heading first; `name` is what the report is
    called in problems.
    """
    printed: dict[str, list[list[str]]] = {}
    for claim in study.tables["claims"].to_dict("records"):
        block, paragraph = claim["locator"].rstrip("abcdefghijklmnopqrstuvwxyz").rsplit(".P", 1)
        if int(paragraph) >= len(lines.get(block, [])):
            yield at(
                claim["source_row"], "locator", f"{claim['locator']!r} is not a place in the report"
            )
            continue
        there = words_of(lines[block][int(paragraph)])
        for bit in claim["as_printed"].split(APART):
            printed.setdefault(f"{block}.P{int(paragraph):02d}", []).append(words_of(bit))
            if not occurs(words_of(bit), there):
                yield at(
                    claim["source_row"],
                    "as_printed",
                    f"{bit.strip()!r} is not printed at {claim['locator']}",
                )
    if printed:
        yield from _uncovered(study, lines, printed, name)


def _uncovered(
    study: Study, lines: dict[str, list[str]], printed: dict[str, list[list[str]]], name: str
) -> Iterator[Problem]:
    tables = set(study.tables["headings"].query("holds == 'table'")["block"])
    quantifiers = [
        words_of(word) for word in study.tables["quantifiers"]["word"] if not word.startswith("(")
    ]
    letters, quoted = _identifier_letters(study), _quoted(study)
    for block, paragraphs in lines.items():
        for number, line in enumerate(paragraphs):
            place = f"{block}.P{number:02d}"
            if block in tables and number:
                continue
            wanted = figures_of(line, letters, quantifiers, quoted.get(place, set()))
            bare = [
                figure
                for figure in wanted
                if not any(occurs(figure, bit) for bit in printed.get(place, []))
            ]
            if bare:
                yield Problem(
                    name,
                    None,
                    place,
                    "no claim of claims.csv covers "
                    + ", ".join(
                        repr(" ".join(figure)) for figure in dict.fromkeys(map(tuple, bare))
                    ),
                )


def figures_of(
    line: str, letters: set[str], quantifiers: list[list[str]], quoted: set[int]
) -> list[list[str]]:
    """Return the figures and quantifiers of a paragraph that a claim must cover, each as its words,
    in their order.

    `letters` are those that identifiers begin with; `quoted` are the places of words that someone
    is quoted with.
    """
    words = words_of(re.sub(r"<?https?://\S+", " ", line))
    found = []
    for place, word in enumerate(words):
        if word[0].isdigit():
            names = (place and words[place - 1] in NAMING | letters) or (
                place == 0 and re.match(r"\s*\d+\.\s", line)
            )
            follows = (
                place > 1
                and words[place - 1] == "and"
                and words[place - 2].isdigit()
                and any(w in NAMING for w in words[max(0, place - 4) : place - 2])
            )
            if not names and not follows:
                found.append([word])
        elif place not in quoted:
            found += (
                [[word]]
                if word in NUMBERS
                else [q for q in quantifiers if words[place : place + len(q)] == q]
            )
    return found


def occurs(part: list[str], whole: list[str]) -> bool:
    """Whether the words of `part` are in `whole`, next to each other and in this order."""
    return bool(part) and any(
        whole[start : start + len(part)] == part for start in range(len(whole) - len(part) + 1)
    )


def _identifier_letters(study: Study) -> set[str]:
    names = [
        *study.tables["participants"]["participant_id"],
        *study.tables["managers"]["manager_id"],
    ]
    return {match[0].lower() for match in (re.match(r"[A-Za-z]+", name) for name in names) if match}


def _quoted(study: Study) -> dict[str, set[int]]:
    """The places of words, by paragraph, that are in a passage that quotes someone."""
    places: dict[str, set[int]] = {}
    passages = study.tables["passages"]
    for row in (
        passages[passages["kind"] == "quotation"]
        .dropna(subset=["word_start", "word_count"])
        .to_dict("records")
    ):
        place = row["locator"].rstrip("abcdefghijklmnopqrstuvwxyz")
        places.setdefault(place, set()).update(
            range(row["word_start"], row["word_start"] + row["word_count"])
        )
    return places
