"""Write a citation in the formats that people and programs read: text, BibTeX, RIS, Zenodo,
CodeMeta.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from cohortbook.study.citation import Author, Citation, Work
from cohortbook.study.wording import sentence_list

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def as_text(work: Work, part: str = "", address: str = "") -> str:
    """Return a reference in the Harvard manner: to the work, or to a `part` of it, which is read at
    `address`.
    """
    names = sentence_list([author.short for author in work.authors])
    version = f", version {work.version}" if work.version else ""
    title = f"‘{part}’, in {work.title}{version}." if part else f"{work.title}{version}."
    publisher = f" {work.publisher}." if work.publisher else ""
    place = (
        f" https://doi.org/{work.doi}"
        if work.doi
        else f" Available at: {address or work.address}"
        if address or work.address
        else ""
    )
    return f"{names} ({work.year}) {title}{publisher}{place}"


def as_bibtex(work: Work, part: str = "", address: str = "") -> str:
    """Return a BibTeX entry for the work, or for a `part` of it."""
    kind = "incollection" if part else "techreport" if work.kind == "report" else "misc"
    fields = {
        "author": " and ".join(
            author.inverted if author.family else f"{{{_tex(author.name)}}}"
            for author in work.authors
        ),
        "title": f"{{{_tex(part or work.title)}}}",
    }
    fields |= {"booktitle": f"{{{_tex(work.title)}}}"} if part else {}
    fields |= {
        "institution" if kind == "techreport" else "publisher": _tex(work.publisher),
        "year": work.year,
    }
    fields |= {"month": MONTHS[int(work.released_on[5:7]) - 1] if work.released_on[5:7] else ""}
    fields |= {
        "note": f"Version {work.version}" if work.version else "",
        "doi": work.doi,
        "url": address or work.address,
    }
    lines = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{_key(work, part)},", *lines, "}"]) + "\n"


def _key(work: Work, part: str) -> str:
    words = [work.authors[0].family or work.authors[0].name, work.year, *part.split()[:3]]
    return re.sub(r"[^a-z0-9_]", "", "_".join("_".join(words).lower().split()))


def _tex(text: str) -> str:
    """Text such that BibTeX reads it as text and nothing more."""
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def as_ris(work: Work, part: str = "", address: str = "") -> str:
    """Return a RIS record, as reference managers read it, for the work or for a `part` of it."""
    kind = "CHAP" if part else "RPRT" if work.kind == "report" else "BOOK"
    released = [*work.released_on.split("-"), "", ""][:3]
    lines = [
        ("TY", kind),
        *(("AU", author.inverted) for author in work.authors),
        ("TI", part or work.title),
        ("T2", work.title if part else ""),
        ("PB", work.publisher),
        ("PY", work.year),
        ("DA", "/".join([*released, ""])),
        ("ET", work.version),
        ("DO", work.doi),
        ("UR", address or work.address),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"


def as_zenodo(citation: Citation) -> dict:
    """Return what .zenodo.json holds. Zenodo reads nothing of CITATION.cff where that file exists,
    so it must say the same (https://developers.zenodo.org/#representation).
    """
    work = citation.work
    creators = [
        {"name": author.inverted}
        | ({"orcid": author.orcid.rsplit("/", 1)[-1]} if author.orcid else {})
        | ({"affiliation": author.affiliation} if author.affiliation else {})
        for author in work.authors
    ]
    held = {
        "title": work.title,
        "upload_type": work.kind or "software",
        "description": citation.abstract or work.title,
        "creators": creators,
        "version": work.version,
        "publication_date": work.released_on,
        "access_right": "open",
        "license": citation.licences[0].lower() if citation.licences else "",
        "notes": (
            f"Licences: {', '.join(citation.licences)}; the licence files say which covers what."
            if len(citation.licences) > 1
            else ""
        ),
        "keywords": list(citation.keywords),
        "language": "eng",
        "references": [as_text(reference) for reference in citation.references],
    }
    return {name: value for name, value in held.items() if value}


def as_codemeta(citation: Citation) -> dict:
    """Return what codemeta.json holds (https://codemeta.github.io, version 3)."""
    work = citation.work
    held = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": work.title,
        "description": citation.abstract,
        "version": work.version,
        "datePublished": work.released_on,
        "author": [linked_author(author) for author in work.authors],
        "license": [licence_address(name) for name in citation.licences],
        "keywords": list(citation.keywords),
        "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
        "url": work.address,
        "codeRepository": citation.repository,
        "programmingLanguage": "Python",
        "softwareRequirements": "requirements.lock",
        "referencePublication": [linked_work(reference) for reference in citation.references],
    }
    return {name: value for name, value in held.items() if value}


def linked_author(author: Author) -> dict:
    """Return an author as linked data of schema.org."""
    if not author.family:
        return {"@type": "Organization", "name": author.name}
    employer = {"@type": "Organization", "name": author.affiliation} if author.affiliation else ""
    held = {
        "@type": "Person",
        "@id": author.orcid,
        "name": author.name,
        "familyName": author.family,
        "givenName": author.given,
        "affiliation": employer,
    }
    return {name: value for name, value in held.items() if value}


def linked_work(work: Work) -> dict:
    """Return a work that the study refers to as linked data of schema.org."""
    held = {
        "@type": "Report" if work.kind == "report" else "CreativeWork",
        "name": work.title,
        "author": [linked_author(author) for author in work.authors],
        "datePublished": work.released_on,
        "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else "",
        "identifier": f"https://doi.org/{work.doi}" if work.doi else "",
        "url": work.address,
    }
    return {name: value for name, value in held.items() if value}


def licence_address(name: str) -> str:
    """Return where a licence, named as SPDX names it, is described."""
    return f"https://spdx.org/licenses/{name}"


FORMATS: dict[str, Callable[[Citation], str]] = {
    "text": lambda citation: as_text(citation.work),
    "bibtex": lambda citation: as_bibtex(citation.work),
    "ris": lambda citation: as_ris(citation.work),
    "zenodo": lambda citation: json.dumps(as_zenodo(citation), indent=1, ensure_ascii=False),
    "codemeta": lambda citation: json.dumps(as_codemeta(citation), indent=1, ensure_ascii=False),
}
