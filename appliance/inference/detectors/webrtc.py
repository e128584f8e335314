"""The voice detector of WebRTC: no model, hardly any work, easily taken in by noise."""

from collections import deque
from typing import Final

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.vad import VoiceFrame
from appliance.inference.detectors.framing import Framer

FRAME_SAMPLES: Final = 480
_AGGRESSIVENESS: Final = 3
"""Of 0 to 3: 3 lets the least noise through."""

_SMOOTHED_FRAMES: Final = 5


class WebRtcDetector:
    """A VoiceDetector of 30 ms frames; the probability is the share of recent frames with voice."""

    def __init__(self, *, first_sample: int) -> None:
        self._vad = webrtcvad.Vad(_AGGRESSIVENESS)
        self._framer = Framer(FRAME_SAMPLES, first_sample=first_sample)
        self._recent: deque[bool] = deque(maxlen=_SMOOTHED_FRAMES)

    def feed(self, pcm: bytes) -> list[VoiceFrame]:
        """See VoiceDetector."""
        frames = self._framer.feed(pcm)
        return self._framer.voice_frames(frames, [self._probability(frame) for frame in frames])

    def _probability(self, frame: NDArray[np.int16]) -> float:
        self._recent.append(bool(self._vad.is_speech(frame.tobytes(), SAMPLE_RATE_HZ)))
        return sum(self._recent) / len(self._recent)
