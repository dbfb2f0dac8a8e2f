"""How the study is cited: CITATION.cff is valid, everything else says the same, and its faults are
named.
"""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import rispy
import yaml
from pybtex.database import parse_string

from cohortbook.cli import main
from cohortbook.study.citation import Author, citation_problems, contact, read_citation
from cohortbook.study.citation_formats import as_bibtex, as_codemeta, as_ris, as_text, as_zenodo

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "schemas" / "cff-1.2.0.json").read_text(encoding="utf-8")
)


@pytest.fixture
def citation(made_up):
    return read_citation(made_up)


@pytest.mark.parametrize("folder", [".", "tests/made_up_study"])
def test_citation_cff_is_valid_and_names_the_report(project, folder):
    stated = yaml.load(
        (project / folder / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader
    )
    stated["references"] = [
        {name: int(value) if name in ("year", "month") else value for name, value in entry.items()}
        for entry in stated["references"]
    ]
    jsonschema.validate(stated, SCHEMA)
    assert stated["references"][0]["type"] == "report"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            {name: value for name, value in stated.items() if name != "authors"}, SCHEMA
        )


def test_the_files_for_zenodo_and_codemeta_say_what_citation_cff_says(project):
    citation = read_citation(project)
    for name, held in (
        (".zenodo.json", as_zenodo(citation)),
        ("codemeta.json", as_codemeta(citation)),
    ):
        assert json.loads((project / name).read_text(encoding="utf-8")) == held, (
            f"cohortbook cite --as {name.strip('.').split('.')[0]} > {name}"
        )


def test_as_text_is_a_reference_to_the_book_or_to_a_page(citation):
    assert (
        as_text(citation.work)
        == "Brock, B.A. and The Sett & Sons (2033) Badgers who read: a made-up study, version 1.0."
        " https://doi.org/10.5072/badgers.1"
    )
    assert as_text(citation.references[0]) == "Meles, M. (2032) The badgers’ report."
    assert as_text(citation.work, "Sett 1", "https://badgers.example/s.html").startswith(
        "Brock, B.A. and The Sett & Sons (2033) ‘Sett 1’, in Badgers who read"
    )


def test_an_organisation_with_and_in_its_name_is_one_author(citation):
    """Cffconvert 2.0.0 makes two of it: see findings/cffconvert_organisation.sh."""
    unit = Author("Research and Evaluation Unit")
    work = replace(citation.work, authors=(*citation.work.authors, unit))
    (entry,) = parse_string(as_bibtex(work), "bibtex").entries.values()
    assert [str(person) for person in entry.persons["author"]][2:] == [
        "{Research and Evaluation Unit}"
    ]


def test_as_bibtex_is_read_by_a_bibtex_reader_names_and_special_letters_kept(citation):
    entry = parse_string(
        as_bibtex(citation.work, "Readers & 100% others", "https://badgers.example/s_1.html"),
        "bibtex",
    ).entries["brock_2033_readers__100"]
    assert (
        entry.type == "incollection"
        and entry.fields["booktitle"] == "{Badgers who read: a made-up study}"
    )
    assert (
        entry.fields["title"] == r"{Readers \& 100\% others}"
        and entry.fields["url"] == "https://badgers.example/s_1.html"
    )
    people = entry.persons["author"]
    assert [people[0].last_names, people[0].first_names, people[1].last_names] == [
        ["Brock"],
        ["Beatrix"],
        [r"{The Sett \& Sons}"],
    ]
    assert (
        parse_string(as_bibtex(citation.references[0]), "bibtex").entries["meles_2032"].type
        == "techreport"
    )


def test_as_ris_is_read_by_a_ris_reader(citation):
    record = rispy.loads(as_ris(citation.work, "Sett 1", "https://badgers.example/s.html"))[0]
    assert record["type_of_reference"] == "CHAP" and record["authors"] == [
        "Brock, Beatrix Ann",
        "The Sett & Sons",
    ]
    assert (record["title"], record["secondary_title"], record["year"]) == (
        "Sett 1",
        "Badgers who read: a made-up study",
        "2033",
    )
    assert (record["doi"], record["urls"]) == (
        "10.5072/badgers.1",
        ["https://badgers.example/s.html"],
    )


