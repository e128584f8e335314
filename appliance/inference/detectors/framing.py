"""Cuts a stream of PCM into frames of a fixed length."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.vad import VoiceFrame

_FULL_SCALE = 32768.0
_SILENCE_DBFS = -120.0


class Framer:
    """Keeps what does not fill a frame for the next call; positions are those of the source."""

    def __init__(self, frame_samples: int, *, first_sample: int) -> None:
        self._frame_samples = frame_samples
        self._next = first_sample
        self._rest = b""

    def feed(self, pcm: bytes) -> NDArray[np.int16]:
        """Take PCM of any length; return the whole frames, shape (frames, samples)."""
        pending = self._rest + pcm
        frame_bytes = self._frame_samples * SAMPLE_WIDTH_BYTES
        whole = len(pending) // frame_bytes * frame_bytes
        self._rest = pending[whole:]
        return np.frombuffer(pending[:whole], dtype="<i2").reshape(-1, self._frame_samples)

    def voice_frames(
        self, frames: NDArray[np.int16], probabilities: Iterable[float]
    ) -> list[VoiceFrame]:
        """Name the frames just returned with their places, levels and probabilities."""
        found = []
        levels = levels_dbfs(frames) if len(frames) else []
        for probability, level in zip(probabilities, levels, strict=True):
            found.append(
                VoiceFrame(
                    first_sample=self._next,
                    sample_count=self._frame_samples,
                    probability=float(probability),
                    level_dbfs=level,
                )
            )
            self._next += self._frame_samples
        return found


def levels_dbfs(frames: NDArray[np.int16]) -> list[float]:
    """Return the RMS level of each frame."""
    power = np.mean(np.square(frames.astype(np.float32) / _FULL_SCALE), axis=1)
    return [float(level) for level in np.maximum(10 * np.log10(power + 1e-12), _SILENCE_DBFS)]
