"""Texts that were coded in a word processor, by comments or in a table."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document as new_document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX as COLOUR
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cohortbook.intake import commented, readers
from cohortbook.intake.together import together
from cohortbook.study.problems import IntakeError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TALK = (
    "<w:p><w:r><w:t>INT: What helped?</w:t></w:r></w:p>"
    '<w:p><w:r><w:t xml:space="preserve">Ash: </w:t></w:r><w:commentRangeStart w:id="0"/>'
    '<w:r><w:t>The coach did.</w:t></w:r><w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    '<w:p><w:r><w:t xml:space="preserve">INT: And what else?</w:t></w:r></w:p>'
    '<w:p><w:r><w:t xml:space="preserve">Elm: </w:t></w:r><w:commentRangeStart w:id="1"/>'
    '<w:r><w:t xml:space="preserve">Time </w:t></w:r></w:p>'
    '<w:p><w:r><w:t>and money.</w:t></w:r><w:commentRangeEnd w:id="1"/>'
    '<w:r><w:commentReference w:id="1"/></w:r></w:p>'
    "<w:p><w:r><w:t>Ash: Yes.</w:t></w:r></w:p><w:p><w:r><w:t>Elm: Yes.</w:t></w:r></w:p>"
)
CODES = (("0", "coder one", "Help > Coach"), ("1", "coder two", "Help > Time; Money"))
TABLE = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Words</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Codes</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>The coach did.</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Help</w:t></w:r></w:p><w:p><w:r><w:t>Coach</w:t></w:r></w:p></w:tc>"
    "</w:tr></w:tbl>"
)


def write_docx(path: Path, body: str, comments=(), space: str = WORD, replies: str = "") -> Path:
    """Write a document as Word does: its parts by relationships, comments in a part of their own.
    `replies` are the states of comments (commentsExtended).
    """
    spaces = f'xmlns:w="{space}" xmlns:w14="urn:w14" xmlns:w15="urn:w15"'
    written = "".join(
        f'<w:comment w:id="{number}" w:author="{author}"><w:p w14:paraId="P{number}"><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:comment>"
        for number, author, text in comments
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/comments'
        '.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
        '.comments+xml"/></Types>',
        "_rels/.rels": _relations(officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": _relations(
            comments="comments.xml", commentsExtended="commentsExtended.xml"
        ),
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/comments.xml": f"<w:comments {spaces}>{written}</w:comments>",
        "word/commentsExtended.xml": f"<w15:commentsEx {spaces}>{replies}</w15:commentsEx>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _relations(**targets: str) -> str:
    rows = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{rows}</Relationships>'


def converted(path: Path, kind: str, folder: Path) -> Path:
    """Save a document with LibreOffice as another kind; skip the test where it is not, unless it is
    required.
    """
    if not shutil.which("soffice"):
        if os.environ.get("COHORTBOOK_REQUIRE_BROWSER"):
            pytest.fail("LibreOffice is required and not installed")
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"


def found(project) -> list[tuple]:
    return [(own.case, own.code, own.quote, own.coder) for own in project.segments]


READ = [
    ("Ash", ("Help", "Coach"), "The coach did.", "coder one"),
    ("Elm", ("Help", "Time"), "Time \nand money.", "coder two"),
    ("Elm", ("Money",), "Time \nand money.", "coder two"),
]


@pytest.mark.parametrize("space", [WORD, STRICT])
def test_a_comment_is_a_code_on_its_words_by_its_author_and_a_label_says_who_speaks(
    tmp_path, space
):
    path = write_docx(tmp_path / "talk.docx", TALK, CODES, space)
    project = commented.read([path])
    assert found(project) == READ
    assert project.sources == ("talk",) and project.losses == ()


def test_a_text_that_libreoffice_saved_is_read_alike(tmp_path):
    path = write_docx(tmp_path / "talk.docx", TALK, CODES)
    saved = converted(path, "odt", tmp_path / "saved")
    again = converted(saved, "docx", tmp_path / "again")
    for file in (saved, again):
        words = [
            (*own[:2], " ".join(own[2].split()), own[3]) for own in found(commented.read([file]))
        ]
        assert words == [(*own[:2], " ".join(own[2].split()), own[3]) for own in READ]


def test_what_codes_nothing_is_counted_and_kept(tmp_path):
    point = '<w:p><w:r><w:t>Here.</w:t></w:r><w:r><w:commentReference w:id="3"/></w:r></w:p>'
    body = TALK.replace(
        '<w:commentRangeEnd w:id="0"/>',
        '<w:commentRangeEnd w:id="0"/><w:commentRangeStart w:id="2"/><w:commentRangeEnd w:id="4"/>',
    )
    comments = (*CODES, ("2", "coder two", "Is it?"), ("3", "coder one", "Check"))
    replies = '<w15:commentEx w15:paraId="P2" w15:paraIdParent="P0" w15:done="1"/>'
    path = write_docx(tmp_path / "talk.docx", body + point, comments, replies=replies)
    project = commented.read([path])
    assert found(project) == READ
    assert project.losses == (
        "Comments that reply to another were left out: 1.",
        "Comments that are on no words were left out: 1.",
        "Comments whose beginning is not in the text were left out: 1.",
    )
    assert [memo.text for memo in project.memos] == ["Is it?", "Check"]


def test_a_comment_around_a_whole_paragraph_is_read(tmp_path):
    """The standard allows marks between paragraphs; pandoc 3.9 leaves such comments out."""
    body = (
        '<w:commentRangeStart w:id="0"/><w:p><w:r><w:t>The coach did.</w:t></w:r></w:p>'
        '<w:commentRangeEnd w:id="0"/><w:p><w:r><w:t>Later.</w:t></w:r></w:p>'
    )
    project = commented.read([write_docx(tmp_path / "talk.docx", body, CODES[:1])])
    assert [own.quote for own in project.segments] == ["The coach did."]


def test_words_are_those_with_tracked_changes_accepted_and_that_is_said(tmp_path):
    changed = TALK.replace(
        "<w:r><w:t>The coach did.</w:t></w:r>",
        '<w:r><w:t xml:space="preserve">The coach </w:t></w:r><w:del w:id="8"><w:r><w:delText>did'
        '</w:delText></w:r></w:del><w:ins w:id="9"><w:r><w:t>helped</w:t></w:r></w:ins>',
    )
    project = commented.read([write_docx(tmp_path / "talk.docx", changed, CODES)])
    assert project.segments[0].quote == "The coach helped"
    assert project.losses == (
        "Passages with tracked changes were read as if these were accepted: 1.",
    )


def test_documents_of_the_same_words_are_one_interview_of_two_coders(tmp_path):
    for name in ("ash", "elm"):
        write_docx(tmp_path / f"{name}.docx", TALK, [("0", "", "Coach"), ("1", "", "Time")])
    (tmp_path / "~$ash.docx").write_bytes(b"")
    project = readers.read(tmp_path, None)
    assert project.sources == ("ash",)
    assert {own.coder for own in project.segments} == {"ash", "elm"}
    assert len({own.key for own in project.segments}) == 2
    assert project.losses == (
        "Documents with the words of another were read as the same interview: 1.",
    )


def test_a_folder_is_a_project_with_an_interview_in_each_document(tmp_path):
    write_docx(tmp_path / "one.docx", TALK, CODES)
    write_docx(tmp_path / "two.docx", TALK.replace("coach", "group"), CODES)
    assert readers.read(tmp_path, None).sources == ("one", "two")


def test_documents_of_one_name_are_both_read(tmp_path):
    write_docx(tmp_path / "talk.docx", TALK, CODES)
    write_docx(tmp_path / "talk.docm", TALK.replace("coach", "group"), CODES)
    assert readers.read(tmp_path, None).sources == ("talk.docm", "talk.docx")


def _in_folders(tmp_path, *written):
    """A document of one name in each of two folders, with these words."""
    paths = []
    for folder, (body, comments) in zip("ab", written, strict=True):
        (tmp_path / folder).mkdir()
        paths.append(write_docx(tmp_path / folder / "int.docx", body, comments))
    return paths


def _read_all(*paths):
    return together(readers.read_all(paths, None))


def test_documents_of_one_name_in_two_folders_are_two_interviews_and_are_named(tmp_path):
    other = TALK.replace("coach", "group")
    project = _read_all(*_in_folders(tmp_path, (TALK, CODES), (other, CODES)))
    assert project.sources == ("a/int.docx", "b/int.docx")
    assert {own.source for own in project.segments if own.quote == "The group did."} == {
        "b/int.docx"
    }
    assert len(project.segments) == 2 * len(READ)
    assert project.losses == (
        "Documents of one name were read as different interviews: a/int.docx, b/int.docx.",
    )


def test_documents_of_one_name_and_the_same_words_are_one_interview_of_two_coders(tmp_path):
    unsigned = [("0", "", "Coach"), ("1", "", "Time")]
    project = _read_all(*_in_folders(tmp_path, (TALK, unsigned), (TALK, unsigned)))
    assert project.sources == ("int",)
    assert {own.coder for own in project.segments} == {"a/int.docx", "b/int.docx"}


def test_a_document_of_word_and_one_of_writer_of_one_name_are_both_read(tmp_path):
    other = write_docx(tmp_path / "interviews.docx", TALK.replace("coach", "group"), CODES)
    writer = converted(other, "odt", tmp_path / "saved")
    word = write_docx(other, TALK, CODES)
    project = _read_all(word, writer)
    assert project.sources == ("interviews.docx", "interviews.odt")
    assert project.losses == (
        "Documents of one name were read as different interviews: interviews.docx, interviews.odt.",
    )


def test_a_document_without_codes_next_to_coded_ones_is_named(tmp_path):
    word = write_docx(tmp_path / "one.docx", TALK, CODES)
    bare = write_docx(tmp_path / "two.docx", "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>")
    assert _read_all(word, bare).losses == ("Documents in which nothing is coded: two.",)


def test_documents_with_other_blanks_are_two_texts_whose_places_stay_right(tmp_path):
    write_docx(tmp_path / "a.docx", TALK, CODES)
    write_docx(tmp_path / "b.docx", "<w:p/>" + TALK, CODES)
    quotes = {own.quote for own in commented.read([tmp_path]).segments}
    assert quotes == {own[2] for own in READ}


def test_a_table_of_words_and_codes_is_read_where_there_is_no_comment(tmp_path):
    project = commented.read([write_docx(tmp_path / "talk.docx", TABLE)])
    assert [(own.code, own.quote) for own in project.segments] == [
        (("Help",), "The coach did."),
        (("Coach",), "The coach did."),
    ]


def test_a_text_without_codes_is_refused_with_how_to_code_in_word(tmp_path):
    path = write_docx(tmp_path / "talk.docx", "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>")
    with pytest.raises(IntakeError, match=r"talk\.docx holds no comment on words, no highlight"):
        commented.read([path])


def test_an_old_document_is_refused_with_how_to_save_it(tmp_path):
    path = tmp_path / "talk.docx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    with pytest.raises(IntakeError, match="save it in Word as 'Word Document"):
        commented.read([path])


def test_a_text_that_is_nested_without_end_is_refused_in_a_sentence(tmp_path):
    depth = 3_000
    body = "<w:sdt>" * depth + "<w:p/>" + "</w:sdt>" * depth
    with pytest.raises(IntakeError, match="is nested deeper than any text"):
        readers.read(write_docx(tmp_path / "talk.docx", body), None)


def _table(*rows: tuple[str, ...]) -> str:
    """A table with these cells."""
    cells = (
        "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_a_table_with_headings_is_read_next_to_comments(tmp_path):
    project = commented.read([write_docx(tmp_path / "talk.docx", TALK + TABLE, CODES)])
    assert [own.code for own in project.segments][-2:] == [("Help",), ("Coach",)]
    assert len(project.segments) == 5 and project.losses == ()


def test_a_table_without_headings_is_named_where_there_are_comments(tmp_path):
    body = TALK + _table(("Ash", "Leeds"))
    project = commented.read([write_docx(tmp_path / "talk.docx", body, CODES)])
    assert len(project.segments) == 3
    assert project.losses == (
        "talk, table 1: not read. If it holds codes, give its columns headings, such as Speaker,"
        " Quote and Code, and each row the same number of cells.",
    )


def test_a_table_without_headings_is_read_and_said_unless_the_key_leaves_it_out(tmp_path):
    body = _table(("Where", "Leeds")) + _table(("The coach did.", "Help"))
    path = write_docx(tmp_path / "talk.docx", body)
    project = commented.read([path])
    assert [own.code for own in project.segments] == [("Leeds",), ("Help",)]
    assert project.losses[0].startswith("talk, table 1; talk, table 2: read as words and codes")
    (own,) = commented.read([path], {"talk, table 1": "-"}).segments
    assert own.code == ("Help",)


@pytest.mark.parametrize(
    "rows, case, note",
    [
        ((("Quote", "Code", "Comment"), ("The coach did.", "Help", "Check.")), "", "Check."),
        ((("Speaker", "Words", "Codes"), ("Ash", "The coach did.", "Help")), "Ash", ""),
    ],
)
def test_a_table_of_three_columns_is_read_by_its_headings(tmp_path, rows, case, note):
    project = commented.read([write_docx(tmp_path / "talk.docx", _table(*rows))])
    (own,) = project.segments
    assert (own.code, own.quote, own.case) == (("Help",), "The coach did.", case)
    assert [memo.text for memo in project.memos] == [note] * bool(note)


def test_folders_in_a_folder_of_texts_are_named(tmp_path):
    write_docx(tmp_path / "one.docx", TALK, CODES)
    (tmp_path / "second coder").mkdir()
    write_docx(tmp_path / "second coder" / "one.docx", TALK, CODES)
    assert readers.read(tmp_path, None).losses == (
        f"Folders in {tmp_path.name} were not read: second coder. Take them in, too, in the same"
        " command.",
    )


def _shaded(element, value: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), value)
    element.get_or_add_rPr().append(shading)


@pytest.fixture(scope="module")
def coloured(tmp_path_factory):
    """A document of python-docx, coded by colours, with a comment."""
    document = new_document()
    _shaded(document.styles.add_style("Coded", WD_STYLE_TYPE.CHARACTER).element, "FFE599")

    def paragraph(*runs):
        written = document.add_paragraph()
        for words, colour, *bold in runs:
            run = written.add_run(words)
            run.bold = bool(bold)
            if colour == "Coded":
                run.style = colour
            elif colour:
                run.font.highlight_color = colour
        return run

    paragraph(("INT: ", None), ("What helped?", None))
    paragraph(("Ash: The ", None), ("coach ", COLOUR.YELLOW), ("did", COLOUR.YELLOW, True))
    paragraph(("Elm: ", None), ("no time", COLOUR.BRIGHT_GREEN))
    paragraph(("At all.", COLOUR.BRIGHT_GREEN))
    paragraph(("Ash: ", None), ("Money", "Coded"), (" or ", None), ("friends", COLOUR.PINK))
    cells = document.add_table(1, 2).rows[0].cells
    for cell in cells:
        cell.paragraphs[0].add_run("In a cell").font.highlight_color = COLOUR.YELLOW
    asked = paragraph(("Elm: ", None), ("Nothing else.", COLOUR.YELLOW))
    document.add_comment(asked, text="Help > Coach", author="coder one")
    paragraph(("INT: ", None), ("Thank you.", None))
    path = tmp_path_factory.mktemp("coloured") / "talk.docx"
    document.save(path)
    return path


def test_the_colour_behind_words_is_a_code_with_and_without_a_comment_on_them(coloured, tmp_path):
    saved = converted(coloured, "odt", tmp_path / "saved")
    again = converted(saved, "docx", tmp_path / "again")
    for file in (coloured, saved, again):
        project = commented.read([file])
        assert [(own.case, own.code[-1], own.quote) for own in project.segments] == [
            ("Elm", "Coach", "Nothing else."),
            ("Ash", "yellow highlight", "coach did"),
            ("Elm", "bright green highlight", "no time\nAt all."),
            ("Ash", "light orange (#ffe599) highlight", "Money"),
            ("Ash", "pink highlight", "friends"),
            ("Ash", "yellow highlight", "In a cell"),
            ("Ash", "yellow highlight", "In a cell"),
            ("Elm", "yellow highlight", "Nothing else."),
        ]
        assert {own.coder for own in project.segments} == {"coder one"}
        assert "Passages whose code is the colour behind the words: 7." in project.losses


RUN = '<w:p><w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
YELLOW = '<w:highlight w:val="yellow"/>'


@pytest.mark.parametrize(
    "properties, code",
    [
        (f"{YELLOW}<w:shd w:val='clear' w:fill='FF0000'/>", "yellow highlight"),
        ("<w:highlight w:val='none'/><w:shd w:val='clear' w:fill='FF0000'/>", "red highlight"),
        ("<w:shd w:val='solid' w:color='FF0000' w:fill='auto'/>", "red highlight"),
        (f"<w:rPrChange w:id='9'><w:rPr>{YELLOW}</w:rPr></w:rPrChange>", None),
        ("<w:shd w:val='clear' w:fill='auto'/>", None),
        ("<w:highlight w:val='white'/>", None),
    ],
)
def test_a_colour_is_read_where_it_is_what_people_see(tmp_path, properties, code):
    body = TALK + RUN.format(properties, "Much later.")
    project = commented.read([write_docx(tmp_path / "talk.docx", body, CODES)])
    assert [own.code[0] for own in project.segments if own.quote == "Much later."] == [code] * bool(
        code
    )


def test_colours_on_blanks_are_no_passage_and_lines_apart_are_two(tmp_path):
    body = "".join(RUN.format(YELLOW, words) for words in ("One.", " ", "Two.", "Three.  "))
    project = commented.read([write_docx(tmp_path / "talk.docx", body)])
    assert [own.quote for own in project.segments] == ["One.", "Two.\nThree."]


def test_texts_of_the_same_words_in_colours_are_one_interview_of_two_coders(tmp_path):
    for coder, words in (("a", YELLOW), ("b", '<w:highlight w:val="green"/>')):
        write_docx(tmp_path / f"{coder}.docx", RUN.format(words, "The coach did."))
    coded = commented.read([tmp_path]).segments
    assert [(own.source, own.coder, own.code[0]) for own in coded] == [
        ("a", "a", "yellow highlight"),
        ("a", "b", "bright green highlight"),
    ]


FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:style style:name="Named" style:family="text">
<style:text-properties fo:background-color="#ff0000"/></style:style>
</office:styles>
<office:automatic-styles>
<style:style style:name="P1" style:family="paragraph">
<style:text-properties fo:background-color="#ffff00"/></style:style>
<style:style style:name="P2" style:family="paragraph">
<style:paragraph-properties fo:background-color="#00ff00"/></style:style>
<style:style style:name="T1" style:family="text">
<style:text-properties fo:background-color="transparent"/></style:style>
</office:automatic-styles>
<office:body><office:text>
<text:p text:style-name="P1">All of it, <text:span text:style-name="T1">not this</text:span>
</text:p>
<text:p text:style-name="P2">Only a box.</text:p>
<text:p>Then <text:span text:style-name="Named">a style</text:span>.</text:p>
</office:text></office:body></office:document>"""


