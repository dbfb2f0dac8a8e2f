"""Check the rules that need more than one cell: references between tables, and what makes sense of
a cohort.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import repeat

import pandas as pd

from cohortbook.exact.intervals import METHODS
from cohortbook.exact.one_share import TESTS
from cohortbook.exact.prediction import PRIORS
from cohortbook.study.dictionary import Dictionary, Reference, Table
from cohortbook.study.layout import PRIVATE_COHORTS, SETTLEMENTS
from cohortbook.study.policy import AGREED, PROTECTED
from cohortbook.study.problems import Problem, nearest

COLLECTIVE = 3  # people, from whom on a passage is attributed to them together
SHARED = ""  # represents the cohort of rows that belong to none
EVERYBODY = "everybody"  # award holders of whatever profession
AGREEMENT = ("agreed_form", "agreed_on", "agreed_confirmed_by")  # fields of cohort.yml
PEOPLE_IN = {"individual": (1, 1), "pair": (2, 2), "group": (2, None)}
DRAWN = re.compile(
    r"c\d{2,3}_\d{6}"
)  # a passage's identifier from intake: one that is like it is another passage
NOT_CODED = (
    "; copy the identifier from quotes.csv of the cohort. If it is not there, or is there with"
    " is_coded false, the passage is no longer coded: take this row out, or code the passage again"
)
NONE_YET = (
    "; this cohort has no passage yet. Empty this table, take in the coded project, and then put"
    " the rows back with the identifiers in quotes.csv"
)
WHY_NOT = "; for a manager who was asked and not interviewed, say why in the column not_interviewed"
UNSETTLED = "only some coders put"  # begins what is said of a theme that is still to be settled


def broken_rules(
    dictionary: Dictionary,
    tables: dict[str, pd.DataFrame],
    cohorts: dict[str, dict],
    partly_read: set[tuple[str, str]],
) -> list[Problem]:
    """Return every problem that only shows when tables are compared with each other.

    `partly_read` names tables and their files of which rows are lost. What those would have held is
    not known, so nothing is said that rests on it.
    """
    lost_tables = {table for table, _ in partly_read}
    protected = {
        handle for handle, stated in cohorts.items() if stated.get("disclosure") in PROTECTED
    }
    problems: list[Problem] = []
    for table in dictionary.tables.values():
        problems += _unknown_references(table, tables, lost_tables)
        problems += _of_one_table(table, tables[table.name])
    problems += _people_in_two_places(tables)
    problems += _awards(tables["participants"], cohorts, {file for _, file in partly_read})
    problems += _of_comparisons(dictionary, tables, cohorts)
    problems += _services(tables["participants"], cohorts)
    problems += _interviews(tables["interviews"])
    problems += _cohort_sources(tables["sources"], cohorts)
    problems += _same_titles(cohorts)
    problems += _incomplete_agreements(cohorts)
    problems += _consent_in_public(tables["consent"])
    problems += _uncredited(tables["codings"], cohorts)
    problems += _impossible_figures(tables["figures"])
    problems += _codebook(tables["themes"])
    problems += _people_twice(tables["attributions"])
    if not lost_tables & {"passages", "attributions"}:
        problems += [*_of_impacts(tables), *_of_several(tables)]
    if not lost_tables & {"interviews", "participants", "managers"}:
        problems += [*_unheard(tables), *_heard_after_all(tables)]
    problems += _unsettled(tables["codings"], tables["settlements"], protected)
    problems += _signed_twice(tables["approvals"])
    problems += _settled_in_public(tables["settlements"], tables["passages"], protected)
    return [*problems, *_of_report(tables)]


def _of_one_table(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    yield from _keys_in_two_files(table, frame)
    yield from _values_of_later_cohorts(table, frame)


def _of_comparisons(
    dictionary: Dictionary, tables: dict[str, pd.DataFrame], cohorts: dict[str, dict]
) -> Iterator[Problem]:
    comparisons, described = tables["comparisons"], dictionary.tables
    yield from _uncountable(comparisons, described["participants"])
    yield from _impossible_choices(
        tables["specifications"], comparisons, described["comparisons"], cohorts
    )
    yield from _undeclared(comparisons, tables["tests"])


def _of_report(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    yield from _unknown_recommendations(tables["recommendation_links"], tables["recommendations"])
    yield from _differences_of_others(tables["recommendations"])
    yield from _left_out_of_links(tables["recommendation_links"], tables["passages"])
    yield from _claims(tables["claims"])
    yield from _uncounted_keys(tables["key_claims"], tables["claims"])
    yield from _no_patterns(tables["headings"])


def at(source_row: str, column: str | None, message: str) -> Problem:
    """Return a problem at a row named as in a frame's `source_row` column."""
    file, line = source_row.rsplit(":", 1)
    return Problem(file, int(line), column, message)


