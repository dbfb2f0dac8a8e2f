"""What is decided to be published of a cohort whose people are protected."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_later_cohort import agree

from cohortbook.disclosure import HIDDEN, is_withheld
from cohortbook.places import PRIVATE_COHORTS
from cohortbook.policy import PATH
from cohortbook.protection import agreed_tables, consent_table, decide, is_unlike, numbers, publication, said, table_of
from cohortbook.published import as_texts
from cohortbook.releases import RELEASES
from cohortbook.study import Study, load_study, read_study

THREE = "cohort_03"


@pytest.fixture(scope="module")
def full(guarded: Study) -> Study:
    """The study with a strict cohort, its rows included."""
    return read_study(guarded.root)[0]


def printed(study: Study) -> dict[str, object]:
    return {row["id"]: row["value"] for row in study.published[THREE].results}


def test_every_printed_number_of_a_strict_cohort_is_what_its_rows_give(guarded: Study, full: Study) -> None:
    counted, shown = {row["id"]: row["value"] for row in numbers(full, THREE)}, printed(guarded)
    exact = {name for name, value in shown.items() if isinstance(value, int)}
    assert len(exact) > 90 and all(shown[name] == counted[name] for name in exact)


def test_ranges_hold_what_the_rows_give(guarded: Study, full: Study) -> None:
    rows = {row["id"]: row for row in numbers(full, THREE)}
    ranges = {name: value for name, value in printed(guarded).items() if is_withheld(value) and value != HIDDEN}
    assert ranges
    for name, value in ranges.items():
        number, count, n = int(re.search(r"\d+", value)[0]), rows[name]["value"], rows[name]["n"]
        assert n - number <= count <= n if value.startswith("all but") else 0 <= count <= number


def test_zeros_large_counts_and_bases_are_printed_and_small_counts_are_not(guarded: Study, full: Study) -> None:
    shown = printed(guarded)
    assert shown[f"{THREE}.participants.count"] == 13 and shown[f"{THREE}.interviewed.count"] == next(
        row["value"] for row in numbers(full, THREE) if row["id"] == f"{THREE}.interviewed.count")
    for row in numbers(full, THREE):
        is_attribute = row["measure"] in ("gender", "role_group", "highest_level", "service") and row["category"] != "not_given"
        if is_attribute and 0 < row["value"] < 5:
            assert is_withheld(shown[row["id"]])
        if is_attribute and row["value"] == 0 and shown[row["id"]] != HIDDEN:
            assert shown[row["id"]] == 0


def test_the_number_of_interviews_is_hidden_because_the_formats_follow_from_it(guarded: Study) -> None:
    assert printed(guarded)[f"{THREE}.interviews.count"] == HIDDEN


def test_of_years_only_a_rounded_mean_of_enough_people_is_printed(guarded: Study, full: Study) -> None:
    shown = printed(guarded)
    assert [shown[f"{THREE}.years_qualified.{statistic}"] for statistic in ("median", "min", "max", "range", "sd")] == [HIDDEN] * 5
    exact = next(row["value"] for row in numbers(full, THREE) if row["id"] == f"{THREE}.years_qualified.mean")
    mean = shown[f"{THREE}.years_qualified.mean"]
    assert abs(mean - exact) <= 0.05 and (10 * mean).denominator == 1


@pytest.mark.parametrize(("rule", "value", "name"), [("smallest_base_of_a_mean", 14, "years_qualified.mean"), ("smallest_table", 14, "gender.female.count"),
                                                     ("smallest_count", 14, "gender.female.count")])
def test_a_stricter_threshold_hides_more(full: Study, rule: str, value: int, name: str) -> None:
    rows = numbers(full, THREE)
    assert not is_withheld(decide(rows, full.policy)[f"{THREE}.{name}"]) or name == "gender.female.count"
    thresholds = tuple(entry | ({"value": value} if entry["rule"] == rule else {}) for entry in full.policy.sections["thresholds"])
    stricter = replace(full.policy, sections={**full.policy.sections, "thresholds": thresholds})
    assert is_withheld(decide(rows, stricter)[f"{THREE}.{name}"])


@pytest.mark.parametrize(("rule", "more"), [("smallest_theme_count", 2), ("smallest_group", 8)])
def test_a_stricter_threshold_of_themes_prints_fewer_of_them(full: Study, rule: str, more: int) -> None:
    def shown(policy) -> int:
        return sum(not is_withheld(value) for name, value in decide(numbers(full, THREE), policy).items() if ".theme." in name)

    thresholds = tuple(entry | ({"value": entry["value"] + more} if entry["rule"] == rule else {}) for entry in full.policy.sections["thresholds"])
    assert shown(replace(full.policy, sections={**full.policy.sections, "thresholds": thresholds})) < shown(full.policy)


def test_statements_are_apart_from_people_places_and_the_order_of_interviews(guarded: Study, full: Study) -> None:
    held = guarded.published[THREE].statements
    assert held and set(held[0]) == {"theme_id", "group", "stance", "summary"}
    by_theme: dict[str, list[str]] = {}
    for row in held:
        by_theme.setdefault(row["theme_id"], []).append((row["group"], row["stance"], row["summary"]))
    assert all(rows == sorted(rows) for rows in by_theme.values())


def test_no_statement_is_published_where_too_few_were_interviewed(full: Study) -> None:
    alone = replace(full, tables={**full.tables, "interviews": full.tables["interviews"].groupby("cohort").head(4)})
    assert said(full, THREE) and said(alone, THREE) == []


def test_a_cohort_whose_people_agreed_is_published_whole(strict_study: Path) -> None:
    to_agreed(strict_study)
    agree(strict_study, THREE)
    held = load_study(strict_study).published[THREE]
    assert not any(is_withheld(row["value"]) for row in held.results) and held.statements


@pytest.mark.parametrize(("table", "measure"), [("took_part", "gender"), ("interviewed", "practitioner_format"), ("themes", "theme"), ("impacts", "impact_status")])
def test_a_table_that_one_person_refused_is_treated_as_strict_and_no_other_is(strict_study: Path, table: str, measure: str) -> None:
    to_agreed(strict_study)
    agree(strict_study, THREE, (next(iter(read_study(strict_study)[0].rows("participants", THREE)["participant_id"])), table))
    held = load_study(strict_study).published[THREE]
    assert {consent_table(row) for row in held.results if is_withheld(row["value"])} == {table}
    assert any(is_withheld(row["value"]) for row in held.results if row["measure"] == measure)


def test_a_missing_answer_is_a_refusal(strict_study: Path) -> None:
    to_agreed(strict_study)
    agree(strict_study, THREE)
    path = strict_study / PRIVATE_COHORTS / THREE / "consent.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert agreed_tables(read_study(strict_study)[0], THREE) == {"took_part", "interviewed", "themes", "summaries"}


def to_agreed(root: Path) -> None:
    path = root / "data" / "cohorts" / THREE / "cohort.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("disclosure: strict", "disclosure: agreed"), encoding="utf-8")


def test_the_public_study_holds_no_row_of_a_strict_cohort(guarded: Study) -> None:
    assert list(guarded.cohorts) == ["cohort_01", "cohort_02"] and list(guarded.named) == [THREE]
    for name, frame in guarded.tables.items():
        assert not frame["source_row"].str.contains(THREE).any(), name


def released(study: Study, **numbers_then: str) -> None:
    """Record a release of the study that printed these numbers of the strict cohort."""
    folder = study.root / RELEASES
    folder.mkdir(parents=True, exist_ok=True)
    held = {f"{THREE}.{name.replace('__', '.')}": text for name, text in numbers_then.items()}
    (folder / "0.1.json").write_text(json.dumps({"version": "0.1", "released_on": "2030-01-01", "cohorts": ["cohort_01", "cohort_02", THREE], "numbers": held,
                                                     "themes": {}, "files": {}}), encoding="utf-8")


@pytest.mark.parametrize(("name", "text", "is_hidden"), [
    ("gender__female__count", "0 people, based on 12", True), ("interviewed__count", "1 people, based on 12", True),
    ("gender__female__count", "[c]", False), ("participants__count", "12 people, based on 12", False)])
def test_a_table_that_an_earlier_release_printed_differently_is_hidden_whole(strict_study: Path, name: str, text: str, is_hidden: bool) -> None:
    study, _ = read_study(strict_study)
    released(study, **{name: text})
    measure = name.split("__")[0]
    values = [row["value"] for row in publication(study, THREE).results if row["measure"].removeprefix("not_") == measure]
    assert (set(values) == {HIDDEN}) == is_hidden
    kept = [row["value"] for row in publication(study, THREE).results if row["measure"] == "service"]
    assert any(value != HIDDEN for value in kept)


@pytest.mark.parametrize(("before", "value", "n", "differs"), [
    ("3 people, based on 13", "4 or fewer", 13, False), ("5 people, based on 13", "4 or fewer", 13, True), ("3 people, based on 12", "4 or fewer", 13, True),
    ("10 people, based on 13", "all but 4 or fewer", 13, False), ("4 or fewer people, based on 13", "4 or fewer", 13, False), ("[c]", "4 or fewer", 13, False)])
def test_a_range_differs_from_a_release_that_it_could_not_have_been(before: str, value: str, n: int, differs: bool) -> None:
    from cohortbook.disclosure import Withheld

    assert is_unlike(before, {"value": Withheld(value), "unit": "people", "n": n}) == differs


def test_each_number_belongs_to_one_table() -> None:
    assert table_of({"measure": "other_profession", "category": ""}) == "social_worker"
    assert table_of({"measure": "not_interviewed", "category": ""}) == "interviewed"
    assert table_of({"measure": "theme", "category": "barriers.employer.managers"}) == "theme.barriers.employer"


def test_publication_is_the_same_from_rows_and_from_its_tables(guarded: Study, full: Study) -> None:
    from cohortbook.published import from_texts

    held = guarded.published[THREE]
    assert from_texts(THREE, as_texts(held)) == held == publication(full, THREE)


def test_rows_are_read_from_the_private_folder(guarded: Study, full: Study) -> None:
    places = set(full.rows("participants", THREE)["source_row"].str.rsplit(":", n=1).str[0])
    assert places == {f"{(PRIVATE_COHORTS / THREE).as_posix()}/participants.csv"}
    assert PATH.as_posix() == "data/disclosure.yml"


def test_a_settled_theme_of_two_coders_counts_once_and_one_that_was_not_kept_does_not(two_coders: Path) -> None:
    def count(theme: str) -> int:
        return next(row["value"] for row in rows if row["id"] == f"{THREE}.theme.{theme}.people.count")

    rows = numbers(read_study(two_coders)[0], THREE)
    assert count("impacts.personal.nose") == 3, "two that both put, and one that was kept"
    assert count("impacts.personal.tunnelling") == 4, "of five, one was not kept"


def test_a_cohort_that_two_coders_coded_is_published_as_if_one_had_coded_what_was_agreed(two_coders: Path) -> None:
    twice = publication(read_study(two_coders)[0], THREE)
    folder = two_coders / PRIVATE_COHORTS / THREE
    (folder / "settlements.csv").unlink()
    lines = (folder / "codings.csv").read_text(encoding="utf-8").splitlines()
    agreed = [line for line in lines if ",coder_d," not in line and not line.startswith("c003_p00009,impacts.personal.tunnelling,")]
    (folder / "codings.csv").write_text("\n".join(agreed) + "\n", encoding="utf-8")
    assert as_texts(publication(read_study(two_coders)[0], THREE)) == as_texts(twice)


def test_the_public_study_holds_no_settlement_of_a_strict_cohort(two_coders: Path) -> None:
    assert len(read_study(two_coders)[0].rows("settlements", THREE)) == 2
    public = load_study(two_coders)
    assert list(public.tables["settlements"]["passage_id"]) == ["p07", "p08"]
    with_row = f"{PRIVATE_COHORTS.as_posix()}/{THREE}/settlements.csv"
    assert with_row in public.published[THREE].files, "a book is made again when it changes"
