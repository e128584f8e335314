"""Packs utterances into long segments where nobody waits: context makes better text.

Pauses up to ``merge_pause_s`` are kept inside a segment; one that would grow over
``max_segment_s`` is cut at its longest pause. Pure, like the endpointer it wraps.
"""

from dataclasses import dataclass, replace

from appliance.domain.audio import to_samples
from appliance.domain.endpointing import (
    Endpointer,
    EndpointEvent,
    EndpointRules,
    UtteranceEnded,
    UtteranceStarted,
)
from appliance.domain.vad import VoiceFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingRules:
    """How long segments become."""

    merge_pause_s: float = 2.0
    max_segment_s: float = 27.0
    """Below the 30 s that a sender may be ahead, so that the cut never waits for the sender."""

    region_pause_s: float = 0.3
    """Pause that parts two stretches of speech."""

    margin_s: float = 0.5
    """Of what is around the speech: recognisers hear a soft first or last word better with it."""


class SegmentPacker:
    """See the module. Same interface as Endpointer; only UtteranceEnded comes out of it."""

    def __init__(
        self, endpoint_rules: EndpointRules, rules: PackingRules, *, first_sample: int
    ) -> None:
        self._rules = rules
        self._limit_s = min(rules.max_segment_s, endpoint_rules.max_segment_s)
        self._endpointer = Endpointer(
            replace(
                endpoint_rules,
                trailing_silence_s=rules.region_pause_s,
                shrinks=False,
                max_segment_s=self._limit_s,
            ),
            first_sample=first_sample,
        )
        self._longest = to_samples(endpoint_rules.max_segment_s)
        self._first = first_sample
        self._regions: list[tuple[int, int]] = []
        self._certainties: list[float] = []
        self._open: int | None = None

    @property
    def settled_samples(self) -> int:
        """No segment that is yet to end will begin before this position; it never falls."""
        first = self._regions[0][0] if self._regions else self._endpointer.settled_samples
        return max(self._first, first - to_samples(self._rules.margin_s))

    @property
    def silence_s(self) -> float:
        """How long no speech was heard."""
        return self._endpointer.silence_s

    @property
    def certainty(self) -> float:
        """Mean probability of the frames taken for speech in the open stretch."""
        return self._endpointer.certainty

    def feed(self, frame: VoiceFrame) -> list[EndpointEvent]:
        """Take the next frame."""
        self._collect(self._endpointer.feed(frame))
        if not self._regions:
            return []
        pause = self._endpointer.settled_samples - self._regions[-1][1]
        if self._open is None and pause >= to_samples(self._rules.merge_pause_s):
            return [self._pack(len(self._regions))]
        if frame.end_sample - self._regions[0][0] >= to_samples(self._limit_s):
            return [self._pack(self._best_cut(frame.end_sample))]
        return []

    def finish(self, end_sample: int) -> list[EndpointEvent]:
        """End the stream; what is left becomes the last segment, or two if it is too long."""
        self._collect(self._endpointer.finish(end_sample))
        events: list[EndpointEvent] = []
        limit = to_samples(self._limit_s)
        while self._regions:
            too_long = self._regions[-1][1] - self._regions[0][0] > limit
            count = self._best_cut(end_sample) if too_long else len(self._regions)
            events.append(self._pack(count))
        return events

    def _collect(self, events: list[EndpointEvent]) -> None:
        for event in events:
            match event:
                case UtteranceStarted():
                    self._open = event.start_sample
                case UtteranceEnded():
                    self._open = None
                    self._regions.append((event.start_sample, event.end_sample))
                    self._certainties.append(event.certainty)
                case _:
                    pass

    def _best_cut(self, position: int) -> int:
        """Return how many regions to take: up to the longest pause of the later half."""
        starts = [start for start, _ in self._regions[1:]]
        starts.append(position if self._open is None else self._open)
        limit = to_samples(self._limit_s)
        first = self._regions[0][0]
        fits = [
            (start - end, count)
            for count, ((_, end), start) in enumerate(
                zip(self._regions, starts, strict=True), start=1
            )
            if end - first <= limit
        ]
        late = [fit for fit in fits if self._regions[fit[1] - 1][1] - first >= limit / 2]
        return max(late or fits or [(0, 1)])[1]

    def _pack(self, count: int) -> UtteranceEnded:
        taken, self._regions = self._regions[:count], self._regions[count:]
        sure, self._certainties = self._certainties[:count], self._certainties[count:]
        first, last = taken[0][0], taken[-1][1]
        margin = min(to_samples(self._rules.margin_s), max(0, self._longest - (last - first)) // 2)
        start, self._first = max(self._first, first - margin), min(last + margin, self._next())
        return UtteranceEnded(
            start_sample=start,
            end_sample=self._first,
            speech=tuple(taken),
            certainty=max(sure),
            certainties=tuple(sure),
        )

    def _next(self) -> int:
        """Return the first position that what was not taken may begin at."""
        if self._regions:
            return self._regions[0][0]
        return self._endpointer.settled_samples if self._open is None else self._open
