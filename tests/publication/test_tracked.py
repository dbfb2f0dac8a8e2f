"""What git holds about people who are not public is found wherever it is, in real repositories."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
import yaml
from repositories import commit, git

from cohortbook.cli import main
from cohortbook.publication.tracked import (
    HOOKS,
    hook_line,
    refuse_tracked,
    tracked_files,
    tracked_problems,
)
from cohortbook.study.problems import StudyError

ROWS = "data/cohorts/cohort_03/participants.csv"


@pytest.fixture
def root(tmp_path):
    """A repository with the rows of a public cohort, and of a strict one with its cohort.yml."""
    root = tmp_path / "study"
    put(root, "data/cohorts/cohort_01/cohort.yml", "title: One\ndisclosure: already_public\n")
    put(root, "data/cohorts/cohort_01/participants.csv")
    put(root, "data/cohorts/cohort_03/cohort.yml", "title: Three\ndisclosure: strict\n")
    commit(root)
    return root


def put(root, name, text="participant_id\nP1\n"):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def said(root):
    """The problems as lines."""
    return [str(problem) for problem in tracked_problems(root)]


def test_rows_of_a_public_cohort_and_the_settings_of_a_strict_one_may_be_tracked(root):
    put(root, "private/.gitignore", "*\n")
    git(root, "add", "--force", "private/.gitignore")
    assert tracked_files(root) == [
        "data/cohorts/cohort_01/cohort.yml",
        "data/cohorts/cohort_01/participants.csv",
        "data/cohorts/cohort_03/cohort.yml",
        "private/.gitignore",
    ]
    assert said(root) == []
    refuse_tracked(root)


def test_rows_that_git_does_not_track_are_no_problem(root):
    put(root, ROWS)
    put(root, "private/cohort_03/people.csv")
    assert said(root) == []


def test_a_staged_row_of_a_strict_cohort_is_named_with_how_to_take_it_out(root):
    put(root, ROWS)
    git(root, "add", ROWS)
    assert said(root) == [
        f"{ROWS}: is about people of cohort_03, who are not public, and git tracks it; "
        "move it to private/cohorts/cohort_03 and take it out with: "
        'git rm --cached "data/cohorts/cohort_03/*.csv"'
    ]
    git(root, "rm", "--quiet", "--cached", "data/cohorts/cohort_03/*.csv")
    assert said(root) == [] and (root / ROWS).exists()


def test_a_committed_row_is_named_with_its_commit_and_what_to_do_about_the_history(root):
    put(root, ROWS)
    put(root, "data/cohorts/cohort_03/codings.csv")
    first = commit(root)
    put(root, ROWS, "participant_id\nP2\n")
    commit(root)
    (line,) = said(root)
    assert line.startswith(
        "data/cohorts/cohort_03/codings.csv: is about people of cohort_03, who are not public, "
        f"and git tracks it and 1 more of that folder, since commit {first}; "
    )
    assert 'git rm --cached "data/cohorts/cohort_03/*.csv"; ' in line
    assert (
        'git filter-repo --invert-paths --path-glob "data/cohorts/cohort_03/*.csv"; '
        "what was pushed must be treated as public" in line
    )


def test_a_row_that_was_deleted_is_found_in_the_history(root):
    put(root, ROWS)
    first = commit(root)
    git(root, "rm", "--quiet", ROWS)
    commit(root)
    (line,) = said(root)
    assert f"git keeps it in its history, since commit {first}; copy the study" in line
    assert "git rm --cached" not in line


def test_a_row_on_a_branch_that_was_merged_without_it_is_found(root):
    git(root, "checkout", "--quiet", "-b", "try")
    put(root, ROWS)
    first = commit(root)
    git(root, "rm", "--quiet", ROWS)
    commit(root)
    git(root, "checkout", "--quiet", "main")
    put(root, "README.md", "Badgers")
    commit(root)
    git(root, "merge", "--quiet", "--no-edit", "try")
    assert f"since commit {first}" in said(root)[0]


def test_a_row_that_only_a_merge_brought_in_is_found(root):
    git(root, "checkout", "--quiet", "-b", "try")
    put(root, "notes.md", "x")
    commit(root)
    git(root, "checkout", "--quiet", "main")
    put(root, "README.md", "Badgers")
    commit(root)
    git(root, "merge", "--quiet", "--no-commit", "try")
    put(root, ROWS)
    merge = commit(root)
    git(root, "rm", "--quiet", ROWS)
    commit(root)
    assert f"since commit {merge}" in said(root)[0]


def test_a_row_that_was_moved_from_a_public_cohort_is_found(root):
    git(root, "mv", "data/cohorts/cohort_01/participants.csv", ROWS)
    first = commit(root)
    git(root, "rm", "--quiet", ROWS)
    commit(root)
    assert f"git keeps it in its history, since commit {first}" in said(root)[0]


def test_a_branch_that_the_present_commit_does_not_rest_on_is_left_alone(root):
    git(root, "checkout", "--quiet", "-b", "other")
    put(root, ROWS)
    commit(root)
    git(root, "checkout", "--quiet", "main")
    assert said(root) == []


@pytest.mark.parametrize("mode", ["strict", "agreed", "", "stricct"])
def test_a_cohort_that_was_public_when_it_was_committed_counts_as_what_it_is_now(root, mode):
    put(root, "data/cohorts/cohort_01/cohort.yml", f"title: One\ndisclosure: {mode}\n")
    assert "people of cohort_01, who are not public, and git tracks it, since" in said(root)[0]
    put(root, "data/cohorts/cohort_01/cohort.yml", "title: One\ndisclosure: synthetic\n")
    assert said(root) == []


@pytest.mark.parametrize("mode, found", [("strict", 1), ("synthetic", 0)])
def test_a_cohort_that_is_gone_counts_as_what_its_last_settings_say(root, mode, found):
    put(root, "data/cohorts/cohort_04/cohort.yml", "disclosure: already_public\n")
    put(root, "data/cohorts/cohort_04/participants.csv")
    commit(root)
    put(root, "data/cohorts/cohort_04/cohort.yml", f"title: Four\ndisclosure: {mode}\n")
    commit(root)
    shutil.rmtree(root / "data/cohorts/cohort_04")
    commit(root)
    assert len(said(root)) == found


def test_rows_without_any_settings_count_as_strict(root):
    put(root, "data/cohorts/cohort_04/participants.csv")
    commit(root)
    assert "is about people of cohort_04" in said(root)[0]


@pytest.mark.parametrize(
    "name",
    [
        "private/cohort_03/people.csv",
        "private/cohorts/cohort_03/a.csv",
        'private/a "name"\tof Áine.txt',
    ],
)
def test_whatever_is_private_is_named(root, name):
    put(root, name)
    first = commit(root)
    assert said(root) == [
        f"{name}: is private, and git tracks it, since commit {first}; take it out with: git rm -r"
        " --cached private; copy the study, private/ too, and take it out of the history with: git"
        " filter-repo --invert-paths --path private; what was pushed must be treated as public:"
        " tell those who answer for the data"
    ]


def test_a_mode_that_is_stated_in_private_makes_nothing_there_public(root):
    put(root, "private/cohort.yml", "title: Three\ndisclosure: synthetic\n")
    put(root, "private/people.csv")
    git(root, "add", "--all")
    assert said(root)[0].startswith("private/people.csv: is private, and git tracks it; ")


def test_other_files_of_a_strict_cohort_are_about_its_people_too(root):
    put(root, "data/cohorts/cohort_03/cohort_03.xlsx")
    git(root, "add", "--all")
    assert 'git rm --cached "data/cohorts/cohort_03/*.xlsx"' in said(root)[0]


def test_a_study_below_the_top_of_a_repository_is_asked_as_well(tmp_path, root):
    shutil.rmtree(root / ".git")
    put(root, ROWS)
    put(tmp_path, "private/of another study.csv")
    first = commit(tmp_path)
    (line,) = said(root)
    assert line.startswith(f"{ROWS}: ") and f"since commit {first}" in line


def test_what_a_user_has_set_changes_nothing(root):
    put(root, ROWS)
    shutil.rmtree(root / ".git")
    first = commit(root)
    for setting in (
        "log.showRoot=false",
        "log.follow=true",
        "log.diffMerges=first-parent",
        "diff.renames=copies",
        "color.ui=always",
    ):
        git(root, "config", *setting.split("="))
    assert f"since commit {first}" in said(root)[0]


def test_without_a_repository_or_git_nothing_is_said(root, monkeypatch):
    put(root, ROWS)
    git(root, "add", "--all")
    with monkeypatch.context() as without:
        without.setenv("PATH", "")
        assert said(root) == tracked_files(root) == []
    shutil.rmtree(root / ".git")
    assert said(root) == tracked_files(root) == []


def test_a_repository_without_a_commit_is_asked_what_is_staged(root):
    shutil.rmtree(root / ".git")
    git(root, "init", "--quiet")
    assert said(root) == []
    put(root, ROWS)
    git(root, "add", "--all")
    assert "and git tracks it; move" in said(root)[0]


def test_a_shallow_clone_says_what_it_holds(root, tmp_path):
    put(root, ROWS)
    commit(root)
    git(root, "rm", "--quiet", ROWS)
    commit(root)
    git(tmp_path, "clone", "--quiet", "--depth", "1", root.as_uri(), "shallow")
    assert said(tmp_path / "shallow") == []


def test_a_submodule_is_asked_and_one_within_a_study_is_left_alone(root, tmp_path):
    put(tmp_path / "whole", "README.md", "Badgers")
    commit(tmp_path / "whole")
    git(tmp_path / "whole", "submodule", "--quiet", "add", root.as_uri(), "study")
    git(tmp_path / "whole", "submodule", "--quiet", "add", root.as_uri(), "private")
    commit(tmp_path / "whole")
    assert said(tmp_path / "whole") == said(tmp_path / "whole/study") == []
    put(tmp_path / "whole/study", ROWS)
    git(tmp_path / "whole/study", "add", "--all")
    assert ROWS in said(tmp_path / "whole/study")[0]


def test_a_repository_that_cannot_be_asked_is_a_problem_only_where_people_are_not_public(root):
    (root / ".git/config").write_text("[core", encoding="utf-8")
    (line,) = said(root)
    assert line.startswith(
        ".git: git cannot say what it holds about people of cohort_03, who are "
        "not public; correct what it says: fatal: bad config"
    )
    shutil.rmtree(root / "data/cohorts/cohort_03")
    assert said(root) == []


def test_check_build_and_release_stop(made_up, tmp_path, capsys):
    """Before any page is run, and with a sentence."""
    commit(made_up)
    put(made_up, "private/cohort_03/people.csv", "name,case_id,group,tool_says\n")
    assert main(["check", "--study", str(made_up)]) == 0
    git(made_up, "add", "--force", "private")
    capsys.readouterr()
    assert main(["check", "--study", str(made_up)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        (
            "private/cohort_03/people.csv: is private, and git tracks it; "
            "take it out with: git rm -r --cached private"
        ),
        "1 thing to correct",
    ]
    assert main(["build", "--study", str(made_up)]) == 1
    assert main(["release", str(tmp_path / "release"), "--study", str(made_up)]) == 1
    assert capsys.readouterr().err.count("is private, and git tracks it") == 2
    assert not (made_up / "_build/html").exists() and not (tmp_path / "release").exists()


@pytest.fixture(params=["the top of its repository", "a folder of it"])
def hooked(request, root):
    """The study in a repository whose commits ask the hook that .pre-commit-config.yaml names."""
    is_at_the_top = request.param.startswith("the top")
    top = root if is_at_the_top else root.parent
    if not is_at_the_top:
        shutil.rmtree(root / ".git")
        commit(top)
    entry = f'"{sys.executable}" -m cohortbook check --staged --study "{root}"'
    hook = top / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {entry}\n", encoding="utf-8")
    hook.chmod(0o755)
    return root


@pytest.mark.parametrize("more", [[], ["--all"]])
def test_a_hook_stops_the_commit_of_a_private_row_and_no_other(hooked, more):
    put(hooked, "README.md", "Badgers")
    git(hooked, "add", "--all")
    git(hooked, "commit", "--quiet", "--message", "Nothing private", *more)
    put(hooked, ROWS)
    git(hooked, "add", ROWS)
    with pytest.raises(subprocess.CalledProcessError) as stopped:
        git(hooked, "commit", "--quiet", "--message", "A row", *more)
    assert f"{ROWS}: is about people of cohort_03, who are not public" in stopped.value.stderr
    git(hooked, "commit", "--quiet", "--no-verify", "--message", "A row all the same")
    git(hooked, "rm", "--quiet", "--cached", ROWS)
    git(hooked, "commit", "--quiet", "--message", "Take it out", *more)
    assert "git keeps it in its history" in said(hooked)[0]


def test_settlements_in_the_history_do_not_stop_a_commit(coded):
    put(coded, SHARED, TABLE + OWN)
    git(coded, "add", SHARED)
    assert len(tracked_problems(coded, with_history=False)) == 1
    commit(coded)
    put(coded, SHARED, TABLE)
    git(coded, "add", SHARED)
    assert tracked_problems(coded, with_history=False) == [] and len(said(coded)) == 1


def test_a_hook_is_offered_where_the_study_has_one_and_it_is_not_on(root, tmp_path):
    assert hook_line(root) == "", "the study offers none"
    put(root, HOOKS, "repos: []")
    assert "type pre-commit install" in hook_line(root)
    put(root, ".git/hooks/pre-commit", "#!/bin/sh")
    assert hook_line(root) == ""
    shutil.rmtree(root / ".git")
    assert hook_line(root) == ""


def test_the_study_offers_the_hook_and_its_command_is_quick(project):
    hooks = yaml.safe_load((project / HOOKS).read_text(encoding="utf-8"))["repos"]
    (own,) = [hook for repo in hooks for hook in repo["hooks"] if hook["id"] == "private-rows"]
    assert own["entry"] == "cohortbook check --staged" and own["always_run"]
    program = f"import sys; from {main.__module__} import main; main({own['entry'].split()[1:]})"
    asked = [sys.executable, "-c", f"{program}; sys.exit('pandas' in sys.modules)"]
    assert subprocess.run(asked, cwd=project, check=False).returncode == 0


SHARED = "data/codebook/settlements.csv"
TABLE = "passage_id,theme_id,is_kept,reason,settled_by\n"
OWN = "c03_1,hopes.moss,true,So it is,arbiter\n"


@pytest.fixture
def coded(root):
    """The repository with the passages of the strict cohort where they belong, and settlements."""
    put(root, "private/.gitignore", "*\n")
    put(root, "private/cohorts/cohort_03/passages.csv", "summary,passage_id\nIt helped,c03_1\n")
    put(root, "private/cohorts/cohort_03/settlements.csv", TABLE + OWN)
    put(root, SHARED, f"{TABLE}p1,hopes.moss,true,Not c03_1,arbiter\n")
    commit(root)
    return root


def test_settlements_in_the_private_folder_and_those_of_public_cohorts_are_no_problem(coded):
    assert SHARED in tracked_files(coded) and said(coded) == []


@pytest.mark.parametrize(
    "name", ["private/cohorts/cohort_03/settlements.csv", "data/cohorts/cohort_03/settlements.csv"]
)
def test_settlements_of_a_strict_cohort_are_treated_as_its_other_rows(coded, name):
    put(coded, name, TABLE + OWN)
    git(coded, "add", "--force", name)
    (line,) = said(coded)
    assert line.startswith(f"{name}: is ") and "and git tracks it; " in line


def test_shared_settlements_that_name_a_strict_cohorts_passage_are_named_when_they_are_staged(
    coded,
):
    put(coded, SHARED, TABLE + OWN)
    assert said(coded) == [], "git does not hold the row yet"
    git(coded, "add", SHARED)
    assert said(coded) == [
        f"{SHARED}: names passages of cohort_03, whose people are not public, and git tracks it; "
        "move the rows to private/cohorts/cohort_03/settlements.csv and stage what is left with: "
        f"git add {SHARED}"
    ]
    with pytest.raises(StudyError):
        refuse_tracked(coded)


@pytest.mark.parametrize("row", [OWN, '"c03_1";"hopes.moss"\n'])
def test_shared_settlements_that_named_a_strict_cohorts_passage_are_found_in_the_history(
    coded, row
):
    put(coded, SHARED, TABLE + row)
    first = commit(coded)
    put(coded, SHARED, TABLE)
    put(coded, "README.md", "Badgers")
    commit(coded)
    (line,) = said(coded)
    assert line.startswith(
        f"{SHARED}: names passages of cohort_03, whose people are not public, and git keeps such a "
        f"version in its history, since commit {first}; copy the study, private/ too, "
    )
    assert f"git filter-repo --invert-paths --path {SHARED}, and add it again" in line


@pytest.mark.parametrize("passages", ["passage_id,summary\n,It helped\n", "summary\nIt helped\n"])
def test_a_passage_without_an_identifier_is_not_what_an_empty_cell_names(coded, passages):
    put(coded, "private/cohorts/cohort_03/passages.csv", passages)
    put(coded, SHARED, f"{TABLE},hopes.moss,true,,arbiter\n")
    commit(coded)
    assert said(coded) == []


def test_a_public_cohorts_passages_may_be_named_in_shared_settlements(coded):
    put(coded, SHARED, TABLE + OWN)
    put(coded, "data/cohorts/cohort_03/cohort.yml", "title: Three\ndisclosure: synthetic\n")
    commit(coded)
    assert not [line for line in said(coded) if line.startswith(SHARED)]


THEMES = "data/codebook/themes.csv"


@pytest.fixture
def codebook(coded):
    """The repository with a strict cohort that brought in a theme, in words that are not signed."""
    put(coded, THEMES, "theme_id,label\nhelp,Help\n")
    commit(coded)
    put(coded, THEMES, "theme_id,label\nhelp,Help\nhelp.tea,Tea\n")
    put(coded, "private/cohorts/cohort_03/codings.csv", "passage_id,theme_id\nx,help.tea\nx,help\n")
    git(coded, "add", THEMES)
    return coded


def staged(root):
    return [str(problem) for problem in tracked_problems(root, with_history=False)]


def test_a_commit_of_a_new_theme_of_a_strict_cohort_is_refused_before_it_is_signed(codebook):
    (line,) = staged(codebook)
    assert line.startswith(f"{THEMES}: theme_id: brings in the theme help.tea, which")
    assert "people of cohort_03 spoke of" in line and "disclosure --publish" in line
    assert said(codebook) == [], "a book can be made of it, and what is signed"


@pytest.mark.parametrize("by", ["published", "committed", "another"])
def test_a_theme_that_is_signed_or_not_theirs_may_be_committed(codebook, by):
    if by == "published":
        put(codebook, "data/published/cohort_03/results.csv")
    elif by == "committed":
        commit(codebook)
    else:
        put(codebook, "private/cohorts/cohort_03/codings.csv", "passage_id,theme_id\nx,help\n")
    assert staged(codebook) == []
