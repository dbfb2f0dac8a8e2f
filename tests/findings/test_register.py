"""Functions that return findings, signed; how a protected cohort's are told is in test_hiding."""

from fractions import Fraction

import pytest

from cohortbook.findings import demographics
from cohortbook.findings.register import Protect, declares, of_scopes
from cohortbook.study.finding import Finding, Findings


@declares()
def eggs(*values):
    """Return eggs."""
    for number, value in enumerate(values):
        yield Finding(
            "cohort_01", "eggs", f"basket_{number}", "count", value, 4, "people", ("eggs.csv:2",)
        )


def test_declares_makes_a_function_that_signs_each_finding_with_the_name_of_its_function():
    findings = eggs(1, 2)
    assert isinstance(findings, Findings) and list(findings.by_id) == [
        "cohort_01.eggs.basket_0.count",
        "cohort_01.eggs.basket_1.count",
    ]
    assert {own.function for own in findings} == {f"{__name__}.eggs"}
    assert (eggs.__name__, eggs.__doc__) == ("eggs", "Return eggs.")
    assert eggs() == ()


def test_declares_makes_a_function_that_says_what_it_was_called_with(badgers):
    (first, *_) = demographics.interview_format(badgers, "all", group="manager")
    assert first.call == "demographics.interview_format(manager)"
    assert demographics.participants(badgers, "all")[0].call == "demographics.participants()"


@pytest.mark.parametrize(
    "values",
    [[3, None], [3, 0.5], [3, Fraction(72, 7)], [3, Fraction(72, 7), 0.5, "2022-11-30", None]],
    ids=str,
)
def test_declares_makes_a_function_that_leaves_every_value_as_it_was_computed(values):
    kept = [own.value for own in eggs(*values)]
    assert kept == values
    assert [type(value) for value in kept] == [type(value) for value in values]


def of_people(study, scope):
    yield Finding(scope, "people", "", "count", 3, 3, "people", ())


@pytest.mark.parametrize("scope", ["cohort_03", "together"])
def test_declares_nothing_and_the_function_is_refused_for_protected_people(guarded, scope):
    with pytest.raises(TypeError, match=r"test_register\.of_people\(\) is asked about protected"):
        declares()(of_people)(guarded, scope)
    assert declares()(of_people)(guarded, "all").value == 3
    assert declares(Protect.NOT_PUBLISHED)(of_people)(guarded, scope) == ()


def test_of_scopes_goes_through_all_scopes_of_a_study_or_those_that_are_given(badgers):
    assert of_scopes(demographics.gender, badgers).scopes == badgers.scopes
    assert of_scopes(demographics.gender, badgers, ["cohort_02"]) == demographics.gender(
        badgers, "cohort_02"
    )
    assert of_scopes(demographics.gender, badgers, []) == ()
    (alone,) = of_scopes(demographics.interview_format, badgers, ["all"], group="manager").where(
        category="individual", measure="manager_format"
    )
    assert alone.call == "demographics.interview_format(manager)"
