"""REFI-QDA projects and codebooks, synthetic ones that depart from the standard as real exports
were measured to do.
"""

import re
import zipfile
from xml.etree import ElementTree

import pytest
import xmlschema
from coded_projects import (
    COACHING,
    CODERS,
    CODES,
    CONFIDENCE,
    HERE,
    PEOPLE,
    QUOTABLE,
    SOURCES,
    TIME,
    TOOLS,
    Habits,
    counted,
    write_qdc,
    write_qdpx,
)

from cohortbook.intake import readers
from cohortbook.intake.refi import read_codebook, read_project
from cohortbook.study.problems import IntakeError

SPANS = sum(bool(turn.codes) for source in SOURCES for turn in source.turns)


def _read(tmp_path, habits):
    return read_project(write_qdpx(tmp_path / "project.qdpx", habits))


def _change(path, old, new):
    """Replace text in the project inside an archive; the old text must have been there."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    changed = {
        name: content.replace(old.encode(), new.encode()) if name.endswith(".qde") else content
        for name, content in held.items()
    }
    assert changed != held
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return path


def _found(project):
    return {(segment.case, segment.quote, segment.code) for segment in project.segments}


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
def test_the_synthetic_projects_are_valid_by_the_standard_s_schema(tmp_path, tool):
    with zipfile.ZipFile(write_qdpx(tmp_path / "project.qdpx", TOOLS[tool])) as archive:
        assert xmlschema.XMLSchema(HERE / "Project.xsd").is_valid(
            archive.read(TOOLS[tool].member).decode()
        )


@pytest.mark.parametrize(
    "tool", [tool for tool, habits in TOOLS.items() if habits.cases != "nameless"]
)
def test_every_tool_s_project_gives_the_same_people_words_and_codes(tmp_path, tool):
    assert _found(_read(tmp_path, TOOLS[tool])) == counted()


def test_maxqda_s_nameless_cases_are_nobody_and_its_groups_are_hints(tmp_path):
    project = _read(tmp_path, TOOLS["maxqda"])
    assert {segment.case for segment in project.segments} == {""}
    assert {(quote, code) for _, quote, code in _found(project)} == {
        (quote, code) for _, quote, code in counted()
    }
    assert {segment.source: segment.group for segment in project.segments}[
        "Manager interview A"
    ] == "Managers"


# NVivo for Windows: 303 codings of 188 spans; the standard's code points find 13 of 303, UTF-16
# units with carriage returns all.
def test_nvivo_for_windows_counts_utf_16_units_with_carriage_returns(tmp_path):
    assert (
        _read(tmp_path, TOOLS["nvivo_windows"])
        .log[0]
        .startswith("Positions were read as UTF-16 units: 100%")
    )


def test_nvivo_for_mac_and_windows_agree_though_every_identifier_differs(tmp_path):
    windows, mac = (_read(tmp_path, TOOLS[f"nvivo_{system}"]) for system in ("windows", "mac"))
    places = [
        {
            (segment.source, segment.start, segment.quote, segment.code)
            for segment in project.segments
        }
        for project in (windows, mac)
    ]
    assert places[0] == places[1]


def test_several_codings_of_one_span_are_one_passage_however_they_are_nested(tmp_path):
    for tool in ("nvivo_windows", "atlas"):
        project = _read(tmp_path, TOOLS[tool])
        assert (
            len({(segment.source, segment.key) for segment in project.segments})
            == SPANS
            < len(project.segments)
        )


def test_the_member_is_found_under_another_name_and_two_of_them_are_refused(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["atlas"])
    assert len(read_project(path).segments) == len(counted())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("project.qde", b"<Project/>")
    with pytest.raises(IntakeError, match="holds 2 project files"):
        read_project(path)


def test_sources_that_are_absent_leave_counts_and_no_words(tmp_path):
    project = _read(tmp_path, TOOLS["atlas"]._replace(with_texts=False))
    assert {(segment.case, segment.code) for segment in project.segments} == {
        (person, code) for person, _, code in counted()
    }
    assert {segment.quote for segment in project.segments} == {None}
    assert (
        "The text of 5 sources is not in the file. Passages are counted; their words are not kept."
        in project.losses
    )


def test_recordings_in_the_file_are_not_read_and_count_towards_no_limit(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["nvivo_windows"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Sources/talk.mp4", b"0" * 30_000_000)
    assert _found(read_project(path)) == counted()


def test_qc_counts_a_line_end_of_windows_as_one_character(tmp_path):
    """As qc 1.7.8 does: see findings/qc_windows_line_ends.sh."""
    windows = TOOLS["qc"]._replace(newline="\r\n", is_newline_one=True)
    read = read_project(write_qdpx(tmp_path / "windows.qdpx", windows))
    assert read.log[0].startswith("Positions were read as Unicode code points, a line end as one")
    assert _found(read) == _found(_read(tmp_path, TOOLS["qc"]))


def test_a_recording_is_not_unpacked_though_the_project_calls_it_a_text(tmp_path):
    path = _change(write_qdpx(tmp_path / "project.qdpx", TOOLS["qc"]), '.txt"', '.mp4"')
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".txt")}
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in texts.items():
            archive.writestr(name.replace(".txt", ".mp4"), content)
    assert {segment.quote for segment in read_project(path).segments} == {None}


def test_codings_of_no_characters_count_nobody_and_are_said(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qc"])
    with zipfile.ZipFile(path) as archive:
        text = next(
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".qde")
        )
    selection = re.search(
        r"<PlainTextSelection[^>]*startPosition.*?</PlainTextSelection>", text, re.DOTALL
    )[0]
    end = re.search(r'endPosition="\d+"', selection)[0]
    start = re.search(r'startPosition="(\d+)"', selection)[1]
    read = read_project(_change(path, selection, selection.replace(end, f'endPosition="{start}"')))
    lost = selection.count("<CodeRef")
    assert len(read.segments) == len(counted()) - lost and any(
        "mark" in loss and "slip" in loss for loss in read.losses
    )


def test_positions_that_do_not_prove_themselves_leave_counts_and_no_words(tmp_path):
    # Texts with one line end where the positions were counted with two, as after a conversion.
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["nvivo_windows"])
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(
                name, content if name.endswith(".qde") else b"x" + content.replace(b"\r\n", b"\n")
            )
    project = read_project(path)
    assert {segment.quote for segment in project.segments} == {None} and len(
        project.segments
    ) == len(counted())
    assert any(entry.startswith("Positions do not prove themselves") for entry in project.losses)


def test_code_names_keep_their_commas_and_their_place_in_the_tree(tmp_path):
    codes = {code.path for code in _read(tmp_path, TOOLS["nvivo_mac"]).codes}
    assert TIME in codes and COACHING in codes and set(CODES) <= codes


def test_a_code_name_that_stands_in_two_places_is_two_codes(tmp_path):
    path = _change(
        write_qdpx(tmp_path / "project.qdpx", TOOLS["qualcoder"]), 'name="Guilt"', 'name="Coaching"'
    )
    assert {segment.code for segment in read_project(path).segments} >= {
        COACHING,
        ("Barriers", "Personal barriers", "Coaching"),
    }


def test_two_sources_of_one_name_are_told_apart_and_it_is_said(tmp_path):
    path = _change(
        write_qdpx(tmp_path / "project.qdpx", TOOLS["maxqda"]),
        "Manager interview B",
        "Manager interview A",
    )
    project = read_project(path)
    assert {"Manager interview A", "Manager interview A (2)"} <= set(project.sources)
    assert any("Several sources have the same name" in loss for loss in project.losses)


def test_two_cases_of_one_name_are_two_people(tmp_path):
    path = _change(
        write_qdpx(tmp_path / "project.qdpx", TOOLS["nvivo_mac"]),
        'name="Robin Thistle"',
        'name="Wren Ashdown"',
    )
    assert {"Wren Ashdown", "Wren Ashdown (2)"} <= {
        segment.case for segment in read_project(path).segments
    }


def test_a_code_without_a_name_is_named_so(tmp_path):
    path = _change(write_qdpx(tmp_path / "project.qdpx", TOOLS["qc"]), 'name="Guilt"', 'name=" "')
    assert ("Barriers", "Personal barriers", "code without a name") in {
        segment.code for segment in read_project(path).segments
    }


def test_codes_nested_without_end_are_refused(tmp_path):
    deep = (
        '<Code guid="00000000-0000-0000-0000-000000000001" name="a" isCodable="true">' * 60
        + "</Code>" * 60
    )
    (tmp_path / "codes.qdc").write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{deep}</Codes></CodeBook>',
        encoding="utf-8",
    )
    with pytest.raises(IntakeError, match="nested more than 50 deep"):
        read_codebook(tmp_path / "codes.qdc")


def test_a_case_that_marks_a_part_of_a_recording_does_not_own_all_of_it(tmp_path):
    project = """<Project xmlns="urn:QDA-XML:project:1.0" name="Synthetic"><CodeBook><Codes>\
