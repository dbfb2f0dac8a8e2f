"""The checks of claims: each compares what a claim states with rows of tables, or with other
claims.

A check is given a claim (a row of claims.csv as a dictionary) and what the report and the study
hold, and returns an Outcome. Checks against tables recompute: where they disagree, the claim
`differs`. Checks against other claims compare one statement of the report with another: where they
disagree, the report is `inconsistent`.
"""

from __future__ import annotations

import ast
import datetime
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from cohortbook.audit.selections import Evidence, is_result_id, parse
from cohortbook.audit.selections import count as count_rows
from cohortbook.study.finding import Finding
from cohortbook.study.study import Study
from cohortbook.study.wording import rounded, sentence_list, text_of

DIFFERS, INCONSISTENT = "differs", "inconsistent"
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
CLAIM = re.compile(r"c\d{3,}")


class Outcome(NamedTuple):
    """What a check found: the value recomputed, as text; whether the claim holds (None: cannot be
    told); how, and from where.

    `turns` says what would change the answer.
    """

    recomputed: str
    holds: bool | None
    how: str
    turns: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What claims are compared with: the part of the study that the report covers, every number
    that gives by id, and every claim by its id.

    `moved` names the numbers that are others in the whole study, because cohorts have joined that
    the report does not cover.
    """

    study: Study
    found: dict[str, Finding]
    claims: dict[str, dict]
    moved: frozenset[str] = frozenset()


class Check(NamedTuple):
    function: Callable[[dict, Report], Outcome]
    otherwise: str  # the verdict where the claim does not hold


CHECKS: dict[str, Check] = {}


def check(otherwise: str):
    """Enter a function among the checks, under its name."""

    def enter(function):
        CHECKS[function.__name__] = Check(function, otherwise)
        return function

    return enter


@check(DIFFERS)
def finding(claim: dict, report: Report) -> Outcome:
    """Hold a stated number against a number this study computes from the tables."""
    if pd.isna(claim["result_id"]):
        raise ValueError("is empty; the check named finding takes its number from here")
    found = _found(claim["result_id"], report)
    outcome = _compare(claim, found.value, found.rows, f"computed from {_lines(found.rows)}")
    if (
        found.statistic == "mean"
        and outcome.holds is not None
        and isinstance(found.value, (int, Fraction))
    ):
        total = found.value * found.n
        low, high = sums_of(claim["stated_value"], found.n)
        needed = str(low) if low == high else f"between {low} and {high}"
        outcome = outcome._replace(
            turns=(
                f"A mean of {claim['stated_value']} takes {found.n} whole numbers that sum to"
                f" {needed}; these sum to {total}."
                if low <= high
                else f"No {found.n} whole numbers have a mean of {claim['stated_value']}."
            )
        )
    return outcome


@check(DIFFERS)
def count(claim: dict, report: Report) -> Outcome:
    """Hold a stated number against a count of rows, people or cohorts, or against a total."""
    evidence = _evidence(claim["against"], report)
    if evidence.unknown:
        return _open(evidence)
    return _compare(claim, evidence.value, evidence.rows, f"counted in {_lines(evidence.rows)}")


@check(DIFFERS)
def ratio(claim: dict, report: Report) -> Outcome:
    """Hold a stated ratio against the ratio of two counts."""
    first, second = (_evidence(part.strip(), report) for part in claim["against"].split(" : "))
    if first.unknown or second.unknown or not second.value:
        return _open(second if second.unknown else first)
    value = Fraction(str(first.value)) / Fraction(str(second.value))
    return _compare(claim, value, first.rows + second.rows, f"{first.value:,} to {second.value:,}")


@check(DIFFERS)
def quantifier(claim: dict, report: Report) -> Outcome:
    """Hold a word such as "most" against a count and its base, by the rule in quantifiers.csv.

    The count is of those the report names; more may have said the same.
    """
    evidence = _evidence(claim["against"], report)
    rule = _rule(claim["stated_value"], report.study)
    if evidence.n == 0:
        return Outcome("", None, "no one was asked", "Someone who was asked.", evidence.rows)
    verdicts = {_satisfies(value, n, rule) for value, n in evidence.possible()}
    if len(verdicts) > 1:
        return _open(evidence)
    recomputed = (
        f"{evidence.value} of {evidence.n}" if evidence.n is not None else str(evidence.value)
    )
    return Outcome(
        recomputed,
        verdicts.pop(),
        f"counted in {_lines(evidence.rows)}",
        _wanted(rule),
        evidence.rows,
    )


@check(DIFFERS)
def between(claim: dict, report: Report) -> Outcome:
    """Hold a word such as "most" against the fewest and the most of a base whom the report may
    mean, by the same rule: `SELECTION to SELECTION`, each with its base.
    """
    few, _, many = claim["against"].partition(" to ")
    fewest, most = _evidence(few, report), _evidence(many, report)
    rule = _rule(claim["stated_value"], report.study)
    verdicts = {_satisfies(end.value, end.n, rule) for end in (fewest, most)}
    rows = tuple(dict.fromkeys(fewest.rows + most.rows))
    return Outcome(
        f"{fewest.value} to {most.value} of {most.n}",
        verdicts.pop() if len(verdicts) == 1 else None,
        f"counted in {_lines(rows)}",
        _wanted(rule),
        rows,
    )


@check(INCONSISTENT)
def counterpart(claim: dict, report: Report) -> Outcome:
    """See whether something that the report says in one place has its counterpart in another."""
    evidence = _evidence(claim["against"], report)
    return Outcome(
        "there" if evidence.value else "not there",
        bool(evidence.value),
        f"{evidence.value} found",
        "A counterpart, put in or taken out.",
        evidence.rows,
    )


@check(INCONSISTENT)
def same(claim: dict, report: Report) -> Outcome:
    """Hold a statement against the same statement elsewhere in the report."""
    others = [_claim(claim_id, report) for claim_id in claim["against"].split()]
    stated = [other["stated_value"] for other in others]
    holds = all(_same(claim["stated_value"], value) for value in stated)
    told = (
        ("the same words" if holds else "other words")
        if claim["unit"] == "digest"
        else " and ".join(dict.fromkeys(map(stated_text, others)))
    )
    return Outcome(
        told,
        holds,
        f"as stated at {_places(others)}",
        "One of the two statements, corrected.",
        tuple(other["source_row"] for other in others),
    )


@check(INCONSISTENT)
def arithmetic(claim: dict, report: Report) -> Outcome:
    """Hold a stated number against a sum worked from other stated numbers of the report."""
    others = [
        _claim(claim_id, report) for claim_id in dict.fromkeys(CLAIM.findall(claim["against"]))
    ]
    worked = CLAIM.sub(
        lambda match: f"({report.claims[match[0]]['stated_value']})", claim["against"]
    )
    shown = CLAIM.sub(lambda match: str(report.claims[match[0]]["stated_value"]), claim["against"])
    outcome = _compare(
        claim,
        amount(worked),
        tuple(other["source_row"] for other in others),
        f"{shown}, as stated at {_places(others)}",
    )
    return outcome._replace(turns="One of the stated numbers, corrected.")


RELATIONS = {
    ">=": ("not before", "before"),
    "<=": ("not after", "after"),
    "within": ("within", "not within"),
}  # as it should be, and as it is not


@check(INCONSISTENT)
def order(claim: dict, report: Report) -> Outcome:
    """Hold a stated date or span against others: not before one begins (>=), not after it ends
    (<=), or within it.
    """
    holds, others, against = True, [], []
    start, end = span(claim["stated_value"])
    for part in claim["against"].split(";"):
        relation, claim_id = part.split()
        others.append(_claim(claim_id, report))
        first, last = span(others[-1]["stated_value"])
        if relation not in RELATIONS:
            raise ValueError(
                f"{relation!r} is no relation of dates; there are {sentence_list(list(RELATIONS))}"
            )
        fits = (relation == "<=" or start >= first) and (relation == ">=" or end <= last)
        against.append(f"{RELATIONS[relation][0 if fits else 1]} {stated_text(others[-1])}")
        holds = holds and fits
    return Outcome(
        " and ".join(dict.fromkeys(against)),
        holds,
        f"going by what is stated at {_places(others)}",
        "One of the dates, corrected.",
        tuple(other["source_row"] for other in others),
    )


@check(INCONSISTENT)
def elapsed(claim: dict, report: Report) -> Outcome:
    """Hold a stated number of years against the time from the end of one stated date or span to the
    beginning of another.

    A date that is printed as a year or month may lie anywhere in it; the claim holds if some such
    dates make it right to the nearest year.
    """
    first, second = (_claim(claim_id, report) for claim_id in claim["against"].split())
    earliest, latest = span(first["stated_value"].split("/")[-1])
    low, high = (
        _years(latest, span(second["stated_value"])[0]),
        _years(earliest, span(second["stated_value"].split("/")[0])[1]),
    )
    stated, decimals = amount(claim["stated_value"]), decimals_of(claim["stated_value"])
    holds = low - half(decimals) <= stated <= high + half(decimals)
    return Outcome(
        f"{text_of(low, '')} to {text_of(high, '')}",
        holds,
        f"between the dates stated at {_places([first, second])}",
        "One of the dates, told more exactly.",
        (first["source_row"], second["source_row"]),
    )


# Tables, columns and numbers that hold what this study made of the report's words.
OUR_READING = {
    "impacts",
    "impact",
    "impact_measure",
    "codings",
    "theme",
    "passages",
    "same_as",
    "in_part",
    "topic",
    "role_group",
    "research_level",
}


def basis_of(claim: dict) -> str:
    """Return what the verdict of a checked claim rests on: rows that were transcribed (`rows`),
    another statement of the report (`statement`), or what this study made of its words (`reading`).

    Words that are printed twice are told by their digests, which is no reading.
    """
    against = claim["result_id"] if claim["check"] == "finding" else claim["against"]
    named = set(re.findall(r"[a-z_]+", against))
    if named & OUR_READING and not named >= {"passages", "repeats"}:
        return "reading"
    return "statement" if CHECKS[claim["check"]].otherwise == INCONSISTENT else "rows"


def stated_text(claim: dict) -> str:
    """Return what a claim states as readers see it: dates in words; for a digest, which represents
    words that are not repeated, the few as printed.
    """
    if pd.isna(claim["stated_value"]) or claim["unit"] == "digest":
        return f"“{claim['as_printed']}”"
    return text_of(claim["stated_value"], "date" if claim["kind"] == "date" else "")


def amount(text: str) -> Fraction:
    """Return the value of a number or of a sum such as 1+1+4 or (7*11.7 + 11*6.4) / 18, exactly.

    Raises ValueError if it is anything else.
    """
    try:
        return _value(ast.parse(text.strip().replace(",", ""), mode="eval").body)
    except (SyntaxError, KeyError, TypeError, ZeroDivisionError, AttributeError):
        raise ValueError(f"{text!r} is no number or sum of numbers") from None


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
        raise TypeError
    return Fraction(str(node.value))


def half(decimals: int) -> Fraction:
    """Return half a unit of the last printed place: a number printed to one decimal represents what
    lies within 0.05 of it.
    """
    return Fraction(1, 2 * 10**decimals)


def decimals_of(text: str) -> int:
    """Return to how many decimals a number is printed."""
    return max((len(part) for part in re.findall(r"\.(\d+)", text)), default=0)


def sums_of(stated: str, n: int) -> tuple[int, int]:
    """Return the smallest and largest sum of n whole numbers whose mean is printed as `stated`; the
    first is larger if there is none.
    """
    low, high = ((amount(stated) + sign * half(decimals_of(stated))) * n for sign in (-1, 1))
    return -int(-low // 1), int(high // 1)


def span(text: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of an ISO date, month, year or span of them. Raises
    ValueError if it is none.
    """
    first, _, last = text.partition("/")
    return _day(first, last_day=False), _day(last or first, last_day=True)


