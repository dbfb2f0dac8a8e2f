"""Which numbers about people of strict cohorts can be published: the counts, how they are tied, and what must be hidden.

What all cohorts add up to is looked at without the cohorts whose rows are public anyway: anybody can subtract those. So a number
of all cohorts is safe only if what the strict cohorts put into it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cohortbook import demographics, impacts, recommendations, themes
from cohortbook.disclosure import is_concerned, matches
from cohortbook.study import ALL, Study
from cohortbook.suppression import Sum, adds_up, hidden_cells, parts_of

COUNTED = (demographics.participants, demographics.social_worker, demographics.gender, demographics.service, demographics.role_group, demographics.highest_level,
           demographics.research_level, demographics.years_qualified, demographics.interviewed, demographics.manager_role, demographics.interview_count,
           themes.people_per_theme, impacts.impact, impacts.impact_status, impacts.impact_reach, impacts.impact_evidence)
COUNTS = ("people", "impacts", "interviews")  # units
SPLITS = (("social_worker.count", "other_profession.count"),)  # two measures that divide everybody


@dataclass(frozen=True)
class Cells:
    """Counts of the people of strict cohorts, by the id they are published under, with the base of each and the sums that tie them.

    Under an id of all cohorts stands what the strict cohorts put into it.
    """

    values: dict[str, int]
    bases: dict[str, int]
    sums: list[Sum]

    @property
    def most(self) -> dict[str, int]:
        return {name: max(self.bases[name], value) for name, value in self.values.items()}


def limits(study: Study) -> Study:
    """Return the study with the counts of the people of its strict cohorts, and the ids of those of their numbers that may be published."""
    found = numbers(replace(study, shown=None))
    cells = cells_of(study, found)
    return replace(study, counts=cells, shown=_shown(study, found, cells))


def _shown(study: Study, found: dict[str, dict], cells: Cells) -> frozenset[str]:
    hidden = hidden_cells(cells.values, cells.most, cells.sums, sensitive(study, cells))
    always = {name for name, record in found.items() if matches(study.policy.measures("always_said"), record)}
    return frozenset((set(cells.values) - hidden) | always | _means(study, found))


def _means(study: Study, found: dict[str, dict]) -> set[str]:
    """The means of enough people; that of all cohorts only if those whose own is hidden are enough together, or it would give theirs away."""
    enough, rest = study.policy.threshold("smallest_base_of_a_mean"), "years_qualified.mean"
    bases = {handle: found[f"{handle}.{rest}"]["strict_n"] for handle in study.strict}
    without = sum(base for base in bases.values() if base < enough)
    return {f"{handle}.{rest}" for handle, base in bases.items() if base >= enough} | ({f"{ALL}.{rest}"} if without == 0 or without >= enough else set())


def numbers(study: Study) -> dict[str, dict]:
    """Return the findings that concern people of strict cohorts, unlimited, by id, each with what those cohorts put into it:

    `strict_value` (None unless it is a count) and `strict_n`.
    """
    open_study = study.open
    found = {row["id"]: row for scope in (*study.strict, ALL) for row in findings_of(study, scope) if is_concerned(study, row)}
    public = {row["id"]: row for row in findings_of(open_study, ALL)} if open_study.cohorts else {}
    for name, row in found.items():
        own = public.get(name, {"value": 0, "n": 0})
        is_count = row["unit"] in COUNTS and isinstance(row["value"], int) and row["statistic"] in ("count", "people")
        row["strict_n"] = row["n"] - own["n"]
        row["strict_value"] = row["value"] - own["value"] if is_count else None
    return found


def findings_of(study: Study, scope: str) -> Iterator[dict]:
    frames = [count(study, scope) for count in COUNTED] + [demographics.interview_format(study, scope, group) for group in themes.GROUPS]
    frames += [recommendations.recommendation_support(study), themes.material(study)] if scope == ALL else []
    for frame in frames:
        yield from frame.to_dict("records")


def cells_of(study: Study, found: dict[str, dict]) -> Cells:
    """Return, of `numbers`, the counts that are published unless they must be hidden, and how they are tied."""
    held = {name: row for name, row in found.items() if row["strict_value"] is not None
            and not any(matches(study.policy.measures(section), row) for section in ("always_said", "never_said"))}
    values = {name: row["strict_value"] for name, row in held.items()}
    return Cells(values, {name: row["strict_n"] for name, row in held.items()}, [*_divisions(held), *_pools(study, held), *_groups(held), *_same(study, held)])


def sensitive(study: Study, cells: Cells) -> dict[str, int]:
    """Return the cells that say too much on their own, each with how far apart its possible values must lie."""
    smallest, narrowest = study.policy.threshold("smallest_count"), study.policy.threshold("narrowest_interval")
    return {name: min(narrowest, cells.most[name]) for name, value in cells.values.items()
            if cells.most[name] and (value < smallest or cells.bases[name] - value < smallest)}


def _divisions(held: dict[str, dict]) -> Iterator[Sum]:
    """Categories that divide everybody whose value is known, and pairs of measures that do."""
    by_measure: dict[tuple, list[dict]] = {}
    for row in held.values():
        by_measure.setdefault((row["scope"], row["measure"]), []).append(row)
    for (_, measure), rows in by_measure.items():
        if len(rows) > 1 and measure not in ("theme", "recommendation"):
            yield adds_up([row["id"] for row in rows], rows[0]["strict_n"])
    for pair in SPLITS:
        for scope in dict.fromkeys(row["scope"] for row in held.values()):
            names = [f"{scope}.{part}" for part in pair]
            if all(name in held for name in names):
                yield adds_up(names, held[names[0]]["strict_n"])


def _pools(study: Study, held: dict[str, dict]) -> Iterator[Sum]:
    """What strict cohorts put into a number of all cohorts is the sum of theirs."""
    for name, row in held.items():
        rest = name.split(".", 1)[1]
        parts = [f"{handle}.{rest}" for handle in study.strict]
        if row["scope"] == ALL and sum(held[part]["strict_value"] for part in parts if part in held) == row["strict_value"] and any(part in held for part in parts):
            yield parts_of([part for part in parts if part in held], name)


def _groups(held: dict[str, dict]) -> Iterator[Sum]:
    """Of a theme, practitioners and managers are together the people, where both were asked."""
    for name, row in held.items():
        if row["measure"] == "theme" and row["category"].endswith(".people"):
            parts = [name.replace(".people.count", f".{group}s.count") for group in themes.GROUPS]
            if all(part in held for part in parts) and sum(held[part]["strict_value"] for part in parts) == row["strict_value"]:
                yield parts_of(parts, name)


def _same(study: Study, held: dict[str, dict]) -> Iterator[Sum]:
    """A recommendation that one theme alone supports is supported by the people of that theme."""
    links = study.tables["recommendation_links"]
    for number, same in links.groupby("number"):
        name, themes = f"{ALL}.recommendation.r{number:02d}.people", same["to_id"].unique()
        theme = f"{ALL}.theme.{themes[0]}.people.count"
        if len(themes) == 1 and name in held and theme in held and held[name]["strict_value"] == held[theme]["strict_value"]:
            yield parts_of([theme], name)
