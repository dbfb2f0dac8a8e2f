"""Numbers, dates and codes as readers see them."""

from fractions import Fraction
from html import escape

import pytest
from markdown_it import MarkdownIt

from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.wording import (
    PERCENT_BASE,
    as_read,
    counted,
    date_text,
    first_sentence,
    label_of,
    markdown_text,
    name_in_words,
    of_text,
    rounded,
    sentence_list,
    text_of,
    typeset,
    with_base,
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The finding, at 3.5 of 7. What it rests on.", "The finding, at 3.5 of 7."),
        ("Why? So.", "Why?"),
        ("One alone.", "One alone."),
        ("No end", "No end"),
        ("", ""),
    ],
)
def test_first_sentence_ends_where_something_follows(text, first):
    assert first_sentence(text) == first


def test_typeset_gives_a_number_a_minus_sign_and_nothing_else():
    assert [typeset(text) for text in ("-3.3 years", "2 to -1", "2026-11-27", "-", "5")] == [
        "−3.3 years",
        "2 to -1",
        "2026-11-27",
        "-",
        "5",
    ]


@pytest.mark.parametrize(
    "value, unit, text",
    [
        (7, "people", "7"),
        (0, "people", "0"),
        (None, "people", "not available"),
        (None, "date", "not available"),
        (None, "probability", "not available"),
        (Fraction(72, 7), "years", "10.3"),
        (Fraction(149, 18), "years", "8.3"),
        (Fraction(7), "years", "7.0"),
        (9, "years", "9"),
        (Fraction(9, 2), "years", "4.5"),
        (6.144605, "years", "6.1"),
        (Fraction(-1, 4), "years", "-0.3"),
        (Fraction(829, 10), "percent", "82.9%"),
        (35.87654, "percent", "35.9%"),
        (35, "percent", "35%"),
        ("none", "percent", "none"),
        ("none", "people", "none"),
        (Fraction(1), "probability", "1.00"),
        (Fraction(5787, 10000), "probability", "0.58"),
        (Fraction(1, 100), "probability", "0.01"),
        (Fraction(999, 100000), "probability", "less than 0.01"),
        (Fraction(0), "probability", "less than 0.01"),
        ("2022-11-30", "date", "30 November 2022"),
        ("2025-06", "month", "June 2025"),
        (4000, "pounds", "£4,000"),
        (36, "days", "36"),
    ],
)
def test_text_of_each_unit(value, unit, text):
    assert text_of(value, unit) == text


def test_text_of_a_probability_in_the_middle_is_rounded_away_from_zero():
    assert text_of(Fraction(1, 8), "probability") == "0.13"


@pytest.mark.parametrize(
    "value, decimals, result",
    [
        (0.25, 1, 0.3),
        (Fraction(1, 4), 1, 0.3),
        (0.35, 1, 0.3),  # the float 0.35 is a little less than 35/100
        (Fraction(35, 100), 1, 0.4),
        (2.5, 0, 3),
        (Fraction(7, 2), 0, 4),
        (0.5, 0, 1),
        (Fraction(1, 8), 2, 0.13),
        (Fraction(249, 1000), 1, 0.2),
        (-0.25, 1, -0.3),
        (Fraction(-5, 2), 0, -3),
        (Fraction(-1, 100), 1, 0),
        (0, 1, 0),
        (Fraction(99, 100), 1, 1),
        (7, 1, 7),
    ],
)
def test_rounded_goes_half_away_from_zero(value, decimals, result):
    assert rounded(value, decimals) == result
    assert str(rounded(value, decimals)) != "-0.0"


def test_rounded_of_every_quarter_is_what_a_hand_would_write():
    assert [f"{rounded(Fraction(quarter, 4)):.1f}" for quarter in range(-4, 5)] == [
        "-1.0",
        "-0.8",
        "-0.5",
        "-0.3",
        "0.0",
        "0.3",
        "0.5",
        "0.8",
        "1.0",
    ]


@pytest.mark.parametrize(
    "text, unit, shown",
    [
        ("1", "people", "1 person"),
        ("2", "people", "2 people"),
        ("1.0", "years", "1.0 years"),
        ("1", "wishes", "1 wish"),
        ("1", "days", "1 day"),
        ("3", "page", "page 3"),
        ("5.0%", "percent", "5.0%"),
        ("£1", "pounds", "£1"),
        ("[c]", "people", "[c]"),
        ("1", "impacts", "1 impact"),
    ],
)
def test_counted_has_its_unit_in_the_singular_for_one(text, unit, shown):
    assert counted(text, unit) == shown


