"""The rule of small counts: what is printed of a table of people of a protected cohort.

A count is printed, or as a range (of 13, "1 to 4" or "9 to 12"), or not at all. Which of these
depends only on what a reader sees anyway, or on choices that leave several tables possible, so that
running the rule backwards from what is printed gives no hidden count away (Dalenius 1977 for the
aim; Cox 1980, Journal of the American Statistical Association 75, 377-385, for hiding further
counts where a total would give one). Zeros are printed: no one is described by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cohortbook.study import withheld

if TYPE_CHECKING:
    from cohortbook.study.policy import Policy
    from cohortbook.study.withheld import Withheld

FEW, MOST, HIDDEN = "few", "most", "hidden"
Printed = int | str  # a count, or one of the three words above


class Rule(NamedTuple):
    """`smallest` count printed, `narrowest` number of values a hidden count keeps, `base` of people
    a table needs.
    """

    smallest: int
    narrowest: int
    base: int


def rules_of(policy: Policy) -> dict[str, Rule]:
    """Return the two rules of small counts: of who people are, and of what they said
    and what changed.
    """
    least = policy.threshold("smallest_theme_count")
    return {
        "attributes": Rule(
            policy.threshold("smallest_count"),
            policy.threshold("narrowest_range"),
            policy.threshold("smallest_table"),
        ),
        "statements": Rule(least, least - 1, policy.threshold("smallest_group")),
    }


def fewest_interviewed(rule: Rule) -> int:
    """Return of how many interviewed changes are counted: of fewer, a count would say that everyone
    reported one.
    """
    return rule.base + rule.smallest - 1


def printed_as(value: int | Withheld, rule: Rule) -> Printed:
    """Return what was decided of a count, from what is published of it."""
    if not withheld.is_withheld(value):
        return value
    if value == withheld.HIDDEN:
        return HIDDEN
    return FEW if withheld.range_of(value)[-1] < rule.smallest else MOST


def parts(counts: tuple[int, ...], rule: Rule) -> tuple[Printed, ...]:
    """Return what is printed of counts that add up to a total that readers know.

    Small counts become FEW. Where their number and sum would leave too few values, the smallest of
    the other counts is covered too. Where even that is not enough, or the table has fewer people
    than its base, all of it is HIDDEN.
    """
    total = sum(counts)
    if not total:
        return counts
    if total < rule.base:
        return (HIDDEN,) * len(counts)
    few = [place for place, count in enumerate(counts) if 0 < count < rule.smallest]
    printed = tuple(FEW if place in few else count for place, count in enumerate(counts))
    if not few or is_wide(len(few), sum(counts[place] for place in few), rule):
        return printed
    covered = _covered(counts, rule)
    if covered is None or len(_left(counts, few, covered, rule)) < rule.narrowest:
        return (HIDDEN,) * len(counts)
    is_rest = len(few) == 1 and sum(count > 0 for count in counts) == 2
    return (*printed[:covered], MOST if is_rest else HIDDEN, *printed[covered + 1 :])


def values_of_few(number: int, together: int, rule: Rule) -> range:
    """Return the values that each of a number of small counts can have that are
    `together` this many.
    """
    others, most = number - 1, rule.smallest - 1
    return range(max(1, together - others * most), min(most, together - others) + 1)


def range_of_part(part: str, total: int, rule: Rule) -> range:
    """Return the values that a count of a table can have by what is printed of it alone."""
    few, most = range(1, rule.smallest), range(total - rule.smallest + 1, total)
    return {FEW: few, MOST: most, HIDDEN: range(total + 1)}[part]


def is_wide(number: int, together: int, rule: Rule) -> bool:
    return len(values_of_few(number, together, rule)) >= rule.narrowest


def _covered(counts: tuple[int, ...], rule: Rule) -> int | None:
    """The place of the smallest count that need not be hidden for itself, the first of several;
    None if there is none.
    """
    large = [(count, place) for place, count in enumerate(counts) if count >= rule.smallest]
    return min(large)[1] if large else None


def _left(counts: tuple[int, ...], few: list[int], covered: int, rule: Rule) -> set[int]:
    """The values of a small count in all tables that would be printed the same way, one
    count covered.
    """
    known = counts[covered] + sum(counts[place] for place in few)
    others = [
        (count, place)
        for place, count in enumerate(counts)
        if count >= rule.smallest and place != covered
    ]
    left: set[int] = set()
    for together in range(len(few), len(few) * (rule.smallest - 1) + 1):
        count = known - together
        is_covered = count >= rule.smallest and (not others or (count, covered) < min(others))
        if is_covered and not is_wide(len(few), together, rule):
            left |= set(values_of_few(len(few), together, rule))
    return left


class Said(NamedTuple):
    """How many of a group spoke of a theme, of those asked."""

    spoke: int
    asked: int


def statements(practitioners: Said, managers: Said, rule: Rule) -> tuple[Printed, Printed, Printed]:
    """Return what is printed of a theme: practitioners, managers, and both together.

    A group of fewer people than the base is not counted apart: all is hidden where any of it would
    show, or be found by subtraction, who of so few spoke. That no one at all spoke of a theme is
    printed. Where no one was asked about a theme, all other counts are hidden, because they have no
    base.
    """
    groups = (practitioners, managers)
    is_any_asked = any(group.asked for group in groups)
    if not any(group.spoke for group in groups) and (
        not is_any_asked or any(group.asked >= rule.base for group in groups)
    ):
        return 0, 0, 0
    if not is_any_asked:
        return HIDDEN, HIDDEN, HIDDEN
    first = _of_group(practitioners, managers, rule)
    second = _of_group(managers, practitioners, rule)
    if not all(group.asked for group in groups):  # together is what the one group said
        return first, second, first if practitioners.asked else second
    if isinstance(first, int) and isinstance(second, int):
        return first, second, first + second
    return first, second, HIDDEN


def range_of_said(part: str, asked: int, beside: int, rule: Rule) -> range:
    """Return the values that the count of a theme can have by what is printed of it alone.

    `asked` is how many of the group were asked, `beside` how many of the other group. None is given
    from a small count unless the other group is too small to be counted.
    """
    least = 0 if is_too_small(beside, rule) else 1
    few, most = range(least, rule.smallest), range(asked - rule.smallest + 1, asked + 1)
    return {FEW: few, MOST: most, HIDDEN: range(asked + 1)}[part]


def is_too_small(asked: int, rule: Rule) -> bool:
    """Return whether people of a group were asked, but too few to be counted."""
    return 0 < asked < rule.base


def _of_group(group: Said, other: Said, rule: Rule) -> Printed:
    """A group's count. Next to a group too small to count, no count of no one is told
    from a small one.
    """
    if not group.asked:
        return 0
    if group.asked < rule.base:
        return HIDDEN
    if group.spoke > group.asked - rule.smallest:
        return MOST
    if group.spoke < rule.smallest and (group.spoke or is_too_small(other.asked, rule)):
        return FEW
    return group.spoke


class Below(NamedTuple):
    """A theme below another: what is printed of it, and the most that a reader can
    suppose it is.
    """

    printed: Printed
    most: int


def most_of(printed: Printed, children: list[Below], asked: int, rule: Rule) -> int:
    """Return the most that a theme can be to a reader who supposes that nothing was coded with it
    but with those below it.
    """
    if isinstance(printed, int):
        return printed
    together = sum(child.most for child in children) if children else asked
    return min(rule.smallest - 1 if printed == FEW else asked, together or asked)


def is_covered_above(printed: Printed, children: list[Below], asked: int, rule: Rule) -> bool:
    """Return whether what is printed of a theme says too much of the themes below it, which
    together it does not exceed.

    So it does where it is the most that the themes below can be together: each small one would then
    be as large as it can be. One less is hidden too, so that a count that is not printed says no
    more. A count above that most was coded directly.
    """
    if not children or asked < rule.base:
        return False
    most = sum(child.most for child in children)
    is_nearly_all = most == asked - rule.smallest + 1  # then all but a few would be exactly that
    if printed == MOST:
        return is_nearly_all
    is_open = any(isinstance(child.printed, str) for child in children)
    return (is_open or is_nearly_all) and printed in (most - 1, most)
