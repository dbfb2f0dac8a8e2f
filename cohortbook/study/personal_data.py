"""Find personal data in text that is about to go into `data/`: names, e-mail addresses, phone
numbers and postcodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+")
# Digits are in groups of two and more; single ones apart from each other are a list of numbers.
PHONE = re.compile(
    r"(?:\+(?<![\w.].)44(?: ?\(0\))?|0(?<![\w.].)(?:044(?:"
    r" ?\(0\))?|(?=\d))|\((?<![\w.].)0(?=\d))(?:(?:[ \-()]{1,2}(?=\d\d))?\d){9,10}(?!\d)"
)
# The form of Appendix C of the bulk data guidance that Royal Mail's postcodes follow, in capitals
# or not.
POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE
)
TITLES = ("Dame", "Dr", "Lady", "Lord", "Miss", "Mr", "Mrs", "Ms", "Prof", "Professor", "Sir")
# Common first names in England and Wales, both sexes and several generations; a first name and a
# capital after it is taken for a name.
_FIRST_NAMES = """
Aisha Alan Alexander Ali Alice Amanda Amelia Amy Andrea Andrew Angela Ann Anna Anne Anthony Ava
Barbara Ben Benjamin Beth Brian Carol Caroline Catherine Charles Charlie Charlotte Chloe Chris
Christine Christopher Claire Clare Colin Craig Daniel Darren David Dawn Deborah Debbie Denise Diane
Donna Dorothy Edward Elaine Elizabeth Ella Emily Emma Ethan Fatima Fiona Freya Gary Gemma George
Gillian Grace Graham Hannah Harriet Harry Heather Helen Ian Imran Isabella Isla Jack Jackie Jacob
Jacqueline James Jan Jane Janet Jason Jean Jennifer Jenny Jessica Jill Joan Joanne John Jonathan
Joseph Joshua Joyce Judith Julia Julie Karen Kate Katherine Kathleen Katie Keith Kelly Ken Kenneth
Kevin Kim Laura Leah Lee Leon Lesley Liam Lily Linda Lisa Louise Lucy Luke Lynn Maria Margaret Marie
Martin Mary Matthew Maureen Megan Melanie Mia Michael Michelle Mohammed Muhammad Natalie Neil
Nicholas Nicola Nigel Noah Nora Oliver Olivia Oscar Pamela Patricia Patrick Paul Paula Pauline Peter
Philip Phoebe Rachel Rebecca Richard Robert Ruby Ruth Ryan Sally Samantha Samuel Sandra Sara Sarah
Sean Sharon Sheila Shirley Simon Sophie Stephanie Stephen Steven Stuart Susan Tariq Thomas Timothy
Tina Tom Tracey Tracy Valerie Victoria Wendy William Yasmin Yvonne Zoe
"""
FIRST_NAMES = _FIRST_NAMES.split()


def one_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, where one begins.

    A word's first letter is before what may not precede it: so Python's engine skips from one
    such letter to the next, which it cannot do behind a word boundary, and a book is read many
    times faster.
    """
    return "|".join(
        rf"{letter}(?<!\w{letter})(?:{'|'.join(word[1:] for word in same)})"
        for letter, same in groupby(sorted(words), key=itemgetter(0))
    )


TITLED = re.compile(rf"(?:{one_of(TITLES)})\.? [A-Z][a-z]+")
FIRST_AND_LAST = re.compile(rf"(?:{one_of(FIRST_NAMES)}) [A-Z][a-z]+")
LOOKS = (
    ("an e-mail address", EMAIL),
    ("a phone number", PHONE),
    ("a postcode", POSTCODE),
    ("a name", TITLED),
    ("a name", FIRST_AND_LAST),
)


IN_KEY = "a name in people.csv or coders.csv"
BETWEEN = r"(?:\s{1,3}|[_.-])"  # what is between the words of a name
TURNED = r"(?:,?\s{1,3}|[,_])"  # and where the last comes first


