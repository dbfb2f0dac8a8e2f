"""The audit of the made-up report: verdicts, reasons, and one sentence for each claim that is held
against nothing.
"""

import csv
import io

import pytest

from cohortbook import load_study
from cohortbook.audit.checks import CHECKS, Report, basis_of
from cohortbook.audit.claims import (
    BASES,
    FIELDS,
    VERDICTS,
    as_csv,
    as_records,
    audit,
    audited,
    page_of,
    report_of,
    slug,
    verdicts,
    verdicts_by,
)
from cohortbook.findings.catalogue import every_finding
from cohortbook.study.problems import StudyError

LEDGER, HEADED = (
    "data/report/claims.csv",
    "c022,count,Summary,S0.interlude.P02,4 badgers,Badgers of the first sett,4,people,",
)
GROUPS = "there are practitioners, managers, award_holders, each with a cohort after it or without"
DIFFER, INCONSISTENT, OPEN = ("c009", "c010", "c023"), ("c025", "c030"), ("c008", "c020")


@pytest.fixture(scope="module")
def report(badgers, found):
    return Report(
        badgers,
        found,
        {row["claim_id"]: row for row in badgers.tables["claims"].to_dict("records")},
    )


@pytest.fixture(scope="module")
def audit_of_badgers(report):
    """The claims of the made-up report, audited. To be read, never changed."""
    return audit(report)


@pytest.fixture(scope="module")
def claims(audit_of_badgers):
    return {row["claim_id"]: row for row in audit_of_badgers.to_dict("records")}


def test_report_of_a_study_holds_its_numbers_and_its_claims(badgers):
    report = report_of(badgers)
    assert report.study is badgers and report.found["cohort_01.years_qualified.mean"].value == 6
    assert (
        list(report.claims) == list(badgers.tables["claims"]["claim_id"])
        and report.claims["c022"]["stated_value"] == "4"
    )


def test_audit_gives_every_claim_its_verdict_in_the_ledger_s_order(audit_of_badgers, badgers):
    given = dict(zip(audit_of_badgers["claim_id"], audit_of_badgers["verdict"], strict=True))
    assert list(given) == list(badgers.tables["claims"]["claim_id"]) and len(given) == 26
    for verdict, ids in (
        ("differs", DIFFER),
        ("inconsistent", INCONSISTENT),
        ("not_checkable", OPEN),
    ):
        assert tuple(name for name in given if given[name] == verdict) == ids
    assert sorted(set(given.values())) == sorted(VERDICTS)


@pytest.mark.parametrize(
    "claim_id, recomputed, reason, turns",
    [
        (
            "c009",
            "3",
            (
                "Stated 2; 3, counted in 3 rows of managers.csv. The text counts owls of two setts,"
                " the table those of all."
            ),
            "Rows that give 2.",
        ),
        (
            "c004",
            "1",
            "Stated 1; 1, counted in 1 row of attributions.csv.",
            "Any other number in the rows.",
        ),
        (
            "c010",
            "2 of 3",
            "Stated both; 2 of 3, counted in 2 rows of attributions.csv.",
            "By our rule “both” asks for each of the two spoken of.",
        ),
        (
            "c021",
            "within 2030 to 2031",
            (
                "Stated June 2030 to May 2031; within 2030 to 2031, going by what is stated at"
                " Summary (c020)."
            ),
            "One of the dates, corrected.",
        ),
        (
            "c025",
            "9",
            "Stated 10; 9, 4 + 5, as stated at Summary (c022), Summary (c024).",
            "One of the stated numbers, corrected.",
        ),
        (
            "c029",
            "February 2033",
            "Stated February 2033; February 2033, computed from 1 row of facts.csv.",
            "Another date in the rows.",
        ),
        ("c020", "", "Nothing in the study can be compared with it.", "A badger's diary."),
    ],
)
def test_audit_says_how_and_what_would_change_the_verdict(
    claims, claim_id, recomputed, reason, turns
):
    row = claims[claim_id]
    assert (row["recomputed_value"], row["reason"], row["turns"]) == (recomputed, reason, turns)


