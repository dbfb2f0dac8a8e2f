"""Read what a REFI-QDA project holds besides codings: its notes and descriptions, and what
variables say of sources and cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from cohortbook.intake.model import Memo

PASSAGE = "a passage of "
VALUES = (
    "TextValue",
    "BooleanValue",
    "IntegerValue",
    "FloatValue",
    "DateValue",
    "DateTimeValue",
)


def memos(
    root: Element, space: str, named: Mapping[str, str], text_of: Callable[[Element], str | None]
) -> list[Memo]:
    """Return the notes of a project that have words, each with the names of what it is about, and
    the descriptions of its sources, passages and cases.

    `named` holds the names of codes, cases and sources by identifier; what codes mean is no memo.
    """
    about: dict[str, list[str]] = defaultdict(list)
    found = []
    for element, name in _with_names(root, named):
        if element.tag == f"{space}NoteRef":
            about[plain_guid(element.get("targetGUID"))].append(name)
        elif name and element.tag != f"{space}Code":
            found.append(Memo(name, (element.findtext(f"{space}Description") or "").strip()))
    for note in root.findall(f"{space}Notes/{space}Note"):
        names = "; ".join(dict.fromkeys(filter(None, about[plain_guid(note.get("guid"))])))
        found.append(Memo(names or note.get("name", ""), (text_of(note) or "").strip()))
    return [memo for memo in found if memo.text]


def variables(element: Element, space: str, names: Mapping[str, str]) -> str:
    """Return what the variables of a source or a case say, such as "Role: manager"; `names` holds
    those of variables by identifier.
    """
    said = []
    for value in element.findall(f"{space}VariableValue"):
        reference = value.find(f"{space}VariableRef")
        name = (
            names.get(plain_guid(reference.get("targetGUID")), "") if reference is not None else ""
        )
        texts = (value.findtext(f"{space}{kind}") for kind in VALUES)
        text = next((held.strip() for held in texts if held and held.strip()), "")
        if name and text:
            said.append(f"{name}: {text}")
    return "; ".join(said)


def plain_guid(written: str | None) -> str:
    """Return an identifier as it can be compared: tools write it in capitals or not, in braces or
    not.
    """
    return (written or "").strip().strip("{}").lower()


def _with_names(root: Element, named: Mapping[str, str]) -> Iterator[tuple[Element, str]]:
    """Every element with the name of what it is or belongs to; without one, it is empty."""
    left = [(root, "")]
    while left:
        element, around = left.pop()
        guid = plain_guid(element.get("guid"))
        name = named[guid] if guid and guid in named else around
        if element.tag.endswith("Selection") and name and not name.startswith(PASSAGE):
            name = f"{PASSAGE}{name}"
        yield element, name
        left += [(child, name) for child in reversed(element)]
