"""Write the page of functions: the source of each function that computed a number or checked a
claim, and of its tests.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import cohortbook
from cohortbook.book.myst_text import in_short, raw_html
from cohortbook.findings.results import test_of
from cohortbook.study.html_templates import html_template

PAGE = "numbers_functions"
LIBRARY = Path(cohortbook.__file__).parent
LINK = html_template(f'<a href="{PAGE}.html#{{{{ anchor }}}}"><code>{{{{ text }}}}</code></a>')
CARDS = html_template("""
    {% macro source(held, open) %}
        <details{{ open }}>
            <summary><code>{{ held.name }}</code>, {{ held.file }}, line {{ held.line }}</summary>
            <div class="highlight"><pre tabindex="0">{{ held.text }}</pre></div>
        </details>
    {% endmacro %}
    {% for name, sources, test, tests in functions %}
        <article class="cb-card" id="{{ name }}">
            <h2><code>{{ name }}</code></h2>
            {% for held in sources %}{{ source(held, " open") }}{% endfor %}
            <h3 id="tests-{{ name }}">Tests</h3>
            <p><code>python -m pytest {{ test }}</code></p>
            {% for held in tests %}{{ source(held, "") }}{% endfor %}
        </article>
    {% endfor %}""")


class Source(NamedTuple):
    """A function or test: its name, its file below the library's folder, the line it begins on, and
    its text.
    """

    name: str
    file: str
    line: int
    text: str


def function_link(function: str) -> str:
    """Return HTML that links to the source of a function."""
    return LINK(anchor=_short(function), text=_short(function))


def tests_link(function: str) -> str:
    """Return HTML that links to the tests of a function."""
    return LINK(anchor=f"tests-{_short(function)}", text=test_of(function).rpartition(" ")[2])


def _short(function: str) -> str:
    return function.removeprefix(f"{LIBRARY.name}.")


def function_page(functions: Iterable[str], root: Path) -> dict[str, str]:
    """Return the MyST text of the page, by its name. Tests are shown if the study's folder, `root`,
    holds them.
    """
    names = sorted(set(functions) - {""})
    summary = in_short(
        f"The source of the {len(names)} functions that computed the numbers of this book and"
        " checked the claims of the report, each with its tests."
    )
    shown = [(_short(name), source_of(name), test_of(name)) for name in names]
    cards = CARDS(functions=[(*held, tests_of(root, held[-1])) for held in shown])
    return {PAGE: f"# Functions and their tests\n\n{summary}{raw_html(cards)}"}


def source_of(function: str) -> list[Source]:
    """Return the source of a function of this library; none if there is no such function."""
    module, _, name = function.rpartition(".")
    try:
        found = inspect.unwrap(getattr(import_module(module), name))
    except (ImportError, AttributeError):
        return []
    lines, first = inspect.getsourcelines(found)
    file = Path(inspect.getsourcefile(found) or "").relative_to(LIBRARY.parent)
    return [Source(name, file.as_posix(), first, "".join(lines))]


def tests_of(root: Path, arguments: str) -> list[Source]:
    """Return the source of the tests below a folder that arguments of pytest, "FILE -k NAME",
    choose; none if the file is not there.
    """
    file, _, name = arguments.partition(" -k ")
    path = root / file
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    chosen = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and name in node.name
    ]
    return [_whole(file, node, lines) for node in sorted(chosen, key=lambda node: node.lineno)]


def _whole(file: str, node: ast.FunctionDef, lines: list[str]) -> Source:
    """The source of a test with what it is decorated with."""
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return Source(node.name, file, first, "\n".join(lines[first - 1 : node.end_lineno]))
