"""Match codes to themes, by their path in the codebook or by the key `codes.csv` of the cohort."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.model import Code
from cohortbook.study.keys import count, read_key, refuse_changed, shown, write_key
from cohortbook.study.problems import IntakeError, nearest
from cohortbook.study.study import Study

FILE = "codes.csv"
HEADINGS = ["code", "theme_id", "perhaps", "above", "meaning", "kind"]
LEAVE_OUT, NEW = "-", "new"
NAMED = 5  # codes in a message


class Themes(NamedTuple):
    """The theme of each code by its path, without codes that are left out; and the rows of themes
    the codebook does not have yet.
    """

    of_code: dict[tuple[str, ...], str]
    added: list[dict[str, str]]


def read_themes(
    folder: Path, study: Study, codes: Iterable[Code], tree: Iterable[Code] = ()
) -> Themes:
    """Return the theme of each of the codes. Raises IntakeError if the key does not decide all, or
    a new theme cannot be made.

    A code is a theme if its path is the theme's identifier or the labels on the way to it;
    otherwise the key says so: a theme_id, "-" to leave the code out, "new" to add it to the
    codebook, below the theme above it in the tool's tree or in the key, or, with a kind, at the
    top. `tree` holds the codes above them, with what they mean, where the tool says so; otherwise
    the key does.
    """
    wanted = {code.path: code for code in codes}
    described = {code.path: code for code in tree} | wanted
    rows = read_key(folder / FILE, HEADINGS)
    key = {name: row["theme_id"] for name, row in rows.items()}
    ids = set(study.tables["themes"]["theme_id"])
    for line, (name, theme) in enumerate(key.items(), start=2):
        if theme not in ids | {"", LEAVE_OUT, NEW}:
            raise IntakeError(
                f"{shown(folder / FILE)}, row {line}: {name!r} is put down as {theme!r}, which is"
                f" no theme of codebook/themes.csv, {LEAVE_OUT} or {NEW}" + nearest(theme, ids)
            )
    known = _paths(study)
    joins = {path: known[_slugs(path)] for path in wanted if _slugs(path) in known}
    alike = Counter(
        joins.values()
    )  # two codes that would join one theme are not the same code: the key must say

    def decided(path: tuple[str, ...]) -> str:
        own = joins.get(path, "") if path in wanted else known.get(_slugs(path), "")
        return key.get(name_of(path)) or (own if alike[own] < 2 else "")

    # The code above a new one must be decided too, whether or not anything is coded with it, unless
    # the key puts the new one elsewhere.
    new = [path for path in wanted if decided(path) == NEW]
    above = {
        path[:length]
        for path in new
        if not _is_placed(rows.get(name_of(path)))
        for length in range(1, len(path))
    }
    new += [path for path in above if decided(path) == NEW and path not in new]
    undecided = sorted(path for path in {*wanted, *above} if not decided(path))
    if undecided:
        refuse_changed(folder / FILE, key, [name_of(path) for path in wanted])
        folders = {
            path[:length]
            for path in undecided
            for length in range(1, len(path))
            if not decided(path[:length])
        }
        _ask(folder, undecided, folders, ids)
    made, added = _new_themes(
        study,
        [described.get(path, Code(path)) for path in new],
        decided,
        rows,
        shown(folder / FILE),
    )
    themes = {path: made.get(path) or decided(path) for path in wanted}
    return Themes({path: theme for path, theme in themes.items() if theme != LEAVE_OUT}, added)


def _ask(
    folder: Path, undecided: list[tuple[str, ...]], folders: set[tuple[str, ...]], ids: set[str]
) -> None:
    """Write the key with what is undecided left empty, the folders above it too, which matter only
    if it is new, and raise IntakeError.
    """
    key = read_key(folder / FILE, HEADINGS)
    for path in (*undecided, *folders):
        key.setdefault(
            name_of(path),
            dict.fromkeys(HEADINGS, "") | {"code": name_of(path), "perhaps": _perhaps(path, ids)},
        )
    write_key(folder / FILE, HEADINGS, key)
    above = sum(not key[name_of(path)]["theme_id"] for path in folders.difference(undecided))
    raise IntakeError(
        f"{shown(folder / FILE)}: {count(undecided, 'code')} not in the codebook:"
        f" {_named(undecided)}; fill the column theme_id there: the theme_id that each is,"
        f" {LEAVE_OUT} to leave it out, or {NEW} to add it to the codebook, with the columns above,"
        " meaning and kind"
        + f" (the rows of what is above these codes may stay empty: {above})" * bool(above)
        + "; then take the file in again"
    )


def _named(paths: list[tuple[str, ...]]) -> str:
    """The first few codes by name, and how many more there are."""
    rest = len(paths) - NAMED
    return ", ".join(repr(name_of(path)) for path in paths[:NAMED]) + f" and {rest} more" * (
        rest > 0
    )


def _is_placed(row: dict[str, str] | None) -> bool:
    """Whether the key itself says where a new theme belongs."""
    return bool(row and (row["above"] or row["kind"]))


def _perhaps(path: tuple[str, ...], ids: set[str]) -> str:
    """The theme whose last word is most like the code's own name, if one is."""
    by_name = {theme.rsplit(".", 1)[-1]: theme for theme in sorted(ids)}
    near = get_close_matches(_slugs(path)[-1], by_name, n=1, cutoff=0.6)
    return by_name[near[0]] if near else ""


