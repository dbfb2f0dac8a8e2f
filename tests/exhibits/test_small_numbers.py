"""Each rule for small numbers: its picture is of the study's own numbers, and so are the sentence
it licenses and the one it forbids.
"""

import json
import re
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from scipy.stats import binom
from svg import texts

from cohortbook.book.sphinx.downloads import tables_of
from cohortbook.exact.intervals import METHODS
from cohortbook.exhibits import lesson_pictures, small_numbers
from cohortbook.exhibits.present import sentence
from cohortbook.exhibits.small_numbers import (
    METHOD_NAMES,
    coverage_table,
    ever_seen,
    hypothetical,
    intervals,
    labelling,
    lesson,
    like_with_like,
    many_looks,
    newest,
    not_heard,
    one_person,
    possible_means,
)
from cohortbook.findings import (
    baselines,
    between_cohorts,
    demographics,
    interval_coverage,
    multiple_tests,
    nonresponse,
    themes,
)
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.study import ALL, with_only
from cohortbook.study.wording import of_text, text_of

RULES = [
    small_numbers.everybody,
    one_person,
    small_numbers.mentions,
    not_heard,
    like_with_like,
    hypothetical,
    ever_seen,
    intervals,
    labelling,
    many_looks,
    possible_means,
]


def sentences(shown):
    """What a lesson says may be written, and what may not."""
    return re.search(
        r"^You may write: (.+)\nYou may not write: (.+)\Z", shown.plain, flags=re.MULTILINE
    ).groups()


def numbers(text):
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)


def twin(shown):
    """The rows of the table below the picture, by column."""
    [table] = tables_of(shown.html)
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_picture_that_can_be_read_aloud_and_two_sentences(rule, any_study):
    shown = rule(any_study)
    assert (
        shown.html.count("<svg") == shown.html.count("<figure") == 1
        and "<figcaption" in shown.html
        and shown.plain.strip()
    )
    licensed, forbidden = sentences(shown)
    assert licensed != forbidden and licensed.endswith(".") and re.search(r"[.)]$", forbidden)
    assert (
        shown.html.count("<dt>You may write</dt>")
        == shown.html.count("<dt>You may not write</dt>")
        == 1
    )


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_licensed_sentence_gives_people_in_per_cent(rule, any_study):
    """A published share may be one; of fewer than twenty people it is so many of so many."""
    licensed, _ = sentences(rule(any_study))
    of_people = re.sub(
        r"(register with|a share of|or of|from) [\d.]+%( or (less|more))?", "", licensed
    )
    of_people = re.sub(
        r"\d+ of (\d+) \([\d.]+%\)",
        lambda match: "" if int(match[1]) >= 20 else match[0],
        of_people,
    )
    assert "%" not in of_people and "per cent" not in of_people


def test_every_rule_of_the_page_is_tested_here_and_every_one_here_is_on_the_page(project):
    cells = json.loads((project / "notebooks/small_numbers.ipynb").read_text(encoding="utf-8"))[
        "cells"
    ]
    shown = set(
        re.findall(
            r"small_numbers\.(\w+)\(study\)", "\n".join("".join(cell["source"]) for cell in cells)
        )
    )
    assert shown == {rule.__name__ for rule in RULES}


def test_lesson_sets_its_sentences_as_text():
    shown = lesson(sentence("A picture"), "Fewer than 5 & <b>more</b>.", "No.")
    assert "Fewer than 5 &amp; &lt;b&gt;more&lt;/b&gt;." in shown.html and "<b>" not in shown.html


def test_everybody_counts_the_women_of_all_cohorts(any_study):
    women = demographics.gender(any_study, ALL)[0]
    count = of_text(women.value, women.n)
    licensed, forbidden = sentences(small_numbers.everybody(any_study))
    assert licensed == f"{count} award holders are women." and count in forbidden
    assert (women.value, women.n) == (
        sum(any_study.tables["participants"]["gender"] == "female"),
        any_study.tables["participants"]["gender"].notna().sum(),
    )


def test_one_person_is_a_hundred_divided_by_the_people_of_each_group(any_study):
    rows = {row["Group"]: (row["People"], row["Points"]) for row in twin(one_person(any_study))}
    sizes = {
        any_study.title(scope): len(any_study.rows("participants", scope))
        for scope in any_study.scopes
    }
    assert rows == {title: (str(n), f"{round(100 / n, 1):g}") for title, n in sizes.items()}


