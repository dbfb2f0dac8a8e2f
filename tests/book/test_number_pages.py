"""The pages of numbers, of rows and of functions."""

import re

import pytest
from protected import THREE, agree, to_agreed

from cohortbook import load_study
from cohortbook.audit.claims import as_records, audit, report_of
from cohortbook.book.function_pages import function_page
from cohortbook.book.number_pages import Sources, number_pages
from cohortbook.book.row_pages import row_pages
from cohortbook.book.source_rows import in_repository, source_rows
from cohortbook.exhibits.present import IN_SIGHT
from cohortbook.findings.catalogue import every_finding
from cohortbook.findings.results import address_of, as_results, unpacked
from cohortbook.publication.exposure import identifiers_of_protected, joins
from cohortbook.study.layout import TOGETHER
from cohortbook.study.study import Study

LARGEST = 1_000_000  # bytes of a page, without what is on every page
RESULT = {
    "id": "cohort_01.a.count",
    "value": 5,
    "text": "5",
    "n": 7,
    "unit": "people",
    "page": "cohort_01",
    "function": "cohortbook.findings.demographics.gender",
    "test": "tests/findings/test_demographics.py -k test_gender",
    "rows": [],
    "claims": [],
    "former": [],
}
CARD = re.compile(r'<article class="cb-card cb-numbers">(.*?)</article>')
NUMBER = re.compile(r'<div id="r-([^"]+)">')
ROW_LINK = re.compile(r'href="(numbers_rows_\w+)\.html#([\w-]+)"')


def results_of(study: Study) -> list[dict]:
    made = as_results(every_finding(study).values())
    return [{**result, "page": "all", "claims": [], "former": []} for result in made]


def rows_of(study: Study, results: list[dict]):
    files = {place.rpartition(":")[0] for result in results for place in result["rows"]}
    return source_rows(study, files)


def pages_of(study: Study) -> dict[str, str]:
    results = results_of(study)
    rows, protected = rows_of(study, results), {*study.named, TOGETHER}
    return number_pages(results, {}, {}, Sources({}, rows, protected)) | row_pages(study, rows)


@pytest.fixture(scope="module")
def pages(real):
    return pages_of(real)


def page_of(**changed) -> str:
    return number_pages([{**RESULT, **changed}], {}, {}, Sources({}, {}))["numbers_cohort_01"]


def test_every_number_of_the_study_shows_its_rows_or_says_why_it_has_none(pages, real):
    cards = [card for page in pages.values() for card in CARD.findall(page)]
    names = [name for card in cards for name in NUMBER.findall(card)]
    assert sorted(names) == sorted(every_finding(real))
    for card in cards:
        assert 'href="numbers_functions.html#tests-' in card
        assert sum(text in card for text in ("Counted from ", "<p>No row")) == 1, card
        assert "are private" not in card, card


def test_rows_of_a_number_are_a_table_in_sight_and_of_many_the_first(pages):
    cards = [card for page in pages.values() for card in CARD.findall(page)]
    counted = [card for card in cards if "Counted from " in card]
    for card in counted:
        lines = card.count("<tr>") - 1
        assert ROW_LINK.search(card) and "<details" not in card
        assert lines == IN_SIGHT if "<p>And " in card else 0 < lines <= IN_SIGHT
    assert any("<p>And " in card and ", lines <a " in card for card in counted)


def test_the_link_of_a_row_leads_to_the_row_that_holds_it(pages, real):
    rows = rows_of(real, results_of(real))
    linked = {link for page in pages.values() for link in ROW_LINK.findall(page)}
    assert len(linked) > 500
    by_address = {row.address: row for row in rows.values()}
    for page, anchor in linked:
        assert f'<tr id="{anchor}">' in pages[page], anchor
        row = by_address[f"{page}.html#{anchor}"]
        line = (
            (real.root / row.file).read_text(encoding="utf-8-sig").splitlines()[int(row.line) - 1]
        )
        assert row.table == "cohorts" or next(iter(row.cells.values())) in line


