"""Decide what is published of a protected cohort: which counts, in which form, and which
statements.

The numbers are computed from the cohort's rows, by the functions that compute those of any cohort,
and then printed by the rule of small counts (`suppression`), table by table. A table that would
differ from what an earlier release printed is hidden whole: the difference would be about the few
people who left, joined or were corrected. Of a table that all people of a cohort agreed to, nothing
is hidden.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pandas as pd

from cohortbook.findings import (
    baselines,
    demographics,
    impacts,
    multiple_tests,
    nonresponse,
    themes,
)
from cohortbook.findings.demographics import NOT_GIVEN
from cohortbook.findings.finding import call_of, records
from cohortbook.publication.statements_attack import LEAST, possible, statements_of
from cohortbook.publication.suppression import HIDDEN as NOT_PRINTED
from cohortbook.publication.suppression import (
    Below,
    Printed,
    Rule,
    Said,
    is_covered_above,
    most_of,
    parts,
    range_of_part,
    range_of_said,
    rules_of,
    statements,
)
from cohortbook.study.layout import COHORTS
from cohortbook.study.people import GROUPS, cases, everybody
from cohortbook.study.policy import AGREED, Policy
from cohortbook.study.published import (
    SAID,
    SPLIT,
    Publication,
    Row,
    as_texts,
    call_name,
    editions,
    from_texts,
    table_of,
    tree_of,
)
from cohortbook.study.releases import released_numbers
from cohortbook.study.study import Study, file_of, once_a_study
from cohortbook.study.theme_tree import lineage
from cohortbook.study.withheld import HIDDEN, RANGE, Withheld, is_withheld, range_of, range_text
from cohortbook.study.wording import rounded, text_of, with_base

PUBLISHED: tuple[Callable[..., pd.DataFrame], ...] = (
    demographics.participants,
    demographics.social_worker,
    demographics.gender,
    demographics.service,
    demographics.role_group,
    demographics.highest_level,
    demographics.research_level,
    demographics.years_qualified,
    demographics.interviewed,
    demographics.manager_role,
    demographics.interview_count,
    *(partial(demographics.interview_format, group=group) for group in GROUPS),
    themes.people_per_theme,
    nonresponse.everybody_per_theme,
    impacts.impact,
    impacts.impact_status,
    impacts.impact_reach,
    impacts.impact_evidence,
)
WHOSE = ("practitioners", "managers")
OF_CHANGES = (
    "impact",
    "impact_type",
    "impact_status",
    "impact_reach",
    "impact_reported_by",
    "impact_corroborated",
)  # counted as what was said is
OF_INTERVIEWS = (
    "interviewed",
    "interviews",
    "_format",
    "_mode",
    "manager_role",
)  # what the names of their measures end in
STATED = re.compile(r"(.+?) [a-z]+(?:, based on (\d+))?")  # a count in the record of a release


def publications(study: Study) -> dict[str, Publication]:
    """Return what is published of each protected cohort, by handle: computed where its rows are,
    else as it was signed.
    """
    return {
        handle: study.published.get(handle) or publication(study, handle)
        for handle in study.protected
    }


@once_a_study
def publication(study: Study, handle: str) -> Publication:
    """Return what may be published of a cohort whose rows are in the study, as it reads when it is
    written and read again.
    """
    rows, agreed = numbers(study, handle), agreed_tables(study, handle)
    decided = decide(rows, study.policy)
    rows += of_agreed(study, handle, agreed)
    decided |= {row["id"]: row["value"] for row in rows if consent_table(row) in agreed}
    rows = unlike_released(study, handle, list(_as_decided(rows, decided)))
    made = Publication(handle, tuple(rows), tuple(said(study, handle, rows)))
    return from_texts(handle, as_texts(made), _files(study, handle))


def agreed_tables(study: Study, handle: str) -> set[str]:
    """Return the tables of the consent form that all people of a cohort agreed to; none of a strict
    cohort.

    A table that a single person did not agree to, or of which an answer is missing, is treated as
    in a strict cohort.
    """
    if study.cohorts[handle]["disclosure"] != AGREED:
        return set()
    answers = study.rows("consent", handle)
    return {str(table) for table in answers["table"].unique() if not refusing(study, handle, table)}


def refusing(study: Study, handle: str, table: str) -> set[str]:
    """Return the people of an agreed cohort who did not agree to a table; nobody of a strict one,
    where nobody is asked.
    """
    if study.cohorts[handle]["disclosure"] != AGREED:
        return set()
    answers, people = study.rows("consent", handle), everybody(study)
    said_yes = answers[
        (answers["table"] == table) & answers["has_agreed"].fillna(False).astype(bool)
    ]
    return set(people[people["cohort"] == handle]["case_id"]) - set(said_yes["case_id"])


def _as_decided(rows: list[Row], decided: dict[str, object]) -> Iterator[Row]:
    """The rows as they are printed. Where it is hidden how many are not given, the base of their
    table is everybody, for it would give that away; years have no base then.
    """
    everybody = {
        row["measure"]: row["n"]
        for row in rows
        if row["category"] == NOT_GIVEN and is_withheld(decided[row["id"]])
    }
    for row in rows:
        value, base = decided[row["id"]], everybody.get(row["measure"], row["n"])
        if row["measure"] == "years_qualified" and row["statistic"] != "count":
            known = decided[f"{row['scope']}.years_qualified.count"]
            base = None if is_withheld(known) else base
        yield row | {"value": value, "n": None if value == HIDDEN else base}


def consent_table(row: Row) -> str:
    """Return the table of the consent form that a number belongs to."""
    if row["measure"] == "theme":
        return "themes"
    if row["measure"] in OF_CHANGES:
        return "impacts"
    return "interviewed" if row["measure"].endswith(OF_INTERVIEWS) else "took_part"


def _files(study: Study, handle: str) -> tuple[str, ...]:
    """The names of the files that a cohort's numbers are computed from."""
    paths = {
        file_of(study.root, path, handle)
        for table in study.dictionary.cohort_tables
        for path in table.paths
        if "{cohort}" in path
    }
    return (
        *sorted(path.relative_to(study.root).as_posix() for path in paths),
        (COHORTS / handle / "cohort.yml").as_posix(),
    )


