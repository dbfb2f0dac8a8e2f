"""A release of the made-up study: everything is in it, nothing else is, and it is the
same every time.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest
from faults import small_study
from repositories import commit, git

from cohortbook import load_study
from cohortbook.cli import main
from cohortbook.publication.changes import record
from cohortbook.release.pdf_edition import browser
from cohortbook.release.release import ONLY_READ, PARTS, ReleaseError, release
from cohortbook.release.sources import source_files
from cohortbook.study.layout import EXECUTED, MANIFEST
from cohortbook.study.records import write_json

PRIVATE = (
    "private/cohort_01/key.csv",
    "Someone interview.docx",
    "notes.md",
    "data/report/quotes.csv",
    "data/cohorts/cohort_01/~$participants.csv",
    "notebooks/.ipynb_checkpoints/cohort.ipynb",
)


# What nothing that is published needs, and a successor does.
TRACKED = (
    ".gitignore",
    ".gitattributes",
    ".github/workflows/book.yml",
    ".ci/run",
    "README.md",
    "LICENSE",
    "tests/test_badgers.py",
    "docs/a guide.md",
    "book/tracked.txt",
)
INCLUDED = ("tracked.txt", "untracked.txt")


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def released(project, tmp_path_factory):
    """A small made-up study with the project's lock, and private files lying about, and
    its release.
    """
    folder = tmp_path_factory.mktemp("released")
    root = small_study(folder / "study")
    for name in ("requirements.lock", "licences.csv"):
        shutil.copy(project / name, root)
    for name in TRACKED:
        put(root / name, f"# {name}\n")
    with (root / "book/index.md").open("a", encoding="utf-8") as file:
        file.write("".join(f"\n```{{include}} {name}\n```\n" for name in INCLUDED))
    commit(root)
    put(root / "book" / INCLUDED[1], "Words that git does not track yet\n")
    for name in PRIVATE:
        put(root / name, "private")
    missing = release(load_study(root), folder / "release", say=lambda line: None)
    assert missing == (
        []
        if browser()
        else [
            "published/edition.pdf is not in the release: neither Chromium nor Chrome is installed,"
            " which print the PDF edition"
        ]
    )
    return root, folder / "release"


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_part_is_there_and_named_in_its_contents(released):
    _, folder = released
    contents = (folder / "RELEASE.md").read_text(encoding="utf-8")
    for part in PARTS:
        if part.path != "published/edition.pdf" or browser():
            assert (folder / part.path).exists() and f"`{part.path}`: {part.what}" in contents, (
                part.path
            )
    for name in (
        "CITATION.cff",
        "cohortbook/book/make.py",
        "cohortbook/book/sphinx/static/cohortbook.css",
        "notebooks/cohort.ipynb",
        "book/index.md",
        "data/datapackage.json",
        "data/cohorts/cohort_01/participants.csv",
        "published/site/index.html",
        "published/notebooks/cohort_01.ipynb",
        "published/tables/datapackage.json",
    ):
        assert (folder / name).is_file(), name


def test_nothing_private_is_in_it(released):
    _, folder = released
    assert not [
        path for path in folder.rglob("*") if path.is_file() and path.read_bytes() == b"private"
    ]
    assert not [
        path
        for path in folder.rglob("*")
        if path.name in ("__pycache__", "private", "_build", ".venv")
    ]


def test_all_that_git_tracks_is_in_it_as_it_is(released):
    root, folder = released
    names = git(root, "ls-files", "-z").split("\0")[:-1]
    assert set(TRACKED) < set(names)
    assert [
        name for name in names if (folder / name).read_bytes() != (root / name).read_bytes()
    ] == []


def test_the_same_book_is_made_from_it_alone(released, tmp_path):
    folder = shutil.copytree(released[1], tmp_path / "release")
    done = subprocess.run(
        [sys.executable, "-m", "cohortbook", "build"],
        cwd=folder,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(folder)},
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = (folder / "_build/html/SHA256SUMS").read_text(encoding="utf-8")
    assert made == (folder / "published/site/SHA256SUMS").read_text(encoding="utf-8")
    assert "data/cohorts/cohort_01/participants.csv" in made


def test_whoever_goes_on_from_it_without_git_releases_the_same_study(released, tmp_path):
    folder = shutil.copytree(released[1], tmp_path / "release")
    put(folder / "Someone interview.docx", "private")
    names = {path.as_posix() for path in source_files(load_study(folder))}
    library = {name for name in digests(folder) if name.startswith("cohortbook/")}
    assert library and names == {*digests(released[1])} - library - {"SHA256SUMS"}


def test_what_a_release_made_is_made_again_and_not_copied(released, tmp_path):
    folder = shutil.copytree(released[1], tmp_path / "release")
    put(folder / "published/site/index.html", "old")
    commit(folder)
    assert (
        release(load_study(folder), tmp_path / "next", say=lambda line: None, with_edition=False)
        == []
    )
    was, now = digests(released[1]), digests(tmp_path / "next")
    assert {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)} <= {
        "published/edition.pdf",
        "RELEASE.md",
        "SHA256SUMS",
        "ro-crate-metadata.json",
    }


def test_without_git_it_holds_what_the_book_was_made_from_and_says_so(released, tmp_path):
    root = shutil.copytree(released[0], tmp_path / "study", ignore=shutil.ignore_patterns(".git"))
    missing = release(
        load_study(root), tmp_path / "release", say=lambda line: None, with_edition=False
    )
    assert missing == [ONLY_READ]
    assert [
        name for name in (*PRIVATE, "README.md") if (tmp_path / "release" / name).exists()
    ] == []
    for name in (
        "CITATION.cff",
        "_toc.yml",
        "notebooks/cohort.ipynb",
        "book/untracked.txt",
        "data/datapackage.json",
        "data/cohorts/cohort_02/managers.csv",
    ):
        assert (tmp_path / "release" / name).is_file(), name


def test_its_manifest_holds_no_digest_of_a_file_that_is_not_given_out(strict_study, tmp_path):
    reads = {
        f"data/cohorts/{handle}/{name}": "0" * 64
        for handle in ("cohort_02", "cohort_03")
        for name in ("cohort.yml", "participants.csv")
    }
    (strict_study / EXECUTED).mkdir(parents=True)
    write_json(
        strict_study / EXECUTED / MANIFEST,
        {"pages": {"cohort_02": {"reads": reads}}, "records": {"reads": reads}},
    )
    next(part for part in PARTS if part.path == "published/manifest.json").write(
        load_study(strict_study), None, tmp_path / "manifest.json"
    )
    written = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    for made in (written["pages"]["cohort_02"], written["records"]):
        assert set(made["reads"]) == set(reads) - {"data/cohorts/cohort_03/participants.csv"}


def test_its_checksums_name_every_file_and_notice_an_altered_one(released, tmp_path):
    folder = shutil.copytree(released[1], tmp_path / "release")
    lines = [
        line.split("  ", 1)
        for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    ]
    found = digests(folder)
    del found["SHA256SUMS"]
    assert {name: digest for digest, name in lines} == found and [
        name for _, name in lines
    ] == sorted(found)
    if shutil.which("sha256sum"):
        command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
        assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
        (folder / "published/results.json").write_bytes(
            (folder / "published/results.json").read_bytes().replace(b"female", b"male", 1)
        )
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 1 and "published/results.json: FAILED" in done.stdout


def test_the_same_study_gives_the_same_bytes(released, tmp_path):
    root, folder = released
    release(load_study(root), tmp_path / "again", say=lambda line: None)
    assert digests(tmp_path / "again") == digests(folder)


def test_its_crate_has_an_action_for_each_executed_page_and_names_only_what_is_there(released):
    _, folder = released
    held = {
        thing["@id"]: thing
        for thing in json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))[
            "@graph"
        ]
    }
    pages = json.loads((folder / "published/manifest.json").read_text(encoding="utf-8"))["pages"]
    for name, page in pages.items():
        action = held[f"#run-{name}"]
        assert (
            action["@type"] == "CreateAction"
            and action["instrument"] == {"@id": page["template"]}
            and action["result"] == [{"@id": f"published/notebooks/{name}.ipynb"}]
        )
        assert {
            held[link["@id"]]["value"] for link in action["object"] if link["@id"] != "data/"
        } == set(page["parameters"].values())
    for thing in held.values():
        if thing["@type"] == "File" or "File" in thing["@type"]:
            assert (
                hashlib.sha256((folder / thing["@id"]).read_bytes()).hexdigest() == thing["sha256"]
            )
        links = [value for key, value in thing.items() if key not in ("conformsTo",)]
        for link in [
            link
            for value in links
            for link in (value if isinstance(value, list) else [value])
            if isinstance(link, dict) and set(link) == {"@id"}
        ]:
            assert link["@id"] in held or link["@id"].startswith("https://www.python.org"), link
    root = held["./"]
    assert (
        root["mainEntity"] == {"@id": "cohortbook/book/make.py"}
        and {"@id": "https://w3id.org/ro/wfrun/process/0.5"} in root["conformsTo"]
    )
    assert root["datePublished"] == "2033-03-01"


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(made_up, tmp_path, capsys):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/mine.txt").write_text("mine", encoding="utf-8")
    assert main(["release", str(tmp_path / "taken"), "--study", str(made_up)]) == 1
    assert (
        "is not an empty folder; name one that is, or one that does not exist yet"
        in capsys.readouterr().err
    )
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["mine.txt"] and not (
        made_up / "_build"
    ).exists()


def test_a_study_that_does_not_say_how_it_is_cited_is_not_released(made_up, tmp_path):
    (made_up / "CITATION.cff").unlink()
    with pytest.raises(ReleaseError, match=r"has no CITATION\.cff, which says what is released"):
        release(load_study(made_up), tmp_path / "release")


def test_an_address_that_has_vanished_stops_it_and_leaves_nothing(released, tmp_path):
    root = shutil.copytree(released[0], tmp_path / "study")
    record(load_study(root), "0.9", "2032-01-01")
    (root / "data/releases/0.9.addresses.txt").write_text(
        "index.html\nexecuted/gone.html#f-dots\n", encoding="utf-8"
    )
    with pytest.raises(
        ReleaseError,
        match=(
            r"executed/gone\.html#f-dots was published in an earlier release"
            r" and leads nowhere now"
        ),
    ):
        release(load_study(root), tmp_path / "release", say=lambda line: None)
    assert not (tmp_path / "release").exists() and not list(tmp_path.glob(".release-*"))


def test_without_a_browser_the_rest_is_made_and_the_edition_is_named(
    released, tmp_path, monkeypatch, capsys
):
    root = shutil.copytree(released[0], tmp_path / "study")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["release", str(tmp_path / "release"), "--study", str(root)]) == 0
    assert (
        "published/edition.pdf is not in the release: neither Chromium nor Chrome is installed"
        in capsys.readouterr().err
    )
    assert (
        not (tmp_path / "release/published/edition.pdf").exists()
        and (tmp_path / "release/published/site/index.html").exists()
    )
    assert "edition.pdf" not in (tmp_path / "release/RELEASE.md").read_text(encoding="utf-8")


@pytest.mark.skipif(
    "not config.getoption('--release-builds')",
    reason="takes minutes and a network: pytest --release-builds",
)
def test_the_book_is_made_from_a_release_alone_in_a_new_environment(project, real, tmp_path):
    """The project's own release: its lock is installed in a new environment, and its book has the
    numbers that the release publishes.
    """
    release(real, tmp_path / "release", say=lambda line: None, with_edition=False)
    folder = tmp_path / "release"
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    python = folder / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--requirement",
            "requirements.lock",
        ],
        cwd=folder,
        check=True,
    )
    subprocess.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--editable",
            ".",
        ],
        cwd=folder,
        check=True,
    )
    subprocess.run([python, "-m", "cohortbook", "build"], cwd=folder, check=True)
    assert (folder / "_build/results.json").read_bytes() == (
        folder / "published/results.json"
    ).read_bytes()
