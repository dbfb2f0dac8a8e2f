"""The places of a study: private/ is passed over by git, whatever else the study lacks."""

from repositories import git

from cohortbook.cli import main
from cohortbook.publication.loading import load_study
from cohortbook.publication.output_check import write_pack
from cohortbook.study.layout import make_private


def staged(root):
    """What git stages if everything is added, in a study that has no .gitignore of its own."""
    assert not (root / ".gitignore").exists()
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    return git(root, "ls-files").splitlines()


def test_git_passes_over_what_is_put_into_private(tmp_path):
    folder = make_private(tmp_path, "cohort_03", "audio")
    (folder / "interview.txt").write_text("private", encoding="utf-8")
    (tmp_path / "page.md").write_text("public", encoding="utf-8")
    assert staged(tmp_path) == ["page.md"]


def test_a_gitignore_that_is_there_is_left_as_it_is(tmp_path):
    own = make_private(tmp_path) / ".gitignore"
    own.write_text("*\n!README.md\n", encoding="utf-8")
    make_private(tmp_path, "cohort_03")
    assert own.read_text(encoding="utf-8") == "*\n!README.md\n"


def test_git_passes_over_what_a_new_cohort_writes(made_up):
    assert (
        main(["new", "cohort_04", "--title", "Sett 4", "--period", "2033", "--study", str(made_up)])
        == 0
    )
    assert (made_up / "private/cohort_04/NEXT_STEPS.md").exists()
    assert [name for name in staged(made_up) if name.startswith("private")] == []


def test_git_passes_over_the_keys_and_quotes_that_an_intake_writes(made_up, tmp_path, capsys):
    coded = tmp_path / "coded.csv"
    coded.write_text(
        "source,case,group,cohort,code,quote\n"
        "A talk,Sarah Brock,practitioner,cohort_03,Digging,Too much digging\n",
        encoding="utf-8",
    )
    main(["intake", "cohort_03", str(coded), "--replace", "--study", str(made_up)])
    assert "private/cohort_03/people.csv: 1 name is without a case_id" in capsys.readouterr().err
    assert [name for name in staged(made_up) if name.startswith("private")] == []


def test_git_passes_over_an_output_check_in_private(made_up):
    write_pack(load_study(made_up), made_up / "private" / "output_check")
    assert (made_up / "private/output_check/decisions.csv").exists()
    assert [name for name in staged(made_up) if name.startswith("private")] == []
