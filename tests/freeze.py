"""Write tests/expected anew from _build/results.json: one table a page, a row a published number."""

import csv
import json
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]


def frozen(result: dict) -> list[str]:
    """One row: id, value (a fraction exactly, nothing where it is not available), n, unit."""
    value = result.get("exact", result["value"])
    return [result["id"], "" if value is None else str(value), str(result["n"]), result["unit"]]


def freeze() -> None:
    results = json.loads((ROOT / "_build" / "results.json").read_text(encoding="utf-8"))
    for page, found in groupby(results, key=lambda result: result["page"]):
        with (ROOT / "tests" / "expected" / f"{page}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "value", "n", "unit"])
            writer.writerows(map(frozen, found))


if __name__ == "__main__":
    freeze()
