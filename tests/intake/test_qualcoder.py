"""QualCoder: a synthetic project in the tables of QualCoder 3.7, and with the nested
codes of QualCoder 4.
"""

import sqlite3

import pytest
from coded_projects import CODERS, PEOPLE, SOURCES, counted, write_qualcoder

from cohortbook.intake import qualcoder
from cohortbook.intake.model import Memo
from cohortbook.study.problems import IntakeError


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
    places = {
        (source.name, turn.words): start for source in SOURCES for turn, start, _ in source.spans()
    }
    assert {segment.coder for segment in segments} == {CODERS[0]}
    assert all(segment.start == places[segment.source, segment.quote] for segment in segments)


def test_codings_of_pictures_and_recordings_count_without_words(project):
    with sqlite3.connect(project / "data.qda") as database:
        database.execute(
            "INSERT INTO source (id, name, mediapath) VALUES (90, 'Photo', '/images/photo.png')"
        )
        database.execute(
            "INSERT INTO code_image (id, x1, y1, width, height, cid, owner) VALUES (90, 1, 2, 30,"
            " 40, 1, 'x')"
        )
        database.execute(
            "INSERT INTO code_av (id, pos0, pos1, cid, owner) VALUES (90, 1000, 2000, 1, 'x')"
        )
        database.execute("INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (1, 90, 0, 0)")
    photo = [segment for segment in qualcoder.read(project).segments if segment.source == "Photo"]
    assert (
        len(photo) == 2
        and {segment.quote for segment in photo} == {None}
        and {segment.case for segment in photo} == {next(iter(PEOPLE))}
    )


def test_a_passage_that_stands_elsewhere_keeps_its_words_and_loses_its_place(project):
    with sqlite3.connect(project / "data.qda") as database:
        database.execute("UPDATE source SET fulltext = 'x' || fulltext WHERE id = 2")
    read = qualcoder.read(project)
    assert {(quote, code) for _, quote, code in _found(read)} == {
        (quote, code) for _, quote, code in counted()
    }
    assert (
        None in {segment.start for segment in read.segments}
        and "are not where the project says" in read.log[0]
    )


def test_codings_that_lead_nowhere_are_left_out_and_counted(project):
    with sqlite3.connect(project / "data.qda") as database:
        database.execute("UPDATE code_text SET cid = 999 WHERE ctid = 1")
    assert (
        "1 codings name a code or a source that the project does not hold and were left out."
        in qualcoder.read(project).losses
    )


def test_a_folder_without_a_database_is_refused(tmp_path):
    (tmp_path / "empty.qda").mkdir()
    with pytest.raises(IntakeError, match=r"holds no data\.qda; a QualCoder project is a folder"):
        qualcoder.read(tmp_path / "empty.qda")


def change(project, *statements):
    with sqlite3.connect(project / "data.qda") as database:
        for statement in statements:
            database.execute(statement)


OF_TODAY = (
    "CREATE TABLE coder_names (name TEXT UNIQUE NOT NULL, visibility INTEGER NOT NULL DEFAULT 1)",
    (
        "CREATE VIEW code_text_visible AS SELECT t.* FROM code_text t WHERE NOT EXISTS (SELECT 1"
        " FROM coder_names c WHERE c.name = t.owner AND c.visibility = 0)"
    ),
    "CREATE TRIGGER on_coding AFTER INSERT ON code_text BEGIN DELETE FROM annotation; END",
)


def test_views_beside_the_tables_as_qualcoder_has_since_3_8_are_no_matter(project):
    change(project, *OF_TODAY)
    assert _found(qualcoder.read(project)) == counted()


@pytest.mark.parametrize(
    "view", ["CREATE VIEW Code_Text AS SELECT 1", "CREATE VIRTUAL TABLE code_text USING fts5(cid)"]
)
def test_what_stands_in_the_place_of_a_table_that_is_read_is_refused(project, view):
    change(project, "DROP TABLE code_text", view)
    with pytest.raises(IntakeError, match=r"(?i)holds a view in the place of the table code_text"):
        qualcoder.read(project)