def numbers(study: Study, handle: str) -> list[Row]:
    """Return every number of a cohort that could be published, as it is counted: rows of findings,
    each with its `call`.
    """
    alone, rows = study.about(handle), []
    for function in PUBLISHED:
        name = call_name(call_of(function))
        rows += [row | {"call": name} for row in records(function(alone, scope=handle))]
    return _of_everybody(rows)


def _of_everybody(rows: list[Row]) -> list[Row]:
    """The rows, with everybody as the base of how many people's years are known: the rest are those
    of whom they are not given.
    """
    everybody = next(row["value"] for row in rows if row["measure"] == "participants")
    return [
        row | {"n": everybody}
        if row["measure"] == "years_qualified" and row["statistic"] == "count"
        else row
        for row in rows
    ]


def of_agreed(study: Study, handle: str, agreed: set[str]) -> Iterator[Row]:
    """Yield what is published only of a table that all people of a cohort agreed to, as `numbers`
    has it.

    Of who took part that is each qualifying award as printed, and the comparisons with the
    workforce; of themes, how many only collective statements name; of changes, their types. Nothing
    of it is printed of a strict cohort.
    """
    alone = study.about(handle)
    calls: list[tuple[Callable, tuple[str, ...]]] = []
    if "took_part" in agreed:
        calls += [(demographics.qualifying_award, ()), (multiple_tests.adjusted, ())]
        calls += [(baselines.comparison, (name,)) for name in baselines.comparisons(study)]
        calls += [(baselines.stratified, (name,)) for name in baselines.strata_ids(study)]
    if "themes" in agreed:
        calls += [(themes.listed_per_theme, ())]
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
        printed |= {
            name: _text(part, range_of_part, total, rules[rule])
            for name, part in zip(names, found, strict=False)
        }
    printed |= _themes(rows, rules["statements"])
    for row in rows:
        if is_always_said(row, policy):
            printed[row["id"]] = row["value"]
        if row["id"].endswith("years_qualified.mean") and row["n"] >= policy.threshold(
            "smallest_base_of_a_mean"
        ):
            printed[row["id"]] = Fraction(
                str(rounded(row["value"]))
            )  # to one decimal: from the exact mean the sum follows
    return printed | _limits(rows, printed)


