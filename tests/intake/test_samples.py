"""Which passages each coder was given, in files that two coders coded with each tool."""

import sqlite3
import zipfile
from collections import defaultdict
from copy import deepcopy
from xml.etree import ElementTree

import pytest
from coded_projects import CODERS, SOURCES, TOOLS, write_qdpx, write_qualcoder, write_taguette

from cohortbook.intake import qualcoder, refi, taguette
from cohortbook.intake.samples import base, names_of_coders, passages_given
from cohortbook.intake.together import together
from cohortbook.study.problems import IntakeError

SAMPLE = "Jay Fernside"  # the one source that the second coder was given
IN_ALL = sum(bool(turn.codes) for source in SOURCES for turn in source.turns)
IN_SAMPLE = sum(
    bool(turn.codes) for source in SOURCES if source.name == SAMPLE for turn in source.turns
)
IDS = {"Lark Penrose": "coder_1", "Finch Oakley": "coder_2", "one": "coder_1", "two": "coder_2"}


def refi_with_two_coders(folder):
    """A REFI-QDA project: the second coder put the codes of the first on the sample, but one."""
    path = write_qdpx(folder / "two.qdpx", TOOLS["nvivo_windows"])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    root = ElementTree.fromstring(members["project.qde"])
    name = root.tag.partition("}")[0] + "}"
    second = root.find(f"{name}Users")[1].get("guid")
    (sample,) = (own for own in root.iter(f"{name}TextSource") if own.get("name") == SAMPLE)
    for selection in list(sample)[1:]:
        for coding in selection.findall(f"{name}Coding"):
            theirs = deepcopy(coding)
            theirs.set("creatingUser", second)
            selection.append(theirs)
    members["project.qde"] = ElementTree.tostring(root, encoding="utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return refi.read_project(path)


def qualcoder_with_two_coders(folder):
    """A folder of QualCoder, in which the owner of a coding is its coder."""
    project = write_qualcoder(folder / "two.qda")
    with sqlite3.connect(project / "data.qda") as database:
        database.execute(
            "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner, date, memo) SELECT cid,"
            " fid, seltext, pos0, pos1, ?, '', '' FROM code_text WHERE fid = (SELECT id FROM"
            " source WHERE name = ?) AND pos0 > 30",
            (CODERS[1], SAMPLE),
        )
    return qualcoder.read(project)


def taguette_with_two_coders(folder):
    """Two projects of Taguette, which names no coder: the second has tags in the sample only."""
    one, two = (write_taguette(folder / f"{name}.sqlite3") for name in ("one", "two"))
    with sqlite3.connect(two) as database:
        database.execute(
            "DELETE FROM highlight_tags WHERE highlight_id IN (SELECT highlights.id FROM highlights"
            " JOIN documents ON documents.id = document_id WHERE name != ? OR start_offset < 30)",
            (SAMPLE,),
        )
    return together({path.name: taguette.read(path) for path in (one, two)})


def _spans(project):
    spans = defaultdict(list)
    for segment in project.segments:
        spans[f"{segment.source}:{segment.quote}"].append(segment)
    return spans


@pytest.mark.parametrize(
    "read", [refi_with_two_coders, qualcoder_with_two_coders, taguette_with_two_coders]
)
def test_a_second_coder_was_given_the_sources_in_which_they_coded_something(tmp_path, read):
    project = read(tmp_path)
    given = passages_given(project, _spans(project), IDS, {})
    assert len(given) == IN_ALL
    assert {passage for passage, coders in given.items() if len(coders) == 2} == {
        passage for passage in given if passage.startswith(SAMPLE)
    }
    assert set(names_of_coders(given).values()) == {"", "coder_1"}
    (said,) = base(given)
    assert said.startswith(
        f"{IN_SAMPLE} of {IN_ALL} passages were given to both coders; agreement and disagreements"
        " count only these. Intake takes it that a coder was given each source in which they coded"
    )


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("all", IN_ALL),
        ("own", IN_SAMPLE - 1),
        (f"{SAMPLE}\nMartin Sedge", IN_SAMPLE + 3),
        ("Martin Sedge", IN_SAMPLE - 1 + 3),
    ],
)
def test_the_key_says_what_else_a_coder_was_given(tmp_path, said, number):
    project = qualcoder_with_two_coders(tmp_path)
    given = passages_given(project, _spans(project), IDS, {CODERS[1]: said})
    assert sum(len(coders) == 2 for coders in given.values()) == number


def test_a_source_that_the_file_does_not_have_is_named(tmp_path):
    project = qualcoder_with_two_coders(tmp_path)
    with pytest.raises(
        IntakeError, match=r"coders\.csv, 'Finch Oakley': given: 'Moss' is no source"
    ):
        passages_given(project, _spans(project), IDS, {CODERS[1]: "Moss"})


def test_coders_who_were_given_the_same_are_not_named_and_one_coder_has_no_base(tmp_path):
    project = qualcoder_with_two_coders(tmp_path)
    given = passages_given(project, _spans(project), IDS, {CODERS[1]: "all"})
    assert set(names_of_coders(given).values()) == {""}
    assert base(given) == [f"Both coders were given all {IN_ALL} passages."]
    together_only = dict.fromkeys(IDS, "coder_team")
    assert base(passages_given(project, _spans(project), together_only, {})) == []
