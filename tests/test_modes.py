"""What each mode shows of a cohort, before the work begins; counts are worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cohortbook.dictionary import load_dictionary
from cohortbook.modes import TABLES, as_lines, as_markdown, counts_out_of, notes, what_shows
from cohortbook.policy import read_policy


@pytest.fixture(scope="module")
def policy(project):
    return read_policy(project)[0]


def with_threshold(policy, rule, value):
    entries = tuple(entry | {"value": value} if entry["rule"] == rule else entry for entry in policy.sections["thresholds"])
    return replace(policy, sections=policy.sections | {"thresholds": entries})


def strict(policy, people, interviewed):
    return {row.what: row.strict for row in what_shows(policy, people, interviewed)}


@pytest.mark.parametrize(("base", "smallest", "exact", "few", "nearly_all"), [
    (13, 5, (0, 5, 6, 7, 8, 13), (1, 2, 3, 4), (9, 10, 11, 12)),
    (13, 3, (0, *range(3, 11), 13), (1, 2), (11, 12)),
    (10, 5, (0, 5, 10), (1, 2, 3, 4), (6, 7, 8, 9)),
    (9, 5, (0, 9), (1, 2, 3, 4), (5, 6, 7, 8)),
    (7, 5, (0, 7), (1, 2, 3, 4), (5, 6)),
    (6, 3, (0, 3, 6), (1, 2), (4, 5)),
    (4, 5, (0, 4), (1, 2, 3), ()),
    (1, 5, (0, 1), (), ()),
    (0, 5, (0,), (), ())])
def test_counts_are_shown_unless_small_or_nearly_all(base, smallest, exact, few, nearly_all):
    assert counts_out_of(base, smallest) == (exact, few, nearly_all)


def test_strict_shows_counts_by_the_threshold_of_their_table(policy):
    shown = strict(policy, 13, 9)
    assert shown["who took part, of 13"] == "exact 0, 5 to 8, 13; range 1 to 4, 9 to 12"
    assert shown["how interviewed, of 9"] == "exact 0, 9; range 1 to 4, 5 to 8"
    assert shown["themes and changes, of 9"] == "exact 0, 3 to 6, 9; range 1 to 2, 7 to 8"


@pytest.mark.parametrize(("rule", "value", "what", "shown"), [
    ("smallest_count", 3, "who took part, of 13", "exact 0, 3 to 10, 13; range 1 to 2, 11 to 12"),
    ("smallest_count", 3, "how interviewed, of 9", "exact 0, 3 to 6, 9; range 1 to 2, 7 to 8"),
    ("smallest_theme_count", 2, "themes and changes, of 9", "exact 0, 2 to 7, 9; range 1, 8"),
    ("smallest_theme_count", 1, "themes and changes, of 9", "exact 0 to 9"),
    ("smallest_base_of_a_mean", 14, "mean of years", "withheld, fewer than 14 people")])
def test_what_shows_follows_the_policy(policy, rule, value, what, shown):
    assert strict(policy, 13, 9)[what] != shown
    assert strict(with_threshold(policy, rule, value), 13, 9)[what] == shown


@pytest.mark.parametrize(("people", "shown"), [(10, "shown"), (9, "withheld, fewer than 10 people")])
def test_mean_needs_enough_people(policy, people, shown):
    assert strict(policy, people, 5)["mean of years"] == shown


def test_row_about_a_person_is_shown_only_where_it_is_public_already(policy):
    (row,) = [row for row in what_shows(policy, 13, 9) if row.what == "a row for each person"]
    assert row[1:] == ("withheld", "withheld", "shown")


def test_agreed_hides_no_count(policy):
    counted = [row.agreed for row in what_shows(policy, 13, 9) if " of " in row.what and "years" not in row.what]
    assert counted == ["exact"] * 3


def test_notes_name_the_ranges_of_the_policy(policy):
    changed = with_threshold(with_threshold(policy, "smallest_count", 8), "smallest_theme_count", 4)
    assert "“7 or fewer” or “all but 7 or fewer”" in notes(changed)[0] and "“3 or fewer”" in notes(changed)[0]


@pytest.mark.parametrize("people", [1, 7, 13, 20, 300])
def test_table_fits_a_terminal_and_is_one_in_markdown(policy, people):
    rows = what_shows(policy, people, people)
    lines = as_lines(rows)
    assert len(lines) == len(rows) + 1 and max(map(len, lines)) <= 120
    assert len({line.index(word) for line, word in zip(lines[:2], ("strict", "exact"), strict=True)}) == 1
    assert {line.count("|") for line in as_markdown(rows).splitlines()} == {5}


def test_tables_that_people_agree_to_are_those_of_the_dictionary(project):
    assert tuple(table.name for table in TABLES) == load_dictionary(project).tables["consent"].column("table").enum
