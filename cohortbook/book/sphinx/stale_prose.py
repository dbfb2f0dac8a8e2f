"""Find prose that was written before a cohort joined, and numbers that it pastes but that are not
published.

A page says at its top which cohorts its words were written for. Of a later cohort it says nothing,
and tells its readers where to find it; the build tells the evaluator. The note
is put on the page here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from cohortbook.study.layout import ALL, MANIFEST, PROSE, REPORTED, TEMPLATES
from cohortbook.study.problems import Problem, nearest

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from cohortbook.study.study import Study

TOP = re.compile(r"\A\ufeff?---\n(.*?)\n---\n", re.DOTALL)
HEADING = re.compile(r"^# .+\n", re.MULTILINE)
FIELD = "written_for"


def unknown_to(text: str, cohorts: Iterable[str]) -> list[str]:
    """Return the cohorts that a page's words were not written for; none if the page does not say
    which they were written for.
    """
    top = TOP.match(text)
    stated = yaml.safe_load(top[1]) if top else None
    known = stated.get(FIELD) if isinstance(stated, dict) else None
    return [cohort for cohort in cohorts if known is not None and cohort not in known]


def to_read_again(book: Path, cohorts: Iterable[str]) -> list[str]:
    """Return a sentence for each page of prose that was written before a cohort joined,
    for the evaluator.
    """
    handles = list(cohorts)
    lines = []
    for page in sorted(book.glob("*.md")):
        joined = unknown_to(page.read_text(encoding="utf-8-sig"), handles)
        if joined:
            lines.append(
                f"{book.name}/{page.name} was written before {' and '.join(joined)} joined and says"
                " nothing of it. When you have read it, and written what is new, add"
                f" {' and '.join(joined)} to {FIELD} at its top"
            )
    return lines


PASTED = re.compile(r"\{(?:result|base)\}`([^`]+)`")


def unknown_results(study: Study, published: Iterable[str]) -> list[Problem]:
    """Return a problem for each number that a page or template pastes and that is not among those
    published; the build refuses it.
    """
    known = {*published, *study.former_ids}
    known |= {
        f"{REPORTED}.{name.partition('.')[2]}" for name in known if name.startswith(f"{ALL}.")
    }
    rest = {name.partition(".")[2] for name in known}
    problems = []
    for name, line, pasted in _pasted(study):
        is_protected = pasted.partition(".")[0] in study.named and pasted.partition(".")[2] in rest
        if pasted not in known and not is_protected:
            problems.append(
                Problem(
                    name,
                    line,
                    None,
                    f"pastes the number {pasted!r}, which is not published{nearest(pasted, known)}",
                )
            )
    return problems


def _pasted(study: Study) -> Iterator[tuple[str, int | None, str]]:
    """Yield what pages paste: the file, the line, and the id; of a template, that of
    each cohort.
    """
    for page in sorted((study.root / PROSE).glob("*.md")):
        for line, text in enumerate(page.read_text(encoding="utf-8-sig").splitlines(), start=1):
            yield from (
                (page.relative_to(study.root).as_posix(), line, pasted)
                for pasted in PASTED.findall(text)
            )
    for template in sorted((study.root / TEMPLATES).glob("*.ipynb")):
        ids = dict.fromkeys(PASTED.findall(template.read_text(encoding="utf-8")))
        filled = {
            re.sub(r"\{\{ *cohort *\}\}", handle, pasted)
            for pasted in ids
            for handle in study.every_cohort
        }
        yield from (
            (template.relative_to(study.root).as_posix(), None, pasted) for pasted in sorted(filled)
        )


def _warn(app: Sphinx, page: str, source: list[str]) -> None:
    """Put a note below the heading of a page that was written before a cohort joined: where the
    later cohort is.
    """
    if FIELD not in source[0]:
        return
    manifest = Path(app.srcdir) / "executed" / MANIFEST
    pages = json.loads(manifest.read_text(encoding="utf-8"))["pages"].values()
    joined = unknown_to(
        source[0],
        dict.fromkeys(
            page["parameters"]["cohort"] for page in pages if "cohort" in page["parameters"]
        ),
    )
    if joined:
        links = ", ".join(f"[](executed/{cohort})" for cohort in joined)
        note = (
            "\n:::{note}\nThis page was written before a later cohort joined. What is known of"
            f" that is on its own pages: {links}.\n:::\n"
        )
        top = TOP.match(source[0])
        body = top.end() if top else 0
        source[0] = source[0][:body] + HEADING.sub(
            lambda heading: heading[0] + note, source[0][body:], count=1
        )


def add_to(app: Sphinx) -> None:
    app.connect("source-read", _warn)
