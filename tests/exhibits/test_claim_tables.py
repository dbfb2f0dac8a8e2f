"""The pages of the audit, made from the records of the made-up report."""

import re

import pytest

from cohortbook.audit.claims import as_records, audit, report_of, verdicts, verdicts_by
from cohortbook.audit.grim import possible_means, power
from cohortbook.book.claim_pages import card_pages, ledger_page
from cohortbook.book.source_rows import source_rows
from cohortbook.exhibits.claim_tables import (
    basis_text,
    key_claims,
    means_table,
    verdict_columns,
    verdict_table,
)

PAGES = ("claims_s0", "claims_s1", "claims_s2")
SCRIPT = '<script>alert("moss")</script>'


@pytest.fixture(scope="module")
def report(badgers):
    return report_of(badgers)


@pytest.fixture(scope="module")
def claims(report):
    return audit(report)


@pytest.fixture(scope="module")
def pages(badgers, claims):
    rows = source_rows(
        badgers, {place.rpartition(":")[0] for row in claims["rows"] for place in row}
    )
    return card_pages(as_records(claims), badgers.tables["replies"].to_dict("records"), [], rows)


@pytest.mark.slow
def test_every_claim_has_one_card_with_its_id_as_address(claims, pages):
    assert list(pages) == list(PAGES)
    ids = re.findall(r'<article class="cb-card cb-\w+" id="(c\d+)">', "".join(pages.values()))
    assert sorted(ids) == sorted(claims["claim_id"])


@pytest.mark.parametrize(
    "held",
    [
        "<dt>Stated</dt><dd>5.9 years, printed “5.9 years”</dd>",
        "<dt>Found</dt><dd>6</dd>",
        "<dt>Rests on</dt><dd>recomputed (4 rows)</dd>",
        "No 4 whole numbers have a mean of 5.9.",
        'participants.csv, lines <a href="numbers_rows_participants.html#cohort_01-2">2–5</a>',
        '<a href="numbers_functions.html#tests-audit.checks.finding">',
        'href="numbers_cohort_01.html#r-cohort_01.years_qualified.mean"',
        "<dd>none yet</dd>",
    ],
)
def test_a_card_says_all_of_a_claim(pages, held):
    card = re.search(r'<article[^>]*id="c023">.*?</article>', pages["claims_s0"])[0]
    assert held in card


def test_a_reply_stands_beside_its_claim_and_its_text_is_text(pages):
    assert (
        "We counted the owls that were &lt;awake&gt;. (the made-up authors, 2033-03-02)"
        in re.search(r'id="c009">.*?</article>', pages["claims_s2"])[0]
    )


@pytest.mark.parametrize(
    "field",
    [
        "claim",
        "section",
        "as_printed",
        "stated",
        "recomputed_value",
        "reason",
        "turns",
        "unit",
        "locator",
        "kind",
    ],
)
def test_no_text_of_a_claim_becomes_html(claims, field):
    record = as_records(claims)[0] | {field: SCRIPT}
    for text in (
        card_pages([record], [], [], {})["claims_s0"].split("\n", 1)[1],
        ledger_page([record]),
    ):
        assert SCRIPT not in text


def test_a_row_that_is_not_counted_keeps_its_address_and_says_why(badgers, claims):
    row = badgers.tables["claims"].to_dict("records")[0] | {"uncounted": f"As c005 {SCRIPT}"}
    row["claim_id"] = "c901"
    page = card_pages(as_records(claims), [], [row], {})["claims_s0"]
    assert "## Not counted" in page and 'id="c901"' in page and SCRIPT not in page
    assert "<dt>Why</dt><dd>As c005 &lt;script" in page
    assert not any(
        "Not counted" in card_pages(as_records(claims), [], [], {})[name] for name in PAGES
    )


@pytest.mark.parametrize(
    "claim_id, words",
    [
        ("c023", "recomputed (4 rows)"),
        ("c030", "our reading (0 rows)"),
        ("c031", "another statement"),
        ("c008", "nothing that would tell"),
    ],
)
def test_basis_text_says_what_a_verdict_rests_on(claims, claim_id, words):
    record = {record["claim_id"]: record for record in as_records(claims)}[claim_id]
    assert basis_text(record) == words


def test_the_ledger_lists_every_claim_and_has_a_rule_for_every_choice(claims):
    page = ledger_page(as_records(claims))
    assert len(re.findall("<tr data-verdict", page)) == 26
    for value in ("Differs", "Not checkable", "Our reading", "Part 1", "Mean"):
        assert f'<option value="{value}">' in page and f'option[value="{value}"]:checked' in page


def test_the_ledger_s_rules_survive_quotes_in_a_name(claims):
    record = as_records(claims)[0] | {"section": 'The "moss" part </style>'}
    assert r'[value="The \"moss\" part \3c /style>"]' in ledger_page([record])


def test_verdict_table_carries_the_audit_for_the_pages_made_from_it(claims):
    shown = verdict_table(verdicts(claims), claims, "Claims")
    assert [claim["claim_id"] for claim in shown.claims] == list(claims["claim_id"])
    assert (
        shown.results[0]["value"] == 26
        and 'href="numbers_report.html#r-report.claims.differs.count"' in shown.html
    )


def test_verdict_columns_have_a_row_a_part(claims):
    assert verdict_columns(verdicts_by(claims, "section"), "By part", "Part").plain.splitlines()[
        2:
    ] == ["Summary | 9 | 1 | 2 | 1", "Part 1 | 7 | 0 | 0 | 1", "Part 2 | 3 | 2 | 0 | 0"]


def test_key_claims_give_verdict_and_what_rests_on_it(badgers, claims):
    html = key_claims(badgers, claims).html
    assert (
        html.count("<li") == 2
        and "What depends on it: How old the first sett is. What does not: That it digs." in html
        and "differs" in html
    )


def test_key_claims_say_what_to_know_before_two_values_are_compared(badgers, claims):
    noted = claims.assign(note="The text speaks of time in moss, the table of time <awake>")
    html = key_claims(badgers, noted).html
    assert ". The text speaks of time in moss, the table of time &lt;awake&gt;. What" in html


def test_key_claims_say_of_one_that_cannot_be_checked_what_would_tell(badgers, claims):
    open_claims = claims.assign(
        verdict="not_checkable", recomputed_value="", turns="Which sows dug."
    )
    assert (
        key_claims(badgers, open_claims).html.count(
            ". What would tell: Which sows dug. What depends on it: "
        )
        == 2
    )


def test_means_table_prints_power_beside_the_test(report, claims):
    means = possible_means(claims, report.found)
    assert (
        means_table(means, power(means), "Means").plain.splitlines()[-1]
        == "Mean years of the first sett (c023) | 5.9 | 4 | impossible | 40.0% | none | 24"
    )


def test_pages_of_a_report_without_claims_are_none():
    assert card_pages([], [], [], {}) == {} and "0 in all" in ledger_page([])
