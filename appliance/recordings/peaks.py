"""The outline of a recording's sound: the lowest and highest sample of each twentieth of a second.

Kept beside the audio as ``peaks.bin``, pairs of signed bytes, so that hours are drawn at once.
It can be made again from the audio at any time and says nothing about what was spoken.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.recordings.reader import RecordingAudio

NAME: Final = "peaks.bin"
BUCKET_SAMPLES: Final = SAMPLE_RATE_HZ // 20
FINEST_SAMPLES: Final = 4
"""A point of the outline covers no fewer."""

_PART: Final = f".{NAME}.*.part"
"""Two who draw the same outline at once must not write to the same file."""

_BLOCK_BUCKETS: Final = 1200
"""A minute, so that memory stays small however long the recording."""

Outline = NDArray[np.int8]
"""Shape (points, 2): lowest and highest, -128 … 127 for full scale."""


class Peaks:
    """The outline of one recording, also while it grows."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._audio = RecordingAudio(folder)

    def extend(self) -> None:
        """Bring the file up to the audio there is. Raises RecordingsError, OSError."""
        kept = self._kept()
        buckets = self._audio.available_samples() // BUCKET_SAMPLES
        if buckets <= len(kept):
            return
        part = self._file.with_name(_PART.replace("*", os.urandom(4).hex()))
        try:
            with part.open("wb") as file:
                file.write(kept.tobytes())
                for block in self._measured(len(kept), buckets):
                    file.write(block.tobytes())
            part.replace(self._file)
        finally:
            part.unlink(missing_ok=True)

    def end_sample(self) -> int:
        """Return up to where there is sound to draw now. Raises RecordingsError."""
        return self._audio.available_samples()

    def outline(self, first_sample: int, end_sample: int, points: int) -> Outline:
        """Return at most ``points`` points from ``first_sample`` up to ``end_sample``.

        All of them cover the same number of samples, but for the last one. What lies beyond the
        end of the recording has none. Raises RecordingsError, OSError.
        """
        end_sample = min(end_sample, self.end_sample())
        span = -(-max(end_sample - first_sample, 0) // max(points, 1))
        if span >= BUCKET_SAMPLES:
            self.extend()
            step = -(-span // BUCKET_SAMPLES)
            first = first_sample // BUCKET_SAMPLES
            return _thinned(self._kept()[first : end_sample // BUCKET_SAMPLES], step)
        return _thinned(
            _as_bytes(_decoded(self._audio.read(first_sample, end_sample - first_sample))),
            max(span, FINEST_SAMPLES),
        )

    def _kept(self) -> Outline:
        try:
            raw = self._file.read_bytes()
        except FileNotFoundError:
            raw = b""
        return np.frombuffer(raw[: len(raw) // 2 * 2], np.int8).reshape(-1, 2)

    def _measured(self, first: int, end: int) -> Iterator[Outline]:
        for start in range(first, end, _BLOCK_BUCKETS):
            count = min(_BLOCK_BUCKETS, end - start)
            pcm = self._audio.read(start * BUCKET_SAMPLES, count * BUCKET_SAMPLES)
            yield _thinned(_as_bytes(_decoded(pcm)), BUCKET_SAMPLES)


def sweep(folder: Path, *, begun_before_s: float) -> None:
    """Remove what was left half drawn before a moment, in seconds since the epoch."""
    for part in folder.glob(_PART):
        with suppress(OSError):
            if part.stat().st_mtime < begun_before_s:
                part.unlink()


def _decoded(pcm: bytes) -> NDArray[np.int16]:
    return np.frombuffer(pcm, "<i2").astype(np.int16, copy=False)


def _as_bytes(samples: NDArray[np.int16]) -> Outline:
    scaled = (samples >> 8).astype(np.int8)
    return np.stack((scaled, scaled), axis=1)


def _thinned(outline: Outline, step: int) -> Outline:
    """Take ``step`` points together."""
    if step <= 1 or not len(outline):
        return outline
    starts = np.arange(0, len(outline), step)
    lowest = np.minimum.reduceat(outline[:, 0], starts)
    highest = np.maximum.reduceat(outline[:, 1], starts)
    return np.stack((lowest, highest), axis=1)
