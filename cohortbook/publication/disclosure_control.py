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
from fnmatch import fnmatchcase
from fractions import Fraction

import pandas as pd

from cohortbook.findings import themes
from cohortbook.findings.declared import consent_table, of_protected
from cohortbook.findings.demographics import NOT_GIVEN
from cohortbook.findings.impacts import impacts_of
from cohortbook.findings.register import Protect
from cohortbook.publication.edition_records import (
    changed_tables,
    has_others,
    records,
    unrecorded,
)
from cohortbook.publication.statements_attack import LEAST, possible, statements_of
from cohortbook.publication.suppression import HIDDEN as NOT_PRINTED
from cohortbook.publication.suppression import (
    Below,
    Printed,
    Rule,
    Said,
    fewest_interviewed,
    is_covered_above,
    most_of,
    parts,
    range_of_part,
    range_of_said,
    rules_of,
    statements,
)
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import COHORTS
from cohortbook.study.people import GROUPS, cases, everybody
from cohortbook.study.policy import AGREED, Policy
from cohortbook.study.published import (
    ONLY_AGREED,
    SAID,
    SPLIT,
    Publication,
    Statement,
    as_texts,
    editions,
    from_texts,
    table_of,
    tree_of,
)
from cohortbook.study.releases import released_numbers
from cohortbook.study.study import Study, file_of, once_a_study
from cohortbook.study.theme_tree import lineage
from cohortbook.study.withheld import HIDDEN, RANGE, Withheld, is_withheld, range_of, range_text
from cohortbook.study.wording import Value, rounded