def _day(text: str, last_day: bool) -> datetime.date:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise ValueError(f"{text!r} is no date, month or year")
    year, month, day = [*(int(part) for part in text.split("-")), 0, 0][:3]
    if day:
        return datetime.date(year, month, day)
    if not last_day:
        return datetime.date(year, month or 1, 1)
    return datetime.date(
        year + (month in (0, 12)), 1 if month in (0, 12) else month + 1, 1
    ) - datetime.timedelta(days=1)


def _years(first: datetime.date, last: datetime.date) -> Fraction:
    return Fraction((last - first).days * 100, 36525)


def _compare(claim: dict, value, rows: tuple[str, ...], how: str) -> Outcome:
    """Hold a stated number, or date, against a recomputed one, at the decimals it is stated to."""
    if value is None:
        return Outcome("", None, how, "The values, once known.", rows)
    if isinstance(value, str):
        return Outcome(
            text_of(value, "date"),
            value == claim["stated_value"],
            how,
            "Another date in the rows.",
            rows,
        )
    stated, found, decimals = (
        amount(claim["stated_value"]),
        Fraction(str(value)),
        decimals_of(claim["stated_value"]),
    )
    is_rounded = decimals > 0 or found.denominator > 1
    holds = abs(found - stated) <= (half(decimals) if is_rounded else 0)
    if holds and is_rounded:
        turns = (
            f"Rows that give less than {_plain(stated - half(decimals), decimals + 1)} or more than"
            f" {_plain(stated + half(decimals), decimals + 1)}."
        )
    else:
        turns = (
            "Any other number in the rows."
            if holds
            else f"Rows that give {_plain(stated, decimals)}."
        )
    # never to as few places as would round it to an edge of what is stated
    return Outcome(_plain(found, max(decimals + 1, 2)), holds, how, turns, rows)


