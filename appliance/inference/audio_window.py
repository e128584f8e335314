"""The audio of a session that is not decided yet, and no more."""

from appliance.domain.audio import SAMPLE_WIDTH_BYTES


class AudioWindow:
    """Contiguous 16-bit PCM addressed by sample positions of the source."""

    def __init__(self, first_sample: int) -> None:
        self._first = first_sample
        self._pcm = bytearray()

    @property
    def end_sample(self) -> int:
        """Position after the newest sample."""
        return self._first + len(self._pcm) // SAMPLE_WIDTH_BYTES

    def append(self, pcm: bytes) -> None:
        """Take the next audio."""
        self._pcm += pcm

    def cut(self, start: int, end: int) -> bytes:
        """Copy a range; it must lie within the window."""
        return bytes(
            self._pcm[
                (start - self._first) * SAMPLE_WIDTH_BYTES : (end - self._first)
                * SAMPLE_WIDTH_BYTES
            ]
        )

    def drop_before(self, sample: int) -> None:
        """Forget what lies before."""
        if sample > self._first:
            del self._pcm[: (sample - self._first) * SAMPLE_WIDTH_BYTES]
            self._first = sample
