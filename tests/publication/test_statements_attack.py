"""What a reader can work out of how many spoke of each theme: by statements, and where less is
known.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from protected import COACHING, LIBRARY, THREE, write_cohort

from cohortbook.publication.inference_attack import leaks
from cohortbook.publication.loading import load_study
from cohortbook.publication.statements_attack import possible, statements_of
from cohortbook.study.finding import Findings
from cohortbook.study.releases import RELEASES
from cohortbook.study.study import Study
from cohortbook.study.withheld import HIDDEN


def listing(study: Study, *statements: tuple[str, ...]) -> Study:
    """The study with these statements published of its strict cohort: theme_id, group and, if it
    does not support, stance.
    """
    rows = tuple(
        {
            "theme_id": theme,
            "group": group,
            "stance": (*stance, "supports")[0],
            "summary": f"Dug {place}.",
        }
        for place, (theme, group, *stance) in enumerate(statements)
    )
    return replace(study, published={THREE: replace(study.published[THREE], statements=rows)})


def left(study: Study, theme: str, whose: str = "practitioners") -> set[int]:
    return possible(study, study.published[THREE])[f"{THREE}.theme.{theme}.{whose}.count"]


@pytest.fixture
def nine(strict_study: Path) -> Study:
    """Of nine award holders one spoke of the first theme and all of the second; of six managers
    none did.
    """
    write_cohort(
        strict_study,
        9,
        managers=6,
        themes=[(COACHING, range(1), ()), ("barriers.employer.rota", range(9), ())],
    )
    return load_study(strict_study)


def test_one_statement_below_a_small_count_gives_it_away(nine: Study) -> None:
    assert left(nine, COACHING) == {1, 2} and leaks(nine) == []
    listed = listing(nine, (COACHING, "practitioner"))
    assert left(listed, COACHING) == {1}
    assert f"{THREE}.theme.{COACHING}.practitioners.count" in {
        problem.column for problem in leaks(listed)
    }
    assert left(listing(nine, ("enablers", "practitioner")), COACHING) == {1}, (
        "by the theme above it"
    )


def test_as_many_statements_as_the_least_of_nearly_all_give_it_away(nine: Study) -> None:
    assert left(nine, "barriers") == {7, 8, 9}
    assert left(listing(nine, *[("barriers", "practitioner")] * 7), "barriers") == {7}
    assert left(listing(nine, *[("barriers", "practitioner")] * 8), "barriers") == {7, 8}
    assert left(listing(nine, *[("barriers", "")] * 8), "barriers") == {7, 8}, "whoever made them"


def test_fewer_statements_than_a_count_allows_say_that_some_are_not_published(nine: Study) -> None:
    assert left(listing(nine, *[("barriers", "practitioner")] * 3), "barriers") == {7, 8, 9}


def test_a_large_count_that_only_hides_those_below_it_may_be_found(strict_study: Path) -> None:
    """The theme at the top says how large it is; it says no more of those below."""
    below = [(COACHING, range(2), ()), (LIBRARY, range(2, 3), ())]
    themes = [*below, ("enablers.employer.nights_off", range(1), ())]
    write_cohort(strict_study, 7, managers=0, themes=themes)
    study = load_study(strict_study)
    by_id = study.published[THREE].results.by_id
    assert by_id[f"{THREE}.theme.enablers.practitioners.count"].value == 3
    assert by_id[f"{THREE}.theme.enablers.programme.practitioners.count"].value == HIDDEN
    assert left(study, "enablers.programme") == {3} and left(study, COACHING) == {1, 2}
    assert leaks(study) == []


def test_a_theme_of_which_those_below_hold_no_one_is_known_to_be_coded_directly(
    strict_study: Path,
) -> None:
    themes = [("enablers", (), range(1)), ("barriers.employer.rota", range(9), ())]
    write_cohort(strict_study, 9, managers=2, themes=themes)
    study = load_study(strict_study)
    assert study.published[THREE].results.by_id[f"{THREE}.theme.{COACHING}.people.count"].value == 0
    assert left(study, "enablers") == left(study, "enablers", "managers") == {0, 1, 2}
    assert leaks(study) == []


def test_statements_against_a_theme_and_those_of_others_do_not_count_for_it(nine: Study) -> None:
    held = listing(
        nine,
        (COACHING, "practitioner"),
        (COACHING, "manager"),
        (COACHING, "evaluator"),
        (COACHING, ""),
        (LIBRARY, "practitioner"),
        (COACHING, "practitioner", "contradicts"),
    ).published[THREE]
    assert statements_of(held, COACHING, "practitioners") == ["practitioner", ""]
    assert statements_of(held, COACHING, "managers") == ["manager", ""]
    assert statements_of(held, COACHING, "people") == ["practitioner", "manager", ""]
    assert len(statements_of(held, "enablers", "practitioners")) == 3


def hiding(study: Study, *ends: str) -> Study:
    """The study with all numbers of its strict cohort hidden whose ids, without the cohort, begin
    so.
    """
    beginnings = tuple(f"{THREE}.{end}" for end in ends)
    rows = Findings(
        row._replace(value=HIDDEN, n=None) if row.id.startswith(beginnings) else row
        for row in study.published[THREE].results
    )
    return replace(study, published={THREE: replace(study.published[THREE], results=rows)})


def test_of_a_theme_whose_tree_is_hidden_nothing_is_known_but_how_many_were_asked(
    nine: Study,
) -> None:
    hidden = hiding(nine, "theme.enablers.")
    assert left(hidden, COACHING) == set(range(10)) and left(hidden, COACHING, "managers") == set(
        range(7)
    )


def test_where_no_base_of_a_theme_is_printed_the_number_of_people_interviewed_says_it(
    nine: Study,
) -> None:
    hidden = hiding(nine, "theme.")
    assert left(hidden, COACHING) == set(range(10))
    assert left(hidden, COACHING, "managers") == set(range(7))


def test_a_statement_excludes_no_one_from_those_whose_it_is_and_only_if_its_group_is_printed(
    nine: Study,
) -> None:
    hidden = hiding(nine, "theme.enablers.")
    assert left(listing(hidden, (COACHING, "practitioner")), COACHING) == {1}
    of_somebody = listing(hidden, (COACHING, ""))
    assert left(of_somebody, COACHING) == {0, 1} == left(of_somebody, COACHING, "managers")
    assert left(of_somebody, COACHING, "people") == {1}


@pytest.mark.parametrize(("released", "most"), [("8 people, based on 9", 8), ("[c]", 0)])
def test_where_it_is_hidden_how_many_were_interviewed_a_release_says_it(
    nine: Study, released: str, most: int
) -> None:
    (nine.root / RELEASES).mkdir(parents=True, exist_ok=True)
    release = {
        "version": "0.1",
        "released_on": "2030-01-01",
        "cohorts": [THREE],
        "themes": {},
        "files": {},
        "numbers": {f"{THREE}.interviewed.count": released},
    }
    (nine.root / RELEASES / "0.1.json").write_text(json.dumps(release), encoding="utf-8")
    hidden = hiding(nine, "theme.", "interviewed.")
    assert possible(hidden, hidden.published[THREE]).get(
        f"{THREE}.theme.{COACHING}.practitioners.count", {0}
    ) == set(range(most + 1))


def test_where_it_is_hidden_how_many_were_interviewed_the_base_of_another_theme_says_it(
    nine: Study,
) -> None:
    assert left(hiding(nine, "theme.enablers.", "interviewed."), COACHING) == set(range(10))


def test_a_count_of_a_group_of_whom_nobody_was_interviewed_is_not_one_to_be_found(
    strict_study: Path,
) -> None:
    write_cohort(strict_study, 9, managers=0, themes=[(COACHING, range(4), ())])
    study = hiding(load_study(strict_study), "theme.enablers.")
    assert (
        f"{THREE}.theme.{COACHING}.managers.count" not in possible(study, study.published[THREE])
        and leaks(study) == []
    )
