"""Read the policy of disclosure: what may be published of whom, decided by people in
data/disclosure.yml.

A cohort's mode is in its cohort.yml: `strict` unless someone has decided otherwise; `agreed` where
the people agreed to what is published; `already_public` needs a decision here; `synthetic` people
do not exist; `internal` is what the internal edition calls them. Nothing is published without a
decision: an exhibit of a notebook, a table of the dictionary or a file given out that no entry
names is a problem.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

import pandas as pd
import yaml

from cohortbook.study.files import Unreadable, parse_yaml, read_settings
from cohortbook.study.problems import Problem, nearest
from cohortbook.study.wording import sentence_list

PATH = Path("data/disclosure.yml")
STRICT, AGREED, PUBLIC, MADE_UP, INTERNAL = (
    "strict",
    "agreed",
    "already_public",
    "synthetic",
    "internal",
)
UNCONFIRMED = "no person has confirmed it yet"  # in who made a decision
PROTECTED = (STRICT, AGREED)  # modes in which no row about a person is public
Lines = dict[tuple, int]
Shape = dict[str, type | tuple[str, ...]]  # of each field: its type, or the words it may be
WITHHELD = {  # two are named after the table of the consent form that decides
    "withheld": "not shown",
    "took_part": "shown where all agreed to the table of who took part, else not shown",
    "impacts": "shown where all agreed to the table of changes, else not shown",
}
WHY_WITHHELD = {
    "withheld": "shown of no protected cohort",
    "took_part": "shown only where all agreed to the table of who took part",
    "impacts": "shown only where all agreed to the table of changes",
}
TREATMENTS = {
    "as_is": "shown as it is: it holds no row about a person",
    "cells": "made from the counts that may be printed",
    **WITHHELD,
}
DECIDED: Shape = {"purpose": str, "audience": str, "decided_by": str, "decided_on": str}
TREATED: Shape = {"protected": tuple(TREATMENTS), **DECIDED}
THRESHOLDS = (
    "smallest_count",
    "narrowest_range",
    "smallest_table",
    "smallest_theme_count",
    "smallest_group",
    "smallest_base_of_a_mean",
    "signatures",
)
SECTIONS: dict[str, Shape] = {  # what an entry of each section must hold
    "thresholds": {"rule": THRESHOLDS, "value": int, "means": str, "source": str},
    "cohorts": {
        "cohort": str,
        "mode": (PUBLIC,),
        "reason": str,
        "decided_by": str,
        "decided_on": str,
    },
    "always_said": {"measures": list, "reason": str},
    "exhibits": {"page": str, "cells": list, **TREATED},
    "tables": {"tables": list, **TREATED},
    "files": {"files": list, **TREATED},
    "reviewed": {
        "looks_like": str,
        "files": list,
        "text": str,
        "reason": str,
        "decided_by": str,
        "decided_on": str,
    },
}


@dataclass(frozen=True)
class Policy:
    """A checked policy: the entries of each section, as they are in the file."""

    sections: dict[str, tuple[dict, ...]]

    def threshold(self, rule: str) -> int:
        return next(
            entry["value"] for entry in self.sections["thresholds"] if entry["rule"] == rule
        )

    def measures(self, section: str) -> list[str]:
        """Return the measures that a section names, as patterns of file names."""
        return [measure for entry in self.sections[section] for measure in entry["measures"]]

    def exhibit(self, page: str, cell: str) -> dict | None:
        """The decision about a cell of a page's template, or None."""
        return next(
            (
                entry
                for entry in self.sections["exhibits"]
                if entry["page"] == page and cell in entry["cells"]
            ),
            None,
        )

    def is_withheld(self, page: str, cell: str, agreed: set[str]) -> bool:
        """Whether a cell is not shown of a protected cohort whose people agreed to these tables of
        the consent form.
        """
        decision = self.exhibit(page, cell)
        return decision is not None and decision["protected"] in WITHHELD.keys() - agreed

    def why_withheld(self, page: str, cell: str) -> str:
        """Why a cell is not shown of a protected cohort, by the decision about it."""
        decision = self.exhibit(page, cell)
        return WHY_WITHHELD[decision["protected"]] if decision else ""

    def table(self, name: str) -> dict | None:
        return next((entry for entry in self.sections["tables"] if name in entry["tables"]), None)

    def file(self, name: str) -> dict | None:
        """The decision about a file given out, by its path in the book; names may hold the
        wildcards * and ?.
        """
        return next(
            (
                entry
                for entry in self.sections["files"]
                if any(fnmatchcase(name, pattern) for pattern in entry["files"])
            ),
            None,
        )


