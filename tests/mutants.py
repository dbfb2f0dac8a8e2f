"""Changes the code of modules that compute, audit, take in and protect, one place at a time, and
runs the tests of each: `make mutants`.

A mutant is a module with one change. Its own tests must fail; where they pass, the mutant survives,
and either a test is missing or the code makes no difference. Survivors that make no difference to
what is published are listed with a reason in mutants_survivors.csv and are not reported again. The
changes are those of cosmic-ray, and conditions that are always or never met. They are made in a
copy of the project. The tests of each module run in the order of the time that they took without a
change, the fastest first, and stop at the first that fails.

Usage: python tests/mutants.py [package or module ...] [--sample N] [--jobs N]. Without a name all
are tried. With --listed none is tried: it says which rows of the list match no change any more.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import parso
import pytest
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

PROJECT = Path(__file__).resolve().parents[1]
LIBRARY = PROJECT / "cohortbook"
LISTED = PROJECT / "tests" / "mutants_survivors.csv"
SEED, SAMPLE = 21, 20
PACKAGES = ("findings", "audit", "publication", "intake")
PROTECTING = (  # modules of other packages that protect people
    "study/published",
    "study/policy",
    "study/identifiers",
    "study/personal_data",
    "book/internal_edition",
)
# Tests of a module beside those in its own test file, the fastest first. What builds a book is left
# out: it takes half a minute a mutant.
BESIDE = {
    "publication/suppression": ("publication/disclosure_control",),
    "publication/disclosure_control": ("publication/inference_attack",),
    "publication/statements_attack": ("publication/inference_attack",),
    "publication/loading": ("publication/reviewed",),
    "findings/topics": ("findings/recommendations",),
    "findings/hiding": ("publication/inference_attack",),
    "study/personal_data": (
        "study/identifiers",
        "publication/own_words",
        "publication/exposure",
    ),
    "intake/begin": ("intake/intake",),
    "intake/code_cells": ("intake/sheets",),
    "intake/coded": ("intake/codes", "intake/sheets"),
    "intake/headings": ("intake/sheets",),
    "intake/model": ("intake/codes",),
    "intake/passages": ("intake/sheets",),
    "intake/people": ("intake/codes",),
    "intake/readers": ("intake/refi",),
    "intake/spreadsheets": ("intake/excel", "intake/opendocument"),
    "intake/take_in": ("intake/intake",),
}
SLOW = (
    "byte_for_byte",
    "number_that_the_public_book_hides",
    "two_coders_settled",
    "page_says_whom",
    "holds_no_consent",
    "git_passes_it_over",
)
ONE_FOR_ANOTHER = (
    *("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
    *("Add_Sub", "Sub_Add", "BitOr_BitAnd", "BitAnd_BitOr", "Delete_Not"),
)
WHOLE = (
    "NumberReplacer",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ZeroIterationForLoop",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
)
PRELOADED = [
    "pytest",
    "pandas",
    "yaml",
    "hypothesis",
    "nbformat",
    "openpyxl",
    "lxml.html",
    "scipy.stats",
    "matplotlib.pyplot",
    "seaborn",
    "nbval.plugin",
    "xdist.plugin",
    "playwright.sync_api",
]
KILLED = {1: "killed by an assertion", 2: "killed by a crash or a timeout", 0: "survived"}
LONGEST_TEXT, SHORTEST_TEXT = 150, 20


class Mutant(NamedTuple):
    """A module with one change: where it is, the code there before and after, and the
    whole text.
    """

    module: str
    line: int
    code: str
    change: str
    text: str


class ConstantCondition(Operator):
    """An operator that makes a condition, or a part of one, always or never met."""

    def mutation_positions(self, node):
        for place, _ in self._choices(node):
            yield node.children[place].start_pos, node.children[place].end_pos

    def mutate(self, node, index):
        place, word = list(self._choices(node))[index]
        held = node.children[place]
        node.children[place] = parso.python.tree.Name(f" {word}", held.start_pos)
        return node

    @staticmethod
    def _choices(node) -> list[tuple[int, str]]:
        if node.type in ("and_test", "or_test"):
            word = "True" if node.type == "and_test" else "False"
            return [(place, word) for place in range(0, len(node.children), 2)]
        if node.type in ("comp_if", "sync_comp_if"):
            return [(1, "True")]
        place = {"if_stmt": 1, "ternary": 2}.get(node.type)
        return [(place, "True"), (place, "False")] if place else []

    @classmethod
    def examples(cls):
        return ()


def operators() -> list[Operator]:
    """Return the operators that change code; of cosmic-ray's those whose changes could
    be slips of a hand.
    """
    provided = OperatorProvider()
    names = [
        name
        for name in provided
        if name in WHOLE or name.rpartition("Operator_")[2] in ONE_FOR_ANOTHER
    ]
    return [*(provided[name]() for name in sorted(names)), ConstantCondition()]


def modules(name: str = "") -> list[str]:
    """Return the modules of a package, or the module, of that name; all without a name."""
    paths = [path for package in PACKAGES for path in sorted((LIBRARY / package).glob("[!_]*.py"))]
    every = [path.relative_to(LIBRARY).with_suffix("").as_posix() for path in paths]
    return [held for held in (*every, *PROTECTING) if name in ("", held, held.partition("/")[0])]


def tests_of(module: str) -> list[str]:
    """Return the files of tests that are run on a module: that of its name, and those beside it."""
    places = (name.split("/") for name in (module, *BESIDE.get(module, ())))
    files = [f"tests/{folder}/test_{name}.py" for folder, name in places]
    return [file for file in files if (PROJECT / file).exists()]


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module that is another program than the module itself, each once."""
    text = (PROJECT / "cohortbook" / f"{module}.py").read_text(encoding="utf-8")
    tree, seen = parso.parse(text), set()
    for operator in operators():
        places = [place for node in ast_nodes(tree) for place in operator.mutation_positions(node)]
        for number, (start, _) in enumerate(places):
            changed = mutate_code(text, operator, number)
            found = difference(bare(text), bare(changed))
            if found and changed not in seen:
                seen.add(changed)
                yield Mutant(module, start[0], *found, changed)


