"""Each verdict on the real report turns when what the claim states, or what it is held against, is
altered.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from cohortbook.audit.checks import CHECKS, CLAIM, amount
from cohortbook.audit.claims import audited, report_of
from cohortbook.audit.selections import is_result_id

# What a counterpart that is not there would look like: the table, the row, a cell.
COUNTERPARTS = [
    ("c027", "recommendations", {"list": "full", "number": 12}, {"topic": "Keep funding it"}),
    ("c069", "recommendations", {"list": "summary", "number": 9}, {"same_as": "12"}),
    ("c051", "headings", {"block": "S0.KF-enablers"}, {"begins": r"1\. Enablers$"}),
    ("c094", "passages", {"passage_id": "p0205"}, {"repeats": "p0025"}),
    ("c655", "recommendations", {"list": "full", "number": 12}, {"topic": "The NHS may help"}),
    ("c643", "recommendations", {"list": "summary", "number": 7}, {"same_as": "3;11"}),
    ("c658", "codings", {"passage_id": "p0308"}, {"theme_id": "enablers.programme.delivery_team"}),
    ("c659", "codings", {"passage_id": "p0149"}, {"theme_id": "impacts.wider.teaching"}),
    ("c677", "impacts", {"impact_id": "i072"}, {"reach": "international"}),
]

# What would close a verdict that is left open: the table, the rows, the cells, and the verdict.
OPEN = [
    *(
        (claim_id, "impacts", {"impact_id": "i021"}, {"status": status}, verdict)
        for claim_id in ("c023", "c085")
        for status, verdict in (("happened", "reproduced"), ("hoped", "differs"))
    ),
    ("c220", "participants", {"cohort": "cohort_01"}, {"service": "adult"}, "reproduced"),
    ("c220", "participants", {"participant_id": "PR3"}, {"service": "children"}, "differs"),
    ("c620", "attributions", {"passage_id": "p0063"}, {"passage_id": "p0068"}, "reproduced"),
    ("c620", "attributions", {"passage_id": "p0063"}, {"passage_id": "p0001"}, "differs"),
    ("c621", "attributions", {"passage_id": "p0063"}, {"passage_id": "p0064"}, "reproduced"),
    ("c621", "attributions", {"passage_id": "p0063"}, {"case_id": "PR6"}, "differs"),
]


@pytest.fixture(scope="module")
def report(real):
    return report_of(real)


@pytest.fixture(scope="module")
def claims(report):
    return audited(report)[0].set_index("claim_id", drop=False)


@pytest.fixture(scope="module")
def judged(report):
    """Judge one claim; any of its own cells, other claims, numbers or tables may be others."""

    def judged(claim_id, others=(), found=(), tables=(), **cells):
        ledger = report.claims | dict(others)
        claim = ledger[claim_id] | cells
        against = CLAIM.findall(str(claim["against"]))
        held = {name: ledger[name] | {"check": None} for name in against}
        study = replace(report.study, tables={**report.study.tables, **dict(tables)})
        altered = replace(
            report,
            study=study if tables else report.study,
            found=report.found | dict(found),
            claims=held | {claim_id: claim},
        )
        rows, problems = audited(altered)
        assert problems == []
        return dict(zip(rows["claim_id"], rows["verdict"], strict=True))[claim_id]

    return judged


def checked(claims, *names):
    held = claims[claims["check"].isin(names)]
    assert len(held)
    return held.to_dict("records")


@pytest.mark.slow
def test_a_claim_turns_with_the_statement_it_is_held_against(report, claims, judged):
    for claim in checked(claims, "same"):
        verdicts = [
            judged(
                claim["claim_id"],
                others={
                    name: report.claims[name] | {"stated_value": value}
                    for name in CLAIM.findall(claim["against"])
                },
            )
            for value in (claim["stated_value"], "1900")
        ]
        assert verdicts == ["reproduced", "inconsistent"], claim["claim_id"]


def test_a_sum_or_a_date_turns_with_what_is_stated(claims, judged):
    options = {"order": ("1900", "2025-02", "2025-06", "2100")}
    for claim in checked(claims, "arithmetic", "order", "elapsed"):
        verdicts = {
            judged(claim["claim_id"], stated_value=value)
            for value in options.get(claim["check"], ("1", "2", "1900"))
        }
        assert verdicts | {claim["verdict"]} == {"reproduced", "inconsistent"}, claim["claim_id"]


def test_a_number_turns_with_the_number_of_the_study(report, claims, judged):
    for claim in checked(claims, "finding"):
        row, stated = report.found[claim["result_id"]], claim["stated_value"]
        values = (
            (amount(stated), amount(stated) + 1)
            if isinstance(row.value, (int, Fraction))
            else (stated, "2099-01")
        )
        verdicts = [
            judged(claim["claim_id"], found={claim["result_id"]: row._replace(value=value)})
            for value in values
        ]
        assert verdicts == ["reproduced", "differs"], claim["claim_id"]


@pytest.mark.slow
def test_a_count_or_a_word_that_is_borne_out_turns_without_its_rows(report, claims, judged):
    for claim in checked(claims, "count", "quantifier", "counterpart"):
        if claim["verdict"] != "reproduced":
            continue
        if is_result_id(claim["against"]):
            altered = {
                "found": {claim["against"]: report.found[claim["against"]]._replace(value=0)}
            }
        else:
            altered = {"tables": without(report.study, claim["rows"])}
        assert judged(claim["claim_id"], **altered) != "reproduced", claim["claim_id"]


def without(study, rows):
    return {
        name: frame[~frame["source_row"].isin(rows)]
        for name, frame in study.tables.items()
        if "source_row" in frame and frame["source_row"].isin(rows).any()
    }


def test_a_count_or_a_word_that_is_not_borne_out_turns_with_what_is_stated(claims, judged):
    for claim in checked(claims, "count", "quantifier", "between"):
        if claim["verdict"] == "reproduced":
            continue
        options = (
            (claim["recomputed_value"],)
            if claim["check"] == "count"
            else ("none", "(at least one)")
        )
        verdicts = {judged(claim["claim_id"], stated_value=value) for value in options}
        assert verdicts & {"reproduced"} or not claim["recomputed_value"], claim["claim_id"]


def with_cells(study, table, row, cells):
    """Return a table of which the rows with certain values have others in some cells."""
    frame = study.tables[table].copy()
    place = frame[list(row)].eq(list(row.values())).all(axis=1)
    assert place.any()
    for column, value in cells.items():
        frame[column] = frame[column].astype(object).mask(place, value)
    return {table: frame}


@pytest.mark.parametrize("claim_id, table, row, cells", COUNTERPARTS)
def test_a_counterpart_that_is_not_there_is_found_when_it_is(
    report, claims, judged, claim_id, table, row, cells
):
    assert claims.loc[claim_id, "verdict"] == CHECKS["counterpart"].otherwise
    altered = with_cells(report.study, table, row, cells)
    assert judged(claim_id, tables=altered) == "reproduced"


@pytest.mark.parametrize("claim_id, table, row, cells, verdict", OPEN)
def test_a_verdict_that_is_left_open_is_closed_by_what_is_not_known(
    report, claims, judged, claim_id, table, row, cells, verdict
):
    altered = with_cells(report.study, table, row, cells)
    assert claims.loc[claim_id, "verdict"] == "not_checkable"
    assert judged(claim_id, tables=altered) == verdict


def test_every_verdict_that_is_left_open_is_tried(claims):
    left_open = claims[claims["check"].notna() & (claims["verdict"] == "not_checkable")]
    assert set(left_open["claim_id"]) == {claim_id for claim_id, *_ in OPEN}


def test_every_counterpart_that_is_not_there_is_tried(claims):
    missing = claims[(claims["check"] == "counterpart") & (claims["verdict"] == "inconsistent")]
    assert list(missing["claim_id"]) == [claim_id for claim_id, *_ in COUNTERPARTS]


def test_every_check_of_the_report_is_turned_here(claims):
    numbers, words = (
        ("finding", "count", "arithmetic", "order", "elapsed"),
        ("quantifier", "between"),
    )
    assert set(claims["check"].dropna()) == {*numbers, *words, "same", "counterpart"}


def test_a_comparison_of_statements_is_one_claim(report, claims):
    """No other side is counted, and no comparison is made from both of its ends."""
    ends = [
        frozenset((claim["claim_id"], *CLAIM.findall(claim["against"])))
        for claim in checked(claims, "same", "arithmetic", "order", "elapsed")
    ]
    assert len(set(ends)) == len(ends)
    sides = {name for end in ends for name in end} & set(claims["claim_id"])
    assert claims.loc[sorted(sides), "check"].notna().all()


def test_a_row_that_is_not_counted_names_a_claim_that_is(report, claims):
    for row in report.claims.values():
        if isinstance(row["uncounted"], str):
            assert set(CLAIM.findall(row["uncounted"])) <= set(claims["claim_id"]), row["claim_id"]
