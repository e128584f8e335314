"""How fast recordings fill the disk, from those that were made."""

from collections.abc import Iterable
from typing import Final

LEAST_S: Final = 300.0
"""Of less audio the few files beside it tell more than the audio."""


def bytes_per_s(recent: Iterable[tuple[int, float]]) -> float | None:
    """Return the rate of recordings, each with its bytes and seconds; None if they tell little."""
    size_bytes, duration_s = 0, 0.0
    for each_bytes, each_s in recent:
        size_bytes += each_bytes
        duration_s += each_s
    return size_bytes / duration_s if duration_s >= LEAST_S and size_bytes else None