def is_always_said(row: Row, policy: Policy) -> bool:
    from fnmatch import fnmatchcase

    return any(
        fnmatchcase(row["id"].split(".", 1)[1], pattern)
        for pattern in policy.measures("always_said")
    )


def divisions(rows: list[Row], policy: Policy) -> Iterator[tuple[list[str], str]]:
    """Yield the counts that divide the same people or changes, as ids, each time with the name of
    their rule.
    """
    by_measure: dict[str, list[str]] = {}
    for row in rows:
        is_count = (
            row["statistic"] == "count"
            and row["measure"] not in ("theme", "interviews")
            and not is_always_said(row, policy)
        )
        if is_count:
            measure = SPLIT[0] if row["measure"] in SPLIT else row["measure"]
            by_measure.setdefault(measure, []).append(row["id"])
    for measure, names in by_measure.items():
        yield names, "statements" if measure in OF_CHANGES else "attributes"


def _text(printed: Printed, values_of: Callable[..., range], *known) -> int | Withheld:
    """A count as it is published: a range says which values it can have by what readers know."""
    if isinstance(printed, int):
        return printed
    return HIDDEN if printed == NOT_PRINTED else range_text(values_of(printed, *known))


def _themes(rows: list[Row], rule: Rule) -> dict[str, int | Withheld]:
    """What is printed of how many spoke of each theme, the themes below before those above them."""
    counted = {row["id"]: row for row in rows}
    stems = {
        name.removesuffix(".people.count") for name in counted if name.endswith(".people.count")
    }
    found: dict[str, dict[str, Below]] = {}
    texts: dict[str, int | Withheld] = {}
    for stem in sorted(stems, key=lambda name: (-name.count("."), name)):
        groups = {
            whose: Said(row["value"], row["n"])
            for whose in WHOSE
            for row in [counted[f"{stem}.{whose}.count"]]
        }
        below = [
            held
            for other, held in found.items()
            if other.startswith(f"{stem}.") and other.count(".") == stem.count(".") + 1
        ]
        found[stem] = _theme(
            groups, {whose: [held[whose] for held in below] for whose in WHOSE}, rule
        )
        asked = [group.asked for group in groups.values()]
        known = dict(zip((*WHOSE, "people"), (asked, asked[::-1], (sum(asked), 0)), strict=True))
        texts |= {
            f"{stem}.{whose}.count": _text(held.printed, range_of_said, *known[whose], rule)
            for whose, held in found[stem].items()
        }
    return texts


def _theme(groups: dict[str, Said], below: dict[str, list[Below]], rule: Rule) -> dict[str, Below]:
    """What is printed of one theme, and the most that it can be, given the same of those directly
    below it.
    """
    *counts, together = statements(groups["practitioners"], groups["managers"], rule)
    printed = dict(zip(groups, counts, strict=True))
    printed = {
        whose: (
            NOT_PRINTED
            if is_covered_above(count, below[whose], groups[whose].asked, rule)
            else count
        )
        for whose, count in printed.items()
    }
    if NOT_PRINTED in printed.values():
        together = NOT_PRINTED
    held = {
        whose: Below(count, most_of(count, below[whose], groups[whose].asked, rule))
        for whose, count in printed.items()
    }
    return held | {"people": Below(together, sum(one.most for one in held.values()))}


