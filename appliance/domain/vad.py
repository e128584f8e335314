"""Voice activity: what a detector says about each short frame of audio."""

from dataclasses import dataclass
from typing import Final, Protocol

RELEASE_MARGIN: Final = 0.15
"""Speech goes on until the probability falls so far below the threshold (as silero does it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFrame:
    """A few hundredths of a second of audio with the detector's opinion."""

    first_sample: int
    sample_count: int
    probability: float
    """Of speech, 0 to 1."""

    level_dbfs: float
    """RMS; -120 is digital silence."""

    @property
    def end_sample(self) -> int:
        """Position after the frame."""
        return self.first_sample + self.sample_count


class VoiceDetector(Protocol):
    """Streaming and stateful; one per stream of audio, used by one thread at a time."""

    def feed(self, pcm: bytes) -> list[VoiceFrame]:
        """Take 16-bit PCM of any length; return the frames that became whole, in order."""
        ...


class SpeechGate:
    """Turns probabilities into speech or silence with hysteresis."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._open = False

    def is_speech(self, frame: VoiceFrame) -> bool:
        """Decide about the next frame."""
        release = max(self._threshold - RELEASE_MARGIN, 0.01)
        self._open = frame.probability >= (release if self._open else self._threshold)
        return self._open