def _plain(value: Fraction, places: int) -> str:
    """A number in digits, to that many places; a fraction also exactly."""
    if value.denominator == 1:
        return f"{int(value):,}"
    exact = f" (exactly {value})" if (value * 10**places).denominator > 1 else ""
    return f"{rounded(value, places):,.{places}f}{exact}"


def _evidence(text: str, report: Report) -> Evidence:
    if is_result_id(text):
        found = _found(text, report)
        if not isinstance(found.value, (int, Fraction)):
            raise ValueError(f"{text!r} has no value that could be counted with")
        return Evidence(found.value, found.n, 0, found.rows)
    return count_rows(parse(text), report.study)


def _found(result_id: str, report: Report) -> Finding:
    if result_id not in report.found:
        raise ValueError(f"{result_id!r} is no number of this study")
    return report.found[result_id]


def _claim(claim_id: str, report: Report) -> dict:
    if claim_id not in report.claims:
        raise ValueError(f"{claim_id!r} is no claim")
    other = report.claims[claim_id]
    if pd.isna(other["stated_value"]):
        raise ValueError(f"{claim_id} states no value")
    return other


def _same(stated: str, other: str) -> bool:
    try:
        return amount(stated) == amount(other)
    except ValueError:
        return stated.casefold() == other.casefold()