def test_colours_of_whole_paragraphs_and_of_named_styles_in_libreoffice_are_read(tmp_path):
    flat = tmp_path / "talk.fodt"
    flat.write_text(FLAT, encoding="utf-8")
    project = commented.read([converted(flat, "odt", tmp_path / "saved")])
    assert [(own.code[0], own.quote) for own in project.segments] == [
        ("yellow highlight", "All of it,"),
        ("red highlight", "a style"),
    ]


def test_a_comment_into_a_table_that_libreoffice_lost_the_words_of_is_said(tmp_path):
    document = new_document()
    first = document.add_paragraph().add_run("Before the table")
    cell = document.add_table(1, 2).rows[0].cells[0].paragraphs[0].add_run("In the cell")
    document.add_comment([first, cell], text="Coach", author="coder one")
    alone = document.add_paragraph().add_run("Time")
    document.add_comment(alone, text="Time", author="")
    document.save(tmp_path / "talk.docx")
    assert found(commented.read([tmp_path / "talk.docx"])) == [
        ("", ("Coach",), "Before the table\nIn the cell", "coder one"),
        ("", ("Time",), "Time", "talk"),
    ]
    saved = converted(tmp_path / "talk.docx", "odt", tmp_path / "saved")
    project = commented.read([converted(saved, "docx", tmp_path / "again")])
    assert [own.quote for own in project.segments] == ["Time"]
    assert "Comments that are on no words were left out: 1." in project.losses


def test_tracked_changes_that_libreoffice_saved_are_read_as_accepted(tmp_path):
    words = '<w:{0} w:id="{1}" w:author="x"><w:r><w:{2}>{3}</w:{2}></w:r></w:{0}>'
    changed = TALK.replace(
        "<w:r><w:t>The coach did.</w:t></w:r>",
        '<w:r><w:t xml:space="preserve">The coach </w:t></w:r>'
        + words.format("del", 8, "delText", "did")
        + words.format("ins", 9, "t", "helped"),
    )
    path = write_docx(tmp_path / "talk.docx", changed, CODES)
    project = commented.read([converted(path, "odt", tmp_path / "saved")])
    assert project.segments[0].quote == "The coach helped"
    assert "Passages with tracked changes were read as if these were accepted: 1." in project.losses


def test_a_text_without_a_part_for_styles_is_read(tmp_path):
    saved = converted(write_docx(tmp_path / "talk.docx", TALK, CODES), "odt", tmp_path / "saved")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(tmp_path / "talk.odt", "w") as new:
        for member in old.infolist():
            if member.filename != "styles.xml":
                new.writestr(member, old.read(member))
    assert len(commented.read([tmp_path / "talk.odt"]).segments) == 3
