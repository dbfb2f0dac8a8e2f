"""Read several files of one cohort as one project: a file an interview, or a file a coder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from cohortbook.intake.file_names import stems_apart
from cohortbook.intake.model import Code, Codebook, CodedProject
from cohortbook.intake.workbook import Filled
from cohortbook.study.problems import IntakeError


def together(
    read: Mapping[str, CodedProject | Codebook | Filled],
) -> CodedProject | Codebook | Filled:
    """Return what is in the files, by their names, as one project; as one codebook if none has
    codings.

    An interview that several files hold is the same one; where they name no coder, each file is a
    coder's. Raises IntakeError if one of several is a workbook, which has tables of its own.
    """
    if len(read) == 1:
        return next(iter(read.values()))
    for name, content in read.items():
        if isinstance(content, Filled):
            raise IntakeError(f"{name} is the cohort's workbook; take it in by itself")
    contents = {name: content for name, content in read.items() if not isinstance(content, Filled)}
    codes = _codes(code for content in contents.values() for code in content.codes)
    losses = tuple(
        f"{name}: {loss}" for name, content in contents.items() for loss in content.losses
    )
    memos = tuple(dict.fromkeys(memo for own in contents.values() for memo in own.memos))
    projects = {
        name: content for name, content in contents.items() if isinstance(content, CodedProject)
    }
    if not projects:
        return Codebook(_tools(contents.values()), codes, losses, memos)
    return _one_project(projects, codes, losses)._replace(memos=memos)


def _one_project(
    projects: Mapping[str, CodedProject], codes: tuple[Code, ...], losses: tuple[str, ...]
) -> CodedProject:
    """The projects as one; where they share a source and name no coder, each file is a coder's."""
    shared = _in_several(projects.values())
    coders = stems_apart(map(Path, projects))
    segments = tuple(
        segment._replace(coder=coders[Path(name)])
        if segment.source in shared and not segment.coder
        else segment
        for name, project in projects.items()
        for segment in project.segments
    )
    return CodedProject(
        _tools(projects.values()),
        segments,
        codes,
        tuple(dict.fromkeys(source for own in projects.values() for source in own.sources)),
        tuple(f"{name}: {line}" for name, project in projects.items() for line in project.log),
        (*losses, *_said_of(shared), *_coders_apart(coders, {own.coder for own in segments})),
        turns=sum((Counter(project.turns) for project in projects.values()), Counter()),
        hints=dict(hint for own in projects.values() for hint in own.hints.items()),
    )


def _codes(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Each code once, with what the first file that describes it says, codable where one is."""
    held: dict[tuple[str, ...], Code] = {}
    for code in codes:
        known = held.get(code.path, code)
        held[code.path] = Code(
            code.path,
            known.description or code.description,
            known.is_codable or code.is_codable,
        )
    return tuple(held.values())


def _tools(contents: Iterable[CodedProject | Codebook]) -> str:
    return ", ".join(dict.fromkeys(content.tool for content in contents))


def _in_several(projects: Iterable[CodedProject]) -> set[str]:
    """The sources that more than one of the projects has."""
    held = Counter(source for project in projects for source in set(project.sources))
    return {source for source, times in held.items() if times > 1}


def _coders_apart(coders: Mapping[Path, str], used: Container[str]) -> list[str]:
    apart = [coder for file, coder in coders.items() if coder != file.stem and coder in used]
    return [f"Files of one name were read as different coders: {', '.join(apart)}."] * bool(apart)


def _said_of(shared: set[str]) -> list[str]:
    many = len(shared) != 1
    return [
        f"{len(shared)} source{'s are' if many else ' is'} in several files and"
        f" {'were' if many else 'was'} read as the same interview{'s' * many}; if one is another,"
        " give it a name of its own in your tool."
    ] * bool(shared)
