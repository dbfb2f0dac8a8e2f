"""Add many counts at once: they lie side by side in one large whole number, each in its own digits.

It is a generating function evaluated at a power of two, which Python's whole numbers hold exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import unpack

WORD = 8  # bytes that are unpacked at once


def place_for(largest: int) -> int:
    """Return how many bytes a place needs to hold a count: at least a word."""
    return max(WORD, (largest.bit_length() + 7) // 8)


def unpacked(packed: int, place: int) -> Iterable[int]:
    """Return the counts that a number holds in places of `place` bytes, the lowest first."""
    counts = packed.bit_length() // (8 * place) + 1
    content = packed.to_bytes(counts * place, "little")
    if place == WORD:
        return unpack(f"<{counts}Q", content)
    return (
        int.from_bytes(content[start : start + place], "little")
        for start in range(0, len(content), place)
    )
