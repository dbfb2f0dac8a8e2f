"""Decides what is published of a cohort whose people are protected: which counts, as what, and which statements.

The numbers are computed from the cohort's rows, by the functions that compute those of any cohort, and then printed by the rule
of small counts (`suppression`), table by table. A table that would differ from what an earlier release printed is hidden whole:
the difference would be about the few people who left, joined or were corrected. Of a table that all people of a cohort agreed
to, nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

from cohortbook import baselines, bounds, demographics, families, impacts, themes
from cohortbook.withheld import HIDDEN, Withheld, few, is_withheld, most
from cohortbook.findings import call_of, records
from cohortbook.places import COHORTS
from cohortbook.policy import AGREED, Policy
from cohortbook.published import Publication, as_texts, call_name, from_texts
from cohortbook.releases import read_releases
from cohortbook.study import Study, file_of, once_a_study
from cohortbook.suppression import FEW, MOST, Below, Printed, Rule, Said, is_covered_above, most_of, parts, statements
from cohortbook.suppression import HIDDEN as NOT_PRINTED
from cohortbook.words import rounded, text_of, with_base

PUBLISHED = (demographics.participants, demographics.social_worker, demographics.gender, demographics.service, demographics.role_group,
             demographics.highest_level, demographics.research_level, demographics.years_qualified, demographics.interviewed,
             demographics.manager_role, demographics.interview_count,
             *(partial(demographics.interview_format, group=group) for group in themes.GROUPS),
             themes.people_per_theme, bounds.everybody_per_theme,
             impacts.impact, impacts.impact_status, impacts.impact_reach, impacts.impact_evidence)
WHOSE = ("practitioners", "managers")
SPLIT = ("social_worker", "other_profession")  # two measures that divide everybody
OF_CHANGES = ("impact", "impact_type", "impact_status", "impact_reach", "impact_reported_by", "impact_corroborated")  # counted as what was said is
OF_INTERVIEWS = ("interviewed", "interviews", "_format", "_mode", "manager_role")  # what the names of their measures end in
STATED = re.compile(r"(.+?) [a-z]+(?:, based on (\d+))?")  # a count in the record of a release

Row = dict


def publications(study: Study) -> dict[str, Publication]:
    """Return what is published of each protected cohort, by handle: computed where its rows are, else as it was signed."""
    return {handle: study.published.get(handle) or publication(study, handle) for handle in study.protected}


@once_a_study
def publication(study: Study, handle: str) -> Publication:
    """Return what may be published of a cohort whose rows are in the study, as it reads when it is written and read again."""
    rows, agreed = numbers(study, handle), agreed_tables(study, handle)
    decided = decide(rows, study.policy)
    rows += of_agreed(study, handle, agreed)
    decided |= {row["id"]: row["value"] for row in rows if consent_table(row) in agreed}
    rows = [row | {"value": decided[row["id"]], "n": None if decided[row["id"]] == HIDDEN else row["n"]} for row in rows]
    rows = unlike_released(study, handle, rows)
    made = Publication(handle, tuple(rows), tuple(said(study, handle)))
    return from_texts(handle, as_texts(made), _files(study, handle))


def agreed_tables(study: Study, handle: str) -> set[str]:
    """Return the tables of the consent form that all people of a cohort agreed to; none of a strict cohort.

    A table that a single person did not agree to, or of which an answer is missing, is treated as in a strict cohort.
    """
    if study.cohorts[handle]["disclosure"] != AGREED:
        return set()
    answers = study.rows("consent", handle)
    said_yes = answers[answers["has_agreed"].fillna(False).astype(bool)].groupby("table")["case_id"].agg(set)
    people = themes.everybody(study)
    everybody = set(people[people["cohort"] == handle]["case_id"])
    return {str(table) for table, who in said_yes.items() if everybody <= who}


def consent_table(row: Row) -> str:
    """Return the table of the consent form that a number belongs to."""
    if row["measure"] == "theme":
        return "themes"
    if row["measure"] in OF_CHANGES:
        return "impacts"
    return "interviewed" if row["measure"].endswith(OF_INTERVIEWS) else "took_part"


def _files(study: Study, handle: str) -> tuple[str, ...]:
    """The names of the files that a cohort's numbers are computed from."""
    paths = {file_of(study.root, path, handle) for table in study.dictionary.cohort_tables for path in table.paths if "{cohort}" in path}
    return (*sorted(path.relative_to(study.root).as_posix() for path in paths), (COHORTS / handle / "cohort.yml").as_posix())


def numbers(study: Study, handle: str) -> list[Row]:
    """Return every number of a cohort that could be published, as it is counted: rows of findings, each with its `call`."""
    alone, rows = study.about(handle), []
    for function in PUBLISHED:
        name = call_name(call_of(function))
        rows += [row | {"call": name} for row in records(function(alone, scope=handle))]
    return rows