def test_codings_of_a_hidden_coder_are_read_and_said(project):
    change(project, *OF_TODAY, f"INSERT INTO coder_names VALUES ('{CODERS[0]}', 0)")
    read = qualcoder.read(project)
    assert _found(read) == counted() and any(
        "are of coders who are hidden in QualCoder; they were read" in loss for loss in read.losses
    )


def test_speakers_that_are_marked_are_who_speaks_and_no_themes(project):
    change(
        project,
        "DELETE FROM case_text",
        "INSERT INTO code_cat VALUES (90, '📌 Speakers', '📌 Speaker coding', '', '', NULL)",
        "INSERT INTO code_name (cid, name, catid, owner) VALUES (91, 'Ash', 90, '📌 Speaker"
        " coding'), (92, 'Elm', NULL, '📌 Speaker coding')",
        "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) SELECT 91, fid, seltext,"
        " pos0, pos1, '📌 Speaker coding' FROM code_text WHERE ctid = 1",
        "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) SELECT 92, fid, seltext,"
        " pos0, pos1, '📌 Speaker coding' FROM code_text WHERE ctid = 2",
    )
    read = qualcoder.read(project)
    assert {"Ash", "Elm"} <= {segment.case for segment in read.segments} <= {"Ash", "Elm", ""}
    assert not any({"Ash", "Elm", "📌 Speakers"} & set(code.path) for code in read.codes)
    assert "2 turns of 2 speakers are marked in the texts." in read.log and not read.losses


def test_labels_in_a_text_say_who_speaks_where_no_case_is_on_the_span(project):
    text = "\ufeffINT: Why?\nAsh: Wind.\nElm: Rain.\nAsh: Snow.\nINT: And?\n"
    change(project, "DELETE FROM case_text", "DELETE FROM code_text WHERE fid <> 1 OR ctid > 2")
    with sqlite3.connect(project / "data.qda") as database:
        database.execute("UPDATE source SET fulltext = ? WHERE id = 1", (text,))
        database.execute("UPDATE code_text SET pos0 = 15, pos1 = 20, seltext = 'Wind.'")
        database.execute("INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (1, 1, 0, 0)")
    assert {segment.case for segment in qualcoder.read(project).segments} == {"Ash"}
    change(project, "INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (2, 1, 15, 20)")
    assert {segment.case for segment in qualcoder.read(project).segments} == {list(PEOPLE)[1]}


def test_passages_stand_where_qualcoder_s_window_says_which_counts_utf_16_units(project):
    text = "\ufeffAnna said \U0001f600\U0001f600\U0001f600: time was short.\nMoney came late.\n"
    bare = text[1:]
    units = len(bare[: bare.index("time")].encode("utf-16-le")) // 2
    with sqlite3.connect(project / "data.qda") as database:
        database.execute(
            "INSERT INTO source (id, name, fulltext) VALUES (90, 'window', ?)", (text,)
        )
        for quote, start in (
            ("time was short.\u2029Money", units),
            ("Money came", text.index("Money")),
        ):  # the second as a REFI import leaves it
            database.execute(
                "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (1, 90, ?, ?,"
                " ?, 'x')",
                (quote, start, start + len(quote)),
            )
    assert {
        (segment.quote, segment.start)
        for segment in qualcoder.read(project).segments
        if segment.source == "window"
    } == {("time was short.\nMoney", bare.index("time")), ("Money came", bare.index("Money"))}


def test_codings_of_no_characters_count_nobody_and_are_said(project):
    change(
        project,
        "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (1, 1, '', 8, 8, 'x'),"
        " (2, 1, ' ', 4, 5, 'x')",
    )
    read = qualcoder.read(project)
    assert (
        _found(read) == counted()
        and "2 codings mark no words, as slips of the mouse leave them; they were left out."
        in read.losses
    )