def _open(evidence: Evidence) -> Outcome:
    certain = f"{evidence.value} for certain; " if evidence.value else ""
    return Outcome(
        "",
        None,
        f"{certain}cells that would tell are empty or contested in {_lines(evidence.rows)}",
        "The cells that are empty, once known.",
        evidence.rows,
    )


def _rule(word: str, study: Study) -> dict:
    rules = {row["word"]: row for row in study.tables["quantifiers"].to_dict("records")}
    if word not in rules:
        raise ValueError(f"{word!r} has no rule in quantifiers.csv")
    return rules[word]


def _satisfies(value: float | Fraction, n: float | None, rule: dict) -> bool:
    given = {
        name: Fraction(str(limit))
        for name, limit in rule.items()
        if name not in ("word", "rule", "source_row") and pd.notna(limit)
    }
    if n is None and any(name.startswith("share") for name in given):
        raise ValueError(f"{rule['word']!r} is a share; name its base with where or of")
    base = n or 0
    return (
        (value >= given.get("at_least", 0))
        and (value <= given.get("at_most", value))
        and ("share_at_least" not in given or value >= given["share_at_least"] * base)
        and ("share_more_than" not in given or value > given["share_more_than"] * base)
    )


def _wanted(rule: dict) -> str:
    return f"By our rule “{rule['word']}” asks for {_lowered(rule['rule'])}."


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _places(claims: list[dict]) -> str:
    return ", ".join(f"{claim['section']} ({claim['claim_id']})" for claim in claims)


def _lines(rows: tuple[str, ...]) -> str:
    files = list(dict.fromkeys(row.rsplit(":", 1)[0].rsplit("/", 1)[-1] for row in rows))
    return (
        f"{len(rows)} {'row' if len(rows) == 1 else 'rows'} of {', '.join(files)}"
        if rows
        else "no row"
    )