def test_as_zenodo_and_as_codemeta_carry_orcid_doi_and_address(citation):
    assert as_zenodo(citation)["creators"] == [
        {"name": "Brock, Beatrix Ann", "orcid": "0000-0002-1825-0097"},
        {"name": "The Sett & Sons"},
    ]
    held = as_codemeta(citation)
    assert held["author"][0]["@id"] == "https://orcid.org/0000-0002-1825-0097" and held["author"][
        1
    ] == {"@type": "Organization", "name": "The Sett & Sons"}
    assert (
        held["identifier"] == "https://doi.org/10.5072/badgers.1"
        and held["codeRepository"] == "https://github.com/example/badgers"
    )


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            'title: "Badgers',
            'titel: "Badgers',
            "CITATION.cff: title: is missing; a citation needs it",
        ),
        (
            '"2033-03-01"',
            '"first of March"',
            "CITATION.cff: date-released: first of March is not a date; write it as 2026-11-24",
        ),
        (
            'title: "Badgers who read: a made-up study"',
            "title: Badgers who read: a made-up study",
            (
                "CITATION.cff:3: cannot be read as YAML; put text that holds a colon between"
                " quotation marks"
            ),
        ),
        (
            "  - name: The Sett & Sons",
            "  - affiliation: nowhere",
            (
                "CITATION.cff: authors: has an author without a name; write family-names and"
                " given-names, or name for a group"
            ),
        ),
        (
            "    title: The badgers’ report\n",
            "",
            "CITATION.cff: references: has an entry without title",
        ),
        (
            (
                "authors:\n  - family-names: Brock\n    given-names: Beatrix Ann\n    orcid:"
                ' "https://orcid.org/0000-0002-1825-0097"\n  - name: The Sett & Sons\n'
            ),
            "authors: Beatrix Brock\n",
            (
                "CITATION.cff: authors: is not a list of entries, each with names and values below"
                " a hyphen"
            ),
        ),
    ],
)
def test_citation_problems_are_sentences(made_up, rewrite, old, new, said, capsys):
    assert citation_problems(made_up) == []
    rewrite("CITATION.cff", old, new)
    assert [str(problem) for problem in citation_problems(made_up)] == [said]
    assert main(["check", "--study", str(made_up)]) == 1 and said in capsys.readouterr().err


def test_a_study_without_the_file_is_told_so_only_when_it_asks(made_up, capsys):
    (made_up / "CITATION.cff").unlink()
    assert read_citation(made_up) is None and citation_problems(made_up) == []
    assert main(["cite", "--study", str(made_up)]) == 1
    assert capsys.readouterr().err.startswith("cohortbook: this study has no CITATION.cff")


@pytest.mark.parametrize(
    "chosen, begins",
    [
        ("text", "Brock, B.A. and"),
        ("bibtex", "@misc{brock_2033,"),
        ("ris", "TY  - BOOK"),
        ("zenodo", '{\n "title"'),
        ("codemeta", '{\n "@context"'),
    ],
)
def test_the_command_prints_each_form(made_up, capsys, chosen, begins):
    assert main(["cite", "--as", chosen, "--study", str(made_up)]) == 0
    assert capsys.readouterr().out.startswith(begins)


def test_contact_is_whom_the_file_names_else_its_authors(made_up):
    assert contact(made_up) == "the evaluation team (Beatrix Ann Brock and The Sett & Sons)"
    path = made_up / "CITATION.cff"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        f"{text}contact:\n  - name: The badger office\n    email: office@sett.example\n",
        encoding="utf-8",
    )
    assert (
        contact(made_up) == "The badger office (office@sett.example)"
        and citation_problems(made_up) == []
    )
    path.write_text(f"{text}contact: no one\n", encoding="utf-8")
    assert "contact: is not a list of entries" in str(citation_problems(made_up)[0])
    path.unlink()
    assert contact(made_up) == "the evaluation team"