ATTRIBUTES = (
    "CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id"
    " integer, date text, owner text)"
)


def test_memos_of_every_kind_are_kept_with_what_they_are_about(project):
    change(
        project,
        "CREATE TABLE journal (jid integer primary key, name text, jentry text, date text)",
        "INSERT INTO journal (name, jentry) VALUES ('Monday', 'Cold.'), ('Tuesday', ' ')",
        "UPDATE project SET memo = 'All of it.'",
        "UPDATE source SET name = 'Talk', memo = 'Long.' WHERE id = 1",
        "UPDATE cases SET name = 'Ash', memo = 'Shy.' WHERE caseid = 1",
        "UPDATE code_name SET name = 'Wind' WHERE cid = 1",
        "UPDATE code_text SET fid = 1, cid = 1, memo = 'Odd.' WHERE ctid = 1",
        "INSERT INTO code_av (id, pos0, pos1, cid, memo) VALUES (99, 1, 2, 99, 'Loud.')",
        "INSERT INTO annotation (fid, pos0, pos1, memo) VALUES (1, 0, 4, 'Why?')",
    )
    assert set(qualcoder.read(project).memos) == {
        Memo("the project", "All of it."),
        Memo("Talk", "Long."),
        Memo("Ash", "Shy."),
        Memo("a passage of Talk coded Wind", "Odd."),
        Memo("", "Loud."),
        Memo("a passage of Talk", "Why?"),
        Memo("journal: Monday", "Cold."),
    }


def test_a_project_without_tables_of_memos_has_none(project):
    change(project, "DROP TABLE annotation", "DROP TABLE project")
    assert qualcoder.read(project).memos == () and _found(qualcoder.read(project)) == counted()


@pytest.mark.parametrize("table", ["annotation", "journal", "attribute", "project"])
def test_a_view_in_the_place_of_a_table_of_memos_or_attributes_is_refused(project, table):
    change(project, f"DROP TABLE IF EXISTS {table}", f"CREATE VIEW {table} AS SELECT 1 AS memo")
    with pytest.raises(IntakeError, match=f"a view in the place of the table {table}"):
        qualcoder.read(project)


def test_a_memo_that_is_no_text_is_refused(project):
    change(project, "UPDATE source SET memo = x'00' WHERE id = 1")
    with pytest.raises(IntakeError, match="is where something else belongs"):
        qualcoder.read(project)


def test_attributes_of_sources_and_cases_are_hints(project):
    change(
        project,
        ATTRIBUTES,
        "INSERT INTO attribute (name, attr_type, value, id) VALUES ('Role', 'case', 'manager', 1),"
        " ('Site', 'file', 'North', 1), ('Year', 'file', '2', 1), ('Age', 'case', '', 1)",
    )
    read = qualcoder.read(project)
    assert read.hints[next(iter(PEOPLE))] == "Role: manager"
    groups = {segment.source: segment.group for segment in read.segments}
    assert groups.pop(SOURCES[0].name) == "Site: North; Year: 2" and set(groups.values()) == {""}


def test_an_attribute_says_who_speaks_in_a_source_that_no_case_has(project):
    change(
        project,
        ATTRIBUTES,
        "INSERT INTO attribute (name, attr_type, value, id) VALUES ('Participant', 'file', 'Elm',"
        " 1)",
    )
    change(project, "DELETE FROM case_text")
    change(project, "INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (1, 1, 0, 0)")
    spoken = {(segment.source, segment.case) for segment in qualcoder.read(project).segments}
    assert (SOURCES[0].name, next(iter(PEOPLE))) in spoken
    change(project, "DELETE FROM case_text")
    spoken = {(segment.source, segment.case) for segment in qualcoder.read(project).segments}
    assert (SOURCES[0].name, "Elm") in spoken and {case for _, case in spoken} == {"Elm", ""}