WHOSE = ("practitioners", "managers")
OF_INTERVIEWS = (
    "interviews",
    *(f"{group}_{column}" for group in GROUPS for column in ("format", "mode")),
)  # a pair is two people, and a group two or more, so that one count gives another away
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

    Where an earlier edition cannot be compared, because its record is not here, that is what the
    last edition printed, or how many award holders there are.
    """
    found = numbers(study, handle)
    if has_other_people(study, handle, found):
        return _of_others(study, handle, found)
    agreed = agreed_tables(study, handle)
    decided = decide(found, study.policy) | _of_few_reporters(study, handle, found)
    if agreed:
        found += Findings(own for own in if_agreed(study, handle) if consent_table(own) in agreed)
    decided |= {own.id: own.value for own in found if consent_table(own) in agreed}
    printed = unlike_released(study, handle, Findings(_as_decided(found, decided)))
    made = _as_read(study, Publication(handle, printed, tuple(said(study, handle, printed))))
    if unrecorded(study, handle) and not _prints_the_same(made, editions(study.root, handle)[-1]):
        return _of_others(study, handle, found)
    return made


def _of_others(study: Study, handle: str, found: Findings) -> Publication:
    """What is published where an earlier edition was perhaps of other people: how many award
    holders there are. Which other tables are as before would say whether the person who left or
    joined was interviewed, or what changed through them.
    """
    printed = Findings(
        own if own.measure == "participants" else own._replace(value=HIDDEN, n=None)
        for own in found
        if own.call not in ONLY_AGREED.values()
    )
    return _as_read(study, Publication(handle, printed, ()))


def _as_read(study: Study, made: Publication) -> Publication:
    return from_texts(made.handle, as_texts(made), _files(study, made.handle))


def _prints_the_same(one: Publication, other: Publication) -> bool:
    texts, others = ({own.id: own.text_with_base for own in held.results} for held in (one, other))
    return texts == others and one.statements == other.statements


def counted(study: Study, handle: str) -> Findings:
    """Return every number of a cohort as it is counted, those that only agreed tables publish
    too.
    """
    return numbers(study, handle) + if_agreed(study, handle)


def if_agreed(study: Study, handle: str) -> Findings:
    """Return the numbers of a cohort that are published only where its people agreed to them."""
    return of_protected(
        study.about(handle), handle, lambda declared: declared.protect is Protect.IF_AGREED
    )


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
    """Return the people of an agreed cohort who did not agree to a table; no one of a strict one,
    where no one is asked. Of managers who were not interviewed only that is published, so their
    agreement is needed for the table of who was interviewed alone.
    """
    if study.cohorts[handle]["disclosure"] != AGREED:
        return set()
    answers, people = study.rows("consent", handle), everybody(study)
    if table != "interviewed":
        met = cases(study)["case_id"]
        people = people[(people["group"] != "manager") | people["case_id"].isin(met)]
    said_yes = answers[
        (answers["table"] == table) & answers["has_agreed"].fillna(False).astype(bool)
    ]
    return set(people[people["cohort"] == handle]["case_id"]) - set(said_yes["case_id"])


def _as_decided(found: Findings, decided: dict[str, Value]) -> Iterator[Finding]:
    """The findings as they are printed. Where it is hidden how many are not given, the base of
    their table is everybody, for it would give that away; years have no base then. A hidden number
    has no base, except that of a theme that no one was asked about, which is 0.
    """
    everybody = {
        own.measure: own.n
        for own in found.where(category=NOT_GIVEN)
        if is_withheld(decided[own.id])
    }
    for own in found:
        value, base = decided[own.id], everybody.get(own.measure, own.n)
        if own.measure == "years_qualified" and own.statistic != "count":
            known = decided[f"{own.scope}.years_qualified.count"]
            base = None if is_withheld(known) else base
        has_base = value != HIDDEN or (own.measure == "theme" and own.n == 0)
        yield own._replace(value=value, n=base if has_base else None)


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


def numbers(study: Study, handle: str) -> Findings:
    """Return every number of a cohort that could be published, as it is counted.

    The base of how many people's years are known is everybody: the rest are those of whom they are
    not given.
    """
    found = of_protected(
        study.about(handle), handle, lambda declared: declared.protect is Protect.BY_RULE
    )
    everybody = found.where(measure="participants").value
    return Findings(
        own._replace(n=everybody)
        if own.measure == "years_qualified" and own.statistic == "count"
        else own
        for own in found
    )


def decide(found: Findings, policy: Policy) -> dict[str, Value]:
    """Return the printed value of each number of a strict cohort, by id."""
    printed: dict[str, Value] = {
        own.id: 0 if own.statistic == "count" and own.n == 0 else HIDDEN for own in found
    }
    rules, by_id = rules_of(policy), found.by_id
    for names, rule in divisions(found, policy):
        total = max(by_id[name].n for name in names)
        counts = [by_id[name].value for name in names]
        rest = total - sum(counts)  # what is neither, where only one part has a number
        divided = parts((*counts, *([rest] if rest else [])), rules[rule])
        printed |= {
            name: _text(part, range_of_part, total, rules[rule])
            for name, part in zip(names, divided, strict=False)
        }
    printed |= _themes(by_id, rules["statements"])
    least = policy.threshold("smallest_base_of_a_mean")
    for own in found:
        if is_always_said(own, policy):
            printed[own.id] = own.value
        if own.name == "years_qualified.mean" and _fewest_known(own.scope, printed) >= least:
            # to one decimal: from the exact mean the sum follows
            printed[own.id] = Fraction(str(rounded(own.value)))
    return printed | _limits(found, printed)


def _fewest_known(scope: str, printed: dict[str, Value]) -> int:
    """The fewest people whose years can be known, by what is printed of how many are.

    A mean that depended on how many are would say whether they are fewer than it needs.
    """
    count = printed[f"{scope}.years_qualified.count"]
    if isinstance(count, Withheld):
        return 0 if count == HIDDEN else range_of(count)[0]
    return int(str(count))


def is_always_said(finding: Finding, policy: Policy) -> bool:
    return any(fnmatchcase(finding.name, pattern) for pattern in policy.measures("always_said"))


def divisions(found: Findings, policy: Policy) -> Iterator[tuple[list[str], str]]:
    """Yield the counts that divide the same people or changes, as ids, each time with the name of
    their rule.
    """
    counts = Findings(
        own
        for own in found.where(statistic="count")
        if own.measure not in ("theme", *OF_INTERVIEWS) and not is_always_said(own, policy)
    )
    by_measure = counts.by(lambda own: SPLIT[0] if own.measure in SPLIT else own.measure)
    for same in by_measure.values():
        is_of_changes = consent_table(same[0]) == "impacts"  # counted as what was said is
        yield [own.id for own in same], "statements" if is_of_changes else "attributes"


def _text(printed: Printed, values_of: Callable[..., range], *known) -> int | Withheld:
    """A count as it is published: a range says which values it can have by what readers know."""
    if isinstance(printed, int):
        return printed
    return HIDDEN if printed == NOT_PRINTED else range_text(values_of(printed, *known))


def _themes(counted: dict[str, Finding], rule: Rule) -> dict[str, int | Withheld]:
    """What is printed of how many spoke of each theme, the themes below before those above them."""
    stems = {
        name.removesuffix(".people.count") for name in counted if name.endswith(".people.count")
    }
    found: dict[str, dict[str, Below]] = {}
    texts: dict[str, int | Withheld] = {}
    for stem in sorted(stems, key=lambda name: (-name.count("."), name)):
        groups = {
            whose: Said(own.value, own.n)
            for whose in WHOSE
            for own in [counted[f"{stem}.{whose}.count"]]
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


def _limits(found: Findings, printed: dict[str, Value]) -> dict[str, Value]:
    """How many of everybody could have spoken of a theme: said where the count it follows from is,
    and nowhere where collective statements name anybody, for it would give away how many.
    """
    count_of = {own.category: own for own in found.where(measure="theme", statistic="count")}
    bounds = [own for own in found.where(measure="theme") if own.statistic != "count"]
    has_listed = any(
        own.value - count_of[own.category].value != own.n - count_of[own.category].n
        for own in bounds
        if own.statistic == "at_most"
    )
    return {
        own.id: HIDDEN if has_listed else own.value
        for own in bounds
        if not is_withheld(printed[count_of[own.category].id])
    }


def _of_few_reporters(study: Study, handle: str, found: Findings) -> dict[str, Value]:
    """The counts of changes that are hidden because few people were interviewed or reported any.

    All are hidden if fewer reported than the smallest group, or if so few were interviewed that a
    printed count would say that everyone reported one. Who reported and confirmed them is hidden if
    a group interviewed is smaller: a single manager would be known to have reported them.
    """
    part, rule = study.about(handle), rules_of(study.policy)["statements"]
    changes, told, met = impacts_of(part, handle), part.tables["attributions"], cases(part)
    people = {
        *changes["case_id"].dropna(),
        *told["case_id"][told["passage_id"].isin(changes["passage_id"].dropna())].dropna(),
    }
    is_any = not changes.empty
    is_all = 0 < len(met) < fewest_interviewed(rule) or (is_any and len(people) < rule.base)
    is_by_whom = is_any and met["group"].value_counts().min() < rule.base
    reported = ("impact_reported_by", "impact_corroborated")
    return {
        own.id: HIDDEN
        for own in found
        if consent_table(own) == "impacts" and (is_all or (is_by_whom and own.measure in reported))
    }


def said(study: Study, handle: str, printed: Findings) -> list[Statement]:
    """Return the published statements: theme_id, group, stance, summary; a row is one theme on one
    passage, in the evaluators' words.

    A statement is published under the theme at the top, once; under its own theme only where all
    people agreed to the table of themes. No statement is published where fewer award holders were
    interviewed than make a group, and none under a theme whose hidden count they could give away
    (`_that_hide_counts`). Whose it is, award holder's or manager's, is said only where both are
    groups. Nothing is said of who or how many made it, nor where it was made: their order is that
    of their words.

    Where one person did not agree to the table of summaries, no statement is published: those who
    spoke of a theme, less its statements, would be those who refused.
    """
    part, smallest, agreed = (
        study.about(handle),
        study.policy.threshold("smallest_group"),
        agreed_tables(study, handle),
    )
    sizes = cases(part)["group"].value_counts()
    if refusing(study, handle, "summaries"):
        return []
    if "summaries" not in agreed and sizes.get("practitioner", 0) < smallest:
        return []
    has_groups = {"summaries", "themes"} <= agreed or sizes.get("manager", 0) >= smallest
    found = _as_printed(study, handle, printed, has_groups)
    held = Publication(handle, printed, found)
    if is_short_of_earlier(study, held):
        return []
    return _as_before(study, replace(held, statements=tuple(_that_hide_counts(study, held))))


def _as_printed(
    study: Study, handle: str, printed: Findings, has_groups: bool
) -> tuple[Statement, ...]:
    """The statements as they would be printed, in the order of their words."""
    part = study.about(handle)
    coded, agreed = _statements(study, handle, part), agreed_tables(study, handle)
    hidden = {table_of(own) for own in printed if own.is_withheld}
    shown = [
        theme if "themes" in agreed and tree_of(theme) not in hidden else lineage(theme)[0]
        for theme in coded["theme_id"]
    ]
    coded = coded.assign(theme_id=shown, group=coded["group"].astype(str) if has_groups else "")
    once = coded.drop_duplicates(["passage_id", "theme_id"])[list(SAID)]
    rows = dict.fromkeys(once.itertuples(index=False, name=None))
    order = {theme: place for place, theme in enumerate(part.tables["themes"]["theme_id"])}
    in_order = sorted(rows, key=lambda row: (order[row[0]], *row[1:]))
    return tuple(dict(zip(SAID, row, strict=True)) for row in in_order)


def _as_before(study: Study, held: Publication) -> list[Statement]:
    """The statements of a cohort or, where an earlier edition printed others, those that it
    printed: the new ones are perhaps all of one person, who asked for other words. None, if its
    words are gone and it is not known to be of the same people.
    """
    printed = [edition for edition in editions(study.root, held.handle) if edition.statements]
    if not printed:
        return list(held.statements)
    now, last = _words(held), printed[-1]
    if now <= _words(last):
        return list(held.statements)
    is_kept = _words(last) <= now or not unrecorded(study, held.handle)
    return list(last.statements) if is_kept else []


def _words(held: Publication) -> set[tuple[tuple[str, str], str]]:
    return {(_place_of(row), row["summary"]) for row in held.statements}


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


def _place_of(statement: Statement) -> tuple[str, str]:
    return lineage(statement["theme_id"])[0], statement["stance"]


def _statements(study: Study, handle: str, part: Study) -> pd.DataFrame:
    """The coded passages of a cohort that have a summary and may be published, the least reserved
    stance first.

    A collective statement is left out unless all agreed, for it counts for none of the themes it is
    put under.
    """
    own = part.tables["passages"].dropna(subset=["summary"])
    own = own[own["cohort"] == handle]
    if "summaries" not in agreed_tables(study, handle):
        own = own[~own["passage_id"].isin(themes.collective(part))]
    coded = themes.agreed_codings(part).merge(
        own[["passage_id", "group", "summary"]], on="passage_id"
    )
    return coded.sort_values(
        "stance", key=lambda stances: stances.map(themes.RESERVE.index).astype(int), kind="stable"
    )


def _that_hide_counts(study: Study, held: Publication) -> list[Statement]:
    """The statements under those themes whose hidden counts they do not give away: those hidden
    now, and those hidden in an earlier edition.

    A reader may suppose that no one made more than one statement of a theme, and each who spoke of
    it one. There must be more of them than the second smallest number that a hidden count can be:
    then their number leaves it two values, and so does their absence, for readers who know this
    rule.
    """
    few = {
        theme
        for edition in (held, *editions(study.root, held.handle))
        for name, values in possible(study, replace(edition, statements=())).items()
        for theme, whose in [name.removeprefix(f"{held.handle}.theme.").rsplit(".", 2)[:2]]
        if _gives_away(statements_of(held, theme, whose), values)
    }
    return [row for row in held.statements if few.isdisjoint(lineage(row["theme_id"]))]


def _gives_away(groups: list[str], values: set[int]) -> bool:
    """Whether statements of these groups leave a hidden count fewer than two of its values, or
    would if they were not published.
    """
    least = sorted(values - {0})[:LEAST] or [0]
    return len(groups) <= least[-1] or (len(least) < LEAST and any(groups))


def has_other_people(study: Study, handle: str, found: Findings) -> bool:
    """Return whether an earlier edition was of other award holders or managers: of another number
    or, where what it was made from is kept, of others among them or among those interviewed.
    """
    if records(study, handle) and has_others(study, handle, counted(study, handle)):
        return True
    people = [own for own in found if own.measure in ("participants", "managers_interviewed")]
    return any(
        numbers_then.get(own.id, HIDDEN) not in (HIDDEN, own.text_with_base)
        for numbers_then in released_numbers(study, handle)
        for own in people
    )


def unlike_released(study: Study, handle: str, found: Findings) -> Findings:
    """Return the findings, less the values of each table that an earlier edition printed
    differently, or that was counted otherwise then, where that is kept.

    A reader of both would otherwise see in the difference who left, joined or was corrected. What
    compares one column with published figures is hidden with it. The categories of a table that
    lists only what there is are hidden, too.
    """
    hidden = _of_same_columns(found, _changed(study, handle, found)) - {"participants"}
    return Findings(
        own._replace(value=HIDDEN, n=None) if table_of(own) in hidden else own
        for own in found
        if not (table_of(own) in hidden and own.call in ONLY_AGREED.values())
    )


def _changed(study: Study, handle: str, found: Findings) -> set[str]:
    """The names of tables that an earlier edition printed differently, or that were counted
    otherwise.
    """
    everybody = next((own.n for own in found.where(measure="participants")), None)
    unlike = {
        table_of(own)
        for numbers_then in released_numbers(study, handle)
        for own in found
        if own.id in numbers_then and is_unlike(numbers_then[own.id], own, everybody)
    }
    kept = records(study, handle)
    now = counted(study, handle) if kept else Findings()
    return unlike.union(*(changed_tables(record, now) for record in kept))


def _of_same_columns(found: Findings, changed: set[str]) -> set[str]:
    """The tables that have changed, and those made of the same column, such as gender and what
    compares it: one that has not changed would say whose value did not.
    """
    columns = {name.partition(".")[0] for name in changed if not name.startswith("theme.")}
    return {
        table
        for table in map(table_of, found)
        if table in changed or table.partition(".")[0] in columns
    }


def is_unlike(before: str, own: Finding, everybody: int | None = None) -> bool:
    """Return whether a number of an earlier edition, as it reads there, is not what is printed now
    and could not have been printed so of the same people.

    A count may have been a range, or be one now; two ranges that differ are of other people. Its
    base may have been all people of the cohort, where it was hidden how many were not given.
    """
    now = own.text_with_base
    if HIDDEN in (before, now) or before == now:
        return False
    stated = STATED.fullmatch(before)
    if not stated or stated[2] not in (str(own.n), str(everybody)):
        return True
    then, value = stated[1], own.value
    if is_withheld(value):
        return not (_is_within(then, value) or then == _formerly(value, own.n))
    return then != str(value) and not (
        RANGE.fullmatch(then) and isinstance(value, int) and value in range_of(Withheld(then))
    )


def _is_within(count: str, printed: Withheld) -> bool:
    return count.isdigit() and int(count) in range_of(printed)


def _formerly(printed: Withheld, n: int) -> str:
    """A range as it was recorded before ranges named both ends."""
    values = range_of(printed)
    return f"{values[-1]} or fewer" if values[0] < 2 else f"all but {n - values[0]} or fewer"
