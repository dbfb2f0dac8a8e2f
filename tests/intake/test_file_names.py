"""Files of one name, named apart by as much of their paths as it takes."""

from pathlib import Path

from cohortbook.intake.file_names import names_apart, stems_apart


def _named(apart, *paths):
    return list(apart(map(Path, paths)).values())


def test_a_name_that_one_file_has_is_enough():
    assert _named(names_apart, "/a/one.docx", "/b/two.docx") == ["one.docx", "two.docx"]
    assert _named(stems_apart, "/a/one.docx", "/b/two.docx") == ["one", "two"]


def test_files_of_one_name_have_as_much_of_their_folders_as_it_takes():
    paths = "/x/a/int.docx", "/y/a/int.docx", "/y/b/int.docx"
    assert _named(names_apart, *paths) == ["x/a/int.docx", "y/a/int.docx", "b/int.docx"]
    assert _named(stems_apart, *paths) == ["x/a/int.docx", "y/a/int.docx", "b/int.docx"]


def test_files_that_differ_by_their_ending_have_it():
    assert _named(stems_apart, "/a/int.docx", "/a/int.odt") == ["int.docx", "int.odt"]
