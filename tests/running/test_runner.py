"""Notebooks are run strictly, cleanly and only when they must be."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from protected import THREE, agree, rows_of, to_agreed

from cohortbook import load_study
from cohortbook.publication.changes import record
from cohortbook.running.freshness import Digests, why_stale
from cohortbook.running.page_text import AGREED_NOTE, PARTLY_NOTE, STRICT_NOTE, about
from cohortbook.running.pages import RunError, choose, normalised, pages_of
from cohortbook.running.runner import Run, run_pages
from cohortbook.study.layout import EARLIER_COHORTS, EXECUTED
from cohortbook.study.problems import StudyError

PUBLISH = (
    "from cohortbook import load_study\n"
    "from cohortbook.findings import demographics\n"
    "from cohortbook.exhibits import number_tables\n"
    "number_tables.count_table(load_study(),"
    " demographics.participants(load_study(), cohort), 'Badgers', 'People')"
)


def write_template(
    root, source=PUBLISH, parameters='cohort = "cohort_01"', text="# {{ title }}", name="cohort"
):
    """Write a small template into a study and return the study."""
    cells = [
        new_markdown_cell(text),
        new_code_cell(parameters, metadata={"tags": ["parameters", "remove-cell"]}),
        new_code_cell(source, id="shown", metadata={"tags": ["remove-cell"]}),
    ]  # what is shown needs a decision in data/disclosure.yml
    notebook = new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")
    return root


def without_templates(root):
    shutil.rmtree(root / "notebooks")
    (root / "notebooks").mkdir()
    return root


@pytest.fixture
def template(made_up):
    """The made-up study without its templates, and a function that writes a small one
    into it and returns it.
    """
    return partial(write_template, without_templates(made_up))


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_page_is_named_for_its_cohort_and_template(template):
    root = template()
    template(name="themes")
    template(name="overview", parameters="", source="1", text="# Overview")
    assert [page.name for page in pages_of(load_study(root))] == [
        "cohort_01",
        "cohort_01_themes",
        "cohort_02",
        "cohort_02_themes",
        "cohort_03",
        "cohort_03_themes",
        "overview",
    ]


def test_a_parameter_that_nothing_passes_is_an_error(template):
    root = template(parameters='cohort = "cohort_01"\nbadger = 1')
    with pytest.raises(
        RunError,
        match=r"notebooks/cohort\.ipynb: declares the parameter 'badger', which nothing passes",
    ):
        pages_of(load_study(root))


def test_a_parameter_that_no_cell_uses_is_an_error(template):
    root = template(source="'the same for everybody'")
    with pytest.raises(RunError, match="declares the parameter 'cohort' and no cell uses it"):
        pages_of(load_study(root))


def test_a_cohort_s_title_is_text_on_its_page_whatever_it_holds(template, rewrite):
    root = template(text="# {{ title }}\n\n{result}`{{ cohort }}.x`")
    rewrite(
        "data/cohorts/cohort_01/cohort.yml", "title: Sett 1", "title: 'Sett 1 & *co* [x](y) $z$'"
    )
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
    with pytest.raises(
        RunError, match=r"notebooks/broken\.ipynb: is not a notebook that can be read"
    ):
        pages_of(load_study(root))


def test_a_failing_cell_is_named_with_notebook_and_cohort_and_the_last_good_pages_stay(template):
    root = template()
    run_pages(load_study(root), say=lambda line: None)
    before = bytes_of(root / EXECUTED)
    template(source="if cohort == 'cohort_02':\n    raise ValueError('no badgers')")
    with pytest.raises(
        RunError,
        match=r"notebooks/cohort.ipynb, cohort_02, cell 3 \(shown\): ValueError: no badgers",
    ):
        run_pages(load_study(root), say=lambda line: None)
    assert bytes_of(root / EXECUTED) == before


def test_a_cell_that_ends_its_kernel_is_named_with_notebook_and_cohort(template):
    root = template(
        source=(
            "import os, signal\nif cohort == 'cohort_03':\n    os.kill(os.getpid(), signal.SIGKILL)"
        )
    )
    with pytest.raises(
        RunError,
        match=r"notebooks/cohort.ipynb, cohort_03, cell 3 \(shown\): ended the kernel it ran in",
    ):
        run_pages(load_study(root), say=lambda line: None)


def test_pages_are_the_same_bytes_from_plain_and_warm_kernels_one_or_several_at_a_time(template):
    root = template()
    made = []
    for options in ({"plain": True}, {"jobs": 1}, {"jobs": 3}):
        run_pages(
            load_study(root),
            ["cohort_01", "cohort_02", "cohort_03"],
            say=lambda line: None,
            **options,
        )
        made.append(bytes_of(root / EXECUTED))
    assert made[0] == made[1] == made[2]


def changed_in(path):
    """Put an empty line at the end of a file: other bytes, the same rows."""
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def ran(root, **options):
    return [page.name for page in run_pages(root, say=lambda line: None, **options)]


EVERYBODY = (
    "from cohortbook import load_study\n"
    "from cohortbook.findings import demographics\n"
    "from cohortbook.findings.register import of_scopes\n"
    "from cohortbook.exhibits import number_tables\n"
    "study = load_study()\n"
    "number_tables.count_table(study, of_scopes(demographics.participants, study),"
    " 'Badgers', 'People')"
)
FACTS = "from cohortbook import load_study\nlen(load_study().tables['facts'])"


def stale(root):
    """The pages that would run, in order."""
    with Run(root, [], print) as run:
        return sorted(page for page, reason in run.reasons.items() if reason)


@pytest.fixture(scope="module")
def ran_once(badgers, tmp_path_factory):
    """Pages of three cohorts that read award holders, one of everybody, and one of the programme's
    facts; all have run. To be copied, never changed.
    """
    root = without_templates(
        shutil.copytree(badgers.root, tmp_path_factory.mktemp("kinds") / "made_up")
    )
    write_template(root)
    write_template(root, name="everybody", source=EVERYBODY, parameters="", text="# Everybody")
    write_template(root, name="facts", source=FACTS, parameters="", text="# Facts")
    (root / "requirements.lock").touch()
    assert len(ran(root)) == 5
    return root


@pytest.fixture
def three_kinds(ran_once, made_up):
    """The made-up study in this state."""
    shutil.rmtree(made_up)
    return shutil.copytree(ran_once, made_up)


def test_a_page_runs_again_when_and_only_when_something_it_is_made_from_changed(three_kinds):
    root, everything = three_kinds, ["cohort_01", "cohort_02", "cohort_03", "everybody", "facts"]
    assert stale(root) == []
    for changed, pages in {
        "data/cohorts/cohort_02/participants.csv": ["cohort_02", "everybody"],
        "data/cohorts/cohort_02/cohort.yml": ["cohort_02", "everybody"],
        "data/cohorts/cohort_02/managers.csv": [],
        "data/programme/facts.csv": ["facts"],
        "data/datapackage.json": everything,
        "notebooks/everybody.ipynb": ["everybody"],
        "requirements.lock": everything,
        "book/index.md": [],
    }.items():
        before = (root / changed).read_bytes()
        changed_in(root / changed)
        assert stale(root) == pages, changed
        (root / changed).write_bytes(before)
        assert stale(root) == []
    for path in root.rglob("*.*"):
        os.utime(path, (1, 1))
    assert stale(root) == [], "a time stamp is no change"


def test_a_new_cohort_runs_its_own_pages_and_those_of_all(three_kinds, tmp_path):
    later = shutil.move(three_kinds / "data/cohorts/cohort_03", tmp_path / "later")
    assert ran(three_kinds) == ["everybody"]
    shutil.move(later, three_kinds / "data/cohorts/cohort_03")
    assert sorted(ran(three_kinds)) == ["cohort_03", "everybody"]


BESIDE = (
    "from cohortbook import load_study\n"
    "from cohortbook.findings import between_cohorts\n"
    "between_cohorts.years_between(load_study(), cohort)"
)


def test_a_page_that_is_set_beside_earlier_cohorts_does_not_run_for_a_later_one(
    three_kinds, tmp_path
):
    write_template(three_kinds, name="beside", source=BESIDE, text="# Beside")
    ran(three_kinds)
    changed_in(three_kinds / "data/cohorts/cohort_02/participants.csv")
    assert [page for page in stale(three_kinds) if "beside" in page] == [
        "cohort_02_beside",
        "cohort_03_beside",
    ]
    shutil.move(three_kinds / "data/cohorts/cohort_03", tmp_path / "later")
    assert [page for page in ran(three_kinds) if "beside" in page] == ["cohort_02_beside"]


def test_a_page_that_is_set_beside_earlier_cohorts_runs_when_one_of_them_is_new(tmp_path):
    for handle in ("cohort_02", "cohort_03"):
        (tmp_path / "data/cohorts" / handle).mkdir(parents=True)
    name = f"{EARLIER_COHORTS}cohort_02"
    reads = Digests(tmp_path).of([name])
    shutil.rmtree(tmp_path / "data/cohorts/cohort_03")
    assert not why_stale(reads, Digests(tmp_path))
    (tmp_path / "data/cohorts/cohort_01").mkdir()
    assert why_stale(reads, Digests(tmp_path)) == "which cohorts came before cohort_02 changed"


def test_plain_and_warm_kernels_are_seen_to_read_the_same(three_kinds):
    warm = json.loads((three_kinds / EXECUTED / "manifest.json").read_text())
    run_pages(
        three_kinds,
        ["cohort_01", "cohort_02", "cohort_03", "everybody", "facts"],
        say=lambda line: None,
        plain=True,
    )
    assert json.loads((three_kinds / EXECUTED / "manifest.json").read_text()) == warm


def test_where_a_page_asks_for_every_number_they_are_computed_before_any_page_runs(template):
    held = "from cohortbook import load_study{}\nprint(len(load_study().computed) > 0, cohort)"
    template(source=held.format(""), name="apart")
    root = template(source=held.format("\nfrom cohortbook.findings import catalogue"))
    for name, known in (("apart", False), ("cohort", True)):
        run_pages(root, [f"cohort_01_{name}".removesuffix("_cohort")], say=lambda line: None)
        notebook = nbformat.read(
            root / EXECUTED / f"cohort_01_{name}.ipynb".replace("_cohort.", "."), as_version=4
        )
        assert notebook.cells[-1].outputs[0].text == f"{known} cohort_01\n"


def test_a_file_that_a_page_opens_itself_is_read_by_it(template):
    root = template(source="open('notes.txt').read()", parameters="", text="# Notes")
    (root / "notes.txt").write_text("badgers")
    assert ran(root) == ["cohort"]
    assert ran(root) == []
    (root / "notes.txt").write_text("weasels")
    assert ran(root) == ["cohort"]


@pytest.mark.parametrize("plain", [False, True])
def test_what_a_page_reads_is_known_though_it_keeps_what_it_prints(template, plain):
    keeps = "\nimport io, sys\nsys.stdout = io.StringIO()\nprint('kept')"
    root = template(source=FACTS + keeps, parameters="", text="# Facts")
    assert ran(root, plain=plain) == ["cohort"]
    made = json.loads((root / EXECUTED / "manifest.json").read_text())["pages"]["cohort"]
    assert "data/programme/facts.csv" in made["reads"]
    assert "data/cohorts/" not in made["reads"]


LISTENS = """import os, sys
opened = set()
here = os.path.join(os.getcwd(), "")
def listen(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and not isinstance(arguments[0], int):
        path = os.path.abspath(arguments[0] or ".")
        if path.startswith(here) and (event != "open" or os.path.isfile(path)):
            opened.add(path.removeprefix(here) + "/" * (event != "open"))
sys.addaudithook(listen)"""
SAYS = "import json\nprint(json.dumps(sorted(opened)))"


def test_whatever_is_opened_for_a_page_is_in_the_record_of_what_it_was_made_from(strict_study):
    """The library notes what it reads. Python, asked here about every file, knows of no other."""
    record(load_study(strict_study), "1.0", "2033-03-01")
    for template in (strict_study / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(template, as_version=4)
        place = 1 + any("parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells)
        quiet = {"tags": ["remove-cell"]}
        notebook.cells.insert(place, new_code_cell(LISTENS, metadata=quiet))
        notebook.cells.append(new_code_cell(SAYS, id="opened", metadata=quiet))
        nbformat.write(notebook, template)
    run_pages(strict_study, say=lambda line: None)
    made = json.loads((strict_study / EXECUTED / "manifest.json").read_text())["pages"]
    opened = {}
    for page in made:
        cells = nbformat.read(strict_study / EXECUTED / f"{page}.ipynb", as_version=4).cells
        said = next(cell for cell in cells if cell.id == "opened")
        opened[page] = set(json.loads(said.outputs[0].text))
    assert "data/releases/1.0.json" in opened["changes"]
    assert {page: sorted(held - made[page]["reads"].keys()) for page, held in opened.items()} == {
        page: [] for page in made
    }


def test_why_names_the_file(three_kinds, rewrite):
    changed_in(three_kinds / "data/programme/facts.csv")
    (three_kinds / EXECUTED / "cohort_02.ipynb").unlink()
    said = []
    run_pages(three_kinds, say=said.append, why=True)
    assert said[:5] == [
        "cohort_01: up to date",
        "cohort_02: is not there",
        "cohort_03: up to date",
        "everybody: up to date",
        "facts: data/programme/facts.csv changed",
    ]


def test_nothing_to_do_is_found_out_without_pandas(three_kinds):
    script = (
        "import sys\nfrom pathlib import Path\nfrom cohortbook.running.runner import"
        f" run_pages\nprint(len(run_pages(Path({str(three_kinds)!r}))), *sorted({{'pandas',"
        " 'papermill', 'nbformat', 'yaml'} & set(sys.modules)))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True
        ).stdout
        == "0\n"
    )


def test_a_study_that_is_wrong_runs_nothing(three_kinds, rewrite):
    before = bytes_of(three_kinds / EXECUTED)
    rewrite("data/cohorts/cohort_02/participants.csv", "female", "badger")
    with pytest.raises(StudyError, match="'badger' is not one of"):
        run_pages(three_kinds, say=lambda line: None)
    assert bytes_of(three_kinds / EXECUTED) == before


def test_a_page_spoiled_by_hand_is_made_again(template):
    root = template()
    run_pages(load_study(root), say=lambda line: None)
    spoiled = root / EXECUTED / "cohort_02.ipynb"
    good = spoiled.read_bytes()
    spoiled.write_bytes(good.replace(b"Badgers", b"Weasels"))
    assert [page.name for page in run_pages(load_study(root), say=lambda line: None)] == [
        "cohort_02"
    ]
    assert spoiled.read_bytes() == good


def test_pages_run_again_whose_table_changed_while_they_ran(template):
    root = template()
    table = root / "data" / "cohorts" / "cohort_02" / "participants.csv"

    def change(line):
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace("B5,female", "B5,male"), encoding="utf-8")

    run_pages(load_study(root), say=change)
    again = [page.name for page in run_pages(load_study(root), say=lambda line: None)]
    assert "cohort_02" in again and len(again) < len(pages_of(load_study(root)))


def test_named_pages_are_run_and_the_others_are_kept(template):
    root = template()
    study = load_study(root)
    run_pages(study, say=lambda line: None)
    assert [page.name for page in run_pages(study, ["cohort_03"], say=lambda line: None)] == [
        "cohort_03"
    ]
    assert {path.stem for path in (root / EXECUTED).glob("*.ipynb")} == {
        "cohort_01",
        "cohort_02",
        "cohort_03",
    }


def test_an_unknown_name_is_refused_with_the_known_ones(template):
    with pytest.raises(
        RunError,
        match="there is no cohort or page 'cohort_09'; there are: cohort_01, cohort_02, cohort_03",
    ):
        choose(pages_of(load_study(template())), ["cohort_09"])


def test_a_page_of_a_cohort_that_left_goes_with_it(template):
    root = template()
    run_pages(load_study(root), say=lambda line: None)
    shutil.rmtree(root / "data" / "cohorts" / "cohort_03")
    run_pages(load_study(root), say=lambda line: None)
    assert not (root / EXECUTED / "cohort_03.ipynb").exists()
    assert not [
        r
        for r in json.loads((root / EXECUTED / "results.json").read_text())
        if r["id"].startswith("cohort_03")
    ]


def test_two_pages_that_disagree_about_a_number_are_refused(template):
    root = template()
    template(
        name="other",
        source=PUBLISH.replace("count_table", "count_table").replace(
            "demographics.participants(load_study(), cohort)",
            "type(found := demographics.participants(load_study(), cohort))("
            "own._replace(value=99) for own in found)",
        ),
    )
    with pytest.raises(
        RunError,
        match=(
            r"two pages disagree: cohort_01\.participants\.count is 4 on page cohort_01"
            r" and 99 on page cohort_01_other"
        ),
    ):
        run_pages(load_study(root), say=lambda line: None)


def test_what_differs_from_run_to_run_is_taken_out():
    injected = new_code_cell(
        "cohort = 'x'",
        metadata={
            "tags": ["injected-parameters"],
            "papermill": {"duration": 1},
            "execution": {"shell.execute_reply": "now"},
        },
    )
    notebook = normalised(
        new_notebook(cells=[injected], metadata={"papermill": {"start_time": "now"}})
    )
    assert "papermill" not in notebook.metadata
    assert notebook.cells[0]["id"] == "injected-parameters"
    assert set(notebook.cells[0].metadata) == {"tags"}


@pytest.mark.parametrize(
    ("mode", "refused", "note"),
    [("strict", False, STRICT_NOTE), ("agreed", False, AGREED_NOTE), ("agreed", True, PARTLY_NOTE)],
)
def test_the_note_on_a_protected_cohort_says_what_is_true_of_it(strict_study, mode, refused, note):
    if mode == "agreed":
        to_agreed(strict_study)
        agree(
            strict_study,
            THREE,
            *[(rows_of(strict_study, "participants")[0]["participant_id"], "themes")] * refused,
        )
    assert about(load_study(strict_study), THREE)["note"] == note
    assert ("[c]" in note) == (mode == "strict" or refused) and (
        "asked, table by table" in note
    ) == (mode == "agreed")
    assert about(load_study(strict_study), "cohort_01")["note"] == ""
