"""Where speech begins and ends in a recording, found with all of it at hand."""

from bisect import bisect_left
from collections.abc import Sequence

from appliance.domain.vad import SpeechGate, VoiceDetector


class ReferenceSpeech:
    """Frames of speech of a whole recording."""

    def __init__(self, detector: VoiceDetector, pcm: bytes, *, threshold: float) -> None:
        gate = SpeechGate(threshold)
        speech = [frame for frame in detector.feed(pcm) if gate.is_speech(frame)]
        self._starts: Sequence[int] = [frame.first_sample for frame in speech]
        self._ends: Sequence[int] = [frame.end_sample for frame in speech]

    def first_speech(self, start: int, end: int) -> int:
        """Return where speech begins within a range; its start if there is none."""
        at = bisect_left(self._starts, start)
        return self._starts[at] if at < len(self._starts) and self._starts[at] < end else start

    def last_speech(self, start: int, end: int) -> int:
        """Return where speech ends within a range; its end if there is none."""
        at = bisect_left(self._ends, end + 1) - 1
        return self._ends[at] if at >= 0 and self._ends[at] > start else end
