"""One small count against a known share: how unusual it would be in a random draw, and what could ever have been seen."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import comb


def binomial_probabilities(n: int, share: Fraction) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... n among n draws when each is a hit with probability `share`.

    Raises ValueError if n is negative or the share is not between 0 and 1.
    """
    if n < 0 or not 0 <= share <= 1:
        raise ValueError(f"a count of {n} draws with a share of {share} is not possible")
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def binomial_p_values(n: int, share: Fraction) -> list[Fraction]:
    """Return the two-sided exact p-value of each count 0, 1, ... n: the probability of every count no likelier than it.

    The rule of ordering by likelihood is Sterne's (1954, Biometrika 41, 275-278); R's binom.test and SciPy's
    binomtest follow it, with a tolerance that exact fractions do not need.
    """
    probabilities = binomial_probabilities(n, share)
    return [sum((p for p in probabilities if p <= own), Fraction(0)) for own in probabilities]


def binomial_p_value(count: int, n: int, share: Fraction) -> Fraction:
    """Return the two-sided exact p-value of `count` among n.

    Raises ValueError if `count` is not between 0 and n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is not possible")
    return binomial_p_values(n, share)[count]


def mid_p_value(count: int, n: int, share: Fraction) -> Fraction:
    """Return the two-sided mid-p value of `count` among n: counts as likely as it weigh half (Lancaster 1961, JASA 56, 223-234).

    Less careful than the exact p-value: over all counts it is right on average, at a single share it may reject too often.
    Raises ValueError if `count` is not between 0 and n.
    """
    exact, own = binomial_p_value(count, n, share), binomial_probabilities(n, share)
    return exact - sum((p for p in own if p == own[count]), Fraction(0)) / 2


def poisson_binomial_probabilities(strata: Iterable[tuple[int, Fraction]]) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... hits over several groups, each of so many draws with its own share.

    A group of 4 adults' and 3 children's staff against the share of each service is held against neither alone, so that its
    composition is not mistaken for a difference. The distribution is the convolution of binomials (Poisson 1837).
    """
    probabilities = [Fraction(1)]
    for n, share in strata:
        own = binomial_probabilities(n, share)
        joined = [Fraction(0)] * (len(probabilities) + n)
        for before, p in enumerate(probabilities):
            for hits, q in enumerate(own):
                joined[before + hits] += p * q
        probabilities = joined
    return probabilities


def poisson_binomial_p_value(count: int, strata: Iterable[tuple[int, Fraction]]) -> Fraction:
    """Return the two-sided exact p-value of a count over several groups, ordered by likelihood as `binomial_p_values` is.

    Raises ValueError if the count is not possible.
    """
    probabilities = poisson_binomial_probabilities(strata)
    if not 0 <= count < len(probabilities):
        raise ValueError(f"{count} of {len(probabilities) - 1} is not possible")
    return sum((p for p in probabilities if p <= probabilities[count]), Fraction(0))


def rejected_counts(n: int, share: Fraction, alpha: Fraction = Fraction(5, 100)) -> list[int]:
    """Return the counts of n at which the two-sided exact test rejects `share` at level `alpha`."""
    return [count for count, p in enumerate(binomial_p_values(n, share)) if p <= alpha]


def rejection_limits(n: int, share: Fraction) -> tuple[int | None, int | None]:
    """Return the highest count on the low side and the lowest on the high side that the 5 % test rejects; None where none does."""
    rejected = rejected_counts(n, share)
    expected = n * share
    low = [count for count in rejected if count < expected]
    high = [count for count in rejected if count > expected]
    return (max(low) if low else None), (min(high) if high else None)


def detectable_shares(n: int, share: Fraction, power: Fraction = Fraction(80, 100)) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares nearest to `share`, below and above it, that the 5 % test would detect with at least `power`.

    Shares are tried in whole per cent, outwards from `share`; None where no share on that side can be detected.
    Power is exact: the probability, under the other share, of all rejected counts.
    """
    rejected = rejected_counts(n, share)

    def is_detected(other: Fraction) -> bool:
        probabilities = binomial_probabilities(n, other)
        return sum(probabilities[count] for count in rejected) >= power

    percents = [Fraction(percent, 100) for percent in range(101)]
    below = next((other for other in reversed(percents) if other < share and is_detected(other)), None)
    above = next((other for other in percents if other > share and is_detected(other)), None)
    return below, above
