"""Files of others, opened with care. Zip archives and XML are tried in tests/intake/test_intake.py,
through the command.
"""

import zipfile
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from cohortbook.intake.safe import (
    open_database,
    open_zip,
    parse_xml,
    read_member,
    read_only_address,
)
from cohortbook.study.problems import IntakeError


@pytest.mark.parametrize(
    "path, address",
    [
        (PurePosixPath("/home/a b/x.sqlite3"), "file:/home/a%20b/x.sqlite3?mode=ro&immutable=1"),
        (
            PureWindowsPath(r"C:\Users\A B\x.sqlite3"),
            "file:/C:/Users/A%20B/x.sqlite3?mode=ro&immutable=1",
        ),
        (
            PureWindowsPath(r"\\server\share\x#1.sqlite3"),
            "file:////server/share/x%231.sqlite3?mode=ro&immutable=1",
        ),
    ],
)
def test_a_database_is_addressed_as_sqlite_asks_on_every_system(path, address):
    assert read_only_address(path) == address


def test_a_database_in_a_folder_with_odd_letters_is_read(tmp_path):
    import sqlite3

    folder = tmp_path / "a b#c?d%20é"
    folder.mkdir()
    with sqlite3.connect(folder / "x.sqlite3") as database:
        database.execute("CREATE TABLE a (b)")
    with open_database(folder / "x.sqlite3", "x.sqlite3", "Taguette", ()) as database:
        assert database.execute("SELECT count(*) FROM a").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            database.execute("INSERT INTO a VALUES (1)")


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        b'<?xml version="1.0" encoding="nowhere"?><a/>',
        b"<a>",
        b"",
        b"\xff\xfe<a/>",
    ],
)
def test_xml_that_cannot_be_read_is_refused_in_a_sentence(content):
    with pytest.raises(IntakeError, match="is not XML that can be read"):
        parse_xml(content, "x.qdc")


def test_a_damaged_member_is_refused_in_a_sentence(tmp_path):
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        path = tmp_path / f"{method}.qdpx"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("project.qde", b"text " * 1000)
        raw = bytearray(path.read_bytes())
        raw[60:70] = b"\xff" * 10
        path.write_bytes(raw)
        with open_zip(path) as archive, pytest.raises(IntakeError, match="is damaged"):
            read_member(archive, archive.infolist()[0])
