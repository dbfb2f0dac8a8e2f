"""Describe a page to machines: schema.org as JSON-LD."""

from __future__ import annotations

import json

from cohortbook.study.citation import Citation
from cohortbook.study.citation_formats import licence_address, linked_author, linked_work
from cohortbook.study.wording import label_of

CONTEXT = "https://schema.org"
# The pages that are about data, and the files a reader removes from them; addresses are relative
# to the page.
DATA_PAGES = {
    "executed/data": {
        "../data/datapackage.json": "application/json",
        "../data/coded_passages.csv": "text/csv",
        "../data/codebook.qdc": "application/xml",
        "../data/codebook_taguette.csv": "text/csv",
        "../data/tables.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    },
    "executed/numbers": {"../results.json": "application/json"},
    "executed/ledger": {"../claims.csv": "text/csv"},
}


def book(citation: Citation, language: str) -> dict:
    """Return the whole book: its authors, version, date, licences, and what it is based on."""
    held = {
        "@type": "Book",
        "name": citation.work.title,
        "author": [linked_author(author) for author in citation.work.authors],
        "version": citation.work.version,
        "datePublished": citation.work.released_on,
        "inLanguage": language,
        "abstract": citation.abstract,
        "license": [licence_address(name) for name in citation.licences],
        "keywords": list(citation.keywords),
        "url": citation.work.address,
        "identifier": f"https://doi.org/{citation.work.doi}" if citation.work.doi else "",
        "isBasedOn": [linked_work(work) for work in citation.references],
    }
    return {name: value for name, value in held.items() if value}


def chapter(citation: Citation, title: str, description: str, address: str, language: str) -> dict:
    """Return a page as a chapter of the book."""
    whole = {
        name: value
        for name, value in book(citation, language).items()
        if name in ("@type", "name", "url", "identifier", "version", "datePublished")
    }
    held = {
        "@type": "Chapter",
        "name": title,
        "description": description,
        "url": address,
        "inLanguage": language,
        "author": [linked_author(author) for author in citation.work.authors],
        "isPartOf": whole,
    }
    return {name: value for name, value in held.items() if value}


def dataset(
    citation: Citation, page: str, title: str, description: str, variables: list[str]
) -> dict:
    """Return a page about data as a data set, with the files it gives out; `variables` are the
    columns of its tables.
    """
    files = [
        {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}
        for address, kind in DATA_PAGES[page].items()
    ]
    held = {
        "@type": "Dataset",
        "name": f"{title}: {citation.work.title}",
        "description": description or citation.abstract,
        "creator": [linked_author(author) for author in citation.work.authors],
        "license": [licence_address(name) for name in citation.licences],
        "version": citation.work.version,
        "datePublished": citation.work.released_on,
        "distribution": files,
        "variableMeasured": variables,
    }
    return {name: value for name, value in held.items() if value}


def claim_reviews(citation: Citation, claims: list[dict], page_address: str) -> list[dict]:
    """Return the audit of claims of the report, records of the audit, each as the review of a claim
    (https://schema.org/ClaimReview), after the report they are in.

    The verdict is a word and no number: the four verdicts are no scale.
    """
    if not claims or not citation.references:
        return []
    report, by = {"@id": "#report"}, [linked_author(author) for author in citation.work.authors]
    return [report | linked_work(citation.references[0])] + [
        {
            "@type": "ClaimReview",
            "url": f"{page_address}#{claim['claim_id']}",
            "claimReviewed": claim["claim"],
            "author": by,
            "itemReviewed": {"@type": "Claim", "appearance": report},
            "reviewRating": {"@type": "Rating", "alternateName": label_of(claim["verdict"])},
        }
        for claim in claims
    ]


def as_script(things: list[dict]) -> str:
    """Return linked data as the script element of a page; nothing in the data can end
    the element.
    """
    text = json.dumps(
        {"@context": CONTEXT, "@graph": things}, ensure_ascii=False, separators=(",", ":")
    ).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'
