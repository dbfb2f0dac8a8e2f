"""The attack on what is published: it finds what a weaker rule would give away, and nothing in what
the rule prints.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from protected import COACHING, write_cohort

from cohortbook.findings.hiding import is_about_protected
from cohortbook.publication.disclosure_control import numbers
from cohortbook.publication.inference_attack import (
    Attacked,
    anonymity,
    attack,
    attacked,
    leaks,
    refuse_leaks,
)
from cohortbook.publication.loading import load_study
from cohortbook.publication.output_check import SHEET, protected_line, write_pack
from cohortbook.publication.suppression import FEW, MOST, Rule, Said, parts, statements
from cohortbook.publication.suppression import HIDDEN as NOT_PRINTED
from cohortbook.study.finding import Findings
from cohortbook.study.problems import StudyError
from cohortbook.study.published import write_edition
from cohortbook.study.releases import RELEASES
from cohortbook.study.study import Study, read_study
from cohortbook.study.withheld import HIDDEN, Withheld, is_withheld

THREE = "cohort_03"


def printing(study: Study, **changed: object) -> Study:
    """The study with other things printed of its strict cohort: by the end of an id, with points as
    two underscores.
    """
    held = study.published[THREE]
    values = {f"{THREE}.{name.replace('__', '.')}": value for name, value in changed.items()}
    assert values.keys() <= {row.id for row in held.results}
    rows = Findings(row._replace(value=values.get(row.id, row.value)) for row in held.results)
    return replace(study, published={THREE: replace(held, results=rows)})


def named(study: Study) -> set[str]:
    return {problem.column.removeprefix(f"{THREE}.") for problem in leaks(study) if problem.column}


def test_what_the_rule_prints_leaks_nothing(guarded: Study) -> None:
    assert leaks(guarded) == []
    refuse_leaks(guarded)


def test_attack_says_how_many_counts_are_not_printed_and_how_few_values_are_left(
    guarded: Study,
) -> None:
    found = {own.measure: own.value for own in attack(guarded)}
    assert found["attacked"] == len(attacked(guarded)) and found["fewest_values"] >= 2


def test_the_page_the_check_and_the_sheet_count_the_same_counts(
    guarded: Study, tmp_path: Path
) -> None:
    held, found = guarded.published[THREE], {own.measure: own for own in attack(guarded)}
    hidden, counts = found["hidden"].value, found["hidden"].n
    assert hidden == sum(own.is_withheld for own in held.results.where(statistic="count"))
    assert found["attacked"].n == hidden > found["attacked"].value, "some tables are hidden whole"
    said = f"{counts - hidden} of {counts} counts printed, {hidden} not ("
    assert said in protected_line(guarded, THREE)
    write_pack(guarded, tmp_path / "pack")
    sheet = (tmp_path / "pack" / SHEET).read_text(encoding="utf-8")
    of_all = sum(own.is_withheld for own in held.results)
    assert (
        f"Of {len(held.results)} numbers of {THREE}, {of_all} are not printed: {hidden} counts, and"
        f" {of_all - hidden} that are computed from counts or years."
    ) in sheet


def test_the_truth_is_among_the_values_that_are_left_of_each_count(guarded: Study) -> None:
    counted = {row.id: row.value for row in numbers(read_study(guarded.root)[0], THREE)}
    found = attacked(guarded)
    assert len(found) > 20 and all(counted[outcome.id] in outcome.values for outcome in found)


def test_each_count_that_is_not_printed_is_attacked_unless_its_whole_table_is_hidden(
    guarded: Study,
) -> None:
    attacked_ids = {outcome.id for outcome in attacked(guarded)}
    withheld = [
        row
        for row in guarded.published[THREE].results
        if row.is_withheld and row.statistic == "count" and row.measure != "interviews"
    ]
    by_measure: dict[str, list] = {}
    for row in withheld:
        by_measure.setdefault(row.measure, []).append(row)
    for measure, rows in by_measure.items():
        is_whole = all(
            row.value == HIDDEN
            for row in guarded.published[THREE].results
            if row.measure == measure and row.category != "not_given"
        )
        assert is_whole or {row.id for row in rows} <= attacked_ids


def test_a_small_count_that_the_total_gives_away_is_named(guarded: Study) -> None:
    """Two categories: a range beside a printed count of a known total is a printed count."""
    study = printing(
        guarded,
        gender__female__count=9,
        gender__male__count=Withheld("1 to 4"),
        gender__another__count=0,
    )
    assert "gender.male.count" in named(study)


def test_a_count_that_a_mean_gives_away_is_named(strict_study) -> None:
    write_cohort(strict_study, 11, years_qualified=" ".join(["4"] * 10))
    study = load_study(strict_study)
    assert leaks(study) == []
    with_mean = printing(study, years_qualified__mean=4)
    assert "years_qualified.count" in named(with_mean)
    found = {outcome.id: outcome.values for outcome in attacked(with_mean)}
    assert found[f"{THREE}.years_qualified.count"] == {10}, "a mean is of ten people or more"
    assert any("can only be 10 given everything" in leak.message for leak in leaks(with_mean))


def test_a_count_that_a_theme_above_gives_away_is_named(guarded: Study) -> None:
    rows = {row.id.removeprefix(f"{THREE}."): row for row in guarded.published[THREE].results}
    above = next(
        name
        for name, row in rows.items()
        if name.startswith("theme.")
        and name.endswith(".practitioners.count")
        and isinstance(row.value, int)
        and row.value > 3
        and any(
            other.is_withheld
            for other_name, other in rows.items()
            if other_name.startswith(name.removesuffix("practitioners.count"))
            and other_name.endswith(".practitioners.count")
            and other_name.count(".") == name.count(".") + 1
        )
    )
    stem = above.removesuffix("practitioners.count")
    below = [
        name
        for name in rows
        if name.startswith(stem)
        and name.endswith(".practitioners.count")
        and name.count(".") == above.count(".") + 1
    ]
    small = next(name for name in below if is_withheld(rows[name].value))
    changed = {name.replace(".", "__"): 0 for name in below if name != small} | {
        small.replace(".", "__"): Withheld("0 to 2"),
        above.replace(".", "__"): 2,
    }
    assert small in named(printing(guarded, **changed))


def test_a_manager_of_two_who_is_counted_apart_is_named(guarded: Study) -> None:
    """Managers follow from both groups together, less the practitioners."""
    rows = {row.id.removeprefix(f"{THREE}."): row.value for row in guarded.published[THREE].results}
    name = next(
        name
        for name, value in rows.items()
        if name.endswith(".people.count")
        and value == HIDDEN
        and isinstance(rows[name.replace("people", "practitioners")], int)
    )
    practitioners = rows[name.replace("people", "practitioners")]
    assert name.replace("people", "managers") in named(
        printing(guarded, **{name.replace(".", "__"): practitioners + 1})
    )


RANGES = {Withheld("1 to 4"): FEW, Withheld("9 to 12"): MOST, HIDDEN: NOT_PRINTED}


@pytest.mark.parametrize(
    "shown",
    [
        (HIDDEN, Withheld("1 to 4"), Withheld("1 to 4")),
        (9, Withheld("1 to 4"), Withheld("1 to 4")),
        (Withheld("9 to 12"), Withheld("1 to 4"), 0),
        (HIDDEN, Withheld("1 to 4"), 5),
        (9, Withheld("1 to 4"), 0),
    ],
)
def test_values_left_of_a_count_are_those_of_every_table_that_is_printed_alike(
    guarded: Study, shown: tuple
) -> None:
    categories, rule = ("female", "male", "another"), Rule(smallest=5, narrowest=3, base=10)
    tables = [
        table
        for table in product(range(14), repeat=3)
        if sum(table) == 13
        and parts(table, rule) == tuple(RANGES.get(value, value) for value in shown)
    ]
    study = printing(
        guarded,
        **{f"gender__{name}__count": value for name, value in zip(categories, shown, strict=True)},
    )
    found = {outcome.id: outcome for outcome in attacked(study) if ".gender." in outcome.id}
    assert set(found) == {
        f"{THREE}.gender.{name}.count"
        for name, value in zip(categories, shown, strict=True)
        if is_withheld(value)
    }
    for place, name in enumerate(categories):
        if outcome := found.get(f"{THREE}.gender.{name}.count"):
            assert outcome.values == {table[place] for table in tables} and outcome.wanted == (
                2 if shown[place] == HIDDEN else 3
            )


THEME = (  # thirteen award holders, of whom eleven were heard, and a manager
    "theme.enablers.programme.coaching"
)
OTHERS = ("theme.enablers", "theme.enablers.programme")


@pytest.mark.parametrize(
    "shown",
    [
        (Withheld("0 to 2"), HIDDEN, HIDDEN),
        (Withheld("9 to 11"), HIDDEN, HIDDEN),
        (5, HIDDEN, HIDDEN),
    ],
)
def test_values_left_of_a_theme_are_those_of_every_pair_that_is_printed_alike(
    guarded: Study, shown: tuple
) -> None:
    whose, words = (
        ("practitioners", "managers", "people"),
        {
            "0 to 2": FEW,
            "9 to 11": MOST,
            HIDDEN: NOT_PRINTED,
        },
    )
    rule, wanted = (
        Rule(smallest=3, narrowest=2, base=5),
        tuple(words.get(value, value) for value in shown),
    )
    pairs = [
        pair
        for pair in product(range(12), range(2))
        if statements(Said(pair[0], 11), Said(pair[1], 1), rule) == wanted
    ]
    hidden = {
        f"{other}__{name}__count": HIDDEN
        for other in (name.replace(".", "__") for name in OTHERS)
        for name in whose
    }
    study = printing(
        guarded,
        **hidden,
        **{
            f"{THEME.replace('.', '__')}__{name}__count": value
            for name, value in zip(whose, shown, strict=True)
        },
    )
    found = {outcome.id: outcome.values for outcome in attacked(study)}
    for place, name in enumerate(whose):
        if is_withheld(shown[place]):
            assert found[f"{THREE}.{THEME}.{name}.count"] == {
                (*pair, sum(pair))[place] for pair in pairs
            }


def test_a_theme_of_nearly_everybody_that_is_hidden_above_others_keeps_its_true_count(
    strict_study,
) -> None:
    """Of eleven, seven spoke of one theme and two others of another: all but two, which the themes
    below would tell exactly.
    """
    programme = ("enablers.programme.coaching", "enablers.programme.library")
    write_cohort(
        strict_study,
        11,
        managers=5,
        themes=[(programme[0], range(7), ()), (programme[1], range(7, 9), ())],
    )
    study = load_study(strict_study)
    assert (
        next(
            row.value
            for row in study.published[THREE].results
            if row.id.endswith("theme.enablers.programme.practitioners.count")
        )
        == HIDDEN
    )
    values = next(
        outcome.values
        for outcome in attacked(study)
        if outcome.id.endswith("theme.enablers.programme.practitioners.count")
    )
    assert 9 in values and leaks(study) == []


def test_values_left_of_a_theme_of_two_groups_agree_with_both(strict_study) -> None:
    write_cohort(
        strict_study, 10, managers=6, themes=[("enablers.programme.coaching", range(4), range(2))]
    )
    found = {
        outcome.id.removeprefix(f"{THREE}.{THEME}."): outcome.values
        for outcome in attacked(load_study(strict_study))
        if THEME in outcome.id
    }
    assert found == {"managers.count": {1, 2}, "people.count": {5, 6}}


def test_a_hidden_theme_is_not_taken_for_a_small_one(guarded: Study) -> None:
    """A small count would have been printed as "0 to 2"."""
    names = (*OTHERS, THEME)
    study = printing(
        guarded,
        **{
            f"{name}.{whose}.count".replace(".", "__"): HIDDEN
            for name in names
            for whose in ("practitioners", "managers", "people")
        },
    )
    found = {outcome.id: outcome.values for outcome in attacked(study)}
    assert found[f"{THREE}.{THEME}.practitioners.count"] == {0, *range(3, 12)}


def test_a_count_that_agrees_with_no_other_is_named(guarded: Study) -> None:
    study = printing(
        guarded,
        gender__female__count=13,
        gender__male__count=Withheld("1 to 4"),
        gender__another__count=0,
    )
    assert [problem.message for problem in leaks(study)] == [
        "is not printed, but can only be no number that agrees with the others given everything"
        " released; the policy asks for 3 possible values"
    ]


def test_a_count_is_safe_with_as_many_values_as_are_asked_for_and_not_with_one_less() -> None:
    assert (
        Attacked("a", frozenset({1, 2, 3}), 3).is_safe
        and not Attacked("a", frozenset({1, 2}), 3).is_safe
    )


def test_counts_below_a_theme_are_narrowed_by_it_and_it_by_them(guarded: Study) -> None:
    """Of two themes below one of 4, both "0 to 2", each is 2: less would be too few for the theme
    above.
    """
    whose = "practitioners__count"
    zeros = {
        f"theme__enablers__programme__{name}__{whose}": Withheld("0 to 2")
        for name in ("coaching", "library")
    }
    study = printing(guarded, **zeros, **{f"theme__enablers__programme__{whose}": 4})
    found = {outcome.id: outcome.values for outcome in attacked(study)}
    assert [
        found[f"{THREE}.theme.enablers.programme.{name}.practitioners.count"]
        for name in ("coaching", "library")
    ] == [{2}, {2}]
    three = {
        outcome.id: outcome.values
        for outcome in attacked(
            printing(guarded, **zeros, **{f"theme__enablers__programme__{whose}": 3})
        )
    }
    assert three[f"{THREE}.theme.enablers.programme.coaching.practitioners.count"] == {1, 2}
    above = {
        outcome.id: outcome.values
        for outcome in attacked(
            printing(guarded, **zeros, **{f"theme__enablers__programme__{whose}": HIDDEN})
        )
    }
    assert above[f"{THREE}.theme.enablers.programme.practitioners.count"] == {
        3,
        4,
    }  # none would leave too few for the theme above both
    direct = {
        outcome.id: outcome.values
        for outcome in attacked(
            printing(guarded, **zeros, **{f"theme__enablers__programme__{whose}": 5})
        )
    }
    assert direct[f"{THREE}.theme.enablers.programme.coaching.practitioners.count"] == {0, 1, 2}


def released(study: Study, tmp_path, numbers_then: dict[str, str], files=()) -> Study:
    """The study in a folder whose record of releases says that these numbers of its strict cohort
    were released.
    """
    (tmp_path / RELEASES).mkdir(parents=True)
    release = {
        "version": "0.1",
        "released_on": "2030-01-01",
        "cohorts": ["cohort_01", "cohort_02", "cohort_3"],
        "themes": {},
        "files": dict.fromkeys(files, "0" * 64),
        "numbers": {f"cohort_3.{name}": text for name, text in numbers_then.items()},
    }
    (tmp_path / RELEASES / "0.1.json").write_text(json.dumps(release), encoding="utf-8")
    return replace(study, root=tmp_path)


@pytest.mark.parametrize(("apart", "is_named"), [(1, True), (4, True), (5, False), (0, False)])
def test_a_number_that_is_a_few_people_from_a_release_is_named(
    guarded: Study, tmp_path, apart: int, is_named: bool
) -> None:
    now = next(
        row.value
        for row in guarded.published[THREE].results
        if row.id == f"{THREE}.interviewed.count"
    )
    study = released(guarded, tmp_path, {"interviewed.count": f"{now + apart} people, based on 12"})
    assert ("interviewed.count" in named(study)) == is_named
    assert all(f"is {now}, and was {now + apart} in" in problem.message for problem in leaks(study))


def test_a_digest_that_a_release_holds_of_a_protected_file_is_named(
    guarded: Study, tmp_path
) -> None:
    study = released(
        guarded,
        tmp_path,
        {},
        files=[
            f"data/cohorts/{THREE}/participants.csv",
            f"data/cohorts/{THREE}/cohort.yml",
            "data/cohorts/cohort_01/participants.csv",
        ],
    )
    assert [problem.message.split(",")[0] for problem in leaks(study)] == [
        f"holds a digest of data/cohorts/{THREE}/participants.csv"
    ]


@pytest.mark.parametrize(
    ("name", "is_theirs"),
    [
        ("private/cohorts/cohort_03/participants.csv", True),
        ("data/cohorts/cohort_03/managers.csv", True),
        ("data/cohorts/cohort_03/cohort.yml", False),
        ("data/cohorts/cohort_01/managers.csv", False),
    ],
)
def test_files_about_protected_people_are_known(guarded: Study, name: str, is_theirs: bool) -> None:
    assert is_about_protected(guarded, name) == is_theirs


def test_a_book_that_leaks_is_not_made(strict_study) -> None:
    from cohortbook.book.make import check_before

    study = printing(
        load_study(strict_study),
        gender__female__count=9,
        gender__male__count=Withheld("1 to 4"),
        gender__another__count=0,
    )
    with pytest.raises(StudyError, match=r"gender\.male\.count"):
        check_before(study)


def test_anonymity_counts_who_shares_what_is_known(badgers: Study) -> None:
    known = anonymity(badgers)
    assert set(known["file"]) == {"participants.csv"} and set(known["cohort"]) == set(
        badgers.cohorts
    )
    for row in known.itertuples():
        with (badgers.root / "data" / "cohorts" / row.cohort / "participants.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            people = list(csv.DictReader(file))
        levels = defaultdict(list)
        for person in people:
            levels[tuple(person[column] for column in row.known.split(", "))].append(
                person["highest_level"]
            )
        assert (row.rows, row.k, row.l) == (
            len(people),
            min(map(len, levels.values())),
            min(len(set(held) - {""}) for held in levels.values()),
        )


def test_a_study_without_protected_people_has_nothing_to_attack(badgers: Study) -> None:
    assert attacked(badgers) == [] and leaks(badgers) == []


def test_statements_of_now_that_give_away_a_count_of_an_earlier_edition_are_named(
    strict_study,
) -> None:
    write_cohort(strict_study, 9, managers=6, themes=[(COACHING, range(8), ())])
    study = load_study(strict_study)
    held = study.published[THREE]
    write_edition(strict_study, held)
    assert leaks(study) == []
    hidden = Findings(row._replace(value=HIDDEN, n=None) for row in held.results)
    told = tuple(
        {"theme_id": "enablers", "group": "practitioner", "stance": "supports", "summary": text}
        for text in "abcdefg"
    )
    now = replace(study, published={THREE: replace(held, results=hidden, statements=told)})
    assert "theme.enablers.practitioners.count" in named(now)