class Seen(NamedTuple):
    """Something that looks private: what it looks like, as it is in the text, and which name of
    the keys it is or is part of."""

    looks_like: str
    text: str
    name: str = ""


def private_in(text: str, known_names: Iterable[str] = ()) -> Iterator[Seen]:
    """Yield each thing in the text that looks private, once.

    `known_names` are those of the keys: one that is there whole, and each of its words, are
    names, in capitals or not. What looks like nothing of the kind may be private all the same.
    """
    for what, pattern in LOOKS:
        yield from (Seen(what, held) for held in _held(pattern, text))
    for name in known_names:
        yield from (Seen(IN_KEY, held, name) for held in _held(_name_or_word(name), text))


def _held(pattern: re.Pattern, text: str) -> Iterable[str]:
    return dict.fromkeys(match.group() for match in pattern.finditer(text))


def name_parts(name: str) -> set[str]:
    """Return the words of a name that can give someone away.

    They are of two letters or more, and not those that documents are named with.
    """
    return {word for word in re.findall(r"[^\W\d_]{2,}", name) if word.lower() not in ORDINARY}


def full_names(names: Iterable[str]) -> re.Pattern | None:
    """Return a pattern for names in full, first and last word together in either order and with a
    capital; None if no name has two words."""
    forms = {form for name in names for words in _runs(name) for form in _forms(words)}
    return re.compile(rf"(?:{one_of(forms)})(?!\w)") if forms else None


@cache
def _name_or_word(name: str) -> re.Pattern:
    """A pattern for a name whole and for each of its words, as it is or with an s, in capitals
    or not.
    """
    forms = [_in_any_case(word) for word in sorted(name_parts(name))]
    if len(name.split()) > 1 and not _is_ordinary(name):
        forms.insert(0, rf"(?<!\w)(?i:{re.escape(name)})(?!\w)")
    return re.compile("|".join(forms) or "(?!)")


def _in_any_case(word: str) -> str:
    """A pattern for a word; one of two letters, which is often a word of English, has a capital."""
    first = word[0].upper() if len(word) == 2 else f"(?i:{word[0]})"
    return rf"\b{first}(?i:{word[1:]}s?)\b"


def _runs(name: str) -> list[list[str]]:
    """Words of two letters or more, side by side between those that documents are named with."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", name)
    long = [word for word in words if len(word) > 1]
    runs = groupby(long, key=lambda word: word.lower() in ORDINARY)
    return [run for is_ordinary, group in runs if not is_ordinary and len(run := list(group)) > 1]


def _forms(words: list[str]) -> Iterator[str]:
    first, last = words[0], words[-1]
    for held, between in ((words, BETWEEN), ([first, last], BETWEEN), ([last, first], TURNED)):
        for write in (
            str.capitalize,
            str.title,
            str.upper,
            lambda word: word[0].upper() + word[1:],
        ):
            written = [re.escape(write(word)) for word in held]
            yield re.sub("['’]", "['’]", between.join(written))


def _is_ordinary(name: str) -> bool:
    return all(word.lower() in ORDINARY for word in re.findall(r"[^\W\d_]+", name))


_ORDINARY = """
adult adults advanced anon anonymised assistant authority award care carer case children client
coach coaching coded coder coding cohort community copy council court day default director document
docx draft evaluation evaluator facilitator family field file final focus follow fostering general
group guest head healthholder home hospital individual int interview interviewee interviewer
interviews lead leader local manager managers meeting mental moderator new notes nurse occupational
officer old older online pair participant passage pdf person phone pilot placement practice
practitioner practitioners principal programme project psw public recording region regional
registered report research researcher respondent second senior service services session social
speaker staff student study supervisor support talk team teams telephone therapist third training
transcribed transcript txt unit university unknown user version video whole work worker workers
workforce workshop year young zoom the and with for from first last one two three four five six
seven eight nine ten an as at by dr he in is it me mr ms my no of on or ot pr sw tm to up us we
january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday
"""
ORDINARY = set(_ORDINARY.split())