@pytest.mark.parametrize(
    "claim_id, basis",
    [
        ("c001", "rows"),
        ("c023", "rows"),
        ("c011", "reading"),
        ("c030", "reading"),
        ("c025", "statement"),
        ("c021", "statement"),
        ("c020", "nothing"),
    ],
)
def test_audit_says_what_a_verdict_rests_on(claims, claim_id, basis):
    assert claims[claim_id]["basis"] == basis


@pytest.mark.parametrize(
    "against, basis",
    [
        ("all.theme.enablers.programme.coaching.practitioners.count", "reading"),
        ("impacts type=new_team about= repeats=", "reading"),
        ("recommendations topic=*funding*", "reading"),
        ("participants where role_group=practitioner", "reading"),
        ("passages repeats=p01", "statement"),
        ("people attributions passage_id=p10 passage_group=manager", "rows"),
    ],
)
def test_basis_of_a_claim_is_our_reading_where_it_is_held_against_what_we_made(against, basis):
    check = "counterpart" if basis == "statement" else "quantifier"
    assert basis_of({"check": check, "against": against, "result_id": None}) == basis


def test_a_row_that_is_not_counted_has_no_verdict_and_others_may_be_held_against_it(
    claim, audit_now
):
    claim("", "3", claim_id="c101", uncounted="The other side of c102")
    claim("same", "3", "c101", claim_id="c102")
    rows, problems = audit_now()
    assert problems == [] and "c101" not in rows and rows["c102"]["verdict"] == "reproduced"


def test_audit_names_the_rows_the_function_and_its_test(claims):
    assert claims["c025"]["rows"] == (f"{LEDGER}:18", f"{LEDGER}:20")
    assert claims["c001"]["rows"] == (
        "data/report/attributions.csv:2",
        "data/report/attributions.csv:3",
    )
    assert (claims["c023"]["function"], claims["c023"]["test"]) == (
        "cohortbook.audit.checks.finding",
        "tests/audit/test_checks.py -k test_finding",
    )
    assert (claims["c008"]["rows"], claims["c008"]["function"], claims["c008"]["test"]) == (
        (),
        "",
        "",
    )


@pytest.mark.parametrize(
    "name",
    [
        "finding",
        "count",
        "quantifier",
        "between",
        "ratio",
        "same",
        "arithmetic",
        "order",
        "elapsed",
        "counterpart",
    ],
)
def test_audit_names_for_each_check_a_test_that_there_is(project, name):
    tests = (project / "tests" / "audit" / "test_checks.py").read_text(encoding="utf-8")
    assert f"def test_{name}_" in tests and name in CHECKS


def test_audit_raises_every_problem_at_once(report):
    spoiled = {name: report.claims[name] | {"against": "badgers"} for name in ("c001", "c009")}
    with pytest.raises(StudyError) as caught:
        audit(Report(report.study, report.found, report.claims | spoiled))
    assert str(caught.value).splitlines() == [
        f"{LEDGER}:{line}: against: 'badgers' is no table of this study" for line in (2, 10)
    ]


def test_audit_says_what_a_claim_needs_where_it_stays_open(claim, audit_now):
    claim("count", "2", "participants cohort=cohort_03 gender=female", needs="who B12 is")
    claim(
        "count",
        "1",
        "participants cohort=cohort_03 gender=female where service=adult",
        claim_id="c102",
        needs="who B12 is",
    )
    claim("count", "3", "managers", claim_id="c103", needs="who they are")
    rows, _ = audit_now()
    assert rows["c101"]["verdict"] == "not_checkable" and rows["c101"]["turns"] == "Who B12 is."
    assert (
        rows["c103"]["verdict"] == "reproduced"
        and rows["c103"]["turns"] == "Any other number in the rows."
    )


