"""The documentation agrees with the code: every command, table, column and page is where it
should be, and no number is typed.
"""

import re

import pytest
import yaml

from cohortbook.cli.options import parser
from cohortbook.publication.loading import load_study
from cohortbook.running.runner import pages_of
from cohortbook.study.releases import releases

PROSE = ("index", "for_teams", "methods", "limits", "cite")


COMMANDS = parser()._subparsers._group_actions[0].choices


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_page_for_evaluators(command, project):
    assert f"cohortbook {command}" in (project / "book/add_a_cohort.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_no_other_option_is_in_the_list_of_commands(command, project):
    text = (project / "docs/commands.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `cohortbook {command}\b.*", text, flags=re.MULTILINE)
    options = {name for action in COMMANDS[command]._actions for name in action.option_strings} - {
        "-h",
        "--help",
        "--study",
    }
    assert set(re.findall(r"--[a-z-]+", row)) == options


def test_every_command_that_is_mentioned_exists(project):
    places = [project / "README.md", *(project / "docs").glob("*.md")]
    places += (project / "book").glob("*.md")
    text = "".join(path.read_text(encoding="utf-8") for path in places)
    mentioned = set(re.findall(r"(?:`|^|bin/|\\)cohortbook ([a-z]+)", text, flags=re.MULTILINE))
    assert mentioned and mentioned <= set(COMMANDS)


def test_the_readme_is_a_front_page(project):
    assert (project / "README.md").read_text(encoding="utf-8").count("\n") <= 120


@pytest.mark.parametrize("place", ["", "docs", "examples"])
def test_a_link_from_one_document_to_another_leads_to_a_file(place, project):
    for path in (project / place).glob("*.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_file_of_data_is_in_its_readme(project, real):
    text = (project / "data/README.md").read_text(encoding="utf-8")
    for table in real.dictionary.tables.values():
        for path in table.paths:
            assert f"`{path.replace('{cohort}', 'cohort_NN')}`" in text, path


def test_every_file_of_data_is_in_the_dictionary(project, real):
    described = {
        path.format(cohort=handle)
        for table in real.dictionary.tables.values()
        for path in table.paths
        for handle in real.cohorts
    }
    described |= {f"cohorts/{handle}/cohort.yml" for handle in real.cohorts} | {
        "datapackage.json",
        "disclosure.yml",
        "README.md",
        "report/coding_decisions.md",
    }
    described |= {
        f"releases/{version}.{kind}"
        for version in releases(project)
        for kind in ("json", "addresses.txt")
    }
    optional = {
        f"cohorts/{handle}/{table.name}.csv"
        for table in real.dictionary.tables.values()
        if table.is_optional
        for handle in real.cohorts
    }
    assert (
        described - optional
        <= {
            path.relative_to(project / "data").as_posix()
            for path in (project / "data").rglob("*")
            if path.is_file()
        }
        <= described
    )


def test_the_files_of_a_cohort_are_in_the_page_for_evaluators(project, real):
    text = (project / "book/add_a_cohort.md").read_text(encoding="utf-8")
    for table in real.dictionary.cohort_tables:
        assert f"`{table.name}.csv`" in text, table.name


def test_each_stance_is_in_the_page_for_evaluators_and_in_the_note_of_the_workbook(project, real):
    text = (project / "book/add_a_cohort.md").read_text(encoding="utf-8")
    column = real.dictionary.tables["codings"].column("stance")
    for stance in column.enum:
        assert f"`{stance}`" in text and stance in column.description, stance


def test_every_page_in_the_contents_exists_and_every_page_is_in_the_contents(project, built):
    contents = yaml.safe_load((project / "_toc.yml").read_text(encoding="utf-8"))
    entries = [chapter for part in contents["parts"] for chapter in part["chapters"]]
    for entry in entries:
        entries.extend(entry.get("sections", []))
    files = {entry["file"] for entry in entries if "file" in entry} | {contents["root"]}
    globs = {entry["glob"] for entry in entries if "glob" in entry}
    assert globs == {"executed/cohort_*", "executed/claims_*", "executed/numbers_*"}
    for file in files:
        assert (project / "_build/html" / f"{file}.html").exists(), file
    assert {path.stem for path in (project / "book").glob("*.md")} <= files
    assert {
        f"executed/{page.name}" for page in pages_of(load_study(project)) if page.cohort is None
    } <= files


def prose_without_pasted_numbers(text):
    """What is left of a page when roles, code, links' targets, list numbers, labels, and
    names of cohorts and recommendations are taken out.
    """
    for pattern in (
        r"\A---\n.*?\n---\n",
        r"```.*?```",
        r"\{[a-z:]+\}`[^`]*`",
        r"`[^`]*`",
        r"\]\([^)]*\)",
        r"^\([\w-]+\)=$",
        r"^\s*\d+\. ",
        r"^:.*$",
        r"[Cc]ohorts? \d",
        r"recommendations? \d+(?:(?:,| and) \d+)*",
        r"^#+ \d+\. ",
        r"\(assumption-\d+\)=",
    ):
        text = re.sub(
            pattern,
            " ",
            text,
            flags=(
                re.MULTILINE | re.DOTALL if "```" in pattern or "---" in pattern else re.MULTILINE
            ),
        )
    return text


@pytest.mark.parametrize("page", PROSE)
def test_no_number_is_typed_in_prose(page, project):
    text = prose_without_pasted_numbers(
        (project / "book" / f"{page}.md").read_text(encoding="utf-8")
    )
    assert not re.findall(r".{0,30}\d.{0,20}", text)


def test_no_number_is_typed_in_the_text_of_a_template(project):
    import nbformat

    for path in (project / "notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                assert not re.search(
                    r"\d", prose_without_pasted_numbers(re.sub(r"\{\{.*?\}\}", "", cell.source))
                ), (path.stem, cell.id)


def test_the_message_that_evaluators_are_shown_is_the_one_they_get(project, made_up, rewrite):
    shown = re.search(
        r"^data/cohorts/cohort_03/participants\.csv:\d+: (years_qualified: .*)$",
        (project / "book/add_a_cohort.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )[1]
    from cohortbook.study.problems import StudyError

    path = made_up / "data/cohorts/cohort_01/participants.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    position = header.split(",").index("years_qualified")
    cells = first.split(",")
    cells[position] = "seven"
    path.write_text("\n".join([header, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load_study(made_up)
    assert shown in str(caught.value)


def test_every_number_has_a_test_that_its_trace_names(built, project):
    for result in {result["function"]: result for result in built.values()}.values():
        file, name = re.fullmatch(r"(tests/[\w/]+\.py) -k (test_\w+)", result["test"]).groups()
        assert re.search(
            rf"^def {name}", (project / file).read_text(encoding="utf-8"), flags=re.MULTILINE
        ), result["test"]
