"""One small count against a known share: how unusual it would be in a random draw, and what could ever have been seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil, comb, floor, lcm, prod

MILLION = 10**6  # detectable shares are solved to one part of it
DOUBT = 1e-9  # floats of probabilities are thousands of times nearer to the truth than this


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
    return p_values_by_likelihood(binomial_probabilities(n, share))


def p_values_by_likelihood(probabilities: Sequence[Fraction]) -> list[Fraction]:
    """Return, for each outcome of a distribution, the probability of every outcome no likelier than it: Sterne's rule, for any distribution."""
    whole = lcm(*(p.denominator for p in probabilities))
    weights = [int(p * whole) for p in probabilities]
    up_to: dict[int, int] = {}  # the weight of every outcome no heavier
    total = 0
    for weight in sorted(weights):
        total += weight
        up_to[weight] = total
    return [Fraction(up_to[weight], whole) for weight in weights]


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


def doubled_p_value(count: int, n: int, share: Fraction) -> Fraction:
    """Return twice the smaller one-sided exact p-value of `count` among n, and at most 1 (Fisher's preference; Yates 1984, JRSS A 147, 426-463).

    Raises ValueError if `count` is not between 0 and n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is not possible")
    own = binomial_probabilities(n, share)
    return min(Fraction(1), 2 * min(sum(own[:count + 1], Fraction(0)), sum(own[count:], Fraction(0))))


TESTS = {"likelihood": binomial_p_value, "mid_p": mid_p_value, "doubled": doubled_p_value}


def poisson_binomial_probabilities(strata: Iterable[tuple[int, Fraction]]) -> list[Fraction]:
    """Return the probabilities of 0, 1, ... hits over several groups, each of so many draws with its own share.

    A group of 4 adults' and 3 children's staff against the share of each service is held against neither alone, so that its
    composition is not mistaken for a difference. The distribution is the convolution of binomials (Poisson 1837).
    """
    weights, whole = _weights(list(strata))
    return [Fraction(weight, whole) for weight in weights]


def _weights(strata: Sequence[tuple[int, Fraction]]) -> tuple[list[int], int]:
    """The probabilities of each number of hits as whole numbers, and what they add up to.

    A group's distribution is (misses + hits x) to the power of its draws. At a power of two that is wider than any coefficient,
    the product of all groups is one large number in which the coefficients stand side by side.
    """
    if any(n < 0 or not 0 <= share <= 1 for n, share in strata):
        raise ValueError(f"draws with shares {[(n, str(share)) for n, share in strata]} are not possible")
    whole = prod(share.denominator**n for n, share in strata)
    place = whole.bit_length()
    packed = prod((share.denominator - share.numerator + (share.numerator << place)) ** n for n, share in strata)
    mask = (1 << place) - 1
    return [packed >> (place * hits) & mask for hits in range(sum(n for n, _ in strata) + 1)], whole


def poisson_binomial_detectable(strata: Sequence[tuple[int, Fraction]], power: Fraction = Fraction(80, 100)) -> tuple[Fraction | None, Fraction | None]:
    """Return the overall shares nearest to what the strata make expect, below and above it, that the 5 % test would detect with at least `power`.

    The odds of every stratum are taken to be multiplied by one number, which is solved for to a millionth of its part of the whole;
    the share returned is that of all draws together, to a millionth. None where none of that side can be detected.
    """
    held = list(strata)
    n = sum(size for size, _ in held)
    kept = sorted(set(range(n + 1)) - set(rejected_by_likelihood(poisson_binomial_probabilities(held))))

    def moved(odds: int) -> list[tuple[int, Fraction]]:
        return [(size, share * odds / (share * odds + (1 - share) * (MILLION - odds))) if 0 < share < 1 else (size, share) for size, share in held]

    def is_detected(odds: int) -> bool:
        def exactly() -> bool:
            weights, whole = _weights(moved(odds))
            return sum(weights[count] for count in kept) <= (1 - power) * whole

        return _is_at_most(1 - power, moved(odds), kept, exactly)

    def overall(odds: int | None) -> Fraction | None:
        return None if odds is None else Fraction(round(sum(size * share for size, share in moved(odds)) * MILLION / n), MILLION)

    return overall(nearest_detected(is_detected, MILLION // 2 - 1, 0)), overall(nearest_detected(is_detected, MILLION // 2 + 1, MILLION))


def _is_at_most(limit: Fraction, strata: Sequence[tuple[int, Fraction]], counts: Sequence[int], exactly: Callable[[], bool]) -> bool:
    """Whether the probabilities of some counts of hits come to at most `limit`: in floats where these leave no doubt, else as `exactly` says.

    The answer is that of exact fractions, which for hundreds of draws have hundreds of thousands of digits and take minutes.
    """
    import numpy as np
    from scipy.stats import binom

    probabilities = np.ones(1)
    for n, share in strata:
        probabilities = np.convolve(probabilities, binom.pmf(np.arange(n + 1), n, float(share)))
    sum_of_counts = float(probabilities[list(counts)].sum())
    return sum_of_counts < limit if abs(sum_of_counts - limit) > DOUBT else exactly()


def poisson_binomial_p_value(count: int, strata: Iterable[tuple[int, Fraction]]) -> Fraction:
    """Return the two-sided exact p-value of a count over several groups, ordered by likelihood as `binomial_p_values` is.

    Raises ValueError if the count is not possible.
    """
    probabilities = poisson_binomial_probabilities(strata)
    if not 0 <= count < len(probabilities):
        raise ValueError(f"{count} of {len(probabilities) - 1} is not possible")
    return p_values_by_likelihood(probabilities)[count]


def rejected_counts(n: int, share: Fraction, alpha: Fraction = Fraction(5, 100)) -> list[int]:
    """Return the counts of n at which the two-sided exact test rejects `share` at level `alpha`."""
    return rejected_by_likelihood(binomial_probabilities(n, share), alpha)


def rejected_by_likelihood(probabilities: Sequence[Fraction], alpha: Fraction = Fraction(5, 100)) -> list[int]:
    """Return the outcomes of a distribution at which the exact test, ordered by likelihood, rejects it at level `alpha`."""
    return [outcome for outcome, p in enumerate(p_values_by_likelihood(probabilities)) if p <= alpha]


def rejection_limits(n: int, share: Fraction) -> tuple[int | None, int | None]:
    """Return the highest count on the low side and the lowest on the high side that the 5 % test rejects; None where none does."""
    return limits_of(rejected_counts(n, share), n * share)


def limits_of(rejected: Sequence[int], expected: Fraction) -> tuple[int | None, int | None]:
    """Return the highest rejected count below what is expected and the lowest above it; None where there is none."""
    low = [count for count in rejected if count < expected]
    high = [count for count in rejected if count > expected]
    return (max(low) if low else None), (min(high) if high else None)


def detectable_shares(n: int, share: Fraction, power: Fraction = Fraction(80, 100)) -> tuple[Fraction | None, Fraction | None]:
    """Return the shares nearest to `share`, below and above it, that the 5 % test would detect with at least `power`, to a millionth.

    Power is exact: the probability, under the other share, of all rejected counts. The counts that are not rejected follow on each
    other, so that power only rises on the way to 0 and to 1, and halving the way finds the place. None where no share of that side
    can be detected.
    """
    kept = sorted(set(range(n + 1)) - set(rejected_counts(n, share)))

    def is_detected(millionths: int) -> bool:
        def exactly() -> bool:
            missed = sum(comb(n, count) * millionths**count * (MILLION - millionths) ** (n - count) for count in kept)
            return missed <= (1 - power) * MILLION**n

        return _is_at_most(1 - power, [(n, Fraction(millionths, MILLION))], kept, exactly)

    below, above = nearest_detected(is_detected, ceil(share * MILLION) - 1, -1), nearest_detected(is_detected, floor(share * MILLION) + 1, MILLION + 1)
    return tuple(None if found is None else Fraction(found, MILLION) for found in (below, above))


def nearest_detected(is_detected: Callable[[int], bool], start: int, end: int) -> int | None:
    """Return the step nearest to `start` that is detected, of those before `end` (on either side of it); None if none is.

    What lies beyond a detected step is detected too.
    """
    way = 1 if end > start else -1
    near, far = start - way, end - way  # neither the first nor anything before it; the last, or nothing
    if (far - near) * way <= 0 or not is_detected(far):
        return None
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if is_detected(middle) else (middle, far)
    return far


def smallest_group(share: Fraction, alpha: Fraction = Fraction(5, 100)) -> int | None:
    """Return the fewest draws of which it would be unusual that all are hits: the 5 % test rejects n of n. None if every draw is a hit.

    In smaller groups nothing is unusual on that side, whatever they are like. Raises ValueError if the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} is not possible")
    if share == 1:
        return None
    n = 1
    while not _all_are_unusual(n, share, alpha):
        n += 1
    return n


def _all_are_unusual(n: int, share: Fraction, alpha: Fraction) -> bool:
    """Whether n of n is rejected: the outcomes likelier than it follow on each other, from n - 1 downwards."""
    own = share.numerator**n
    if own > alpha * share.denominator**n:
        return False
    miss, likelier, weight = share.denominator - share.numerator, 0, own
    for count in range(n - 1, -1, -1):
        weight = weight * (count + 1) * miss // ((n - count) * share.numerator) if share else int(count == 0)
        if weight <= own:
            break
        likelier += weight
    return share.denominator**n - likelier <= alpha * share.denominator**n
