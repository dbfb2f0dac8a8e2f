"""Taguette: a synthetic project in the tables that Taguette 1.5.2 makes, and what Taguette 1.5.2
itself exports from it.
"""

import sqlite3

import pytest
from coded_projects import CODES, HERE, SOURCES, counted, write_focus_group, write_taguette

from cohortbook.intake import sheets, taguette
from cohortbook.study.problems import IntakeError

WANTED = {(words, code) for _, words, code in counted()}


@pytest.fixture
def project(tmp_path):
    return write_taguette(tmp_path / "project.sqlite3")


def _found(read):
    return {(segment.quote, segment.code) for segment in read.segments}


def test_a_project_gives_its_words_and_tags(project):
    read = taguette.read(project)
    assert _found(read) == WANTED and {code.path for code in read.codes} == set(CODES)


def test_positions_are_bytes_and_lead_to_the_words(project):
    read = taguette.read(project)
    places = {
        (source.name, turn.words): start for source in SOURCES for turn, start, _ in source.spans()
    }
    assert all(segment.start == places[segment.source, segment.quote] for segment in read.segments)


def test_positions_that_lead_elsewhere_are_dropped_and_the_words_kept(project):
    with sqlite3.connect(project) as database:
        database.execute("UPDATE highlights SET start_offset = start_offset + 1 WHERE id = 2")
    read = taguette.read(project)
    assert _found(read) == WANTED and None in {segment.start for segment in read.segments}
    assert read.log[0].startswith("Positions lead to the words kept with them in 25 of 27 rows")


def test_highlights_without_a_tag_are_left_out_and_counted(project):
    assert (
        f"{len(SOURCES) + 1} highlights have no tag and were left out."
        in taguette.read(project).losses
    )


def test_a_database_of_several_projects_is_refused_and_they_are_named(project):
    with sqlite3.connect(project) as database:
        database.execute("INSERT INTO projects VALUES (2, 'Other', '', '2026-01-01')")
    with pytest.raises(
        IntakeError, match="holds 2 projects: Synthetic, Other; in Taguette, open the one you want"
    ):
        taguette.read(project)


def test_a_project_that_is_open_is_refused(project):
    project.with_name("project.sqlite3-wal").write_bytes(b"not yet written")
    with pytest.raises(IntakeError, match="is open in Taguette"):
        taguette.read(project)


@pytest.mark.parametrize(
    "content, problem",
    [
        (b"text", "is not a project of Taguette"),
        (b"SQLite format 3\x00" + b"\xff" * 5000, "cannot be read as a project of Taguette"),
    ],
)
def test_a_file_that_is_no_project_is_refused(tmp_path, content, problem):
    (tmp_path / "x.sqlite3").write_bytes(content)
    with pytest.raises(IntakeError, match=problem):
        taguette.read(tmp_path / "x.sqlite3")


def test_a_database_of_something_else_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "x.sqlite3") as database:
        database.execute("CREATE TABLE other (a)")
    with pytest.raises(IntakeError, match="no such table: projects"):
        taguette.read(tmp_path / "x.sqlite3")


def test_reading_leaves_the_project_and_its_folder_as_they_were(project):
    before = {path.name: path.read_bytes() for path in project.parent.iterdir()}
    taguette.read(project)
    assert {path.name: path.read_bytes() for path in project.parent.iterdir()} == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_taguette_itself_exported_gives_the_same(ending):
    assert _found(sheets.read(HERE / f"taguette_export.{ending}")) == WANTED


def test_highlights_of_no_characters_count_nobody_and_are_said(project):
    before = {(segment.quote, segment.code) for segment in taguette.read(project).segments}
    with sqlite3.connect(project) as database:
        database.execute(
            "INSERT INTO highlights (id, document_id, start_offset, end_offset, snippet) VALUES"
            " (900, 1, 3, 3, '<p> </p>')"
        )
        database.execute("INSERT INTO highlight_tags SELECT 900, min(id) FROM tags")
    read = taguette.read(project)
    assert {(segment.quote, segment.code) for segment in read.segments} == before
    assert (
        "1 coding marks no words, as a slip of the mouse leaves it; it was left out." in read.losses
    )


def _cases(read):
    return [(segment.quote, segment.case) for segment in read.segments]


@pytest.mark.parametrize("join", ["</p>\n<p>", "</p><p>", "<br>"])
def test_labels_in_a_focus_group_say_who_speaks(tmp_path, join):
    highlights = [("The wind – always.", "Wind"), ("I could", "Time"), ("Why?", "Asked")]
    read = taguette.read(write_focus_group(tmp_path / "group.sqlite3", highlights, join))
    assert _cases(read) == [("Why?", "INT"), ("The wind – always.", "Ash"), ("I could", "Elm")]
    assert read.turns == {"INT": 2, "Ash": 2, "Elm": 1}


def test_lines_begin_at_paragraphs_and_breaks_and_not_at_bold_words():
    text = "<p>One <b>word</b><br/>two</p><ul><li>three</li></ul>"
    assert taguette._plain(text) == ("One wordtwothree", [0, 8, 11, 11])


def test_a_tag_of_a_speaker_says_who_speaks_and_leaves_the_other_tags_as_they_are(tmp_path):
    highlights = [
        ("The wind – always.", "speaker/PR19"),
        ("So I could.", "speaker/PR20"),
        ("wind", "enabler.wind"),
        ("could", "enabler.time"),
    ]
    read = taguette.read(write_focus_group(tmp_path / "group.sqlite3", highlights))
    assert _cases(read) == [("wind", "PR19"), ("could", "PR20")]
    assert [code.path for code in read.codes] == [("enabler", "time"), ("enabler", "wind")]
    assert taguette.read(
        write_focus_group(tmp_path / "one.sqlite3", highlights[:1] + highlights[2:3])
    ).turns


def test_a_project_with_only_speakers_tagged_is_refused(tmp_path):
    project = write_focus_group(tmp_path / "group.sqlite3", [("The wind", "speaker.PR19")])
    with pytest.raises(IntakeError, match="holds no coded passage, no code"):
        taguette.read(project)