def test_every_row_of_a_number_has_an_address(real):
    results = results_of(real)
    rows = rows_of(real, results)
    assert {place for result in results for place in unpacked(result["rows"])} <= rows.keys()


def assert_no_row_of_cohort_03(study: Study) -> None:
    pages, identifier = pages_of(study), identifiers_of_protected(study)
    for name, page in pages.items():
        assert not identifier.search(page) and "private/" not in page, name
    assert "their rows are private" in pages["numbers_cohort_03"]
    assert "cohort_03-" not in "".join(pages.values())


def test_rows_of_a_strict_cohort_are_on_no_page(guarded):
    assert_no_row_of_cohort_03(guarded)


def test_rows_of_a_cohort_whose_people_agreed_are_on_no_page(strict_study):
    to_agreed(strict_study)
    agree(strict_study, THREE)
    assert_no_row_of_cohort_03(load_study(strict_study))


def test_rows_of_a_strict_cohort_are_none_even_if_they_are_asked_for(guarded):
    asked = [
        f"{folder}/cohorts/cohort_03/{table}.csv"
        for folder in ("data", "private")
        for table in ("participants", "attributions")
    ]
    assert source_rows(guarded, asked) == {}


def test_no_page_joins_what_a_person_is_with_what_that_person_said(pages, real):
    speakers = set(real.tables["attributions"]["case_id"].dropna())
    for name in ("numbers_rows_attributions", "numbers_rows_impacts"):
        assert not set(re.findall(r"\w+", pages[name])) & speakers
    for page in pages.values():
        assert not list(joins(real, page))


def test_statistics_of_the_same_rows_show_them_once(badgers):
    rows = source_rows(badgers, ["data/cohorts/cohort_01/participants.csv"])
    places = ["data/cohorts/cohort_01/participants.csv:2-3"]
    twice = [{**RESULT, "id": f"cohort_01.a.{name}", "rows": places} for name in ("n", "share")]
    page = number_pages(twice, {}, {}, Sources({}, rows))["numbers_cohort_01"]
    assert NUMBER.findall(page) == ["cohort_01.a.n", "cohort_01.a.share"]
    assert page.count("<table") == 1 and "Counted from 2 rows" in page
    assert ">cohort_01/participants.csv:2</a>" in page


def test_the_page_that_shows_a_number_is_named_by_its_title():
    sources = Sources({}, {}, page_titles={RESULT["page"]: "Who took part & when"})
    page = number_pages([RESULT], {}, {}, sources)["numbers_cohort_01"]
    assert f'<a href="{RESULT["page"]}.html">Who took part &amp; when</a>' in page


def test_a_number_of_a_theme_is_on_the_page_of_its_kind_and_listed_on_that_of_its_scope():
    name = "all.theme.hopes.tea.people.count"
    pages = number_pages([{**RESULT, "id": name}], {"all": "All"}, {}, Sources({}, {}))
    assert list(pages) == ["numbers", "numbers_all", "numbers_all_hopes"]
    assert pages["numbers_all_hopes"].startswith("# Numbers: All, themes: Hopes")
    assert NUMBER.findall(pages["numbers_all_hopes"]) == [name]
    assert f'<a id="{name}" href="numbers_all_hopes.html#r-{name}">' in pages["numbers_all"]
    assert address_of(name) == f"numbers_all_hopes.html#r-{name}"


def test_a_withdrawn_number_of_a_theme_keeps_the_address_on_the_page_of_its_scope():
    name = "all.theme.hopes.tea.people.count"
    pages = number_pages([], {}, {name: "No longer published"}, Sources({}, {}))
    assert f'<a id="{name}"' in pages["numbers_all"]
    assert "No longer published" in pages["numbers_all_hopes"]


def test_a_row_shows_what_the_number_counts_in_it(badgers):
    rows = source_rows(badgers, ["data/cohorts/cohort_01/participants.csv"])
    row = rows["data/cohorts/cohort_01/participants.csv:2"]
    assert row.in_short("gender").endswith(f"gender: {row.cells['gender']}".replace("g", "G", 1))
    assert row.in_short("gender").startswith(row.cells["participant_id"])