def _unknown_references(
    table: Table, tables: dict[str, pd.DataFrame], lost_tables: set[str]
) -> Iterator[Problem]:
    frame = tables[table.name]
    for reference in table.references:
        if any(target in lost_tables for target, _ in reference.targets):
            continue
        places = " or ".join(f"{target}.csv" for target, _ in reference.targets)
        known = _known_values(tables, reference)
        everything = set().union(*known.values())
        for value, cohort, source_row in zip(
            frame[reference.column], _cohorts(frame), frame["source_row"], strict=False
        ):
            if (
                value is not pd.NA
                and value not in (everything if cohort == SHARED else known.get(cohort, ()))
                and value not in known.get(SHARED, ())
            ):
                may_be = (
                    everything
                    if cohort == SHARED
                    else known.get(SHARED, set()) | known.get(cohort, set())
                )
                hint = NOT_CODED if DRAWN.fullmatch(value) else nearest(value, may_be)
                if reference.column == "passage_id" and not known.get(cohort):
                    hint = NONE_YET
                yield at(source_row, reference.column, f"{value!r} is not in {places}{hint}")


def _known_values(tables: dict[str, pd.DataFrame], reference: Reference) -> dict[str, set]:
    """Return the values that a reference may take by cohort: a cohort's rows may refer to its own
    and to shared rows, shared rows to any.
    """
    known: dict[str, set] = defaultdict(set)
    for target, column in reference.targets:
        for value, cohort in zip(tables[target][column], _cohorts(tables[target]), strict=False):
            if value is not pd.NA:
                known[cohort].add(value)
    return known


def _cohorts(frame: pd.DataFrame) -> Iterable[str]:
    """The cohort of each row."""
    return frame["cohort"].fillna(SHARED) if "cohort" in frame else repeat(SHARED)


