"""The values that are filled into the text of pages: what may be said of one cohort, or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohortbook.running.pages import WHO_CAN_BE_KNOWN
from cohortbook.study.layout import ALL, COHORTS
from cohortbook.study.wording import markdown_text, sentence_list

if TYPE_CHECKING:
    from cohortbook.running.pages import Page
    from cohortbook.study.study import Study

COUNTED_FROM = "Each number below leads to the rows it was counted from."
WHO = f"No row about a person is published: {WHO_CAN_BE_KNOWN}."
RANGES = "numbers are printed as ranges, and [c] takes the place of a number that is hidden."
STRICT_NOTE = f"The people of this cohort are protected. Small {RANGES} {WHO}"
AGREED_NOTE = f"The people of this cohort were asked, table by table, what may be published. {WHO}"
PARTLY_NOTE = f"{AGREED_NOTE} Some {RANGES}"


def fillings(study: Study, page: Page) -> dict[str, str]:
    """Return what the text of a page may ask for, by name: of its cohort, or of all cohorts. Raises
    StudyError if CITATION.cff is broken.
    """
    if page.cohort:
        return about(study, page.cohort)
    return about_all(study) if page.is_filled else {}


def files_of(study: Study, page: Page) -> list[str]:
    """Return the names of the files that the text of a page is filled from."""
    from cohortbook.study.citation import FILE

    if not page.cohort and not page.is_filled:
        return []
    cohorts = [page.cohort] if page.cohort else study.every_cohort
    return [
        *((COHORTS / handle / "cohort.yml").as_posix() for handle in cohorts),
        *([] if page.cohort else [FILE]),
    ]


def about(study: Study, handle: str) -> dict[str, str]:
    """Return what the pages of a cohort may say: what its cohort.yml says, and a note if its people
    are protected, or else where numbers lead.
    """
    is_protected = handle in study.named
    return {
        **study.stated(handle),
        "note": _note(study, handle) if is_protected else _shown_here(study, handle),
        "counted_from": "" if is_protected else COUNTED_FROM,
    }


def _shown_here(study: Study, *handles: str) -> str:
    """That this is the internal edition, of some cohorts or of all; empty in the public one."""
    from cohortbook.study.policy import shown_here

    return markdown_text(shown_here(study.cohorts[handle] for handle in handles or study.cohorts))


def _note(study: Study, handle: str) -> str:
    from cohortbook.study.policy import STRICT

    if study.named[handle]["disclosure"] == STRICT:
        return STRICT_NOTE
    is_any_hidden = any(finding.is_withheld for finding in study.published[handle].results)
    return PARTLY_NOTE if is_any_hidden else AGREED_NOTE


def about_all(study: Study) -> dict[str, str]:
    """Return what a page of all cohorts may say: which they are, which are left out of it or of its
    totals, whom to write to, what no one has confirmed.
    """
    from cohortbook.study.citation import contact
    from cohortbook.study.policy import unconfirmed

    return {
        "together": study.title(ALL),
        "newest": study.newest_title,
        "left_out": left_out(study),
        "not_in_totals": not_in_totals(study),
        "contact": contact(study.root),
        "open_task": unconfirmed(study.policy),
        "shown_here": _shown_here(study),
    }


def left_out(study: Study) -> str:
    """Return, in a sentence, the cohorts that a comparison leaves out because their people are
    protected; of the internal edition, that it shows them; empty if there are none.
    """
    return f"{_protected(study, 'left out here')}." if study.named else _shown_here(study)


def not_in_totals(study: Study) -> str:
    """Return, in a sentence or two, the cohorts that no total of a page holds because their people
    are protected, and where they are; of the internal edition, that it shows them; empty if there
    are none.
    """
    if not study.named:
        return _shown_here(study)
    may = "What may be printed of it" if len(study.named) == 1 else "What may be printed of them"
    where = _protected(study, "not in the totals of the public cohorts")
    return f"{where}. {may} is in the tables below."


def _protected(study: Study, what: str) -> str:
    """What protected cohorts are, and why."""
    titles = sentence_list([markdown_text(study.title(handle)) for handle in study.named])
    are, their = ("is", "its") if len(study.named) == 1 else ("are", "their")
    return f"{titles} {are} {what}, because {their} people are protected: {WHO_CAN_BE_KNOWN}"