@pytest.mark.parametrize(
    "check, stated, against, column, message",
    [
        ("count", "3", "badgers", "against", "'badgers' is no table of this study"),
        ("count", "3", "participants tail=long", "against", "'tail' is no column of participants"),
        (
            "count",
            "3",
            "participants of managers cohort_09",
            "against",
            "'cohort_09' is no cohort of this study",
        ),
        (
            "count",
            "3",
            "participants of badgers",
            "against",
            f"'badgers' is no group of people; {GROUPS}",
        ),
        (
            "count",
            "3",
            "participants gender",
            "against",
            "'gender' is no condition; write column=value",
        ),
        (
            "count",
            "3",
            "participants role='",
            "against",
            '"participants role=\'" has a quotation mark that is not closed',
        ),
        (
            "count",
            "3",
            "all.badgers.count",
            "against",
            "'all.badgers.count' is no number of this study",
        ),
        (
            "between",
            "most",
            "managers where role=team_manager",
            "against",
            (
                "'' is no selection; write for example: participants cohort=cohort_01 where"
                " gender=female"
            ),
        ),
        ("ratio", "3", "managers : badgers", "against", "'badgers' is no table of this study"),
        ("counterpart", "more", "badgers", "against", "'badgers' is no table of this study"),
        (
            "quantifier",
            "heaps",
            "managers where role=team_manager",
            "against",
            "'heaps' has no rule in quantifiers.csv",
        ),
        (
            "quantifier",
            "most",
            "managers",
            "against",
            "'most' is a share; name its base with where or of",
        ),
        ("same", "3", "c999", "against", "'c999' is no claim"),
        ("same", "3", "c003 c999", "against", "'c999' is no claim"),
        ("same", "3", "c102", "against", "c102 states no value"),
        ("arithmetic", "3", "c003 + c999", "against", "'c999' is no claim"),
        ("arithmetic", "3", "c102 * 2", "against", "c102 states no value"),
        ("arithmetic", "3", "c003 +", "against", "'(2) +' is no number or sum of numbers"),
        ("arithmetic", "3", "c003 / 0", "against", "'(2) / 0' is no number or sum of numbers"),
        ("order", "2030", "within c999", "against", "'c999' is no claim"),
        ("elapsed", "2", "c020 c999", "against", "'c999' is no claim"),
        (
            "order",
            "2030",
            "near c020",
            "against",
            "'near' is no relation of dates; there are >=, <= and within",
        ),
        ("order", "2030", "within c008", "against", "'several' is no date, month or year"),
        (
            "finding",
            "3",
            "",
            "result_id",
            "is empty; the check named finding takes its number from here",
        ),
        *(
            (check, "3", "", "against", "is empty; say what the claim is compared with")
            for check in CHECKS
            if check != "finding"
        ),
    ],
)
def test_audited_names_file_line_and_column_of_a_claim_held_against_nothing(
    claim, audit_now, check, stated, against, column, message
):
    """The claim is line 28; the others are judged all the same."""
    claim(check, stated, against)
    if "c102" in against:
        claim("", "", claim_id="c102", needs="its value")
    rows, problems = audit_now()
    assert problems == [f"{LEDGER}:28: {column}: {message}"]
    assert "c101" not in rows and [
        name for name in rows if rows[name]["verdict"] == "differs"
    ] == list(DIFFER)


def test_audited_names_a_number_that_the_study_does_not_compute(claim, audit_now):
    claim("finding", "3", result_id="cohort_01.tails.count")
    assert audit_now()[1] == [
        f"{LEDGER}:28: result_id: 'cohort_01.tails.count' is no number of this study"
    ]


def test_audited_returns_the_same_columns_without_any_claim(report):
    claims, problems = audited(Report(report.study, report.found, {}))
    assert claims.empty and problems == [] and list(claims.columns) == list(audit(report).columns)


