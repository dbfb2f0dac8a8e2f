"""The register of tests: nothing undeclared, nothing without what it could have seen, and Holm's
values within a family.
"""

import re
from fractions import Fraction

import pandas as pd
import pytest

from cohortbook.findings import baselines, multiple_tests
from cohortbook.publication.loading import load_study
from cohortbook.running.runner import RunError, run_pages

TESTS = pd.DataFrame(
    [
        {
            "test_id": "gender.register",
            "p_statistic": "p_value",
            "detectable_statistic": "detectable_share",
        },
        {
            "test_id": "years.difference",
            "p_statistic": "permutation_p",
            "detectable_statistic": "detectable_difference",
        },
    ]
)


@pytest.mark.parametrize(
    "result_id, is_one",
    [
        ("all.a.p_value", True),
        ("all.a.permutation_p", True),
        ("all.a.fisher_p", True),
        ("all.a.p_value_holm", False),
        ("all.a.count", False),
        ("all.theme.help_p.people.count", False),
    ],
)
def test_is_p_value_knows_a_p_value_by_its_statistic(result_id, is_one):
    assert multiple_tests.is_p_value(result_id) is is_one


def test_undeclared_is_silent_when_every_p_value_has_its_row_and_its_difference():
    ids = [
        "all.gender.register.p_value",
        "all.gender.register.detectable_share",
        "cohort_02.years.difference.permutation_p",
        "cohort_02.years.difference.detectable_difference",
    ]
    assert multiple_tests.undeclared(ids, TESTS) == []


@pytest.mark.parametrize(
    "ids, sentence",
    [
        (
            ["all.badgers.p_value"],
            (
                "all.badgers.p_value is published, but data/tests.csv declares no test 'badgers'"
                " with it; add a row that names its family and question"
            ),
        ),
        (
            ["all.gender.register.fisher_p"],
            (
                "all.gender.register.fisher_p is published, but data/tests.csv declares no test"
                " 'gender.register' with it; add a row that names its family and question"
            ),
        ),
        (
            ["all.gender.register.p_value", "cohort_01.gender.register.detectable_share"],
            (
                "all.gender.register.p_value is published without detectable_share, the smallest"
                " difference it could have detected"
            ),
        ),
    ],
)
def test_undeclared_says_in_a_sentence_what_is_missing(ids, sentence):
    assert multiple_tests.undeclared(ids, TESTS) == [sentence]


def test_the_run_fails_on_a_p_value_that_is_not_declared_and_leaves_the_last_pages(
    made_up, rewrite
):
    rewrite("data/tests.csv", "years_qualified.difference,", "years_qualified.other,")
    with pytest.raises(
        RunError,
        match=(
            r"years_qualified\.difference\.permutation_p is published, but data/tests\.csv"
            r" declares no test 'years_qualified\.difference'"
        ),
    ):
        run_pages(load_study(made_up), ["comparison"], say=lambda line: None)
    assert not (made_up / "book/executed/comparison.ipynb").exists()


def test_a_tested_comparison_without_a_row_is_a_problem_of_the_data(complaints, rewrite):
    rewrite("data/tests.csv", "gender.cubs,", "gender.cub,")
    assert [line for line in complaints() if "tests.csv" in line] == [
        "data/baselines/comparisons.csv:6: comparison_id: 'gender.cubs' is tested and is not"
        " in tests.csv; add a row there that names its family"
    ]


def test_tests_made_are_those_with_people_and_a_baseline(badgers):
    made = multiple_tests.tests_made(badgers, "cohort_01")
    assert [(test.declared["test_id"], test.declared["family"]) for test in made] == [
        ("gender.register", "against_the_register"),
        ("gender.adults", "against_the_register"),
        ("gender.by_service", "against_the_register"),
    ]
    assert [test.detectable.statistic for test in made] == ["detectable_share"] * 3


def test_adjusted_is_holms_value_among_the_tests_of_one_family_and_scope(badgers):
    made = multiple_tests.tests_made(badgers, "cohort_03")
    between = {
        test.declared["test_id"]: test.p.value
        for test in multiple_tests.by_family(made)["between_cohorts"]
    }
    assert between == {
        "gender.difference": Fraction(27, 55),
        "years_qualified.difference": Fraction(2, 55),
        "years_qualified.ranks": Fraction(4, 55),
    }
    findings = multiple_tests.adjusted(badgers, "cohort_03").by_id
    assert findings["cohort_03.years_qualified.difference.p_value_holm"].value == Fraction(6, 55)
    assert findings["cohort_03.gender.difference.p_value_holm"].value == Fraction(27, 55)
    assert "data/tests.csv:4" in findings["cohort_03.gender.difference.p_value_holm"].rows


