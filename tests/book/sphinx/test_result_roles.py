"""Numbers are pasted by name, and the list of them is read once a build however many are pasted."""

import json
import re

import pytest
from sphinx.application import Sphinx

from cohortbook.book.sphinx import result_roles
from cohortbook.findings import results


@pytest.fixture
def build(tmp_path):
    """Return a function that builds a book of two pages with so much text in each, and returns the
    second page.
    """

    def build(text: str) -> str:
        source = tmp_path / "book"
        (source / "executed").mkdir(parents=True)
        numbers = [
            {"id": "all.badgers.count", "value": 7, "text": "7", "n": 12, "former": ["badgers"]},
            {"id": "all.owls.count", "value": None, "text": "[c]", "n": None},
        ]
        (source / "executed" / "results.json").write_text(json.dumps(numbers), encoding="utf-8")
        (source / "index.md").write_text(
            f"# Setts\n\n{text}\n\n```{{toctree}}\nmoss\n```\n", encoding="utf-8"
        )
        (source / "moss.md").write_text(f"# Moss\n\n{text}\n", encoding="utf-8")
        settings = {"extensions": ["myst_parser"], "html_theme": "basic"}
        app = Sphinx(
            source,
            None,
            tmp_path / "html",
            tmp_path / "doctrees",
            "html",
            confoverrides=settings,
            status=None,
        )
        result_roles.add_to(app)
        app.build()
        return (tmp_path / "html" / "moss.html").read_text(encoding="utf-8")

    return build


def test_a_number_stands_where_it_is_named_with_a_link_to_where_it_comes_from(build):
    page = build("There are {result}`all.badgers.count`.")
    assert (
        "There are <a" in page
        and 'href="executed/numbers_all.html#r-all.badgers.count">7</a>' in page
    )


def test_the_numbers_are_read_once_however_many_are_pasted(build, monkeypatch):
    reads = []
    monkeypatch.setattr(
        result_roles, "read_results", lambda path: reads.append(path) or results.read_results(path)
    )
    build("{result}`all.badgers.count` of {result}`badgers`, {result}`all.badgers.count` times.")
    assert len(reads) == 1


def test_a_base_is_how_many_people_a_number_is_of(build):
    page = build("There are {result}`all.badgers.count` of {base}`all.badgers.count`.")
    assert re.search(r">7</a> of <a[^>]*>12</a>", page)


def test_a_base_that_is_hidden_is_the_sign_for_it(build):
    page = build("There are {result}`all.owls.count` of {base}`all.owls.count`.")
    assert re.search(r">\[c\]</a> of <a[^>]*>\[c\]</a>", page)
