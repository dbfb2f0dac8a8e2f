"""The published numbers: what `_build/results.json` holds, and how a number is traced."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from cohortbook.study.layout import ALL, COHORTS, REPORTED, TOGETHER, is_protected
from cohortbook.study.problems import UnknownName, nearest
from cohortbook.study.withheld import HIDDEN
from cohortbook.study.wording import NOT_KNOWN

if TYPE_CHECKING:
    from cohortbook.study.finding import Finding
    from cohortbook.study.wording import Value

FILE = "results.json"
MIME = "application/vnd.cohortbook.results+json"  # what a cell's output carries its results under
CLAIMS_MIME = "application/vnd.cohortbook.claims+json"  # and the audited claims
FILES_MIME = "application/vnd.cohortbook.files+json"  # and files to download, by name
NUMBERS = "numbers"  # the page of all; the names of the other pages of numbers begin with it
THEME = "theme"  # what numbers of a theme are of: all.theme.impacts.personal.people.count
FIELDS = ("id", "value", "text", "n", "unit", "page", "cell", "tables", "rows", "test")


def as_results(findings: Iterable[Finding]) -> list[dict]:
    """Return findings as JSON records: `value` a number or text (a fraction also exactly, as
    `exact`), `text` as readers see it.

    Rows that follow each other in a file are written as one, data/x.csv:2-13: a number of a whole
    programme comes from thousands. A withheld number has no value; its text is [c], and then it has
    no base, or a range such as "1 to 4".
    """
    return [_result(finding) for finding in findings]


def _result(finding: Finding) -> dict:
    value = finding.value
    # No one among no one is not none: where the column is not known of anybody, or no one was
    # asked, prose must not say 0.
    is_unknown = finding.statistic == "count" and finding.category and not finding.n and not value
    result = {
        "id": finding.id,
        "value": None if finding.is_withheld else _plain(value),
        "text": NOT_KNOWN if is_unknown else finding.text,
        "n": finding.n,
        "unit": finding.unit,
        "rows": packed(finding.rows),
        "function": finding.function,
        "test": test_of(finding.function),
    }
    return result | ({"exact": str(value)} if isinstance(value, Fraction) else {})


def packed(rows: Iterable[str]) -> list[str]:
    """Return places in files, data/x.csv:2, with those that follow each other as one,
    data/x.csv:2-13; in their order.
    """
    runs: list[tuple[str, int, int]] = []
    for name, _, line in (place.rpartition(":") for place in rows):
        number, last = int(line), runs[-1] if runs else None
        if last and (last[0], last[2] + 1) == (name, number):
            runs[-1] = (name, last[1], number)
        else:
            runs.append((name, number, number))
    return [
        f"{name}:{first}" if first == last else f"{name}:{first}-{last}"
        for name, first, last in runs
    ]


def unpacked(places: Iterable[str]) -> list[str]:
    """Return the places that `packed` was given: a row each."""
    rows = []
    for name, _, lines in (place.rpartition(":") for place in places):
        first, _, last = lines.partition("-")
        rows += [f"{name}:{line}" for line in range(int(first), int(last or first) + 1)]
    return rows


def _plain(value: Value) -> int | float | str | None:
    """A float is rounded to twelve significant digits, so that the last bits of a machine's
    arithmetic are not published.
    """
    if value is None or isinstance(value, (str, int)):
        return value
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is not a number that can be published")
    return float(f"{number:.12g}") if isinstance(value, float) else number


def test_of(function: str) -> str:
    """Return the pytest arguments that run the tests of a function: tests are laid as the modules
    are, and their names begin with the function's.
    """
    _, *packages, module, name = function.split(".")
    return f"{'/'.join(['tests', *packages])}/test_{module}.py -k test_{name}"


def gather(notebooks: dict[str, dict]) -> list[dict]:
    """Return the results that executed notebooks (by page) publish, with page, cell and tables, in
    order of page and cell.

    A number shown twice is listed once, where it is first.
    Raises ValueError if one id has two values.
    """
    found: dict[str, dict] = {}
    for page, notebook in notebooks.items():
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                for result in output.get("data", {}).get(MIME, []):
                    known = found.get(result["id"])
                    if known is None:
                        tables = sorted({place.rsplit(":", 1)[0] for place in result["rows"]})
                        known = found[result["id"]] = {
                            **result,
                            "page": page,
                            "cell": cell["id"],
                            "tables": tables,
                        }
                    if known["value"] != result["value"]:
                        raise ValueError(
                            f"{result['id']} is {known['text']} on page {known['page']} and"
                            f" {result['text']} on page {page}"
                        )
    return list(found.values())


def gather_claims(notebooks: dict[str, dict]) -> list[dict]:
    """Return the audited claims that an executed notebook carries; none if no notebook does."""
    return next(
        (
            output["data"][CLAIMS_MIME]
            for notebook in notebooks.values()
            for cell in notebook["cells"]
            for output in cell.get("outputs", [])
            if CLAIMS_MIME in output.get("data", {})
        ),
        [],
    )


def gather_files(notebooks: Iterable[dict]) -> dict[str, str]:
    """Return the texts that executed notebooks give to download, by the name of the file."""
    return {
        name: text
        for notebook in notebooks
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for name, text in output.get("data", {}).get(FILES_MIME, {}).items()
    }


def with_claims(results: list[dict], claims: list[dict]) -> list[dict]:
    """Return results, each with the ids of the claims it answers as `claims`."""
    answered: dict[str, list[str]] = {}
    for claim in claims:
        answered.setdefault(claim["result_id"], []).append(claim["claim_id"])
    return [{**result, "claims": answered.get(result["id"], [])} for result in results]


def with_former(results: list[dict], former: Mapping[str, str]) -> list[dict]:
    """Return results, each with the ids it was published under before as `former`; `former` gives
    the id of now by the former one.

    Raises ValueError if a former id is published again: an id is never reused.
    """
    published = {result["id"] for result in results}
    for former_id in former:
        if former_id in published:
            raise ValueError(
                f"data/former_ids.csv gives {former_id} to another number, but it is published"
            )
    names: dict[str, list[str]] = {}
    for former_id, result_id in former.items():
        names.setdefault(result_id, []).append(former_id)
    return [{**result, "former": names.get(result["id"], [])} for result in results]


def address_of(result_id: str) -> str:
    """Return where a number is in full: its page, and r- and its id there. Both are permanent."""
    return f"{number_page(result_id)}.html#r-{result_id}"


def number_page(result_id: str) -> str:
    """Return the name of the page that shows a number: that of its scope, or, of a theme, that of
    the theme's kind in the scope.
    """
    scope, subject, kind = result_id.split(".")[:3]
    return f"{NUMBERS}_{scope}_{kind}" if subject == THEME else f"{NUMBERS}_{scope}"


def read_results(path: Path) -> dict[str, dict]:
    """Return results by id. Raises FileNotFoundError if the study has not been run, UnknownName if
    the file is not what a run writes.
    """
    try:
        return {result["id"]: result for result in json.loads(path.read_text(encoding="utf-8"))}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnknownName(
            f"{path.parent.name}/{path.name} is damaged; make it again: cohortbook build"
        ) from None


def with_former_ids(results: dict[str, dict]) -> dict[str, dict]:
    """Return results by id and by every former id, which still leads to its number.

    Where the report covers all public cohorts, the numbers of its cohorts together are those of
    all: reported.x leads to all.x.
    """
    former = {
        former_id: result for result in results.values() for former_id in result.get("former", ())
    }
    prefix = f"{ALL}."
    has_own = any(name.startswith(f"{REPORTED}.") for name in results)
    of_report = (
        {}
        if has_own
        else {
            f"{REPORTED}.{name.removeprefix(prefix)}": result
            for name, result in results.items()
            if name.startswith(prefix)
        }
    )
    return former | of_report | results


def trace_text(result_id: str, results: dict[str, dict], claims: list[dict], root: Path) -> str:
    """Return where a published number comes from: value, page and cell, function, test, the claims
    of the report that it answers with their verdicts, and every row as it is in its file.

    Raises UnknownName, with the nearest id, if no such number is published.
    """
    known = with_former_ids(results)
    if result_id not in known:
        raise UnknownName(f"no number is published as {result_id!r}" + nearest(result_id, known))
    result = known[result_id]
    rows = unpacked(result["rows"])
    exact = f" (exactly {result['exact']})" if "exact" in result else ""
    lines = [
        (
            f"{result['id']} = {result['text']}{exact}, {result['unit']}, n ="
            f" {HIDDEN if result['n'] is None else result['n']}"
        ),
        *(f"formerly  {former_id}" for former_id in result.get("former", ())),
        f"value     {_said_of_value(result)}",
        f"page      executed/{result['page']}.html, cell {result['cell']}",
        f"function  {result['function']}",
        f"test      python -m pytest {result['test']}",
        *(
            f"claim     {claim['claim_id']} ({claim['section']}, {claim['locator']}): stated"
            f" {claim['stated_value']}, {claim['verdict']}"
            for claim in claims
            if claim["claim_id"] in result.get("claims", ())
        ),
        f"rows      {_said_of_rows(root, result, len(rows))}",
    ]
    return "\n".join(lines + [f"  {place}  {_line_of(root, place)}" for place in rows])


def _said_of_value(result: dict) -> str:
    """The value of a number, or why it has none."""
    if result["text"] == HIDDEN:
        return "hidden, so that no person can be identified from it"
    if result["value"] is None and result["text"] != NOT_KNOWN:
        return f"a range, {result['text']}, so that no person can be identified from it"
    return str(result["value"])


def _said_of_rows(root: Path, result: dict, number: int) -> str:
    """How many rows a number was counted in, or why none is shown."""
    scope = result["id"].split(".")[0]
    is_about_protected = scope == TOGETHER or is_protected(root / COHORTS / scope / "cohort.yml")
    return (
        "none shown, because the people are protected; their rows are private"
        if is_about_protected and not number
        else str(number)
    )


def _line_of(root: Path, place: str) -> str:
    name, line = place.rsplit(":", 1)
    return (root / name).read_text(encoding="utf-8-sig").split("\n")[int(line) - 1]
