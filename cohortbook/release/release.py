"""Write a release: what a reader, a reviewer or an archive downloads, with the same bytes each
time.

The folder holds the study itself, so that the book can be made again from it, and below
`published/` what was made.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from cohortbook.book.building import build
from cohortbook.book.checksums import FILE as CHECKSUMS
from cohortbook.book.checksums import write_checksums
from cohortbook.book.make import BUILD
from cohortbook.book.sphinx.addresses import recorded_addresses, vanished
from cohortbook.findings.hiding import is_about_protected
from cohortbook.publication.copies import refuse_copies
from cohortbook.publication.output_check import refuse_unsigned
from cohortbook.release.bill_of_materials import MaterialsError, write_bill
from cohortbook.release.pdf_edition import EditionError, write_edition
from cohortbook.release.ro_crate import FILE as CRATE
from cohortbook.release.ro_crate import crate
from cohortbook.release.sources import listed_files, source_files
from cohortbook.running.atomic_replace import remove_unfinished
from cohortbook.running.imports import LIBRARY
from cohortbook.study.citation import FILE as CITATION
from cohortbook.study.citation import Citation, read_citation
from cohortbook.study.citation_formats import as_codemeta, as_text, as_zenodo
from cohortbook.study.layout import DATA, EXECUTED, MANIFEST, is_passed_over
from cohortbook.study.published import write_publication
from cohortbook.study.records import write_json
from cohortbook.study.study import Study

CONTENTS = "RELEASE.md"
MADE = ("published", CONTENTS, CRATE, CHECKSUMS)  # of the release that a study goes on from
ONLY_READ = (
    "the release holds the data and what the book was made from, and not the tests or anything"
    " else, because git does not say what belongs to the study; run git init and git add --all,"
    " look through git status, and make the release again"
)


class ReleaseError(Exception):
    """The release could not be made; the message says why. Nothing was written."""


@dataclass(frozen=True)
class Part:
    """A part of a release: its path (with a slash at the end if it is a folder), what it is, and
    what writes it there.
    """

    path: str
    what: str
    write: Callable[[Study, Citation, Path], None]


def _built(name: str) -> Callable[[Study, Citation, Path], None]:
    """Copy a file or folder of the built book."""
    return lambda study, citation, target: _copy(study.root / BUILD / name, target)


def _notebooks(study: Study, citation: Citation, target: Path) -> None:
    target.mkdir()
    for path in sorted((study.root / EXECUTED).glob("*.ipynb")):
        shutil.copyfile(path, target / path.name)


def _edition(study: Study, citation: Citation, target: Path) -> None:
    write_edition(study.root / BUILD / "html", citation, _language(study.root), target)


def _manifest(study: Study, citation: Citation, target: Path) -> None:
    """Write what pages were made from, less the digests of files that are not given out."""
    manifest = json.loads((study.root / EXECUTED / MANIFEST).read_text(encoding="utf-8"))
    for made in (*manifest["pages"].values(), manifest["records"]):
        made["reads"] = {
            name: digest
            for name, digest in made["reads"].items()
            if not is_about_protected(study, name)
        }
    write_json(target, manifest)


PARTS = (
    Part(
        "published/site/",
        "the book; open index.html, or put the folder on any web server",
        _built("html"),
    ),
    Part("published/edition.pdf", "the book as one tagged PDF", _edition),
    Part("published/notebooks/", "the notebooks as executed", _notebooks),
    Part(
        "published/tables/",
        "the tables of every cohort with their dictionary (a Frictionless Data Package), as one"
        " spreadsheet too, the codebook, the coded passages",
        _built("data"),
    ),
    Part(
        "published/results.json",
        "every published number, with its rows, its function and its test",
        _built("results.json"),
    ),
    Part(
        "published/claims.csv", "every claim of the report, with its verdict", _built("claims.csv")
    ),
    Part("published/manifest.json", "what each page was made from", _manifest),
    Part(
        "published/bom.cdx.json",
        "every package the book is made with, with its hashes and licence, as a bill of materials"
        " (CycloneDX)",
        lambda study, citation, target: write_bill(study.root, citation, target),
    ),
    Part(
        ".zenodo.json",
        "the record for Zenodo, made from CITATION.cff",
        lambda study, citation, target: write_json(target, as_zenodo(citation)),
    ),
    Part(
        "codemeta.json",
        "the record for software catalogues, made from CITATION.cff",
        lambda study, citation, target: write_json(target, as_codemeta(citation)),
    ),
)


def release(
    study: Study, target: Path, say: Callable[[str], None] = print, with_edition: bool = True
) -> list[str]:
    """Make the book and write a release of it to the folder `target`, which must be empty or not
    exist; return a sentence for each part that could not be made.

    Raises ReleaseError, and the errors of build; nothing is in `target` then.
    """
    citation = read_citation(study.root)
    if citation is None:
        raise ReleaseError(
            f"this study has no {CITATION}, which says what is released, by whom and when"
            " (https://citation-file-format.github.io)"
        )
    _refuse_folder(target)
    refuse_unsigned(study)
    refuse_copies(study)
    build(study, say=say)
    _refuse_vanished(study.root)
    parts = [part for part in PARTS if with_edition or part.write is not _edition]
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = f".{target.name}-unfinished-"
    remove_unfinished(target.parent, unfinished)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=unfinished) as folder:
        made = Path(folder) / "release"
        missing = _write(study, citation, made, parts, say)
        if target.exists():
            target.rmdir()
        made.rename(target)
    return missing


def _refuse_folder(target: Path) -> None:
    """Raise ReleaseError if a release cannot be written to a folder."""
    if _is_no_folder(target):
        raise ReleaseError(
            f"{target.name[:40]!r} is not the name of a folder that can be made: it is too long, or"
            " is below a file"
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ReleaseError(
            f"{target} is not an empty folder; name one that is, or one that does not exist yet"
        )


def _refuse_vanished(root: Path) -> None:
    """Raise ReleaseError if an address of an earlier release leads nowhere in the book."""
    lost = vanished(root / BUILD / "html", recorded_addresses(root))
    if lost:
        raise ReleaseError(
            f"{lost[0]} was published in an earlier release and leads nowhere now ({len(lost)} such"
            " addresses); an address is permanent"
        )


def _is_no_folder(target: Path) -> bool:
    """Whether no folder of that name can ever be made."""
    try:
        return (
            not target.exists()
            and not next(folder for folder in target.parents if folder.exists()).is_dir()
        )
    except OSError:  # the name is too long
        return True


def _write(
    study: Study, citation: Citation, made: Path, parts: list[Part], say: Callable[[str], None]
) -> list[str]:
    _write_sources(study, made)
    written, missing = {}, [] if listed_files(study.root) else [ONLY_READ]
    for part in parts:
        say(f"writing {part.path}")
        (made / part.path).parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write(study, citation, made / part.path)
            written[part.path] = part.what
        except (EditionError, MaterialsError) as error:
            missing.append(f"{part.path} is not in the release: {error}")
    written |= {"data/": "the tables as the study keeps them, a folder for each cohort"}
    (made / CONTENTS).write_text(_contents(citation, written), encoding="utf-8", newline="\n")
    pages = json.loads((study.root / EXECUTED / MANIFEST).read_text(encoding="utf-8"))["pages"]
    write_json(made / CRATE, crate(made, citation, pages, written | {CONTENTS: "what is where"}))
    write_checksums(made)
    return missing


def _write_sources(study: Study, made: Path) -> None:
    """Copy the study, and the library that made its book, whether it lies in the study or not."""
    for path in source_files(study):
        if path.parts[0] not in MADE:
            _copy(study.root / path, made / path)
    for held in study.published.values():
        write_publication(made / DATA, held)
    for path in sorted(LIBRARY.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and not is_passed_over(path):
            _copy(path, made / path.relative_to(LIBRARY.parent))


def _copy(source: Path, target: Path) -> None:
    """Copy a file or folder without its times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=shutil.copy)
    else:
        shutil.copy(source, target)


def _contents(citation: Citation, written: dict[str, str]) -> str:
    lines = "".join(f"- `{path}`: {what}\n" for path, what in written.items())
    return (
        f"# {citation.work.title}, version"
        f" {citation.work.version}\n\n{as_text(citation.work)}\n\n{lines}- `{CRATE}`: how each page"
        " was made, as a Workflow Run RO-Crate\n- everything else: the study itself; README.md"
        " says how to make the book from it, `binder/` how Binder does\n\nEvery file is in"
        " `SHA256SUMS`: `sha256sum --check SHA256SUMS`, or the page `published/site/verify.html`"
        " in a browser.\n"
    )


def _language(root: Path) -> str:
    return yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"][
        "language"
    ]
