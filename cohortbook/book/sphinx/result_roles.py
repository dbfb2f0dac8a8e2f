"""The roles {result} and {base}: a number by its id, with a link to where it comes from.

{base}`cohort_01.gender.female.count` becomes how many people it is based on, for "5 of 7". A former
id of a number works as its present one does.

A number that is withheld is pasted as it is printed, with the note that explains it; so is one of a
protected cohort that is published of other cohorts only. Any other id that no notebook publishes is
a warning, and the book is built with warnings as errors.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from cohortbook.findings.results import FILE, address_of, read_results, with_former_ids
from cohortbook.study.layout import MANIFEST
from cohortbook.study.problems import nearest
from cohortbook.study.withheld import HIDDEN, NOTE
from cohortbook.study.wording import NOT_KNOWN, typeset

logger = logging.getLogger(__name__)


class Result(SphinxRole):
    """Paste the text of a published number."""

    field = "text"

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.env.note_dependency(str(Path(self.env.srcdir) / "executed" / FILE))
        results = published(self.env.app)
        if _is_withheld(self.env.app, self.text, results):
            return [nodes.abbreviation("", HIDDEN, explanation=NOTE)], []
        if self.text not in results:
            logger.warning(
                "no notebook publishes the number %r%s",
                self.text,
                nearest(self.text, results),
                location=self.get_location(),
            )
            return [nodes.problematic(self.rawtext, self.rawtext)], []
        page, _, place = address_of(results[self.text]["id"]).partition(".html")
        address = (
            self.env.app.builder.get_relative_uri(self.env.docname, f"executed/{page}") + place
        )
        text = results[self.text][self.field]
        shown = nodes.reference(
            "",
            HIDDEN if text is None else typeset(str(text)),
            internal=True,
            refuri=address,
            classes=["cb-number"],
        )
        if results[self.text]["value"] is None and text != NOT_KNOWN:
            shown["reftitle"] = NOTE
        return [shown], []


class Base(Result):
    """Paste the number of people that a published number is based on, which is hidden with it."""

    field = "n"


def _is_withheld(app: Sphinx, result_id: str, results: dict[str, dict]) -> bool:
    """Whether an id is that of a number of a protected cohort which is published of other cohorts
    and not of this one.
    """
    scope, _, rest = result_id.partition(".")
    return (
        result_id not in results
        and scope in _protected(app)
        and any(name.partition(".")[2] == rest for name in results)
    )


@lru_cache(maxsize=1)
def _protected(app: Sphinx) -> list[str]:
    """The cohorts whose people are protected, as the record of the run names them."""
    path = Path(app.srcdir) / "executed" / MANIFEST
    record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return record.get("protected", [])


@lru_cache(maxsize=1)
def published(app: Sphinx) -> dict[str, dict]:
    """Return the published numbers by id and by former id; none before a study has run. Read once a
    build, because every page asks.
    """
    path = Path(app.srcdir) / "executed" / FILE
    return with_former_ids(read_results(path)) if path.exists() else {}


def add_to(app: Sphinx) -> None:
    app.add_role("result", Result())
    app.add_role("base", Base())
