"""What the book is made with: every package of the lock, each once, under a licence that goes with
MIT, in a bill that is the same every time.
"""

import json
import re
import shutil
from email.message import Message

import pytest

from cohortbook.cli import main
from cohortbook.release.bill_of_materials import (
    FILE,
    MaterialsError,
    Package,
    bill_of_materials,
    licence_of,
    licences,
    licences_as_csv,
    locked,
    write_bill,
)
from cohortbook.release.release import PARTS
from cohortbook.study.citation import read_citation

# May be used by code under MIT without putting terms on it; MPL-2.0 asks only for changes of its
# own files.
COMPATIBLE = {
    "0BSD",
    "Apache-2.0",
    "Artistic License",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Public Domain",
    "Zlib",
}
ONLY_TESTED_WITH = {
    "krippendorff": "GPL-3.0-or-later"
}  # no part of it is in the book, and nothing but tests imports it


@pytest.fixture(scope="module")
def lock(project):
    return (project / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bill(project):
    return bill_of_materials(project, read_citation(project))


def incompatible(stated):
    """The packages whose licence, or a part of it, is not on the list; of several to choose from,
    one that is suffices.
    """
    return [
        name
        for name, licence in stated.items()
        if not all(
            any(one in COMPATIBLE for one in part.split(" OR ")) for part in licence.split(" AND ")
        )
    ]


def test_the_lock_is_read_whole(lock):
    packages = locked(lock)
    assert len(packages) == len(re.findall(r"^[\w.-]+==", lock, flags=re.MULTILINE)) > 100
    assert sum(len(package.hashes) for package in packages) == lock.count("--hash=sha256:") and all(
        package.hashes for package in packages
    )
    assert {package.when for package in packages} > {"", "sys_platform == 'win32'"}


def test_the_table_of_licences_covers_exactly_the_lock(project, lock):
    assert list(licences(project)) == [(package.name, package.version) for package in locked(lock)]


def test_every_licence_goes_with_that_of_the_library(project):
    stated = {name: licence for (name, _), licence in licences(project).items()}
    assert {name: stated[name] for name in incompatible(stated)} == ONLY_TESTED_WITH
    assert incompatible({"a": "MIT AND GPL-3.0-or-later", "b": "GPL-2.0-only OR MIT", "c": ""}) == [
        "a",
        "c",
    ]


@pytest.mark.parametrize("name", ONLY_TESTED_WITH)
def test_what_is_only_tested_with_is_imported_by_nothing_else(project, name):
    files = [
        path
        for folder in ("cohortbook", "notebooks", "book", "benchmarks")
        for path in (project / folder).rglob("*")
        if path.suffix in (".py", ".ipynb", ".md")
    ]
    assert len(files) > 100
    assert [
        path
        for path in files
        if re.search(rf"(import|from) {name}", path.read_text(encoding="utf-8"))
    ] == []
    assert (
        name
        not in (project / "pyproject.toml")
        .read_text(encoding="utf-8")
        .split("[project.optional-dependencies]")[0]
    )


def described(**fields):
    message = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            message[name.replace("_", "-")] = value
    return message


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT", "License": "something else"}, "MIT"),
        ({"License": "Apache 2.0"}, "Apache-2.0"),
        (
            {
                "License": "x" * 61,
                "Classifier": ["Topic :: Text", "License :: OSI Approved :: MIT License"],
            },
            "MIT",
        ),
        (
            {"License": "UNKNOWN", "Classifier": "License :: OSI Approved :: ISC License (ISCL)"},
            "ISC",
        ),
        (
            {
                "Classifier": [
                    "License :: Public Domain",
                    "License :: OSI Approved :: GNU General Public License (GPL)",
                ]
            },
            "Public Domain; GNU General Public License (GPL)",
        ),
        ({}, ""),
    ],
)
def test_a_licence_is_what_the_package_states(fields, licence):
    assert licence_of(described(Name="x", **fields)) == licence


def test_a_package_that_was_not_found_is_named_with_what_to_do():
    package = Package("colorama", "0.4.6", "sys_platform == 'win32'", ())
    told = (
        r"the licence of colorama 0\.4\.6 was not found; install it or name its wheel \(it is for"
        r" sys_platform == 'win32'\)"
    )
    for found in (
        {},
        {"colorama": described(Name="colorama", Version="0.4.5", License="MIT")},
        {"colorama": described(Name="colorama", Version="0.4.6")},
    ):
        with pytest.raises(MaterialsError, match=told):
            licences_as_csv([package], found)
    assert (
        licences_as_csv(
            [package], {"colorama": described(Name="colorama", Version="0.4.6", License="BSD")}
        )
        == "package,version,licence\ncolorama,0.4.6,BSD License\n"
    )


def test_the_bill_names_every_package_with_its_hashes_and_licence(bill, lock, project):
    stated = licences(project)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    for component, package in zip(bill["components"], locked(lock), strict=True):
        assert (component["name"], component["version"], component["purl"]) == (
            package.name,
            package.version,
            f"pkg:pypi/{package.name}@{package.version}",
        )
        assert [held["content"] for held in component["hashes"]] == list(package.hashes)
        [licence] = component["licenses"]
        assert (
            licence.get("expression", licence.get("license", {}).get("name"))
            == stated[package.name, package.version]
        )
    assert len({component["bom-ref"] for component in bill["components"]}) == len(
        bill["components"]
    )
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", bill["serialNumber"]
    )  # as the schema has it


def test_the_same_lock_gives_the_same_bytes_and_another_another_number(project, bill, tmp_path):
    for name in ("requirements.lock", FILE):
        shutil.copy(project / name, tmp_path)
    write_bill(tmp_path, read_citation(project), tmp_path / "bill.json")
    assert json.loads((tmp_path / "bill.json").read_text(encoding="utf-8")) == bill
    assert bill["metadata"]["timestamp"].startswith(read_citation(project).work.released_on)
    (tmp_path / "requirements.lock").write_text(
        "# other\n" + (tmp_path / "requirements.lock").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert (
        bill_of_materials(tmp_path, read_citation(project))["serialNumber"] != bill["serialNumber"]
    )


def test_a_package_without_a_licence_in_the_table_stops_the_bill(project, tmp_path):
    shutil.copy(project / "requirements.lock", tmp_path)
    with pytest.raises(MaterialsError, match=r"this study has no licences\.csv"):
        bill_of_materials(tmp_path, read_citation(project))
    rows = (project / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / FILE).write_text(
        "".join(row for row in rows if not row.startswith("scipy,")), encoding="utf-8"
    )
    with pytest.raises(MaterialsError, match=r"licences\.csv has no row for scipy"):
        bill_of_materials(tmp_path, read_citation(project))


def test_a_release_of_a_study_without_a_lock_says_what_is_not_in_it(
    made_up, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("cohortbook.release.release.build", lambda study, say: None)
    monkeypatch.setattr(
        "cohortbook.release.release.PARTS",
        [part for part in PARTS if part.path == "published/bom.cdx.json"],
    )
    for name, content in (
        ("book/executed/manifest.json", '{"pages": {}}'),
        ("_build/html/index.html", ""),
    ):
        (made_up / name).parent.mkdir(parents=True, exist_ok=True)
        (made_up / name).write_text(content, encoding="utf-8")
    assert main(["release", str(tmp_path / "release"), "--study", str(made_up)]) == 0
    assert (
        "published/bom.cdx.json is not in the release: this study has no requirements.lock"
        in capsys.readouterr().err
    )
