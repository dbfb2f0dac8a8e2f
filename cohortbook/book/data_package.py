"""Write the data that is given out with the book: a Data Package, a spreadsheet, the codebook, the
coded passages.
"""

from __future__ import annotations

import copy
import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from cohortbook.book.codebook import as_qdc, as_taguette_csv
from cohortbook.book.spreadsheet import write_spreadsheet
from cohortbook.findings.hiding import is_about_protected
from cohortbook.findings.themes import coded_passages
from cohortbook.study import dependencies
from cohortbook.study.dictionary import PATH as DICTIONARY
from cohortbook.study.layout import COHORTS, DATA
from cohortbook.study.published import write_publication
from cohortbook.study.records import write_json
from cohortbook.study.study import Study

SPREADSHEET, CODEBOOK, TAGUETTE, PASSAGES, DESCRIPTOR = (
    "tables.xlsx",
    "codebook.qdc",
    "codebook_taguette.csv",
    "coded_passages.csv",
    "datapackage.json",
)


def data_files(study: Study) -> list[Path]:
    """The files of data/ that belong to the study: its tables, its cohorts, what is written and
    decided about them, its releases; nothing else that lies there.

    Of a protected cohort only its cohort.yml and what is published of it.
    """
    known = {
        f"data/{path.format(cohort=handle)}"
        for table in study.dictionary.tables.values()
        for path in table.paths
        for handle in study.cohorts
    }
    known |= {(COHORTS / handle / "cohort.yml").as_posix() for handle in study.every_cohort}
    texts = {
        path.relative_to(study.root).as_posix()
        for pattern in (
            "README.md",
            "disclosure.yml",
            "report/*.md",
            "releases/*.json",
            "releases/*.txt",
            "published/*.txt",
            "published/*/*.csv",
        )
        for path in (study.root / DATA).glob(pattern)
    }
    return [
        Path(name).relative_to(DATA)
        for name in sorted(known | texts)
        if (study.root / name).exists() and not is_about_protected(study, name)
    ]


def _is_there(folder: Path, resource: dict) -> bool:
    paths = resource["path"]
    return all((folder / path).exists() for path in ([paths] if isinstance(paths, str) else paths))


def _with_columns_of(file: Path, schema: dict) -> dict:
    """Return a schema without the columns that a file may lack and does lack."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines), [])
    return schema | {"fields": [held for held in schema["fields"] if held["name"] in header]}


def _schema_of_part(schema: dict, split: set[str]) -> dict:
    """Return the schema of one cohort's file: without keys to tables of several files, for a
    standard key leads to one.
    """
    keys = [
        key for key in schema.get("foreignKeys", ()) if key["reference"]["resource"] not in split
    ]
    return {
        **{name: value for name, value in schema.items() if name != "foreignKeys"},
        **({"foreignKeys": keys} if keys else {}),
    }


def _descriptor(study: Study, folder: Path) -> dict:
    """Return the descriptor of the files in a folder: the study's dictionary without its own key,
    and with a resource for each cohort's file of a table that each cohort has.
    """
    descriptor = copy.deepcopy(study.dictionary.descriptor)
    listed, resources = descriptor["resources"], []
    split = {held["name"] for held in listed if "path" in held["cohortbook"]}
    for resource in listed:
        pattern = resource.pop("cohortbook").get("path")
        if "path" in resource and _is_there(folder, resource):
            first = resource["path"] if isinstance(resource["path"], str) else resource["path"][0]
            schema = _with_columns_of(folder / first, resource["schema"])
            resources.append(resource | {"schema": schema})
        if pattern:
            resources += _resources_of_cohorts(study, folder, resource, pattern, split)
    del descriptor["cohortbook"]
    return descriptor | {"resources": resources}


def _resources_of_cohorts(
    study: Study, folder: Path, resource: dict, pattern: str, split: set[str]
) -> Iterator[dict]:
    part = {key: value for key, value in resource.items() if key != "data"}
    for handle in study.cohorts:
        path = pattern.format(cohort=handle)
        if (folder / path).exists():
            schema = _schema_of_part(_with_columns_of(folder / path, resource["schema"]), split)
            name = f"{handle}-{resource['name']}"
            yield {**part, "name": name, "path": path, "schema": schema}


def write_package(study: Study, folder: Path) -> None:
    """Write the data as a complete Data Package (the study's dictionary with one resource for each
    cohort's each file), and next to it every table in one spreadsheet, the codebook for coding
    tools and for Taguette, and the coded passages, a row for each passage and theme.
    """
    shutil.rmtree(folder, ignore_errors=True)
    dependencies.note(DICTIONARY.as_posix())
    for path in data_files(study):
        dependencies.note((DATA / path).as_posix(), f"{(DATA / path.parent).as_posix()}/")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(study.root / DATA / path, folder / path)
    write_json(folder / DESCRIPTOR, _descriptor(study, folder))
    for publication in study.published.values():
        write_publication(folder, publication)
    write_spreadsheet(study, folder / SPREADSHEET)
    (folder / CODEBOOK).write_bytes(as_qdc(study))
    (folder / TAGUETTE).write_text(as_taguette_csv(study), encoding="utf-8", newline="\n")
    coded_passages(study).to_csv(folder / PASSAGES, index=False, lineterminator="\n")
