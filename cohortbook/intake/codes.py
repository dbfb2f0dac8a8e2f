"""Match codes to themes, by their path in the codebook or by the key `codes.csv` of the cohort."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cohortbook.intake.model import Code
from cohortbook.intake.paths import steps_in
from cohortbook.intake.stances import STANCES, SUPPORTS
from cohortbook.study.keys import count, read_key, refuse_changed, shown, write_key
from cohortbook.study.problems import IntakeError, nearest
from cohortbook.study.study import Study
from cohortbook.study.theme_tree import lineage, tool_labels

FILE = "codes.csv"
HEADINGS = ["code", "theme_id", "perhaps", "above", "label", "meaning", "kind", "stance"]
LEAVE_OUT, NEW = "-", "new"
NAMED = 5  # codes in a message


class Themes(NamedTuple):
    """The theme of each code by its path, without codes that are left out; the rows of themes the
    codebook does not have yet; and the stance of codes where the key gives it.
    """

    of_code: dict[tuple[str, ...], str]
    added: list[dict[str, str]]
    stances: dict[tuple[str, ...], str]


@dataclass(frozen=True)
class _Decided:
    """Which theme each code is: as the key says in its rows, or as the theme of its name."""

    rows: dict[str, dict[str, str]]
    named: dict[tuple[str, ...], str]

    def theme(self, path: tuple[str, ...]) -> str:
        """Return a theme_id, "-" or "new"; empty if nothing is decided."""
        said = self.rows.get(name_of(path), {}).get("theme_id")
        return said or self.named.get(_slugs(path), "")

    def parent(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """Return the path above a code, and its own name: a code without a path may be named as an
        identifier is, `barriers.personal.childcare`, below a theme that there is.
        """
        above, _, name = path[-1].rpartition(".")
        if len(path) == 1 and name.strip() and _slugs((above,)) in self.named:
            return (above,), name.strip()
        return path[:-1], path[-1]

    def is_placed(self, path: tuple[str, ...]) -> bool:
        """Return whether the key itself says where a new theme belongs."""
        row = self.rows.get(name_of(path))
        return bool(row and (row["above"] or row["kind"]))

    def is_open(self, path: tuple[str, ...]) -> bool:
        """Return whether where a new theme belongs is still to be decided."""
        return not self.is_placed(path) and not all(map(self.theme, _above([path])))


def read_themes(
    folder: Path, study: Study, codes: Iterable[Code], tree: Iterable[Code] = ()
) -> Themes:
    """Return the theme of each of the codes. Raises IntakeError if the key does not decide all, or
    a new theme cannot be made.

    A code is a theme if its path is the theme's identifier or the labels on the way to it;
    otherwise the key says so: a theme_id, "-" to leave the code out, "new" to add it to the
    codebook, below the theme above it in the tool's tree, its name or the key, or, with a kind
    and no theme above, at the top. `tree` holds the codes above them, with what they mean, where
    the tool says so; otherwise the key does.
    """
    wanted = {code.path: code for code in codes}
    ids = set(study.tables["themes"]["theme_id"])
    rows = read_key(folder / FILE, HEADINGS)
    _check_rows(rows, ids, shown(folder / FILE))
    rows = _of_other_marks(rows, {*wanted, *_above(wanted)})
    decided = _Decided(rows, _named_once(_paths(study), wanted))
    # The code above a new one must be decided too, whether or not anything is coded with it, unless
    # the key puts the new one elsewhere.
    new = [path for path in wanted if decided.theme(path) == NEW]
    above = _above(path for path in new if not decided.is_placed(path))
    new += [path for path in above if decided.theme(path) == NEW and path not in new]
    undecided = sorted(path for path in {*wanted, *above} if not decided.theme(path))
    described = {code.path: code for code in tree} | wanted
    made, added, faults = _new_themes(
        study, [described.get(path, Code(path)) for path in new], decided, shown(folder / FILE)
    )
    if undecided:
        refuse_changed(folder / FILE, rows, [name_of(path) for path in wanted])
        folders = {path for path in _above(undecided) if not decided.theme(path)}
        labels = dict(study.tables["themes"][["theme_id", "label"]].itertuples(index=False))
        unused = _unused(rows, {*wanted, *above})
        faults.insert(0, _asked(folder, undecided, folders, labels, unused))
    if faults:
        raise IntakeError("\n".join(faults))
    themes = {path: made.get(path) or decided.theme(path) for path in wanted}
    of_code = {path: theme for path, theme in themes.items() if theme != LEAVE_OUT}
    return Themes(of_code, added, _stances(of_code, rows))


def _of_other_marks(
    rows: dict[str, dict[str, str]], paths: Iterable[tuple[str, ...]]
) -> dict[str, dict[str, str]]:
    """The rows of the key, each by its code as it is read now: `wish.rest` is `wish > rest` as soon
    as another code begins with `wish.`, and the row that was filled before is still its own.
    """
    names = {name_of(path) for path in paths}
    lacking = {steps_in(name): name for name in names - rows.keys()}
    return {
        name if name in names else lacking.get(steps_in(name), name): row
        for name, row in rows.items()
    }


def _stances(
    of_code: dict[tuple[str, ...], str], rows: dict[str, dict[str, str]]
) -> dict[tuple[str, ...], str]:
    """The stance of each code of a theme for which the key gives one: where it does not, the code
    supports the theme.
    """
    given = {path: rows.get(name_of(path), {}).get("stance", "") for path in of_code}
    themes = {of_code[path] for path, stance in given.items() if stance}
    return {path: given[path] or SUPPORTS for path, theme in of_code.items() if theme in themes}


def _check_rows(rows: dict[str, dict[str, str]], ids: set[str], place: str) -> None:
    """Raise IntakeError if a row of the key names a theme or a stance that is none."""
    for line, (name, row) in enumerate(rows.items(), start=2):
        theme = row["theme_id"]
        if theme not in ids | {"", LEAVE_OUT, NEW}:
            raise IntakeError(
                f"{place}, row {line}: {name!r} is put down as {theme!r}, which is no theme of"
                f" codebook/themes.csv, {LEAVE_OUT} or {NEW}" + nearest(theme, ids)
            )
        if row["stance"] not in {"", *STANCES}:
            raise IntakeError(
                f"{place}, row {line}: stance: {row['stance']!r} is not one of {', '.join(STANCES)}"
            )


def _named_once(
    paths: dict[tuple[str, ...], str], wanted: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    """The paths of themes that one code at most would join: two codes that would are not the same
    code, and the key must say.
    """
    joined = Counter(paths.get(_slugs(path)) for path in wanted)
    return {path: theme for path, theme in paths.items() if joined[theme] < 2}


def _above(paths: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The paths that lead to others."""
    return {path[:length] for path in paths for length in range(1, len(path))}