def name_of(path: tuple[str, ...]) -> str:
    """Return a code's path as the key writes it."""
    return " > ".join(path).strip()


def _new_themes(
    study: Study,
    codes: list[Code],
    decided: Callable[[tuple[str, ...]], str],
    key: dict[str, dict[str, str]],
    place: str,
) -> tuple[dict[tuple[str, ...], str], list[dict[str, str]]]:
    """The themes of codes that are new by path, and the rows that codebook/themes.csv lacks, those
    above before those below.

    Raises IntakeError with everything that is lacking, a line a code.
    """
    table = study.tables["themes"]
    kinds, labels = (
        dict(zip(table["theme_id"], table[column], strict=True)) for column in ("kind", "label")
    )
    made: dict[tuple[str, ...], str] = {}
    rows, faults = [], []
    for code in sorted(codes, key=lambda code: code.path):
        said = key.get(name_of(code.path), dict.fromkeys(HEADINGS, ""))
        above = (
            ""
            if said["kind"] and not said["above"]
            else said["above"] or made.get(code.path[:-1]) or decided(code.path[:-1])
        )
        theme_id = ".".join(filter(None, (above, _word(code.path[-1]))))
        meaning = " ".join((said["meaning"] or code.description).split())
        fault = _fault(
            theme_id,
            above,
            said["kind"],
            meaning,
            code.path[-1],
            kinds,
            labels,
            theme_id in made.values(),
            study,
        )
        if fault:
            faults.append(f"{place}: {name_of(code.path)!r} cannot be new{fault}")
        made[code.path] = theme_id
        kinds.setdefault(theme_id, kinds.get(above, said["kind"]))
        if theme_id not in labels:  # it is there already if the key was followed before
            rows.append(
                {
                    "theme_id": theme_id,
                    "parent_id": above,
                    "kind": kinds[theme_id],
                    "label": code.path[-1],
                    "definition": meaning,
                    "origin": "ours",
                }
            )
    if faults:
        raise IntakeError("\n".join(faults))
    return made, rows


def _fault(
    theme_id: str,
    above: str,
    kind: str,
    meaning: str,
    label: str,
    kinds: dict[str, str],
    labels: dict[str, str],
    is_made: bool,
    study: Study,
) -> str:
    """What is lacking of a new theme; empty if nothing is."""
    allowed = study.dictionary.tables["themes"].column("kind").enum
    if above and above not in kinds:
        return (
            f", because {above!r} is no theme; write into the column above the theme_id that it"
            " belongs below"
        )
    if not above and kind not in allowed:
        return (
            ", because no theme is above it; write the theme_id above it into the column above,"
            f" or, if it begins a tree of its own, into the column kind one of {', '.join(allowed)}"
        )
    if theme_id == above:
        return (
            ", because no identifier can be made of its name; give it a name with Latin letters in"
            " your tool"
        )
    if is_made or labels.get(theme_id, label) != label:
        return (
            f", because its identifier would be {theme_id}, which is another's; rename it in your"
            " tool, or put it down as that theme"
        )
    if theme_id not in labels and not meaning:
        return (
            " without saying what it means; describe the code in your tool, or write it into the"
            " column meaning"
        )
    return ""


def _word(name: str) -> str:
    """A code's name as a part of an identifier: its letters without accents, and its digits."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _paths(study: Study) -> dict[tuple[str, ...], str]:
    """Themes by their identifier, by the parts of it, and by the labels on the way to them, all as
    slugs.
    """
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
    """A path as it is compared: capitals, hyphens, underscores and kinds of apostrophe make no
    difference; any other sign does.
    """
    return tuple(
        re.sub(r"[\s_–-]+", "_", part.casefold().replace("’", "'")).strip("_") for part in path
    )
