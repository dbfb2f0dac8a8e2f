"""Notebooks are run strictly, cleanly and only when they must be."""

import json
import shutil

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cohortbook import load_study
from cohortbook.runner import EXECUTED, RunError, choose, normalised, pages_of, run_pages

PUBLISH = ("from cohortbook import demographics, load_study, present\n"
           "present.count_table(load_study(), demographics.participants(load_study(), cohort), 'Badgers', 'People')")


@pytest.fixture
def template(made_up):
    """Replace the templates of the made-up study by one small one, and return a function that writes it."""
    shutil.rmtree(made_up / "notebooks")
    (made_up / "notebooks").mkdir()

    def write(source=PUBLISH, parameters='cohort = "cohort_01"', text="# {{ title }}", name="cohort"):
        cells = [new_markdown_cell(text), new_code_cell(parameters, metadata={"tags": ["parameters"]}), new_code_cell(source, id="shown")]
        notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
        nbformat.write(notebook, made_up / "notebooks" / f"{name}.ipynb")
        return made_up

    return write


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_page_is_named_for_its_cohort_and_template(template):
    root = template()
    template(name="themes")
    template(name="overview", parameters="", source="1", text="# Overview")
    assert [page.name for page in pages_of(load_study(root))] == [
        "cohort_01", "cohort_01_themes", "cohort_02", "cohort_02_themes", "cohort_03", "cohort_03_themes", "overview"]


def test_a_parameter_that_nothing_passes_is_an_error(template):
    root = template(parameters='cohort = "cohort_01"\nbadger = 1')
    with pytest.raises(RunError, match="notebooks/cohort.ipynb: declares the parameter 'badger', which nothing passes"):
        pages_of(load_study(root))


def test_a_parameter_that_no_cell_uses_is_an_error(template):
    root = template(source="'the same for everybody'")
    with pytest.raises(RunError, match="declares the parameter 'cohort' and no cell uses it"):
        pages_of(load_study(root))


def test_a_cohort_s_title_is_text_on_its_page_whatever_it_holds(template, rewrite):
    root = template(text="# {{ title }}\n\n{result}`{{ cohort }}.x`")
    rewrite("data/cohorts/cohort_01/cohort.yml", "title: Sett 1", "title: 'Sett 1 & *co* [x](y) $z$'")
    run_pages(load_study(root), ["cohort_01"], say=lambda line: None)
    text = nbformat.read(root / EXECUTED / "cohort_01.ipynb", as_version=4).cells[0].source
    assert MarkdownIt().render(text.split("\n")[0]) == "<h1>Sett 1 &amp; *co* [x](y) $z$</h1>\n"
    assert "{result}`cohort_01.x`" in text


def test_text_that_asks_for_what_a_cohort_does_not_have_is_an_error(template):
    root = template(text="# {{ badger }}")
    with pytest.raises(RunError, match=r"its text asks for \{\{ badger \}\}"):
        run_pages(load_study(root), say=lambda line: None)


