"""What of the findings is published: the one place where numbers about people of a strict cohort are hidden, before anything is drawn.

A hidden number has the value [c] (the symbol of the Government Analysis Function for confidential), no base and no rows. Numbers
that say nothing of a strict cohort's people are left as they are. What nobody has found safe is hidden: a new measure stays hidden
until `protection` knows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from cohortbook.places import ALL, COHORTS

if TYPE_CHECKING:
    import pandas as pd

    from cohortbook.study import Study

HIDDEN = "[c]"
NOTE = "[c]: hidden, so that nobody can be known from it."
OF_PEOPLE = ("people", "years", "impacts", "interviews", "combinations", "specifications")  # units; the last two are of choices whose outcome rests on people
SETTLEMENTS = "data/codebook/settlements.csv"
HIDES = ("value", "n")  # columns that hold a symbol, or nothing, where a number is hidden
PUBLISHED = ("baseline", "baseline_date")  # statistics of a comparison that are another publisher's figure


def as_published(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings as they may be published; as they are, if the study has no strict cohort or is not to be limited."""
    if study.shown is None or not study.strict:
        return findings
    import pandas as pd

    records = [_published(study, record) for record in findings.to_dict("records") if not _tells_by_being_there(study, record)]
    kinds = {column: kind for column, kind in findings.dtypes.items() if column not in HIDES}
    return pd.DataFrame(records, columns=findings.columns, dtype=object).astype(kinds)


def _published(study: Study, record: dict) -> dict:
    if is_concerned(study, record) and record["id"] not in study.shown:
        return record | {"value": HIDDEN, "n": None, "rows": ()}
    return record | {"n": None if _is_of_all_compared(study, record) else record["n"]} | {"rows": tuple(row for row in record["rows"] if not _is_theirs(study, row))}


def is_concerned(study: Study, record: dict) -> bool:
    """Whether a finding says something of the people of a strict cohort: of all cohorts also if it says that none of them is among those counted."""
    is_of_all = (record["scope"] == ALL and record["unit"] in OF_PEOPLE) or (_is_of_all_compared(study, record) and record["statistic"] not in PUBLISHED)
    return record["scope"] in study.strict or is_of_all or any(_is_theirs(study, row) for row in record["rows"])


def _is_of_all_compared(study: Study, record: dict) -> bool:
    """Whether a finding is of a comparison of all cohorts, so that its base is how many were compared."""
    return record["scope"] == ALL and record["measure"] in set(study.tables["comparisons"]["comparison_id"])


def is_protected(study: Study, scope: str) -> bool:
    """Whether people of a strict cohort are in a scope."""
    return bool(study.strict) if scope == ALL else scope in study.strict


def _is_theirs(study: Study, row: str) -> bool:
    return any(row.startswith(f"{(COHORTS / handle).as_posix()}/") for handle in study.strict)


def withheld(study: Study, names: Iterable[str]) -> set[str]:
    """Return which files, by their paths in the study, are not given out, nor digests of them, from which short files could be guessed.

    Those of strict cohorts but their cohort.yml; and that which says which themes stand on passages of theirs, and so how few people stand behind a number.
    """
    passages = study.tables["passages"]
    theirs = passages[passages["cohort"].isin(study.strict)]["passage_id"]
    is_settled = study.tables["settlements"]["passage_id"].isin(theirs).any()
    return {name for name in names if (_is_theirs(study, name) and not name.endswith("/cohort.yml")) or (is_settled and name == SETTLEMENTS)}


def _tells_by_being_there(study: Study, record: dict) -> bool:
    """Whether a finding says by being there who the people of strict cohorts are.

    So does free text that only they gave, a comparison that only they are in, and one by service or a trend that they are in, which are
    there only for some services, and not if all are the same.
    """
    from cohortbook.baselines import compared_openly  # which makes findings, and so stands above what hides them

    compared = record["measure"].removesuffix(".own_years")
    if compared in set(study.tables["comparisons"]["comparison_id"]):
        return compared not in compared_openly(study, record["scope"])
    if record["measure"] in set(study.tables["strata"]["strata_id"]) or record["measure"].endswith(".trend"):
        return is_protected(study, record["scope"])
    if not record["category"] or not matches(study.policy.measures("never_said"), record):
        return False
    return record["scope"] in study.strict or (record["scope"] == ALL and bool(record["rows"]) and all(_is_theirs(study, row) for row in record["rows"]))


def matches(patterns: list[str], record: dict) -> bool:
    """Whether a finding's id, without its scope, is one of the patterns."""
    return any(fnmatchcase(record["id"].split(".", 1)[1], pattern) for pattern in patterns)


def is_any_hidden(findings: pd.DataFrame) -> bool:
    """Whether a value of a findings frame is hidden, so that it cannot be drawn."""
    return any(value is HIDDEN or value == HIDDEN for value in findings["value"])


def drawable(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of those scopes of which nothing is hidden."""
    hidden = {row["scope"] for row in findings.to_dict("records") if row["value"] == HIDDEN}
    return findings[~findings["scope"].isin(hidden)]
