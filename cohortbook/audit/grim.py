"""Test whether stated numbers are possible without the data behind them: means of whole numbers,
percentages of whole people.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from cohortbook.audit.checks import amount, decimals_of, half, sums_of
from cohortbook.findings.register import declares
from cohortbook.study.finding import Finding


def is_possible_mean(stated: str, n: int) -> bool:
    """Return whether n whole numbers can have a mean that is printed as `stated`: the GRIM test.

    Brown and Heathers 2017, Social Psychological and Personality Science 8, 363-369. A half may
    have been rounded up or down.
    """
    low, high = sums_of(stated, n)
    return low <= high


def impossible_share(n: int, decimals: int) -> Fraction:
    """Return the share of all printed means of n whole numbers that the GRIM test would catch: its
    power against a random slip.

    0 once n is at least 10 to the number of decimals: then every mean can be printed and passing
    says nothing.
    """
    printed = [Fraction(step, 10**decimals) for step in range(10**decimals)]
    return Fraction(
        sum(not is_possible_mean(f"{float(mean):.{decimals}f}", n) for mean in printed),
        len(printed),
    )


def smallest_base(stated: str) -> int:
    """Return the smallest number of people of whom a whole number can make the
    percentage `stated`.
    """
    low, high = ((amount(stated) + sign * half(decimals_of(stated))) / 100 for sign in (-1, 1))
    return next(
        n for n in range(1, 100 * 10 ** decimals_of(stated) + 1) if -int(-low * n // 1) <= high * n
    )


def possible_means(claims: pd.DataFrame, found: dict[str, Finding]) -> pd.DataFrame:
    """Return the GRIM test of every stated mean whose base is known: a row a claim.

    Columns: claim_id, claim, stated, n, is_possible, power, needed (the sums that would give it),
    actual (the sum of the rows; empty unless whole).
    """
    rows = []
    for claim in claims[(claims["kind"] == "mean") & claims["result_id"].notna()].to_dict(
        "records"
    ):
        number = found[claim["result_id"]]
        low, high = sums_of(claim["stated_value"], number.n)
        needed = "none" if low > high else str(low) if low == high else f"{low} to {high}"
        rows.append(
            {
                "claim_id": claim["claim_id"],
                "claim": claim["claim"],
                "stated": claim["stated_value"],
                "n": number.n,
                "is_possible": low <= high,
                "power": impossible_share(number.n, decimals_of(claim["stated_value"])),
                "needed": needed,
                "actual": str(number.value * number.n),
            }
        )
    return pd.DataFrame(
        rows,
        columns=["claim_id", "claim", "stated", "n", "is_possible", "power", "needed", "actual"],
    )


def percentages(claims: pd.DataFrame) -> pd.DataFrame:
    """Return every stated percentage with the smallest base it can have: claim_id,
    claim, stated, smallest_base.
    """
    chosen = claims[(claims["unit"] == "percent") & claims["stated_value"].notna()]
    rows = [
        {
            "claim_id": claim["claim_id"],
            "claim": claim["claim"],
            "stated": f"{claim['stated_value']}%",
            "smallest_base": smallest_base(claim["stated_value"]),
        }
        for claim in chosen.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["claim_id", "claim", "stated", "smallest_base"])


@declares()
def power(means: pd.DataFrame) -> Iterator[Finding]:
    """Return the power of the GRIM test for each stated mean, in per cent."""
    for row in means.to_dict("records"):
        yield Finding(
            "report",
            "grim_power",
            row["claim_id"],
            "percent",
            row["power"] * 100,
            row["n"],
            "percent",
            (),
        )
