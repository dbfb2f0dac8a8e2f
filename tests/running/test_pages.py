"""Pages of a cohort whose people are protected: what is withheld is left out, and named once."""

import json
import shutil
from types import SimpleNamespace

import pytest
from docutils import nodes

from cohortbook import load_study
from cohortbook.book.sphinx import addresses
from cohortbook.running.pages import NOT_PUBLISHED
from cohortbook.running.runner import run_pages
from cohortbook.study.layout import EXECUTED


@pytest.fixture(scope="module")
def pages(guarded, tmp_path_factory):
    """The executed pages of a strict cohort, and of a public one beside it, by name."""
    root = shutil.copytree(guarded.root, tmp_path_factory.mktemp("pages") / "study")
    run_pages(load_study(root), ["cohort_03", "cohort_02_themes"], say=lambda line: None)
    return {path.stem: path for path in (root / EXECUTED).glob("*.ipynb")}


def cells_of(path):
    return {
        cell["id"]: "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    }


def test_sections_that_show_only_what_is_withheld_are_left_out_with_their_text(pages):
    cells = cells_of(pages["cohort_03_themes"])
    assert not {
        "presence",
        "presence-practitioners",
        "presence-managers",
        "framework",
        "framework-matrix",
        "accumulation",
    } & set(cells)
    assert {"people", "people-per-theme", "passages", "passages-behind"} <= set(cells)
    assert "under the same letters" not in "".join(cells.values())
    assert not {
        "baselines",
        "comparisons",
        "earlier",
        "contrasts",
        "missing",
        "missing-nearer",
    } & set(cells_of(pages["cohort_03"]))


def test_what_is_withheld_is_named_once_at_the_end_by_its_heading_or_caption_and_why(pages):
    *others, last = cells_of(pages["cohort_03"]).values()
    assert (
        last == f"{NOT_PUBLISHED}Years figure; Compared with the cohorts before it (shown of no"
        " protected cohort); Qualifying award, as printed; Compared with the workforce (shown only"
        " where all agreed to the table of who took part); see [who can be known from this"
        " book](disclosure)."
    )
    assert NOT_PUBLISHED not in "".join(others)
    *_, last = cells_of(pages["cohort_03_impacts"]).values()
    assert (
        last.startswith(f"{NOT_PUBLISHED}Impacts by type (shown only where all agreed to the table")
        and "What was measured (shown of no protected cohort);" in last
    )


def test_a_section_that_shows_something_else_keeps_its_heading(pages):
    cells = cells_of(pages["cohort_03"])
    assert "people" in cells and "characteristics" in cells and "qualifying-award" not in cells


def test_a_page_of_a_public_cohort_leaves_nothing_out(pages):
    cells = cells_of(pages["cohort_02_themes"])
    assert "not-published" not in cells and {
        "framework",
        "framework-matrix",
        "accumulation-figure",
    } <= set(cells)


def test_an_address_that_was_released_leads_to_the_words_that_name_what_is_withheld(
    pages, monkeypatch
):
    page = pages["cohort_03"]
    named, other = (
        nodes.paragraph("", f"{NOT_PUBLISHED}Years figure."),
        nodes.paragraph("", "Another paragraph."),
    )
    env = SimpleNamespace(docname="executed/cohort_03", doc2path=lambda name: str(page))
    recorded = {"executed/cohort_03.html#f-years-figure"}
    monkeypatch.setattr(addresses, "_recorded", lambda app: recorded)
    addresses._address_exhibits(SimpleNamespace(env=env), nodes.section("", other, named))
    assert named["ids"] == ["f-years-figure"] and other["ids"] == []
