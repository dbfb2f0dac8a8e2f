"""Turn texts that were coded in a word processor into coded passages.

What is coded are the words that a comment is on; its author is the coder, and each line of it a
code, or each part between semicolons. The colour behind words is a code, too. A table of words and
codes is read by its headings; without headings where there are no comments. Who speaks is said by
labels in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.code_cells import codes_in
from cohortbook.intake.file_names import names_apart, stems_apart
from cohortbook.intake.headings import LEAVE_OUT, Row, places_of, plain
from cohortbook.intake.marked_text import Document, Span, Table, without_blanks
from cohortbook.intake.model import NONE, Code, CodedProject, CodedSegment, Memo, Transcript
from cohortbook.intake.opendocument_text import read_opendocument_text
from cohortbook.intake.paths import marks_read, paths_of
from cohortbook.intake.safe import naming
from cohortbook.intake.speaker_labels import marked_turns
from cohortbook.intake.who_speaks import with_speakers
from cohortbook.intake.word import read_word
from cohortbook.study.problems import IntakeError

READERS: dict[str, Callable[[Path], Document]] = {
    ".docx": read_word,
    ".docm": read_word,
    ".odt": read_opendocument_text,
}
HOW = (
    "in Word, mark the words, choose Review > New Comment and write the code into the comment, a"
    " code a line, or give the words of each code a highlight colour of their own; or put words and"
    " codes next to each other in a table of two columns"
)


class _Coded(NamedTuple):
    """Words of a source that have codes, as they were written, who coded them, who speaks, and what
    else is in their row of a table.
    """

    source: str
    span: Span
    codes: str
    coder: str = ""
    case: str = ""
    note: str = ""


def is_folder_of_texts(path: Path) -> bool:
    """Return whether a folder holds documents of a word processor."""
    return path.is_dir() and bool(_files(path))


def is_text(path: Path) -> bool:
    """Return whether a path leads to a document of a word processor, or to a folder of them."""
    is_one = path.suffix.lower() in READERS and not path.name.startswith("~$")
    return is_one or is_folder_of_texts(path)


def read(paths: Sequence[Path], means: Mapping[str, str] = NONE) -> CodedProject:
    """Return the coded passages of documents, and of all documents in folders. Raises IntakeError
    if nothing in them is coded. `means` leaves out tables by their name, as the key of headings.

    Documents of the same words are one interview, and each is a coder's where its comments name no
    author. Others of one name are distinguished by their endings or folders.
    """
    names = stems_apart(file for path in paths for file in _files(path))
    documents = {name: _document(file) for file, name in names.items()}
    sources = _sources(names, documents)
    coded = _all_coded(documents, sources, means)
    given = ", ".join(names_apart(paths).values())
    if not coded:
        raise IntakeError(
            f"{given} holds no comment on words, no highlight and no table of codes; {HOW}"
        )
    codes, of_code, marks = _codes(coded, documents, given)
    texts = {sources[name]: document.text for name, document in documents.items()}
    paths_held = ((of_code[code] for code in held) for held in codes)
    project = CodedProject(
        "a word processor",
        tuple(_segments(coded, paths_held, texts)),
        tuple(map(Code, dict.fromkeys(of_code.values()))),
        tuple(texts),
        tuple(marks_read(marks, "codes")),
        (
            *_losses(documents, sources, coded),
            *_about_documents(names, sources, {own.source for own in coded}),
            *_about_tables(documents, means),
            *(line for path in paths for line in _folders_inside(path, paths)),
        ),
        {name: Transcript(text, marked_turns(text)) for name, text in texts.items()},
        memos=(*_memos(documents), *(Memo(own.source, own.note) for own in coded if own.note)),
    )
    return with_speakers(project)


def _document(file: Path) -> Document:
    with naming(file):
        return READERS[file.suffix.lower()](file)


def _codes(
    coded: list[_Coded], documents: dict[str, Document], name: str
) -> tuple[list[tuple[str, ...]], dict[str, tuple[str, ...]], list[str]]:
    """The codes on each of the words, the path of every code, and the marks that were read as a
    step: the name of a colour has none.
    """
    rows = [Row(place, {}, tuple(_parts(own.codes))) for place, own in enumerate(coded, start=1)]
    codes = [tuple(held) for held in codes_in(rows, set(), name)]
    colours = {colour: (colour,) for held in documents.values() for colour, _ in held.coloured}
    paths, marks = paths_of(code for held in codes for code in held if code not in colours)
    return codes, paths | colours, marks


def _files(path: Path) -> list[Path]:
    """The documents in a folder, or the one that a path leads to; not what Word leaves next to one
    that is open.
    """
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in READERS and not file.name.startswith(("~$", "."))
    )


def _folders_inside(path: Path, paths: Sequence[Path]) -> list[str]:
    """A sentence about folders in a folder that are not among `paths`, so that their documents are
    not read; none without any.
    """
    inside = (
        [own.name for own in sorted(path.iterdir()) if is_folder_of_texts(own) and own not in paths]
        if path.is_dir()
        else []
    )
    return [
        f"Folders in {path.name} were not read: {', '.join(inside)}. Take them in, too, in the same"
        " command."
    ] * bool(inside)


def _sources(names: Mapping[Path, str], documents: Mapping[str, Document]) -> dict[str, str]:
    """The name of each document's interview: that of the first document with the same words."""
    first: dict[str, Path] = {}
    for file, name in names.items():
        first.setdefault(documents[name].text, file)
    sources = stems_apart(first.values())
    return {name: sources[first[document.text]] for name, document in documents.items()}


