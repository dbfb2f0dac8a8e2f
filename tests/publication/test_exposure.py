"""Every byte of a made book is read: what is planted in a file of any kind is found there and
named.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import matplotlib
import pytest
import yaml
from matplotlib.figure import Figure
from openpyxl import Workbook
from pypdf import PdfWriter

from cohortbook.book.make import write_package
from cohortbook.book.spreadsheet import write_tables
from cohortbook.findings.results import read_results
from cohortbook.publication.exposure import (
    NEEDED,
    exposed,
    joins,
    refuse_exposure,
    texts_of,
    undecided_outputs,
)
from cohortbook.publication.loading import load_study
from cohortbook.running.runner import run_pages
from cohortbook.study.layout import EXECUTED
from cohortbook.study.policy import PATH
from cohortbook.study.problems import StudyError

THREE = "cohort_03"


@pytest.fixture
def folder(tmp_path):
    """A folder of made files with nothing wrong in it."""
    made = tmp_path / "made"
    made.mkdir()
    (made / "index.html").write_text(
        "<p>Badgers like moss, and 5 of 9 said so in 2031.</p>", encoding="utf-8"
    )
    return made


def sentences(study, folder):
    return [str(problem) for problem in exposed(study, folder)]


def test_book_without_private_things_is_left_alone(badgers, folder):
    assert sentences(badgers, folder) == []


@pytest.mark.parametrize(
    ("text", "what", "held"),
    [
        ("<p>Write to brock@sett.example today</p>", "an e-mail address", "brock@sett.example"),
        ("<p>Ring 0161 496 0123 today</p>", "a phone number", "0161 496 0123"),
        ("<p>The sett at M1 4BT</p>", "a postcode", "M1 4BT"),
        ("<p>It was Dr Brockley who</p>", "a name", "Dr Brockley"),
        ("<img alt='Heather Bracken in the moss'>", "a name", "Heather Bracken"),
        ("<p>said so (H. B.) twice</p>", "initials", "(H. B.)"),
        (
            "<p>She was the first Welsh woman in the authority</p>",
            "someone who is the only one of a kind",
            "first Welsh woman in",
        ),
        (
            "<p>the only man at the trust</p>",
            "someone who is the only one of a kind",
            "only man at",
        ),
        ("<a href='data:text/csv,who%0AHeather%20Bracken'>CSV</a>", "a name", "Heather Bracken"),
        ("<p>Heather&#32;Bracken</p>", "a name", "Heather Bracken"),
        (
            '<script type="application/ld+json">{"contributor": "Heather Bracken"}</script>',
            "a name",
            "Heather Bracken",
        ),
    ],
)
def test_private_things_in_a_page_are_named(badgers, folder, text, what, held):
    (folder / "page.html").write_text(text, encoding="utf-8")
    assert sentences(badgers, folder) == [
        f"page.html: holds what looks like {what}: {held!r}; take it out, or say in"
        f" {PATH.as_posix()}, under reviewed, why it may be there"
    ]


def _workbook(path):
    book = Workbook()
    book.active["A1"] = "Heather Bracken"
    book.save(path)


def _packed(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("moss.txt", "Heather Bracken")


def _picture(path, **metadata):
    figure = Figure(figsize=(4, 2))
    if not metadata:
        figure.text(0.1, 0.5, "Heather Bracken")
    with matplotlib.rc_context({"pdf.fonttype": 42, "svg.fonttype": "none"}):
        figure.savefig(path, metadata=metadata or None)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        (
            "results.json",
            lambda path: path.write_text(
                json.dumps([{"text": "Heather Bracken"}]), encoding="utf-8"
            ),
        ),
        (
            "data/coded_passages.csv",
            lambda path: path.write_text("summary\nHeather Bracken\n", encoding="utf-8"),
        ),
        (
            "_sources/page.ipynb",
            lambda path: path.write_text(
                json.dumps({"metadata": {"author": "Heather Bracken"}}), encoding="utf-8"
            ),
        ),
        (
            "searchindex.js",
            lambda path: path.write_text(
                'Search.setIndex({"titles":["Heather Bracken"]})', encoding="utf-8"
            ),
        ),
        ("data/tables.xlsx", _workbook),
        ("data/files.zip", _packed),
        ("_images/figure.svg", _picture),
        ("book.pdf", _picture),
        ("by.pdf", lambda path: _picture(path, Author="Heather Bracken")),
        ("_images/photo.png", lambda path: _picture(path, Author="Heather Bracken")),
        ("Heather_Bracken.html", lambda path: path.write_text("<p>Moss</p>", encoding="utf-8")),
    ],
)
def test_files_of_every_kind_are_read(badgers, folder, name, write):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    write(path)
    assert any(
        sentence.startswith(f"{name}: holds what looks like a name: 'Heather Bracken")
        for sentence in sentences(badgers, folder)
    )


def test_texts_of_a_packed_file_are_those_of_its_members(tmp_path):
    _workbook(tmp_path / "book.xlsx")
    assert any("Heather Bracken" in text for text in texts_of(tmp_path / "book.xlsx"))


def test_a_pdf_without_metadata_and_a_workbook_with_a_picture_are_read(tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.metadata = None
    writer.write(tmp_path / "book.pdf")
    assert list(texts_of(tmp_path / "book.pdf")) == ["book.pdf", "", ""]
    _workbook(tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "a") as packed:
        packed.writestr("xl/media/image1.png", b"\x89PNG")
    assert "Heather Bracken" in list(texts_of(tmp_path / "book.xlsx"))


def test_checksums_are_no_phone_numbers_and_hide_none(badgers, folder):
    digest = "0179350286dfbe885fddf547e02b68feaebbe4c20d949256310065ee189f0b68"
    (folder / "_images").mkdir()
    (folder / "_images" / f"{digest}.svg").write_text("<svg></svg>", encoding="utf-8")
    (folder / "page.html").write_text(
        f'<img src="_images/{digest}.svg"> of commit {digest[:12]}, 01793502867', encoding="utf-8"
    )
    assert [sentence.split(";")[0] for sentence in sentences(badgers, folder)] == [
        "page.html: holds what looks like a phone number: '01793502867'"
    ]


def test_authors_of_cited_works_may_be_named(badgers, folder, made_up):
    (made_up / "book" / "references.bib").write_text(
        "@book{a,\n  author = {Bracken, Heather},\n}\n", encoding="utf-8"
    )
    (folder / "page.html").write_text("<p>Heather Bracken (2031)</p>", encoding="utf-8")
    assert sentences(load_study(made_up), folder) == [] != sentences(badgers, folder)


def test_authors_of_the_study_may_be_named_and_nobody_like_them(badgers, folder):
    (folder / "page.html").write_text(
        "<p>Beatrix Ann Brock. Brock, B.A. (2033)</p>", encoding="utf-8"
    )
    assert sentences(badgers, folder) == []
    (folder / "page.html").write_text(
        "<p>Beatrix Ann Dell. Dell, B.D. (2033)</p>", encoding="utf-8"
    )
    assert len(sentences(badgers, folder)) == 2


def test_what_was_reviewed_may_stand_where_it_was_reviewed(made_up, folder):
    policy = yaml.safe_load((made_up / PATH).read_text(encoding="utf-8"))
    policy["reviewed"].append(
        {
            "looks_like": "a name",
            "files": ["page.html"],
            "text": "Heather Bracken",
            "reason": "A made-up badger.",
            "decided_by": "A badger",
            "decided_on": "2031-01-01",
        }
    )
    (made_up / PATH).write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")
    for name in ("page.html", "other.html"):
        (folder / name).write_text("<p>Heather Bracken</p>", encoding="utf-8")
    assert [sentence.split(":")[0] for sentence in sentences(load_study(made_up), folder)] == [
        "other.html"
    ]


def test_file_given_out_without_decision_is_named(badgers, folder):
    (folder / "diary.docx.txt").write_text("moss", encoding="utf-8")
    assert sentences(badgers, folder) == [
        f"diary.docx.txt: is given out, and {PATH.as_posix()} holds no decision about it; add it to"
        " an entry of files there"
    ]


def test_files_that_pages_are_made_of_need_no_decision(badgers, folder):
    for name in ("_sources/page.md", "_static/moss.txt", "images/moss.png"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("moss", encoding="utf-8")
    assert sentences(badgers, folder) == []


def test_identifiers_of_strict_cohorts_are_found_anywhere(guarded, folder):
    someone = guarded.with_rows.rows("participants", THREE)["participant_id"].iloc[0]
    (folder / "results.json").write_text(
        json.dumps(
            {
                "who": someone,
                "public": guarded.rows("participants", "cohort_01")["participant_id"].iloc[0],
            }
        ),
        encoding="utf-8",
    )
    assert [sentence.split(";")[0] for sentence in sentences(guarded, folder)] == [
        f"results.json: holds what looks like an identifier of a strict cohort: {someone!r}"
    ]


def test_names_in_the_private_keys_are_found(made_up, folder):
    private = made_up / "private" / "cohort_01"
    private.mkdir(parents=True)
    (private / "people.csv").write_text(
        "name,case_id,group,tool_says\nTufty Fluffytail,BA1,,\n", encoding="utf-8"
    )
    (folder / "page.html").write_text("<p>Tufty Fluffytail said</p>", encoding="utf-8")
    assert any(
        "'Tufty Fluffytail'" in sentence for sentence in sentences(load_study(made_up), folder)
    )


@pytest.fixture
def keeper(badgers):
    """The made-up study with a post that only one award holder has, who that is, and what the same
    person said.
    """
    said = (
        badgers.tables["attributions"]
        .dropna(subset=["case_id"])
        .merge(badgers.tables["passages"].dropna(subset=["summary"]), on="passage_id")
    )
    people = badgers.tables["participants"]
    someone = next(
        case_id for case_id in people["participant_id"] if case_id in set(said["case_id"])
    )
    one = people.assign(
        role=people["role"].mask(people["participant_id"] == someone, "Keeper of the eastern moss")
    )
    return (
        replace(badgers, tables={**badgers.tables, "participants": one}),
        someone,
        said[said["case_id"] == someone]["summary"].iloc[0],
    )


def test_joins_of_what_a_person_is_and_said_are_named(keeper, folder):
    study, someone, summary = keeper
    row = f"<tr><td>Keeper of the eastern moss</td><td>{summary}</td></tr>"
    (folder / "page.html").write_text(f"<table>{row}</table>", encoding="utf-8")
    assert sentences(study, folder) == [
        f"page.html: joins what {someone} is ('Keeper of the eastern moss') and what {someone}"
        " said; no page or file may"
    ]
    (folder / "page.html").write_text(
        row.replace(
            "eastern",
            '<a class="cb-term" href="glossary.html#e"><abbr title="from the'
            ' east">eastern</abbr></a>',
        ),
        encoding="utf-8",
    )
    assert len(sentences(study, folder)) == 1, "an abbreviation that is explained hides nothing"
    assert (
        list(
            joins(study, f"<tr><td>Keeper of the eastern moss</td></tr><tr><td>{summary}</td></tr>")
        )
        == []
    )


@pytest.mark.parametrize("role, is_known", [("Moss keepers", True), ("Moss keeper", False)])
def test_words_of_twelve_letters_say_what_a_person_is_and_shorter_ones_do_not(
    keeper, role, is_known
):
    study, someone, summary = keeper
    people = study.tables["participants"]
    one = people.assign(role=people["role"].mask(people["participant_id"] == someone, role))
    study = replace(study, tables={**study.tables, "participants": one})
    assert list(joins(study, f"{role}: {summary}")) == [(someone, role)] * is_known


def test_a_post_is_read_whole_where_another_begins_like_it(keeper):
    study, someone, summary = keeper
    people, longer = study.tables["participants"], "Keeper of the eastern moss and fern"
    other = people["participant_id"] != someone
    two = people.assign(role=people["role"].mask(other, "Keeper of the eastern moss"))
    two = two.assign(role=two["role"].mask(~other, longer))
    study = replace(study, tables={**study.tables, "participants": two})
    assert list(joins(study, f"{longer}: {summary}")) == [(someone, longer)]


def test_without_people_nothing_is_joined(keeper):
    study, _, summary = keeper
    nobody = study.tables["participants"].iloc[:0]
    study = replace(study, tables={**study.tables, "participants": nobody})
    assert list(joins(study, summary)) == []


def _cells_with_texts(_, tables, path):
    """As openpyxl writes a spreadsheet: each text in its cell."""
    book = Workbook()
    for row in tables[0][2]:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize(
    "write",
    [write_tables, _cells_with_texts],
    ids=["texts by their place in a list", "texts in their cells"],
)
def test_a_row_of_a_spreadsheet_that_joins_is_named_and_rows_side_by_side_are_not(
    keeper, folder, write
):
    study, someone, summary = keeper
    (folder / "data").mkdir()
    write(
        "Badgers",
        [("Badgers", ["a", "b"], [["Keeper of the eastern moss", "moss"], ["moss", summary]])],
        folder / "data/tables.xlsx",
    )
    assert sentences(study, folder) == []
    write(
        "Badgers",
        [("Badgers", ["a", "b"], [["moss", "moss"], ["Keeper of the eastern moss", summary]])],
        folder / "data/tables.xlsx",
    )
    assert sentences(study, folder) == [
        f"data/tables.xlsx: joins what {someone} is ('Keeper of the eastern moss') and what"
        f" {someone} said; no page or file may"
    ]


def test_what_two_files_have_in_common_is_named_in_both_and_in_no_third(badgers, folder):
    for name, first, last in (
        ("one.html", "moss", "Heather Bracken"),
        ("other.html", "lichen", "Heather Bracken"),
        ("third.html", "moss", "fern"),
    ):
        (folder / name).write_text(f"{first}\nand\n{last}\n", encoding="utf-8")
    assert [sentence.split(":")[0] for sentence in sentences(badgers, folder)] == [
        "one.html",
        "other.html",
    ]


def test_what_stands_on_two_lines_is_named_although_each_line_was_read_before(badgers, folder):
    (folder / "a.html").write_text(
        "She is the only\nbadger here, and no\nwoman in the authority\n", encoding="utf-8"
    )
    (folder / "b.html").write_text("She is the only\nwoman in the authority\n", encoding="utf-8")
    assert [line.split(";")[0] for line in sentences(badgers, folder)] == [
        "b.html: holds what looks like someone who is the only one of a kind: 'only woman in'"
    ]


def test_what_stands_on_four_lines_is_named_although_each_two_or_three_were_read_before(
    badgers, folder
):
    lines = ["She is the only", "young", "", "Welsh", "woman in the authority"]
    (folder / "a.html").write_text("\n".join([*lines[:4], "badger"]), encoding="utf-8")
    (folder / "b.html").write_text("\n".join(lines[1:]), encoding="utf-8")
    assert sentences(badgers, folder) == []
    (folder / "c.html").write_text("\n".join(lines), encoding="utf-8")
    assert [line.split(";")[0] for line in sentences(badgers, folder)] == [
        "c.html: holds what looks like someone who is the only one of a kind: 'only young Welsh"
        " woman in'"
    ]


def test_what_stands_on_more_than_two_lines_is_named(badgers, folder):
    (folder / "page.html").write_text(
        "moss\nShe is the only\nWelsh\nwoman in the authority\n", encoding="utf-8"
    )
    assert [line.split(";")[0] for line in sentences(badgers, folder)] == [
        "page.html: holds what looks like someone who is the only one of a kind: 'only Welsh"
        " woman in'"
    ]


def test_initials_at_the_beginning_of_a_line_are_named(badgers, folder):
    (folder / "page.html").write_text("H.B. said so\n", encoding="utf-8")
    assert [line.split(";")[0] for line in sentences(badgers, folder)] == [
        "page.html: holds what looks like initials: 'H.B.'"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "GIR 0AA",
        "gir0aa",
        "M1 4BT",
        "sw1a1aa",
        "EC1A 1BB",
        "B33 8TH",
        "brock@sett.example",
        "a+b@c-d.e",
    ],
)
def test_a_first_look_passes_over_nothing_that_is_looked_for(text):
    (what,) = [pattern for pattern in NEEDED if pattern.search(f"<p>{text}</p>")]
    assert NEEDED[what].search(f"<p>{text}</p>")


def test_cell_that_is_removed_but_shows_something_needs_a_decision(made_up, tmp_path):
    executed = tmp_path / "executed"
    executed.mkdir()
    (executed / "manifest.json").write_text(
        json.dumps({"pages": {"programme": {"template": "notebooks/programme.ipynb"}}}),
        encoding="utf-8",
    )
    (executed / "programme.ipynb").write_text(
        json.dumps(
            {
                "cells": [
                    {"id": "setup", "outputs": [{"data": {}}]},
                    {"id": "facts", "outputs": [{"data": {}}]},
                    {"id": "words"},
                ]
            }
        ),
        encoding="utf-8",
    )
    assert [str(problem) for problem in undecided_outputs(load_study(made_up), executed)] == [
        "notebooks/programme.ipynb: cell setup: shows something, though it is tagged remove-cell,"
        f" and {PATH.as_posix()} holds no decision about it"
    ]


def test_pages_and_files_of_a_strict_cohort_hold_nobody(strict_study):
    """The whole way: run the pages, write what is given out, read every byte of both."""
    study, made = load_study(strict_study), strict_study / "made"
    run_pages(
        study,
        [THREE, "comparison", "stakeholders", "recommendations", "data", "disclosure", "changes"],
        say=lambda line: None,
    )
    write_package(study, made / "data")
    executed = strict_study / EXECUTED
    for page in executed.glob("*.ipynb"):
        (made / page.name.replace(".ipynb", ".html")).write_text(
            page.read_text(encoding="utf-8"), encoding="utf-8"
        )
    refuse_exposure(study, made, executed)
    assert [path.name for path in (made / "data" / "cohorts" / THREE).iterdir()] == ["cohort.yml"]
    results = read_results(executed / "results.json")
    hidden = [result for result in results.values() if result["text"] == "[c]"]
    assert len(hidden) > 50 and all(result["value"] is None for result in hidden)
    assert "Not published of this cohort" in (executed / f"{THREE}_themes.ipynb").read_text(
        encoding="utf-8"
    )
    someone = study.with_rows.rows("participants", THREE)["participant_id"].iloc[0]
    (made / "leak.html").write_text(f"<p>{someone}</p>", encoding="utf-8")
    with pytest.raises(
        StudyError, match=r"leak\.html: holds what looks like an identifier of a strict cohort"
    ):
        refuse_exposure(study, made, executed)
