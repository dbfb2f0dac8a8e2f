"""Search every byte of a built book for people: names, initials, addresses, phone numbers, and
joins of attributes with statements.

A join is a place small enough to be read as one (a row, a paragraph, a record) that holds both what
someone is (post, award as printed) and what the same person said. What looks like something
private and is not has an entry under `reviewed` (see reviewed.py), with a reason. Of the people in
the keys only names in full are looked for here: single words of names are looked for before the
book is built, in what comes from their cohort (see own_words.py). Files that are given out without
a decision are named too.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from cohortbook.publication.reviewed import IDENTIFIER, is_reviewed, place_for
from cohortbook.study.keys import known_names
from cohortbook.study.layout import MANIFEST
from cohortbook.study.people import everybody
from cohortbook.study.personal_data import EMAIL, IN_KEY, LOOKS, POSTCODE, full_names, one_of
from cohortbook.study.policy import PATH
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.study import Study, once_a_study

PACKED = (".xlsx", ".xlsm", ".ods", ".zip", ".qdpx", ".docx", ".epub")
SHARED, SHEET = "xl/sharedStrings.xml", re.compile(r"xl/worksheets/sheet\d+\.xml")
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
NO_TEXT = (".woff", ".woff2", ".ttf", ".eot", ".ico", ".inv", ".gz", ".br")
OF_PAGES = (
    ".html",
    ".js",
    ".css",
    ".inv",
    ".svg",
    ".png",
    ".woff2",
)  # what pages are made of; anything else is given out
FOLDERS = ("_static", "_images", "_sources", "_sphinx_design_static")
ONLY_ONE = [
    write(word)
    for word in ("first", "only", "sole", "youngest", "oldest")
    for write in (str.lower, str.capitalize, str.upper)
]
UNIQUE = re.compile(
    rf"(?:{one_of(ONLY_ONE)})(?i:\s+(?:[\w’'-]+\s+){{0,2}}(?:woman|man|female|male|mother|father)\b[^.<>\"\n]{{0,20}}\b(?:in|at|from|to)\b)"
)
IN_BRACKETS = re.compile(r"\((?:[A-Z]\. ?){2,3}\)")
INITIALS = re.compile(r"[A-Z](?<=\W.)\.[A-Z]\.(?=[ ,;)])")
SEEN = (
    *LOOKS,
    ("someone who is the only one of a kind", UNIQUE),
    ("initials", IN_BRACKETS),
    ("initials", INITIALS),
)
# What a text must hold for a slow pattern to be worth a look: most hold neither.
NEEDED = {
    EMAIL: re.compile(r"@[\w-]+\.[\w.]"),
    POSTCODE: re.compile(
        r"\d(?:(?<=[A-Za-z].)[A-Za-z\d]? ?\d[A-Za-z]{2}\b|(?i:(?<=GIR.)|(?<=GIR .))[A-Za-z]{2}\b)"
    ),
}
IMAGE_TEXT = re.compile(
    rb"(?:tEXt|iTXt|Exif|http://ns.adobe.com/xap)[ -~\0\n]{4,2000}"
)  # what cameras and programs write into images
EXPLAINED = re.compile(
    r'<a(?: class="cb-term"[^>]*><a)?bbr title="[^"]*">([^<]*)</abbr>(?:</a>)?'
)  # an abbreviation must not hide the words it is among
DIGEST = re.compile(
    r"[0-9a-f](?<![^\W_].)(?=[0-9a-f]{11})(?:(?<=[a-f])|(?=[0-9]*[a-f]))[0-9a-f]+(?![^\W_])"
)  # names, checksums and commits made from content: now and then one begins like a phone number
UNITS = re.compile(
    r"</?(?:tr|row|si|li|p|figcaption|dd|dt|h\d|details|summary|section)\b[^>]*>|\n|[}\]],"
)
AS_PRINTED = ("role", "qualifying_award", "highest_award", "research_knowledge")
SHORTEST = 12  # letters: a shorter text, such as a degree, says nothing of one person


def exposed(study: Study, folder: Path) -> list[Problem]:
    """Return a problem for each thing in a folder of made files that may not be there, and for each
    file given out without a decision.
    """
    problems, reader = [], _Reader(study)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if _is_given_out(name) and study.policy.file(name) is None:
            problems.append(
                Problem(
                    name,
                    None,
                    None,
                    f"is given out, and {PATH.as_posix()} holds no decision about it; add it to an"
                    " entry of files there",
                )
            )
        for text in texts_of(path):
            problems += [Problem(name, None, None, said) for said in reader.found(text, name)]
    return list(dict.fromkeys(problems))


# A name in full, or "the only young Welsh woman", is on no more lines than it has words.
MOST_LINES = 4
Lines = tuple[str, ...]  # lines that follow each other, MOST_LINES of them


class Found(NamedTuple):
    """Something that may not be where it is: as it is there, and what it looks like or
    whose it is who is joined with what they said.
    """

    text: str
    looks_like: str = ""
    whose: str = ""


class _Reader:
    """Reads texts that have most of their lines in common, as the pages of a book do: a line and
    those after it are looked at together, once.
    """

    def __init__(self, study: Study):
        self._study = study
        self._read: set[Lines] = set()
        self._holding: dict[Lines, list[Found]] = {}

    def found(self, text: str, name: str) -> Iterator[str]:
        """Yield a sentence for each thing that a text of the file `name` holds and may not."""
        windows = dict.fromkeys(_windows([line for line in text.split("\n") if line.strip()]))
        new = [window for window in windows if window not in self._read]
        self._read.update(new)
        for window, held in self._look(new) if new else ():
            self._holding.setdefault(window, []).append(held)
        for held in (held for window in windows for held in self._holding.get(window, ())):
            shown = " ".join(held.text.split())
            if held.whose:
                yield (
                    f"joins what {held.whose} is ({shown!r}) and what {held.whose} said; no page or"
                    " file may"
                )
            elif not is_reviewed(self._study, name, held.looks_like, shown):
                remedy = (
                    f"take it out, or say in {place_for(held.looks_like)}, under reviewed, why it"
                    " may be there"
                )
                yield f"holds what looks like {held.looks_like}: {shown!r}; {remedy}"

    def _look(self, windows: list[Lines]) -> Iterator[tuple[Lines, Found]]:
        """Yield lines that follow each other, with something they hold: all are read as one text
        first, and most hold nothing.
        """
        lines = list(_one_below_the_other(windows))
        texts = {held.text for held in _found(self._study, _resolved(_framed(lines)))}
        if not texts:
            return
        for window, read in zip(_windows(lines), _windows(map(_resolved, lines)), strict=True):
            own = _framed(read)
            if any(text in own for text in texts):
                yield from ((window, held) for held in _found(self._study, own))


def _windows(lines: Iterable[str]) -> Iterator[Lines]:
    """Each line with those after it; the last have empty lines after them."""
    padded = [*lines, *[""] * (MOST_LINES - 1)]
    return zip(*(padded[place:] for place in range(MOST_LINES)), strict=False)


def _one_below_the_other(windows: list[Lines]) -> Iterator[str]:
    """Lines among which those of each window are one below the other."""
    before: Lines = ()
    for window in windows:
        yield from window[-1:] if window[:-1] == before[1:] else window
        before = window


def _framed(lines: Iterable[str]) -> str:
    """Lines as a text in which nothing looks as if it began or ended in mid-word."""
    return "\n".join(["", *lines, ""])


def undecided_outputs(study: Study, executed: Path) -> list[Problem]:
    """Return a problem for each cell of the executed notebooks that shows something without a
    decision, hidden in the book or not.
    """
    problems = []
    for page, made in json.loads((executed / MANIFEST).read_text(encoding="utf-8"))[
        "pages"
    ].items():
        template = Path(made["template"]).stem
        for cell in json.loads((executed / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]:
            decided = study.policy.exhibit(template, cell["id"])
            if cell.get("outputs") and decided is None:
                problems.append(
                    Problem(
                        made["template"],
                        None,
                        f"cell {cell['id']}",
                        f"shows something, though it is tagged remove-cell, and {PATH.as_posix()}"
                        " holds no decision about it",
                    )
                )
    return list(dict.fromkeys(problems))


def refuse_exposure(study: Study, folder: Path, executed: Path) -> None:
    """Raise StudyError, naming each file and cell, if a made book, or a notebook it was made from,
    holds what it may not.
    """
    problems = undecided_outputs(study, executed) + exposed(study, folder)
    if problems:
        raise StudyError(problems)


def texts_of(path: Path) -> Iterator[str]:
    """Yield what can be read in a file: of a packed one its members' texts and names,
    of a PDF its pages.
    """
    yield DIGEST.sub("", path.name).replace("_", " ")
    if path.suffix in PACKED:
        with zipfile.ZipFile(path) as packed:
            for member in packed.namelist():
                yield f"{member}\n{packed.read(member).decode('utf-8', errors='ignore')}"
            if path.suffix == ".xlsx":
                yield "\n".join(_rows_of(packed))
    elif path.suffix == ".pdf":
        from pypdf import PdfReader

        reader = PdfReader(path)
        yield from (page.extract_text() for page in reader.pages)
        yield "\n".join(map(str, (reader.metadata or {}).values()))
    elif path.suffix in IMAGES:
        yield "\n".join(found.decode("latin-1") for found in IMAGE_TEXT.findall(path.read_bytes()))
    elif path.suffix not in NO_TEXT:
        yield path.read_bytes().decode("utf-8", errors="ignore")


def _rows_of(workbook: zipfile.ZipFile) -> Iterator[str]:
    """The text of each row of a workbook's sheets, which hold most texts by their place in a list
    that all sheets share.
    """
    from lxml.etree import fromstring

    parts = workbook.namelist()
    shared = (
        ["".join(item.itertext()) for item in fromstring(workbook.read(SHARED))]
        if SHARED in parts
        else []
    )
    for sheet in (fromstring(workbook.read(part)) for part in parts if SHEET.fullmatch(part)):
        for row in sheet.iter("{*}row"):
            texts = ["".join(cell.itertext()) for cell in row]
            yield " · ".join(
                shared[int(text)] if cell.get("t") == "s" else text
                for cell, text in zip(row, texts, strict=True)
            )


def _resolved(text: str) -> str:
    """A text as its readers see it, entities and escapes written out; what a machine
    wrote is left out.
    """
    return unquote(
        unescape(
            DIGEST.sub("", EXPLAINED.sub(r"\1", text)).replace("\\n", "\n").replace("\\u2019", "’")
        )
    )


def _is_given_out(name: str) -> bool:
    return name.split("/")[0] not in FOLDERS and not name.endswith(OF_PAGES)


def _found(study: Study, text: str) -> Iterator[Found]:
    yield from (Found(held, what) for what, held in _seen(study, text))
    yield from (Found(attribute, whose=case_id) for case_id, attribute in joins(study, text))


def _seen(study: Study, text: str) -> Iterator[tuple[str, str]]:
    """Yield what looks private, with its text, and every identifier and name of people
    of strict cohorts.
    """
    for what, seen in SEEN:
        if seen in NEEDED and not NEEDED[seen].search(text):
            continue
        yield from (
            (what, held) for held in sorted({match.group() for match in seen.finditer(text)})
        )
    for what, pattern in (
        (IDENTIFIER, identifiers_of_protected(study)),
        (IN_KEY, names_in_keys(study)),
    ):
        if pattern:
            yield from (
                (what, held) for held in sorted({match.group() for match in pattern.finditer(text)})
            )


@once_a_study
def identifiers_of_protected(study: Study) -> re.Pattern | None:
    """Return a pattern for the identifiers of people of protected cohorts; None without any."""
    people = everybody(study.with_rows)
    theirs = sorted(people[people["cohort"].isin(study.protected)]["case_id"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, theirs))})(?!\w)") if theirs else None


@once_a_study
def names_in_keys(study: Study) -> re.Pattern | None:
    """Return a pattern for the names in full that the keys in private/ hold; None without any."""
    folders = sorted((study.root / "private").glob("cohort_*"))
    return full_names(name for folder in folders for name in known_names(folder))


def joins(study: Study, text: str) -> Iterator[tuple[str, str]]:
    """Yield, for each row, paragraph or record of a text that holds what a person is and what the
    same person said, the person and the attribute.
    """
    attributes, said = _attributes(study), _said(study)
    if not attributes:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(attributes, key=len, reverse=True))))
    for unit in UNITS.split(text) if pattern.search(text) else ():
        for attribute in set(pattern.findall(unit)):
            yield from (
                (case_id, attribute)
                for case_id in attributes[attribute]
                if any(summary in unit for summary in said.get(case_id, ()))
            )


@once_a_study
def _attributes(study: Study) -> dict[str, list[str]]:
    """The attributes as printed by which someone can be known, each with the people
    who have it.
    """
    people = study.tables["participants"]
    found: dict[str, list[str]] = {}
    for column in AS_PRINTED:
        for case_id, value in zip(people["participant_id"], people[column].fillna(""), strict=True):
            if len(value) >= SHORTEST:
                found.setdefault(value, []).append(case_id)
    return found


@once_a_study
def _said(study: Study) -> dict[str, list[str]]:
    passages = (
        study.tables["passages"]
        .dropna(subset=["summary"])
        .merge(
            study.tables["attributions"].dropna(subset=["case_id"])[["passage_id", "case_id"]],
            on="passage_id",
        )
    )
    return passages.groupby("case_id")["summary"].agg(list).to_dict()
