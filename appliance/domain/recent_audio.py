"""The last seconds of a running recording, kept so that live text needs no disk."""

from collections import deque

from appliance.domain.audio import SAMPLE_WIDTH_BYTES


class RecentAudio:
    """A contiguous range of 16-bit mono PCM that forgets its oldest pieces.

    Audio that does not continue the range begins a new one; what lies between is on disk.
    """

    def __init__(self, limit_samples: int) -> None:
        self._limit_samples = limit_samples
        self._pieces: deque[tuple[int, bytes]] = deque()
        self._end = 0

    @property
    def end_sample(self) -> int:
        """Position after the newest sample; 0 if nothing was ever appended."""
        return self._end

    @property
    def first_sample(self) -> int:
        """Position of the oldest sample still kept."""
        return self._pieces[0][0] if self._pieces else self._end

    def append(self, first_sample: int, pcm: bytes) -> None:
        """Take the next piece."""
        if first_sample != self._end:
            self._pieces.clear()
        self._pieces.append((first_sample, pcm))
        self._end = first_sample + len(pcm) // SAMPLE_WIDTH_BYTES
        while len(self._pieces) > 1 and self._end - self._pieces[1][0] >= self._limit_samples:
            self._pieces.popleft()

    def read(self, first_sample: int, sample_count: int) -> bytes:
        """Return up to ``sample_count`` samples; nothing if the first is not kept."""
        if not self.first_sample <= first_sample < self._end:
            return b""
        end = first_sample + sample_count
        wanted = []
        for start, pcm in self._pieces:
            if start >= end:
                break
            skip = max(0, first_sample - start) * SAMPLE_WIDTH_BYTES
            wanted.append(pcm[skip : (end - start) * SAMPLE_WIDTH_BYTES])
        return b"".join(wanted)
