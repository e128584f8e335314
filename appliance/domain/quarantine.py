"""Audio that kills the recogniser, or hangs it, is not given to it for ever."""

from dataclasses import dataclass

from appliance.domain.audio import SAMPLE_RATE_HZ

DEATHS_ALLOWED = 2
"""A place that killed the recogniser so often is passed over; so is one that hung it as often."""

LIVE_DEATHS_ALLOWED = 3
"""Somebody reads along, and an utterance that is open for long may meet two accidents."""

RETRY_DEATHS_ALLOWED = 1
"""For the second pass over a recording that killed before. Three and one stay below the crash
budget, so that one bad recording does not cost the whole box its recogniser."""

SAME_PLACE_SAMPLES = SAMPLE_RATE_HZ
"""Silence before an utterance may be decided a little further the second time."""

LONGEST_SKIP_SAMPLES = 30 * SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRange:
    """Audio that was passed over, in samples of the recording."""

    start_sample: int
    end_sample: int
    is_hang: bool = False
    """The recogniser did not crash there, it came to no end."""


class Quarantine:
    """Counts deaths of the recogniser at one position of one recording.

    Crashes and hangs are counted apart: a machine that stops processes and a model that crashes
    are not the same fault, and together they prove nothing about the audio.
    """

    def __init__(self, *, deaths_allowed: int = DEATHS_ALLOWED) -> None:
        self._deaths_allowed = deaths_allowed
        self._position = -2 * SAME_PLACE_SAMPLES
        self._crashes = 0
        self._hangs = 0
        self._shortest_sent = 0

    def died(
        self, *, decided_samples: int, sent_samples: int, is_hang: bool = False
    ) -> SkippedRange | None:
        """Note a death in a session that had decided and been sent so much.

        Returns what to pass over once the same place has killed too often: all that was sent
        beyond it each time, at most 30 s. A death before anything was sent is nobody's fault.
        """
        if sent_samples <= decided_samples:
            return None
        if abs(decided_samples - self._position) > SAME_PLACE_SAMPLES:
            self._position, self._shortest_sent = decided_samples, sent_samples
            self._crashes = self._hangs = 0
        if is_hang:
            self._hangs += 1
        else:
            self._crashes += 1
        self._shortest_sent = min(self._shortest_sent, sent_samples)
        if max(self._crashes, self._hangs) < self._deaths_allowed:
            return None
        self._crashes = self._hangs = 0
        end = min(
            max(self._shortest_sent, decided_samples + SAME_PLACE_SAMPLES),
            decided_samples + LONGEST_SKIP_SAMPLES,
            sent_samples,
        )
        return SkippedRange(start_sample=decided_samples, end_sample=end, is_hang=is_hang)
