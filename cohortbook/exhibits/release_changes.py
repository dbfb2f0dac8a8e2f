"""Show what moved since the last release, and why."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from cohortbook.exhibits.present import (
    IN_SIGHT,
    Cell,
    Shown,
    folded,
    records,
    sentence,
    shown_table,
    table,
)
from cohortbook.exhibits.present import joined as joined_shown
from cohortbook.findings.catalogue import every_finding
from cohortbook.publication.changes import unexplained
from cohortbook.study.csv_text import guarded_csv
from cohortbook.study.layout import TABLES
from cohortbook.study.releases import releases
from cohortbook.study.study import Study
from cohortbook.study.wording import as_read, name_in_words

NAMED = 3  # numbers of a reason; the others are in a file
NUMBER = re.compile(r"[-−]?[\d,]*\d(?:\.\d+)?")


def release_line(study: Study, former: str) -> Shown:
    """Say which releases are recorded, and with which of them this edition is compared."""
    known = releases(study.root)
    text = (
        f"Recorded releases, the earliest first: {', '.join(known)}. What moved is what differs"
        f" from {former}."
        if known
        else "No release is recorded yet; what moves will be shown from the first one on."
    )
    return sentence(text)


def moved_table(study: Study, changed: pd.DataFrame, caption: str) -> Shown:
    """Show how many numbers moved since the last release, a row a reason why, a column a scope, and
    how many still lack a recorded reason; below it, folded, which.
    """
    rows = [
        [
            Cell(why.capitalize()),
            *(Cell(str(int((same["scope"] == scope).sum()))) for scope in study.scopes),
            Cell(str(int((~same["scope"].isin(study.scopes)).sum()))),
            Cell(str(len(unexplained(same)))),
        ]
        for why, same in changed.groupby("why", sort=True)
    ]
    html, plain = table(
        caption,
        [
            "Why",
            *map(study.title, study.scopes),
            "Programme and audit",
            "Without a recorded reason",
        ],
        rows,
        "A number of an earlier cohort may move only for a reason recorded in data/changes.csv.",
    )
    moved = changed.rename(columns={"now": "after"}).assign(is_published=changed["now"] != "")
    shown = joined_shown([Shown(html, plain), _by_reason(moved)]) if rows else Shown(html, plain)
    return _with_file(shown, moved, "moved_since_the_release_before.csv")


def _by_reason(moved: pd.DataFrame) -> Shown:
    """Show why numbers moved, a row a reason, with how many did and those that moved most; new
    numbers and those no longer published did not move.
    """
    both = moved[(moved["before"] != "") & (moved["after"] != "")]
    rows = [
        [
            Cell(reason or "No reason is recorded"),
            Cell(f"{len(same):,}"),
            Cell("; ".join(map(_step, _biggest(same, NAMED)))),
        ]
        for reason, same in both.groupby("reason", sort=True)
    ]
    header = ["Reason", "Numbers", "Moved most"]
    return shown_table("What moved most, by the reason", header, rows)


def theme_changes(changed: pd.DataFrame, caption: str) -> Shown:
    """Show what changed in the codebook, a row a theme."""
    return records(
        changed,
        caption,
        {"theme_id": "Theme", "change": "Change", "before": "Before", "now": "Now"},
    )


def joined_table(study: Study, joined: pd.DataFrame, caption: str) -> Shown:
    """Show what each cohort changed when it joined: numbers of its own, of the cohorts before it,
    and of all together; below it, folded, what moved most; all of them in a file.
    """
    rows = []
    for place, cohort in enumerate(study.cohorts):
        moved = joined[joined["cohort"] == cohort]
        if not moved.empty:
            counts = _moved_by(moved, cohort, list(study.cohorts)[:place])
            rows.append([Cell(study.title(cohort)), *(Cell(str(count)) for count in counts)])
    html, plain = table(
        caption,
        [
            "When this cohort joined",
            "Numbers of its own",
            "Of earlier cohorts, moved",
            f"Of {study.together}, moved",
            f"Of {study.together}, new",
        ],
        rows,
        "The study is computed again without the cohort and those after it, and compared. Of a"
        " study of many cohorts, only for the newest.",
    )
    # What a cohort brought may be gone since a later one joined: the numbers about a programme of
    # just that size.
    together = joined[~joined["scope"].isin(list(study.cohorts))].assign(
        is_published=joined["id"].isin(list(every_finding(study)))
    )
    parts = [
        (f"What moved most when {study.title(cohort)} joined", _biggest_table(study, cohort, same))
        for cohort, same in together.groupby("cohort", sort=True)
    ]
    shown = joined_shown([Shown(html, plain), *[folded(part, title) for title, part in parts]])
    return _with_file(shown, together, "moved_when_cohorts_joined.csv")


def _biggest_table(study: Study, cohort: str, moved: pd.DataFrame) -> Shown:
    rows = [
        [
            Cell(name_in_words(row["id"]), row["id"] if row["is_published"] else ""),
            Cell(as_read(row["before"])),
            Cell(as_read(row["after"])),
        ]
        for row in _biggest(moved, IN_SIGHT)
    ]
    caption = f"Numbers of {study.together} that moved most when {study.title(cohort)} joined"
    return shown_table(caption, ["Number", "Before", "After"], rows)


def _moved_by(moved: pd.DataFrame, cohort: str, before: list[str]) -> tuple[int, int, int, int]:
    """How many numbers a cohort moved: its own, those of cohorts before it, and of the others those
    that there were and those that are new.
    """
    own, earlier = moved["scope"] == cohort, moved["scope"].isin(before)
    is_new = moved[~earlier & ~own]["before"] == ""
    return int(own.sum()), int(earlier.sum()), int((~is_new).sum()), int(is_new.sum())


def _biggest(moved: pd.DataFrame, most: int) -> list[dict]:
    """The rows whose number moved furthest, of those that had one before and have one after."""
    rows = [row for row in moved.to_dict("records") if row["before"] and row["after"]]
    return sorted(rows, key=lambda row: (-_distance(row), row["id"]))[:most]


def _distance(row: dict) -> float:
    before, after = (_leading_number(row[name]) for name in ("before", "after"))
    return 0.0 if before is None or after is None else abs(after - before)


def _leading_number(text: str) -> float | None:
    found = NUMBER.match(text)
    return float(found[0].replace(",", "").replace("−", "-")) if found else None


def _step(row: dict) -> str:
    return f"{name_in_words(row['id'])}, from {as_read(row['before'])} to {as_read(row['after'])}"


def _with_file(shown: Shown, moved: pd.DataFrame, name: str) -> Shown:
    """What is shown, with every number that moved in a file to download."""
    if moved.empty:
        return shown
    columns = [column for column in moved.columns if column != "is_published"]
    text = guarded_csv([columns, *moved[columns].astype(str).to_numpy().tolist()])
    link = f'All {len(moved):,} as a file: <a href="../{TABLES}/{name}" download>{name}</a>'
    return replace(
        shown,
        html=f'{shown.html}<p class="cb-note">{link}</p>',
        plain=f"{shown.plain}\nAll {len(moved):,}: {name}",
        files={name: text},
    )
