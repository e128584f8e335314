"""Cuts a stream of voice frames into utterances. Pure: frames in, events out, no clock.

Positions are samples of the source. Utterances never overlap, come in order, hold every
frame of speech that belongs to at least ``min_speech_s`` of it, and are no longer than
``max_segment_s``.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.vad import SpeechGate, VoiceFrame

SHORTEST_PAUSE_S: Final = 0.3
"""No shorter pause ends an utterance; such gaps are bridged."""

_QUIET_WINDOW_S: Final = 0.2
_QUIET_LOOKBACK_S: Final = 5.0


class Preset(StrEnum):
    """What is recorded, and so how it is best cut."""

    MEETING = "meeting"
    DIALOGUE = "dialogue"
    """Quick turns: half a second ends an utterance."""

    LECTURE = "lecture"
    """One voice that thinks between its sentences: two to three seconds."""

    NOISY_FLOOR = "noisy-floor"
    """Machines: what is taken for speech must be surer and longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRules:
    """When an utterance begins and ends; the defaults are those for a meeting."""

    threshold: float = 0.5
    trailing_silence_s: float = 0.8
    shrinks: bool = True
    """Whether the pause that ends an utterance gets shorter as it grows."""

    shrinks_from_s: float = 8.0
    shrinks_until_s: float = 20.0
    """Between these lengths it falls to the shortest. Before, it stays as it is: somebody who has
    only begun might be given more time to think, but everybody would wait longer for the text."""

    min_speech_s: float = 0.25
    preroll_s: float = 0.3
    max_segment_s: float = 28.0
    """Below the 30 s that a sender may be ahead, so that the cut never waits for the sender."""

    pause_s: float = 0.35
    """Silence after which the end is suspected and announced."""

    tail_s: float = 0.2
    """Kept after the last speech: soft endings fall below the threshold."""

    @classmethod
    def for_preset(cls, preset: Preset) -> "EndpointRules":
        """Return the rules that fit what is recorded."""
        rules = cls()
        match preset:
            case Preset.MEETING:
                return rules
            case Preset.DIALOGUE:
                return replace(rules, trailing_silence_s=0.5)
            case Preset.LECTURE:
                return replace(
                    rules, trailing_silence_s=2.5, shrinks_from_s=16.0, shrinks_until_s=26.0
                )
            case Preset.NOISY_FLOOR:
                return replace(rules, threshold=0.7, min_speech_s=0.5)

    def required_silence_s(self, length_s: float) -> float:
        """Return the pause that ends an utterance of this length."""
        pause_s = max(self.trailing_silence_s, SHORTEST_PAUSE_S)
        if not self.shrinks or length_s <= self.shrinks_from_s:
            return pause_s
        shrinking_s = self.shrinks_until_s - self.shrinks_from_s
        share = min((length_s - self.shrinks_from_s) / shrinking_s, 1.0)
        return pause_s + (SHORTEST_PAUSE_S - pause_s) * share


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceStarted:
    """Enough speech was heard; ``start_sample`` includes the pre-roll."""

    start_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UtterancePaused:
    """A short silence: the utterance may be over at ``end_sample``, or go on."""

    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceEnded:
    """The utterance is these samples, for good."""

    start_sample: int
    end_sample: int
    forced: bool = False
    """Cut because of its length, not at a pause."""

    speech: tuple[tuple[int, int], ...] = ()
    """Its stretches of speech, where it was merged from several."""

    certainty: float = 1.0
    """Mean probability of the frames taken for speech; of the surest stretch, if merged."""

    certainties: tuple[float, ...] = ()
    """Of each stretch."""


EndpointEvent = UtteranceStarted | UtterancePaused | UtteranceEnded