def test_a_measured_change_says_who_reported_it_of_how_many_people_and_when(pages):
    cards = [card for page in pages.values() for card in CARD.findall(page)]
    measured = [card for card in cards if ".impact_measure.i047.later" in card]
    assert len(measured) == 2, "of the cohort, and of all"
    for card in measured:
        assert "Reported by: practitioner" in card
        assert "Measured people: not given · Measured when: not given" in card


@pytest.mark.parametrize(
    ("value", "text", "why"),
    [
        (0, "0", "none was counted"),
        (None, "not available", "no one was asked"),
        (None, "1 to 4", "their rows are private"),
        (30.0, "30.0%", "a calculation only"),
    ],
)
def test_a_number_without_rows_says_why(value, text, why):
    assert why in page_of(value=value, text=text)


def test_no_page_is_too_large_for_a_phone(pages):
    assert max(len(page.encode()) for page in pages.values()) < LARGEST


def test_function_and_tests_are_shown_with_their_source(project):
    page = function_page([RESULT["function"]], project)["numbers_functions"]
    assert '<article class="cb-card" id="findings.demographics.gender">' in page
    assert "def gender(study" in page and "def test_gender" in page
    for link in re.findall(r'numbers_functions\.html#([^"]+)"', page_of()):
        assert f'id="{link}"' in page


def test_a_study_without_the_tests_says_how_to_run_them(made_up):
    page = function_page([RESULT["function"]], made_up)["numbers_functions"]
    assert "def gender(study" in page and "def test_gender" not in page
    assert f"python -m pytest {RESULT['test']}" in page


def test_a_line_leads_to_the_repository_that_the_citation_names(made_up, rewrite):
    name = "data/cohorts/cohort_01/participants.csv"
    address = f"https://github.com/example/badgers/blob/v1.0/{name}#L3"
    assert in_repository(made_up, name, 3) == address
    assert in_repository(made_up, "cohortbook/none.py", 3) == ""
    rewrite("CITATION.cff", "repository-code:", "url:")
    assert in_repository(made_up, name, 3) == ""


def test_number_pages_give_each_number_an_address_and_its_claims(badgers):
    result = {**RESULT, "text": "<5>", "claims": ["c022"], "former": ["cohort_01.old.count"]}
    claims = as_records(audit(report_of(badgers)))
    pages = number_pages(
        [result],
        {"cohort_01": "Sett 1"},
        {"cohort_02.b.count": "No longer published; last in release 1.0."},
        Sources({claim["claim_id"]: claim for claim in claims}, {}),
    )
    assert list(pages) == ["numbers", "numbers_cohort_01", "numbers_cohort_02"]
    assert 'id="r-cohort_02.b.count">' in pages["numbers_cohort_02"]
    assert "publishes 1 numbers" in pages["numbers"]
    for held in (
        '<div id="r-cohort_01.a.count">',
        '<code id="cohort_01.a.count">',
        "&lt;5&gt;",
        '<code id="cohort_01.old.count">',
        '<a href="claims_s0.html#c022">c022</a> (reproduced)',
    ):
        assert held in pages["numbers_cohort_01"]


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("98.7%", "percent", "<strong>98.7%</strong>, based on 7"),
        ("£4,000", "pounds", "<strong>£4,000</strong>, based on 7"),
        ("-3.3", "years", "<strong>−3.3</strong> years, based on 7"),
    ],
)
def test_number_pages_name_a_unit_once(text, unit, shown):
    assert shown in page_of(text=text, unit=unit)


def test_number_pages_name_the_first_of_many_files_and_say_where_the_others_are():
    files = [f"data/cohorts/cohort_{number:03}/a.csv:2-8" for number in range(1, 301)]
    page = page_of(rows=files)
    assert "cohort_012/a.csv, lines 2–8; and 288 more files, in <code>results.json</code>" in page
    assert "cohort_013" not in page
