"""Read from a code's name that a passage holds a theme with a reservation, or says the opposite.

No tool has a place for it, so that evaluators give it by a code: `contradicts` below the theme, or
by itself on the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.study.problems import IntakeError

SUPPORTS, QUALIFIES, CONTRADICTS = STANCES = ("supports", "qualifies", "contradicts")
FOLDER = ("stance", "stances")


def with_stances(project: CodedProject) -> CodedProject:
    """Return the project with the stance in each segment that a code gives, and without these
    codes.

    Raises IntakeError if a code that is by itself is on words with no other code, or with
    several, so that it cannot be known which of them it is about.
    """
    alone = [segment for segment in project.segments if _is_alone(segment.code)]
    themes = [_below(segment) for segment in project.segments if not _is_alone(segment.code)]
    given = _given(alone, themes)
    segments = [
        segment if segment.stance else segment._replace(stance=given.get(_place(segment), ""))
        for segment in themes
    ]
    codes = tuple(
        code
        for code in project.codes
        if not (_is_stance(code.path[-1]) or code.path[0].casefold() in FOLDER)
    )
    return project._replace(segments=tuple(dict.fromkeys(segments)), codes=codes)


def as_decided(project: CodedProject, stances: Mapping[tuple[str, ...], str]) -> CodedProject:
    """Return the project with the stances of codes, by their path, where no name of a code gives
    one.
    """
    segments = (
        segment._replace(stance=segment.stance or stances.get(segment.code, ""))
        for segment in project.segments
    )
    return project._replace(segments=tuple(segments))


def combined(stances: Collection[str]) -> str:
    """Return the stance of a theme on a passage that has it by several codes; empty if none says.

    A passage that supports a theme and contradicts it holds it with a reservation.
    """
    said = set(stances) - {""}
    return next(iter(said)) if len(said) == 1 else QUALIFIES * bool(said)


def _is_stance(name: str) -> bool:
    return name.casefold() in STANCES


def _is_alone(path: tuple[str, ...]) -> bool:
    """Whether a code is a stance by itself, at the top of the tree or in a folder of stances."""
    return _is_stance(path[-1]) and (len(path) == 1 or path[0].casefold() in FOLDER)


def _below(segment: CodedSegment) -> CodedSegment:
    """The segment of a code such as Coaching > contradicts as one of Coaching."""
    *above, name = segment.code
    if not (above and _is_stance(name)):
        return segment
    return segment._replace(code=tuple(above), stance=name.casefold())


def _place(segment: CodedSegment) -> tuple[str, str, str]:
    """What a stance is on: the words, as one coder coded them."""
    return segment.source, segment.key, segment.coder


def _given(
    alone: Iterable[CodedSegment], themes: Iterable[CodedSegment]
) -> dict[tuple[str, str, str], str]:
    """The stance of each place that a code by itself is on. Raises IntakeError if there is not one
    other code.
    """
    codes, stances = defaultdict(set), defaultdict(set)
    for segment in themes:
        codes[_place(segment)].add(segment.code)
    for segment in alone:
        stances[_place(segment)].add(segment.code[-1].casefold())
    unclear = [place for place in stances if len(codes[place]) != 1]
    if unclear:
        source = unclear[0][0]
        raise IntakeError(
            f"a code that gives a stance ({', '.join(STANCES)}) is on words that have no other"
            f" code, or several: {len(unclear)} times, first in {source!r}; put it below the code"
            " that it is about, for example Coaching > contradicts"
        )
    return {place: combined(said) for place, said in stances.items()}
