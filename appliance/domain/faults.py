"""The ends of a process that no person and no setting asked for."""

from collections import deque
from typing import Final

LATELY_S: Final = 3600.0
_MOST: Final = 1000
"""Kept of one hour; the delays between restarts allow far fewer."""


class Faults:
    """Counts them all, and remembers those of the last hour. Seconds of any monotonic clock."""

    def __init__(self) -> None:
        self.count = 0
        self._last_s: float | None = None
        self._lately: deque[float] = deque(maxlen=_MOST)

    def note(self, *, now_s: float) -> None:
        """Take one in."""
        self.count += 1
        self._last_s = now_s
        self._lately.append(now_s)

    def lately(self, *, now_s: float) -> int:
        """Return how many there were in the last hour."""
        while self._lately and self._lately[0] <= now_s - LATELY_S:
            self._lately.popleft()
        return len(self._lately)

    def ago_s(self, *, now_s: float) -> float | None:
        """Return how long the last one is over; None if there was none."""
        return now_s - self._last_s if self._last_s is not None else None
