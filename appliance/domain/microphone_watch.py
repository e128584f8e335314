"""Counting what comes from the microphone: how much a second, and whether it clipped lately."""

from collections import deque
from typing import Final

SHORTEST_S: Final = 1.0
"""Counted over less, pieces of a twentieth of a second would show."""

LONGEST_S: Final = 4.0
LATELY_S: Final = 5.0


class MicrophoneWatch:
    """Is told the counters every now and then. Times are seconds of any monotonic clock."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int]] = deque()
        self._clipped: int | None = None
        self._clipped_at_s: float | None = None

    def note(self, now_s: float, *, frames_read: int, clipped_samples: int) -> None:
        """Take the counters; ones that went back belong to a process that started anew."""
        if self._counts and frames_read < self._counts[-1][1]:
            self.forget()
        self._counts.append((now_s, frames_read))
        while len(self._counts) > 2 and self._counts[1][0] < now_s - LONGEST_S:
            self._counts.popleft()
        if self._clipped is not None and clipped_samples > self._clipped:
            self._clipped_at_s = now_s
        self._clipped = clipped_samples

    def forget(self) -> None:
        """Begin anew, as when nobody looked or nobody answered."""
        self._counts.clear()
        self._clipped = self._clipped_at_s = None

    @property
    def samples_per_s(self) -> float | None:
        """Over the last seconds; None before there was time to count."""
        if not self._counts:
            return None
        (first_s, first), (last_s, last) = self._counts[0], self._counts[-1]
        if last_s - first_s < SHORTEST_S:
            return None
        return (last - first) / (last_s - first_s)

    def clipped_lately(self, now_s: float) -> bool:
        """Whether peaks were cut off in the last seconds."""
        return self._clipped_at_s is not None and now_s - self._clipped_at_s < LATELY_S
