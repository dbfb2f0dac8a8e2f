"""A synthetic coded project, and writers that put it down the way each coding tool does.

No one in it exists and no one said any of it. The habits of the tools are those measured on real
exports: what positions count, where sources lie, how groups and cases are written, and which
identifiers change.
"""

from __future__ import annotations

import sqlite3
import uuid
import zipfile
from html import escape
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

HERE = Path(__file__).parent / "coded"
MOMENT = (2026, 1, 1, 12, 0, 0)

TIME = (
    "Enablers",
    "Employer-based enablers",
    "Time, protected and flexible",
)  # renamed in the tool, and with a comma
COACHING = ("Enablers", "Programme-based enablers", "Coaching")
PEERS = ("Enablers", "Programme-based enablers", "Support of fellow participants")
SUPERVISOR = ("Enablers", "Programme-based enablers", "Academic supervisor")
GUILT = ("Barriers", "Personal barriers", "Guilt")
BACKFILL = ("Barriers", "Employer-based barriers", "Backfill does not work")
DEMANDS = ("Barriers", "Employer-based barriers", "Front-line demands")
CONFIDENCE = ("Impacts", "Personal impacts", "Confidence and self-esteem")
TOOL = ("Impacts", "Organisational impacts", "Practice tool")
NETWORK = ("Wishes", "Wishes for afterwards", "Keep in touch")
VALUE = ("Closing remarks", "Overall judgement", "Very valuable")
QUOTABLE = ("Good for the talk",)  # not a theme; left out by the key
CODES = (
    TIME,
    COACHING,
    PEERS,
    SUPERVISOR,
    GUILT,
    BACKFILL,
    DEMANDS,
    CONFIDENCE,
    TOOL,
    NETWORK,
    VALUE,
    QUOTABLE,
)
FOLDERS = tuple(dict.fromkeys(code[:length] for code in CODES for length in range(1, len(code))))


class Turn(NamedTuple):
    """What one person says in one go, and the codes put on it."""

    person: str
    words: str
    codes: tuple[tuple[str, ...], ...] = ()


class Source(NamedTuple):
    """One transcript: its name in the tool, the group of documents it is in, and the
    turns of it.
    """

    name: str
    group: str
    turns: tuple[Turn, ...]

    @property
    def text(self) -> str:
        return "\n".join(turn.words for turn in self.turns) + "\n"

    def spans(self):
        """Every turn with where it begins and ends in the text, in characters."""
        start = 0
        for turn in self.turns:
            yield turn, start, start + len(turn.words)
            start += len(turn.words) + 1


