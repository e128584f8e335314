"""Voice in what the microphone hears, by a cheap detector that takes loud noise for one too."""

from collections.abc import Iterator
from typing import Final

import webrtcvad

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.domain.level import LevelMeter

FRAME_S: Final = 0.03
LEAST_DBFS: Final = -60.0
"""The detector takes faint hum for a voice now and then."""

_FRAME_BYTES: Final = round(FRAME_S * SAMPLE_RATE_HZ) * SAMPLE_WIDTH_BYTES
_AGGRESSIVENESS: Final = 3


class VoiceFrames:
    """Cuts audio into frames of FRAME_S and tells of each whether there is a voice in it."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(_AGGRESSIVENESS)
        self._rest = b""

    def feed(self, pcm: bytes) -> Iterator[bool]:
        """Take audio, 16-bit little-endian mono PCM at 16 kHz; yield for each whole frame."""
        self._rest += pcm
        while len(self._rest) >= _FRAME_BYTES:
            frame, self._rest = self._rest[:_FRAME_BYTES], self._rest[_FRAME_BYTES:]
            yield self._vad.is_speech(frame, SAMPLE_RATE_HZ) and _is_loud(frame)


def _is_loud(frame: bytes) -> bool:
    """Look only where there may be a voice: to measure costs thirty times as much as to detect."""
    meter = LevelMeter()
    meter.feed(frame)
    return meter.level_dbfs > LEAST_DBFS