<Code guid="00000000-0000-0000-0000-000000000001" name="Guilt" isCodable="true"/></Codes></CodeBook>
        <Cases><Case guid="00000000-0000-0000-0000-000000000002" name="Wren"/></Cases>\
<Sources><AudioSource guid="00000000-0000-0000-0000-000000000003" name="Recording">
        <AudioSelection guid="00000000-0000-0000-0000-000000000004" begin="0" end="1000">\
<Coding guid="00000000-0000-0000-0000-000000000005">
        <CodeRef targetGUID="00000000-0000-0000-0000-000000000002"/></Coding></AudioSelection>
        <AudioSelection guid="00000000-0000-0000-0000-000000000006" begin="500000" end="600000">\
<Coding guid="00000000-0000-0000-0000-000000000007">
        <CodeRef targetGUID="00000000-0000-0000-0000-000000000001"/></Coding></AudioSelection>\
</AudioSource></Sources></Project>"""
    xmlschema.XMLSchema(HERE / "Project.xsd").validate(project)
    with zipfile.ZipFile(tmp_path / "project.qdpx", "w") as archive:
        archive.writestr("project.qde", project)
    (segment,) = read_project(tmp_path / "project.qdpx").segments
    assert segment.case == ""


def test_comments_links_and_codings_of_unknown_codes_are_left_out_and_logged(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qualcoder"])
    with zipfile.ZipFile(path) as archive:
        guid = next(
            code.get("guid")
            for code in ElementTree.fromstring(archive.read("project.qde")).iter(
                "{urn:QDA-XML:project:1.0}Code"
            )
            if code.get("name") == "Guilt"
        )
    project = read_project(
        _change(
            path,
            f'CodeRef targetGUID="{guid}"',
            'CodeRef targetGUID="00000000-0000-0000-0000-000000000000"',
        )
    )
    assert (
        "1 codings name a code that is not in the project's codebook and were left out."
        in project.losses
    )
    assert (
        f"{len(SOURCES)} marked passages carry no code (comments, memos) and were left out."
        in project.log
    )


def test_coders_are_known_where_the_tool_names_them(tmp_path):
    assert {segment.coder for segment in _read(tmp_path, TOOLS["qc"]).segments} == {CODERS[0]}
    assert {segment.coder for segment in _read(tmp_path, TOOLS["maxqda"]).segments} == {""}


def test_a_coded_whole_source_a_coded_recording_and_a_coded_transcript_count(tmp_path):
    """Synthetic: no tool's export with these was at hand; the elements are the standard's."""
    guids = {
        name: f"00000000-0000-0000-0000-{number:012}"
        for number, name in enumerate(
            ("code", "audio", "text", "s1", "s2", "p1", "p2", "t", "s3", "c1", "c2", "c3"), start=1
        )
    }

    def coding(name):
        return f'<Coding guid="{guids[name]}"><CodeRef targetGUID="{guids["code"]}"/></Coding>'

    project = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Synthetic"><CodeBook><Codes>\
<Code guid="{guids["code"]}" name="Guilt" isCodable="true"/></Codes></CodeBook>
        <Sources><TextSource guid="{guids["text"]}" name="Notes">\
<PlainTextContent>All of it.</PlainTextContent>{coding("c1")}</TextSource>
        <AudioSource guid="{guids["audio"]}" name="Recording"><Transcript guid="{guids["t"]}">\
<PlainTextContent>First words. Last words.</PlainTextContent>
        <SyncPoint guid="{guids["p1"]}" position="0"/>\
<SyncPoint guid="{guids["p2"]}" position="12"/>
        <TranscriptSelection guid="{guids["s1"]}" fromSyncPoint="{guids["p1"]}" \
toSyncPoint="{guids["p2"]}">{coding("c2")}</TranscriptSelection></Transcript>
        <AudioSelection guid="{guids["s2"]}" begin="1000" \
end="2000">{coding("c3")}</AudioSelection></AudioSource></Sources></Project>"""
    xmlschema.XMLSchema(HERE / "Project.xsd").validate(project)
    with zipfile.ZipFile(tmp_path / "project.qdpx", "w") as archive:
        archive.writestr("project.qde", project)
    segments = {
        (segment.source, segment.key): segment.quote
        for segment in read_project(tmp_path / "project.qdpx").segments
    }
    assert segments == {
        ("Notes", "the whole source"): None,
        ("Recording", "0..0..12"): "First words.",
        ("Recording", "1000..2000"): None,
    }