def test_verdicts_count_all_claims_and_each_verdict(audit_of_badgers):
    found = verdicts(audit_of_badgers).by_id
    assert {name: own.value for name, own in found.items()} == {
        "report.claims.count": 26,
        "report.claims.reproduced.count": 19,
        "report.claims.differs.count": 3,
        "report.claims.inconsistent.count": 2,
        "report.claims.not_checkable.count": 2,
    }
    assert {(own.n, own.unit) for own in found.values()} == {(26, "claims")}
    assert found["report.claims.differs.count"].rows == tuple(
        f"{LEDGER}:{line}" for line in (10, 11, 19)
    )


def test_verdicts_move_with_a_claim(rewrite, audit_now, audit_of_badgers):
    rewrite(LEDGER, HEADED, HEADED.replace("sett,4,", "sett,6,"))
    rows = audit_now()[0]
    changed = audit_of_badgers.assign(
        verdict=[rows[name]["verdict"] for name in audit_of_badgers["claim_id"]]
    )
    assert [own.value for own in verdicts(changed)] == [26, 18, 4, 2, 2]


def test_verdicts_by_section_follow_the_ledger_s_order(audit_of_badgers):
    rows = verdicts_by(audit_of_badgers, "section")
    assert list(dict.fromkeys(own.label for own in rows)) == ["Summary", "Part 1", "Part 2"]
    assert [own.value for own in rows] == [9, 1, 2, 1, 7, 0, 0, 1, 3, 2, 0, 0]
    assert [own.n for own in rows] == [13] * 4 + [8] * 4 + [5] * 4
    assert list(rows.by_id)[4:6] == [
        "report.claims_by_section.part_1.reproduced.count",
        "report.claims_by_section.part_1.differs.count",
    ]


@pytest.mark.parametrize(
    "kind, values",
    [
        ("count", [13, 1, 0, 0]),
        ("quantifier", [1, 1, 0, 1]),
        ("date", [2, 0, 0, 1]),
        ("mean", [0, 1, 0, 0]),
        ("sum", [0, 0, 1, 0]),
        ("recommendation", [0, 0, 1, 0]),
        ("section_against_section", [1, 0, 0, 0]),
    ],
)
def test_verdicts_by_kind(audit_of_badgers, kind, values):
    rows = verdicts_by(audit_of_badgers, "kind").by_id
    assert [
        rows[f"report.claims_by_kind.{kind}.{verdict}.count"].value for verdict in VERDICTS
    ] == values


def test_verdicts_by_basis_name_all_four_in_one_order(audit_of_badgers):
    rows = verdicts_by(audit_of_badgers, "basis")
    assert list(dict.fromkeys(row.label for row in rows)) == list(BASES)
    assert [row.n for row in rows[::4]] == [17, 4, 3, 2]
    open_claims = audit_of_badgers[audit_of_badgers["basis"] == "nothing"]
    assert [row.n for row in verdicts_by(open_claims, "basis")[::4]] == [0, 0, 0, 2]


def test_verdicts_by_kind_name_the_rows_of_the_ledger(audit_of_badgers):
    rows = verdicts_by(audit_of_badgers, "kind").by_id
    assert rows["report.claims_by_kind.quantifier.differs.count"].rows == (f"{LEDGER}:11",)
    assert rows["report.claims_by_kind.mean.reproduced.count"].rows == ()


@pytest.mark.parametrize(
    "name, expected",
    [("Part 1", "part_1"), ("Executive summary", "executive_summary"), ("mean", "mean")],
)
def test_slug_is_lower_case_without_spaces(name, expected):
    assert slug(name) == expected


@pytest.mark.parametrize(
    "locator, page",
    [
        ("S0.summary.P01", "claims_s0"),
        ("S4.Q4a.P11b", "claims_s4"),
        ("front.title.P00", "claims_front"),
    ],
)
def test_page_of_a_locator_is_that_of_its_first_part(locator, page):
    assert page_of(locator) == page


