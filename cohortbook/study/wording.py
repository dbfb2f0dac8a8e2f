"""Word values for readers: numbers, dates and codes."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction

from cohortbook.study.withheld import HIDDEN, is_withheld

Value = int | float | Fraction | str | None  # what a number can be: None is not known
NOT_KNOWN = "not available"
SENTENCE_END = re.compile(r"(?<=[.!?])\s")
WORD = re.compile(r"[a-z0-9']+")
SINGULAR = {
    "people": "person",
    "wishes": "wish",
    "analyses": "analysis",
    "authorities": "authority",
}
DATED = ("date", "month")  # units of text: a day, a month, a year or a span of them
MARKED = ("percent", "pounds", *DATED)  # units that the text itself shows
PERCENT_BASE = 20  # below this many people a share is given as "5 of 7"
LABELS = {
    "cohen_kappa": "Cohen’s kappa",
    "krippendorff_alpha": "Krippendorff’s alpha",
    "participants": "Award holders",
    "master": "Master’s",
    "bachelor": "Bachelor’s",
    "sd": "Standard deviation",
    "min": "Shortest",
    "max": "Longest",
    "all": "All cohorts",
    "adult": "Adult services",
    "children": "Children’s services",
    "another": "Another gender",
    "completed": "Completed it",
    "withdrew": "Withdrew",
    "continuing": "Still on it",
    "no_answer": "Did not answer",
    "declined": "Said no",
    "none": "None",
    "module": "A taught module",
    "dissertation": "A dissertation",
    "beyond_qualifying": "More than the qualifying course asked",
}


def label_of(code: str) -> str:
    """Return a code of the tables as a label: postgraduate_diploma becomes Postgraduate diploma."""
    return LABELS.get(code) or code.replace("_", " ").capitalize()


def text_of(value: Value, unit: str) -> str:
    """Return a value as text: whole numbers as they are, means to one decimal, probabilities and
    ratios to two, dates in words.
    """
    if value is None:
        return NOT_KNOWN
    if isinstance(value, str):
        is_date = unit in DATED and not is_withheld(value)
        return date_text(value) if is_date else value
    if unit == "probability":
        return "less than 0.01" if value < Fraction(1, 100) else f"{rounded(value, 2):.2f}"
    if unit in ("coefficient", "ratio"):
        return f"{rounded(value, 2):.2f}"
    if unit == "pounds":
        return f"£{value:,}"
    if unit == "splits":
        return f"{value:,}"
    number = f"{value}" if isinstance(value, int) else f"{rounded(value):.1f}"
    return f"{number}%" if unit == "percent" else number


def typeset(text: str) -> str:
    """Return a number's text with a true minus sign, as wide as a plus; data keep the
    hyphen that programs read.
    """
    return re.sub(r"^-(?=\d)", "−", text)


def markdown_text(text: str) -> str:
    """Return text such that Markdown reads it as text and nothing more."""
    return re.sub(r"[\\`*_{}\[\]<>#|$~^&]", r"\\\g<0>", text)


def rounded(value: float | Fraction, decimals: int = 1) -> float:
    """Round half away from zero, as readers do by hand; exact for fractions, so the
    same on every machine.
    """
    scaled = Fraction(value) * 10**decimals
    whole = int(abs(scaled) + Fraction(1, 2))
    return (whole if scaled >= 0 else -whole) / 10**decimals


def of_text(count: int, n: int) -> str:
    """Return "5 of 7", with the share only where the base is large enough to bear a per cent
    sign.
    """
    if n < PERCENT_BASE:
        return f"{count} of {n}"
    return f"{count} of {n} ({rounded(Fraction(100 * count, n)):.1f}%)"


def counted(text: str, unit: str) -> str:
    """Return a number's text with its unit, in the singular for one; alone where the
    text shows the unit itself.
    """
    if unit in MARKED or text == HIDDEN:
        return text
    if unit == "page":
        return f"page {text}"
    return f"{text} {SINGULAR.get(unit, unit.removesuffix('s')) if text == '1' else unit}"


def with_base(text: str, unit: str, n: int | None) -> str:
    """Return a number's text with its unit and what it is based on, unless that is hidden; one that
    is hidden itself says neither.
    """
    return (
        text
        if text == HIDDEN
        else f"{text}{'' if unit in MARKED else ' ' + unit}{'' if n is None else f', based on {n}'}"
    )


def date_text(date: str) -> str:
    """Return an ISO date, month, year or span in words: 30 November 2022."""
    if "/" in date:
        first, last = date.split("/")
        return f"{date_text(first)} to {date_text(last)}"
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 1:
        return date
    month = datetime.date(parts[0], parts[1], 1).strftime("%B %Y")
    return f"{parts[2]} {month}" if len(parts) == 3 else month


def sentence_list(items: list[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def first_sentence(text: str) -> str:
    """Return a text up to its first full stop, question mark or exclamation mark
    that something follows.
    """
    return SENTENCE_END.split(text, 1)[0]


def words_of(text: str) -> list[str]:
    """Return the words that digests are made of: lower case, letters, digits and
    straight apostrophes.
    """
    return WORD.findall(text.lower().replace("’", "'").replace("‘", "'"))
