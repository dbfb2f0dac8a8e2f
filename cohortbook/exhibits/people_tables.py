"""Tables of who took part and who was interviewed: the characteristics of award holders as the
first table of a journal article sets them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from cohortbook.exhibits.number_tables import OF_ALL, count_cell, is_of_all, scopes_table
from cohortbook.exhibits.present import Cell, Shown, number_cell
from cohortbook.findings import demographics
from cohortbook.findings.register import of_scopes
from cohortbook.findings.results import as_results
from cohortbook.study.finding import Finding, Findings
from cohortbook.study.layout import POOLED, TOGETHER
from cohortbook.study.people import GROUPS
from cohortbook.study.study import Study
from cohortbook.study.withheld import HIDDEN
from cohortbook.study.wording import NOT_KNOWN, label_of

CHARACTERISTICS = {
    "Profession": demographics.social_worker,
    "Gender": demographics.gender,
    "Service": demographics.service,
    "Post on application": demographics.role_group,
    "Working hours": demographics.working_hours,
    "Highest award": demographics.highest_level,
    "Most extensive knowledge of research on application": demographics.research_level,
    "Completion of the programme": demographics.completion,
}
YEARS = "Years since qualification"
REASONS = {
    "practitioner": "Award holders not interviewed, by reason",
    "manager": "Managers not interviewed, by reason",
}
WITHDRAWN = (
    "People who withdrew from the evaluation are among those not interviewed; the base is everyone"
    " who held an award, and every manager who was asked."
)
NOT_RECORDED, NOT_ASKED = "not recorded", "not asked"
FORMATS = {"practitioner": "Award holders, by format", "manager": "Managers, by format"}


def characteristics_table(study: Study, scopes: Iterable[str], caption: str) -> Shown:
    """Show who took part: the characteristics of award holders, each a heading with its categories
    below it, a column a cohort or several together. Categories without anyone are left out.
    """
    chosen = list(scopes)
    blocks = {
        heading: of_scopes(function, study, chosen) for heading, function in CHARACTERISTICS.items()
    }
    years = of_scopes(demographics.years_qualified, study, chosen)
    total = of_scopes(demographics.participants, study, chosen)
    rows = _rows({"": total} | blocks, chosen)
    is_any_hidden = any(own.is_withheld for own in years)
    rows += [[Cell(YEARS)], *_statistics(years, chosen, HIDDEN if is_any_hidden else NOT_KNOWN)]
    note = _note_on_years(study, is_any_hidden) if TOGETHER in chosen else ""
    return _shown(study, caption, chosen, rows, [total, *blocks.values(), years], note)


def _note_on_years(study: Study, is_any_hidden: bool) -> str:
    """Why no years are given of all cohorts, with protected ones."""
    why = (
        "withheld: less the total of the public cohorts next to them, they would be those of the"
        " protected ones"
        if is_any_hidden
        else "not given: only counts are added up over protected cohorts, whose rows are private"
    )
    return f"Years of “{study.title(TOGETHER)}” are {why}."


def interviews_table(study: Study, scopes: Iterable[str], caption: str) -> Shown:
    """Show who was interviewed, and how: award holders and managers, by format and by mode, and
    managers by post.
    """
    chosen = list(scopes)
    held = of_scopes(demographics.interview_count, study, chosen)
    blocks = {
        "": of_scopes(demographics.interviewed, study, chosen),
        "Managers, by post": of_scopes(demographics.manager_role, study, chosen),
    }
    for headings, function in (
        (FORMATS, demographics.interview_format),
        (REASONS, demographics.not_interviewed_because),
    ):
        blocks |= {
            headings[group]: of_scopes(function, study, chosen, group=group) for group in GROUPS
        }
    rows = _rows(blocks, chosen)
    rows.insert(len(blocks[""].by(_kind)), _row("Interviews held", held, chosen))
    notes = [demographics.format_note(study, scope, group) for scope in chosen for group in GROUPS]
    is_any_reason = any(blocks[heading] for heading in REASONS.values())
    note = " ".join(
        [
            *managers_asked(study, blocks[""]),
            *([WITHDRAWN] if is_any_reason else []),
            *dict.fromkeys(filter(None, notes)),
        ]
    )
    return _shown(study, caption, chosen, rows, [*blocks.values(), held], note)


def managers_asked(study: Study, interviewed: Findings) -> Iterator[str]:
    """Yield sentences on how many managers of each cohort were asked and not interviewed; where
    all who are in the data were, that it is not known how many were asked.
    """
    counts = interviewed.where(measure="managers_interviewed")
    if any(own.value == own.n for own in counts):
        yield demographics.MANAGERS_NOTE
    for own in counts:
        if own.scope not in POOLED and not own.is_withheld and own.value < own.n:
            missed = f"{own.n - own.value} of {own.n} managers asked were not interviewed."
            yield f"{study.title(own.scope)}: {missed}"


def _kind(count: Finding) -> tuple[str, str]:
    return count.measure, count.category


def _is_not_given(same: Findings) -> bool:
    """Whether these say of how many a thing is not given: after what only later cohorts hold."""
    return same[0].category == demographics.NOT_GIVEN


def _rows(blocks: Mapping[str, Findings], scopes: list[str]) -> list[list[Cell]]:
    """The rows of blocks of counts, each below its heading if it has one."""
    rows = []
    for heading, findings in blocks.items():
        held = [
            same
            for counts in findings.by(lambda own: own.measure).values()
            for same in sorted(counts.by(_kind).values(), key=_is_not_given)
            if not same[0].category or any(count.value for count in same)
        ]
        if heading and held:
            rows.append([Cell(heading)])
        for same in held:
            label = same[0].label or label_of(same[0].category or same[0].measure)
            cells = _cells(same, {own.scope for own in findings}, scopes)
            rows.append([Cell(label, depth=int(bool(heading))), *cells])
    return rows


def _cells(same: Iterable[Finding], recorded: Set[str], scopes: list[str]) -> Iterator[Cell]:
    """The cells of a category: none is counted where no one was asked about it, or where nothing of
    the block is recorded.
    """
    by_scope = {own.scope: own for own in same}
    for scope in scopes:
        if scope in by_scope:
            yield count_cell(by_scope[scope])
        else:
            yield Cell(NOT_ASKED if scope in recorded else NOT_RECORDED)


def _row(
    label: str,
    same: Iterable[Finding],
    scopes: list[str],
    depth: int = 0,
    missing: str = NOT_KNOWN,
) -> list[Cell]:
    """A row of one statistic; `missing` is printed where a scope has none."""
    by_scope = {own.scope: own for own in same}
    cells = (_statistic(by_scope.get(scope), missing) for scope in scopes)
    return [Cell(label, depth=depth), *cells]


def _statistic(own: Finding | None, missing: str) -> Cell:
    return Cell(missing) if own is None else number_cell(own)


def _statistics(years: Findings, scopes: list[str], missing: str) -> list[list[Cell]]:
    names = {"count": "Known of"}
    return [
        _row(names.get(statistic) or label_of(statistic), same, scopes, 1, missing)
        for statistic, same in years.by(lambda own: own.statistic).items()
    ]


def _shown(
    study: Study,
    caption: str,
    scopes: list[str],
    rows: list[list[Cell]],
    parts: list[Findings],
    note: str = "",
) -> Shown:
    findings = Findings(own for part in parts for own in part)
    if is_of_all(findings):
        note = f"{note} {OF_ALL}".strip()
    html, plain = scopes_table(study, caption, "Characteristic", scopes, rows, note)
    return Shown(html, plain, as_results(findings))
