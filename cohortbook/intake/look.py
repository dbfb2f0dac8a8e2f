"""List what a file holds as it would be read, so that it can be compared with the tool's own lists
before anything is taken in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from cohortbook.intake.codes import name_of as code_name
from cohortbook.intake.model import Codebook, CodedProject, CodedSegment
from cohortbook.intake.people import name_of as person_name
from cohortbook.intake.workbook import Filled

NO_CODER = "no coder is named"
NO_GROUP = "no group"


def as_lines(content: CodedProject | Codebook | Filled) -> list[str]:
    """Return a sentence with the totals, then for a coded project the passages of each code,
    source, name and coder; for a codebook its codes; for a workbook the rows of each sheet. At the
    end is what was lost in reading, and how the file was read.
    """
    if isinstance(content, Filled):
        rows = {sheet: sum(map(any, held[1:])) for sheet, held in content.tables.items()}
        return [
            f"the workbook of {content.cohort}",
            *_listed("rows of each sheet", rows),
            *content.notes,
        ]
    if isinstance(content, Codebook):
        return [
            f"{content.tool}: {len(content.codes)} codes, no passage{_with_memos(content)}",
            "",
            "codes",
            *(f"  {code_name(code.path)}" for code in content.codes),
            *content.losses,
        ]
    return [*_totals(content), *_lists(content), *_read_how(content)]


def _totals(project: CodedProject) -> list[str]:
    passages = len(set(map(_passage, project.segments)))
    codings = len({(_passage(own), own.code, own.coder) for own in project.segments})
    return [
        f"{project.tool}: {len(project.sources)} sources, {len(project.codes)} codes,"
        f" {passages} passages, {codings} codings" + _with_memos(project)
    ]


def _with_memos(content: CodedProject | Codebook) -> str:
    return f", {len(content.memos)} memos" * bool(content.memos)


def _lists(project: CodedProject) -> list[str]:
    segments = project.segments
    codes = dict.fromkeys(
        sorted(code_name(code.path) for code in project.codes if code.is_codable), 0
    )
    sources = dict.fromkeys(project.sources, 0)
    by_code = codes | _passages(segments, lambda own: code_name(own.code))
    return [
        *_listed("passages of each code", by_code),
        *_listed("passages of each source", sources | _passages(segments, lambda own: own.source)),
        *_listed("passages of each name in people.csv", _passages(segments, person_name)),
        *_listed("passages of each group", _passages(segments, lambda own: own.group or NO_GROUP)),
        *_listed("passages of each coder", _passages(segments, lambda own: own.coder or NO_CODER)),
    ]


def _read_how(project: CodedProject) -> list[str]:
    said = [*project.losses, *project.log]
    return ["", "how it was read", *(f"  {line}" for line in said)] if said else []


def _passage(segment: CodedSegment) -> tuple[str, str, int | None, str | None]:
    return segment.source, segment.key, segment.start, segment.quote


def _passages(
    segments: Iterable[CodedSegment], of: Callable[[CodedSegment], str]
) -> dict[str, int]:
    """How many passages there are of each, by what `of` returns of a segment."""
    held = defaultdict(set)
    for segment in segments:
        held[of(segment)].add(_passage(segment))
    return {name: len(passages) for name, passages in sorted(held.items())}


def _listed(title: str, counts: dict[str, int]) -> list[str]:
    width = max(map(len, counts), default=0)
    return ["", title, *(f"  {name:{width}}  {count}" for name, count in counts.items())]
