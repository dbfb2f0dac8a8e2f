"""Find out who speaks in each passage of a coded project.

In this order: a case that the tool has on the span, a code that names a speaker, a label in the
text, the case that has the whole source, and the source itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cohortbook.intake.case_spans import CaseSpan, speakers, touched
from cohortbook.intake.model import Code, Codebook, CodedProject, CodedSegment, Transcript
from cohortbook.intake.paths import speaker_of
from cohortbook.intake.speaker_labels import count_turns
from cohortbook.study.problems import IntakeError

WITHOUT = Transcript("", [])  # a text whose labels are not believed, or none at all


class _Coded(NamedTuple):
    """Speakers by the codes that name them: who is on each span, the parts of each text and, where
    a tool gives no places, the words in each source.
    """

    spans: dict[tuple, list[str]]
    parts: dict[tuple[str, str], list[CaseSpan]]
    words: dict[str, list[tuple[str, str]]]

    def speakers(self, segment: CodedSegment) -> list[str]:
        """Return who speaks in a segment by a code on its span, on one that it shares a part with
        or, without places, on words that hold its own and are one speaker's.
        """
        parts = self.parts.get((segment.source, segment.text), [])
        placed = speakers(segment.start, segment.end, parts)
        on_span = self.spans.get(segment.span, [])
        own = _letters(segment.quote)
        around = {
            case for case, words in self.words.get(segment.source, ()) if own and own in words
        }
        return list(dict.fromkeys([*on_span, *placed])) or list(around) * (len(around) == 1)


def with_speakers(project: CodedProject, lacking: str = "") -> CodedProject:
    """Return a project with the case of each segment, one for each case that speaks in it; codes
    that name speakers are no longer among its codes.

    The words of a passage that labels are in are without them and their times. Raises IntakeError
    with the sentence `lacking` if no segment is left.
    """
    coded = _coded(segment for segment in project.segments if speaker_of(segment.code))
    spoken = list(_spoken(project, coded))
    if lacking and not spoken:
        raise IntakeError(lacking)
    tagged = Counter(case for cases in coded.spans.values() for case in cases)
    labelled = dict.fromkeys(segment.text for segment, is_guessed in spoken if is_guessed)
    guessed = [count_turns(project.transcripts[text].parts) for text in labelled]
    return project._replace(
        segments=tuple(segment for segment, _ in spoken),
        codes=without_speakers(project.codes),
        log=(*project.log, *_log(tagged, guessed)),
        turns=sum(guessed, tagged),
    )


def coded_or_codebook(project: CodedProject, name: str) -> CodedProject | Codebook:
    """Return a project as `with_speakers` does or, if no passage of the file called `name` is
    coded, its codes and memos. Raises IntakeError if it has none of these.
    """
    coded = with_speakers(project)
    if coded.segments:
        return coded
    if not (coded.codes or coded.memos):
        raise IntakeError(f"{name} holds no coded passage, no code and no memo")
    said = f"No passage of {name} is coded" + "; its codes were read as a codebook" * bool(
        coded.codes
    )
    return Codebook(coded.tool, coded.codes, (*coded.losses, f"{said}."), coded.memos)


def _spoken(project: CodedProject, coded: _Coded) -> Iterator[tuple[CodedSegment, bool]]:
    """The segments of themes, each with a case that speaks in it, and whether a label says so."""
    for segment in project.segments:
        if not speaker_of(segment.code):
            transcript = project.transcripts.get(segment.text, WITHOUT)
            quote = _words(segment, transcript)
            known = [segment.case] if segment.case else coded.speakers(segment)
            labels = [] if known else speakers(segment.start, segment.end, transcript.parts)
            for case in known or labels or [segment.owner]:
                yield segment._replace(case=case, quote=quote), bool(labels)


def without_speakers(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Return the codes that name no speaker, without the one that those are below."""
    held = list(codes)
    above = {code.path[:1] for code in held if speaker_of(code.path)}
    return tuple(code for code in held if not speaker_of(code.path) and code.path not in above)


def _coded(voices: Iterable[CodedSegment]) -> _Coded:
    coded = _Coded(defaultdict(list), defaultdict(list), defaultdict(list))
    for voice in voices:
        case, span = speaker_of(voice.code), coded.spans[voice.span]
        if case in span:
            continue
        span.append(case)
        if voice.start is not None and voice.end is not None:
            part = CaseSpan(case, voice.start, voice.end)
            coded.parts[voice.source, voice.text].append(part)
        else:
            coded.words[voice.source].append((case, _letters(voice.quote)))
    return coded


def _words(segment: CodedSegment, transcript: Transcript) -> str | None:
    """The words of a segment without labels and their times, where a text has them between."""
    start, end, quote = segment.start, segment.end, segment.quote
    if start is None or end is None or not quote:
        return quote
    said = [
        transcript.text[max(start, part.start or 0) : min(end, part.end or end)].strip()
        for part in touched(start, end, transcript.parts)
    ]
    words = ("\n" if "\n" in quote else " ").join(filter(None, said))
    return words if words and _letters(words) != _letters(quote) else quote


def _letters(words: str | None) -> str:
    return "".join((words or "").split())


def _log(tagged: Counter[str], guessed: list[Counter[str]]) -> list[str]:
    """What the log says of speakers that codes or labels name."""
    turns = sum(guessed, Counter())
    marked = f"{tagged.total()} turns of {len(tagged)} speakers are marked in the texts."
    read = (
        f"{turns.total()} turns of {len(turns)} speakers are read from labels in the texts"
        f" ({len(guessed)}). A label is a machine's guess: compare some with the recording."
    )
    return [marked] * bool(tagged) + [read] * bool(guessed)
