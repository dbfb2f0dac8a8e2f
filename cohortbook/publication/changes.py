"""Compare published numbers with a release: what is new, gone or different, and why.

A release is recorded as the numbers it published and digests of what they were computed from. A
number of an earlier cohort may only move for a reason that is recorded in data/changes.csv.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from cohortbook.audit.checklists import items_met
from cohortbook.audit.checks import Report
from cohortbook.audit.claims import audit, report_of, verdicts, verdicts_by
from cohortbook.audit.grim import possible_means, power
from cohortbook.findings.catalogue import every_finding
from cohortbook.findings.hiding import is_about_protected
from cohortbook.publication.joins import as_texts
from cohortbook.study.finding import Finding
from cohortbook.study.layout import TOGETHER
from cohortbook.study.published import Publication, editions
from cohortbook.study.releases import RELEASES, place_of, read_release, read_releases, releases
from cohortbook.study.study import COHORTS, Study, once_a_study, with_only

NEW_COHORT, NEW_NUMBER, GONE = "new cohort", "new number", "no longer published"
NEW_DATA, CORRECTED, CODEBOOK, METHOD = (
    "new data",
    "corrected data",
    "changed codebook",
    "changed method",
)
NOT_GIVEN_OUT = "data that are not given out, or changed method"
EXPECTED = (NEW_COHORT, NEW_NUMBER)  # needs no recorded reason
THEMES, REASONS = "data/codebook/themes.csv", "data/changes.csv"
DECISIONS = {
    REASONS,
    "data/disclosure.yml",
    "data/former_ids.csv",
}  # they say why, of whom and under which name, and move no number
COLUMNS = ["id", "scope", "before", "now", "why", "reason"]


def record(study: Study, version: str, released_on: str) -> Path:
    """Write what a release publishes to data/releases/VERSION.json; return its path. Raises
    UnknownName if it is recorded already or no version.
    """
    path = place_of(study.root, version)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "version": version,
        "released_on": released_on,
        "cohorts": study.every_cohort,
        "numbers": as_texts(published(study)),
        "themes": _themes(study),
        "files": _digests(study),
    }
    path.write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
    return path


def since(study: Study, version: str = "") -> pd.DataFrame:
    """Return every number that changed since a release, or since the last one; a row is one number.

    Columns: id, scope, before and now (as readers see them; empty where there is none), why (new
    cohort, new number, no longer published, new data, corrected data, changed codebook, changed
    method; of protected cohorts, whose files leave no digest, "data that are not given out, or
    changed method") and reason (as recorded in changes.csv; empty if none is). A number of several
    cohorts moved because of a new cohort only if it is what it was without the new cohort and the
    themes that this one brought. Raises
    UnknownName if there is no such release. Without any release there are no rows.
    """
    former = read_release(study.root, version)
    if former is None:
        return pd.DataFrame(columns=COLUMNS)
    found = published(study)
    numbers, causes = as_texts(found), _causes(study, former)
    released = {
        study.former_ids.get(name, name): text for name, text in former["numbers"].items()
    }  # a number that was renamed has not moved
    rows = []
    for name in sorted(released.keys() | numbers.keys()):
        before, now = released.get(name, ""), numbers.get(name, "")
        if released.get(name) != numbers.get(name):
            kind, reason = _recorded(study, name, former["released_on"])
            tables = {place.rsplit(":", 1)[0] for place in found[name].rows} if now else set()
            why = causes.of(name, before, now, kind, tables)
            rows.append((name, name.split(".")[0], before, now, why, reason))
    return pd.DataFrame(rows, columns=COLUMNS)


def since_each_edition(study: Study) -> pd.DataFrame:
    """Return what `since` does of each release and, of each protected cohort, of each edition in
    data/published/, the first one too; a row is one number and one edition, named in the column
    `edition`.
    """
    frames = [
        since(study, version).assign(edition=f"release {version}")
        for version in releases(study.root)
    ]
    frames += [
        _since_edition(study, held).assign(edition=f"{handle}, edition {number}")
        for handle in study.named
        for number, held in enumerate(editions(study.root, handle), start=1)
    ]
    columns = ["edition", *COLUMNS]
    return pd.concat([pd.DataFrame(columns=columns), *frames])[columns]


def _since_edition(study: Study, former: Publication) -> pd.DataFrame:
    """What changed since an edition of a protected cohort, as `since` returns it."""
    before, now = (
        {study.former_ids.get(own.id, own.id): own.text_with_base for own in held.results}
        for held in (former, study.published[former.handle])
    )
    rows = []
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            why = NEW_NUMBER if name not in before else GONE if name not in now else NOT_GIVEN_OUT
            rows.append((name, former.handle, before.get(name, ""), now.get(name, ""), why, ""))
    return pd.DataFrame(rows, columns=COLUMNS)


def compared_with(study: Study) -> str:
    """Return the release that this edition of the book is compared with: the last one or, where
    this is that one itself, the one before; empty if there is none.
    """
    known = releases(study.root)
    is_the_last = len(known) > 1 and since(study).empty
    return known[-2] if is_the_last else "".join(known[-1:])


@dataclass(frozen=True)
class _Causes:
    """What can have moved a number since a release: the cohorts that joined it, the numbers as they
    are without those, as they are with the codebook of then, whether only these cohorts spoke of
    its new themes, files that changed, files that there were, and the scopes whose files leave no
    digest.
    """

    joined: set[str]
    without: dict[str, str]
    as_coded: dict[str, str]
    is_theirs: bool
    changed: set[str]
    files: dict[str, str]
    protected: set[str]

    def of(self, name: str, before: str, now: str, recorded: str, tables: set[str]) -> str:
        """Why a number moved; `recorded` is the kind of change that someone wrote down, `tables`
        the files that its rows are in.
        """
        scope = name.split(".")[0]
        if self.joined and (scope in self.joined or self.without.get(name, "") == before):
            return NEW_COHORT
        if recorded and before and now:
            return recorded  # anyone who changed it knows better than what digests of files suggest
        if before and self.as_coded.get(name) == before:
            return NEW_COHORT if self.is_theirs else CODEBOOK
        if not before:
            return NEW_NUMBER
        if not now:
            return GONE
        return self._of_files(name, tables, scope in self.protected)

    def _of_files(self, name: str, tables: set[str], is_of_protected: bool) -> str:
        """What moved a number that no new cohort explains: data, the codebook or, only if neither
        changed, the way it is computed.
        """
        own = self.changed & tables
        # The files its rows are in say most; but a count also rests on files that none of its
        # rows comes from, such as codings.
        if not own and THEMES in self.changed and ".theme." in name:
            return CODEBOOK
        if not own and is_of_protected:
            return NOT_GIVEN_OUT
        nearest = own or self.changed
        if nearest == {THEMES}:
            return CODEBOOK
        if nearest:
            return NEW_DATA if all(file not in self.files for file in nearest) else CORRECTED
        return METHOD


def _causes(study: Study, former: dict) -> _Causes:
    joined = set(study.every_cohort) - set(former["cohorts"])
    new_themes = set(_themes(study)) - set(former["themes"])
    earlier = set(_less(study, joined).tables["codings"]["theme_id"])
    return _Causes(
        joined,
        _without(study, *sorted(joined)) if joined else {},
        as_texts(every_finding(_with_codebook_of(study, former))) if new_themes else {},
        bool(joined) and not new_themes & earlier,
        _changed_files(study, former["files"], joined),
        former["files"],
        {*study.named, TOGETHER},
    )


def _changed_files(study: Study, former: dict[str, str], joined: set[str]) -> set[str]:
    """The files of data that are new, gone or different, but for those of cohorts that joined and
    those that move no number.
    """
    files = _digests(study)
    before = {
        file: digest
        for file, digest in former.items()
        if file.endswith((".csv", ".yml")) and not is_about_protected(study, file)
    }
    own = tuple(f"{(COHORTS / cohort).as_posix()}/" for cohort in joined)
    return {
        file
        for file in files.keys() | before.keys()
        if files.get(file) != before.get(file) and not file.startswith(own)
    } - DECISIONS


@once_a_study
def _without(study: Study, *joined: str) -> dict[str, str]:
    """Return the numbers as they would be published if some cohorts had not joined, those of the
    audit too. To compare with, not to show: together with the study's own they give these cohorts
    away.
    """
    return as_texts(published(_less(study, joined)))


def _less(study: Study, joined: Iterable[str]) -> Study:
    """Return the study as it would be if some cohorts had not joined."""
    part = with_only(study, [cohort for cohort in study.cohorts if cohort not in joined])
    return replace(
        part,
        published={name: held for name, held in study.published.items() if name not in joined},
        named={name: stated for name, stated in study.named.items() if name not in joined},
    )


def _with_codebook_of(study: Study, release: dict) -> Study:
    """Return the study with the cohorts of a release and without the themes that it did
    not have.
    """
    part = _less(study, set(study.every_cohort) - set(release["cohorts"]))
    tables = {
        name: (
            frame[frame["theme_id"].isna() | frame["theme_id"].isin(list(release["themes"]))]
            if "theme_id" in frame
            else frame
        )
        for name, frame in part.tables.items()
    }
    return replace(part, tables=tables)


def themes_since(study: Study, version: str = "") -> pd.DataFrame:
    """Return what changed in the codebook since a release, or since the last one; a row is one
    theme.

    Columns: theme_id, change (added, taken out, reworded), before and now (label and definition).
    """
    former = read_release(study.root, version)
    if former is None:
        return pd.DataFrame(columns=["theme_id", "change", "before", "now"])
    before, now = former["themes"], _themes(study)
    changed = sorted(
        theme for theme in before.keys() | now.keys() if before.get(theme) != now.get(theme)
    )
    rows = [
        (
            theme,
            "added" if theme not in before else "taken out" if theme not in now else "reworded",
            before.get(theme, ""),
            now.get(theme, ""),
        )
        for theme in changed
    ]
    return pd.DataFrame(rows, columns=["theme_id", "change", "before", "now"])


def unexplained(changed: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that need a recorded reason and have none: all but those a new cohort or a
    new number brings.
    """
    return changed[~changed["why"].isin(EXPECTED) & (changed["reason"] == "")]


def _recorded(study: Study, name: str, released_on: str) -> tuple[str, str]:
    """The kind of change and the reason recorded for a number since a release; those of earlier
    changes explain nothing.
    """
    for row in study.tables["changes"].to_dict("records"):
        if row["changed_on"] >= released_on and fnmatchcase(name, row["numbers"]):
            return row["kind"].replace("_", " "), f"{row['reason']} ({row['changed_on']})"
    return "", ""


def withdrawn(study: Study, ids: Iterable[str]) -> dict[str, str]:
    """Return what to say of each number that a release published and that is not among `ids`, those
    published now: by its id, without its value.
    """
    said, kept = {}, set(ids)
    kept |= {former for former, name in study.former_ids.items() if name in kept}
    for release in read_releases(study.root):
        for name in release["numbers"].keys() - kept:
            _, reason = _recorded(study, name, release["released_on"])
            said[name] = f"No longer published; last in release {release['version']}." + (
                f" {reason}." if reason else ""
            )
    return dict(sorted(said.items()))


def published(study: Study) -> dict[str, Finding]:
    """Return every number of the book by id: those of the study and of the audit of the report.

    What an attacker is left with is not among them: it depends on what earlier releases recorded.
    """
    return with_audit(study, report_of(study), audit(report_of(study)))


def with_audit(study: Study, report: Report, claims: pd.DataFrame) -> dict[str, Finding]:
    """Return what `published` does, of claims that are audited already."""
    of_audit = (
        verdicts(claims)
        + verdicts_by(claims, "section")
        + verdicts_by(claims, "kind")
        + verdicts_by(claims, "basis")
        + items_met(study)
        + power(possible_means(claims, report.found))
    )
    found = report.found if report.study is study else every_finding(study)
    return found | of_audit.by_id


def _themes(study: Study) -> dict[str, str]:
    return {
        row["theme_id"]: f"{row['label']}: {row['definition']}"
        for row in study.tables["themes"].to_dict("records")
    }


def _digests(study: Study) -> dict[str, str]:
    """Digests of the data by name: of tables and cohorts that are given out; what is written about
    them, and releases themselves, are not data.
    """
    paths = (
        path.relative_to(study.root)
        for path in (study.root / "data").rglob("*")
        if path.suffix in (".csv", ".yml")
    )
    names = {path.as_posix() for path in paths if RELEASES not in path.parents}
    return {
        name: hashlib.sha256((study.root / name).read_bytes()).hexdigest()
        for name in sorted(names)
        if not is_about_protected(study, name)
    }
