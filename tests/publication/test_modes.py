"""What each mode shows of a cohort, before the work begins; ranges are worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cohortbook.findings.declared import registered
from cohortbook.findings.register import Protect
from cohortbook.publication.modes import DECLARED, TABLES, as_lines, as_markdown, notes, what_shows
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.policy import read_policy


@pytest.fixture(scope="module")
def policy(project):
    return read_policy(project)[0]


def with_threshold(policy, rule, value):
    entries = tuple(
        entry | {"value": value} if entry["rule"] == rule else entry
        for entry in policy.sections["thresholds"]
    )
    return replace(policy, sections=policy.sections | {"thresholds": entries})


def strict(policy, people, interviewed):
    return {row.what: row.strict for row in what_shows(policy, people, interviewed)}


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        (20, "exact 0, 5 to 15, 20; range 1 to 4, 16 to 19"),
        (13, "exact 0, 5 to 8, 13; range 1 to 4, 9 to 12"),
        (10, "exact 0, 5, 10; range 1 to 4, 6 to 9"),
        (9, "withheld, fewer than 10 people"),
        (1, "withheld, fewer than 10 people"),
    ],
)
def test_strict_shows_counts_of_people_that_give_no_small_one_away(policy, people, shown):
    assert strict(policy, people, 9)[f"who took part, of {people}"] == shown


@pytest.mark.parametrize(
    ("interviewed", "shown"),
    [
        (15, "exact 0, 3 to 12; range 1 to 2, 13 to 15"),
        (9, "exact 0, 3 to 6; range 1 to 2, 7 to 9"),
        (5, "exact 0; range 1 to 2, 3 to 5"),
        (4, "withheld, fewer than 5 people"),
    ],
)
def test_strict_shows_counts_of_themes_unless_few_or_nearly_all(policy, interviewed, shown):
    assert strict(policy, 13, interviewed)[f"themes, of {interviewed}"] == shown


@pytest.mark.parametrize(
    ("rule", "value", "what", "shown"),
    [
        (
            "smallest_count",
            4,
            "who took part, of 13",
            "exact 0, 4 to 9, 13; range 1 to 3, 10 to 12",
        ),
        ("smallest_table", 14, "who took part, of 13", "withheld, fewer than 14 people"),
        ("smallest_theme_count", 4, "themes, of 9", "exact 0, 4 to 5; range 1 to 3, 6 to 9"),
        (
            "smallest_theme_count",
            4,
            "changes: level, stage, reach, source",
            "exact 0, 4 or more; range 1 to 3",
        ),
        ("smallest_group", 10, "themes, of 9", "withheld, fewer than 10 people"),
        ("smallest_group", 10, "summaries in your own words", "withheld, fewer than 10 people"),
        ("smallest_base_of_a_mean", 14, "mean of years", "withheld, fewer than 14 people"),
    ],
)
def test_what_shows_follows_the_policy(policy, rule, value, what, shown):
    assert strict(policy, 13, 9)[what] != shown
    assert strict(with_threshold(policy, rule, value), 13, 9)[what] == shown


@pytest.mark.parametrize(
    ("people", "shown"), [(10, "shown"), (9, "withheld, fewer than 10 people")]
)
def test_mean_needs_enough_people(policy, people, shown):
    assert strict(policy, people, 5)["mean of years"] == shown


@pytest.mark.parametrize(
    ("interviewed", "shown"),
    [(7, "exact 0, 3 or more; range 1 to 2"), (6, "withheld, fewer than 7 people")],
)
def test_changes_are_promised_only_where_enough_are_interviewed_to_count_them(
    policy, interviewed, shown
):
    assert strict(policy, 13, interviewed)["changes: level, stage, reach, source"] == shown


def test_row_about_a_person_is_shown_only_where_it_is_public_already(policy):
    (row,) = [row for row in what_shows(policy, 13, 9) if row.what == "a row for each person"]
    assert row[1:] == ("withheld", "withheld", "shown")


def test_agreed_hides_no_count(policy):
    counted = [row.agreed for row in what_shows(policy, 13, 9) if row.strict.startswith("exact")]
    assert len(counted) == 4 and set(counted) == {"exact"}


def test_every_number_that_is_declared_for_a_cohort_whole_or_not_at_all_has_a_row(policy, badgers):
    declared = {
        name: own.protect
        for name, (_, own) in registered().items()
        if own.protect in (Protect.IF_AGREED, Protect.NOT_PUBLISHED)
        and list(own.each(badgers, "cohort_01"))
    }
    named = [name for functions in DECLARED.values() for name in functions]
    assert sorted(named) == sorted(declared)
    rows = {row.what: row[1:] for row in what_shows(policy, 13, 9)}
    for what, (first, *_) in DECLARED.items():
        is_agreed = declared[first] is Protect.IF_AGREED
        assert rows[what] == ("withheld", "shown" if is_agreed else "withheld", "shown")


@pytest.mark.parametrize(
    ("what", "name", "shown"),
    [
        ("how interviewed, how many interviews", "interviews", "withheld"),
        ("how interviewed, how many interviews", "practitioner_format", "withheld"),
        ("median, spread, ends of years", "years_qualified.median", "withheld"),
        (
            "managers: posts",
            "manager_role.team_manager",
            "as above, of 10 managers or more",
        ),
    ],
)
def test_strict_withholds_in_the_book_what_the_table_says(policy, guarded, what, name, shown):
    assert strict(policy, 13, 11)[what] == shown
    held = guarded.published["cohort_03"].results
    printed = {own.value for own in held if own.id.startswith(f"cohort_03.{name}")}
    assert printed == {"[c]"}


def test_notes_name_the_ranges_of_the_policy(policy):
    changed = with_threshold(with_threshold(policy, "smallest_count", 8), "smallest_theme_count", 4)
    assert (
        "of 10, “1 to 4” or “6 to 9”" in notes(policy)[0]
        and "of 10, “1 to 7” or “3 to 9”" in notes(changed)[0]
    )


@pytest.mark.parametrize("people", [1, 7, 13, 20, 300])
def test_table_fits_a_terminal_and_is_one_in_markdown(policy, people):
    rows = what_shows(policy, people, people)
    lines = as_lines(rows)
    assert len(lines) == len(rows) + 1 and max(map(len, lines)) <= 120
    assert (
        len({line.index(word) for line, word in zip(lines[:2], ("strict", "exact"), strict=True)})
        == 1
    )
    assert {line.count("|") for line in as_markdown(rows).splitlines()} == {5}


def test_tables_that_people_agree_to_are_those_of_the_dictionary(project):
    assert (
        tuple(table.name for table in TABLES)
        == load_dictionary(project).tables["consent"].column("table").enum
    )