def test_not_heard_lies_between_those_who_said_it_and_all_who_might(any_study):
    licensed, forbidden = sentences(not_heard(any_study))
    count, heard, low, high, everybody = map(
        int,
        re.search(
            r"(\d+) of (\d+) award holders .* at least (\d+) and at most (\d+) of all (\d+)",
            licensed,
        ).groups(),
    )
    found = nonresponse.everybody_per_theme(any_study, ALL)
    own = [
        limit.category
        for limit in found.where(statistic="at_least")
        if (limit.value, limit.n) == (low, everybody)
    ]
    said = {people.category: people for people in themes.people_per_theme(any_study, ALL)}
    assert count == low and high == low + everybody - heard
    assert any((said[category].value, said[category].n) == (count, heard) for category in own)
    assert str(everybody - heard) in numbers(forbidden)


def test_mentions_are_more_than_people(any_study):
    """Counted again from the rows: passages on which a theme was put, and different people they are
    attributed to individually.
    """
    said = themes.statements(any_study)
    said = said[
        (said["group"] == "practitioner")
        & (said["stance"] != "contradicts")
        & ~said["is_collective"]
    ]
    label = any_study.tables["themes"].set_index("theme_id")["label"]
    counted = {
        (label[theme].lower(), len(own), len(set(own["case_id"])))
        for theme, own in said.groupby("theme_id")
    }
    licensed, forbidden = sentences(small_numbers.mentions(any_study))
    people, theme = re.fullmatch(r"(\d+) award holders spoke of: (.*)\.", licensed).groups()
    mentions = int(numbers(forbidden)[0])
    assert (theme, mentions, int(people)) in counted and mentions == max(
        own for _, own, _ in counted
    ) >= int(people)


def test_like_with_like_draws_each_published_share_with_the_people_held_against_it(any_study):
    drawn = {
        row["Published for"]: (row["Percent"], row["Award holders"])
        for row in twin(like_with_like(any_study))
    }
    found = baselines.every_comparison(any_study, [ALL])
    for comparison_id, row in baselines.comparisons(any_study).items():
        own = found.where(measure=comparison_id, statistic="baseline")
        if own and own.value is not None and row["column"] == "gender":
            assert drawn[row["label"]] == (f"{round(float(own.value), 1):g}", str(own[0].n))


def first_test(study):
    found = baselines.every_comparison(study, [ALL])
    measure = found.where(statistic="p_value")[0].measure
    return found.where(measure=measure).by_statistic


def test_hypothetical_says_ordinary_or_unusual_as_the_p_value_does(any_study):
    found = first_test(any_study)
    licensed, _ = sentences(hypothetical(any_study))
    assert ("ordinary" in licensed) == (found["p_value"].value > Fraction(5, 100)) and (
        "unusual" in licensed
    ) != ("ordinary" in licensed)
    assert (
        licensed.startswith(of_text(found["count"].value, found["count"].n))
        and text_of(found["baseline"].value, "percent") in licensed
    )


@pytest.mark.parametrize("p_value", [Fraction(1, 100), Fraction(5, 100)])
def test_hypothetical_calls_a_rare_draw_unusual(badgers, monkeypatch, p_value):
    ordinary = first_test(badgers)
    rare = Findings(
        own._replace(value=p_value) if statistic == "p_value" else own
        for statistic, own in ordinary.items()
    )
    monkeypatch.setattr(small_numbers, "_first_tested", lambda study: rare)
    assert "would be a rare draw" in sentences(hypothetical(badgers))[0]


def test_ever_seen_names_every_share_that_would_be_noticed_and_none_else(any_study):
    """By SciPy: what is named is noticed in four draws of five, a share a point nearer is not."""
    found = first_test(any_study)
    n, register = found["count"].n, float(found["baseline"].value / 100)
    own = binom.pmf(range(n + 1), n, register)
    rejected = [
        count for count in range(n + 1) if own[own <= own[count] * (1 + 1e-9)].sum() <= 0.05
    ]
    licensed, _ = sentences(ever_seen(any_study))
    named = re.findall(r"([\d.]+)% or (less|more)", licensed)
    assert [words for _, words in named] == [
        words
        for words, end in (("less", 0), ("more", 1))
        if binom.pmf(rejected, n, end).sum() >= 0.8
    ]
    for percent, words in named:
        nearer = 0.01 if words == "less" else -0.01
        assert (
            binom.pmf(rejected, n, float(percent) / 100).sum()
            >= 0.8
            > binom.pmf(rejected, n, float(percent) / 100 + nearer).sum()
        )
    curve = {row["They come from a share of"]: row["Noticed"] for row in twin(ever_seen(any_study))}
    assert curve["25%"] == f"{100 * binom.pmf(rejected, n, 0.25).sum():.0f} in 100"


