"""The numbers that documents state: README, CHANGELOG, the commands and the reviewer's hour.

A paragraph that states numbers is followed by a comment with its text, in which the numbers are
named as the pages of the book name them: {result}`id`, and {base}`id` for what a number is based
on. A block of the console shows what a command prints. `make freeze` writes both again, and tests
compare them; releases in CHANGELOG are history and stay as they are.
"""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASTING = ("README.md", "CHANGELOG.md")
SHOWING = ("docs/commands.md", "book/reviewers_hour.md")
RELEASED = re.compile(r"^## \d", re.MULTILINE)
PARAGRAPH = re.compile(r"^(- )?.+\n( *<!-- )(.*\{result\}.*)( -->)$", re.MULTILINE)
ROLE = re.compile(r"\{(result|base)\}`([^`]+)`")
CONSOLE = re.compile(r"(?<=```console\n\$ )(.*?)\n(.*?)(?=```)", re.DOTALL)
NUMBER = r"\d+(?:[.,/]\d+)*"
FIELD = {"result": "text", "base": "n"}


def pasted(text: str, numbers: dict[str, dict]) -> str:
    """Return a document with the numbers in its paragraphs as they are in the book."""
    released = RELEASED.search(text)
    end = released.start() if released else len(text)

    def paragraph(match: re.Match) -> str:
        bullet, opening, source, closing = match.groups(default="")
        said = ROLE.sub(lambda role: str(numbers[role[2]][FIELD[role[1]]]), source)
        return f"{bullet}{said}\n{opening}{source}{closing}"

    return PARAGRAPH.sub(paragraph, text[:end]) + text[end:]


def shown(text: str) -> list[tuple[str, str]]:
    """Return the commands of a document, each with what the document says it prints."""
    return CONSOLE.findall(text)


def printed(command: str) -> str:
    """Return what a command prints in the project. Raises CalledProcessError if it fails."""
    first, *words = shlex.split(command)
    own = {"cohortbook": ["-m", "cohortbook"], "python": []}[first]
    return subprocess.run(
        [sys.executable, *own, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        encoding="utf-8",
    ).stdout


def as_told(told: str, output: str) -> bool:
    """Return whether a command prints what a document says; … there is anything."""
    checker = doctest.OutputChecker()
    return checker.check_output(told.replace("…", "..."), output, doctest.ELLIPSIS)


def told_again(told: str, output: str) -> str:
    """Return what a document says that a command prints, with the numbers that it prints now; as it
    is if more than numbers differ.
    """
    if as_told(told, output):
        return told
    parts = re.split(f"({NUMBER}|…)", told)
    patterns = [
        re.escape(part) if place % 2 == 0 else "(.*?)" if part == "…" else f"({NUMBER})"
        for place, part in enumerate(parts)
    ]
    found = re.fullmatch("".join(patterns), output, re.DOTALL)
    for place, now in enumerate(found.groups() if found else ()):
        if parts[2 * place + 1] != "…":
            parts[2 * place + 1] = now
    return "".join(parts)


def state(numbers: dict[str, dict]) -> None:
    """Write the numbers of all documents again."""
    for name in PASTING:
        path = ROOT / name
        path.write_text(pasted(path.read_text(encoding="utf-8"), numbers), encoding="utf-8")
    for name in SHOWING:
        path = ROOT / name
        text = CONSOLE.sub(
            lambda block: f"{block[1]}\n{told_again(block[2], printed(block[1]))}",
            path.read_text(encoding="utf-8"),
        )
        path.write_text(text, encoding="utf-8")
