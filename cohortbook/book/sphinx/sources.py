"""Note what Sphinx makes the book from: its pages, what they include, and what is copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

from cohortbook.book.sphinx.moved_pages import MOVED
from cohortbook.book.sphinx.search import SYNONYMS
from cohortbook.running.imports import LIBRARY
from cohortbook.study import dependencies
from cohortbook.study.layout import CLAIMS, EXECUTED, MANIFEST, RESULTS

RECORDS = (f"{EXECUTED.name}/{name}" for name in (MANIFEST, RESULTS, CLAIMS))
OWN = (MOVED, SYNONYMS, *RECORDS)  # what the extension reads itself


def note(app: Sphinx, error: Exception | None) -> None:
    """Note each file below the study's folder or the library's as the record of the book names
    it, and the folders of the pages.
    """
    root = Path(app.srcdir).parent
    for path in {path.resolve() for path in _read(app) if path.is_file()}:
        if path.is_relative_to(LIBRARY):
            dependencies.note(path.relative_to(LIBRARY.parent).as_posix())
        elif path.is_relative_to(root.resolve()):
            name = path.relative_to(root.resolve())
            dependencies.note(name.as_posix(), f"{name.parent.as_posix()}/")


def _read(app: Sphinx) -> Iterator[Path]:
    """Yield the files, some perhaps more than once."""
    source, environment = Path(app.srcdir), app.env
    yield from (Path(environment.doc2path(page)) for page in environment.all_docs)
    included = (name for names in environment.dependencies.values() for name in names)
    for name in (*OWN, *included):
        yield source / name
    config = app.config
    for folder in (*config.templates_path, *config.html_static_path, *config.html_extra_path):
        yield from (Path(app.confdir) / folder).rglob("*")
    yield from (
        Path(app.confdir) / name for name in (config.html_logo, config.html_favicon) if name
    )
