"""Releases that are recorded: read, named, and refused where they are damaged."""

import json

import pytest

from cohortbook.study.problems import StudyError, UnknownName
from cohortbook.study.releases import place_of, read_release, read_releases, releases


@pytest.fixture
def recorded(tmp_path):
    """A folder with two releases, the later one first by name, and as text by version."""
    folder = tmp_path / "data" / "releases"
    folder.mkdir(parents=True)
    for version, day in (("0.9", "2032-05-01"), ("0.10", "2033-05-01")):
        write(
            folder / f"{version}.json",
            {
                "version": version,
                "released_on": day,
                "cohorts": [],
                "numbers": {},
                "themes": {},
                "files": {},
            },
        )
    return tmp_path


def write(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")


def test_releases_come_in_the_order_of_their_days(recorded):
    assert (
        releases(recorded)
        == [release["version"] for release in read_releases(recorded)]
        == ["0.9", "0.10"]
    )


def test_read_release_gives_the_last_one_or_the_one_that_is_named(recorded, tmp_path_factory):
    assert [read_release(recorded)["version"], read_release(recorded, "0.9")["version"]] == [
        "0.10",
        "0.9",
    ]
    assert read_release(tmp_path_factory.mktemp("none")) is None


def test_read_release_names_those_there_are(recorded):
    with pytest.raises(UnknownName, match=r"^no release '2' is recorded; there are: 0\.9, 0\.10$"):
        read_release(recorded, "2")


@pytest.mark.parametrize(
    "part, held",
    [("version", 1), ("released_on", None), ("numbers", []), ("themes", "x"), ("files", [])],
)
def test_a_damaged_release_is_named_with_what_is_odd(recorded, part, held):
    path = recorded / "data/releases/0.9.json"
    write(path, json.loads(path.read_text(encoding="utf-8")) | {part: held})
    with pytest.raises(StudyError, match=f"{part}: is missing or odd; bring back the file"):
        read_releases(recorded)


def test_a_release_under_another_name_is_refused(recorded):
    (recorded / "data/releases/0.9.json").rename(recorded / "data/releases/1.json")
    with pytest.raises(StudyError, match=r"says '0\.9'; it must be the file's own name, 1"):
        releases(recorded)


def test_place_of_a_release_is_not_one_that_is_there(recorded):
    assert place_of(recorded, "1.0") == recorded / "data/releases/1.0.json"
    with pytest.raises(UnknownName, match=r"^data/releases/0\.9\.json is there already"):
        place_of(recorded, "0.9")
