"""The words that people read are held to the table in docs/style.md."""

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STYLE = ROOT / "docs" / "style.md"
TABLE = re.compile(r"<!-- words -->\n(.*)<!-- end of words -->", re.DOTALL)
NAME = re.compile(r"[\w./*{}:#-]*")  # a column, a file, a key: no one reads it as a sentence

# Texts in which a word of the table is right, and why.
EXCEPTIONS = {
    "data/releases/": "what a release published stays as it was",
    "data/report/claims.csv:as_printed": "the report's own words",
    "data/report/attributions.csv:as_printed": "the report's own words",
    "data/report/corrections.csv:as_printed": "the report's own words",
    "data/report/corrections.csv:as_read": "the report's own words",
    "data/report/headings.csv:begins": "the report's own words",
    "data/cohorts/cohort_02/participants.csv:research_knowledge": "the report's own words",
    "data/sources.csv:title": "the titles of publications",
    "docs/style.md": "it names the words",
}


def words() -> list[tuple[re.Pattern[str], str]]:
    """Return, for each row of the table in docs/style.md, what finds its words and what to write
    instead.
    """
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \|$", TABLE.search(STYLE.read_text(encoding="utf-8"))[1], re.MULTILINE
    )[1:]
    return [
        (re.compile(rf"(?<![\w-])(?:{words.replace(', ', '|')})(?![\w-])", re.IGNORECASE), instead)
        for words, instead in rows
    ]


def without_names(line: str) -> str:
    """Return a line without addresses, code, pasted numbers and tags: these are names."""
    return re.sub(r"\]\([^)]*\)|`[^`]*`|<[^>]*>|\w+/\S+", " ", line)


def of_python(source: str) -> Iterator[tuple[int, str]]:
    """Return each text of a program with its line; names of one word are left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines = [] if NAME.fullmatch(node.value) else node.value.split("\n")
            yield from enumerate(map(without_names, lines), node.lineno)


def of_notebook(source: str) -> Iterator[tuple[int, str]]:
    """Return each text of a notebook with the number of its cell."""
    for number, cell in enumerate(json.loads(source)["cells"], 1):
        text = "".join(cell["source"])
        lines = of_python(text) if cell["cell_type"] == "code" else of_prose(text)
        yield from ((number, line) for _, line in lines)


def of_prose(source: str) -> Iterator[tuple[int, str]]:
    """Return each line of prose with its number; programs are left out."""
    source = re.sub(r"^```py.*?^```$", lambda m: "\n" * m[0].count("\n"), source, flags=re.M | re.S)
    yield from enumerate(map(without_names, source.splitlines()), 1)


def of_table(source: str, name: str) -> Iterator[tuple[int, str]]:
    """Return each cell of a table with its line, but for columns that are excepted."""
    reader = csv.DictReader(source.splitlines())
    for row in reader:
        for column, cell in row.items():
            if f"{name}:{column}" not in EXCEPTIONS and not NAME.fullmatch(cell or ""):
                yield reader.line_num, cell


def of_dictionary(source: str) -> Iterator[tuple[int, str]]:
    """Return each title and description of the data dictionary with its line."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(r'\s*"(?:title|description)":', line):
            yield number, line


def of_settings(source: str) -> Iterator[tuple[int, str]]:
    """Return each line of settings with its number, but for lists of names."""
    yield from ((number, line) for number, line in of_prose(source) if "[" not in line)


def texts() -> Iterator[tuple[str, int, str]]:
    """Return all that people read: the file, the line and the text."""
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(READ) and not name.startswith(tuple(EXCEPTIONS) + NOT_READ):
            read = READERS.get(path.suffix)
            if read and path.is_file():
                source = path.read_text(encoding="utf-8")
                if name == "CHANGELOG.md":  # what is released stays as it was
                    source = "\n## ".join(source.split("\n## ")[:2])
                for number, line in read(source, name) if read is of_table else read(source):
                    yield name, number, line


READERS = {
    ".py": of_python,
    ".ipynb": of_notebook,
    ".md": of_prose,
    ".html": of_prose,
    ".yml": of_settings,
    ".csv": of_table,
    ".json": of_dictionary,
}
READ = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "book/",
    "cohortbook/",
    "data/",
    "docs/",
    "examples/README.md",
    "notebooks/",
)
NOT_READ = ("book/executed/", "book/images/", "data/published/")
NOT_YET = (  # being written anew
    "CHANGELOG.md",
    "notebooks/data.ipynb",
    "notebooks/disclosure.ipynb",
)


def test_what_people_read_has_no_word_of_the_list():
    found = [
        f"{name}:{number}: {match[0]!r} in {line.strip()!r}; write: {instead}"
        for name, number, line in texts()
        if not name.startswith(NOT_YET)
        for word, instead in words()
        if (match := word.search(line))
    ]
    assert not found, "\n".join(found)


def test_every_kind_of_text_is_read():
    kinds = {Path(name).suffix for name, _, _ in texts()}
    assert kinds == set(READERS)


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (of_python, 'x = {"heard": 1}\nsay(f"{x} people were heard", "`heard`")\n'),
        (
            of_notebook,
            '{"cells": [{"cell_type": "raw", "source": []}, {"cell_type": "markdown",'
            ' "source": ["No one was heard."]}]}',
        ),
        (of_prose, "See [this](a.md#heard).\nNo one was heard.\n"),
        (of_settings, "cells: [heard, said]\npurpose: Says who was heard\n"),
        (of_dictionary, '"name": "was heard",\n"title": "Who was heard"\n'),
    ],
)
def test_a_word_is_found_where_it_is_read_and_not_in_a_name(read, source):
    word = re.compile("heard")
    assert [number for number, line in read(source) if word.search(line)] == [2]


def test_a_cell_is_read_unless_its_column_holds_the_report_s_own_words():
    table = "as_printed,note\nWas heard,It was heard\n"
    assert [number for number, _ in of_table(table, "data/x.csv")] == [2, 2]
    assert [text for _, text in of_table(table, "data/report/claims.csv")] == ["It was heard"]


def test_an_exception_is_of_a_file_that_is_there():
    assert [name for name in EXCEPTIONS if not (ROOT / name.split(":")[0]).exists()] == []
