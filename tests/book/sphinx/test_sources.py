"""What a book is made from is what Sphinx read of it, and nothing that lies next to it."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from cohortbook.book.sphinx import sources
from cohortbook.study import dependencies
from cohortbook.study.records import read_record

PAGE = """Setts
=====

.. literalinclude:: included.txt

.. image:: sett.svg

:download:`rows.csv`
"""


def test_pages_with_what_they_include_show_and_offer_are_noted_and_their_folder(
    tmp_path: Path,
) -> None:
    book = tmp_path / "book"
    (book / "_static").mkdir(parents=True)
    (book / "index.rst").write_text(PAGE, encoding="utf-8")
    for name in ("included.txt", "rows.csv", "not used.txt", "moved.csv", "_static/own.css"):
        (book / name).write_text("from,to\n", encoding="utf-8")
    (book / "sett.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (tmp_path / "private.txt").write_text("", encoding="utf-8")
    app = Sphinx(
        str(book),
        None,
        str(tmp_path / "made"),
        str(tmp_path / "doctrees"),
        "html",
        confoverrides={"html_static_path": ["_static"]},
        status=None,
    )
    app.build()
    with dependencies.recorded() as read:
        sources.note(app, None)
    files = ("index.rst", "included.txt", "rows.csv", "moved.csv", "sett.svg", "_static/own.css")
    assert read == {"book/", "book/_static/", *(f"book/{name}" for name in files)}


def test_the_record_of_a_book_names_its_settings_pages_numbers_tables_and_library(
    made_up_book: Path,
) -> None:
    reads = read_record(made_up_book / "_build" / "book.json")["reads"]
    assert {
        "_config.yml",
        "_toc.yml",
        "book/index.md",
        "book/executed/",
        "book/executed/cohort_01.ipynb",
        "book/executed/results.json",
        "data/datapackage.json",
        "data/cohorts/cohort_01/participants.csv",
        "cohortbook/book/sphinx/jupyter_book.py",
        "cohortbook/book/sphinx/static/cohortbook.css",
    } <= reads.keys()