def test_a_file_that_is_no_notebook_is_named(template):
    root = template()
    (root / "notebooks" / "broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="notebooks/broken.ipynb: is not a notebook that can be read"):
        pages_of(load_study(root))


def test_a_failing_cell_is_named_with_notebook_and_cohort_and_the_last_good_pages_stay(template):
    root = template()
    run_pages(load_study(root), say=lambda line: None)
    before = bytes_of(root / EXECUTED)
    template(source="if cohort == 'cohort_02':\n    raise ValueError('no badgers')")
    with pytest.raises(RunError, match=r"notebooks/cohort.ipynb, cohort_02, cell 3 \(shown\): ValueError: no badgers"):
        run_pages(load_study(root), say=lambda line: None)
    assert bytes_of(root / EXECUTED) == before


def test_a_cell_that_ends_its_kernel_is_named_with_notebook_and_cohort(template):
    root = template(source="import os, signal\nif cohort == 'cohort_03':\n    os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(RunError, match=r"notebooks/cohort.ipynb, cohort_03, cell 3 \(shown\): ended the kernel it ran in"):
        run_pages(load_study(root), say=lambda line: None)


def test_pages_are_the_same_bytes_from_plain_and_warm_kernels_one_or_several_at_a_time(template):
    root = template()
    made = []
    for options in ({"plain": True}, {"jobs": 1}, {"jobs": 3}):
        run_pages(load_study(root), ["cohort_01", "cohort_02", "cohort_03"], say=lambda line: None, **options)
        made.append(bytes_of(root / EXECUTED))
    assert made[0] == made[1] == made[2]


def test_pages_run_again_only_when_something_they_are_made_from_changed(template, rewrite):
    root = template()
    study = load_study(root)
    said = []
    assert len(run_pages(study, say=said.append)) == 3
    assert len(said) == 3
    first = bytes_of(root / EXECUTED)
    assert run_pages(study) == []
    assert bytes_of(root / EXECUTED) == first
    facts = root / "data" / "programme" / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert [page.name for page in run_pages(load_study(root), say=said.append)] == ["cohort_01", "cohort_02", "cohort_03"]
    again = bytes_of(root / EXECUTED)
    assert {name: again[name] for name in again if name != "manifest.json"} == {name: first[name] for name in first if name != "manifest.json"}


def test_a_page_spoiled_by_hand_is_made_again(template):
    root = template()
    run_pages(load_study(root), say=lambda line: None)
    spoiled = root / EXECUTED / "cohort_02.ipynb"
    good = spoiled.read_bytes()
    spoiled.write_bytes(good.replace(b"Badgers", b"Weasels"))
    assert [page.name for page in run_pages(load_study(root), say=lambda line: None)] == ["cohort_02"]
    assert spoiled.read_bytes() == good


def test_named_pages_are_run_and_the_others_are_kept(template):
    root = template()
    study = load_study(root)
    run_pages(study, say=lambda line: None)
    assert [page.name for page in run_pages(study, ["cohort_03"], say=lambda line: None)] == ["cohort_03"]
    assert {path.stem for path in (root / EXECUTED).glob("*.ipynb")} == {"cohort_01", "cohort_02", "cohort_03"}


def test_an_unknown_name_is_refused_with_the_known_ones(template):
    with pytest.raises(RunError, match="there is no cohort or page 'cohort_09'; there are: cohort_01, cohort_02, cohort_03"):
        choose(pages_of(load_study(template())), ["cohort_09"])


def test_a_page_of_a_cohort_that_left_goes_with_it(template):
    root = template()
    run_pages(load_study(root), say=lambda line: None)
    shutil.rmtree(root / "data" / "cohorts" / "cohort_03")
    run_pages(load_study(root), say=lambda line: None)
    assert not (root / EXECUTED / "cohort_03.ipynb").exists()
    assert not [r for r in json.loads((root / EXECUTED / "results.json").read_text()) if r["id"].startswith("cohort_03")]


def test_two_pages_that_disagree_about_a_number_are_refused(template):
    root = template()
    template(name="other", source=PUBLISH.replace("count_table", "count_table").replace(
        "demographics.participants(load_study(), cohort)", "demographics.participants(load_study(), cohort).assign(value=99)"))
    with pytest.raises(RunError, match="two pages disagree: cohort_01.participants.count is 4 on page cohort_01 and 99 on page cohort_01_other"):
        run_pages(load_study(root), say=lambda line: None)


def test_what_differs_from_run_to_run_is_taken_out():
    injected = new_code_cell("cohort = 'x'", metadata={"tags": ["injected-parameters"], "papermill": {"duration": 1}, "execution": {"shell.execute_reply": "now"}})
    notebook = normalised(new_notebook(cells=[injected], metadata={"papermill": {"start_time": "now"}}))
    assert "papermill" not in notebook.metadata
    assert notebook.cells[0]["id"] == "injected-parameters"
    assert set(notebook.cells[0].metadata) == {"tags"}