def of_agreed(study: Study, handle: str, agreed: set[str]) -> Iterator[Row]:
    """Yield what is published only of a table that all people of a cohort agreed to, as `numbers` has it.

    Of who took part that is each qualifying award as printed, and the comparisons with the
    workforce; of changes, their types. Nothing of it is printed of a strict cohort.
    """
    alone = study.about(handle)
    calls: list[tuple[Callable, tuple[str, ...]]] = []
    if "took_part" in agreed:
        calls += [(demographics.qualifying_award, ()), (families.adjusted, ())]
        calls += [(baselines.comparison, (name,)) for name in baselines.comparisons(study)]
        calls += [(baselines.stratified, (name,)) for name in baselines.strata_ids(study)]
    if "impacts" in agreed:
        calls += [(impacts.impact_types, ())]
    for function, names in calls:
        call = call_name((call_of(function)[0], names))
        yield from (row | {"call": call} for row in records(function(alone, *names, handle)))


def decide(rows: list[Row], policy: Policy) -> dict[str, object]:
    """Return the printed value of each number of a strict cohort, by id."""
    printed: dict[str, object] = {row["id"]: HIDDEN for row in rows}
    rules = rules_of(policy)
    for names, rule in divisions(rows, policy):
        by_id = {row["id"]: row for row in rows if row["id"] in names}
        total = max(row["n"] for row in by_id.values())
        counts = [by_id[name]["value"] for name in names]
        rest = total - sum(counts)  # what is neither, where only one part has a number
        found = parts((*counts, *([rest] if rest else [])), rules[rule])
        printed |= {name: _text(part, rules[rule]) for name, part in zip(names, found)}
    printed |= _themes(rows, rules["statements"])
    for row in rows:
        if is_always_said(row, policy):
            printed[row["id"]] = row["value"]
        if row["id"].endswith("years_qualified.mean") and row["n"] >= policy.threshold("smallest_base_of_a_mean"):
            printed[row["id"]] = Fraction(str(rounded(row["value"])))  # to one decimal: from the exact mean the sum follows
    return printed | _limits(rows, printed)


def rules_of(policy: Policy) -> dict[str, Rule]:
    """Return the two rules of small counts: of who people are, and of what they said and what changed."""
    least = policy.threshold("smallest_theme_count")
    return {"attributes": Rule(policy.threshold("smallest_count"), policy.threshold("narrowest_range"), policy.threshold("smallest_table")),
            "statements": Rule(least, least - 1, policy.threshold("smallest_group"))}


def is_always_said(row: Row, policy: Policy) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(row["id"].split(".", 1)[1], pattern) for pattern in policy.measures("always_said"))


def divisions(rows: list[Row], policy: Policy) -> Iterator[tuple[list[str], str]]:
    """Yield the counts that divide the same people or changes, as ids, each time with the name of their rule."""
    by_measure: dict[str, list[str]] = {}
    for row in rows:
        is_count = row["statistic"] == "count" and row["measure"] not in ("theme", "interviews") and not is_always_said(row, policy)
        if is_count:
            measure = SPLIT[0] if row["measure"] in SPLIT else row["measure"]
            by_measure.setdefault(measure, []).append(row["id"])
    for measure, names in by_measure.items():
        yield names, "statements" if measure in OF_CHANGES else "attributes"


def _text(printed: Printed, rule: Rule) -> int | Withheld:
    """A count as it is published."""
    words = {FEW: few(rule.smallest), MOST: most(rule.smallest), NOT_PRINTED: HIDDEN}
    return printed if isinstance(printed, int) else words[printed]


def _themes(rows: list[Row], rule: Rule) -> dict[str, int | Withheld]:
    """What is printed of how many spoke of each theme, the themes below before those above them."""
    counted = {row["id"]: row for row in rows}
    stems = {name.removesuffix(".people.count") for name in counted if name.endswith(".people.count")}
    found: dict[str, dict[str, Below]] = {}
    for stem in sorted(stems, key=lambda name: (-name.count("."), name)):
        groups = {whose: Said(row["value"], row["n"]) for whose in WHOSE for row in [counted[f"{stem}.{whose}.count"]]}
        below = [held for other, held in found.items() if other.startswith(f"{stem}.") and other.count(".") == stem.count(".") + 1]
        found[stem] = _theme(groups, {whose: [held[whose] for held in below] for whose in WHOSE}, rule)
    return {f"{stem}.{whose}.count": _text(held.printed, rule) for stem, by_group in found.items() for whose, held in by_group.items()}


