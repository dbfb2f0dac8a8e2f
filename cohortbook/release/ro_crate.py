"""Describe a release and how it was made, as a Workflow Run RO-Crate.

https://www.researchobject.org/ro-crate, version 1.1, with the profiles of
https://www.researchobject.org/workflow-run-crate, version 0.5.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from cohortbook.study.citation import Citation
from cohortbook.study.citation_formats import licence_address, linked_author, linked_work

FILE = "ro-crate-metadata.json"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
WORKFLOW = "cohortbook/book/make.py"
CONTEXTS = [
    "https://w3id.org/ro/crate/1.1/context",
    "https://w3id.org/ro/terms/workflow-run/context",
]
KINDS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".py": "text/x-python",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def crate(folder: Path, citation: Citation, pages: dict[str, dict], parts: dict[str, str]) -> dict:
    """Return the metadata of a release in `folder`.

    `pages` is the manifest of executed pages: for each, its template and parameters; `parts` says
    what each part of the release is, by its path. An action has no time but the day of the release:
    the bytes of a release do not depend on when it is made.
    """
    authors = [
        linked_author(author) | {"@id": author.orcid or f"#author-{place}"}
        for place, author in enumerate(citation.work.authors, start=1)
    ]
    templates = sorted({page["template"] for page in pages.values()})
    actions = [
        _whole(citation, authors, pages),
        *(_action(name, page, citation, authors) for name, page in pages.items()),
    ]
    things = [
        _descriptor(),
        _root(citation, authors, parts, actions),
        *authors,
        *(_profile(address) for address in PROFILES),
        *map(_licence, citation.licences),
        *(
            linked_work(work) | {"@id": f"#reference-{place}"}
            for place, work in enumerate(citation.references, start=1)
        ),
        *_programs(folder, templates),
        *(_part(folder, path, what) for path, what in parts.items()),
        *actions,
        *_parameters(pages),
        *(_file(folder, _notebook(name)) for name in pages),
    ]
    return {
        "@context": CONTEXTS,
        "@graph": list({thing["@id"]: thing for thing in things}.values()),
    }


def _programs(folder: Path, templates: list[str]) -> Iterator[dict]:
    """Yield what was run: the language, the workflow, and each template of notebooks."""
    yield {
        "@id": "#python",
        "@type": "ComputerLanguage",
        "name": "Python",
        "url": {"@id": "https://www.python.org"},
    }
    yield {
        **_file(folder, WORKFLOW),
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": "Runs every notebook and makes the book",
        "programmingLanguage": {"@id": "#python"},
        "hasPart": _links(templates),
    }
    for name in templates:
        yield {
            **_file(folder, name),
            "@type": ["File", "SoftwareSourceCode"],
            "name": f"Template {Path(name).stem}",
            "programmingLanguage": {"@id": "#python"},
        }


def _links(ids) -> list[dict]:
    return [{"@id": name} for name in ids]


def _descriptor() -> dict:
    return {
        "@id": FILE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": _links(
            ["https://w3id.org/ro/crate/1.1", "https://w3id.org/workflowhub/workflow-ro-crate/1.0"]
        ),
    }


def _root(
    citation: Citation, authors: list[dict], parts: dict[str, str], actions: list[dict]
) -> dict:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": citation.work.title,
        "description": citation.abstract or citation.work.title,
        "datePublished": citation.work.released_on,
        "version": citation.work.version,
        "license": _links(map(licence_address, citation.licences)),
        "author": _links(author["@id"] for author in authors),
        "conformsTo": _links(PROFILES),
        "mainEntity": {"@id": WORKFLOW},
        "hasPart": _links(dict.fromkeys([*parts, WORKFLOW, *_used(actions)])),
        "mentions": _links(action["@id"] for action in actions),
        "isBasedOn": _links(
            f"#reference-{place}" for place, _ in enumerate(citation.references, start=1)
        ),
    } | ({"identifier": f"https://doi.org/{citation.work.doi}"} if citation.work.doi else {})


def _used(actions: list[dict]) -> list[str]:
    """The files that actions use and make."""
    return [link["@id"] for action in actions for link in [action["instrument"], *action["result"]]]


def _profile(address: str) -> dict:
    name, version = PROFILES[address]
    return {"@id": address, "@type": "CreativeWork", "name": name, "version": version}


def _licence(name: str) -> dict:
    return {
        "@id": licence_address(name),
        "@type": "CreativeWork",
        "name": name,
        "identifier": name,
        "url": {"@id": licence_address(name)},
    }


def _file(folder: Path, name: str) -> dict:
    content = (folder / name).read_bytes()
    kind = KINDS.get(Path(name).suffix)
    return {
        "@id": name,
        "@type": "File",
        "name": Path(name).name,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    } | ({"encodingFormat": kind} if kind else {})


def _part(folder: Path, path: str, what: str) -> dict:
    held = (
        {"@id": path, "@type": "Dataset", "name": path}
        if path.endswith("/")
        else _file(folder, path)
    )
    return held | {"description": what}


def _notebook(page: str) -> str:
    return f"published/notebooks/{page}.ipynb"


def _action(name: str, page: dict, citation: Citation, authors: list[dict]) -> dict:
    return _run(
        f"#run-{name}",
        f"Run {page['template']} for the page {name}",
        page["template"],
        ["data/", *(f"#{name}-{parameter}" for parameter in page["parameters"])],
        [_notebook(name)],
        citation,
        authors,
    )


def _whole(citation: Citation, authors: list[dict], pages: dict[str, dict]) -> dict:
    return _run(
        "#run",
        "cohortbook build",
        WORKFLOW,
        ["data/"],
        [
            "published/site/",
            "published/results.json",
            "published/claims.csv",
            *map(_notebook, pages),
        ],
        citation,
        authors,
    )


def _run(
    name: str,
    title: str,
    instrument: str,
    used: list[str],
    made: list[str],
    citation: Citation,
    authors: list[dict],
) -> dict:
    return {
        "@id": name,
        "@type": "CreateAction",
        "name": title,
        "instrument": {"@id": instrument},
        "object": _links(used),
        "result": _links(made),
        "endTime": citation.work.released_on,
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "agent": {"@id": authors[0]["@id"]},
    }


def _parameters(pages: dict[str, dict]) -> list[dict]:
    return [
        {"@id": f"#{name}-{parameter}", "@type": "PropertyValue", "name": parameter, "value": value}
        for name, page in pages.items()
        for parameter, value in page["parameters"].items()
    ]
