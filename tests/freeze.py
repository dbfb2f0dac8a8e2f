"""Write tests/expected anew from _build/results.json: one table a page, a row a published number;
the digests of the data's columns; and the numbers that documents outside the book state, those of
docs/robustness.md among them.

All are of the cohorts that the published report covers: a cohort that joins later is its own
evidence.
"""

import csv
import hashlib
import json
from pathlib import Path

import trials
from stated import state

from cohortbook.findings.results import as_results, read_results
from cohortbook.publication.changes import published
from cohortbook.publication.inference_attack import attack
from cohortbook.publication.loading import load_study
from cohortbook.study.layout import COHORTS, PUBLISHED
from cohortbook.study.study import Study

ROOT = Path(__file__).parents[1]


def later_cohorts(study: Study) -> list[str]:
    """Return the cohorts that the published report does not cover."""
    return [handle for handle in study.every_cohort if handle not in study.reported]


def of_the_report(study: Study, book: dict[str, dict]) -> dict[str, dict]:
    """Return the numbers of the book, by id, as they are of the cohorts of the report alone.

    If others have joined, a number of one cohort of the report is as the book has it, and every
    other number is computed without those who joined. Numbers that they brought are left out; those
    that they took from the book (of a programme of just this size) are on the page where they are
    frozen.
    """
    if not later_cohorts(study):
        return book
    alone = study.of_report
    found = [*published(alone).values(), *attack(alone)]
    computed = {result["id"]: result for result in as_results(found)}
    own = {name: result for name, result in book.items() if name.split(".")[0] in alone.cohorts}
    pages = {
        name: page
        for name, page in frozen_pages().items()
        if name.split(".")[0] not in alone.cohorts
    } | {name: result["page"] for name, result in book.items()}
    return {
        name: own.get(name) or computed[name] | {"page": page}
        for name, page in pages.items()
        if name in computed
    }


def frozen_pages() -> dict[str, str]:
    """Return the page of every frozen number, by id."""
    tables = {
        path.stem: csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "tests" / "expected").glob("*.csv")
    }
    return {row["id"]: page for page, rows in tables.items() for row in rows}


def frozen(result: dict) -> list[str]:
    """One row: id, value (a fraction exactly, nothing where it is not available), n, unit."""
    value = result.get("exact", result["value"])
    return [result["id"], "" if value is None else str(value), str(result["n"]), result["unit"]]


def digests_of_columns(root: Path, leave_out: list[str]) -> dict[tuple[str, str], str]:
    """A digest of every column of every table, so that no cell changes unseen; none of the cohorts
    that are left out.
    """
    digests = {}
    for path in sorted((root / "data").rglob("*.csv")):
        if path.parent in [
            root / place / handle for handle in leave_out for place in (COHORTS, PUBLISHED)
        ]:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        for place, column in enumerate(header):
            text = json.dumps([row[place] for row in rows], ensure_ascii=False)
            digests[path.relative_to(root).as_posix(), column] = hashlib.sha256(
                text.encode("utf-8")
            ).hexdigest()[:16]
    return digests


def freeze_columns(study: Study) -> None:
    digests = digests_of_columns(ROOT, later_cohorts(study))
    with (ROOT / "tests" / "frozen_columns.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("file", "column", "digest"), *((*key, digest) for key, digest in digests.items())]
        )


def freeze(numbers: list[dict]) -> None:
    for page in dict.fromkeys(result["page"] for result in numbers):
        with (ROOT / "tests" / "expected" / f"{page}.csv").open(
            "w", encoding="utf-8", newline=""
        ) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "value", "n", "unit"])
            writer.writerows(frozen(result) for result in numbers if result["page"] == page)


if __name__ == "__main__":
    own = load_study(ROOT)
    found = of_the_report(own, read_results(ROOT / "_build" / "results.json"))
    freeze(list(found.values()))
    freeze_columns(own)
    state(found)
    trials.state()
