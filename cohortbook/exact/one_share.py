"""Test one small count against a known share, and find the shares that the test could have
detected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import count as count_from
from math import floor, lcm, log, log1p, prod
from numbers import Integral
from typing import TypeVar

from cohortbook.exact._detection import (
    DOUBT,
    MILLION,
    is_at_most,
    nearest_detected,
    nearest_shares,
    p_value_in_floats,
    rejected_in_floats,
)
from cohortbook.exact._possible import (
    check_count,
    check_exact,
    check_share,
    check_whole,
    exact_level,
    listed,
    plain,
)
from cohortbook.exact._weights import binomial_weights

COUNTED = (
    2**25
    # bits of a number of all counts of several groups, which takes about a second; more are added
    # up in floats
)

T = TypeVar("T", float, Fraction)
MOST = 10**6  # people in the smallest group that is looked for


def binomial_probabilities(n: int, share: Fraction) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... n among n draws when each is a hit with probability
    `share` (Bernoulli 1713, Ars Conjectandi).

    Raises ValueError if n is negative, or the share is not a Fraction between 0 and 1.
    """
    weights, whole = binomial_weights(n, share)
    return [Fraction(weight, whole) for weight in weights]


def binomial_p_values(n: int, share: Fraction) -> list[Fraction]:
    """Return the two-sided exact p-value of each count 0, 1, ... n: the probability of every count
    no likelier than it.

    The rule of ordering by likelihood is Sterne's (1954, Biometrika 41, 275-278); R's binom.test
    and SciPy's binomtest follow it, with a tolerance that exact fractions do not need. Raises as
    `binomial_probabilities` does.
    """
    weights, whole = binomial_weights(n, share)
    return [Fraction(weight, whole) for weight in _up_to(weights)]


def p_values_by_likelihood(probabilities: Sequence[Fraction]) -> list[Fraction]:
    """Return, for each outcome of a distribution, the probability of every outcome no likelier than
    it: Sterne's rule (1954), for any distribution.

    Raises ValueError if the probabilities are not Fractions from 0 upwards that add up to 1.
    """
    own = [plain(p) for p in listed(probabilities)]
    check_whole(own)
    whole = lcm(*(p.denominator for p in own))
    return [Fraction(weight, whole) for weight in _up_to([int(p * whole) for p in own])]


def _up_to(weights: Sequence[int]) -> list[int]:
    """The weight of every outcome no heavier than each."""
    up_to: dict[int, int] = {}
    total = 0
    for weight in sorted(weights):
        total += weight
        up_to[weight] = total
    return [up_to[weight] for weight in weights]


def _rejected(weights: Sequence[int], whole: int, alpha: Fraction) -> list[int]:
    return [outcome for outcome, weight in enumerate(_up_to(weights)) if weight <= alpha * whole]


def binomial_p_value(count: int, n: int, share: Fraction) -> Fraction:
    """Return the two-sided exact p-value of `count` among n, ordered by likelihood (Sterne 1954).

    Of thousands of draws it is right to ten decimals. Raises ValueError if `count` is not between 0
    and n, or the share is not a Fraction between 0 and 1.
    """
    check_count(count, n)
    return poisson_binomial_p_value(count, [(n, share)])


def mid_p_value(count: int, n: int, share: Fraction) -> Fraction:
    """Return the two-sided mid-p value of `count` among n: counts as likely as it weigh half
    (Lancaster 1961, JASA 56, 223-234).

    Less careful than the exact p-value: over all counts it is right on average, at a single share
    it may reject too often. Raises as `binomial_p_value` does.
    """
    exact, own = binomial_p_value(count, n, share), binomial_probabilities(n, share)
    return exact - sum((p for p in own if p == own[count]), Fraction(0)) / 2


def doubled_p_value(count: int, n: int, share: Fraction) -> Fraction:
    """Return twice the smaller one-sided exact p-value of `count` among n, and at most 1 (Fisher's
    preference; Yates 1984, JRSS A 147, 426-463).

    Raises as `binomial_p_value` does.
    """
    check_count(count, n)
    own = binomial_probabilities(n, share)
    return min(
        Fraction(1), 2 * min(sum(own[: count + 1], Fraction(0)), sum(own[count:], Fraction(0)))
    )


TESTS = {"likelihood": binomial_p_value, "mid_p": mid_p_value, "doubled": doubled_p_value}


