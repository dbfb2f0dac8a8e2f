"""Which code is which theme: codes join the codebook on their path or, where they were renamed, by the key `codes.csv` of a cohort."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.keys import count, read_key, shown, write_key
from cohortbook.intake.model import Code, IntakeError
from cohortbook.study import Study

FILE = "codes.csv"
HEADINGS = ["code", "theme_id", "perhaps"]
LEAVE_OUT, NEW = "-", "new"


class Themes(NamedTuple):
    """The theme of each code by its path, without codes that are left out; and the rows of themes the codebook does not have yet."""

    of_code: dict[tuple[str, ...], str]
    added: list[dict[str, str]]


def read_themes(folder: Path, study: Study, codes: Iterable[Code]) -> Themes:
    """Return the theme of each of the codes. Raises IntakeError if the key does not decide all, or a new theme cannot be made.

    A code is a theme if its path is the theme's identifier or the labels on the way to it; otherwise the key says so: a theme_id,
    "-" to leave the code out, "new" to add it to the codebook below the theme above it.
    """
    wanted = {code.path: code for code in codes}
    key = read_key(folder / FILE, HEADINGS)
    known = _paths(study) | {_slugs(name.split(" > ")): row["theme_id"] for name, row in key.items() if row["theme_id"]}
    decided = {path: known.get(_slugs(path), "") for path in sorted(wanted)}
    ids = set(study.tables["themes"]["theme_id"])
    for theme in decided.values():
        if theme not in ids | {"", LEAVE_OUT, NEW}:
            raise IntakeError(f"{shown(folder / FILE)}: {theme!r} is no theme of codebook/themes.csv")
    # The code above a new one must be known too, whether or not anything is coded with it.
    above = [path[:-1] for path, theme in decided.items() if theme == NEW and len(path) > 1]
    undecided = sorted({path for path, theme in decided.items() if not theme} | {path for path in above if not known.get(_slugs(path))})
    if undecided:
        _ask(folder, key, undecided, ids)
    made, added = _new_themes(study, [wanted[path] for path, theme in decided.items() if theme == NEW], known, shown(folder / FILE))
    return Themes({path: made.get(path, theme) for path, theme in decided.items() if theme != LEAVE_OUT}, added)


def _ask(folder: Path, key: dict[str, dict[str, str]], undecided: list[tuple[str, ...]], ids: set[str]) -> None:
    """Write the key with what is undecided left empty, and raise IntakeError."""
    for path in undecided:
        near = get_close_matches(".".join(_slugs(path)), ids, n=1, cutoff=0.4)
        key.setdefault(name_of(path), {"code": name_of(path), "theme_id": "", "perhaps": near[0] if near else ""})
    write_key(folder / FILE, HEADINGS, key)
    raise IntakeError(f"{shown(folder / FILE)}: {count([name_of(path) for path in undecided], 'code')} not in the codebook; say there which theme_id each is, "
                      f"{LEAVE_OUT} to leave it out, or {NEW} to add it to the codebook; then take the file in again")


def name_of(path: tuple[str, ...]) -> str:
    """Return a code's path as the key writes it."""
    return " > ".join(path)


def _new_themes(study: Study, codes: list[Code], known: dict[tuple[str, ...], str],
                place: str) -> tuple[dict[tuple[str, ...], str], list[dict[str, str]]]:
    """The themes of codes that are new by path, and the rows that codebook/themes.csv lacks, those above before those below."""
    kinds = dict(zip(study.tables["themes"]["theme_id"], study.tables["themes"]["kind"], strict=True))
    made: dict[tuple[str, ...], str] = {}
    rows = []
    for code in sorted(codes, key=lambda code: code.path):
        parent = made.get(code.path[:-1]) or known.get(_slugs(code.path[:-1]), "")
        if parent not in kinds:
            raise IntakeError(f"{place}: {name_of(code.path)!r} cannot be new, because no theme stands above it; add it to data/codebook/themes.csv by hand")
        theme_id = f"{parent}.{re.sub(r'[^a-z]+', '_', code.path[-1].casefold()).strip('_')}"
        is_known = theme_id in kinds  # from an earlier time that the key was followed
        if not is_known and not code.description:
            raise IntakeError(f"{place}: {name_of(code.path)!r} cannot be new without saying what it means; describe the code in your tool, or add it to "
                              "data/codebook/themes.csv by hand")
        kinds[theme_id] = kinds[parent]
        made[code.path] = theme_id
        if not is_known:
            rows.append({"theme_id": theme_id, "parent_id": parent, "kind": kinds[parent], "label": code.path[-1], "definition": " ".join(code.description.split()),
                         "origin": "ours"})
    return made, rows


def _paths(study: Study) -> dict[tuple[str, ...], str]:
    """Themes by their identifier, by the parts of it, and by the labels on the way to them, all as slugs."""
    table = study.tables["themes"]
    label = dict(zip(table["theme_id"], table["label"], strict=True))
    paths = {}
    for theme in table["theme_id"]:
        parts = theme.split(".")
        above = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        for path in ((theme,), parts, [label[part] for part in above]):
            paths[_slugs(path)] = theme
    return paths


def _slugs(path: Iterable[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"[\W_]+", "_", part.casefold()).strip("_") for part in path)