ASKER = "Interviewer"
SOURCES = (
    Source(
        "Pair interview, 12 March",
        "Practitioners",
        (
            Turn(ASKER, "Thank you both for coming 🙂 What made the difference?"),
            Turn(
                "Wren Ashdown",
                "The coach, honestly. He asked what I was afraid of and then we planned around it.",
                (COACHING, CONFIDENCE),
            ),
            Turn(
                "Robin Thistle",
                "For me it was having Wednesdays – nobody rang me on a Wednesday.",
                (TIME,),
            ),
            Turn(
                "Wren Ashdown",
                "And each other: the café table in the library was our second office.",
                (PEERS, QUOTABLE),
            ),
            Turn(ASKER, "What got in the way?"),
            Turn(
                "Robin Thistle",
                "I felt I was letting the team down 😟 every single week.",
                (GUILT,),
            ),
            Turn(
                "Wren Ashdown",
                "The £900 for cover was never spent; there was nobody to hire.",
                (BACKFILL,),
            ),
        ),
    ),
    Source(
        "Jay Fernside",
        "Practitioners",
        (
            Turn(ASKER, "Tell me about the year."),
            Turn("Jay Fernside", "Court dates ate the first three months.", (DEMANDS,)),
            Turn(
                "Jay Fernside",
                "Then my supervisor said: write two pages, badly. That unlocked it.",
                (SUPERVISOR, CONFIDENCE),
            ),
            Turn("Jay Fernside", "We now use the checklist I made in every visit.", (TOOL,)),
            Turn("Jay Fernside", "I would like us to go on meeting once it is over.", (NETWORK,)),
        ),
    ),
    Source(
        "Martin Sedge",
        "Practitioners",
        (
            Turn(ASKER, "How was the coaching?"),
            Turn("Martin Sedge", "Good, once I saw what it was for.", (COACHING,)),
            Turn("Martin Sedge", "I had the time on paper and not in the diary.", (TIME, DEMANDS)),
            Turn("Martin Sedge", "I would do it all again.", (VALUE,)),
        ),
    ),
    Source(
        "Manager interview A",
        "Managers",
        (
            Turn(ASKER, "What did you notice?"),
            Turn(
                "Heron Blakey",
                "She runs meetings now that she used to sit at the back of.",
                (CONFIDENCE,),
            ),
            Turn(
                "Heron Blakey",
                "We could not fill the post behind her, so the team carried it.",
                (BACKFILL,),
            ),
            Turn("Heron Blakey", "I would fund it again tomorrow.", (VALUE,)),
        ),
    ),
    Source(
        "Manager interview B",
        "Managers",
        (
            Turn(ASKER, "And for the team?"),
            Turn("Dove Marsh", "The checklist has spread to two other teams.", (TOOL,)),
            Turn(
                "Dove Marsh",
                "Protected time was the one thing I could give, so I gave it.",
                (TIME,),
            ),
        ),
    ),
)
CODERS = ("Lark Penrose", "Finch Oakley")
PEOPLE = {
    "Wren Ashdown": "PR19",
    "Robin Thistle": "PR20",
    "Jay Fernside": "PR21",
    "Martin Sedge": "PR22",
    "Heron Blakey": "PSW4",
    "Dove Marsh": "TM4",
}
THEMES = {
    TIME: "enablers.employer.protected_time",
    QUOTABLE: "-",
}  # what the key must say; the rest join on their path


def counted() -> set[tuple[str, str, tuple[str, ...]]]:
    """Every coding of the project as (person, words, code): what any tool's file must give, however
    it is written.
    """
    return {
        (turn.person, turn.words, code)
        for source in SOURCES
        for turn in source.turns
        for code in turn.codes
    }


class Habits(NamedTuple):
    """How a tool writes REFI-QDA."""

    origin: str
    member: str = "project.qde"
    folder: str = "sources"
    scheme: str = "internal://"
    newline: str = "\n"
    bom: str = ""
    unit: str = "code points"  # or UTF-16
    is_newline_one: bool = False  # whether a carriage return and its newline count as one
    is_upper: bool = False  # identifiers in capitals
    has_braces: bool = False
    is_one_coding_each: bool = False  # a selection for each code, instead of several codes on one
    cases: str = "selections"  # coded, selections, nameless, or none
    groups: bool = False  # sets of documents
    users: bool = True
    with_texts: bool = True
    seed: str = ""  # another seed, other identifiers


TOOLS = {
    "nvivo_windows": Habits(
        "NVivo for Windows 12.6",
        folder="Sources",
        newline="\r\n",
        bom="\ufeff",
        unit="UTF-16",
        is_one_coding_each=True,
        cases="coded",
    ),
    "nvivo_mac": Habits(
        "NVivo for Mac 14.23", unit="UTF-16", is_one_coding_each=True, cases="coded", seed="mac"
    ),
    "maxqda": Habits(
        "MAXQDA 24",
        newline="\r\n",
        is_newline_one=True,
        is_upper=True,
        cases="nameless",
        groups=True,
        users=False,
    ),
    "atlas": Habits(
        "ATLAS.ti 26.0",
        member="Evaluation of cohort 3.QDE",
        newline="\r\n",
        is_newline_one=True,
        is_upper=True,
        has_braces=True,
        groups=True,
    ),
    "qualcoder": Habits(
        "QualCoder 3.7", folder="Sources", bom="\ufeff", scheme="internal://", cases="selections"
    ),
    "qc": Habits("qc 1.7", member="Project.qde", scheme="", cases="selections"),
}


