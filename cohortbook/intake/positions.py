"""Find out from the text what a tool counts when it says where a passage begins and ends.

The REFI-QDA standard (1.5, section 10.2) counts Unicode code points. NVivo counts UTF-16 units of
the text with its carriage returns, ATLAS.ti a carriage return and its newline as one. A way of
counting is believed if nearly all the passages it gives begin and end between words; if none does,
the words of the project cannot be had, and only counting goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# of passages must begin and end between words; people seldom mark half a word, and chance does nine
# times in ten
PROVED = 0.9
# Scripts that put no blanks between words: Thai, Lao, Tibetan, Burmese, Khmer, kana and the
# characters of Chinese.
UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
CODE_POINTS, UTF_16, CODE_POINTS_LF, UTF_16_LF = (
    "Unicode code points",
    "UTF-16 units",
    "Unicode code points, a line end as one",
    "UTF-16 units, a line end as one",
)
RULES = (CODE_POINTS, UTF_16, CODE_POINTS_LF, UTF_16_LF)
KNOWN = {
    "nvivo": UTF_16,
    "atlas": CODE_POINTS_LF,
    "qc": CODE_POINTS_LF,
}  # what a tool is known to count, where two ways prove themselves alike


class Span(NamedTuple):
    """A passage as a tool places it: the source it is in, and where it begins and ends there,
    the end not included.
    """

    source: str
    start: int
    end: int


class Words(NamedTuple):
    """The words of a span and where they begin: characters from 0, every line end
    counted as one.
    """

    start: int
    quote: str


class Proof(NamedTuple):
    """How positions were read: the way of counting, the share of spans that begin and end between
    words, and the words of each span in a text.

    If no way proved itself, `words` is empty.
    """

    rule: str
    share: float
    words: dict[Span, Words]


def read_positions(spans: Iterable[Span], texts: dict[str, str], tool: str = "") -> Proof:
    """Return the words of spans by the way of counting that fits their texts best; spans of sources
    without a text are passed over.

    One way is taken for the whole project, because one tool wrote it; between ways that fit alike,
    the one the tool is known for.
    """
    placed = [span for span in dict.fromkeys(spans) if span.source in texts]
    if not placed:
        return Proof("", 0.0, {})
    known = next(
        (rule for name, rule in KNOWN.items() if re.search(rf"\b{name}\b", tool.lower())),
        CODE_POINTS,
    )
    best = max(
        (_try(rule, placed, texts) for rule in sorted(RULES, key=lambda rule: rule != known)),
        key=lambda proof: proof.share,
    )
    return best if best.share >= PROVED else best._replace(words={})


def _try(rule: str, spans: list[Span], texts: dict[str, str]) -> Proof:
    is_lf = rule in (CODE_POINTS_LF, UTF_16_LF)
    counted = {
        source: text.replace("\r\n", "\n") if is_lf else text for source, text in texts.items()
    }
    units = (
        {source: text.encode("utf-16-le") for source, text in counted.items()}
        if rule in (UTF_16, UTF_16_LF)
        else {}
    )
    words, proved = {}, 0
    for span in spans:
        text = counted[span.source]
        start, end = (
            _code_points(units[span.source], place) if units else place
            for place in (span.start, span.end)
        )
        if start is not None and end is not None and 0 <= start < end <= len(text):
            words[span] = Words(
                start - text.count("\r\n", 0, start), text[start:end].replace("\r\n", "\n")
            )
            proved += _is_between_words(text, start) and _is_between_words(text, end)
    return Proof(rule, proved / len(spans), words)


def _code_points(units: bytes, place: int) -> int | None:
    """The number of characters before a place counted in UTF-16 units; None if the place lies
    inside a character or outside the text.
    """
    if not 0 <= place <= len(units) // 2:
        return None
    try:
        return len(units[: 2 * place].decode("utf-16-le"))
    except UnicodeDecodeError:
        return None


def _is_between_words(text: str, place: int) -> bool:
    return not (
        0 < place < len(text)
        and text[place - 1].isalnum()
        and text[place].isalnum()
        and not UNSPACED.search(text[place - 1 : place + 1])
    )
