"""The data of a study: files to download, and what each column holds."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import pandas as pd

from cohortbook.exhibits.present import (
    Cell,
    Shown,
    details,
    first_records,
    folded_each,
    shown_table,
)
from cohortbook.study.dictionary import Table
from cohortbook.study.study import Study

WHOLE = [  # files that hold all of something: place, title and what they are
    (
        "data/tables.xlsx",
        "Every table in one spreadsheet",
        "Excel, with a cover sheet and a list of contents",
    ),
    (
        "data/coded_passages.csv",
        "Coded passages",
        "CSV, a row for each passage and theme, with what is known of both and without people",
    ),
    (
        "data/codebook.qdc",
        "Codebook",
        "REFI-QDA, for NVivo, MAXQDA, ATLAS.ti, QualCoder and others",
    ),
    (
        "data/codebook_taguette.csv",
        "Codebook for Taguette",
        "CSV, for “Import codebook” of Taguette",
    ),
    (
        "results.json",
        "Every number",
        "JSON, with the rows (data/x.csv:2-13: lines 2 to 13 of that file), the function and the"
        " test behind each",
    ),
    (
        "claims.csv",
        "Every claim of the report",
        "CSV, with its verdict, the reason and what the verdict rests on",
    ),
    ("data/datapackage.json", "Dictionary", "Frictionless Data Package, for programs"),
]

SOURCES = {
    "title": "Title",
    "publisher": "Publisher",
    "published": "Published",
    "read": "Read",
    "licence": "Licence",
    "note": "Note",
}


def source_table(study: Study) -> Shown:
    """Show the publications that facts and figures come from, a row a publication."""
    caption = "Publications that facts and figures come from"
    return first_records(study.tables["sources"], caption, SOURCES, kind="cb-cards")


def downloads(study: Study) -> Shown:
    """Show what can be downloaded, each file with what it holds; the build puts them
    where the links lead.
    """
    tables = [
        (
            name,
            described.title + (f", {study.title(handle)}" if handle else ""),
            f"CSV, {_rows_of(study.tables[described.name], name)} rows",
        )
        for described in study.dictionary.tables.values()
        for name, handle in study.files(described.name)
    ]
    return Shown(
        f"<ul>{_links(WHOLE)}</ul>" + details("Each table as CSV", f"<ul>{_links(tables)}</ul>"),
        "\n".join(f"{title}: {path} ({what})" for path, title, what in WHOLE + tables),
    )


def _rows_of(frame: pd.DataFrame, name: str) -> int:
    return int(frame["source_row"].str.startswith(f"{name}:").sum())


def _links(files: list[tuple[str, str, str]]) -> str:
    return "".join(
        f'<li><a href="../{quote(path)}" download>{escape(title)}</a> ({escape(what)})</li>'
        for path, title, what in files
    )


def dictionary(study: Study) -> Shown:
    """Show what every table must hold, table by table, folded so that one can be found."""
    return folded_each(
        (described.title, _dictionary_table(described))
        for described in study.dictionary.tables.values()
    )


def _dictionary_table(described: Table) -> Shown:
    """One table's columns: name, type or allowed values, meaning, example."""
    rows = [
        [
            Cell(column.name),
            Cell(_type_text(column)),
            Cell(column.description),
            Cell(column.example),
        ]
        for column in described.columns
    ]
    place = ", ".join(f"data/{path}" for path in described.paths).replace("{cohort}", "cohort_NN")
    return shown_table(
        f"{described.title}: {place}",
        ["Column", "Holds", "Meaning", "Example"],
        rows,
        f"{described.description} From: {'; '.join(described.sources)}. {described.made}.",
    )


def _type_text(column) -> str:
    parts = [", ".join(column.enum)] if column.enum else [column.type]
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"{column.minimum:g} to {column.maximum:g}")
    parts.append("required" if column.required else "may be empty")
    return "; ".join(parts)