def test_a_codebook_gives_its_tree_and_what_codes_mean(tmp_path):
    path = write_qdc(
        tmp_path / "codes.qdc",
        TOOLS["maxqda"],
        {("Barriers", "Personal barriers", "Weather"): "Rain stopped it"},
    )
    xmlschema.XMLSchema(HERE / "Codebook.xsd").validate(path)
    codes = {code.path: code for code in read_codebook(path).codes}
    assert codes["Barriers", "Personal barriers", "Weather"].description == "Rain stopped it"
    assert not codes["Barriers",].is_codable and codes[QUOTABLE].is_codable


def test_taguette_s_own_codebook_is_read_by_the_paths_in_its_names():
    codebook = read_codebook(HERE / "taguette_codebook.qdc")
    assert codebook.tool == "Taguette 1.5.2" and {code.path for code in codebook.codes} == set(
        CODES
    )


@pytest.mark.parametrize(
    "content, problem",
    [
        (b"not XML", "is not XML that can be read"),
        (b"<Other/>", "is not a REFI-QDA codebook"),
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><CodeBook>&b;</CodeBook>',
            "declares a document type",
        ),
    ],
)
def test_a_codebook_that_is_none_is_refused(tmp_path, content, problem):
    (tmp_path / "codes.qdc").write_bytes(content)
    with pytest.raises(IntakeError, match=problem):
        read_codebook(tmp_path / "codes.qdc")