def bare(text: str) -> ast.Module:
    """Return the tree of a program without what is not changed: annotations, which no program
    reads, and the guards of zip.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Name("object")
        elif isinstance(node, ast.Call):
            node.keywords = [held for held in node.keywords if held.arg != "strict"]
    return tree


def difference(before: ast.AST, after: ast.AST) -> tuple[str, str] | None:
    """Return the code in which two programs differ, as each has it; None if they are the same.

    It is the smallest expression or statement that is long enough to be found again, whatever its
    lines.
    """
    found, texts = (before, after), None
    while found:
        old, new = (
            map(ast.unparse, found) if isinstance(found[0], ast.expr | ast.stmt) else ("", "")
        )
        if old and (texts is None or len(old) >= SHORTEST_TEXT):
            texts = old, new
        children = [
            zip(ast.iter_child_nodes(one), ast.iter_child_nodes(other), strict=False)
            for one, other in [found]
        ]
        found = next((pair for pair in children[0] if ast.dump(pair[0]) != ast.dump(pair[1])), None)
    return texts and tuple(" ".join(text.split())[:LONGEST_TEXT] for text in texts)


def listed() -> dict[tuple[str, str, str], str]:
    """Return the reasons on record by module, code and change."""
    with LISTED.open(encoding="utf-8", newline="") as file:
        return {
            (row["module"], row["code"], row["change"]): row["reason"]
            for row in csv.DictReader(file)
        }


class FastestFirst:
    """A plugin of pytest that times tests and, where they are timed already, runs the fastest of
    each file first.
    """

    def __init__(self, path: Path):
        self.path, self.seconds = path, Counter()
        self.before = json.loads(path.read_text()) if path.exists() else {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items) -> None:
        files = [item.path for item in items]
        items.sort(key=lambda item: (files.index(item.path), self.before.get(item.nodeid, 0)))

    def pytest_runtest_logreport(self, report) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        if not self.before:
            self.path.write_text(json.dumps(self.seconds))


class FirstFailure:
    """A plugin of pytest that keeps whether a test failed by an assertion."""

    outcome = 2

    def pytest_exception_interact(self, call) -> None:
        by_assertion = isinstance(call.excinfo.value, AssertionError | pytest.fail.Exception)
        self.outcome = 1 if by_assertion else 2


def run_tests(copy: str, module: str) -> None:
    """Run the tests of a module in a copy of the project, and end the process with the outcome."""
    os.setsid()
    os.chdir(copy)
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.path.insert(0, copy)
    os.environ["PYTHONPATH"] = copy
    first = FirstFailure()
    without = " and ".join(f"not {name}" for name in SLOW)
    code = pytest.main(
        ["-x", "-q", "-p", "no:cacheprovider", "-k", without, *tests_of(module)],
        plugins=[first, FastestFirst(Path(copy).parent / f"{module.replace('/', '.')}.json")],
    )
    os._exit(0 if code == 0 else first.outcome)


def outcome(copy: Path, module: str, timeout: float) -> int:
    """Return 0 if all tests of a module pass in a copy, 1 if an assertion failed, 2 after a crash
    or a timeout.
    """
    process = get_context("forkserver").Process(target=run_tests, args=(str(copy), module))
    process.start()
    process.join(timeout)
    if process.is_alive():
        os.killpg(process.pid, signal.SIGKILL)
        process.join()
    return process.exitcode if process.exitcode in (0, 1) else 2


def tried(mutant: Mutant, copies: Queue, timeout: float, number: int) -> int:
    """Return the outcome of a mutant, tried in a copy that no other is tried in."""
    copy = copies.get()
    path = copy / "cohortbook" / f"{mutant.module}.py"
    kept = path.read_bytes()
    try:
        path.write_text(mutant.text, encoding="utf-8")
        os.utime(path, (number, number))  # so that no compiled mutant is taken for the next one
        return outcome(copy, mutant.module, timeout)
    finally:
        path.write_bytes(kept)
        copies.put(copy)


def copied(folder: Path) -> Path:
    """Return a copy of the project without what is made or private."""
    passed_over = shutil.ignore_patterns(".*", "_build", "private", "executed", "__pycache__")
    return Path(shutil.copytree(PROJECT, folder, ignore=passed_over))


def try_module(module: str, sample: int, copies: Queue, jobs: int) -> int:
    """Try a sample of a module's mutants and print what became of them; return how many survivors
    are not listed.
    """
    every = list(mutants(module))
    chosen = random.Random(SEED).sample(every, len(every))[
        :sample
    ]  # a smaller sample is part of a larger one
    began, copy = time.monotonic(), copies.get()
    if outcome(copy, module, 600):
        sys.exit(f"{module}: its tests fail without a change; mend them first")
    copies.put(copy)
    timeout = 15 + 2 * (time.monotonic() - began)
    with ThreadPoolExecutor(jobs) as pool:
        found = list(
            pool.map(
                lambda held: tried(held[1], copies, timeout, held[0]), enumerate(chosen, start=1)
            )
        )
    return report(module, every, list(zip(chosen, found, strict=True)), time.monotonic() - began)


def report(
    module: str, every: list[Mutant], found: list[tuple[Mutant, int]], seconds: float
) -> int:
    """Print the outcome for a module, with each survivor that is not listed; return how
    many these are.
    """
    reasons = listed()
    counts = ", ".join(
        f"{sum(code == of for _, code in found)} {words}" for of, words in KILLED.items()
    )
    print(f"{module}: {len(found)} of {len(every)} mutants tried in {seconds:.0f} s: {counts}")
    new = [one for one, code in found if not code and (module, one.code, one.change) not in reasons]
    for one in sorted(new, key=lambda one: one.line):
        print(f"  survived: cohortbook/{module}.py, line {one.line}: {one.code}  ->  {one.change}")
    killed = {(one.code, one.change) for one, code in found if code}
    for code, change in (key[1:] for key in reasons if key[0] == module):
        if (code, change) in killed:
            take_out(code, change, "is killed now")
    unmatched(module, every)
    sys.stdout.flush()
    return len(new)


def unmatched(module: str, every: list[Mutant]) -> int:
    """Print the listed survivors that are no change of a module any more; return how many."""
    known = {(module, one.code, one.change) for one in every}
    gone = [key for key in listed() if key[0] == module and key not in known]
    for _, code, change in gone:
        take_out(code, change, "is no change of this module")
    return len(gone)


def look_at_list(module: str) -> int:
    """Print what `unmatched` does under the name of a module that has listed survivors; return how
    many do not match.
    """
    if module not in {key[0] for key in listed()}:
        return 0
    print(module, flush=True)
    return unmatched(module, list(mutants(module)))


def take_out(code: str, change: str, why: str) -> None:
    print(f"  listed, but {why}; take it out of {LISTED.name}: {code}  ->  {change}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Change the code of modules, one place at a time, and run their tests."
    )
    parser.add_argument("names", nargs="*", metavar="name", help="a package or a module")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help="mutants of each module, at most"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants tried at a time")
    parser.add_argument("--listed", action="store_true", help="only look at the list of survivors")
    given = parser.parse_args()
    chosen = [module for name in given.names or [""] for module in modules(name)]
    if unknown := [name for name in given.names if not modules(name)]:
        parser.error(f"no such module: {', '.join(unknown)}; write one of {', '.join(modules())}")
    if given.listed:
        sys.exit(bool(sum(look_at_list(module) for module in chosen)))
    if untested := [module for module in chosen if not tests_of(module)]:
        parser.error(f"no tests of {', '.join(untested)}: name them in BESIDE")
    get_context("forkserver").set_forkserver_preload(PRELOADED)
    copies: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.jobs):
            copies.put(copied(Path(folder, str(number))))
        new = sum(try_module(module, given.sample, copies, given.jobs) for module in chosen)
    print(f"{new} survivors that {LISTED.name} does not list")
    sys.exit(bool(new))


if __name__ == "__main__":
    main()
