"""Which passages each coder was given, where coders are compared: those of the sources in which
they coded something, unless `coders.csv` says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cohortbook.intake.model import CodedProject, CodedSegment
from cohortbook.study.coders import BETWEEN
from cohortbook.study.keys import CODER_HEADINGS, CODERS, read_key
from cohortbook.study.problems import IntakeError

Given = Mapping[str, set[str]]  # the coders who were given each passage
GIVEN_TO = "given_to"
ALL, OWN = "all", "own"  # in coders.csv: every passage, those that the coder coded
HOW = (
    " Intake takes it that a coder was given each source in which they coded something; if not, say"
    f" so in the column given of {CODERS}: {ALL}, {OWN} (only what they coded) or names of sources,"
    " a line each."
)


def samples_in(folder: Path) -> dict[str, str]:
    """Return what coders.csv in a folder says that each coder was given, by the coder's name."""
    return {name: row["given"] for name, row in read_key(folder / CODERS, CODER_HEADINGS).items()}


def passages_given(
    project: CodedProject,
    spans: Mapping[str, list[CodedSegment]],
    coders: Mapping[str, str],
    said: Mapping[str, str],
) -> dict[str, set[str]]:
    """Return the coders who were given each passage. `spans` are the segments of each passage,
    `coders` the identifiers of coders by name, and `said` what coders.csv says that each was given.
    Raises IntakeError if that names no source of the project.
    """
    given: dict[str, set[str]] = {passage: set() for passage in spans}
    for name in {segment.coder for span in spans.values() for segment in span}:
        sources = _sources(name, said.get(name, ""), project)
        for passage, span in spans.items():
            is_own = any(segment.coder == name for segment in span)
            if is_own or span[0].source in sources:
                given[passage].add(coders[name])
    return given


def _sources(name: str, said: str, project: CodedProject) -> set[str]:
    """The sources that a coder was given whole."""
    named = {line.strip() for line in said.splitlines()} - {""}
    if not named:
        return {segment.source for segment in project.segments if segment.coder == name}
    if named in ({ALL}, {OWN}):
        return set(project.sources) if named == {ALL} else set()
    unknown = sorted(named.difference(source.strip() for source in project.sources))
    if unknown:
        raise IntakeError(
            f"{CODERS}, {name!r}: given: {unknown[0]!r} is no source of the file; write {ALL},"
            f" {OWN} or names of sources, a line each, as intake with --look lists them"
        )
    return {source for source in project.sources if source.strip() in named}


def names_of_coders(given: Given) -> dict[str, str]:
    """Return what passages.csv says of each passage: its coders, if not all were given it."""
    coders = {coder for own in given.values() for coder in own}
    return {
        passage: BETWEEN.join(sorted(own)) if len(own) < len(coders) else ""
        for passage, own in given.items()
    }


def base(given: Given) -> list[str]:
    """Return a sentence with the number of passages that all coders were given, if there are
    several.
    """
    coders = {coder for own in given.values() for coder in own}
    shared = sum(len(own) == len(coders) for own in given.values())
    if len(coders) < 2:
        return []
    all_of_them = "both" if len(coders) == 2 else f"all {len(coders)}"
    if shared == len(given):
        return [f"{all_of_them.capitalize()} coders were given all {shared} passages."]
    return [
        f"{shared} of {len(given)} passages were given to {all_of_them} coders; agreement and"
        f" disagreements count only these.{HOW}"
    ]