@pytest.mark.parametrize(
    "old, new, problem",
    [
        (
            "<Project ",
            '<!DOCTYPE Project SYSTEM "http://nowhere.example/x.dtd"><Project ',
            "declares a document type",
        ),
        ("<Project ", "<Project <", "is not XML that can be read"),
        ("urn:QDA-XML:project:1.0", "urn:other", "is not a REFI-QDA project"),
    ],
)
def test_a_project_that_is_none_is_refused(tmp_path, old, new, problem):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qc"])
    if "DOCTYPE" in new:
        old, new = "?>\n<Project ", f"?>\n{new}"
    with pytest.raises(IntakeError, match=problem):
        read_project(_change(path, old, new))


def test_a_project_without_any_coding_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "project.qdpx", "w") as archive:
        archive.writestr("project.qde", '<Project xmlns="urn:QDA-XML:project:1.0" name="Empty"/>')
    with pytest.raises(IntakeError, match="holds no coded passage"):
        read_project(tmp_path / "project.qdpx")


def test_one_project_after_another_never_gives_the_first_again(tmp_path):
    first = _read(tmp_path, TOOLS["qc"])
    path = _change(write_qdpx(tmp_path / "other.qdpx", TOOLS["qc"]), 'name="Guilt"', 'name="Shame"')
    assert {segment.code[-1] for segment in read_project(path).segments} - {
        segment.code[-1] for segment in first.segments
    } == {"Shame"}