def poisson_binomial_probabilities(strata: Iterable[tuple[int, Fraction]]) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... hits over several groups, each of a number of draws
    with its own share.

    A group of 4 adults' and 3 children's staff against the share of each service is compared with
    neither alone, so that its composition is not mistaken for a difference. The distribution is the
    convolution of binomials (Poisson 1837). Raises ValueError if draws are negative, or a share is
    not a Fraction between 0 and 1.
    """
    weights, whole = _weights(strata)
    return [Fraction(weight, whole) for weight in weights]


def _weights(strata: Iterable[tuple[int, Fraction]]) -> tuple[list[int], int]:
    """The probabilities of each number of hits as whole numbers, and what they add up to.

    A group's distribution is (misses + hits x) to the power of its draws. At a power of two that is
    wider than any coefficient, the product of all groups is one large number in which the
    coefficients are side by side.
    """
    strata = _merged(strata)
    if len(strata) == 1:
        return binomial_weights(*strata[0])
    whole = prod(share.denominator**n for n, share in strata)
    place = whole.bit_length()
    packed = prod(
        (share.denominator - share.numerator + (share.numerator << place)) ** n
        for n, share in strata
    )
    mask = (1 << place) - 1
    return [packed >> (place * hits) & mask for hits in range(sum(n for n, _ in strata) + 1)], whole


def _merged(strata: Iterable[tuple[int, Fraction]]) -> list[tuple[int, Fraction]]:
    """Groups of one share as one, in the order of the shares; raises ValueError where draws or a
    share are not possible.
    """
    held = listed(strata)
    check_exact(share for _, share in held)
    if any(not isinstance(n, Integral) or n < 0 or not 0 <= share <= 1 for n, share in held):
        raise ValueError(
            f"draws with shares {[(n, str(share)) for n, share in held]} are not possible"
        )
    draws: Counter[Fraction] = Counter()
    for n, share in held:
        draws[plain(share)] += plain(n)
    return [(n, share) for share, n in sorted(draws.items())]


def poisson_binomial_detectable(
    strata: Sequence[tuple[int, Fraction]], power: Fraction = Fraction(80, 100)
) -> tuple[Fraction | None, Fraction | None]:
    """Return the overall shares nearest to what the strata make expect, below and above it, that
    the 5 % test would detect with at least `power`.

    The odds of every stratum are taken to be multiplied by one number, which is solved for to a
    millionth of its part of the whole; k hits are then likelier by the k-th power of that number
    (exponential tilting; Esscher 1932, Skandinavisk Aktuarietidskrift 15, 175-195). The share
    returned is that of all draws together, to a millionth; None where none of that side can be
    detected. Power is exact. Raises ValueError as `poisson_binomial_probabilities` does, if no one
    is drawn, or if the power is not between 0 and 1.
    """
    power = exact_level(power, "power")
    held = _merged(strata)
    n = sum(size for size, _ in held)
    if n == 0:
        raise ValueError("no one is drawn, so nothing can be detected")
    kept = sorted(set(range(n + 1)) - set(poisson_binomial_rejected(held)))

    def is_detected(odds: int) -> bool:
        def exactly() -> bool:
            tilted = _tilted(_weights(held)[0], odds)
            return sum(tilted[count] for count in kept) <= (1 - power) * sum(tilted)

        return is_at_most(1 - power, _moved(held, odds), kept, exactly)

    below = nearest_detected(is_detected, MILLION // 2 - 1, 0)
    above = nearest_detected(is_detected, MILLION // 2 + 1, MILLION)
    return _overall(held, below), _overall(held, above)


def _moved(strata: Sequence[tuple[int, Fraction]], odds: int) -> list[tuple[int, Fraction]]:
    """The strata when all odds are multiplied by `odds` to what is left of a million."""
    return [
        (size, share * odds / (share * odds + (1 - share) * (MILLION - odds)))
        if 0 < share < 1
        else (size, share)
        for size, share in strata
    ]


def _overall(strata: Sequence[tuple[int, Fraction]], odds: int | None) -> Fraction | None:
    """The share of all draws together when all odds are so multiplied, to a millionth."""
    if odds is None:
        return None
    hits = sum(size * share for size, share in _moved(strata, odds))
    return Fraction(round(hits * MILLION / sum(size for size, _ in strata)), MILLION)


def _tilted(weights: Sequence[int], odds: int) -> list[int]:
    """The weights of each number of hits when all odds are multiplied by `odds` to what is left of
    a million.
    """
    return [
        weight * odds**k * (MILLION - odds) ** (len(weights) - 1 - k)
        for k, weight in enumerate(weights)
    ]


def poisson_binomial_p_value(count: int, strata: Iterable[tuple[int, Fraction]]) -> Fraction:
    """Return the two-sided exact p-value of a count over several groups, ordered by likelihood as
    `binomial_p_values` is.

    Of thousands of draws it is right to ten decimals. Raises ValueError if the count or the strata
    are not possible.
    """
    held = _merged(strata)
    n = sum(size for size, _ in held)
    check_count(count, n)
    if n * sum(size * share.denominator.bit_length() for size, share in held) > COUNTED:
        return p_value_in_floats(count, held)
    weights, whole = _weights(held)
    return Fraction(sum(weight for weight in weights if weight <= weights[count]), whole)


def poisson_binomial_rejected(
    strata: Sequence[tuple[int, Fraction]], alpha: Fraction = Fraction(5, 100)
) -> list[int]:
    """Return the counts over several groups at which the exact test, ordered by likelihood (Sterne
    1954), rejects their shares at level `alpha`.

    The counts are those of exact fractions, which are reckoned with only where floats leave a
    doubt. Raises ValueError as `poisson_binomial_probabilities` does, or if alpha is not between 0
    and 1.
    """
    alpha = exact_level(alpha)
    held = _merged(strata)
    found = rejected_in_floats(held, alpha)
    return _rejected(*_weights(held), alpha) if found is None else found


def rejected_counts(n: int, share: Fraction, alpha: Fraction = Fraction(5, 100)) -> list[int]:
    """Return the counts of n at which the two-sided exact test (Sterne 1954) rejects `share` at
    level `alpha`.

    Raises ValueError as `binomial_probabilities` does, or if alpha is not between 0 and 1.
    """
    return poisson_binomial_rejected([(n, share)], alpha)


def power(n: int, share: Fraction, other: Fraction, alpha: Fraction = Fraction(5, 100)) -> Fraction:
    """Return how often a test against `share` rejects, at the level `alpha`, if n are drawn from
    `other`: the probability of its rejected counts.

    Raises as `rejected_counts` does.
    """
    weights, whole = binomial_weights(n, other)
    return Fraction(sum(weights[count] for count in rejected_counts(n, share, alpha)), whole)


def rejected_by_likelihood(
    probabilities: Sequence[Fraction], alpha: Fraction = Fraction(5, 100)
) -> list[int]:
    """Return the outcomes of a distribution at which the exact test, ordered by likelihood (Sterne
    1954), rejects it at level `alpha`.

    Raises ValueError as `p_values_by_likelihood` does, or if alpha is not between 0 and 1.
    """
    alpha = exact_level(alpha)
    return [
        outcome for outcome, p in enumerate(p_values_by_likelihood(probabilities)) if p <= alpha
    ]


def rejection_limits(n: int, share: Fraction) -> tuple[int | None, int | None]:
    """Return the highest count on the low side and the lowest on the high side that the 5 % test of
    `rejected_counts` rejects; None where none does.

    Raises as `rejected_counts` does.
    """
    return limits_of(rejected_counts(n, share), n * share)


def limits_of(rejected: Sequence[int], expected: Fraction) -> tuple[int | None, int | None]:
    """Return the highest rejected count below what is expected and the lowest above it, for example
    of `rejected_counts`; None where there is none.

    Raises ValueError if a count is negative.
    """
    rejected = listed(rejected)
    if any(count < 0 for count in rejected):
        raise ValueError(f"{min(rejected)} people cannot be rejected: a count is not negative")
    low = [count for count in rejected if count < expected]
    high = [count for count in rejected if count > expected]
    return (max(low) if low else None), (min(high) if high else None)


def detectable_shares(
    n: int, share: Fraction, power: Fraction = Fraction(80, 100)
) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares nearest to `share`, below and above it, that the 5 % test would detect with
    at least `power`, to a millionth.

    Power is exact: the probability, under the other share, of all counts that `rejected_counts`
    gives. None where no share of that side can be detected. Raises ValueError as
    `binomial_probabilities` does, or if the power is not between 0 and 1.
    """
    power = exact_level(power, "power")
    return nearest_shares(plain(n), plain(share), rejected_counts(n, share), power)