def test_as_records_hold_lists_empty_texts_page_and_what_is_stated(audit_of_badgers):
    records = {record["claim_id"]: record for record in as_records(audit_of_badgers)}
    assert (
        records["c025"]["rows"] == [f"{LEDGER}:18", f"{LEDGER}:20"]
        and "source_row" not in records["c025"]
    )
    assert (records["c008"]["check"], records["c008"]["against"], records["c008"]["rows"]) == (
        "",
        "",
        [],
    )
    assert (records["c021"]["page"], records["c021"]["stated"], records["c010"]["page"]) == (
        "claims_s0",
        "June 2030 to May 2031",
        "claims_s2",
    )
    assert all(
        value == value and value is not None
        for record in records.values()
        for value in record.values()
    ), "nothing that JSON has no word for"


def test_as_csv_is_a_table_of_ten_columns(audit_of_badgers):
    rows = list(csv.reader(io.StringIO(as_csv(as_records(audit_of_badgers)))))
    assert tuple(rows[0]) == FIELDS and len(rows) == 27 and {len(row) for row in rows} == {10}
    assert rows[9] == [
        "c009",
        "count",
        "Part 2",
        "S2.intro.P01",
        "2",
        "3",
        "differs",
        (
            "Stated 2; 3, counted in 3 rows of managers.csv. The text counts owls of two setts, the"
            " table those of all."
        ),
        "rows",
        "3",
    ]
    assert as_csv([]) == ",".join(FIELDS) + "\n"


def test_every_number_that_a_real_claim_names_is_published_and_names_the_claim(real, built):
    """A number that a later cohort moved is not what the claim was held against, and so names no
    claim.
    """
    report = report_of(real)
    records = [record for record in as_records(audit(report)) if record["result_id"]]
    assert [
        record["claim_id"]
        for record in records
        if record["claim_id"] not in built.get(record["result_id"], {}).get("claims", [])
    ] == []
    named = real.tables["claims"].dropna(subset=["result_id"]).set_index("claim_id")["result_id"]
    assert set(named.drop([record["claim_id"] for record in records])) <= report.moved


def test_protected_cohorts_change_no_number_of_the_report_but_how_many_cohorts_there_are(
    two_strict,
):
    report = report_of(load_study(two_strict))
    assert report.found == every_finding(report.study)
    assert report.moved == {"programme.cohorts.count"}


def test_a_cohort_that_the_report_does_not_cover_moves_no_verdict(made_up, claim):
    claim("finding", "12", result_id="all.participants.count", unit="people")
    before = audit(report_of(load_study(made_up)))
    cohort = made_up / "data/cohorts/cohort_04"
    cohort.mkdir()
    for path in (made_up / "data/cohorts/cohort_03").iterdir():
        text = (
            path.read_text(encoding="utf-8")
            .replace("B1", "B9")
            .replace("Sett 3", "Sett 4")
            .replace("S3-", "S4-")
            .replace("source_id: badger_report\n", "")
        )
        (cohort / path.name).write_text(text, encoding="utf-8")
    study = load_study(made_up)
    report = report_of(study)
    after = audit(report)
    assert after[["verdict", "recomputed_value", "reason"]].equals(
        before[["verdict", "recomputed_value", "reason"]]
    )
    assert "all.participants.count" in report.moved and not any(
        name.startswith("cohort_") for name in report.moved
    )
    moved = before["result_id"].isin(report.moved).tolist()
    links, links_before = (
        [record["result_id"] for record in as_records(claims)] for claims in (after, before)
    )
    assert any(moved) and links == [
        "" if gone else link for gone, link in zip(moved, links_before, strict=True)
    ]
    assert after["result_id"].equals(before["result_id"]), (
        "the claim is compared with the number all the same"
    )
