"""Read the place of a code in the tree from its name, as tools without a tree write it there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

STEPS = {
    " > ": r" > ",
    "\\": r"\\",
    "::": r"::",
    " / ": r" / ",
}  # marks that are rarely in a name for another reason
PERHAPS = {
    ": ": r": ",
    "/": r"(?<=\w)/(?=\w)",
    ".": r"(?<=[^\W\d])\.(?=[^\W\d])",
}  # marks that may: a number such as 1.2 is no path
SPEAKERS = "Speakers"
# codes below this word, or its singular, perhaps after a pin as QualCoder has it, name who speaks
SPEAKER = re.compile(r"\W*speakers?(?: > |\s*(?:::|[./:\\])\s*)(.+)", re.IGNORECASE)


def paths_of(names: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the path of each name from the top of the tree, and the marks that were read as a
    step.

    A mark is a step where what is before it is a code itself or begins several names, and, if
    it is hardly ever anything else, in all names as soon as half of them have it; a colon and a
    blank as soon as more than half of them do. The name of a code that names a speaker is one part.
    """
    every = [name for name in dict.fromkeys(names) if name]
    held = [name for name in every if not speaker_of((name,))]
    for mark, pattern in (STEPS | PERHAPS).items():
        marked = {
            name: [part.strip() for part in re.split(pattern, name)]
            for name in held
            if re.search(pattern, name)
        }
        heads = Counter(parts[0] for parts in marked.values())
        twice = len(marked) * 2
        is_habit = twice >= len(held) if mark in STEPS else mark == ": " and twice > len(held)
        split = {
            name: tuple(parts)
            for name, parts in marked.items()
            if all(parts) and (is_habit or heads[parts[0]] > 1 or parts[0] in held)
        }
        if split:
            return {name: split.get(name, (name,)) for name in every}, [mark]
    return {name: (name,) for name in every}, []


def steps_in(name: str) -> tuple[str, ...]:
    """Return the parts of a name between all marks that may be a step."""
    return tuple(re.split("|".join((STEPS | PERHAPS).values()), name))


def speaker_of(path: tuple[str, ...]) -> str:
    """Return the speaker whom a code names by its path; empty if it is a theme."""
    found = SPEAKER.fullmatch(" > ".join(path))
    return found[1].rpartition(" > ")[2].strip() if found else ""


def marks_read(marks: Iterable[str], what: str) -> list[str]:
    """Return what the log says of the marks that were read as a step."""
    return [
        f"{mark!r} in the names of {what} was read as the step from a code to one below it."
        for mark in marks
    ]
