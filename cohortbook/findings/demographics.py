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
    frame: pd.DataFrame, column: str, scope: str, unit: str = "people", measure: str = ""
) -> Iterator[Finding]:
    """Yield how many rows hold each allowed value of `column`, in the dictionary's order, then how
    many hold none.

    Values no one holds are counted as 0, so that every cohort has the same table. The base n of a
    value is the rows in which the column is known; the measure is the column unless another name is
    given.
    """
    held: dict[str, list[str]] = {
        category: [] for category in (*frame[column].cat.categories, NOT_GIVEN)
    }
    for category, row in zip(frame[column], frame["source_row"], strict=True):
        held[NOT_GIVEN if pd.isna(category) else category].append(row)
    known = len(frame) - len(held[NOT_GIVEN])
    for category, rows in held.items():
        base = len(frame) if category == NOT_GIVEN else known
        yield Finding(
            scope, measure or column, category, "count", len(rows), base, unit, tuple(rows)
        )


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
    yield from counts(study.rows("participants", scope), "gender", scope)


@declares(Protect.BY_RULE)
def service(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders in adult and in children's services. Fixed by recruitment:
    to be described, not tested.
    """
    yield from counts(study.rows("participants", scope), "service", scope)


@declares(Protect.BY_RULE)
def role_group(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders in each group of posts; the grouping is this
    study's own.
    """
    yield from counts(study.rows("participants", scope), "role_group", scope)


@declares(Protect.BY_RULE)
def highest_level(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of award holders at each level of highest award."""
    yield from counts(study.rows("participants", scope), "highest_level", scope)


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
    yield from counts(study.rows("participants", scope), "research_level", scope)


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
    heard = study.rows("interviews", scope)["case_id"]
    is_heard = people["participant_id"].isin(heard)
    yield count_of(scope, "interviewed", "", people[is_heard], len(people))
    yield count_of(scope, "not_interviewed", "", people[~is_heard], len(people))
    met = managers[managers["manager_id"].isin(heard)]
    yield count_of(scope, "managers_interviewed", "", met, len(managers))


@declares(Protect.BY_RULE, "took_part")
def manager_role(study: Study, scope: str) -> Iterator[Finding]:
    """Return the number of managerial respondents in each kind of post."""
    managers = study.rows("managers", scope)
    yield from counts(managers, "role", scope, measure="manager_role")


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
        for finding in counts(heard.drop_duplicates(["case_id", column]), column, scope):
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
