"""Find what a page's code imports, by reading the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

LIBRARY = Path(__file__).parents[1]


def imported_by(source: str) -> set[str]:
    """Return the names of what Python source imports, wherever in it: modules, and what could be
    modules or things in them.
    """
    names = set()
    for node in _statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement within a node. What is within expressions is passed over, which hold no
    import.
    """
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        for statement in getattr(node, name, ()):
            yield statement
            yield from _statements(statement)


def texts_in(source: str) -> list[str]:
    """Return the texts that Python source holds."""
    constants = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [node.value for node in constants if isinstance(node.value, str)]


def library_files(names: Iterable[str]) -> list[Path]:
    """Return the files of this library that importing `names` can load, with all that those files
    import, in order.
    """
    waiting, found = list(names), set()
    while waiting:
        for path in _files_of(waiting.pop()):
            if path not in found:
                found.add(path)
                waiting += _imported_by_file(path)
    return sorted(found)


def modules_of(sources: Iterable[str]) -> list[str]:
    """Return the names of everything that running `sources` can import, those of others before this
    library's own, each in order: what imports them first is then what a page would.
    """
    names = set().union(*map(imported_by, sources))
    for path in library_files(names):
        names |= _imported_by_file(path)
    return sorted(names, key=lambda name: (name.startswith(LIBRARY.name), name))


@cache
def _imported_by_file(path: Path) -> set[str]:
    return imported_by(path.read_text(encoding="utf-8"))


def names_of(files: Iterable[Path]) -> list[str]:
    """Return what files of the library are called in a record, wherever it is installed:
    cohortbook/findings/themes.py.
    """
    return [path.relative_to(LIBRARY.parent).as_posix() for path in files]


@cache
def _files_of(name: str) -> list[Path]:
    """The files Python loads for a name: the package of each part, and the module itself; none for
    a name of another library.
    """
    package, *parts = name.split(".")
    folders = (
        [LIBRARY.joinpath(*parts[:depth]) for depth in range(len(parts) + 1)]
        if package == LIBRARY.name
        else []
    )
    return [
        path
        for folder in folders
        for path in (folder / "__init__.py", folder.with_suffix(".py"))
        if path.is_file()
    ]
