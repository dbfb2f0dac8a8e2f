"""Changing one cell at a time: what is changed, and what notices."""

import csv
from hashlib import sha256

import pytest

from cohortbook import load_study
from cohortbook.audit.mutation import Mutant, another, mutants_of, mutate, summary
from cohortbook.cli import main
from cohortbook.study.dictionary import Column
from cohortbook.study.problems import UnknownName

PEOPLE = "data/cohorts/cohort_01/participants.csv"


def test_mutants_of_a_study_are_always_the_same_and_stay_within_the_table(study):
    first, second = (mutants_of(study, ["participants"], 2) for _ in range(2))
    assert first == second and {mutant.file for mutant in first} == {
        f"data/cohorts/{handle}/participants.csv" for handle in study.cohorts
    }
    for mutant in first:
        with (study.root / mutant.file).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[mutant.line - 1][rows[0].index(mutant.column)] == mutant.former != mutant.value


def test_mutants_of_an_unknown_table_are_refused(study):
    with pytest.raises(
        UnknownName, match="'participant' is no table of this study; did you mean 'participants'"
    ):
        mutants_of(study, ["participant"], 1)


@pytest.mark.parametrize(
    "column, value, changed",
    [
        (Column("a", "string", "", "", enum=("x", "y")), "x", "y"),
        (Column("a", "boolean", "", ""), "TRUE", "false"),
        (Column("a", "integer", "", ""), "7", "8"),
        (Column("a", "number", "", ""), "1.5", "2.5"),
        (Column("a", "string", "", ""), "moss", "fern"),
        (Column("a", "string", "", "", enum=("x",)), "x", None),
    ],
)
def test_another_value_is_one_the_column_allows(column, value, changed):
    assert another(value, column, ["moss", "fern"]) == changed


def test_mutate_says_what_noticed_and_leaves_the_study_as_it_was(study):
    before = {path: sha256(path.read_bytes()).digest() for path in study.root.rglob("*.csv")}
    tried = [
        Mutant(PEOPLE, 2, "gender", "female", "male", ""),
        Mutant(PEOPLE, 2, "years_qualified", "2", "3", ""),
        Mutant(PEOPLE, 2, "participant_id", "B1", "B2", ""),
        Mutant("data/report/passages.csv", 2, "summary", "", "Else", ""),
        Mutant("data/report/claims.csv", 2, "stated_value", "2", "3", ""),
    ]
    gender, years, name, words, stated = mutate(study, tried)
    assert "cohort_01.gender.female.count" in gender.numbers and "c026" in gender.claims
    assert "cohort_01.years_qualified.mean" in years.numbers and years.claims == ("c023",)
    assert name.problems and not name.numbers
    assert not words.noticed
    assert stated.claims == ("c001",) and not stated.numbers
    assert {
        path: sha256(path.read_bytes()).digest() for path in study.root.rglob("*.csv")
    } == before
    assert (
        summary([gender, words]).splitlines()[1]
        == "data/report/passages.csv:2: summary: '' as 'Else': NOT EXPLAINED"
    )


def test_the_command_fails_for_a_hole_that_nobody_explains(made_up, capsys):
    assert main(["mutate", "managers", "--study", str(made_up)]) == 0
    assert "noticed by nothing" in capsys.readouterr().out
    path = made_up / "data" / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    assert '"unchecked"' in text
    path.write_text(text.replace('"unchecked"', '"former"'), encoding="utf-8")
    assert main(["mutate", "components", "--study", str(made_up)]) == 1
    assert "NOT EXPLAINED" in capsys.readouterr().out


@pytest.mark.slow
def test_no_hole_of_the_real_data_is_left_unexplained_among_a_few_cells(real):
    """The whole of it takes ten minutes: cohortbook mutate."""
    mutants = mutants_of(real, ["facts"], 1)
    assert len(mutants) > 3
    assert [
        outcome.mutant
        for outcome in mutate(load_study(real.root), mutants)
        if not outcome.noticed and not outcome.mutant.unchecked
    ] == []
