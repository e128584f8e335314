"""The last seconds before the tap."""

from collections import deque

from appliance.domain.audio import SAMPLE_WIDTH_BYTES


class Preroll:
    """Keeps the latest ``capacity_samples`` of what is heard."""

    def __init__(self, capacity_samples: int) -> None:
        self._capacity_bytes = capacity_samples * SAMPLE_WIDTH_BYTES
        self._pieces: deque[bytes] = deque()
        self._bytes = 0

    def feed(self, pcm: bytes) -> None:
        """Take in a piece and forget what is too old."""
        self._pieces.append(pcm)
        self._bytes += len(pcm)
        while self._pieces and self._bytes - len(self._pieces[0]) >= self._capacity_bytes:
            self._bytes -= len(self._pieces.popleft())

    def take(self, samples: int) -> bytes:
        """Hand over the latest of what is kept, at most so many samples, and begin anew."""
        kept = b"".join(self._pieces)
        self.forget()
        wanted_bytes = min(samples * SAMPLE_WIDTH_BYTES, self._capacity_bytes)
        return kept[max(0, len(kept) - wanted_bytes) :]

    def forget(self) -> None:
        """Begin anew: what was heard before does not join what comes."""
        self._pieces.clear()
        self._bytes = 0
