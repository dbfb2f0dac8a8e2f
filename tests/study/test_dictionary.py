"""data/datapackage.json is the one dictionary: the library reads by it, and so does every other
tool that knows Table Schema.
"""

import csv
import json
import re
import subprocess
import sys

import pytest

from cohortbook import load_study
from cohortbook.book.data_package import write_package
from cohortbook.study.dictionary import load_dictionary
from cohortbook.study.problems import StudyError

PATH = "data/datapackage.json"


@pytest.mark.parametrize(
    "content, message",
    [
        (
            None,
            f"{PATH}: the data dictionary is missing; is this the folder of a study? (see --study)",
        ),
        ('{\n "resources": [\n  moss\n ]\n}', f"{PATH}:3: is not valid JSON: Expecting value"),
        ("", f"{PATH}:1: is not valid JSON: Expecting value"),
        ('{"resources": []}', f"{PATH}: is not a dictionary of this study: "),
        ("{}", f"{PATH}: is not a dictionary of this study: 'resources' is missing or odd"),
        ("[]", f"{PATH}: is not a dictionary of this study: "),
        ('{"resources": 7}', f"{PATH}: is not a dictionary of this study: "),
        (
            '{"resources": [{"name": "badgers", "path": "badgers.csv"}]}',
            f"{PATH}: is not a dictionary of this study: 'schema' is missing or odd",
        ),
    ],
    ids=[
        "missing",
        "bad JSON",
        "empty",
        "nothing in it",
        "no tables",
        "a list",
        "a number",
        "another package",
    ],
)
def test_a_dictionary_that_cannot_be_used_gets_one_sentence(made_up, content, message):
    path = made_up / PATH
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load_study(made_up)
    assert len(caught.value.problems) == 1 and str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "old, new",
    [
        ('"references": {', '"references": [], "others": {'),
        ('"name": "participants"', '"name": "people"'),
        ('"type": "number"', '"type": "decimal"'),
        ('"resource": "populations"', '"resource": "people"'),
    ],
    ids=["references no mapping", "no participants", "unknown type", "reference to no table"],
)
def test_a_dictionary_of_the_wrong_shape_is_a_problem_and_no_crash(made_up, rewrite, old, new):
    rewrite(PATH, old, new)
    with pytest.raises(StudyError) as caught:
        load_study(made_up)
    assert str(caught.value).startswith(f"{PATH}: is not a dictionary of this study")


def test_what_a_column_must_hold_is_read_from_the_dictionary(made_up):
    tables = load_dictionary(made_up).tables
    years, gender = (tables["participants"].column(name) for name in ("years_qualified", "gender"))
    assert (years.type, years.minimum, years.maximum, years.required) == ("integer", 0, 60, False)
    assert gender.enum == ("female", "male", "another", "prefer_not_to_say")
    assert tables["participants"].column("participant_id").required
    assert (
        tables["participants"].paths == ("cohorts/{cohort}/participants.csv",)
        and tables["participants"].per_cohort
    )
    assert len(tables["figures"].paths) == 5 and not tables["figures"].per_cohort
    assert tables["interviews"].key == ("interview_id", "case_id")
    assert [(r.column, r.targets) for r in tables["interviews"].references] == [
        ("case_id", (("participants", "participant_id"), ("managers", "manager_id")))
    ]


def test_a_value_allowed_in_the_dictionary_is_allowed_in_the_tables(made_up, rewrite, complaints):
    rewrite("data/cohorts/cohort_01/participants.csv", "B4,male", "B4,hedgehog")
    assert len(complaints()) == 1
    rewrite(PATH, '"another"', '"another", "hedgehog"')
    assert complaints() == []


@pytest.mark.parametrize(
    "table, column", [("cohort", "services"), ("cohort", "not_asked"), ("questions", "kind")]
)
def test_values_that_several_columns_allow_are_said_once(made_up, table, column):
    def allowed(dictionary):
        fields = {"cohort": dictionary.cohort_fields}.get(table)
        described = fields or dictionary.tables[table].columns
        return next(field for field in described if field.name == column).enum

    rewritten = (made_up / PATH).read_text(encoding="utf-8")
    assert allowed(load_dictionary(made_up))
    for last in ('"children"', '"closing"'):
        assert rewritten.count(last) <= 2, (
            "the list is written once, and one of its values is shown"
        )
        rewritten = rewritten.replace(f"{last}\n", f'{last}, "hedgehog"\n')
    (made_up / PATH).write_text(rewritten, encoding="utf-8")
    assert allowed(load_dictionary(made_up))[-1] == "hedgehog"