def smallest_group(share: Fraction, alpha: Fraction = Fraction(5, 100)) -> int | None:
    """Return the fewest draws of which all hits would be significant: the 5 % test rejects
    n of n. None if every draw is a hit.

    In smaller groups nothing is significant on that side, whatever they are like; the test is that
    of `rejected_counts`. Raises ValueError if the share is not a Fraction between 0 and 1, alpha is
    not between 0 and 1, or more than a million draws are needed.
    """
    check_share(share)
    alpha, share = exact_level(alpha), plain(share)
    if share in (0, 1):
        return None if share else 1
    fewest = log(alpha) / log1p(-float(1 - share))  # fewer are not rare enough by themselves
    if fewest > MOST:
        raise ValueError(
            f"a share of {share} is not possible: a group would need more than {MOST:,}"
        )
    return next(n for n in count_from(max(1, floor(fewest))) if _all_are_unusual(n, share, alpha))


def _all_are_unusual(n: int, share: Fraction, alpha: Fraction) -> bool:
    """Whether n of n is rejected: in floats where these leave no doubt."""
    p, is_clear = _p_value_of_all(n, float(share))
    if is_clear and abs(p - alpha) > DOUBT:
        return p < alpha
    return _p_value_of_all(n, share)[0] <= alpha


def _p_value_of_all(n: int, share: T) -> tuple[T, bool]:
    """The p-value of n of n, and whether no other count is as likely but for rounding: the likelier
    ones follow on each other, from n - 1 downwards.
    """
    odds, likelier, is_clear = (1 - share) / share, 0 * share, True
    ratio = n * odds  # how much likelier than all
    for misses in range(1, n + 1):
        is_clear = is_clear and abs(ratio - 1) > DOUBT
        if ratio <= 1:
            break
        likelier += ratio
        ratio = ratio * (n - misses) * odds / (misses + 1)
    return 1 - likelier * share**n, is_clear