def _people_in_two_places(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Cohorts are pooled, and award holders and managers are cited alike, so an identifier is one
    person's in the whole study.
    """
    everybody = pd.concat(
        [
            tables[name]
            .rename(columns={column: "case_id"})[["case_id", "source_row"]]
            .assign(column=column)
            for name, column in (("participants", "participant_id"), ("managers", "manager_id"))
        ]
    )
    named = everybody.dropna(subset=["case_id"])
    for case_id, same in named[named.duplicated("case_id", keep=False)].groupby("case_id"):
        places = same.assign(file=same["source_row"].str.rsplit(":", n=1).str[0]).drop_duplicates(
            "file"
        )
        first, *others = places.to_dict("records")
        for other in others:
            yield at(
                other["source_row"],
                other["column"],
                f"{case_id!r} is already someone in {first['source_row']}; "
                "an identifier belongs to one person in the whole study",
            )


def _keys_in_two_files(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """A table kept in several files has each key once in all of them; within a file the
    reader has said so.
    """
    if len(table.paths) < 2 or not table.key:
        return
    keyed = frame.dropna(subset=list(table.key))
    for key, same in keyed[keyed.duplicated(list(table.key), keep=False)].groupby(list(table.key)):
        places = same.assign(file=same["source_row"].str.rsplit(":", n=1).str[0]).drop_duplicates(
            "file"
        )
        first, *others = places["source_row"]
        for row in others:
            yield at(
                row,
                table.key[-1],
                f"{', '.join(map(str, key))!r} is there twice; it is already in {first}",
            )


def _values_of_later_cohorts(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    """A value that is new with a cohort is not in an earlier one, which was not asked about it and
    where it would not be counted.
    """
    for column in table.columns if table.per_cohort else ():
        for value, first in column.since:
            early = frame[(frame[column.name] == value) & (frame["cohort"].fillna("") < first)]
            for row in early.to_dict("records"):
                yield at(
                    row["source_row"],
                    column.name,
                    f"{value!r} is new with {first}, as 'since' in data/datapackage.json says; if"
                    " earlier cohorts were asked about it, change that there",
                )


def _awards(
    participants: pd.DataFrame, cohorts: dict[str, dict], lost_files: set[str]
) -> Iterator[Problem]:
    for handle, cohort in cohorts.items():
        rows = int((participants["cohort"] == handle).sum())
        is_lost = any(name.endswith(f"cohorts/{handle}/participants.csv") for name in lost_files)
        if not is_lost and cohort.get("awards") not in (None, rows):
            yield Problem(
                f"data/cohorts/{handle}/cohort.yml",
                None,
                "awards",
                f"says {cohort['awards']} where participants.csv has {rows} rows",
            )


def _uncountable(comparisons: pd.DataFrame, participants: Table) -> Iterator[Problem]:
    """A comparison counts a code that its column allows, or, in a column of numbers, at
    least this many.
    """
    for row in comparisons.dropna(subset=["column", "value"]).to_dict("records"):
        column = participants.column(row["column"])
        if column.enum and row["value"] not in column.enum:
            yield at(
                row["source_row"],
                "value",
                f"{row['value']!r} is not a code of {column.name}: {', '.join(column.enum)}"
                + nearest(row["value"], column.enum),
            )
        if not column.enum and not row["value"].startswith(">="):
            yield at(
                row["source_row"],
                "value",
                f"{column.name} is a number; write >= and a number, for example >=10",
            )


def _impossible_choices(
    specifications: pd.DataFrame, comparisons: pd.DataFrame, table: Table, cohorts: dict[str, dict]
) -> Iterator[Problem]:
    """A choice is one that can be computed, and fits choices of one other dimension
    that are there.
    """
    known = {
        "cohorts": ["all", "each", *cohorts],
        "people": [EVERYBODY, *table.column("people").enum],
        "population": list(comparisons["comparison_id"].dropna()),
        "interval": list(METHODS),
        "test": list(TESTS),
        "prior": list(PRIORS),
    }
    dimension_of = dict(zip(specifications["choice_id"], specifications["dimension"], strict=True))
    for row in specifications.dropna(subset=["dimension", "value"]).to_dict("records"):
        allowed, value = known.get(row["dimension"]), row["value"]
        if allowed is None and not (len(value) == 4 and value.isdigit()):
            yield at(row["source_row"], "value", f"{value!r} is not a year, for example 2022")
        if allowed is not None and value not in allowed:
            yield at(
                row["source_row"],
                "value",
                f"{value!r} is no choice of {row['dimension']}: {', '.join(allowed)}"
                + nearest(value, allowed),
            )
        if pd.notna(row["only_with"]):
            yield from _impossible_only_with(row, dimension_of)


def _impossible_only_with(row: dict, dimension_of: dict[str, str]) -> Iterator[Problem]:
    """The choices that a row names in only_with exist, and are of one dimension."""
    named = row["only_with"].split(";")
    for name in named:
        if name not in dimension_of:
            yield at(
                row["source_row"],
                "only_with",
                f"{name!r} is no choice_id of this table" + nearest(name, dimension_of),
            )
    if len({dimension_of[name] for name in named if name in dimension_of}) > 1:
        yield at(
            row["source_row"],
            "only_with",
            "names choices of more than one dimension; name those of one",
        )


def _undeclared(comparisons: pd.DataFrame, tests: pd.DataFrame) -> Iterator[Problem]:
    """Whatever is tested belongs to a family."""
    declared = set(tests["test_id"].dropna())
    for row in (
        comparisons[comparisons["use"] == "tested"]
        .dropna(subset=["comparison_id"])
        .to_dict("records")
    ):
        if row["comparison_id"] not in declared:
            yield at(
                row["source_row"],
                "comparison_id",
                f"{row['comparison_id']!r} is tested and is not in tests.csv; add a row"
                " there that names its family",
            )


def _services(participants: pd.DataFrame, cohorts: dict[str, dict]) -> Iterator[Problem]:
    for row in participants.dropna(subset=["service"]).to_dict("records"):
        services = cohorts.get(row["cohort"], {}).get("services")
        if services and row["service"] not in services:
            yield at(
                row["source_row"],
                "service",
                f"{row['service']!r} is not among the services of this cohort's cohort.yml: "
                + ", ".join(services),
            )


def _interviews(interviews: pd.DataFrame) -> Iterator[Problem]:
    """One interview has one format and one mode, and as many people as its format says."""
    for (_, interview_id), rows in interviews.groupby(["cohort", "interview_id"], observed=True):
        last = rows["source_row"].iloc[-1]
        for column in ("format", "mode"):
            if rows[column].nunique(dropna=False) > 1:
                yield at(
                    last,
                    column,
                    f"interview {interview_id!r} has more than one {column}; everybody interviewed"
                    " together has the same",
                )
        least, most = PEOPLE_IN.get(rows["format"].iloc[0], (1, None))
        if len(rows) < least or (most and len(rows) > most):
            yield at(
                last,
                "interview_id",
                f"interview {interview_id!r} is of format {rows['format'].iloc[0]} and has"
                f" {len(rows)} {'person' if len(rows) == 1 else 'people'}",
            )


def _of_impacts(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """An impact agrees with the passage that reports it: who reports it, whom it is about, and
    who says the same. Managers speak of their staff, to whom no passage of theirs is attributed.
    """
    group = tables["passages"].set_index("passage_id")["group"].to_dict()
    told = tables["attributions"].groupby("passage_id")["case_id"].agg(set).to_dict()
    for row in tables["impacts"].dropna(subset=["passage_id"]).to_dict("records"):
        passage, place = row["passage_id"], row["source_row"]
        if passage not in group:
            continue  # which is said as a reference that leads nowhere
        is_own = group[passage] == "practitioner" and pd.notna(row["case_id"])
        if is_own and row["case_id"] not in told.get(passage, set()):
            said = f"{row['case_id']!r} is not among those to whom passage {passage} is attributed"
            yield at(place, "case_id", f"{said}; name one of them, or leave the cell empty")
        if row["reported_by"] in {"practitioner", "manager"} - {group[passage]}:
            said = f"says {row['reported_by']}, and passage {passage} is by a {group[passage]}"
            yield at(place, "reported_by", f"{said}; write who says it there, or evaluator")
        if group.get(row["corroborated_by"]) == group[passage]:
            said = f"is a passage by a {group[passage]}, as is the one that reports it"
            yield at(place, "corroborated_by", f"{said}; name one by another group")
        if pd.notna(row["baseline"]) and pd.isna(row["later"]):
            yield at(place, "later", "is empty where there is a baseline; write the value later")


def _of_several(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """An impact of a passage about several people together says so, and one that repeats another
    names one that is counted.
    """
    people = tables["attributions"].groupby("passage_id").size()
    impacts = tables["impacts"]
    counted = set(impacts["impact_id"][impacts["repeats"].isna()].dropna())
    for row in impacts.to_dict("records"):
        number = people.get(row["passage_id"], 0)
        if number >= COLLECTIVE and row["about"] != "several":
            said = f"passage {row['passage_id']} is attributed to {number} people together"
            yield at(row["source_row"], "about", f"{said}; write several")
        if pd.notna(row["repeats"]) and row["repeats"] not in counted - {row["impact_id"]}:
            said = f"{row['repeats']!r} is no other impact, or repeats one itself"
            yield at(row["source_row"], "repeats", f"{said}; name the one that is counted")


def _cohort_sources(sources: pd.DataFrame, cohorts: dict[str, dict]) -> Iterator[Problem]:
    known = set(sources["source_id"].dropna())
    for handle, cohort in cohorts.items():
        source = cohort.get("source_id")
        if source and source not in known:
            yield Problem(
                f"data/cohorts/{handle}/cohort.yml",
                None,
                "source_id",
                f"{source!r} is not in sources.csv" + nearest(source, known),
            )


def _incomplete_agreements(cohorts: dict[str, dict]) -> Iterator[Problem]:
    """Yield a problem for each fact that a cohort whose people agreed does not state of
    their form.
    """
    for handle, cohort in cohorts.items():
        for name in AGREEMENT if cohort.get("disclosure") == AGREED else ():
            if not cohort.get(name):
                yield Problem(
                    f"data/cohorts/{handle}/cohort.yml",
                    None,
                    name,
                    "is empty; a cohort whose disclosure is agreed states the version of its form "
                    "(agreed_form), its date (agreed_on) and who confirmed that every signed form "
                    "is held (agreed_confirmed_by)",
                )


def _consent_in_public(consent: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each file below data/ that says who agreed to what."""
    for file in dict.fromkeys(row.rsplit(":", 1)[0] for row in consent["source_row"]):
        if file.startswith("data/"):
            yield Problem(
                file,
                None,
                None,
                "says who agreed to what, which is private; move it to "
                f"{(PRIVATE_COHORTS / file.split('/')[2]).as_posix()}/",
            )


def _uncredited(codings: pd.DataFrame, cohorts: dict[str, dict]) -> Iterator[Problem]:
    """No one's silence counts in a cohort that is not coded yet, so one that is must say so."""
    for handle in sorted(set(codings["cohort"].dropna())):
        if not cohorts[handle].get("coded_by", "not read"):
            yield Problem(
                f"data/cohorts/{handle}/cohort.yml",
                None,
                "coded_by",
                "is empty, but codings.csv holds codings; say who coded, and from what",
            )


def _same_titles(cohorts: dict[str, dict]) -> Iterator[Problem]:
    """Readers know cohorts by their titles."""
    first: dict[str, str] = {}
    for handle, cohort in cohorts.items():
        if cohort["title"] in first:
            yield Problem(
                f"data/cohorts/{handle}/cohort.yml",
                None,
                "title",
                f"{cohort['title']!r} is already the title of {first[cohort['title']]}",
            )
        first.setdefault(cohort["title"], handle)


def _impossible_figures(figures: pd.DataFrame) -> Iterator[Problem]:
    """A part is no larger than its whole, and a share printed with both is their ratio, to the
    places that are printed.
    """
    for row in figures.dropna(subset=["count", "denominator"]).to_dict("records"):
        if row["count"] > row["denominator"]:
            yield at(
                row["source_row"],
                "count",
                f"{row['count']} is more than the denominator, {row['denominator']}",
            )
        elif (
            pd.notna(row["percent"])
            and abs(100 * row["count"] / row["denominator"] - row["percent"]) > 0.5
        ):
            yield at(
                row["source_row"],
                "percent",
                f"{row['percent']:g} is not {row['count']} of {row['denominator']}, which is "
                f"{100 * row['count'] / row['denominator']:.1f}",
            )


def _codebook(themes: pd.DataFrame) -> Iterator[Problem]:
    """A theme's identifier is its parent's and one word more, so that a parent is the union of what
    begins with it.
    """
    for row in themes.dropna(subset=["theme_id"]).to_dict("records"):
        above = row["theme_id"].rpartition(".")[0]
        if above != ("" if pd.isna(row["parent_id"]) else row["parent_id"]):
            yield at(
                row["source_row"],
                "parent_id",
                f"{row['theme_id']!r} is below {above or 'nothing'!r}, so that is what its"
                " parent_id must be",
            )


def _people_twice(attributions: pd.DataFrame) -> Iterator[Problem]:
    named = attributions.dropna(subset=["case_id"])
    for (passage_id, case_id), same in named[
        named.duplicated(["passage_id", "case_id"], keep=False)
    ].groupby(["passage_id", "case_id"]):
        for row in same["source_row"].iloc[1:]:
            yield at(
                row,
                "case_id",
                f"{case_id!r} is already given passage {passage_id!r} in"
                f" {same['source_row'].iloc[0]}",
            )


def _unheard(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Words are those of someone who was interviewed, and a manager is one who was, or of whom is
    said why not: those who were asked are the base of every count.
    """
    known = set(tables["participants"]["participant_id"].dropna()) | set(
        tables["managers"]["manager_id"].dropna()
    )
    managers = tables["managers"]
    heard = set(tables["interviews"]["case_id"].dropna())
    if heard - known:  # someone misspelt, which is said elsewhere
        return
    for frame, column, remedy in (
        (tables["attributions"], "case_id", ""),
        (managers[managers["not_interviewed"].isna()], "manager_id", WHY_NOT),
    ):
        missed = frame[frame[column].isin(known - heard)].drop_duplicates(column)
        for row in missed.to_dict("records"):
            yield at(
                row["source_row"],
                column,
                f"{row[column]!r} is in no interview; anyone who was interviewed needs a row in"
                f" interviews.csv{remedy}",
            )


def _heard_after_all(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Someone who was not interviewed is in no interview. What someone who withdrew from the
    evaluation said is not used, so it is taken out.
    """
    heard = set(tables["interviews"]["case_id"].dropna())
    for table, column in (("participants", "participant_id"), ("managers", "manager_id")):
        people = tables[table].dropna(subset=["not_interviewed"])
        for row in people[people[column].isin(heard)].to_dict("records"):
            yield at(
                row["source_row"],
                "not_interviewed",
                f"{row['not_interviewed']!r} is said of {row[column]!r}, who is in interviews.csv;"
                " leave this cell empty or, if what the person said must not be used, take the"
                " person out of interviews.csv and of what was coded",
            )


def _settlements_beside(file: str) -> str:
    """The settlements of a cohort that has a table, `file`, in the same folder."""
    return f"{file.rpartition('/')[0]}/{SETTLEMENTS.name}"


def _unsettled(
    codings: pd.DataFrame, settlements: pd.DataFrame, protected: set[str]
) -> Iterator[Problem]:
    """Where several coders coded a file, a theme that not all of them put must have been settled.

    Nothing else is settled, and the file of a cohort settles only what its own coders differ about.
    """
    disputed = _disputed(codings)
    settled = set(zip(settlements["passage_id"], settlements["theme_id"], strict=True))
    for (passage, theme), row in disputed.iterrows():
        if (passage, theme) not in settled:
            is_private = row["cohort"] in protected
            place = _settlements_beside(row["file"]) if is_private else SETTLEMENTS.as_posix()
            yield at(
                row["row"],
                "theme_id",
                f"{UNSETTLED} {theme!r} on {passage!r}; say in {place} whether it is kept, and why",
            )
    whose = disputed["cohort"].to_dict()
    for row, cohort in zip(settlements.itertuples(), _cohorts(settlements), strict=False):
        pair = row.passage_id, row.theme_id
        if pair not in whose or cohort not in (SHARED, whose[pair]):
            which = f"the coders of {cohort}" if cohort else "the coders"
            yield at(
                row.source_row,
                "theme_id",
                f"settles {row.theme_id!r} on "
                f"{row.passage_id!r}, about which {which} do not differ; take the row out",
            )


def _disputed(codings: pd.DataFrame) -> pd.DataFrame:
    """Return the themes on passages that some coders of a file put and others did not.

    Columns: coders, file, row (the first), cohort.
    """
    codings = codings.assign(
        file=codings["source_row"].str.rsplit(":", n=1).str[0],
        cohort=codings["cohort"].fillna(SHARED),
    )
    coders = codings.groupby("file")["coder_id"].nunique()
    put = codings.groupby(["passage_id", "theme_id"]).agg(
        coders=("coder_id", "nunique"),
        file=("file", "first"),
        row=("source_row", "first"),
        cohort=("cohort", "first"),
    )
    return put[put["coders"] < put["file"].map(coders)]


def _settled_in_public(
    settlements: pd.DataFrame, passages: pd.DataFrame, protected: set[str]
) -> Iterator[Problem]:
    """The shared settlements are public, so they name no passage of a protected cohort."""
    own = passages[passages["cohort"].isin(protected)].dropna(subset=["passage_id"])
    shared = settlements[settlements["cohort"].isna()]
    named = shared.merge(own.drop_duplicates("passage_id"), on="passage_id", suffixes=("", "_of"))
    for row in named.itertuples():
        place = _settlements_beside(row.source_row_of)
        yield at(
            row.source_row,
            "passage_id",
            f"{row.passage_id!r} is a passage of "
            f"{row.cohort_of}, whose people are protected, and this file is public; "
            f"move the row to {place}",
        )


def _signed_twice(approvals: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each row in which a person repeats their last decision about a pack."""
    last: dict[tuple[str, str], str] = {}
    for row in approvals.dropna(subset=["pack_digest", "approver", "decision"]).to_dict("records"):
        name = " ".join(row["approver"].split())
        signed = row["pack_digest"], name.casefold()
        if last.get(signed) == row["decision"]:
            said = (
                "has signed this already; a second person must"
                if row["decision"] == "approved"
                else "has asked for changes already"
            )
            yield at(row["source_row"], "approver", f"{name} {said}. Take this row out")
        last[signed] = row["decision"]


def _unknown_recommendations(
    links: pd.DataFrame, recommendations: pd.DataFrame
) -> Iterator[Problem]:
    known = set(recommendations[recommendations["list"] == "full"]["number"].dropna())
    for row in links.dropna(subset=["number"]).to_dict("records"):
        if row["number"] not in known:
            yield at(
                row["source_row"],
                "number",
                f"{row['number']} is no number of the full list of recommendations",
            )
    for column in ("same_as", "in_part"):
        for row in recommendations.dropna(subset=[column]).to_dict("records"):
            for number in row[column].split(";"):
                if int(number) not in known:
                    yield at(
                        row["source_row"],
                        column,
                        f"{number} is no number of the full list of recommendations",
                    )


def _differences_of_others(recommendations: pd.DataFrame) -> Iterator[Problem]:
    """A difference that begins with a number is one of a recommendation that the item takes up."""
    for row in recommendations.dropna(subset=["differs"]).to_dict("records"):
        held = [row[column] for column in ("same_as", "in_part") if pd.notna(row[column])]
        for number in re.findall(r"(?:^|; *)(\d+): ", row["differs"]):
            if number not in ";".join(held).split(";"):
                said = f"{number} is not among the recommendations that this item takes up"
                yield at(row["source_row"], "differs", f"{said}; write one of same_as or in_part")


def _left_out_of_links(links: pd.DataFrame, passages: pd.DataFrame) -> Iterator[Problem]:
    """A link leaves out passages that there are, and only where it answers its theme in part."""
    known = set(passages["passage_id"].dropna())
    for row in links.dropna(subset=["leaves_out"]).to_dict("records"):
        unknown = [passage for passage in row["leaves_out"].split(";") if passage not in known]
        for passage in unknown:
            yield at(row["source_row"], "leaves_out", f"{passage!r} is no passage")
        if row["relation"] != "in_part":
            said = f"leaves out passages, and its relation is {row['relation']}"
            yield at(row["source_row"], "leaves_out", f"{said}; write in_part, or leave it empty")


def _uncounted_keys(keys: pd.DataFrame, claims: pd.DataFrame) -> Iterator[Problem]:
    """A claim that matters most is one that is counted."""
    uncounted = set(claims["claim_id"][claims["uncounted"].notna()])
    for row in keys[keys["claim_id"].isin(uncounted)].to_dict("records"):
        said = f"{row['claim_id']} is a claim that is not counted"
        yield at(row["source_row"], "claim_id", f"{said}; name one that is, or take the row out")


def _no_patterns(headings: pd.DataFrame) -> Iterator[Problem]:
    """A heading of the report is found by a pattern."""
    for row in headings.dropna(subset=["begins"]).to_dict("records"):
        try:
            re.compile(row["begins"])
        except re.error as error:
            yield at(
                row["source_row"],
                "begins",
                f"{row['begins']!r} is not a pattern ({error}); put a backslash before a bracket"
                " that is meant as a bracket",
            )


def _claims(claims: pd.DataFrame) -> Iterator[Problem]:
    """A claim is compared with something, says what it would take, or says why it is not counted;
    each part of the report has one name.
    """
    names: dict[str, str] = {}
    for row in claims.dropna(subset=["locator", "section"]).to_dict("records"):
        if pd.notna(row["check"]) and pd.notna(row["uncounted"]):
            yield at(
                row["source_row"],
                "uncounted",
                "is filled; a row that is not counted has no check",
            )
        if pd.isna(row["check"]) and pd.isna(row["needs"]) and pd.isna(row["uncounted"]):
            yield at(
                row["source_row"],
                "needs",
                "is empty; a claim without a check says what it would take to check it",
            )
        if pd.notna(row["check"]) and pd.isna(row["stated_value"]):
            yield at(
                row["source_row"],
                "stated_value",
                "is empty; a claim that is checked says what it states",
            )
        part = row["locator"].split(".")[0]
        if names.setdefault(part, row["section"]) != row["section"]:
            yield at(
                row["source_row"],
                "section",
                f"{row['section']!r} where other claims of {part} say {names[part]!r}",
            )
