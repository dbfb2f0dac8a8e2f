"""QualCoder: a synthetic project in the tables of QualCoder 3.7, and with the nested codes of QualCoder 4."""

import sqlite3

import pytest
from coded_projects import CODERS, PEOPLE, SOURCES, counted, write_qualcoder

from cohortbook.intake import qualcoder
from cohortbook.intake.model import IntakeError


@pytest.fixture
def project(tmp_path):
    return write_qualcoder(tmp_path / "project.qda")


def _found(read):
    return {(segment.case, segment.quote, segment.code) for segment in read.segments}


@pytest.mark.parametrize("is_nested", [False, True])
def test_a_project_gives_people_words_and_codes(tmp_path, is_nested):
    assert _found(qualcoder.read(write_qualcoder(tmp_path / "project.qda", is_nested))) == counted()


def test_the_database_alone_gives_the_same_as_its_folder(project):
    assert qualcoder.read(project / "data.qda").segments == qualcoder.read(project).segments


def test_coders_and_places_are_kept(project):
    segments = qualcoder.read(project).segments
    places = {(source.name, turn.words): start for source in SOURCES for turn, start, _ in source.spans()}
    assert {segment.coder for segment in segments} == {CODERS[0]}
    assert all(segment.start == places[segment.source, segment.quote] for segment in segments)


def test_codings_of_pictures_and_recordings_count_without_words(project):
    with sqlite3.connect(project / "data.qda") as database:
        database.execute("INSERT INTO source (id, name, mediapath) VALUES (90, 'Photo', '/images/photo.png')")
        database.execute("INSERT INTO code_image (id, x1, y1, width, height, cid, owner) VALUES (90, 1, 2, 30, 40, 1, 'x')")
        database.execute("INSERT INTO code_av (id, pos0, pos1, cid, owner) VALUES (90, 1000, 2000, 1, 'x')")
        database.execute("INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (1, 90, 0, 0)")
    photo = [segment for segment in qualcoder.read(project).segments if segment.source == "Photo"]
    assert len(photo) == 2 and {segment.quote for segment in photo} == {None} and {segment.case for segment in photo} == {next(iter(PEOPLE))}


def test_a_passage_that_stands_elsewhere_keeps_its_words_and_loses_its_place(project):
    with sqlite3.connect(project / "data.qda") as database:
        database.execute("UPDATE source SET fulltext = 'x' || fulltext WHERE id = 2")
    read = qualcoder.read(project)
    assert {(quote, code) for _, quote, code in _found(read)} == {(quote, code) for _, quote, code in counted()}
    assert None in {segment.start for segment in read.segments} and "do not stand where the project says" in read.log[0]


def test_codings_that_lead_nowhere_are_left_out_and_counted(project):
    with sqlite3.connect(project / "data.qda") as database:
        database.execute("UPDATE code_text SET cid = 999 WHERE ctid = 1")
    assert "1 codings name a code or a source that the project does not hold and were left out." in qualcoder.read(project).losses


def test_a_folder_without_a_database_is_refused(tmp_path):
    (tmp_path / "empty.qda").mkdir()
    with pytest.raises(IntakeError, match="holds no data.qda; a QualCoder project is a folder"):
        qualcoder.read(tmp_path / "empty.qda")