def _limits(rows: list[Row], printed: dict[str, object]) -> dict[str, object]:
    """How many of everybody could have spoken of a theme: said where the count it follows from is,
    and nowhere where collective statements name anybody, for it would give away how many.
    """
    values = {row["id"]: row["value"] for row in rows}
    bounds = [row for row in rows if row["measure"] == "theme" and row["statistic"] != "count"]
    stems = {row["id"]: row["id"].rsplit(".", 1)[0] for row in bounds}
    interviewed = {row["id"]: row["n"] for row in rows if row["statistic"] == "count"}
    has_listed = any(
        row["value"] - values[f"{stems[row['id']]}.count"]
        != row["n"] - interviewed[f"{stems[row['id']]}.count"]
        for row in bounds
        if row["statistic"] == "at_most"
    )
    return {
        row["id"]: HIDDEN if has_listed else row["value"]
        for row in bounds
        if not is_withheld(printed[f"{stems[row['id']]}.count"])
    }


def said(study: Study, handle: str, printed: list[Row]) -> list[dict]:
    """Return the published statements: theme_id, group, stance, summary; a row is one theme on one
    passage, in the evaluators' words.

    A statement is published under the theme at the top, once; under its own theme only where all
    people agreed to the table of themes. No statement is published where fewer award holders were
    interviewed than make a group, and none under a theme whose hidden count they could give away
    (`_that_hide_counts`). Whose it is, award holder's or manager's, is said only where both are
    groups. Nothing is said of who or how many made it, nor where it was made: their order is that
    of their words.
    """
    part, smallest, agreed = (
        study.about(handle),
        study.policy.threshold("smallest_group"),
        agreed_tables(study, handle),
    )
    sizes = cases(part)["group"].value_counts()
    if "summaries" not in agreed and sizes.get("practitioner", 0) < smallest:
        return []
    coded = _statements(study, handle, part)
    has_groups = {"summaries", "themes"} <= agreed or sizes.get("manager", 0) >= smallest
    hidden = {table_of(row) for row in printed if is_withheld(row["value"])}
    shown = [
        theme if "themes" in agreed and tree_of(theme) not in hidden else lineage(theme)[0]
        for theme in coded["theme_id"]
    ]
    coded = coded.assign(theme_id=shown, group=coded["group"].astype(str) if has_groups else "")
    rows = list(
        dict.fromkeys(
            coded.drop_duplicates(["passage_id", "theme_id"])[list(SAID)].itertuples(
                index=False, name=None
            )
        )
    )
    order = {theme: place for place, theme in enumerate(part.tables["themes"]["theme_id"])}
    rows = sorted(rows, key=lambda row: (order[row[0]], *row[1:]))
    found = tuple(dict(zip(SAID, row, strict=True)) for row in rows)
    held = Publication(handle, tuple(printed), found)
    return [] if is_short_of_earlier(study, held) else _that_hide_counts(study, held)


def is_short_of_earlier(study: Study, held: Publication) -> bool:
    """Return whether statements that an earlier edition printed of a cohort are gone now.

    Those of one person who left, or no longer agrees, go together: a reader of both editions would
    see which statements one person made, and may know who left. A statement whose words were
    corrected is not gone: another of the same theme at the top and stance is in its place. What is
    left out so that it hides a count is no statement that is gone.
    """
    now = Counter(map(_place_of, held.statements))
    return any(
        Counter(map(_place_of, edition.statements)) - now
        for edition in editions(study.root, held.handle)
    )


def _place_of(statement: Row) -> tuple[str, str]:
    return lineage(statement["theme_id"])[0], statement["stance"]