def _about_documents(
    names: Mapping[Path, str], sources: Mapping[str, str], coded: Container[str]
) -> Iterator[str]:
    """What to say of documents that have the name of another, and of those without codes."""
    apart = {sources[name] for file, name in names.items()} - {file.stem for file in names}
    bare = [source for source in dict.fromkeys(sources.values()) if source not in coded]
    if apart:
        named = ", ".join(sorted(apart))
        yield f"Documents of one name were read as different interviews: {named}."
    if bare:
        yield f"Documents in which nothing is coded: {', '.join(bare)}."


def _all_coded(
    documents: Mapping[str, Document], sources: dict[str, str], means: Mapping[str, str]
) -> list[_Coded]:
    """The words with codes in all documents, with their interview and coder."""
    return [
        own._replace(source=sources[name], coder=own.coder or _coder(name, held, sources))
        for name, held in documents.items()
        for own in _coded(name, held, means)
    ]


def _coder(name: str, document: Document, sources: Mapping[str, str]) -> str:
    """Who coded what names no coder: the only author of comments or, where another document has the
    same words, the one whose document it is; empty if no one can tell.
    """
    authors = {comment.author or name for comment in document.comments}
    if len(authors) == 1:
        return authors.pop()
    return name if list(sources.values()).count(sources[name]) > 1 else ""


def _coded(name: str, document: Document, means: Mapping[str, str]) -> Iterator[_Coded]:
    """The words with codes in a document: those of comments that are no replies, those on a colour,
    and those in tables.
    """
    for comment in document.comments:
        if not comment.is_reply and comment.text:
            for span in _on_words(document, comment.identity):
                yield _Coded(name, span, comment.text, comment.author or name)
    for colour, span in document.coloured:
        yield _Coded(name, without_blanks(document.text, span), colour)
    for _, held, _ in _tables(name, document, means):
        for own in held:
            if own.codes and own.span.start < own.span.end:
                yield own


def _on_words(document: Document, identity: str) -> list[Span]:
    """The words that a comment is on, without blanks at their ends; none if it is at a point."""
    spans = (without_blanks(document.text, span) for span in document.marked.get(identity, ()))
    return [span for span in spans if span.start < span.end]


def _read_table(table: Table, text: str, is_only_code: bool) -> tuple[list[_Coded], bool] | None:
    """The words with codes in the rows of a table, and whether headings say which is which; None if
    it is no such table. Without headings, of two columns, the codes come second, if the document
    has no other codes.
    """
    rows = [[without_blanks(text, cell) for cell in row] for row in table]
    if not rows or len({len(row) for row in rows}) > 1:
        return None
    texts = [[text[cell.start : cell.end] for cell in row] for row in rows]
    places = places_of(tuple(map(plain, texts[0])))
    is_headed = "code" in places
    if not is_headed and not (is_only_code and len(rows[0]) == 2):
        return None
    columns = {name: places[name] for name in ("quote", "code", "case") if name in places}
    columns = columns if is_headed else {"code": 1}
    rest = [place for place in range(len(rows[0])) if place not in columns.values()]
    if "quote" not in columns:
        if len(rest) != 1:
            return None
        columns["quote"] = rest.pop()
    return [
        _Coded(
            "",
            row[columns["quote"]],
            words[columns["code"]],
            case=words[columns["case"]] if "case" in columns else "",
            note="\n".join(filter(None, (words[place] for place in rest))),
        )
        for row, words in list(zip(rows, texts, strict=True))[is_headed:]
    ], is_headed


