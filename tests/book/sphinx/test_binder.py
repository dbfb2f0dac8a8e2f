"""How a page's template is run elsewhere: on Binder where it can fetch the study, at
home always.
"""

import json
import re
import shutil

import pytest
import yaml

from cohortbook.book.sphinx.binder import binder_address, box_of


@pytest.mark.parametrize(
    "repository, address",
    [
        (
            "https://github.com/example/badgers",
            "https://mybinder.org/v2/gh/example/badgers/HEAD?labpath=notebooks%2Fcohort.ipynb",
        ),
        (
            "https://github.com/example/badgers.git",
            "https://mybinder.org/v2/gh/example/badgers/HEAD?labpath=notebooks%2Fcohort.ipynb",
        ),
        (
            "https://gitlab.com/example/setts/badgers/",
            "https://mybinder.org/v2/gl/example%2Fsetts%2Fbadgers/HEAD?labpath=notebooks%2Fcohort.ipynb",
        ),
        ("https://example.org/badgers", ""),
        ("", ""),
    ],
)
def test_binder_address_names_the_repository_and_the_template(repository, address):
    assert binder_address(repository, "notebooks/cohort.ipynb") == address


def test_box_of_a_page_has_a_button_only_where_binder_can_fetch_the_study():
    box = box_of(
        "notebooks/cohort.ipynb", {"cohort": "cohort_01"}, "https://github.com/example/badgers"
    )
    assert (
        'cohort = "cohort_01"' in box
        and "Open it in JupyterLab on Binder" in box
        and "jupyter lab notebooks/cohort.ipynb" in box
    )
    assert "Binder" not in box_of(
        "notebooks/comparison.ipynb", {}, ""
    ) and "run all cells" in box_of("notebooks/comparison.ipynb", {}, "")


def test_every_page_of_a_template_has_its_box_and_no_other_page_has(made_up_book):
    site = made_up_book / "_build/html"
    pages = json.loads((made_up_book / "book/executed/manifest.json").read_text(encoding="utf-8"))[
        "pages"
    ]
    for path in [*site.glob("*.html"), *site.glob("executed/*.html")]:
        text, made = (
            path.read_text(encoding="utf-8"),
            (pages.get(path.stem) if path.parent.name == "executed" else None),
        )
        assert ('id="run-this"' in text) == bool(made), path
        if made:
            assert f"labpath={made['template'].replace('/', '%2F')}" in text


def test_a_template_opened_in_its_own_folder_runs_as_it_stands(made_up, tmp_path):
    """As in JupyterLab, where the kernel starts in the folder of the notebook and
    nothing sets the parameter.
    """
    import papermill

    for name in ("cohort", "comparison"):
        shutil.copy(made_up / f"notebooks/{name}.ipynb", tmp_path)
        done = papermill.execute_notebook(
            str(tmp_path / f"{name}.ipynb"),
            None,
            progress_bar=False,
            cwd=str(made_up / "notebooks"),
        )
        assert any(cell.get("outputs") for cell in done.cells)


def test_binder_installs_the_lock_and_then_the_library(project):
    lines = [
        line
        for line in (project / "binder/requirements.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert [(project / "binder" / line.removeprefix("-r ")).resolve() for line in lines] == [
        project / "requirements.lock"
    ]
    script = project / "binder/postBuild"
    assert (
        script.stat().st_mode & 0o111
        and "pip install --no-deps --no-build-isolation --editable ."
        in script.read_text(encoding="utf-8")
    )
    python = yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))[
        "dependencies"
    ][0].removeprefix("python=")
    assert re.fullmatch(
        rf"python-{re.escape(python)}\n",
        (project / "binder/runtime.txt").read_text(encoding="utf-8"),
    )