@pytest.mark.parametrize(
    "said",
    ['{"moss": "cohort_03"}', '{"prefer_not_to_say": 3}', '["prefer_not_to_say"]'],
    ids=["no value", "no cohort", "no mapping"],
)
def test_what_is_new_with_no_cohort_or_is_no_value_is_a_problem(made_up, said):
    text = (made_up / PATH).read_text(encoding="utf-8")
    old = re.search(r'"since": (\{\s*"prefer_not_to_say"[^}]*\})', text)[1]
    (made_up / PATH).write_text(text.replace(old, said), encoding="utf-8")
    with pytest.raises(StudyError, match="is not a dictionary of this study"):
        load_study(made_up)


def test_every_column_and_field_has_a_description_and_an_example_that_it_allows(real):
    from cohortbook.study.tables import convert

    for table in real.dictionary.tables.values():
        assert table.title and table.description and table.sources and table.made, table.name
        for column in table.columns:
            assert column.description and column.example, f"{table.name}.{column.name}"
            assert convert(column.example, column) is not None
    for column in real.dictionary.cohort_fields:
        assert column.description and column.example, column.name


def test_the_header_of_every_real_file_is_the_dictionary_s_in_its_order(real):
    for table in real.dictionary.tables.values():
        for path in table.paths:
            for handle in real.cohorts if table.per_cohort else [""]:
                file = real.root / "data" / path.format(cohort=handle)
                if handle and table.is_optional and not file.exists():
                    continue
                with file.open(encoding="utf-8", newline="") as lines:
                    header = next(csv.reader(lines))
                newer = {column.name for column in table.columns if column.may_be_missing}
                lacking = newer - set(header) if handle else set()
                assert header == [name for name in table.column_names if name not in lacking], file


def frictionless(package):
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(package), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.slow
def test_frictionless_accepts_the_dictionary(project):
    code, output = frictionless(project / PATH)
    assert code == 0, output
    assert {task["name"] for task in json.loads(output)["tasks"]} >= {
        "participants",
        "figures",
        "corrections",
    }


@pytest.mark.slow
def test_frictionless_accepts_the_complete_package(real, tmp_path):
    write_package(real, tmp_path / "data")
    code, output = frictionless(tmp_path / "data" / "datapackage.json")
    assert code == 0, output
    rows = {task["name"]: task["stats"].get("rows") for task in json.loads(output)["tasks"]}
    assert rows["cohort_01-participants"] == 7 and rows["cohort_02-participants"] == 11
    assert not any("{" in str(task["place"]) for task in json.loads(output)["tasks"])


@pytest.mark.slow
def test_frictionless_accepts_the_complete_package_of_a_cohort_with_passages_of_its_own(
    badgers, tmp_path
):
    write_package(badgers, tmp_path / "data")
    code, output = frictionless(tmp_path / "data" / "datapackage.json")
    tasks = {task["name"]: task for task in json.loads(output)["tasks"]}
    assert (
        {name: task["errors"] for name, task in tasks.items() if task["errors"]} == {}
        and code == 0
        and tasks["cohort_02-codings"]["stats"]["rows"] == 2
    )
    held = {
        resource["name"]: resource["schema"]
        for resource in json.loads(
            (tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8")
        )["resources"]
    }
    assert [key["reference"]["resource"] for key in held["cohort_02-codings"]["foreignKeys"]] == [
        "themes"
    ] and "foreignKeys" not in held["cohort_02-attributions"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path, old, new, resource, column",
    [
        (
            "cohorts/cohort_02/participants.csv",
            ",7,MA dissertation",
            ",seven,MA dissertation",
            "cohort_02-participants",
            "years_qualified",
        ),
        (
            "cohorts/cohort_01/participants.csv",
            "PR1,female",
            "PR1,femal",
            "cohort_01-participants",
            "gender",
        ),
        ("baselines/adult_services.csv", ",at_source,", ",hearsay,", "figures", "read"),
    ],
)
def test_frictionless_refuses_a_spoiled_cell(real, tmp_path, path, old, new, resource, column):
    """So the constraints stand where other tools look for them, and the test above can fail."""
    write_package(real, tmp_path / "data")
    file = tmp_path / "data" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, output = frictionless(tmp_path / "data" / "datapackage.json")
    tasks = json.loads(output)["tasks"]
    assert code == 1
    assert {
        (task["name"], error.get("fieldName")) for task in tasks for error in task["errors"]
    } == {(resource, column)}


def test_a_cohort_may_settle_disagreements_in_a_file_of_its_own_that_its_workbook_has_no_sheet_for(
    project,
):
    dictionary = load_dictionary(project)
    settlements = dictionary.tables["settlements"]
    assert settlements.paths == ("codebook/settlements.csv", "cohorts/{cohort}/settlements.csv")
    assert settlements.is_optional and settlements in dictionary.cohort_tables
    assert set(dictionary.cohort_tables) - set(dictionary.workbook_tables) == {settlements}
