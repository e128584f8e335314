"""How loud it is, whether it clips, and since when nothing is heard."""

import math
import sys
from array import array
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, to_seconds

FLOOR_DBFS: Final = -120.0
NEAR_SILENCE: Final = 3
"""Peaks up to this many steps of 65536 are no sound of a connected microphone."""

_WINDOW_SAMPLES: Final = SAMPLE_RATE_HZ // 10
_FULL_SCALE: Final = 32768


class LevelMeter:
    """Measures 16-bit little-endian mono PCM piece by piece."""

    def __init__(self) -> None:
        self.clipped_samples = 0
        self.silent_s = 0.0
        self._window: list[tuple[int, int, int]] = []
        """Samples, sum of squares and peak of the latest pieces, about a tenth of a second."""

    @property
    def level_dbfs(self) -> float:
        """RMS of the last tenth of a second."""
        samples = sum(count for count, _, _ in self._window)
        squares = sum(squares for _, squares, _ in self._window)
        return _dbfs(math.sqrt(squares / samples)) if samples else FLOOR_DBFS

    @property
    def peak_dbfs(self) -> float:
        """Highest peak of the last tenth of a second."""
        return _dbfs(max((peak for _, _, peak in self._window), default=0))

    def feed(self, pcm: bytes) -> int:
        """Take in a piece; returns how many of its samples are clipped."""
        samples = array("h", pcm)
        if sys.byteorder == "big":
            samples.byteswap()
        if not samples:
            return 0
        highest, lowest = max(samples), min(samples)
        peak = max(highest, -lowest)
        self._window.append((len(samples), sum(value * value for value in samples), peak))
        while sum(count for count, _, _ in self._window[1:]) >= _WINDOW_SAMPLES:
            del self._window[0]
        self.silent_s = self.silent_s + to_seconds(len(samples)) if peak <= NEAR_SILENCE else 0.0
        clipped = samples.count(32767) + samples.count(-32768)
        self.clipped_samples += clipped
        return clipped

    def count_silence_anew(self) -> None:
        """Silence before now is nobody's concern: a recording begins, or goes on after a pause."""
        self.silent_s = 0.0

    def forget(self) -> None:
        """Begin anew, as after a loss of the microphone; what was clipped stays counted."""
        self._window.clear()
        self.count_silence_anew()


def _dbfs(amplitude: float) -> float:
    if amplitude <= 0:
        return FLOOR_DBFS
    return max(FLOOR_DBFS, 20 * math.log10(amplitude / _FULL_SCALE))
