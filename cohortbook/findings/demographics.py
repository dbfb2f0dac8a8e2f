"""Count who took part and who was interviewed, and describe years since qualification.

Award holders are the whole population of the programme, so they are described by counts and carry
no interval and no test.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median

import pandas as pd

from cohortbook.findings.register import Protect, declares
from cohortbook.study.finding import Finding, count_of, source_rows
from cohortbook.study.people import GROUPS
from cohortbook.study.study import Study

NOT_GIVEN = "not_given"
MANAGERS_NOTE = "The base of managers is those in the data; how many were asked is not known."


def counts(
    study: Study,
    scope: str,
    table: str,
    column: str,
    rows: pd.DataFrame,
    unit: str = "people",
    measure: str = "",
) -> Iterator[Finding]:
    """Yield how many of some rows of a table hold each allowed value of `column`, in the
    dictionary's order, then how many hold none.

    Values no one holds are counted as 0, so that every cohort has the same table, less those that
    only later cohorts were asked about. The base n of a value is the rows in which the column is
    known, of the cohorts that were asked about the value; the measure is the column unless another
    name is given.
    """
    described, known = study.dictionary.tables[table].column(column), rows[rows[column].notna()]
    new = dict(described.since)
    for value in described.values_in(study.handles(scope)):
        asked = known[known["cohort"].fillna("") >= new[value]] if value in new else known
        held = asked[asked[column] == value]
        yield count_of(scope, measure or column, value, held, len(asked), unit)
    empty = rows[rows[column].isna()]
    yield count_of(scope, measure or column, NOT_GIVEN, empty, len(rows), unit)


def counts_if_recorded(
    study: Study, scope: str, table: str, column: str, rows: pd.DataFrame, measure: str = ""
) -> Iterator[Finding]:
    """Yield what `counts` does, and nothing where the column is known of no one: then no one
    recorded it.
    """
    if rows[column].notna().any():
        yield from counts(study, scope, table, column, rows, measure=measure)


@declares(Protect.BY_RULE)
def participants(study: Study, scope: str) -> Iterator[Finding]:
    """Return one finding: the number of award holders."""
    people = study.rows("participants", scope)
    yield count_of(scope, "participants", "", people, len(people))


@declares(Protect.BY_RULE)
def social_worker(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders who are social workers, and of those of
    another profession.
    """
    people = study.rows("participants", scope)
    is_one = people["is_social_worker"].fillna(False)
    for measure, chosen in (
        ("social_worker", people[is_one]),
        ("other_profession", people[~is_one]),
    ):
        yield count_of(scope, measure, "", chosen, len(people))


