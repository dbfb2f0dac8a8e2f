"""Open zip archives, XML and databases from elsewhere, with limits, and write nothing to disk or to
them.
"""

from __future__ import annotations

import lzma
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import quote
from xml.etree import ElementTree
from xml.parsers import expat

from cohortbook.study.problems import IntakeError

MEMBERS = 10_000  # more than any coded project that was seen, by far
BYTES = 1_000_000_000  # of everything that is unpacked
OLD_OFFICE = (  # what .xls files and encrypted workbooks begin with
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)
SQLITE = b"SQLite format 3\x00"
OR_TEXT, OR_NUMBER = (
    (str, type(None)),
    (
        int,
        type(None),
    ),
)  # what a column may hold that may be empty
RATIO = 200  # unpacked to packed; text compresses about ten times


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Raise IntakeError naming a file for what goes wrong while it is read: it cannot be opened, or
    is nested too deeply.
    """
    try:
        yield
    except RecursionError:
        raise IntakeError(
            f"{path.name} is nested deeper than any text; copy its words into a new document"
        ) from None
    except OSError as error:
        raise IntakeError(
            f"{path.name} cannot be read ({error.strerror}); is it open in another program?"
        ) from None


def open_zip(path: Path, endings: tuple[str, ...] = ("",)) -> zipfile.ZipFile:
    """Return an open archive if its members with these endings (any, unless told), the only ones to
    be read, are within the limits. Raises IntakeError otherwise.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise IntakeError(
            f"{path.name} is not a zip archive that can be read; export it again"
        ) from None
    try:
        _within_limits(archive, path, endings)
    except IntakeError:
        archive.close()
        raise
    return archive