def test_nobody_speaks_for_a_pair_when_the_tool_marks_no_cases(tmp_path):
    project = _read(tmp_path, Habits("Quirkos 2.5", cases="none"))
    assert {segment.case for segment in project.segments} == {""} and not set(PEOPLE) & {
        segment.case for segment in project.segments
    }


PLAN = "Beds lie north. Rain fills the butt by noon. Paths stay dry."


def _pdf(tmp_path, selections, in_text="", text=PLAN):
    """A project with one PDF: regions of its pages, and passages of its text."""
    codes = "".join(
        f'<Code guid="c{number}" name="{name}" isCodable="true"/>'
        for number, name in enumerate(("Rain", "Hedges"), start=1)
    )
    representation = (
        f'<Representation guid="r" plainTextPath="internal://r.txt">{in_text}</Representation>'
        if text
        else ""
    )
    path = tmp_path / "plan.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "project.qde",
            f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Garden" origin="ATLAS.ti 8.4.0">\
<CodeBook><Codes>{codes}</Codes></CodeBook>
            <Sources><PDFSource guid="s" name="Plan.pdf">{selections}{representation}</PDFSource>\
</Sources></Project>""",
        )
        archive.writestr("sources/r.txt", text)
    return read_project(path)


def _region(guid, page, code="c1", made="2026-01-01T12:00:00Z", words=""):
    within = (
        "<Representation"
        f' guid="w{guid}"><PlainTextContent>{words}</PlainTextContent></Representation>'
        if words
        else ""
    )
    return (
        f'<PDFSelection guid="{guid}" page="{page}" firstX="1" firstY="1" secondX="2" secondY="2"'
        f' creatingUser="u" creationDateTime="{made}">{within}<Coding guid="k{guid}"'
        f' creatingUser="u"><CodeRef targetGUID="{code}"/></Coding></PDFSelection>'
    )


def _passage(guid, start, end, code="c1"):
    return (
        f'<PlainTextSelection guid="{guid}" startPosition="{start}" endPosition="{end}"'
        f' creatingUser="u" creationDateTime="2026-01-01T12:00:00Z"><Coding guid="t{guid}"'
        f' creatingUser="u"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def test_a_passage_of_a_pdf_that_is_written_as_region_text_and_next_page_is_one(tmp_path):
    project = _pdf(
        tmp_path, _region("a", 0) + _region("b", 1) + _region("c", 2), _passage("a", 16, 44)
    )
    assert [(segment.quote, segment.code) for segment in project.segments] == [
        ("Rain fills the butt by noon.", ("Rain",))
    ]


@pytest.mark.parametrize(
    "second",
    [
        _region("b", 1, code="c2"),
        _region("b", 1, made="2026-01-01T12:00:01Z"),
        _region("b", 3),
        _region("b", 0),
    ],
)
def test_regions_of_other_codes_seconds_or_pages_are_passages_of_their_own(tmp_path, second):
    assert (
        len(
            {
                segment.key
                for segment in _pdf(
                    tmp_path, _region("a", 0) + second.replace('firstX="1"', 'firstX="7"')
                ).segments
            }
        )
        == 2
    )


def test_codes_that_stand_on_either_form_of_a_passage_all_count_once(tmp_path):
    project = _pdf(tmp_path, _region("a", 0, code="c2"), _passage("a", 16, 44))
    assert (
        sorted(segment.code for segment in project.segments) == [("Hedges",), ("Rain",)]
        and len({segment.key for segment in project.segments}) == 1
    )


def test_the_words_that_a_region_carries_are_its_words(tmp_path):
    project = _pdf(tmp_path, _region("a", 0, words="Rain fills the butt."), text="")
    assert [(segment.quote, segment.start) for segment in project.segments] == [
        ("Rain fills the butt.", None)
    ] and not project.losses


def test_texts_that_are_lacking_are_named_as_lacking_though_another_text_is_there(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["atlas"])
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    lost = next(name for name in held if name.endswith(".txt"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            if name != lost:
                archive.writestr(name, content)
    project = read_project(path)
    assert (
        "The text of 1 source is not in the file. Passages are counted; their words are not kept."
        in project.losses
    )
    assert {bool(segment.quote) for segment in project.segments} == {True, False}


@pytest.mark.parametrize(
    "space", ["urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1.0"]
)
def test_a_codebook_is_read_whatever_the_version_in_its_namespace(tmp_path, space):
    (tmp_path / "codes.qdc").write_text(
        f'<CodeBook xmlns="{space}" origin="x"><Codes><Code guid="a" name="Water"><Code guid="b"'
        ' name="Rain"/></Code></Codes></CodeBook>',
        encoding="utf-8",
    )
    assert [code.path for code in read_codebook(tmp_path / "codes.qdc").codes] == [
        ("Water",),
        ("Water", "Rain"),
    ]


def test_a_project_in_which_nothing_is_coded_gives_its_codes_and_says_so(tmp_path):
    codebook = _pdf(tmp_path, "")
    assert [code.path for code in codebook.codes] == [("Rain",), ("Hedges",)]
    assert codebook.losses == (
        "No passage of plan.qdpx is coded; its codes were read as a codebook.",
    )


def test_a_project_that_is_named_as_an_archive_is_known_by_what_it_holds(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qc"]).rename(tmp_path / "project.zip")
    assert _found(readers.read(path, None)) == counted()


def test_a_text_that_is_lacking_is_not_said_to_be_counted_wrongly_because_another_has_words(
    tmp_path,
):
    _pdf(tmp_path, _region("a", 0, words="Rain fills the butt."), text="")
    talk = (
        '<TextSource guid="t" name="Talk"'
        f' plainTextPath="internal://t.txt">{_passage("p", 0, 9)}</TextSource></Sources>'
    )
    assert read_project(_change(tmp_path / "plan.qdpx", "</Sources>", talk)).losses == (
        "The text of 1 source is not in the file. Passages are counted; their words are not kept.",
    )


@pytest.mark.parametrize("tool", ["nvivo_windows", "atlas", "qualcoder"])
def test_labels_in_a_text_say_who_speaks_where_no_case_is_on_the_span(tmp_path, monkeypatch, tool):
    pair = SOURCES[0]
    spoken = tuple(turn._replace(words=f"{turn.person}: {turn.words}") for turn in pair.turns)
    monkeypatch.setattr("coded_projects.SOURCES", (pair._replace(turns=spoken),))
    project = _read(tmp_path, TOOLS[tool]._replace(cases="none"))
    assert _found(project) == {
        (turn.person, turn.words, code) for turn in pair.turns for code in turn.codes
    }
    assert project.turns["Wren Ashdown"] == 3 and "A label is a machine's guess" in project.log[-1]


def test_codes_below_speakers_say_who_speaks_and_are_no_codes(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qc"]._replace(cases="none"))
    project = read_project(_change(path, 'name="Enablers"', 'name="Speakers"'))
    both = {(case, code) for case, words, code in _found(project) if words.startswith("The coach")}
    assert both == {(COACHING[-1], CONFIDENCE)}
    assert not any("Speakers" in code.path for code in project.codes)


def test_speakers_are_no_codes_of_a_codebook(tmp_path):
    extra = {("Speakers",): "", ("Speakers", "Ash"): "", ("speaker.PR19",): ""}
    codes = read_codebook(write_qdc(tmp_path / "codes.qdc", TOOLS["qc"], extra)).codes
    assert not any("peaker" in code.path[0] for code in codes) and len(codes) > len(CODES)


@pytest.mark.parametrize("before", ['<Case guid="{case}">', "</TextSource>"])
def test_a_variable_of_a_nameless_case_or_of_a_source_says_who_speaks(tmp_path, before):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["maxqda"])
    with zipfile.ZipFile(path) as archive:
        root = archive.read("project.qde").decode()
    guid = "ABCDEF00-0000-4000-8000-000000000001"
    case = before.format(case=re.search(r'<Case guid="([^"]+)"', root)[1])
    value = (
        f'<VariableValue><VariableRef targetGUID="{guid}" /><TextValue>PR19</TextValue>'
        "</VariableValue>"
    )
    _change(path, case, value + case if case.startswith("</") else case + value)
    variable = f'<Variable guid="{guid}" name="Participant_ID" typeOfVariable="Text" />'
    project = read_project(
        _change(path, "<Sources>", f"<Variables>{variable}</Variables><Sources>")
    )
    assert "PR19" in {segment.case for segment in project.segments}


VARIABLES = (
    '<Variables><Variable guid="A1" name="Role" typeOfVariable="Text"/><Variable guid="A2"'
    ' name="Years" typeOfVariable="Integer"/></Variables>'
)
ROLE = (
    '<VariableValue><VariableRef targetGUID="{a1}"/><TextValue>manager</TextValue></VariableValue>'
)
YEARS = (
    '<VariableValue><VariableRef targetGUID="A2"/><IntegerValue>3</IntegerValue></VariableValue>'
)


def test_variables_of_sources_and_cases_are_hints(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["maxqda"]._replace(cases="selections"))
    with zipfile.ZipFile(path) as archive:
        root = archive.read("project.qde").decode()
    case = re.search(r'<Case [^>]*name="([^"]+)"[^>]*>', root)
    source = re.search(r'<TextSource [^>]*name="([^"]+)"[^>]*>', root)
    _change(path, source[0], source[0] + ROLE + YEARS)
    _change(path, case[0], case[0] + ROLE)
    project = read_project(_change(path, "<Sources>", VARIABLES + "<Sources>"))
    assert project.hints[case[1]] == "Role: manager"
    groups = {segment.source: segment.group for segment in project.segments}
    assert groups.pop(source[1]).endswith("Role: manager; Years: 3")
    assert not any("Role" in group for group in groups.values())


def test_a_source_without_a_name_is_named_by_its_file(tmp_path):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qualcoder"])
    with zipfile.ZipFile(path) as archive:
        root = archive.read("project.qde").decode()
    tag = re.search(r"<TextSource [^>]*>", root)[0]
    nameless = re.sub(r' name="[^"]*"', "", tag)
    file = re.search(r'plainTextPath="(?:internal://)?([^"]+)"', tag)[1]
    assert file in read_project(_change(path, tag, nameless)).sources


@pytest.mark.parametrize(
    ("origin", "way"),
    [("QualCoder 4.0", "take in the project's folder (.qda)"), ("Oak", "link each to its source")],
)
def test_cases_that_nothing_links_are_said_to_be_lost_with_the_way_that_keeps_them(
    tmp_path, origin, way
):
    path = write_qdpx(tmp_path / "project.qdpx", TOOLS["qualcoder"])
    _change(path, "<Sources>", '<Cases><Case guid="A3" name="Elm"/></Cases><Sources>')
    with zipfile.ZipFile(path) as archive:
        tool = re.search(r'origin="([^"]*)"', archive.read("project.qde").decode())[0]
    losses = read_project(_change(path, tool, f'origin="{origin}"')).losses
    (said,) = (loss for loss in losses if loss.startswith("1 case is in the file"))
    assert f"nothing says what belongs to it; {way}" in said