def _theme(groups: dict[str, Said], below: dict[str, list[Below]], rule: Rule) -> dict[str, Below]:
    """What is printed of one theme, and the most that it can be, given the same of those directly below it."""
    *counts, together = statements(*groups.values(), rule)
    printed = dict(zip(groups, counts, strict=True))
    printed = {whose: NOT_PRINTED if is_covered_above(count, below[whose], groups[whose].asked, rule) else count for whose, count in printed.items()}
    if NOT_PRINTED in printed.values():
        together = NOT_PRINTED
    held = {whose: Below(count, most_of(count, below[whose], groups[whose].asked, rule)) for whose, count in printed.items()}
    return held | {"people": Below(together, sum(one.most for one in held.values()))}


def _limits(rows: list[Row], printed: dict[str, object]) -> dict[str, object]:
    """Of how many everybody a theme could be true: said where the count it follows from is."""
    return {row["id"]: row["value"] for row in rows if row["measure"] == "theme" and row["statistic"] != "count"
            and not is_withheld(printed[f"{row['id'].rsplit('.', 1)[0]}.count"])}


def said(study: Study, handle: str) -> list[dict]:
    """Return the published statements: theme_id, group, stance, summary; a row is one theme on one passage, in the evaluators' words.

    No statement is published where fewer award holders were interviewed than make a group. Whose it is, award holder's or
    manager's, is said only where both are groups. Nothing is said of who or how many made it, nor where it was made: their
    order is that of their words.
    """
    part, smallest = study.about(handle), study.policy.threshold("smallest_group")
    sizes = themes.cases(part)["group"].value_counts()
    is_agreed = "summaries" in agreed_tables(study, handle)
    if not is_agreed and sizes.get("practitioner", 0) < smallest:
        return []
    own = part.tables["passages"].dropna(subset=["summary"])
    own = own[own["cohort"] == handle]
    coded = themes.agreed_codings(part).merge(own[["passage_id", "group", "summary"]], on="passage_id")
    has_groups = is_agreed or sizes.get("manager", 0) >= smallest
    rows = {(row.theme_id, str(row.group) if has_groups else "", row.stance, row.summary) for row in coded.itertuples()}
    order = {theme: place for place, theme in enumerate(part.tables["themes"]["theme_id"])}
    return [dict(zip(("theme_id", "group", "stance", "summary"), row, strict=True)) for row in sorted(rows, key=lambda row: (order[row[0]], *row[1:]))]


def unlike_released(study: Study, handle: str, rows: list[Row]) -> list[Row]:
    """Return the rows, less the values of each table that an earlier release printed differently.

    A reader of both would otherwise see in the difference who left, joined or was corrected.
    """
    released = list(released_numbers(study, handle))
    changed = {table_of(row) for row in rows for numbers_then in released
               if row["id"] in numbers_then and table_of(row) != "participants" and is_unlike(numbers_then[row["id"]], row)}
    return [row | {"value": HIDDEN, "n": None} if table_of(row) in changed else row for row in rows]


def table_of(row: Row) -> str:
    """Return the name of the table that a number belongs to: its numbers are printed, or hidden, together."""
    if row["measure"] == "theme":
        return f"theme.{row['category'].rpartition('.')[0]}"
    if row["measure"] in SPLIT:
        return SPLIT[0]
    return row["measure"].removeprefix("not_")


def is_unlike(before: str, row: Row) -> bool:
    """Return whether a released number, as it reads in the record, is not what is printed now and could not have been printed so."""
    now = with_base(text_of(row["value"], row["unit"]), row["unit"], row["n"])
    if HIDDEN in (before, now) or before == now:
        return False
    stated = STATED.fullmatch(before)
    if not stated or not is_withheld(row["value"]) or not stated[1].isdigit() or stated[2] != str(row["n"]):
        return True
    return not _is_within(int(stated[1]), row["value"], row["n"])


def _is_within(count: int, printed: Withheld, n: int) -> bool:
    number = int(re.search(r"\d+", printed)[0])
    return n - number <= count if printed.startswith("all") else 0 < count <= number


def released_numbers(study: Study, handle: str) -> Iterator[dict[str, str]]:
    """Yield what each recorded release printed of a cohort, by the ids of now; nothing of one that does not hold the cohort."""
    number = _number(handle)
    for release in read_releases(study.root):
        then = next((name for name in release["cohorts"] if _number(name) == number), None)
        if then:
            yield {f"{handle}.{_now(study, name).partition('.')[2]}": text for name, text in release["numbers"].items() if name.startswith(f"{then}.")}


def _now(study: Study, name: str) -> str:
    return study.former_ids.get(name, name)


def _number(handle: str) -> str:
    """The number of a cohort, however many digits its handle had at the time."""
    return handle.removeprefix("cohort_").lstrip("0")
