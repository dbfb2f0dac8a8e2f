"""Attacks the book before anybody else does: what could be worked out about people of strict cohorts from everything released.

The attacker knows every number that is shown, now and in earlier releases, how numbers add up, the codebook, and every row of the
cohorts that are public anyway. For each hidden number the smallest and the largest value that agrees with all of this is found. A
number that can be narrowed more than the policy allows makes the build fail, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from cohortbook.disclosure import withheld
from cohortbook.findings import Finding, as_findings
from cohortbook.places import COHORTS
from cohortbook.problems import Problem, StudyError
from cohortbook.protection import Cells, findings_of, sensitive
from cohortbook.releases import RELEASES, read_releases
from cohortbook.study import ALL, Study, once_a_study, with_only
from cohortbook.suppression import INFINITE, Sum, adds_up, at_most, interval
from cohortbook.themes import agreed_codings, coded_passages

RELEASED = re.compile(r"(\d+) [\w ]+, based on (\d+)")
MEAN = re.compile(r"[\d.]+ years, based on (\d+)")
KNOWN = (("gender",), ("gender", "service"), ("gender", "service", "role_group"))


@dataclass(frozen=True)
class Attacked:
    """A hidden number, the interval an attacker is left with, and how wide the policy wants it."""

    id: str
    low: int
    high: int
    wanted: int

    @property
    def width(self) -> int:
        return self.high - self.low

    @property
    def is_safe(self) -> bool:
        return self.width >= self.wanted


class Earlier(NamedTuple):
    """An earlier release that holds strict cohorts: these, its other cohorts, and its numbers by id, all as they are called now."""

    version: str
    strict: list[str]
    public: list[str]
    numbers: dict[str, str]


@once_a_study
def attacked(study: Study) -> list[Attacked]:
    """Return the outcome for each number of a strict cohort that is hidden; none if there is no strict cohort."""
    if not study.strict:
        return []
    cells = study.counts
    shown = {name: value for name, value in cells.values.items() if study.shown is None or name in study.shown}
    sums = [*cells.sums, *_nested(study, cells), *_recommended(study, cells), *_released(study, cells)]
    wanted = sensitive(study, cells)
    found = []
    for name in cells.values:
        if name not in shown and cells.most[name]:
            low, high = interval(name, shown, sums, cells.most)
            found.append(Attacked(name, low, high, wanted.get(name, 1)))
    return found


def leaks(study: Study) -> list[Problem]:
    """Return a problem for each number of a strict cohort that is shown although the policy hides it, or that can be worked out too closely."""
    if not study.strict:
        return []
    cells, policy = study.counts, study.policy
    problems = [Problem("results.json", None, name, f"is shown, and is a number that the policy hides: fewer than {policy.threshold('smallest_count')} people, or all but so few")
                for name in sensitive(study, cells) if study.shown is None or name in study.shown]
    problems += [Problem("results.json", None, outcome.id, f"is hidden, but can only be {_between(outcome)} given everything released; the policy asks for values "
                         f"that lie {outcome.wanted} apart") for outcome in attacked(study) if not outcome.is_safe]
    return [*problems, *_means_apart(study), *_digests_kept(study)]


def refuse_leaks(study: Study) -> None:
    """Raise StudyError, naming each number and file, if the book would give away somebody of a strict cohort."""
    problems = [*leaks(study), *(rows_too_few(study) if study.strict else [])]
    if problems:
        raise StudyError(problems)


def _between(outcome: Attacked) -> str:
    return str(outcome.low) if outcome.low == outcome.high else f"{outcome.low} to {outcome.high}"


def _nested(study: Study, cells: Cells) -> Iterator[Sum]:
    """Whoever spoke of a theme spoke of those above it; where nothing is coded with a theme itself, of one below it."""
    direct = set(agreed_codings(replace(study, shown=None))["theme_id"])
    for name in cells.values:
        match = re.fullmatch(r"(\w+)\.theme\.(.+)\.(practitioners|managers|people)\.count", name)
        if match:
            scope, theme, whose = match.groups()
            above = f"{scope}.theme.{theme.rpartition('.')[0]}.{whose}.count"
            below = [other for other in cells.values if other.startswith(f"{scope}.theme.{theme}.") and other.endswith(f".{whose}.count")
                     and other.count(".") == name.count(".") + 1]
            if above in cells.values and cells.values[name] <= cells.values[above]:
                yield at_most(name, [above])
            if below and theme not in direct and cells.values[name] <= sum(cells.values[other] for other in below):
                yield at_most(name, below)


def _recommended(study: Study, cells: Cells) -> Iterator[Sum]:
    """Whoever spoke of a theme spoke of something that supports the recommendations it is linked to."""
    links = study.tables["recommendation_links"]
    for number, same in links[links["to_type"] == "theme"].groupby("number"):
        name = f"{ALL}.recommendation.r{number:02d}.people"
        themes = [f"{ALL}.theme.{theme}.people.count" for theme in same["to_id"].unique()]
        if name in cells.values:
            yield from (at_most(theme, [name]) for theme in themes if cells.values.get(theme, INFINITE) <= cells.values[name])
            if all(theme in cells.values for theme in themes) and cells.values[name] <= sum(cells.values[theme] for theme in themes):
                yield at_most(name, themes)


def _released(study: Study, cells: Cells) -> Iterator[Sum]:
    """What earlier releases said of the same numbers; of all cohorts, less what the public ones among those released put into it.

    A release that the present data contradict (they were corrected since) says nothing of them.
    """
    for release in _earlier(study):
        of_public = {row["id"]: row["value"] for row in findings_of(with_only(study, release.public), ALL)} if release.public else {}
        for name, text in release.numbers.items():
            match = RELEASED.fullmatch(text)
            if match and name in cells.values:
                scope, rest = name.split(".", 1)
                parts = [f"{handle}.{rest}" for handle in release.strict] if scope == ALL else [name]
                value = int(match[1]) - of_public.get(name, 0)
                if all(part in cells.values for part in parts) and sum(cells.values[part] for part in parts) == value:
                    yield adds_up(parts, value)


def _earlier(study: Study) -> Iterator[Earlier]:
    """The releases that hold strict cohorts. Raises StudyError if a cohort of one is gone."""
    now = {_number(handle): handle for handle in study.cohorts}
    for release in read_releases(study.root):
        handles = {handle: now.get(_number(handle)) for handle in release["cohorts"]}
        strict = [handle for handle in handles.values() if handle in study.strict]
        gone = [handle for handle in handles if handles[handle] is None]
        if strict and gone:
            raise StudyError([Problem(_file_of(release), None, "cohorts", f"names {gone[0]}, which is no cohort of this study any more, so that what it put into numbers of all "
                                      f"cohorts cannot be subtracted; bring back {(COHORTS / gone[0]).as_posix()}")])
        if strict:
            numbers = {_name_now(study, name, handles): text for name, text in release["numbers"].items()}
            yield Earlier(release["version"], strict, [handle for handle in handles.values() if handle not in strict], numbers)


def _number(handle: str) -> str:
    """The number of a cohort, however many digits its handle had at the time."""
    return handle.removeprefix("cohort_").lstrip("0")


def _file_of(release: dict) -> str:
    return (RELEASES / f"{release['version']}.json").as_posix()


def _name_now(study: Study, name: str, handles: dict[str, str]) -> str:
    """The id that a released number has now; `handles` gives the cohorts of the release by their names of then."""
    scope, _, rest = study.former_ids.get(name, name).partition(".")
    return f"{handles.get(scope, scope)}.{rest}"


def _means_apart(study: Study) -> Iterator[Problem]:
    """A mean of 11 people now and one of 12 in another release give away the twelfth person's value; those of all cohorts do if single cohorts' are subtracted."""
    enough, rest = study.policy.threshold("smallest_base_of_a_mean"), "years_qualified.mean"
    bases = {scope: int(study.rows("participants", scope)["years_qualified"].notna().sum()) for scope in study.scopes}
    shown = {scope for scope in (*study.strict, ALL) if study.shown is None or f"{scope}.{rest}" in study.shown}
    known = [handle for handle in study.cohorts if handle in shown or handle not in study.strict]
    for release in _earlier(study):
        for scope in sorted(shown):
            match = MEAN.fullmatch(release.numbers.get(f"{scope}.{rest}", ""))
            joined = [handle for handle in known if scope == ALL and handle not in (*release.strict, *release.public)]
            apart = abs(bases[scope] - int(match[1]) - sum(bases[handle] for handle in joined)) if match else 0
            if 0 < apart < enough:
                yield Problem("results.json", None, f"{scope}.{rest}", f"is a mean of {bases[scope]} people; release {release.version} gave one of {match[1]}, so that the values of the "
                              f"{apart} between can be worked out; the policy asks for {enough}")


def _digests_kept(study: Study) -> Iterator[Problem]:
    """A release recorded before a cohort was strict holds digests of its files, from which what is in them can be guessed."""
    for release in read_releases(study.root):
        for name in sorted(withheld(study, release["files"])):
            yield Problem(_file_of(release), None, "files", f"holds a digest of {name}, from which a file so short can be guessed; take the line out")


def anonymity(study: Study) -> pd.DataFrame:
    """Return how well the rows that are given out hide people; a row is one file, one cohort and one set of columns that somebody may know.

    Columns: file, cohort, known (the columns), rows, k (the fewest people who share what is known; k-anonymity, Sweeney 2002) and l (the fewest
    different values of the level of the highest award among them; l-diversity, Machanavajjhala and others 2007). Of passages of a strict cohort, k is the
    fewest people who spoke of what a passage is about, and l the fewest different themes.
    """
    rows = []
    for handle in study.open.cohorts:
        people = study.rows("participants", handle)
        for known in KNOWN:
            classes = people.groupby(list(known), dropna=False, observed=True)["highest_level"]
            rows.append(("participants.csv", handle, ", ".join(known), len(people), int(classes.size().min()), int(classes.nunique().min())))
    said = coded_passages(study)
    counts = study.counts.values if study.strict else {}
    for handle in study.strict:
        own = said[said["passage_id"].isin(study.rows("passages", handle)["passage_id"])]
        behind = [counts.get(f"{handle}.theme.{row.theme_id}.{row.group}s.count", counts[f"{handle}.theme.{row.theme_id}.people.count"]) for row in own.itertuples()]
        if len(own):
            rows.append(("coded_passages.csv", handle, "theme, group", len(own), min(behind), int(own.groupby("group", observed=True)["theme_id"].nunique().min())))
    return pd.DataFrame(rows, columns=["file", "cohort", "known", "rows", "k", "l"])


def rows_too_few(study: Study) -> list[Problem]:
    """Return a problem for each file that holds rows of a strict cohort behind which stand fewer people than the policy allows."""
    smallest = study.policy.threshold("smallest_count")
    return [Problem(f"data/{row.file}", None, row.cohort, f"holds rows behind which stand only {row.k} people; the policy asks for {smallest}")
            for row in anonymity(study).itertuples() if row.cohort in study.strict and row.k < smallest]


def intervals(study: Study) -> pd.DataFrame:
    """Return the hidden numbers with what an attacker is left with: id, smallest, largest, wanted; a row is one number."""
    return pd.DataFrame([(outcome.id, outcome.low, outcome.high, outcome.wanted) for outcome in attacked(study)], columns=["id", "smallest", "largest", "wanted"])


@as_findings
def attack(study: Study) -> Iterator[Finding]:
    """Return how many numbers about people of strict cohorts are hidden, and how wide the narrowest interval is that an attacker is left with."""
    found = attacked(study)
    yield Finding("disclosure", "hidden", "", "count", len(found), len(found), "numbers", ())
    yield Finding("disclosure", "narrowest_interval", "", "width", min((outcome.width for outcome in found), default=None), len(found), "people", ())
