"""What a voice detector said about a whole recording, kept small, and what the rules make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from appliance.domain.endpointing import Endpointer, EndpointRules, UtteranceEnded
from appliance.domain.vad import VoiceFrame

CERTAIN = 255
"""The probability 1; a byte a frame, so that a day fits in a few megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRegion:
    """Speech that becomes one utterance, in samples of the recording."""

    start_sample: int
    end_sample: int
    forced: bool
    """Cut because of its length, not at a pause."""

    certainty: float
    """Mean probability of its speech, 0 to 1."""


@dataclass(slots=True, kw_only=True)
class VoiceTrace:
    """Grows while the recording is listened to."""

    frame_samples: int = 0
    _probabilities: bytearray = field(default_factory=bytearray)
    _levels: bytearray = field(default_factory=bytearray)

    @property
    def end_sample(self) -> int:
        """How far it goes; it begins with the recording."""
        return len(self._probabilities) * self.frame_samples

    def add(
        self, frame_samples: int, probabilities: Sequence[int], levels_dbfs: Sequence[int]
    ) -> None:
        """Take the next frames: probabilities of 0 to 255, levels of -120 to 0 dBFS."""
        if probabilities:
            self.frame_samples = frame_samples
        self._probabilities += bytes(probabilities)
        self._levels += bytes(min(-level, 120) for level in levels_dbfs)

    def regions(
        self, rules: EndpointRules, *, end_sample: int, seams: Iterable[int] = ()
    ) -> Iterator[SpeechRegion]:
        """Yield the utterances that these rules make of it.

        ``end_sample`` is the end of the recording. No utterance spans a seam: a moment at which
        something was not heard.
        """
        edges = sorted({seam for seam in seams if 0 < seam < end_sample} | {end_sample})
        start = 0
        for edge in edges:
            yield from self._cut(rules, start, edge)
            start = edge

    def _cut(self, rules: EndpointRules, start: int, end: int) -> Iterator[SpeechRegion]:
        endpointer = Endpointer(rules, first_sample=start)
        for frame in self._frames(start, end):
            yield from _ended(endpointer.feed(frame))
        yield from _ended(endpointer.finish(end))

    def _frames(self, start: int, end: int) -> Iterator[VoiceFrame]:
        length = self.frame_samples
        if not length:
            return
        for number in range(-(-start // length), min(end // length, len(self._probabilities))):
            yield VoiceFrame(
                first_sample=number * length,
                sample_count=length,
                probability=self._probabilities[number] / CERTAIN,
                level_dbfs=-float(self._levels[number]),
            )


def _ended(events: Iterable[object]) -> Iterator[SpeechRegion]:
    for event in events:
        if isinstance(event, UtteranceEnded):
            yield SpeechRegion(
                start_sample=event.start_sample,
                end_sample=event.end_sample,
                forced=event.forced,
                certainty=event.certainty,
            )