NOTHING_DECIDED = Policy(dict.fromkeys(SECTIONS, ()))  # of a study without a usable file


def read_policy(root: Path) -> tuple[Policy | None, list[Problem]]:
    """Return the policy and every problem of its file; the policy is None if it cannot be used."""
    try:
        policy, problems = _checked(read_settings(root / PATH))
    except FileNotFoundError:
        return None, [
            Problem(
                PATH.as_posix(),
                None,
                None,
                "the file is missing; it holds what may be published of whom, and nothing is"
                " published without it",
            )
        ]
    except Unreadable as error:
        return None, [Problem(PATH.as_posix(), error.line, None, str(error))]
    return policy, list(problems)


@lru_cache(maxsize=4)  # the longest of all settings, and the same whenever a study is read again
def _checked(text: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """The policy that a text states, and what is wrong with it. Raises Unreadable if it
    is no YAML.
    """
    name = PATH.as_posix()
    stated, tree = parse_yaml(
        text, "a section is a name and a colon, its entries begin with a hyphen and a space"
    )
    if not isinstance(stated, dict):
        return None, (
            Problem(name, None, None, f"is empty or not a list of sections: {', '.join(SECTIONS)}"),
        )
    lines = lines_of(tree)
    problems = [
        Problem(
            name,
            lines.get((section,)),
            str(section),
            "is not a section" + nearest(str(section), SECTIONS),
        )
        for section in stated
        if section not in SECTIONS
    ]
    for section in SECTIONS:
        problems += section_problems(name, section, stated.get(section), lines)
    if not problems:
        missing = set(THRESHOLDS) - {entry["rule"] for entry in stated.get("thresholds") or ()}
        problems = [
            Problem(name, lines.get(("thresholds",)), "thresholds", f"says nothing of {rule}")
            for rule in sorted(missing)
        ]
    if problems:
        return None, tuple(problems)
    return Policy({section: tuple(stated.get(section) or ()) for section in SECTIONS}), ()


def lines_of(node: yaml.Node | None, path: tuple = ()) -> Lines:
    """Return the line of each key and entry of a YAML file, by the way to it."""
    found = {path: node.start_mark.line + 1} if node is not None else {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= lines_of(value, (*path, key.value)) | {
                (*path, key.value): key.start_mark.line + 1
            }
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            found |= lines_of(value, (*path, place))
    return found


def section_problems(name: str, section: str, entries: object, lines: Lines) -> Iterator[Problem]:
    """Yield what is wrong with the entries of a section of the file `name`."""
    if entries is not None and not isinstance(entries, list):
        yield Problem(
            name,
            lines.get((section,)),
            section,
            "is not a list; each entry begins with a hyphen and a space",
        )
        return
    for place, entry in enumerate(entries or ()):
        yield from _entry_problems(name, section, place, entry, lines)


def _entry_problems(
    name: str, section: str, place: int, entry: object, lines: Lines
) -> Iterator[Problem]:
    shape, line = SECTIONS[section], lines.get((section, place))
    if not isinstance(entry, dict):
        fault = f"{entry!r} is not an entry; an entry holds {', '.join(shape)}"
        yield Problem(name, line, section, fault)
        return
    if "protected" in shape and "strict" in entry:
        fault = "is called protected now, for it holds of agreed cohorts, too; write that instead"
        yield Problem(name, lines.get((section, place, "strict"), line), "strict", fault)
        entry = {"protected" if key == "strict" else key: held for key, held in entry.items()}
    for key in entry:
        if key not in shape:
            fault = f"is not part of an entry of {section}" + nearest(str(key), shape)
            yield Problem(name, lines.get((section, place, key), line), str(key), fault)
    for key, wanted in shape.items():
        fault = _fault(entry.get(key), wanted, key)
        if fault:
            yield Problem(name, lines.get((section, place, key), line), key, fault)


def _fault(value: object, wanted: type | tuple, key: str) -> str:
    """What is wrong with a value, or nothing. YAML reads 2026-11-25 as a date, which is
    as good as its text.
    """
    if value is None or value == "" or value == []:
        return "is missing or empty"
    if isinstance(wanted, tuple):
        return (
            ""
            if value in wanted
            else f"{value!r} is not one of {', '.join(wanted)}" + nearest(str(value), wanted)
        )
    if wanted is list:
        return (
            ""
            if isinstance(value, list) and all(isinstance(item, str) and item for item in value)
            else "is not a list of words"
        )
    if wanted is int:
        return (
            ""
            if isinstance(value, int) and not isinstance(value, bool) and value > 0
            else f"{value!r} is not a whole number above 0"
        )
    if key == "decided_on":
        return "" if _is_day(value) else f"{value!r} is not a date; write year-month-day"
    return "" if isinstance(value, str) else f"{value!r} is not text; put it in quotation marks"


def _is_day(value: object) -> bool:
    try:
        return pd.notna(pd.to_datetime(str(value), format="%Y-%m-%d"))
    except ValueError:
        return False


def undecided(
    root: Path, policy: Policy, cohorts: dict[str, dict], tables: list[str]
) -> list[Problem]:
    """Return a problem for each cohort, table and exhibit that is published, or would be, without a
    decision, and for each decision about nothing.
    """
    return [
        *_undecided_cohorts(policy, cohorts),
        *_undecided_tables(policy, tables),
        *_undecided_exhibits(policy, exhibits_of(root)),
    ]


def _undecided_cohorts(policy: Policy, cohorts: dict[str, dict]) -> Iterator[Problem]:
    name = PATH.as_posix()
    decided = {entry["cohort"] for entry in policy.sections["cohorts"]}
    for handle, cohort in cohorts.items():
        if cohort.get("disclosure") == PUBLIC and handle not in decided:
            yield Problem(
                f"data/cohorts/{handle}/cohort.yml",
                None,
                "disclosure",
                f"says {PUBLIC}, but {name} has no decision about {handle}; write strict, or have "
                "someone decide and say there where every row is printed",
            )
    for handle in sorted(decided - set(cohorts)):
        fault = f"{handle!r} is no cohort of this study" + nearest(handle, cohorts)
        yield Problem(name, None, "cohorts", fault)


def _undecided_tables(policy: Policy, tables: list[str]) -> Iterator[Problem]:
    name = PATH.as_posix()
    for table in tables:
        if policy.table(table) is None:
            yield Problem(
                name,
                None,
                "tables",
                f"holds no decision about the table {table}; add it to an entry: protected,"
                " purpose, audience, decided_by, decided_on",
            )
    for entry in policy.sections["tables"]:
        for table in entry["tables"]:
            if table not in tables:
                fault = f"{table!r} is no table of the dictionary" + nearest(table, tables)
                yield Problem(name, None, "tables", fault)


def _undecided_exhibits(policy: Policy, shown: list[tuple[str, str]]) -> Iterator[Problem]:
    name = PATH.as_posix()
    for page, cell in shown:
        if policy.exhibit(page, cell) is None:
            yield Problem(
                f"notebooks/{page}.ipynb",
                None,
                f"cell {cell}",
                f"shows something that {name} holds no decision about; add the cell to an entry of"
                f" exhibits there with the page {page}: protected ({', '.join(TREATMENTS)}),"
                " purpose, audience, decided_by, decided_on",
            )
    pages = {page for page, _ in shown}
    for entry in policy.sections["exhibits"]:
        for cell in entry["cells"]:
            if entry["page"] in pages and (entry["page"], cell) not in shown:
                yield Problem(
                    name,
                    None,
                    "exhibits",
                    f"the page {entry['page']} has no cell {cell!r} that shows something"
                    + nearest(cell, [c for p, c in shown if p == entry["page"]]),
                )


def exhibits_of(root: Path) -> list[tuple[str, str]]:
    """Return page and cell of everything that the templates show; cells tagged remove-cell show
    nothing. Broken notebooks are the runner's to name.
    """
    found = []
    for template in sorted((root / "notebooks").glob("*.ipynb")):
        try:
            cells = json.loads(template.read_text(encoding="utf-8"))["cells"]
            found += [
                (template.stem, cell["id"])
                for cell in cells
                if cell["cell_type"] == "code"
                and "remove-cell" not in cell["metadata"].get("tags", [])
            ]
        except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError):
            continue
    return found


def cohort_modes(policy: Policy, cohorts: dict[str, dict]) -> pd.DataFrame:
    """Return each cohort's title, mode, reason and who decided when; a row is one cohort."""
    decided = {entry["cohort"]: entry for entry in policy.sections["cohorts"]}
    rows = []
    for handle, cohort in cohorts.items():
        reason, by, on = _reason(cohort, decided.get(handle, {}))
        rows.append((cohort["title"], cohort["disclosure"].replace("_", " "), reason, by, on))
    return pd.DataFrame(rows, columns=["title", "mode", "reason", "decided_by", "decided_on"])


def _reason(cohort: dict, entry: dict) -> tuple[str, str, str]:
    """Why a cohort has its mode, who decided so, and when."""
    if cohort["disclosure"] == AGREED:
        reason = (
            f"People were asked table by table, with consent form {cohort.get('agreed_form')}; "
            "a table to which one person did not agree is protected as in strict."
        )
        return reason, cohort["agreed_confirmed_by"], cohort["agreed_on"]
    by_rule = {
        STRICT: "The rule, unless someone decides otherwise.",
        MADE_UP: "The people in it do not exist.",
        INTERNAL: "This edition shows everything; the public edition protects these people.",
    }
    by = "strict by default" if cohort["disclosure"] == STRICT else "no decision was needed"
    return (
        (by_rule[cohort["disclosure"]], by, "")
        if cohort["disclosure"] in by_rule
        else (entry["reason"], entry["decided_by"], str(entry["decided_on"]))
    )


def shown_here(cohorts: Iterable[dict]) -> str:
    """Return, in a sentence, whom the internal edition shows; empty for the public one. `cohorts`
    is what each cohort.yml says.
    """
    titles = [cohort["title"] for cohort in cohorts if cohort["disclosure"] == INTERNAL]
    return (
        f"This edition shows what the public edition protects of {sentence_list(titles)}."
        if titles
        else ""
    )


def unconfirmed(policy: Policy) -> str:
    """Return, in a sentence, how many decisions no person has confirmed, as an open task; empty if
    each is confirmed.
    """
    made = [
        *decisions(policy)["decided_by"],
        *(entry["decided_by"] for entry in policy.sections["cohorts"]),
    ]
    open_ones = [by for by in made if UNCONFIRMED in by]
    if not open_ones:
        return ""
    named = "; ".join(f"“{by}”" for by in dict.fromkeys(open_ones))
    return (
        f"**Open task.** Of {len(made)} decisions about what is published, {len(open_ones)} have as"
        f" their author {named}. A person must confirm or change each of them."
    )


def decisions(policy: Policy) -> pd.DataFrame:
    """Return every decision about something published; a row is one exhibit, table or file: kind,
    name, treatment, purpose, audience, decided_by, decided_on.
    """
    rows = []
    for section, held in (("exhibits", "cells"), ("tables", "tables"), ("files", "files")):
        for entry in policy.sections[section]:
            rows += [
                {
                    "kind": section[:-1].capitalize(),
                    "name": f"{entry['page']}: {name}" if section == "exhibits" else name,
                    "treatment": TREATMENTS[entry["protected"]],
                    **{key: str(entry[key]) for key in DECIDED},
                }
                for name in entry[held]
            ]
    return pd.DataFrame(rows)
