"""Voices that are hums of different pitch, with the beat of syllables and a little hiss."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ

PITCHES_HZ: Final = (200.0, 330.0, 470.0)
"""Of the three voices; none of the first overtones of one is near one of another."""

OVERTONES: Final = 2
_SYLLABLES_HZ: Final = 4.0
_LOUDNESS: Final = 0.1
_HISS: Final = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One of the voices speaks from here to there."""

    voice: int
    """0, 1 or 2."""

    start_s: float
    end_s: float


def talk(seconds: float, speeches: Sequence[Speech]) -> bytes:
    """Return so much 16-bit PCM in which these things are said."""
    random = np.random.default_rng(7)
    sound = random.normal(0, _HISS, round(seconds * SAMPLE_RATE_HZ)).astype(np.float32)
    for speech in speeches:
        first = round(speech.start_s * SAMPLE_RATE_HZ)
        piece = sound[first : round(speech.end_s * SAMPLE_RATE_HZ)]
        piece += _hum(PITCHES_HZ[speech.voice], len(piece))
    return (sound * 32767).clip(-32768, 32767).astype("<i2").tobytes()


def _hum(pitch_hz: float, samples: int) -> NDArray[np.float32]:
    time = np.arange(samples, dtype=np.float64) / SAMPLE_RATE_HZ
    hum = sum(np.sin(2 * np.pi * pitch_hz * n * time) / n for n in range(1, OVERTONES + 1))
    beat = 0.75 + 0.25 * np.sin(2 * np.pi * _SYLLABLES_HZ * time)
    return (_LOUDNESS * hum * beat).astype(np.float32)
