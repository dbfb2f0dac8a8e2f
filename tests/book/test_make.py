"""The book: a cohort enters by its folder alone, a missing number stops it, and the last good one
stays.
"""

import json
import shutil
from hashlib import sha256

import pytest
import yaml
from faults import small_study

from cohortbook.book.building import build
from cohortbook.book.data_package import write_package
from cohortbook.book.make import BUILD, BookError
from cohortbook.findings.results import FIELDS, read_results, unpacked

QUIET = {"say": lambda line: None}


def digests(root, *leave_out):
    files = [
        path
        for path in root.rglob("*")
        if path.is_file() and not any(part in path.as_posix() for part in leave_out)
    ]
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_a_cohort_folder_dropped_in_appears_in_the_book_and_a_bad_page_leaves_the_last_good_book(
    tmp_path,
):
    study = small_study(tmp_path / "study", cohorts=3)
    later = shutil.move(study / "data" / "cohorts" / "cohort_03", tmp_path / "later")
    build(study, **QUIET)
    html = study / BUILD / "html"
    assert not (html / "executed" / "cohort_03.html").exists()
    before = digests(study, "_build", "book/executed")

    shutil.move(later, study / "data" / "cohorts" / "cohort_03")
    assert build(study, **QUIET) == html / "index.html"
    after = digests(study, "_build", "book/executed", "cohorts/cohort_03")
    assert after == before, "a file outside the cohort's folder was touched"
    for page in (
        "index.html",
        "executed/cohort_01.html",
        "executed/cohort_03.html",
        "executed/ledger.html",
    ):
        assert "cohort_03.html" in (html / page).read_text(encoding="utf-8").replace(
            'href="#"', 'href="cohort_03.html"'
        ), page
    assert "cohort_03.participants.count" in read_results(study / BUILD / "results.json")

    good = digests(study / BUILD)
    index = study / "book" / "index.md"
    index.write_text(
        index.read_text(encoding="utf-8") + "\n{result}`cohort_01.badgers.count`\n",
        encoding="utf-8",
    )
    with pytest.raises(
        BookError, match=r"no notebook publishes the number 'cohort_01.badgers.count'"
    ):
        build(study, **QUIET)
    assert digests(study / BUILD) == good


def test_each_cohort_and_all_together_have_numbers_and_each_section_of_the_report_a_page_of_claims(
    made_up_book,
):
    published = made_up_book / BUILD
    assert {"cohort_03.participants.count", "all.participants.count"} <= read_results(
        published / "results.json"
    ).keys()
    assert (published / "claims.csv").read_text(encoding="utf-8").count("\n") == 27
    assert {path.name for path in (published / "html" / "executed").glob("claims_*.html")} == {
        "claims_s0.html",
        "claims_s1.html",
        "claims_s2.html",
    }


def test_the_complete_package_names_every_file_of_every_cohort(study, tmp_path):
    write_package(study, tmp_path / "data")
    descriptor = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    paths = {
        resource["path"]
        for resource in descriptor["resources"]
        if isinstance(resource["path"], str)
    }
    assert {f"cohorts/{handle}/participants.csv" for handle in study.cohorts} <= paths
    assert all((tmp_path / "data" / path).exists() for path in paths)


def test_every_published_number_has_every_field_and_rows_that_exist(built, project):
    for result in built.values():
        assert set(FIELDS) <= set(result), result["id"]
        for place in unpacked(result["rows"]):
            name, line = place.rsplit(":", 1)
            assert len((project / name).read_text(encoding="utf-8").splitlines()) >= int(line), (
                place
            )


def test_every_output_that_codecheck_names_is_there_and_every_page_of_the_report_s_cohorts_is_named(
    numbers, project
):
    manifest = yaml.safe_load((project / "codecheck.yml").read_text(encoding="utf-8"))["manifest"]
    named = {entry["file"] for entry in manifest}
    assert all(entry["comment"] for entry in manifest) and len(named) == len(manifest)
    assert [file for file in named if not (project / file).exists()] == []
    pages = {f"_build/html/executed/{result['page']}.html" for result in numbers.values()}
    assert pages <= named
