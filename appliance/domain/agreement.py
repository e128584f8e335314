"""Where two texts agree: at both ends, and character by character between them. Pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

COMPARED_LIMIT: Final = 250_000
"""Pairs of characters between the ends. Comparing takes up to the third power of the length: two
thousand times the same character against itself, with commas in it, half a minute."""


def common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Return how many characters both begin with, and how many of the others both end with."""
    shorter = min(len(one), len(other))
    head = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    return head, tail


def equal_places(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of characters that are the same, in order.

    All of the ends; between them what agrees longest, or nothing where too much would have to be
    compared.
    """
    head, tail = common_ends(one, other)
    one_end, other_end = len(one) - tail, len(other) - tail
    yield from ((n, n) for n in range(head))
    if 0 < (one_end - head) * (other_end - head) <= COMPARED_LIMIT:
        matcher = SequenceMatcher(None, one[head:one_end], other[head:other_end], autojunk=False)
        for block in matcher.get_matching_blocks():
            yield from ((head + block.a + n, head + block.b + n) for n in range(block.size))
    yield from ((one_end + n, other_end + n) for n in range(tail))
