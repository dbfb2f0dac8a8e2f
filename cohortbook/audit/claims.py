"""Audit the published report: each claim with its verdict, computed and never stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from cohortbook.audit.checks import CHECKS, Outcome, Report, basis_of, stated_text
from cohortbook.findings import programme
from cohortbook.findings.catalogue import every_finding
from cohortbook.findings.register import declares
from cohortbook.findings.results import test_of
from cohortbook.study.finding import Finding, count_of
from cohortbook.study.layout import TOGETHER
from cohortbook.study.problems import Problem, StudyError
from cohortbook.study.rules import at
from cohortbook.study.study import Study, once_a_study

FILE = "claims.csv"
VERDICTS = ("reproduced", "differs", "inconsistent", "not_checkable")
BASES = ("rows", "statement", "reading", "nothing")  # what a verdict rests on
FIELDS = (
    "claim_id",
    "kind",
    "section",
    "locator",
    "stated_value",
    "recomputed_value",
    "verdict",
    "reason",
    "basis",
    "basis_rows",
)
SCOPE = "report"


@once_a_study
def report_of(study: Study) -> Report:
    """Return the report's side of the audit: its cohorts, every number computed from them, and its
    claims.

    A cohort that joins later moves no verdict.
    """
    covered = study.of_report if study.named or study.has_own_report_scope else study
    found, whole = _found(study, covered), every_finding(study)
    moved = frozenset(
        name
        for name, own in found.items()
        if name not in whole or (own.value, own.n) != (whole[name].value, whole[name].n)
    )
    return Report(
        covered,
        found,
        {claim["claim_id"]: claim for claim in study.tables["claims"].to_dict("records")},
        moved,
    )


def _found(study: Study, covered: Study) -> dict[str, Finding]:
    """Return every number of the report's cohorts by id.

    Protected cohorts have no row in the study: they change how many cohorts there are, and no
    other number, so nothing else is computed again for them.
    """
    if covered is study or study.has_own_report_scope:
        return every_finding(covered)
    of_others = tuple(f"{scope}." for scope in (*study.named, TOGETHER))
    found = {
        name: own for name, own in every_finding(study).items() if not name.startswith(of_others)
    }
    return found | programme.listed(covered).by_id


def audit(report: Report) -> pd.DataFrame:
    """Return the claims of the report with what was found of each; a row is one claim, in the
    order of the list of claims. Rows of the list of claims that are not counted are left out.

    As well as the columns of claims.csv: recomputed_value (text; empty when there is none), verdict
    (one of VERDICTS), basis (one of BASES), reason, turns (what would change the verdict), rows (of
    the evidence), function and test (of the check; empty when there is none), leads_to (its
    result_id, unless cohorts that the report does not cover have moved that number). Raises
    StudyError, with every problem, if claims are compared with something that is not there.
    """
    claims, problems = audited(report)
    if problems:
        raise StudyError(problems)
    return claims


def audited(report: Report) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the claims that could be judged, as `audit` does, and a problem for each
    that could not.
    """
    rows, problems = [], []
    for claim in report.claims.values():
        if pd.notna(claim["uncounted"]):
            continue
        try:
            # A number that later cohorts have moved is not what the claim was compared with; no
            # link leads there.
            rows.append(
                claim
                | _judged(claim, report)
                | {"leads_to": None if claim["result_id"] in report.moved else claim["result_id"]}
            )
        except ValueError as error:
            column = "result_id" if claim["check"] == "finding" else "against"
            problems.append(at(claim["source_row"], column, str(error)))
    columns = [
        *report.study.tables["claims"].columns,
        "recomputed_value",
        "verdict",
        "basis",
        "reason",
        "turns",
        "rows",
        "function",
        "test",
        "leads_to",
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object), problems