def test_repeats_count_the_other_tests_of_one_attribute_of_the_same_people(reported):
    found = multiple_tests.repeats(reported)
    same = [
        f"{scope}.gender.children_{area}.p_value"
        for scope in ("all", "cohort_02")
        for area in ("north_west", "england")
    ]
    assert [found[name] for name in same] == [3] * 4
    assert found["all.gender.register.p_value"] == found["cohort_01.gender.register.p_value"] == 0
    assert found["all.gender.difference.fisher_p"] == found["cohort_02.gender.difference.fisher_p"]


def test_adjusted_of_an_earlier_cohort_does_not_move_when_one_joins(badgers):
    from cohortbook.publication.joins import with_only

    alone = multiple_tests.adjusted(with_only(badgers, ["cohort_01", "cohort_02"]), "cohort_02")
    now = multiple_tests.adjusted(badgers, "cohort_02")
    assert [own._replace(rows=()) for own in alone] == [own._replace(rows=()) for own in now]


def test_with_adjusted_puts_beside_each_p_value_its_own_and_no_other(badgers):
    findings = multiple_tests.with_adjusted(
        badgers, baselines.comparison(badgers, "gender.register", "cohort_02")
    )
    assert [own.id for own in findings.where(statistic="p_value_holm")] == [
        "cohort_02.gender.register.p_value_holm"
    ]
    nothing = baselines.comparison(badgers, "gender.hedgehogs", "cohort_01")
    assert multiple_tests.with_adjusted(badgers, nothing) == nothing


def test_every_p_value_of_the_book_has_its_adjusted_value_and_what_it_could_have_seen(built, real):
    tests = {
        row["test_id"]: row["detectable_statistic"]
        for row in real.tables["tests"].to_dict("records")
    }
    ps = [result_id for result_id in built if multiple_tests.is_p_value(result_id)]
    assert len(ps) >= 10
    for result_id in ps:
        scope, _, name = result_id.partition(".")
        test_id = name.rsplit(".", 1)[0]
        assert (
            f"{scope}.{test_id}.{tests[test_id]}" in built
            and f"{scope}.{test_id}.{multiple_tests.ADJUSTED}" in built
        ), result_id


COULD = (
    "detectable_share",
    "detectable_low",
    "detectable_high",
    "detectable_difference",
    "detectable_delta",
    "reject_low",
    "reject_high",
    "reject_difference",
)  # what each says of what could be seen


def unaccompanied(html):
    """The p-values on a page without their adjusted value, or without what their test could have
    seen, by what the page's numbers link to or stand in a row of their own.
    """
    linked = set(re.findall(r'href="[^"]*#r-([^"]+)"', html))
    shown = linked | set(re.findall(r'id="r-([^"]+)"', html))
    tests = {
        result_id: result_id.rsplit(".", 1)[0]
        for result_id in linked
        if multiple_tests.is_p_value(result_id)
    }
    return sorted(
        result_id
        for result_id, test in tests.items()
        if f"{test}.{multiple_tests.ADJUSTED}" not in shown
        or not {f"{test}.{name}" for name in COULD} & shown
    )


def pages_with_p_values(folder):
    pages = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.html"))
    }
    return {
        name: html
        for name, html in pages.items()
        if re.search(r'href="[^"]*#r-[^"]*\.(p_value|\w+_p)"', html)
    }


def test_every_page_gives_with_a_p_value_the_adjusted_one_and_what_could_have_been_seen(
    project, built
):
    pages = pages_with_p_values(project / "_build" / "html")
    assert {
        "methods.html",
        "executed/comparison.html",
        "executed/cohort_01.html",
        "executed/families.html",
    } <= set(pages)
    assert {name: unaccompanied(html) for name, html in pages.items() if unaccompanied(html)} == {}


def test_on_every_page_of_a_book_of_three_intake_years_too(made_up_book):
    """Its pages as they were executed: there are trends in it."""
    from json import loads

    shown = {
        path.stem: "".join(
            text
            for cell in loads(path.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", [])
            for text in output.get("data", {}).get("text/html", [])
        )
        for path in sorted((made_up_book / "book" / "executed").glob("*.ipynb"))
    }
    with_p = {
        name: html
        for name, html in shown.items()
        if re.search(r"#r-[^\"]*\.(p_value|\w+_p)\"", html)
    }
    assert {"choices", "families", "comparison"} <= set(with_p)
    assert {name: unaccompanied(html) for name, html in with_p.items() if unaccompanied(html)} == {}


def test_a_p_value_alone_on_a_page_is_found():
    p, adjusted, could = (
        f'<a href="numbers_all.html#r-all.gender.register.{name}">1</a>'
        for name in ("p_value", "p_value_holm", "detectable_share")
    )
    assert (
        unaccompanied(p + adjusted) == unaccompanied(p + could) == ["all.gender.register.p_value"]
        and unaccompanied(p + adjusted + could) == []
    )