def _unused(rows: dict[str, dict[str, str]], paths: Iterable[tuple[str, ...]]) -> str:
    """What to say of filled rows of the key that are of no code in the file; empty without any."""
    names = {name_of(path) for path in paths}
    unused = [name for name, row in rows.items() if row["theme_id"] and name not in names]
    if not unused:
        return ""
    return (
        f"; {count(unused, 'filled row')} of no code in this file, the first {unused[0]!r}: if it"
        " is one of these codes, copy its theme_id to the row of that code and delete it"
    )


def _asked(
    folder: Path,
    undecided: list[tuple[str, ...]],
    folders: set[tuple[str, ...]],
    labels: dict[str, str],
    unused: str,
) -> str:
    """Write the key with what is undecided left empty, the folders above it too, which matter only
    if it is new; return the sentence that asks for it, and says what is unused.
    """
    key = read_key(folder / FILE, HEADINGS)
    for path in (*undecided, *folders):
        key.setdefault(
            name_of(path),
            dict.fromkeys(HEADINGS, "")
            | {"code": name_of(path), "perhaps": _perhaps(path, labels)},
        )
    write_key(folder / FILE, HEADINGS, key)
    above = sum(not key[name_of(path)]["theme_id"] for path in folders.difference(undecided))
    return (
        f"{shown(folder / FILE)}: {count(undecided, 'code')} not in the codebook:"
        f" {_named(undecided)}; fill the column theme_id there: the theme_id that each is,"
        f" {LEAVE_OUT} to leave it out, or {NEW} to add it to the codebook, with the columns above,"
        " label, meaning and kind"
        + f" (the rows of what is above these codes may stay empty: {above})" * bool(above)
        + unused
        + "; then take the file in again"
    )


def _named(paths: list[tuple[str, ...]]) -> str:
    """The first few codes by name, and how many more there are."""
    rest = len(paths) - NAMED
    return ", ".join(repr(name_of(path)) for path in paths[:NAMED]) + f" and {rest} more" * (
        rest > 0
    )


def _perhaps(path: tuple[str, ...], labels: dict[str, str]) -> str:
    """The theme that a code can only be, if one is: it has its label, and the codes above it are
    themes above that one, the first of them the one at the top. The plural makes no difference.
    """
    *above, name = map(_singular, steps_in(name_of(path)))
    alike = [
        theme
        for theme, label in labels.items()
        if _singular(label) == name and _are_above(above, theme, labels)
    ]
    return alike[0] if len(alike) == 1 else ""


def _are_above(above: list[str], theme: str, labels: dict[str, str]) -> bool:
    """Whether names are those of themes above a theme, from the top."""
    top, *rest = (
        {_singular(labels.get(part, part)), _singular(part.rpartition(".")[2])}
        for part in lineage(theme)
    )
    if not (above and rest):
        return not (above or rest)
    return above[0] in top and all(any(name in names for names in rest) for name in above[1:])


def _singular(name: str) -> str:
    """A name as it is compared, the words of it without the ending of a plural."""
    (slug,) = _slugs((name,))
    return "_".join(word.removesuffix("s").removesuffix("e") for word in slug.split("_"))