class Endpointer:
    """See the module."""

    def __init__(self, rules: EndpointRules, *, first_sample: int) -> None:
        self._rules = rules
        self._gate = SpeechGate(rules.threshold)
        self._position = first_sample
        self._settled = first_sample
        self._start: int | None = None
        self._candidate: int | None = None
        self._candidate_samples = 0
        self._speech_end = first_sample
        self._probability_sum = 0.0
        self._speech_frames = 0
        self._paused = False
        self._recent: deque[VoiceFrame] = deque()

    @property
    def settled_samples(self) -> int:
        """No utterance that is yet to end will begin before this position; it never falls."""
        return self._settled if self._start is None else self._start

    @property
    def silence_s(self) -> float:
        """How long no speech was heard."""
        return to_seconds(self._position - self._speech_end)

    @property
    def certainty(self) -> float:
        """Mean probability of the frames taken for speech in the open utterance."""
        return self._probability_sum / self._speech_frames if self._speech_frames else 1.0

    def feed(self, frame: VoiceFrame) -> list[EndpointEvent]:
        """Take the next frame; frames follow each other without holes."""
        is_speech = self._gate.is_speech(frame)
        self._position = frame.end_sample
        self._remember(frame)
        if is_speech:
            self._speech_end = frame.end_sample
            self._probability_sum += frame.probability
            self._speech_frames += 1
        if self._start is None:
            return list(self._listen(frame, is_speech=is_speech))
        return list(self._follow(self._start, is_speech=is_speech))

    def finish(self, end_sample: int) -> list[EndpointEvent]:
        """End the stream at ``end_sample``; the open utterance ends with it."""
        self._position = max(end_sample, self._position)
        events: list[EndpointEvent] = []
        if self._start is not None:
            events.append(self._end(self._start))
        self._candidate = None
        self._settled = self._position
        return events

    def _listen(self, frame: VoiceFrame, *, is_speech: bool) -> Iterator[EndpointEvent]:
        preroll = to_samples(self._rules.preroll_s)
        if is_speech:
            if self._candidate is None:
                self._candidate, self._candidate_samples = frame.first_sample, 0
            self._candidate_samples += frame.sample_count
            if self._candidate_samples >= to_samples(self._rules.min_speech_s):
                self._start = max(self._settled, self._candidate - preroll)
                self._candidate, self._paused = None, False
                yield UtteranceStarted(start_sample=self._start)
                return
        elif self.silence_s >= SHORTEST_PAUSE_S:
            self._candidate = None
        if self._candidate is None:
            self._forget_probabilities()
            self._settled = max(self._settled, self._position - preroll)

    def _follow(self, start: int, *, is_speech: bool) -> Iterator[EndpointEvent]:
        if is_speech:
            self._paused = False
        silence_s = self.silence_s
        if silence_s >= self._rules.pause_s and not self._paused:
            self._paused = True
            yield UtterancePaused(start_sample=start, end_sample=self._tail_end())
        length_s = to_seconds(self._speech_end - start)
        if silence_s >= self._rules.required_silence_s(length_s):
            yield self._end(start)
        elif self._position - start >= to_samples(self._rules.max_segment_s):
            yield from self._cut(start)

    def _end(self, start: int) -> UtteranceEnded:
        end = self._tail_end()
        self._settled = max(end, self._position - to_samples(self._rules.preroll_s))
        self._start = None
        certainty = self.certainty
        self._forget_probabilities()
        return UtteranceEnded(start_sample=start, end_sample=end, certainty=certainty)

    def _cut(self, start: int) -> Iterator[EndpointEvent]:
        cut = self._quietest_place(start)
        yield UtteranceEnded(
            start_sample=start, end_sample=cut, forced=True, certainty=self.certainty
        )
        self._paused = False
        if self._speech_end > cut:
            self._start = cut
            yield UtteranceStarted(start_sample=cut)
        else:
            self._start = None
            self._settled = max(cut, self._position - to_samples(self._rules.preroll_s))

    def _forget_probabilities(self) -> None:
        self._probability_sum, self._speech_frames = 0.0, 0

    def _quietest_place(self, start: int) -> int:
        """Return the middle of the quietest 200 ms of the last seconds."""
        frames = [frame for frame in self._recent if frame.first_sample > start]
        width = max(1, round(to_samples(_QUIET_WINDOW_S) / frames[-1].sample_count))
        powers = [10 ** (frame.level_dbfs / 10) for frame in frames]
        quietest = min(
            range(max(1, len(frames) - width + 1)), key=lambda at: sum(powers[at : at + width])
        )
        window = frames[quietest : quietest + width]
        return (window[0].first_sample + window[-1].end_sample) // 2

    def _remember(self, frame: VoiceFrame) -> None:
        self._recent.append(frame)
        lookback_s = min(_QUIET_LOOKBACK_S, self._rules.max_segment_s / 2)
        oldest = self._position - to_samples(lookback_s)
        while self._recent[0].first_sample < oldest and len(self._recent) > 1:
            self._recent.popleft()

    def _tail_end(self) -> int:
        return min(self._position, self._speech_end + to_samples(self._rules.tail_s))