def test_ever_seen_names_both_sides_where_there_are_two(badgers, monkeypatch):
    rows = {
        "count": 50,
        "p_value": Fraction(1),
        "baseline": Fraction(50),
        "detectable_low": Fraction(30),
        "detectable_high": Fraction(69),
    }
    found = Findings(
        Finding(ALL, "women", "", statistic, value, 50, "percent", ())
        for statistic, value in rows.items()
    )
    monkeypatch.setattr(small_numbers, "_first_tested", lambda study: found)
    assert (
        "a share of 30.0% or less, or of 69.0% or more, and nothing a point"
        in sentences(ever_seen(badgers))[0]
    )


def test_intervals_are_named_with_how_often_they_cover_at_worst(any_study):
    n = min(len(any_study.rows("participants", cohort)) for cohort in any_study.cohorts)
    found = {
        (own.label, own.n, own.statistic): own.value
        for own in interval_coverage.interval_coverage(any_study)
    }
    plain = intervals(any_study).plain
    for method in METHODS:
        name = METHOD_NAMES[method]
        assert f"{name} {100 * (found[name, n, 'worst'] / 100):.0f} times in 100" in plain


def test_coverage_table_shows_every_number_with_its_name(any_study):
    found = interval_coverage.interval_coverage(any_study)
    shown = coverage_table(found, "Coverage")
    assert {result["id"] for result in shown.results} == set(found.by_id) and all(
        name in shown.html for name in found.by_id
    )


def test_labelling_counts_the_splits_of_the_contrast(any_study):
    found = {own.statistic: own.value for own in between_cohorts.years_between(any_study, ALL)}
    licensed, forbidden = sentences(labelling(any_study))
    assert (
        licensed == f"Their means differ by {text_of(abs(found['mean']), 'years')} years;"
        f" {found['as_far']:,} of {found['splits']:,} random labellings put them as far"
        " apart."
    )
    assert ("less experienced" in forbidden) == (found["mean"] < 0)


def test_labelling_of_one_cohort_compares_nothing(real):
    assert (
        labelling(with_only(real, ["cohort_01"])).plain
        == "There is one cohort, so nothing is compared."
    )


def test_many_looks_counts_the_tests_of_all_cohorts_and_the_chance_that_one_errs(any_study):
    made = len(multiple_tests.tests_made(any_study, ALL))
    shown = many_looks(any_study)
    assert (
        sentences(shown)[0].startswith(f"With {made} tests")
        and f"{100 * (1 - 0.95**made):.0f} times in 100" in shown.plain
    )


def test_possible_means_are_those_that_whole_numbers_of_so_many_people_have(any_study):
    """Every sum of whole numbers, whichever way a half is rounded."""
    for row in twin(possible_means(any_study)):
        n, printed = int(row["People"]), 5 + Fraction(int(row["Tenth"]), 10)
        assert (row["Is possible"] == "True") == any(
            abs(Fraction(total, n) - printed) <= Fraction(1, 20) for total in range(4 * n, 7 * n)
        ), row


@pytest.mark.parametrize(
    "rule, text",
    [
        (not_heard, "No one was asked about anything yet."),
        (small_numbers.mentions, "Nothing is coded yet."),
        (like_with_like, "No published figure has been seen."),
        (hypothetical, "No published figure has been seen."),
        (ever_seen, "No published figure has been seen."),
    ],
)
def test_a_rule_without_anything_to_show_is_a_sentence(rule, text, badgers):
    without = {
        name: badgers.tables[name].iloc[:0]
        for name in ("codings", "settlements", "interviews", "attributions")
    }
    without["figures"] = badgers.tables["figures"].assign(count=pd.NA, percent=pd.NA)
    assert rule(replace(badgers, tables={**badgers.tables, **without})).plain == text


def test_newest_are_as_many_cohorts_as_a_picture_holds(badgers, monkeypatch):
    assert newest(badgers) == ["cohort_01", "cohort_02", "cohort_03"]
    monkeypatch.setattr(small_numbers, "SHOWN", 2)
    assert newest(badgers) == ["cohort_02", "cohort_03"]


def test_the_picture_of_those_not_interviewed_has_a_label_for_each_kind_of_mark():
    words = texts(lesson_pictures.not_heard(7, 8, 3))
    assert words == ["7 said it", "8 did not", "3 not interviewed"]
    assert texts(lesson_pictures.not_heard(7, 8, 0)) == words[:2]
