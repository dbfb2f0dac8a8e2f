"""Templates show and the library knows; they run on a made-up study as on the real one."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

from cohortbook.findings.results import read_results, unpacked
from cohortbook.study.layout import EXECUTED

TEMPLATES = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
READS = {"open", "read_csv", "read_text", "read_excel", "read_json", "Path"}


@pytest.fixture(params=TEMPLATES, ids=lambda path: path.stem)
def template(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_template_is_valid_and_its_outputs_are_stripped(template):
    nbformat.validate(template)
    assert not [cell.id for cell in code_cells(template) if cell.outputs or cell.execution_count]


def test_a_template_defines_nothing_and_reads_no_file(template):
    for cell in code_cells(template):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)), cell.id
            assert not (isinstance(node, ast.Name) and node.id in READS), cell.id
            assert not (isinstance(node, ast.Attribute) and node.attr in READS), cell.id


def test_a_cell_shows_one_thing_in_at_most_four_statements(template):
    for cell in code_cells(template):
        statements = [
            node
            for node in ast.parse(cell.source).body
            if not isinstance(node, ast.Import | ast.ImportFrom)
        ]
        shown = [node for node in statements if isinstance(node, ast.Expr)]
        assert len(statements) <= 4 and len(shown) <= 1, cell.id


def test_cells_have_readable_names(template):
    assert not [cell.id for cell in template.cells if not cell.id.replace("-", "").isalpha()]


def test_code_is_folded_or_hidden(template):
    assert not [
        cell.id
        for cell in code_cells(template)
        if not {"hide-input", "remove-cell"} & set(cell.metadata.tags)
    ]


@pytest.fixture(scope="module")
def made_up_results(made_up_book):
    """Results of every template run on the made-up study of three cohorts."""
    return read_results(made_up_book / EXECUTED / "results.json")


@pytest.mark.parametrize(
    "result_id, value",
    [
        ("cohort_01.participants.count", 4),
        ("cohort_02.participants.count", 5),
        ("cohort_03.participants.count", 3),
        ("all.participants.count", 12),
        ("cohort_03.managers_interviewed.count", 0),
        ("programme.cohorts.count", 3),
        ("all.theme.barriers.employer.managers.count", 2),
        ("cohort_03.theme.barriers.practitioners.count", 0),
        ("cohort_02.impact.organisational.count", 2),
        ("all.recommendations.full_in_summary.count", 2),
    ],
)
def test_templates_publish_the_made_up_numbers(made_up_results, result_id, value):
    assert made_up_results[result_id]["value"] == value


def test_every_cohort_publishes_the_same_ids_for_people_less_what_it_was_not_asked(made_up_results):
    by_cohort = [
        {
            i.split(".", 1)[1]
            for i, result in made_up_results.items()
            if i.startswith(f"cohort_0{k}.")
            and result["function"] == "cohortbook.findings.demographics.gender"
        }
        for k in (1, 2, 3)
    ]
    assert by_cohort[0] == by_cohort[1] != set()
    assert by_cohort[2] == by_cohort[0] | {"gender.prefer_not_to_say.count"}, "asked from then on"


def test_a_result_says_where_it_comes_from(made_up_results):
    result = made_up_results["cohort_02.years_qualified.mean"]
    assert result["page"] == "cohort_02" and result["cell"] == "characteristics"
    assert result["tables"] == ["data/cohorts/cohort_02/participants.csv"]
    assert result["function"] == "cohortbook.findings.demographics.years_qualified"
    assert len(unpacked(result["rows"])) == result["n"]


def test_a_page_of_a_cohort_reads_nothing_of_a_later_one(made_up_book):
    pages = json.loads((made_up_book / "book/executed/manifest.json").read_text(encoding="utf-8"))[
        "pages"
    ]
    of_cohorts = {page: made for page, made in pages.items() if "cohort" in made["parameters"]}
    assert len(of_cohorts) == 9
    for page, made in of_cohorts.items():
        folders = {name.split("/")[2] for name in made["reads"] if name.startswith("data/cohorts/")}
        assert all(folder and folder <= made["parameters"]["cohort"] for folder in folders), (
            page
        )  # data/cohorts/ itself would be all of them


def test_pages_of_different_cohorts_do_not_share_a_figure(made_up_book):
    figures = {}
    for name in ("cohort_01", "cohort_02", "cohort_03"):
        notebook = json.loads(
            (made_up_book / EXECUTED / f"{name}.ipynb").read_text(encoding="utf-8")
        )
        figures[name] = next(
            cell["outputs"][0]["data"]["text/html"]
            for cell in notebook["cells"]
            if cell["id"] == "years-figure"
        )
    assert len(set(map(str, figures.values()))) == 3
