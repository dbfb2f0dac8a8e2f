"""Addresses are permanent: what a release published is found by every later one."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from faults import small_study

from cohortbook import load_study
from cohortbook.book.building import build
from cohortbook.book.sphinx.addresses import (
    addresses,
    ids_of,
    record_addresses,
    recorded_addresses,
    vanished,
)
from cohortbook.cli import main
from cohortbook.publication.changes import record
from cohortbook.release.release import release
from cohortbook.study.problems import UnknownName

HTML = Path(__file__).parents[3] / "_build" / "html"


@pytest.fixture
def site(tmp_path):
    """A book of two pages, written by hand."""
    folder = tmp_path / "html"
    (folder / "executed").mkdir(parents=True)
    (folder / "index.html").write_text(
        '<p id="intro"></p><div id="f-dots"><svg><g id="axes_1"></g></svg></div>', encoding="utf-8"
    )
    (folder / "executed/numbers_all.html").write_text(
        '<tr id="r-all.people.count"><td id="theme-help.pay"></td></tr><article'
        ' id="c012"></article>',
        encoding="utf-8",
    )
    (folder / "genindex.html").write_text("", encoding="utf-8")
    return folder


def test_addresses_are_the_pages_and_the_permanent_ids_on_them(site):
    assert addresses(site) == [
        "executed/numbers_all.html",
        "executed/numbers_all.html#c012",
        "executed/numbers_all.html#r-all.people.count",
        "executed/numbers_all.html#theme-help.pay",
        "index.html",
        "index.html#f-dots",
    ]


def test_vanished_names_a_page_and_an_id_that_are_gone(site):
    assert vanished(site, addresses(site)) == []
    assert vanished(
        site, ["index.html#intro", "index.html#gone", "gone.html", "gone.html#f-dots"]
    ) == ["index.html#gone", "gone.html", "gone.html#f-dots"]


def test_nothing_that_the_last_release_of_the_real_book_published_has_vanished(built, project):
    recorded = recorded_addresses(project)
    assert len(recorded) > 2000 and vanished(HTML, recorded) == []


def test_every_number_claim_theme_and_figure_of_the_real_book_has_an_address(built, real, project):
    held = {address.partition("#")[2] for address in addresses(HTML)}
    assert {f"r-{result_id}" for result_id in built} <= held
    assert set(real.tables["claims"]["claim_id"]) <= held
    assert {f"theme-{theme_id}" for theme_id in real.tables["themes"]["theme_id"]} <= held
    text = (HTML / "executed/comparison.html").read_text(encoding="utf-8")
    cells = [
        cell
        for cell in re.split(r'<div class="cell ', text)[1:]
        if '<figure class="cb-figure' in cell
    ]
    assert cells and all('id="f-' in cell for cell in cells)


def test_record_addresses_refuses_while_one_of_an_earlier_release_is_gone(made_up, site):
    record(load_study(made_up), "1.0", "2033-03-01")
    assert (
        record_addresses(made_up, site, "1.0").read_text(encoding="utf-8").splitlines()
        == addresses(site)
        == recorded_addresses(made_up)
    )
    (site / "index.html").write_text("", encoding="utf-8")
    with pytest.raises(
        UnknownName,
        match=(
            r"index\.html#f-dots was published and is no longer in the book;"
            r" an address is permanent"
        ),
    ):
        record_addresses(made_up, site, "1.1")


def test_the_command_records_only_what_has_been_built(made_up, capsys):
    assert main(["changes", "--record", "1.0", "--study", str(made_up)]) == 1
    assert (
        "_build/html is not there yet; make the book first" in capsys.readouterr().err
        and not (made_up / "data/releases").exists()
    )


@pytest.mark.parametrize(
    "shown, recorded, ids",
    [
        ("<table>", [], ["t-moss"]),
        ("<figure><table>", [], ["f-moss"]),
        ("none", [], []),
        ("none", ["a.html#t-moss", "a.html#f-owls", "b.html#f-moss"], ["t-moss"]),
        ("none", ["a.html#f-moss"], ["f-moss"]),
        ("<table>", ["a.html#f-moss"], ["f-moss", "t-moss"]),
        ("<table>", ["a.html#t-moss"], ["t-moss"]),
    ],
)
def test_a_cell_has_the_id_of_what_it_shows_and_keeps_those_that_were_published(
    shown, recorded, ids
):
    assert ids_of("a.html", "moss", shown, recorded) == ids


@pytest.fixture
def with_changes(project, tmp_path):
    """A small study whose book says what moved since the last release."""
    root = small_study(tmp_path / "study")
    shutil.copy(project / "notebooks/changes.ipynb", root / "notebooks")
    with (root / "_toc.yml").open("a", encoding="utf-8") as file:
        file.write("  - file: executed/changes\n")
    decided = yaml.safe_load((project / "data/disclosure.yml").read_text(encoding="utf-8"))[
        "exhibits"
    ]
    policy = yaml.safe_load((root / "data/disclosure.yml").read_text(encoding="utf-8"))
    policy["exhibits"] += [entry for entry in decided if entry["page"] == "changes"]
    (root / "data/disclosure.yml").write_text(
        yaml.safe_dump(policy, sort_keys=False), encoding="utf-8"
    )
    return root


def test_a_release_without_moved_numbers_after_one_with_moved_numbers_is_possible(
    project, with_changes, tmp_path
):
    site, people = (
        with_changes / "_build/html",
        with_changes / "data/cohorts/cohort_01/participants.csv",
    )
    record(load_study(with_changes), "1.0", "2033-03-01")
    people.write_text(
        people.read_text(encoding="utf-8").replace("bachelor,2,", "bachelor,3,"), encoding="utf-8"
    )
    build(with_changes, say=lambda line: None)
    assert "executed/changes.html#t-moved" in addresses(site)
    record(load_study(with_changes), "1.1", "2033-03-02")
    record_addresses(with_changes, site, "1.1")
    record(load_study(with_changes), "1.2", "2033-03-03")

    for name in ("requirements.lock", "licences.csv"):
        shutil.copy(project / name, with_changes)
    release(
        load_study(with_changes),
        tmp_path / "release",
        say=lambda line: None,
        with_edition=False,
    )
    assert (tmp_path / "release/published/site/executed/changes.html").is_file()
    page = (site / "executed/changes.html").read_text(encoding="utf-8")
    assert "Numbers that moved since that release: none." in page and 'id="t-moved"' in page
    assert "t-themes" not in page, "a table that never had rows has no address"
    assert "#t-moved" not in (site / "search-entries.js").read_text(encoding="utf-8")
    assert vanished(site, recorded_addresses(with_changes)) == []
    assert "executed/changes.html#t-moved" in record_addresses(with_changes, site, "1.2").read_text(
        encoding="utf-8"
    )
