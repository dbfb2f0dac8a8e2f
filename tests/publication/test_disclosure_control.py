"""What is decided to be published of a cohort whose people are protected."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from protected import (
    COACHING,
    LIBRARY,
    THREE,
    agree,
    rows_of,
    take_out,
    to_agreed,
    write_cohort,
    write_rows,
)

from cohortbook.findings.declared import consent_table
from cohortbook.publication.disclosure_control import (
    agreed_tables,
    decide,
    is_unlike,
    numbers,
    publication,
    publications,
)
from cohortbook.publication.inference_attack import leaks
from cohortbook.publication.loading import load_study
from cohortbook.publication.statements_attack import possible
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import PRIVATE_COHORTS
from cohortbook.study.policy import PATH
from cohortbook.study.published import as_texts, editions, from_texts, table_of, write_edition
from cohortbook.study.releases import RELEASES
from cohortbook.study.study import Study, read_study
from cohortbook.study.withheld import HIDDEN, Withheld, is_withheld, range_of


@pytest.fixture(scope="module")
def full(guarded: Study) -> Study:
    """The study with a strict cohort, its rows included."""
    return read_study(guarded.root)[0]


def number(
    value: object, n: int, measure: str = "gender", category: str = "", unit: str = "people"
) -> Finding:
    return Finding(THREE, measure, category, "count", value, n, unit, ())


def printed(study: Study) -> dict[str, object]:
    return {row.id: row.value for row in study.published[THREE].results}


def test_every_printed_number_of_a_strict_cohort_is_what_its_rows_give(
    guarded: Study, full: Study
) -> None:
    counted, shown = {row.id: row.value for row in numbers(full, THREE)}, printed(guarded)
    exact = {name for name, value in shown.items() if isinstance(value, int)}
    assert len(exact) > 80 and all(shown[name] == counted[name] for name in exact)


def test_ranges_hold_what_the_rows_give(guarded: Study, full: Study) -> None:
    rows = numbers(full, THREE).by_id
    ranges = {
        name: value
        for name, value in printed(guarded).items()
        if is_withheld(value) and value != HIDDEN
    }
    assert ranges
    for name, value in ranges.items():
        assert rows[name].value in range_of(value), name


def test_zeros_large_counts_and_bases_are_printed_and_small_counts_are_not(
    guarded: Study, full: Study
) -> None:
    shown = printed(guarded)
    assert shown[f"{THREE}.participants.count"] == 13 and shown[
        f"{THREE}.interviewed.count"
    ] == next(row.value for row in numbers(full, THREE) if row.id == f"{THREE}.interviewed.count")
    for row in numbers(full, THREE):
        is_attribute = (
            row.measure in ("gender", "role_group", "highest_level", "service")
            and row.category != "not_given"
        )
        if is_attribute and 0 < row.value < 5:
            assert is_withheld(shown[row.id])
        if is_attribute and row.value == 0 and shown[row.id] != HIDDEN:
            assert shown[row.id] == 0


def test_the_number_of_interviews_is_hidden_because_the_formats_follow_from_it(
    guarded: Study,
) -> None:
    assert printed(guarded)[f"{THREE}.interviews.count"] == HIDDEN


def test_of_years_only_a_rounded_mean_of_enough_people_is_printed(
    guarded: Study, full: Study
) -> None:
    shown = printed(guarded)
    assert [
        shown[f"{THREE}.years_qualified.{statistic}"]
        for statistic in ("median", "min", "max", "range", "sd")
    ] == [HIDDEN] * 5
    exact = next(
        row.value for row in numbers(full, THREE) if row.id == f"{THREE}.years_qualified.mean"
    )
    mean = shown[f"{THREE}.years_qualified.mean"]
    assert abs(mean - exact) <= 0.05 and (10 * mean).denominator == 1


@pytest.mark.parametrize(
    ("rule", "value", "name"),
    [
        ("smallest_base_of_a_mean", 14, "years_qualified.mean"),
        ("smallest_table", 14, "gender.female.count"),
        ("smallest_count", 14, "gender.female.count"),
    ],
)
def test_a_stricter_threshold_hides_more(full: Study, rule: str, value: int, name: str) -> None:
    rows = numbers(full, THREE)
    assert (
        not is_withheld(decide(rows, full.policy)[f"{THREE}.{name}"])
        or name == "gender.female.count"
    )
    thresholds = tuple(
        entry | ({"value": value} if entry["rule"] == rule else {})
        for entry in full.policy.sections["thresholds"]
    )
    stricter = replace(full.policy, sections={**full.policy.sections, "thresholds": thresholds})
    assert is_withheld(decide(rows, stricter)[f"{THREE}.{name}"])


@pytest.mark.parametrize(("rule", "more"), [("smallest_theme_count", 2), ("smallest_group", 8)])
def test_a_stricter_threshold_of_themes_prints_fewer_of_them(
    full: Study, rule: str, more: int
) -> None:
    def shown(policy) -> int:
        return sum(
            not is_withheld(value)
            for name, value in decide(numbers(full, THREE), policy).items()
            if ".theme." in name
        )

    thresholds = tuple(
        entry | ({"value": entry["value"] + more} if entry["rule"] == rule else {})
        for entry in full.policy.sections["thresholds"]
    )
    assert shown(
        replace(full.policy, sections={**full.policy.sections, "thresholds": thresholds})
    ) < shown(full.policy)


def test_statements_are_apart_from_people_places_and_the_order_of_interviews(
    guarded: Study, full: Study
) -> None:
    held = guarded.published[THREE].statements
    assert held and set(held[0]) == {"theme_id", "group", "stance", "summary"}
    by_theme: dict[str, list[str]] = {}
    for row in held:
        by_theme.setdefault(row["theme_id"], []).append(
            (row["group"], row["stance"], row["summary"])
        )
    assert all(rows == sorted(rows) for rows in by_theme.values())


def test_no_statement_is_published_where_too_few_were_interviewed(full: Study) -> None:
    alone = replace(
        full,
        tables={**full.tables, "interviews": full.tables["interviews"].groupby("cohort").head(4)},
    )
    assert publication(full, THREE).statements and publication(alone, THREE).statements == ()


def with_column(root: Path, table: str, column: str, *values: str) -> None:
    """Write a column to a table of the strict cohort, with values of its first rows."""
    rows = rows_of(root, table)
    held = [*values, *[""] * (len(rows) - len(values))]
    (root / PRIVATE_COHORTS / THREE / f"{table}.csv").unlink()
    write_rows(root, table, [row | {column: value} for row, value in zip(rows, held, strict=True)])


def take_out_of_interviews(root: Path, *people: str) -> None:
    for table in ("interviews", "attributions"):
        kept = [row for row in rows_of(root, table) if row["case_id"] not in people]
        write_rows(root, table, kept)


def test_who_prefers_not_to_say_works_part_time_or_withdrew_is_protected_as_any_category(
    strict_study: Path,
) -> None:
    few = ["prefer_not_to_say", "prefer_not_to_say", *["female"] * 11]
    write_cohort(strict_study, 13, managers=9, gender=" ".join(few))
    hours = ["part_time"] * 3 + ["full_time"] * 10
    with_column(strict_study, "participants", "working_hours", *hours)
    completed = ["withdrew"] + ["completed"] * 12
    with_column(strict_study, "participants", "completion", *completed)
    shown = printed(load_study(strict_study))
    assert shown[f"{THREE}.gender.prefer_not_to_say.count"] == "1 to 4"
    assert shown[f"{THREE}.working_hours.part_time.count"] == "1 to 4"
    assert shown[f"{THREE}.completion.withdrew.count"] == "1 to 4"
    assert shown[f"{THREE}.working_hours.prefer_not_to_say.count"] == 0


def test_how_many_managers_were_not_interviewed_is_said_and_why_so_few_were_not_is_hidden(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 13, managers=9)
    with_column(strict_study, "managers", "not_interviewed", "withdrew", "no_answer")
    take_out_of_interviews(strict_study, "M003_01", "M003_02")
    study = load_study(strict_study)
    met = study.published[THREE].results.where(measure="managers_interviewed")[0]
    assert (met.value, met.n) == (7, 9)
    reasons = study.published[THREE].results.where(measure="manager_not_interviewed")
    assert {own.category for own in reasons} > {"withdrew", "declined"}
    assert all(own.value == HIDDEN for own in reasons)
    assert not leaks(study)


def test_a_manager_who_was_not_interviewed_needs_to_agree_to_one_table_only(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 13, managers=9)
    with_column(strict_study, "managers", "not_interviewed", "declined")
    take_out_of_interviews(strict_study, "M003_01")
    to_agreed(strict_study)
    agree(
        strict_study,
        THREE,
        *(("M003_01", table) for table in ("took_part", "interviewed", "themes")),
    )
    assert "themes" in agreed_tables(read_study(strict_study)[0], THREE)
    assert "interviewed" not in agreed_tables(read_study(strict_study)[0], THREE)


def test_a_cohort_whose_people_agreed_is_published_whole(strict_study: Path) -> None:
    to_agreed(strict_study)
    agree(strict_study, THREE)
    held = load_study(strict_study).published[THREE]
    assert not any(row.is_withheld for row in held.results) and held.statements


@pytest.mark.parametrize(
    ("table", "measure"),
    [
        ("took_part", "gender"),
        ("interviewed", "practitioner_format"),
        ("themes", "theme"),
        ("impacts", "impact_status"),
    ],
)
def test_a_table_that_one_person_refused_is_treated_as_strict_and_no_other_is(
    strict_study: Path, table: str, measure: str
) -> None:
    to_agreed(strict_study)
    agree(
        strict_study,
        THREE,
        (
            next(iter(read_study(strict_study)[0].rows("participants", THREE)["participant_id"])),
            table,
        ),
    )
    held = load_study(strict_study).published[THREE]
    assert {consent_table(row) for row in held.results if row.is_withheld} == {table}
    assert any(row.is_withheld for row in held.results if row.measure == measure)


def test_a_missing_answer_is_a_refusal(strict_study: Path) -> None:
    to_agreed(strict_study)
    agree(strict_study, THREE)
    path = strict_study / PRIVATE_COHORTS / THREE / "consent.csv"
    path.write_text(
        "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )
    assert agreed_tables(read_study(strict_study)[0], THREE) == {
        "took_part",
        "interviewed",
        "themes",
        "summaries",
    }


def test_comparisons_awards_and_types_are_published_where_all_agreed_and_nowhere_else(
    strict_study: Path,
) -> None:
    names = {
        "took_part": {
            "baselines.comparison",
            "demographics.qualifying_award",
            "multiple_tests.adjusted",
        },
        "impacts": {"impacts.impact_types"},
    }

    def calls(*refused: tuple[str, str]) -> set[str]:
        agree(strict_study, THREE, *refused)
        return {
            row.call.partition("(")[0]
            for row in publication(read_study(strict_study)[0], THREE).results
        }

    of_strict = {
        row.call.partition("(")[0]
        for row in publication(read_study(strict_study)[0], THREE).results
    }
    to_agreed(strict_study)
    person = next(iter(read_study(strict_study)[0].rows("participants", THREE)["participant_id"]))
    assert calls() - of_strict >= names["took_part"] | names["impacts"]
    assert (
        not calls((person, "took_part")) & names["took_part"]
        and calls((person, "took_part")) >= names["impacts"]
    )
    assert (
        not calls((person, "impacts")) & names["impacts"]
        and calls((person, "impacts")) >= names["took_part"]
    )
    assert not of_strict & (names["took_part"] | names["impacts"])


def test_the_public_study_holds_no_row_of_a_strict_cohort(guarded: Study) -> None:
    assert list(guarded.cohorts) == ["cohort_01", "cohort_02"] and list(guarded.named) == [THREE]
    for name, frame in guarded.tables.items():
        assert not frame["source_row"].str.contains(THREE).any(), name


def released(study: Study, **numbers_then: str) -> None:
    """Record a release of the study that printed these numbers of the strict cohort."""
    folder = study.root / RELEASES
    folder.mkdir(parents=True, exist_ok=True)
    held = {f"{THREE}.{name.replace('__', '.')}": text for name, text in numbers_then.items()}
    (folder / "0.1.json").write_text(
        json.dumps(
            {
                "version": "0.1",
                "released_on": "2030-01-01",
                "cohorts": ["cohort_01", "cohort_02", THREE],
                "numbers": held,
                "themes": {},
                "files": {},
            }
        ),
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("name", "text", "is_hidden"),
    [
        ("gender__female__count", "0 people, based on 12", True),
        ("interviewed__count", "1 people, based on 12", True),
        ("gender__female__count", "[c]", False),
    ],
)
def test_a_table_that_an_earlier_release_printed_differently_is_hidden_whole(
    strict_study: Path, name: str, text: str, is_hidden: bool
) -> None:
    study, _ = read_study(strict_study)
    released(study, **{name: text})
    measure = name.split("__")[0]
    values = [
        row.value
        for row in publication(study, THREE).results
        if row.measure.removeprefix("not_") == measure
    ]
    assert (set(values) == {HIDDEN}) == is_hidden
    kept = [row.value for row in publication(study, THREE).results if row.measure == "service"]
    assert any(value != HIDDEN for value in kept)


@pytest.mark.parametrize(
    ("before", "value", "n", "differs"),
    [
        ("3 people, based on 13", "1 to 4", 13, False),
        ("5 people, based on 13", "1 to 4", 13, True),
        ("3 people, based on 12", "1 to 4", 13, True),
        ("0 people, based on 13", "1 to 4", 13, True),
        ("1 people, based on 13", "1 to 4", 13, False),
        ("4 people, based on 13", "1 to 4", 13, False),
        ("9 people, based on 13", "9 to 12", 13, False),
        ("8 people, based on 13", "9 to 12", 13, True),
        ("13 people, based on 13", "9 to 12", 13, True),
        ("1 to 4 people, based on 13", "1 to 4", 13, False),
        ("9 to 12 people, based on 13", "1 to 4", 13, True),
        ("[c]", "1 to 4", 13, False),
    ],
)
def test_a_range_differs_from_a_release_that_it_could_not_have_been(
    before: str, value: str, n: int, differs: bool
) -> None:
    assert is_unlike(before, number(Withheld(value), n)) == differs


@pytest.mark.parametrize(
    ("before", "value", "differs"),
    [
        ("4 or fewer", "1 to 4", False),
        ("all but 4 or fewer", "9 to 12", False),
        ("2 or fewer", "0 to 2", False),
        ("all but 2 or fewer", "11 to 13", False),
        ("2 or fewer", "1 to 4", True),
        ("all but 2 or fewer", "9 to 12", True),
        ("4 or fewer", "9 to 12", True),
    ],
)
def test_a_range_as_releases_recorded_it_at_first_is_understood(
    before: str, value: str, differs: bool
) -> None:
    now = number(Withheld(value), 13)
    assert is_unlike(f"{before} people, based on 13", now) == differs
    assert is_unlike(f"{before} people, based on 12", now)


def test_a_range_of_all_but_a_few_that_begins_with_two_is_no_range_of_a_few() -> None:
    now = number(Withheld("2 to 5"), 6)
    assert not is_unlike("all but 4 or fewer people, based on 6", now)
    assert is_unlike("5 or fewer people, based on 6", now)


@pytest.mark.parametrize(
    ("before", "value", "n", "differs"),
    [
        ("1 to 4 people, based on 13", 3, 13, False),
        ("1 to 4 people, based on 13", 3, 12, False),
        ("1 to 4 people, based on 13", 5, 13, True),
        ("1 to 4 people, based on 14", 3, 12, True),
        ("9 people, based on 13", 9, 12, False),
        ("9 people, based on 13", 8, 12, True),
        ("8.5 years, based on 12", Fraction("8.5"), 12, False),
        ("8.5 years, based on 12", Fraction("9.1"), 12, True),
    ],
)
def test_a_count_differs_from_a_range_that_it_cannot_have_been(
    before: str, value: object, n: int, differs: bool
) -> None:
    """Of thirteen people, one of whom is not given: an edition that hid this has them all as
    base.
    """
    row = number(value, n, unit=before.split(",")[0].split()[-1])
    assert is_unlike(before, row, everybody=13) == differs


def test_each_number_belongs_to_one_table() -> None:
    assert table_of(number(0, 13, "other_profession", "")) == "social_worker"
    assert table_of(number(0, 13, "not_interviewed", "")) == "interviewed"
    assert table_of(number(0, 13, "theme", "barriers.employer.managers")) == "theme.barriers"


def test_publication_is_the_same_from_rows_and_from_its_tables(guarded: Study, full: Study) -> None:
    held = guarded.published[THREE]
    assert from_texts(THREE, as_texts(held)) == held == publication(full, THREE)


def test_what_was_signed_is_published_as_it_was_and_is_not_computed_again(guarded: Study) -> None:
    assert publications(guarded)[THREE] is guarded.published[THREE]


def test_a_publication_names_the_files_it_was_made_from_and_no_other(full: Study) -> None:
    tables = {path.name for path in (full.root / PRIVATE_COHORTS / THREE).iterdir()}
    named = publication(full, THREE).files
    assert {f"{(PRIVATE_COHORTS / THREE).as_posix()}/{name}" for name in tables} <= set(named)
    assert all(
        name.startswith(f"{(PRIVATE_COHORTS / THREE).as_posix()}/")
        or name == f"data/cohorts/{THREE}/cohort.yml"
        for name in named
    )


def test_rows_are_read_from_the_private_folder(guarded: Study, full: Study) -> None:
    places = set(full.rows("participants", THREE)["source_row"].str.rsplit(":", n=1).str[0])
    assert places == {f"{(PRIVATE_COHORTS / THREE).as_posix()}/participants.csv"}
    assert PATH.as_posix() == "data/disclosure.yml"


def published_of(root: Path) -> dict[str, str]:
    """What is published of the strict cohort of a study, as text, by id without the cohort."""
    return {
        row.id.removeprefix(f"{THREE}."): str(row.value)
        for row in load_study(root).published[THREE].results
    }


def people_by_theme(root: Path) -> dict[tuple[str, str], set[str]]:
    """Who spoke of each theme or of one below it, by theme and group: what every coder put or was
    settled so, and no one said against.
    """
    coders, stances = defaultdict(set), defaultdict(set)
    for row in rows_of(root, "codings"):
        coders[row["passage_id"], row["theme_id"]].add(row["coder_id"])
        stances[row["passage_id"], row["theme_id"]].add(row["stance"])
    everybody, settled = (
        set().union(*coders.values()),
        {
            (row["passage_id"], row["theme_id"]): row["is_kept"]
            for row in rows_of(root, "settlements")
        },
    )
    whose, spoke = defaultdict(set), defaultdict(set)
    for row in rows_of(root, "attributions"):
        whose[row["passage_id"]].add(row["case_id"])
    for (passage, theme), put in coders.items():
        if (put == everybody or settled[passage, theme] == "true") and "contradicts" not in stances[
            passage, theme
        ]:
            parts = theme.split(".")
            for length in range(1, len(parts) + 1):
                for person in whose[passage]:
                    group = "managers" if person.startswith("M") else "practitioners"
                    spoke[".".join(parts[:length]), group].add(person)
    return spoke


def test_counts_of_themes_of_a_large_cohort_with_two_coders_are_those_of_its_rows(
    large_strict: Path,
) -> None:
    shown, spoke = published_of(large_strict), people_by_theme(large_strict)
    heard = Counter(
        "managers" if person.startswith("M") else "practitioners"
        for person in {row["case_id"] for row in rows_of(large_strict, "interviews")}
    )
    assert (
        heard["managers"] == 6
        and len({row["coder_id"] for row in rows_of(large_strict, "codings")}) == 2
    )
    exact, ranges = 0, 0
    for (theme, group), people in spoke.items():
        text, count, n = shown[f"theme.{theme}.{group}.count"], len(people), heard[group]
        if text.isdigit():
            assert int(text) == count and 3 <= count <= n - 3, theme
            exact += 1
        elif text != HIDDEN:
            assert text in ("1 to 2", f"{n - 2} to {n}") and count in range_of(text), theme
            ranges += 1
    assert exact > 10 and ranges > 3


def test_counts_of_people_of_a_large_cohort_are_those_of_its_rows(large_strict: Path) -> None:
    shown, people = published_of(large_strict), rows_of(large_strict, "participants")
    for column in ("gender", "service", "role_group", "highest_level", "research_level"):
        counts = Counter(row[column] for row in people)
        for name, text in shown.items():
            if re.fullmatch(rf"{column}\.\w+\.count", name) and text != HIDDEN:
                count = counts[name.split(".")[1].replace("not_given", "")]
                assert (
                    int(text) == count and not 0 < count < 5
                    if text.isdigit()
                    else count in range_of(text)
                ), name
        assert any(
            text.isdigit() and int(text)
            for name, text in shown.items()
            if name.startswith(f"{column}.")
        ), column
    mean = Fraction(sum(int(row["years_qualified"]) for row in people), 60)
    assert abs(Fraction(shown["years_qualified.mean"]) - mean) <= Fraction(1, 20)


def of_each(**counts: int) -> str:
    """Words, each as often as is said."""
    return " ".join(word for word, count in counts.items() for _ in range(count))


TABLES = {
    "gender": ("female", "male", "another"),
    "role_group": ("practitioner", "senior_practitioner", "team_manager"),
    "highest_level": ("bachelor", "master", "doctorate"),
    "research_level": ("none", "module", "dissertation"),
}
FOUR, TWO = "1 to 4", "1 to 2"


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        (
            12,
            {
                (7, 5, 0): ("7", "5", "0"),
                (8, 4, 0): ("8 to 11", FOUR, "0"),  # smallest_count is 5
                (11, 1, 0): ("8 to 11", FOUR, "0"),
                (12, 0, 0): ("12", "0", "0"),
            },
        ),
        (10, {(5, 5, 0): ("5", "5", "0"), (10, 0, 0): ("10", "0", "0")}),  # smallest_table is 10
        (9, {(5, 4, 0): (HIDDEN,) * 3, (9, 0, 0): (HIDDEN,) * 3}),
        (
            13,
            {
                (9, 2, 2): ("9", FOUR, FOUR),
                (10, 2, 1): (HIDDEN, FOUR, FOUR),
                (5, 4, 4): (HIDDEN, FOUR, FOUR),
            },
        ),  # narrowest_range is 3
        (14, {(8, 3, 3): ("8", FOUR, FOUR), (3, 5, 6): (HIDDEN,) * 3}),
    ],
)
def test_thresholds_of_who_people_are_hold_at_their_edges(
    strict_study: Path, holders: int, expected: dict[tuple, tuple]
) -> None:
    tables = dict(zip(TABLES, expected, strict=False))  # not every table each time
    write_cohort(
        strict_study,
        holders,
        **{
            table: of_each(**dict(zip(TABLES[table], counts, strict=True)))
            for table, counts in tables.items()
        },
    )
    shown = published_of(strict_study)
    for table, counts in tables.items():
        assert tuple(shown[f"{table}.{name}.count"] for name in TABLES[table]) == expected[counts]


LEAVES = (
    "enablers.programme.coaching",
    "enablers.programme.library",
    "impacts.personal.nose",
    "impacts.personal.tunnelling",
    "barriers.employer.digging",
    "barriers.employer.rota",
    "barriers.personal.winter_sleep",
)


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        (
            10,
            {0: "0", 1: TWO, 2: TWO, 3: "3", 7: "7", 8: "8 to 10", 10: "8 to 10"},
        ),  # smallest_theme_count is 3
        (5, {0: "0", 2: TWO, 3: "3 to 5"}),
        (4, {0: HIDDEN, 2: HIDDEN, 4: HIDDEN}),
    ],
)  # smallest_group is 5
def test_thresholds_of_themes_hold_at_their_edges(
    strict_study: Path, holders: int, expected: dict[int, str]
) -> None:
    write_cohort(
        strict_study,
        holders,
        managers=5,
        themes=[
            (theme, range(spoke), range(3)) for theme, spoke in zip(LEAVES, expected, strict=False)
        ],
    )
    shown = published_of(strict_study)
    assert [
        shown[f"theme.{theme}.practitioners.count"]
        for theme, _ in zip(LEAVES, expected, strict=False)
    ] == list(expected.values())


@pytest.mark.parametrize(
    ("managers", "expected"),
    [
        (6, {3: ("4", "3", "7"), 2: ("4", TWO, HIDDEN)}),
        (5, {0: ("4", "0", "4"), 5: ("4", "3 to 5", HIDDEN)}),
        (4, {0: ("4", HIDDEN, HIDDEN), 3: ("4", HIDDEN, HIDDEN)}),
        (1, {0: ("4", HIDDEN, HIDDEN), 1: ("4", HIDDEN, HIDDEN)}),
    ],
)
def test_managers_are_counted_apart_only_where_they_are_a_group(
    strict_study: Path, managers: int, expected: dict[int, tuple]
) -> None:
    write_cohort(
        strict_study,
        10,
        managers,
        themes=[
            (theme, range(4), range(spoke)) for theme, spoke in zip(LEAVES, expected, strict=False)
        ],
    )
    shown = published_of(strict_study)
    for theme, printed in zip(LEAVES, expected.values(), strict=False):
        assert (
            tuple(
                shown[f"theme.{theme}.{whose}.count"]
                for whose in ("practitioners", "managers", "people")
            )
            == printed
        )


def test_everybody_is_not_counted_where_a_group_is_hidden_because_of_the_themes_below(
    strict_study: Path,
) -> None:
    write_cohort(
        strict_study,
        10,
        managers=8,
        themes=[
            ("impacts.personal.nose", range(2), range(3)),
            ("impacts.personal.tunnelling", range(2, 4), range(3)),
        ],
    )
    shown = published_of(strict_study)
    assert [
        shown[f"theme.impacts.personal.{whose}.count"]
        for whose in ("practitioners", "managers", "people")
    ] == [HIDDEN, "3", HIDDEN]


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((5, 2, 0), ("5 to 6", TWO, "0")),
        ((5, 1, 1), (HIDDEN, TWO, TWO)),
        ((5, 2, 1), ("5", TWO, TWO)),
        ((3, 3, 0), ("3", "3", "0")),
        ((5, 0, 0), ("5", "0", "0")),
        ((4, 0, 0), (HIDDEN,) * 3),
    ],
)
def test_changes_are_printed_as_what_was_said_is(
    strict_study: Path, counts: tuple[int, ...], printed: tuple[str, ...]
) -> None:
    statuses = ("started", "happened", "sustained")
    write_cohort(strict_study, 12, changes=of_each(**dict(zip(statuses, counts, strict=True))))
    shown = published_of(strict_study)
    assert tuple(shown[f"impact_status.{status}.count"] for status in statuses) == printed


def test_who_spoke_unasked_of_a_theme_that_no_one_was_asked_about_is_not_counted(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 9, themes=[(COACHING, {0}, ())])
    path = strict_study / "data" / "cohorts" / THREE / "cohort.yml"
    with path.open("a", encoding="utf-8") as file:
        file.write("not_asked: [enabler]\n")
    shown = published_of(strict_study)
    whose = ("practitioners", "managers", "people")
    assert {shown[f"theme.{COACHING}.{group}.count"] for group in whose} == {HIDDEN}
    assert {shown[f"theme.{LIBRARY}.{group}.count"] for group in whose} == {"0"}
    study = load_study(strict_study)
    held = study.published[THREE]
    assert not leaks(study) and not held.statements
    assert possible(study, held)[f"{THREE}.theme.{COACHING}.practitioners.count"] == set(range(10))


def by_the_same(root: Path, people: int) -> None:
    """Let the changes be those of a number of award holders only, in turn."""
    first = rows_of(root, "impacts")[:people]
    write_rows(
        root,
        "impacts",
        [
            row | {column: first[place % people][column] for column in ("passage_id", "case_id")}
            for place, row in enumerate(rows_of(root, "impacts"))
        ],
    )


@pytest.mark.parametrize(("people", "printed"), [(1, HIDDEN), (4, HIDDEN), (5, "6")])
def test_changes_are_counted_only_where_enough_people_reported_them(
    strict_study: Path, people: int, printed: str
) -> None:
    write_cohort(strict_study, 12, managers=0, changes=of_each(happened=6))
    by_the_same(strict_study, people)
    shown = published_of(strict_study)
    assert {
        shown[name]
        for name in (
            "impact_status.happened.count",
            "impact.personal.count",
            "impact_reach.team.count",
            "impact_reported_by.practitioner.count",
        )
    } == {printed}


@pytest.mark.parametrize(
    ("interviewed", "changes", "printed"),
    [(1, 0, HIDDEN), (6, 6, HIDDEN), (7, 6, "6"), (7, 0, "0")],
)
def test_changes_are_counted_only_where_more_were_interviewed_than_must_have_reported(
    strict_study: Path, interviewed: int, changes: int, printed: str
) -> None:
    write_cohort(strict_study, interviewed, managers=0, changes=of_each(happened=changes))
    assert published_of(strict_study)["impact_status.happened.count"] == printed


@pytest.mark.parametrize(("managers", "printed"), [(0, "6"), (1, HIDDEN), (4, HIDDEN), (5, "6")])
def test_who_reported_changes_is_said_only_where_each_group_is_large_enough(
    strict_study: Path, managers: int, printed: str
) -> None:
    write_cohort(strict_study, 12, managers, changes=of_each(happened=6))
    shown = published_of(strict_study)
    assert shown["impact_status.happened.count"] == "6"
    assert shown["impact_reported_by.practitioner.count"] == printed
    assert shown["impact_corroborated.count"] == (HIDDEN if printed == HIDDEN else "0")


def test_how_people_were_interviewed_is_hidden_because_a_pair_is_two_people(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 13, managers=0)
    alone = rows_of(strict_study, "interviews")
    groups = {0: "group", 1: "group", 2: "group", 3: "pair", 4: "pair"}
    together = [
        row | {"interview_id": f"I003_{groups[place]}", "format": groups[place]}
        for place, row in enumerate(alone[:5])
    ]
    write_rows(strict_study, "interviews", together + alone[5:])
    shown = published_of(strict_study)
    of_interviews = re.compile(r"practitioner_(format|mode)\.")
    assert {value for name, value in shown.items() if of_interviews.match(name)} == {HIDDEN}


@pytest.mark.parametrize(
    ("holders", "known", "printed"),
    [(10, 10, "11/2"), (9, 9, HIDDEN), (11, 10, HIDDEN), (12, 10, HIDDEN), (14, 10, "11/2")],
)  # smallest_base_of_a_mean is 10
def test_a_mean_is_of_at_least_ten_people_by_what_is_printed(
    strict_study: Path, holders: int, known: int, printed: str
) -> None:
    write_cohort(
        strict_study, holders, years_qualified=" ".join(str(place) for place in range(1, known + 1))
    )
    assert published_of(strict_study)["years_qualified.mean"] == printed


@pytest.mark.parametrize(
    ("holders", "spoke", "managers", "whose"),
    [(5, 5, 5, {"practitioner", "manager"}), (9, 4, 4, {""}), (4, 4, 5, set())],
)
def test_statements_are_published_and_their_group_said_only_of_groups_that_are_large_enough(
    strict_study: Path, holders: int, spoke: int, managers: int, whose: set[str]
) -> None:
    write_cohort(
        strict_study,
        holders,
        managers,
        themes=[("enablers.programme.coaching", range(spoke), range(managers))],
    )
    held = load_study(strict_study).published[THREE].statements
    assert {row["group"] for row in held} == whose
    assert len(held) == (
        spoke + managers if whose else 0
    )  # what the first coder alone put is not among them


def themes_of_statements(root: Path) -> Counter:
    return Counter(row["theme_id"] for row in load_study(root).published[THREE].statements)


@pytest.mark.parametrize("refused", [None, "themes"])
def test_a_statement_is_published_once_under_the_theme_at_the_top_unless_all_agreed_to_themes(
    strict_study: Path, refused: str | None
) -> None:
    """Four people spoke of two themes below one, each in one passage; so did three others of one of
    them.
    """
    write_cohort(
        strict_study, 14, managers=6, themes=[(COACHING, range(4), ()), (LIBRARY, range(7), ())]
    )
    assert themes_of_statements(strict_study) == {"enablers": 7}
    to_agreed(strict_study)
    agree(strict_study, THREE, *[("P003_01", refused)] * bool(refused))
    assert themes_of_statements(strict_study) == (
        {"enablers": 7} if refused else {COACHING: 4, LIBRARY: 7}
    )


def name_together(root: Path, passage: str, *people: str) -> None:
    """Attribute a passage to further people."""
    rows = rows_of(root, "attributions")
    added = [{"passage_id": passage, "case_id": person} for person in people]
    write_rows(root, "attributions", rows + added)


def test_a_collective_statement_of_a_strict_cohort_counts_for_nobody_and_is_not_printed(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(6), ())])
    assert published_of(strict_study)["theme.enablers.practitioners.count"] == "6"
    name_together(strict_study, "c003_p00006", "P003_08", "P003_09")
    shown = published_of(strict_study)
    assert shown["theme.enablers.practitioners.count"] == "5"
    assert themes_of_statements(strict_study) == {"enablers": 5}
    assert not [name for name in shown if name.endswith(".listed")]


def test_bounds_of_a_strict_cohort_do_not_give_away_how_many_are_only_listed(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(5), ())])
    bounds = [f"theme.enablers.practitioners.{end}" for end in ("at_least", "at_most")]
    assert [published_of(strict_study)[name] for name in bounds] == ["5", "5"]
    name_together(strict_study, "c003_p00009", "P003_07", "P003_08")
    codings = rows_of(strict_study, "codings")
    for coder in ("coder_c", "coder_d"):
        row = {"passage_id": "c003_p00009", "theme_id": COACHING, "coder_id": coder}
        codings = [
            other for other in codings if any(other[column] != row[column] for column in row)
        ]
        codings.append(row | {"stance": "supports"})
    write_rows(strict_study, "codings", codings)
    write_rows(
        strict_study,
        "settlements",
        [row for row in rows_of(strict_study, "settlements") if row["passage_id"] != "c003_p00009"],
    )
    shown = published_of(strict_study)
    assert shown["theme.enablers.practitioners.count"] == "5"
    assert [shown[name] for name in bounds] == [HIDDEN, HIDDEN]


def test_how_many_are_only_listed_is_published_where_all_agreed_to_themes(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(6), ())])
    name_together(strict_study, "c003_p00006", "P003_08", "P003_09")
    to_agreed(strict_study)
    agree(strict_study, THREE)
    shown = published_of(strict_study)
    assert shown["theme.enablers.practitioners.count"] == "5"
    assert shown["theme.enablers.practitioners.listed"] == "3"
    assert shown["theme.enablers.practitioners.at_most"] == "8"
    assert themes_of_statements(strict_study) == {COACHING: 6}
    agree(strict_study, THREE, ("P003_01", "themes"))
    assert "theme.enablers.practitioners.listed" not in published_of(strict_study)


@pytest.mark.parametrize(
    ("spoke", "text", "published"),
    [
        (1, "1 to 2", 0),
        (2, "1 to 2", 0),
        (3, "3", 3),
        (6, "6", 6),
        (7, "7 to 9", 0),
        (8, "7 to 9", 0),
        (9, "7 to 9", 9),
    ],
)
def test_neither_the_number_of_statements_nor_their_absence_gives_a_count_away(
    strict_study: Path, spoke: int, text: str, published: int
) -> None:
    write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(spoke), ())])
    assert published_of(strict_study)["theme.enablers.practitioners.count"] == text
    assert themes_of_statements(strict_study) == ({"enablers": published} if published else {})


def test_an_absence_of_statements_leaves_each_range_two_numbers_that_have_it(
    strict_study: Path,
) -> None:
    absent = defaultdict(set)
    for spoke in range(1, 10):
        write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(spoke), ())])
        if not themes_of_statements(strict_study):
            absent[published_of(strict_study)["theme.enablers.practitioners.count"]].add(spoke)
    assert absent and all(len(numbers_of_people) > 1 for numbers_of_people in absent.values())


def test_no_statement_is_printed_of_a_cohort_of_whom_one_did_not_agree_to_summaries(
    strict_study: Path,
) -> None:
    """Those who spoke of a theme, less its statements, would be the one who did not agree."""
    write_cohort(strict_study, 9, managers=5, themes=[(COACHING, range(6), range(3))])
    to_agreed(strict_study)
    for refused, published in (
        ((), 9),
        ((("P003_01", "summaries"),), 0),
        ((("P003_01", "summaries"), ("P003_01", "themes")), 0),
        ((("M003_02", "summaries"),), 0),
        ((("P003_01", "impacts"),), 9),
    ):
        agree(strict_study, THREE, *refused)
        assert themes_of_statements(strict_study).total() == published, refused
    consent = rows_of(strict_study, "consent")
    no_answer = [
        row for row in consent if row["table"] != "summaries" or row["case_id"] != "P003_04"
    ]
    write_rows(strict_study, "consent", no_answer)
    assert not themes_of_statements(strict_study), "no answer is a no"


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((9, 3, 1), ("9", FOUR, FOUR)),
        ((8, 5, 0), ("8", "5", "0")),
        ((7, 0, 6), ("7", "0", "6")),
        ((12, 0, 1), ("9 to 12", "0", FOUR)),
    ],
)
def test_people_of_whom_something_is_not_given_are_protected_like_all_others(
    strict_study: Path, counts: tuple[int, ...], printed: tuple[str, ...]
) -> None:
    words = [
        word
        for word, count in zip(("female", "male", ""), counts, strict=True)
        for _ in range(count)
    ]
    write_cohort(strict_study, 13)
    rows = rows_of(strict_study, "participants")
    write_rows(
        strict_study,
        "participants",
        [row | {"gender": word} for row, word in zip(rows, words, strict=True)],
    )
    study = load_study(strict_study)
    held = {row.category: row for row in study.published[THREE].results if row.measure == "gender"}
    assert tuple(str(held[name].value) for name in ("female", "male", "not_given")) == printed
    is_open = held["not_given"].value == counts[2]
    assert held["female"].n == (sum(counts[:2]) if is_open else 13), (
        "a base of those known would say how many are not"
    )
    assert leaks(study) == []


def test_changes_whose_reach_is_not_given_are_protected_like_all_others(strict_study: Path) -> None:
    write_cohort(strict_study, 13, changes=of_each(happened=6))
    rows = rows_of(strict_study, "impacts")
    write_rows(
        strict_study,
        "impacts",
        [row | ({"reach": ""} if place == 0 else {}) for place, row in enumerate(rows)],
    )
    shown = published_of(strict_study)
    assert (shown["impact_reach.team.count"], shown["impact_reach.not_given.count"]) == (
        "4 to 5",
        TWO,
    )


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_person_can_be_taken_out_of_an_agreed_cohort_after_an_edition(
    strict_study: Path, place: int
) -> None:
    """The thirteenth award holder was not interviewed; the last of all is the manager."""
    to_agreed(strict_study)
    agree(strict_study, THREE)
    before = load_study(strict_study)
    assert not any(row.is_withheld for row in before.published[THREE].results)
    write_edition(strict_study, before.published[THREE])
    people = [
        row[column]
        for table, column in (("participants", "participant_id"), ("managers", "manager_id"))
        for row in rows_of(strict_study, table)
    ]
    take_out(strict_study, people[place])
    study = load_study(strict_study)
    assert leaks(study) == []
    released_then = before.published[THREE].results.by_id
    moved = [
        row.id
        for row in study.published[THREE].results
        if row.statistic == "count"
        and not row.is_withheld
        and row.id in released_then
        and row.value != released_then[row.id].value
    ]
    assert set(moved) <= {f"{THREE}.participants.count"}


def test_a_published_edition_counts_as_released_although_no_release_is_recorded(
    strict_study: Path,
) -> None:
    before = load_study(strict_study).published[THREE]
    write_edition(strict_study, before)
    assert load_study(strict_study).published[THREE] == before, "no one left, so nothing is hidden"
    leaver = rows_of(strict_study, "participants")[0]["participant_id"]
    take_out(strict_study, leaver)
    after = load_study(strict_study).published[THREE]
    then = {row.id: row.value for row in before.results}
    moved = {
        row.id
        for row in after.results
        if not row.is_withheld and then[row.id] not in (row.value, HIDDEN)
    }
    assert moved <= {f"{THREE}.participants.count"}


def test_an_edition_that_was_replaced_counts_as_released_still(strict_study: Path) -> None:
    first = load_study(strict_study).published[THREE]
    write_edition(strict_study, first)
    rows = Findings(row._replace(value=HIDDEN, n=None) for row in first.results)
    write_edition(strict_study, replace(first, results=rows, statements=()))
    assert editions(strict_study, THREE)[0].results == first.results
    take_out(strict_study, rows_of(strict_study, "participants")[0]["participant_id"])
    now = {row.id: row.value for row in load_study(strict_study).published[THREE].results}
    assert now[f"{THREE}.gender.female.count"] == HIDDEN


@pytest.mark.parametrize("mode", ["strict", "agreed"])
def test_what_is_printed_after_a_person_left_is_the_same_of_each_who_may_have_left(
    strict_study: Path, tmp_path: Path, mode: str
) -> None:
    """One was interviewed, the thirteenth was not; each may have led to changes or not."""
    if mode == "agreed":
        to_agreed(strict_study)
        agree(strict_study, THREE)
    write_edition(strict_study, load_study(strict_study).published[THREE])
    people = [row["participant_id"] for row in rows_of(strict_study, "participants")]
    left = []
    for place in (0, 5, 12):
        root = tmp_path / str(place)
        shutil.copytree(strict_study, root)
        take_out(root, people[place])
        left.append(as_texts(load_study(root).published[THREE]))
    assert left[0] == left[1] == left[2]
    rows = from_texts(THREE, left[0]).results
    assert [row.name for row in rows if not row.is_withheld] == ["participants.count"]


def test_after_a_manager_left_it_is_hidden_what_managers_reported(strict_study: Path) -> None:
    write_edition(strict_study, load_study(strict_study).published[THREE])
    take_out(strict_study, rows_of(strict_study, "managers")[0]["manager_id"])
    now = load_study(strict_study).published[THREE]
    assert {row.name for row in now.results if not row.is_withheld} == {"participants.count"}
    assert not now.statements


def test_a_statement_that_would_give_away_a_count_of_an_earlier_edition_is_not_printed(
    strict_study: Path,
) -> None:
    """The table is hidden, for it changed; by that of the first edition it is 7 to 9."""
    write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(8), range(3))])
    before = load_study(strict_study).published[THREE]
    changed = f"{THREE}.theme.{LIBRARY}.practitioners.count"
    rows = Findings(row._replace(value=3) if row.id == changed else row for row in before.results)
    assert rows != before.results and not before.statements
    write_edition(strict_study, replace(before, results=rows))
    assert published_of(strict_study)["theme.enablers.practitioners.count"] == HIDDEN
    assert not themes_of_statements(strict_study)


def test_no_statement_is_printed_where_those_of_an_earlier_edition_are_gone(
    strict_study: Path,
) -> None:
    before = load_study(strict_study).published[THREE]
    write_edition(strict_study, before)
    speaker = next(
        row["case_id"] for row in rows_of(strict_study, "attributions") if row["case_id"]
    )
    take_out(strict_study, speaker)
    assert before.statements and not load_study(strict_study).published[THREE].statements


def test_no_mean_is_printed_where_it_would_say_how_many_it_is_of(
    strict_study: Path,
) -> None:
    rows = rows_of(strict_study, "participants")
    rows[0]["years_qualified"] = ""
    write_rows(strict_study, "participants", rows)
    found = {
        row.statistic: row
        for row in load_study(strict_study).published[THREE].results
        if row.measure == "years_qualified"
    }
    assert found["count"].value == "9 to 12", "all but one of thirteen"
    assert found["mean"].is_withheld, "or its presence would say that at least ten are known"


@pytest.mark.parametrize("known", [10, 11, 12, 13])
def test_a_mean_has_no_base_where_it_is_hidden_of_how_many_it_is(
    strict_study: Path, known: int
) -> None:
    write_cohort(strict_study, 14, years_qualified=" ".join(["4"] * known))
    found = load_study(strict_study).published[THREE].results.by_id
    count, mean = (found[f"{THREE}.years_qualified.{name}"] for name in ("count", "mean"))
    assert (count.value, mean.value, mean.n) == ("10 to 13", 4, None)


def test_all_themes_below_one_are_hidden_where_one_of_them_differs_from_a_release(
    strict_study: Path,
) -> None:
    study, _ = read_study(strict_study)
    before = {
        row.id.removeprefix(f"{THREE}."): row.value for row in publication(study, THREE).results
    }
    assert not is_withheld(before["theme.enablers.practitioners.count"])
    released(
        study,
        **{"theme__enablers__programme__library__practitioners__count": "5 people, based on 11"},
    )
    rows = publication(read_study(strict_study)[0], THREE).results
    trees = {
        tree: {row.value for row in rows if row.id.startswith(f"{THREE}.theme.{tree}.")}
        for tree in ("enablers", "impacts")
    }
    assert trees["enablers"] == {HIDDEN} and trees["impacts"] != {HIDDEN}


def test_a_settled_theme_of_two_coders_counts_once_and_one_that_was_not_kept_does_not(
    two_coders: Path,
) -> None:
    def count(theme: str) -> int:
        return next(row.value for row in rows if row.id == f"{THREE}.theme.{theme}.people.count")

    rows = numbers(read_study(two_coders)[0], THREE)
    assert count("impacts.personal.nose") == 3, "two that both put, and one that was kept"
    assert count("impacts.personal.tunnelling") == 4, "of five, one was not kept"


def test_a_cohort_that_two_coders_coded_is_published_as_if_one_had_coded_what_was_agreed(
    two_coders: Path,
) -> None:
    twice = publication(read_study(two_coders)[0], THREE)
    folder = two_coders / PRIVATE_COHORTS / THREE
    (folder / "settlements.csv").unlink()
    lines = (folder / "codings.csv").read_text(encoding="utf-8").splitlines()
    agreed = [
        line
        for line in lines
        if ",coder_d," not in line
        and not line.startswith("c003_p00009,impacts.personal.tunnelling,")
    ]
    (folder / "codings.csv").write_text("\n".join(agreed) + "\n", encoding="utf-8")
    assert as_texts(publication(read_study(two_coders)[0], THREE)) == as_texts(twice)


def test_the_public_study_holds_no_settlement_of_a_strict_cohort(two_coders: Path) -> None:
    assert len(read_study(two_coders)[0].rows("settlements", THREE)) == 2
    public = load_study(two_coders)
    assert list(public.tables["settlements"]["passage_id"]) == ["p07", "p08"]
    with_row = f"{PRIVATE_COHORTS.as_posix()}/{THREE}/settlements.csv"
    assert with_row in public.published[THREE].files, "a book is made again when it changes"


@pytest.mark.parametrize(
    ("refused", "whose"),
    [
        (("impacts",), {"practitioner", "manager"}),
        (("impacts", "took_part", "interviewed"), {"practitioner", "manager"}),
        (("themes",), {""}),
    ],
)
def test_whose_a_statement_is_is_not_said_of_few_managers_whose_themes_are_protected(
    strict_study: Path, refused: tuple[str, ...], whose: set[str]
) -> None:
    write_cohort(strict_study, 9, managers=4, themes=[(COACHING, range(4), range(4))])
    to_agreed(strict_study)
    agree(strict_study, THREE, *(("P003_01", table) for table in refused))
    assert {row["group"] for row in load_study(strict_study).published[THREE].statements} == whose


def test_none_is_within_a_range_only_where_it_is_printed_like_a_small_count(
    strict_study: Path,
) -> None:
    """Beside few managers none is not told from one; the text depends on their number alone, which
    readers know.
    """
    spoke = [(COACHING, (), range(1)), ("barriers.employer.rota", range(1), range(1))]
    for managers, expected in ((2, ["0 to 2", "0 to 2"]), (6, ["0", "1 to 2"])):
        write_cohort(strict_study, 9, managers, themes=spoke)
        shown = published_of(strict_study)
        assert [shown[f"theme.{theme}.practitioners.count"] for theme, *_ in spoke] == expected
