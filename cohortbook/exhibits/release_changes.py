"""Show what moved since the last release, and why."""

from __future__ import annotations

from html import escape

import pandas as pd

from cohortbook.exhibits.present import Cell, Shown, number_link, records, sentence, table
from cohortbook.findings.catalogue import every_finding
from cohortbook.publication.changes import unexplained
from cohortbook.study.releases import releases
from cohortbook.study.study import Study

NOTHING = "not published"


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
    lists = [
        (
            f"{why.capitalize()} ({len(same)})",
            same.rename(columns={"now": "after"}).assign(is_published=same["now"] != ""),
        )
        for why, same in changed.groupby("why", sort=True)
    ]
    return _above(html, plain, lists, {"reason": "Reason"})


def theme_changes(changed: pd.DataFrame, caption: str) -> Shown:
    """Show what changed in the codebook, a row a theme."""
    return records(
        changed,
        caption,
        {"theme_id": "Theme", "change": "Change", "before": "Before", "now": "Now"},
    )


def joined_table(study: Study, joined: pd.DataFrame, caption: str) -> Shown:
    """Show what each cohort changed when it joined: numbers of its own, of the cohorts before it,
    and of all together; below it, folded, which of all.
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
    title = f"Numbers of {study.together} when {{}} joined ({{}})"
    lists = [
        (title.format(study.title(cohort), len(same)), same)
        for cohort, same in together.groupby("cohort", sort=True)
    ]
    return _above(html, plain, lists, {})


def _moved_by(moved: pd.DataFrame, cohort: str, before: list[str]) -> tuple[int, int, int, int]:
    """How many numbers a cohort moved: its own, those of cohorts before it, and of the others those
    that there were and those that are new.
    """
    own, earlier = moved["scope"] == cohort, moved["scope"].isin(before)
    is_new = moved[~earlier & ~own]["before"] == ""
    return int(own.sum()), int(earlier.sum()), int((~is_new).sum()), int(is_new.sum())


def _row_of(row: dict, names: dict[str, str]) -> str:
    """The row of one number; `names` gives each column its heading."""
    number = number_link(row["id"], row["id"]) if row["is_published"] else escape(row["id"])
    empty = {"before": NOTHING, "after": NOTHING}
    cells = "".join(
        f'<td data-label="{name}">{escape(row[column] or empty.get(column, ""))}</td>'
        for column, name in names.items()
    )
    return f'<tr><th scope="row">{number}</th>{cells}</tr>'


def _above(
    html_above: str, plain_above: str, parts: list[tuple[str, pd.DataFrame]], more: dict[str, str]
) -> Shown:
    """A table, and below it lists of numbers before and after, each behind its title; numbers that
    are still published lead to where they are.
    """
    names = {"before": "Before", "after": "After", **more}
    head = "".join(f'<th scope="col">{name}</th>' for name in ["Number", *names.values()])
    html, plain = [html_above], [plain_above]
    for title, held in parts:
        rows = held.to_dict("records")
        body = "".join(_row_of(row, names) for row in rows)
        html.append(
            f'<details><summary>{escape(title)}</summary><div class="cb-table'
            f' cb-wide"><table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div></details>"
        )
        plain.append(title)
        plain += [
            f"{row['id']}: {row['before'] or NOTHING} -> {row['after'] or NOTHING}" for row in rows
        ]
    return Shown("".join(html), "\n".join(plain))