@declares(Protect.BY_RULE)
def gender(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders of each gender."""
    people = study.rows("participants", scope)
    yield from counts(study, scope, "participants", "gender", people)


@declares(Protect.BY_RULE)
def service(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders in adult and in children's services. Fixed by recruitment:
    to be described, not tested.
    """
    people = study.rows("participants", scope)
    yield from counts(study, scope, "participants", "service", people)


@declares(Protect.BY_RULE)
def role_group(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders in each group of posts; the grouping is this
    study's own.
    """
    people = study.rows("participants", scope)
    yield from counts(study, scope, "participants", "role_group", people)


@declares(Protect.BY_RULE)
def highest_level(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders at each level of highest award."""
    people = study.rows("participants", scope)
    yield from counts(study, scope, "participants", "highest_level", people)


@declares(Protect.IF_AGREED)
def qualifying_award(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders with each qualifying award, as printed, ordered by name.

    An order by how common they are would reveal counts that are hidden.
    """
    everybody = study.rows("participants", scope)
    people = everybody.dropna(subset=["qualifying_award"])
    codes = (
        people["qualifying_award"]
        .str.lower()
        .str.replace(r"[\W_]+", "_", regex=True)
        .str.strip("_")
    )
    for code, held in people.groupby(codes):
        yield count_of(
            scope,
            "qualifying_award",
            code,
            held,
            len(people),
            "people",
            held["qualifying_award"].iloc[0],
        )
    empty = everybody[everybody["qualifying_award"].isna()]
    yield count_of(scope, "qualifying_award", NOT_GIVEN, empty, len(everybody))


@declares(Protect.BY_RULE)
def research_level(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders by the most extensive knowledge of research
    they named on application.
    """
    people = study.rows("participants", scope)
    yield from counts(study, scope, "participants", "research_level", people)


@declares(Protect.BY_RULE)
def working_hours(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders who worked full time and part time on application; nothing
    where it was not recorded.
    """
    people = study.rows("participants", scope)
    yield from counts_if_recorded(study, scope, "participants", "working_hours", people)


@declares(Protect.BY_RULE)
def completion(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders who completed the programme, withdrew from it, or were
    still on it; nothing where it was not recorded.
    """
    people = study.rows("participants", scope)
    yield from counts_if_recorded(study, scope, "participants", "completion", people)


@declares(Protect.BY_RULE)
def years_qualified(study: Study, scope: str) -> Iterator[Finding]:
    """Return n, mean, median, minimum, maximum, range and standard deviation of whole years since
    qualification.

    The mean is an exact fraction. The standard deviation is that of a whole population (divisor n),
    because everybody is here. Where no one's years are known the statistics are None.
    """
    people = study.rows("participants", scope).dropna(subset=["years_qualified"])
    years = [int(value) for value in people["years_qualified"]]
    yield Finding(
        scope, "years_qualified", "", "count", len(years), len(years), "people", source_rows(people)
    )
    for statistic, value in _summary(years).items():
        yield Finding(
            scope, "years_qualified", "", statistic, value, len(years), "years", source_rows(people)
        )


def _summary(years: list[int]) -> dict[str, int | float | Fraction | None]:
    if not years:
        return dict.fromkeys(("mean", "median", "min", "max", "range", "sd"))
    mean = Fraction(sum(years), len(years))
    variance = sum((value - mean) ** 2 for value in years) / len(years)
    return {
        "mean": mean,
        "median": _median(years),
        "min": min(years),
        "max": max(years),
        "range": max(years) - min(years),
        "sd": float(variance) ** 0.5,
    }


def _median(values: list[int]) -> int | Fraction:
    middle = median(Fraction(value) for value in values)
    return int(middle) if middle.denominator == 1 else middle


@declares(Protect.BY_RULE, "interviewed")
def interviewed(study: Study, scope: str) -> Iterator[Finding]:
    """Return how many award holders were interviewed, how many were not, and how many
    managers were interviewed.
    """
    people, managers = study.rows("participants", scope), study.rows("managers", scope)
    is_met = _is_met(study, scope, "practitioner")
    yield count_of(scope, "interviewed", "", people[is_met], len(people))
    yield count_of(scope, "not_interviewed", "", people[~is_met], len(people))
    met = managers[_is_met(study, scope, "manager")]
    yield count_of(scope, "managers_interviewed", "", met, len(managers))


def _is_met(study: Study, scope: str, group: str) -> pd.Series:
    """Whether each person of a group was interviewed."""
    table, column = GROUPS[group]
    heard = study.rows("interviews", scope)["case_id"]
    return study.rows(table, scope)[column].isin(heard)


@declares(
    Protect.BY_RULE, "interviewed", each=lambda study, scope: [{"group": group} for group in GROUPS]
)
def not_interviewed_because(study: Study, scope: str, group: str) -> Iterator[Finding]:
    """Return why people of a group (practitioner or manager) were not interviewed: of those who
    were not, how many for each reason; nothing where no reason was recorded.

    STROBE asks for the numbers at each stage of a study, and for the reasons of those who did not
    go on to the next (von Elm et al. 2007, Bulletin of the World Health Organization 85, 867-872,
    item 13).
    """
    table, _ = GROUPS[group]
    missed = study.rows(table, scope)[~_is_met(study, scope, group)]
    measure = f"{group}_not_interviewed"
    yield from counts_if_recorded(study, scope, table, "not_interviewed", missed, measure)


@declares(Protect.BY_RULE, "took_part")
def manager_role(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of managers interviewed in each kind of post."""
    managers = study.rows("managers", scope)[_is_met(study, scope, "manager")]
    yield from counts(study, scope, "managers", "role", managers, measure="manager_role")


@declares(Protect.BY_RULE, "interviewed")
def interview_count(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of interviews held: people interviewed together count as one."""
    interviews = study.rows("interviews", scope)
    held = interviews.drop_duplicates(["cohort", "interview_id"])
    yield Finding(
        scope,
        "interviews",
        "",
        "count",
        len(held),
        len(interviews),
        "interviews",
        source_rows(interviews),
    )


@declares(
    Protect.BY_RULE, "interviewed", each=lambda study, scope: [{"group": group} for group in GROUPS]
)
def interview_format(study: Study, scope: str, group: str) -> Iterator[Finding]:
    """Return how many people of a group (practitioner or manager) were interviewed in each format,
    then in each mode.

    Someone interviewed twice in one format counts once in it.
    """
    heard = _heard(study, scope, group)
    for column in ("format", "mode"):
        people = heard.drop_duplicates(["case_id", column])
        for finding in counts(study, scope, "interviews", column, people):
            is_empty = finding.category == NOT_GIVEN
            yield finding._replace(
                measure=f"{group}_{column}",
                label=f"{column.capitalize()} not given" if is_empty else "",
            )


def _heard(study: Study, scope: str, group: str) -> pd.DataFrame:
    interviews = study.rows("interviews", scope)
    is_manager = interviews["case_id"].isin(study.rows("managers", scope)["manager_id"])
    return interviews[is_manager if group == "manager" else ~is_manager]


def format_note(study: Study, scope: str, group: str) -> str:
    """Return what was decided in reading the format of a group's interviews, as sentences; empty
    where the source prints it.
    """
    decided = study.tables["corrections"]
    is_of_format = (decided["table"] == "interviews") & (decided["column"] == "format")
    is_of_group = decided["row_id"].isin(_heard(study, scope, group)["case_id"])
    reasons = decided.loc[is_of_format & is_of_group, "reason"].unique()
    return " ".join(f"{reason}." for reason in reasons)