def _statements(study: Study, handle: str, part: Study) -> pd.DataFrame:
    """The coded passages of a cohort that have a summary and may be published, the least reserved
    stance first.

    A passage is left out if one of those it is attributed to did not agree to the table of
    summaries. One that is attributed to nobody could be anybody's: it is left out if somebody did
    not agree. A collective statement is left out unless all agreed, for it counts for none of the
    themes it is put under.
    """
    refused, attributions = refusing(study, handle, "summaries"), part.tables["attributions"]
    own = part.tables["passages"].dropna(subset=["summary"])
    own = own[own["cohort"] == handle]
    if "summaries" not in agreed_tables(study, handle):
        own = own[~own["passage_id"].isin(themes.collective(part))]
    if refused:
        named = attributions.dropna(subset=["case_id"])
        theirs = own["passage_id"].isin(named[named["case_id"].isin(refused)]["passage_id"])
        is_unnamed = ~own["passage_id"].isin(named["passage_id"]) & (own["group"] != "evaluator")
        own = own[~theirs & ~is_unnamed]
    coded = themes.agreed_codings(part).merge(
        own[["passage_id", "group", "summary"]], on="passage_id"
    )
    return coded.sort_values(
        "stance", key=lambda stances: stances.map(themes.RESERVE.index).astype(int), kind="stable"
    )


def _that_hide_counts(study: Study, held: Publication) -> list[Row]:
    """The statements under those themes whose hidden counts they do not give away.

    A reader may suppose that nobody made more than one statement of a theme, and each who spoke of
    it one. There must be more of them than the second smallest number that a hidden count can be:
    then their number leaves it two values, and so does their absence, for readers who know this
    rule.
    """
    hidden: dict[str, list[tuple[str, set[int]]]] = {}
    for name, values in possible(study, replace(held, statements=())).items():
        theme, whose = name.removeprefix(f"{held.handle}.theme.").rsplit(".", 2)[:2]
        hidden.setdefault(theme, []).append((whose, values))
    few = {
        theme
        for theme, counts in hidden.items()
        for whose, values in counts
        if len(statements_of(held, theme, whose)) <= (sorted(values - {0})[:LEAST] or [0])[-1]
    }
    return [row for row in held.statements if row["theme_id"] not in few]


def unlike_released(study: Study, handle: str, rows: list[Row]) -> list[Row]:
    """Return the rows, less the values of each table that an earlier edition printed differently.

    A reader of both would otherwise see in the difference who left, joined or was corrected.
    """
    everybody = next((row["n"] for row in rows if row["measure"] == "participants"), None)
    released = list(released_numbers(study, handle))
    changed = {
        table_of(row)
        for row in rows
        for numbers_then in released
        if row["id"] in numbers_then
        and table_of(row) != "participants"
        and is_unlike(numbers_then[row["id"]], row, everybody)
    }
    return [row | {"value": HIDDEN, "n": None} if table_of(row) in changed else row for row in rows]


def is_unlike(before: str, row: Row, everybody: int | None = None) -> bool:
    """Return whether a number of an earlier edition, as it reads there, is not what is printed now
    and could not have been printed so of the same people.

    A count may have been a range, or be one now; two ranges that differ are of other people. Its
    base may have been all people of the cohort, where it was hidden how many were not given.
    """
    now = with_base(text_of(row["value"], row["unit"]), row["unit"], row["n"])
    if HIDDEN in (before, now) or before == now:
        return False
    stated = STATED.fullmatch(before)
    if not stated or stated[2] not in (str(row["n"]), str(everybody)):
        return True
    then, value = stated[1], row["value"]
    if is_withheld(value):
        return not (_is_within(then, value) or then == _formerly(value, row["n"]))
    return then != str(value) and not (
        RANGE.fullmatch(then) and isinstance(value, int) and value in range_of(Withheld(then))
    )


def _is_within(count: str, printed: Withheld) -> bool:
    return count.isdigit() and int(count) in range_of(printed)


def _formerly(printed: Withheld, n: int) -> str:
    """A range as it was recorded before ranges named both ends."""
    values = range_of(printed)
    return f"{values[-1]} or fewer" if values[0] < 2 else f"all but {n - values[0]} or fewer"