def name_of(path: tuple[str, ...]) -> str:
    """Return a code's path as the key writes it."""
    return " > ".join(path).strip()


def _new_themes(
    study: Study, codes: list[Code], decided: _Decided, place: str
) -> tuple[dict[tuple[str, ...], str], list[dict[str, str]], list[str]]:
    """The themes of codes that are new by path, the rows that codebook/themes.csv lacks, those
    above before those below, and everything that is lacking, a sentence a code.
    """
    table = study.tables["themes"]
    allowed = study.dictionary.tables["themes"].column("kind").enum
    kinds: dict[str, str] = dict(zip(table["theme_id"], table["kind"], strict=True))
    labels = dict(zip(table["theme_id"], table["label"], strict=True))
    made: dict[tuple[str, ...], str] = {}
    rows, faults = [], []
    for code in sorted(codes, key=lambda code: code.path):
        new = _new_theme(code, decided, made)
        fault = (
            _meaning_fault(new, labels)
            if decided.is_open(code.path)
            else _place_fault(new, kinds, allowed) or _name_fault(new, labels, made.values())
        )
        if fault:
            faults.append(f"{place}: {name_of(code.path)!r} cannot be new{fault}")
        made[code.path] = new["theme_id"]
        new["kind"] = kinds.setdefault(new["theme_id"], kinds.get(new["parent_id"], new["kind"]))
        if new["theme_id"] not in labels:  # it is there already if the key was followed before
            rows.append(new)
    return made, rows, faults


def _new_theme(code: Code, decided: _Decided, made: dict[tuple[str, ...], str]) -> dict[str, str]:
    """The row of a new theme, with the kind that the key says, and the label, if it says one."""
    said = decided.rows.get(name_of(code.path), dict.fromkeys(HEADINGS, ""))
    parent, label = decided.parent(code.path)
    above = said["above"] or made.get(parent) or decided.theme(parent)
    if said["kind"] and above in (LEAVE_OUT, NEW):
        above = ""
    return {
        "theme_id": ".".join(filter(None, (above, _word(label)))),
        "parent_id": above,
        "kind": said["kind"],
        "label": " ".join(said["label"].split()) or label,
        "definition": " ".join((said["meaning"] or code.description).split()),
        "origin": "ours",
    }


def _place_fault(new: dict[str, str], kinds: dict[str, str], allowed: Sequence[str]) -> str:
    """What is wrong with the place of a new theme in the tree; empty if nothing is."""
    if new["parent_id"] and new["parent_id"] not in kinds:
        return (
            f", because {new['parent_id']!r} is no theme; write into the column above the theme_id"
            " that it belongs below"
        )
    if not new["parent_id"] and new["kind"] not in allowed:
        return (
            ", because no theme is above it; write the theme_id above it into the column above,"
            f" or, if it begins a tree of its own, into the column kind one of {', '.join(allowed)}"
        )
    return ""


def _name_fault(new: dict[str, str], labels: dict[str, str], made: Collection[str]) -> str:
    """What is wrong with the name of a new theme, or with its meaning; empty if nothing is."""
    theme_id, label = new["theme_id"], new["label"]
    if theme_id == new["parent_id"]:
        return (
            ", because no identifier can be made of its name; give it a name with Latin letters in"
            " your tool"
        )
    if theme_id in made or labels.get(theme_id, label) != label:
        return (
            f", because its identifier would be {theme_id}, which is another's; rename it in your"
            " tool, or put it down as that theme"
        )
    return _meaning_fault(new, labels)


def _meaning_fault(new: dict[str, str], labels: dict[str, str]) -> str:
    """What to say of a new theme without a meaning; empty if it has one, or is there already."""
    if new["theme_id"] in labels or new["definition"]:
        return ""
    return (
        " without saying what it means; describe the code in your tool, or write it into the"
        " column meaning"
    )


def _word(name: str) -> str:
    """A code's name as a part of an identifier: its letters without accents, and its digits."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _paths(study: Study) -> dict[tuple[str, ...], str]:
    """Themes by their identifier, by the parts of it, and by the labels on the way to them, theirs
    and those that the codebook for tools gives, all as slugs.
    """
    table = study.tables["themes"]
    label = dict(zip(table["theme_id"], table["label"], strict=True))
    in_tools = tool_labels(table)
    paths = {}
    for theme in table["theme_id"]:
        above = lineage(theme)
        for path in (
            (theme,),
            theme.split("."),
            [label[part] for part in above],
            [in_tools[part] for part in above],
        ):
            paths[_slugs(path)] = theme
    return paths


def _slugs(path: Iterable[str]) -> tuple[str, ...]:
    """A path as it is compared: capitals, hyphens, underscores and kinds of apostrophe make no
    difference; any other sign does.
    """
    return tuple(
        re.sub(r"[\s_–-]+", "_", part.casefold().replace("’", "'")).strip("_") for part in path
    )
