"""From the native rate and channels of a source to 16 kHz mono, 16 bit, in a stream."""

from typing import Any, Protocol

from appliance.domain.audio import SAMPLE_RATE_HZ


class Resampler(Protocol):
    """Takes interleaved native 16-bit PCM, gives 16 kHz mono PCM."""

    def feed(self, pcm: bytes, *, last: bool = False) -> bytes:
        """Convert the next piece; ``last`` also gives what is still inside."""
        ...


class Unchanged:
    """For sources that deliver 16 kHz mono themselves."""

    def feed(self, pcm: bytes, *, last: bool = False) -> bytes:  # noqa: ARG002 - nothing is inside
        """Hand on as it is."""
        return pcm


class SoxrResampler:
    """Band-limited conversion by libsoxr; keeps a few milliseconds inside."""

    def __init__(self, *, rate_hz: int, channels: int) -> None:
        import numpy as np
        import soxr

        self._numpy: Any = np
        self._channels = channels
        self._stream = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")

    def feed(self, pcm: bytes, *, last: bool = False) -> bytes:
        """Mix down and convert."""
        np = self._numpy
        frames = np.frombuffer(pcm, dtype="<i2")
        if self._channels > 1:
            mixed = frames.reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
            frames = np.rint(mixed).astype("<i2")
        converted: bytes = self._stream.resample_chunk(frames, last).tobytes()
        return converted


def resampler(*, rate_hz: int, channels: int) -> Resampler:
    """Return the conversion that is needed; numpy and soxr are loaded only for a real one."""
    if rate_hz == SAMPLE_RATE_HZ and channels == 1:
        return Unchanged()
    return SoxrResampler(rate_hz=rate_hz, channels=channels)