def _tables(
    name: str, document: Document, means: Mapping[str, str]
) -> Iterator[tuple[str, list[_Coded], bool | None]]:
    """The name of each table of several columns, the words with codes in it, and whether it has
    headings; None if it is not read. The key leaves a table out by its name.
    """
    for number, table in enumerate(document.tables, start=1):
        own = f"{name}, table {number}"
        if all(len(row) < 2 for row in table) or means.get(plain(own)) == LEAVE_OUT:
            continue
        coded, is_headed = _read_table(table, document.text, not document.comments) or ([], None)
        yield own, coded, is_headed


def _about_tables(documents: dict[str, Document], means: Mapping[str, str]) -> Iterator[str]:
    """What to say of tables that were read without headings, or not at all."""
    tables = [own for name, held in documents.items() for own in _tables(name, held, means)]
    guessed = [own for own, _, is_headed in tables if is_headed is False]
    unread = [own for own, _, is_headed in tables if is_headed is None]
    if guessed:
        yield (
            f"{'; '.join(guessed)}: read as words and codes, though no heading says so. If it holds"
            " no codes, write that name into columns.csv, in the cohort's folder in private/, as"
            f" heading, and {LEAVE_OUT} as what it means."
        )
    if unread:
        yield (
            f"{'; '.join(unread)}: not read. If it holds codes, give its columns headings, such as"
            " Speaker, Quote and Code, and each row the same number of cells."
        )


def _parts(codes: str) -> list[str]:
    """The codes in a comment or a cell: a line each, or with semicolons between them."""
    return [part.strip() for part in codes.replace(";", "\n").splitlines() if part.strip()]


def _segments(
    coded: list[_Coded], paths: Iterable[Iterable[tuple[str, ...]]], texts: Mapping[str, str]
) -> Iterator[CodedSegment]:
    """Each of the words once for each of its codes."""
    for own, held in zip(coded, paths, strict=True):
        for code in held:
            yield _segment(own, code, texts[own.source])


def _segment(own: _Coded, code: tuple[str, ...], text: str) -> CodedSegment:
    start, end = own.span.start, own.span.end
    return CodedSegment(
        own.source,
        f"{start}..{end}",
        code,
        own.case,
        coder=own.coder,
        start=start,
        quote=text[start:end],
        end=end,
        text=own.source,
    )


def _losses(
    documents: dict[str, Document], sources: dict[str, str], coded: list[_Coded]
) -> list[str]:
    """What to say of comments that code nothing, of passages that could be read otherwise, and of
    documents of the same words.
    """
    comments = [(document, own) for document in documents.values() for own in document.comments]
    replies = sum(own.is_reply for _, own in comments)
    points = sum(
        not own.is_reply and not _on_words(held, own.identity) and own.identity not in held.unopened
        for held, own in comments
    )
    empty = sum(
        not (own.is_reply or own.text) and bool(_on_words(held, own.identity))
        for held, own in comments
    )
    changed = {own.span for own in coded if own.span.is_changed}
    unopened = sum(len(document.unopened) for document in documents.values())
    same = len(sources) - len(set(sources.values()))
    said = (
        (replies, "Comments that reply to another were left out"),
        (points, "Comments that are on no words were left out"),
        (empty, "Comments without words were left out"),
        (
            sum(own.is_resolved and not own.is_reply for _, own in comments),
            "Comments that are resolved were read",
        ),
        (len(changed), "Passages with tracked changes were read as if these were accepted"),
        (unopened, "Comments whose beginning is not in the text were left out"),
        (
            sum(len(document.coloured) for document in documents.values()),
            "Passages whose code is the colour behind the words",
        ),
        (same, "Documents with the words of another were read as the same interview"),
    )
    return [f"{sentence}: {number}." for number, sentence in said if number]


def _memos(documents: dict[str, Document]) -> Iterable[Memo]:
    """The comments that code nothing, with the document that they are in."""
    for name, document in documents.items():
        for own in document.comments:
            if own.text and (own.is_reply or not _on_words(document, own.identity)):
                yield Memo(name, own.text)
