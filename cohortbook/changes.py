"""What moved since a release: every published number that is new, gone or different, and why.

A release is recorded as the numbers it published and digests of what they were computed from. A number of an earlier cohort
may only move for a reason that is recorded in data/changes.csv.
"""

from __future__ import annotations

import hashlib
import json
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from cohortbook.checklists import items_met
from cohortbook.claims import audit, report_of, verdicts, verdicts_by
from cohortbook.forensics import possible_means, power
from cohortbook.problems import UnknownName
from cohortbook.study import Study
from cohortbook.words import text_of

RELEASES = Path("data/releases")
NEW_COHORT, NEW_NUMBER, GONE, CORRECTED, METHOD = "new cohort", "new number", "no longer published", "corrected data", "changed method"
MARKED = ("percent", "pounds", "month", "date")  # units that the text itself shows
COLUMNS = ["id", "scope", "before", "now", "why", "reason"]


def record(study: Study, version: str, released_on: str) -> Path:
    """Write what a release publishes to data/releases/VERSION.json; return its path. Raises UnknownName if it is recorded already."""
    path = study.root / RELEASES / f"{version}.json"
    if path.exists():
        raise UnknownName(f"{(RELEASES / path.name).as_posix()} is there already; a release is recorded once")
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"version": version, "released_on": released_on, "cohorts": list(study.cohorts), "numbers": _texts(_published(study)), "files": _digests(study.root)}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path


def releases(root: Path) -> list[str]:
    """Return the recorded releases, the earliest first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in (root / RELEASES).glob("*.json")]
    return [release["version"] for release in sorted(found, key=lambda release: (release["released_on"], release["version"]))]


def since(study: Study, version: str = "") -> pd.DataFrame:
    """Return every number that changed since a release, or since the last one; a row is one number.

    Columns: id, scope, before and now (as readers see them; empty where there is none), why (new cohort, new number, no longer
    published, corrected data, changed method) and reason (as recorded in changes.csv; empty if none is).
    Raises UnknownName if there is no such release. Without any release there are no rows.
    """
    known = releases(study.root)
    if version and version not in known:
        raise UnknownName(f"no release {version!r} is recorded; there are: {', '.join(known) or 'none'}")
    if not known:
        return pd.DataFrame(columns=COLUMNS)
    former = json.loads((study.root / RELEASES / f"{version or known[-1]}.json").read_text(encoding="utf-8"))
    found, files = _published(study), _digests(study.root)
    numbers = _texts(found)
    moved = sorted(name for name in former["numbers"].keys() | numbers.keys() if former["numbers"].get(name) != numbers.get(name))
    rows = []
    for name in moved:
        before, now = former["numbers"].get(name, ""), numbers.get(name, "")
        scope = name.split(".")[0]
        tables = {place.rsplit(":", 1)[0] for place in found[name]["rows"]} if now else set()
        why = _why(scope, before, now, former, study, any(files.get(file) != former["files"].get(file) for file in tables))
        rows.append({"id": name, "scope": scope, "before": before, "now": now, "why": why, "reason": _reason(study, name)})
    return pd.DataFrame(rows, columns=COLUMNS)


def unexplained(changed: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that need a recorded reason and have none: all but those a new cohort or a new number brings."""
    return changed[~changed["why"].isin([NEW_COHORT, NEW_NUMBER]) & (changed["reason"] == "")]


def _why(scope: str, before: str, now: str, former: dict, study: Study, is_data_changed: bool) -> str:
    joined = set(study.cohorts) - set(former["cohorts"])
    if scope in joined or (scope not in study.cohorts and joined and before):
        return NEW_COHORT
    if not before:
        return NEW_NUMBER
    if not now:
        return GONE
    return CORRECTED if is_data_changed else METHOD


def _reason(study: Study, name: str) -> str:
    for row in study.tables["changes"].to_dict("records"):
        if fnmatchcase(name, row["numbers"]):
            return f"{row['reason']} ({row['changed_on']})"
    return ""


def _published(study: Study) -> dict[str, dict]:
    """Every number by id: those of the study, and those of the audit of the report."""
    report = report_of(study)
    claims = audit(report)
    frames = (verdicts(claims), verdicts_by(claims, "section"), verdicts_by(claims, "kind"), items_met(study), power(possible_means(claims, report.found)))
    return report.found | {row["id"]: row for frame in frames for row in frame.to_dict("records")}


def _texts(found: dict[str, dict]) -> dict[str, str]:
    return {name: f"{text_of(row['value'], row['unit'])}{'' if row['unit'] in MARKED else ' ' + row['unit']}, based on {row['n']}" for name, row in found.items()}


def _digests(root: Path) -> dict[str, str]:
    """Digests of the data by name; releases themselves are not data."""
    paths = sorted(path for path in (root / "data").rglob("*") if path.is_file() and RELEASES.name not in path.parts)
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
