"""Prints the structure of the library in figures: packages, storeys, rings, long functions and long
modules.

`make house` runs it, and writes again the list of modules in docs/architecture.md and the functions
of exact statistics in docs/exact.md. The tests in tests/test_house.py hold the library to what is
reached.
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import quantiles

import grimp

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "cohortbook"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
EXACT = ROOT / "docs" / "exact.md"
LISTED = re.compile(r"(?<=<!-- modules -->\n).*(?=<!-- end of modules -->)", re.DOTALL)
LONG_FUNCTION, LONG_MODULE = 40, 200  # lines


@dataclass(frozen=True)
class Function:
    """A function of the library: where it is, and how many lines it has, its decorators
    left out.
    """

    place: str
    lines: int


@cache
def imports() -> dict[str, set[str]]:
    """Return, for each module of the library, the modules that it imports."""
    graph = grimp.build_graph(LIBRARY.name)
    return {
        module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules
    }


def ring() -> list[str]:
    """Return modules that import each other in turn, the first ring found; nothing if
    there is none.
    """
    try:
        TopologicalSorter(imports()).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def packages() -> dict[str, set[str]]:
    """Return, for each package of the library, the packages that it imports.

    The command is a package of its own, and what `import cohortbook` gives is none: it imports
    nothing until it is asked for.
    """
    found: dict[str, set[str]] = {}
    for module, imported in imports().items():
        package, *below = (name.split(".")[1:2] for name in (module, *imported))
        if package:
            found.setdefault(*package, set()).update(*below)
    return {package: below - {package} for package, below in found.items()}


def storeys() -> int:
    """Return how many packages lie above each other on the longest way down."""
    height: dict[str, int] = {}
    for package in TopologicalSorter(packages()).static_order():
        height[package] = 1 + max((height[below] for below in packages()[package]), default=0)
    return max(height.values())


def functions() -> list[Function]:
    """Return every function of the library, the longest first."""
    found = []
    for path in sorted(LIBRARY.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{path.relative_to(LIBRARY.parent).as_posix()}:{node.lineno} {node.name}"
                found.append(Function(place, (node.end_lineno or node.lineno) - node.lineno + 1))
    return sorted(found, key=lambda function: -function.lines)


def long_modules() -> dict[str, int]:
    """Return the modules with more than LONG_MODULE lines, with their lines, the longest first."""
    lines = {
        path.relative_to(LIBRARY.parent).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in LIBRARY.rglob("*.py")
    }
    return {
        name: count
        for name, count in sorted(lines.items(), key=lambda item: -item[1])
        if count > LONG_MODULE
    }


def ninth_decile(found: list[Function]) -> float:
    """Return the number of lines that nine functions in ten do not exceed."""
    return quantiles([function.lines for function in found], n=10)[-1]


def figures() -> list[str]:
    """Return the figures as lines of text."""
    found, modules = functions(), long_modules()
    in_ring = ring()
    lines = [
        f"modules                     {len(imports())}",
        f"packages                    {len(packages())}",
        f"imports between them        {sum(map(len, packages().values()))}",
        f"rings                       {'none' if not in_ring else ' > '.join(in_ring)}",
    ]
    if not in_ring:
        lines.append(f"storeys                     {storeys()}")
    lines += [
        f"functions                   {len(found)}",
        f"nine in ten have at most    {ninth_decile(found):.0f} lines",
        (
            f"functions over {LONG_FUNCTION} lines     "
            f"{sum(function.lines > LONG_FUNCTION for function in found)}"
        ),
    ]
    lines += [f"  {function.lines:4} {function.place}" for function in found[:10]]
    lines += [f"modules over {LONG_MODULE} lines      {len(modules)}"]
    return lines + [f"  {count:4} {name}" for name, count in list(modules.items())[:10]]


def layers() -> list[str]:
    """Return the packages as the contract lays them, the lowest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [name for line in reversed(contract) for name in line.split(" | ")]


def module_list() -> str:
    """Return the packages from the ground up, each with its modules and what their first sentences
    say, as Markdown.
    """
    parts = []
    for package in (name for name in layers() if (LIBRARY / name).is_dir()):
        said = first_sentence(LIBRARY / package / "__init__.py")
        parts.append(f"\n### {package}\n\n{said}\n\n| module | what it holds |\n|:--|:--|")
        parts += [
            f"| `{path.relative_to(LIBRARY / package).with_suffix('').as_posix()}` |"
            f" {first_sentence(path)} |"
            for path in sorted((LIBRARY / package).rglob("*.py"))
            if path.name != "__init__.py"
        ]
    return "\n".join(parts) + "\n\n"


def first_sentence(path: Path) -> str:
    """Return the first sentence of a module's docstring."""
    paragraph = " ".join(docstring(path).split("\n\n")[0].split())
    return re.split(r"(?<=[.?!]) (?=[A-Z])", paragraph)[0]


def write_architecture() -> None:
    """Write the list of modules in docs/architecture.md again."""
    text = LISTED.sub(lambda _: module_list(), ARCHITECTURE.read_text(encoding="utf-8"))
    ARCHITECTURE.write_text(text, encoding="utf-8")


def exact_page() -> str:
    """Return the page of the exact statistics as Markdown: each module with its public functions
    and types, their signatures and their docstrings.
    """
    said, prompt, example = docstring(LIBRARY / "exact" / "__init__.py").partition(">>> ")
    parts = [
        "# Exact statistics\n\n`make house` writes this page from the docstrings of"
        f" `cohortbook.exact`.\n\n{said}```pycon\n{prompt}{example}\n```\n"
    ]
    for path in sorted((LIBRARY / "exact").glob("[!_]*.py")):
        parts.append(f"## {path.stem}\n\n{docstring(path)}\n")
        parts += [
            f"### {path.stem}.{node.name}\n\n```python\n{signature(node)}\n```\n\n"
            f"{ast.get_docstring(node)}\n"
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        ]
    return "\n".join(parts)


def signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return how a function is called, or the fields of a type, as Python."""
    if isinstance(node, ast.FunctionDef):
        return f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"
    head = f"class {node.name}({', '.join(map(ast.unparse, node.bases))})"
    fields = [ast.unparse(field) for field in node.body if isinstance(field, ast.AnnAssign)]
    return "\n    ".join([head, *fields])


def docstring(path: Path) -> str:
    """Return the docstring of a module."""
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


if __name__ == "__main__":
    write_architecture()
    EXACT.write_text(exact_page(), encoding="utf-8")
    print("\n".join(figures()))
