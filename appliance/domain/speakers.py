"""Gives the segments of a text their speakers, from who spoke when.

The text is never touched: no segment is cut where the speaker changes, since its text was
normalised as a whole and its parts could not be traced back. Such a segment goes to whoever
speaks most in it and is marked as overlap.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.transcript import Segment

NOTICEABLE_SHARE: Final = 0.15
"""Another speaker is noticed who talks for so much of a segment …"""

NOTICEABLE_S: Final = 1.5
"""… or for so long …"""

LEAST_NOTICEABLE_S: Final = 0.3
"""… but never for less: that is how exactly the edges of turns are known."""

NEAR_S: Final = 1.0
"""A segment in which nobody speaks goes to who speaks nearest, within this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Somebody speaks. Positions are samples of the recording; turns may overlap."""

    start_sample: int
    end_sample: int
    speaker: int


def in_order(turns: Iterable[Turn]) -> list[Turn]:
    """Return them in order of time, the speakers numbered 1, 2, 3 … by their first turns."""
    ordered = sorted(turns, key=lambda turn: (turn.start_sample, turn.end_sample))
    numbers = _numbers(turn.speaker for turn in ordered)
    return [replace(turn, speaker=numbers[turn.speaker]) for turn in ordered]


def assign(segments: Sequence[Segment], turns: Sequence[Turn]) -> list[Segment]:
    """Return the segments, same order and text, each with who speaks most in it.

    ``overlap`` is set where another speaker is noticed. Where nobody speaks, the nearest
    speaker counts if near enough, else nobody. Speakers are numbered by their first words.
    """
    talks = {
        speaker: Talk.of(turn for turn in turns if turn.speaker == speaker)
        for speaker in sorted({turn.speaker for turn in turns})
    }
    judged = [_judge(segment, talks) for segment in segments]
    by_time = sorted(range(len(segments)), key=lambda place: segments[place].start_sample)
    heard = (judged[place][0] for place in by_time)
    numbers = _numbers(speaker for speaker in heard if speaker is not None)
    return [
        replace(segment, speaker=None if speaker is None else numbers[speaker], overlap=overlap)
        for segment, (speaker, overlap) in zip(segments, judged, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Talk:
    """All that one speaker says: stretches in order of time that do not touch."""

    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, turns: Iterable[Turn]) -> "Talk":
        """Join the turns of one speaker."""
        starts: list[int] = []
        ends: list[int] = []
        for turn in sorted(turns, key=lambda turn: turn.start_sample):
            if turn.end_sample <= turn.start_sample:
                continue
            if ends and turn.start_sample <= ends[-1]:
                ends[-1] = max(ends[-1], turn.end_sample)
            else:
                starts.append(turn.start_sample)
                ends.append(turn.end_sample)
        return cls(starts, ends)

    def within(self, start: int, end: int) -> int:
        """Return for how many samples it is heard between two positions."""
        total = 0
        place = max(0, bisect_left(self.starts, start) - 1)
        while place < len(self.starts) and self.starts[place] < end:
            total += max(0, min(end, self.ends[place]) - max(start, self.starts[place]))
            place += 1
        return total

    def distance(self, start: int, end: int) -> int | None:
        """Return how far the nearest of it is from a stretch that holds none of it."""
        after = bisect_left(self.starts, end)
        gaps = [start - self.ends[after - 1]] if after else []
        gaps += [self.starts[after] - end] if after < len(self.starts) else []
        return max(0, min(gaps)) if gaps else None


def _judge(segment: Segment, talks: Mapping[int, Talk]) -> tuple[int | None, bool]:
    """Return who speaks in the segment, and whether somebody else is noticed in it."""
    start, end = _spoken(segment)
    shares = {speaker: talk.within(start, end) for speaker, talk in talks.items()}
    if not any(shares.values()):
        return _nearest(start, end, talks), False
    speaker = max(shares, key=shares.__getitem__)
    noticeable = max(
        to_samples(LEAST_NOTICEABLE_S),
        min(to_samples(NOTICEABLE_S), round(NOTICEABLE_SHARE * (end - start))),
    )
    others = (share for other, share in shares.items() if other != speaker)
    return speaker, any(share >= noticeable for share in others)


def _spoken(segment: Segment) -> tuple[int, int]:
    """Return from where to where words are said: the silence before and after belongs to nobody."""
    if not segment.words:
        return segment.start_sample, segment.end_sample
    return (
        min(word.start_sample for word in segment.words),
        max(word.end_sample for word in segment.words),
    )


def _nearest(start: int, end: int, talks: Mapping[int, Talk]) -> int | None:
    distances = {speaker: talk.distance(start, end) for speaker, talk in talks.items()}
    near = {
        speaker: distance
        for speaker, distance in distances.items()
        if distance is not None and distance <= to_samples(NEAR_S)
    }
    return min(near, key=near.__getitem__) if near else None


def _numbers(speakers: Iterable[int]) -> dict[int, int]:
    """Return 1, 2, 3 … for each speaker in order of appearance."""
    return {speaker: number for number, speaker in enumerate(dict.fromkeys(speakers), start=1)}
