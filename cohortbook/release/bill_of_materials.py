"""Write the bill of materials: each package of requirements.lock with its hashes and its licence,
as CycloneDX.

`python -m cohortbook.release.bill_of_materials [WHEEL…]` writes licences.csv again after a change
of the lock. It reads the metadata of the packages installed, and of the wheels named, for packages
that only other systems or versions of Python need.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cohortbook.study.citation import Citation
from cohortbook.study.files import read_settings
from cohortbook.study.layout import LOCK, find_root

FILE = "licences.csv"
COLUMNS = ("package", "version", "licence")
SHORT = 60  # characters; longer ones are the text of a licence, not its name
# Names that packages give their licence, by the identifiers of SPDX (https://spdx.org/licenses);
# two clauses or three, where it is not said, stays open.
IDENTIFIERS = {
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "ISC license": "ISC",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "2-clause BSD": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "BSD": "BSD License",
    "BSD 2-Clause License": "BSD-2-Clause",
}
# Packages that name several licences and do not say in their metadata which holds for what; read in
# their own files.
READ = {
    "docutils": (
        "Public Domain AND BSD-2-Clause AND PSF-2.0"
    ),  # COPYING.txt; the part under the GPL, for Emacs, is not in what is installed
    "resvg_py": "MIT",  # LICENSE; resvg itself, compiled into it, may be used under MIT too
    "text-unidecode": "Artistic License",
}


class MaterialsError(Exception):
    """The bill of materials cannot be made; the message says why."""


@dataclass(frozen=True)
class Package:
    """A package of the lock; `when` says for which systems or versions of Python, empty if for all;
    `hashes` are SHA-256, of each of its files.
    """

    name: str
    version: str
    when: str
    hashes: tuple[str, ...]


def locked(text: str) -> list[Package]:
    """Return the packages of a requirements file with hashes
    (https://pip.pypa.io/en/stable/topics/secure-installs), in its order.
    """
    entries = re.findall(
        r"^([\w.-]+)==(\S+?)(?: *; *(.*?))? *\\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)",
        text,
        flags=re.MULTILINE,
    )
    return [
        Package(name, version, when, tuple(re.findall("[0-9a-f]{64}", hashes)))
        for name, version, when, hashes in entries
    ]


def licence_of(package: metadata.PackageMetadata) -> str:
    """Return the licence a package states: its SPDX expression, else the name it gives, else what
    it is classified as.
    """
    classified = [
        name.rpartition(" :: ")[2]
        for name in package.get_all("Classifier", [])
        if name.startswith("License ::")
    ]
    stated = (
        text for name in ("License-Expression", "License") for text in package.get_all(name, [])
    )
    given = next(filter(None, stated), "")
    known = (
        given if 0 < len(given) <= SHORT and given not in ("UNKNOWN",) else "; ".join(classified)
    )
    return READ.get(package["Name"].lower(), IDENTIFIERS.get(known, known))


def licences_as_csv(packages: Iterable[Package], found: dict[str, metadata.PackageMetadata]) -> str:
    """Return licences.csv. Raises MaterialsError for a package whose metadata of that version was
    not found, or states no licence.
    """
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(COLUMNS)
    for package in packages:
        known = found.get(package.name)
        if known is None or known["Version"] != package.version or not licence_of(known):
            raise MaterialsError(
                f"the licence of {package.name} {package.version} was not found; install it or name"
                " its wheel" + (f" (it is for {package.when})" if package.when else "")
            )
        rows.writerow((package.name, package.version, licence_of(known)))
    return sheet.getvalue()


def licences(root: Path) -> dict[tuple[str, str], str]:
    """Return licences.csv of a study: the licence of each package and version."""
    return {
        (row["package"], row["version"]): row["licence"]
        for row in csv.DictReader(io.StringIO(read_settings(root / FILE)))
    }


def bill_of_materials(root: Path, citation: Citation) -> dict:
    """Return the bill of materials of a study in CycloneDX 1.6
    (https://cyclonedx.org/docs/1.6/json); the same lock gives the same bill.

    Raises MaterialsError if the study has no lock, or licences.csv does not go with it.
    """
    for name in (LOCK, FILE):
        if not (root / name).is_file():
            raise MaterialsError(f"this study has no {name}")
    lock, stated = read_settings(root / LOCK), licences(root)
    packages = locked(lock)
    for package in packages:
        if (package.name, package.version) not in stated:
            raise MaterialsError(
                f"{FILE} has no row for {package.name} {package.version}; python -m"
                " cohortbook.release.bill_of_materials writes it again"
            )
    work = citation.work
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "serialNumber": (
            f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{work.title} {work.version} {lock}')}"
        ),
        "metadata": {
            "timestamp": f"{work.released_on}T00:00:00Z",
            "component": {
                "type": "application",
                "bom-ref": "study",
                "name": work.title,
                "version": work.version,
                "licenses": _licenses(" AND ".join(citation.licences)),
            },
        },
        "components": [
            _component(package, stated[package.name, package.version]) for package in packages
        ],
    }


def write_bill(root: Path, citation: Citation, target: Path) -> None:
    """Write the bill of materials of a study to the file `target`. Raises MaterialsError."""
    target.write_text(
        json.dumps(bill_of_materials(root, citation), indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
        newline="\n",
    )


def _component(package: Package, licence: str) -> dict:
    address = f"pkg:pypi/{package.name}@{package.version}"
    when = (
        {"properties": [{"name": "cohortbook:when", "value": package.when}]} if package.when else {}
    )
    return {
        "type": "library",
        "bom-ref": address,
        "name": package.name,
        "version": package.version,
        "purl": address,
        "licenses": _licenses(licence),
        "hashes": [{"alg": "SHA-256", "content": content} for content in package.hashes],
    } | when


def _licenses(licence: str) -> list[dict]:
    """A licence as CycloneDX has it: an expression if it is made of identifiers of SPDX, a name
    otherwise.
    """
    if not licence:
        return []
    return [
        (
            {"expression": licence}
            if re.fullmatch(r"[\w.-]+( (AND|OR) [\w.-]+)*", licence)
            else {"license": {"name": licence}}
        )
    ]


def _found(wheels: list[str]) -> dict[str, metadata.PackageMetadata]:
    return {
        re.sub(r"[-_.]+", "-", held.metadata["Name"]).lower(): held.metadata
        for held in metadata.distributions(path=[*wheels, *sys.path])
    }


def main(wheels: list[str]) -> int:
    root = find_root()
    try:
        (root / FILE).write_text(
            licences_as_csv(locked(read_settings(root / LOCK)), _found(wheels)),
            encoding="utf-8",
            newline="\n",
        )
    except MaterialsError as error:
        print(f"cohortbook: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