def _judged(claim: dict, report: Report) -> dict:
    if pd.isna(claim["check"]):
        return {
            "recomputed_value": "",
            "verdict": "not_checkable",
            "basis": "nothing",
            "reason": _sentences("Nothing in the study can be compared with it", claim["note"]),
            "turns": _sentences(claim["needs"]),
            "rows": (),
            "function": "",
            "test": "",
        }
    if claim["check"] != "finding" and pd.isna(claim["against"]):
        raise ValueError("is empty; say what the claim is compared with")
    check = CHECKS[claim["check"]]
    outcome = check.function(claim, report)
    name = f"{check.function.__module__}.{check.function.__name__}"
    return {
        "recomputed_value": outcome.recomputed,
        "verdict": _verdict(outcome, check.otherwise),
        "basis": "nothing" if outcome.holds is None else basis_of(claim),
        "reason": _reason(claim, outcome),
        "turns": _sentences(
            claim["needs"] if outcome.holds is None and pd.notna(claim["needs"]) else outcome.turns
        ),
        "rows": outcome.rows,
        "function": name,
        "test": test_of(name),
    }


def _verdict(outcome: Outcome, otherwise: str) -> str:
    if outcome.holds is None:
        return "not_checkable"
    return "reproduced" if outcome.holds else otherwise


def _reason(claim: dict, outcome: Outcome) -> str:
    found = f"{outcome.recomputed}, {outcome.how}" if outcome.recomputed else outcome.how
    return _sentences(f"Stated {stated_text(claim)}; {found}", claim["note"])


def _sentences(*parts) -> str:
    return " ".join(
        f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if pd.notna(part) and part
    )


@declares()
def verdicts(claims: pd.DataFrame) -> Iterator[Finding]:
    """Return the number of claims, and of each verdict, of all kinds and of each kind
    and section.
    """
    everything = tuple(claims["source_row"])
    yield Finding(SCOPE, "claims", "", "count", len(claims), len(claims), "claims", everything)
    for verdict in VERDICTS:
        held = claims[claims["verdict"] == verdict]
        yield count_of(SCOPE, "claims", verdict, held, len(claims), "claims")


@declares()
def verdicts_by(claims: pd.DataFrame, column: str) -> Iterator[Finding]:
    """Return the number of each verdict for each basis, or for each kind or section that there is
    (`column`), in the order of the list of claims.
    """
    for value in BASES if column == "basis" else claims[column].unique():
        same = claims[claims[column] == value]
        for verdict in VERDICTS:
            held = same[same["verdict"] == verdict]
            yield count_of(
                SCOPE,
                f"claims_by_{column}",
                f"{slug(value)}.{verdict}",
                held,
                len(same),
                "claims",
                value,
            )


def slug(name: str) -> str:
    return name.lower().replace(" ", "_")


def page_of(locator: str) -> str:
    """Return the page that holds the cards of a part of the report: one for each first part of a
    locator, for ever.
    """
    return f"claims_{locator.split('.')[0].lower()}"


def as_records(claims: pd.DataFrame) -> list[dict]:
    """Return the audit as JSON records, each with the page of its card as `page`, what it states,
    for readers, as `stated` and the number of its rows as `basis_rows`; what is empty is an empty
    text.
    """
    columns = [column for column in claims.columns if column not in ("source_row", "leads_to")]
    claims = claims.assign(result_id=claims["leads_to"])
    return [
        {
            column: (
                list(row[column])
                if column == "rows"
                else ""
                if pd.isna(row[column])
                else row[column]
            )
            for column in columns
        }
        | {
            "page": page_of(row["locator"]),
            "stated": stated_text(row),
            "basis_rows": len(row["rows"]),
        }
        for row in claims.to_dict("records")
    ]


def as_csv(claims: list[dict]) -> str:
    """Return the audit's records as the text of a CSV file with the columns FIELDS."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(claims)
    return text.getvalue()


def read_csv(path: Path) -> list[dict]:
    """Return the audit as the book published it, a dictionary a claim; none if there is
    no such file.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
