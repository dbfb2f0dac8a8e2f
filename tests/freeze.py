"""Write tests/expected anew from _build/results.json: one table a page, a row a published number; and the digests of the data's columns."""

import csv
import hashlib
import json
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]


def frozen(result: dict) -> list[str]:
    """One row: id, value (a fraction exactly, nothing where it is not available), n, unit."""
    value = result.get("exact", result["value"])
    return [result["id"], "" if value is None else str(value), str(result["n"]), result["unit"]]


def digests_of_columns(root: Path) -> dict[tuple[str, str], str]:
    """A digest of every column of every table, so that no cell changes unseen."""
    digests = {}
    for path in sorted((root / "data").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        for place, column in enumerate(header):
            text = json.dumps([row[place] for row in rows], ensure_ascii=False)
            digests[path.relative_to(root).as_posix(), column] = hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
    return digests


def freeze_columns() -> None:
    with (ROOT / "tests" / "frozen_columns.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("file", "column", "digest"), *((*key, digest) for key, digest in digests_of_columns(ROOT).items())])


def freeze() -> None:
    results = json.loads((ROOT / "_build" / "results.json").read_text(encoding="utf-8"))
    for page, found in groupby(results, key=lambda result: result["page"]):
        with (ROOT / "tests" / "expected" / f"{page}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "value", "n", "unit"])
            writer.writerows(map(frozen, found))


if __name__ == "__main__":
    freeze()
    freeze_columns()
