"""Read REFI-QDA projects (.qdpx) and codebooks (.qdc), as NVivo, MAXQDA, ATLAS.ti, QualCoder and
others write them.

The standard is REFI-QDA 1.5 (https://www.qdasoftware.org). Tools depart from it: where members of
the archive are named otherwise, identifiers written otherwise or positions counted otherwise, this
reads what they wrote.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cohortbook.intake.case_spans import CaseSpan, owned_by, speakers
from cohortbook.intake.headings import HEADINGS, plain
from cohortbook.intake.model import (
    ALIKE,
    Code,
    Codebook,
    CodedProject,
    CodedSegment,
    Memo,
    Transcript,
    without_words,
)
from cohortbook.intake.paths import paths_of
from cohortbook.intake.positions import Proof, Span, read_positions
from cohortbook.intake.refi_notes import memos, plain_guid, variables
from cohortbook.intake.safe import BYTES, open_zip, parse_xml, read_member
from cohortbook.intake.speaker_labels import marked_turns
from cohortbook.intake.who_speaks import coded_or_codebook, without_speakers
from cohortbook.study.problems import IntakeError

PROJECT = "{urn:QDA-XML:project:1.0}"
TEXTS = (
    "TextSource",
    "Representation",
    "Transcript",
    "TextDescription",
)  # what holds a text that positions count in
DEEPEST = 50
READ = (
    ".qde",
    ".txt",
)  # members of the archive; recordings and pictures, which may be large, never are
PLACES = (
    "begin",
    "end",
    "page",
    "firstX",
    "firstY",
    "secondX",
    "secondY",
)  # of selections in sound, film, pictures and the pages of a PDF
WHOLE = "the whole source"
UNUSED = ("Link", "Graph")


class Selection(NamedTuple):
    """A part of a source that something is said about: its place (None for what is not text), and
    what it is coded with, by whom.

    A part of a PDF has pages, and perhaps the words that the file gives with it; `made` is who made
    it, and when.
    """

    guid: str
    source: str
    key: str
    span: Span | None
    codings: list[tuple[str, str]]  # identifiers of a code, or of a case, and of the user
    words: str | None = None
    pages: frozenset[int] = frozenset()
    made: tuple[str, str] = ("", "")

    @property
    def is_empty(self) -> bool:
        """Whether it ends in a text where it begins, or before."""
        return self.span is not None and self.span.start >= self.span.end

    def joined(self, other: Selection) -> Selection:
        """Return this selection with what another one says of the same passage; one that is in
        a text goes before a region of a page.
        """
        first, second = (other, self) if other.span and not self.span else (self, other)
        return first._replace(
            codings=list(dict.fromkeys(first.codings + second.codings)),
            words=first.words or second.words,
            pages=first.pages | second.pages,
        )


def read_codebook(path: Path) -> Codebook:
    """Return the codes of a `.qdc` file. Raises IntakeError if it is none."""
    if path.stat().st_size > BYTES:
        raise IntakeError(f"{path.name} is larger than {BYTES:,} bytes, which no codebook is")
    root = parse_xml(path.read_bytes(), path.name)
    space = re.fullmatch(
        r"(\{urn:QDA-XML:codebook:[0-9:.]+\}|)CodeBook", root.tag
    )  # tools write 1.0, 1:0 and 0:4
    if not space:
        raise IntakeError(f"{path.name} is not a REFI-QDA codebook; export the codebook as .qdc")
    codes = list(_codes(root.find(f"{space[1]}Codes"), space[1]).values())
    if all(len(code.path) == 1 for code in codes):  # Taguette has no tree, only paths in names
        paths, _ = paths_of(code.path[0] for code in codes)
        codes = [code._replace(path=paths[code.path[0]]) for code in codes]
    return Codebook(root.get("origin", "a REFI-QDA codebook"), without_speakers(codes))


def read_project(path: Path) -> CodedProject | Codebook:
    """Return the coded segments of a `.qdpx` file, or its codes and memos, if nothing is coded.
    Raises IntakeError if it is none, or is empty.
    """
    with open_zip(path, READ) as archive:
        root = _project_of(archive, path.name)
        return _Reading(root, archive, path.name).project()


def is_project(path: Path) -> bool:
    """Return whether a zip archive holds a REFI-QDA project, whatever its name."""
    if not zipfile.is_zipfile(path):
        return False
    with open_zip(path, READ) as archive:
        return any(name.lower().endswith(".qde") for name in archive.namelist())


def _project_of(archive: zipfile.ZipFile, name: str) -> Element:
    """The project in the archive: the standard calls it project.qde, tools call it otherwise, so it
    is known by its ending.
    """
    members = [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith(".qde")
        and "/" not in member.filename.replace("\\", "/").strip("/")
    ]
    if len(members) != 1:
        raise IntakeError(
            f"{name} holds {len(members) or 'no'} project files (.qde) where a REFI-QDA project"
            " holds one; export the project again"
        )
    root = parse_xml(read_member(archive, members[0]), f"{name}: {members[0].filename}")
    if root.tag != f"{PROJECT}Project":
        raise IntakeError(
            f"{name}: {members[0].filename} is not a REFI-QDA project; export the project as"
            " REFI-QDA (.qdpx)"
        )
    return root


class _Reading:
    """One project while it is read: its parts by identifier, and the log of what was decided."""

    def __init__(self, root: Element, archive: zipfile.ZipFile, name: str):
        self.root, self.archive, self.name = root, archive, name
        self.tool = root.get("origin") or "a tool that does not name itself"
        self.log: list[str] = []
        self.losses: list[str] = []
        self.codes = _codes(root.find(f"{PROJECT}CodeBook/{PROJECT}Codes"), PROJECT)
        self.users = {
            plain_guid(user.get("guid")): user.get("name") or user.get("id") or ""
            for user in root.iter(f"{PROJECT}User")
        }
        self.variables = {
            plain_guid(variable.get("guid")): variable.get("name", "")
            for variable in self.root.iter(f"{PROJECT}Variable")
        }
        self.cases = self._named_cases()
        self.points = {
            plain_guid(point.get("guid")): point.get("position")
            for point in root.iter(f"{PROJECT}SyncPoint")
        }
        self.sources = self._named_sources()
        self.texts: dict[str, str] = {}

    def project(self) -> CodedProject | Codebook:
        selections = _each_once(
            found
            for guid, (_, element) in self.sources.items()
            for found in self._selections(element, guid, guid)
        )
        proof = read_positions(
            [
                found.span
                for found in selections
                if found.span and found.codings and not found.is_empty
            ],
            self.texts,
            self.tool,
        )
        empty = [found for found in selections if found.is_empty or _is_blank(found, proof)]
        selections = [found for found in selections if found not in empty]
        self.losses += without_words(sum(len(found.codings) for found in empty))
        self._log_positions(proof, selections)
        marked = self._marked(selections)
        segments = tuple(self._segments(selections, proof, marked))
        if segments:
            self._log_left_out(selections)
            self._log_cases(marked)
        return coded_or_codebook(
            CodedProject(
                self.tool,
                segments,
                tuple(self.codes.values()),
                tuple(name for name, _ in self.sources.values()),
                tuple(self.log),
                tuple(self.losses),
                self._transcripts(),
                memos=tuple(self._memos()),
                hints=self._hints(),
            ),
            self.name,
        )

    def _segments(
        self, selections: list[Selection], proof: Proof, marked: dict[str, list[CaseSpan]]
    ) -> Iterator[CodedSegment]:
        """The codings of selections, once for each case that speaks in them."""
        groups = self._groups()
        for found in selections:
            words = proof.words.get(found.span) if found.span else None
            start, end = (found.span.start, found.span.end) if found.span else (None, None)
            cases = speakers(start, end, marked[found.source]) or [""]
            owner = owned_by(marked[found.source])
            for (code, user), case in product(found.codings, cases):
                if code in self.codes:
                    yield CodedSegment(
                        self.sources[found.source][0],
                        found.key,
                        self.codes[code].path,
                        case,
                        groups[found.source],
                        coder=self.users.get(user, ""),
                        start=words.start if words else None,
                        quote=words.quote if words else found.words,
                        end=words.start + len(words.quote) if words else None,
                        text=found.span.source if found.span else "",
                        owner=owner,
                    )

    def _transcripts(self) -> dict[str, Transcript]:
        """The texts as their words are counted, every line end as one character."""
        texts = {name: text.replace("\r\n", "\n") for name, text in self.texts.items()}
        return {name: Transcript(text, marked_turns(text)) for name, text in texts.items()}

    def _memos(self) -> list[Memo]:
        codes = {guid: " > ".join(code.path) for guid, code in self.codes.items()}
        sources = {guid: name for guid, (name, _) in self.sources.items()}
        return memos(self.root, PROJECT, codes | self.cases | sources, self._text)

    def _named_sources(self) -> dict[str, tuple[str, Element]]:
        """Sources by identifier with their names; a name that several have is distinguished by a
        number.
        """
        sources: dict[str, tuple[str, Element]] = {}
        seen: Counter[str] = Counter()
        for element in self.root.findall(f"{PROJECT}Sources/*"):
            name = element.get("name", "").strip() or _file_of(element) or "source without a name"
            seen[name] += 1
            sources[plain_guid(element.get("guid"))] = (
                name if seen[name] == 1 else f"{name} ({seen[name]})",
                element,
            )
        if any(count > 1 for count in seen.values()):
            self.losses.append(ALIKE)
        return sources

    def _named_cases(self) -> dict[str, str]:
        """Cases by identifier with their names; a name that several have is distinguished by a
        number. MAXQDA and Quirkos hang variables on cases without one, which may say who it is.
        """
        cases: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for case in self.root.iter(f"{PROJECT}Case"):
            guid, name = plain_guid(case.get("guid")), case.get("name", "").strip()
            if not name:
                cases[guid] = self._person(case)
                continue
            seen[name] += 1
            cases[guid] = name if seen[name] < 2 else f"{name} ({seen[name]})"
        return cases

    def _person(self, element: Element) -> str:
        """Who a case or a source is by its variables, such as one named participant."""
        for value in element.findall(f"{PROJECT}VariableValue"):
            variable = value.find(f"{PROJECT}VariableRef")
            if variable is not None and self._is_person(variable):
                return (value.findtext(f"{PROJECT}TextValue") or "").strip()
        return ""

    def _is_person(self, variable: Element) -> bool:
        name = self.variables.get(plain_guid(variable.get("targetGUID")), "")
        return plain(name) in HEADINGS["case"]

    def _selections(self, element: Element, guid: str, text: str) -> Iterator[Selection]:
        """Everything coded in a source: the source itself, its selections, and those in a text that
        represents it (a transcript, the text of a PDF).
        """
        kind = element.tag.removeprefix(PROJECT)
        if kind in TEXTS:
            held = self._text(element)
            if held is not None:
                self.texts[text] = held
        codings = _codings(element)
        if kind.endswith("Selection"):
            yield self._selection(element, guid, text, codings)
        elif codings:
            yield Selection(plain_guid(element.get("guid")), guid, WHOLE, None, codings)
        for number, child in enumerate(element):
            kind = child.tag.removeprefix(PROJECT)
            if kind.endswith("Selection"):
                yield from self._selections(child, guid, text)
            elif kind in TEXTS:
                yield from self._selections(child, guid, f"{text}/{number}")

    def _selection(
        self, element: Element, guid: str, text: str, codings: list[tuple[str, str]]
    ) -> Selection:
        """One selection of a source; its key is its place or, if it has none, its identifier."""
        own, span, page = (
            plain_guid(element.get("guid")),
            self._span(element, text),
            element.get("page", ""),
        )
        place = span[1:] if span else [element.get(name) for name in PLACES if element.get(name)]
        return Selection(
            own,
            guid,
            "..".join(map(str, (*text.split("/")[1:], *place))) or own,
            span,
            codings,
            self._words(element),
            frozenset([int(page)] if page.isdecimal() else []),
            (plain_guid(element.get("creatingUser")), element.get("creationDateTime", "")),
        )

    def _words(self, selection: Element) -> str | None:
        """The words that a selection of a PDF carries itself."""
        within = selection.find(f"{PROJECT}Representation")
        return (self._text(within) or "").strip() or None if within is not None else None

    def _span(self, selection: Element, text: str) -> Span | None:
        """Where a selection is in a text: its own positions or, in a transcript, those of the
        points in time it runs between.
        """
        ends = [selection.get("startPosition"), selection.get("endPosition")]
        if selection.get("fromSyncPoint"):
            ends = [
                self.points.get(plain_guid(selection.get(name)))
                for name in ("fromSyncPoint", "toSyncPoint")
            ]
        found = [int(end) for end in ends if end and re.fullmatch(r"\s*-?[0-9]{1,15}\s*", end)]
        return Span(text, *found) if len(found) == len(ends) else None

    def _text(self, element: Element) -> str | None:
        """The text of a source: in the project, or a member of the archive, known by its last part
        in whatever case; None if it is not there.
        """
        within = element.find(f"{PROJECT}PlainTextContent")
        if within is not None:
            return within.text or ""
        path, source = element.get("plainTextPath", ""), element.get("name") or "a source"
        wanted = _last_part(path)
        held = [
            member
            for member in self.archive.infolist()
            if wanted.endswith(READ) and _last_part(member.filename) == wanted
        ]
        if not held:
            if path:
                self.log.append(f"The text of {source} ({wanted}) is not in the file.")
            return None
        raw = read_member(self.archive, held[0])
        is_utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        try:
            return raw.decode("utf-16" if is_utf_16 else "utf-8-sig")
        except UnicodeDecodeError:
            self.log.append(f"The text of {source} is not saved as UTF-8.")
            return None

    def _marked(self, selections: list[Selection]) -> dict[str, list[CaseSpan]]:
        """What belongs to which case, by source: whole sources and selections named in the case,
        and selections coded with the case itself (NVivo).
        """
        marked = defaultdict(list)
        by_guid = {found.guid: found for found in selections}
        for case in self.root.iter(f"{PROJECT}Case"):
            name = self.cases[plain_guid(case.get("guid"))]
            if not name:
                continue
            for reference in case.findall(f"{PROJECT}SourceRef"):
                marked[plain_guid(reference.get("targetGUID"))].append(CaseSpan(name))
            for reference in case.findall(f"{PROJECT}SelectionRef"):
                found = by_guid.get(plain_guid(reference.get("targetGUID")))
                if found:
                    marked[found.source] += _part(name, found)
        for found in selections:
            for target, _ in found.codings:
                if target not in self.codes and self.cases.get(target):
                    marked[found.source] += _part(self.cases[target], found)
        for guid, (_, element) in self.sources.items():
            person = self._person(element)
            if person and not owned_by(marked[guid]):
                marked[guid].append(CaseSpan(person))
        return marked

    def _hints(self) -> dict[str, str]:
        """What variables say of each case by its name."""
        return {
            self.cases[plain_guid(case.get("guid"))]: variables(case, PROJECT, self.variables)
            for case in self.root.iter(f"{PROJECT}Case")
        }

    def _groups(self) -> dict[str, str]:
        """The sets that each source is a member of, as MAXQDA and ATLAS.ti write groups of
        documents, and its variables; only a hint for the person who fills the key.
        """
        groups = defaultdict(list)
        for group in self.root.iter(f"{PROJECT}Set"):
            for member in group.findall(f"{PROJECT}MemberSource"):
                groups[plain_guid(member.get("targetGUID"))].append(group.get("name", ""))
        said = {
            guid: (", ".join(groups[guid]), variables(element, PROJECT, self.variables))
            for guid, (_, element) in self.sources.items()
        }
        return {guid: "; ".join(filter(None, parts)) for guid, parts in said.items()}

    def _log_positions(self, proof: Proof, selections: list[Selection]) -> None:
        """Say which texts are lacking, and whether positions could be read in the others."""
        coded = [
            (found.source, found.span.source)
            for found in selections
            if found.span and found.codings
        ]
        unread = {source for source, text in coded if text not in self.texts}
        if unread:
            self.losses.append(
                f"The text of {len(unread)} source{'s' * (len(unread) > 1)} is not in the file."
                " Passages are counted; their words are not kept."
            )
        if proof.words:
            self.log.append(
                f"Positions were read as {proof.rule}: {proof.share:.0%} of the passages begin and"
                " end between words."
            )
        elif any(text in self.texts for _, text in coded):
            self.losses.append(
                f"Positions do not prove themselves: at best {proof.share:.0%} of the passages"
                " begin and end between words. Passages are counted; their words are not kept."
            )

    def _log_cases(self, marked: dict[str, list[CaseSpan]]) -> None:
        """Say how many cases have no part of any source: QualCoder 4.0 writes them so."""
        linked = {part.case for parts in marked.values() for part in parts}
        lost = len(set(filter(None, self.cases.values())) - linked)
        if lost:
            own = (
                "take in the project's folder (.qda) instead"
                if self.tool.startswith("QualCoder")
                else "link each to its source or its passages in your tool"
            )
            self.losses.append(
                f"{lost} case{'s are' if lost > 1 else ' is'} in the file, and nothing says what"
                f" belongs to {'them' if lost > 1 else 'it'}; {own}."
            )

    def _log_left_out(self, selections: list[Selection]) -> None:
        lost = sum(
            code not in self.codes and code not in self.cases
            for found in selections
            for code, _ in found.codings
        )
        if lost:
            self.losses.append(
                f"{lost} codings name a code that is not in the project's codebook and were left"
                " out."
            )
        bare = sum(not found.codings for found in selections)
        if bare:
            self.log.append(
                f"{bare} marked passages carry no code (comments, memos) and were left out."
            )
        for kind in UNUSED:
            count = sum(1 for _ in self.root.iter(f"{PROJECT}{kind}"))
            if count:
                self.log.append(f"{count} of the kind {kind} are in the file and are not used.")


def _each_once(selections: Iterable[Selection]) -> list[Selection]:
    """Selections, each passage once.

    ATLAS.ti writes a passage of a PDF several times: as a region of the page and in the text, under
    one identifier, and again as a region of the next page, by the same user, in the same second and
    with the same codes.
    """
    named: dict[tuple, Selection] = {}
    for found in selections:
        name = (found.source, found.guid) if found.guid else (found.source, len(named))
        before = named.get(name)
        if before and before.span and found.span and before.span != found.span:
            name = (*name, found.span)  # an identifier that is on two places by mistake
            before = named.get(name)
        named[name] = before.joined(found) if before else found
    once: list[Selection] = []
    for found in named.values():
        place = next((place for place, before in enumerate(once) if _goes_on(before, found)), None)
        if place is None:
            once.append(found)
        else:
            once[place] = once[place].joined(found)
    return once


def _goes_on(before: Selection, found: Selection) -> bool:
    """Whether a selection is a region of the page after one that belongs to the same passage."""
    is_next = (
        found.span is None
        and bool(found.pages)
        and {page - 1 for page in found.pages} <= before.pages
    )
    return (
        is_next
        and before.source == found.source
        and all(found.made)
        and before.made == found.made
        and set(before.codings) == set(found.codings)
    )


def _is_blank(found: Selection, proof: Proof) -> bool:
    """Whether the words of a selection are known, and are only blanks."""
    return found.span in proof.words and not proof.words[found.span].quote.strip()


def _codings(element: Element) -> list[tuple[str, str]]:
    """What a source or selection is coded with: identifiers of a code, or of a case, and of the
    user.
    """
    return [
        (plain_guid(code.get("targetGUID")), plain_guid(coding.get("creatingUser")))
        for coding in element.findall(f"{PROJECT}Coding")
        if (code := coding.find(f"{PROJECT}CodeRef")) is not None
    ]


def _file_of(source: Element) -> str:
    """The name of a source's file, by which one without a name is known."""
    paths = (source.get(name, "") for name in ("path", "plainTextPath", "richTextPath"))
    return PurePosixPath(next(filter(None, paths), "").replace("\\", "/")).name


def _last_part(path: str) -> str:
    """The name of a file at the end of a path of any system, to be compared."""
    return PurePosixPath(path.replace("\\", "/")).name.lower()


def _part(case: str, found: Selection) -> list[CaseSpan]:
    """What a case has of a source: a part of its text, or the whole of it; a region of sound, film
    or a page is no whole and is passed over.
    """
    if found.span:
        return [CaseSpan(case, found.span.start, found.span.end)]
    return [CaseSpan(case)] if found.key == WHOLE else []


def _codes(element: Element | None, space: str, above: tuple[str, ...] = ()) -> dict[str, Code]:
    """Codes by identifier, with the whole path of names: one name may be in several places of
    the tree.
    """
    codes = {}
    if len(above) > DEEPEST:
        raise IntakeError(f"codes are nested more than {DEEPEST} deep, as in no codebook")
    for code in element.findall(f"{space}Code") if element is not None else ():
        path = (*above, " ".join(code.get("name", "").split()) or "code without a name")
        codes[plain_guid(code.get("guid"))] = Code(
            path,
            (code.findtext(f"{space}Description") or "").strip(),
            code.get("isCodable", "true") in ("true", "1"),
        )
        codes |= _codes(code, space, path)
    return codes