@pytest.mark.parametrize(
    "count, n, text",
    [
        (5, 7, "5 of 7"),
        (0, 0, "0 of 0"),
        (19, 19, "19 of 19"),
        (10, 20, "10 of 20 (50.0%)"),
        (7, 20, "7 of 20 (35.0%)"),
        (0, 20, "0 of 20 (0.0%)"),
        (1, 400, "1 of 400 (0.3%)"),
        (4360, 4933, "4360 of 4933 (88.4%)"),
    ],
)
def test_of_text_has_a_share_only_from_a_base_of_20_on(count, n, text):
    assert of_text(count, n) == text


@pytest.mark.parametrize(
    "text, unit, n, whole",
    [
        ("6.0", "years", 4, "6.0 years, based on 4"),
        ("82.9%", "percent", 17, "82.9%, based on 17"),
        ("82.9%", "percent", None, "82.9%"),
        ("[c]", "people", None, "[c]"),
    ],
)
def test_with_base_says_what_a_number_is_based_on_unless_that_is_hidden(text, unit, n, whole):
    assert with_base(text, unit, n) == whole


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("1 people, based on 7", "1 person (based on 7)"),
        ("41 impacts, based on 98", "41 impacts (based on 98)"),
        ("1 to 4 people, based on 7", "1 to 4 people (based on 7)"),
        ("1 authorities", "1 authority"),
        ("51.5%", "51.5%"),
    ],
)
def test_a_recorded_number_is_read_in_the_singular_for_one(recorded, shown):
    assert as_read(recorded) == shown


def test_the_id_of_a_number_is_words_to_readers():
    assert name_in_words("cohort_01.years_qualified.mean") == "Cohort 1: years qualified, mean"
    assert name_in_words("all.impact_reach.team.count") == "All cohorts: impact reach, team"


@pytest.mark.parametrize("n", range(1, 41))
def test_of_text_has_no_per_cent_sign_below_the_base(n):
    assert ("%" in of_text(1, n)) == (n >= PERCENT_BASE)


@pytest.mark.parametrize(
    "date, text",
    [
        ("2024", "2024"),
        ("2022-09", "September 2022"),
        ("2022-11-30", "30 November 2022"),
        ("2022-07-01", "1 July 2022"),
        ("2021-12-01/2022-11-30", "1 December 2021 to 30 November 2022"),
        ("2019-12/2024-03", "December 2019 to March 2024"),
        ("2022/2023", "2022 to 2023"),
    ],
)
def test_date_text_of_a_year_a_month_a_day_and_a_span(date, text):
    assert date_text(date) == text


MONTHS = "January February March April May June July August September October November December"


@pytest.mark.parametrize("month, name", list(enumerate(MONTHS.split(), start=1)))
def test_date_text_knows_every_month(month, name):
    assert date_text(f"2026-{month:02}") == f"{name} 2026"


@pytest.mark.parametrize(
    "items, text",
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcd"), "a, b, c and d"),
    ],
)
def test_sentence_list_has_and_before_the_last(items, text):
    assert sentence_list(items) == text


@pytest.mark.parametrize(
    "code, label",
    [
        ("postgraduate_diploma", "Postgraduate diploma"),
        ("female", "Female"),
        ("another", "Another gender"),
        ("master", "Master’s"),
        ("none", "None"),
        ("not_given", "Not given"),
        ("children", "Children’s services"),
        ("sd", "Standard deviation"),
        ("all", "All cohorts"),
    ],
)
def test_label_of_a_code_is_words(code, label):
    assert label_of(code) == label


def test_label_of_every_allowed_value_of_people_has_no_underscore_and_begins_with_a_capital(
    project,
):
    tables = load_dictionary(project).cohort_tables
    labels = [
        label_of(value) for table in tables for column in table.columns for value in column.enum
    ]
    assert len(labels) > 20
    assert all("_" not in label and label[0].isupper() for label in labels)


@pytest.mark.parametrize(
    "text", ["<b>1</b> & *co* [x](y) $z$", "# 1_2_3 | `a` \\ {b} ~c~", "Cohort 1"]
)
def test_markdown_reads_text_as_text_and_nothing_more(text):
    assert MarkdownIt().renderInline(markdown_text(text)) == escape(text, quote=False)
