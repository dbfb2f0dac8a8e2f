"""The page of what moved, from the made-up study."""

import re

import pandas as pd
import pytest

from cohortbook import load_study
from cohortbook.exhibits.release_changes import (
    joined_table,
    moved_table,
    release_line,
    theme_changes,
)
from cohortbook.findings.catalogue import every_finding
from cohortbook.publication.changes import COLUMNS, record, since, themes_since
from cohortbook.publication.joins import joined


def test_without_a_release_the_page_says_so(study):
    assert "No release is recorded yet" in release_line(study, "1.0").plain
    assert moved_table(study, since(study), "Moved").plain == "Moved: none."


def test_numbers_that_moved_are_counted_by_why_and_by_scope(made_up, rewrite):
    record(load_study(made_up), "1.0", "2033-03-01")
    rewrite("data/cohorts/cohort_01/participants.csv", "bachelor,2,", "bachelor,3,")
    study = load_study(made_up)
    changed = since(study)
    shown = moved_table(study, changed, "Moved")
    own, *others = [changed["id"][changed["scope"] == f"cohort_0{number}"] for number in (1, 2, 3)]
    assert (
        len(own)
        and f"Corrected data | {len(own)} | {len(others[0])} | {len(others[1])} |" in shown.plain
    )
    assert all(
        ".years_qualified.difference." in moved or ".years_qualified.ranks." in moved
        for moved in pd.concat(others)
    ), "each cohort is also set beside all others"
    (text,) = shown.files.values()
    assert (
        'cohort_01.years_qualified.mean,cohort_01,"6.0 years, based on 4","6.3 years, based on 4"'
        in text
    )
    assert text.count("\n") == len(changed) + 1
    assert "1.0" in release_line(study, "1.0").plain


@pytest.mark.slow
def test_what_each_cohort_changed_is_counted_with_none_for_earlier_cohorts(badgers):
    shown = joined_table(badgers, joined(badgers), "Joined")
    header, *rows = [line.split(" | ") for line in shown.plain.splitlines()[1:3]]
    assert header[2] == "Of earlier cohorts, moved" and rows[0][2] == "0"


def test_a_number_that_a_later_cohort_took_from_the_book_is_no_link(badgers):
    moved = joined(badgers)
    gone = set(moved["id"]) - set(every_finding(badgers))
    linked = set(re.findall(r'#r-([^"]+)"', joined_table(badgers, moved, "Joined").html))
    assert "methods.coverage.blaker_9.mean" in gone and linked and not linked & gone


def test_text_from_the_data_is_text_on_the_page(study):
    row = dict(
        zip(
            COLUMNS,
            ["<b>.x.count", "<b>", "<i>1</i>", "<i>2</i>", "corrected data", "<script>"],
            strict=True,
        )
    )
    html = moved_table(study, pd.DataFrame([row]), "Moved").html
    assert "<i>" not in html and "<script>" not in html and "&lt;script&gt;" in html


def test_a_theme_added_taken_out_or_reworded_is_named(made_up, rewrite, add):
    record(load_study(made_up), "1.0", "2033-03-01")
    add("data/codebook/themes.csv", "enablers.tea,enablers,enabler,Tea,Tea helped,,,ours,")
    study = load_study(made_up)
    assert themes_since(study).to_dict("records") == [
        {"theme_id": "enablers.tea", "change": "added", "before": "", "now": "Tea: Tea helped"}
    ]
    assert "enablers.tea | added" in theme_changes(themes_since(study), "Themes").plain


def test_of_what_moved_for_a_reason_the_page_names_the_biggest_first(study):
    texts = [("5 people", "6 people"), ("5 people", "1,005 people"), ("", "7"), ("5%", "8%")]
    changed = pd.DataFrame(
        [
            (f"all.n{place}.count", "all", before, now, "changed method", "Counted anew")
            for place, (before, now) in enumerate(texts)
        ],
        columns=COLUMNS,
    )
    reasons = moved_table(study, changed, "Moved").plain.splitlines()[-2]
    first = "All cohorts: n1, from 5 people to 1,005 people"
    assert reasons.startswith(f"Counted anew | 3 | {first}; All cohorts: n3")
    assert "n2" not in reasons


def test_the_page_of_what_moved_lists_no_more_than_can_be_read(badgers):
    shown = joined_table(badgers, joined(badgers), "Joined")
    bodies = [part.count("<tr") for part in shown.html.split("<table")[1:]]
    (text,) = shown.files.values()
    assert max(bodies) <= 26 < text.count("\n")
