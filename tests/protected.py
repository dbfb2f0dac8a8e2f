"""Writes and changes cohorts whose people are protected, for tests."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from cohortbook.publication.modes import TABLES
from cohortbook.study.layout import PRIVATE_COHORTS

THREE = "cohort_03"
SETTLED = ["passage_id", "theme_id", "is_kept", "reason", "settled_by"]
COACHING, LIBRARY = "enablers.programme.coaching", "enablers.programme.library"


def to_agreed(root: Path) -> None:
    path = root / "data" / "cohorts" / THREE / "cohort.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("disclosure: strict", "disclosure: agreed"),
        encoding="utf-8",
    )


def path_of(root: Path, table: str) -> Path:
    return root / PRIVATE_COHORTS / THREE / f"{table}.csv"


def rows_of(root: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of the strict cohort, as they are in its file."""
    with path_of(root, table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(root: Path, table: str, rows: list[dict]) -> None:
    path = path_of(root, table)
    columns = (
        path.read_text(encoding="utf-8").splitlines()[0].split(",")
        if path.exists()
        else list(rows[0])
        if rows
        else SETTLED
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_cohort(
    root: Path,
    holders: int,
    managers: int = 1,
    themes: Sequence[tuple[str, Collection[int], Collection[int]]] = (),
    changes: str = "",
    **attributes: str,
) -> None:
    """Write a strict cohort anew: everybody is heard and is coded by two coders.

    `themes` says which award holders and managers, by their place, spoke of each by both coders;
    the first coder alone puts it on all others. `changes` says how far each change got, in words;
    it is told in the passage of the award holder whose turn it is. `attributes` are values of the
    award holders in turn, in words; one that is not named is the same for everybody.
    """
    first = rows_of(root, "participants")[0] | {"gender": "female"}
    names, others = (
        [f"P003_{place:02}" for place in range(1, holders + 1)],
        [f"M003_{place:02}" for place in range(1, managers + 1)],
    )
    words = {
        column: ("".join(text).split() + [""] * holders)[:holders]
        for column, text in attributes.items()
    }
    write_rows(
        root,
        "participants",
        [
            first
            | {
                "participant_id": name,
                **{column: held[place] for column, held in words.items()},
            }
            for place, name in enumerate(names)
        ],
    )
    write_rows(root, "managers", [{"manager_id": name, "role": "team_manager"} for name in others])
    write_rows(
        root,
        "interviews",
        [
            {
                "interview_id": f"I003_{name}",
                "case_id": name,
                "format": "individual",
                "mode": "online",
            }
            for name in (*names, *others)
        ],
    )
    write_rows(
        root,
        "impacts",
        [
            {
                "impact_id": f"c003_i{place}",
                "passage_id": f"c003_p{place:05}",
                "case_id": names[place - 1],
                "level": "personal",
                "type": "skills",
                "status": status,
                "reach": "team",
                "reported_by": "practitioner",
                "summary": "Dug.",
            }
            for place, status in enumerate(changes.split(), start=1)
        ],
    )
    passages, attributions, codings, settlements = [], [], [], []
    for group, people in (("practitioner", names), ("manager", others)):
        for place, name in enumerate(people):
            passage = f"c003_p{len(passages) + 1:05}"
            passages.append(
                {
                    "passage_id": passage,
                    "about_cohort": THREE,
                    "group": group,
                    "kind": "paraphrase",
                    "summary": f"Said something, {name}.",
                    "locator": "Minute 1",
                }
            )
            attributions.append({"passage_id": passage, "case_id": name})
            for theme, *spoke in themes:
                both = place in spoke[group == "manager"]
                settlements += (
                    []
                    if both
                    else [
                        {
                            "passage_id": passage,
                            "theme_id": theme,
                            "is_kept": "false",
                            "reason": "Talked over",
                            "settled_by": "arbiter",
                        }
                    ]
                )
                codings += [
                    {
                        "passage_id": passage,
                        "theme_id": theme,
                        "coder_id": coder,
                        "stance": "supports",
                    }
                    for coder in ("coder_c", *(["coder_d"] if both else []))
                ]
    for table, rows in (
        ("passages", passages),
        ("attributions", attributions),
        ("codings", codings),
        ("settlements", settlements),
    ):
        write_rows(root, table, rows)
    path = root / "data" / "cohorts" / THREE / "cohort.yml"
    path.write_text(
        re.sub(r"awards: \d+", f"awards: {holders}", path.read_text(encoding="utf-8")),
        encoding="utf-8",
    )


def take_out(root: Path, person: str) -> None:
    """Take a person out of every table of the strict cohort, with what they alone said."""
    attributions = rows_of(root, "attributions")
    theirs = {row["passage_id"] for row in attributions if row["case_id"] == person}
    theirs -= {row["passage_id"] for row in attributions if row["case_id"] != person}
    for path in (root / PRIVATE_COHORTS / THREE).glob("*.csv"):
        rows = rows_of(root, path.stem)
        kept = [
            row
            for row in rows
            if person not in (row.get("case_id"), row.get("participant_id"), row.get("manager_id"))
            and row.get("passage_id") not in theirs
        ]
        write_rows(root, path.stem, kept)
    heard = rows_of(root, "interviews")
    sizes = Counter(row["interview_id"] for row in heard)
    write_rows(
        root,
        "interviews",
        [
            row | ({"format": "individual"} if sizes[row["interview_id"]] == 1 else {})
            for row in heard
        ],
    )
    path = root / "data" / "cohorts" / THREE / "cohort.yml"
    holders = len(rows_of(root, "participants"))
    path.write_text(
        re.sub(r"awards: \d+", f"awards: {holders}", path.read_text(encoding="utf-8")),
        encoding="utf-8",
    )


def agree(root: Path, handle: str, *refused: tuple[str, str]) -> None:
    """Write that everybody of a cohort agreed to every table, but for what is refused:
    a person and a table.
    """
    folder = root / "private" / "cohorts" / handle
    people = [
        line.split(",")[0]
        for name in ("participants", "managers")
        for line in (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    ]
    rows = [
        f"{person},{table.name},{'false' if (person, table.name) in refused else 'true'}"
        for person in people
        for table in TABLES
    ]
    (folder / "consent.csv").write_text(
        "\n".join(["case_id,table,has_agreed", *rows]) + "\n", encoding="utf-8"
    )
    path = root / "data" / "cohorts" / handle / "cohort.yml"
    text = path.read_text(encoding="utf-8").partition("agreed_form:")[0]
    path.write_text(
        f"{text}agreed_form: version 1\nagreed_on: 2026-01-01\nagreed_confirmed_by: A. Tester\n",
        encoding="utf-8",
    )