def write_qdpx(path: Path, habits: Habits) -> Path:
    """Write the project as REFI-QDA with the habits of a tool."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content)

        add(habits.member, _project(habits))
        for source in SOURCES if habits.with_texts else ():
            add(
                f"{habits.folder}/{_guid(habits, 'source', source.name)}.txt",
                (habits.bom + source.text.replace("\n", habits.newline)).encode("utf-8"),
            )
        if habits.seed == "mac":
            add("sources/.root", b"")
    return path


def write_qdc(path: Path, habits: Habits, extra: dict[tuple[str, ...], str] | None = None) -> Path:
    """Write the codes alone as a codebook; `extra` codes are put in with their descriptions."""
    book = ElementTree.Element(
        "CodeBook", {"xmlns": "urn:QDA-XML:codebook:1.0", "origin": habits.origin}
    )
    _code_tree(ElementTree.SubElement(book, "Codes"), habits, extra or {})
    path.write_bytes(ElementTree.tostring(book, encoding="utf-8", xml_declaration=True))
    return path


def _guid(habits: Habits, *parts) -> str:
    guid = str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, (habits.seed, *parts)))))
    guid = guid.upper() if habits.is_upper else guid
    return f"{{{guid}}}" if habits.has_braces else guid


def _project(habits: Habits) -> bytes:
    root = ElementTree.Element(
        "Project",
        {"xmlns": "urn:QDA-XML:project:1.0", "name": "Synthetic", "origin": habits.origin},
    )
    if habits.users:
        users = ElementTree.SubElement(root, "Users")
        for coder in CODERS:
            ElementTree.SubElement(users, "User", guid=_guid(habits, "user", coder), name=coder)
    _code_tree(
        ElementTree.SubElement(ElementTree.SubElement(root, "CodeBook"), "Codes"), habits, {}
    )
    if habits.cases != "none":
        _cases(ElementTree.SubElement(root, "Cases"), habits)
    sources = ElementTree.SubElement(root, "Sources")
    for source in SOURCES:
        _source(sources, source, habits)
    if habits.groups:
        sets = ElementTree.SubElement(root, "Sets")
        for group in dict.fromkeys(source.group for source in SOURCES):
            element = ElementTree.SubElement(
                sets, "Set", guid=_guid(habits, "set", group), name=group
            )
            for source in SOURCES:
                if source.group == group:
                    ElementTree.SubElement(
                        element, "MemberSource", targetGUID=_guid(habits, "source", source.name)
                    )
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _code_tree(
    codes: ElementTree.Element, habits: Habits, extra: dict[tuple[str, ...], str]
) -> None:
    made: dict[tuple[str, ...], ElementTree.Element] = {(): codes}
    for path in sorted({*FOLDERS, *CODES, *extra}):
        is_codable = path not in FOLDERS
        made[path] = ElementTree.SubElement(
            made[path[:-1]],
            "Code",
            guid=_guid(habits, "code", path),
            name=path[-1],
            isCodable=str(is_codable).lower(),
        )
        if path in extra:
            ElementTree.SubElement(made[path], "Description").text = extra[path]


def _cases(cases: ElementTree.Element, habits: Habits) -> None:
    if habits.cases == "nameless":
        for source in SOURCES:
            case = ElementTree.SubElement(cases, "Case", guid=_guid(habits, "case", source.name))
            ElementTree.SubElement(
                case, "SourceRef", targetGUID=_guid(habits, "source", source.name)
            )
        return
    for person in PEOPLE:
        case = ElementTree.SubElement(
            cases, "Case", guid=_guid(habits, "case", person), name=person
        )
        shared = [
            source
            for source in SOURCES
            if len({turn.person for turn in source.turns} - {ASKER}) > 1
        ]
        for source in SOURCES:
            if source not in shared and any(turn.person == person for turn in source.turns):
                ElementTree.SubElement(
                    case, "SourceRef", targetGUID=_guid(habits, "source", source.name)
                )
        for source in shared if habits.cases == "selections" else ():
            for number, turn in enumerate(source.turns):
                if turn.person == person and turn.codes:
                    ElementTree.SubElement(
                        case,
                        "SelectionRef",
                        targetGUID=_guid(habits, "selection", source.name, number, 0),
                    )


def _source(sources: ElementTree.Element, source: Source, habits: Habits) -> None:
    guid = _guid(habits, "source", source.name)
    element = ElementTree.SubElement(
        sources,
        "TextSource",
        guid=guid,
        name=source.name,
        plainTextPath=f"{habits.scheme}{guid}.txt",
    )
    is_shared = len({turn.person for turn in source.turns} - {ASKER}) > 1
    for number, (turn, start, end) in enumerate(source.spans()):
        each = [(code,) for code in turn.codes] if habits.is_one_coding_each else [turn.codes]
        for place, codes in enumerate(each if turn.codes else []):
            selection = _selection(
                element,
                source,
                habits,
                start,
                end,
                _guid(habits, "selection", source.name, number, place),
            )
            for code in codes:
                _coding(selection, habits, _guid(habits, "code", code), (source.name, number, code))
        if turn.codes and is_shared and habits.cases == "coded":
            selection = _selection(
                element,
                source,
                habits,
                start,
                end,
                _guid(habits, "selection", source.name, number, "case"),
            )
            _coding(
                selection, habits, _guid(habits, "case", turn.person), (source.name, number, "case")
            )
    memo = _selection(element, source, habits, 0, 5, _guid(habits, "memo", source.name))
    ElementTree.SubElement(memo, "Description").text = "A comment, not a code"


def _selection(
    element: ElementTree.Element, source: Source, habits: Habits, start: int, end: int, guid: str
) -> ElementTree.Element:
    places = [str(position(source.text, place, habits)) for place in (start, end)]
    return ElementTree.SubElement(
        element, "PlainTextSelection", guid=guid, startPosition=places[0], endPosition=places[1]
    )


def position(text: str, place: int, habits: Habits) -> int:
    """Where a character of a text stands, as a tool counts."""
    before = text[:place]
    if habits.newline == "\r\n" and not habits.is_newline_one:
        before = before.replace("\n", "\r\n")
    return len(before.encode("utf-16-le")) // 2 if habits.unit == "UTF-16" else len(before)


def _coding(selection: ElementTree.Element, habits: Habits, target: str, name: tuple) -> None:
    attributes = {"creatingUser": _guid(habits, "user", CODERS[0])} if habits.users else {}
    coding = ElementTree.SubElement(
        selection, "Coding", guid=_guid(habits, "coding", *name), **attributes
    )
    ElementTree.SubElement(coding, "CodeRef", targetGUID=target)


def write_taguette(path: Path) -> Path:
    """Write the project as a Taguette database: HTML documents, positions in bytes, tags with a
    path in their name, no people.
    """
    database = sqlite3.connect(path)
    database.executescript((HERE / "taguette_1.5.2.sql").read_text(encoding="utf-8"))
    moment = "2026-01-01 12:00:00.000000"
    database.execute(
        "INSERT INTO users VALUES ('admin', ?, NULL, 0, NULL, NULL, NULL, NULL)", (moment,)
    )
    database.execute("INSERT INTO projects VALUES (1, 'Synthetic', '', ?)", (moment,))
    database.execute("INSERT INTO project_members VALUES (1, 'admin', 'ADMIN')")
    for number, code in enumerate(CODES, start=1):
        database.execute("INSERT INTO tags VALUES (?, 1, ?, ?)", (number, " > ".join(code), ""))
    for number, source in enumerate(SOURCES, start=1):
        html = "".join(f"<p>{escape(turn.words, quote=False)}</p>\n" for turn in source.turns)
        database.execute(
            "INSERT INTO documents VALUES (?, ?, '', ?, ?, 1, 'LEFT_TO_RIGHT', ?)",
            (number, source.name, f"{source.name}.docx", moment, html),
        )
        for turn, start, end in source.spans():
            first, last = (len(source.text[:place].encode()) for place in (start, end))
            if (
                turn.codes or turn.person == ASKER
            ):  # a highlight without a tag is allowed, and is not a coding
                row = database.execute(
                    "INSERT INTO highlights (document_id, start_offset, end_offset, snippet) VALUES"
                    " (?, ?, ?, ?)",
                    (number, first, last, f"<p>{escape(turn.words, quote=False)}</p>"),
                )
                for code in turn.codes:
                    database.execute(
                        "INSERT INTO highlight_tags VALUES (?, ?)",
                        (row.lastrowid, CODES.index(code) + 1),
                    )
    database.execute("INSERT INTO alembic_version VALUES ('db5e31a0233d')")
    database.commit()
    database.close()
    return path


FOCUS_GROUP = (
    "INT: Why?",
    "Ash: The wind – always.",
    "Elm: So I could.",
    "Ash: And rain.",
    "INT: And?",
)


def write_focus_group(
    path: Path, highlights: list[tuple[str, str]], join: str = "</p>\n<p>"
) -> Path:
    """Write a Taguette database of one focus group with labels, its lines joined by some HTML, and
    for each pair of words and a tag a highlight.
    """
    text = ("\n" if "\n" in join else "").join(FOCUS_GROUP)
    html = join.join(f"<b>{line[:4]}</b>{line[4:]}" for line in FOCUS_GROUP)
    tags = list(dict.fromkeys(tag for _, tag in highlights))
    database = sqlite3.connect(write_taguette(path))
    for table in ("highlight_tags", "highlights", "tags", "documents"):
        database.execute(f"DELETE FROM {table}")
    database.execute(
        "INSERT INTO documents VALUES (1, 'Group', '', '', '', 1, 'LEFT_TO_RIGHT', ?)",
        (f"<p>{html}</p>",),
    )
    database.executemany("INSERT INTO tags VALUES (?, 1, ?, '')", enumerate(tags, start=1))
    for number, (words, tag) in enumerate(highlights, start=1):
        start = len(text[: text.index(words)].encode())
        place = (number, start, start + len(words.encode()), escape(words))
        database.execute("INSERT INTO highlights VALUES (?, 1, ?, ?, ?)", place)
        database.execute("INSERT INTO highlight_tags VALUES (?, ?)", (number, tags.index(tag) + 1))
    database.commit()
    database.close()
    return path


def write_qualcoder(folder: Path, is_nested: bool = False) -> Path:
    """Write the project as a QualCoder folder; `is_nested` puts codes below codes, as
    QualCoder 4 allows.
    """
    folder.mkdir()
    database = sqlite3.connect(folder / "data.qda")
    database.executescript((HERE / "qualcoder_3.7.sql").read_text(encoding="utf-8"))
    if is_nested:
        database.execute("ALTER TABLE code_name ADD supercid integer")
    tops = [path for path in FOLDERS if not (is_nested and len(path) == 2)]
    nested = [path for path in FOLDERS if path not in tops]
    for number, path in enumerate(tops, start=1):
        database.execute(
            "INSERT INTO code_cat VALUES (?, ?, 'default', '', '', ?)",
            (number, path[-1], tops.index(path[:-1]) + 1 if len(path) > 1 else None),
        )
    codes = [*nested, *CODES]
    for number, path in enumerate(codes, start=1):
        category = tops.index(path[:-1]) + 1 if path[:-1] in tops else None
        database.execute(
            "INSERT INTO code_name (cid, name, memo, catid, owner, date, color) VALUES (?, ?, '',"
            " ?, 'default', '', '#FFFFFF')",
            (number, path[-1], category),
        )
        if path[:-1] in nested:
            database.execute(
                "UPDATE code_name SET supercid = ? WHERE cid = ?",
                (codes.index(path[:-1]) + 1, number),
            )
    for number, person in enumerate(PEOPLE, start=1):
        database.execute("INSERT INTO cases VALUES (?, ?, '', 'default', '')", (number, person))
    for number, source in enumerate(SOURCES, start=1):
        database.execute(
            "INSERT INTO source VALUES (?, ?, ?, NULL, '', 'default', '', NULL, NULL)",
            (number, source.name, source.text),
        )
        people = list(dict.fromkeys(turn.person for turn in source.turns if turn.person != ASKER))
        for turn, start, end in source.spans():
            if len(people) > 1 and turn.person in people:
                database.execute(
                    "INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (?, ?, ?, ?)",
                    (list(PEOPLE).index(turn.person) + 1, number, start, end),
                )
            for code in turn.codes:
                database.execute(
                    "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner, date, memo)"
                    " VALUES (?, ?, ?, ?, ?, ?, '', '')",
                    (codes.index(code) + 1, number, turn.words, start, end, CODERS[0]),
                )
        if len(people) == 1:
            database.execute(
                "INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (?, ?, 0, ?)",
                (list(PEOPLE).index(people[0]) + 1, number, len(source.text)),
            )
    database.commit()
    database.close()
    return folder