def _within_limits(archive: zipfile.ZipFile, path: Path, endings: tuple[str, ...]) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise IntakeError(
            f"{path.name} holds {len(members)} files; no coded project needs more than {MEMBERS}"
        )
    if any(member.flag_bits & 1 for member in members):
        raise IntakeError(f"{path.name} is protected by a password; export it without one")
    total = sum(member.file_size for member in members if member.filename.lower().endswith(endings))
    if total > BYTES or total > RATIO * max(path.stat().st_size, 10_000):
        raise IntakeError(
            f"{path.name} would unpack to {total:,} bytes, which no coded project needs; it was not"
            " unpacked"
        )
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or (parts.parts and ":" in parts.parts[0]):
            raise IntakeError(
                f"{path.name} holds a file named {member.filename!r}, which points outside the"
                " archive; it was not unpacked"
            )


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return what a member holds, and no more than it says it holds. Raises IntakeError if it is
    damaged.
    """
    try:
        with archive.open(member) as file:
            content = file.read(member.file_size + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        OSError,
        ValueError,
    ):  # the last: a name in no encoding, a negative offset
        raise IntakeError(
            f"{member.filename} in the archive is damaged; export the project again"
        ) from None
    if len(content) > member.file_size:
        raise IntakeError(
            f"{member.filename} in the archive is larger than it says; it was not read"
        )
    return content


def check_workbook(path: Path) -> None:
    """Raise IntakeError unless a file is an Excel workbook (.xlsx) within the limits, whose parts
    declare no document type.
    """
    with path.open("rb") as file:
        begins = file.read(8)
    if begins == OLD_OFFICE:
        raise IntakeError(
            f"{path.name} is protected by a password or of the old kind .xls; save it in Excel as"
            " 'Excel Workbook (.xlsx)' without a password"
        )
    with open_zip(path) as archive:
        for member in archive.infolist():
            if member.filename.lower().endswith((".xml", ".rels")):
                refuse_doctype(read_member(archive, member), f"{path.name}: {member.filename}")


def refuse_doctype(content: bytes, name: str) -> None:
    """Raise IntakeError if an XML document declares a document type or entities of its own; no
    coding tool and no Excel does.
    """
    parser = expat.ParserCreate()

    def refuse(*_):
        raise IntakeError(
            f"{name} declares a document type, which no such file needs; it was not read"
        )

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (
        expat.ExpatError,
        ValueError,
        LookupError,
    ) as error:  # the last two: an encoding that is not known
        raise IntakeError(
            f"{name} is not XML that can be read ({error}); export it again"
        ) from None


def parse_xml(content: bytes, name: str) -> ElementTree.Element:
    """Return the root of an XML document. Raises IntakeError if it is not XML or declares a
    document type.
    """
    refuse_doctype(content, name)
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError as error:  # a prefix that is not declared
        raise IntakeError(
            f"{name} is not XML that can be read ({error}); export it again"
        ) from None


def read_only_address(path: PurePath) -> str:
    """Return the address by which SQLite opens an absolute path for reading, writing nothing next
    to the file either (https://sqlite.org/uri.html): a drive letter has a slash before it, and a
    Windows share two more slashes, or its server would be taken for an authority.
    """
    posix = path.as_posix()
    before = (
        "/" if path.drive and not posix.startswith("/") else "//" if posix.startswith("//") else ""
    )
    return f"file:{before}{quote(posix, safe='/:')}?mode=ro&immutable=1"


def typed_rows(database: sqlite3.Connection, query: str, *kinds: type | tuple) -> list[tuple]:
    """Return the rows of a query. Raises sqlite3.DataError if a value is of another kind than its
    column's: SQLite lets any column hold anything.
    """
    rows = database.execute(query).fetchall()
    for row in rows:
        for value, kind in zip(row, kinds, strict=True):
            if not isinstance(value, kind):
                raise sqlite3.DataError(f"{str(value)[:40]!r} is where something else belongs")
    return rows


@contextmanager
def open_database(
    path: Path, name: str, tool: str, tables: Sequence[str]
) -> Iterator[sqlite3.Connection]:
    """Open a tool's SQLite project for reading some of its tables only.

    Raises IntakeError if it is none, is damaged, is being changed at this moment, or has something
    else in the place of a table that is read. Views next to the tables, which QualCoder has had
    since 3.8, are never looked into.
    """
    _refuse_unfit(path, name, tool)
    try:
        connection = sqlite3.connect(read_only_address(path.absolute()), uri=True)
    except sqlite3.Error as error:
        raise IntakeError(
            f"{name} cannot be opened ({error}); copy it to this computer and take that in"
        ) from None
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        _refuse_views(connection, name, tool, tables)
        yield connection
    except (
        sqlite3.Error,
        UnicodeDecodeError,
    ) as error:  # the latter: SQLite's own message about a damaged file quotes bytes of it
        raise IntakeError(
            f"{name} cannot be read as a project of {tool} ({error}); save a copy from {tool} and"
            " take that in"
        ) from None
    finally:
        connection.close()


def _refuse_unfit(path: Path, name: str, tool: str) -> None:
    """Raise IntakeError if a file is no database, is too large, or is being changed."""
    with path.open("rb") as file:
        if file.read(len(SQLITE)) != SQLITE:
            raise IntakeError(
                f"{name} is not a project of {tool} that can be read; is it the right file, and"
                " whole?"
            )
    if path.stat().st_size > BYTES:
        raise IntakeError(f"{name} is larger than {BYTES:,} bytes, which no coded project is")
    for suffix in ("-wal", "-journal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_size:
            raise IntakeError(
                f"{name} is open in {tool} or was not closed in order ({beside.name} lies next to"
                f" it); close {tool} and take it in again"
            )


def _refuse_views(
    connection: sqlite3.Connection, name: str, tool: str, tables: Sequence[str]
) -> None:
    """Raise IntakeError if a table that is read is no plain table."""
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL%'"
    ):
        if table.lower() in tables:
            raise IntakeError(
                f"{name} holds a view in the place of the table {table}, which no project of"
                f" {tool} does and which may never end; it was not read"
            )
