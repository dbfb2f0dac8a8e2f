"""Which code is which theme: codes join the codebook on their path or, where they were renamed, by the key `codes.csv` of a cohort."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.keys import count, read_key, refuse_changed, shown, write_key
from cohortbook.intake.model import Code, IntakeError
from cohortbook.problems import nearest
from cohortbook.study import Study

FILE = "codes.csv"
HEADINGS = ["code", "theme_id", "perhaps"]
LEAVE_OUT, NEW = "-", "new"


class Themes(NamedTuple):
    """The theme of each code by its path, without codes that are left out; and the rows of themes the codebook does not have yet."""

    of_code: dict[tuple[str, ...], str]
    added: list[dict[str, str]]


def read_themes(folder: Path, study: Study, codes: Iterable[Code], tree: Iterable[Code] = ()) -> Themes:
    """Return the theme of each of the codes. Raises IntakeError if the key does not decide all, or a new theme cannot be made.

    A code is a theme if its path is the theme's identifier or the labels on the way to it; otherwise the key says so: a theme_id,
    "-" to leave the code out, "new" to add it to the codebook below the theme above it. `tree` holds the codes above them, with what
    they mean, where the tool says so.
    """
    wanted = {code.path: code for code in codes}
    described = {code.path: code for code in tree} | wanted
    key = {name: row["theme_id"] for name, row in read_key(folder / FILE, HEADINGS).items()}
    ids = set(study.tables["themes"]["theme_id"])
    for line, (name, theme) in enumerate(key.items(), start=2):
        if theme not in ids | {"", LEAVE_OUT, NEW}:
            raise IntakeError(f"{shown(folder / FILE)}, row {line}: {name!r} is put down as {theme!r}, which is no theme of codebook/themes.csv, {LEAVE_OUT} or {NEW}" + nearest(theme, ids))
    known = _paths(study)
    joins = {path: known[_slugs(path)] for path in wanted if _slugs(path) in known}
    alike = Counter(joins.values())  # two codes that would join one theme are not the same code: the key must say

    def decided(path: tuple[str, ...]) -> str:
        own = joins.get(path, "") if path in wanted else known.get(_slugs(path), "")
        return key.get(name_of(path)) or (own if alike[own] < 2 else "")

    # The code above a new one must be decided too, whether or not anything is coded with it.
    new = [path for path in wanted if decided(path) == NEW]
    above = {path[:length] for path in new for length in range(1, len(path))}
    new += [path for path in above if decided(path) == NEW and path not in new]
    undecided = sorted(path for path in {*wanted, *above} if not decided(path))
    if undecided:
        refuse_changed(folder / FILE, key, [name_of(path) for path in wanted])
        _ask(folder, undecided, ids)
    made, added = _new_themes(study, [described.get(path, Code(path)) for path in new], decided, shown(folder / FILE))
    themes = {path: made.get(path) or decided(path) for path in wanted}
    return Themes({path: theme for path, theme in themes.items() if theme != LEAVE_OUT}, added)


def _ask(folder: Path, undecided: list[tuple[str, ...]], ids: set[str]) -> None:
    """Write the key with what is undecided left empty, and raise IntakeError."""
    key = read_key(folder / FILE, HEADINGS)
    for path in undecided:
        key.setdefault(name_of(path), {"code": name_of(path), "theme_id": "", "perhaps": _perhaps(path, ids)})
    write_key(folder / FILE, HEADINGS, key)
    raise IntakeError(f"{shown(folder / FILE)}: {count([name_of(path) for path in undecided], 'code')} not in the codebook; say there which theme_id each is, "
                      f"{LEAVE_OUT} to leave it out, or {NEW} to add it to the codebook; then take the file in again")


def _perhaps(path: tuple[str, ...], ids: set[str]) -> str:
    """The theme whose last word is most like the code's own name, if one is."""
    by_name = {theme.rsplit(".", 1)[-1]: theme for theme in sorted(ids)}
    near = get_close_matches(_slugs(path)[-1], by_name, n=1, cutoff=0.6)
    return by_name[near[0]] if near else ""


def name_of(path: tuple[str, ...]) -> str:
    """Return a code's path as the key writes it."""
    return " > ".join(path).strip()


def _new_themes(study: Study, codes: list[Code], decided: Callable[[tuple[str, ...]], str], place: str) -> tuple[dict[tuple[str, ...], str], list[dict[str, str]]]:
    """The themes of codes that are new by path, and the rows that codebook/themes.csv lacks, those above before those below."""
    table = study.tables["themes"]
    kinds, labels = (dict(zip(table["theme_id"], table[column], strict=True)) for column in ("kind", "label"))
    made: dict[tuple[str, ...], str] = {}
    rows = []
    for code in sorted(codes, key=lambda code: code.path):
        name, parent = name_of(code.path), made.get(code.path[:-1]) or decided(code.path[:-1])
        if parent not in kinds:
            raise IntakeError(f"{place}: {name!r} cannot be new, because no theme stands above it; add it to data/codebook/themes.csv by hand")
        theme_id = f"{parent}.{re.sub(r'[^a-z]+', '_', code.path[-1].casefold()).strip('_')}"
        if theme_id in made.values() or labels.get(theme_id, code.path[-1]) != code.path[-1]:
            raise IntakeError(f"{place}: {name!r} cannot be new, because its identifier would be {theme_id}, which is another's (identifiers have letters only); "
                              "add it to data/codebook/themes.csv by hand, or rename it in your tool")
        if theme_id not in labels and not code.description:
            raise IntakeError(f"{place}: {name!r} cannot be new without saying what it means; describe the code in your tool, or add it to "
                              "data/codebook/themes.csv by hand")
        made[code.path] = theme_id
        kinds[theme_id] = kinds[parent]
        if theme_id not in labels:  # it is there already if the key was followed before
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
    """A path as it is compared: capitals, hyphens, underscores and kinds of apostrophe make no difference; any other sign does."""
    return tuple(re.sub(r"[\s_–-]+", "_", part.casefold().replace("’", "'")).strip("_") for part in path)
